//! The route as plain text, for a letter or a ticket.

use call_journal_model::call::LegResult;
use call_journal_model::view::{CallDetails, LegView};

use crate::panel::names;
use crate::panel::route::{figures, footnote, outcome, subtitle, transferred};
use crate::text;
use crate::ui::format::{hour_minute_second, talk_time};

/// The route, a line each leg.
pub(super) fn plain_text(details: &CallDetails) -> String {
    let mut lines = vec![[text!(panel.route), ": ", &subtitle(details)].concat()];
    lines.extend(
        figures(details)
            .into_iter()
            .map(|(label, value)| [label, ": ", &value].concat()),
    );
    lines.push(String::new());
    for (index, leg) in details.legs.iter().enumerate() {
        lines.extend(leg.transfer.as_ref().map(transferred));
        lines.push(line(index, leg));
    }
    lines.push(String::new());
    lines.push(footnote(details));
    // A name is somebody else's text: it gets no lines of its own.
    let one_line = |line: String| line.replace(char::is_control, " ");
    lines.into_iter().map(one_line).collect::<Vec<_>>().join("\n")
}

/// `3. 16:31:35–16:35:51  Медоварня (+7 …) → Белов Руслан (203): ответили, 0:03:47`
fn line(index: usize, leg: &LegView) -> String {
    let number = (index + 1).to_string();
    let ended = leg.ended.map_or_else(|| "…".to_owned(), hour_minute_second);
    let (_, _, result) = outcome(leg);
    let talk = (leg.result == LegResult::Answered).then(|| [", ", &talk_time(Some(leg.talk))].concat());
    let consultation = leg
        .consultation
        .then(|| [", ", text!(panel.consultation)].concat());
    [
        &number,
        ". ",
        &hour_minute_second(leg.started),
        "–",
        &ended,
        "  ",
        &names::leg_end_text(&leg.from),
        " → ",
        &names::leg_end_text(&leg.to),
        ": ",
        result,
        &talk.unwrap_or_default(),
        &consultation.unwrap_or_default(),
    ]
    .concat()
}
