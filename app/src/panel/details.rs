//! The block «Сведения о звонке»: the reason, who, when, over which line. Sentences of the reason are `reason`'s.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::js_sys;

use call_journal_model::access::Act;
use call_journal_model::call::Direction;
use call_journal_model::filter::Filter;
use call_journal_model::status::Status;
use call_journal_model::view::CallDetails;

use crate::journal::live::Live;
use crate::journal::selection::Selection;
use crate::panel::assign::AssignOutcome;
use crate::panel::dial::{Dial, DialState};
use crate::panel::hold::Hold;
use crate::panel::party::{Copy, may, party};
use crate::panel::reason::{Tone, Until, Why, why};
use crate::panel::route::{RouteDialog, RouteTable};
use crate::panel::{links, names};
use crate::text;
use crate::ui::changing::{changing_text, on_change};
use crate::ui::format::{date, hour_and_minute, hour_minute_second, length};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::words;

/// The block «Сведения о звонке».
#[component]
pub(super) fn Details(
    details: StoredValue<CallDetails>,
    /// Whether the route's dialog is open.
    route: RwSignal<bool>,
    plain: bool,
    reload: Callback<()>,
) -> impl IntoView {
    let (why, began, legs) = details.with_value(|details| {
        let call = &details.summary;
        let began = [
            names::direction(call.direction).to_owned(),
            [date(call.started.date()), hour_and_minute(call.started)].join(", "),
        ];
        (why(details), began.join(" · "), details.legs.len())
    });
    view! {
        <section class="blk details">
            <header>
                <h2>{text!(panel.title)}</h2>
                <span class="began">{began}</span>
            </header>
            {why.map(|why| view! { <Reason why details reload/> })}
            <DialState call=details.with_value(|details| details.summary.id)/>
            <AssignOutcome call=details.with_value(|details| details.summary.id)/>
            <dl class="dl">{details.with_value(facts)}</dl>
            {(legs > 0).then(|| view! {
                <p class="more">
                    <button type="button" class="btn" on:click=move |_| route.set(true)>
                        <Icon name=Glyph::Route/>{text!(panel.route)}
                    </button>
                </p>
                <RouteDialog details open=route/>
                {plain.then(|| view! {
                    <div class="no-script route-plain"><h3>{text!(panel.route)}</h3><RouteTable details/></div>
                })}
            })}
            {may(Act::Configure).then(|| details.with_value(|details| {
                view! { <Hold call=details.summary.id held=details.held/> }
            }))}
        </section>
    }
}

/// The card that says why, and what to do.
#[component]
fn Reason(why: Why, details: StoredValue<CallDetails>, reload: Callback<()>) -> impl IntoView {
    let Why {
        tone,
        heading,
        sentence,
        until,
        decided_by,
        call_back,
    } = why;
    let (class, mark) = match tone {
        Tone::Act => (
            "why",
            view! { <span class="bang" aria-hidden="true">"!"</span> }.into_any(),
        ),
        Tone::Lost => (
            "why lostv",
            view! { <span class="bang" aria-hidden="true">"!"</span> }.into_any(),
        ),
        Tone::Settled => ("why okv", view! { <Icon name=Glyph::Check/> }.into_any()),
        Tone::Plain => ("why plainv", view! { <Icon name=Glyph::Info/> }.into_any()),
        Tone::Live => (
            "why livev",
            view! { <span class="beat" aria-hidden="true"></span> }.into_any(),
        ),
        Tone::First => (
            "why firstv",
            view! { <Icon name=Glyph::FirstContact/> }.into_any(),
        ),
    };
    let heading_class = if tone == Tone::Lost { "lost" } else { "" };
    let selection = Selection::of_page();
    let link = decided_by.map(|(call, words)| {
        let href = links::address_of(Some(call));
        view! { <p><a href=href on:click=links::on_press(selection, Some(call))>{words}</a></p> }
    });
    let call = details.with_value(|details| details.summary.id);
    let tel = details.with_value(|details| {
        let number = details.summary.party.number();
        number.filter(|_| call_back).and_then(names::tel)
    });
    view! {
        <div class=class>
            {mark}
            <p class="h"><span class=heading_class>{heading}</span></p>
            {sentence.map(|sentence| view! { <p>{sentence}</p> })}
            {until.map(|until| view! { <TimeLeft until reload/> })}
            {link}
            {tel.map(|tel| view! {
                <p class="acts">
                    <a class="btn primary" href=tel rel="external" on:click=Dial::on_press(call)><Icon name=Glyph::Phone/>{text!(panel.call_back)}</a>
                </p>
            })}
        </div>
    }
}

