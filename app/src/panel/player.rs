//! The block «Записи разговора»: a player for the parts of one call. What sounds is `sound`, on the page's one `deck`; here
//! is what is seen.

mod controls;
mod deck;
mod hearing;
mod keys;
mod listeners;
mod marks;
mod media;
mod now;
mod parts;
mod sides;
mod sound;
mod wave;
mod whole;

pub(super) use deck::Deck;
pub(super) use marks::Marks;
pub(super) use now::NowHeard;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::status::Status;
use call_journal_model::time::Millis;
use call_journal_model::view::{CallDetails, CommentView, Hearing, RecordingState, RecordingView};

use crate::panel::drafts::Drafts;
use crate::panel::links;
use crate::panel::player::controls::Controls;
use crate::panel::player::sound::Sound;
use crate::panel::player::whole::millis;
use crate::text;
use crate::ui::clipboard;
use crate::ui::format::{hour_and_minute, short_length};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::{number_in, number_text};
use crate::ui::words;

/// How long is said that something was copied.
const COPIED: Duration = Duration::from_secs(2);

/// Where the audio of a part is.
fn address(part: &RecordingView) -> String {
    ["/recordings/", &part.id.to_string()].concat()
}

/// What stands below the heading «Записи разговора».
#[component]
pub(super) fn Recordings(
    details: StoredValue<CallDetails>,
    /// The comment, in which seconds can be marked.
    comment: Memo<Option<CommentView>>,
    /// The page came like this from the server: readers without JavaScript get the browser's own players.
    plain: bool,
    /// Asks the server again.
    reload: Callback<()>,
) -> impl IntoView {
    details.with_value(|details| {
        if details.hearing == Hearing::Nothing && details.recordings.iter().any(is_heard) {
            let kept = text!(panel.record_not_yours);
            return view! { <p class="quiet"><Icon name=Glyph::NoRecording/>{kept}</p> }.into_any();
        }
        let parts: Vec<RecordingView> = details
            .recordings
            .iter()
            .filter(|part| is_heard(part))
            .cloned()
            .collect();
        if parts.is_empty() {
            return view! { <p class="quiet"><Icon name=Glyph::NoRecording/>{none(details)}</p> }.into_any();
        }
        let browsers = plain.then(|| parts.iter().map(browsers_own).collect_view());
        let call = details.summary.id;
        let sound = expect_context::<Deck>().sound(call, &details.summary.party, parts);
        view! {
            <Player sound details comment reload/>
            {listeners::listeners(details)}
            <div class="no-script">{browsers}</div>
        }
        .into_any()
    })
}

/// A PBX keeps files of parts in which nobody spoke: they are no part of the conversation.
fn is_heard(part: &RecordingView) -> bool {
    part.state != RecordingState::Empty
}

/// Seconds of everything that can be heard; `None` where there is nothing.
pub(super) fn heard_seconds(recordings: &[RecordingView]) -> Option<u32> {
    let ready = |part: &&RecordingView| part.state == RecordingState::Ready;
    let lengths = recordings.iter().filter(ready).filter_map(|part| part.duration);
    u32::try_from(lengths.sum::<Millis>().whole_seconds())
        .ok()
        .filter(|seconds| *seconds > 0)
}

/// Why there is nothing to hear.
fn none(details: &CallDetails) -> &'static str {
    match details.summary.status {
        Status::Ringing | Status::Talking => text!(panel.record_after_talk),
        _ if details.summary.talk.is_none() => text!(panel.record_no_talk),
        _ => text!(panel.record_none),
    }
}

/// Why a part cannot be heard here; `None`: it can.
fn unheard(state: RecordingState) -> Option<&'static str> {
    match state {
        RecordingState::Ready => None,
        RecordingState::Pending => Some(text!(panel.record_pending)),
        RecordingState::Empty => Some(text!(panel.record_empty)),
        RecordingState::Unplayable => Some(text!(panel.record_unplayable)),
    }
}

/// «1 · Белов Руслан» with the browser's own player.
fn browsers_own(part: &RecordingView) -> impl IntoView + use<> {
    let name = part.employee.as_ref().map(words::person_with_extension);
    let name = name.unwrap_or_else(|| hour_and_minute(part.started));
    let heard = part.state == RecordingState::Ready;
    view! {
        <figure>
            <figcaption>{name}{unheard(part.state).map(|why| [": ", why].concat())}</figcaption>
            {heard.then(|| view! { <audio controls preload="none" src=address(part)></audio> })}
        </figure>
    }
}

