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
    let folder = Folder {
        path,
        source: Some(source.to_owned()),
    };
    let mut folders = folders(store).await?;
    if !folders.contains(&folder) {
        // Now it is known whose it is.
        folders.retain(|known| known.path != folder.path || known.source.is_some());
        folders.push(folder);
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
    let configured = config.recordings.folders.iter().map(|folder| Folder {
        path: folder.path.clone(),
        source: folder.source.clone(),
    });
    let only = config.only_asterisk();
    Ok(merged(configured.collect(), folders(store).await?, only))
}

/// Where it is not said whose a folder is, whoever imported from it said it; else it is that of the `only` PBX.
fn merged(configured: Vec<Folder>, imported: Vec<Folder>, only: Option<&str>) -> Vec<Watched> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let by_import = |path: &Path| {
        let mut same = imported.iter().filter(|known| real(&known.path) == real(path));
        same.find_map(|known| known.source.clone())
    };
    let mut watched: Vec<Watched> = Vec::new();
    for Folder { path, source } in configured.into_iter().chain(imported.iter().cloned()) {
        let source = source.or_else(|| by_import(&path)).or(only.map(str::to_owned));
        let known = |other: &Watched| real(&other.path) == real(&path) && other.source == source;
        if !watched.iter().any(known) {
            watched.push(Watched { path, source });
        }
    }
    watched
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// `/a=pbx`, or `/a` where it is not known whose it is.
    fn folders(text: &str) -> Vec<Folder> {
        let folder = |text: &str| {
            let (path, source) = text.split_once('=').unwrap_or((text, ""));
            Folder {
                path: PathBuf::from(path),
                source: Some(source.to_owned()).filter(|source| !source.is_empty()),
            }
        };
        text.split_whitespace().map(folder).collect()
    }

    #[rstest]
    #[case::nothing("", "", "")]
    #[case::of_the_only_one("/no/a", "", "/no/a=only")]
    #[case::whoever_says_it("/no/a=b", "", "/no/a=b")]
    #[case::an_import_said_it("/no/a", "/no/a=imported", "/no/a=imported")]
    #[case::both_said_it("/no/a=b", "/no/a=imported", "/no/a=b /no/a=imported")]
    #[case::of_before_it_was_remembered("/no/a", "/no/a /no/b", "/no/a=only /no/b=only")]
    #[case::one_for_two("", "/no/a=b /no/a=c /no/a=b", "/no/a=b /no/a=c")]
    fn it_is_known_whose_a_folder_is(
        #[case] configured: &str,
        #[case] imported: &str,
        #[case] expected: &str,
    ) {
        let watched = merged(folders(configured), folders(imported), Some("only"));
        let told: Vec<Folder> = watched
            .into_iter()
            .map(|Watched { path, source }| Folder { path, source })
            .collect();
        assert_eq!(told, folders(expected));
    }

    #[test]
    fn what_older_versions_remembered_is_read() {
        let read: Vec<Folder> =
            serde_json::from_str(r#"["/no/a", {"path": "/no/b", "source": "c"}]"#).unwrap();
        assert_eq!(read, folders("/no/a /no/b=c"));
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Folder>>(&written).unwrap(), read);
    }
}
