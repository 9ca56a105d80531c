//! One call as `docs/export.md` documents it: for `call-journal export` and `GET /api/v1/calls`.

use call_journal_model::call::{CallId, Direction, Extension, Reason};
use call_journal_model::status::Status;
use call_journal_model::time::Timestamp;
use call_journal_store::query::ExportRow;
use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use serde::Serialize;

/// Names of the columns, in order.
pub const HEADER: [&str; 19] = [
    "id",
    "source_ids",
    "direction",
    "number",
    "line",
    "started_at",
    "ended_at",
    "status",
    "reason",
    "attention",
    "first_contact",
    "talk_ms",
    "employees",
    "caller",
    "rang",
    "talks",
    "recordings",
    "customer",
    "comment",
];

/// A call for a script to read.
#[derive(Serialize)]
pub struct Row<'a> {
    id: CallId,
    source_ids: &'a [String],
    direction: Direction,
    number: Option<&'a str>,
    line: Option<&'a str>,
    started_at: String,
    ended_at: Option<String>,
    status: Status,
    reason: Option<Reason>,
    attention: bool,
    first_contact: bool,
    talk_ms: i64,
    employees: &'a [Extension],
    caller: Option<&'a Extension>,
    rang: &'a [Extension],
    talks: Vec<TalkRow<'a>>,
    recordings: Vec<RecordingRow<'a>>,
    customer: Option<&'a str>,
    comment: Option<&'a str>,
}

#[derive(Serialize)]
struct TalkRow<'a> {
    employee: &'a Extension,
    start: String,
    end: String,
}

#[derive(Serialize)]
struct RecordingRow<'a> {
    path: &'a str,
    start: String,
    duration_ms: Option<i64>,
}

impl<'a> Row<'a> {
    /// `zone`: the company's, for the offset of the times.
    pub fn new(call: &'a ExportRow, zone: Tz) -> Row<'a> {
        let talks = call.talks.iter().map(|talk| TalkRow {
            employee: &talk.employee,
            start: rfc3339(talk.started_at, zone),
            end: rfc3339(talk.ended_at, zone),
        });
        let recordings = call.recordings.iter().map(|recording| RecordingRow {
            path: &recording.path,
            start: rfc3339(recording.started_at, zone),
            duration_ms: recording.duration.map(|length| length.0),
        });
        Row {
            id: call.id,
            source_ids: &call.source_ids,
            direction: call.direction,
            number: call.number.as_deref(),
            line: call.line.as_deref(),
            started_at: rfc3339(call.started_at, zone),
            ended_at: call.ended_at.map(|at| rfc3339(at, zone)),
            status: call.status,
            reason: call.reason,
            attention: call.attention,
            first_contact: call.first_contact,
            talk_ms: call.talk.0,
            employees: &call.employees,
            caller: call.caller.as_ref(),
            rang: &call.rang,
            talks: talks.collect(),
            recordings: recordings.collect(),
            customer: call.customer.as_deref(),
            comment: call.comment.as_deref(),
        }
    }

    /// The cells of a CSV row. A cell that a spreadsheet would take for a formula begins with an apostrophe.
    pub fn cells(&self) -> anyhow::Result<Vec<String>> {
        let value = serde_json::to_value(self)?;
        Ok(HEADER.iter().map(|name| guarded(cell(&value[*name]))).collect())
    }
}

fn cell(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => list
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(";"),
        other => other.to_string(),
    }
}

/// Telephone numbers begin with a plus and are no formulas; everything else that begins like one is defused.
pub fn guarded(cell: String) -> String {
    let number = cell
        .strip_prefix('+')
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn rfc3339(at: Timestamp, zone: Tz) -> String {
    let at = DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .with_timezone(&zone);
    at.to_rfc3339_opts(SecondsFormat::Millis, false)
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM", "'@SUM"),
            ("+7900", "+7900"),
            ("+cmd", "'+cmd"),
            ("Иван", "Иван"),
        ] {
            assert_eq!(guarded(cell.to_owned()), written);
        }
    }
}
