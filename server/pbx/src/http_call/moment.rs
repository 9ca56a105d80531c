//! Instants on the wire: RFC 3339, `2026-11-23T10:00:00+03:00`.

use call_journal_model::time::Timestamp;
use chrono::{DateTime, SecondsFormat};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    written(*at).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).ok_or_else(|| D::Error::custom(sentence(&text)))
}

/// The same for a time that may be missing.
pub(super) mod maybe {
    use super::{
        Deserialize, Deserializer, Error, Serialize, Serializer, Timestamp, read, sentence, written,
    };

    pub(in super::super) fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        at.map(written).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        let read = |text: String| read(&text).ok_or_else(|| D::Error::custom(sentence(&text)));
        text.map(read).transpose()
    }
}

fn read(text: &str) -> Option<Timestamp> {
    let at = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(Timestamp(at.timestamp_millis()))
}

fn written(at: Timestamp) -> String {
    DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn sentence(text: &str) -> String {
    let beginning: String = text.chars().take(40).collect();
    format!("{beginning:?} is not a time such as 2026-11-23T10:00:00+03:00")
}