#[component]
fn Player<'a>(
    sound: Sound,
    details: &'a CallDetails,
    comment: Memo<Option<CommentView>>,
    reload: Callback<()>,
) -> impl IntoView {
    let direction = details.summary.direction;
    let may_save = details.hearing == Hearing::Download;
    let count = sound.parts.with_value(Vec::len);
    let total = sound
        .parts
        .with_value(|parts| parts.iter().map(|part| part.duration).sum::<Option<Millis>>());
    let title = Signal::derive(move || sound.title());
    let middle = move || match (sound.touched.get(), total) {
        (false, _) => text!(panel.player_press_play).to_owned(),
        (true, Some(total)) if count > 1 => text!(panel.player_total, time = short_length(total)).to_string(),
        _ => String::new(),
    };
    let done = move || {
        let percent = (sound.position.get() / sound.length.get().max(0.1) * 100.0).clamp(0.0, 100.0);
        ["--done:", &number_text(percent), "%"].concat()
    };
    let why_unheard = Memo::new(move |_| unheard(sound.with_part(|part| part.state)));
    let pending = move || sound.with_part(|part| part.state == RecordingState::Pending);
    view! {
        <div class="player" role="group" aria-label=text!(panel.player) on:keydown=move |event| keys::press(sound, &event)>
            <p class="pl-t">
                <span class="cut" title=title>{title}</span>
                <span class="p">{move || ["(", &(sound.part.get() + 1).to_string(), " / ", &count.to_string(), ")"].concat()}</span>
            </p>
            {(count > 1).then(|| parts::strip(sound, &details.legs))}
            <div hidden=move || why_unheard.get().is_some()>
                <div class="place" style=done>
                    <wave::Wave sound direction/>
                    <Seek sound/>
                </div>
                <p class="tm">
                    <span>{move || short_length(millis(sound.position.get()))}</span>
                    <Second sound comment/>
                    <span class="all">{middle}</span>
                    <span>{move || sound.length_text()}</span>
                </p>
                <Controls sound direction several={count > 1} may_save/>
            </div>
            <div class="unheard" hidden=move || why_unheard.get().is_none()>
                <p class="quiet"><Icon name=Glyph::Clock/>{move || why_unheard.get()}</p>
                <button type="button" class="btn" hidden=move || !pending() on:click=move |_| reload.run(())>
                    <Icon name=Glyph::Retry/>{text!(panel.record_check)}
                </button>
            </div>
            <p class="trouble" role="alert">{move || sound.trouble.get().map(|trouble| trouble.sentence())}</p>
        </div>
    }
    .into_any()
}

/// The bar on which the place is seen and chosen.
#[component]
fn Seek(sound: Sound) -> impl IntoView {
    let length = move || sound.length.get().max(0.1);
    let spoken = move || {
        let at = short_length(millis(sound.position.get()));
        text!(panel.player_place, at = at, length = sound.length_text()).to_string()
    };
    view! {
        <input
            type="range"
            class="seek"
            min="0"
            step="0.1"
            max=move || number_text(length())
            prop:value=move || number_text(sound.position.get())
            aria-label=text!(panel.player_seek)
            aria-valuetext=spoken
            on:input=move |event| sound.seek(number_in(&event_target_value(&event)).unwrap_or(0.0))
        />
    }
}

/// The second that is heard, for others: as a link, and as a mark in the comment.
#[component]
fn Second(sound: Sound, comment: Memo<Option<CommentView>>) -> impl IntoView {
    let drafts = expect_context::<Drafts>();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let code = untrack(|| sound.code());
        let address = ["/", &links::with_call("", Some(sound.call)), "&t=", &code].concat();
        let address = window().location().origin().unwrap_or_default() + &address;
        spawn_local(async move {
            if clipboard::copy(address).await {
                copied.set(true);
                let rest = move || {
                    let _ = copied.try_set(false);
                };
                set_timeout(rest, COPIED);
            }
        });
    };
    let mark = move |_| {
        let code = untrack(|| sound.code());
        marks::write_mark(drafts, sound.call, &comment.get_untracked(), &code);
    };
    let label = move || text!(panel.player_link, at = sound.code()).to_string();
    let mark_label = move || text!(panel.player_mark, at = sound.code()).to_string();
    view! {
        <span class="second" hidden=move || !sound.touched.get() && sound.position.get() <= 0.0>
            <button type="button" class="btn ico bare" aria-label=label title=label on:click=copy>
                <svg class="i" aria-hidden="true"><use href=move || if copied.get() { Glyph::Check } else { Glyph::Link }.href()></use></svg>
            </button>
            <button type="button" class="btn ico bare" aria-label=mark_label title=mark_label on:click=mark>
                <Icon name=Glyph::Comment/>
            </button>
            <span class="vh" role="status">{move || copied.get().then(|| text!(panel.player_link_copied))}</span>
        </span>
    }
    .into_any()
}
