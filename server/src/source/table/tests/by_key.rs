use super::databases::{Backend, FREEPBX, PbxDatabase};
use super::*;

/// A table `cel` with a key, as `backend` is usually told to make it.
async fn keyed(backend: Backend) -> Option<PbxDatabase> {
    let database = PbxDatabase::make(backend).await?;
    let texts = columns(CEL).join(" text, ");
    let key = match backend {
        Backend::Sqlite => "AcctId INTEGER PRIMARY KEY",
        Backend::Postgres => "id serial",
        Backend::MariaDb => "id bigint unsigned NOT NULL AUTO_INCREMENT UNIQUE",
    };
    database
        .run(&format!("CREATE TABLE cel ({key}, {texts} text)"))
        .await;
    Some(database)
}

async fn each(test: impl AsyncFn(PbxDatabase)) {
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::MariaDb] {
        if let Some(database) = keyed(backend).await {
            test(database).await;
        }
    }
}

#[tokio::test]
async fn history_comes_first_then_what_is_new_and_each_row_once() {
    each(async |database| {
        let rows = fixture("cel.csv");
        let (old, new) = rows.split_at(500);
        database.insert("cel", &columns(CEL), old).await;
        let mut cel = source(Kind::Cel, &database.url);
        let heard = all(&mut cel, None).await;
        assert_eq!(heard.events, recorded_cel(&columns(CEL), old));
        assert_eq!(cel.position().as_deref(), Some("key 500"));

        database.insert("cel", &columns(CEL), new).await;
        let heard = rest(&mut cel).await;
        assert_eq!(heard.events, recorded_cel(&columns(CEL), new));
        assert!(heard.rejected.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_restart_goes_on_where_the_last_run_stopped() {
    each(async |database| {
        let rows = fixture("cel.csv");
        database.insert("cel", &columns(CEL), &rows[..600]).await;
        let mut cel = source(Kind::Cel, &database.url);
        let heard = all(&mut cel, Some("key 500")).await;
        let from_overlap = recorded_cel(&columns(CEL), &rows[300..600]);
        assert_eq!(heard.events, from_overlap);
    })
    .await;
}

#[tokio::test]
async fn a_row_with_a_smaller_key_that_comes_later_is_not_missed() {
    each(async |database| {
        let rows = fixture("cel.csv");
        database.insert("cel", &columns(CEL), &rows[..300]).await;
        let key = if database.url.starts_with("sqlite") {
            "AcctId"
        } else {
            "id"
        };
        // Another connection is still writing number 290.
        database.run(&format!("DELETE FROM cel WHERE {key} = 290")).await;
        let mut cel = source(Kind::Cel, &database.url);
        assert_eq!(all(&mut cel, None).await.events.len(), 299);
        let mut late = rows[289].clone();
        late.push("290".to_owned());
        let with_key: Vec<&str> = columns(CEL).into_iter().chain([key]).collect();
        database.insert("cel", &with_key, &[late]).await;
        let heard = rest(&mut cel).await;
        assert_eq!(heard.events, recorded_cel(&columns(CEL), &rows[289..290]));
    })
    .await;
}

#[tokio::test]
async fn a_table_that_was_emptied_is_read_from_its_first_row() {
    each(async |database| {
        let rows = fixture("cel.csv");
        database.insert("cel", &columns(CEL), &rows[..400]).await;
        let mut cel = source(Kind::Cel, &database.url);
        all(&mut cel, None).await;
        let empty = match &database.url {
            url if url.starts_with("sqlite") => "DELETE FROM cel",
            url if url.starts_with("mysql") => "TRUNCATE TABLE cel",
            _ => "TRUNCATE TABLE cel RESTART IDENTITY",
        };
        database.run(empty).await;
        database.insert("cel", &columns(CEL), &rows[400..410]).await;
        let heard = rest(&mut cel).await;
        assert_eq!(heard.events, recorded_cel(&columns(CEL), &rows[400..410]));
        assert_eq!(cel.position().as_deref(), Some("key 10"));

        // The same after a restart with the old position.
        let mut later = source(Kind::Cel, &database.url);
        let heard = all(&mut later, Some("key 400")).await;
        assert_eq!(heard.events.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn broken_rows_are_told_once_and_the_others_come() {
    each(async |database| {
        let mut rows = fixture("cel.csv");
        rows.truncate(60);
        "2026-13-45 99:99:99".clone_into(&mut rows[2][1]);
        "".clone_into(&mut rows[4][0]);
        database.insert("cel", &columns(CEL), &rows).await;
        let mut cel = source(Kind::Cel, &database.url);
        let heard = all(&mut cel, None).await;
        assert_eq!(heard.events.len(), 58);
        let expected = [
            "table cel, row 3: column eventtime: \"2026-13-45 99:99:99\" is not a time",
            "table cel, row 5: column eventtype is empty",
        ];
        assert_eq!(heard.rejected, expected);
    })
    .await;
}

#[tokio::test]
async fn bytes_that_are_no_text_are_a_broken_row_and_not_a_failure() {
    let Some(database) = keyed(Backend::Sqlite).await else {
        return;
    };
    database
        .insert("cel", &columns(CEL), &fixture("cel.csv")[..5])
        .await;
    database
        .run("UPDATE cel SET cid_name = x'ff00fe', eventtime = CAST(eventtime AS REAL) WHERE AcctId = 2")
        .await;
    let heard = all(&mut source(Kind::Cel, &database.url), None).await;
    assert_eq!(heard.events.len(), 4);
    assert_eq!(heard.rejected, ["table cel, row 2: not UTF-8"]);
}

#[tokio::test]
async fn the_events_of_freepbx_come_with_names_in_any_script() {
    let Some(database) = PbxDatabase::make(Backend::MariaDb).await else {
        return;
    };
    database.run(FREEPBX).await;
    database
        .run(
            "ALTER TABLE cel MODIFY cid_ani varchar(80) NULL;\n\
             SET STATEMENT sql_mode = '' FOR INSERT INTO cel (eventtype, eventtime, cid_name, cid_num, cid_ani, channame, uniqueid, linkedid, extra) \
             VALUES ('CHAN_START', '2026-11-23 05:47:45', 'Дарья «Ким» 📞', '205', NULL, 'PJSIP/205-00000001', \
             '1795402065.0', '1795402065.0', '{\"a\":\"\\\\\"\"}')",
        )
        .await;
    let heard = all(&mut source(Kind::Cel, &database.url), None).await;
    let [PbxEvent::Cel(cel)] = &heard.events[..] else {
        panic!("{heard:?}");
    };
    assert_eq!(cel.cid_name, "Дарья «Ким» 📞");
    assert_eq!(
        (cel.cid_ani.as_str(), cel.extra.as_str()),
        ("", "{\"a\":\"\\\"\"}")
    );
    assert_eq!(cel.at_us, 1_795_402_065_000_000);
}

#[tokio::test]
async fn an_instant_is_one_whatever_the_zone_of_the_session() {
    for (backend, kind) in [
        (Backend::Postgres, "timestamp(6) with time zone"),
        (Backend::MariaDb, "timestamp(6)"),
    ] {
        let Some(database) = PbxDatabase::make(backend).await else {
            continue;
        };
        let zone = match backend {
            Backend::Postgres => "SET TIME ZONE 'Asia/Tokyo'",
            _ => "SET time_zone = '+09:00'",
        };
        let key = match backend {
            Backend::Postgres => "id bigint GENERATED ALWAYS AS IDENTITY",
            _ => "id int PRIMARY KEY AUTO_INCREMENT",
        };
        let insert = "INSERT INTO cel (eventtype, eventtime, uniqueid) VALUES ('CHAN_START', '2026-11-23 11:47:45.804071', \
                      '1795402065.0')";
        let table = format!(
            "CREATE TABLE cel ({key}, eventtype varchar(30), eventtime {kind}, uniqueid varchar(32))"
        );
        // One transaction, so that all goes over one connection.
        let transaction = sea_orm::TransactionTrait::begin(&database.db).await.unwrap();
        for sql in [zone, &table, insert] {
            sea_orm::ConnectionTrait::execute_unprepared(&transaction, sql)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        let heard = all(&mut source(Kind::Cel, &database.url), None).await;
        let [PbxEvent::Cel(cel)] = &heard.events[..] else {
            panic!("{heard:?}");
        };
        assert_eq!(cel.at_us, 1_795_402_065_804_071, "{backend:?}");
    }
}
