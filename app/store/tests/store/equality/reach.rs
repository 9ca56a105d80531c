//! Whose calls somebody sees, at random.

use std::collections::BTreeMap;

use call_journal_model::access::Reach;
use call_journal_model::employee::EmployeeId;
use proptest::prelude::*;

/// Whose calls somebody sees: everybody's as often as not.
pub(super) fn reach(people: &BTreeMap<EmployeeId, String>) -> impl Strategy<Value = Reach> {
    let ids: Vec<EmployeeId> = people.keys().copied().collect();
    let some = prop::sample::subsequence(ids, 0..=people.len().min(3)).prop_map(Reach::Of);
    prop_oneof![Just(Reach::All), some]
}
