//! The table: its head, its rows, the keys that move along them, and what stands at its end.

use leptos::html;
use leptos::prelude::*;
use leptos::reactive::computed::Selector;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use call_journal_model::call::CallId;
use call_journal_model::filter::{Filter, Order};
use call_journal_model::view::After;

use crate::journal::empty::Empty;
use crate::journal::place::{History, Place};
use crate::journal::row::{CallRow, RowContext, row_id};
use crate::journal::rows::{CallList, Loading, RowsStoreFields};
use crate::journal::scroll::Scroll;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::{changing, changing_text, on_change};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::plural::new_calls_word;

/// How far Page Up and Page Down go.
const LEAP: usize = 10;

/// The list of calls.
#[component]
pub fn CallTable(list: CallList) -> impl IntoView {
    let place = Place::of_page();
    let active = RwSignal::new(None);
    let alive = RwSignal::new(false);
    provide_context(RowContext {
        searched: Memo::new(move |_| place.filter.read().search.clone()),
        selected: Selector::new(move || place.call.get()),
        active: Selector::new(move || active.get()),
        alive,
    });
    let frame = NodeRef::<html::Div>::new();
    let end = NodeRef::<html::Div>::new();
    let scroll = Scroll { frame, list, place };
    scroll.keep_place();
    scroll.extend_when_seen(end);
    scroll.hold_new_calls();
    on_change(move || {
        // The selected row, where it is in the list; else the first one; an active one stays.
        let ids: Vec<CallId> = list.rows.lines().read().iter().map(|line| line.call.id).collect();
        let still = active.get_untracked().filter(|id| ids.contains(id));
        let selected = place.call.get_untracked().filter(|id| ids.contains(id));
        let had_focus = alive.get_untracked() && active.get_untracked().is_some() && still.is_none();
        active.set(still.or(selected).or_else(|| ids.first().copied()));
        alive.set(true);
        if had_focus {
            browser::keep_focus(&[".rows [tabindex='0']", ".search input"]);
        }
    });
    let keys = Keys { list, place, active };
    keys.listen();
    view! {
        <div class="list" node_ref=frame aria-busy=move || (list.loading.get() == Loading::Replacing).to_string()>
            {to_first(place)}
            <table
                class="calls"
                role="grid"
                aria-label=text!(journal.title)
                on:keydown=move |event| keys.on_key(&event)
                on:click=move |event| keys.on_click(&event)
                on:focusin=move |event| keys.on_focus(&event)
            >
                <thead role="rowgroup">
                    <tr role="row" class="thead">
                        <th role="columnheader" scope="col"><span class="vh">{text!(journal.column_indicator)}</span></th>
                        <th role="columnheader" scope="col" aria-sort=move || sorted(place, false)>
                            {sort_link(place, text!(journal.column_when), false)}
                            {new_calls(scroll)}
                        </th>
                        <th role="columnheader" scope="col">{text!(journal.column_customer)}</th>
                        <th role="columnheader" scope="col">{text!(journal.column_employee)}</th>
                        <th role="columnheader" scope="col">{text!(journal.column_status)}</th>
                        <th role="columnheader" scope="col" aria-sort=move || sorted(place, true)>
                            {sort_link(place, text!(journal.column_talk), true)}
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup" class="rows">
                    <For each=move || list.rows.lines() key=|line| line.key() let:line>
                        <CallRow line/>
                    </For>
                </tbody>
            </table>
            <Empty list/>
            <div class="end" node_ref=end>
                {end_of(list, place)}
            </div>
        </div>
    }
}

/// How the rows stand by this column; `talk`: by the time talked, else by when they began.
fn sorted(place: Place, talk: bool) -> Option<&'static str> {
    match (place.filter.read().order, talk) {
        (Order::Newest, false) | (Order::LongestTalk, true) => Some("descending"),
        (Order::Oldest, false) => Some("ascending"),
        (Order::Newest | Order::Oldest, true) | (Order::LongestTalk, false) => None,
    }
}

/// A column's name, which orders the rows by it, and if they are so already, the other way.
fn sort_link(place: Place, name: &'static str, talk: bool) -> AnyView {
    let turn = move |filter: &mut Filter| {
        filter.order = match (filter.order, talk) {
            (Order::Newest, false) => Order::Oldest,
            (Order::Newest | Order::Oldest, true) => Order::LongestTalk,
            (Order::Oldest | Order::LongestTalk, false) | (Order::LongestTalk, true) => Order::Newest,
        };
    };
    let title = move || {
        let mut filter = Filter {
            order: place.filter.read().order,
            ..Filter::default()
        };
        turn(&mut filter);
        order_name(filter.order)
    };
    view! {
        // Where the heads are for the ear alone, nothing of them is pressed.
        <span class="unpressed">{name}</span>
        <a class="sort" href=move || place.with_filter(turn) title=title data-noscroll="">
            {name}
            <Icon name=Glyph::Sort/>
        </a>
    }
    .into_any()
}

