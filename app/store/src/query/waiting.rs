//! Audio files that the PBX named and that nobody has seen yet.

use call_journal_model::time::Timestamp;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// A recording without a length: its file was not found, or does not tell how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRecording {
    /// As [`call_journal_model::view::RecordingView::id`] names it.
    pub id: i64,
    /// As the PBX named it: an attacker's text.
    pub path: String,
    /// The name of the call's source.
    pub source: String,
    /// When the call began.
    pub call_started: Timestamp,
}

/// Recordings without a length of calls that began in `[from, until)`, oldest call first. `after` is the last one of the
/// page before.
pub async fn waiting_recordings(
    store: &Store,
    from: Timestamp,
    until: Timestamp,
    after: Option<&WaitingRecording>,
    limit: u32,
) -> Result<Vec<WaitingRecording>, StoreError> {
    let (begin, id) = after.map_or((from, i64::MIN), |last| (last.call_started, last.id));
    // The first condition alone is one that an index knows.
    let sql = "SELECT r.id, r.path, s.name, c.started_at FROM calls c JOIN recordings r ON r.call_id = c.id \
               JOIN sources s ON s.id = c.source_id WHERE c.started_at >= $1 AND c.started_at < $2 \
               AND (c.started_at > $1 OR r.id > $3) AND r.duration_ms IS NULL ORDER BY c.started_at, r.id LIMIT $4";
    let values = vec![begin.0.into(), until.0.into(), id.into(), i64::from(limit).into()];
    let rows = sql::rows(&store.db, sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(WaitingRecording {
                id: row.try_get_by_index(0)?,
                path: row.try_get_by_index(1)?,
                source: row.try_get_by_index(2)?,
                call_started: Timestamp(row.try_get_by_index(3)?),
            })
        })
        .collect()
}
