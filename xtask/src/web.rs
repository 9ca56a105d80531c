//! The browser's half: WebAssembly, its JavaScript, the style sheet; each named by its content and compressed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{cargo, run, step, target_dir, workspace_root};

/// What every page starts with.
const MAIN_WASM: &str = "call-journal_bg.wasm";

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

/// A file of the built WebAssembly, in bytes.
pub struct WasmSize {
    /// Its name without folder.
    pub name: String,
    /// As it is.
    pub plain: u64,
    /// After brotli.
    pub compressed: u64,
}

/// Sizes of the WebAssembly files, what every page starts with first.
pub fn wasm_sizes() -> anyhow::Result<Vec<WasmSize>> {
    let built = fs::read_to_string(site_dir().join("built-from")).context("run `cargo xtask build` first")?;
    let mut sizes = Vec::new();
    for file in fs::read_dir(site_dir().join("pkg").join(built))? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            sizes.push(WasmSize {
                name: path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                plain: fs::metadata(&path)?.len(),
                compressed: fs::metadata(format!("{}.br", path.display()))?.len(),
            });
        }
    }
    sizes.sort_by_key(|size| (size.name != MAIN_WASM, size.name.clone()));
    Ok(sizes)
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
    // The parts name each other, so what carries the hash is their folder, not each name.
    let folder = pkg.join(&source);
    bind(wasm, &folder)?;
    fs::write(folder.join("call-journal.css"), css)?;
    for file in fs::read_dir(&folder)? {
        compress(&file?.path())?;
    }
    let address = |name: &str| format!("/pkg/{source}/{name}");
    let assets = serde_json::json!({
        "js": address("call-journal.js"),
        "wasm": address(MAIN_WASM),
        "css": address("call-journal.css"),
    });
    fs::write(site.join("assets.json"), assets.to_string())?;
    fs::copy(
        workspace_root().join("style/favicon.svg"),
        site.join("favicon.svg"),
    )?;
    Ok(fs::write(mark, source)?)
}

/// Cuts the parts off that are loaded when they are needed, and writes the JavaScript between WebAssembly and browser.
fn bind(wasm: &Path, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let main = wasm.with_extension("main.wasm");
    let whole = fs::read(wasm)?;
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./call-journal.js";
    let cut = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow::anyhow!("cutting the parts of the WebAssembly: {error:#}"))?;
    for part in cut.split_modules {
        let nameless = without_names(&fs::read(&part)?)?;
        fs::write(part, nameless)?;
    }
    Bindgen::new()
        .input_path(&main)
        .out_name("call-journal")
        .web(true)?
        .typescript(false)
        .demangle(false)
        // The parts import what the linker exported.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(folder)
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

/// A WebAssembly file without its custom sections: they hold the names of functions, for debuggers.
fn without_names(wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut kept = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match payload.as_section() {
            Some((id, range)) if id != wasm_encoder::SectionId::Custom as u8 => {
                let (from, to) = (usize::try_from(range.start)?, usize::try_from(range.end)?);
                let data = wasm.get(from..to).context("a section beyond the file")?;
                kept.section(&wasm_encoder::RawSection { id, data });
            }
            _ => {}
        }
    }
    Ok(kept.finish())
}

/// Writes `.br` beside a file.
fn compress(file: &Path) -> anyhow::Result<()> {
    let mut compressed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut fs::read(file)?.as_slice(), &mut compressed, &settings)?;
    Ok(fs::write(format!("{}.br", file.display()), compressed)?)
}

fn content_hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
