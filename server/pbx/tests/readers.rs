//! Reading files that are whole, broken, huge, resumed, or in another order of columns.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has to stop"
)]

use std::io::{Cursor, Read};

use call_journal_model::time::Timestamp;
use call_journal_pbx::asterisk::{
    CdrColumns, CdrReader, CelColumns, CelReader, RejectReason, Rejected, Value, text_of,
};
use call_journal_pbx::event::{Cdr, Cel, PbxEvent};
use chrono_tz::Europe::{Berlin, Moscow};
use rstest::rstest;

const CEL: &str = include_str!("fixtures/asterisk/cel.csv");
const FREEPBX: &str = include_str!("fixtures/asterisk/freepbx.csv");
const MASTER: &str = include_str!("fixtures/asterisk/Master.csv");

fn cel_rows(text: impl AsRef<[u8]>) -> Vec<Result<PbxEvent, Rejected>> {
    CelReader::new(Cursor::new(text.as_ref().to_vec()), Moscow).collect()
}

fn cdr_rows(text: impl AsRef<[u8]>) -> Vec<Result<PbxEvent, Rejected>> {
    CdrReader::new(Cursor::new(text.as_ref().to_vec()), Moscow).collect()
}

fn cdr(result: &Result<PbxEvent, Rejected>) -> &Cdr {
    match result {
        Ok(PbxEvent::Cdr(cdr)) => cdr,
        other => panic!("{other:?}"),
    }
}

fn cel(result: &Result<PbxEvent, Rejected>) -> &Cel {
    match result {
        Ok(PbxEvent::Cel(cel)) => cel,
        other => panic!("{other:?}"),
    }
}

/// What was rejected: line and reason.
fn rejected(rows: &[Result<PbxEvent, Rejected>]) -> Vec<(u64, RejectReason)> {
    rows.iter()
        .filter_map(|row| row.clone().err())
        .map(|r| (r.line, r.reason))
        .collect()
}

#[test]
fn whole_files_are_read_without_a_rejected_row() {
    assert_eq!(cel_rows(CEL).iter().filter(|row| row.is_ok()).count(), 740);
    assert_eq!(cdr_rows(FREEPBX).iter().filter(|row| row.is_ok()).count(), 83);
    assert_eq!(cdr_rows(MASTER).iter().filter(|row| row.is_ok()).count(), 83);
}

#[test]
fn both_orders_of_cdr_tell_the_same() {
    for (wide, master) in cdr_rows(FREEPBX).iter().zip(&cdr_rows(MASTER)) {
        let without = |cdr: &Cdr| Cdr {
            did: String::new(),
            recordingfile: String::new(),
            cnum: String::new(),
            cnam: String::new(),
            dst_cnam: String::new(),
            ..cdr.clone()
        };
        assert_eq!(without(cdr(wide)), without(cdr(master)));
    }
}

const CEL_LINE: &str = r#""ANSWER","1795402069.018000","","201","","","","201","c","PJSIP/201-1","AppDial","(Outgoing Line)","3","","1795402065.1","1795402065.0","","","","",""#;

#[rstest]
#[case::too_few_columns("\"ANSWER\",\"1795402069.0\"")]
#[case::too_many_columns("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23")]
#[case::impossible_time(&CEL_LINE.replace("1795402069.018000", "2026-02-30 10:00:00"))]
#[case::time_of_another_century(&CEL_LINE.replace("1795402069.018000", "99999999999999.0"))]
#[case::words_for_a_time(&CEL_LINE.replace("1795402069.018000", "yesterday"))]
#[case::no_id(&CEL_LINE.replace("1795402065.1", ""))]
#[case::nul(&CEL_LINE.replace("(Outgoing", "\0(Outgoing"))]
#[case::open_quote(&CEL_LINE.replace("\"AppDial\"", "\"AppDial"))]
#[case::lone_quote("\"")]
fn a_bad_row_is_told_by_its_line_and_the_others_are_read(#[case] bad: &str) {
    let good = format!("{CEL_LINE}\"\n");
    let bad = if bad.starts_with(&CEL_LINE[..8]) && bad.len() > 60 {
        format!("{bad}\"")
    } else {
        bad.to_owned()
    };
    let rows = cel_rows(format!("{good}{bad}\n{good}{good}"));
    assert_eq!(
        rejected(&rows).iter().map(|(line, _)| *line).collect::<Vec<_>>(),
        [2],
        "{rows:?}"
    );
    assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 3);
}

