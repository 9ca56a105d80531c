//! What the configuration says about people, lines and places, brought into the database.

use std::path::{Path, PathBuf};

use call_journal_model::call::Extension;
use call_journal_store::people::{
    EmployeeEntry, LineEntry, PlaceEntry, upsert_employees, upsert_lines, upsert_places,
};
use call_journal_store::{Store, settings, settle};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::recordings::watch::Watched;

/// Folders that were imported from, so that `serve` finds their files again.
const FOLDERS: &str = "recordings.folders";
/// The rules that the stored statuses were settled by.
const RULES: &str = "rules";

/// Makes the database know what the configuration says. Repeating it changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn apply(config: &Config, store: &Store) -> anyhow::Result<()> {
    let employees: Vec<EmployeeEntry> = config
        .employees
        .iter()
        .map(|employee| EmployeeEntry {
            // The first extension, not the name: people marry.
            key: format!(
                "config:{}",
                employee.extensions.first().map_or("", String::as_str)
            ),
            name: employee.name.clone(),
            extensions: employee.extensions.iter().cloned().map(Extension).collect(),
        })
        .collect();
    upsert_employees(store, &employees).await?;
    let lines: Vec<LineEntry> = config
        .lines
        .iter()
        .map(|line| LineEntry {
            line: line.number.clone(),
            name: Some(line.name.clone()),
            channel: line.channel.clone(),
        })
        .collect();
    upsert_lines(store, &lines).await?;
    let places: Vec<PlaceEntry> = config
        .places
        .iter()
        .map(|place| PlaceEntry {
            kind: place.kind,
            place: place.number.clone(),
            name: place.name.clone(),
        })
        .collect();
    upsert_places(store, &places).await?;
    let rules = config.rules();
    if settings::set(store, RULES, &(rules.window, rules.zone)).await? {
        settle::mark_all_parties_dirty(store).await?;
    }
    Ok(())
}

/// A folder that was imported from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Remembered")]
pub struct Folder {
    /// Its real path.
    pub path: PathBuf,
    /// The PBX whose files they are.
    pub source: Option<String>,
}

/// Older versions remembered the path alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Remembered {
    Path(PathBuf),
    Folder { path: PathBuf, source: Option<String> },
}

impl From<Remembered> for Folder {
    fn from(remembered: Remembered) -> Folder {
        match remembered {
            Remembered::Path(path) => Folder { path, source: None },
            Remembered::Folder { path, source } => Folder { path, source },
        }
    }
}

/// Remembers that recordings of the PBX `source` lie below `folder`.
///
/// # Errors
/// When the database fails or the folder is gone.
pub async fn remember_folder(store: &Store, folder: &Path, source: &str) -> anyhow::Result<()> {
    let path = std::fs::canonicalize(folder)?;
    let before = folders(store).await?;
    let mut folders = before.clone();
    folders
        .retain(|known| known.path != path || known.source.as_deref().is_some_and(|known| known != source));
    folders.push(Folder {
        path,
        source: Some(source.to_owned()),
    });
    if folders != before {
        settings::set(store, FOLDERS, &folders).await?;
    }
    Ok(())
}

/// Folders that were imported from.
///
/// # Errors
/// When the database fails.
pub async fn folders(store: &Store) -> anyhow::Result<Vec<Folder>> {
    Ok(settings::get(store, FOLDERS).await?.unwrap_or_default())
}

/// All folders of recordings, those of the configuration first, each PBX's once.
///
/// # Errors
/// When the database fails.
pub async fn watched(config: &Config, store: &Store) -> anyhow::Result<Vec<Watched>> {
    let configured = config.recordings.folders.iter();
    let mut all: Vec<(PathBuf, Option<String>)> = configured
        .map(|folder| (folder.path.clone(), folder.source.clone()))
        .collect();
    let imported = folders(store).await?;
    all.extend(imported.into_iter().map(|folder| (folder.path, folder.source)));
    let mut watched: Vec<Watched> = Vec::new();
    for (path, told) in all {
        let source = told.or_else(|| config.only_asterisk().map(str::to_owned));
        if source.is_none() {
            tracing::warn!(
                folder = %path.display(),
                "whose recordings these are is not known: only those that a PBX names are found; say it in recordings.folders"
            );
        }
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let known = |other: &Watched| {
            real(&other.path) == real(&path) && (source.is_none() || other.source == source)
        };
        if !watched.iter().any(known) {
            watched.push(Watched { path, source });
        }
    }
    Ok(watched)
}
