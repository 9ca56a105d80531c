//! Tables of real servers: SQLite always, PostgreSQL and MariaDB where there is one to test on.

mod by_key;
mod by_time;
#[path = "../../../tests/taps/databases.rs"]
mod databases;
mod refused;

use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use call_journal_pbx::event::PbxEvent;
use chrono_tz::Tz;

use super::{Kind, Pace, TableSource};
use crate::config::sources;
use crate::source::{Heard, Source};
use databases::PbxDatabase;

const ZONE: Tz = Tz::Europe__Moscow;

/// Nothing waits for a real second: questions follow one another.
const QUICK: Pace = Pace {
    poll: Duration::from_millis(1),
    sweep: Duration::from_millis(1),
    page: 50,
};

fn source(kind: Kind, url: &str) -> TableSource {
    named(kind, url, None)
}

fn named(kind: Kind, url: &str, table: Option<&str>) -> TableSource {
    let table = sources::Table {
        url: url.to_owned(),
        table: table.map(str::to_owned),
        every_s: 5,
    };
    TableSource::new(kind, &table, ZONE).at_pace(QUICK)
}

/// What `future` gives, which is there at once or never.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    const PATIENCE: Duration = Duration::from_secs(30);
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("no answer for half a minute")
}

/// Connects, and reads until two answers in a row hold nothing.
async fn all(source: &mut TableSource, position: Option<&str>) -> Heard {
    soon(source.connect(position)).await.unwrap();
    rest(source).await
}

/// Reads until two answers in a row hold nothing.
async fn rest(source: &mut TableSource) -> Heard {
    let mut all = Heard::default();
    let mut empty = 0;
    let mut answers = 0;
    while empty < 2 {
        let heard = soon(source.next()).await.unwrap();
        answers += 1;
        assert!(answers < 1000, "it tells the same rows again and again");
        empty = if heard.events.is_empty() && heard.rejected.is_empty() {
            empty + 1
        } else {
            0
        };
        all.events.extend(heard.events);
        all.rejected.extend(heard.rejected);
    }
    all
}

fn fixture(name: &str) -> Vec<Vec<String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("pbx/tests/fixtures/asterisk")
        .join(name);
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .unwrap();
    let rows = rows
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

const CEL: &str = "eventtype,eventtime,cid_name,cid_num,cid_ani,cid_rdnis,cid_dnid,exten,context,channame,appname,\
                   appdata,amaflags,accountcode,uniqueid,linkedid,peer,peeraccount,userfield,userdeftype,eventextra";
const CDR: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                   amaflags,accountcode,uniqueid,linkedid,sequence,peeraccount,userfield,did,recordingfile,cnum,cnam,\
                   outbound_cnum,outbound_cnam,dst_cnam,answer,end";

fn columns(list: &str) -> Vec<&str> {
    list.split(',').collect()
}

/// What the rows of the recorded company tell, by the same reader of rows.
fn recorded_cdr(columns: &[&str], rows: &[Vec<String>]) -> Vec<PbxEvent> {
    let reader = call_journal_pbx::asterisk::CdrColumns::named(columns, ZONE).unwrap();
    rows.iter().map(|row| reader.event(row).unwrap()).collect()
}

fn recorded_cel(columns: &[&str], rows: &[Vec<String>]) -> Vec<PbxEvent> {
    let reader = call_journal_pbx::asterisk::CelColumns::named(columns, ZONE).unwrap();
    rows.iter().map(|row| reader.event(row).unwrap()).collect()
}

fn identities(events: &[PbxEvent]) -> Vec<[u8; 16]> {
    let mut identities: Vec<_> = events.iter().map(PbxEvent::identity).collect();
    identities.sort_unstable();
    identities
}

/// FreePBX's tables with the recorded company's rows, as far as these tables have room for them.
async fn freepbx(database: &PbxDatabase) -> (Vec<&'static str>, Vec<Vec<String>>) {
    database.run(databases::FREEPBX).await;
    let mut names = columns(CDR);
    let mut rows = fixture("freepbx.csv");
    names.truncate(26);
    for row in &mut rows {
        row.truncate(26);
        row[8] = row[8].chars().take(80).collect();
        if row[16].is_empty() {
            "0".clone_into(&mut row[16]);
        }
    }
    database.insert("cdr", &names, &rows).await;
    (names, rows)
}
