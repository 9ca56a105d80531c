//! HTTP: pages, server functions, assets, recordings, readiness. Thin: each handler hands on to where the work is.

mod api;
mod assets;
mod audit;
mod customers;
pub mod metrics;
mod opening;
pub mod policy;
mod recordings;
mod sheets;
pub mod tls;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use call_journal_app::service::{Journal, preferences};
use call_journal_app::{App, shell};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tokio_util::sync::CancellationToken;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::auth::{self, Auth};
use crate::customers::uploads::Uploads;
use crate::http::metrics::Metrics;
use crate::live::{self, Hub};
use crate::recordings::kept::Kept;
use crate::recordings::sounds::Sounds;

pub use api::{Doors, Lock, Readers};
pub use assets::Site;

/// Bytes of a request's body: a comment of 10 000 characters has room, a flood has not.
const BODY_LIMIT: usize = 128 * 1024;

/// How long a body may pause before its connection is given up.
const BODY_PAUSE: Duration = Duration::from_secs(30);

/// What the handlers need.
#[derive(Clone)]
pub struct Served {
    /// The journal itself.
    pub journal: Journal,
    /// Where changes go through.
    pub hub: Hub,
    /// Where other programs post to.
    pub doors: Arc<Doors>,
    /// The door that everybody comes through.
    pub auth: Auth,
    /// Who may show the journal within a page of theirs, as a policy says it.
    pub ancestors: String,
    /// What is counted.
    pub metrics: Metrics,
    /// Who may read calls.
    pub readers: Arc<Readers>,
    /// Ends the streams when the server stops.
    pub stop: CancellationToken,
    /// The audio of calls.
    pub sounds: Sounds,
    /// What other programs upload.
    pub kept: Kept,
    /// Files of customers on their way in.
    pub uploads: Uploads,
    /// The browser's half.
    pub site: Site,
    /// Leptos' own options.
    pub leptos: LeptosOptions,
}

impl axum::extract::FromRef<Served> for LeptosOptions {
    fn from_ref(served: &Served) -> LeptosOptions {
        served.leptos.clone()
    }
}

/// All routes.
pub fn router(served: Served) -> Router {
    let routes = generate_route_list(App);
    let assets = served.site.assets.clone();
    let journal = served.journal.clone();
    let context = move || provide_context(journal.clone());
    let ancestors = served.ancestors.clone();
    let document = move || {
        policy::set_page_policy(&ancestors);
        shell(&assets, preferences())
    };
    // These are compressed already, or must be asked for in ranges.
    let compressible = DefaultPredicate::new()
        .and(NotForContentType::new("audio/"))
        .and(NotForContentType::new("application/wasm"))
        .and(NotForContentType::new("application/zip"))
        .and(NotForContentType::SSE);
    Router::new()
        .leptos_routes_with_context(&served, routes, context, document)
        .layer(from_fn_with_state(served.clone(), opening::opening))
        .route("/readyz", get(ready))
        .route("/healthz", get(|| async { "ok" }))
        .route("/live", get(live::stream))
        .route("/recordings/{id}", get(recordings::serve))
        .route("/calls/{id}/recordings.zip", get(recordings::serve_zip))
        .merge(customers::routes())
        .merge(sheets::routes())
        .merge(audit::routes())
        .merge(metrics::routes())
        .merge(auth::routes())
        .nest_service("/pkg", served.site.packages())
        .route_service("/favicon.svg", served.site.favicon())
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .merge(api::routes())
        .layer(from_fn_with_state(served.clone(), auth::guard))
        .layer(from_fn_with_state(served.clone(), metrics::count))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(from_fn_with_state(served.clone(), policy::policy))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .with_state(served)
}

/// 200 when the database answers.
async fn ready(State(served): State<Served>) -> Response {
    match call_journal_store::query::answers(&served.journal.0.store).await {
        Ok(()) => "ready".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

async fn not_found(request: Request) -> Response {
    tracing::debug!(path = request.uri().path(), "no such address");
    (StatusCode::NOT_FOUND, "404").into_response()
}
