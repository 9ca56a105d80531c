//! `[[sources]]`: the PBXs that are listened to while the journal runs.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use chrono_tz::Tz;
use serde::Deserialize;

/// One PBX. Events of one PBX meet under one `name`, whichever way they come; imports name it by `--source`.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// Asterisk, FreePBX, MikoPBX by its manager interface.
    Asterisk {
        /// `asterisk`, unless there are several.
        #[serde(default = "asterisk_name")]
        name: String,
        /// Zone of local times; the company's by default.
        #[serde(default)]
        zone: Option<Tz>,
        /// The manager interface: calls as they happen.
        #[serde(default)]
        manager: Option<Box<Manager>>,
        /// The table of channel events: history, and what was missed while the connection was lost.
        #[serde(default)]
        cel: Option<Table>,
        /// The table of call detail records.
        #[serde(default)]
        cdr: Option<Table>,
        /// How a click rings an employee's phone.
        #[serde(default)]
        originate: Option<Originate>,
    },
    /// MikoPBX by its REST interface, version 3.
    Mikopbx {
        /// `mikopbx`, unless there are several.
        #[serde(default = "mikopbx_name")]
        name: String,
        /// Zone of local times; the company's by default.
        #[serde(default)]
        zone: Option<Tz>,
        /// `https://pbx.example`
        url: String,
        /// The key of the REST interface.
        key: Secret,
        /// A certificate (PEM) to trust beside those of the world, for one that the PBX signed itself.
        #[serde(default)]
        tls_ca: Option<PathBuf>,
        /// Seconds between two questions.
        #[serde(default = "every")]
        every_s: u64,
    },
    /// FreeSWITCH, which posts its records to `/api/v1/freeswitch/NAME`.
    Freeswitch {
        /// `freeswitch`, unless there are several.
        #[serde(default = "freeswitch_name")]
        name: String,
        /// The password of the posts (basic authentication, any user).
        key: Secret,
    },
    /// Any other telephony, which posts to `/api/v1/calls`.
    Http {
        /// Names the calls' origin.
        name: String,
        /// The key of the posts (`Authorization: Bearer …`).
        key: Secret,
    },
}

/// A secret, as a text or in a file that fewer people may read.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Secret {
    /// The secret itself.
    Text(String),
    /// `{ file = "/etc/call-journal/secret" }`: the first line of that file.
    File {
        /// Which.
        file: PathBuf,
    },
}

/// `[sources.manager]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manager {
    /// Host and port.
    pub address: String,
    /// The user of `manager.conf`; `read=call,cdr` is enough.
    pub user: String,
    /// Its secret.
    pub secret: Secret,
    /// Speak TLS.
    #[serde(default)]
    pub tls: bool,
    /// A certificate (PEM) to trust beside those of the world, for one that the PBX signed itself.
    #[serde(default)]
    pub tls_ca: Option<PathBuf>,
}

/// `[sources.cel]`, `[sources.cdr]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// `mysql://user:password@host/asteriskcdrdb`, `postgres://…`, `sqlite:///var/log/asterisk/cel.db`
    pub url: String,
    /// `cel` or `cdr` by default.
    #[serde(default)]
    pub table: Option<String>,
    /// Seconds between two questions.
    #[serde(default = "every")]
    pub every_s: u64,
}

/// `[sources.originate]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Originate {
    /// The phone that rings first; `{extension}` stands for the employee's.
    #[serde(default = "originate_channel")]
    pub channel: String,
    /// Where the number is dialled then.
    #[serde(default = "originate_context")]
    pub context: String,
    /// What stands before the number.
    #[serde(default)]
    pub prefix: String,
}

impl Source {
    /// The name under which its events meet.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Source::Asterisk { name, .. }
            | Source::Mikopbx { name, .. }
            | Source::Freeswitch { name, .. }
            | Source::Http { name, .. } => name,
        }
    }
}

impl Secret {
    /// The secret.
    ///
    /// # Errors
    /// When its file cannot be read or its first line is empty.
    pub fn read(&self) -> anyhow::Result<String> {
        let secret = match self {
            Secret::Text(text) => text.trim().to_owned(),
            Secret::File { file } => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("the secret's file {} cannot be read", file.display()))?;
                text.lines().next().unwrap_or_default().trim().to_owned()
            }
        };
        ensure!(!secret.is_empty(), "a secret must not be empty");
        Ok(secret)
    }
}

/// Never shows the secret.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

fn asterisk_name() -> String {
    "asterisk".to_owned()
}

fn mikopbx_name() -> String {
    "mikopbx".to_owned()
}

fn freeswitch_name() -> String {
    "freeswitch".to_owned()
}

fn originate_channel() -> String {
    "PJSIP/{extension}".to_owned()
}

fn originate_context() -> String {
    "from-internal".to_owned()
}

fn every() -> u64 {
    5
}
