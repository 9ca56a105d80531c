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
    use crate::service::{details, journal, who};
    details(&journal(), &who()?, id).await
}

/// How the recording looks; `None` while it is not here, for its PBX is asked for it only to be heard.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such recording, or it is no audio.
#[server(endpoint = "waveform", input = Json, output = Json)]
pub async fn load_waveform(recording: i64) -> Result<Option<Waveform>, AppError> {
    use crate::service::{hears, internal, journal, refuse, who};
    let journal = journal();
    let file = call_journal_store::query::recording(&journal.0.store, recording).await;
    let file = file
        .map_err(internal)?
        .ok_or_else(|| refuse(AppError::NotFound))?;
    hears(&journal, &who()?, file.call).await?;
    journal.0.sounds.waveform(recording).await.map_err(refuse)
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
    use crate::service::{author, internal, journal, refuse, sees};
    use call_journal_store::comments::{Saved, save_comment};
    let journal = journal();
    let author = author(&journal)?;
    sees(&journal, call).await?;
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
    use crate::service::{internal, journal, refuse, sees, who};
    use call_journal_model::call::Extension;
    use call_journal_store::query;
    let journal = journal();
    let me = who()?.person;
    if me.id.is_none() || me.extension.is_empty() {
        return Err(refuse(AppError::Forbidden));
    }
    let own = Extension(me.extension);
    sees(&journal, call).await?;
    // Whoever does not see the number may call it back all the same: the PBX dials.
    let everything = query::Viewer::of_everything(journal.0.zone, journal.today());
    let rows = query::call_summaries(&journal.0.store, &[call], &everything)
        .await
        .map_err(internal)?;
    let number = rows.first().and_then(|row| row.party.number()?.e164.clone());
    let number = number.ok_or_else(|| refuse(AppError::NotFound))?;
    Ok(journal.0.phones.ring(&own, &number).await)
}

/// Says that a call must be kept whatever its age, or need not be any more.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such call.
#[server(endpoint = "hold_call", input = Json, output = Json)]
pub async fn hold_call(call: CallId, held: bool) -> Result<(), AppError> {
    use crate::service::{author, internal, journal, note, refuse, sees};
    use call_journal_model::access::Deed;
    let journal = journal();
    let author = author(&journal)?;
    sees(&journal, call).await?;
    let changed = call_journal_store::forgetting::hold(&journal.0.store, call, held, &author).await;
    let changed = changed
        .map_err(internal)?
        .ok_or_else(|| refuse(AppError::NotFound))?;
    if changed {
        let deed = if held { Deed::CallHeld } else { Deed::CallReleased };
        note(&journal, deed, &call.0.to_string()).await?;
        journal.0.changes.calls(vec![call]);
    }
    Ok(())
}

/// The longest comment.
pub const COMMENT_CHARACTERS: usize = 10_000;
