//! Files of customers that somebody sent by the page: kept for an hour, read, and brought in, one at a time. A file is known
//! by a token that nobody can guess; its name is never part of a path.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use call_journal_app::service::{Imports, Previewing};
use call_journal_model::customer::import::{
    ImportCounts, ImportLine, ImportRefused, ImportReport, ImportSettings, ImportState, LINES_SHOWN,
};
use call_journal_model::settle::Rules;
use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::comments::Author;
use call_journal_store::customers::import::Bringing;
use call_journal_store::customers::relink;
use call_journal_store::settle::settle_dirty;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::file::{open, refused};
use super::run::{Broken, Counted, Order, Step, run};

/// How long a file that nobody asks for is kept.
const KEPT: Duration = Duration::from_secs(3600);
/// How often is looked for those.
const LOOK: Duration = Duration::from_secs(60);
/// Files at once: more are kept by nobody who means well.
const MOST: usize = 20;

/// All of them. Cheap to clone.
#[derive(Clone)]
pub struct Uploads(Arc<Inner>);

/// What the work needs.
pub struct Journal {
    /// Where customers go.
    pub store: Store,
    /// By which statuses are settled afterwards.
    pub rules: Rules,
    /// Whose numbers are written without a country code.
    pub region: String,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Open pages hear that more changed than can be named.
    pub everything: Box<dyn Fn() + Send + Sync>,
    /// Ends the work when the server stops.
    pub stop: CancellationToken,
}

struct Inner {
    folder: PathBuf,
    journal: Journal,
    files: Mutex<HashMap<String, Arc<Upload>>>,
    turn: Arc<Semaphore>,
    tasks: TaskTracker,
}

/// A file; it goes from the disk with the last who holds it.
pub struct Upload {
    path: PathBuf,
    report: PathBuf,
    /// What follows the last point of its name.
    end: String,
    asked: Mutex<Instant>,
    state: Mutex<ImportState>,
    stop: CancellationToken,
}

impl Drop for Upload {
    fn drop(&mut self) {
        // One that was never written is not there.
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(&self.report);
    }
}

impl Upload {
    /// Where its bytes are, or are to be written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lines of its report, one JSON object each.
    pub fn report(&self) -> &Path {
        &self.report
    }

    fn set(&self, state: ImportState) {
        *lock(&self.state) = state;
    }

    fn is_working(&self) -> bool {
        matches!(*lock(&self.state), ImportState::Working { .. })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is guarded is replaced at once, never half.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Uploads {
    /// An empty folder of them, and the task that clears it.
    pub fn start(folder: PathBuf, journal: Journal) -> Uploads {
        remove_left(&folder);
        let uploads = Uploads(Arc::new(Inner {
            folder,
            journal,
            files: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
            tasks: TaskTracker::new(),
        }));
        let (clearing, stop) = (uploads.clone(), uploads.0.journal.stop.clone());
        uploads.0.tasks.spawn(async move {
            while stop.run_until_cancelled(tokio::time::sleep(LOOK)).await.is_some() {
                clearing
                    .files()
                    .retain(|_, file| file.is_working() || lock(&file.asked).elapsed() < KEPT);
            }
            clearing.files().clear();
            tracing::info!("keeping of files of customers ended");
        });
        uploads
    }

    /// Waits until nothing is done any more.
    pub async fn end(self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    fn files(&self) -> MutexGuard<'_, HashMap<String, Arc<Upload>>> {
        lock(&self.0.files)
    }

    /// A place for a file that is about to come; it is kept once it is whole ([`Uploads::keep`]).
    ///
    /// # Errors
    /// When there is no folder or no chance.
    pub fn place(&self, name: &str) -> anyhow::Result<(String, Arc<Upload>)> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("{error}"))?;
        let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::create_dir_all(&self.0.folder)
            .with_context(|| format!("{} cannot be made", self.0.folder.display()))?;
        let end = name.rsplit('.').next().unwrap_or_default();
        let upload = Upload {
            path: self.0.folder.join(format!("{token}.upload")),
            report: self.0.folder.join(format!("{token}.report")),
            end: end.chars().filter(char::is_ascii_alphanumeric).take(8).collect(),
            asked: Mutex::new(Instant::now()),
            state: Mutex::new(ImportState::Idle),
            stop: self.0.journal.stop.child_token(),
        };
        Ok((token, Arc::new(upload)))
    }

    /// Keeps a file that is whole.
    pub fn keep(&self, token: String, upload: Arc<Upload>) {
        let mut files = self.files();
        if files.len() >= MOST {
            let idle = files.iter().filter(|(_, file)| !file.is_working());
            let oldest = idle
                .min_by_key(|(_, file)| *lock(&file.asked))
                .map(|(token, _)| token.clone());
            oldest.map(|token| files.remove(&token));
        }
        files.insert(token, upload);
    }

