//! How an unknown number becomes a customer: what the journal page, its panel and the card's dialog share of it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assigned, Assignee, OwnedNumber, Undo};

use crate::customers::api::assign::{assign, undo_assignment};
use crate::error::AppError;
use crate::ui::preferences::REGISTRATION_COOKIE;

/// How long an assignment can be taken back.
const UNDO_FOR: Duration = Duration::from_secs(10);

/// The personal setting «Способ регистрации нового клиента».
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// «Не указан»: asks.
    Ask,
    /// «Создать сразу»: a customer of the typed name.
    AtOnce,
    /// «Открыть карточку клиента»
    #[default]
    Card,
}

impl Way {
    /// As it stands in the cookie.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Ask => "ask",
            Way::AtOnce => "at-once",
            Way::Card => "card",
        }
    }

    /// What is set in this browser.
    #[must_use]
    pub fn of_browser() -> Way {
        let set = crate::ui::browser::cookie(REGISTRATION_COOKIE);
        let all = [Way::Ask, Way::AtOnce, Way::Card];
        let way = all.into_iter().find(|way| set.as_deref() == Some(way.as_str()));
        way.unwrap_or_default()
    }
}

/// The card that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Whose number it is for.
    pub(crate) call: Option<CallId>,
    /// What was typed.
    pub(crate) name: String,
}

/// An assignment that can still be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) owner: Option<OwnedNumber>,
    undo: Undo,
}

/// How an assignment goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Going {
    /// Nothing is on its way.
    #[default]
    Idle,
    /// The server was asked.
    Asked,
    /// The number belongs to somebody else; to whom it was to be given.
    Owned(OwnedNumber, Assignee),
    /// Whom it was to be given to is not there any more.
    NoSuch,
    /// The server did not do it.
    Failed(AppError),
}

/// Provided as context by the journal page.
#[derive(Clone, Copy)]
pub(crate) struct Registration {
    /// The card that is open in front of the page.
    pub(crate) card: RwSignal<Option<Opening>>,
    /// The last assignment, while it can be taken back.
    pub(crate) done: RwSignal<Option<Done>>,
    /// The assignment of this call.
    pub(crate) going: RwSignal<Option<(CallId, Going)>>,
}

impl Registration {
    pub(crate) fn new() -> Registration {
        Registration {
            card: RwSignal::new(None),
            done: RwSignal::new(None),
            going: RwSignal::new(None),
        }
    }

    pub(crate) fn of_page() -> Registration {
        expect_context::<Registration>()
    }

    /// Gives the number of `call` to somebody; `then` runs when it is theirs.
    pub(crate) fn assign(
        self,
        call: CallId,
        to: Assignee,
        taking_from: Option<OwnedNumber>,
        then: impl FnOnce() + 'static,
    ) {
        if matches!(&*self.going.read_untracked(), Some((of, Going::Asked)) if *of == call) {
            return;
        }
        self.going.set(Some((call, Going::Asked)));
        spawn_local(async move {
            let going = match assign(call, to.clone(), taking_from).await {
                Ok(Assigned::Done { owner, undo }) => {
                    self.keep(Done { owner, undo });
                    then();
                    Going::Idle
                }
                Ok(Assigned::Owned(owned)) => Going::Owned(owned, to),
                Ok(Assigned::NoSuch) => Going::NoSuch,
                Err(error) => Going::Failed(error),
            };
            self.going.try_set(Some((call, going)));
        });
    }

    /// How the assignment of this call goes on. Tracks.
    pub(crate) fn going(self, call: CallId) -> Going {
        let going = self.going.get();
        going
            .filter(|(of, _)| *of == call)
            .map(|(_, going)| going)
            .unwrap_or_default()
    }

    fn keep(self, done: Done) {
        let change = done.undo.change;
        self.done.try_set(Some(done));
        set_timeout(
            move || {
                let still =
                    |done: &Option<Done>| done.as_ref().is_some_and(|done| done.undo.change == change);
                if self.done.try_with_untracked(still) == Some(true) {
                    self.done.set(None);
                }
            },
            UNDO_FOR,
        );
    }

    /// Takes the last assignment back.
    pub(crate) fn undo(self, call: CallId) {
        let Some(Done { undo, .. }) = self.done.get_untracked() else {
            return;
        };
        self.done.set(None);
        spawn_local(async move {
            let going = match undo_assignment(undo).await {
                Ok(true) => Going::Idle,
                Ok(false) => Going::NoSuch,
                Err(error) => Going::Failed(error),
            };
            self.going.try_set(Some((call, going)));
        });
    }
}
