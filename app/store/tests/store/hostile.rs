//! Texts of strangers: stored and shown as they are, nothing breaks.

use call_journal_model::call::{Call, Extension, Party};
use call_journal_model::filter::Filter;
use call_journal_model::time::Timestamp;
use call_journal_model::view::CallParty;
use call_journal_store::comments::{Author, Saved, save_comment};
use call_journal_store::people::{CustomerEntry, EmployeeEntry, upsert_customers, upsert_employees};
use call_journal_store::query::{EXPORT_ROWS, call_details, export_page, suggestions};
use rstest::rstest;

use crate::support::build::number;
use crate::support::{Backend, TestStore, ZONE, answered, at, bring, id, incoming, row, rows, viewer};

#[rstest]
#[case::html("<script>alert('x')</script>")]
#[case::sql("'; DROP TABLE calls; --")]
#[case::controls("a\u{1}\r\n\u{202e}b\u{fffe}")]
#[case::emoji("👩‍👩‍👧‍👦 日本 ﷽")]
#[case::backslashes("\\ \\x \\u0000 %5c")]
#[case::dollar("$1 ?1 :a @b {id} {}")]
#[tokio::test]
async fn hostile_text_comes_back_as_it_was(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[case] text: &str,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let call = Call {
        anchor: text.to_owned(),
        source_ids: vec![text.to_owned()],
        caller_name: Some(text.to_owned()),
        line: Some(text.to_owned()),
        rang: vec![Extension(text.to_owned())],
        rang_last: Some(Party::Employee(Extension(text.to_owned()))),
        ..incoming("+79160000001", "10:00")
    };
    bring(&db.store, &[call]).await;
    let call_id = id(&db.store, "10:00").await;
    let author = Author {
        id: None,
        name: text.to_owned(),
        at: at("11:00"),
    };
    save_comment(&db.store, call_id, None, text, &author, ZONE)
        .await
        .unwrap();
    let details = call_details(&db.store, call_id, ZONE, at("11:00"))
        .await
        .unwrap()
        .unwrap();
    assert!(
        matches!(&details.summary.party, CallParty::Unregistered { name, .. } if name.as_deref() == Some(text))
    );
    assert_eq!(details.line.as_deref(), Some(text));
    assert_eq!(details.source_ids, [text]);
    assert_eq!(details.summary.employees[0].name, text);
    let comment = details.comment.unwrap();
    assert_eq!((comment.text.as_str(), comment.author.as_str()), (text, text));

    let name = EmployeeEntry {
        key: text.to_owned(),
        name: text.to_owned(),
        extensions: vec![],
    };
    upsert_employees(&db.store, &[name]).await.unwrap();
    let customer = CustomerEntry {
        key: text.to_owned(),
        name: text.to_owned(),
        numbers: vec![number("+79160000001")],
        contacts: vec![],
        registered_at: Timestamp(i64::MIN),
    };
    upsert_customers(&db.store, &[customer]).await.unwrap();
    assert!(matches!(row(&db.store, "10:00").await.party, CallParty::Customer { name, .. } if name == text));
    assert_eq!(
        export_page(&db.store, &Filter::default(), None, EXPORT_ROWS, &viewer())
            .await
            .unwrap()
            .rows[0]
            .customer
            .as_deref(),
        Some(text)
    );
    let filter = Filter {
        search: text.to_owned(),
        ..Filter::default()
    };
    assert_eq!(rows(&db.store, &filter).await.len(), 1);
    suggestions(&db.store, &filter, &viewer()).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn nul_and_ten_kilobytes_break_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let long = format!("\0{}", "ж1".repeat(5_000));
    let call = Call {
        anchor: long.clone(),
        source_ids: vec![long.clone()],
        number: None,
        number_as_sent: long.clone(),
        caller_name: Some(long.clone()),
        caller: Some(Extension(long.clone())),
        dialled: Some(long.clone()),
        line: Some(long.clone()),
        rang: vec![Extension(long.clone())],
        rang_last: Some(Party::Queue(long.clone())),
        ..incoming("", "10:00")
    };
    let calls = [
        call.clone(),
        answered(
            Call {
                anchor: format!("{long}!"),
                source_ids: vec![],
                ..call
            },
            &[&long],
        ),
    ];
    let calls = [
        calls[0].clone(),
        Call {
            started_at: at("11:00"),
            ..calls[1].clone()
        },
    ];
    let first = bring(&db.store, &calls).await;
    assert_eq!(first.new.len(), 2);
    let again = bring(&db.store, &calls).await;
    assert_eq!((again.new.len(), again.changed.len()), (0, 0));
    let call_id = id(&db.store, "10:00").await;
    let details = call_details(&db.store, call_id, ZONE, at("11:00"))
        .await
        .unwrap()
        .unwrap();
    let CallParty::Unregistered { number, .. } = details.summary.party else {
        panic!()
    };
    assert!(number.display.chars().count() <= 61);
    assert_eq!(
        details.source_ids,
        std::slice::from_ref(&long),
        "JSON keeps even NUL"
    );
    let author = Author {
        id: None,
        name: "Анна".to_owned(),
        at: at("11:00"),
    };
    let saved = save_comment(&db.store, call_id, None, &long, &author, ZONE)
        .await
        .unwrap();
    assert!(matches!(saved, Saved::Done(Some(_))));
    let filter = Filter {
        search: long.clone(),
        internal: true,
        ..Filter::default()
    };
    rows(&db.store, &filter).await;
    suggestions(&db.store, &filter, &viewer()).await.unwrap();
    let export = export_page(&db.store, &Filter::default(), None, EXPORT_ROWS, &viewer())
        .await
        .unwrap();
    assert_eq!(export.rows.len(), 2);
}

#[rstest]
#[case(i64::MIN)]
#[case(i64::MAX)]
#[case(-1)]
#[tokio::test]
async fn impossible_times_are_shown_somehow(#[case] time: i64) {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let call = Call {
        started_at: Timestamp(time),
        answered_at: Some(Timestamp(time)),
        ended_at: Some(Timestamp(time)),
        ..incoming("+79160000001", "10:00")
    };
    bring(&db.store, &[call]).await;
    crate::support::settle_at(&db.store, at("10:00")).await;
    let row = &rows(&db.store, &Filter::default()).await[0];
    call_details(&db.store, row.id, ZONE, Timestamp(i64::MAX))
        .await
        .unwrap();
}
