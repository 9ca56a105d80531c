//! Why a call shows what it shows, in sentences. Stands first in «Сведения о звонке», and only where there is
//! something to say. The rules themselves are `call_journal_model::settle`'s.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike};

use call_journal_model::call::{CallId, Direction};
use call_journal_model::status::Status;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{CallDetails, CallParty, WhyView};

use crate::i18n::{Locale, locale};
use crate::text;
use crate::ui::format::{date, hour_and_minute};
use crate::ui::words;

/// What the card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    /// Colour and mark.
    pub(super) tone: Tone,
    /// The first line. For [`Tone::Lost`] it is the badge's word.
    pub(super) heading: String,
    /// One sentence why.
    pub(super) sentence: Option<String>,
    /// Until when there is time.
    pub(super) until: Option<Until>,
    /// The call that decided, and the words of its link.
    pub(super) decided_by: Option<(CallId, String)>,
    /// «Перезвонить» is the thing to do now.
    pub(super) call_back: bool,
}

/// Colour and mark of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Somebody must act.
    Act,
    /// Nobody can act any more.
    Lost,
    /// All is well.
    Settled,
    /// For information.
    Plain,
    /// It goes on now.
    Live,
    /// The first contact ever.
    First,
}

/// The end of the reaction window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Until {
    /// As an instant, for the countdown.
    pub(super) at: Timestamp,
    /// `24:00`, or `10:00 01.04`.
    pub(super) text: String,
    /// Whether the call will be «Потерян» then.
    pub(super) will_be_lost: bool,
}

/// What there is to say of a call, if anything.
pub(super) fn why(details: &CallDetails) -> Option<Why> {
    let call = &details.summary;
    let day = details.ended.unwrap_or(call.started).date();
    let someone = match call.party {
        CallParty::Customer { .. } => Party::Customer,
        _ => Party::Number,
    };
    Some(match &details.why {
        WhyView::WindowOpen {
            until,
            until_at,
            will_be_lost,
        } => Why {
            tone: Tone::Act,
            heading: text!(panel.why_open).to_owned(),
            sentence: Some(someone.choose(text!(panel.why_open_number), text!(panel.why_open_customer))),
            until: Some(Until {
                at: *until_at,
                text: moment(*until, Some(day)),
                will_be_lost: *will_be_lost,
            }),
            decided_by: None,
            call_back: true,
        },
        WhyView::WindowClosed { at } => {
            let until = moment(*at, None);
            let lost = call.status == Status::Lost;
            Why {
                call_back: true,
                ..plain(
                    if lost { Tone::Lost } else { Tone::Act },
                    if lost {
                        text!(status.lost)
                    } else {
                        text!(panel.why_closed)
                    },
                    Some(match someone {
                        Party::Number => text!(panel.why_closed_number, until = until.as_str()),
                        Party::Customer => text!(panel.why_closed_customer, until = until.as_str()),
                    }),
                )
            }
        }
        WhyView::Contact {
            call,
            at,
            called_back,
        } => {
            let at = clock(*at, day);
            let link = match called_back {
                true => text!(panel.why_called_back, at = at.as_str()),
                false => text!(panel.why_called_again, at = at.as_str()),
            };
            Why {
                decided_by: Some((*call, link)),
                ..plain(Tone::Settled, text!(panel.why_no_answer), None)
            }
        }
        WhyView::AlreadyTalking { call, at } => Why {
            decided_by: Some((*call, text!(panel.why_talk_since, at = clock(*at, day)))),
            ..plain(
                Tone::Settled,
                text!(panel.why_no_answer),
                Some(someone.choose(text!(panel.why_talking_number), text!(panel.why_talking_customer))),
            )
        },
        WhyView::Withheld => plain(
            Tone::Plain,
            text!(status.no_answer),
            Some(text!(panel.why_withheld).to_owned()),
        ),
        WhyView::Plain => return unexplained(details),
    })
}

/// A call that the rules have nothing to explain of.
fn unexplained(details: &CallDetails) -> Option<Why> {
    let call = &details.summary;
    match (call.status, call.reason) {
        (Status::Ringing, _) => Some(plain(
            Tone::Live,
            text!(status.ringing),
            Some(text!(panel.why_live).to_owned()),
        )),
        (Status::Talking, _) => Some(plain(
            Tone::Live,
            text!(status.talking),
            Some(text!(panel.why_live).to_owned()),
        )),
        (Status::Cancelled, Some(reason)) => {
            let sentence = [words::reason(reason), "."].concat();
            Some(plain(Tone::Plain, text!(status.cancelled), Some(sentence)))
        }
        _ if call.first_contact => Some(plain(
            Tone::First,
            text!(panel.why_first),
            Some(text!(panel.why_first_sentence).to_owned()),
        )),
        (Status::NoAnswer, _) if call.direction == Direction::Internal => Some(plain(
            Tone::Plain,
            text!(status.no_answer),
            Some(text!(panel.why_internal).to_owned()),
        )),
        _ => None,
    }
}

fn plain(tone: Tone, heading: &str, sentence: Option<String>) -> Why {
    Why {
        tone,
        heading: heading.to_owned(),
        sentence,
        until: None,
        decided_by: None,
        call_back: false,
    }
}

/// Whom a sentence speaks of.
#[derive(Clone, Copy)]
enum Party {
    Number,
    Customer,
}

impl Party {
    fn choose(self, number: &str, customer: &str) -> String {
        match self {
            Party::Number => number.to_owned(),
            Party::Customer => customer.to_owned(),
        }
    }
}

/// `24:00 31.03`: midnight belongs to the day that it ends. Without the date when that is `beside`.
fn moment(at: NaiveDateTime, beside: Option<NaiveDate>) -> String {
    let midnight = at.hour() == 0 && at.minute() == 0;
    let day = match midnight {
        true => at.date().checked_sub_days(Days::new(1)).unwrap_or(at.date()),
        false => at.date(),
    };
    let time = if midnight {
        "24:00".to_owned()
    } else {
        hour_and_minute(at)
    };
    if beside == Some(day) {
        time
    } else {
        [&time, " ", &short_date(day)].concat()
    }
}

/// `в 13:08`, or `01.04 в 13:08` on another day than `beside`.
fn clock(at: NaiveDateTime, beside: NaiveDate) -> String {
    let time = hour_and_minute(at);
    if at.date() == beside {
        text!(panel.at_time, time = time.as_str())
    } else {
        text!(panel.at_date_time, date = short_date(at.date()), time = time)
    }
}

/// `31.03`, `31 Mar`.
fn short_date(day: NaiveDate) -> String {
    let full = date(day);
    let year = [
        if locale() == Locale::ru { "." } else { " " },
        &day.year().to_string(),
    ]
    .concat();
    full.strip_suffix(year.as_str()).unwrap_or(&full).to_owned()
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
