//! From the configuration to what listens: a task for each tap, a door for each program that posts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono_tz::Tz;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::config::sources::Source as Configured;
use crate::http::{Doors, Lock};
use crate::source::manager::{Dialer, Manager};
use crate::source::mikopbx::{self, Mikopbx};
use crate::source::table::TableSource;
use crate::source::table::rows::Kind;
use crate::source::{Source, States, Surroundings, supervise};

/// Everything that listens.
pub struct Listening {
    /// Ends with the server.
    pub tasks: Vec<JoinHandle<()>>,
    /// Where programs post to.
    pub doors: Doors,
    /// What makes phones ring.
    pub dialers: Vec<Dialer>,
    /// Where recordings are fetched from, by the names of the PBXs.
    pub recordings: BTreeMap<String, mikopbx::Recordings>,
    /// How all of it is doing.
    pub states: States,
    around: Surroundings,
}

impl Listening {
    /// Nothing listens yet.
    pub fn new(around: Surroundings) -> Listening {
        Listening {
            tasks: Vec::new(),
            doors: Doors::default(),
            dialers: Vec::new(),
            recordings: BTreeMap::new(),
            states: States::default(),
            around,
        }
    }

    /// Starts what the configuration names.
    ///
    /// # Errors
    /// When a secret cannot be read.
    pub fn start_all(&mut self, config: &Config) -> anyhow::Result<()> {
        for source in &config.sources {
            self.start_one(source, config.company.zone)
                .with_context(|| format!("sources: {}", source.name()))?;
        }
        Ok(())
    }

    fn start_one(&mut self, source: &Configured, company: Tz) -> anyhow::Result<()> {
        match source {
            Configured::Asterisk {
                name,
                zone,
                manager,
                cel,
                cdr,
                originate,
            } => {
                let zone = zone.unwrap_or(company);
                if let Some(settings) = manager {
                    // Now rather than with the first connection: a missing secret is no state to wait in.
                    settings.secret.read()?;
                    let manager = Manager::new(settings, originate.as_ref(), zone);
                    self.dialers.extend(manager.dialer());
                    self.start(name, manager);
                }
                for (kind, table) in [(Kind::Cel, cel), (Kind::Cdr, cdr)] {
                    if let Some(table) = table {
                        self.start(name, TableSource::new(kind, table, zone));
                    }
                }
            }
            Configured::Freeswitch { name, key } => {
                self.open(name, "freeswitch", Lock::Password, key.read()?)
            }
            Configured::Http { name, key } => self.open(name, "http", Lock::Bearer, key.read()?),
            Configured::Mikopbx {
                name,
                zone,
                url,
                key,
                tls_ca,
                every_s,
            } => {
                let settings = mikopbx::Settings {
                    url: url.clone(),
                    key: key.clone(),
                    tls_ca: tls_ca.clone(),
                    every: Duration::from_secs(*every_s),
                };
                let zone = zone.unwrap_or(company);
                self.recordings
                    .insert(name.clone(), mikopbx::Recordings::new(settings.clone(), zone));
                self.start(name, Mikopbx::new(settings, zone));
            }
        }
        Ok(())
    }

    /// Listens to one source.
    pub fn start(&mut self, pbx: &str, source: impl Source) {
        let pbx: Arc<str> = pbx.into();
        let state = self.states.add(&pbx, source.tap(), (self.around.now)());
        self.tasks
            .push(tokio::spawn(supervise(source, pbx, state, self.around.clone())));
    }

    fn open(&mut self, pbx: &str, tap: &str, lock: Lock, secret: String) {
        let now = self.around.now;
        let state = self.states.add(pbx, tap, now());
        self.doors
            .add(pbx, lock, secret, self.around.intake.clone(), state, now);
    }
}
