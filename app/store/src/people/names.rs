//! Names of lines, queues, menus and groups.

use call_journal_model::view::PlaceKind;

use crate::codes;
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// What a line is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEntry {
    /// DID or trunk, as calls carry it.
    pub line: String,
    /// Shown instead.
    pub name: Option<String>,
    /// «Канал привлечения»
    pub channel: Option<String>,
}

/// What a queue, menu or group is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceEntry {
    /// What it is.
    pub kind: PlaceKind,
    /// Number or name in the PBX.
    pub place: String,
    /// Shown instead.
    pub name: String,
}

/// Names lines; those not mentioned keep their names.
pub async fn upsert_lines(store: &Store, lines: &[LineEntry]) -> Result<(), StoreError> {
    let clean = |text: &Option<String>| text.as_deref().map(|t| text::clean(t).into_owned());
    let tx = store.write().await?;
    for line in lines {
        let sql = "INSERT INTO lines (line, name, channel) VALUES ($1, $2, $3) \
                   ON CONFLICT (line) DO UPDATE SET name = excluded.name, channel = excluded.channel";
        let values = vec![
            text::key(&line.line).into(),
            clean(&line.name).into(),
            clean(&line.channel).into(),
        ];
        sql::execute(&*tx, sql, values).await?;
    }
    tx.commit().await
}

/// Names places; those not mentioned keep their names.
pub async fn upsert_places(store: &Store, places: &[PlaceEntry]) -> Result<(), StoreError> {
    let tx = store.write().await?;
    for place in places {
        let sql = "INSERT INTO places (kind, place, name) VALUES ($1, $2, $3) \
                   ON CONFLICT (kind, place) DO UPDATE SET name = excluded.name";
        let name = text::clean(&place.name).into_owned();
        let values = vec![
            codes::of_place(place.kind).into(),
            text::key(&place.place).into(),
            name.into(),
        ];
        sql::execute(&*tx, sql, values).await?;
    }
    tx.commit().await
}
