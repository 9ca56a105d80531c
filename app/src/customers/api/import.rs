//! A file of customers that was sent: how it is read, what it would change, and how far that is. What stands in the way of
//! it is an answer like any other.

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::customer::import::{ImportPreview, ImportRefused, ImportSettings, ImportState};

use crate::error::AppError;

/// The beginning of the file, and how it would be read.
///
/// # Errors
/// [`AppError::Offline`] when the server cannot be reached.
#[server(endpoint = "preview_import", input = Json, output = Json)]
pub async fn preview_import(
    token: String,
    settings: ImportSettings,
) -> Result<Result<ImportPreview, ImportRefused>, AppError> {
    use crate::service::journal;
    Ok(journal().0.imports.preview(&token, settings).await)
}

/// Begins to bring the file in; if `dry`, to find out what that would do.
///
/// # Errors
/// [`AppError::Forbidden`] when nobody is asking.
#[server(endpoint = "start_import", input = Json, output = Json)]
pub async fn start_import(
    token: String,
    settings: ImportSettings,
    dry: bool,
) -> Result<Result<(), ImportRefused>, AppError> {
    use crate::service::{author, journal, note};
    use call_journal_model::access::Deed;
    let journal = journal();
    let author = author(&journal)?;
    let started = journal.0.imports.start(&token, settings, dry, author);
    if started.is_ok() && !dry {
        note(&journal, Deed::CustomersImported, "").await?;
    }
    Ok(started)
}

/// How far it is.
///
/// # Errors
/// [`AppError::Offline`] when the server cannot be reached.
#[server(endpoint = "import_state", input = Json, output = Json)]
pub async fn look_at_import(token: String) -> Result<Result<ImportState, ImportRefused>, AppError> {
    use crate::service::journal;
    Ok(journal().0.imports.state(&token))
}

/// Stops it and forgets the file.
///
/// # Errors
/// [`AppError::Offline`] when the server cannot be reached.
#[server(endpoint = "stop_import", input = Json, output = Json)]
pub async fn stop_import(token: String) -> Result<(), AppError> {
    use crate::service::journal;
    journal().0.imports.stop(&token);
    Ok(())
}
