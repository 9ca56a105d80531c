//! Call detail records: `Master.csv` of cdr_csv, the CSV of cdr_custom, FreePBX's columns, and rows of a table `cdr`.

use std::io::Read;

use call_journal_model::time::Timestamp;
use chrono_tz::Tz;

use super::columns::{Column, Places, beginning, long, short};
use super::records::{Format, Position, Records};
use super::{RejectReason, Rejected, time};
use crate::event::{Cdr, PbxEvent};

const START: usize = 0;
const ANSWER: usize = 1;
const END: usize = 2;
const DURATION: usize = 3;
const BILLSEC: usize = 4;
const CHANNEL: usize = 10;

const KNOWN: [Column; 24] = [
    short(&["calldate", "start"]),
    short(&["answer"]),
    short(&["end", "hangup"]),
    short(&["duration"]),
    short(&["billsec"]),
    short(&["disposition"]),
    long(&["clid", "callerid"]),
    short(&["src"]),
    short(&["dst"]),
    short(&["dcontext"]),
    short(&["channel"]),
    short(&["dstchannel"]),
    short(&["lastapp"]),
    long(&["lastdata"]),
    short(&["uniqueid"]),
    short(&["linkedid"]),
    short(&["sequence"]),
    short(&["did"]),
    long(&["recordingfile"]),
    short(&["cnum"]),
    long(&["cnam"]),
    long(&["dst_cnam"]),
    long(&["userfield"]),
    short(&["accountcode"]),
];

const MASTER: &str = "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,\
                      billsec,disposition,amaflags,uniqueid,userfield,peeraccount,linkedid,sequence";
const CUSTOM: &str = "clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,\
                      disposition,amaflags,accountcode,uniqueid,userfield,sequence";
const WIDE: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                    amaflags,accountcode,uniqueid,linkedid,sequence,peeraccount,userfield,did,recordingfile,cnum,cnam,\
                    outbound_cnum,outbound_cnam,dst_cnam,answer,end";
const FREEPBX: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                       amaflags,accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,outbound_cnum,outbound_cnam,\
                       dst_cnam,linkedid,peeraccount,sequence";

/// Where the columns of a CDR source stand.
#[derive(Clone, Debug)]
pub struct CdrColumns {
    places: Places<24>,
    zone: Tz,
}

impl CdrColumns {
    /// Columns by their names, in the order of a header or a query. Any may be missing but `calldate` (or `start`) and
    /// `channel`; `None` if one of these is. `zone` is that of the PBX.
    #[must_use]
    pub fn named<S: AsRef<str>>(names: &[S], zone: Tz) -> Option<CdrColumns> {
        let places = Places::find(&KNOWN, names);
        (places.has(START) && places.has(CHANNEL)).then_some(CdrColumns { places, zone })
    }

    /// The columns of `KNOWN` in its order.
    pub(super) fn known(zone: Tz) -> CdrColumns {
        let names = KNOWN.each_ref().map(|column| column.names[0]);
        CdrColumns {
            places: Places::find(&KNOWN, &names),
            zone,
        }
    }

    /// A row of the columns of `KNOWN` in its order, no value too long.
    pub(super) fn known_row(values: [&str; 24]) -> [&str; 24] {
        std::array::from_fn(|column| KNOWN[column].cut(values[column]))
    }

    /// The event of a row; a value that the row lacks is empty.
    ///
    /// # Errors
    /// An impossible time or length, no channel, or a value longer than any PBX writes.
    pub fn event<S: AsRef<str>>(&self, row: &[S]) -> Result<PbxEvent, RejectReason> {
        self.places.check(&KNOWN, row)?;
        let text = |column: usize| self.places.get(column, row).to_owned();
        let start_text = self.places.get(START, row);
        let start = time::parse(start_text, self.zone).ok_or_else(|| RejectReason::Time {
            column: "start",
            text: beginning(start_text),
        })?;
        let cdr = Cdr {
            start,
            answer: self.later(ANSWER, "answer", row)?,
            end: self.later(END, "end", row)?,
            duration_s: self.seconds(DURATION, "duration", row)?,
            billsec: self.seconds(BILLSEC, "billsec", row)?,
            disposition: self.places.get(5, row).trim().to_ascii_uppercase(),
            clid: text(6),
            src: text(7),
            dst: text(8),
            dcontext: text(9),
            channel: text(CHANNEL),
            dstchannel: text(11),
            lastapp: text(12),
            lastdata: text(13),
            uniqueid: text(14),
            linkedid: text(15),
            sequence: text(16),
            did: text(17),
            recordingfile: text(18),
            cnum: text(19),
            cnam: text(20),
            dst_cnam: text(21),
            userfield: text(22),
            account: text(23),
        };
        if cdr.channel.is_empty() {
            return Err(RejectReason::Missing("channel"));
        }
        Ok(PbxEvent::Cdr(cdr))
    }

