//! What an input led to, in a few words each: an input that led to something new is worth keeping.

use std::collections::BTreeSet;

use call_journal_model::call::Call;
use call_journal_pbx::event::PbxEvent;

/// Kinds of events, sentences and calls that were seen, without what makes each its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(pub BTreeSet<String>);

impl Seen {
    /// The beginning of the sentence, before what it quotes or counts.
    pub fn says(&mut self, sentence: &str) {
        let own = |c: char| matches!(c, '"' | '`' | '\'') || c.is_ascii_digit();
        let bare = sentence.split(own).next().unwrap_or_default();
        self.0.insert(bare.chars().take(60).collect());
    }

    /// What kind of event it is.
    pub fn event(&mut self, event: &PbxEvent) {
        const KNOWN: [&str; 25] = [
            "CHAN_START",
            "CHAN_END",
            "LINKEDID_END",
            "ANSWER",
            "HANGUP",
            "APP_START",
            "APP_END",
            "PARK_START",
            "PARK_END",
            "BRIDGE_START",
            "BRIDGE_END",
            "BRIDGE_ENTER",
            "BRIDGE_EXIT",
            "BLINDTRANSFER",
            "ATTENDEDTRANSFER",
            "PICKUP",
            "STREAM_BEGIN",
            "STREAM_END",
            "DIAL_BEGIN",
            "DIAL_END",
            "HANGUP_REQUEST",
            "LOCAL_OPTIMIZE",
            "HOLD",
            "UNHOLD",
            "CALLERID",
        ];
        let kind = match event {
            PbxEvent::Cel(cel) => {
                let name = KNOWN.iter().find(|known| **known == cel.event);
                format!("{} {:?}", name.unwrap_or(&"other"), cel.told)
            }
            PbxEvent::Cdr(cdr) => format!("cdr {}", cdr.answer.is_some()),
            PbxEvent::RecordingFile(_) => "file".to_owned(),
            PbxEvent::FreeswitchLeg(leg) => format!("freeswitch {}", leg.callflow.len().min(3)),
            PbxEvent::MikopbxLeg(leg) => format!("mikopbx {}", leg.answer.is_some()),
            PbxEvent::HttpCall(call) => format!("http {:?} {}", call.direction, call.legs.len().min(2)),
            _ => "end".to_owned(),
        };
        self.0.insert(kind);
    }

    /// What kind of call it is.
    pub fn call(&mut self, call: &Call) {
        let any = |yes: bool| u8::from(yes);
        self.0.insert(format!(
            "{:?} {:?}, talks {}, legs {}, held {}, moved {}, consulted {}, audio {}",
            call.direction,
            call.outcome,
            call.talks.len().min(2),
            call.legs.len().min(2),
            any(call.legs.iter().any(|leg| !leg.holds.is_empty())),
            any(call.legs.iter().any(|leg| leg.transfer.is_some())),
            any(call.legs.iter().any(|leg| leg.consultation)),
            call.recordings.len().min(1),
        ));
    }
}
