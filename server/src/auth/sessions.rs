//! Who a request comes from, by its session; and what ends sessions in open browsers at once.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use call_journal_app::error::AppError;
use call_journal_app::service::{Journal, Linking, Links};
use call_journal_model::access::{Deed, Role};
use call_journal_model::employee::EmployeeId;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::PersonName;
use call_journal_store::access::{self, Limits, NewSession, Who};
use call_journal_store::query::person_at;
use call_journal_store::{Store, StoreError};
use tokio::sync::watch;

use super::address::Proxies;
use super::cookies::{self, Manner};
use super::throttle::{Pace, Throttle};
use super::token;

/// A token is replaced after so long.
const ROTATED: Millis = Millis(60 * 60_000);

/// How exactly it is known when a session was used last.
const SEEN: Millis = Millis(60_000);

/// How one enters. Cheap to clone.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    door: Door,
    // Held for moments, never across an await.
    throttle: Mutex<Throttle>,
    /// Goes up whenever somebody's session ended or their rights changed.
    changed: watch::Sender<u64>,
}

/// How the door is built.
#[derive(Clone, Debug)]
pub struct Door {
    /// Nobody signs in: whoever is there is the administrator, or whom they choose. The demo company, and tests.
    pub open: bool,
    /// How long sessions last.
    pub limits: Limits,
    /// Who is believed about where requests come from.
    pub proxies: Proxies,
    /// The server speaks TLS itself.
    pub encrypted: bool,
    /// Pages of others may show the journal within them.
    pub embedded: bool,
}

/// Who somebody is, and what their browser is told.
pub(super) struct Entered {
    pub(super) who: Who,
    pub(super) cookie: Option<HeaderValue>,
}

impl Auth {
    /// A door.
    pub fn new(door: Door) -> Auth {
        Auth(Arc::new(Inner {
            door,
            throttle: Mutex::default(),
            changed: watch::Sender::new(0),
        }))
    }

    /// Whether nobody signs in.
    pub fn is_open(&self) -> bool {
        self.0.door.open
    }

    /// How long sessions last.
    pub fn limits(&self) -> Limits {
        self.0.door.limits
    }

    /// Tells open streams to look whether they may go on.
    pub fn tell(&self) {
        self.0.changed.send_modify(|changes| *changes += 1);
    }

    /// Hears when sessions end or rights change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Whether a request came by TLS.
    pub fn is_encrypted(&self, parts: &Parts) -> bool {
        let door = &self.0.door;
        door.encrypted || door.proxies.is_encrypted(peer(parts), &parts.headers)
    }

    pub(super) fn manner(&self, parts: &Parts) -> Manner {
        Manner {
            encrypted: self.is_encrypted(parts),
            embedded: self.0.door.embedded,
        }
    }

    /// Where a request comes from.
    pub fn address(&self, parts: &Parts) -> String {
        self.0
            .door
            .proxies
            .client(peer(parts), &parts.headers)
            .to_string()
    }

    /// Takes a try from these buckets, if each has one.
    pub(super) fn may_try(&self, keys: &[(String, Pace)], now: Timestamp) -> bool {
        self.throttle().take(keys, now)
    }

    /// The try was right.
    pub(super) fn was_right(&self, keys: &[(String, Pace)], now: Timestamp) {
        self.throttle().give_back(keys, now);
    }

    fn throttle(&self) -> std::sync::MutexGuard<'_, Throttle> {
        // A panic leaves nothing worse than a try too many.
        self.0.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who a request comes from; `None`: nobody who signed in.
    pub(super) async fn enter(
        &self,
        journal: &Journal,
        parts: &Parts,
        page: bool,
    ) -> Result<Option<Entered>, StoreError> {
        if self.is_open() {
            let who = whoever(journal, &parts.headers).await?;
            return Ok(Some(Entered { who, cookie: None }));
        }
        let manner = self.manner(parts);
        let Some(given) = cookies::session(&parts.headers, manner) else {
            return Ok(None);
        };
        let (store, now) = (&journal.0.store, (journal.0.now)());
        let digest = token::digest(given);
        let Some(session) = access::find_session(store, &digest, &self.limits(), now).await? else {
            return Ok(None);
        };
        let Some(who) = access::who(store, session.employee).await? else {
            return Ok(None);
        };
        if now.since(session.seen_at) > SEEN {
            access::see_session(store, session.id, now).await?;
        }
        let mut cookie = None;
        // With a page only: what a page loads comes all at once, with the same token.
        if page
            && session.is_current
            && now.since(session.rotated_at) > ROTATED
            && let Ok(new) = token::new()
            && access::rotate(store, session.id, &digest, &token::digest(&new), now).await?
        {
            cookie = Some(cookies::keep_session(&new, manner));
        }
        let who = Who {
            session: Some(session.id),
            ..who
        };
        Ok(Some(Entered { who, cookie }))
    }

