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
    /// Whose files those of a folder are where nobody says it: the only Asterisk's. That of imports, where nothing is listened
    /// to; `None` where it cannot be known.
    pub fn only_asterisk(&self) -> Option<&str> {
        let is_asterisk = |source: &&Source| matches!(source, Source::Asterisk { .. });
        let mut named = self.sources.iter().filter(is_asterisk).map(Source::name);
        match (named.next(), named.next()) {
            (Some(only), None) => Some(only),
            (None, _) if self.sources.is_empty() => Some("asterisk"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Some("asterisk"))]
    #[case("a", Some("a"))]
    #[case("a http:h", Some("a"))]
    #[case("http:h", None)]
    #[case("a b", None)]
    fn whose_files_they_are(#[case] sources: &str, #[case] expected: Option<&str>) {
        let source = |name: &str| match name.split_once(':') {
            Some((_, name)) => format!("[[sources]]\nkind = \"http\"\nname = \"{name}\"\nkey = \"x\"\n"),
            None => format!(
                "[[sources]]\nkind = \"asterisk\"\nname = \"{name}\"\n[sources.cel]\nurl = \"sqlite:///x\"\n"
            ),
        };
        let text: String = sources.split_whitespace().map(source).collect();
        let config: Config = toml::from_str(&text).unwrap();
        assert_eq!(config.only_asterisk(), expected);
    }
}
