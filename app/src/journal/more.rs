//! The menu of what else is done with the calls shown: their order, a day to go to, filters with a name, tables to take along;
//! and the lines in the menu of filters. All but the tables is a part of its own.

pub mod api;
mod lines;
mod menu;
mod part;
mod views;

use leptos::prelude::*;

use call_journal_model::access::Act;
use call_journal_model::view::Surroundings;

use crate::journal::place::Place;
use crate::text;
use crate::ui;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::part::{Instead, opened};
use crate::ui::popover::Popover;

/// Whether the menu around a part is open; what is chosen closes it.
#[derive(Clone, Copy)]
struct Open(RwSignal<bool>);

/// The button and its menu.
pub fn more() -> AnyView {
    let place = Place::of_page();
    let open = RwSignal::new(false);
    provide_context(Open(open));
    let table = |ending: &'static str, name: &'static str| {
        let href = move || ["/calls/export.", ending, "?", &place.query()].concat();
        view! {
            <a class="item" href=href rel="external" download="">
                <Icon name=Glyph::Download/>
                {name}
            </a>
        }
        .into_any()
    };
    let may_export = expect_context::<Surroundings>().acts.allow(Act::Export);
    let parts = ui::part::part(part::menu, part::load_menu, opened(open), Instead::IN_MENU);
    let menu = view! {
        <div class="menu doing">
            {parts}
            {may_export.then(|| view! {
                <div role="group" aria-labelledby="take">
                    <p class="ttl" id="take">{text!(journal.download)}</p>
                    {table("xlsx", "Excel")}
                    {table("csv", "CSV")}
                </div>
            })}
        </div>
    };
    let button = view! { <Icon name=Glyph::More/> };
    let label = text!(journal.more).to_owned();
    let (button, menu) = (button.into_any(), menu.into_any());
    view! { <Popover open button_class="btn ico" label button>{menu}</Popover> }.into_any()
}

/// The lines and channels in the menu of filters, where there are any.
pub fn lines(open: RwSignal<bool>) -> AnyView {
    let surroundings: Surroundings = expect_context();
    if surroundings.lines.is_empty() {
        return ().into_any();
    }
    provide_context(Open(open));
    ui::part::part(part::lines, part::load_lines, opened(open), Instead::IN_MENU)
}
