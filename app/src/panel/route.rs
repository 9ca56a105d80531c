//! «Детализация звонка»: every attempt and talk inside the call. A dialog; where there is no JavaScript, a table in
//! the page. Bars and their scale are `bars`, the plain text is `plain_text`.

mod bars;
mod plain_text;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::call::{LegResult, TransferKind};
use call_journal_model::time::Millis;
use call_journal_model::view::{CallDetails, LegEnd, LegView, PlaceKind, TransferView};

use crate::panel::names;
use crate::panel::route::bars::{Bar, Scale};
use crate::panel::route::plain_text::plain_text;
use crate::text;
use crate::ui::clipboard::copy;
use crate::ui::dialog::Dialog;
use crate::ui::format::{date, hour_minute_second, length, talk_time};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::words;

/// The dialog with the route.
#[component]
pub(super) fn RouteDialog(details: StoredValue<CallDetails>, open: RwSignal<bool>) -> impl IntoView {
    let subtitle = details.with_value(subtitle);
    view! {
        <Dialog
            open
            on_close=Callback::new(move |()| open.set(false))
            title=text!(panel.route)
            subtitle=subtitle
            class="route-dialog"
        >
            <Summary details/>
            <div class="route-scroll" tabindex="0" role="region" aria-label=text!(panel.route)>
                <RouteTable details/>
            </div>
            <footer>
                <p class="note">{details.with_value(footnote)}</p>
                <CopyText details/>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{text!(ui.close)}</button>
            </footer>
        </Dialog>
    }
}

/// `Медоварня · входящий · 14.10.2026, 16:31:08`
pub(super) fn subtitle(details: &CallDetails) -> String {
    let call = &details.summary;
    let when = [date(call.started.date()), hour_minute_second(call.started)].join(", ");
    [
        &words::party(&call.party),
        names::direction(call.direction),
        &when,
    ]
    .join(" · ")
}

/// Figures of the call: label and value.
pub(super) fn figures(details: &CallDetails) -> Vec<(&'static str, String)> {
    let call = &details.summary;
    let waited = details.answered.map(|answered| {
        let waited = answered.signed_duration_since(call.started).num_milliseconds();
        (text!(panel.route_waited), length(Millis(waited.max(0))))
    });
    let transfers = details.legs.iter().filter(|leg| leg.transfer.is_some()).count();
    let mut figures: Vec<_> = waited.into_iter().collect();
    figures.push((text!(panel.route_talk), talk_time(call.talk)));
    figures.push((text!(panel.duration), length(details.duration)));
    if transfers > 0 {
        figures.push((text!(panel.route_transfers), transfers.to_string()));
    }
    figures.extend(details.line.clone().map(|line| (text!(panel.line), line)));
    figures.extend(
        details
            .source_ids
            .first()
            .map(|id| (text!(panel.identifier), id.clone())),
    );
    figures
}

