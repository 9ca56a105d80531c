//! The calls that were asked for and have not come to an end yet: which message is about which of them.

use std::collections::HashMap;

use call_journal_pbx::asterisk::manager::Message;
use tokio::sync::mpsc;

use super::action::Action;
use super::dial::{DialFailure, DialState, Order};

/// Calls that were asked for, by the ids of their actions.
#[derive(Default)]
pub(super) struct Calls(HashMap<String, Asked>);

struct Asked {
    uniqueid: String,
    rings: bool,
    states: mpsc::Sender<DialState>,
}

impl Calls {
    /// Notes an order; gives what is to be sent for it.
    pub(super) fn take(&mut self, order: Order) -> Action {
        // Whoever went away does not want to know any more.
        self.0.retain(|_, asked| !asked.states.is_closed());
        let asked = Asked {
            uniqueid: order.uniqueid,
            rings: false,
            states: order.states,
        };
        self.0.insert(order.id, asked);
        order.action
    }

    /// Looks whether a message is about one of them.
    pub(super) fn hear(&mut self, message: &Message) {
        if self.0.is_empty() {
            return;
        }
        match message.event() {
            "" if message.response() == "Error" => {
                let said = message
                    .get("Message")
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(100);
                self.end(
                    message.action_id(),
                    DialState::Failed(DialFailure::Refused(said.collect())),
                );
            }
            "" => self.tell(message.action_id(), DialState::Asked),
            "OriginateResponse" => self.end(message.action_id(), outcome(message)),
            // The PBX tells both of a phone that rings; of some kinds of channels only one.
            "DialState" => self.rings(message.get("DestUniqueid"), message.get("DialStatus")),
            "Newstate" => self.rings(message.get("Uniqueid"), message.get("ChannelStateDesc")),
            _ => {}
        }
    }

    /// The connection is gone.
    pub(super) fn lose(&mut self) {
        for (_, asked) in self.0.drain() {
            let _ = asked.states.try_send(DialState::Failed(DialFailure::Lost));
        }
    }

    fn rings(&mut self, uniqueid: &str, state: &str) {
        if !state.eq_ignore_ascii_case("ringing") {
            return;
        }
        let ringing = self
            .0
            .values_mut()
            .find(|asked| asked.uniqueid == uniqueid && !asked.rings);
        if let Some(asked) = ringing {
            asked.rings = true;
            let _ = asked.states.try_send(DialState::Rings);
        }
    }

    fn tell(&mut self, id: &str, state: DialState) {
        if let Some(asked) = self.0.get(id) {
            // Nobody may be waiting for it any more.
            let _ = asked.states.try_send(state);
        }
    }

    fn end(&mut self, id: &str, state: DialState) {
        if let Some(asked) = self.0.remove(id) {
            let _ = asked.states.try_send(state);
        }
    }
}

/// What an `OriginateResponse` means. Reasons are Asterisk's control frames, and 0 where there was no channel.
fn outcome(message: &Message) -> DialState {
    if message.response().eq_ignore_ascii_case("Success") {
        return DialState::Answered;
    }
    DialState::Failed(match message.get("Reason").trim() {
        // RINGING when the time was up; ANSWER never comes with a failure.
        "3" => DialFailure::NoAnswer,
        // HANGUP: rejected by the employee. BUSY.
        "1" | "5" => DialFailure::Busy,
        // No channel, CONGESTION.
        "0" | "8" => DialFailure::Unreachable,
        reason => DialFailure::Refused(format!("reason {}", reason.chars().take(10).collect::<String>())),
    })
}
