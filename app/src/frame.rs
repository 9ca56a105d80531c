//! What stands around every page: the rail with its sections, and the person who is looking.

use leptos::prelude::*;

use call_journal_model::access::{Act, Role};
use call_journal_model::view::Surroundings;

use crate::account::AccountMenu;
use crate::account::words::{role_name, role_short};
use crate::error::AppError;
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
    /// Who may do what.
    Administration,
    /// What whoever is looking may.
    Account,
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
        me,
        company,
        demo,
        acts,
        signed_in,
        role,
        ..
    } = surroundings;
    let entry = move |this: Section, href: &'static str, glyph: Glyph, name: &'static str| {
        view! { <a href=href aria-current={(this == section).then_some("page")}><Icon name=glyph/>{name}</a> }
            .into_any()
    };
    view! {
        <div class="app">
            <header class="rail">
                <nav aria-label=text!(ui.sections)>
                    {entry(Section::Journal, "/", Glyph::Journal, text!(ui.section_journal))}
                    {acts.allow(Act::ReadCustomers).then(|| {
                        entry(Section::Customers, "/customers", Glyph::People, text!(ui.section_customers))
                    })}
                    {acts.allow(Act::Configure).then(|| {
                        let sources = entry(Section::Sources, "/sources", Glyph::Settings, text!(ui.section_sources));
                        let access = text!(ui.section_administration);
                        vec![sources, entry(Section::Administration, "/administration", Glyph::Key, access)]
                    })}
                </nav>
                <span class="push"></span>
                {link}
                {demo.then(|| demo_mark(role))}
                <AccountMenu me company signed_in/>
            </header>
            {page}
        </div>
    }
}

/// That all of this is made up, and as whom one looks at it.
fn demo_mark(role: Role) -> AnyView {
    let title = [
        text!(ui.demo_title),
        ". ",
        &text!(ui.looking_as, role = role_name(role)).to_string(),
    ]
    .concat();
    view! { <span class="demo" title=title>{text!(ui.demo)}</span><span class="demo-role">{role_short(role)}</span> }.into_any()
}

/// A page that did not come; with `again` it can be asked for once more without a reload.
pub fn failed(title: &'static str, error: &AppError, again: Option<Callback<()>>) -> AnyView {
    let sentence = error.sentence();
    let press = move |event: leptos::ev::MouseEvent| {
        if let Some(again) = again {
            event.prevent_default();
            again.run(());
        }
    };
    view! {
        <main class="failed empty">
            <h1>{title}</h1>
            <p>{sentence}</p>
            <div class="acts">
                <a class="btn primary" href="" rel="external" on:click=press>{text!(ui.retry)}</a>
            </div>
        </main>
    }
    .into_any()
}
