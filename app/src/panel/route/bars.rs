//! The bar of a leg: when it rang, talked and held within the whole call.

use leptos::prelude::*;

use call_journal_model::call::LegResult;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{LegEnd, LegView};

use crate::panel::names;
use crate::text;
use crate::ui::number::number_text;

/// The stretch of time that a bar's full width stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    from: i64,
    /// Milliseconds, at least 1.
    width: i64,
}

/// A part of a bar in hundredths of its width.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    left: f64,
    width: f64,
}

impl Scale {
    /// From the first sign of the first leg to the last sign of any.
    pub(super) fn of(legs: &[LegView]) -> Scale {
        let from = legs.iter().map(|leg| leg.started_at.0).min().unwrap_or(0);
        let last = |leg: &LegView| end_of(leg).0;
        let to = legs.iter().map(last).max().unwrap_or(0);
        Scale {
            from,
            width: to.saturating_sub(from).max(1),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "pixels need no more")]
    fn stretch(self, from: Timestamp, to: Timestamp) -> Stretch {
        let hundredths = |ms: i64| (ms as f64 / self.width as f64 * 100.0).clamp(0.0, 100.0);
        let left = hundredths(from.0.saturating_sub(self.from));
        Stretch {
            left,
            width: hundredths(to.since(from).0).min(100.0 - left),
        }
    }
}

/// The last moment known of a leg.
fn end_of(leg: &LegView) -> Timestamp {
    let known = [
        leg.ended_at,
        leg.answered_at,
        leg.answered_at.map(|at| at.plus(leg.talk)),
    ];
    known
        .into_iter()
        .flatten()
        .chain(leg.holds.iter().map(|hold| hold.ended_at))
        .fold(leg.started_at, Ord::max)
}

impl Stretch {
    fn style(self) -> String {
        let number = |value: f64| number_text((value * 100.0).round() / 100.0);
        ["--x:", &number(self.left), ";--w:", &number(self.width)].concat()
    }
}

/// One leg as a bar.
#[component]
pub(super) fn Bar(leg: LegView, scale: Scale) -> impl IntoView {
    let end = end_of(&leg);
    let talked_from = leg.answered_at.filter(|_| leg.result == LegResult::Answered);
    let rang = scale.stretch(leg.started_at, talked_from.unwrap_or(end));
    let talk_class = match &leg.to {
        _ if leg.consultation => "int",
        LegEnd::Place(_) => "ivr",
        _ => "talked",
    };
    // A bar of a menu or a queue is filled too: the line was connected, only not with a person.
    let rang_class = if leg.result == LegResult::Machine {
        "ivr"
    } else {
        "ring"
    };
    let holds = leg.holds.iter().map(|hold| {
        let style = scale.stretch(hold.started_at, hold.ended_at).style();
        view! { <i class="hold" style=style></i> }
    });
    let mut label = names::leg_end_text(&leg.to);
    if !leg.holds.is_empty() {
        label = [label.as_str(), ", ", text!(panel.leg_held)].concat();
    }
    view! {
        <div role="img" aria-label=label.clone() title=label>
            <i class=rang_class style=rang.style() hidden={rang.width <= 0.0 && talked_from.is_some()}></i>
            {talked_from.map(|from| view! { <i class=talk_class style=scale.stretch(from, end).style()></i> })}
            {holds.collect_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_inside_the_call_whatever_the_clock_did() {
        let scale = Scale {
            from: 1_000,
            width: 10_000,
        };
        assert_eq!(
            scale.stretch(Timestamp(2_000), Timestamp(6_000)),
            Stretch {
                left: 10.0,
                width: 40.0
            }
        );
        assert_eq!(
            scale.stretch(Timestamp(0), Timestamp(99_000)),
            Stretch {
                left: 0.0,
                width: 100.0
            }
        );
        assert_eq!(
            scale.stretch(Timestamp(6_000), Timestamp(2_000)),
            Stretch {
                left: 50.0,
                width: 0.0
            }
        );
        let far = scale.stretch(Timestamp(i64::MIN), Timestamp(i64::MAX));
        assert!(far.left >= 0.0 && far.left + far.width <= 100.0);
    }

    #[test]
    fn a_call_without_legs_has_a_scale() {
        assert_eq!(Scale::of(&[]), Scale { from: 0, width: 1 });
    }
}
