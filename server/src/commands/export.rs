//! `call-journal export`: calls as JSON lines or CSV, for scripts and comparison. Documented in `docs/export.md`.

use std::io::{self, BufWriter, Write};

use anyhow::Context;
use call_journal_model::filter::{Filter, Period};
use call_journal_store::query::{EXPORT_ROWS, Viewer, export_page};
use call_journal_store::settle;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::config::Config;
use crate::exported::{HEADER, Row};

/// Which calls, and how.
#[derive(Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch on the command line"
)]
pub struct Options {
    /// How they are written
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// First day, in the company's time zone
    #[arg(long, value_name = "DAY")]
    from: Option<NaiveDate>,
    /// Last day
    #[arg(long, value_name = "DAY")]
    to: Option<NaiveDate>,
    /// Incoming calls
    #[arg(long)]
    incoming: bool,
    /// Outgoing calls
    #[arg(long)]
    outgoing: bool,
    /// Missed calls, lost ones included
    #[arg(long)]
    missed: bool,
    /// Lost calls
    #[arg(long)]
    lost: bool,
    /// First talks with a number
    #[arg(long)]
    first_contacts: bool,
    /// Numbers that belong to nobody
    #[arg(long)]
    unregistered: bool,
    /// Internal calls too
    #[arg(long)]
    internal: bool,
    /// As the search box
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// What stands after `?` in the page's address; the other switches add to it
    #[arg(long, value_name = "STRING", default_value = "")]
    query: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// A header row; lists joined by `;`
    Csv,
}

/// Writes the calls to standard output, newest first.
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let pipeline = super::open(config).await?;
    let now = super::now();
    settle::settle_dirty(&pipeline.store, &pipeline.rules, now).await?;
    settle::settle_due(&pipeline.store, &pipeline.rules, now).await?;
    let zone = pipeline.rules.zone;
    let today = chrono::DateTime::from_timestamp_millis(now.0)
        .unwrap_or_default()
        .with_timezone(&zone)
        .date_naive();
    let viewer = Viewer::of_everything(zone, today);
    let filter = options.filter()?;
    let mut out = Output::new(options.format, BufWriter::new(io::stdout().lock()))?;
    let mut cursor = None;
    loop {
        let page = export_page(&pipeline.store, &filter, cursor, EXPORT_ROWS, &viewer).await?;
        for call in &page.rows {
            match out.write(&Row::new(call, zone)) {
                // The reader has seen enough: `| head`.
                Err(error) if is_broken_pipe(&error) => return Ok(()),
                written => written?,
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            return out.finish();
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

impl Options {
    fn filter(&self) -> anyhow::Result<Filter> {
        let mut filter = Filter::from_query(&self.query);
        let last = self.to.or(self.from);
        if let Some(last) = last {
            filter.period = Some(Period::Days(self.from.unwrap_or(NaiveDate::MIN), last));
        }
        if let (Some(from), None) = (self.from, self.to) {
            filter.period = Some(Period::Days(
                from,
                NaiveDate::from_ymd_opt(9999, 12, 31).context("a last day")?,
            ));
        }
        filter.incoming |= self.incoming;
        filter.outgoing |= self.outgoing;
        filter.missed |= self.missed;
        filter.lost |= self.lost;
        filter.first_contact |= self.first_contacts;
        filter.unregistered |= self.unregistered;
        filter.internal |= self.internal;
        if let Some(search) = &self.search {
            filter.search.clone_from(search);
        }
        Ok(filter)
    }
}

enum Output<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Output<W> {
    fn new(format: Format, to: W) -> anyhow::Result<Output<W>> {
        Ok(match format {
            Format::Jsonl => Output::Jsonl(to),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                writer.write_record(HEADER)?;
                Output::Csv(Box::new(writer))
            }
        })
    }

    fn write(&mut self, row: &Row<'_>) -> anyhow::Result<()> {
        match self {
            Output::Jsonl(to) => {
                serde_json::to_writer(&mut *to, row).map_err(io::Error::from)?;
                to.write_all(b"\n")?;
            }
            Output::Csv(writer) => writer.write_record(row.cells()?).map_err(io::Error::from)?,
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Jsonl(mut to) => Ok(to.flush()?),
            Output::Csv(mut writer) => Ok(writer.flush()?),
        }
    }
}
