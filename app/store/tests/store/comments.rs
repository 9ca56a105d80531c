//! Comments and settings.

use call_journal_model::call::CallId;
use call_journal_model::view::CommentView;
use call_journal_model::window::Window;
use call_journal_store::comments::{Author, Saved, save_comment};
use call_journal_store::imports::{ImportState, import_state, set_import_state};
use call_journal_store::settings;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};

use crate::support::{Backend, TestStore, ZONE, at, bring, id, incoming, row};

fn author(name: &str) -> Author {
    Author {
        id: None,
        name: name.to_owned(),
        at: at("12:00"),
    }
}

async fn save(db: &TestStore, expected: Option<i64>, text: &str, by: &str) -> Saved {
    let call = id(&db.store, "10:00").await;
    save_comment(&db.store, call, expected, text, &author(by), ZONE)
        .await
        .unwrap()
}

fn done(saved: Saved) -> Option<CommentView> {
    match saved {
        Saved::Done(comment) => comment,
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming("+79160000001", "10:00")]).await;
    let first = done(save(&db, None, "  первый ", "Анна").await).unwrap();
    assert_eq!(
        (first.text.as_str(), first.author.as_str(), first.version),
        ("первый", "Анна", 1)
    );

    let conflict = save(&db, None, "второй", "Борис").await;
    assert_eq!(
        conflict,
        Saved::Conflict {
            theirs: Some(first.clone())
        }
    );
    let second = done(save(&db, Some(1), "второй", "Борис").await).unwrap();
    assert_eq!((second.text.as_str(), second.version), ("второй", 2));
    assert!(matches!(
        save(&db, Some(1), "третий", "Анна").await,
        Saved::Conflict { .. }
    ));

    assert_eq!(done(save(&db, Some(2), "", "Борис").await), None);
    assert!(!row(&db.store, "10:00").await.has_comment);
    assert_eq!(
        save(&db, Some(2), "третий", "Анна").await,
        Saved::Conflict { theirs: None }
    );
    assert_eq!(
        done(save(&db, None, "четвёртый", "Анна").await).unwrap().version,
        4
    );

    let raw = Database::connect(&db.url).await.unwrap();
    let count = sea_orm::Statement::from_string(
        raw.get_database_backend(),
        "SELECT text FROM comment_versions ORDER BY version",
    );
    let history = raw.query_all_raw(count).await.unwrap();
    let texts: Vec<String> = history
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect();
    assert_eq!(texts, ["первый", "второй", "", "четвёртый"]);
}

#[rstest]
#[tokio::test]
async fn a_repeated_save_is_no_conflict_with_itself(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming("+79160000001", "10:00")]).await;
    save(&db, None, "текст", "Анна").await;
    assert_eq!(done(save(&db, None, "текст", "Анна").await).unwrap().version, 1);
    assert_eq!(
        done(save(&db, Some(1), "текст", "Анна").await).unwrap().version,
        1
    );
}

#[tokio::test]
async fn a_call_that_is_gone_takes_no_comment() {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let saved = save_comment(&db.store, CallId(77), None, "текст", &author("Анна"), ZONE)
        .await
        .unwrap();
    assert_eq!(saved, Saved::NoSuchCall);
}

#[rstest]
#[tokio::test]
async fn two_people_at_once_never_both_win(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming("+79160000001", "10:00")]).await;
    let other = call_journal_store::Store::connect(&db.url).await.unwrap();
    let call = id(&db.store, "10:00").await;
    let (anna, boris) = (author("Анна"), author("Борис"));
    let (one, two) = tokio::join!(
        save_comment(&db.store, call, None, "один", &anna, ZONE),
        save_comment(&other, call, None, "два", &boris, ZONE),
    );
    let won = [one.unwrap(), two.unwrap()]
        .into_iter()
        .filter(|s| matches!(s, Saved::Done(_)))
        .count();
    assert_eq!(won, 1);
}

#[rstest]
#[tokio::test]
async fn settings_are_kept(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    assert_eq!(settings::get::<Window>(&db.store, "window").await.unwrap(), None);
    let window = Window::Minutes { minutes: 60 };
    assert!(settings::set(&db.store, "window", &window).await.unwrap());
    assert!(!settings::set(&db.store, "window", &window).await.unwrap());
    assert_eq!(
        settings::get::<Window>(&db.store, "window").await.unwrap(),
        Some(window)
    );
}

#[rstest]
#[tokio::test]
async fn an_import_goes_on_where_it_stopped(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    assert_eq!(import_state(&db.store, "cel.csv").await.unwrap(), None);
    let half = ImportState {
        position: 5_000_000_000,
        finished: false,
        notes: "{}".to_owned(),
    };
    set_import_state(&db.store, "cel.csv", &half).await.unwrap();
    assert_eq!(
        import_state(&db.store, "cel.csv").await.unwrap(),
        Some(half.clone())
    );
    let whole = ImportState {
        finished: true,
        ..half
    };
    set_import_state(&db.store, "cel.csv", &whole).await.unwrap();
    assert_eq!(import_state(&db.store, "cel.csv").await.unwrap(), Some(whole));
}
