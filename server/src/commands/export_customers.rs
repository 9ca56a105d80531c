//! `call-journal export-customers`: all customers as CSV or cards, for other programs and for telephones.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use call_journal_cards::HeaderLanguage;
use clap::{Args, ValueEnum};

use crate::config::Config;
use crate::customers::export::{Ended, Export, FileFormat};

/// How customers are written.
#[derive(Args)]
pub struct Options {
    /// How they are written
    #[arg(long, value_enum, default_value_t = FileFormat::Csv)]
    format: FileFormat,
    /// The file; standard output by default
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Language of the header row
    #[arg(long, value_enum, default_value_t = Language::Ru)]
    language: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    Ru,
    En,
}

/// Writes customers that are not archived, in the order in which they came in.
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let pipeline = super::open(config).await?;
    let out: Box<dyn Write> = match &options.output {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let language = match options.language {
        Language::Ru => HeaderLanguage::Ru,
        Language::En => HeaderLanguage::En,
    };
    match write(&pipeline.store, out, options.format, language).await {
        // The reader has seen enough: `| head`.
        Err(Ended::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("writing customers"),
    }
}

async fn write(
    store: &call_journal_store::Store,
    out: Box<dyn Write>,
    format: FileFormat,
    language: HeaderLanguage,
) -> Result<(), Ended> {
    let mut export = Export::new(store, out, format, language)?;
    while export.step().await? {}
    export.finish()?.flush()?;
    Ok(())
}
