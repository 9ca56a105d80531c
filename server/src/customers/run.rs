//! A file brought in, or the rehearsal of that: one thread reads and checks, batches go to the store, lines go to the report.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use call_journal_cards::{Rejected, Unreadable};
use call_journal_model::customer::import::{
    ImportCounts, ImportFormat, ImportIssue, ImportLine, ImportPlace, ImportSettings,
};
use call_journal_store::customers::import::CustomerRecord;
use call_journal_store::customers::import::{BATCH, Bringing, Fate, Import};
use call_journal_store::{Store, StoreError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::file::{open, row_refused};
use super::record::record;

/// Batches that wait for the store.
const WAITING: usize = 1;

/// What is to be done.
pub struct Order {
    /// The file.
    pub path: PathBuf,
    /// Its name, of which only the end counts.
    pub name: String,
    /// How it is read.
    pub settings: ImportSettings,
    /// Whose numbers are written without a country code.
    pub region: String,
    /// How customers are brought in.
    pub how: Bringing,
    /// Nothing is written.
    pub dry: bool,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Customers so far.
    pub customers: u64,
    /// Bytes of the file that were read, where they follow one another.
    pub bytes: Option<u64>,
}

/// Why it did not go on. What was brought in until then stays.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The file is not read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The reader stumbled over the file.
    #[error("the file is damaged in a way that its reader does not know")]
    Panicked,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The report could not be written.
    #[error(transparent)]
    Report(#[from] anyhow::Error),
    /// It was told to stop.
    #[error("the import was stopped")]
    Stopped,
}

/// A part of the file.
#[derive(Default)]
struct Batch {
    records: Vec<CustomerRecord>,
    places: Vec<ImportPlace>,
    /// Found while reading.
    lines: Vec<ImportLine>,
    bytes: u64,
}

/// Runs it. `report` hears every line, `each` how far it is.
///
/// # Errors
/// See [`Broken`].
pub async fn run(
    store: &Store,
    order: Order,
    stop: &CancellationToken,
    mut report: impl FnMut(&ImportLine) -> anyhow::Result<()>,
    mut each: impl FnMut(Step),
) -> Result<ImportCounts, Broken> {
    let how = order.how.clone();
    let mut import = match order.dry {
        true => Import::rehearsal(store, how).await?,
        false => Import::new(store, how).await?,
    };
    let (sender, mut batches) = mpsc::channel(WAITING);
    let reading = tokio::task::spawn_blocking(move || read(&order, &sender));
    let mut counts = ImportCounts::default();
    let mut customers = 0;
    loop {
        let Some(next) = stop.run_until_cancelled(batches.recv()).await else {
            return Err(Broken::Stopped);
        };
        let Some((batch, ordered)) = next else { break };
        let brought = import.bring(&batch.records).await?;
        let mut lines = batch.lines;
        for (place, one) in batch.places.iter().zip(brought) {
            match one.fate {
                Fate::New => counts.new += 1,
                Fate::Changed => counts.changed += 1,
                Fate::Unchanged => counts.unchanged += 1,
            }
            lines.extend(
                one.issues
                    .into_iter()
                    .map(|issue| ImportLine { place: *place, issue }),
            );
        }
        // In the order of the file, whoever found what is wrong.
        lines.sort_by_key(|line| line.place);
        for line in &lines {
            count(&mut counts, &line.issue);
            report(line)?;
        }
        customers += batch.records.len() as u64;
        each(Step {
            customers,
            bytes: ordered.then_some(batch.bytes),
        });
    }
    match reading.await {
        Ok(read) => read?,
        Err(_) => return Err(Broken::Panicked),
    }
    Ok(counts)
}

fn count(counts: &mut ImportCounts, issue: &ImportIssue) {
    match issue {
        ImportIssue::Double { .. } => counts.doubles += 1,
        ImportIssue::Taken { .. } => counts.taken += 1,
        issue if issue.is_rejection() => counts.rejected += 1,
        _ => {}
    }
}

/// Reads the file to its end; batches come with whether their bytes follow one another.
fn read(order: &Order, sender: &mpsc::Sender<(Batch, bool)>) -> Result<(), Unreadable> {
    let counted = Counted::open(&order.path)?;
    let bytes = Arc::clone(&counted.at);
    let mut opened = open(counted, &order.name, &order.settings)?;
    let ordered = opened.preview.settings.format != Some(ImportFormat::Xlsx);
    let mut batch = Batch::default();
    let send = |batch: &mut Batch| {
        batch.bytes = bytes.load(Ordering::Relaxed);
        // Fails when nobody listens any more: then there is nothing to be read for.
        sender.blocking_send((std::mem::take(batch), ordered)).is_ok()
    };
    for card in opened.file.cards(&opened.layout)? {
        match card {
            Ok(card) => {
                let place = card.place;
                match record(card, &order.region) {
                    Ok((record, issues)) => {
                        batch
                            .lines
                            .extend(issues.into_iter().map(|issue| ImportLine { place, issue }));
                        batch.records.push(record);
                        batch.places.push(place);
                    }
                    Err(issue) => batch.lines.push(ImportLine { place, issue }),
                }
            }
            Err(Rejected { place, reason }) => batch.lines.push(ImportLine {
                place,
                issue: ImportIssue::Row(row_refused(&reason)),
            }),
        }
        let full = batch.records.len() >= BATCH || batch.lines.len() >= BATCH;
        if full && !send(&mut batch) {
            return Ok(());
        }
    }
    send(&mut batch);
    Ok(())
}

/// A file whose reader can be watched.
pub struct Counted {
    file: BufReader<File>,
    at: Arc<AtomicU64>,
}

impl Counted {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> io::Result<Counted> {
        Ok(Counted {
            file: BufReader::new(File::open(path)?),
            at: Arc::default(),
        })
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.file.seek(to)?;
        self.at.store(at, Ordering::Relaxed);
        Ok(at)
    }
}
