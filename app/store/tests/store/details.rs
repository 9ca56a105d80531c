//! Rows and the panel: who is shown where.

use call_journal_model::call::{
    Call, CallId, CallLeg, Extension, LegResult, Outcome, Party, Recording, Transfer, TransferKind,
};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{CallParty, LegEnd, PlaceKind, RecordingState};
use call_journal_store::people::{CustomerEntry, EmployeeEntry, upsert_customers, upsert_employees};
use call_journal_store::query::call_details;
use rstest::rstest;

use crate::support::build::{extension, number};
use crate::support::{Backend, TestStore, ZONE, answered, at, bring, id, incoming, internal, outgoing, row};

fn leg(from: Party, to: Party) -> CallLeg {
    CallLeg {
        from,
        to,
        started_at: at("10:00"),
        answered_at: None,
        ended_at: Some(at("10:01")),
        result: LegResult::NoAnswer,
        talk: Millis(0),
        holds: vec![],
        transfer: None,
        consultation: false,
    }
}

fn employee(code: &str) -> Party {
    Party::Employee(extension(code))
}

#[rstest]
#[tokio::test]
async fn the_route_names_everybody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let customer = CustomerEntry {
        key: "1".to_owned(),
        name: "Ромашка".to_owned(),
        numbers: vec![number("+74959759357")],
        contacts: vec![],
        registered_at: Timestamp(i64::MIN),
    };
    upsert_customers(&db.store, &[customer]).await.unwrap();
    let boris = EmployeeEntry {
        key: "b".to_owned(),
        name: "Фёдоров Борис".to_owned(),
        extensions: vec![Extension("301".to_owned())],
    };
    upsert_employees(&db.store, &[boris]).await.unwrap();
    let outside = |text: &str| Party::Outside(text.to_owned());
    let transfer = Transfer {
        by: employee("303"),
        to: employee("301"),
        kind: TransferKind::Blind,
    };
    let call = Call {
        legs: vec![
            leg(outside("+74959759357"), Party::Menu("ivr".to_owned())),
            leg(outside(""), employee("303")),
            CallLeg {
                transfer: Some(transfer),
                ..leg(outside("+74951234567"), employee("301"))
            },
        ],
        ..answered(incoming("+74959759357", "10:00"), &["303", "301"])
    };
    bring(&db.store, &[call]).await;
    let id = id(&db.store, "10:00").await;
    let details = call_details(&db.store, id, ZONE, at("11:00"))
        .await
        .unwrap()
        .unwrap();
    let [first, second, third] = &details.legs[..] else {
        panic!("{:?}", details.legs)
    };
    let LegEnd::Outside {
        name,
        number: Some(shown),
    } = &first.from
    else {
        panic!()
    };
    assert_eq!(
        (name.as_deref(), shown.display.as_str()),
        (Some("Ромашка"), "+7 (495) 975-93-57")
    );
    assert!(
        matches!(&first.to, LegEnd::Place(place) if place.kind == PlaceKind::Menu && place.name == "ivr")
    );
    assert_eq!(
        second.from,
        LegEnd::Outside {
            name: None,
            number: None
        }
    );
    assert!(
        matches!(&third.from, LegEnd::Outside { number: Some(n), .. } if n.display == "+7 (495) 123-45-67")
    );
    let LegEnd::Employee(boris) = &third.transfer.as_ref().unwrap().to else {
        panic!()
    };
    assert_eq!(
        (boris.name.as_str(), boris.extension.as_str()),
        ("Фёдоров Борис", "301")
    );
    assert_eq!(details.duration, Millis(130_000));
    assert_eq!(details.answered.unwrap().to_string(), "2026-03-31 10:00:10");
}

#[tokio::test]
async fn a_live_call_lasts_until_now() {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let ringing = Call {
        outcome: Outcome::Ringing,
        ended_at: None,
        ..incoming("+79160000001", "10:00")
    };
    bring(&db.store, &[ringing]).await;
    let id = id(&db.store, "10:00").await;
    let details = call_details(&db.store, id, ZONE, at("10:02"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((details.duration, details.ended), (Millis(120_000), None));
    assert_eq!(
        call_details(&db.store, CallId(99), ZONE, at("10:02"))
            .await
            .unwrap(),
        None
    );
}

#[rstest]
#[case::missed(incoming("+79160000001", "10:00"), "201")]
#[case::answered_by_two(answered(incoming("+79160000001", "10:00"), &["203", "202"]), "203,202")]
#[case::dialled_in_vain(outgoing("+79160000001", "10:00"), "201")]
#[case::dialled_and_passed_on(answered(outgoing("+79160000001", "10:00"), &["202"]), "202")]
#[case::internal(internal("10:00"), "202")]
#[case::internal_both_talk(answered(internal("10:00"), &["201", "202"]), "202")]
#[tokio::test]
async fn a_row_shows_who_talked_or_rang_last_or_dialled(#[case] call: Call, #[case] expected: &str) {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let is_internal = call.number.is_none();
    bring(&db.store, &[call]).await;
    let row = row(&db.store, "10:00").await;
    let shown: Vec<String> = row.employees.into_iter().map(|e| e.extension).collect();
    assert_eq!(shown.join(","), expected);
    if is_internal {
        assert!(matches!(row.party, CallParty::Colleague(person) if person.extension == "201"));
    }
}

#[rstest]
#[case("a/b.wav", Some(5_000), RecordingState::Ready)]
#[case("a/b.WAV", Some(0), RecordingState::Empty)]
#[case("b.gsm", Some(5_000), RecordingState::Ready)]
#[case("b.amr", Some(5_000), RecordingState::Unplayable)]
#[case("b.wav", None, RecordingState::Pending)]
#[tokio::test]
async fn a_recording_says_whether_it_can_be_heard(
    #[case] path: &str,
    #[case] duration: Option<i64>,
    #[case] expected: RecordingState,
) {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let recording = Recording {
        path: path.to_owned(),
        started_at: at("10:00"),
        duration: duration.map(Millis),
        employee: None,
    };
    let call = Call {
        recordings: vec![recording],
        ..answered(incoming("+79160000001", "10:00"), &["201"])
    };
    bring(&db.store, &[call]).await;
    let id = id(&db.store, "10:00").await;
    let details = call_details(&db.store, id, ZONE, at("11:00"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(details.recordings[0].state, expected);
    let extension = path.rsplit('.').next().unwrap().to_lowercase();
    assert_eq!(
        details.recordings[0].file_name,
        format!("2026-03-31 10-00-00 +7 (916) 000-00-01.{extension}")
    );
}
