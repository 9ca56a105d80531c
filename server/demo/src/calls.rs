//! The history: what the PBX said up to a moment.

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::PbxEvent;
use chrono::{Days, NaiveDate};

use crate::clock;
use crate::company::Company;
use crate::expected::ScriptedCall;
use crate::office;

/// Days of history that the demo shows.
pub const DAYS: u32 = 90;

/// All events of the calls that were over at `end`, of that day and the `days - 1` days before it, in the order in which
/// the PBX told them. About 12 000 calls for [`DAYS`]. A day that is over gives the same events for every later `end`.
pub fn calls(company: &Company, end: Timestamp, days: u32) -> impl Iterator<Item = PbxEvent> + '_ {
    let mut days = days_up_to(company, end, days);
    // Events of calls that go on past midnight wait for their day here.
    let mut ahead: Vec<(Timestamp, PbxEvent)> = Vec::new();
    let mut finished = false;
    std::iter::from_fn(move || {
        if finished {
            return None;
        }
        let Some(day) = days.next() else {
            finished = true;
            return Some(std::mem::take(&mut ahead));
        };
        ahead.extend(over_by(company, day, end).flat_map(|call| call.events));
        ahead.sort_by_key(|(at, _)| *at);
        let next_day = day
            .checked_add_days(Days::new(1))
            .map(|next| clock::midnight(next, company.zone));
        let later = next_day.map_or(ahead.len(), |next| ahead.partition_point(|(at, _)| *at < next));
        let later = ahead.split_off(later);
        Some(std::mem::replace(&mut ahead, later))
    })
    .flatten()
    .map(|(_, event)| event)
}

/// The same calls with what each of them was, by the time of their beginning.
pub fn scripted(company: &Company, end: Timestamp, days: u32) -> impl Iterator<Item = ScriptedCall> + '_ {
    days_up_to(company, end, days).flat_map(move |day| over_by(company, day, end))
}

fn days_up_to(company: &Company, end: Timestamp, days: u32) -> impl Iterator<Item = NaiveDate> {
    let today = clock::day_of(end, company.zone);
    let first = today
        .checked_sub_days(Days::new(u64::from(days.saturating_sub(1))))
        .unwrap_or(today);
    first.iter_days().take_while(move |day| *day <= today)
}

fn over_by(company: &Company, day: NaiveDate, end: Timestamp) -> impl Iterator<Item = ScriptedCall> {
    let is_over = move |call: &ScriptedCall| call.events.last().is_none_or(|(at, _)| *at <= end);
    office::calls_of(company, day).into_iter().filter(is_over)
}
