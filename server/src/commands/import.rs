//! `call-journal import asterisk`: CEL, CDR and recordings into the log, then calls and statuses.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use call_journal_pbx::event::PbxEvent;
use chrono_tz::Tz;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Config;
use crate::engine;
use crate::import::file::{BATCH, Import, Kind, Rows};
use crate::import::report::Report;
use crate::import::{people, table};
use crate::pipeline::{Interpreted, Pipeline};
use crate::recordings::walk;

/// What to bring in. At least one of --cel and --cdr, each any number of times.
#[derive(Args)]
pub struct Options {
    /// CEL: a CSV file, or a SQLite file with a table `cel`
    #[arg(long, value_name = "FILE")]
    cel: Vec<PathBuf>,
    /// CDR: Master.csv, a CSV file as FreePBX writes it, or a SQLite file with a table `cdr`
    #[arg(long, value_name = "FILE")]
    cdr: Vec<PathBuf>,
    /// Folder with audio files, subfolders included
    #[arg(long, value_name = "FOLDER")]
    recordings: Vec<PathBuf>,
    /// Time zone of the PBX's local times, such as Europe/Moscow; the company's by default
    #[arg(long)]
    zone: Option<Tz>,
    /// Name of the PBX, where there are several
    #[arg(long, default_value = "asterisk")]
    source: String,
    /// Where rejected rows are listed, if there are any
    #[arg(long, default_value = "import-report.txt", value_name = "FILE")]
    report: PathBuf,
}

/// Brings in everything that the options name, and says what came of it.
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let nothing = options.cel.is_empty() && options.cdr.is_empty() && options.recordings.is_empty();
    ensure!(
        !nothing,
        "name what to import: --cel FILE, --cdr FILE, --recordings FOLDER"
    );
    for file in options.cel.iter().chain(&options.cdr) {
        File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    }
    for folder in &options.recordings {
        ensure!(
            folder.is_dir(),
            "{} is no folder that can be read",
            folder.display()
        );
    }
    let pipeline = super::open(config).await?;
    let mut report = Report::new(&options.report);
    let bar = progress_bar();
    let mut import = Import {
        pipeline: &pipeline,
        source: &options.source,
        zone: options.zone.unwrap_or(config.company.zone),
        report: &mut report,
        bar: &bar,
    };
    let mut rows = Rows::default();
    // CEL first: where both tell of a call, it is whole at once.
    let kinds = [(Kind::Cel, &options.cel), (Kind::Cdr, &options.cdr)];
    for (kind, path) in kinds
        .into_iter()
        .flat_map(|(kind, paths)| paths.iter().map(move |path| (kind, path)))
    {
        bar.set_message(name(path));
        rows.add(if table::is_sqlite(path) {
            import.sqlite(kind, path).await?
        } else {
            import.csv(kind, path).await?
        });
    }
    let mut files = Rows::default();
    for folder in &options.recordings {
        bar.set_message(name(folder));
        files.add(recordings(&import, folder).await?);
        people::remember_folder(&pipeline.store, folder, &options.source).await?;
    }
    bar.set_message("calls");
    let done = interpret(&pipeline, &bar).await?;
    bar.finish_and_clear();
    let rejected = report.rejected;
    let listed = report.finish()?;
    println!(
        "rows:       {} read, {} new, {rejected} rejected",
        rows.read, rows.new
    );
    println!(
        "calls:      {} ({} new or changed), {} legs",
        done.calls, done.changed, done.legs
    );
    println!(
        "recordings: {} files, {} of them belong to these calls",
        files.read, done.recordings
    );
    if rows.unfinished > 0 {
        println!("a last line is being written just now: the next import brings it in");
    }
    if let Some(listed) = listed {
        println!("rejected rows are listed in {}", listed.display());
    }
    if let Some(peak) = peak_memory() {
        println!("peak memory: {} MB", peak / 1024);
    }
    Ok(())
}

async fn recordings(import: &Import<'_>, folder: &Path) -> anyhow::Result<Rows> {
    let mut rows = Rows::default();
    let mut batch = Vec::with_capacity(BATCH);
    for file in walk(folder) {
        batch.push(PbxEvent::RecordingFile(file));
        import.bar.tick();
        if batch.len() == BATCH {
            rows.add(import.log(&mut batch).await?);
        }
    }
    rows.add(import.log(&mut batch).await?);
    Ok(rows)
}

/// Makes calls of what is in the log; shared with `rebuild`.
pub async fn interpret(pipeline: &Pipeline, bar: &ProgressBar) -> anyhow::Result<Interpreted> {
    bar.set_style(spinner());
    bar.enable_steady_tick(Duration::from_millis(200));
    let done = pipeline
        .interpret(super::now(), |threads| bar.set_position(threads))
        .await?;
    if !done.touched.is_empty() {
        engine::tell_server(pipeline, super::now()).await?;
    }
    Ok(done)
}

/// A bar over the bytes of a file; drawn on standard error, and only on a terminal.
pub fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg:24} {wide_bar} {percent:>3} % {eta:>4}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn spinner() -> ProgressStyle {
    let style = ProgressStyle::with_template("{msg:24} {spinner} {human_pos} ({per_sec})");
    style.unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The most memory that this process has had, in KiB; where the system tells (Linux).
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
