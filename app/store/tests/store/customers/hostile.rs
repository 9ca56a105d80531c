//! Names that nobody should have are kept, found and shown as the text they are.

use call_journal_model::customer::Assignee;
use call_journal_store::customers::{contacts_of, list, lookup, similar};
use rstest::rstest;

use super::{CardFields, assign, card, fields, found, given, made_of, party, person, times};
use crate::support::{Backend, TestStore, bring, incoming};

const ODD: [&str; 8] = [
    "100%_скидка\\",
    "O'Hara'; DROP TABLE customers; --",
    "<script>alert(1)</script>",
    "שלום \u{202e}עולם",
    "ﷺ مرحبا",
    "👩‍👩‍👧 семья",
    "\"; $1 ? :name {}",
    "ẞ Straße İstanbul",
];

#[rstest]
#[tokio::test]
async fn odd_names_are_names(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    for (n, name) in ODD.iter().enumerate() {
        let phone = format!("+7917000000{n}");
        let time = format!("10:0{n}");
        bring(&db.store, &[incoming(&phone, &time)]).await;
        let odd = CardFields {
            relations: vec![(*name).to_owned()],
            address: (*name).to_owned(),
            note: (*name).to_owned(),
            contacts: vec![person(name, &[&phone])],
            ..fields(name, &[])
        };
        let odd = made_of(&db, &odd).await;
        assert_eq!(card(&db, odd.id).await.fields.note, *name);
        assert_eq!(odd.fields.relations, [*name]);
        assert_eq!(party(&db, &time).await, format!("{name} / {name}"));
        assert_eq!(found(&db, name).await, [*name]);
        assert_eq!(list(&db.store, name, false, 0).await.unwrap().total, 1);
        assert_eq!(contacts_of(&db.store, odd.id).await.unwrap()[0].name, *name);
        similar(&db.store, name, 5).await.unwrap();
    }
    assert_eq!(found(&db, "drop table").await, [ODD[1]]);
    assert_eq!(list(&db.store, "", false, 0).await.unwrap().total, 8);
    // A sign of patterns stands for itself.
    assert_eq!(times(&db, "q=0%25_с").await, ["10:00"]);
    assert_eq!(found(&db, "0%_с").await, [ODD[0]]);
    assert_eq!(found(&db, "1%").await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn endless_names_and_nul_are_kept_as_far_as_they_can_be(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[
            incoming("+79160000001", "10:00"),
            incoming("+79160000002", "10:01"),
        ],
    )
    .await;
    let endless = "Ёжик ".repeat(1_100);
    let endless = endless.trim_end();
    let (owner, _) = given(assign(&db, "10:00", &Assignee::NewCustomer(endless.to_owned()), None).await);
    let owner = owner.unwrap();
    assert_eq!(party(&db, "10:00").await, endless);
    assert_eq!(found(&db, "ежик").await, [endless]);
    assert_eq!(found(&db, endless).await, [endless]);
    similar(&db.store, endless, 5).await.unwrap();

    let nul = "Н\0уль".to_owned();
    given(
        assign(
            &db,
            "10:01",
            &Assignee::NewContact(owner.customer, nul.clone()),
            None,
        )
        .await,
    );
    let shown = contacts_of(&db.store, owner.customer)
        .await
        .unwrap()
        .remove(0)
        .name;
    assert_eq!(shown, "Н\u{fffd}уль");
    assert_eq!(found(&db, "\u{fffd}уль").await, [endless]);
    for query in [
        nul.as_str(),
        "\0",
        &"9".repeat(10_000),
        &"а б ".repeat(5_000),
        "\u{202e}",
        "((((",
        "%",
    ] {
        lookup(&db.store, query, 10).await.unwrap();
        list(&db.store, query, true, 0).await.unwrap();
        similar(&db.store, query, 10).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn lines_in_names_stay_within_their_name(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming("+79160000001", "10:00")]).await;
    let name = "Липа\nи Ко\n\nанна 777";
    given(assign(&db, "10:00", &Assignee::NewCustomer(name.to_owned()), None).await);
    db.store.changed_elsewhere();
    let row = lookup(&db.store, "анна липа", 5).await.unwrap().remove(0);
    assert_eq!(row.found_by, None, "all of it is the name");
}
