//! `cargo xtask …`: everything that a developer or CI does with this repository, in Rust.
//!
//! Each command first brings in what it needs and is missing (`setup`), and is quiet when nothing is.

mod bench;
mod e2e;
mod lint;
mod mariadb;
mod postgres;
mod process;
mod server;
mod setup;
mod test;
mod web;

use clap::{CommandFactory, Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, runs and checks Call Journal",
    bin_name = "cargo xtask"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Build all and open the journal of the demo company
    Run(server::RunOptions),
    /// All checks and tests: formatting, lints, unit tests on all databases, browser tests
    Test,
    /// Speed and size, as ratios within one run
    Bench(bench::BenchOptions),
    /// rustfmt, clippy, cargo-deny
    Lint,
    /// What is known against the libraries in use: `cargo deny`, `npm audit`. Needs the internet
    Audit,
    /// Build the server and the browser's half
    Build(server::BuildOptions),
    /// Browser tests only
    E2e(e2e::E2eOptions),
}

fn main() -> anyhow::Result<()> {
    std::env::set_current_dir(process::workspace_root())?;
    match Arguments::parse().command {
        Some(Command::Run(options)) => server::run(&options),
        Some(Command::Test) => test::test(),
        Some(Command::Bench(options)) => bench::bench(&options),
        Some(Command::Lint) => lint::lint(),
        Some(Command::Audit) => lint::audit(),
        Some(Command::Build(options)) => server::build(&options).map(drop),
        Some(Command::E2e(options)) => e2e::e2e(&options).and_then(test::Count::into_result),
        None => Ok(Arguments::command().print_help()?),
    }
}
