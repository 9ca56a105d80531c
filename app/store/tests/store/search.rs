//! The search box: words over names and numbers.

use call_journal_model::call::Extension;
use call_journal_model::filter::Filter;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{Suggested, Suggestion, Total};
use call_journal_store::people::{
    ContactEntry, CustomerEntry, EmployeeEntry, upsert_customers, upsert_employees,
};
use call_journal_store::query::{call_count, call_page, suggestions};
use rstest::rstest;

use crate::support::build::number;
use crate::support::{Backend, TestStore, answered, bring, incoming, rows, viewer};

async fn company(db: &TestStore) {
    let customer = |key: &str, name: &str, phone: &str, contact: &str, contact_phone: &str| CustomerEntry {
        key: key.to_owned(),
        name: name.to_owned(),
        numbers: vec![number(phone)],
        contacts: vec![ContactEntry {
            name: contact.to_owned(),
            numbers: vec![number(contact_phone)],
        }],
        registered_at: Timestamp(i64::MIN),
    };
    let customers = [
        customer(
            "1",
            "ООО «Ёлочка»",
            "+74959759357",
            "Семёнов Пётр",
            "+79161234567",
        ),
        customer("2", "100% Мёд_и_Со", "+49301234560", "Müller", "+4930755500"),
    ];
    upsert_customers(&db.store, &customers).await.unwrap();
    let employee = |name: &str, extension: &str| EmployeeEntry {
        key: extension.to_owned(),
        name: name.to_owned(),
        extensions: vec![Extension(extension.to_owned())],
    };
    upsert_employees(
        &db.store,
        &[employee("Фёдоров Борис", "201"), employee("Иванова Анна", "202")],
    )
    .await
    .unwrap();
    bring(
        &db.store,
        &[
            answered(incoming("+74959759357", "10:00"), &["201"]),
            answered(incoming("+79161234567", "11:00"), &["202"]),
            incoming("+49301234560", "12:00"),
            incoming("+4930755500", "13:00"),
            incoming("+79160000001", "14:00"),
            incoming("112", "15:00"),
        ],
    )
    .await;
}

#[rstest]
#[case::nothing("  ", "15,14,13,12,11,10")]
#[case::any_part_of_a_name("лочк", "11,10")]
#[case::case_and_yo("ЕЛОЧКА", "11,10")]
#[case::yo_for_e("фЁдоров", "15,14,13,12,10")]
#[case::e_for_yo("федоров", "15,14,13,12,10")]
#[case::contact_person("семенов", "11")]
#[case::contact_person_and_customer("елочка петр", "11")]
#[case::employee("анна", "11")]
#[case::customer_and_employee("ёлочка иванова", "11")]
#[case::digits("1234", "12,11")]
#[case::as_dialled_at_home("8 (916) 123-45", "11")]
#[case::eight_alone_begins_nothing("8916000", "14")]
#[case::eight_is_no_seven_in_the_middle("8555", "")]
#[case::german_zero("030 123456", "12")]
#[case::pieces_apart("916 67", "11")]
#[case::short_number("112", "15")]
#[case::lone_punctuation_is_no_word("%", "15,14,13,12,11,10")]
#[case::percent_in_a_word("0% м", "13,12")]
#[case::underscore_is_a_character("д_и", "13,12")]
#[case::umlaut("MÜLL", "13")]
#[case::not_there("нетакого", "")]
#[case::one_word_not_there("ёлочка нетакого", "")]
#[case::quotes("' OR 1=1 --", "")]
#[case::nul_is_a_space("ёлоч\0ка", "11,10")]
#[tokio::test]
async fn every_word_must_be_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[case] search: &str,
    #[case] expected: &str,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    company(&db).await;
    let filter = Filter {
        search: search.to_owned(),
        ..Filter::default()
    };
    let found: Vec<String> = rows(&db.store, &filter)
        .await
        .iter()
        .map(|row| row.started.format("%H").to_string())
        .collect();
    assert_eq!(found.join(","), expected, "{search}");
}

#[rstest]
#[tokio::test]
async fn more_matches_than_a_list_holds_are_found_too(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls: Vec<_> = (0..400)
        .map(|n| {
            incoming(
                &format!("+7916{n:07}"),
                &format!("10:{:02}:{:02}", n / 60, n % 60),
            )
        })
        .collect();
    bring(&db.store, &calls).await;
    let filter = Filter {
        search: "916".to_owned(),
        ..Filter::default()
    };
    let page = call_page(&db.store, &filter, None, &viewer()).await.unwrap();
    let counted = |calls, more| Some(Total { calls, more });
    assert_eq!(page.total, counted(50, true));
    let total = call_count(&db.store, &filter, &viewer(), Timestamp(0))
        .await
        .unwrap();
    assert_eq!(Some(total), counted(400, false));
}

#[rstest]
#[tokio::test]
async fn suggestions_are_typed_by_kind(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    company(&db).await;
    let names = async |text: &str| -> Vec<String> {
        let filter = Filter {
            search: text.to_owned(),
            incoming: true,
            ..Filter::default()
        };
        let found = suggestions(&db.store, &filter, &viewer()).await.unwrap();
        let line = |suggested: Suggested| {
            let name = match suggested.what {
                Suggestion::Customer { name, found_by, .. } => format!("Клиент: {name}, {found_by:?}"),
                Suggestion::Employee { name, .. } => format!("Сотрудник: {name}"),
                Suggestion::Number { display, number } => format!("Номер: {display} {}", number.as_str()),
            };
            format!("{name}: {}", suggested.calls.calls)
        };
        found.into_iter().map(line).collect()
    };
    assert_eq!(names("ЕЛОЧ").await, ["Клиент: ООО «Ёлочка», None: 2"]);
    assert_eq!(
        names("петр").await,
        ["Клиент: ООО «Ёлочка», Some(\"Семёнов Пётр\"): 2"]
    );
    assert_eq!(names("федоров б").await, ["Сотрудник: Фёдоров Борис: 5"]);
    assert_eq!(
        names("8 916 123").await,
        [
            "Клиент: ООО «Ёлочка», None: 2",
            "Номер: +7 (916) 123-45-67 +79161234567: 1"
        ]
    );
    assert_eq!(names("").await, [""; 0]);
    assert_eq!(names("ёлочка 555").await, [""; 0]);
}
