//! `call-journal import freeswitch`: records that FreeSWITCH could not post and left on its disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use call_journal_pbx::freeswitch::parse;
use clap::Args;

use super::import::{interpret, progress_bar};
use crate::config::Config;
use crate::import::file::BATCH;
use crate::import::report::Report;

/// What to bring in.
#[derive(Args)]
pub struct Options {
    /// Folders with `.cdr.json` files, such as /usr/local/freeswitch/log/json_cdr, or single files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Name of the PBX, where there are several
    #[arg(long, default_value = "freeswitch")]
    source: String,
    /// Where rejected files are listed, if there are any
    #[arg(long, default_value = "import-report.txt", value_name = "FILE")]
    report: PathBuf,
}

/// Brings in all files. Repeating it changes nothing.
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let files = files(&options.paths)?;
    let pipeline = super::open(config).await?;
    let mut report = Report::new(&options.report);
    let bar = progress_bar();
    bar.set_length(files.len() as u64);
    let (mut read, mut new) = (0_u64, 0_u64);
    for part in files.chunks(BATCH) {
        let mut events = Vec::with_capacity(part.len());
        for file in part {
            // A file that is being written just now, or gone, is one of those that are listed.
            match std::fs::read(file).map_err(|error| error.to_string()) {
                Ok(body) => match parse(&body, None) {
                    Ok(event) => events.push(event),
                    Err(reason) => report.reject(file, 1, &reason.to_string())?,
                },
                Err(error) => report.reject(file, 1, &error)?,
            }
        }
        let appended = pipeline.log(&options.source, &events).await?;
        read += events.len() as u64;
        new += appended.new;
        bar.inc(part.len() as u64);
    }
    let done = interpret(&pipeline, &bar).await?;
    bar.finish_and_clear();
    let rejected = report.rejected;
    let listed = report.finish()?;
    println!("records:    {read} read, {new} new, {rejected} rejected");
    println!(
        "calls:      {} ({} new or changed), {} legs",
        done.calls, done.changed, done.legs
    );
    if let Some(listed) = listed {
        println!("rejected files are listed in {}", listed.display());
    }
    Ok(())
}

/// Single files as they are, and the records below folders; each once, in a fixed order.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        ensure!(path.exists(), "{} is not there", path.display());
        if path.is_dir() {
            walk(path, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("{} cannot be read", folder.display());
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().with_context(unreadable)?);
        // No links: they may lead in a circle, or anywhere.
        if kind.is_dir() {
            walk(&path, found)?;
        } else if kind.is_file() && path.to_string_lossy().ends_with(".cdr.json") {
            found.push(path);
        }
    }
    Ok(())
}
