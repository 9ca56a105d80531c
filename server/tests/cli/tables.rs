//! SQLite files, as cel_sqlite3_custom and cdr_sqlite3_custom write them, give what the CSV files give.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, Value};

use crate::support::fixtures::{fixture, read};
use crate::support::{Folder, Journal, text, without_ids};

pub(crate) const CEL: &str = "eventtype,eventtime,cid_name,cid_num,cid_ani,cid_rdnis,cid_dnid,exten,context,channame,appname,appdata,\
                   amaflags,accountcode,uniqueid,linkedid,peer,peeraccount,userfield,userdeftype,eventextra";
const CDR: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,\
                   accountcode,uniqueid,linkedid,sequence,peeraccount,userfield,did,recordingfile,cnum,cnam,outbound_cnum,\
                   outbound_cnam,dst_cnam,answer,end";

/// Makes a table of untyped columns, in which Asterisk puts texts.
pub(crate) async fn table(folder: &Folder, name: &str, columns: &str, csv: &str) -> String {
    let path = folder.path(&format!("{name} of ½ year?#%20.db"));
    std::fs::write(&path, "").unwrap();
    let escaped = text(&path)
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let db = Database::connect(format!("sqlite://{escaped}?mode=rw"))
        .await
        .unwrap();
    let quoted: Vec<String> = columns
        .split(',')
        .map(|column| format!("\"{}\"", column.trim()))
        .collect();
    let quoted = quoted.join(", ");
    db.execute_unprepared(&format!(
        "CREATE TABLE {name} (AcctId INTEGER PRIMARY KEY, {quoted})"
    ))
    .await
    .unwrap();
    let places = vec!["?"; columns.split(',').count()].join(", ");
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    for row in rows.records().map(Result::unwrap) {
        let values: Vec<Value> = row.iter().map(|value| value.to_owned().into()).collect();
        let insert = format!("INSERT INTO {name} ({quoted}) VALUES ({places})");
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, insert, values))
            .await
            .unwrap();
    }
    db.close().await.unwrap();
    text(&path).to_owned()
}

#[tokio::test]
async fn tables_give_what_the_csv_files_give_and_repeating_changes_nothing() {
    let by_csv = Journal::sqlite();
    by_csv.import(&[
        "--cel",
        text(&fixture("cel.csv")),
        "--cdr",
        text(&fixture("freepbx.csv")),
    ]);
    let journal = Journal::sqlite();
    let cel = table(&journal.folder, "cel", CEL, &read("cel.csv")).await;
    let cdr = table(&journal.folder, "cdr", CDR, &read("freepbx.csv")).await;
    journal.import(&["--cel", &cel, "--cdr", &cdr]);
    let exported = journal.exported();
    assert_eq!(without_ids(&exported), without_ids(&by_csv.exported()));
    let again = journal.import(&["--cel", &cel, "--cdr", &cdr]);
    assert!(again.contains("823 read, 0 new, 0 rejected"), "{again}");
    assert_eq!(journal.exported(), exported);
}

#[tokio::test]
async fn a_broken_row_of_a_table_is_told_and_the_others_come_in() {
    let journal = Journal::sqlite();
    let cdr = table(&journal.folder, "cdr", CDR, &read("freepbx.csv")).await;
    let url = format!(
        "sqlite://{}?mode=rw",
        cdr.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
    );
    let db = Database::connect(url).await.unwrap();
    for broken in [
        "calldate = '2026-13-45 99:99:99' WHERE AcctId = 3",
        "src = x'ff00fe' WHERE AcctId = 5",
        "billsec = 'many' WHERE AcctId = 7",
    ] {
        db.execute_unprepared(&format!("UPDATE cdr SET {broken}"))
            .await
            .unwrap();
    }
    db.close().await.unwrap();
    let printed = journal.import(&["--cdr", &cdr]);
    assert!(printed.contains("80 read, 80 new, 3 rejected"), "{printed}");
    let report = std::fs::read_to_string(journal.folder.path("import-report.txt")).unwrap();
    for (line, reason) in [
        (3, "is not a time"),
        (5, "not UTF-8"),
        (7, "not a number of seconds"),
    ] {
        assert!(
            report
                .lines()
                .any(|said| said.contains(&format!("{cdr}:{line}: ")) && said.contains(reason)),
            "{report}"
        );
    }
}

#[tokio::test]
async fn a_database_without_the_table_is_refused_by_a_sentence() {
    let journal = Journal::sqlite();
    let cdr = table(&journal.folder, "cdr", CDR, &read("freepbx.csv")).await;
    journal
        .run(&["import", "asterisk", "--cel", &cdr])
        .refused("there is no table «cel»");
}