    /// The file of this token.
    pub fn find(&self, token: &str) -> Option<Arc<Upload>> {
        let found = self.files().get(token).cloned()?;
        *lock(&found.asked) = Instant::now();
        Some(found)
    }

    async fn work(self, upload: Arc<Upload>, order: Order) {
        let dry = order.dry;
        let state = match self.done(&upload, order).await {
            Ok(report) if dry => ImportState::Checked(report),
            Ok(report) => ImportState::Done(report),
            Err(why) => ImportState::Failed(why),
        };
        upload.set(state);
    }

    async fn done(&self, upload: &Upload, order: Order) -> Result<ImportReport, ImportRefused> {
        let journal = &self.0.journal;
        let (dry, size) = (
            order.dry,
            std::fs::metadata(&upload.path).map_or(0, |file| file.len()),
        );
        let failed = |error: anyhow::Error| {
            tracing::error!(?error, "bringing customers in failed");
            ImportRefused::Failed
        };
        let file = File::create(&upload.report)
            .context("the report")
            .map_err(failed)?;
        let (mut file, mut report) = (BufWriter::new(file), ImportReport::default());
        let line = |line: &ImportLine| {
            serde_json::to_writer(&mut file, line)?;
            file.write_all(b"\n")?;
            report.total += 1;
            if report.lines.len() < LINES_SHOWN {
                report.lines.push(line.clone());
            }
            Ok(())
        };
        let each = |step: Step| {
            let done = step.bytes.map(|bytes| {
                u32::try_from(bytes * 1000 / size.max(1))
                    .unwrap_or(1000)
                    .min(1000)
            });
            let customers = u32::try_from(step.customers).unwrap_or(u32::MAX);
            upload.set(ImportState::Working { dry, customers, done });
        };
        let brought = run(&journal.store, order, &upload.stop, line, each).await;
        let written = file.flush();
        if !dry {
            // Also of what was brought in before it broke off.
            let settled = async {
                relink(&journal.store).await?;
                settle_dirty(&journal.store, &journal.rules, (journal.now)()).await
            };
            settled.await.map_err(|error| failed(error.into()))?;
            (journal.everything)();
        }
        let counts: ImportCounts = brought.map_err(|broken| match broken {
            Broken::Unreadable(why) => refused(&why),
            Broken::Panicked => ImportRefused::Unreadable,
            Broken::Stopped => ImportRefused::Stopped,
            Broken::Store(error) => failed(error.into()),
            Broken::Report(error) => failed(error),
        })?;
        written.context("the report").map_err(failed)?;
        report.counts = counts;
        Ok(report)
    }
}

/// What another run of the server left behind.
fn remove_left(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path
            .extension()
            .is_some_and(|end| end == "upload" || end == "report")
        {
            // Whoever cannot remove it tries again at the next start.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Imports for Uploads {
    fn preview(&self, token: &str, settings: ImportSettings) -> Previewing {
        let found = self.find(token);
        Box::pin(async move {
            let upload = found.ok_or(ImportRefused::Gone)?;
            let reading = tokio::task::spawn_blocking(move || {
                let input = Counted::open(&upload.path).map_err(|_| ImportRefused::Unreadable)?;
                let opened = open(input, &upload.end, &settings).map_err(|why| refused(&why))?;
                Ok(opened.preview)
            });
            // The reader stumbled over the file.
            reading.await.unwrap_or(Err(ImportRefused::Unreadable))
        })
    }

    fn start(
        &self,
        token: &str,
        settings: ImportSettings,
        dry: bool,
        author: Author,
    ) -> Result<(), ImportRefused> {
        let upload = self.find(token).ok_or(ImportRefused::Gone)?;
        let turn = Arc::clone(&self.0.turn).try_acquire_owned();
        let turn = turn.map_err(|_| ImportRefused::Busy)?;
        let how = Bringing {
            created_at: author.at,
            author: Some(author),
            take_numbers: settings.take_numbers,
            registered_at: Timestamp(i64::MIN),
        };
        let order = Order {
            path: upload.path.clone(),
            name: upload.end.clone(),
            settings,
            region: self.0.journal.region.clone(),
            how,
            dry,
        };
        upload.set(ImportState::Working {
            dry,
            customers: 0,
            done: Some(0),
        });
        let uploads = self.clone();
        self.0.tasks.spawn(async move {
            uploads.work(upload, order).await;
            drop(turn);
        });
        Ok(())
    }

    fn state(&self, token: &str) -> Result<ImportState, ImportRefused> {
        let upload = self.find(token).ok_or(ImportRefused::Gone)?;
        let state = lock(&upload.state).clone();
        Ok(state)
    }

    fn stop(&self, token: &str) {
        // The file is of no use any more: its token is spent.
        if let Some(upload) = self.files().remove(token) {
            upload.stop.cancel();
        }
    }
}
