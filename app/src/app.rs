//! The document around the pages, and the routes.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::account::{AccountPage, SetPasswordPage, SignInPage};
use crate::administration::AdministrationPage;
use crate::customers::{CustomerPage, CustomersPage, ImportPage};
use crate::journal::JournalPage;
use crate::sources::SourcesPage;
use crate::text;
use crate::ui::browser::WentBack;
use crate::ui::icon::SPRITE;
use crate::ui::preferences::Preferences;

/// Addresses of the browser's half; the build names their folder by a hash of the content.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// `/pkg/…/call-journal.js`
    pub js: String,
    /// `/pkg/…/call-journal_bg.wasm`
    pub wasm: String,
    /// `/pkg/…/call-journal.css`
    pub css: String,
}

/// The document. Rendered on the server only.
#[must_use]
pub fn shell(assets: &Assets, preferences: Preferences) -> impl IntoView + use<> {
    let Assets { js, wasm, css } = assets.clone();
    // The module starts the application by itself, without an inline handler: `import` and one call.
    let start =
        format!("import init,{{hydrate}} from '{js}';await init({{module_or_path:'{wasm}'}});hydrate();");
    provide_context(preferences.locale);
    view! {
        <!DOCTYPE html>
        <html lang=preferences.locale.to_string() data-theme=preferences.theme.map(|theme| theme.as_str())>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                // A comment between texts, as views put them, would be read as part of the title.
                <title inner_html=text!(journal.title)></title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                <link rel="modulepreload" href=js/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=leptos::nonce::use_nonce()>{start}</script>
                <leptos_meta::MetaTags/>
            </head>
            <body>
                <App/>
                <div inner_html=SPRITE></div>
            </body>
        </html>
    }
}

/// The application: the same tree on the server and in the browser.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    provide_context(WentBack::listen());
    view! {
        <Router>
            <FlatRoutes fallback=|| text!(ui.page_not_found).to_string()>
                <Route path=path!("/") view=JournalPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/set-password") view=SetPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/administration") view=AdministrationPage ssr=SsrMode::Async/>
                <Route path=path!("/customers") view=CustomersPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/import") view=ImportPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/:id") view=CustomerPage ssr=SsrMode::Async/>
                <Route path=path!("/sources") view=SourcesPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