    /// Whether somebody is still who they were.
    pub async fn is_still(&self, journal: &Journal, who: &Who) -> Result<bool, StoreError> {
        let (Some(session), Some(id)) = (who.session, who.person.id) else {
            return Ok(true);
        };
        let (store, now) = (&journal.0.store, (journal.0.now)());
        if !access::goes_on(store, session, &self.limits(), now).await? {
            return Ok(false);
        }
        let today = access::who(store, id).await?;
        Ok(today.is_some_and(|today| {
            (today.rights, &today.sees, &today.hears) == (who.rights, &who.sees, &who.hears)
        }))
    }

    /// Begins a session for somebody who proved who they are: what their browser keeps.
    pub(super) async fn begin(
        &self,
        journal: &Journal,
        parts: &Parts,
        employee: EmployeeId,
    ) -> anyhow::Result<Vec<HeaderValue>> {
        let (store, now, manner) = (&journal.0.store, (journal.0.now)(), self.manner(parts));
        // Whoever had a session here before has a new one now.
        if let Some(before) = cookies::session(&parts.headers, manner)
            && let Some(session) =
                access::find_session(store, &token::digest(before), &self.limits(), now).await?
        {
            access::end_session(store, session.employee, session.id).await?;
            self.tell();
        }
        let (session, device) = (token::new()?, token::new()?);
        let agent = parts
            .headers
            .get("user-agent")
            .and_then(|agent| agent.to_str().ok());
        let new = NewSession {
            token: token::digest(&session),
            employee,
            address: self.address(parts),
            agent: agent.unwrap_or_default().to_owned(),
        };
        access::begin_session(store, &new, now).await?;
        access::know_device(store, &token::digest(&device), employee, now).await?;
        Ok(vec![
            cookies::keep_session(&session, manner),
            cookies::keep_device(&device, manner),
        ])
    }

    /// Writes down what somebody did. What cannot be written down is logged: the person cannot mend it.
    pub async fn note(&self, journal: &Journal, parts: &Parts, who: &PersonName, deed: Deed, subject: &str) {
        let (store, now) = (&journal.0.store, (journal.0.now)());
        let address = self.address(parts);
        let noted = access::note(store, (who.id, &who.name), &address, deed, subject, now).await;
        if let Err(error) = noted {
            tracing::error!(?error, ?deed, "the audit cannot be written");
        }
    }
}

/// The address of whoever is connected.
fn peer(parts: &Parts) -> SocketAddr {
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    // Always there where the server serves; a request without it is trusted as little as any.
    connected.map_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)), |connected| connected.0)
}

/// Where nobody signs in: the employee chosen in this browser with their own rights, else the first one as administrator.
async fn whoever(journal: &Journal, headers: &HeaderMap) -> Result<Who, StoreError> {
    let store = &journal.0.store;
    let chosen = call_journal_app::service::chosen_employee(headers);
    if let Some(id) = chosen
        && let Some(who) = access::who(store, id).await?
    {
        return Ok(who);
    }
    let nobody = || PersonName {
        id: None,
        name: String::new(),
        extension: String::new(),
    };
    let first = person_at(store, journal.0.default_extension.as_deref()).await?;
    let (role, rights) = (Role::Administrator, Role::Administrator.rights());
    Ok(Who::new(first.unwrap_or_else(nobody), role, rights, &[]))
}

/// The link that makes the first administrator, while there is none.
///
/// # Errors
/// When the database fails.
pub async fn first_link(journal: &Journal) -> anyhow::Result<Option<String>> {
    let (store, now) = (&journal.0.store, (journal.0.now)());
    if access::has_administrator(store).await? {
        return Ok(None);
    }
    let token = token::new()?;
    access::invite(store, &token::digest(&token), None, now).await?;
    Ok(Some(format!("set-password#first.{token}")))
}

/// What is kept of a token.
pub fn digest(token: &str) -> String {
    token::digest(token)
}

/// One-time links, for the page of administrators.
pub struct PageLinks {
    /// Where they are kept.
    pub store: Store,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl Links for PageLinks {
    fn token(&self) -> Result<String, AppError> {
        token::new().map_err(|error| {
            tracing::error!(?error, "a token cannot be made");
            AppError::Unavailable
        })
    }

    fn link(&self, employee: EmployeeId) -> Linking {
        let (store, now) = (self.store.clone(), (self.now)());
        Box::pin(async move {
            let made = async {
                let token = token::new()?;
                access::invite(&store, &token::digest(&token), Some(employee), now).await?;
                anyhow::Ok(token)
            };
            match made.await {
                Ok(token) => Ok(format!("/set-password#{token}")),
                Err(error) => {
                    tracing::error!(?error, "a link cannot be made");
                    Err(AppError::Unavailable)
                }
            }
        })
    }
}
