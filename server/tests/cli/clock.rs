//! The first rows of the worked examples, from a PBX's file: time alone turns a missed call into a lost one.

use rstest::rstest;
use serde_json::json;

use crate::support::{Journal, text};

/// A row of `Master.csv`: +79000000001 rings 201 for half a minute from 10:00 on, Moscow time.
const MISSED: &str = r#""","+79000000001","201","from-did-direct",""""" <+79000000001>","PJSIP/trunk-00000000","PJSIP/201-00000001","Dial","PJSIP/201,30","2026-11-23 10:00:00",,"2026-11-23 10:00:30",30,0,"NO ANSWER","DOCUMENTATION","1795417200.0","","","1795417200.0",0"#;
/// 201 calls back at 11:00 and they talk for two minutes.
const CALLED_BACK: &str = r#""","201","89000000001","from-internal",""""" <201>","PJSIP/201-00000002","PJSIP/trunk-00000003","Dial","PJSIP/+79000000001@trunk,30","2026-11-23 11:00:00","2026-11-23 11:00:05","2026-11-23 11:02:05",125,120,"ANSWERED","DOCUMENTATION","1795420800.2","","","1795420800.2",1"#;

fn journal(rows: &[&str]) -> Journal {
    let journal = Journal {
        now: "2026-11-23T11:30:00+03:00".to_owned(),
        ..Journal::sqlite()
    };
    journal
        .folder
        .write("call-journal.toml", "[pbx]\nextensions = [\"201\"]\n");
    let file = journal.folder.write("Master.csv", rows.join("\n") + "\n");
    journal.import(&["--cdr", text(&file)]);
    journal
}

#[rstest]
#[case::open("2026-11-23T23:59:59+03:00", "no_answer")]
#[case::closed("2026-11-24T00:00:00+03:00", "lost")]
fn a_missed_call_is_lost_when_its_day_is_over(#[case] now: &str, #[case] status: &str) {
    let journal = Journal {
        now: now.to_owned(),
        ..journal(&[MISSED])
    };
    let calls = journal.calls(&[]);
    assert_eq!(
        (&calls[0]["status"], &calls[0]["attention"]),
        (&json!(status), &json!(true))
    );
    assert_eq!(journal.calls(&["--lost"]).len(), usize::from(status == "lost"));
}

#[rstest]
#[case::open("2026-11-23T23:59:59+03:00")]
#[case::closed("2026-11-24T12:00:00+03:00")]
fn a_call_back_in_time_settles_it_for_good(#[case] now: &str) {
    let journal = Journal {
        now: now.to_owned(),
        ..journal(&[MISSED, CALLED_BACK])
    };
    let calls = journal.calls(&[]);
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (&call["status"], &call["attention"]))
        .collect();
    assert_eq!(
        seen,
        [
            (&json!("no_answer"), &json!(false)),
            (&json!("reached"), &json!(false))
        ]
    );
}

#[test]
fn a_call_back_that_is_imported_days_later_still_settles_it() {
    let journal = Journal {
        now: "2026-11-26T12:00:00+03:00".to_owned(),
        ..journal(&[MISSED])
    };
    assert_eq!(journal.calls(&[])[0]["status"], "lost");
    let file = journal.folder.write("later.csv", format!("{CALLED_BACK}\n"));
    journal.import(&["--cdr", text(&file)]);
    let calls = journal.calls(&[]);
    assert_eq!(
        (&calls[0]["status"], &calls[0]["attention"]),
        (&json!("no_answer"), &json!(false))
    );
}
