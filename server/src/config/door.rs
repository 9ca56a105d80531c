//! Where the server listens, whom it believes, how long people stay signed in and calls are kept.

use std::path::PathBuf;

use call_journal_model::time::Millis;
use call_journal_store::access::Limits;
use serde::Deserialize;

use super::sources::Secret;
use crate::auth::Proxies;

/// `[server]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// Extension of the employee who is looking where nobody signs in.
    pub current_employee: Option<String>,
    /// Proxies that are believed about where requests come from, and whether by TLS.
    pub trusted_proxies: Proxies,
    /// What Prometheus brings: `Authorization: Bearer …`. Without it nobody is told anything.
    pub metrics_key: Option<Secret>,
    /// The server speaks TLS itself.
    pub tls: Option<Tls>,
    /// Pages that may show the journal within them: `https://1c.example`.
    pub frame_ancestors: Vec<String>,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            listen: "127.0.0.1:8080".to_owned(),
            current_employee: None,
            trusted_proxies: Proxies::default(),
            metrics_key: None,
            tls: None,
            frame_ancestors: Vec::new(),
        }
    }
}

/// `[server.tls]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate and those between it and its authority (PEM).
    pub certificate: PathBuf,
    /// Its key (PEM).
    pub key: PathBuf,
}

/// `[retention]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Days after which a call is forgotten, with its events, comment and recordings; 0: never.
    pub calls_days: u32,
}

impl Retention {
    /// How long calls are kept, if not for ever.
    pub fn keep(&self) -> Option<Millis> {
        const DAY: i64 = 24 * 60 * 60_000;
        (self.calls_days > 0).then(|| Millis(i64::from(self.calls_days) * DAY))
    }
}

/// `[sessions]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// Hours after which somebody who does nothing signs in again.
    pub idle_hours: u32,
    /// Days after which everybody does.
    pub days: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Sessions {
            idle_hours: 72,
            days: 30,
        }
    }
}

impl Sessions {
    /// The same in milliseconds.
    pub fn limits(&self) -> Limits {
        const HOUR: i64 = 60 * 60_000;
        Limits {
            idle: Millis(i64::from(self.idle_hours) * HOUR),
            whole: Millis(i64::from(self.days) * 24 * HOUR),
        }
    }
}