#[test]
fn a_number_of_ten_kilobytes_is_rejected_and_a_long_name_is_not() {
    let long = "7".repeat(10_000);
    let number = format!("{CEL_LINE}\"\n").replace("\"201\",\"\",\"\"", &format!("\"{long}\",\"\",\"\""));
    let name = format!("{CEL_LINE}\"\n").replacen("\"\"", &format!("\"{long}\""), 1);
    let rows = cel_rows(format!("{number}{name}"));
    assert_eq!(
        rejected(&rows),
        [(
            1,
            RejectReason::TooLong {
                column: "cid_num",
                bytes: 10_000
            }
        )]
    );
    assert_eq!(cel(&rows[1]).cid_name.len(), 10_000);
}

#[test]
fn bytes_that_are_not_utf8_cost_their_row_only() {
    let mut bytes = MASTER.lines().next().unwrap().as_bytes().to_vec();
    let good = bytes.clone();
    bytes[5] = 0xff;
    let file = [good.as_slice(), b"\n", &bytes, b"\r\n", &good].concat();
    let rows = cdr_rows(file);
    assert_eq!(rejected(&rows), [(2, RejectReason::NotUtf8)]);
    assert_eq!(rows.len(), 3);
}

#[test]
fn a_value_may_hold_line_breaks_commas_and_quotes() {
    let line = MASTER
        .lines()
        .next()
        .unwrap()
        .replace(" <+7", "\n,\"\"A\"\",\n <+7");
    let rows = cdr_rows(format!("{line}\n{}\n", MASTER.lines().nth(1).unwrap()));
    assert_eq!(rejected(&rows), []);
    assert!(cdr(&rows[0]).clid.contains('\n'), "{:?}", cdr(&rows[0]).clid);
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_broken_quote_does_not_take_the_rows_after_it_even_if_another_closes_it() {
    let file = "calldate,channel,src\n\
                2026-11-23 05:47:45,SIP/1-0,\"broken\n2026-11-23 05:47:46,SIP/2-0,101\n2026-11-23 05:47:47,SIP/3-0,x\"\n";
    let rows = cdr_rows(file);
    assert_eq!(rejected(&rows), [(2, RejectReason::Quote)]);
    assert_eq!(rows.len(), 3);
}

#[test]
fn an_endless_line_is_one_rejected_row() {
    let endless = "x".repeat(3_000_000);
    let rows = cdr_rows(format!("{endless}\n{MASTER}"));
    assert_eq!(rejected(&rows).len(), 1);
    assert_eq!(rows.len(), 84);
}

#[test]
fn a_file_of_nothing_but_open_quotes_is_read_in_linear_time() {
    let rows = cdr_rows("\"\n".repeat(20_000));
    assert_eq!(rows.len(), 20_000);
}

#[test]
fn columns_are_found_by_their_names_in_any_order() {
    let text = "\u{feff}uniqueid,Disposition,calldate,channel,dstchannel,billsec\n\
                1.2,ANSWERED,2026-11-23 05:47:45,SIP/1-0,SIP/2-0,7\n1,2\n";
    let rows = cdr_rows(text);
    let first = cdr(&rows[0]);
    assert_eq!(
        (first.uniqueid.as_str(), first.billsec, first.start),
        ("1.2", 7, Timestamp(1_795_402_065_000))
    );
    assert_eq!(
        rejected(&rows),
        [(
            3,
            RejectReason::Columns {
                found: 2,
                expected: "6".to_owned()
            }
        )]
    );

    let text =
        "eventtime,eventtype,channame,uniqueid,channel\n2026-11-23 05:47:45.804071,answer,SIP/1-0,1.2,\n";
    let rows = cel_rows(text);
    let first = cel(&rows[0]);
    assert_eq!(
        (first.event.as_str(), first.channel.as_str(), first.at_us),
        ("ANSWER", "SIP/1-0", 1_795_402_065_804_071)
    );
}

#[test]
fn the_columns_of_a_freepbx_database_without_header_are_told_by_their_content() {
    let line = "2026-11-23 05:47:45,,+79161234567,201,ctx,PJSIP/t-0,PJSIP/201-1,Dial,x,17,14,ANSWERED,3,,1795402065.0,,\
                74951234501,rec.wav,+79161234567,,,,,1795402065.0,,5\n";
    let rows = cdr_rows(line);
    let first = cdr(&rows[0]);
    assert_eq!(
        (
            first.linkedid.as_str(),
            first.did.as_str(),
            first.sequence.as_str()
        ),
        ("1795402065.0", "74951234501", "5")
    );
}

#[test]
fn rows_of_a_table_may_have_any_type_and_lack_columns() {
    let columns = CelColumns::named(&["id", "eventtype", "eventtime", "uniqueid", "exten"], Berlin).unwrap();
    let row = [
        Value::Int(7),
        Value::Bytes(b"HANGUP"),
        Value::Real(1_795_402_065.5),
        Value::Text("1.2"),
        Value::Null,
    ];
    let row: Vec<_> = row.into_iter().map(|value| text_of(value).unwrap()).collect();
    let PbxEvent::Cel(event) = columns.event(&row).unwrap() else {
        panic!()
    };
    assert_eq!(
        (event.at_us, event.event.as_str(), event.exten.as_str()),
        (1_795_402_065_500_000, "HANGUP", "")
    );
    assert_eq!(text_of(Value::Bytes(&[0xff])), Err(RejectReason::NotUtf8));
    assert!(CdrColumns::named(&["src", "dst"], Berlin).is_none());
}

#[rstest]
#[case::twice_is_the_earlier("2026-10-25 02:30:00", 1_792_888_200_000)]
#[case::never_is_moved_by_the_gap("2026-03-29 02:30:00", 1_774_747_800_000)]
#[case::winter("2026-01-15 12:00:00", 1_768_474_800_000)]
fn local_times_at_the_change_of_clocks(#[case] local: &str, #[case] ms: i64) {
    let columns = CdrColumns::named(&["calldate", "channel"], Berlin).unwrap();
    let PbxEvent::Cdr(row) = columns.event(&[local, "SIP/1-0"]).unwrap() else {
        panic!()
    };
    assert_eq!(row.start, Timestamp(ms));
}

#[test]
fn a_reader_goes_on_where_another_stopped() {
    for text in [
        CEL.to_owned(),
        "eventtype,eventtime,uniqueid\nANSWER,1795402069,1.2\nHANGUP,1795402070,1.2\n".to_owned(),
    ] {
        let whole = cel_rows(&text);
        let mut first = CelReader::new(Cursor::new(text.as_bytes()), Moscow);
        let mut events: Vec<_> = first.by_ref().take(whole.len() / 2).collect();
        let position = first.position().clone();
        let mut rest = Cursor::new(text.as_bytes());
        rest.set_position(position.byte);
        let mut second = CelReader::resume(rest, Moscow, position);
        events.extend(second.by_ref());
        assert_eq!(events, whole);
        assert_eq!(second.position().byte, text.len() as u64);
    }
}

#[test]
fn a_row_that_is_still_being_written_is_read_again_when_it_is_whole() {
    let (first, second) = {
        let mut lines = MASTER.lines();
        (lines.next().unwrap(), lines.next().unwrap())
    };
    let whole = format!("{first}\n{second}\n");
    for written in first.len() + 2..whole.len() {
        let mut reader = CdrReader::new(&whole.as_bytes()[..written], Moscow);
        assert_eq!(reader.by_ref().count(), 2, "{written} bytes");
        let position = reader.position().clone();
        assert_eq!(
            (position.byte, position.line),
            (first.len() as u64 + 1, 1),
            "{written} bytes"
        );
        let rest = &whole.as_bytes()[first.len() + 1..];
        let rows: Vec<_> = CdrReader::resume(rest, Moscow, position).collect();
        assert_eq!(rows, cdr_rows(&whole)[1..], "{written} bytes");
    }
}

#[test]
fn a_row_that_lacks_columns_is_as_broken_after_a_pause_as_in_one_run() {
    let line = MASTER.lines().next().unwrap();
    let (without_linkedid, _) = line.rsplit_once(",\"\",").unwrap();
    let text = format!("{line}\n{without_linkedid}\n{line}\n");
    let whole = cdr_rows(&text);
    assert!(whole[1].is_err(), "{:?}", whole[1]);
    let mut first = CdrReader::new(text.as_bytes(), Moscow);
    first.next();
    let position = first.position().clone();
    let rest = &text.as_bytes()[line.len() + 1..];
    assert_eq!(
        CdrReader::resume(rest, Moscow, position).collect::<Vec<_>>(),
        whole[1..]
    );
}

#[test]
fn a_disk_that_fails_ends_the_reading_with_a_reason() {
    struct Failing(usize);
    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 > 0 {
                return Err(std::io::Error::other("the disk is gone"));
            }
            self.0 = 1;
            let line = MASTER.lines().next().unwrap();
            buffer[..line.len()].copy_from_slice(line.as_bytes());
            buffer[line.len()] = b'\n';
            Ok(line.len() + 1)
        }
    }
    let rows: Vec<_> = CdrReader::new(Failing(0), Moscow).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rejected(&rows),
        [(2, RejectReason::Read("the disk is gone".to_owned()))]
    );
}
