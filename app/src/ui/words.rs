//! The words and pictures for what a call is: status, reason, direction, party, place.
//!
//! The same wherever a call is shown, so that table and panel cannot disagree.

use call_journal_model::call::{Direction, Reason};
use call_journal_model::status::Status;
use call_journal_model::view::{CallParty, CallSummary, PersonName, Place, PlaceKind};

use crate::text;
use crate::ui::icon::Glyph;

/// «Принят»
#[must_use]
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Ringing => text!(status.ringing),
        Status::Talking => text!(status.talking),
        Status::Accepted => text!(status.accepted),
        Status::Reached => text!(status.reached),
        Status::NoAnswer => text!(status.no_answer),
        Status::Lost => text!(status.lost),
        Status::Cancelled => text!(status.cancelled),
    }
}

/// Why an outgoing call did not get through: «Занято или звонок отклонён».
#[must_use]
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::CancelledByEmployee => text!(status.reason_cancelled),
        Reason::Busy => text!(status.reason_busy),
        Reason::NoAnswer => text!(status.reason_no_answer),
        Reason::Failed => text!(status.reason_failed),
    }
}

/// The picture before the date, and the word that it stands for.
#[must_use]
pub fn direction(call: &CallSummary) -> (Glyph, &'static str) {
    match (call.direction, call.status) {
        (_, Status::Ringing) => (Glyph::Ringing, status(Status::Ringing)),
        (Direction::Internal, Status::NoAnswer | Status::Lost) => {
            (Glyph::Missed, text!(status.internal_missed))
        }
        (Direction::Internal, _) => (Glyph::Internal, text!(status.internal)),
        (Direction::In, Status::NoAnswer | Status::Lost) => (Glyph::Missed, text!(status.missed)),
        (Direction::In, _) => (Glyph::Incoming, text!(status.incoming)),
        (Direction::Out, Status::Reached | Status::Talking) => (Glyph::Outgoing, text!(status.outgoing)),
        (Direction::Out, _) => (Glyph::NotReached, text!(status.not_reached)),
    }
}

/// The other side: the customer's name, else the number, else «Скрытый номер»; of an internal call, who dialled.
#[must_use]
pub fn party(party: &CallParty) -> String {
    match party {
        CallParty::Customer { name, .. } => name.clone(),
        CallParty::Unregistered { number, .. } => number.display.clone(),
        CallParty::Withheld => text!(status.withheld).to_owned(),
        CallParty::Colleague(person) => person_with_extension(person),
    }
}

/// «Белов Руслан (202)»
#[must_use]
pub fn person_with_extension(person: &PersonName) -> String {
    if person.name == person.extension || person.extension.is_empty() {
        person.name.clone()
    } else {
        [&person.name, " (", &person.extension, ")"].concat()
    }
}

/// Who talked, in order; where nobody did, who or what rang last: «Очередь «Продажи»».
#[must_use]
pub fn employees(call: &CallSummary) -> String {
    let names: Vec<&str> = call.employees.iter().map(|person| person.name.as_str()).collect();
    match &call.destination {
        Some(destination) if names.is_empty() => place(destination),
        _ => names.join(", "),
    }
}

/// «Очередь «Продажи»»
#[must_use]
pub fn place(place: &Place) -> String {
    let name = place.name.as_str();
    match place.kind {
        PlaceKind::Queue => text!(status.place_queue, name = name).to_string(),
        PlaceKind::Group => text!(status.place_group, name = name).to_string(),
        PlaceKind::Menu => text!(status.place_menu, name = name).to_string(),
        PlaceKind::Voicemail => text!(status.place_voicemail, name = name).to_string(),
        PlaceKind::Conference => text!(status.place_conference, name = name).to_string(),
        PlaceKind::Announcement => text!(status.place_announcement, name = name).to_string(),
        PlaceKind::Parking => text!(status.place_parking, name = name).to_string(),
    }
}
