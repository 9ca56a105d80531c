//! Which customer a record means: by its key; else by a number that both have; else by exactly the same name.

use call_journal_model::search::normalise;

use super::load::State;
use super::{CustomerRecord, Known};
use crate::customers::card::lines;
use crate::text;

/// The customer of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) customer: i64,
    /// The record knows it by something that is not its own, or another record of the file was there before: what stands
    /// there stays, or two records would overwrite each other each time.
    pub(super) fill_only: bool,
}

pub(super) fn find(record: &CustomerRecord, state: &State, known: &Known) -> Option<Found> {
    let found = match &record.key {
        Some(key) => by_key(key, state).or_else(|| by_name(&record.name, state, known, true)),
        None => by_number(record, state).or_else(|| by_name(&record.name, state, known, false)),
    }?;
    let heir = state.people.get(&found.customer)?.row.merged_into;
    let customer = heir.filter(|heir| state.people.contains_key(heir));
    let merged = customer.is_some();
    let customer = customer.unwrap_or(found.customer);
    Some(Found {
        customer,
        fill_only: found.fill_only || merged || known.touched.contains(&customer),
    })
}

fn by_key(key: &str, state: &State) -> Option<Found> {
    let customer = *state.by_key.get(&text::key(key))?;
    Some(Found {
        customer,
        fill_only: false,
    })
}

fn by_number(record: &CustomerRecord, state: &State) -> Option<Found> {
    let theirs = record.contacts.iter().flat_map(|contact| &contact.phones);
    let phones = || record.phones.iter().map(|phone| (true, phone));
    let phones = || phones().chain(theirs.clone().map(|phone| (false, phone)));
    let owned = || {
        phones().filter_map(|(own, phone)| {
            let number = state.numbers.get(phone.key())?;
            Some((number.customer?, own && number.contact.is_none()))
        })
    };
    // A telephone of the firm itself tells more than that of somebody there.
    let found = owned().find(|(_, own)| *own).or_else(|| owned().next());
    found.map(|(customer, own)| Found {
        customer,
        fill_only: !own,
    })
}

/// The oldest customer of this name; if `without_key`, of those that no other system knows.
fn by_name(name: &str, state: &State, known: &Known, without_key: bool) -> Option<Found> {
    let name = normalise(name);
    let named = known.names.as_ref()?.find(&name);
    named.into_iter().find_map(|customer| {
        let row = &state.people.get(&customer)?.row;
        let own = normalise(&row.name) == name;
        let earlier = || {
            lines(&row.also_named)
                .iter()
                .any(|other| normalise(other) == name)
        };
        let fits = match without_key {
            true => own && row.external_key.is_none(),
            false => own || earlier(),
        };
        fits.then_some(Found {
            customer,
            fill_only: !own,
        })
    })
}
