//! `cargo xtask bench`: speed and size. Machines are noisy, so what counts are ratios within one run.

use clap::Args;

use crate::process::{cargo, run, step, target_dir};
use crate::server::{self, BuildOptions};
use crate::web;

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct BenchOptions {
    /// Rows of CDR to import
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
}

/// Builds everything optimised, measures, prints a table.
pub fn bench(options: &BenchOptions) -> anyhow::Result<()> {
    let server = server::build(&BuildOptions {
        release: true,
        fast: false,
    })?;
    for size in web::wasm_sizes()? {
        let (plain, compressed) = (size.plain / 1024, size.compressed / 1024);
        println!("WASM {}: {plain} KiB, {compressed} KiB after brotli", size.name);
    }
    println!("(goal for what every page starts with: 260 KiB after brotli)");
    step("measuring import and pages");
    run(cargo()
        .args([
            "bench",
            "--quiet",
            "--package",
            "call-journal",
            "--bench",
            "journal",
            "--",
        ])
        .args(["--rows", &options.rows.to_string()])
        .env("CALL_JOURNAL_SERVER", server)
        .env("CALL_JOURNAL_SITE", web::site_dir())
        .env("CALL_JOURNAL_BENCH_DIR", target_dir().join("bench")))
}
