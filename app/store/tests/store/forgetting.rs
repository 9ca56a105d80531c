//! What is forgotten is gone, from everywhere, and does not come back with the next import.

use call_journal_model::call::Call;
use call_journal_model::customer::Assignee;
use call_journal_model::employee::CustomerId;
use call_journal_model::filter::Filter;
use call_journal_model::time::Millis;
use call_journal_store::comments::{Author, save_comment};
use call_journal_store::customers::{assign_number, customer_card, number_of_call};
use call_journal_store::forgetting::{Erased, erase_customer, forget_before, hold, is_held};
use call_journal_store::query::{call_count, call_details};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::{Backend, TestStore, ZONE, answered, at, bring, id, incoming, rows, settle_at, viewer};

const A: &str = "+79161234567";
const B: &str = "+74959759357";

fn author() -> Author {
    Author {
        id: None,
        name: "Анна".to_owned(),
        at: at("12:00"),
    }
}

/// A call with a recording whose file name holds the number.
fn recorded(number: &str, time: &str) -> Call {
    use call_journal_model::call::Recording;
    let call = answered(incoming(number, time), &["201"]);
    let file = Recording {
        path: format!("in-{number}-{time}.wav"),
        started_at: call.started_at,
        duration: Some(Millis(5_000)),
        employee: None,
    };
    Call {
        recordings: vec![file],
        ..call
    }
}

/// Rows of each table in which something of a person can stand.
async fn left(db: &TestStore, text: &str) -> Vec<String> {
    let raw = Database::connect(&db.url).await.unwrap();
    let mut found = Vec::new();
    for (table, columns) in [
        ("events", "payload"),
        ("ties", "key"),
        ("calls", "number_as_sent || COALESCE(caller_name, '')"),
        ("call_details", "legs || talks || source_ids"),
        ("recordings", "path"),
        ("comments", "text"),
        ("comment_versions", "text"),
        ("comments_without_call", "text"),
        ("listenings", "file"),
        ("numbers", "key || digits || display"),
        ("customers", "name || note || also_named"),
        ("contact_persons", "name"),
        ("customer_changes", "before"),
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE {columns} LIKE '%{text}%'");
        let row = raw
            .query_one_raw(Statement::from_string(backend(db), sql))
            .await
            .unwrap()
            .unwrap();
        if row.try_get_by_index::<i64>(0).unwrap() > 0 {
            found.push(table.to_owned());
        }
    }
    found
}

fn backend(db: &TestStore) -> DbBackend {
    match db.url.starts_with("postgres") {
        true => DbBackend::Postgres,
        false => DbBackend::Sqlite,
    }
}

#[rstest]
#[tokio::test]
async fn old_calls_go_with_all_that_was_made_of_them_and_stay_away(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [recorded(A, "10:00"), recorded(B, "11:00"), recorded(A, "12:00")];
    bring(&db.store, &calls).await;
    settle_at(&db.store, at("23:00")).await;
    let (old, held) = (id(&db.store, "10:00").await, id(&db.store, "11:00").await);
    save_comment(&db.store, old, None, "просил перезвонить", &author(), ZONE)
        .await
        .unwrap();
    assert_eq!(hold(&db.store, held, true, &author()).await.unwrap(), Some(true));
    assert_eq!(hold(&db.store, held, true, &author()).await.unwrap(), Some(false));

    let forgotten = forget_before(&db.store, at("12:00")).await.unwrap();
    assert_eq!((forgotten.calls, forgotten.events), (1, 1));
    assert_eq!(
        forgotten.recordings,
        [("pbx".to_owned(), format!("in-{A}-10:00.wav"))]
    );
    assert_eq!(
        forget_before(&db.store, at("12:00")).await.unwrap().calls,
        0,
        "the other one is held"
    );
    assert!(
        call_details(&db.store, old, ZONE, at("23:00"))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(left(&db, "просил").await, [""; 0]);
    assert_eq!(rows(&db.store, &Filter::default()).await.len(), 2);
    let search = Filter {
        search: "просил".to_owned(),
        ..Filter::default()
    };
    assert_eq!(
        call_count(&db.store, &search, &viewer(), at("23:00"))
            .await
            .unwrap()
            .calls,
        0
    );

    // The same file is imported once more.
    bring(&db.store, &calls).await;
    assert_eq!(rows(&db.store, &Filter::default()).await.len(), 2);
    assert!(is_held(&db.store, held).await.unwrap());
    assert_eq!(hold(&db.store, held, false, &author()).await.unwrap(), Some(true));
    assert_eq!(forget_before(&db.store, at("12:00")).await.unwrap().calls, 1);
    assert_eq!(
        hold(&db.store, held, true, &author()).await.unwrap(),
        None,
        "there is none any more"
    );
}

#[rstest]
#[tokio::test]
async fn nothing_is_left_of_a_customer_who_asked_for_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [recorded(A, "10:00"), recorded(B, "11:00"), recorded(A, "12:00")];
    bring(&db.store, &calls).await;
    settle_at(&db.store, at("23:00")).await;
    let call = id(&db.store, "10:00").await;
    let number = number_of_call(&db.store, call).await.unwrap().unwrap();
    let to = Assignee::NewCustomer("Незабудка".to_owned());
    assign_number(&db.store, number, &to, None, &author())
        .await
        .unwrap();
    save_comment(&db.store, call, None, "ждёт Незабудка", &author(), ZONE)
        .await
        .unwrap();
    let customer = customer(&db).await;
    assert!(!left(&db, "9161234567").await.is_empty() && !left(&db, "Незабудка").await.is_empty());

    hold(&db.store, call, true, &author()).await.unwrap();
    assert_eq!(
        erase_customer(&db.store, customer).await.unwrap(),
        Erased::Held(1)
    );
    assert_eq!(
        rows(&db.store, &Filter::default()).await.len(),
        3,
        "nothing was done"
    );
    hold(&db.store, call, false, &author()).await.unwrap();
    let Erased::Done(forgotten) = erase_customer(&db.store, customer).await.unwrap() else {
        panic!();
    };
    assert_eq!(
        (forgotten.calls, forgotten.numbers, forgotten.recordings.len()),
        (2, 1, 2)
    );
    assert_eq!(left(&db, "9161234567").await, [""; 0]);
    assert_eq!(left(&db, "Незабудка").await, [""; 0]);
    assert!(customer_card(&db.store, customer, ZONE).await.unwrap().is_none());
    assert_eq!(erase_customer(&db.store, customer).await.unwrap(), Erased::NoSuch);
    assert_eq!(
        rows(&db.store, &Filter::default()).await.len(),
        1,
        "others keep theirs"
    );
    bring(&db.store, &calls).await;
    assert_eq!(
        left(&db, "9161234567").await,
        [""; 0],
        "the next import does not bring it back"
    );
}

async fn customer(db: &TestStore) -> CustomerId {
    use call_journal_model::view::CallParty;
    let rows = rows(&db.store, &Filter::default()).await;
    let of = rows.into_iter().find_map(|row| match row.party {
        CallParty::Customer { id, .. } => Some(id),
        _ => None,
    });
    of.unwrap()
}
