//! Comments that are being written: nothing typed is lost by selecting another call, by a reload, or by two people
//! writing at once. Kept per call, in memory and in the browser's storage.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use call_journal_model::call::CallId;
use call_journal_model::view::CommentView;

use crate::error::AppError;
use crate::panel::api::save_comment;
use crate::panel::browser::{forget, remember, remembered};

/// The comment of one call as it is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writing {
    /// What the server holds, as far as known here.
    pub(super) stored: Option<CommentView>,
    /// What stands in the field.
    pub(super) draft: Draft,
    /// Where saving is.
    pub(super) phase: Phase,
}

/// What outlives the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// What stands in the field.
    pub(super) text: String,
    /// The version on which the writer began.
    pub(super) replaces: Option<i64>,
}

/// Where saving is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing to report.
    Typing,
    /// On its way.
    Saving,
    /// Arrived.
    Saved,
    /// Did not arrive; the text is kept.
    Failed(AppError),
    /// Somebody else saved first: [`Writing::stored`] holds theirs.
    Conflict,
}

impl Writing {
    /// A comment that nobody has touched.
    pub(super) fn untouched(stored: Option<CommentView>) -> Writing {
        let draft = Draft {
            text: stored
                .as_ref()
                .map(|comment| comment.text.clone())
                .unwrap_or_default(),
            replaces: stored.as_ref().map(|comment| comment.version),
        };
        Writing {
            stored,
            draft,
            phase: Phase::Typing,
        }
    }

    /// What was typed earlier, beside what the server holds now.
    fn resumed(stored: Option<CommentView>, draft: Draft) -> Writing {
        let same_version = stored.as_ref().map(|comment| comment.version) == draft.replaces;
        let phase = if same_version {
            Phase::Typing
        } else {
            Phase::Conflict
        };
        Writing { stored, draft, phase }
    }

    /// Whether the field holds what the server does not.
    pub(super) fn unsaved(&self) -> bool {
        let stored = self.stored.as_ref().map_or("", |comment| comment.text.as_str());
        self.draft.text.trim_end() != stored.trim_end()
    }

    fn saved(&mut self, sent: &str, stored: Option<CommentView>) {
        let typed_on = self.draft.text != sent;
        let mine = std::mem::take(&mut self.draft.text);
        *self = Writing::untouched(stored);
        if typed_on {
            self.draft.text = mine;
        } else {
            self.phase = Phase::Saved;
        }
    }

    fn refused(&mut self, error: AppError) {
        match error {
            AppError::Conflict { theirs } => {
                self.stored = theirs;
                self.phase = Phase::Conflict;
            }
            error => self.phase = Phase::Failed(error),
        }
    }
}

/// How a conflict is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Mine replaces theirs.
    Mine,
    /// Theirs stays.
    Theirs,
    /// Theirs, then mine, to be edited.
    Both,
}

/// All comments that are being written here.
#[derive(Clone, Copy)]
pub(super) struct Drafts(RwSignal<BTreeMap<CallId, Writing>>);

fn key(call: CallId) -> String {
    ["comment.", &call.0.to_string()].concat()
}

impl Drafts {
    pub(super) fn new() -> Drafts {
        Drafts(RwSignal::new(BTreeMap::new()))
    }

    /// The comment of `call` as it is being written, if it is.
    pub(super) fn get(self, call: CallId) -> Option<Writing> {
        self.0.with(|all| all.get(&call).cloned())
    }

    /// The call was loaded anew, with the comment that the server holds now: takes up what was typed earlier.
    pub(super) fn open(self, call: CallId, stored: Option<CommentView>) {
        let here = self.0.with_untracked(|all| all.get(&call).cloned());
        if here
            .as_ref()
            .is_some_and(|writing| writing.phase == Phase::Saving || writing.stored == stored)
        {
            return;
        }
        let unsaved = match here {
            Some(writing) => writing.unsaved().then_some(writing.draft),
            None => remembered(&key(call)).and_then(|json| serde_json::from_slice(json.as_bytes()).ok()),
        };
        let resumed = unsaved
            .map(|draft| Writing::resumed(stored, draft))
            .filter(Writing::unsaved);
        match resumed {
            Some(writing) => self.put(call, writing),
            None => {
                forget(&key(call));
                self.0.update(|all| drop(all.remove(&call)));
            }
        }
    }

