//! `GET /live`: one reader's stream of server-sent events. The address holds the filter, as the page's does, and `since`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use call_journal_app::service::{Journal, viewer_of};
use call_journal_model::filter::{Filter, MatchContext};
use call_journal_model::live::{LiveMessage, LivePlace};
use call_journal_store::query::Viewer;
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::hub::{Change, Hub, Subscription, What};
use crate::http::Served;

/// How often a silent stream says that it is alive: proxies cut silent connections off, and a browser must notice a dead
/// one soon.
const BEAT: Duration = Duration::from_secs(15);

/// Opens a stream.
pub async fn stream(State(served): State<Served>, parts: Parts) -> Response {
    let viewer = match viewer_of(&served.journal, &parts).await {
        Ok(viewer) => viewer,
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            return status.into_response();
        }
    };
    let query = parts.uri.query().unwrap_or_default();
    let reader = Reader::begin(
        &served,
        Filter::from_query(query),
        viewer,
        since(query, &parts.headers),
    );
    let unbuffered = [(header::HeaderName::from_static("x-accel-buffering"), "no")];
    (unbuffered, Sse::new(reader.events())).into_response()
}

/// A browser that reconnects by itself names its place in a header, the page names it in the address.
fn since(query: &str, headers: &HeaderMap) -> Option<LivePlace> {
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let parameter = query.split('&').find_map(|pair| pair.strip_prefix("since="));
    header.or(parameter)?.parse().ok()
}

struct Reader {
    journal: Journal,
    hub: Hub,
    stop: CancellationToken,
    filter: Filter,
    viewer: Viewer,
    subscription: Subscription,
    missed: std::vec::IntoIter<Arc<Change>>,
    /// Something that must be said before anything that comes.
    first: Vec<LiveMessage>,
}

impl Reader {
    fn begin(served: &Served, filter: Filter, viewer: Viewer, since: Option<LivePlace>) -> Reader {
        let hub = served.hub.clone();
        let mut subscription = hub.subscribe(since);
        let missed = subscription.missed.take();
        let mut reader = Reader {
            journal: served.journal.clone(),
            hub,
            stop: served.stop.clone(),
            filter,
            viewer,
            subscription,
            first: Vec::new(),
            missed: Vec::new().into_iter(),
        };
        match missed {
            Some(missed) => reader.missed = missed.into_iter(),
            None => reader.first.push(LiveMessage::Resync),
        }
        // Taken from the end.
        let here = reader.here();
        reader.first.push(here);
        reader
    }

    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut reader| async move {
            let event = reader.next().await?;
            Some((Ok(event), reader))
        })
    }

    /// The next event; `None` when the server stops.
    async fn next(&mut self) -> Option<Event> {
        if let Some(message) = self.first.pop() {
            let place = self.subscription.place;
            // Before what was missed is told, its end is not the reader's place yet.
            return Some(event(
                &message,
                self.missed.as_slice().is_empty().then_some(place),
            ));
        }
        if let Some(change) = self.missed.next() {
            return Some(self.told(&change));
        }
        let stop = self.stop.clone();
        let coming = tokio::time::timeout(BEAT, self.subscription.coming.recv());
        match stop.run_until_cancelled(coming).await? {
            Err(_) => Some(self.beat()),
            Ok(Ok(change)) => Some(self.told(&change)),
            Ok(Err(RecvError::Lagged(_))) => {
                // Subscribed anew: what is still queued would be told after the rows that hold it already.
                self.subscription = self.hub.subscribe(None);
                Some(event(&LiveMessage::Resync, Some(self.subscription.place)))
            }
            Ok(Err(RecvError::Closed)) => None,
        }
    }

    fn told(&self, change: &Change) -> Event {
        let place = LivePlace {
            number: change.number,
            ..self.subscription.place
        };
        let context = MatchContext {
            today: self.journal.today(),
            me: self.viewer.me,
        };
        match &change.what {
            What::Call { facts, row, .. } if self.filter.matches(facts, &context) => {
                Event::default().id(place.to_string()).data(row)
            }
            What::Call { id, .. } | What::Gone(id) => event(&LiveMessage::Out(*id), Some(place)),
            What::Everything => event(&LiveMessage::Resync, Some(place)),
        }
    }

    /// A sign of life; at midnight, the day has other rows.
    fn beat(&mut self) -> Event {
        let today = self.journal.today();
        if today != self.viewer.today {
            self.viewer.today = today;
            self.first.push(LiveMessage::Resync);
        }
        event(&self.here(), None)
    }

    fn here(&self) -> LiveMessage {
        LiveMessage::Here {
            now: (self.journal.0.now)(),
            local: self.journal.local_now(),
        }
    }
}

fn event(message: &LiveMessage, place: Option<LivePlace>) -> Event {
    // Only maps with keys that are no texts cannot be written.
    let event = Event::default().data(serde_json::to_string(message).unwrap_or_default());
    match place {
        Some(place) => event.id(place.to_string()),
        None => event,
    }
}
