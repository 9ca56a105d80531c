//! Queues.

use super::*;

#[test]
fn a_queue_that_rings_all_and_nobody_answers_is_where_the_call_was_last() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    pbx.runs(a, "5500", "Queue", "support,t,,,60");
    pbx.music(0.1, 12.0, a);
    for round in [1.0, 7.0] {
        let agents = ["301", "302"].map(|agent| pbx.dials(round, a, &format!("PJSIP/{agent}"), agent));
        for agent in agents {
            pbx.hangs_up(round + 5.0, agent, 16);
        }
    }
    pbx.hangs_up(14.0, a, 16);
    let call = one(&pbx);
    assert_eq!((call.outcome, rang(&call)), (Outcome::Missed, vec!["301", "302"]));
    assert_eq!(call.rang_last, Some(Party::Queue("support".to_owned())));
    assert_eq!(call.legs.len(), 5, "the queue, and each ringing of each agent");
}

#[test]
fn agents_whom_another_was_faster_than_are_said_to_be() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    pbx.runs(a, "5500", "Queue", "5500");
    pbx.answers(0.1, a);
    let b = pbx.dials(1.0, a, "PJSIP/301", "301");
    let c = pbx.dials(1.0, a, "PJSIP/302", "302");
    pbx.answers(5.0, c);
    pbx.hangs_up(5.1, b, 16);
    pbx.bridges(5.1, &[c, a]);
    pbx.hangs_up(9.1, c, 16);
    pbx.hangs_up(9.1, a, 16);
    let call = one(&pbx);
    assert_eq!(talks(&call), ["302 5.1-9.1"]);
    let of_301 = call
        .legs
        .iter()
        .find(|leg| leg.to == Party::Employee(call.rang[0].clone()))
        .map(|leg| leg.result);
    assert_eq!(of_301, Some(LegResult::AnsweredElsewhere));
}