/// «Сначала новые»
pub(super) fn order_name(order: Order) -> &'static str {
    match order {
        Order::Newest => text!(journal.order_newest),
        Order::Oldest => text!(journal.order_oldest),
        Order::LongestTalk => text!(journal.order_talk),
    }
}

/// «3 новых звонка»: the way to calls that came while the reader was further down.
fn new_calls(scroll: Scroll) -> impl IntoView {
    let list = scroll.list;
    let count = Memo::new(move |_| list.held.read().len());
    let label = changing_text(move || [&count.get().to_string(), " ", new_calls_word(count.get())].concat());
    changing(move || {
        if count.get() == 0 {
            return ().into_any();
        }
        view! {
            <button type="button" class="new-calls" on:click=move |_| scroll.to_newest()>
                <Icon name=Glyph::Up/>
                <span aria-live="polite">{label}</span>
            </button>
        }
        .into_any()
    })
}

/// The way back for a list that does not begin with the latest call.
fn to_first(place: Place) -> impl IntoView {
    changing(move || {
        if place.after.get().is_none() {
            return ().into_any();
        }
        view! {
            <p class="to-first">
                <a class="btn" href=place.with_rows_after(None) data-noscroll="">
                    <Icon name=Glyph::Up/>
                    {text!(journal.to_first)}
                </a>
            </p>
        }
        .into_any()
    })
}

/// What stands below the last row: a link to more, or why they did not come.
fn end_of(list: CallList, place: Place) -> impl IntoView {
    changing(move || {
        let Some(next) = list.next.get() else {
            return ().into_any();
        };
        let failed = match list.loading.get() {
            Loading::NotExtended(error) => Some(error.sentence()),
            _ => None,
        };
        let label = if failed.is_some() {
            text!(ui.retry)
        } else {
            text!(journal.more_calls)
        };
        let more = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            list.extend(place.filter.get_untracked());
        };
        view! {
            <span role="alert">{failed}</span>
            <a class="btn" href=place.with_rows_after(Some(After::Row(next))) on:click=more>{label}</a>
        }
        .into_any()
    })
}

/// Keys and presses on the rows.
#[derive(Clone, Copy)]
struct Keys {
    list: CallList,
    place: Place,
    active: RwSignal<Option<CallId>>,
}

impl Keys {
    /// An arrow that nothing on the page has asked for is for the rows.
    fn listen(self) {
        let pressed = window_event_listener(leptos::ev::keydown, move |event| {
            let nobody = document()
                .active_element()
                .is_none_or(|active| active.tag_name() == "BODY");
            if nobody && matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                event.prevent_default();
                browser::focus(".rows [tabindex='0']");
            }
        });
        on_cleanup(move || pressed.remove());
    }

    fn on_key(self, event: &web_sys::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return;
        }
        let ids = self.list.ids();
        let Some(last) = ids.len().checked_sub(1) else {
            return;
        };
        let at = self
            .active
            .get_untracked()
            .and_then(|id| ids.iter().position(|other| *other == id))
            .unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(last),
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => (at + LEAP).min(last),
            "PageUp" => at.saturating_sub(LEAP),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                return self.place.select(Some(ids[at]), History::Push);
            }
            _ => return,
        };
        event.prevent_default();
        if to == last {
            self.list.extend(self.place.filter.get_untracked());
        }
        self.go_to(ids[to]);
    }

    /// Moves the focus; the selection goes along where the panel already shows a call beside the rows.
    fn go_to(self, id: CallId) {
        self.active.set(Some(id));
        browser::focus(&["#", &row_id(id)].concat());
        if self.place.call.get_untracked().is_some() {
            self.place.select(Some(id), History::Replace);
        }
    }

    fn on_click(self, event: &web_sys::MouseEvent) {
        let Some(id) = row_of(event.target()) else { return };
        self.active.set(Some(id));
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if elsewhere || has_marked_text() {
            return;
        }
        // Not left to the router: it would push the same address twice for a second press.
        event.prevent_default();
        self.place.select(Some(id), History::Push);
        browser::focus(&["#", &row_id(id)].concat());
    }

    fn on_focus(self, event: &web_sys::FocusEvent) {
        if let Some(id) = row_of(event.target()) {
            self.active.set(Some(id));
        }
    }
}

fn row_of(target: Option<web_sys::EventTarget>) -> Option<CallId> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    let row = element.closest("[data-call]").ok()??;
    row.get_attribute("data-call")?.parse().ok().map(CallId)
}

/// Text was marked to be copied: the press that ends the marking is no choice of a row.
fn has_marked_text() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection.is_some_and(|selection| !selection.is_collapsed())
}
