//! Calls beside a card: what they add up to, and the latest ones.

use leptos::prelude::*;

use call_journal_model::customer::{CallsBeside, CommentOfCall, CustomerFigures};
use call_journal_model::time::Millis;
use call_journal_model::view::CallSummary;
use chrono::NaiveDate;

use crate::text;
use crate::ui::format::{length, talk_time, when_text};
use crate::ui::icon::Icon;
use crate::ui::words;

/// The latest calls, each a link to the journal.
pub(super) fn calls(beside: &CallsBeside, today: NaiveDate) -> AnyView {
    if beside.calls.is_empty() {
        return view! { <p class="none">{text!(customers.no_calls)}</p> }.into_any();
    }
    let lines: Vec<AnyView> = beside.calls.iter().map(|call| line(call, today)).collect();
    let left = u32::try_from(beside.calls.len()).unwrap_or(u32::MAX);
    let more = beside.figures.calls.saturating_sub(left);
    let more = (more > 0).then(|| {
        let words = text!(customers.more_calls, count = more).to_string();
        view! { <p class="none">{words}</p> }.into_any()
    });
    view! { <ul class="call-list">{lines}</ul>{more} }.into_any()
}

fn line(call: &CallSummary, today: NaiveDate) -> AnyView {
    let (glyph, direction) = words::direction(call);
    let missed = matches!(glyph, crate::ui::icon::Glyph::Missed);
    let who = words::employees(call);
    let when = when_text(call.started, today);
    let second = if who.is_empty() {
        when
    } else {
        [&who, " · ", &when].concat()
    };
    let href = ["/?call=", &call.id.0.to_string()].concat();
    view! {
        <li class:missed=missed>
            <a href=href>
                <span class="ic" title=direction><Icon name=glyph/></span>
                <b>{words::status(call.status)}</b>
                <span class="num">{talk_time(call.talk)}</span>
                <span class="s">{second}</span>
            </a>
        </li>
    }
    .into_any()
}

/// What all calls add up to.
pub(super) fn figures(figures: &CustomerFigures) -> AnyView {
    let figure =
        |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any();
    let all = vec![
        figure(text!(customers.figure_calls), figures.calls.to_string()),
        figure(text!(customers.figure_incoming), figures.incoming.to_string()),
        figure(text!(customers.figure_outgoing), figures.outgoing.to_string()),
        figure(text!(customers.figure_missed), figures.missed.to_string()),
        figure(text!(customers.figure_lost), figures.lost.to_string()),
        figure(text!(customers.figure_talked), length(Millis(figures.talked_ms))),
    ];
    view! { <dl class="figures">{all}</dl> }.into_any()
}

/// What was written about the calls.
pub(super) fn comments(comments: &[CommentOfCall], today: NaiveDate) -> AnyView {
    if comments.is_empty() {
        return ().into_any();
    }
    let line = |comment: &CommentOfCall| {
        let href = ["/?call=", &comment.call.0.to_string()].concat();
        let by = [&comment.author, " · ", &when_text(comment.started, today)].concat();
        view! { <li><p class="t">{comment.text.clone()}</p><a class="s" href=href>{by}</a></li> }.into_any()
    };
    let lines: Vec<AnyView> = comments.iter().map(line).collect();
    view! { <h2>{text!(customers.comments)}</h2><ul class="comments">{lines}</ul> }.into_any()
}
