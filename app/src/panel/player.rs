//! The block «Записи разговора»: a player for the parts of one call. What sounds is `sound`; here is what is seen.

mod controls;
mod sound;
mod speed;

use leptos::prelude::*;

use call_journal_model::status::Status;
use call_journal_model::time::Millis;
use call_journal_model::view::{CallDetails, RecordingState, RecordingView};

use crate::panel::player::controls::Controls;
use crate::panel::player::sound::Sound;
use crate::text;
use crate::ui::format::{hour_and_minute, short_length};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::{number_in, number_text};
use crate::ui::words;

/// Where the audio of a part is.
fn address(part: &RecordingView) -> String {
    ["/recordings/", &part.id.to_string()].concat()
}

/// What stands below the heading «Записи разговора».
#[component]
pub(super) fn Recordings(
    details: StoredValue<CallDetails>,
    /// The page came like this from the server: readers without JavaScript get the browser's own players.
    plain: bool,
    /// Asks the server again.
    reload: Callback<()>,
) -> impl IntoView {
    details.with_value(|details| {
        let parts: Vec<RecordingView> = details.recordings.iter().filter(is_heard).cloned().collect();
        if parts.is_empty() {
            return view! { <p class="quiet"><Icon name=Glyph::NoRecording/>{none(details)}</p> }.into_any();
        }
        let browsers = plain.then(|| parts.iter().map(browsers_own).collect_view());
        view! {
            <Player party=words::party(&details.summary.party) parts=parts reload/>
            <div class="no-script">{browsers}</div>
        }
        .into_any()
    })
}

/// A PBX keeps files of parts in which nobody spoke: they are no part of the conversation.
fn is_heard(part: &&RecordingView) -> bool {
    part.state != RecordingState::Empty
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
fn Player(party: String, parts: Vec<RecordingView>, reload: Callback<()>) -> impl IntoView {
    let count = parts.len();
    let total = parts.iter().map(|part| part.duration).sum::<Option<Millis>>();
    let sound = Sound::new(parts);
    let title = move || {
        sound.with_part(|part| match &part.employee {
            Some(employee) => [&party, " : ", &employee.name].concat(),
            None => party.clone(),
        })
    };
    let title = Signal::derive(title);
    let middle = move || match (sound.touched.get(), total) {
        (false, _) => text!(panel.player_press_play).to_owned(),
        (true, Some(total)) if count > 1 => text!(panel.player_total, time = short_length(total)).to_string(),
        _ => String::new(),
    };
    let why_unheard = Memo::new(move |_| unheard(sound.with_part(|part| part.state)));
    let pending = move || sound.with_part(|part| part.state == RecordingState::Pending);
    view! {
        <div class="player" role="group" aria-label=text!(panel.player) on:keydown=move |event| sound.key(&event)>
            <p class="pl-t">
                <span class="cut" title=title>{title}</span>
                <span class="p">{move || ["(", &(sound.part.get() + 1).to_string(), " / ", &count.to_string(), ")"].concat()}</span>
            </p>
            {(count > 1).then(|| view! { <Parts sound/> })}
            <div hidden=move || why_unheard.get().is_some()>
                <Seek sound/>
                <p class="tm">
                    <span>{move || short_length(seconds(sound.position.get()))}</span>
                    <span class="all">{middle}</span>
                    <span>{move || sound.length_text()}</span>
                </p>
                <Controls sound several={count > 1}/>
            </div>
            <div class="unheard" hidden=move || why_unheard.get().is_none()>
                <p class="quiet"><Icon name=Glyph::Clock/>{move || why_unheard.get()}</p>
                <button type="button" class="btn" hidden=move || !pending() on:click=move |_| reload.run(())>
                    <Icon name=Glyph::Retry/>{text!(panel.record_check)}
                </button>
            </div>
            <p class="trouble" role="alert">{move || sound.trouble.get().map(|trouble| trouble.sentence())}</p>
            <audio
                node_ref=sound.element
                on:timeupdate=move |_| sound.moved()
                on:durationchange=move |_| sound.measured()
                on:play=move |_| sound.began()
                on:pause=move |_| sound.playing.set(false)
                on:ended=move |_| sound.ended()
                on:error=move |_| sound.failed()
            ></audio>
        </div>
    }
}

/// The parts as a strip, each as wide as it is long.
#[component]
fn Parts(sound: Sound) -> impl IntoView {
    let parts = sound.parts.get_value();
    let known: Vec<i64> = parts
        .iter()
        .filter_map(|part| part.duration)
        .map(Millis::whole_seconds)
        .collect();
    let usual = known
        .iter()
        .sum::<i64>()
        .checked_div(i64::try_from(known.len()).unwrap_or(1))
        .unwrap_or(60);
    let button = move |(index, part): (usize, RecordingView)| {
        let name = part
            .employee
            .as_ref()
            .map_or_else(|| hour_and_minute(part.started), |person| person.name.clone());
        let surname = name.split_whitespace().next().unwrap_or_default().to_owned();
        let weight = part.duration.map_or(usual, Millis::whole_seconds).max(1);
        let length = part.duration.map(short_length);
        let say = text!(panel.player_part, number = index + 1, name = name.as_str()).to_string();
        let say = [
            say.as_str(),
            ", ",
            unheard(part.state).unwrap_or(length.as_deref().unwrap_or_default()),
        ]
        .concat();
        view! {
            <button
                type="button"
                style=["--w:", &weight.to_string()].concat()
                class:off=part.state != RecordingState::Ready
                aria-current=move || (sound.part.get() == index).then_some("true")
                title=say.trim_end_matches([',', ' ']).to_owned()
                on:click=move |_| sound.go(index, sound.playing.get_untracked())
            >
                <b>{index + 1}</b>
                <span class="cut">{surname}</span>
                <span class="t">{length}</span>
            </button>
        }
    };
    view! { <div class="parts">{parts.into_iter().enumerate().map(button).collect_view()}</div> }
}

/// The bar on which the place is seen and chosen.
#[component]
fn Seek(sound: Sound) -> impl IntoView {
    let length = move || sound.length.get().max(0.1);
    let done = move || {
        let percent = (sound.position.get() / length() * 100.0).clamp(0.0, 100.0);
        ["--done:", &number_text(percent), "%"].concat()
    };
    let spoken = move || {
        let at = short_length(seconds(sound.position.get()));
        text!(panel.player_place, at = at, length = sound.length_text()).to_string()
    };
    view! {
        <input
            type="range"
            class="seek"
            min="0"
            step="0.1"
            style=done
            max=move || number_text(length())
            prop:value=move || number_text(sound.position.get())
            aria-label=text!(panel.player_seek)
            aria-valuetext=spoken
            on:input=move |event| sound.seek(number_in(&event_target_value(&event)).unwrap_or(0.0))
        />
    }
}

/// Seconds as the player counts them.
#[allow(clippy::cast_possible_truncation, reason = "rounding down is meant")]
fn seconds(seconds: f64) -> Millis {
    Millis((seconds * 1000.0) as i64)
}
