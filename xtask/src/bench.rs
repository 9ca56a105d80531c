//! `cargo xtask bench`: speed and size. Machines are noisy, so what counts are ratios within one run.

use std::path::Path;
use std::process::Command;

use clap::{Args, ValueEnum};

use crate::postgres::Postgres;
use crate::process::{cargo, run, step, target_dir};
use crate::server::{self, BuildOptions};
use crate::{e2e, setup, web};

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct BenchOptions {
    /// Rows of CDR to import
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Calls of the journal in which calls are looked for: 1000000, 5000000, 10000000
    #[arg(long, default_value_t = 1_000_000)]
    calls: u64,
    /// Measure this alone
    #[arg(long, value_enum)]
    only: Option<Part>,
}

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Importing a PBX's files
    Import,
    /// A file of customers
    Customers,
    /// Finding customers while one types
    Lookup,
    /// Finding calls in a large journal
    Find,
    /// The journal's first page
    Pages,
    /// Recordings that are heard and drawn
    Listening,
    /// A PBX that is listened to, and open pages
    Live,
}

/// Builds everything optimised, measures, prints a table.
pub fn bench(options: &BenchOptions) -> anyhow::Result<()> {
    let has = |part: Part| options.only.is_none_or(|only| only == part);
    if has(Part::Live) || has(Part::Listening) {
        setup::debian_packages(&[e2e::CHROMIUM])?;
        setup::npm_packages()?;
    }
    let server = server::build(&BuildOptions {
        release: true,
        fast: false,
    })?;
    for size in web::wasm_sizes()? {
        let (plain, compressed) = (size.plain / 1024, size.compressed / 1024);
        println!("WASM {}: {plain} KiB, {compressed} KiB after brotli", size.name);
    }
    println!("(goal for what every page starts with: 260 KiB after brotli)");
    let measure = |name: &str, arguments: &[&str]| {
        let mut command = bench_target("call-journal", name);
        command
            .args(arguments)
            .env("CALL_JOURNAL_SERVER", &server)
            .env("CALL_JOURNAL_SITE", web::site_dir())
            .env("CALL_JOURNAL_BENCH_DIR", target_dir().join("bench"));
        run(&mut command)
    };
    let rows = options.rows.to_string();
    if has(Part::Import) {
        step("measuring import");
        measure("journal", &["--part", "import", "--rows", &rows])?;
    }
    if has(Part::Customers) {
        step("measuring customers");
        measure("journal", &["--part", "customers"])?;
    }
    if has(Part::Lookup) {
        step("measuring look-up");
        run(&mut bench_target("call-journal-store", "lookup"))?;
    }
    if has(Part::Find) {
        step("measuring how calls are found");
        find(&options.calls.to_string(), &server)?;
    }
    if has(Part::Pages) {
        step("measuring pages");
        measure("journal", &["--part", "pages"])?;
    }
    if has(Part::Listening) {
        step("measuring listening");
        measure("listening", &[])?;
    }
    if has(Part::Live) {
        step("measuring the live side");
        measure("live", &[])?;
    }
    Ok(())
}

/// On both databases: the questions alone, which makes the journal too, then over HTTP.
fn find(calls: &str, server: &Path) -> anyhow::Result<()> {
    let postgres = Postgres::start()?;
    // A small journal first, in which every answer is compared with a plain one.
    let runs = [
        ("call-journal-store", "100000"),
        ("call-journal-store", calls),
        ("call-journal", calls),
    ];
    for (package, calls) in runs {
        let mut command = bench_target(package, "find");
        command
            .args(["--calls", calls])
            .env("CALL_JOURNAL_SERVER", server)
            .env("CALL_JOURNAL_SITE", web::site_dir())
            .env("CALL_JOURNAL_BENCH_DIR", target_dir().join("bench"))
            .env("TEST_POSTGRES_URL", postgres.url());
        run(&mut command)?;
    }
    Ok(())
}

fn bench_target(package: &str, name: &str) -> Command {
    let mut command = cargo();
    command.args(["bench", "--quiet", "--package", package, "--bench", name, "--"]);
    command
}
