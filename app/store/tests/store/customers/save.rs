//! Saving a card: what is kept, what is let go of, and nobody overwrites what they have not seen.

use call_journal_model::call::Extension;
use call_journal_model::customer::{CardFields, CardSaved, ContactFields, Owned};
use call_journal_model::employee::CustomerId;
use call_journal_store::customers::save_card;
use call_journal_store::people::{EmployeeEntry, upsert_employees};
use rstest::rstest;

use super::{A, B, C, anna, calls_of, card, done, fields, found, made, made_of, party, person, save, times};
use crate::support::{Backend, TestStore, ZONE, bring, incoming};

#[rstest]
#[tokio::test]
async fn a_card_reads_back_as_it_was_saved(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let manager = EmployeeEntry {
        key: "m".to_owned(),
        name: "Фёдоров Борис".to_owned(),
        extensions: vec![Extension("203".to_owned())],
    };
    let manager = upsert_employees(&db.store, &[manager]).await.unwrap()[0];
    let filled_in = CardFields {
        relations: vec!["Клиент".to_owned(), "Поставщик".to_owned()],
        manager: Some(manager),
        email: "lipa@example.ru".to_owned(),
        address: "Тверь,\nул. Липовая, 5".to_owned(),
        note: "Звонить после обеда.\n«Срочно» — не срочно.".to_owned(),
        contacts: vec![
            ContactFields {
                position: "Директор".to_owned(),
                email: "anna@example.ru".to_owned(),
                ..person("Липина Анна", &["+7 (916) 000-00-02", "+7 (916) 000-00-03, 7"])
            },
            person("Секретарь", &[]),
        ],
        ..fields("Мастерская «Липа»", &["8 916 000-00-01 доб. 12", "0911"])
    };
    let saved = made_of(&db, &filled_in).await;
    assert_eq!(card(&db, saved.id).await, saved);
    let mut expected = filled_in;
    expected.phones = vec!["+7 (916) 000-00-01, 12".to_owned(), "0911".to_owned()];
    for (contact, stored) in expected.contacts.iter_mut().zip(&saved.fields.contacts) {
        assert!(stored.id.is_some());
        contact.id = stored.id;
    }
    assert_eq!(saved.fields, expected);
    assert_eq!(
        saved.manager.map(|manager| manager.name).as_deref(),
        Some("Фёдоров Борис")
    );
    let changed = saved.changed.unwrap();
    assert_eq!(
        (changed.author.as_str(), changed.at.to_string().as_str()),
        ("Анна", "2026-03-31 12:00:00")
    );
    assert!(!saved.archived && saved.also_named.is_empty() && saved.external_key.is_none());
}

#[rstest]
#[tokio::test]
async fn editing_keeps_people_and_lets_go_of_what_was_taken_off(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        incoming(A, "10:00"),
        incoming(B, "10:01"),
        incoming(C, "10:02"),
        incoming("112", "10:03"),
    ];
    bring(&db.store, &calls).await;
    let before = made_of(
        &db,
        &CardFields {
            contacts: vec![person("Анна", &[B]), person("Пётр", &[C])],
            ..fields("Липа", &[&format!("{A} доб. 12")])
        },
    )
    .await;
    assert_eq!(party(&db, "10:02").await, "Липа / Пётр");
    assert_eq!(times(&db, "unregistered=1").await, ["10:03"]);

    let anna_before = before.fields.contacts[0].clone();
    let edited = CardFields {
        contacts: vec![
            person("Вера", &["112"]),
            ContactFields {
                name: "Анна Липина".to_owned(),
                ..anna_before.clone()
            },
        ],
        ..fields("Липа и Ко", &[])
    };
    let after = done(save(&db, Some(&before), &edited, &Owned::Refuse).await);
    let people: Vec<(bool, &str)> = after
        .fields
        .contacts
        .iter()
        .map(|contact| (contact.id == anna_before.id, contact.name.as_str()))
        .collect();
    assert_eq!(people, [(true, "Анна Липина"), (false, "Вера")]);
    assert_eq!(after.version, before.version + 1);
    assert_eq!(party(&db, "10:00").await, "");
    assert_eq!(party(&db, "10:01").await, "Липа и Ко / Анна Липина");
    assert_eq!(party(&db, "10:02").await, "");
    assert_eq!(party(&db, "10:03").await, "Липа и Ко / Вера");
    assert_eq!(times(&db, "unregistered=1").await, ["10:02", "10:00"]);
    assert_eq!(calls_of(&db, after.id).await, ["10:03", "10:01"]);
    assert_eq!(found(&db, "Пётр").await, Vec::<String>::new());
    assert_eq!(found(&db, "Вера").await, ["Липа и Ко"]);

    let again = made(&db, "Другой", &[A]).await;
    assert_eq!(
        again.fields.phones,
        ["+7 (916) 000-00-01"],
        "its extension went with it"
    );
}

#[rstest]
#[tokio::test]
async fn a_version_that_is_not_the_last_is_a_conflict_and_changes_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00"), incoming(B, "10:01")]).await;
    let seen = made(&db, "Липа", &[A]).await;
    let theirs = done(save(&db, Some(&seen), &fields("Липа и Ко", &[A]), &Owned::Refuse).await);
    let late = CardFields {
        contacts: vec![person("Анна", &[])],
        ..fields("Дуб", &[B])
    };
    let answer = save(&db, Some(&seen), &late, &Owned::Refuse).await;
    assert_eq!(answer, CardSaved::Conflict(Box::new(theirs.clone())));
    assert_eq!(card(&db, seen.id).await, theirs);
    assert_eq!(party(&db, "10:01").await, "");
    assert_eq!(found(&db, "Дуб").await, Vec::<String>::new());

    let (gone, late) = (Some((CustomerId(4_711), 1)), late.check("RU").unwrap());
    let saved = save_card(&db.store, gone, &late, &Owned::Refuse, &anna("12:00"), ZONE).await;
    assert_eq!(saved.unwrap(), None, "there is no such customer");
}

#[rstest]
#[tokio::test]
async fn somebody_elses_person_on_a_card_is_somebody_new(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let with = |name: &str, contact: ContactFields| CardFields {
        contacts: vec![contact],
        ..fields(name, &[])
    };
    let oak = made_of(&db, &with("Дуб", person("Анна", &[A]))).await;
    let foreign = ContactFields {
        id: oak.fields.contacts[0].id,
        ..person("Подставная", &[])
    };
    let lime = made_of(&db, &with("Липа", foreign)).await;
    assert_ne!(lime.fields.contacts[0].id, oak.fields.contacts[0].id);
    assert_eq!(card(&db, oak.id).await, oak);
}
