//! Mobiles that ring in an employee's place.

use super::*;

/// A desk phone and a mobile ring together; the mobile answers.
fn follow_me(desk: &[&str]) -> Pbx {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    pbx.runs(a, "301", "Dial", "PJSIP/301&Local/+79037778899@mobiles/n,20");
    let phones: Vec<_> = desk
        .iter()
        .map(|phone| pbx.dials(0.1, a, &format!("PJSIP/{phone}"), phone))
        .collect();
    let (first, second) = pbx.local(0.1, Some(a), "+79037778899@mobiles");
    pbx.runs(second, "+79037778899", "Dial", "PJSIP/+79037778899@provider,30");
    let mobile = pbx.dials(0.2, second, "PJSIP/provider", "");
    pbx.answers(5.0, mobile);
    pbx.answers(5.0, second);
    pbx.bridges(5.0, &[mobile, second]);
    for phone in phones {
        pbx.hangs_up(5.0, phone, 26);
    }
    pbx.bridges(5.0, &[first, a]);
    for chan in [mobile, second, first, a] {
        pbx.hangs_up(11.0, chan, 16);
    }
    pbx
}

#[test]
fn a_mobile_that_rings_with_one_desk_phone_is_that_employees() {
    let call = one(&follow_me(&["301"]));
    assert_eq!((call.direction, number(&call)), (Direction::In, OUTSIDE));
    assert_eq!(
        (talks(&call), rang(&call)),
        (vec!["301 5-11".to_owned()], vec!["301"])
    );
}

#[test]
fn a_mobile_of_the_plan_is_its_employees_whatever_rings_with_it() {
    let mut plan = plan();
    plan.mobiles.insert("+79037778899".to_owned(), "305".to_owned());
    let call = one_by(&follow_me(&["301", "302"]), &plan);
    assert_eq!(
        (talks(&call), rang(&call)),
        (vec!["305 5-11".to_owned()], vec!["301", "302", "305"])
    );
}

#[test]
fn an_unknown_mobile_in_the_companys_place_is_an_answer_without_an_employee() {
    let call = one(&follow_me(&["301", "302"]));
    assert_eq!((call.outcome, talks(&call)), (Outcome::Answered, vec![]));
}

#[test]
fn an_extension_with_a_mobile_called_by_a_colleague_is_an_internal_call() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/304", "304", "301");
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    let mobile = pbx.dials(0.1, a, "PJSIP/provider", "");
    pbx.answers(5.0, mobile);
    pbx.hangs_up(5.0, b, 26);
    pbx.bridges(5.0, &[mobile, a]);
    pbx.hangs_up(11.0, mobile, 16);
    pbx.hangs_up(11.0, a, 16);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, talks(&call)),
        (Direction::Internal, vec!["301 5-11".to_owned()])
    );
}

#[test]
fn a_phone_that_sends_calls_on_to_a_mobile_is_answered_there() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.hangs_up(0.3, b, 0);
    let (first, second) = pbx.local(0.3, Some(a), "89037778899@dialplan");
    let mobile = pbx.dials(0.4, second, "PJSIP/provider", "");
    pbx.answers(5.0, mobile);
    pbx.bridges(5.0, &[mobile, second]);
    pbx.bridges(5.0, &[first, a]);
    for chan in [mobile, second, first, a] {
        pbx.hangs_up(9.0, chan, 16);
    }
    let call = one(&pbx);
    assert_eq!(
        (call.outcome, talks(&call)),
        (Outcome::Answered, vec!["301 5-9".into()])
    );
}