    /// A time that may be absent: empty, or one of the zeros that databases put there.
    fn later<S: AsRef<str>>(
        &self,
        column: usize,
        name: &'static str,
        row: &[S],
    ) -> Result<Option<Timestamp>, RejectReason> {
        let text = self.places.get(column, row).trim();
        if text.is_empty() || text.starts_with("0000-") || text.starts_with("1970-01-01") || text == "0" {
            return Ok(None);
        }
        let found = time::parse(text, self.zone);
        found.map(Some).ok_or_else(|| RejectReason::Time {
            column: name,
            text: beginning(text),
        })
    }

    fn seconds<S: AsRef<str>>(
        &self,
        column: usize,
        name: &'static str,
        row: &[S],
    ) -> Result<i64, RejectReason> {
        let text = self.places.get(column, row).trim();
        if text.is_empty() {
            return Ok(0);
        }
        // cdr_custom can be told to write fractions.
        let whole = text.split('.').next().unwrap_or(text);
        let year_limit = 366 * 86_400;
        whole
            .parse()
            .ok()
            .filter(|n: &i64| (-1..=year_limit).contains(n))
            .ok_or_else(|| RejectReason::Seconds {
                column: name,
                text: beginning(text),
            })
    }
}

struct CdrFormat {
    header: Option<(CdrColumns, usize)>,
    /// The order of the rows so far, and their number of columns.
    last: Option<(usize, usize)>,
    orders: [CdrColumns; 4],
}

impl CdrFormat {
    fn new(zone: Tz) -> CdrFormat {
        let orders = [MASTER, CUSTOM, WIDE, FREEPBX].map(|names| {
            let names: Vec<&str> = names.split(',').collect();
            CdrColumns {
                places: Places::find(&KNOWN, &names),
                zone,
            }
        });
        CdrFormat {
            header: None,
            last: None,
            orders,
        }
    }

    /// Which order a row without a header has, judged by where its time stands.
    fn order_of(&self, fields: &[String]) -> Option<usize> {
        let zone = self.orders[0].zone;
        let is_time = |at: usize| {
            fields
                .get(at)
                .is_some_and(|text| time::parse(text, zone).is_some())
        };
        let is_id = |at: usize| {
            fields
                .get(at)
                .is_some_and(|text| text.contains('.') && !text.contains(' '))
        };
        match fields.len() {
            26 if is_time(0) && !is_id(15) => Some(3),
            26 | 28 if is_time(0) => Some(2),
            16 | 17 | 18 | 21 if is_time(9) => Some(0),
            18 | 19 if is_time(8) => Some(1),
            _ => None,
        }
    }
}

impl Format for CdrFormat {
    fn take_header(&mut self, fields: &[String]) -> bool {
        self.header = CdrColumns::named(fields, self.orders[0].zone).map(|columns| (columns, fields.len()));
        self.header.is_some()
    }

    fn event(&mut self, fields: &[String]) -> Result<PbxEvent, RejectReason> {
        let found = fields.len();
        if let Some((columns, expected)) = &self.header {
            if found != *expected {
                return Err(RejectReason::Columns {
                    found,
                    expected: expected.to_string(),
                });
            }
            return columns.event(fields);
        }
        let wrong = |expected: String| Err(RejectReason::Columns { found, expected });
        let order = match (self.order_of(fields), self.last) {
            // A PBX may gain columns with an update; a row with fewer than those before it is a broken one.
            (_, Some((_, widest))) if found < widest => return wrong(widest.to_string()),
            (Some(order), _) => order,
            // The time stands nowhere: the order of the rows before says what is wrong with this one.
            (None, Some((order, widest))) if found == widest => order,
            (None, Some((_, widest))) => return wrong(widest.to_string()),
            (None, None) if matches!(found, 16..=19 | 21) => 0,
            (None, None) if matches!(found, 26 | 28) => 2,
            (None, None) => return wrong("16 to 28".to_owned()),
        };
        let event = self.orders[order].event(fields)?;
        self.last = Some((order, found));
        Ok(event)
    }

    fn layout(&self) -> Option<(usize, usize)> {
        self.last
    }

    fn take_layout(&mut self, (order, widest): (usize, usize)) {
        // The position is a stored text: an order that there is not must not be looked up.
        self.last = (order < self.orders.len()).then_some((order, widest));
    }
}

/// Reads a CDR file, record by record.
pub struct CdrReader<R>(Records<R, CdrFormat>);

impl<R: Read> CdrReader<R> {
    /// `zone` is that of the PBX: CDR times are local.
    pub fn new(input: R, zone: Tz) -> CdrReader<R> {
        CdrReader::resume(input, zone, Position::default())
    }

    /// Goes on at `position`, where `input` must stand already.
    pub fn resume(input: R, zone: Tz, position: Position) -> CdrReader<R> {
        CdrReader(Records::new(input, CdrFormat::new(zone), position))
    }

    /// Where the reader stands: after the last row that it gave.
    #[must_use]
    pub fn position(&self) -> &Position {
        self.0.position()
    }

    /// Whether the row that was given last has no end yet: it may be half of a row that is being written.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.0.is_unfinished()
    }
}

impl<R: Read> Iterator for CdrReader<R> {
    type Item = Result<PbxEvent, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}
