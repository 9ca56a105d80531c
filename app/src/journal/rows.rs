//! The rows in the browser: a keyed store, so that one row can change in place, and how more rows come in.
//!
//! What a row looks like is `row`; when to load is `page`.

mod line;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use reactive_stores::{AtKeyed, Patch, Store};

use call_journal_model::call::CallId;
use call_journal_model::filter::{Filter, Order};
use call_journal_model::live::LivePlace;
use call_journal_model::view::{After, CallPage, CallSummary, Cursor, Total};

use crate::error::AppError;
use crate::journal::api::{count_calls, list_calls};
use line::lines;

pub use line::Line;

/// What the table shows.
#[derive(Clone, Debug, Default, Store)]
pub struct Rows {
    /// In the order of the filter, no call twice.
    #[store(key: CallId = |line| line.call.id)]
    lines: Vec<Line>,
}

/// A row of the store.
pub type LineField = AtKeyed<Store<Rows>, Rows, CallId, Vec<Line>>;

/// What the list is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Nothing.
    Idle,
    /// Rows of another filter are on their way.
    Replacing,
    /// Further rows are on their way.
    Extending,
    /// The rows of the filter did not come.
    NotReplaced(AppError),
    /// Further rows did not come.
    NotExtended(AppError),
}

/// The list: rows and how far they reach.
#[derive(Clone, Copy)]
pub struct CallList {
    /// The rows.
    pub rows: Store<Rows>,
    /// Where the next page begins; `None` at the end.
    pub next: RwSignal<Option<Cursor>>,
    /// How many calls pass the filter.
    pub total: RwSignal<Option<Total>>,
    /// What the list is doing.
    pub loading: RwSignal<Loading>,
    /// Of what the rows are.
    pub shown: RwSignal<Shown>,
    /// New calls that wait because the reader has scrolled down; newest first.
    pub held: RwSignal<Vec<CallSummary>>,
    /// The reader has scrolled down.
    pub scrolled: StoredValue<bool>,
    counting: StoredValue<bool>,
    request: StoredValue<u32>,
}

/// Of what the rows of a list are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// They pass this filter.
    pub filter: Filter,
    /// They begin there.
    pub after: Option<After>,
    /// The place that this is.
    pub begin: Option<Cursor>,
    /// All changes up to this place are in them.
    pub as_of: Option<LivePlace>,
}

impl CallList {
    /// A list that begins with the page that the server rendered.
    #[must_use]
    pub fn new(first: CallPage, filter: Filter, after: Option<After>) -> CallList {
        let order = filter.order;
        let shown = Shown {
            filter,
            after,
            begin: first.after,
            as_of: first.as_of,
        };
        CallList {
            shown: RwSignal::new(shown),
            held: RwSignal::new(Vec::new()),
            scrolled: StoredValue::new(false),
            counting: StoredValue::new(false),
            rows: Store::new(Rows {
                lines: lines(first.rows, order),
            }),
            next: RwSignal::new(first.next),
            total: RwSignal::new(first.total),
            loading: RwSignal::new(Loading::Idle),
            request: StoredValue::new(0),
        }
    }

    /// The ids in the order of the rows. Does not track.
    #[must_use]
    pub fn ids(self) -> Vec<CallId> {
        self.rows
            .lines()
            .read_untracked()
            .iter()
            .map(|line| line.call.id)
            .collect()
    }

    /// How many rows there are. Does not track.
    #[must_use]
    pub fn len(self) -> usize {
        self.rows.lines().read_untracked().len()
    }

