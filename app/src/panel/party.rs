//! Who the other side of a call is, and how to reach it: the first facts of the panel.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::access::Act;
use call_journal_model::call::CallId;
use call_journal_model::view::{CallParty, CallSummary, NumberText, PersonName, Surroundings};

use crate::panel::assign::AssignBox;
use crate::panel::details::fact;
use crate::panel::dial::Dial;
use crate::panel::names;
use crate::text;
use crate::ui::clipboard::copy;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::words;

/// Whether whoever looks may do this: links to what they may not are not shown.
pub(super) fn may(act: Act) -> bool {
    use_context::<Surroundings>().is_none_or(|surroundings| surroundings.acts.allow(act))
}

/// Who the other side is, and how to reach it.
pub(super) fn party(call: &CallSummary) -> Vec<AnyView> {
    let party = &call.party;
    match party {
        CallParty::Customer {
            id,
            name,
            contact,
            number,
        } => {
            let (name, card) = (name.clone(), ["/customers/", &id.0.to_string()].concat());
            let title = text!(panel.open_card);
            let name = match may(Act::ReadCustomers) {
                true => view! { <a href=card title=title>{name}</a> }.into_any(),
                false => name.into_any(),
            };
            let mut facts =
                vec![view! { <dt>{text!(panel.customer)}</dt><dd class="b">{name}</dd> }.into_any()];
            facts.extend(
                contact
                    .as_ref()
                    .map(|(_, name)| fact(text!(panel.contact), name.clone())),
            );
            facts.push(phone(number, call.id));
            facts
        }
        CallParty::Unregistered { number, name } => {
            let unknown = text!(panel.unregistered);
            let (id, caller) = (call.id, name.clone());
            let mut facts = vec![
                view! {
                    <dt class="act">{text!(panel.customer)}</dt>
                    <dd class="as">{match may(Act::Assign) {
                        true => view! { <span class="mu script-missing">{unknown}</span><AssignBox call=id caller/> }.into_any(),
                        false => view! { <span class="mu">{unknown}</span> }.into_any(),
                    }}</dd>
                }
                .into_any(),
            ];
            facts.push(phone(number, call.id));
            facts.extend(name.clone().map(|name| fact(text!(panel.caller_name), name)));
            facts
        }
        CallParty::Withheld => vec![fact(text!(panel.phone), words::party(party))],
        CallParty::Colleague(PersonName { .. }) => vec![fact(text!(panel.caller), words::party(party))],
    }
}

fn phone(number: &NumberText, id: CallId) -> AnyView {
    let tel = names::tel(number);
    let press = Dial::on_press(id);
    let call = text!(panel.call_back);
    view! {
        <dt class="act">{text!(panel.phone)}</dt>
        <dd class="b">
            <span class="cut" title=number.display.clone()>{number.display.clone()}</span>
            <span class="acts">
                <Copy what=names::to_copy(number) label=text!(panel.copy_number)/>
                {tel.map(|tel| view! {
                    <a class="btn ico bare call" href=tel rel="external" aria-label=call title=call on:click=press.clone()><Icon name=Glyph::Phone/></a>
                })}
            </span>
        </dd>
    }
    .into_any()
}

/// A small button that puts something on the clipboard.
#[component]
pub(super) fn Copy(what: String, label: &'static str) -> impl IntoView {
    let (done, set_done) = signal(false);
    let what = StoredValue::new(what);
    let press = move |_| {
        spawn_local(async move {
            let worked = copy(what.get_value()).await;
            let _ = set_done.try_set(worked);
            set_timeout(
                move || {
                    let _ = set_done.try_set(false);
                },
                Duration::from_secs(2),
            );
        });
    };
    let label = move || if done.get() { text!(panel.copied) } else { label };
    view! {
        <button type="button" class="btn ico bare copy" class:done=move || done.get() aria-label=label title=label on:click=press>
            <svg class="i" aria-hidden="true">
                <use href=move || if done.get() { Glyph::Check } else { Glyph::Copy }.href()></use>
            </svg>
        </button>
    }
}
