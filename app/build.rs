//! Turns the translation files in `locales/` into the module that `i18n.rs` includes.

use std::error::Error;
use std::path::PathBuf;

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos, options::CodegenOptions};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let config = Config::new("ru")?
        .add_locale("en")?
        .add_namespaces([
            "account",
            "administration",
            "customers",
            "journal",
            "panel",
            "sources",
            "status",
            "ui",
        ])?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let texts = TranslationsInfos::parse(config)?;
    texts.emit_diagnostics();
    texts.rerun_if_locales_changed();
    let quiet = "#![allow(missing_docs, clippy::all, clippy::expect_used, clippy::unwrap_used)]".parse()?;
    let options = CodegenOptions::new()
        .top_level_attributes(Some(quiet))
        .gen_docs(false);
    let folder = PathBuf::from(std::env::var("OUT_DIR")?).join("i18n");
    texts.generate_i18n_module_with_options(folder, options)?;
    Ok(())
}
