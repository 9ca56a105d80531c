//! The newest calls that a search means, at any size of the journal.
//!
//! The finder gave candidates: numbers, employees, commented calls. Time is walked downwards in windows, each as wide as
//! should hold what is still wanted; in each, every source of candidates gives its calls by the index that costs least.
//! What a window gave decides how wide the next one is.

use std::collections::BTreeMap;

use call_journal_model::call::CallId;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::Cursor;
use rustc_hash::FxHashMap;

use super::condition::Question;
use super::sources::Sources;
use crate::error::StoreError;
use crate::finder::Found;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// Windows that are guessed; the next one is all the time that is left.
const GUESSES: u32 = 6;

/// A place in the journal: begin and id of a call.
pub(super) type Place = (i64, i64);

/// A call that may be meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) place: Place,
    pub(super) number: Option<i64>,
}

/// A stretch of time, newest first: below `below`, not before `from` (ms UTC).
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: i64,
    pub(super) below: Place,
}

/// The `most` newest calls below `cursor` that `question` means by what was found, newest first.
pub(super) async fn newest(
    store: &Store,
    question: &Question,
    found: &Found,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Vec<Cursor>, StoreError> {
    let sources = Sources::new(found, question.shares);
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let (floor, before) = question.period;
    let cursor = cursor.map_or((i64::MAX, i64::MAX), |cursor| (cursor.started_at.0, cursor.id.0));
    let mut below = cursor.min((before, i64::MIN));
    let mut hits: Vec<Cursor> = Vec::new();
    let mut width = sources.width(most);
    let mut guesses = 0;
    while hits.len() < most && below.0 >= floor {
        let wanted = most - hits.len();
        // Nothing is later than the last call.
        let latest = below.0.min(found.whole.span.1);
        let guess = if guesses < GUESSES {
            latest.saturating_sub(width)
        } else {
            i64::MIN
        };
        let newest = guesses == 0 && below == (i64::MAX, i64::MAX);
        let from = if newest {
            guess.max(sources.holds(wanted))
        } else {
            guess
        }
        .max(floor)
        .min(below.0);
        let window = Window { from, below };
        let (page, reached) = within(store, question, found, &sources, window, wanted).await?;
        let came = i64::try_from(page.len()).unwrap_or(i64::MAX);
        hits.extend(page);
        below = reached;
        if below == (from, i64::MIN) {
            if from <= floor {
                break;
            }
            guesses += 1;
            let missing = i64::try_from(most.saturating_sub(hits.len())).unwrap_or(i64::MAX);
            width = width.saturating_mul((2 * missing / came.max(1)).clamp(2, 16));
        }
    }
    hits.truncate(most);
    Ok(hits)
}

/// The calls of a window, newest first, and how far down they are complete.
async fn within(
    store: &Store,
    question: &Question,
    found: &Found,
    sources: &Sources<'_>,
    window: Window,
    wanted: usize,
) -> Result<(Vec<Cursor>, Place), StoreError> {
    let mut reached: Place = (window.from, i64::MIN);
    let mut hits: BTreeMap<Place, Hit> = BTreeMap::new();
    let chosen = sources.of(window);
    for source in &chosen {
        let (some, down_to) = sources.calls(source, store, question, window, wanted).await?;
        reached = reached.max(down_to.unwrap_or(reached));
        hits.extend(some.into_iter().map(|hit| (hit.place, hit)));
    }
    let mut hits: Vec<Hit> = hits
        .into_values()
        .rev()
        .filter(|hit| hit.place >= reached)
        .collect();
    if !sources.are_exact(&chosen) {
        hits = meant(store, found, hits).await?;
    }
    let place = |hit: &Hit| Cursor {
        started_at: Timestamp(hit.place.0),
        id: CallId(hit.place.1),
        talk: Millis(0),
    };
    Ok((hits.iter().map(place).collect(), reached))
}

/// Those that have all words.
pub(super) async fn meant(store: &Store, found: &Found, hits: Vec<Hit>) -> Result<Vec<Hit>, StoreError> {
    let comments: FxHashMap<i64, u16> = found
        .comments
        .iter()
        .map(|comment| (comment.call, comment.words))
        .collect();
    let words = |hit: &Hit| {
        found.of_number(hit.number.unwrap_or(0)) | comments.get(&hit.place.1).copied().unwrap_or(0)
    };
    let any_employee = found.of_any_employee();
    let open = |hit: &&Hit| words(hit) != found.all && words(hit) | any_employee == found.all;
    let asked: Vec<i64> = hits.iter().filter(open).map(|hit| hit.place.1).collect();
    let people: FxHashMap<i64, u16> = found.employees.iter().copied().collect();
    let mut of_people: FxHashMap<i64, u16> = FxHashMap::default();
    for part in asked.chunks(IN_LIST) {
        let sql = format!(
            "SELECT call_id, employee_id FROM call_employees WHERE role < 4 AND call_id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&store.db, sql, sql::ids(part)).await? {
            let employee: i64 = row.try_get_by_index(1)?;
            *of_people.entry(row.try_get_by_index(0)?).or_default() |=
                people.get(&employee).copied().unwrap_or(0);
        }
    }
    let all = |hit: &Hit| words(hit) | of_people.get(&hit.place.1).copied().unwrap_or(0) == found.all;
    Ok(hits.into_iter().filter(all).collect())
}
