//! The page itself: one file on its way through it.

use std::time::Duration;

use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::customer::import::{ImportPreview, ImportRefused, ImportSettings, ImportState};

use super::{report, settings, upload, words};
use crate::customers::api::import::{look_at_import, preview_import, start_import, stop_import};

use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::load_surroundings;
use crate::text;
use crate::ui::changing::changing;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::json::PageJson;

/// How often is asked how far the work is.
const AGAIN: Duration = Duration::from_millis(400);

/// The file on its way.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) token: RwSignal<Option<String>>,
    pub(super) preview: RwSignal<Option<ImportPreview>>,
    pub(super) state: RwSignal<ImportState>,
    /// What the page waits for.
    waiting: RwSignal<&'static str>,
    failed: RwSignal<Option<String>>,
    asked: StoredValue<u32>,
    polling: StoredValue<Option<IntervalHandle>>,
}

impl Way {
    fn new() -> Way {
        Way {
            token: RwSignal::new(None),
            preview: RwSignal::new(None),
            state: RwSignal::new(ImportState::Idle),
            waiting: RwSignal::new(""),
            failed: RwSignal::new(None),
            asked: StoredValue::new(0),
            polling: StoredValue::new(None),
        }
    }

    /// Another file, or none.
    pub(super) fn forget(self) {
        self.rest();
        if let Some(token) = self.token.get_untracked() {
            spawn_local(async move {
                // The server forgets it by itself, an hour later.
                let _ = stop_import(token).await;
            });
        }
        self.token.set(None);
        self.preview.set(None);
        self.state.set(ImportState::Idle);
        self.waiting.set("");
        self.failed.set(None);
    }

    fn send(self, file: web_sys::File) {
        self.forget();
        self.waiting.set(text!(customers.import_uploading));
        spawn_local(async move {
            match upload::send(&file).await {
                Ok(token) => {
                    self.token.set(Some(token));
                    self.read(ImportSettings::default());
                }
                Err(why) => {
                    self.waiting.set("");
                    self.failed.set(Some(why));
                }
            }
        });
    }

    /// Reads the beginning of the file as `settings` tell.
    pub(super) fn read(self, settings: ImportSettings) {
        let Some(token) = self.token.get_untracked() else {
            return;
        };
        let request = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(request);
        self.waiting.set(text!(customers.import_reading));
        spawn_local(async move {
            let answer = told(preview_import(token, settings).await);
            if self.asked.try_get_value() != Some(request) {
                return;
            }
            self.waiting.set("");
            self.state.set(ImportState::Idle);
            match answer {
                Ok(preview) => {
                    self.failed.set(None);
                    self.preview.set(Some(preview));
                }
                Err(why) => self.failed.set(Some(why)),
            }
        });
    }

    /// Begins the work, or its rehearsal.
    pub(super) fn start(self, dry: bool) {
        let settings = self
            .preview
            .with_untracked(|preview| preview.as_ref().map(|preview| preview.settings.clone()));
        let (Some(token), Some(settings)) = (self.token.get_untracked(), settings) else {
            return;
        };
        self.failed.set(None);
        self.state.set(ImportState::Working {
            dry,
            customers: 0,
            done: Some(0),
        });
        spawn_local(async move {
            match told(start_import(token, settings, dry).await) {
                Ok(()) => self.follow(),
                Err(why) => {
                    self.state.set(ImportState::Idle);
                    self.failed.set(Some(why));
                }
            }
        });
    }

    fn follow(self) {
        self.rest();
        let ask = move || {
            let Some(token) = self.token.get_untracked() else {
                return;
            };
            spawn_local(async move {
                let state = match look_at_import(token.clone()).await {
                    Ok(Ok(state)) => state,
                    Ok(Err(why)) => ImportState::Failed(why),
                    // Nobody answers just now; the work goes on.
                    Err(_) => return,
                };
                if self.token.try_get_untracked().flatten() != Some(token) {
                    return;
                }
                if !matches!(state, ImportState::Working { .. }) {
                    self.rest();
                }
                self.state.set(state);
            });
        };
        self.polling.set_value(set_interval_with_handle(ask, AGAIN).ok());
    }

    fn rest(self) {
        if let Some(polling) = self.polling.try_update_value(Option::take).flatten() {
            polling.clear();
        }
    }
}

fn told<T>(answer: Result<Result<T, ImportRefused>, AppError>) -> Result<T, String> {
    match answer {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(why)) => Err(words::refused(&why)),
        Err(error) => Err(error.sentence()),
    }
}

/// Who is looking, then the page.
#[component]
pub(crate) fn Import() -> impl IntoView {
    let start = Resource::<_, PageJson>::new_with_options(|| (), |()| load_surroundings(), true);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(surroundings) => {
                        let page = view! { <OneFile/> }.into_any();
                        view! { <Frame surroundings section=Section::Customers page link=().into_any()/> }.into_any()
                    }
                    Err(error) => failed(text!(ui.section_customers), &error, None),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn OneFile() -> impl IntoView {
    let way = Way::new();
    on_cleanup(move || way.rest());
    let body = move || match way.state.get() {
        ImportState::Idle => settings::view(way),
        ImportState::Working { dry, customers, done } => report::working(way, dry, customers, done),
        ImportState::Checked(found) => report::checked(way, &found),
        ImportState::Done(found) => report::done(way, &found),
        ImportState::Failed(why) => report::broken(way, &why),
    };
    let is_chosen = move || way.token.read().is_some();
    let choose = move |event: web_sys::Event| {
        let field: web_sys::HtmlInputElement = event_target(&event);
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            way.send(file);
        }
        // The same file once more is a choice too.
        field.set_value("");
    };
    view! {
        <main class="main customers import">
            <header class="head">
                <a class="btn ico bare" href="/customers" aria-label=text!(customers.back) title=text!(customers.back)><Icon name=Glyph::Left/></a>
                <div>
                    <h1>{text!(customers.import_title)}</h1>
                    <p>{text!(customers.import_about)}</p>
                </div>
            </header>
            <p class="none script-missing">{text!(customers.import_needs_script)}</p>
            <div class="scroll script-only" tabindex="0" role="region" aria-label=text!(customers.import_title)>
                <div class="step choose" class:small=is_chosen>
                    <label class="btn" class:primary=move || !is_chosen()>
                        <span>{move || if is_chosen() { text!(customers.import_other_file) } else { text!(customers.import_file) }}</span>
                        <input
                            type="file"
                            class="file"
                            aria-label=text!(customers.import_file)
                            accept=".csv,.txt,.vcf,.vcard,.xlsx,text/csv,text/vcard"
                            disabled=move || matches!(*way.state.read(), ImportState::Working { .. })
                            on:change=choose
                        />
                    </label>
                    <span class="s">{text!(customers.import_file_hint)}</span>
                </div>
                <p class="step s" role="status">{move || way.waiting.get()}</p>
                <p role="alert" class="alert">{move || way.failed.get()}</p>
                {changing(body)}
            </div>
        </main>
    }
    .into_any()
}
