//! What stands around every page: the rail with its sections, and the person who is looking.

use leptos::prelude::*;

use call_journal_model::view::Surroundings;

use crate::account::AccountMenu;
use crate::text;
use crate::ui::icon::{Glyph, Icon};

/// The sections of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The calls.
    Journal,
    /// Who they are with.
    Customers,
    /// Where they come from.
    Sources,
}

/// The rail (on narrow windows a bar at the bottom) and the page beside it.
#[component]
pub fn Frame(
    /// Who is looking, and at what.
    surroundings: Surroundings,
    /// Which section the page belongs to.
    section: Section,
    /// The page.
    page: AnyView,
    /// Whether the page hears of changes.
    link: AnyView,
) -> impl IntoView {
    let Surroundings {
        me, company, demo, ..
    } = surroundings;
    let entry = move |this: Section| {
        let (href, glyph, name) = match this {
            Section::Journal => ("/", Glyph::Journal, text!(ui.section_journal)),
            Section::Customers => ("/customers", Glyph::People, text!(ui.section_customers)),
            Section::Sources => ("/sources", Glyph::Settings, text!(ui.section_sources)),
        };
        view! { <a href=href aria-current={(this == section).then_some("page")}><Icon name=glyph/>{name}</a> }
            .into_any()
    };
    view! {
        <div class="app">
            <header class="rail">
                <nav aria-label=text!(ui.sections)>
                    {entry(Section::Journal)}
                    {entry(Section::Customers)}
                    {entry(Section::Sources)}
                </nav>
                <span class="push"></span>
                {link}
                {demo.then(|| view! { <span class="demo" title=text!(ui.demo_title)>{text!(ui.demo)}</span> }.into_any())}
                <AccountMenu me company/>
            </header>
            {page}
        </div>
    }
}
