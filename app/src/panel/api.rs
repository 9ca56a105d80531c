//! Server functions of the side panel.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::call::CallId;
use call_journal_model::view::{CallDetails, CommentView, Waveform};

use crate::error::AppError;
use crate::panel::Rung;

/// Everything the panel shows of one call.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such call.
#[server(endpoint = "call", input = Json, output = Json)]
pub async fn load_call(id: CallId) -> Result<CallDetails, AppError> {
    use crate::service::{internal, journal, refuse};
    use call_journal_store::query;
    let journal = journal();
    let found = query::call_details(&journal.0.store, id, journal.0.zone, (journal.0.now)()).await;
    found.map_err(internal)?.ok_or_else(|| refuse(AppError::NotFound))
}

/// How the recording looks; `None` while it is not here, for its PBX is asked for it only to be heard.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such recording, or it is no audio.
#[server(endpoint = "waveform", input = Json, output = Json)]
pub async fn load_waveform(recording: i64) -> Result<Option<Waveform>, AppError> {
    use crate::service::{journal, refuse, viewer};
    viewer().await?;
    journal().0.sounds.waveform(recording).await.map_err(refuse)
}

/// Saves the comment of a call. `replaces` is the version that the writer saw; `None`: there was none.
/// An empty text removes the comment.
///
/// # Errors
/// [`AppError::Conflict`] with the stored version when somebody else saved meanwhile.
#[server(endpoint = "save_comment", input = Json, output = Json)]
pub async fn save_comment(
    call: CallId,
    replaces: Option<i64>,
    text: String,
) -> Result<Option<CommentView>, AppError> {
    use crate::service::{author, internal, journal, refuse};
    use call_journal_store::comments::{Saved, save_comment};
    let journal = journal();
    let author = author(&journal).await?;
    if text.chars().count() > COMMENT_CHARACTERS {
        return Err(refuse(AppError::Invalid));
    }
    let saved = save_comment(&journal.0.store, call, replaces, &text, &author, journal.0.zone).await;
    match saved.map_err(internal)? {
        Saved::Done(comment) => {
            journal.0.changes.calls(vec![call]);
            Ok(comment)
        }
        Saved::Conflict { theirs } => Err(refuse(AppError::Conflict { theirs })),
        Saved::NoSuchCall => Err(refuse(AppError::NotFound)),
    }
}

/// Rings the phone of whoever asks, and then has the PBX dial the other side of `call`. Answers when the phone was
/// answered or will not be, in half a minute at most.
///
/// # Errors
/// [`AppError::Forbidden`] for somebody without a phone, [`AppError::NotFound`] when there is no such call or it has no
/// number that can be dialled.
#[server(endpoint = "call_back", input = Json, output = Json)]
pub async fn call_back(call: CallId) -> Result<Rung, AppError> {
    use crate::service::{internal, journal, me, refuse, viewer};
    use call_journal_model::call::Extension;
    use call_journal_store::query;
    let journal = journal();
    let viewer = viewer().await?;
    let me = me(&journal)
        .await?
        .filter(|me| me.id.is_some() && !me.extension.is_empty());
    let own = Extension(me.ok_or_else(|| refuse(AppError::Forbidden))?.extension);
    let rows = query::call_summaries(&journal.0.store, &[call], &viewer)
        .await
        .map_err(internal)?;
    let number = rows.first().and_then(|row| row.party.number()?.e164.clone());
    let number = number.ok_or_else(|| refuse(AppError::NotFound))?;
    Ok(journal.0.phones.ring(&own, &number).await)
}

/// The longest comment.
pub const COMMENT_CHARACTERS: usize = 10_000;