    /// The person typed. `loaded` is the comment that they saw when they began.
    pub(super) fn type_in(self, call: CallId, loaded: &Option<CommentView>, text: String) {
        let mut writing = self
            .0
            .with_untracked(|all| all.get(&call).cloned())
            .unwrap_or_else(|| Writing::untouched(loaded.clone()));
        writing.draft.text = text;
        if matches!(writing.phase, Phase::Saved | Phase::Failed(_)) {
            writing.phase = Phase::Typing;
        }
        self.put(call, writing);
    }

    /// Sends what was typed.
    pub(super) fn save(self, call: CallId) {
        let Some(mut writing) = self.0.with_untracked(|all| all.get(&call).cloned()) else {
            return;
        };
        if matches!(writing.phase, Phase::Saving | Phase::Conflict) || !writing.unsaved() {
            return;
        }
        writing.phase = Phase::Saving;
        let Draft { text, replaces } = writing.draft.clone();
        self.put(call, writing);
        spawn_local(async move {
            let answer = save_comment(call, replaces, text.clone()).await;
            let Some(Some(mut writing)) = self.0.try_with_untracked(|all| all.get(&call).cloned()) else {
                return;
            };
            match answer {
                Ok(stored) => writing.saved(&text, stored),
                Err(error) => writing.refused(error),
            }
            self.put(call, writing);
        });
    }

    /// Two people wrote: the person chose whose text stays.
    pub(super) fn resolve(self, call: CallId, choice: Choice) {
        let Some(writing) = self.0.with_untracked(|all| all.get(&call).cloned()) else {
            return;
        };
        let mine = writing.draft.text;
        let mut writing = Writing::untouched(writing.stored);
        match choice {
            Choice::Mine => writing.draft.text = mine,
            Choice::Theirs => {}
            Choice::Both => {
                let theirs = std::mem::take(&mut writing.draft.text);
                writing.draft.text = [&theirs, "\n\n", &mine].concat();
            }
        }
        self.put(call, writing);
        if choice == Choice::Mine {
            self.save(call);
        }
    }

    fn put(self, call: CallId, writing: Writing) {
        if writing.unsaved() {
            if let Ok(json) = serde_json::to_string(&writing.draft) {
                remember(&key(call), &json);
            }
        } else {
            forget(&key(call));
        }
        self.0.update(|all| drop(all.insert(call, writing)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(text: &str, version: i64) -> Option<CommentView> {
        let at = chrono::NaiveDateTime::default();
        Some(CommentView {
            text: text.to_owned(),
            author: "Котова Алина".to_owned(),
            at,
            version,
        })
    }

    fn typed(text: &str, replaces: Option<i64>) -> Draft {
        Draft {
            text: text.to_owned(),
            replaces,
        }
    }

    #[test]
    fn a_draft_goes_on_where_it_was_left_unless_somebody_saved_meanwhile() {
        let same = Writing::resumed(comment("счёт", 3), typed("счёт до пятницы", Some(3)));
        assert_eq!(same.phase, Phase::Typing);
        let changed = Writing::resumed(comment("акт", 4), typed("счёт до пятницы", Some(3)));
        assert_eq!(changed.phase, Phase::Conflict);
        let removed = Writing::resumed(None, typed("счёт до пятницы", Some(3)));
        assert_eq!(removed.phase, Phase::Conflict);
    }

    #[test]
    fn what_was_typed_while_saving_stays_unsaved() {
        let mut writing = Writing::untouched(None);
        writing.draft.text = "счёт до пятницы".to_owned();
        writing.saved("счёт", comment("счёт", 1));
        assert!(writing.unsaved());
        assert_eq!(writing.draft, typed("счёт до пятницы", Some(1)));
        writing.saved("счёт до пятницы", comment("счёт до пятницы", 2));
        assert!(!writing.unsaved());
        assert_eq!(writing.phase, Phase::Saved);
    }

    #[test]
    fn a_conflict_keeps_both_texts() {
        let mut writing = Writing::untouched(comment("счёт", 1));
        writing.draft.text = "моё".to_owned();
        writing.refused(AppError::Conflict {
            theirs: comment("их", 2),
        });
        assert_eq!(writing.phase, Phase::Conflict);
        assert_eq!(
            (writing.draft.text.as_str(), writing.stored),
            ("моё", comment("их", 2))
        );
    }

    #[test]
    fn an_error_keeps_the_text() {
        let mut writing = Writing::untouched(None);
        writing.draft.text = "моё".to_owned();
        writing.refused(AppError::Offline);
        assert_eq!(writing.phase, Phase::Failed(AppError::Offline));
        assert!(writing.unsaved());
    }
}