    /// Whether there is no row. Tracks.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.rows.lines().read().is_empty()
    }

    /// Shows the calls that pass `filter`, from `after` on, and further pages until there are `wanted`
    /// rows; then calls `shown`. A later call of this function wins over an earlier one.
    pub fn replace(
        self,
        filter: Filter,
        after: Option<After>,
        wanted: usize,
        shown: impl FnOnce() + 'static,
    ) {
        let request = self.begin(Loading::Replacing);
        spawn_local(async move {
            let mut rows = Vec::new();
            let mut cursor = None;
            let mut begin = None;
            let mut total = None;
            let mut as_of = None;
            loop {
                let from = cursor.map(After::Row).or(after);
                let page = list_calls(filter.clone(), from).await;
                if !self.is_current(request) {
                    return;
                }
                match page {
                    Ok(page) => {
                        begin = begin.or(page.after.filter(|_| rows.is_empty()));
                        rows.extend(page.rows);
                        cursor = page.next;
                        total = total.or(page.total);
                        // The oldest page's: what changed while the others came is told again.
                        as_of = as_of.or(page.as_of);
                    }
                    Err(error) => return self.loading.set(Loading::NotReplaced(error)),
                }
                if cursor.is_none() || rows.len() >= wanted {
                    break;
                }
            }
            self.show(rows, filter.order);
            self.held.set(Vec::new());
            self.next.set(cursor);
            self.total.set(total);
            self.loading.set(Loading::Idle);
            self.shown.set(Shown {
                filter,
                after,
                begin,
                as_of,
            });
            self.count_rest();
            shown();
        });
    }

    /// Loads the next page, unless there is none or something is on its way already.
    pub fn extend(self, filter: Filter) {
        let Some(cursor) = self.next.get_untracked() else {
            return;
        };
        if matches!(
            self.loading.get_untracked(),
            Loading::Replacing | Loading::Extending
        ) {
            return;
        }
        let request = self.begin(Loading::Extending);
        spawn_local(async move {
            let order = filter.order;
            let page = list_calls(filter, Some(After::Row(cursor))).await;
            if !self.is_current(request) {
                return;
            }
            match page {
                Ok(page) => {
                    let mut rows = self.calls();
                    rows.extend(page.rows);
                    self.show(rows, order);
                    self.next.set(page.next);
                    self.loading.set(Loading::Idle);
                }
                Err(error) => self.loading.set(Loading::NotExtended(error)),
            }
        });
    }

    /// Loads the same rows anew, as many as there are.
    pub fn reload(self) {
        let Shown { filter, after, .. } = self.shown.get_untracked();
        self.replace(filter, after, self.len(), || ());
    }

    /// Shows what waited, and further what comes.
    pub fn release(self) {
        self.scrolled.set_value(false);
        let held = self.held.try_update(std::mem::take).unwrap_or_default();
        if !held.is_empty() {
            self.show(held.into_iter().chain(self.calls()).collect(), self.order());
        }
    }

    /// Puts another version of a call in its row; false if it is not that simple.
    pub(super) fn update(self, change: &(CallId, Option<CallSummary>)) -> bool {
        let (id, Some(call)) = change else { return false };
        let order = self.order();
        let line = {
            let lines = self.rows.lines();
            let lines = lines.read_untracked();
            lines.iter().find(|line| line.call.id == *id).cloned()
        };
        let Some(line) = line.filter(|line| line.call.rank(order) == call.rank(order)) else {
            return false;
        };
        let new = Line {
            call: call.clone(),
            ..line
        };
        self.rows.lines().at_key(*id).patch(new);
        true
    }

    /// The calls of the rows. Does not track.
    pub(super) fn calls(self) -> Vec<CallSummary> {
        let lines = self.rows.lines();
        let lines = lines.read_untracked();
        lines.iter().map(|line| line.call.clone()).collect()
    }

    /// The order of the rows. Does not track.
    pub(super) fn order(self) -> Order {
        self.shown.read_untracked().filter.order
    }

    /// Shows these calls.
    pub(super) fn show(self, calls: Vec<CallSummary>, order: Order) {
        self.rows.lines().patch(lines(calls, order));
    }

    /// Asks how many calls pass the filter, soon and once for several changes, where that is shown.
    pub(super) fn recount(self) {
        if self.total.read_untracked().is_some() {
            self.count_in(Duration::from_secs(1));
        }
    }

    /// Asks how many calls there are, where so far only the first of them were counted.
    pub(super) fn count_rest(self) {
        let counted = self.total.get_untracked();
        if counted.is_some_and(|total| total.more) {
            self.count_in(Duration::from_millis(300));
        }
    }

    fn count_in(self, soon: Duration) {
        if self.counting.get_value() {
            return;
        }
        self.counting.set_value(true);
        let count = move || {
            self.counting.try_update_value(|counting| *counting = false);
            let Some(filter) = self.shown.try_get_untracked().map(|shown| shown.filter) else {
                return;
            };
            spawn_local(async move {
                let total = count_calls(filter.clone()).await;
                // Another filter has another total; one that does not come is asked for after the next change.
                if let (Ok(total), Some(shown)) = (total, self.shown.try_get_untracked())
                    && shown.filter == filter
                {
                    self.total.set(Some(total));
                }
            });
        };
        set_timeout(count, soon);
    }

    fn begin(self, loading: Loading) -> u32 {
        let request = self.request.get_value().wrapping_add(1);
        self.request.set_value(request);
        self.loading.set(loading);
        request
    }

    fn is_current(self, request: u32) -> bool {
        // `None`: the page is gone.
        self.request.try_get_value() == Some(request)
    }
}
