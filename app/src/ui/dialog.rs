//! A dialog in front of the page: the browser's own `<dialog>`, which keeps the focus inside and closes on Esc.

use leptos::html;
use leptos::prelude::*;

use crate::text;
use crate::ui::changing::on_change;
use crate::ui::icon::{Glyph, Icon};

/// A modal dialog. On a phone it fills the screen.
#[component]
pub fn Dialog(
    /// Whether it is seen.
    #[prop(into)]
    open: Signal<bool>,
    /// The person closed it.
    on_close: Callback<()>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What stands beside the heading.
    #[prop(into, optional)]
    subtitle: Signal<String>,
    /// Further classes beside `dialog`.
    #[prop(optional)]
    class: &'static str,
    /// What stands inside.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    on_change(move || {
        let (Some(dialog), open) = (dialog.get(), open.get()) else {
            return;
        };
        if open && !dialog.open() {
            // Fails only when the dialog is open already.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    // A press on the scrim has the dialog itself as its target: its content covers all the rest.
    let pressed_outside = move |event: leptos::ev::MouseEvent| {
        if let (Some(dialog), Some(target)) = (dialog.get_untracked(), event.target()) {
            let dialog: &leptos::web_sys::EventTarget = dialog.as_ref();
            if *dialog == target {
                on_close.run(());
            }
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=["dialog ", class].concat()
            aria-label=move || title.get()
            on:close=move |_| if open.get_untracked() { on_close.run(()) }
            on:mousedown=pressed_outside
        >
            <div class="dialog-body">
                <header>
                    <h2>{move || title.get()}</h2>
                    <p class="subtitle">{move || subtitle.get()}</p>
                    <button
                        type="button"
                        class="btn ico bare"
                        aria-label=text!(ui.close)
                        title=text!(ui.close)
                        on:click=move |_| on_close.run(())
                    >
                        <Icon name=Glyph::Close/>
                    </button>
                </header>
                {move || open.get().then(|| children())}
            </div>
        </dialog>
    }
}
