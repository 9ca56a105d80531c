//! What two events have in common: the same fact told twice, or two facts of one conversation.
//!
//! Whether events with a common tie really are one call is the assembler's business: ties only say that they must be
//! looked at together.

use call_journal_model::time::Timestamp;
use xxhash_rust::xxh3::Xxh3;

use super::{Cdr, Cel, PbxEvent, RecordingFile, Told};
use crate::http_call::tie_of;

const DAY_MS: i64 = 86_400_000;

impl PbxEvent {
    /// The content's key: a fact delivered twice, by file or live, has the same key both times.
    #[must_use]
    pub fn identity(&self) -> [u8; 16] {
        let mut key = Key(Xxh3::new());
        match self {
            // Not the texts that a database may have cut (names, application data): time and channel are unique enough.
            PbxEvent::Cel(c) => {
                key.number(1).number(c.at_us).texts(&[
                    &c.event,
                    &c.uniqueid,
                    &c.linkedid,
                    &c.channel,
                    &c.user_event,
                    &c.extra,
                ]);
                match c.told {
                    Told::Record => &mut key,
                    Told::Manager => key.number(1),
                    Told::Native => key.number(2),
                }
            }
            PbxEvent::Cdr(c) => key
                .number(2)
                .number(c.start.0)
                .number(c.duration_s)
                .number(c.billsec)
                .number(c.answer.map_or(i64::MIN, |t| t.0))
                .number(c.end.map_or(i64::MIN, |t| t.0))
                .texts(&[
                    &c.uniqueid,
                    &c.linkedid,
                    &c.sequence,
                    &c.channel,
                    &c.dstchannel,
                    &c.disposition,
                ])
                .texts(&[
                    &c.src,
                    &c.dst,
                    &c.lastapp,
                    &c.lastdata,
                    &c.did,
                    &c.recordingfile,
                    &c.cnum,
                ]),
            PbxEvent::RecordingFile(f) => {
                key.number(3)
                    .number(i64::try_from(f.bytes).unwrap_or(i64::MAX))
                    .number(f.duration.map_or(-1, |d| d.0))
                    .number(f.started_at.map_or(i64::MIN, |t| t.0))
                    .texts(&[&f.path, &f.channel]);
                // Files that were found have the keys that they had before there were uploads.
                match f.call.is_empty() {
                    true => &mut key,
                    false => key.texts(&[&f.call, &f.name, &f.employee]),
                }
            }
            PbxEvent::ChannelGone(g) => key.number(4).number(g.at.0).texts(&[&g.uniqueid, &g.linkedid]),
            PbxEvent::CallGone(g) => key.number(5).number(g.at.0).texts(&[&g.id]),
            PbxEvent::FreeswitchLeg(leg) => leg.key(key.number(10)),
            PbxEvent::MikopbxLeg(leg) => leg.key(key.number(11)),
            PbxEvent::HttpCall(call) => call.key(key.number(12)),
        };
        key.0.digest128().to_be_bytes()
    }

    /// When the fact was; for a file, when recording began as its name tells, else the epoch.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            PbxEvent::Cel(c) => Timestamp(c.at_us.div_euclid(1000)),
            PbxEvent::Cdr(c) => c.start,
            PbxEvent::RecordingFile(f) => f.begun().unwrap_or_default(),
            PbxEvent::ChannelGone(g) => g.at,
            PbxEvent::CallGone(g) => g.at,
            PbxEvent::FreeswitchLeg(leg) => leg.started(),
            PbxEvent::MikopbxLeg(leg) => leg.start,
            PbxEvent::HttpCall(call) => call.started_at,
        }
    }

    /// Keys that put two events into one thread when both have one of them.
    #[must_use]
    pub fn ties(&self) -> Vec<String> {
        let mut ties = Vec::new();
        match self {
            PbxEvent::Cel(c) => c.ties(&mut ties),
            PbxEvent::Cdr(c) => c.ties(&mut ties),
            PbxEvent::RecordingFile(f) => f.ties(&mut ties),
            PbxEvent::ChannelGone(g) => {
                tie(&mut ties, "L", &g.linkedid);
                tie(&mut ties, "U", &g.uniqueid);
            }
            PbxEvent::CallGone(g) => ties.push(tie_of(&g.id)),
            PbxEvent::FreeswitchLeg(leg) => leg.ties(&mut ties),
            PbxEvent::MikopbxLeg(leg) => leg.ties(&mut ties),
            PbxEvent::HttpCall(call) => call.ties(&mut ties),
        }
        ties
    }
}

/// What an identity is made of, piece by piece.
pub(crate) struct Key(Xxh3);

impl Key {
    pub(crate) fn number(&mut self, n: i64) -> &mut Key {
        self.0.update(&n.to_le_bytes());
        self
    }

    /// Lengths go in as well: ("ab", "c") is not ("a", "bc").
    pub(crate) fn texts(&mut self, texts: &[&str]) -> &mut Key {
        for text in texts {
            self.0.update(&(text.len() as u64).to_le_bytes());
            self.0.update(text.as_bytes());
        }
        self
    }
}

