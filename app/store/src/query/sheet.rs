//! Calls for a table that people take along: what rows show, with line, channel and comment, some at a time.

use std::collections::{HashMap, HashSet};

use call_journal_model::call::Direction;
use call_journal_model::filter::Filter;
use call_journal_model::view::{CallSummary, Cursor, LineName};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::condition::Question;
use super::{Viewer, condition, page, rows};
use crate::entity::{comment, line};
use crate::error::StoreError;
use crate::store::Store;

/// Calls of one step.
const STEP: usize = 1_000;

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// As the page shows it.
    pub call: CallSummary,
    /// The line's name, or how the PBX writes it.
    pub line: Option<String>,
    /// The channel of an incoming call.
    pub channel: Option<String>,
    /// The comment's text.
    pub comment: Option<String>,
}

/// Calls on their way into a table: as much memory for a million as for one.
pub struct Sheet {
    store: Store,
    question: Question,
    viewer: Viewer,
    lines: HashMap<String, LineName>,
    cursor: Option<Cursor>,
    ended: bool,
}

impl Sheet {
    /// Begins with the first call of the filter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(store: &Store, filter: &Filter, viewer: Viewer) -> Result<Sheet, StoreError> {
        let named = lines(store).await?;
        Ok(Sheet {
            question: condition::of(store, filter, &viewer).await?,
            store: store.clone(),
            viewer,
            lines: named.into_iter().map(|line| (line.line.clone(), line)).collect(),
            cursor: None,
            ended: false,
        })
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&mut self) -> Result<Vec<SheetRow>, StoreError> {
        if self.ended {
            return Ok(Vec::new());
        }
        let db = &self.store.db;
        let calls = page::read(&self.store, &self.question, self.cursor, STEP).await?;
        self.ended = calls.len() < STEP;
        self.cursor = calls
            .last()
            .map(|call| page::cursor_of(self.question.order, call));
        let ids: HashSet<i64> = calls.iter().map(|call| call.id).collect();
        let comments = comment::Entity::find()
            .filter(comment::Column::CallId.is_in(ids))
            .filter(comment::Column::Text.ne(""))
            .all(db)
            .await?;
        let mut comments: HashMap<i64, String> = comments
            .into_iter()
            .map(|comment| (comment.call_id, comment.text))
            .collect();
        let written: Vec<Option<String>> = calls.iter().map(|call| call.line.clone()).collect();
        let summaries = rows::shown(db, calls, &self.viewer).await?;
        let rows = summaries.into_iter().zip(written).map(|(call, line)| {
            let known = line.as_ref().and_then(|line| self.lines.get(line));
            SheetRow {
                channel: known
                    .filter(|_| call.direction == Direction::In)
                    .and_then(|known| known.channel.clone()),
                comment: comments.remove(&call.id.0),
                line: known.and_then(|known| known.name.clone()).or(line),
                call,
            }
        });
        Ok(rows.collect())
    }
}

/// Lines that have a name or a channel, in the order of how the PBX writes them.
///
/// # Errors
/// When the database fails.
pub async fn lines(store: &Store) -> Result<Vec<LineName>, StoreError> {
    let lines = line::Entity::find()
        .order_by_asc(line::Column::Line)
        .all(&store.db)
        .await?;
    let named = |line: line::Model| LineName {
        line: line.line,
        name: line.name,
        channel: line.channel,
    };
    Ok(lines.into_iter().map(named).collect())
}
