//! Who is behind a channel: phones, trunks, names, numbers.

use super::*;

#[test]
fn sip_phones_of_four_digits_and_a_trunk_named_by_a_word() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "SIP/mtt", "89161112233", DID);
    let b = pbx.dials(0.1, a, "SIP/3401", "3401");
    pbx.talk(0.1, 4.0, 10.0, a, b);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, number(&call), talks(&call)),
        (Direction::In, "+79161112233", vec!["3401 4-10".into()])
    );
    assert_eq!(call.line.as_deref(), Some(DID));
    assert_eq!(call.number_as_sent, "89161112233");
}

#[test]
fn a_phone_named_by_a_word_is_the_number_that_it_shows() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/olga", "31", "+74957654321");
    let b = pbx.dials(0.1, a, "PJSIP/provider", "");
    pbx.talk(0.1, 4.0, 10.0, a, b);
    let call = one(&pbx);
    assert_eq!((call.direction, number(&call)), (Direction::Out, OUTSIDE));
    assert_eq!(
        (talks(&call), call.caller.map(|c| c.0)),
        (vec!["31 4-10".to_owned()], Some("31".to_owned()))
    );
}

#[test]
fn a_trunk_that_shows_a_short_number_is_still_outside() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", "0611", DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.talk(0.1, 4.0, 10.0, a, b);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, call.number_as_sent.as_str()),
        (Direction::In, "0611")
    );
    assert_eq!(talks(&call), ["301 4-10"]);
}

#[test]
fn a_trunk_named_by_its_number_and_a_line_card_are_outside() {
    for trunk in ["PJSIP/74951234500", "DAHDI/i1/74957654321", "IAX2/branch_2"] {
        let mut pbx = Pbx::new();
        let a = pbx.calls(0.0, trunk, OUTSIDE, DID);
        let b = pbx.dials(0.1, a, "PJSIP/301", "301");
        pbx.talk(0.1, 4.0, 10.0, a, b);
        assert_eq!(one(&pbx).direction, Direction::In, "{trunk}");
    }
}

#[test]
fn a_providers_account_of_six_digits_is_a_trunk() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/123456", OUTSIDE, "123456");
    let b = pbx.dials(0.1, a, "PJSIP/101", "101");
    pbx.talk(0.1, 4.0, 10.0, a, b);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, talks(&call)),
        (Direction::In, vec!["101 4-10".into()])
    );

    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/101", "101", "84957654321");
    pbx.runs(a, "84957654321", "Dial", "PJSIP/84957654321@123456,300");
    let b = pbx.dials(0.1, a, "PJSIP/123456", "");
    pbx.talk(0.1, 4.0, 10.0, a, b);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, number(&call), talks(&call)),
        (Direction::Out, OUTSIDE, vec!["101 4-10".into()])
    );
}

#[test]
fn second_phones_of_one_employee_are_that_employee() {
    for (phone, shown) in [
        ("PJSIP/301-WS", "301"),
        ("PJSIP/99301", "301"),
        ("SCCP/301", "301"),
        ("SIP/301", ""),
    ] {
        let mut pbx = Pbx::new();
        let a = pbx.calls(0.0, "PJSIP/SIP-TRUNK-7F3A", OUTSIDE, DID);
        let b = pbx.dials(0.1, a, phone, shown);
        pbx.talk(0.1, 4.0, 10.0, a, b);
        assert_eq!(talks(&one(&pbx)), ["301 4-10"], "{phone}");
    }
}

#[test]
fn ids_with_a_system_name_are_read_too() {
    let mut pbx = Pbx::new();
    pbx.prefix = "mikopbx-";
    let a = pbx.calls(0.0, "PJSIP/SIP-TRUNK-7F3A", OUTSIDE, DID);
    let (first, second) = pbx.local(0.1, Some(a), "301@internal-users");
    let b = pbx.dials(0.2, second, "PJSIP/301", "301");
    pbx.answers(3.0, b);
    pbx.bridges(3.0, &[b, second]);
    pbx.bridges(3.0, &[a, first]);
    for chan in [b, second, first, a] {
        pbx.hangs_up(9.0, chan, 16);
    }
    let call = one(&pbx);
    assert_eq!(
        (talks(&call), call.source_ids.clone()),
        (vec!["301 3-9".to_owned()], vec![pbx.id(a)])
    );
}

#[test]
fn a_local_channel_that_is_taken_out_of_the_way_leaves_one_talk() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let (first, second) = pbx.local(0.1, Some(a), "301@queue-members");
    let b = pbx.dials(0.2, second, "PJSIP/301", "301");
    pbx.answers(3.0, b);
    pbx.bridges(3.0, &[b, second]);
    let bridge = pbx.bridges(3.0, &[a, first]);
    pbx.leaves(3.15, first);
    pbx.enters(3.2, b, bridge, "simple_bridge");
    pbx.hangs_up(3.3, first, 16);
    pbx.hangs_up(3.3, second, 16);
    pbx.hangs_up(9.0, b, 16);
    pbx.hangs_up(9.0, a, 16);
    let call = one(&pbx);
    assert_eq!(talks(&call), ["301 3-9"]);
    assert_eq!(call.legs.len(), 1, "{:#?}", call.legs);
}

#[test]
fn foreign_numbers_are_read_as_they_are() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", "+442079460958", DID);
    pbx.hangs_up(2.0, a, 16);
    assert_eq!(number(&one(&pbx)), "+442079460958");
}
