//! Parts of the page whose code is a file of its own, which the browser loads when the part is wanted first.
//!
//! On the server every part is there, and a served page wakes up with the parts it shows (`hydrate_page`): there the
//! part's view is made at once, so that its resources are counted alike on both sides.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

use crate::error::AppError;
use crate::text;
use crate::ui::changing::{changing, on_change};

/// What stands in the part's place while it is not there.
#[derive(Clone, Copy)]
pub struct Instead {
    /// Before it is wanted.
    pub before: fn() -> AnyView,
    /// While its code is loaded.
    pub waiting: fn() -> AnyView,
    /// When its code did not come; the callback tries again.
    pub failed: fn(AppError, Callback<()>) -> AnyView,
}

impl Instead {
    /// Of a part inside a menu: nothing before it is there, and a way to try again where it did not come.
    pub const IN_MENU: Instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: |error, again| {
            let sentence = error.sentence();
            view! {
                <p role="alert">{sentence}</p>
                <button type="button" class="btn" on:click=move |_| again.run(())>{text!(ui.retry)}</button>
            }
            .into_any()
        },
    };
}

/// When what opens and closes wants its part: from the first opening on.
#[must_use]
pub fn opened(open: RwSignal<bool>) -> Signal<bool> {
    Memo::new(move |before: Option<&bool>| before == Some(&true) || open.get()).into()
}

/// The view that `build` gives, once `wanted` and loaded; from then on it stays.
pub fn part<Build, Built, Load, Loaded>(
    build: Build,
    load: Load,
    wanted: Signal<bool>,
    instead: Instead,
) -> AnyView
where
    Build: Fn() -> Built + Copy + Send + 'static,
    Built: Future<Output = Result<AnyView, AppError>>,
    Load: Fn() -> Loaded + Copy + 'static,
    Loaded: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    if from_server()
        && wanted.get_untracked()
        && let Some(Ok(view)) = at_once(build())
    {
        return view;
    }
    let loaded = RwSignal::new(None::<Result<(), AppError>>);
    on_change(move || {
        if wanted.get() && loaded.get().is_none() {
            spawn_local(async move {
                let result = load().await.map_err(AppError::from);
                loaded.try_set(Some(result));
            });
        }
    });
    let again = Callback::new(move |()| loaded.set(None));
    changing(move || match loaded.get() {
        None if wanted.get() => (instead.waiting)(),
        None => (instead.before)(),
        Some(Err(error)) => (instead.failed)(error, again),
        Some(Ok(())) => match at_once(build()) {
            Some(Ok(view)) => view,
            Some(Err(error)) => (instead.failed)(error, again),
            // Not reached: what was loaded is there.
            None => (instead.waiting)(),
        },
    })
    .into_any()
}

/// Whether this view is rendered by the server, or wakes up as the server rendered it.
#[must_use]
pub fn from_server() -> bool {
    cfg!(feature = "ssr") || Owner::current_shared_context().is_some_and(|shared| shared.during_hydration())
}

/// What is there already.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
