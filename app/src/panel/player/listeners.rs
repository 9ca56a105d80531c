//! Who heard the recordings of the call.

use leptos::prelude::*;

use call_journal_model::view::{CallDetails, Heard, Listening, RecordingView};

use super::is_heard;
use crate::text;
use crate::ui::format::{date, hour_and_minute};

/// A line that opens the list; nothing while nobody did.
pub(super) fn listeners(details: &CallDetails) -> AnyView {
    if details.listened.is_empty() {
        return ().into_any();
    }
    let day = details.summary.started.date();
    let parts: Vec<&RecordingView> = details.recordings.iter().filter(|part| is_heard(part)).collect();
    let line = |one: &Listening| {
        let what = match one.what {
            Heard::Listened => text!(panel.listened_heard),
            Heard::Downloaded => text!(panel.listened_saved),
        };
        let time = match one.at.date() == day {
            true => hour_and_minute(one.at),
            false => [date(one.at.date()), hour_and_minute(one.at)].join(", "),
        };
        let part = parts.iter().position(|part| part.id == one.recording);
        let part = part.filter(|_| parts.len() > 1);
        let part = part.map(|at| [", ", &text!(panel.listened_part, number = at + 1).to_string()].concat());
        let who = match one.who.as_str() {
            "" => text!(panel.listened_nobody).to_owned(),
            name => name.to_owned(),
        };
        view! { <li><b>{who}</b>" "{what}{part}<span class="t">{time}</span></li> }.into_any()
    };
    let lines: Vec<AnyView> = details.listened.iter().map(line).collect();
    let title = text!(panel.listened, count = lines.len()).to_string();
    view! { <details class="listened"><summary>{title}</summary><ul>{lines}</ul></details> }.into_any()
}
