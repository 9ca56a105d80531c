//! `call-journal`: the journal's server and its tools.
//!
//! Reads the command line and the configuration, then hands over to `commands`. Whatever makes a command stop is one
//! sentence on standard error and exit status 1.

mod auth;
mod commands;
mod config;
mod customers;
mod engine;
mod exported;
mod finding;
mod http;
mod import;
mod listening;
mod live;
mod phones;
mod pipeline;
mod recordings;
mod retention;
mod source;
mod sweep;
mod upkeep;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Pages are made of many small pieces, and an import of millions: the system's allocator is slower at both, and keeps what
/// is free among what is not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "call-journal",
    version,
    about = "The journal of all calls of a company that has a PBX"
)]
struct Arguments {
    /// Configuration file; call-journal.toml in the current folder by default
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the journal to browsers
    Serve(commands::serve::Options),
    /// Bring in what a PBX recorded, or customers
    #[command(subcommand)]
    Import(Import),
    /// Recompute all calls and statuses from the event log, after a rule or the configuration changed
    Rebuild,
    /// Write calls as JSON lines or CSV
    Export(commands::export::Options),
    /// Look at configuration, database, recordings and PBXs, and say what to mend
    Doctor,
    /// List every address of the journal and who may use it
    Routes,
    /// Write customers as CSV or cards
    ExportCustomers(commands::export_customers::Options),
}

#[derive(Subcommand)]
enum Import {
    /// CEL, CDR and recordings of Asterisk, FreePBX and their relatives
    Asterisk(commands::import::Options),
    /// Records of FreeSWITCH's mod_json_cdr that lie on its disk
    Freeswitch(commands::import_freeswitch::Options),
    /// Customers out of a CSV file, cards or a workbook
    Customers(commands::import_customers::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,call_journal=info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // For programs that collect logs; people read the other form.
    match std::env::var("CALL_JOURNAL_LOG").as_deref() {
        Ok("json") => log.json().init(),
        _ => log.init(),
    }
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("call-journal: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    commands::check_clock()?;
    let config = Config::read(arguments.config.as_deref())?;
    match arguments.command {
        Command::Serve(options) => commands::serve::run(config, &options).await,
        Command::Import(Import::Asterisk(options)) => commands::import::run(&config, &options).await,
        Command::Import(Import::Freeswitch(options)) => {
            commands::import_freeswitch::run(&config, &options).await
        }
        Command::Import(Import::Customers(options)) => {
            commands::import_customers::run(&config, &options).await
        }
        Command::Doctor => commands::doctor::run(&config).await,
        Command::Routes => {
            commands::routes::run();
            Ok(())
        }
        Command::Rebuild => commands::rebuild::run(&config).await,
        Command::Export(options) => commands::export::run(&config, &options).await,
        Command::ExportCustomers(options) => commands::export_customers::run(&config, &options).await,
    }
}
