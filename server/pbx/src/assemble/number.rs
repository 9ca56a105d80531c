//! The outside party's number, out of the many places where a PBX keeps one.

use call_journal_model::phone::PhoneNumber;

use super::fact::Facts;
use super::name::{is_dialled, targets};
use super::scene::Scene;
use crate::event::Cdr;
use crate::plan::Plan;

/// A number as it was written, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) number: Option<PhoneNumber>,
    /// Empty if withheld.
    pub(crate) as_sent: String,
}

impl Number {
    /// How a leg names this party.
    pub(crate) fn name(&self) -> String {
        self.number
            .as_ref()
            .map_or_else(|| self.as_sent.clone(), |n| n.as_str().to_owned())
    }
}

/// What exchanges and phones write when they do not want to say.
pub(crate) fn is_withheld(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "",
        "anonymous",
        "unknown",
        "<unknown>",
        "restricted",
        "private",
        "unavailable",
        "withheld",
        "asterisk",
        "anonymous.invalid",
    ];
    let lower = text.trim().to_ascii_lowercase();
    WORDS.contains(&lower.as_str())
}

/// Reads `text`, without the prefixes that phones dial for an outside line.
pub(crate) fn parse(text: &str, plan: &Plan) -> Option<PhoneNumber> {
    // Nobody's number is longer, and reading it costs.
    if text.len() > 64 {
        return None;
    }
    let stripped = plan.outside_prefixes.iter().find_map(|prefix| {
        let rest = text
            .strip_prefix(prefix.as_str())
            .filter(|_| !prefix.is_empty())?;
        PhoneNumber::parse(rest, &plan.region)
    });
    stripped.or_else(|| PhoneNumber::parse(text, &plan.region))
}

/// The number of one who called the company.
pub(crate) fn of_caller(scene: &Scene, facts: &Facts<'_>, channel: usize, plan: &Plan) -> Number {
    let party = &scene.channels[channel];
    // The trunk's own number may have been put in its place before the first event that we know.
    let first = if party.cel && !party.cel_start && !party.ani.is_empty() {
        &party.ani
    } else {
        &party.cid_num
    };
    let from_row = party.rows.first().map_or("", |row| {
        let cdr: &Cdr = &facts.cdr[*row];
        if cdr.cnum.is_empty() { &cdr.src } else { &cdr.cnum }
    });
    let sent = [first.as_str(), from_row]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    if is_withheld(sent) {
        return Number::default();
    }
    // An internal prefix has no place before a caller's number.
    let number = if sent.len() <= 64 {
        PhoneNumber::parse(sent, &plan.region)
    } else {
        None
    };
    Number {
        number,
        as_sent: sent.to_owned(),
    }
}

/// The number of one who was called from the company: as dialled, as sent to the trunk, or as the trunk's channel has it.
pub(crate) fn of_called(scene: &Scene, channel: usize, dialled: &str, plan: &Plan) -> Number {
    let party = &scene.channels[channel];
    let mut places: Vec<String> = vec![dialled.to_owned()];
    places.extend(sent_to(scene, channel));
    places.extend([&party.exten, &party.last_cid_num, &party.dnid].map(Clone::clone));
    places.retain(|text| is_dialled(text));
    let number = places.iter().find_map(|text| parse(text, plan));
    let as_sent = places.into_iter().next().unwrap_or_default();
    Number { number, as_sent }
}

/// The number in the dial string by which the channel was called, if there is exactly one for its endpoint.
pub(crate) fn sent_to(scene: &Scene, channel: usize) -> Option<String> {
    let party = &scene.channels[channel];
    let parents = scene.members[party.unit]
        .iter()
        .take(64)
        .map(|index| &scene.channels[*index]);
    let mut last = None;
    for visit in parents.flat_map(|parent| &parent.visits) {
        if visit.app.eq_ignore_ascii_case("Dial")
            && visit.at <= party.answer.unwrap_or(party.last).saturating_add(2_000_000)
        {
            let matching = targets(&visit.data)
                .into_iter()
                .find(|target| target.endpoint == party.name.endpoint);
            last = matching.and_then(|target| target.number).or(last);
        }
    }
    last
}
