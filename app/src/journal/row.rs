//! One row of the table: what a call looks like. Which row is selected or has the focus is `table`'s.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::reactive::computed::Selector;

use call_journal_model::call::{CallId, Direction};
use call_journal_model::status::Status;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{CallParty, CallSummary};

use crate::journal::live::Live;
use crate::journal::place::Place;
use crate::journal::rows::{Line, LineField};
use crate::text;
use crate::ui::changing::{changing, changing_text};
use crate::ui::format::{self, When};
use crate::ui::highlight::marked;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::words;

/// What all rows look at.
#[derive(Clone)]
pub struct RowContext {
    /// What stands in the search box.
    pub searched: Memo<String>,
    /// The selected call.
    pub selected: Selector<Option<CallId>>,
    /// The row that the Tab key reaches; `None` as long as there is no JavaScript: then each link is reached.
    pub active: Selector<Option<CallId>>,
    /// Whether the page has come to life.
    pub alive: RwSignal<bool>,
}

/// A row.
#[component]
pub fn CallRow(line: LineField) -> impl IntoView {
    let RowContext {
        searched,
        selected,
        active,
        alive,
    } = expect_context();
    let place = Place::of_page();
    let live = Live::of_page();
    let id = line.key();
    // A row that was just taken out of the store may be asked once more before it leaves the page.
    let class = move || line.try_read().map(|line| classes(&line));
    let href = move || place.with_call(Some(id));
    let link_tabindex = move || alive.get().then_some("-1");
    let cells = move || match line.try_read() {
        Some(line) => cells(&line.call, live, &searched.read(), href, link_tabindex),
        None => ().into_any(),
    };
    let is_selected = move || selected.selected(&Some(id));
    let tabindex = move || {
        alive
            .get()
            .then(|| if active.selected(&Some(id)) { "0" } else { "-1" })
    };
    view! {
        <tr
            id=row_id(id)
            role="row"
            data-call=id.0
            class=class
            aria-selected=move || is_selected().to_string()
            tabindex=tabindex
        >
            {changing(cells)}
        </tr>
    }
    .into_any()
}

/// The id of a call's row in the document.
#[must_use]
pub fn row_id(id: CallId) -> String {
    ["call-", &id.0.to_string()].concat()
}

fn cells<Href, Reached>(
    call: &CallSummary,
    live: Live,
    searched: &str,
    href: Href,
    link_tabindex: Reached,
) -> AnyView
where
    Href: Fn() -> String + Send + 'static,
    Reached: Fn() -> Option<&'static str> + Send + 'static,
{
    let party = words::party(&call.party);
    let employees = words::employees(call);
    view! {
        <td role="gridcell" class="ind">{indicator(call)}</td>
        <td role="gridcell" class="when">{when(call, live.today.get())}</td>
        <td role="gridcell" class="who cut" title=party_title(call)>
            <a href=href data-noscroll="" tabindex=link_tabindex>{marked(&party, searched)}</a>
        </td>
        <td role="gridcell" class="emp cut" title=employees.clone()>{marked(&employees, searched)}</td>
        <td role="gridcell" class="stt">{status(call)}</td>
        <td role="gridcell" class="talk">{talk(call, live.now)}</td>
    }
    .into_any()
}

fn classes(line: &Line) -> String {
    let Line { call, starts_day } = line;
    let kind = match (call.direction, call.status) {
        (_, Status::Ringing | Status::Talking) => "live",
        (_, Status::NoAnswer) => "k-miss",
        (_, Status::Lost) => "k-lost",
        (_, Status::Cancelled) => "k-cancel",
        (Direction::In, _) => "k-in",
        (Direction::Out, _) => "k-out",
        (Direction::Internal, _) => "k-internal",
    };
    let unregistered = matches!(call.party, CallParty::Unregistered { .. } | CallParty::Withheld);
    let mut classes = ["row ", kind].concat();
    for (class, set) in [
        (" unreg", unregistered),
        (" attn", call.attention),
        (" day", *starts_day),
    ] {
        if set {
            classes.push_str(class);
        }
    }
    classes
}

fn indicator(call: &CallSummary) -> Option<AnyView> {
    if call.attention {
        Some(said(None, text!(status.attention), "bang drawn"))
    } else {
        call.first_contact
            .then(|| said(Some(Glyph::FirstContact), text!(status.first_contact), "lead"))
    }
}

fn when(call: &CallSummary, today: NaiveDate) -> impl IntoView + use<> {
    let (glyph, word) = words::direction(call);
    let When { day, time } = format::when(call.started, today);
    let full = [
        &format::date(call.started.date()),
        ", ",
        &format::hour_minute_second(call.started),
    ]
    .concat();
    view! {
        {said(Some(glyph), word, "dir")}
        <time datetime=format::iso(call.started) title=full>
            {day.map(|day| view! { <span class="d">{day}</span>" " }.into_any())}
            {time}
        </time>
    }
}

fn status(call: &CallSummary) -> impl IntoView + use<> {
    let class = if call.status == Status::Lost { "lost" } else { "st" };
    let live = matches!(call.status, Status::Ringing | Status::Talking);
    view! {
        <span class=class title=call.reason.map(words::reason)>
            {live.then(|| view! { <span class="beat"></span> }.into_any())}
            {words::status(call.status)}
        </span>
    }
}

/// The time talked; of a call that goes on, a clock that runs.
fn talk(call: &CallSummary, now: RwSignal<Timestamp>) -> impl IntoView + use<> {
    let (talk, running) = (call.talk, call.running);
    let time = changing_text(move || match running {
        Some(running) => format::length(running.at(now.get())),
        None => format::talk_time(talk),
    });
    view! {
        {call.has_comment.then(|| said(Some(Glyph::Comment), text!(status.has_comment), ""))}
        <span class:none={talk.is_none() && running.is_none()}>{time}</span>
    }
}

/// The whole of what the cell may have to cut, and the contact person and number behind a customer's name.
fn party_title(call: &CallSummary) -> String {
    match &call.party {
        CallParty::Customer {
            name,
            contact,
            number,
            ..
        } => {
            let contact = contact.as_ref().map(|(_, name)| name.as_str());
            let parts = [Some(name.as_str()), contact, Some(number.display.as_str())];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        CallParty::Unregistered {
            number,
            name: Some(name),
        } => [&number.display, " · ", name].concat(),
        party => words::party(party),
    }
}

/// A picture that stands for a word: read aloud, and shown as a tooltip. Without a glyph the stylesheet draws it.
fn said(glyph: Option<Glyph>, word: &'static str, class: &'static str) -> AnyView {
    let picture = glyph.map(|name| view! { <Icon name/> }.into_any());
    view! {
        <span class=["said ", class].concat() role="img" aria-label=word title=word>{picture}</span>
    }
    .into_any()
}
