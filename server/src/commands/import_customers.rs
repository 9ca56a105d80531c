//! `call-journal import customers`: a file of customers into the journal, or what it would do there.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use call_journal_app::customers::import::line_in;
use call_journal_app::i18n::Locale;
use call_journal_model::customer::import::{ImportColumn, ImportEncoding, ImportFormat, ImportSettings};
use call_journal_model::time::Timestamp;
use call_journal_store::comments::Author;
use call_journal_store::customers::import::Bringing;
use call_journal_store::customers::relink;
use call_journal_store::settle;
use clap::{Args, ValueEnum};
use tokio_util::sync::CancellationToken;

use super::import::{peak_memory, progress_bar};
use crate::config::Config;
use crate::customers::file::can_part;
use crate::customers::run::{Broken, Order, Step, run as bring_in};
use crate::engine;
use crate::import::report::Report;

/// What to bring in, and how it is read; what is not told is guessed.
#[derive(Args)]
pub struct Options {
    /// A CSV file, cards (vCard), or a workbook (XLSX)
    file: PathBuf,
    /// Find out what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// What the file is
    #[arg(long, value_enum)]
    format: Option<Kind>,
    /// Encoding of a text
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// What parts the cells of a CSV file: `;`, `,`, `tab`
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<char>,
    /// What the columns mean, from the first on: key, name, relations, manager, phone, email, address, note, contact-name,
    /// contact-position, contact-phone, contact-email, ignore
    #[arg(long, value_delimiter = ',', value_name = "COLUMNS", value_parser = column)]
    columns: Option<Vec<ImportColumn>>,
    /// The first row is a customer, not the names of the columns
    #[arg(long, conflicts_with = "header")]
    no_header: bool,
    /// The first row names the columns
    #[arg(long)]
    header: bool,
    /// Sheet of a workbook; the first by default
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Take numbers from other customers instead of leaving them
    #[arg(long)]
    take_numbers: bool,
    /// Where is listed what was left out, if anything was
    #[arg(long, default_value = "customers-report.txt", value_name = "FILE")]
    report: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Csv,
    Vcard,
    Xlsx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Encoding {
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    #[value(name = "windows-1251", alias = "cp1251")]
    Windows1251,
    #[value(name = "utf-16le")]
    Utf16Le,
    #[value(name = "utf-16be")]
    Utf16Be,
}

fn delimiter(text: &str) -> Result<char, String> {
    let text = if matches!(text, "tab" | "\\t") { "\t" } else { text };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) if u8::try_from(one).is_ok_and(can_part) => Ok(one),
        _ => Err("one character such as `;`, `,` or `tab`".to_owned()),
    }
}

fn column(id: &str) -> Result<ImportColumn, String> {
    let known = || ImportColumn::ALL.map(ImportColumn::id).join(", ");
    ImportColumn::of_id(id.trim()).ok_or_else(|| format!("no such column; there are {}", known()))
}

/// Brings the file in and says what came of it.
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let path = &options.file;
    let unreadable = || format!("{} cannot be read", path.display());
    let about = std::fs::metadata(path).with_context(unreadable)?;
    ensure!(about.is_file(), "{} is no file", path.display());
    let pipeline = super::open(config).await?;
    let mut report = Report::new(&options.report);
    let bar = progress_bar();
    bar.set_length(about.len());
    bar.set_message("customers");
    let now = super::now();
    let order = Order {
        path: path.clone(),
        name: name(path),
        settings: options.settings(),
        region: config.company.region.clone(),
        how: Bringing {
            author: Some(Author {
                id: None,
                name: name(path),
                at: now,
            }),
            take_numbers: options.take_numbers,
            registered_at: Timestamp(i64::MIN),
            created_at: now,
        },
        dry: options.dry_run,
    };
    let mut listed = |line: &_| {
        let [place, what] = line_in(Locale::en, line);
        report.note(&format!("{}: {place}: {what}", path.display()))
    };
    let show = |step: Step| match step.bytes {
        Some(bytes) => bar.set_position(bytes),
        None => bar.tick(),
    };
    let stop = CancellationToken::new();
    let brought = bring_in(&pipeline.store, order, &stop, &mut listed, show).await;
    let counts = match brought {
        Ok(counts) => counts,
        Err(broken) => {
            bar.finish_and_clear();
            report.finish()?;
            bail!(said(path, broken));
        }
    };
    if !options.dry_run {
        bar.set_message("calls");
        relink(&pipeline.store).await?;
        settle::settle_dirty(&pipeline.store, &pipeline.rules, now).await?;
        if counts.new + counts.changed > 0 {
            engine::tell_server(&pipeline, now).await?;
        }
    }
    bar.finish_and_clear();
    if options.dry_run {
        println!("nothing was written; this would be done:");
    }
    println!(
        "customers: {} new, {} changed, {} unchanged",
        counts.new, counts.changed, counts.unchanged
    );
    println!(
        "left out:  {} numbers of other customers, {} rejected rows and values",
        counts.doubles, counts.rejected
    );
    if options.take_numbers {
        println!("taken:     {} numbers of other customers", counts.taken);
    }
    if let Some(listed) = report.finish()? {
        println!("what is to be looked at is listed in {}", listed.display());
    }
    if let Some(peak) = peak_memory() {
        println!("peak memory: {} MB", peak / 1024);
    }
    Ok(())
}

fn said(path: &Path, broken: Broken) -> anyhow::Error {
    match broken {
        Broken::Report(error) => error,
        broken => anyhow!("{}: {broken}", path.display()),
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

impl Options {
    fn settings(&self) -> ImportSettings {
        ImportSettings {
            format: self.format.map(|format| match format {
                Kind::Csv => ImportFormat::Csv,
                Kind::Vcard => ImportFormat::Vcard,
                Kind::Xlsx => ImportFormat::Xlsx,
            }),
            encoding: self.encoding.map(|encoding| match encoding {
                Encoding::Utf8 => ImportEncoding::Utf8,
                Encoding::Windows1251 => ImportEncoding::Windows1251,
                Encoding::Utf16Le => ImportEncoding::Utf16Le,
                Encoding::Utf16Be => ImportEncoding::Utf16Be,
            }),
            delimiter: self.delimiter,
            header: match (self.header, self.no_header) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            },
            sheet: self.sheet.clone(),
            columns: self.columns.clone(),
            take_numbers: self.take_numbers,
        }
    }
}
