//! Reading a table by a number that grows with each row.

use std::collections::BTreeSet;

use tokio::time::Instant;

use super::Access;
use crate::source::{Heard, SourceError};

/// Keys before the last one that are looked at again: where two connections write, a row with a smaller key may come
/// after one with a greater.
const OVERLAP: i64 = 200;

/// How far a table is read.
pub(super) struct ByKey {
    key: String,
    last: Option<i64>,
    /// Keys of the overlap that were handed out.
    recent: BTreeSet<i64>,
    /// There is more to be read at once.
    behind: bool,
    due: Instant,
}

impl ByKey {
    pub(super) fn new(key: &str, last: Option<i64>) -> ByKey {
        ByKey {
            key: key.to_owned(),
            last,
            recent: BTreeSet::new(),
            behind: false,
            due: Instant::now(),
        }
    }

    pub(super) fn position(&self) -> Option<i64> {
        self.last
    }

    pub(super) async fn next(&mut self, access: &Access) -> Result<Heard, SourceError> {
        tokio::time::sleep_until(self.due).await;
        let after = match self.last {
            Some(last) if self.behind => last,
            Some(last) => last.saturating_sub(OVERLAP),
            None => i64::MIN,
        };
        let limit = access.pace.page.max(OVERLAP as usize * 2);
        let rows = access
            .table
            .after_key(&access.db, &self.key, after, limit)
            .await?;
        let mut heard = Heard::default();
        let newest = rows.last().and_then(|row| row.key);
        if !self.behind && newest < self.last {
            tracing::info!(
                table = access.table.name,
                "the table begins anew: it is read from its first row"
            );
            *self = ByKey::new(&self.key, None);
            return Ok(heard);
        }
        for row in &rows {
            let key = row.key.unwrap_or(i64::MIN);
            if self.recent.insert(key) {
                access.tell(row, &mut heard);
            }
        }
        self.last = newest.max(self.last);
        let overlap = self.last.unwrap_or(i64::MIN).saturating_sub(OVERLAP);
        self.recent = self.recent.split_off(&overlap);
        self.behind = rows.len() >= limit;
        self.due = if self.behind {
            Instant::now()
        } else {
            Instant::now() + access.pace.poll
        };
        Ok(heard)
    }
}
