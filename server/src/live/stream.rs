//! `GET /live`: one reader's stream of server-sent events. The address holds the filter, as the page's does, and `since`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use call_journal_app::service::{Journal, viewing};
use call_journal_model::access::Mask;
use call_journal_model::filter::{Filter, MatchContext};
use call_journal_model::live::{LiveMessage, LivePlace};
use call_journal_store::access::Who;
use call_journal_store::query::Viewer;
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::hub::{Change, Hub, Subscription, What};
use crate::auth::Auth;
use crate::http::Served;

/// How often a silent stream says that it is alive: proxies cut silent connections off, and a browser must notice a dead
/// one soon.
const BEAT: Duration = Duration::from_secs(15);

/// Opens a stream.
pub async fn stream(State(served): State<Served>, parts: Parts) -> Response {
    let Some(who) = parts.extensions.get::<Who>().cloned() else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let query = parts.uri.query().unwrap_or_default();
    let reader = Reader::begin(
        &served,
        Filter::from_query(query),
        who,
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
    auth: Auth,
    who: Who,
    viewer: Viewer,
    /// Sessions that ended, rights that changed.
    doors: watch::Receiver<u64>,
    subscription: Subscription,
    missed: std::vec::IntoIter<Arc<Change>>,
    /// The last word is said.
    ended: bool,
    /// Something that must be said before anything that comes.
    first: Vec<LiveMessage>,
}

impl Reader {
    fn begin(served: &Served, filter: Filter, who: Who, since: Option<LivePlace>) -> Reader {
        let hub = served.hub.clone();
        let mut subscription = hub.subscribe(since);
        let missed = subscription.missed.take();
        let mut reader = Reader {
            journal: served.journal.clone(),
            hub,
            stop: served.stop.clone(),
            filter,
            auth: served.auth.clone(),
            doors: served.auth.changes(),
            viewer: viewing(&served.journal, &who),
            who,
            subscription,
            first: Vec::new(),
            missed: Vec::new().into_iter(),
            ended: false,
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
        if self.ended {
            return None;
        }
        let stop = self.stop.clone();
        loop {
            let happens = async {
                tokio::select! {
                    // Whoever may not read any more hears nothing that came at the same moment.
                    biased;
                    _ = self.doors.changed() => Happens::Doors,
                    coming = tokio::time::timeout(BEAT, self.subscription.coming.recv()) => match coming {
                        Err(_) => Happens::Nothing,
                        Ok(Ok(change)) => Happens::Change(change),
                        Ok(Err(RecvError::Lagged(_))) => Happens::TooMuch,
                        Ok(Err(RecvError::Closed)) => Happens::End,
                    },
                }
            };
            return match stop.run_until_cancelled(happens).await? {
                Happens::Doors if self.may_go_on().await => continue,
                // Sessions also end by time.
                Happens::Nothing if self.may_go_on().await => Some(self.beat()),
                Happens::Doors | Happens::Nothing => {
                    self.ended = true;
                    Some(event(&LiveMessage::Bye, None))
                }
                Happens::Change(change) => Some(self.told(&change)),
                Happens::TooMuch => {
                    // Subscribed anew: what is still queued would be told after the rows that hold it already.
                    self.subscription = self.hub.subscribe(None);
                    Some(event(&LiveMessage::Resync, Some(self.subscription.place)))
                }
                Happens::End => None,
            };
        }
    }

    /// Whether whoever reads is still who they were. A database that does not answer ends nothing: it tells no calls either.
    async fn may_go_on(&self) -> bool {
        match self.auth.is_still(&self.journal, &self.who).await {
            Ok(still) => still,
            Err(error) => {
                tracing::error!(?error, "who reads cannot be looked up");
                true
            }
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
            sees: self.viewer.sees.clone(),
            masked: self.viewer.masked,
        };
        match &change.what {
            What::Call { facts, row, .. } if self.filter.matches(facts, &context) => {
                let data = Event::default().id(place.to_string());
                match self.viewer.masked {
                    false => data.data(row),
                    true => data.data(masked(row)),
                }
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

/// What a reader waits for.
enum Happens {
    Change(Arc<Change>),
    /// Somebody's session ended, or their rights changed.
    Doors,
    /// The reader was too slow.
    TooMuch,
    Nothing,
    End,
}

/// The row with its number hidden. What cannot be read is not told.
fn masked(row: &str) -> String {
    let hidden = match serde_json::from_str(row) {
        Ok(LiveMessage::Row(mut row)) => {
            row.mask();
            LiveMessage::Row(row)
        }
        _ => LiveMessage::Resync,
    };
    serde_json::to_string(&hidden).unwrap_or_default()
}

fn event(message: &LiveMessage, place: Option<LivePlace>) -> Event {
    // Only maps with keys that are no texts cannot be written.
    let event = Event::default().data(serde_json::to_string(message).unwrap_or_default());
    match place {
        Some(place) => event.id(place.to_string()),
        None => event,
    }
}
