//! What can be done in the journal, as far as it is allowed to some and not to others.

use serde::{Deserialize, Serialize};

/// What somebody asks to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Look at calls that one may see, find and count them, comment them, ring back.
    Look,
    /// See to what is one's own: preferences, views, password, sessions.
    Own,
    /// Hear calls.
    Hear,
    /// Save what one hears.
    Download,
    /// See who heard a call.
    SeeListeners,
    /// Look customers up.
    ReadCustomers,
    /// Say whose a number is.
    Assign,
    /// Change cards, merge and archive customers, bring them in from files.
    ChangeCustomers,
    /// Take tables of calls along.
    Export,
    /// Take the customers along.
    ExportCustomers,
    /// Decide who may what, see how the sources do, read what was written down about others.
    Configure,
}

impl Act {
    /// All of them.
    pub const ALL: [Act; 11] = [
        Act::Look,
        Act::Own,
        Act::Hear,
        Act::Download,
        Act::SeeListeners,
        Act::ReadCustomers,
        Act::Assign,
        Act::ChangeCustomers,
        Act::Export,
        Act::ExportCustomers,
        Act::Configure,
    ];
}

/// What somebody may do, as pages are told it: a bit for each act, which costs the browser's half next to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Acts(u16);

impl Acts {
    /// Those that `may` allows.
    #[must_use]
    pub fn new(may: impl Fn(Act) -> bool) -> Acts {
        let allowed = Act::ALL.into_iter().filter(|act| may(*act));
        Acts(allowed.fold(0, |acts, act| acts | 1 << act as u16))
    }

    /// Whether they may do this.
    #[must_use]
    pub fn allow(self, act: Act) -> bool {
        self.0 & 1 << act as u16 != 0
    }
}
