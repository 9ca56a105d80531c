//! Employees, customers, lines and places.

use call_journal_model::call::{Call, Extension, Party};
use call_journal_model::time::Timestamp;
use call_journal_model::view::{CallParty, PlaceKind};
use call_journal_store::people::{
    ContactEntry, CustomerEntry, EmployeeEntry, LineEntry, PlaceEntry, employees, upsert_customers,
    upsert_employees, upsert_lines, upsert_places,
};
use call_journal_store::query::{call_details, person, person_at};
use rstest::rstest;

use crate::support::build::{extension, number};
use crate::support::{Backend, TestStore, ZONE, answered, at, bring, id, incoming, row};

fn employee(key: &str, name: &str, extensions: &[&str]) -> EmployeeEntry {
    EmployeeEntry {
        key: key.to_owned(),
        name: name.to_owned(),
        extensions: extensions.iter().map(|e| Extension((*e).to_owned())).collect(),
    }
}

#[rstest]
#[tokio::test]
async fn an_extension_known_from_calls_passes_to_its_owner_with_its_id(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[answered(incoming("+79160000001", "10:00"), &["201", "202"])],
    )
    .await;
    let learnt = row(&db.store, "10:00").await.employees;
    assert_eq!(
        learnt.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(),
        ["201", "202"]
    );
    let ids = upsert_employees(&db.store, &[employee("i", "Иванов", &["201", "202"])])
        .await
        .unwrap();
    assert_eq!(Some(ids[0]), learnt[0].id);
    let shown = row(&db.store, "10:00").await.employees;
    assert!(
        shown.iter().all(|e| e.name == "Иванов" && e.id == Some(ids[0])),
        "{shown:?}"
    );
    let all = employees(&db.store).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].extensions, [extension("201"), extension("202")]);
    assert!(!all[0].learnt);
    assert_eq!(person(&db.store, ids[0]).await.unwrap().unwrap().extension, "201");
}

#[rstest]
#[tokio::test]
async fn who_is_looking_is_found_by_extension_or_is_the_first_of_all(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    assert_eq!(person_at(&db.store, Some("201")).await.unwrap(), None);
    let entries = [
        employee("z", "Яшин", &["201"]),
        employee("e", "ёлкин", &["202"]),
        employee("a", "Abel", &["203", "103"]),
    ];
    upsert_employees(&db.store, &entries).await.unwrap();
    let first = employees(&db.store).await.unwrap().remove(0);
    for (extension, expected) in [
        (Some("201"), "Яшин"),
        (Some("203"), "Abel"),
        (Some("999"), first.name.as_str()),
        (None, first.name.as_str()),
    ] {
        let found = person_at(&db.store, extension).await.unwrap().unwrap();
        assert_eq!(found.name, expected, "{extension:?}");
    }
    assert_eq!(first.name, "Abel");
    assert_eq!(
        person_at(&db.store, None).await.unwrap().unwrap().extension,
        "103"
    );
}

#[rstest]
#[tokio::test]
async fn an_employee_keeps_their_id_when_name_and_extensions_change(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let first = upsert_employees(&db.store, &[employee("i", "Иванова", &["201", "202"])])
        .await
        .unwrap();
    bring(
        &db.store,
        &[answered(incoming("+79160000001", "10:00"), &["202"])],
    )
    .await;
    let again = upsert_employees(
        &db.store,
        &[
            employee("i", "Петрова", &["201"]),
            employee("n", "Новый", &["203"]),
        ],
    )
    .await
    .unwrap();
    assert_eq!(again[0], first[0]);
    let all = employees(&db.store).await.unwrap();
    let seen: Vec<(&str, bool)> = all.iter().map(|e| (e.name.as_str(), e.learnt)).collect();
    assert_eq!(seen, [("Новый", false), ("Петрова", false), ("202", true)]);
    assert_eq!(row(&db.store, "10:00").await.employees[0].name, "202");
}

#[rstest]
#[tokio::test]
async fn customers_brought_again_are_the_same(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let mut customers: Vec<CustomerEntry> = (0..2_500)
        .map(|n| CustomerEntry {
            key: n.to_string(),
            name: format!("Клиент {n}"),
            numbers: vec![number(&format!("+7916{n:07}"))],
            contacts: vec![ContactEntry {
                name: "Директор".to_owned(),
                numbers: vec![number(&format!("+7917{n:07}"))],
            }],
            registered_at: Timestamp(i64::MIN),
        })
        .collect();
    let first = upsert_customers(&db.store, &customers).await.unwrap();
    assert_eq!(first.numbers_moved, 5_000);
    customers[7].name = "Другое имя".to_owned();
    let again = upsert_customers(&db.store, &customers).await.unwrap();
    assert_eq!((again.numbers_moved, again.ids), (0, first.ids));
    bring(&db.store, &[incoming("+79170000007", "10:00")]).await;
    let CallParty::Customer { name, contact, .. } = row(&db.store, "10:00").await.party else {
        panic!()
    };
    assert_eq!(
        (name.as_str(), contact.unwrap().1.as_str()),
        ("Другое имя", "Директор")
    );
}

#[rstest]
#[tokio::test]
async fn lines_and_places_show_their_names(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let call = Call {
        line: Some("74951112233".to_owned()),
        rang: vec![],
        rang_last: Some(Party::Queue("500".to_owned())),
        ..incoming("+79160000001", "10:00")
    };
    bring(&db.store, &[call]).await;
    assert_eq!(row(&db.store, "10:00").await.destination.unwrap().name, "500");
    let place = |name: &str| PlaceEntry {
        kind: PlaceKind::Queue,
        place: "500".to_owned(),
        name: name.to_owned(),
    };
    let line = |name: &str| LineEntry {
        line: "74951112233".to_owned(),
        name: Some(name.to_owned()),
        channel: Some("Яндекс".to_owned()),
    };
    for name in ["Раньше", "Продажи"] {
        upsert_places(&db.store, &[place(name)]).await.unwrap();
        upsert_lines(&db.store, &[line(name)]).await.unwrap();
    }
    let shown = row(&db.store, "10:00").await;
    assert_eq!(shown.destination.unwrap().name, "Продажи");
    assert_eq!(shown.employees, []);
    let id = id(&db.store, "10:00").await;
    let details = call_details(&db.store, id, ZONE, at("10:00"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (details.line_name.as_deref(), details.channel.as_deref()),
        (Some("Продажи"), Some("Яндекс"))
    );
}