#[component]
fn Summary(details: StoredValue<CallDetails>) -> impl IntoView {
    let figures = details.with_value(figures).into_iter();
    let figure = |(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    view! { <dl class="rsum">{figures.map(figure).collect_view()}</dl> }
}

/// The table of legs.
#[component]
pub(super) fn RouteTable(details: StoredValue<CallDetails>) -> impl IntoView {
    details.with_value(|details| {
        let scale = Scale::of(&details.legs);
        let rows: Vec<AnyView> = details
            .legs
            .iter()
            .enumerate()
            .flat_map(|(index, leg)| [leg.transfer.as_ref().map(heading), Some(row(index, leg, scale))])
            .flatten()
            .collect();
        view! {
            <table class="route">
                <thead>
                    <tr>
                        <th scope="col">"№"</th>
                        <th scope="col">{text!(panel.route_start)}</th>
                        <th scope="col">{text!(panel.route_from)}</th>
                        <th scope="col">{text!(panel.route_to)}</th>
                        <th scope="col">{text!(panel.route_end)}</th>
                        <th scope="col">{text!(panel.route_result)}</th>
                        <th scope="col" class="leg-talk">{text!(panel.route_talk)}</th>
                        <th scope="col" class="leg-course">{text!(panel.route_course)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    })
}

fn heading(transfer: &TransferView) -> AnyView {
    view! { <tr class="g"><td colspan="8"><Icon name=Glyph::Transfer/>{transferred(transfer)}</td></tr> }
        .into_any()
}

/// «Иванов Пётр (303) перевёл(а) звонок на Фёдоров Борис (301)»
pub(super) fn transferred(transfer: &TransferView) -> String {
    let by = names::leg_end_text(&transfer.by);
    let to = names::leg_end_text(&transfer.to);
    let (by, to) = (by.as_str(), to.as_str());
    match transfer.kind {
        TransferKind::Blind | TransferKind::Attended => text!(panel.transfer, by = by, to = to).to_string(),
        TransferKind::Parking => text!(panel.transfer_parking, by = by, to = to).to_string(),
        TransferKind::Pickup if by == to => text!(panel.transfer_pickup_alone, to = to).to_string(),
        TransferKind::Pickup => text!(panel.transfer_pickup, by = by, to = to).to_string(),
    }
}

fn row(index: usize, leg: &LegView, scale: Scale) -> AnyView {
    let (class, glyph, word) = outcome(leg);
    let talked = leg.result == LegResult::Answered;
    let talk = talk_time(talked.then_some(leg.talk));
    let ended = leg.ended.map_or_else(|| "—".to_owned(), hour_minute_second);
    view! {
        <tr class:consultation=leg.consultation>
            <td class="leg-n">{index + 1}</td>
            <td class="leg-since">{hour_minute_second(leg.started)}</td>
            <td class="leg-from">{end(&leg.from)}</td>
            <td class="leg-to">{end(&leg.to)}</td>
            <td class="leg-until"><span class="till">{text!(panel.route_till)}" "</span>{ended}</td>
            <td class="leg-res">
                <span class=["st ", class].concat()><Icon name=glyph/>{word}</span>
                {leg.consultation.then(|| view! { <small>{text!(panel.consultation)}</small> })}
            </td>
            <td class="leg-talk" class:none=!talked>{talk}</td>
            <td class="leg-course"><Bar leg=leg.clone() scale/></td>
        </tr>
    }
    .into_any()
}

fn end(end: &LegEnd) -> impl IntoView + use<> {
    let (name, number) = names::leg_end(end);
    let whole = names::leg_end_text(end);
    view! { <span class="leg-end" title=whole><span class="cut">{name}</span>{number.map(|number| view! { <small>{number}</small> })}</span> }
}

/// How a leg ended: class, picture, word.
pub(super) fn outcome(leg: &LegView) -> (&'static str, Glyph, &'static str) {
    let place = match &leg.to {
        LegEnd::Place(place) => Some(place.kind),
        LegEnd::Employee(_) | LegEnd::Outside { .. } => None,
    };
    match leg.result {
        LegResult::Ringing => ("live", Glyph::Ringing, text!(panel.leg_ringing)),
        LegResult::Answered => ("ok", Glyph::Check, text!(panel.leg_answered)),
        LegResult::Machine => ("mu", Glyph::Info, machine(place)),
        LegResult::NoAnswer => ("no", Glyph::Close, text!(panel.leg_no_answer)),
        LegResult::Busy => ("no", Glyph::Close, text!(panel.leg_busy)),
        LegResult::Failed => ("no", Glyph::Warning, text!(panel.leg_failed)),
        LegResult::Cancelled => ("mu", Glyph::Close, text!(panel.leg_cancelled)),
        LegResult::AnsweredElsewhere => ("mu", Glyph::People, text!(panel.leg_elsewhere)),
    }
}

fn machine(place: Option<PlaceKind>) -> &'static str {
    match place {
        Some(PlaceKind::Menu) => text!(panel.leg_menu),
        Some(PlaceKind::Queue | PlaceKind::Group) => text!(panel.leg_queue),
        Some(PlaceKind::Voicemail) => text!(panel.leg_voicemail),
        Some(PlaceKind::Announcement) => text!(panel.leg_announcement),
        Some(PlaceKind::Parking) => text!(panel.leg_parking),
        Some(PlaceKind::Conference) => text!(panel.leg_conference),
        None => text!(panel.leg_machine),
    }
}

/// What does not count as talk, with the numbers of the consultations.
pub(super) fn footnote(details: &CallDetails) -> String {
    let numbered = details.legs.iter().enumerate();
    let consultations: Vec<String> = numbered
        .filter(|(_, leg)| leg.consultation)
        .map(|(index, _)| (index + 1).to_string())
        .collect();
    let parts = consultations.join(", ");
    match consultations.len() {
        0 => text!(panel.route_note).to_owned(),
        1 => text!(panel.route_note_part, part = parts).to_string(),
        _ => text!(panel.route_note_parts, parts = parts).to_string(),
    }
}

/// Puts the route on the clipboard, to be pasted into a letter.
#[component]
fn CopyText(details: StoredValue<CallDetails>) -> impl IntoView {
    let (done, set_done) = signal(None::<bool>);
    let press = move |_| {
        let text = details.with_value(plain_text);
        spawn_local(async move {
            let worked = copy(text).await;
            let _ = set_done.try_set(Some(worked));
            set_timeout(
                move || {
                    let _ = set_done.try_set(None);
                },
                Duration::from_secs(3),
            );
        });
    };
    let label = move || match done.get() {
        None => text!(panel.route_copy),
        Some(true) => text!(panel.copied),
        Some(false) => text!(panel.not_copied),
    };
    view! {
        <button type="button" class="btn copy" on:click=press>
            <Icon name=Glyph::Copy/>
            {label}
        </button>
        // Beside the button: inside it, it would be no part of the button's name.
        <span class="vh" role="status">{move || done.get().is_some().then(label)}</span>
    }
}
