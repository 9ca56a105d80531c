//! What the reader wants to see, and in which order: one type for the URL, for the query and for `matches`.

mod matching;
mod query;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub use self::matching::{MatchContext, MatchRow};
pub use self::query::add_pair;
use crate::call::CallId;
use crate::employee::{CustomerId, EmployeeId};
use crate::phone::PhoneNumber;
use crate::time::{Millis, Timestamp};

/// Everything that narrows the journal. The default shows all external calls.
///
/// Facets combine with *and*; `incoming` and `outgoing` with each other by *or*, as do `missed` and `lost`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Days in the company's time zone.
    pub period: Option<Period>,
    /// «Входящие»
    pub incoming: bool,
    /// «Исходящие»
    pub outgoing: bool,
    /// «Пропущенные», lost ones included.
    pub missed: bool,
    /// «Потерянные»
    pub lost: bool,
    /// «Первичные обращения»
    pub first_contact: bool,
    /// «Незарегистрированные»
    pub unregistered: bool,
    /// «Показывать внутренние звонки»: adds them to what the other facets let through.
    pub internal: bool,
    /// «Мои звонки»
    pub mine: bool,
    /// Exactly this customer's calls.
    pub customer: Option<CustomerId>,
    /// Exactly this employee's calls.
    pub employee: Option<EmployeeId>,
    /// Exactly this number's calls.
    pub number: Option<PhoneNumber>,
    /// Exactly the calls of this line, as the PBX writes it.
    pub line: Option<String>,
    /// Exactly the incoming calls of the lines of this channel.
    pub channel: Option<String>,
    /// What stands in the search box.
    pub search: String,
    /// Narrows nothing.
    pub order: Order,
}

/// In which order calls stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// «Сначала новые»
    #[default]
    Newest,
    /// «Сначала старые»
    Oldest,
    /// «Сначала долгие разговоры»; of equal ones the newest first, and those without a talk last.
    LongestTalk,
}

impl Order {
    /// Where a call stands: the first one has the least.
    #[must_use]
    pub fn rank(self, started_at: Timestamp, id: CallId, talk: Millis) -> (i64, i64, i64) {
        // `!` turns the order round, and no number is too small for it.
        match self {
            Order::Newest => (0, !started_at.0, !id.0),
            Order::Oldest => (0, started_at.0, id.0),
            Order::LongestTalk => (!talk.0, !started_at.0, !id.0),
        }
    }
}

/// A stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// «Сегодня»
    Today,
    /// «Вчера»
    Yesterday,
    /// «7 дней», today included.
    Days7,
    /// «30 дней», today included.
    Days30,
    /// «Этот месяц»
    ThisMonth,
    /// «Прошлый месяц»
    PreviousMonth,
    /// From the first day to the last, both included.
    Days(NaiveDate, NaiveDate),
}

/// All that an address says: what is shown, and which call is open beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewState {
    /// What is shown.
    pub filter: Filter,
    /// The selected call.
    pub call: Option<CallId>,
}

impl Filter {
    /// Whether nothing is filtered: all external calls are shown, in whichever order. A search of spaces finds everything.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self
            == Filter {
                search: self.search.clone(),
                order: self.order,
                ..Filter::default()
            }
            && self.search.trim().is_empty()
    }
}

impl Period {
    /// The first and the last day, both included, seen on the day `today`.
    #[must_use]
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let ago = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let month = today.with_day(1).unwrap_or(today);
        match self.put_right() {
            Period::Today => (today, today),
            Period::Yesterday => (ago(1), ago(1)),
            Period::Days7 => (ago(6), today),
            Period::Days30 => (ago(29), today),
            Period::ThisMonth => (month, last_of_month(month)),
            Period::PreviousMonth => {
                let last = month.pred_opt().unwrap_or(month);
                (last.with_day(1).unwrap_or(last), last)
            }
            Period::Days(from, to) => (from, to),
        }
    }

    /// The same with the earlier day first.
    #[must_use]
    pub fn put_right(self) -> Period {
        match self {
            Period::Days(from, to) if to < from => Period::Days(to, from),
            period => period,
        }
    }
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    let days = u32::from(day.num_days_in_month());
    day.with_day(days).unwrap_or(day)
}

#[cfg(test)]
mod tests;
