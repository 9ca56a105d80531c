//! Employees' phones, as the pages' server functions ring them: the dialler of the PBX that has one.

use call_journal_app::panel::Rung;
use call_journal_app::service::{Phones, Ringing};
use call_journal_model::call::Extension;
use call_journal_model::phone::PhoneNumber;

use crate::source::manager::{CallerId, DialFailure, DialState, Dialer};

/// Rings by the first dialler that is connected.
pub struct PbxPhones {
    /// One for each PBX that can.
    pub dialers: Vec<Dialer>,
    /// The company's country: its numbers are dialled as its phones dial them.
    pub region: String,
}

impl Phones for PbxPhones {
    fn can_ring(&self) -> bool {
        !self.dialers.is_empty()
    }

    fn ring(&self, extension: &Extension, number: &PhoneNumber) -> Ringing {
        let dialer = self.dialers.iter().find(|dialer| dialer.is_connected());
        // The phone shows whom it will be connected with.
        let whom = CallerId {
            name: String::new(),
            number: number.as_str().to_owned(),
        };
        let dialling = dialer
            .map(|dialer| dialer.originate(&extension.0, &number.dialled_in(&self.region), Some(&whom)));
        Box::pin(async move {
            let mut dialling = match dialling {
                Some(Ok(dialling)) => {
                    tracing::info!(uniqueid = dialling.uniqueid, "a phone is asked to ring");
                    dialling
                }
                Some(Err(error)) => {
                    tracing::warn!(%error, "a call back was not asked for");
                    return Rung::Refused;
                }
                None => return Rung::NotConnected,
            };
            let mut last = None;
            while let Some(state) = dialling.next().await {
                last = Some(state);
            }
            match last {
                Some(DialState::Answered) => Rung::Answered,
                Some(DialState::Failed(failure)) => rung(failure),
                Some(DialState::Asked | DialState::Rings) | None => Rung::NotConnected,
            }
        })
    }
}

fn rung(failure: DialFailure) -> Rung {
    match failure {
        DialFailure::NoAnswer => Rung::NoAnswer,
        DialFailure::Busy => Rung::Busy,
        DialFailure::Unreachable => Rung::Unreachable,
        DialFailure::Lost => Rung::NotConnected,
        DialFailure::Refused(why) => {
            tracing::warn!(why, "the PBX refuses to ring a phone");
            Rung::Refused
        }
    }
}
