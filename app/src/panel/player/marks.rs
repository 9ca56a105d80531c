//! Seconds of the conversation that the comment names: pressed, they are heard; and a new one for the comment.

use leptos::prelude::*;

use call_journal_model::call::CallId;
use call_journal_model::timecode::{self, Mark, marks};
use call_journal_model::view::CommentView;

use super::deck::Deck;
use crate::panel::drafts::{Drafts, Writing};
use crate::text;
use crate::ui::browser::focus;
use crate::ui::changing::changing;

/// What the comment of a call marks in its recordings.
#[component]
pub(in crate::panel) fn Marks(
    call: CallId,
    writing: Memo<Writing>,
    /// Seconds of the whole conversation; `None` where there is nothing to hear.
    length: Memo<Option<u32>>,
) -> impl IntoView {
    let deck = expect_context::<Deck>();
    let found = Memo::new(move |_| match length.get() {
        Some(length) => writing.with(|writing| marks(&writing.draft.text, length)),
        None => Vec::new(),
    });
    let mark = move |Mark { seconds, label }: Mark| {
        let code = timecode::write(seconds);
        let say = text!(panel.mark_go, at = code.as_str()).to_string();
        let hear = move |_| {
            if let Some(sound) = deck.shown(call) {
                sound.seek_whole(f64::from(seconds));
                sound.play();
            }
        };
        view! {
            <button type="button" class="mark" title=say on:click=hear><b>{code}</b>" "<span class="cut">{label}</span></button>
        }
        .into_any()
    };
    let list = move || match found.get() {
        marks if marks.is_empty() => ().into_any(),
        marks => {
            let marks: Vec<AnyView> = marks.into_iter().map(mark).collect();
            view! { <div class="marks" role="group" aria-label=text!(panel.marks)>{marks}</div> }.into_any()
        }
    };
    view! { {changing(list)} }.into_any()
}

/// Begins a line of the comment with a second of the conversation, and puts the cursor there.
pub(super) fn write_mark(drafts: Drafts, call: CallId, stored: &Option<CommentView>, code: &str) {
    let before = untrack(|| drafts.get(call))
        .map(|writing| writing.draft.text)
        .or_else(|| stored.as_ref().map(|comment| comment.text.clone()))
        .unwrap_or_default();
    let joint = if before.is_empty() || before.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    drafts.type_in(call, stored, [&before, joint, code, " "].concat());
    request_animation_frame(|| focus(".comment textarea"));
}
