//! Browser tests: Playwright drives Debian's Chromium against the journal of the demo company.

use std::ffi::OsString;
use std::process::Command;

use clap::Args;

use crate::process::{step, watch, workspace_root};
use crate::server::{self, BuildOptions};
use crate::test::{Count, number_before};
use crate::{setup, web};

/// Options of `cargo xtask e2e`.
#[derive(Args, Default)]
pub struct E2eOptions {
    /// A smoke test in Firefox and WebKit too
    #[arg(long)]
    all_browsers: bool,
    /// Arguments of Playwright, after `--`: file names, `--grep …`, `--trace retain-on-failure`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// The browser that everything is looked at in.
pub const CHROMIUM: (&str, &str) = ("chromium", "/usr/bin/chromium");
/// The same without a window: the tests take a third less.
const HEADLESS: (&str, &str) = ("chromium-headless-shell", "/usr/bin/chromium-headless-shell");
const OTHER_BROWSERS: [(&str, &str); 4] = [
    ("firefox-esr", "/usr/bin/firefox-esr"),
    ("webkit2gtk-driver", "/usr/bin/WebKitWebDriver"),
    ("xvfb", "/usr/bin/Xvfb"),
    ("xauth", "/usr/bin/xauth"),
];

/// Builds the journal, starts it, and has Playwright look at it.
pub fn e2e(options: &E2eOptions) -> anyhow::Result<Count> {
    let chromium = browser()?;
    if options.all_browsers {
        setup::debian_packages(&OTHER_BROWSERS)?;
    }
    setup::npm_packages()?;
    let server = server::build(&BuildOptions::default())?;
    step("browser tests");
    let folder = workspace_root().join("end2end");
    let mut command = Command::new("npx");
    command
        .args(["--no-install", "playwright", "test"])
        .args(&options.arguments)
        .current_dir(&folder)
        .env("CHROMIUM", chromium)
        .env("CALL_JOURNAL_SERVER", &server)
        .env("CALL_JOURNAL_SITE", web::site_dir());
    let mut count = counted(&mut command)?;
    if options.all_browsers {
        step("smoke test in Firefox and WebKit");
        let mut smoke = Command::new("xvfb-run");
        smoke
            .args([
                "--auto-servernum",
                "node",
                "--test",
                "--test-reporter=tap",
                "smoke/journal.mjs",
            ])
            .current_dir(&folder)
            .env("CALL_JOURNAL_SERVER", &server)
            .env("CALL_JOURNAL_SITE", web::site_dir());
        let others = counted(&mut smoke)?;
        count = Count {
            passed: count.passed + others.passed,
            failed: count.failed + others.failed,
        };
    }
    Ok(count)
}

/// Chromium without a window, or the whole one where that cannot be installed; `CHROMIUM` names another.
fn browser() -> anyhow::Result<OsString> {
    if let Some(chosen) = std::env::var_os("CHROMIUM") {
        return Ok(chosen);
    }
    if setup::debian_packages(&[HEADLESS]).is_ok() {
        return Ok(HEADLESS.1.into());
    }
    setup::debian_packages(&[CHROMIUM])?;
    Ok(CHROMIUM.1.into())
}

/// Runs Playwright or node's test runner and reads their closing lines: `  12 passed (3.4s)`, `# pass 12`.
fn counted(command: &mut Command) -> anyhow::Result<Count> {
    let mut count = Count::default();
    let succeeded = watch(command, |line| {
        let line = line.trim();
        let after = |word: &str| {
            line.strip_prefix(word)
                .and_then(|number| number.trim().parse::<u64>().ok())
        };
        count.passed += number_before(line, " passed (") + after("# pass ").unwrap_or(0);
        if line.ends_with(" failed") || line.starts_with("# fail ") {
            count.failed += number_before(line, " failed") + after("# fail ").unwrap_or(0);
        }
    })?;
    if !succeeded && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}