impl Cel {
    fn ties(&self, ties: &mut Vec<String>) {
        tie(ties, "L", &self.linkedid);
        tie(ties, "U", &self.uniqueid);
        if self.app.eq_ignore_ascii_case("VoiceMail") {
            ties.push(on_day("V", &self.channel, self.at_us.div_euclid(1000)));
        }
        // Every detail that names a channel or a bridge, whatever the event: transfers, pickups, optimised locals.
        for (name, value) in self.details() {
            if name.ends_with("uniqueid") {
                tie(ties, "U", &value);
            } else if name == "bridge_id" || name == "bridge1_id" || name == "bridge2_id" {
                tie(ties, "B", &value);
            }
        }
    }

    /// The texts of `extra`, as name and value. Nothing if it is not a JSON object.
    pub(crate) fn details(&self) -> Vec<(String, String)> {
        if !self.extra.starts_with('{') {
            return Vec::new();
        }
        let Ok(serde_json::Value::Object(map)) = serde_json::from_str(&self.extra) else {
            return Vec::new();
        };
        map.into_iter()
            .filter_map(|(name, value)| match value {
                serde_json::Value::String(text) => Some((name, text)),
                serde_json::Value::Number(n) => Some((name, n.to_string())),
                _ => None,
            })
            .collect()
    }
}

impl Cdr {
    fn ties(&self, ties: &mut Vec<String>) {
        tie(ties, "L", &self.linkedid);
        tie(ties, "U", &self.uniqueid);
        if !self.recordingfile.is_empty() {
            tie(ties, "F", base_name(&self.recordingfile));
        }
        // An attended transfer by phone leaves two linkedids; only the name of the channel they share ties them.
        let start = self.start.0;
        let end = self.ended().0;
        for channel in [&self.channel, &self.dstchannel] {
            if channel.is_empty() || channel.starts_with("Local/") {
                continue;
            }
            ties.push(on_day("C", channel, start));
            if end.div_euclid(DAY_MS) != start.div_euclid(DAY_MS) {
                ties.push(on_day("C", channel, end));
            }
        }
        if self.lastapp.eq_ignore_ascii_case("VoiceMail") {
            ties.push(on_day("V", &self.channel, end));
        }
    }

    /// When the record's part of the call was over.
    pub(crate) fn ended(&self) -> Timestamp {
        let by_length = Timestamp(
            self.start
                .0
                .saturating_add(self.duration_s.max(0).saturating_mul(1000)),
        );
        self.end.unwrap_or(by_length).max(self.start)
    }
}

impl RecordingFile {
    /// When recording began, as something beside the file or its name tells. A file without that is known by its name
    /// alone: only a PBX that names it tells whose it is.
    #[must_use]
    pub fn begun(&self) -> Option<Timestamp> {
        self.started_at
            .or_else(|| uniqueid_in_name(base_name(&self.path)).and_then(uniqueid_time))
    }

    fn ties(&self, ties: &mut Vec<String>) {
        let name = base_name(&self.path);
        tie(ties, "F", name);
        if let Some(uniqueid) = uniqueid_in_name(name) {
            tie(ties, "U", uniqueid);
        }
        if let (false, Some(at)) = (self.channel.is_empty(), self.started_at) {
            ties.push(on_day("V", &self.channel, at.0));
        }
        if !self.call.is_empty() {
            ties.push(tie_of(&self.call));
        }
    }
}

pub(crate) fn tie(ties: &mut Vec<String>, kind: &str, value: &str) {
    if !value.is_empty() && value != "N/A" {
        ties.push(format!("{kind}:{value}"));
        // `systemname-1795402065.0`: recordings are named by the number alone.
        if let ("U", Some((_, bare))) = (kind, value.rsplit_once('-'))
            && uniqueid_time(bare).is_some()
        {
            ties.push(format!("U:{bare}"));
        }
    }
}

/// Channel names start anew with the PBX, so a name ties only within a day.
fn on_day(kind: &str, channel: &str, at_ms: i64) -> String {
    format!("{kind}:{channel}|{}", at_ms.div_euclid(DAY_MS))
}

/// The last part of a path.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The uniqueid at the end of a recording's name: `…-20261123-054745-1795402065.0.wav` holds `1795402065.0`. Read from
/// the right, as the caller's number before it may hold anything.
pub(crate) fn uniqueid_in_name(name: &str) -> Option<&str> {
    let bytes = name.as_bytes();
    let digits_back = |mut at: usize| {
        while at > 0 && bytes[at - 1].is_ascii_digit() {
            at -= 1;
        }
        at
    };
    let mut from = name.len();
    while let Some(dot) = name[..from].rfind('.') {
        let counter_end = dot + 1 + bytes[dot + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let start = digits_back(dot);
        if counter_end > dot + 1 && dot - start >= 9 && dot - start <= 11 {
            return Some(&name[start..counter_end]);
        }
        from = dot;
    }
    None
}

/// The time inside a uniqueid: epoch seconds before the dot, whole.
pub(crate) fn uniqueid_time(uniqueid: &str) -> Option<Timestamp> {
    let seconds: i64 = uniqueid.split('.').next()?.parse().ok()?;
    (seconds > 100_000_000).then(|| Timestamp(seconds.saturating_mul(1000)))
}
