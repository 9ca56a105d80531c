//! Holds within a talk.

use super::form::Leg;

/// A hold that ends this close to the leg's end was not returned from; talks this close together are one.
pub(super) const SEAM: i64 = 300;

/// Clips holds to the talk; one from which nobody returned is no talk.
pub(super) fn settle_holds(leg: &mut Leg, horizon: i64) {
    let end = leg.cut.or(leg.ended).unwrap_or(horizon);
    let Some(from) = leg.answered else {
        leg.holds.clear();
        return;
    };
    leg.holds.sort_unstable();
    let mut kept: Vec<(i64, i64)> = Vec::new();
    for (on, off) in std::mem::take(&mut leg.holds) {
        let (on, off) = (on.max(from), off.min(end));
        match kept.last_mut() {
            _ if on >= off => {}
            Some(last) if on <= last.1.saturating_add(SEAM) => last.1 = last.1.max(off),
            _ => kept.push((on, off)),
        }
    }
    if leg.ended.is_some()
        && let Some(last) = kept.last().copied()
        && last.1.saturating_add(SEAM) >= end
    {
        leg.cut = Some(last.0);
        kept.pop();
    }
    leg.holds = kept;
}
