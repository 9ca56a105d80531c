//! Server functions of the sources page.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use crate::error::AppError;
use crate::sources::Seen;

/// How the sources are doing, seen at which time.
///
/// # Errors
/// [`AppError::Offline`] when the server cannot be reached.
#[server(endpoint = "sources", output = Json)]
pub async fn load_sources() -> Result<Seen, AppError> {
    use crate::service::journal;
    let journal = journal();
    Ok(Seen {
        now: (journal.0.now)(),
        sources: (journal.0.sources)(),
    })
}
