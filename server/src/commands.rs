//! One file for each command of the program, and what they share: opening the database, the clock, the pipeline.

pub mod doctor;
pub mod export;
pub mod export_customers;
pub mod import;
pub mod import_customers;
pub mod import_freeswitch;
pub mod rebuild;
pub mod routes;
pub mod serve;

use anyhow::ensure;
use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use chrono::DateTime;

use crate::config::Config;
use crate::pipeline::Pipeline;

/// The variable that stops the clock, for tests and for comparing runs: an instant as RFC 3339.
const NOW: &str = "CALL_JOURNAL_NOW";

/// Refuses a stopped clock that shows nothing: the real time would give other statuses without a word.
///
/// # Errors
/// When the variable holds anything but an instant.
pub fn check_clock() -> anyhow::Result<()> {
    if let Some(text) = std::env::var_os(NOW) {
        let instant = text
            .to_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        ensure!(
            instant.is_some(),
            "{NOW} must be an instant such as 2026-11-23T12:00:00+03:00, not {text:?}"
        );
    }
    Ok(())
}

/// Whether the clock is stopped: then nothing new happens.
pub fn clock_stands() -> bool {
    std::env::var_os(NOW).is_some()
}

/// The clock of all commands.
pub fn now() -> Timestamp {
    let fixed = std::env::var(NOW)
        .ok()
        .and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
    Timestamp(fixed.map_or_else(
        || chrono::Utc::now().timestamp_millis(),
        |at| at.timestamp_millis(),
    ))
}

/// Opens the configured database and brings in what the configuration says about people and lines.
pub async fn open(config: &Config) -> anyhow::Result<Pipeline> {
    let store = Store::connect(&config.database_url()).await?;
    crate::import::people::apply(config, &store).await?;
    Ok(pipeline(config, store))
}

/// The pipeline over a store.
pub fn pipeline(config: &Config, store: Store) -> Pipeline {
    Pipeline {
        store,
        plan: config.plan(),
        rules: config.rules(),
        listened: config
            .sources
            .iter()
            .map(|source| source.name().to_owned())
            .collect(),
    }
}
