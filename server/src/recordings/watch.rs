//! Recordings that come after their calls: noticed, told when they are whole, and so shown live.
//!
//! Files that the PBX named are looked for by these names (`rounds` says when, `places` where); files that nobody named
//! are noticed in their folders (`folder`). When a file is whole, `whole` decides. What it is then, an event of the log
//! tells, as an import would: whose recording it is, the assembler finds out.

mod folder;
mod newest;
mod notices;
mod places;
mod rounds;
#[cfg(test)]
mod tests;
mod whole;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::PbxEvent;
use call_journal_store::query::{WaitingRecording, waiting_recordings};
use chrono_tz::Tz;
use tokio::task::JoinHandle;

use self::folder::Folder;
use self::places::places;
use self::rounds::Round;
use self::whole::{Look, Name, Rest, Whole};
use super::length::is_unfinished;
use super::{Roots, is_audio, measure};
use crate::engine::Stopping;
use crate::source::{Heard, States, Surroundings};

/// Recordings that are asked for at once, and events that are handed over at once.
const PAGE: u32 = 500;

/// How fast everything goes.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Between two steps.
    step: Duration,
    /// Between two looks at a folder, and at most where a look takes long.
    look: Duration,
    longest: Duration,
    rest: Rest,
}

const PACE: Pace = Pace {
    step: Duration::from_secs(1),
    look: Duration::from_secs(30),
    longest: Duration::from_secs(600),
    rest: Rest {
        short: Duration::from_secs(3),
        long: Duration::from_secs(30),
    },
};

/// A folder that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Where.
    pub path: PathBuf,
    /// The PBX whose files they are. Without one, only files that a PBX named are found in it.
    pub source: Option<String>,
}

/// Watches until the server stops.
pub fn start(folders: &[Watched], zone: Tz, around: Surroundings, states: &States) -> JoinHandle<()> {
    let at = Instant::now();
    let watch = Watch {
        desk: Some(Desk::new(folders, zone, PACE, states, at, (around.now)())),
        rounds: Round::all(at),
        has_failed: false,
        around,
    };
    tokio::spawn(watch.run())
}

struct Watch {
    around: Surroundings,
    rounds: Vec<Round>,
    /// `None`: lost with a panic.
    desk: Option<Desk>,
    has_failed: bool,
}

/// All that looks at disks.
struct Desk {
    pace: Pace,
    zone: Tz,
    roots: Roots,
    folders: Vec<Folder>,
    whole: Whole,
}

impl Watch {
    async fn run(mut self) {
        let stop = self.around.stop.clone();
        let work = async {
            while self.step(Instant::now()).await.is_ok() {
                tokio::time::sleep(PACE.step).await;
            }
        };
        stop.run_until_cancelled(work).await;
        tracing::info!("watching of folders of recordings ended");
    }

    /// Looks at everything whose turn it is, and hands over what was found.
    async fn step(&mut self, at: Instant) -> Result<(), Stopping> {
        let now = (self.around.now)();
        let named = self.named(at, now).await;
        let Some(mut desk) = self.desk.take() else {
            return Err(Stopping);
        };
        // Disks may be slow, and those of others slower.
        let looking = tokio::task::spawn_blocking(move || {
            let found = desk.look(&named, at, now);
            (desk, found)
        });
        let (desk, found) = looking.await.map_err(|error| {
            tracing::error!(%error, "looking for recordings failed: late ones come by import only");
            Stopping
        })?;
        self.desk = Some(desk);
        for (source, events) in found {
            for events in events.chunks(PAGE as usize) {
                let heard = Heard {
                    events: events.to_vec(),
                    ..Heard::default()
                };
                self.around.intake.store(&source, heard).await?;
            }
        }
        Ok(())
    }

    /// Recordings that are due to be looked for.
    async fn named(&mut self, at: Instant, now: Timestamp) -> Vec<WaitingRecording> {
        let mut named = Vec::new();
        for round in self.rounds.iter_mut().filter(|round| round.is_due(at)) {
            let calls = round.calls(now);
            let page = waiting_recordings(
                &self.around.store,
                calls.start,
                calls.end,
                round.last.as_ref(),
                PAGE,
            )
            .await;
            match page {
                Ok(page) => {
                    self.has_failed = false;
                    let is_full = page.len() == PAGE as usize;
                    round.read(page.last().filter(|_| is_full).cloned(), at);
                    named.extend(page);
                }
                Err(error) => {
                    if !std::mem::replace(&mut self.has_failed, true) {
                        tracing::error!(%error, "asking for recordings without a file failed; trying again");
                    }
                    break;
                }
            }
        }
        named
    }
}

impl Desk {
    fn new(folders: &[Watched], zone: Tz, pace: Pace, states: &States, at: Instant, now: Timestamp) -> Desk {
        let folder = |watched: &Watched| {
            let pbx = watched.source.as_deref().unwrap_or("—");
            let state = states.add(pbx, "recordings", now);
            let source = watched.source.as_deref().map(Arc::from);
            Folder::new(watched.path.clone(), source, state, at)
        };
        let roots: Vec<PathBuf> = folders.iter().map(|folder| folder.path.clone()).collect();
        Desk {
            pace,
            zone,
            roots: Roots::new(&roots),
            folders: folders.iter().map(folder).collect(),
            whole: Whole::new(pace.rest),
        }
    }

    /// What is whole now, by PBX.
    fn look(
        &mut self,
        named: &[WaitingRecording],
        at: Instant,
        now: Timestamp,
    ) -> BTreeMap<Arc<str>, Vec<PbxEvent>> {
        for recording in named {
            // What is no audio by its name is not looked at, whoever names it.
            if !is_audio(recording.path.as_ref()) {
                continue;
            }
            let all = places(&recording.path, recording.call_started, self.zone);
            let found = all
                .into_iter()
                .find_map(|path| Some((self.roots.open(&path)?, path)));
            if let Some((file, path)) = found {
                let source = recording.source.as_str().into();
                self.whole.notice(Name { source, path }, file, at);
            }
        }
        for folder in &mut self.folders {
            let Some(source) = folder.source.clone() else {
                folder.news(&self.pace, at, now);
                continue;
            };
            for path in folder.news(&self.pace, at, now) {
                if let Some(file) = self.roots.open(&path) {
                    let source = Arc::clone(&source);
                    self.whole.notice(Name { source, path }, file, at);
                }
            }
        }
        let mut found: BTreeMap<Arc<str>, Vec<PbxEvent>> = BTreeMap::new();
        for (name, file) in self.whole.due(at) {
            let look = file.metadata().ok().filter(|it| it.is_file()).map(|it| Look {
                bytes: it.len(),
                changed: it.modified().ok(),
                unfinished: is_unfinished(&file),
            });
            if self.whole.look(&name, look, at)
                && let Some(event) = measure(&name.path, &file)
            {
                tracing::debug!(pbx = &*name.source, path = name.path, "a recording is there");
                found
                    .entry(name.source)
                    .or_default()
                    .push(PbxEvent::RecordingFile(event));
            }
        }
        self.whole.forget(at);
        for folder in &self.folders {
            let told = folder.source.as_ref().and_then(|source| found.get(source));
            if let Some(told) = told {
                folder.told(told.len(), now);
            }
        }
        found
    }
}
