//! The browser's half: WebAssembly, its JavaScript, the style sheet; each named by its content and compressed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{cargo, run, step, target_dir, workspace_root};

/// Where the server finds what the browser asks for.
pub fn site_dir() -> PathBuf {
    target_dir().join("site")
}

/// Builds everything below [`site_dir`]. `profile`: `wasm-release` (small) or `wasm-dev` (quick).
pub fn build(profile: &str) -> anyhow::Result<()> {
    step("building the browser's half");
    // A target folder of its own: otherwise the two halves' flags would evict each other's artefacts.
    let target = target_dir().join("web");
    run(cargo()
        .args([
            "build",
            "--quiet",
            "--package",
            "call-journal-frontend",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--profile", profile])
        .env("CARGO_TARGET_DIR", &target))?;
    let wasm = target
        .join("wasm32-unknown-unknown")
        .join(profile)
        .join("call_journal_frontend.wasm");
    bundle(&wasm)
}

/// Sizes of the WebAssembly file: as it is, and after brotli.
pub fn wasm_sizes() -> anyhow::Result<(u64, u64)> {
    let wasm = fs::read_dir(site_dir().join("pkg"))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .context("no WebAssembly file: run `cargo xtask build` first")?;
    let compressed = PathBuf::from(format!("{}.br", wasm.display()));
    Ok((fs::metadata(wasm)?.len(), fs::metadata(compressed)?.len()))
}

fn bundle(wasm: &Path) -> anyhow::Result<()> {
    let css = style_sheet()?;
    let site = site_dir();
    let mark = site.join("built-from");
    let source = format!("{:016x}", content_hash(&[&fs::read(wasm)?, css.as_bytes()]));
    if fs::read_to_string(&mark).is_ok_and(|last| last == source) {
        return Ok(());
    }
    let pkg = site.join("pkg");
    if pkg.exists() {
        fs::remove_dir_all(&pkg)?;
    }
    fs::create_dir_all(&pkg)?;
    Bindgen::new()
        .input_path(wasm)
        .out_name("call-journal")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&pkg)?;
    fs::write(pkg.join("call-journal.css"), css)?;
    let js = name_by_content(&pkg, "call-journal.js")?;
    let wasm = name_by_content(&pkg, "call-journal_bg.wasm")?;
    let css = name_by_content(&pkg, "call-journal.css")?;
    let assets = serde_json::json!({ "js": js, "wasm": wasm, "css": css });
    fs::write(site.join("assets.json"), assets.to_string())?;
    fs::copy(
        workspace_root().join("style/favicon.svg"),
        site.join("favicon.svg"),
    )?;
    Ok(fs::write(mark, source)?)
}

/// `style/main.css` names the parts by `@import`; the browser gets them in one file, in that order.
fn style_sheet() -> anyhow::Result<String> {
    let folder = workspace_root().join("style");
    let main = fs::read_to_string(folder.join("main.css")).context("reading style/main.css")?;
    let mut css = String::new();
    for line in main.lines() {
        match line
            .trim()
            .strip_prefix("@import \"")
            .and_then(|rest| rest.split('"').next())
        {
            Some(name) => {
                let part =
                    fs::read_to_string(folder.join(name)).with_context(|| format!("reading style/{name}"))?;
                css.push_str(&part);
            }
            None => css.push_str(line),
        }
        css.push('\n');
    }
    Ok(css)
}

/// Renames `name` so that its content is in the name, writes `.br` beside it, and gives its address.
fn name_by_content(folder: &Path, name: &str) -> anyhow::Result<String> {
    let content = fs::read(folder.join(name))?;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let named = format!("{stem}-{:016x}.{extension}", content_hash(&[&content]));
    fs::rename(folder.join(name), folder.join(&named))?;
    let mut compressed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut content.as_slice(), &mut compressed, &settings)?;
    fs::write(folder.join(format!("{named}.br")), compressed)?;
    Ok(format!("/pkg/{named}"))
}

fn content_hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
