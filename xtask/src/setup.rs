//! What must be on the machine, and how it gets there. Quick and silent when nothing is missing.

use std::path::Path;
use std::process::Command;

use anyhow::bail;

use crate::process::{output, run, step, workspace_root};

/// The standard library for the browser.
pub fn wasm_target() -> anyhow::Result<()> {
    let folder = output(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        "wasm32-unknown-unknown",
    ]))?;
    if Path::new(folder.trim()).exists() {
        return Ok(());
    }
    step("installing the Rust target wasm32-unknown-unknown");
    run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// Debian packages; `needed` names a file or folder of each, to see whether it is there already.
pub fn debian_packages(needed: &[(&str, &str)]) -> anyhow::Result<()> {
    let missing: Vec<&str> = needed
        .iter()
        .filter(|(_, file)| !Path::new(file).exists())
        .map(|(package, _)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    step(&format!("installing Debian packages: {list}"));
    let prefix: &[&str] = if is_root()? { &[] } else { &["sudo", "-n"] };
    let apt = |arguments: &[&str]| {
        let mut words = prefix
            .iter()
            .chain(&["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"])
            .chain(arguments);
        let mut command = Command::new(words.next().unwrap_or(&"apt-get"));
        command
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(std::process::Stdio::null());
        run(&mut command)
    };
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(&missing);
    if apt(&["update"]).and_then(|()| apt(&install)).is_err() {
        bail!("these Debian packages are needed: run `sudo apt-get install {list}`, then repeat the command");
    }
    Ok(())
}

/// The npm packages of the browser tests, as `package-lock.json` names them.
pub fn npm_packages() -> anyhow::Result<()> {
    let folder = workspace_root().join("end2end");
    let installed = folder.join("node_modules/.package-lock.json");
    if is_newer(&installed, &folder.join("package-lock.json")) {
        return Ok(());
    }
    step("installing npm packages for the browser tests");
    run(Command::new("npm")
        .args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder))
}

/// Whether this process may install packages and must not start PostgreSQL.
pub fn is_root() -> anyhow::Result<bool> {
    Ok(output(Command::new("id").arg("-u"))?.trim() == "0")
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    matches!((time(file), time(than)), (Some(file), Some(than)) if file >= than)
}
