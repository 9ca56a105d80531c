//! A button that opens something below itself. A `<details>`, so that it opens without JavaScript too; on a phone
//! the stylesheet makes a sheet at the bottom of it.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

/// A button and what it opens. Closes on Esc (the focus returns to the button), on a press elsewhere, and when the
/// focus leaves.
#[component]
pub fn Popover(
    /// Whether it is open; also opens and closes it.
    open: RwSignal<bool>,
    /// Classes of the button.
    button_class: &'static str,
    /// What the button is called.
    #[prop(into)]
    label: Signal<String>,
    /// What stands on the button.
    button: AnyView,
    /// What opens.
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let focus_button = move || {
        let button = details
            .get_untracked()
            .map(|details| details.query_selector("summary"));
        if let Some(Ok(Some(button))) = button {
            // A summary always takes the focus.
            let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    };
    Effect::new(move |first: Option<()>| {
        let (Some(details), wanted) = (details.get(), open.get()) else {
            return;
        };
        if first.is_none() && details.open() {
            // Opened by hand before the page came to life.
            open.set(true);
        } else if details.open() != wanted {
            let inside = details.query_selector(":focus").ok().flatten().is_some();
            details.set_open(wanted);
            if inside && !wanted {
                focus_button();
            }
        }
    });
    let holds = move |target: Option<web_sys::EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        node.is_some_and(|node| {
            details
                .get_untracked()
                .is_some_and(|details| details.contains(Some(&node)))
        })
    };
    // Asked of the element: `toggle` comes some time after it opened.
    let is_open = move || details.get_untracked().is_some_and(|details| details.open());
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
        open.set(false);
    };
    let pressed = window_event_listener(leptos::ev::pointerdown, move |event| {
        if is_open() && !holds(event.target()) {
            close();
        }
    });
    on_cleanup(move || pressed.remove());
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && is_open() {
            event.prevent_default();
            event.stop_propagation();
            close();
            focus_button();
        }
    };
    view! {
        <details
            node_ref=details
            class="anchor"
            on:toggle=move |_| {
                if let Some(details) = details.get_untracked() {
                    open.set(details.open());
                }
            }
            on:keydown=on_key
            on:focusout=move |event: web_sys::FocusEvent| {
                if event.related_target().is_some() && !holds(event.related_target()) {
                    close();
                }
            }
        >
            <summary class=button_class aria-label=move || label.get() title=move || label.get()>
                {button}
            </summary>
            <div class="pop">{children()}</div>
        </details>
    }
}
