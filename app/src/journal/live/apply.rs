//! What is heard changes the rows: in place, in their order, without a jump under the reader's eyes.

use std::time::Duration;

use leptos::prelude::*;

use call_journal_model::call::CallId;
use call_journal_model::filter::Order;
use call_journal_model::live::LiveMessage;
use call_journal_model::view::{CallSummary, Cursor};

use super::Live;
use crate::journal::rows::{CallList, Loading};

/// What came while further rows were on their way waits until they are there: it is newer than they are.
const WHILE_EXTENDING: Duration = Duration::from_millis(50);

impl Live {
    /// Applies `message` soon, together with what comes at the same time.
    pub(super) fn enqueue(self, message: LiveMessage) {
        let waiting = self.queue.try_update_value(|queue| {
            queue.push(message);
            queue.len() > 1
        });
        if waiting == Some(false) {
            set_timeout(move || self.apply(), Duration::ZERO);
        }
    }

    fn apply(self) {
        if self.list.loading.try_get_untracked() == Some(Loading::Extending) {
            set_timeout(move || self.apply(), WHILE_EXTENDING);
            return;
        }
        let Some(messages) = self.queue.try_update_value(std::mem::take) else {
            return;
        };
        let mut touched = Vec::with_capacity(messages.len());
        let mut told = Vec::with_capacity(messages.len());
        for message in messages {
            match message {
                LiveMessage::Row(call) => {
                    touched.push(call.id);
                    self.call_attention(&call);
                    told.push((call.id, Some(*call)));
                }
                LiveMessage::Out(id) => {
                    touched.push(id);
                    told.push((id, None));
                }
                LiveMessage::Here { .. } | LiveMessage::Resync | LiveMessage::Bye => {}
            }
        }
        self.list.change(told);
        // All at once: whoever follows them runs once for all.
        if !touched.is_empty() {
            self.touched.update(|(last, count)| {
                *last = touched;
                *count = count.wrapping_add(1);
            });
        }
    }
}

/// Which part of the journal a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::journal) struct Reach {
    /// It begins after this place; `None`: with the first call.
    pub after: Option<Cursor>,
    /// Further rows are not loaded yet.
    pub more: bool,
    /// In which order its rows stand.
    pub order: Order,
}

/// The rows as a reload would show them, and those that come before them and are not shown to somebody who has scrolled down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::journal) struct Rows {
    /// In their order.
    pub shown: Vec<CallSummary>,
    /// They stand before all of `shown`, in their order.
    pub held: Vec<CallSummary>,
}

impl Rows {
    /// The rows after `call` became `now`: another version of it, or (`None`) none that passes the filter. `hold`: a call
    /// that stands before all rows waits.
    pub(in crate::journal) fn change(
        &mut self,
        call: CallId,
        now: Option<CallSummary>,
        reach: Reach,
        hold: bool,
    ) {
        let place = |row: &CallSummary| row.rank(reach.order);
        if !hold && !self.held.is_empty() {
            // Nothing waits any more.
            let shown = std::mem::take(&mut self.shown);
            self.shown = self.held.drain(..).chain(shown).collect();
        }
        if let (Some(at), Some(new)) = (self.shown.iter().position(|row| row.id == call), &now)
            && place(&self.shown[at]) == place(new)
        {
            self.shown[at] = new.clone();
            return;
        }
        self.shown.retain(|row| row.id != call);
        self.held.retain(|row| row.id != call);
        let Some(new) = now else { return };
        if reach
            .after
            .is_some_and(|after| place(&new) <= after.rank(reach.order))
        {
            return;
        }
        let before = |row: &CallSummary| place(row) < place(&new);
        let first = self.shown.first().is_none_or(|first| place(&new) < place(first));
        if first && hold && !self.shown.is_empty() {
            let at = self.held.partition_point(before);
            self.held.insert(at, new);
            return;
        }
        let at = self.shown.partition_point(before);
        if at < self.shown.len() || !reach.more {
            self.shown.insert(at, new);
        }
    }
}

impl CallList {
    /// Makes the rows what they are after these changes.
    fn change(self, told: Vec<(CallId, Option<CallSummary>)>) {
        // What only changes in place leaves the other rows alone.
        let told: Vec<_> = told.into_iter().filter(|change| !self.update(change)).collect();
        if told.is_empty() {
            return;
        }
        let reach = Reach {
            after: self.shown.read_untracked().begin,
            more: self.next.get_untracked().is_some(),
            order: self.order(),
        };
        let hold = self.scrolled.get_value();
        let before = Rows {
            shown: self.calls(),
            held: self.held.get_untracked(),
        };
        let mut rows = before.clone();
        for (call, now) in told {
            rows.change(call, now, reach, hold);
        }
        if rows.shown != before.shown {
            self.show(rows.shown, reach.order);
        }
        if rows.held != before.held {
            self.held.set(rows.held);
        }
        self.recount();
    }
}

