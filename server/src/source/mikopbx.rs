//! MikoPBX's call history, asked again and again over its REST interface: first all of it, then what is new.
//!
//! A leg comes when it is over, and changes once more when its recording is there: so the newest ones are looked at again
//! now and then. Legs may come twice, which the log notices; none may be left out.

mod ask;
mod recording;
#[cfg(test)]
mod tests;
mod walk;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::anyhow;
use chrono_tz::Tz;
use tokio::time::Instant;

use super::{Heard, Source, SourceError};
use crate::config::sources::Secret;
use ask::Rest;
pub use recording::Recordings;
use walk::Walk;

/// Where the history is, and who asks.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://pbx.example`
    pub url: String,
    /// The key of the REST interface.
    pub key: Secret,
    /// A certificate (PEM) to trust beside those of the world.
    pub tls_ca: Option<PathBuf>,
    /// Between two questions.
    pub every: Duration,
}

/// How often what is asked.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// What is new.
    poll: Duration,
    /// What changed: the PBX packs a recording within a minute or two.
    sweep: Duration,
    /// Conversations of a page; the PBX gives no more than a thousand.
    page: i64,
}

/// The history of one PBX.
pub struct Mikopbx {
    settings: Settings,
    zone: Tz,
    pace: Pace,
    open: Option<Open>,
}

/// A PBX that let us in, and how far its history is read.
struct Open {
    rest: Rest,
    walk: Walk,
    due: Instant,
    sweep_due: Instant,
}

impl Mikopbx {
    /// `zone` is that of the PBX's local times.
    pub fn new(settings: Settings, zone: Tz) -> Mikopbx {
        let pace = Pace {
            poll: settings.every.max(Duration::from_secs(1)),
            sweep: Duration::from_secs(60),
            page: 1000,
        };
        Mikopbx {
            settings,
            zone,
            pace,
            open: None,
        }
    }
}

impl Source for Mikopbx {
    fn tap(&self) -> &'static str {
        "rest"
    }

    async fn connect(&mut self, position: Option<&str>) -> Result<(), SourceError> {
        self.open = None;
        let rest = Rest::new(&self.settings)?;
        // One that cannot be read is none: the history is read again, and nothing comes twice.
        let last = position
            .and_then(|text| text.strip_prefix("id ")?.parse().ok())
            .unwrap_or(0);
        rest.page(last, 1, self.zone).await?;
        self.open = Some(Open {
            rest,
            walk: Walk::new(last, self.pace.page),
            due: Instant::now(),
            sweep_due: Instant::now(),
        });
        Ok(())
    }

    async fn next(&mut self) -> Result<Heard, SourceError> {
        let Some(open) = &mut self.open else {
            return Err(SourceError::Lost(anyhow!("not connected")));
        };
        tokio::time::sleep_until(open.due).await;
        let is_sweep = !open.walk.is_behind() && open.sweep_due <= Instant::now();
        let after = if is_sweep {
            open.walk.look_back()
        } else {
            open.walk.last()
        };
        let page = open.rest.page(after, self.pace.page, self.zone).await?;
        let heard = open.walk.take(after, is_sweep, page);
        let now = Instant::now();
        if is_sweep {
            open.sweep_due = now + self.pace.sweep;
        }
        open.due = if open.walk.is_behind() {
            now
        } else {
            now + self.pace.poll
        };
        Ok(heard)
    }

    fn position(&self) -> Option<String> {
        let last = self.open.as_ref()?.walk.last();
        (last > 0).then(|| format!("id {last}"))
    }
}
