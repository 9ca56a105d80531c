//! The list of customers, page by page.

use std::collections::HashSet;

use call_journal_model::customer::CustomerRow;
use call_journal_model::search::normalise;
use call_journal_model::time::Timestamp;
use call_journal_store::customers::list;
use call_journal_store::people::{CustomerEntry, upsert_customers};
use rstest::rstest;

use crate::support::{Backend, TestStore};

/// All pages one after another.
async fn pages(db: &TestStore, query: &str) -> Vec<CustomerRow> {
    let mut rows = Vec::new();
    let mut from = 0;
    loop {
        let page = list(&db.store, query, false, from).await.unwrap();
        assert!(page.rows.len() <= 50);
        rows.extend(page.rows);
        match page.next {
            Some(next) => {
                assert!(next > from, "the next page begins further on");
                from = next;
            }
            None => {
                assert_eq!(page.total as usize, rows.len());
                return rows;
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn pages_have_no_gap_and_no_double(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    assert_eq!(list(&db.store, "", false, 0).await.unwrap(), Default::default());
    let names = ["Ёлка", "ель", "Дуб", "дуб", "Oak", "«Вяз»", "Ясень"];
    let customers: Vec<CustomerEntry> = (0..233)
        .map(|n| CustomerEntry {
            key: n.to_string(),
            name: format!("{} {}", names[n % names.len()], n / 20),
            numbers: vec![],
            contacts: vec![],
            registered_at: Timestamp(i64::MIN),
        })
        .collect();
    upsert_customers(&db.store, &customers).await.unwrap();
    let all = pages(&db, "").await;
    assert_eq!(all.len(), 233);
    assert_eq!(all.iter().map(|row| row.id).collect::<HashSet<_>>().len(), 233);
    assert!(all.is_sorted_by_key(|row| (normalise(&row.name), row.id)));
    let oaks = pages(&db, "ДУБ").await;
    assert_eq!(
        oaks.len(),
        customers
            .iter()
            .filter(|c| c.name.to_lowercase().contains("дуб"))
            .count()
    );
    assert!(oaks.len() > 50);

    for (from, rows) in [(230, 3), (233, 0), (u32::MAX, 0)] {
        let page = list(&db.store, "", false, from).await.unwrap();
        assert_eq!(
            (page.rows.len(), page.total, page.next),
            (rows, 233, None),
            "{from}"
        );
    }
}
