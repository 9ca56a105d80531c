//! Views belong to whoever saved them; what is shared is seen by all, and changed by its owner alone.

use call_journal_model::call::Extension;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::ViewRefused;
use call_journal_store::people::{EmployeeEntry, employees, upsert_employees};
use call_journal_store::views::{NewView, default_query, delete_view, save_view, set_default, views};
use rstest::rstest;

use crate::support::{Backend, TestStore};

fn view(name: &str, query: &str, shared: bool) -> NewView {
    NewView {
        name: name.to_owned(),
        query: query.to_owned(),
        shared,
    }
}

async fn two(db: &TestStore) -> (EmployeeId, EmployeeId) {
    let entry = |name: &str, extension: &str| EmployeeEntry {
        key: extension.to_owned(),
        name: name.to_owned(),
        extensions: vec![Extension(extension.to_owned())],
    };
    upsert_employees(&db.store, &[entry("Анна", "201"), entry("Борис", "202")])
        .await
        .unwrap();
    let both = employees(&db.store).await.unwrap();
    let id = |name: &str| both.iter().find(|one| one.name == name).unwrap().id;
    (id("Анна"), id("Борис"))
}

#[rstest]
#[tokio::test]
async fn only_what_is_shared_is_seen_by_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (anna, boris) = two(&db).await;
    let save = async |who, view: NewView| save_view(&db.store, who, &view).await.unwrap();
    save(anna, view("Мои", "mine=1", false)).await.unwrap();
    save(anna, view("Потерянные", "lost=1", true)).await.unwrap();
    save(anna, view("Мои", "mine=1&period=7d", false)).await.unwrap();
    let names = async |who| {
        let seen = views(&db.store, who).await.unwrap();
        let told = seen.into_iter().map(|view| (view.name, view.query, view.owner));
        told.collect::<Vec<_>>()
    };
    let (own, lost) = (("Мои", "mine=1&period=7d"), ("Потерянные", "lost=1"));
    let told = |(name, query): (&str, &str), owner: Option<&str>| {
        (name.to_owned(), query.to_owned(), owner.map(str::to_owned))
    };
    assert_eq!(names(anna).await, [told(own, None), told(lost, None)]);
    assert_eq!(names(boris).await, [told(lost, Some("Анна"))]);

    let all = views(&db.store, anna).await.unwrap();
    assert!(!delete_view(&db.store, boris, all[1].id).await.unwrap());
    set_default(&db.store, boris, Some(all[1].id)).await.unwrap();
    // Not Boris's, and not shared.
    set_default(&db.store, anna, Some(all[0].id)).await.unwrap();
    assert_eq!(
        default_query(&db.store, boris).await.unwrap().as_deref(),
        Some("lost=1")
    );
    set_default(&db.store, boris, Some(all[0].id)).await.unwrap();
    assert_eq!(default_query(&db.store, boris).await.unwrap(), None);

    set_default(&db.store, boris, Some(all[1].id)).await.unwrap();
    save(anna, view("Потерянные", "lost=1", false)).await.unwrap();
    assert_eq!(
        default_query(&db.store, boris).await.unwrap(),
        None,
        "no longer shared"
    );
    assert!(delete_view(&db.store, anna, all[0].id).await.unwrap());
    assert_eq!(default_query(&db.store, anna).await.unwrap(), None);
    assert_eq!(names(boris).await, []);
}

#[rstest]
#[tokio::test]
async fn nobody_saves_without_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (anna, boris) = two(&db).await;
    for number in 0..100 {
        let one = view(&number.to_string(), "lost=1", false);
        save_view(&db.store, anna, &one).await.unwrap().unwrap();
    }
    let save = async |who, name: &str| save_view(&db.store, who, &view(name, "", true)).await.unwrap();
    assert_eq!(save(anna, "more").await, Err(ViewRefused::TooMany));
    assert_eq!(save(anna, "7").await, Ok(()));
    assert_eq!(save(boris, "more").await, Ok(()));
}
