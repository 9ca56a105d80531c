//! Doors for programs that post: a name, a secret, and the way into the log.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use call_journal_model::time::Timestamp;
use subtle::ConstantTimeEq;

use crate::engine::{Intake, Stopping};
use crate::source::{Heard, State};

/// How a door is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// `Authorization: Bearer …`; the key tells the door.
    Bearer,
    /// `Authorization: Basic …`; the address tells the door, any user is welcome.
    Password,
}

/// One program that may post.
pub struct Door {
    name: Arc<str>,
    lock: Lock,
    secret: String,
    intake: Intake,
    state: State,
    now: fn() -> Timestamp,
}

/// All of them.
#[derive(Default)]
pub struct Doors(Vec<Door>);

impl Doors {
    /// Adds a door. `state` shows what comes through it.
    pub fn add(
        &mut self,
        name: &str,
        lock: Lock,
        secret: String,
        intake: Intake,
        state: State,
        now: fn() -> Timestamp,
    ) {
        state.connected(now());
        self.0.push(Door {
            name: name.into(),
            lock,
            secret,
            intake,
            state,
            now,
        });
    }

    /// The door whose key the request carries.
    pub fn by_bearer(&self, headers: &HeaderMap) -> Option<&Door> {
        let key = authorization(headers, "Bearer ")?;
        self.0.iter().find(|door| door.opens(Lock::Bearer, key))
    }

    /// The door of this name, if the request carries its password.
    pub fn by_password(&self, name: &str, headers: &HeaderMap) -> Option<&Door> {
        let encoded = authorization(headers, "Basic ")?;
        let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        let (_, password) = decoded.split_once(':')?;
        let mut named = self.0.iter().filter(|door| &*door.name == name);
        named.find(|door| door.opens(Lock::Password, password))
    }
}

impl Door {
    /// The source that comes through it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn opens(&self, lock: Lock, secret: &str) -> bool {
        // Not `==`: how long it takes would tell how much of a guess is right.
        self.lock == lock && bool::from(self.secret.as_bytes().ct_eq(secret.as_bytes()))
    }

    /// Waits until what came is stored.
    ///
    /// # Errors
    /// When the server stops before that.
    pub async fn store(&self, heard: Heard) -> Result<(), Stopping> {
        self.state.hear(&heard, (self.now)());
        self.intake.store(&self.name, heard).await
    }

    /// Something came that made no sense.
    pub fn reject(&self, why: String) {
        tracing::warn!(pbx = &*self.name, why, "a post made no sense");
        let heard = Heard {
            rejected: vec![why],
            ..Heard::default()
        };
        self.state.hear(&heard, (self.now)());
    }
}

/// What stands behind the scheme (`Bearer `).
pub(super) fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (head, rest) = value.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}
