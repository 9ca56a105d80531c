//! Formatting, lints, licences, advisories.

use std::process::Command;

use crate::process::{cargo, exists, run, step};
use crate::setup;

/// rustfmt, clippy for both halves, cargo-deny.
pub fn lint() -> anyhow::Result<()> {
    setup::wasm_target()?;
    step("rustfmt");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    step("clippy");
    run(cargo()
        .args([
            "clippy",
            "--quiet",
            "--workspace",
            "--exclude",
            "call-journal-frontend",
            "--all-targets",
        ])
        .args(DENY))?;
    step("clippy for the browser");
    let web = crate::process::target_dir().join("web");
    run(cargo()
        .args([
            "clippy",
            "--quiet",
            "--package",
            "call-journal-frontend",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(DENY)
        .env("CARGO_TARGET_DIR", web))?;
    deny()
}

const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// What is known against the libraries in use. Asks the internet, so that the tests, which must pass without it, do not.
pub fn audit() -> anyhow::Result<()> {
    install_deny()?;
    step("cargo deny: advisories");
    run(cargo().args(["deny", "--log-level", "error", "check", "advisories"]))?;
    step("npm audit");
    run(Command::new("npm").args(["audit"]).current_dir("end2end"))
}

fn install_deny() -> anyhow::Result<()> {
    if !exists("cargo-deny") {
        step("installing cargo-deny (once, some minutes)");
        run(cargo().args(["install", "--quiet", "--locked", "cargo-deny"]))?;
    }
    Ok(())
}

fn deny() -> anyhow::Result<()> {
    install_deny()?;
    step("cargo deny: licences, bans, sources");
    run(cargo().args([
        "deny",
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))
}
