//! After any assignments SQLite, PostgreSQL and `Filter::matches` give the same answers.

use call_journal_model::access::Reach;
use call_journal_model::call::{Call, CallId};
use call_journal_model::customer::Assignee;
use call_journal_model::employee::CustomerId;
use call_journal_model::filter::{Filter, MatchContext};
use call_journal_store::customers::relink;
use call_journal_store::query::live_rows;

use super::{assign, given, made, theirs};
use crate::support::{
    Backend, TestStore, ZONE, answered, at, bring, incoming, outgoing, rows, settle_at, today,
};

const NUMBERS: [&str; 5] = [
    "+79160000001",
    "+79160000002",
    "+74959759357",
    "112",
    "+4930555000",
];

/// The same numbers on each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn calls() -> Vec<Call> {
    let call = |n: usize| {
        let number = NUMBERS[n % NUMBERS.len()];
        let time = format!("{:02}:{:02}", 8 + n / 10, n % 10);
        match n % 3 {
            0 => answered(outgoing(number, &time), &["201"]),
            _ => incoming(number, &time),
        }
    };
    (0..30).map(call).collect()
}

async fn changed(db: &TestStore, dice: &mut Dice, customers: &[CustomerId]) {
    let time = format!("08:0{}", dice.below(NUMBERS.len()));
    let customer = customers[dice.below(customers.len())];
    let to = match dice.below(4) {
        0 => Assignee::Nobody,
        1 => Assignee::NewContact(customer, "Пётр".to_owned()),
        _ => Assignee::Customer(customer),
    };
    let mut assigned = assign(db, &time, &to, None).await;
    if matches!(assigned, call_journal_model::customer::Assigned::Owned(_)) {
        let owner = theirs(assigned);
        assigned = assign(db, &time, &to, Some(&owner)).await;
    }
    given(assigned);
    assert_eq!(relink(&db.store).await.unwrap(), 0, "so few calls follow at once");
    settle_at(&db.store, at("2026-04-01 12:00")).await;
}

#[tokio::test]
async fn filters_agree_after_any_assignments() {
    let mut told: Vec<Vec<Vec<String>>> = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(db) = TestStore::open(backend).await else {
            continue;
        };
        bring(&db.store, &calls()).await;
        let mut customers = Vec::new();
        for name in ["Липа", "Дуб"] {
            customers.push(made(&db, name, &[]).await.id);
        }
        let mut dice = Dice(20_260_331);
        let mut answers = Vec::new();
        for _ in 0..25 {
            changed(&db, &mut dice, &customers).await;
            let everything = rows(&db.store, &Filter::default()).await;
            let ids: Vec<CallId> = everything.iter().map(|row| row.id).collect();
            let live = live_rows(&db.store, &ids, ZONE).await.unwrap();
            assert_eq!(live.len(), 30);
            for query in [
                "customer=1",
                "customer=2",
                "unregistered=1",
                "lost=1",
                "missed=1",
                "first=1",
                "q=липа",
                "q=петр",
                "q=916",
                "q=112",
                "customer=1&lost=1",
                "customer=2&q=495",
                "unregistered=1&in=1",
            ] {
                let filter = Filter::from_query(query);
                let context = MatchContext {
                    today: today(),
                    me: None,
                    sees: Reach::All,
                    masked: false,
                };
                let found = rows(&db.store, &filter).await;
                let mut matching: Vec<_> = live
                    .iter()
                    .filter(|row| filter.matches(&row.facts, &context))
                    .map(|row| row.summary.clone())
                    .collect();
                matching.sort_by_key(|row| std::cmp::Reverse((row.started_at, row.id)));
                assert_eq!(found, matching, "{query}");
                answers.push(found.iter().map(|row| row.started.to_string()).collect());
            }
        }
        assert!(answers.iter().any(|found: &Vec<String>| found.len() > 5));
        told.push(answers);
    }
    assert!(told.windows(2).all(|both| both[0] == both[1]));
}
