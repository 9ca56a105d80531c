//! What the configuration says about people, lines and places, brought into the database.

use std::path::{Path, PathBuf};

use call_journal_model::call::Extension;
use call_journal_store::people::{
    EmployeeEntry, LineEntry, PlaceEntry, upsert_employees, upsert_lines, upsert_places,
};
use call_journal_store::{Store, settings, settle};

use crate::config::Config;

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

/// Remembers that recordings lie below `folder`.
///
/// # Errors
/// When the database fails or the folder is gone.
pub async fn remember_folder(store: &Store, folder: &Path) -> anyhow::Result<()> {
    let folder = std::fs::canonicalize(folder)?;
    let mut folders = folders(store).await?;
    if !folders.contains(&folder) {
        folders.push(folder);
        settings::set(store, FOLDERS, &folders).await?;
    }
    Ok(())
}

/// Folders that were imported from.
///
/// # Errors
/// When the database fails.
pub async fn folders(store: &Store) -> anyhow::Result<Vec<PathBuf>> {
    Ok(settings::get(store, FOLDERS).await?.unwrap_or_default())
}