#[cfg(test)]
mod tests {
    use call_journal_model::call::Direction;
    use call_journal_model::status::Status;
    use call_journal_model::time::{Millis, Timestamp};
    use call_journal_model::view::CallParty;
    use chrono::NaiveDateTime;
    use proptest::prelude::*;

    use super::*;

    fn call(id: i64, at: i64, status: Status) -> CallSummary {
        CallSummary {
            id: CallId(id),
            started_at: Timestamp(at),
            started: NaiveDateTime::default(),
            direction: Direction::In,
            status,
            reason: None,
            attention: false,
            first_contact: false,
            party: CallParty::Withheld,
            employees: Vec::new(),
            destination: None,
            talk: None,
            running: None,
            has_comment: false,
        }
    }

    fn ids(rows: &[CallSummary]) -> Vec<i64> {
        rows.iter().map(|row| row.id.0).collect()
    }

    fn three() -> Rows {
        Rows {
            shown: [30, 20, 10].map(|at| call(at, at, Status::Accepted)).to_vec(),
            held: Vec::new(),
        }
    }

    const NEWEST: Reach = Reach {
        after: None,
        more: true,
        order: Order::Newest,
    };

    #[test]
    fn a_new_call_comes_first_and_changes_in_place() {
        let mut rows = three();
        rows.change(CallId(40), Some(call(40, 40, Status::Ringing)), NEWEST, false);
        rows.change(CallId(40), Some(call(40, 40, Status::Talking)), NEWEST, false);
        assert_eq!(ids(&rows.shown), [40, 30, 20, 10]);
        assert_eq!(rows.shown[0].status, Status::Talking);
    }

    #[test]
    fn a_new_call_waits_while_the_reader_is_further_down() {
        let mut rows = three();
        for id in [50, 40] {
            rows.change(CallId(id), Some(call(id, id, Status::Ringing)), NEWEST, true);
        }
        assert_eq!(
            (ids(&rows.shown), ids(&rows.held)),
            (vec![30, 20, 10], vec![50, 40])
        );
        rows.change(CallId(40), Some(call(40, 40, Status::Lost)), NEWEST, true);
        rows.change(CallId(50), None, NEWEST, true);
        assert_eq!((ids(&rows.held), rows.held[0].status), (vec![40], Status::Lost));
    }

    #[test]
    fn a_call_that_no_longer_passes_leaves() {
        let mut rows = three();
        rows.change(CallId(20), None, NEWEST, true);
        rows.change(CallId(99), None, NEWEST, true);
        assert_eq!(ids(&rows.shown), [30, 10]);
    }

    #[test]
    fn an_older_call_takes_its_place_if_that_is_loaded() {
        let mut rows = three();
        rows.change(CallId(15), Some(call(15, 15, Status::Lost)), NEWEST, true);
        rows.change(CallId(5), Some(call(5, 5, Status::Lost)), NEWEST, true);
        assert_eq!(ids(&rows.shown), [30, 20, 15, 10]);
        let whole = Reach {
            more: false,
            ..NEWEST
        };
        rows.change(CallId(5), Some(call(5, 5, Status::Lost)), whole, true);
        assert_eq!(ids(&rows.shown), [30, 20, 15, 10, 5]);
    }

    #[test]
    fn a_later_page_gets_no_newer_calls() {
        let mut rows = three();
        let after = Some(Cursor {
            started_at: Timestamp(35),
            id: CallId(35),
            talk: Millis(0),
        });
        let reach = Reach { after, ..NEWEST };
        rows.change(CallId(40), Some(call(40, 40, Status::Ringing)), reach, false);
        rows.change(CallId(34), Some(call(34, 34, Status::Lost)), reach, false);
        assert_eq!(ids(&rows.shown), [34, 30, 20, 10]);
    }

    proptest! {
        /// Whatever comes: the rows are those that a reload would show, of as many as are loaded.
        #[test]
        fn rows_are_those_of_a_reload(
            order in prop::sample::select(vec![Order::Newest, Order::Oldest, Order::LongestTalk]),
            changes in prop::collection::vec((0..12_i64, 0..12_i64, 0..3_i64, any::<bool>(), any::<bool>()), 0..40)
        ) {
            let mut stored: Vec<CallSummary> = three().shown;
            stored.sort_by_key(|row| row.rank(order));
            let mut rows = Rows { shown: stored.clone(), held: Vec::new() };
            let reach = Reach { after: None, more: false, order };
            for (id, at, talk, passes, hold) in changes {
                let talk = (talk > 0).then_some(Millis(talk));
                let now = passes.then(|| CallSummary { talk, ..call(id, at, Status::Lost) });
                stored.retain(|row| row.id.0 != id);
                stored.extend(now.clone());
                rows.change(CallId(id), now, reach, hold);
            }
            stored.sort_by_key(|row| row.rank(order));
            let all: Vec<CallSummary> = rows.held.into_iter().chain(rows.shown).collect();
            prop_assert_eq!(all, stored);
        }
    }
}
