use super::databases::{Backend, PbxDatabase};
use super::*;
use crate::source::SourceError;

async fn refusal(mut source: TableSource) -> String {
    match soon(source.connect(None)).await {
        Err(SourceError::Refused(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_showing_it() {
    for url in [
        "oracle://u:hunter2@host/x",
        "u:hunter2@host",
        "mysql://u:hunter2@host:port/x",
        "postgres://u:hun/ter2@host:99999999/x",
    ] {
        let sentence = refusal(source(Kind::Cdr, url)).await;
        assert!(sentence.contains("url is not understood"), "{sentence}");
        assert!(!sentence.contains("ter2"), "{sentence}");
    }
}

#[tokio::test]
async fn a_missing_file_and_a_file_of_another_kind_are_refused() {
    let sentence = refusal(source(Kind::Cel, "sqlite:///nowhere/cel.db")).await;
    assert!(sentence.contains("the file cannot be opened"), "{sentence}");
    let other = format!("sqlite://{}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
    let sentence = refusal(source(Kind::Cel, &other)).await;
    assert!(sentence.contains("not a SQLite database"), "{sentence}");
}

#[tokio::test]
async fn missing_tables_and_columns_are_refused() {
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::MariaDb] {
        let Some(database) = PbxDatabase::make(backend).await else {
            continue;
        };
        let sentence = refusal(source(Kind::Cdr, &database.url)).await;
        assert!(sentence.contains("there is no table «cdr»"), "{sentence}");
        database
            .run("CREATE TABLE cdr (id integer PRIMARY KEY, calldate varchar(30))")
            .await;
        let sentence = refusal(source(Kind::Cdr, &database.url)).await;
        assert!(sentence.contains("lacks the columns"), "{sentence}");
        let sentence = refusal(named(Kind::Cdr, &database.url, Some("cdr; DROP TABLE cdr"))).await;
        assert!(sentence.contains("no name of a table"), "{sentence}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_without_showing_it() {
    if let Some(database) = PbxDatabase::make(Backend::MariaDb).await {
        database
            .run("CREATE OR REPLACE USER asteriskuser@'%' IDENTIFIED BY 'right'")
            .await;
        let wrong = database.url.replace("root@", "asteriskuser:hunter2@");
        let sentence = refusal(source(Kind::Cdr, &wrong)).await;
        assert!(
            sentence.contains("does not accept this user with this password"),
            "{sentence}"
        );
        assert!(!sentence.contains("hunter2"), "{sentence}");
        // The right one, but nothing was granted.
        let right = database.url.replace("root@", "asteriskuser:right@");
        let sentence = refusal(source(Kind::Cdr, &right)).await;
        assert!(sentence.contains("GRANT SELECT"), "{sentence}");
        let nowhere = format!("{}_not", database.url);
        let sentence = refusal(source(Kind::Cdr, &nowhere)).await;
        assert!(sentence.contains("no such database"), "{sentence}");
    }
    if let Some(database) = PbxDatabase::make(Backend::Postgres).await {
        let nobody = database.url.replace("postgres@", "nobody_here:hunter2@");
        let sentence = refusal(source(Kind::Cdr, &nobody)).await;
        assert!(
            sentence.contains("does not accept this user with this password"),
            "{sentence}"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_lost_and_may_be_tried_again() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for scheme in ["mysql", "postgres"] {
        let mut source = source(Kind::Cdr, &format!("{scheme}://u:hunter2@127.0.0.1:{port}/x"));
        let error = soon(source.connect(None)).await.unwrap_err();
        assert!(matches!(error, SourceError::Lost(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn a_table_that_vanishes_is_lost() {
    let database = PbxDatabase::make(Backend::Sqlite).await.unwrap();
    database
        .run(&format!("CREATE TABLE cel (id INTEGER PRIMARY KEY, {CEL})"))
        .await;
    let mut cel = source(Kind::Cel, &database.url);
    all(&mut cel, None).await;
    database.run("DROP TABLE cel").await;
    let error = soon(cel.next()).await.unwrap_err();
    assert!(matches!(error, SourceError::Lost(_)), "{error:?}");
}
