//! Where the reader is: filter, search and selected call, as the address says them, and links to elsewhere.
//!
//! All state of the page that a link, a reload or Back must restore lives in the address; nothing else does.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use call_journal_model::call::CallId;
use call_journal_model::filter::{Filter, Order, ViewState};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{After, Cursor};
use call_journal_model::wire::day_of_text;

use crate::ui::format::iso_date;

const AFTER: &str = "after";

/// Whether the browser's history gets a new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// For a press: Back undoes it.
    Push,
    /// For typing and for moving along the rows.
    Replace,
}

/// The page's address, read and written. Provided as context by the journal page.
#[derive(Clone, Copy)]
pub struct Place {
    view: Memo<ViewState>,
    /// What is shown.
    pub filter: Memo<Filter>,
    /// The selected call.
    pub call: Memo<Option<CallId>>,
    /// Where the list begins: pages of a reader without JavaScript, and a day that somebody goes to.
    pub after: Memo<Option<After>>,
    /// The address without a call.
    list: Memo<String>,
    go: Callback<(String, History)>,
}

impl Place {
    /// The place that the router's address names.
    #[must_use]
    pub fn of_router() -> Place {
        let location = use_location();
        // When the address becomes that of another page, the journal stays as it was until it is gone.
        let search = Memo::new(move |before: Option<&String>| match before {
            Some(before) if location.pathname.read().as_str() != "/" => before.clone(),
            _ => location.search.get(),
        });
        let view = Memo::new(move |_| ViewState::from_query(search.read().trim_start_matches('?')));
        let after = Memo::new(move |_| after_of(search.read().trim_start_matches('?')));
        let navigate = use_navigate();
        let go = Callback::new(move |(path, history): (String, History)| {
            let replace = history == History::Replace;
            navigate(
                &path,
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..Default::default()
                },
            );
        });
        Place {
            view,
            filter: Memo::new(move |_| view.read().filter.clone()),
            call: Memo::new(move |_| view.read().call),
            after,
            list: Memo::new(move |_| {
                let filter = view.read().filter.clone();
                address(&ViewState { filter, call: None }, after.get())
            }),
            go,
        }
    }

    /// The place of this page.
    #[must_use]
    pub fn of_page() -> Place {
        expect_context::<Place>()
    }

    /// The address of this page with another filter, from its first row on. Follows the address.
    pub fn with_filter(self, change: impl FnOnce(&mut Filter)) -> String {
        let mut view = self.view.get();
        change(&mut view.filter);
        address(&view, None)
    }

    /// The address of this page with another call selected. Follows the filter only: every row has such a link.
    #[must_use]
    pub fn with_call(self, call: Option<CallId>) -> String {
        let list = self.list.read();
        let joint = if list.contains('?') { "&call=" } else { "?call=" };
        match call {
            Some(CallId(id)) => [list.as_str(), joint, &id.to_string()].concat(),
            None => list.clone(),
        }
    }

    /// The address of the rows that begin there. Follows the address.
    #[must_use]
    pub fn with_rows_after(self, after: Option<After>) -> String {
        address(&self.view.get(), after)
    }

    /// Goes to the rows of a day, in the order of time.
    pub fn go_to(self, day: NaiveDate) {
        let mut view = self.view.get_untracked();
        if view.filter.order == Order::LongestTalk {
            view.filter.order = Order::Newest;
        }
        self.go
            .run((address(&view, Some(After::Day(day))), History::Push));
    }

    /// The query of this address, without `?`, its filter alone. Follows the filter.
    #[must_use]
    pub fn query(self) -> String {
        self.filter.read().to_query()
    }

    /// Name and value of everything in the address, for a form that sets `but` instead.
    #[must_use]
    pub fn pairs(self, but: impl FnOnce(&mut Filter)) -> Vec<(String, String)> {
        let address = self.with_filter(but);
        let query = address.split_once('?').map_or("", |(_, query)| query);
        pairs(query)
    }

    /// Goes to another filter.
    pub fn filter_by(self, change: impl FnOnce(&mut Filter), history: History) {
        let to = untrack(|| self.with_filter(change));
        self.go.run((to, history));
    }

    /// Selects another call, or none.
    pub fn select(self, call: Option<CallId>, history: History) {
        if self.call.get_untracked() != call {
            let to = untrack(|| self.with_call(call));
            self.go.run((to, history));
        }
    }
}

fn address(view: &ViewState, after: Option<After>) -> String {
    let query = view.to_query();
    let after = after.map(|after| [AFTER, "=", &after_text(after)].concat());
    let parts: Vec<String> = Some(query)
        .filter(|query| !query.is_empty())
        .into_iter()
        .chain(after)
        .collect();
    if parts.is_empty() {
        "/".to_owned()
    } else {
        ["/?", &parts.join("&")].concat()
    }
}

/// As it stands in the address.
pub(super) fn after_text(after: After) -> String {
    match after {
        After::Row(Cursor { started_at, id, talk }) => {
            let (at, id) = (started_at.0.to_string(), id.0.to_string());
            match talk {
                Millis(0) => [at.as_str(), ".", &id].concat(),
                Millis(talk) => [at.as_str(), ".", &id, ".", &talk.to_string()].concat(),
            }
        }
        After::Day(day) => iso_date(day),
    }
}

fn after_of(query: &str) -> Option<After> {
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(AFTER)?.strip_prefix('='))?;
    if let Some(day) = day_of_text(value) {
        return Some(After::Day(day));
    }
    let mut parts = value.split('.');
    let (started_at, id, talk) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    Some(After::Row(Cursor {
        started_at: Timestamp(started_at.parse().ok()?),
        id: CallId(id.parse().ok()?),
        talk: Millis(talk.parse().ok()?),
    }))
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Undoes percent encoding; what is not valid stays as it is.
fn decoded(text: &str) -> String {
    let hex = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)),
            _ => None,
        };
        rest = if escaped.is_some() { &tail[2..] } else { tail };
        bytes.push(match (escaped, first) {
            (Some((high, low)), _) => high * 16 + low,
            (None, b'+') => b' ',
            (None, other) => *other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_list_begins_survives_the_address() {
        let row = |talk| {
            After::Row(Cursor {
                started_at: Timestamp(1_712_345_678_901),
                id: CallId(42),
                talk: Millis(talk),
            })
        };
        for (after, expected) in [
            (row(0), "/?after=1712345678901.42"),
            (row(7), "/?after=1712345678901.42.7"),
            (
                After::Day(NaiveDate::from_ymd_opt(2026, 10, 8).unwrap()),
                "/?after=2026-10-08",
            ),
        ] {
            let address = address(&ViewState::default(), Some(after));
            assert_eq!(address, expected);
            assert_eq!(after_of(&address["/?".len()..]), Some(after));
        }
        for broken in [
            "after=",
            "after=1",
            "after=.",
            "after=1.x",
            "after=1.2.x",
            "after=2026-13-01",
            "thereafter=1.2",
            "after=99999999999999999999.1",
        ] {
            assert_eq!(after_of(broken), None);
        }
    }

    #[test]
    fn a_form_carries_what_the_address_says() {
        let found = pairs("q=%D0%BA%D0%BE%D1%82+1%262&mine=1&bad=%zz%f&&empty=");
        let expected = [("q", "кот 1&2"), ("mine", "1"), ("bad", "%zz%f"), ("empty", "")];
        assert_eq!(
            found,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
