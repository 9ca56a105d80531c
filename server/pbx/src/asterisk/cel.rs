//! Channel event logging: `cel_custom` CSV with or without a header, and rows of a table `cel`.

use std::io::Read;

use chrono_tz::Tz;

use super::columns::{Column, Places, beginning, long, short};
use super::records::{Format, Position, Records};
use super::{RejectReason, Rejected, time};
use crate::event::{Cel, PbxEvent, Told};

const EVENT: usize = 0;
const TIME: usize = 1;
const UNIQUEID: usize = 14;

// `channame` first: FreePBX's table has an unused `channel` as well.
const KNOWN: [Column; 19] = [
    short(&["eventtype", "event", "eventname"]),
    short(&["eventtime", "time"]),
    long(&["cid_name", "cidname", "calleridname"]),
    short(&["cid_num", "cidnum", "calleridnum"]),
    short(&["cid_ani", "cidani", "calleridani"]),
    short(&["cid_rdnis", "cidrdnis", "calleridrdnis"]),
    short(&["cid_dnid", "ciddnid", "calleriddnid"]),
    short(&["exten", "extension"]),
    short(&["context"]),
    short(&["channame", "chan_name", "channel"]),
    short(&["appname", "app", "application"]),
    long(&["appdata", "app_data"]),
    short(&["accountcode", "account"]),
    long(&["peer"]),
    short(&["uniqueid"]),
    short(&["linkedid"]),
    long(&["userdeftype", "userdefname", "user_event"]),
    long(&["eventextra", "extra"]),
    long(&["userfield"]),
];

/// Orders of a file without a header, by its number of columns: with and without `peeraccount`, without `eventextra`.
const ORDER: &str = "eventtype,eventtime,cid_name,cid_num,cid_ani,cid_rdnis,cid_dnid,exten,context,channame,appname,\
                     appdata,amaflags,accountcode,uniqueid,linkedid,peer,peeraccount,userfield,userdeftype,eventextra";
const PEERACCOUNT: usize = 17;

/// Where the columns of a CEL source stand.
#[derive(Clone, Debug)]
pub struct CelColumns {
    places: Places<19>,
    zone: Tz,
}

impl CelColumns {
    /// Columns by their names, in the order of a header or a query. Any may be missing but `eventtype`, `eventtime` and
    /// `uniqueid`; `None` if one of these is. `zone` reads local times.
    #[must_use]
    pub fn named<S: AsRef<str>>(names: &[S], zone: Tz) -> Option<CelColumns> {
        let places = Places::find(&KNOWN, names);
        [EVENT, TIME, UNIQUEID]
            .iter()
            .all(|column| places.has(*column))
            .then_some(CelColumns { places, zone })
    }

    /// The event of a row; a value that the row lacks is empty.
    ///
    /// # Errors
    /// An impossible time, no event type, no channel id, or a value longer than any PBX writes.
    pub fn event<S: AsRef<str>>(&self, row: &[S]) -> Result<PbxEvent, RejectReason> {
        self.places.check(&KNOWN, row)?;
        let text = |column: usize| self.places.get(column, row).to_owned();
        let time = self.places.get(TIME, row);
        let at_us = time::parse_us(time, self.zone).ok_or_else(|| RejectReason::Time {
            column: "eventtime",
            text: beginning(time),
        })?;
        let cel = Cel {
            event: self.places.get(EVENT, row).trim().to_ascii_uppercase(),
            at_us,
            cid_name: text(2),
            cid_num: text(3),
            cid_ani: text(4),
            cid_rdnis: text(5),
            cid_dnid: text(6),
            exten: text(7),
            context: text(8),
            channel: text(9),
            app: text(10),
            app_data: text(11),
            account: text(12),
            peer: text(13),
            uniqueid: text(UNIQUEID),
            linkedid: text(15),
            user_event: text(16),
            extra: text(17),
            told: Told::Record,
        };
        if cel.event.is_empty() {
            return Err(RejectReason::Missing("eventtype"));
        }
        if cel.uniqueid.is_empty() {
            return Err(RejectReason::Missing("uniqueid"));
        }
        Ok(PbxEvent::Cel(cel))
    }
}

struct CelFormat {
    header: Option<(CelColumns, usize)>,
    widest: usize,
    /// For 19, 20 and 21 columns.
    orders: [CelColumns; 3],
}

impl CelFormat {
    fn new(zone: Tz) -> CelFormat {
        let full: Vec<&str> = ORDER.split(',').collect();
        let mut without_peer = full.clone();
        without_peer.remove(PEERACCOUNT);
        let orders = [&without_peer[..19], &without_peer, &full].map(|names| CelColumns {
            places: Places::find(&KNOWN, names),
            zone,
        });
        CelFormat {
            header: None,
            widest: 0,
            orders,
        }
    }
}

impl Format for CelFormat {
    fn take_header(&mut self, fields: &[String]) -> bool {
        self.header = CelColumns::named(fields, self.orders[0].zone).map(|columns| (columns, fields.len()));
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
        // A PBX may gain columns with an update, but a row with fewer than those before it is a broken one.
        if !(19..=21).contains(&found) || found < self.widest {
            let expected = if self.widest > 0 {
                self.widest.to_string()
            } else {
                "19 to 21".to_owned()
            };
            return Err(RejectReason::Columns { found, expected });
        }
        let event = self.orders[found - 19].event(fields)?;
        self.widest = found;
        Ok(event)
    }

    fn layout(&self) -> Option<(usize, usize)> {
        (self.widest > 0).then_some((0, self.widest))
    }

    fn take_layout(&mut self, (_, widest): (usize, usize)) {
        self.widest = widest;
    }
}

/// Reads a CEL file, event by event.
pub struct CelReader<R>(Records<R, CelFormat>);

impl<R: Read> CelReader<R> {
    /// `zone` is that of the PBX, for files whose times are local.
    pub fn new(input: R, zone: Tz) -> CelReader<R> {
        CelReader::resume(input, zone, Position::default())
    }

    /// Goes on at `position`, where `input` must stand already.
    pub fn resume(input: R, zone: Tz, position: Position) -> CelReader<R> {
        CelReader(Records::new(input, CelFormat::new(zone), position))
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

impl<R: Read> Iterator for CelReader<R> {
    type Item = Result<PbxEvent, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}
