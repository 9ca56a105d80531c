//! Customers out of files: what they fill, change and leave alone; and that a rehearsal tells what the real run does.

mod rehearsal;

use call_journal_model::call::Extension;
use call_journal_model::customer::CustomerCard;
use call_journal_model::customer::import::ImportIssue;
use call_journal_model::employee::{CustomerId, EmployeeId};
use call_journal_model::phone::WrittenPhone;
use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::comments::Author;
use call_journal_store::customers::import::{Bringing, Brought, ContactRecord, CustomerRecord, Fate, Import};
use call_journal_store::customers::{archive_customer, customer_card, list, merge_customers};
use call_journal_store::people::{EmployeeEntry, upsert_employees};
use rstest::rstest;

use crate::support::{Backend, TestStore, ZONE, bring, incoming, row};

fn how(take_numbers: bool) -> Bringing {
    Bringing {
        author: Some(author()),
        take_numbers,
        registered_at: Timestamp(i64::MIN),
        created_at: author().at,
    }
}

fn author() -> Author {
    Author {
        id: None,
        name: "customers.csv".to_owned(),
        at: Timestamp(1_774_900_000_000),
    }
}

fn phones(phones: &[&str]) -> Vec<WrittenPhone> {
    phones
        .iter()
        .map(|phone| WrittenPhone::read(phone, "RU").unwrap())
        .collect()
}

fn keyed(key: &str, name: &str, numbers: &[&str]) -> CustomerRecord {
    CustomerRecord {
        key: Some(key.to_owned()),
        ..named(name, numbers)
    }
}

fn named(name: &str, numbers: &[&str]) -> CustomerRecord {
    CustomerRecord {
        name: name.to_owned(),
        phones: phones(numbers),
        ..CustomerRecord::default()
    }
}

fn with_contact(record: CustomerRecord, name: &str, numbers: &[&str]) -> CustomerRecord {
    let mut record = record;
    record.contacts.push(ContactRecord {
        name: name.to_owned(),
        phones: phones(numbers),
        ..ContactRecord::default()
    });
    record
}

/// What the report tells of each record.
type Told = Vec<(Fate, Vec<ImportIssue>)>;

fn told(brought: &[Brought]) -> Told {
    brought.iter().map(|one| (one.fate, one.issues.clone())).collect()
}

async fn run(store: &Store, records: &[CustomerRecord], batch: usize, take: bool) -> Vec<Brought> {
    let mut import = Import::new(store, how(take)).await.unwrap();
    let mut all = Vec::new();
    for part in records.chunks(batch) {
        all.extend(import.bring(part).await.unwrap());
    }
    all
}

async fn rehearse(store: &Store, records: &[CustomerRecord], batch: usize, take: bool) -> Told {
    let mut import = Import::rehearsal(store, how(take)).await.unwrap();
    let mut all = Vec::new();
    for part in records.chunks(batch) {
        all.extend(import.bring(part).await.unwrap());
    }
    told(&all)
}

async fn card(store: &Store, id: CustomerId) -> CustomerCard {
    customer_card(store, id, ZONE).await.unwrap().unwrap()
}

/// A file with everything that records can do to each other.
fn tangled() -> Vec<CustomerRecord> {
    let mut full = with_contact(
        keyed("1", "ООО «Ромашка»", &["+7 495 111-11-11 доб. 12"]),
        "Иванов Пётр",
        &["89160000001"],
    );
    full.relations = vec!["Клиент".to_owned(), "Партнёр".to_owned()];
    full.manager = Some("Иванова Анна".to_owned());
    full.email = "a@example.com".to_owned();
    full.address = "Москва".to_owned();
    full.note = "Звонить\nпосле обеда".to_owned();
    full.contacts[0].position = "директор".to_owned();
    let mut second = keyed("2", "ООО «Лютик»", &["84951111111", "84952222222"]);
    second.manager = Some("201".to_owned());
    let mut stranger = keyed("3", "ИП Котов", &["84953333333"]);
    stranger.manager = Some("Никто Такой".to_owned());
    vec![
        full,
        second,
        stranger,
        named("Без ключа", &["84954444444"]),
        named("Совсем без ничего", &[]),
        named("совсем  БЕЗ ничего", &["84955555555"]),
        named("Другое имя, тот же номер", &["84954444444"]),
        with_contact(
            keyed("1", "Ромашка и Ко", &["84956666666"]),
            "ИВАНОВ ПЕТР",
            &["89160000002"],
        ),
        keyed("4", "Без ключа", &["84952222222", "112"]),
        keyed("5", "ИП Котов", &[]),
        with_contact(named("Соседи", &[]), "Пётр", &["89160000001"]),
    ]
}

