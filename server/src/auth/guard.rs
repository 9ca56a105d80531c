//! The guard: every request to a page, a server function or a file passes here, and whatever is not [`listed`] is given to
//! nobody. Who may do a thing at all is decided here; with whose calls, where they are read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use call_journal_app::access::{Access, FUNCTIONS, PAGES};
use call_journal_app::error::AppError;
use call_journal_app::service::ClientAddress;
use call_journal_model::access::Act;
use call_journal_store::access::Who;

use super::origin::{is_own, is_safe};
use super::throttle::OF_STRANGER;
use crate::http::Served;

/// Routes besides pages and server functions. `Keyed`: who may, the handler tells by the key that another program brings.
const ROUTES: &[(&str, Access)] = &[
    ("/healthz", Access::Public),
    ("/readyz", Access::Public),
    ("/metrics", Access::Keyed),
    ("/favicon.svg", Access::Public),
    ("/pkg", Access::Public),
    ("/pkg/", Access::Public),
    ("/pkg/{*__private__axum_nest_tail_param}", Access::Public),
    ("/sign-out", Access::To(Act::Own)),
    ("/password", Access::To(Act::Own)),
    ("/live", Access::To(Act::Look)),
    ("/recordings/{id}", Access::To(Act::Hear)),
    ("/calls/{id}/recordings.zip", Access::To(Act::Download)),
    ("/calls/export.csv", Access::To(Act::Export)),
    ("/calls/export.xlsx", Access::To(Act::Export)),
    ("/customers/export.csv", Access::To(Act::ExportCustomers)),
    ("/customers/export.vcf", Access::To(Act::ExportCustomers)),
    ("/customers/import/file", Access::To(Act::ChangeCustomers)),
    (
        "/customers/import/{token}/report.csv",
        Access::To(Act::ChangeCustomers),
    ),
    ("/audit/export.csv", Access::To(Act::Configure)),
    ("/api/v1/calls", Access::Keyed),
    ("/api/v1/calls/{id}/recordings", Access::Keyed),
    ("/api/v1/freeswitch/{name}", Access::Keyed),
    ("/api/v1/openapi.json", Access::Public),
];

/// Every route, as axum writes it, and who may use it.
pub fn listed() -> impl Iterator<Item = (Cow<'static, str>, Access)> {
    let plain = ROUTES.iter().chain(PAGES);
    let plain = plain.map(|(route, access)| (Cow::Borrowed(*route), *access));
    let functions = FUNCTIONS.iter();
    let functions = functions.map(|(name, access)| (Cow::Owned(format!("/api/{name}")), *access));
    plain.chain(functions)
}

/// Looked up for every request.
static LISTED: LazyLock<HashMap<Cow<'static, str>, Access>> = LazyLock::new(|| listed().collect());

/// Who may use a route.
fn access_of(route: &str) -> Option<Access> {
    LISTED.get(route).copied()
}

/// See the module.
pub async fn guard(State(served): State<Served>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|route| route.as_str().to_owned());
    // What is no route at all is told so to everybody.
    let access = match route.as_deref() {
        None => Access::Public,
        Some(route) => match access_of(route) {
            Some(access) => access,
            None => {
                tracing::error!(route, "a route is not listed: nobody may use it");
                return StatusCode::FORBIDDEN.into_response();
            }
        },
    };
    // Of files that are the same for everybody nobody is asked who they are: at nine in the morning a whole office, behind one address,
    // loads them all at once.
    let is_asset = access == Access::Public && route.as_deref().is_some_and(is_asset);
    if access == Access::Keyed || is_asset {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let page = is_page(&parts);
    let entered = match served.auth.enter(&served.journal, &parts, page).await {
        Ok(entered) => entered,
        Err(error) => {
            tracing::error!(?error, "who asks cannot be read");
            return refused(&parts, AppError::Unavailable);
        }
    };
    let Some(entered) = entered else {
        let now = (served.journal.0.now)();
        let stranger = [(format!("stranger {}", served.auth.address(&parts)), OF_STRANGER)];
        if !served.auth.may_try(&stranger, now) {
            return StatusCode::TOO_MANY_REQUESTS.into_response();
        }
        return match access {
            Access::Public => next.run(Request::from_parts(parts, body)).await,
            _ if page => to_sign_in(&parts),
            _ => refused(&parts, AppError::SignedOut),
        };
    };
    if let Access::To(act) = access {
        let foreign = !is_safe(&parts.method) && !is_own(&parts.headers);
        if foreign || !entered.who.rights.allow(act) {
            let (route, who) = (route.as_deref(), entered.who.person.id);
            tracing::warn!(
                route,
                ?who,
                address = served.auth.address(&parts),
                foreign,
                "refused"
            );
            return refused(&parts, AppError::Forbidden);
        }
    }
    parts
        .extensions
        .insert(ClientAddress(served.auth.address(&parts)));
    parts.extensions.insert::<Who>(entered.who);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(cookie) = entered.cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if access != Access::Public {
        // What one person sees no cache may give to the next.
        let private = header::HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(private);
    }
    response
}

fn is_asset(route: &str) -> bool {
    route.starts_with("/pkg") || ["/favicon.svg", "/healthz", "/readyz"].contains(&route)
}

/// Whether a person's browser asks for a page to be shown.
fn is_page(parts: &Parts) -> bool {
    let accepts = parts
        .headers
        .get(header::ACCEPT)
        .and_then(|accepts| accepts.to_str().ok());
    parts.method == Method::GET && accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// To the page where one signs in, and from there to where one wanted to go.
fn to_sign_in(parts: &Parts) -> Response {
    let wanted = parts.uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    let to = match wanted {
        "/" => "/sign-in".to_owned(),
        wanted => {
            let next = percent_encoding::utf8_percent_encode(wanted, percent_encoding::NON_ALPHANUMERIC);
            format!("/sign-in?next={next}")
        }
    };
    Redirect::to(&to).into_response()
}

/// What the page reads as an error, and people as a sentence.
fn refused(parts: &Parts, error: AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::FORBIDDEN);
    if is_page(parts) {
        return (status, super::forms::plain_page(&parts.headers, &error)).into_response();
    }
    let is_function = parts.uri.path().starts_with("/api/");
    match is_function {
        true => (status, Json(error)).into_response(),
        false => status.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use call_journal_app::App;

    use super::*;

    #[test]
    fn every_page_and_every_server_function_is_listed_and_nothing_else() {
        let functions: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths()
            .map(|(path, _)| path.to_owned())
            .collect();
        let listed: BTreeSet<String> = FUNCTIONS.iter().map(|(name, _)| format!("/api/{name}")).collect();
        assert!(functions.len() > 30, "they register themselves");
        assert_eq!(functions, listed);
        let pages: BTreeSet<String> = leptos_axum::generate_route_list(App)
            .iter()
            .map(|page| page.path().to_owned())
            .collect();
        let listed: BTreeSet<String> = PAGES.iter().map(|(page, _)| (*page).to_owned()).collect();
        assert_eq!(pages, listed);
    }
}
