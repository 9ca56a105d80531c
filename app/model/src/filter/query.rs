//! The filter in the address: short parameters that a person can read, write and send to a colleague.
//!
//! `?period=7d&in=1&missed=1&q=иванов`, `?from=2026-10-08&to=2026-10-14`. What is unknown or makes no sense is left out;
//! a link never fails.

use std::fmt::{Display, Write as _};

use chrono::{Datelike, NaiveDate};

use super::{Filter, Order, Period, ViewState};
use crate::call::CallId;
use crate::employee::{CustomerId, EmployeeId};
use crate::phone::PhoneNumber;
use crate::wire::day_of_text;

/// Longest search that is taken from an address, in characters.
const LONGEST_SEARCH: usize = 200;
/// Longest name of a line or channel, in characters.
const LONGEST_NAME: usize = 200;
/// Longest address that is looked at, in bytes.
const LONGEST_QUERY: usize = 16_384;

const PRESETS: [(&str, Period); 6] = [
    ("today", Period::Today),
    ("yesterday", Period::Yesterday),
    ("7d", Period::Days7),
    ("30d", Period::Days30),
    ("month", Period::ThisMonth),
    ("last-month", Period::PreviousMonth),
];

const ORDERS: [(&str, Order); 2] = [("old", Order::Oldest), ("talk", Order::LongestTalk)];

impl Filter {
    /// The filter as parameters of an address, without `?`. Empty for the default.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut query = String::new();
        match self.period {
            Some(Period::Days(from, to)) => {
                add_pair(&mut query, "from", from);
                add_pair(&mut query, "to", to);
            }
            Some(preset) => {
                if let Some((name, _)) = PRESETS.iter().find(|(_, period)| *period == preset) {
                    add_pair(&mut query, "period", name);
                }
            }
            None => {}
        }
        for (name, on) in [
            ("in", self.incoming),
            ("out", self.outgoing),
            ("missed", self.missed),
            ("lost", self.lost),
            ("first", self.first_contact),
            ("unregistered", self.unregistered),
            ("internal", self.internal),
            ("mine", self.mine),
        ] {
            if on {
                add_pair(&mut query, name, 1);
            }
        }
        if let Some(CustomerId(id)) = self.customer {
            add_pair(&mut query, "customer", id);
        }
        if let Some(EmployeeId(id)) = self.employee {
            add_pair(&mut query, "employee", id);
        }
        if let Some(number) = &self.number {
            // Without `+`, which would read as a space.
            add_pair(&mut query, "number", number.as_str().trim_start_matches('+'));
        }
        for (name, value) in [("line", &self.line), ("channel", &self.channel)] {
            if let Some(value) = value {
                add_pair(&mut query, name, value);
            }
        }
        if !self.search.is_empty() {
            add_pair(&mut query, "q", &self.search);
        }
        if let Some((name, _)) = ORDERS.iter().find(|(_, order)| *order == self.order) {
            add_pair(&mut query, "sort", name);
        }
        query
    }

    /// Reads what [`Filter::to_query`] wrote, or a person. A leading `?` is allowed.
    #[must_use]
    pub fn from_query(query: &str) -> Filter {
        Parameters::read(query).filter()
    }
}

impl ViewState {
    /// The whole view as parameters of an address, without `?`.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut query = self.filter.to_query();
        if let Some(CallId(id)) = self.call {
            add_pair(&mut query, "call", id);
        }
        query
    }

    /// Reads what [`ViewState::to_query`] wrote. A leading `?` is allowed.
    #[must_use]
    pub fn from_query(query: &str) -> ViewState {
        let parameters = Parameters::read(query);
        ViewState {
            filter: parameters.filter(),
            call: parameters.parsed("call").map(CallId),
        }
    }
}

/// Decoded parameters. Of equal names the first counts.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn read(query: &str) -> Parameters {
        let query = query.strip_prefix('?').unwrap_or(query);
        let query = query.get(..LONGEST_QUERY).unwrap_or(query);
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).take(100);
        let decoded = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Parameters(decoded.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn parsed(&self, name: &str) -> Option<i64> {
        self.get(name)?.trim().parse().ok()
    }

    fn is_on(&self, name: &str) -> bool {
        // `on` is what a checkbox of a form without JavaScript sends.
        self.get(name)
            .is_some_and(|value| matches!(value, "1" | "on" | "true" | "yes"))
    }

    fn day(&self, name: &str) -> Option<NaiveDate> {
        // Databases know no other years.
        day_of_text(self.get(name)?).filter(|day| (1..=9999).contains(&day.year()))
    }

    fn name(&self, name: &str) -> Option<String> {
        let value = self.get(name).filter(|value| !value.trim().is_empty())?;
        Some(value.chars().take(LONGEST_NAME).collect())
    }

    fn order(&self) -> Order {
        let named = ORDERS.iter().find(|(name, _)| self.get("sort") == Some(name));
        named.map(|(_, order)| *order).unwrap_or_default()
    }

    /// Days count more than a preset. With one day of the two, it is that day alone.
    fn period(&self) -> Option<Period> {
        let days = match (self.day("from"), self.day("to")) {
            (Some(from), Some(to)) => Some(Period::Days(from, to).put_right()),
            (Some(day), None) | (None, Some(day)) => Some(Period::Days(day, day)),
            (None, None) => None,
        };
        let preset = || {
            PRESETS
                .iter()
                .find(|(name, _)| self.get("period") == Some(name))
                .map(|(_, period)| *period)
        };
        days.or_else(preset)
    }

    fn filter(&self) -> Filter {
        let number = self
            .get("number")
            .map(|number| format!("+{}", number.trim_start_matches([' ', '+'])));
        Filter {
            period: self.period(),
            incoming: self.is_on("in"),
            outgoing: self.is_on("out"),
            missed: self.is_on("missed"),
            lost: self.is_on("lost"),
            first_contact: self.is_on("first"),
            unregistered: self.is_on("unregistered"),
            internal: self.is_on("internal"),
            mine: self.is_on("mine"),
            customer: self.parsed("customer").map(CustomerId),
            employee: self.parsed("employee").map(EmployeeId),
            number: number.and_then(|number| PhoneNumber::from_e164(&number)),
            line: self.name("line"),
            channel: self.name("channel"),
            order: self.order(),
            search: self
                .get("q")
                .map(|text| text.chars().take(LONGEST_SEARCH).collect())
                .unwrap_or_default(),
        }
    }
}

/// Adds `name=value` to the query of an address, escaped.
pub fn add_pair(query: &mut String, name: &str, value: impl Display) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    for byte in value.to_string().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                query.push(char::from(byte))
            }
            // Writing to a String cannot fail.
            _ => {
                let _ = write!(query, "%{byte:02X}");
            }
        }
    }
}

/// `%D0%B8+x` → `и x`. What is no percent-encoding stays as it is; what is no UTF-8 becomes `�`.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digit = |place: usize| bytes.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        let escaped = digit(at + 1)
            .zip(digit(at + 2))
            .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        match (byte, escaped) {
            (b'%', Some(escaped)) => {
                decoded.push(escaped);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            _ => decoded.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
