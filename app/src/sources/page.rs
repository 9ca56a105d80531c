//! The page «Источники»: a table of the sources, read anew every few seconds.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::time::{Millis, Timestamp};

use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::load_surroundings;
use crate::sources::api::load_sources;
use crate::sources::{Link, Seen, SourceView, part};
use crate::text;
use crate::ui;
use crate::ui::changing::{changing, on_change};
use crate::ui::format::length;
use crate::ui::json::PageJson;
use crate::ui::part::Instead;

const AGAIN: Duration = Duration::from_secs(5);

/// The page, once its part is loaded.
#[component]
#[must_use]
pub fn SourcesPage() -> impl IntoView {
    let instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: |error, again| failed(text!(sources.title), &error, Some(again)),
    };
    ui::part::part(part::page, part::load, Signal::stored(true), instead)
}

/// The page's data, then the page.
#[component]
pub(super) fn Page() -> impl IntoView {
    let start = Resource::<_, PageJson>::new_with_options(
        || (),
        |()| async {
            let surroundings = load_surroundings().await?;
            let seen = load_sources().await?;
            Ok::<_, AppError>((surroundings, seen))
        },
        true,
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((surroundings, seen)) => {
                        let page = view! { <Sources seen/> }.into_any();
                        view! { <Frame surroundings section=Section::Sources page link=().into_any()/> }.into_any()
                    }
                    Err(error) => failed(text!(sources.title), &error, None),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Sources(seen: Seen) -> impl IntoView {
    let seen = RwSignal::new(seen);
    let failed = RwSignal::new(None::<AppError>);
    on_change(move || {
        let read = move || {
            spawn_local(async move {
                match load_sources().await {
                    Ok(now) => {
                        failed.try_set(None);
                        seen.try_set(now);
                    }
                    Err(error) => {
                        failed.try_set(Some(error));
                    }
                }
            });
        };
        if let Ok(reading) = set_interval_with_handle(read, AGAIN) {
            on_cleanup(move || reading.clear());
        }
    });
    let table = move || {
        seen.with(|seen| {
            if seen.sources.is_empty() {
                return view! { <p class="none">{text!(sources.none)}</p> }.into_any();
            }
            let rows: Vec<AnyView> = seen.sources.iter().map(|source| row(source, seen.now)).collect();
            view! {
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{text!(sources.pbx)}</th>
                            <th scope="col">{text!(sources.tap)}</th>
                            <th scope="col">{text!(sources.state)}</th>
                            <th scope="col">{text!(sources.last_event)}</th>
                            <th scope="col">{text!(sources.lag)}</th>
                            <th scope="col" class="num">{text!(sources.events)}</th>
                            <th scope="col" class="num">{text!(sources.rejected)}</th>
                        </tr>
                    </thead>
                    {rows}
                </table>
            }
            .into_any()
        })
    };
    let alert = move || failed.get().map(|error| error.sentence());
    view! {
        <main class="main sources">
            <header class="head"><h1>{text!(sources.title)}</h1><p>{text!(sources.about)}</p></header>
            <p role="alert" class="alert">{alert}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=text!(sources.title)>{changing(table)}</div>
        </main>
    }
    .into_any()
}

/// A source, and below it what went wrong last.
fn row(source: &SourceView, now: Timestamp) -> AnyView {
    let ago = |at: Timestamp| text!(sources.ago, time = length(now.since(at))).to_string();
    let (class, state) = match source.link {
        Link::Connecting { .. } => ("wait", text!(sources.connecting).to_owned()),
        Link::Connected { since } => (
            "on",
            text!(sources.connected, time = length(now.since(since))).to_string(),
        ),
        Link::Waiting { refused, until } => {
            let again = length(until.since(now));
            (
                "off",
                match refused {
                    true => text!(sources.refused, time = again).to_string(),
                    false => text!(sources.lost, time = again).to_string(),
                },
            )
        }
    };
    let error = source.last_error.as_ref().map(|(at, error)| {
        view! { <tr class="error"><td></td><td colspan="6"><b>{ago(*at)}</b>" "{error.clone()}</td></tr> }
    });
    view! {
        <tbody>
            <tr>
                <th scope="row">{source.pbx.clone()}</th>
                <td>{tap(&source.tap)}</td>
                <td><span class=["state ", class].concat()>{state}</span></td>
                <td>{source.last_event.map_or_else(|| "—".to_owned(), ago)}</td>
                <td>{source.lag.map_or_else(|| "—".to_owned(), lag)}</td>
                <td class="num">{source.events.to_string()}</td>
                <td class="num">{source.rejected.to_string()}</td>
            </tr>
            {error}
        </tbody>
    }
    .into_any()
}

/// `0,2 с`
fn lag(lag: Millis) -> String {
    let tenths = lag.0 / 100;
    text!(sources.seconds, whole = tenths / 10, tenths = tenths % 10).to_string()
}

/// By which way a PBX is heard, in words.
fn tap(tap: &str) -> String {
    match tap {
        "manager" => text!(sources.tap_manager).to_owned(),
        "cel" => text!(sources.tap_cel).to_owned(),
        "cdr" => text!(sources.tap_cdr).to_owned(),
        "demo" => text!(sources.tap_demo).to_owned(),
        "recordings" => text!(sources.tap_recordings).to_owned(),
        other => other.to_owned(),
    }
}