/// Until when there is time; how long that is only the browser can tell, as it goes on while one looks.
#[component]
fn TimeLeft(until: Until, reload: Callback<()>) -> impl IntoView {
    let left = RwSignal::new(None::<i64>);
    let Until {
        at,
        text,
        will_be_lost,
    } = until;
    on_change(move || {
        #[allow(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
        let measure = move || {
            let now = at.0 - js_sys::Date::now() as i64;
            let before = left.get_untracked();
            if before.is_none_or(|before| before / 60_000 != now / 60_000 || (before > 0) != (now > 0)) {
                left.set(Some(now));
            }
            if before.is_some_and(|before| before > 0) && now <= 0 {
                reload.run(());
            }
        };
        measure();
        if let Ok(timer) = set_interval_with_handle(measure, Duration::from_secs(5)) {
            on_cleanup(move || timer.clear());
        }
    });
    let remaining = move || left.get().filter(|left| *left > 0).map(|left| left / 60_000);
    let until = StoredValue::new(text);
    let first = move || match (remaining(), left.get()) {
        (Some(0), _) => text!(panel.left_moment).to_owned(),
        (Some(minutes), _) if minutes < 60 => text!(panel.left_minutes, minutes = minutes).to_string(),
        (Some(minutes), _) => text!(panel.left, hours = minutes / 60, minutes = minutes % 60).to_string(),
        (None, Some(_)) => {
            until.with_value(|until| text!(panel.left_nothing, until = until.as_str()).to_string())
        }
        (None, None) => until.with_value(|until| text!(panel.left_until, until = until.as_str()).to_string()),
    };
    let second = move || {
        let then = if will_be_lost {
            text!(panel.then_lost)
        } else {
            text!(panel.then_stays)
        };
        match remaining() {
            Some(_) => until.with_value(|until| {
                text!(panel.left_before, until = until.as_str(), then = then).to_string()
            }),
            None if left.get().is_some() => text!(panel.left_reload).to_owned(),
            None => [" — ", then].concat(),
        }
    };
    view! { <p class="s"><b>{first}</b><span>{second}</span></p> }
}

/// The facts as pairs of label and value.
fn facts(details: &CallDetails) -> Vec<AnyView> {
    let call = &details.summary;
    let mut facts = party(call);
    let who = match (call.direction, call.status) {
        (Direction::In, Status::NoAnswer | Status::Lost) => text!(panel.rang_last),
        (Direction::Internal, _) => text!(panel.called),
        _ if call.employees.len() > 1 => text!(panel.employees),
        _ => text!(panel.employee),
    };
    let employees = match (&call.employees[..], &call.destination) {
        ([], destination) => destination.as_ref().map(words::place),
        (employees, _) => Some(
            employees
                .iter()
                .map(words::person_with_extension)
                .collect::<Vec<_>>()
                .join(", "),
        ),
    };
    facts.extend(employees.map(|employees| fact(who, employees)));
    let answered = details
        .answered
        .map_or_else(|| "—".to_owned(), hour_minute_second);
    facts.push(fact(text!(panel.answered), answered));
    facts.push(fact(
        text!(panel.ended),
        details.ended.map_or_else(|| "—".to_owned(), hour_minute_second),
    ));
    facts.push(duration(details));
    let line = details.line_name.clone().zip(details.line.clone());
    facts.extend(line.map(|(name, line)| {
        let only = Filter {
            line: Some(line),
            ..Filter::default()
        };
        narrowing(text!(panel.line), name, &only)
    }));
    facts.extend(details.channel.clone().map(|channel| {
        let only = Filter {
            channel: Some(channel.clone()),
            ..Filter::default()
        };
        narrowing(text!(panel.channel), channel, &only)
    }));
    facts.extend(details.source_ids.iter().enumerate().map(|(index, id)| {
        view! {
            {(index == 0).then(|| view! { <dt class="act">{text!(panel.identifier)}</dt> })}
            <dd class="id">
                <span class="cut" title=id.clone()>{id.clone()}</span>
                <span class="acts"><Copy what=id.clone() label=text!(panel.copy_identifier)/></span>
            </dd>
        }
        .into_any()
    }));
    facts
}

/// How long the whole call took, ringing included; it grows while the call goes on.
fn duration(details: &CallDetails) -> AnyView {
    let (so_far, began) = (details.duration, details.summary.started_at);
    let now = use_context::<Live>()
        .filter(|_| details.ended.is_none())
        .map(|live| live.now);
    let value = changing_text(move || length(now.map_or(so_far, |now| now.get().since(began))));
    view! { <dt>{text!(panel.duration)}</dt><dd>{value}</dd> }.into_any()
}

pub(super) fn fact(label: &'static str, value: String) -> AnyView {
    view! { <dt>{label}</dt><dd>{value}</dd> }.into_any()
}

/// A fact that leads to all calls of which it is one.
fn narrowing(label: &'static str, value: String, only: &Filter) -> AnyView {
    let href = ["/?", &only.to_query()].concat();
    view! { <dt>{label}</dt><dd><a href=href title=text!(panel.all_such_calls)>{value}</a></dd> }.into_any()
}
