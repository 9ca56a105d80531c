use super::databases::{Backend, PbxDatabase};
use super::*;

/// A table `cdr` without a key.
async fn each(test: impl AsyncFn(PbxDatabase, Vec<&'static str>, Vec<Vec<String>>)) {
    for backend in [Backend::Postgres, Backend::MariaDb] {
        let Some(database) = PbxDatabase::make(backend).await else {
            continue;
        };
        let (names, rows) = if backend == Backend::MariaDb {
            freepbx(&database).await
        } else {
            // Without «answer» and «end»: the second is a word of PostgreSQL's own.
            let names = columns(CDR)[..26].to_vec();
            let texts = names[1..].join(" varchar(255), ");
            database
                .run(&format!(
                    "CREATE TABLE cdr (calldate timestamp NOT NULL, {texts} varchar(255))"
                ))
                .await;
            let mut rows = fixture("freepbx.csv");
            for row in &mut rows {
                row.truncate(26);
            }
            database.insert("cdr", &names, &rows).await;
            (names, rows)
        };
        test(database, names, rows).await;
    }
}

#[tokio::test]
async fn all_records_come_and_soon_none_comes_again() {
    each(async |database, names, rows| {
        let mut cdr = source(Kind::Cdr, &database.url);
        let heard = all(&mut cdr, None).await;
        let mut found = identities(&heard.events);
        found.dedup();
        let mut expected = identities(&recorded_cdr(&names, &rows));
        expected.dedup();
        assert_eq!(found, expected);
        assert!(heard.rejected.is_empty(), "{:?}", heard.rejected);
        // Once for history, at most once more when the window is looked at for the first time.
        assert!(heard.events.len() <= 2 * rows.len());
        assert!(rest(&mut cdr).await.events.is_empty());
        let newest = rows.iter().map(|row| &row[0]).max().unwrap();
        assert_eq!(cdr.position(), Some(format!("time {newest}")));
    })
    .await;
}

#[tokio::test]
async fn a_record_that_comes_late_is_found_by_the_time_at_which_its_call_began() {
    each(async |database, names, rows| {
        let mut cdr = source(Kind::Cdr, &database.url);
        all(&mut cdr, None).await;
        let mut late = rows[0].clone();
        // A day before all others: a conference that nobody left.
        "2026-11-22 06:00:00".clone_into(&mut late[0]);
        "999".clone_into(&mut late[16]);
        database.insert("cdr", &names, std::slice::from_ref(&late)).await;
        let heard = rest(&mut cdr).await;
        assert_eq!(heard.events, recorded_cdr(&names, &[late]));
        assert!(rest(&mut cdr).await.events.is_empty());
    })
    .await;
}

#[tokio::test]
async fn without_a_sweep_the_short_window_finds_what_is_new() {
    each(async |database, names, rows| {
        let pace = Pace {
            sweep: Duration::from_secs(3600),
            ..QUICK
        };
        let mut cdr = source(Kind::Cdr, &database.url).at_pace(pace);
        all(&mut cdr, None).await;
        let mut new = rows[rows.len() - 1].clone();
        "777".clone_into(&mut new[16]);
        database.insert("cdr", &names, std::slice::from_ref(&new)).await;
        let heard = rest(&mut cdr).await;
        assert_eq!(heard.events, recorded_cdr(&names, &[new]));
    })
    .await;
}

#[tokio::test]
async fn a_restart_looks_back_two_days_and_no_further() {
    each(async |database, names, rows| {
        let mut old = rows[0].clone();
        "2025-01-01 06:00:00".clone_into(&mut old[0]);
        database.insert("cdr", &names, &[old]).await;
        let mut cdr = source(Kind::Cdr, &database.url);
        let newest = rows.iter().map(|row| &row[0]).max().unwrap();
        let heard = all(&mut cdr, Some(&format!("time {newest}"))).await;
        assert_eq!(
            identities(&heard.events),
            identities(&recorded_cdr(&names, &rows)),
            "each once"
        );
    })
    .await;
}

#[tokio::test]
async fn a_table_with_other_rows_is_read_from_its_first_one() {
    each(async |database, names, rows| {
        let mut cdr = source(Kind::Cdr, &database.url);
        all(&mut cdr, None).await;
        database.run("DELETE FROM cdr").await;
        assert!(rest(&mut cdr).await.events.is_empty());
        let mut old = rows[0].clone();
        "2025-01-01 06:00:00".clone_into(&mut old[0]);
        database.insert("cdr", &names, std::slice::from_ref(&old)).await;
        let heard = rest(&mut cdr).await;
        assert_eq!(heard.events[0], recorded_cdr(&names, &[old])[0]);
    })
    .await;
}

#[tokio::test]
async fn a_row_of_the_future_hides_nothing() {
    each(async |database, names, rows| {
        let mut wrong = rows[0].clone();
        "2099-01-01 06:00:00".clone_into(&mut wrong[0]);
        database.insert("cdr", &names, &[wrong]).await;
        let mut cdr = source(Kind::Cdr, &database.url);
        all(&mut cdr, None).await;
        assert!(!cdr.position().unwrap().contains("2099"));
        let mut new = rows[1].clone();
        chrono::Utc::now()
            .with_timezone(&ZONE)
            .format("%Y-%m-%d %H:%M:%S")
            .to_string()
            .clone_into(&mut new[0]);
        database.insert("cdr", &names, std::slice::from_ref(&new)).await;
        assert_eq!(rest(&mut cdr).await.events, recorded_cdr(&names, &[new]));
    })
    .await;
}

#[tokio::test]
async fn freepbx_rows_without_a_time_are_told_once() {
    let Some(database) = PbxDatabase::make(Backend::MariaDb).await else {
        return;
    };
    let (_, rows) = freepbx(&database).await;
    database
        .run(
            "SET STATEMENT sql_mode = '' FOR INSERT INTO cdr (calldate, channel) VALUES ('0000-00-00 00:00:00', 'PJSIP/1-1');\n\
             ALTER TABLE cdr MODIFY cnam varchar(80) NULL;\n\
             UPDATE cdr SET cnam = NULL WHERE cnam = '';\n\
             UPDATE cdr SET dst_cnam = 'Дарья «Ким» 📞' WHERE dst_cnam = 'Anna Petrova'",
        )
        .await;
    let heard = all(&mut source(Kind::Cdr, &database.url), None).await;
    assert_eq!(heard.rejected.len(), 1, "{:?}", heard.rejected);
    assert!(
        heard.rejected[0].contains("row of 0000-00-00 00:00:00: "),
        "{:?}",
        heard.rejected
    );
    let names = heard.events.iter().filter_map(|event| match event {
        PbxEvent::Cdr(cdr) => Some(cdr.dst_cnam.as_str()),
        _ => None,
    });
    assert!(names.into_iter().any(|name| name == "Дарья «Ким» 📞"));
    assert!(heard.events.len() >= rows.len());
}
