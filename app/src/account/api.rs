//! Server functions about the person who is looking.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use chrono::NaiveDateTime;
use leptos::prelude::server;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use call_journal_model::access::{Rights, Role};
use call_journal_model::view::PersonName;

use crate::error::AppError;

/// Who somebody is in the journal, and where they are signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccess {
    /// Who.
    pub me: PersonName,
    /// What they are.
    pub role: Role,
    /// What they may.
    pub rights: Rights,
    /// Where they are signed in, the one used last first; none where nobody signs in.
    pub sessions: Vec<OwnSession>,
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Which.
    pub id: i64,
    /// Since when.
    #[serde(with = "call_journal_model::wire::local")]
    pub begun: NaiveDateTime,
    /// When it was used last.
    #[serde(with = "call_journal_model::wire::local")]
    pub seen: NaiveDateTime,
    /// Where from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// It is this one.
    pub here: bool,
}

/// Whom a one-time link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Their name and login; `None`: whoever has it becomes the first administrator.
    pub whom: Option<(String, String)>,
}

/// All employees, by name, to choose from.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "employees", output = Json)]
pub async fn employees() -> Result<Vec<PersonName>, AppError> {
    use crate::service;
    service::employees(&service::journal().0.store).await
}

/// Who is looking, and where they are signed in.
///
/// # Errors
/// [`AppError::SignedOut`] when nobody is.
#[server(endpoint = "own_access", output = Json)]
pub async fn load_own_access() -> Result<OwnAccess, AppError> {
    use crate::service::{internal, journal, local, who};
    use call_journal_store::access::own_sessions;
    let (journal, who) = (journal(), who()?);
    let mut sessions = Vec::new();
    if let (Some(id), Some(here)) = (who.person.id, who.session) {
        let all = own_sessions(&journal.0.store, id).await.map_err(internal)?;
        sessions.extend(all.into_iter().map(|session| OwnSession {
            begun: local(&journal, session.begun_at),
            seen: local(&journal, session.seen_at),
            address: session.address,
            agent: session.agent,
            here: session.id == here,
            id: session.id,
        }));
    }
    Ok(OwnAccess {
        me: who.person,
        role: who.role,
        rights: who.rights,
        sessions,
    })
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such session.
#[server(endpoint = "end_session", input = Json, output = Json)]
pub async fn end_session(id: i64) -> Result<(), AppError> {
    use crate::service::{internal, journal, refuse, somebody};
    let (journal, me) = (journal(), somebody()?);
    let ended = call_journal_store::access::end_session(&journal.0.store, me, id).await;
    (journal.0.doors)();
    match ended.map_err(internal)? {
        true => Ok(()),
        false => Err(refuse(AppError::NotFound)),
    }
}

/// Whom a one-time link is for; `None`: it leads nowhere.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "invitation", input = Json, output = Json)]
pub async fn look_at_invitation(token: String) -> Result<Option<Invited>, AppError> {
    use crate::service::{internal, journal};
    use call_journal_store::access::find_invitation;
    let journal = journal();
    let digest = (journal.0.digest)(token.trim());
    let found = find_invitation(&journal.0.store, &digest, (journal.0.now)()).await;
    let found = found.map_err(internal)?;
    Ok(found.map(|found| Invited {
        whom: found.whom.map(|(_, name, login)| (name, login)),
    }))
}
