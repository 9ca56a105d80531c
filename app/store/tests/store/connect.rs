//! Opening a database, and what is said when that fails.

use call_journal_store::{Store, StoreError};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};

use crate::support::database::{folder, postgres, server};
use crate::support::{Backend, TestStore};

#[rstest]
#[tokio::test]
async fn the_schema_is_made_once_and_then_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    db.store.clone().close().await.unwrap();
    Store::connect(&db.url).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_database_of_a_newer_program_is_refused(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let raw = Database::connect(&db.url).await.unwrap();
    raw.execute_unprepared(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)",
    )
    .await
    .unwrap();
    let error = Store::connect(&db.url).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::NewerSchema { migration, .. } if migration == "m29990101_000001_later")
    );
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[tokio::test]
async fn a_database_in_memory_works() {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    assert!(!call_journal_store::query::has_calls(&store).await.unwrap());
}

#[tokio::test]
async fn a_missing_folder_is_made() {
    let folder = folder();
    let file = folder.join("a/b/journal.db");
    Store::connect(&format!("sqlite://{}?mode=rwc", file.display()))
        .await
        .unwrap();
    assert!(file.exists());
    std::fs::remove_dir_all(folder).unwrap();
}

#[rstest]
#[case("mysql://u:secret@host/db", "Unknown kind of database «mysql»")]
#[case("u:secret@host/db", "Unknown kind of database «u»")]
#[case("journal.db", "Unknown kind of database «journal»")]
#[case("", "Unknown kind of database «(none)»")]
#[case("postgres://u:secret@127.0.0.1:notaport/db", "cannot be read")]
#[case("postgres://u:secret@127.0.0.1:1/db", "127.0.0.1:1/db does not answer")]
#[case(
    "postgresql://u:secret@127.0.0.1:1/db?password=secret",
    "127.0.0.1:1/db does not answer"
)]
#[case("postgres://u:se@cret@127.0.0.1:1/db", "127.0.0.1:1/db")]
#[case("sqlite:///proc/no/such/folder/journal.db?mode=rwc", "cannot be opened")]
#[case("sqlite:///no/such/journal.db", "cannot be opened")]
#[tokio::test]
async fn a_wrong_address_is_answered_with_a_sentence_without_the_password(
    #[case] url: &str,
    #[case] part: &str,
) {
    let said = Store::connect(url).await.unwrap_err().to_string();
    assert!(said.contains(part), "{said}");
    assert!(!said.contains("secret") && !said.contains("cret@"), "{said}");
    assert!(said.ends_with('.') && !said.contains('\n'), "{said}");
}

#[tokio::test]
async fn another_file_is_not_taken_for_a_database() {
    let folder = folder();
    let file = folder.join("letter.txt");
    std::fs::write(&file, "Dear Sirs, ".repeat(500)).unwrap();
    let error = Store::connect(&format!("sqlite://{}?mode=rwc", file.display()))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::NotADatabase { .. }), "{error:?}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Dear Sirs"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_database_that_may_only_be_read_is_refused() {
    let folder = folder();
    let file = folder.join("journal.db");
    std::fs::write(&file, "").unwrap();
    let error = Store::connect(&format!("sqlite://{}?mode=ro", file.display()))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_server_says_what_is_wrong() {
    let Some(server) = server() else { return };
    let error = Store::connect(&format!("{server}/there_is_no_such_database"))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::NoSuchDatabase { .. }), "{error:?}");
    let (_, host) = server
        .rsplit_once('@')
        .unwrap_or(("", server.trim_start_matches("postgres://")));
    let error = Store::connect(&format!("postgres://nobody_known:secret@{host}/postgres"))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::WrongPassword { .. }), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn a_server_that_cannot_read_cyrillic_is_refused() {
    let Some(url) = postgres("'C'").await else { return };
    let error = Store::connect(&url).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::WrongLocale { locale, .. } if locale == "C"),
        "{error:?}"
    );
    assert!(error.to_string().contains("C.UTF-8"), "{error}");
}
