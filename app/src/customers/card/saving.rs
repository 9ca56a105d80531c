//! Saving a card, and what stands in the way: numbers of others, a version that somebody else saved, no connection.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::customer::{CardSaved, CustomerCard, Owned, OwnedNumber};
use call_journal_model::employee::CustomerId;

use super::draft::Draft;
use super::sentences;
use crate::customers::api::card::save_card;
use crate::error::AppError;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::changing;
use crate::ui::format::when_text;
use crate::ui::icon::{Glyph, Icon};

/// Where saving is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is on its way.
    Idle,
    /// The server was asked.
    Saving,
    /// It is stored.
    Saved,
    /// Fields are to be mended; the form marks them.
    Refused,
    /// Numbers belong to others.
    Owned(Vec<OwnedNumber>),
    /// Somebody else saved first.
    Conflict(Box<CustomerCard>),
    /// The server did not do it.
    Failed(AppError),
}

/// A card that is being saved.
#[derive(Clone, Copy)]
pub(crate) struct Saving {
    pub(crate) draft: Draft,
    /// Which card, and the version that the writer saw; `None`: a new one.
    pub(crate) seen: RwSignal<Option<(CustomerId, i64)>>,
    pub(crate) phase: RwSignal<Phase>,
    /// Runs when a card is stored.
    stored: Callback<CustomerCard>,
}

impl Saving {
    pub(crate) fn new(
        draft: Draft,
        seen: Option<(CustomerId, i64)>,
        stored: Callback<CustomerCard>,
    ) -> Saving {
        Saving {
            draft,
            seen: RwSignal::new(seen),
            phase: RwSignal::new(Phase::Idle),
            stored,
        }
    }

    /// Saves what stands in the fields; `then` runs when it is stored.
    pub(crate) fn save(self, taking: Owned, then: impl FnOnce() + 'static) {
        if *self.phase.read_untracked() == Phase::Saving {
            return;
        }
        self.phase.set(Phase::Saving);
        let fields = untrack(|| self.draft.fields());
        let seen = self.seen.get_untracked();
        spawn_local(async move {
            let phase = match save_card(seen, fields, taking).await {
                Ok(CardSaved::Done(card)) => {
                    self.seen.try_set(Some((card.id, card.version)));
                    self.draft.load(card.fields.clone());
                    self.stored.run(*card);
                    then();
                    Phase::Saved
                }
                Ok(CardSaved::Refused(refused)) => {
                    self.draft.refused.try_set(refused);
                    request_animation_frame(|| browser::focus(".card-form [aria-invalid=true]"));
                    Phase::Refused
                }
                Ok(CardSaved::Owned(owned)) => Phase::Owned(owned),
                Ok(CardSaved::Conflict(theirs)) => Phase::Conflict(theirs),
                Err(error) => Phase::Failed(error),
            };
            self.phase.try_set(phase);
        });
    }

    /// What stands in the way, and what can be done.
    pub(crate) fn obstacle(self, today: chrono::NaiveDate, then: Callback<()>) -> AnyView {
        let view = move || match self.phase.get() {
            Phase::Owned(owned) => self.owned(owned, then),
            Phase::Conflict(theirs) => self.conflict(*theirs, today, then),
            Phase::Failed(error) => alert(&[text!(customers.not_saved), " ", &error.sentence()].concat()),
            Phase::Refused => alert(text!(customers.not_saved_refused)),
            Phase::Idle | Phase::Saving | Phase::Saved => ().into_any(),
        };
        view! { <div class="obstacle">{changing(view)}</div> }.into_any()
    }

    fn owned(self, owned: Vec<OwnedNumber>, then: Callback<()>) -> AnyView {
        let line = |owned: &OwnedNumber| {
            let href = ["/customers/", &owned.customer.0.to_string()].concat();
            let name = sentences::owner(owned);
            view! { <li><b>{owned.number.display.clone()}</b>" — "<a href=href target="_blank">{name}</a></li> }.into_any()
        };
        let lines: Vec<AnyView> = owned.iter().map(line).collect();
        let take = move |_| {
            let taking = Owned::Move(owned.clone());
            self.save(taking, move || then.run(()));
        };
        view! {
            <div class="conflict" role="alert">
                <p class="h"><Icon name=Glyph::Warning/>{text!(customers.owned)}</p>
                <ul>{lines}</ul>
                <p class="s">{text!(customers.owned_why)}</p>
                <div class="acts">
                    <button type="button" class="btn primary" on:click=take>{text!(customers.owned_move)}</button>
                    <button type="button" class="btn" on:click=move |_| self.phase.set(Phase::Idle)>{text!(customers.owned_leave)}</button>
                </div>
            </div>
        }
        .into_any()
    }

    fn conflict(self, theirs: CustomerCard, today: chrono::NaiveDate, then: Callback<()>) -> AnyView {
        let who = match &theirs.changed {
            Some(change) => text!(
                customers.conflict_who,
                name = change.author.as_str(),
                when = when_text(change.at, today)
            )
            .to_string(),
            None => text!(customers.conflict).to_owned(),
        };
        let seen = (theirs.id, theirs.version);
        let mine = move |_| {
            self.seen.set(Some(seen));
            self.save(Owned::Refuse, move || then.run(()));
        };
        let take_theirs = move |_| {
            self.seen.set(Some(seen));
            self.draft.load(theirs.fields.clone());
            self.phase.set(Phase::Idle);
        };
        view! {
            <div class="conflict" role="alert">
                <p class="h"><Icon name=Glyph::Warning/>{who}</p>
                <p class="s">{text!(customers.conflict_why)}</p>
                <div class="acts">
                    <button type="button" class="btn primary" on:click=mine>{text!(customers.conflict_mine)}</button>
                    <button type="button" class="btn" on:click=take_theirs>{text!(customers.conflict_theirs)}</button>
                </div>
            </div>
        }
        .into_any()
    }
}

fn alert(sentence: &str) -> AnyView {
    view! { <p class="bad" role="alert"><Icon name=Glyph::Warning/>{sentence.to_owned()}</p> }.into_any()
}