async fn employees(store: &Store) -> Vec<EmployeeId> {
    let employee = |key: &str, name: &str, extension: &str| EmployeeEntry {
        key: key.to_owned(),
        name: name.to_owned(),
        extensions: vec![Extension(extension.to_owned())],
    };
    let entries = [
        employee("a", "Анна Иванова", "202"),
        employee("b", "Белов Руслан", "201"),
    ];
    upsert_employees(store, &entries).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn everything_of_a_record_stands_on_the_card(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let people = employees(&db.store).await;
    bring(&db.store, &[incoming("+74951111111", "10:00")]).await;
    let brought = run(&db.store, &tangled(), 100, false).await;
    let card = card(&db.store, brought[0].customer).await;
    assert_eq!(card.external_key.as_deref(), Some("1"));
    assert_eq!(card.fields.name, "ООО «Ромашка»");
    assert_eq!(card.fields.relations, ["Клиент", "Партнёр"]);
    assert_eq!(card.fields.manager, Some(people[0]));
    assert_eq!(
        card.fields.phones,
        ["+7 (495) 111-11-11, 12", "+7 (495) 666-66-66"]
    );
    assert_eq!(
        (card.fields.email.as_str(), card.fields.address.as_str()),
        ("a@example.com", "Москва")
    );
    assert_eq!(card.fields.note, "Звонить\nпосле обеда");
    let contact = &card.fields.contacts[0];
    assert_eq!(
        (contact.name.as_str(), contact.position.as_str()),
        ("Иванов Пётр", "директор")
    );
    assert_eq!(contact.phones, ["+7 (916) 000-00-01", "+7 (916) 000-00-02"]);
    let names: Vec<&str> = card
        .fields
        .contacts
        .iter()
        .map(|contact| contact.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["Иванов Пётр", "Пётр"],
        "a name in other letters is the same"
    );
    assert_eq!(card.changed.unwrap().author, "customers.csv");
    let call = row(&db.store, "10:00").await;
    assert!(
        format!("{:?}", call.party).contains("Ромашка"),
        "past calls follow: {:?}",
        call.party
    );
    let found = list(&db.store, "лютик", false, 0).await.unwrap();
    assert_eq!(found.rows.len(), 1, "the list knows of it at once");
    assert_eq!(found.rows[0].manager.as_deref(), Some("Белов Руслан"));
}

#[rstest]
#[tokio::test]
async fn what_people_filled_in_stays_where_the_file_has_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let first = run(&db.store, &tangled(), 100, false).await;
    let id = first[0].customer;
    let before = card(&db.store, id).await;
    let poor = [keyed("1", "ООО «Ромашка»", &[])];
    assert_eq!(
        told(&run(&db.store, &poor, 100, false).await),
        [(Fate::Unchanged, vec![])]
    );
    assert_eq!(card(&db.store, id).await, before);
    let mut other = keyed("1", "ООО «Ромашка плюс»", &["84957777777"]);
    other.address = "Тула".to_owned();
    assert_eq!(
        told(&run(&db.store, &[other], 100, false).await),
        [(Fate::Changed, vec![])]
    );
    let after = card(&db.store, id).await;
    assert_eq!(after.version, before.version + 1);
    assert_eq!(
        (after.fields.name.as_str(), after.fields.address.as_str()),
        ("ООО «Ромашка плюс»", "Тула")
    );
    assert_eq!(
        (after.fields.phones.len(), &after.fields.note),
        (3, &before.fields.note)
    );
}

