//! Comments of calls: one text each, every version kept, nobody overwrites what they have not seen.

use std::collections::HashSet;

use call_journal_model::call::CallId;
use call_journal_model::employee::EmployeeId;
use call_journal_model::time::Timestamp;
use call_journal_model::view::CommentView;
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

use crate::entity::{call, comment, comment_without_call};
use crate::error::StoreError;
use crate::finder::Changed;
use crate::query::time::local;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// Who writes, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The employee, where it is one.
    pub id: Option<EmployeeId>,
    /// The name to show, kept as it is now.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It stands like this now; `None`: there is none any more.
    Done(Option<CommentView>),
    /// Somebody else saved first: nothing was stored. `None`: they removed it.
    Conflict {
        /// How it stands.
        theirs: Option<CommentView>,
    },
    /// There is no such call (any more).
    NoSuchCall,
}

/// Saves a comment that replaces version `expected` (`None`: there was none). An empty text removes it; the
/// history stays. `zone` is the company's, for the answer.
pub async fn save_comment(
    store: &Store,
    call: CallId,
    expected: Option<i64>,
    text: &str,
    author: &Author,
    zone: Tz,
) -> Result<Saved, StoreError> {
    let tx = store.write().await?;
    if call::Entity::find_by_id(call.0).one(&*tx).await?.is_none() {
        return Ok(Saved::NoSuchCall);
    }
    let stands = comment::Entity::find_by_id(call.0).one(&*tx).await?;
    let version = stands.as_ref().map_or(0, |c| c.version);
    let theirs = stands.as_ref().and_then(|c| view(c, zone));
    let text = text::clean(text.trim()).into_owned();
    if theirs.as_ref().map(|t| t.version) != expected {
        // A repeated request must not end in a conflict with itself.
        return Ok(match theirs {
            Some(mine) if mine.text == text && mine.author == author.name => Saved::Done(Some(mine)),
            None if text.is_empty() => Saved::Done(None),
            theirs => Saved::Conflict { theirs },
        });
    }
    let unchanged = theirs.as_ref().map_or("", |t| t.text.as_str()) == text;
    if unchanged {
        return Ok(Saved::Done(theirs));
    }
    let new = comment::Model {
        call_id: call.0,
        text,
        author_id: author.id.map(|id| id.0),
        author_name: text::clean(&author.name).into_owned(),
        at: author.at.0,
        version: version + 1,
    };
    put(&tx, &new).await?;
    let change = store.finder().about_to_change();
    tx.commit().await?;
    let comments = HashSet::from([call.0]);
    change
        .done(
            store,
            Changed {
                comments,
                ..Changed::default()
            },
        )
        .await?;
    Ok(Saved::Done(view(&new, zone)))
}

/// A comment for the screen; `None` when it was removed.
pub(crate) fn view(comment: &comment::Model, zone: Tz) -> Option<CommentView> {
    (!comment.text.is_empty()).then(|| CommentView {
        text: comment.text.clone(),
        author: comment.author_name.clone(),
        at: local(zone, Timestamp(comment.at)),
        version: comment.version,
    })
}

/// Writes a comment and its version.
async fn put(tx: &Write, new: &comment::Model) -> Result<(), StoreError> {
    let values: Vec<Value> = vec![
        new.call_id.into(),
        new.text.clone().into(),
        new.author_id.into(),
        new.author_name.clone().into(),
        new.at.into(),
        new.version.into(),
    ];
    let columns = "(call_id, text, author_id, author_name, at, version) VALUES ($1, $2, $3, $4, $5, $6)";
    let update = "ON CONFLICT (call_id) DO UPDATE SET text = excluded.text, author_id = excluded.author_id, \
                  author_name = excluded.author_name, at = excluded.at, version = excluded.version";
    sql::execute(
        &**tx,
        format!("INSERT INTO comments {columns} {update}"),
        values.clone(),
    )
    .await?;
    sql::execute(&**tx, format!("INSERT INTO comment_versions {columns}"), values).await?;
    Ok(())
}

/// Comments of these calls, removed ones too.
pub(crate) async fn of(tx: &Write, calls: &[i64]) -> Result<Vec<comment::Model>, StoreError> {
    let filter = comment::Column::CallId.is_in(calls.iter().copied());
    Ok(comment::Entity::find().filter(filter).all(&**tx).await?)
}

/// Adds a comment of another call to this one: as its comment, or at the end of it.
pub(crate) async fn join(tx: &Write, call: i64, moved: &comment::Model) -> Result<(), StoreError> {
    if moved.text.is_empty() {
        return Ok(());
    }
    let stands = comment::Entity::find_by_id(call).one(&**tx).await?;
    let version = stands.as_ref().map_or(0, |c| c.version) + 1;
    let new = match stands {
        Some(stands) if !stands.text.is_empty() => {
            let (first, then) = if stands.at <= moved.at {
                (&stands, moved)
            } else {
                (moved, &stands)
            };
            comment::Model {
                call_id: call,
                version,
                text: format!("{}\n\n{}", first.text, then.text),
                ..then.clone()
            }
        }
        _ => comment::Model {
            call_id: call,
            version,
            ..moved.clone()
        },
    };
    put(tx, &new).await
}

/// Keeps a comment whose call is gone without an heir.
pub(crate) async fn keep_without_call(
    tx: &Write,
    source_id: i64,
    anchor: &str,
    comment: &comment::Model,
) -> Result<(), StoreError> {
    if comment.text.is_empty() {
        return Ok(());
    }
    let values: Vec<Value> = vec![
        source_id.into(),
        anchor.to_owned().into(),
        comment.text.clone().into(),
        comment.author_id.into(),
        comment.author_name.clone().into(),
        comment.at.into(),
    ];
    let sql = "INSERT INTO comments_without_call (source_id, anchor, text, author_id, author_name, at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    sql::execute(&**tx, sql, values).await?;
    Ok(())
}

/// Comments that wait for their call to come back.
pub(crate) async fn without_call(tx: &Write) -> Result<Vec<comment_without_call::Model>, StoreError> {
    Ok(comment_without_call::Entity::find().all(&**tx).await?)
}

/// A waiting comment as one of `call`.
pub(crate) fn as_of(waiting: &comment_without_call::Model, call: i64) -> comment::Model {
    comment::Model {
        call_id: call,
        text: waiting.text.clone(),
        author_id: waiting.author_id,
        author_name: waiting.author_name.clone(),
        at: waiting.at,
        version: 1,
    }
}
