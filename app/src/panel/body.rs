//! What the panel shows of the selected call: head of the sheet, recordings, details, comment.

use leptos::prelude::*;

use call_journal_model::status::Status;
use call_journal_model::view::{CallDetails, CallParty, RecordingView, Surroundings};

use crate::journal::selection::Selection;
use crate::panel::api::load_call;
use crate::panel::assign::Assign;
use crate::panel::comment::Comment;
use crate::panel::details::Details;
use crate::panel::dial::Dial;
use crate::panel::drafts::Drafts;
use crate::panel::fresh::Fresh;
use crate::panel::player::{Deck, NowHeard, Recordings, heard_seconds};
use crate::panel::{CloseLink, KeepButtons, NotLoaded, NothingSelected, Waiting, names};
use crate::text;
use crate::ui::changing::changing;
use crate::ui::format::{date, hour_and_minute, length, when_text};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::json::PageJson;
use crate::ui::part::from_server;
use crate::ui::words;

/// Loads the selected call, and follows it.
#[component]
pub(super) fn Body() -> impl IntoView {
    let Selection { call, .. } = Selection::of_page();
    provide_context(Drafts::new());
    provide_context(Dial::new());
    provide_context(Assign::new());
    let deck = Deck::new();
    provide_context(deck);

    let details = Resource::<_, PageJson>::new_with_options(
        move || call.get(),
        |call| async move {
            match call {
                Some(call) => Some(load_call(call).await),
                None => None,
            }
        },
        false,
    );
    let fresh = Fresh::follow(call);
    let reload = Callback::new(move |()| {
        fresh.forget();
        details.refetch();
    });
    // What the server rendered has parts for readers without JavaScript; calls selected later need none.
    let served = from_server().then(|| call.get_untracked()).flatten();
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                match details.await {
                    None => view! { <NothingSelected/> }.into_any(),
                    Some(Ok(details)) => {
                        let plain = served == Some(details.summary.id);
                        view! { <Selected details fresh plain reload/> }.into_any()
                    }
                    Some(Err(error)) => view! { <NotLoaded error reload/> }.into_any(),
                }
            })}
        </Transition>
        {deck.audio()}
        <NowHeard deck/>
    }
    .into_any()
}

/// One call. Each block changes by itself when the call does: what is being heard, typed or read elsewhere stays.
#[component]
fn Selected(details: CallDetails, fresh: Fresh, plain: bool, reload: Callback<()>) -> impl IntoView {
    let Selection { call, .. } = Selection::of_page();
    let id = details.summary.id;
    let day = details.summary.started.date();
    let now = Memo::new(move |_| fresh.of(id).unwrap_or_else(|| details.clone()));
    let comment = Memo::new(move |_| now.read().comment.clone());
    let audio = Memo::new(move |_| audible(&now.read()));
    let heard = Memo::new(move |_| heard_seconds(&now.read().recordings));
    let route = RwSignal::new(false);
    let facts = Memo::new(move |before: Option<&CallDetails>| match before {
        // Whoever reads the route reads on; what changed meanwhile comes when it is closed.
        Some(before) if route.get() => before.clone(),
        _ => CallDetails {
            comment: None,
            ..now.get()
        },
    });
    let head = move || view! { <SheetHead details=StoredValue::new(facts.get())/> }.into_any();
    let recordings = move || {
        // Read, not tracked: a memo that was never read hears of nothing.
        let _ = audio.read();
        view! { <Recordings details=StoredValue::new(now.get_untracked()) comment plain reload/> }.into_any()
    };
    let details =
        move || view! { <Details details=StoredValue::new(facts.get()) route plain reload/> }.into_any();
    view! {
        // Another call was selected, and its details are on their way.
        <div class="panel-call" aria-busy=move || (call.get() != Some(id)).then_some("true")>
            {changing(head)}
            <div class="panel-scroll">
                <section class="blk records">
                    <header><h2>{text!(panel.records)}</h2><KeepButtons/></header>
                    {changing(recordings)}
                </section>
                {changing(details)}
                <Comment call=id day loaded=comment heard/>
            </div>
        </div>
    }
}

/// What the block of recordings shows of a call.
fn audible(details: &CallDetails) -> (Vec<RecordingView>, CallParty, Option<(Status, bool)>) {
    let call = &details.summary;
    let why_none = details
        .recordings
        .is_empty()
        .then_some((call.status, call.talk.is_none()));
    (details.recordings.clone(), call.party.clone(), why_none)
}

/// The head of the sheet: who, what, when; call back; close. Not seen in the docked panel.
#[component]
fn SheetHead(details: StoredValue<CallDetails>) -> impl IntoView {
    let (title, line, tel) = details.with_value(|details| {
        let call = &details.summary;
        let when = match use_context::<Surroundings>() {
            Some(Surroundings { today, .. }) => when_text(call.started, today),
            None => [date(call.started.date()), hour_and_minute(call.started)].join(", "),
        };
        let parts = [
            Some(words::status(call.status).to_owned()),
            Some(when),
            call.talk.map(length),
        ];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        (
            words::party(&call.party),
            line,
            call.party.number().and_then(names::tel),
        )
    });
    let call_back = text!(panel.call_back);
    let press = Dial::on_press(details.with_value(|details| details.summary.id));
    view! {
        <header class="shead">
            <CloseLink class="btn ico bare back" glyph=Glyph::Left label=text!(panel.back)/>
            <div class="tt"><b class="cut">{title}</b><span class="cut">{line}</span></div>
            {tel.map(|tel| view! {
                <a class="btn ico primary" href=tel rel="external" aria-label=call_back title=call_back on:click=press.clone()><Icon name=Glyph::Phone/></a>
            })}
            <CloseLink class="btn ico bare close" glyph=Glyph::Close label=text!(ui.close)/>
        </header>
    }
}
