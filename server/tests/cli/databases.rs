//! A database that cannot be used: one sentence that says what to do, exit status 1, and never a password.

use rstest::rstest;

use crate::support::fixtures::fixture;
use crate::support::{Backend, Journal, text};

#[rstest]
#[case::unknown("mysql://user:secret@host/journal", "Unknown kind of database «mysql»")]
#[case::no_scheme("user:secret@host/journal", "Unknown kind of database")]
#[case::empty("", "Unknown kind of database")]
#[case::unreachable(
    "postgres://user:secret@127.0.0.1:1/journal",
    "127.0.0.1:1/journal does not answer"
)]
#[case::no_port("postgres://user:secret@127.0.0.1:port/journal", "cannot be read")]
#[case::no_folder("sqlite:///proc/no/such/folder/journal.db", "cannot be opened")]
#[case::read_only_folder("sqlite:///proc/journal.db", "cannot be opened")]
fn an_address_that_leads_nowhere(#[case] url: &str, #[case] part: &str) {
    let journal = Journal {
        url: url.to_owned(),
        ..Journal::sqlite()
    };
    journal.run(&["export"]).refused(part);
    journal.run(&["rebuild"]).refused(part);
    journal
        .run(&["import", "asterisk", "--cdr", text(&fixture("Master.csv"))])
        .refused(part);
}

#[test]
fn a_file_that_is_something_else_stays_as_it_is() {
    let journal = Journal::sqlite();
    let letter = "Dear Sirs, ".repeat(1000);
    let path = journal.folder.write("journal.db", &letter);
    journal
        .run(&["export"])
        .refused("is not a database of the journal");
    assert_eq!(std::fs::read_to_string(path).unwrap(), letter);
}

#[test]
fn a_database_that_may_only_be_read() {
    let journal = Journal::sqlite();
    journal.exported();
    let journal = Journal {
        url: format!("{}?mode=ro", journal.url),
        ..journal
    };
    journal
        .run(&["import", "asterisk", "--cdr", text(&fixture("Master.csv"))])
        .refused("cannot be written");
}

#[rstest]
#[tokio::test]
async fn a_database_of_a_newer_program(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(journal) = Journal::open(backend).await else {
        return;
    };
    journal.exported();
    journal
        .tamper("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)")
        .await;
    journal.run(&["export"]).refused("newer version of Call Journal");
}

#[test]
fn the_address_in_the_file_counts_where_no_variable_is_set() {
    let journal = Journal::sqlite();
    let path = journal.folder.path("elsewhere/calls.db");
    journal.folder.write(
        "call-journal.toml",
        format!("[database]\nurl = \"sqlite://{}\"\n", path.display()),
    );
    assert!(
        journal
            .command(&["export"])
            .env_remove("DATABASE_URL")
            .status()
            .unwrap()
            .success()
    );
    assert!(path.exists() && !journal.folder.path("journal.db").exists());
}
