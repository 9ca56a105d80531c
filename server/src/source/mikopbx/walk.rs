//! How far a history is read, by the numbers of its rows. Pure.

use std::collections::{HashMap, HashSet};

use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::mikopbx::Page;

use crate::source::Heard;

/// What is known of a history.
pub(super) struct Walk {
    /// After which row to ask: those up to there were handed out, or come with a later one of their conversation.
    last: i64,
    /// Conversations of a page.
    page: i64,
    /// There is more to be read at once.
    behind: bool,
    /// The newest rows, as they were handed out.
    told: HashMap<i64, [u8; 16]>,
}

/// Stands for a row that was not understood.
const SENSELESS: [u8; 16] = [0; 16];

impl Walk {
    pub(super) fn new(last: i64, page: i64) -> Walk {
        Walk {
            last,
            page,
            behind: false,
            told: HashMap::new(),
        }
    }

    pub(super) fn last(&self) -> i64 {
        self.last
    }

    pub(super) fn is_behind(&self) -> bool {
        self.behind
    }

    /// After which row to ask for those that may have changed. Half a page, so that what is new has room on it too.
    pub(super) fn look_back(&self) -> i64 {
        (self.last - self.page / 2).max(0)
    }

    /// Takes what was answered to the question for rows after `after`, and tells what of it is new.
    pub(super) fn take(&mut self, after: i64, is_sweep: bool, page: Page) -> Heard {
        let mut heard = Heard::default();
        if is_sweep && page.last_id.unwrap_or(0) < self.last {
            // The row that was the last is not there any more.
            if page.last_id.is_some() || !self.told.is_empty() {
                tracing::info!("the history begins anew: it is read from its first row");
            }
            *self = Walk::new(0, self.page);
            self.behind = true;
            return heard;
        }
        let (reached, is_full) = self.reached(after, &page);
        let on_page: HashSet<i64> = page.events.iter().map(row).collect();
        for rejected in page.rejected {
            let id = rejected.id.unwrap_or(0);
            if self.told.insert(id, SENSELESS) != Some(SENSELESS) {
                heard.rejected.push(match rejected.id {
                    Some(id) => format!("row {id}: {}", rejected.reason),
                    None => format!("a row without a number: {}", rejected.reason),
                });
            }
        }
        for event in page.events {
            let identity = event.identity();
            if self.told.insert(row(&event), identity) != Some(identity) {
                heard.events.push(event);
            }
        }
        self.last = self.last.max(reached);
        self.behind = is_full && reached > after;
        if is_sweep || self.behind {
            // A conversation that is looked at again is so with all its legs, however old.
            let oldest = self.look_back();
            self.told
                .retain(|id, _| *id == 0 || *id > oldest || on_page.contains(id));
        }
        heard
    }

    /// From which row to ask on so that none is left out, and whether there may be more at once.
    ///
    /// A full page ends with a conversation, and holds all legs of it: also those that were written after legs of
    /// conversations that are not on the page. Only the first leg of each tells how far the page goes. Versions that order
    /// conversations by their last leg tell some twice then.
    fn reached(&self, after: i64, page: &Page) -> (i64, bool) {
        let mut first: HashMap<&str, i64> = HashMap::new();
        for event in &page.events {
            if let PbxEvent::MikopbxLeg(leg) = event
                && leg.id > after
            {
                let known = first.entry(&leg.linkedid).or_insert(leg.id);
                *known = leg.id.min(*known);
            }
        }
        let last = page.last_id.unwrap_or(after);
        let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        let rows = count(page.events.len() + page.rejected.len());
        // Some versions count legs instead.
        let is_full = count(first.len() + page.rejected.len()) >= self.page || rows == self.page;
        match first.values().max() {
            Some(first) if is_full => (*first, true),
            _ => (last, is_full),
        }
    }
}

fn row(event: &PbxEvent) -> i64 {
    match event {
        PbxEvent::MikopbxLeg(leg) => leg.id,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use call_journal_pbx::mikopbx::MikopbxLeg;

    use super::*;

    fn page(legs: &[(i64, &str)]) -> Page {
        let events = legs.iter().map(|(id, linkedid)| {
            PbxEvent::MikopbxLeg(Box::new(MikopbxLeg {
                id: *id,
                linkedid: (*linkedid).to_owned(),
                ..MikopbxLeg::default()
            }))
        });
        Page {
            events: events.collect(),
            last_id: legs.iter().map(|(id, _)| *id).max(),
            rejected: Vec::new(),
        }
    }

    #[test]
    fn a_late_leg_on_a_full_page_hides_none_of_other_conversations() {
        let mut walk = Walk::new(0, 2);
        // Rows 3 to 8 belong to conversations that did not fit.
        let heard = walk.take(0, false, page(&[(1, "A"), (9, "A"), (2, "B")]));
        assert_eq!(heard.events.len(), 3);
        assert_eq!((walk.last(), walk.is_behind()), (2, true));
        let heard = walk.take(2, false, page(&[(3, "C")]));
        assert_eq!(heard.events.len(), 1);
        assert_eq!((walk.last(), walk.is_behind()), (3, false));
    }

    #[test]
    fn a_row_comes_again_only_when_it_changed() {
        let mut walk = Walk::new(0, 100);
        assert_eq!(walk.take(0, true, page(&[(1, "A"), (2, "B")])).events.len(), 2);
        assert!(walk.take(0, true, page(&[(1, "A"), (2, "B")])).events.is_empty());
        let changed = walk.take(0, true, page(&[(1, "A"), (2, "C")]));
        assert_eq!(changed.events.len(), 1);
    }

    #[test]
    fn old_legs_of_a_conversation_that_is_looked_at_again_come_once() {
        let mut walk = Walk::new(0, 10);
        let sweep = [(1, "A"), (90, "B"), (100, "A")];
        assert_eq!(walk.take(0, true, page(&sweep)).events.len(), 3);
        assert!(walk.take(walk.look_back(), true, page(&sweep)).events.is_empty());
        assert!(walk.take(100, false, page(&[])).events.is_empty());
        assert!(walk.take(walk.look_back(), true, page(&sweep)).events.is_empty());
    }

    #[test]
    fn a_page_that_leads_nowhere_does_not_go_on_forever() {
        let mut walk = Walk::new(5, 1);
        walk.take(5, false, page(&[(3, "A"), (4, "A")]));
        assert_eq!((walk.last(), walk.is_behind()), (5, false));
    }

    #[test]
    fn a_history_that_was_emptied_is_read_from_its_first_row() {
        let mut walk = Walk::new(900, 100);
        assert!(walk.take(850, true, page(&[])).events.is_empty());
        assert_eq!((walk.last(), walk.is_behind()), (0, true));
        assert_eq!(walk.take(0, false, page(&[(1, "A")])).events.len(), 1);
    }
}
