//! `[recordings]`: where audio lies, and where it is kept.

use std::path::PathBuf;

use serde::Deserialize;

use super::Config;
use super::sources::Source;

/// A folder into which a PBX writes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Folder {
    /// Where.
    pub path: PathBuf,
    /// The name of the PBX.
    pub source: Option<String>,
}

/// As it is written in the file.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a folder of recordings is written as \"PATH\", or { path = \"PATH\", source = \"NAME\" }"
)]
enum Written {
    Path(PathBuf),
    Folder(Table),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    path: PathBuf,
    source: String,
}

impl From<Written> for Folder {
    fn from(written: Written) -> Folder {
        match written {
            Written::Path(path) => Folder { path, source: None },
            Written::Folder(Table { path, source }) => Folder {
                path,
                source: Some(source),
            },
        }
    }
}

/// `[recordings.uploads]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Uploads {
    /// Made when the first file comes. The only place where these files are.
    pub folder: PathBuf,
    /// Of one file, in 1 000 000 bytes.
    pub file_megabytes: u64,
}

impl Default for Uploads {
    fn default() -> Self {
        Uploads {
            folder: PathBuf::from("data/recordings"),
            file_megabytes: 500,
        }
    }
}

/// `[recordings.cache]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cache {
    /// Made when the first file is fetched; nothing else may lie there.
    pub folder: PathBuf,
    /// Of all files together, in 1 000 000 bytes; those that were not heard for longest go first.
    pub megabytes: u64,
    /// Of one file.
    pub file_megabytes: u64,
}

impl Default for Cache {
    fn default() -> Self {
        Cache {
            folder: PathBuf::from("data/fetched"),
            megabytes: 2000,
            file_megabytes: 200,
        }
    }
}

impl Config {
    /// Whose files those of a folder are that nobody is named for: the only Asterisk's. `None` where there are several.
    pub fn only_asterisk(&self) -> Option<&str> {
        let mut named = self
            .sources
            .iter()
            .filter(|source| matches!(source, Source::Asterisk { .. }))
            .map(Source::name);
        let first = named.next();
        match named.next() {
            None => Some(first.unwrap_or("asterisk")),
            Some(_) => None,
        }
    }
}
