//! Calls between employees.

use super::Script;
use super::incoming::{self, Ringing};
use crate::company::{GROUP, PHONES_OF_GROUP};

/// One employee calls another.
pub(crate) fn calls(script: &mut Script<'_>, from: usize, to: usize) -> Ringing {
    script.shape("internal");
    let exten = script.company.extension(to).0;
    let phone = script.phone_dials(from, &exten);
    let from_exten = script.company.extension(from).0;
    let ringing = incoming::rings(script, phone, &[to], exten, false, ("internal", from_exten));
    Ringing {
        caller: Some(from),
        ..ringing
    }
}

/// An employee dials the ring group, and its other phones ring.
pub(crate) fn calls_group(script: &mut Script<'_>, from: usize) -> Ringing {
    script.shape("internal");
    script.shape("group");
    let phone = script.phone_dials(from, GROUP);
    script.goes_to(phone, "ext-group", GROUP);
    let others: Vec<usize> = PHONES_OF_GROUP
        .into_iter()
        .filter(|other| *other != from)
        .collect();
    let from_exten = script.company.extension(from).0;
    let ringing = incoming::rings(script, phone, &others, GROUP.into(), false, ("rg", from_exten));
    Ringing {
        caller: Some(from),
        ..ringing
    }
}
