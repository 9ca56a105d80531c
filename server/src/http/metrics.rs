//! `/metrics`: what Prometheus asks, for whoever brings the key of the configuration. Names of routes are labels, addresses are not.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use call_journal_app::sources::Link;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use subtle::ConstantTimeEq;

use super::Served;

/// Seconds by which answers are told apart.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// What is counted while the server runs. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    key: Option<Arc<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Source {
    pbx: String,
    tap: String,
}

impl Metrics {
    /// Told to whoever brings `key`; to nobody without one.
    pub fn new(key: Option<String>) -> Metrics {
        Metrics {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            key: key.map(Arc::from),
        }
    }

    fn is_key(&self, headers: &HeaderMap) -> bool {
        let brought = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        match (&self.key, brought) {
            (Some(key), Some(brought)) => brought.as_bytes().ct_eq(key.as_bytes()).into(),
            _ => false,
        }
    }
}

pub(super) fn routes() -> Router<Served> {
    Router::new().route("/metrics", get(metrics))
}

/// Counts a request, and how long its answer took to begin.
pub(super) async fn count(State(served): State<Served>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let begin = Instant::now();
    let response = next.run(request).await;
    let metrics = &served.metrics;
    let asked = Asked { route: route.clone() };
    metrics
        .seconds
        .get_or_create(&asked)
        .observe(begin.elapsed().as_secs_f64());
    let answered = Answered {
        route,
        status: response.status().as_u16(),
    };
    metrics.requests.get_or_create(&answered).inc();
    response
}

async fn metrics(State(served): State<Served>, headers: HeaderMap) -> Response {
    if !served.metrics.is_key(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut text = String::new();
    if encode(&mut text, &registry(&served)).is_err() {
        // Writing into a text does not fail.
        text.clear();
        let _ = writeln!(text, "# EOF");
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// Everything, as it is at this moment.
fn registry(served: &Served) -> Registry {
    let mut registry = Registry::with_prefix("call_journal");
    let Metrics {
        requests, seconds, ..
    } = served.metrics.clone();
    registry.register("http_requests", "Requests, by route and status", requests);
    registry.register("http_request_seconds", "How long answers took to begin", seconds);
    let readers = Gauge::<i64>::default();
    readers.set(i64::try_from(served.hub.readers()).unwrap_or(i64::MAX));
    registry.register("live_readers", "Open pages that hear of changes", readers);
    let connected = Family::<Source, Gauge>::default();
    let events = Family::<Source, Counter>::default();
    let rejected = Family::<Source, Counter>::default();
    let lag = Family::<Source, Gauge>::default();
    for state in (served.journal.0.sources)() {
        let source = Source {
            pbx: state.pbx,
            tap: state.tap,
        };
        let is_connected = matches!(state.link, Link::Connected { .. });
        connected.get_or_create(&source).set(i64::from(is_connected));
        events.get_or_create(&source).inc_by(state.events);
        rejected.get_or_create(&source).inc_by(state.rejected);
        if let Some(behind) = state.lag {
            lag.get_or_create(&source).set(behind.0);
        }
    }
    registry.register("source_connected", "1 while the source is heard", connected);
    registry.register("source_events", "Events since the server began", events);
    registry.register("source_rejected", "Messages that made no sense", rejected);
    registry.register(
        "source_lag_milliseconds",
        "How long after it happened the last event came",
        lag,
    );
    if let Some(bytes) = resident() {
        let memory = Gauge::<i64>::default();
        memory.set(bytes);
        registry.register("resident_memory_bytes", "Memory of the program", memory);
    }
    registry
}

/// Bytes of memory, as Linux tells them.
fn resident() -> Option<i64> {
    const PAGE: i64 = 4_096;
    let told = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: i64 = told.split(' ').nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}
