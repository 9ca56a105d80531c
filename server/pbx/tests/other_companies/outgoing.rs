//! Calls from the company.

use super::*;

#[test]
fn a_number_of_another_country_dialled_as_people_dial_it_is_read() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/101", "101", "81016175550123");
    let b = pbx.dials(0.1, a, "PJSIP/provider", "");
    pbx.talk(0.1, 4.0, 10.0, a, b);
    assert_eq!(number(&one(&pbx)), "+16175550123");
}

#[test]
fn a_click_in_a_program_that_calls_the_employee_by_a_local_channel_is_the_employees_call() {
    let mut pbx = Pbx::new();
    let (first, second) = pbx.local(0.0, None, "301@click");
    let b = pbx.dials(0.1, second, "PJSIP/301", "301");
    pbx.answers(3.0, b);
    pbx.bridges(3.0, &[b, second]);
    pbx.runs(first, "84957654321", "Dial", "PJSIP/+74957654321@provider,60");
    let c = pbx.dials(3.2, first, "PJSIP/provider", "");
    pbx.answers(8.0, c);
    pbx.bridges(8.0, &[c, first]);
    for chan in [c, first, second, b] {
        pbx.hangs_up(15.0, chan, 16);
    }
    let call = one(&pbx);
    assert_eq!(
        (call.direction, number(&call), talks(&call)),
        (Direction::Out, OUTSIDE, vec!["301 8-15".into()])
    );
    assert_eq!(
        (rang(&call), call.caller.clone().map(|c| c.0)),
        (vec![], Some("301".to_owned()))
    );
}

#[test]
fn a_call_back_from_the_site_that_rings_the_customer_first_is_outgoing() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", "84957654321", "s");
    pbx.runs(a, "s", "AppDial2", "(Outgoing Line)");
    pbx.answers(4.0, a);
    pbx.runs(a, "84957654321", "Dial", "PJSIP/301");
    let b = pbx.dials(4.1, a, "PJSIP/301", "301");
    pbx.answers(6.0, b);
    pbx.bridges(6.0, &[b, a]);
    pbx.hangs_up(12.0, b, 16);
    pbx.hangs_up(12.0, a, 16);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, number(&call), talks(&call)),
        (Direction::Out, OUTSIDE, vec!["301 6-12".into()])
    );
}

#[test]
fn a_second_trunk_that_helps_out_is_the_same_outgoing_call() {
    let mut pbx = Pbx::new();
    let e = pbx.calls(0.0, "PJSIP/301", "301", "84957654321");
    let first = pbx.dials(0.1, e, "PJSIP/provider", "");
    pbx.hangs_up(0.5, first, 34);
    let second = pbx.dials(0.6, e, "PJSIP/reserve", "");
    pbx.talk(0.6, 6.0, 9.0, e, second);
    let call = one(&pbx);
    assert_eq!(
        (call.outcome, call.line.as_deref(), talks(&call)),
        (Outcome::Answered, Some("reserve"), vec!["301 6-9".into()])
    );
    assert_eq!(
        call.legs.iter().map(|leg| leg.result).collect::<Vec<_>>(),
        [LegResult::Failed, LegResult::Answered]
    );
}

#[test]
fn a_number_dialled_without_any_trunk_is_an_outgoing_call_that_failed() {
    let mut pbx = Pbx::new();
    let e = pbx.calls(0.0, "PJSIP/301", "301", "84957654321");
    pbx.ends(0.4, e, 0, "CHANUNAVAIL");
    let call = one(&pbx);
    assert_eq!((call.direction, number(&call)), (Direction::Out, OUTSIDE));
    assert_eq!(call.outcome, Outcome::NotReached(Reason::Failed));
}

#[test]
fn a_feature_code_is_no_call() {
    let mut pbx = Pbx::new();
    let e = pbx.calls(0.0, "PJSIP/301", "301", "*97");
    pbx.hangs_up(4.0, e, 16);
    assert_eq!(calls_by(&pbx.events, &plan(), OpenCalls::CutOff), []);
}

#[test]
fn a_prefix_for_the_outside_line_is_not_part_of_the_number() {
    let mut pbx = Pbx::new();
    let e = pbx.calls(0.0, "PJSIP/301", "301", "984957654321");
    let b = pbx.dials(0.1, e, "PJSIP/provider", "");
    pbx.talk(0.1, 6.0, 9.0, e, b);
    let plan = Plan {
        outside_prefixes: vec!["9".to_owned()],
        ..plan()
    };
    let call = one_by(&pbx, &plan);
    assert_eq!(
        (number(&call), call.dialled.as_deref()),
        (OUTSIDE, Some("984957654321"))
    );
}
