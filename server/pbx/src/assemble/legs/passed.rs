//! What follows from legs lying beside each other: whom an employee consulted, who passed whom on, who took a call from
//! another's phone.

use call_journal_model::call::{Transfer, TransferKind};

use super::MANY;
use super::form::{End, Leg};

/// Sources tell whole seconds, or one leg's end a little after the next one's begin.
const BEFORE: i64 = 1_000;
const AFTER: i64 = 2_000;
/// An end this close to another is the same.
const SAME: i64 = 200;

/// Marks the legs, which are sorted by begin.
pub(super) fn mark(legs: &mut [Leg]) {
    let many = legs.len().min(MANY);
    let legs = &mut legs[..many];
    for index in 0..legs.len() {
        consultation(legs, index);
    }
    for index in 0..legs.len() {
        blind(legs, index);
    }
    for index in 0..legs.len() {
        pickup(legs, index);
    }
}

/// A leg that an employee began while talking is a consultation.
fn consultation(legs: &mut [Leg], asked: usize) {
    let leg = &legs[asked];
    if leg.from.employee().is_none() || !leg.rang {
        return;
    }
    let began = leg.started;
    let (employee, whom) = (leg.from.clone(), leg.to.clone());
    let talking = |other: &Leg| {
        let partner = other.other(&employee);
        other.has(&employee)
            && other.is_talk()
            && !other.consultation
            && *partner != whom
            && *partner != employee
            && other.answered.is_some_and(|at| at < began)
            && other.end() > began
    };
    let Some(talk) = legs.iter().position(talking) else {
        return;
    };
    let party = legs[talk].other(&employee).clone();
    let (over, talk_over) = (legs[asked].end(), legs[talk].end());
    legs[asked].consultation = true;
    // The party and the one consulted, when either of the two legs ends.
    let together = |other: &Leg| {
        let near = |end: i64| {
            other.started >= end.saturating_sub(BEFORE) && other.started <= end.saturating_add(AFTER)
        };
        !other.consultation
            && other.transfer.is_none()
            && other.has(&party)
            && *other.other(&party) == whom
            && other.started >= began
            && (near(over) || near(talk_over))
    };
    if let Some(next) = legs.iter().position(together) {
        legs[talk].cut = Some(began);
        legs[next].transfer = Some(Transfer {
            by: employee.party(),
            to: whom.party(),
            kind: TransferKind::Attended,
        });
    } else if over >= talk_over.saturating_sub(SAME) {
        legs[talk].cut = Some(began);
    } else {
        legs[talk].holds.push((began, over));
    }
}

/// A leg that begins when a talk ends, with one of the two, was brought about by the other.
fn blind(legs: &mut [Leg], of: usize) {
    let talk = &legs[of];
    if !talk.is_talk() || talk.consultation || talk.cut.is_some() {
        return;
    }
    let Some(over) = talk.ended else { return };
    let (from, to, told) = (talk.from.clone(), talk.to.clone(), talk.passed_on);
    // Whoever is outside does not pass on.
    let stays = |end: &End, other: &End| end.is_outside() || !other.is_outside();
    let next = |leg: &Leg| {
        let partner = |end: &End| leg.has(end) && !leg.has(if *end == from { &to } else { &from });
        let one_stays = (partner(&from) && stays(&from, &to)) || (partner(&to) && stays(&to, &from));
        one_stays
            && !leg.consultation
            && leg.started >= over.saturating_sub(BEFORE)
            && (told || leg.started <= over.saturating_add(AFTER))
    };
    let Some(found) = (0..legs.len()).find(|index| *index != of && next(&legs[*index])) else {
        return;
    };
    if legs[found].transfer.is_some() {
        return;
    }
    let (stayed, by) = if legs[found].has(&from) {
        (&from, &to)
    } else {
        (&to, &from)
    };
    if by.employee().is_none() {
        return;
    }
    let target = legs[found].other(stayed).party();
    legs[found].transfer = Some(Transfer {
        by: by.party(),
        to: target,
        kind: TransferKind::Blind,
    });
}

/// A talk without ringing that begins while another phone rings for the same party was taken from there.
fn pickup(legs: &mut [Leg], taken: usize) {
    let leg = &legs[taken];
    if leg.rang || !leg.is_talk() || leg.transfer.is_some() {
        return;
    }
    let Some(by) = leg.to.employee().or(leg.from.employee()) else {
        return;
    };
    let by = End::Employee(by.clone());
    let party = leg.other(&by);
    let ringing = |other: &&Leg| {
        other.answered.is_none()
            && other.from == *party
            && other.to.employee().is_some()
            && other.to != by
            && other.started < leg.started
            && other.end() >= leg.started.saturating_sub(BEFORE)
    };
    let Some(rang) = legs.iter().find(ringing) else {
        return;
    };
    let transfer = Transfer {
        by: rang.to.party(),
        to: by.party(),
        kind: TransferKind::Pickup,
    };
    legs[taken].transfer = Some(transfer);
}
