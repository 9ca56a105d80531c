//! What a form sends along, so that without JavaScript it does not lose the rest of the address.

use leptos::prelude::*;

use call_journal_model::filter::Filter;

use crate::journal::place::Place;
use crate::ui::changing::changing;

/// Hidden fields for everything in the address but what `but` takes away: that is what the form itself says.
pub fn carried(place: Place, but: fn(&mut Filter)) -> Box<dyn FnMut() -> AnyView + Send> {
    changing(move || {
        let fields = place.pairs(but).into_iter();
        let fields =
            fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any());
        fields.collect_view().into_any()
    })
}
