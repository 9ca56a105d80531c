//! The browser's half from the folder that the build made. Their folder is named by a hash of the content, so
//! browsers may keep them for ever.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use axum::http::{HeaderValue, header};
use call_journal_app::app::Assets;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::{SetResponseHeader, SetResponseHeaderLayer};

/// The folder and what is in it.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    /// Addresses for the document's head.
    pub assets: Assets,
}

impl Site {
    /// Looks into the folder: `CALL_JOURNAL_SITE`, or `site` beside the program.
    ///
    /// # Errors
    /// When the build did not put its files there.
    pub fn find() -> anyhow::Result<Site> {
        let folder = match std::env::var_os("CALL_JOURNAL_SITE") {
            Some(folder) => PathBuf::from(folder),
            None => std::env::current_exe()?
                .parent()
                .unwrap_or(Path::new("."))
                .join("site"),
        };
        let list = folder.join("assets.json");
        let text = fs::read_to_string(&list).with_context(|| {
            format!(
                "{} is missing: set CALL_JOURNAL_SITE to the folder `site` that `cargo xtask build` makes",
                list.display()
            )
        })?;
        let names: serde_json::Value =
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", list.display()))?;
        let name = |key: &str| names[key].as_str().unwrap_or_default().to_owned();
        Ok(Site {
            assets: Assets {
                js: name("js"),
                wasm: name("wasm"),
                css: name("css"),
            },
            folder,
        })
    }

    /// `/pkg/…`
    pub fn packages(&self) -> SetResponseHeader<ServeDir, HeaderValue> {
        let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::overriding(
                header::CACHE_CONTROL,
                for_ever,
            ))
            .service(ServeDir::new(self.folder.join("pkg")).precompressed_br())
    }

    /// `/favicon.svg`
    pub fn favicon(&self) -> ServeFile {
        ServeFile::new(self.folder.join("favicon.svg"))
    }
}
