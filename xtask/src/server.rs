//! Building and running the server.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::process::{cargo, run as run_command, step, target_dir, workspace_root};
use crate::{setup, web};

/// Options of `cargo xtask run`.
#[derive(Args)]
pub struct RunOptions {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    #[command(flatten)]
    build: BuildOptions,
    /// Further arguments of `call-journal serve`, after `--`; without `--demo` the database of `call-journal.toml`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Options of `cargo xtask build`.
#[derive(Args, Default)]
pub struct BuildOptions {
    /// Optimised, as it is installed
    #[arg(long)]
    pub release: bool,
    /// Quick to build and large: for work on the pages
    #[arg(long, conflicts_with = "release")]
    pub fast: bool,
}

/// Builds both halves and serves the demo company until Ctrl+C.
pub fn run(options: &RunOptions) -> anyhow::Result<()> {
    let server = build(&options.build)?;
    step(&format!("starting: http://{}/", options.listen));
    let arguments: &[String] = &options.arguments;
    let mut command = Command::new(server);
    command
        .arg("serve")
        .args(["--listen", &options.listen])
        .env("CALL_JOURNAL_SITE", web::site_dir());
    if arguments.is_empty() {
        command.arg("--demo");
    }
    run_command(command.args(arguments).current_dir(workspace_root()))
}

/// Builds the browser's half and the server; gives the server's path.
pub fn build(options: &BuildOptions) -> anyhow::Result<PathBuf> {
    setup::wasm_target()?;
    web::build(if options.fast { "wasm-dev" } else { "wasm-release" })?;
    step("building the server");
    let profile = if options.release { "release" } else { "dev" };
    run_command(cargo().args([
        "build",
        "--quiet",
        "--package",
        "call-journal",
        "--profile",
        profile,
    ]))?;
    Ok(target_dir()
        .join(if options.release { "release" } else { "debug" })
        .join("call-journal"))
}
