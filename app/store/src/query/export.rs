//! Calls for scripts: everything about each, in keyset pages so that memory does not grow with the journal.

use std::collections::HashMap;

use call_journal_model::access::hidden;
use call_journal_model::call::{CallId, Direction, Extension, Reason, Talk};
use call_journal_model::filter::Filter;
use call_journal_model::status::Status;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{CallParty, Cursor};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;

use super::{Viewer, condition, page, rows};
use crate::codes;
use crate::entity::{call, call_detail, comment, number, recording};
use crate::error::StoreError;
use crate::store::Store;

/// Calls of one page at most.
pub const EXPORT_ROWS: usize = 1_000;

/// A page of an export, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPage {
    /// At most [`EXPORT_ROWS`].
    pub rows: Vec<ExportRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// Everything that an export tells about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRow {
    /// The journal's id.
    pub id: CallId,
    /// Ids of the PBX, oldest first.
    pub source_ids: Vec<String>,
    /// Who called whom.
    pub direction: Direction,
    /// E.164, or what the PBX wrote where there is no such form; `None`: withheld or internal.
    pub number: Option<String>,
    /// DID or trunk.
    pub line: Option<String>,
    /// Begin.
    pub started_at: Timestamp,
    /// End; `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    /// The word.
    pub status: Status,
    /// Why an outgoing call did not get through.
    pub reason: Option<Reason>,
    /// «!»
    pub attention: bool,
    /// First contact.
    pub first_contact: bool,
    /// Time talked.
    pub talk: Millis,
    /// Extensions that talked, in the order in which they began to, each once.
    pub employees: Vec<Extension>,
    /// Extension that dialled; outgoing and internal calls.
    pub caller: Option<Extension>,
    /// Extensions that rang, in order.
    pub rang: Vec<Extension>,
    /// Talks in time order.
    pub talks: Vec<Talk>,
    /// Audio files in time order.
    pub recordings: Vec<ExportRecording>,
    /// The customer's name.
    pub customer: Option<String>,
    /// The comment's text.
    pub comment: Option<String>,
}

impl ExportRow {
    /// Hides numbers, wherever a PBX writes them too: in its ids and in the names of its files. `seen` is how the number is shown.
    fn mask(&mut self, seen: Option<&str>) {
        self.number = self.number.is_some().then(|| hidden(seen.unwrap_or_default()));
        self.source_ids.clear();
        self.recordings.iter_mut().for_each(|file| file.path.clear());
    }
}

/// An audio file in an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRecording {
    /// As the PBX named it.
    pub path: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Length, where known.
    pub duration: Option<Millis>,
}

/// The page of the export after `cursor` (the first one without it), of `most` calls, [`EXPORT_ROWS`] at most.
pub async fn export_page(
    store: &Store,
    filter: &Filter,
    cursor: Option<Cursor>,
    most: usize,
    viewer: &Viewer,
) -> Result<ExportPage, StoreError> {
    let db = &store.db;
    let question = condition::of(store, filter, viewer).await?;
    let most = most.clamp(1, EXPORT_ROWS);
    let mut calls = page::read(store, &question, cursor, most + 1).await?;
    let more = calls.len() > most;
    calls.truncate(most);
    let next = calls.last().filter(|_| more);
    let next = next.map(|call| page::cursor_of(question.order, call));
    let mut parts = Parts::of(db, &calls).await?;
    let summaries = rows::summaries(db, calls.clone(), viewer.zone).await?;
    let rows = calls
        .into_iter()
        .zip(summaries)
        .map(|(call, summary)| {
            let seen = summary.party.number().map(|number| number.display.clone());
            let customer = match summary.party {
                CallParty::Customer { name, .. } => Some(name),
                _ => None,
            };
            let mut row = parts.row(call, customer)?;
            if viewer.masked {
                row.mask(seen.as_deref());
            }
            Ok(row)
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(ExportPage { rows, next })
}

/// Everything of a page's calls that is not in their rows.
struct Parts {
    details: HashMap<i64, call_detail::Model>,
    recordings: HashMap<i64, Vec<ExportRecording>>,
    comments: HashMap<i64, String>,
    numbers: HashMap<i64, String>,
}

impl Parts {
    async fn of(db: &DatabaseConnection, calls: &[call::Model]) -> Result<Parts, StoreError> {
        let ids = || calls.iter().map(|call| call.id);
        let details = call_detail::Entity::find()
            .filter(call_detail::Column::CallId.is_in(ids()))
            .all(db)
            .await?;
        let comments = comment::Entity::find()
            .filter(comment::Column::CallId.is_in(ids()))
            .all(db)
            .await?;
        let audio = recording::Entity::find()
            .filter(recording::Column::CallId.is_in(ids()))
            .order_by_asc(recording::Column::CallId)
            .order_by_asc(recording::Column::Ord)
            .all(db)
            .await?;
        let mut recordings: HashMap<i64, Vec<ExportRecording>> = HashMap::new();
        for file in audio {
            recordings.entry(file.call_id).or_default().push(ExportRecording {
                path: file.path,
                started_at: Timestamp(file.started_at),
                duration: file.duration_ms.map(Millis),
            });
        }
        let wanted = calls.iter().filter_map(|call| call.number_id);
        let numbers = number::Entity::find()
            .filter(number::Column::Id.is_in(wanted))
            .all(db)
            .await?;
        Ok(Parts {
            details: details
                .into_iter()
                .map(|detail| (detail.call_id, detail))
                .collect(),
            recordings,
            comments: comments
                .into_iter()
                .filter(|comment| !comment.text.is_empty())
                .map(|comment| (comment.call_id, comment.text))
                .collect(),
            numbers: numbers
                .into_iter()
                .filter_map(|row| row.e164.map(|e164| (row.id, e164)))
                .collect(),
        })
    }

    fn row(&mut self, call: call::Model, customer: Option<String>) -> Result<ExportRow, StoreError> {
        let missing = || StoreError::damaged(format!("call_details: none of call {}", call.id));
        let detail = self.details.remove(&call.id).ok_or_else(missing)?;
        let talks: Vec<Talk> = list(&detail.talks)?;
        let mut employees: Vec<Extension> = Vec::new();
        for talk in &talks {
            if !employees.contains(&talk.employee) {
                employees.push(talk.employee.clone());
            }
        }
        let e164 = call.number_id.and_then(|id| self.numbers.get(&id).cloned());
        let direction = codes::to_direction(call.direction)?;
        let sent = Some(call.number_as_sent)
            .filter(|sent| direction != Direction::Internal && !sent.trim().is_empty());
        Ok(ExportRow {
            id: CallId(call.id),
            source_ids: list(&detail.source_ids)?,
            direction,
            number: e164.or(sent),
            caller: call.caller.map(Extension),
            line: call.line,
            started_at: Timestamp(call.started_at),
            ended_at: call.ended_at.map(Timestamp),
            status: codes::to_status(call.status)?,
            reason: call.reason.map(codes::to_reason).transpose()?,
            attention: call.attention != 0,
            first_contact: call.first_contact != 0,
            talk: Millis(call.talk_ms.unwrap_or(0)),
            employees,
            rang: list(&detail.rang)?,
            talks,
            recordings: self.recordings.remove(&call.id).unwrap_or_default(),
            customer,
            comment: self.comments.remove(&call.id),
        })
    }
}

fn list<T: DeserializeOwned>(json: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(json).map_err(|e| StoreError::damaged(format!("call_details: {e}")))
}
