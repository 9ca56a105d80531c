//! What stands around every page: the rail with its sections, and the person who is looking.

use leptos::prelude::*;

use call_journal_model::view::Surroundings;

use crate::account::AccountMenu;
use crate::text;
use crate::ui::icon::{Glyph, Icon};

/// The rail (on narrow windows a bar at the bottom) and the page beside it.
#[component]
pub fn Frame(
    /// Who is looking, and at what.
    surroundings: Surroundings,
    /// The page.
    page: AnyView,
) -> impl IntoView {
    let Surroundings {
        me, company, demo, ..
    } = surroundings;
    view! {
        <div class="app">
            <header class="rail">
                <nav aria-label=text!(ui.sections)>
                    <a href="/" aria-current="page">
                        <Icon name=Glyph::Journal/>
                        {text!(ui.section_journal)}
                    </a>
                </nav>
                <span class="push"></span>
                {demo.then(|| view! { <span class="demo" title=text!(ui.demo_title)>{text!(ui.demo)}</span> })}
                <AccountMenu me company/>
            </header>
            {page}
        </div>
    }
}
