//! What the journal shows for a call, and why.

use serde::{Deserialize, Serialize};

use crate::call::{CallId, Reason};
use crate::time::Timestamp;

/// The word in the status column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// «Звонит»
    Ringing,
    /// «Разговор»
    Talking,
    /// «Принят»: incoming or internal, an employee answered.
    Accepted,
    /// «Дозвонились»: outgoing, the other side answered.
    Reached,
    /// «Нет ответа»: incoming or internal, nobody answered.
    NoAnswer,
    /// «Потерян»: nobody answered an unregistered number, and its reaction window closed without contact.
    Lost,
    /// «Отменен»: outgoing that did not get through.
    Cancelled,
}

/// A status with its indicators: the result of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The word in the status column.
    pub status: Status,
    /// Why an outgoing call did not get through.
    pub reason: Option<Reason>,
    /// «!»
    pub attention: bool,
    /// The first call ever in which someone talked with this number.
    pub first_contact: bool,
    /// Until when there is time to call back. Set on a missed call from a known number only.
    pub window_closes_at: Option<Timestamp>,
    /// Why.
    pub why: Why,
}

/// Why a call shows what it shows. Texts for it live with the views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Nothing to explain: the call was answered, is going on, or is internal.
    Plain,
    /// Nobody can call back a withheld number.
    Withheld,
    /// Nobody has talked with this party yet; there is time until the window closes.
    WindowOpen {
        /// When the window closes.
        until: Timestamp,
        /// Whether the call will be «Потерян» then.
        will_be_lost: bool,
    },
    /// The window closed without contact.
    WindowClosed {
        /// When the window closed.
        at: Timestamp,
    },
    /// An employee called back (or was called) and talked with the party.
    Contact {
        /// The deciding call.
        call: CallId,
        /// When that call began.
        at: Timestamp,
        /// Whether it was an outgoing call, «Перезвонили», or the party called again.
        called_back: bool,
    },
    /// A conversation with the party was going on when this call came.
    AlreadyTalking {
        /// The deciding call.
        call: CallId,
        /// When that call began.
        at: Timestamp,
    },
}
