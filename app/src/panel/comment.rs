//! The block «Комментарий»: the field, who wrote it, where saving is, and two texts side by side when two people
//! wrote at once. What happens to the text is `drafts`.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::web_sys;

use call_journal_model::call::CallId;
use call_journal_model::view::CommentView;

use crate::panel::drafts::{Choice, Drafts, Phase, Writing};
use crate::panel::player::Marks;
use crate::text;
use crate::ui::changing::on_change;
use crate::ui::escape::escaped;
use crate::ui::format::{date, hour_and_minute};
use crate::ui::icon::{Glyph, Icon};

/// What the server takes at most.
const MOST_LETTERS: &str = "10000";

/// The block «Комментарий».
#[component]
pub(super) fn Comment(
    /// The call.
    call: CallId,
    /// The day of the call: a comment of the same day is signed with its hour alone.
    day: NaiveDate,
    /// What the server holds; changes when somebody else saves.
    loaded: Memo<Option<CommentView>>,
    /// Seconds of the call that can be heard: lines may begin with one of them.
    heard: Memo<Option<u32>>,
) -> impl IntoView {
    let drafts = expect_context::<Drafts>();
    // A field without script would take words that it cannot save.
    let (asleep, set_asleep) = signal(true);
    on_change(move || {
        drafts.open(call, loaded.get());
        set_asleep.set(false);
    });
    let shown = escaped(
        loaded
            .read_untracked()
            .as_ref()
            .map_or("", |comment| comment.text.as_str()),
    );
    let writing = Memo::new(move |_| {
        drafts
            .get(call)
            .unwrap_or_else(|| Writing::untouched(loaded.get()))
    });
    // Apart from the text: what hangs on it is not built anew with each letter.
    let phase = Memo::new(move |_| writing.read().phase.clone());
    let save = move || drafts.save(call);
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    let footing = move || {
        writing.with(|writing| match &writing.phase {
            Phase::Saving => text!(panel.comment_saving).to_owned(),
            _ if writing.unsaved() => text!(panel.comment_unsaved).to_owned(),
            _ => match &writing.stored {
                Some(comment) => signature(comment, day),
                None => text!(panel.comment_hint).to_owned(),
            },
        })
    };
    view! {
        <section class="blk comment">
            <header><h2 id="comment-heading">{text!(panel.comment)}</h2></header>
            {move || (*phase.read() == Phase::Conflict).then(|| {
                view! { <Conflict writing day choose=Callback::new(move |choice| drafts.resolve(call, choice))/> }
            })}
            <textarea
                class="cm"
                aria-labelledby="comment-heading"
                placeholder=text!(panel.comment_placeholder)
                maxlength=MOST_LETTERS
                autocomplete="off"
                readonly=move || asleep.get()
                inner_html=shown
                prop:value=move || writing.with(|writing| writing.draft.text.clone())
                on:input=move |event| drafts.type_in(call, &loaded.read_untracked(), event_target_value(&event))
                on:keydown=on_key
            ></textarea>
            <Marks call writing length=heard/>
            {move || match &*phase.read() {
                Phase::Failed(error) => Some(view! {
                    <p class="comment-error" role="alert"><Icon name=Glyph::Warning/>{[text!(panel.comment_failed), " ", &error.sentence()].concat()}</p>
                }),
                _ => None,
            }}
            <footer class="cmf">
                <span class="state" class:unsaved=move || writing.read().unsaved() role="status">{footing}</span>
                <button type="button" class="btn save" on:click=move |_| save()>
                    {text!(panel.comment_save)}
                    <kbd>"Ctrl+Enter"</kbd>
                </button>
            </footer>
        </section>
    }
}

/// Two people wrote at once: theirs beside mine (which stays in the field), and what can be done.
#[component]
fn Conflict(writing: Memo<Writing>, day: chrono::NaiveDate, choose: Callback<Choice>) -> impl IntoView {
    let theirs = writing.with_untracked(|writing| writing.stored.clone());
    let removed = theirs.is_none();
    let choice = move |choice, class, name: &'static str| {
        view! { <button type="button" class=class on:click=move |_| choose.run(choice)>{name}</button> }
    };
    view! {
        <div class="conflict" role="alert">
            <p class="h"><Icon name=Glyph::Warning/>{match &theirs {
                Some(_) => text!(panel.conflict_changed),
                None => text!(panel.conflict_removed),
            }}</p>
            {theirs.map(|theirs| view! {
                <blockquote tabindex="0" aria-label=text!(panel.conflict_theirs_text)>{theirs.text.clone()}</blockquote>
                <p class="by">{signature(&theirs, day)}</p>
            })}
            <p class="s">{text!(panel.conflict_mine_below)}</p>
            <div class="acts">
                {choice(Choice::Mine, "btn primary", text!(panel.conflict_mine))}
                {choice(Choice::Theirs, "btn", if removed { text!(panel.conflict_drop) } else { text!(panel.conflict_theirs) })}
                {(!removed).then(|| choice(Choice::Both, "btn", text!(panel.conflict_both)))}
            </div>
        </div>
    }
}

/// `Котова Алина, 16:45`; with the date where it is not the call's.
fn signature(comment: &CommentView, day: chrono::NaiveDate) -> String {
    let time = hour_and_minute(comment.at);
    if comment.at.date() == day {
        [&comment.author, ", ", &time].concat()
    } else {
        [&comment.author, ", ", &date(comment.at.date()), ", ", &time].concat()
    }
}
