//! The audit is found and read page by page, and nothing in it is ever changed.

use call_journal_model::access::Deed;
use call_journal_model::time::Timestamp;
use call_journal_store::access::{audit_page, note};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};

use crate::support::{Backend, TestStore, ZONE};

fn minute(minute: i64) -> Timestamp {
    Timestamp(1_000_000_000_000 + minute * 60_000)
}

#[rstest]
#[tokio::test]
async fn the_audit_is_only_added_to(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let write = async |who: &str, deed, subject: &str, at| {
        note(&db.store, (None, who), "10.0.0.7", deed, subject, at)
            .await
            .unwrap();
    };
    for minutes in 0..250 {
        write(
            "Анна",
            Deed::Listened,
            &format!("файл {minutes}"),
            minute(minutes),
        )
        .await;
    }
    write("Борис\u{0}\u{202e}", Deed::SignInRefused, "", minute(300)).await;
    let page = async |query: &str, deeds: &[Deed], before| {
        audit_page(&db.store, query, deeds, before, ZONE).await.unwrap()
    };
    let first = page("", &[], None).await;
    assert_eq!(
        (first.entries.len(), first.entries[0].deed),
        (100, Deed::SignInRefused)
    );
    let second = page("", &[], first.next).await;
    let third = page("", &[], second.next).await;
    assert_eq!(
        (second.entries.len(), third.entries.len(), third.next),
        (100, 51, None)
    );
    assert_eq!(page("анна 249", &[], None).await.entries.len(), 1);
    assert_eq!(page("", &[Deed::SignInRefused], None).await.entries.len(), 1);
    let raw = Database::connect(&db.url).await.unwrap();
    for sql in ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"] {
        assert!(raw.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    assert_eq!(page("файл", &[], None).await.entries.len(), 100);
}