#[rstest]
#[case(false, "Первый", ImportIssue::Double { number: "+7 (495) 111-11-11".to_owned(), owner: "Первый".to_owned() })]
#[case(true, "Второй", ImportIssue::Taken { number: "+7 (495) 111-11-11".to_owned(), owner: "Первый".to_owned() })]
#[tokio::test]
async fn a_number_of_another_customer_is_told_and_taken_only_if_wanted(
    #[case] take: bool,
    #[case] owner: &str,
    #[case] issue: ImportIssue,
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming("+74951111111", "10:00")]).await;
    run(&db.store, &[keyed("1", "Первый", &["84951111111"])], 100, false).await;
    let second = run(&db.store, &[keyed("2", "Второй", &["84951111111"])], 100, take).await;
    assert_eq!(told(&second), [(Fate::New, vec![issue])]);
    let party = format!("{:?}", row(&db.store, "10:00").await.party);
    assert!(party.contains(owner), "{party}");
}

#[rstest]
#[tokio::test]
async fn a_merged_customer_leads_to_its_heir_and_an_archived_one_stays_so(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let there = [
        keyed("1", "Прежний", &["84951111111"]),
        keyed("2", "Наследник", &[]),
    ];
    let there = run(&db.store, &there, 100, false).await;
    merge_customers(&db.store, there[0].customer, there[1].customer, &author())
        .await
        .unwrap();
    archive_customer(&db.store, there[1].customer, true, &author())
        .await
        .unwrap();
    let told_of = |name: &str| {
        vec![ImportIssue::OnlyFilled {
            name: name.to_owned(),
        }]
    };
    let mut richer = keyed("1", "Прежний", &["84952222222"]);
    richer.address = "Тверь".to_owned();
    for (record, expected) in [
        (richer, (Fate::Changed, told_of("Наследник"))),
        (named("прежний", &[]), (Fate::Unchanged, told_of("Наследник"))),
        (keyed("2", "Наследник", &[]), (Fate::Unchanged, vec![])),
    ] {
        let records = [record];
        assert_eq!(
            rehearse(&db.store, &records, 100, false).await,
            std::slice::from_ref(&expected)
        );
        let brought = run(&db.store, &records, 100, false).await;
        assert_eq!(told(&brought), [expected]);
        assert_eq!(brought[0].customer, there[1].customer);
    }
    let heir = card(&db.store, there[1].customer).await;
    assert!(heir.archived && heir.fields.name == "Наследник" && heir.fields.address == "Тверь");
    assert_eq!(heir.fields.phones.len(), 2);
}

#[rstest]
#[tokio::test]
async fn a_customer_without_a_key_is_found_by_number_then_by_name(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let there = [named("Ромашка", &["84951111111"]), named("Лютик", &[])];
    let there = run(&db.store, &there, 100, false).await;
    for (record, of, fate) in [
        (named("ООО «Ромашка»", &["84951111111"]), 0, Fate::Changed),
        (named("ЛЮТИК", &["84952222222"]), 1, Fate::Changed),
        // From now on another system knows it.
        (keyed("7", "лютик", &[]), 1, Fate::Changed),
        (keyed("7", "Лютик и Ко", &[]), 1, Fate::Changed),
    ] {
        let brought = run(&db.store, std::slice::from_ref(&record), 100, false).await;
        assert_eq!(
            (brought[0].customer, brought[0].fate),
            (there[of].customer, fate),
            "{record:?}"
        );
    }
    let other = run(&db.store, &[keyed("8", "Лютик и Ко", &[])], 100, false).await;
    assert_eq!(
        other[0].fate,
        Fate::New,
        "two keys are two customers, whatever their names"
    );
}
