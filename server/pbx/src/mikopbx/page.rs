//! A page of legs: where they stand in the answer, and how their values are written.

use call_journal_model::time::Timestamp;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::MikopbxLeg;
use crate::asterisk::time;
use crate::event::PbxEvent;
use crate::reason::{MAX_LONG, MAX_SHORT, Reason, beginning, check, json};

/// A thousand rows are 1 to 2 MB.
const MAX_BODY: usize = 32 * 1024 * 1024;
/// The PBX gives no more than a thousand conversations at once.
const MAX_ROWS: usize = 100_000;

/// What an answer holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// A leg each, in the order of the answer.
    pub events: Vec<PbxEvent>,
    /// The highest number of a row, understood or not: where to ask on. `None`: the page is empty.
    pub last_id: Option<i64>,
    /// Rows that were left out.
    pub rejected: Vec<Rejected>,
}

/// A row that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its number, if it has one.
    pub id: Option<i64>,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Reads an answer. `zone` is that of the PBX: its times are local.
///
/// # Errors
/// When the whole answer makes no sense, or the PBX refused.
pub fn parse_page(body: &[u8], zone: Tz) -> Result<Page, Reason> {
    if body.len() > MAX_BODY {
        return Err(Reason::TooLarge {
            bytes: body.len(),
            limit: MAX_BODY,
        });
    }
    let answer: Value = serde_json::from_str(&String::from_utf8_lossy(body)).map_err(|error| json(&error))?;
    let mut page = Page::default();
    let mut rows = 0;
    for entry in entries(&answer)? {
        // A conversation, with its legs inside, or a leg by itself.
        let legs = match entry.get("records") {
            Some(Value::Array(legs)) => legs.as_slice(),
            _ => std::slice::from_ref(entry),
        };
        rows += legs.len();
        if rows > MAX_ROWS {
            return Err(Reason::TooMany {
                field: "the page",
                count: rows,
            });
        }
        for row in legs {
            let id = row.get("id").and_then(whole).filter(|id| *id > 0);
            page.last_id = page.last_id.max(id);
            match leg(row, id, zone) {
                Ok(leg) => page.events.push(PbxEvent::MikopbxLeg(Box::new(leg))),
                Err(reason) => page.rejected.push(Rejected { id, reason }),
            }
        }
    }
    Ok(page)
}

/// The list: `data.records` or `data.data`, or `data` itself in older ones, or nothing around it.
fn entries(answer: &Value) -> Result<&[Value], Reason> {
    let refused = ["result", "success"]
        .iter()
        .any(|name| answer.get(name) == Some(&Value::Bool(false)));
    if refused {
        let said = answer
            .get("messages")
            .or(answer.get("error"))
            .unwrap_or(&Value::Null);
        return Err(Reason::Refused(said.to_string().chars().take(200).collect()));
    }
    let places = [
        answer.pointer("/data/records"),
        answer.pointer("/data/data"),
        answer.get("data"),
        answer.get("records"),
        Some(answer),
    ];
    let list = places.into_iter().flatten().find_map(Value::as_array);
    list.map(Vec::as_slice)
        .ok_or_else(|| Reason::Json("there is no list of records".to_owned()))
}

/// A whole number, as such or as a text.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(n) => n.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(yes) => Some((*yes).into()),
        _ => None,
    }
}

struct Row<'a>(&'a Map<String, Value>);

impl Row<'_> {
    fn text(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(n)) => n.to_string(),
            Some(Value::Bool(yes)) => i32::from(*yes).to_string(),
            _ => String::new(),
        }
    }

    fn short(&self, name: &str) -> Result<String, Reason> {
        let text = self.text(name);
        check(name, &text, MAX_SHORT)?;
        Ok(text)
    }

    fn long(&self, name: &str) -> Result<String, Reason> {
        let text = self.text(name);
        check(name, &text, MAX_LONG)?;
        Ok(text)
    }

    fn time(&self, name: &'static str, zone: Tz) -> Result<Option<Timestamp>, Reason> {
        let text = self.text(name);
        let text = text.trim();
        if text.is_empty() || text == "0" || text.starts_with("0000-") || text.starts_with("1970-01-01") {
            return Ok(None);
        }
        let found = (text.len() < 64).then(|| time::parse(text, zone)).flatten();
        found.map(Some).ok_or_else(|| Reason::Time {
            field: name,
            text: beginning(text),
        })
    }

    /// Nothing where none is told; a year at most.
    fn seconds(&self, name: &'static str) -> Result<i64, Reason> {
        let text = self.text(name);
        if text.trim().is_empty() {
            return Ok(0);
        }
        let whole: Option<i64> = text.split('.').next().and_then(|whole| whole.trim().parse().ok());
        whole
            .filter(|n| (-1..=366 * 86_400).contains(n))
            .ok_or_else(|| Reason::Time {
                field: name,
                text: beginning(&text),
            })
    }
}

fn leg(row: &Value, id: Option<i64>, zone: Tz) -> Result<MikopbxLeg, Reason> {
    let Value::Object(map) = row else {
        return Err(Reason::Json("a record is no object".to_owned()));
    };
    let row = Row(map);
    let uniqueid = match row.short("UNIQUEID")? {
        empty if empty.is_empty() => row.short("uniqueid")?,
        told => told,
    };
    let leg = MikopbxLeg {
        id: id.ok_or(Reason::Missing("id"))?,
        linkedid: row.short("linkedid")?,
        uniqueid,
        start: row.time("start", zone)?.ok_or(Reason::Missing("start"))?,
        answer: row.time("answer", zone)?,
        endtime: row.time("endtime", zone)?,
        duration: row.seconds("duration")?,
        billsec: row.seconds("billsec")?,
        disposition: row.short("disposition")?.trim().to_ascii_uppercase(),
        dialstatus: row.short("dialstatus")?,
        src_num: row.long("src_num")?,
        src_name: row.long("src_name")?,
        src_chan: row.short("src_chan")?,
        dst_num: row.long("dst_num")?,
        dst_name: row.long("dst_name")?,
        dst_chan: row.short("dst_chan")?,
        did: row.short("did")?,
        from_account: row.short("from_account")?,
        to_account: row.short("to_account")?,
        is_app: row.short("is_app")?,
        appname: row.short("appname")?,
        transfer: row.short("transfer")?,
        a_transfer: row.short("a_transfer")?,
        recordingfile: row.long("recordingfile")?,
        rec_src_channel: row.short("rec_src_channel")?,
        dtmf_digits: row.short("dtmf_digits")?,
        playback_url: row.long("playback_url")?,
        download_url: row.long("download_url")?,
    };
    if leg.linkedid.is_empty() {
        return Err(Reason::Missing("linkedid"));
    }
    Ok(leg)
}
