//! How the docked panel is kept: folded to a strip or not, pinned or not. Two cookies, so that the server renders
//! the page as it was left.

use leptos::prelude::*;

use crate::ui::browser::{cookie, set_cookie};

const FOLD_COOKIE: &str = "panel";
const PIN_COOKIE: &str = "panel_pin";

/// How the docked panel is kept. A sheet (below 1200 px) knows neither.
#[derive(Clone, Copy)]
pub(super) struct Keep {
    /// Only a strip is left.
    pub(super) folded: RwSignal<bool>,
    /// The panel stays when nothing is selected.
    pub(super) pinned: RwSignal<bool>,
}

impl Keep {
    pub(super) fn from_cookies() -> Keep {
        Keep {
            folded: RwSignal::new(cookie(FOLD_COOKIE).as_deref() == Some("folded")),
            pinned: RwSignal::new(cookie(PIN_COOKIE).as_deref() != Some("off")),
        }
    }

    pub(super) fn fold(self, folded: bool) {
        set_cookie(FOLD_COOKIE, if folded { "folded" } else { "open" });
        self.folded.set(folded);
    }

    pub(super) fn pin(self, pinned: bool) {
        set_cookie(PIN_COOKIE, if pinned { "on" } else { "off" });
        self.pinned.set(pinned);
    }
}
