//! What is known of the channels and bridges of a thread, whichever source told it. No meaning yet.

use std::collections::HashMap;

use call_journal_model::call::Extension;

use super::name::ChannelName;

/// Microseconds since the epoch.
pub(crate) type Us = i64;

pub(crate) const SECOND: Us = 1_000_000;

/// Who is behind a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    Employee(Extension),
    Outside,
    #[default]
    Technical,
}

impl Role {
    pub(crate) fn employee(&self) -> Option<&Extension> {
        match self {
            Role::Employee(extension) => Some(extension),
            _ => None,
        }
    }
}

/// How a call attempt ended, as a CDR tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disposition {
    Answered,
    NoAnswer,
    Busy,
    Failed,
}

/// Something that the dialplan did with a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) at: Us,
    pub(crate) app: String,
    pub(crate) data: String,
    pub(crate) exten: String,
    pub(crate) context: String,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Channel {
    pub(crate) uniqueid: String,
    pub(crate) full_name: String,
    pub(crate) name: ChannelName,
    pub(crate) role: Role,
    /// Set if `role` rests on a caller id only.
    pub(crate) weak: bool,
    /// Linkedids in the order in which they were seen.
    pub(crate) links: Vec<String>,
    /// The conversation that it began in, as an index into `Scene::units`.
    pub(crate) unit: usize,
    /// Whether it began that conversation.
    pub(crate) root: bool,
    /// Called by the PBX on somebody's order, not by a dialplan's `Dial`.
    pub(crate) originated: bool,
    /// Seen as the called side of `Dial` or `Queue`.
    pub(crate) dialled: bool,
    /// The Local half that dialled it, where a CDR tells.
    pub(crate) dialler: Option<usize>,
    pub(crate) first: Us,
    pub(crate) last: Us,
    pub(crate) answer: Option<Us>,
    pub(crate) end: Option<Us>,
    /// CEL told both its beginning and its end.
    pub(crate) cel_start: bool,
    pub(crate) cel_end: bool,
    pub(crate) cel: bool,
    pub(crate) first_exten: String,
    /// The last extension that a person can have dialled.
    pub(crate) exten: String,
    /// Extension at the time of `AppQueue`, i.e. the queue's.
    pub(crate) queue: String,
    pub(crate) cid_name: String,
    pub(crate) cid_num: String,
    pub(crate) last_cid_num: String,
    pub(crate) ani: String,
    pub(crate) dnid: String,
    pub(crate) cause: Option<i64>,
    pub(crate) hangup_source: String,
    pub(crate) dialstatus: String,
    /// How the attempt to call it ended, where the manager interface told it.
    pub(crate) rang_out: String,
    /// The PBX was asked, and had it no more.
    pub(crate) gone: Option<Us>,
    pub(crate) disposition: Option<Disposition>,
    pub(crate) visits: Vec<Visit>,
    /// Music on hold; `None`: no end was told.
    pub(crate) music: Vec<(Us, Option<Us>)>,
    /// When its phone held the other side, as the manager interface tells; `None`: no end was told.
    pub(crate) held: Vec<(Us, Option<Us>)>,
    /// Rows of `Facts::cdr` that tell of this channel as the calling one.
    pub(crate) rows: Vec<usize>,
}

impl Channel {
    /// Called by somebody, rather than calling.
    pub(crate) fn is_called(&self) -> bool {
        self.originated || self.dialled || (self.cel && !self.root)
    }

    /// When it was over, or the last moment known of it.
    pub(crate) fn end_or(&self, horizon: Us) -> Us {
        self.end.unwrap_or(horizon).max(self.first)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) bridge: usize,
    pub(crate) channel: usize,
    pub(crate) from: Us,
    /// `None`: still there.
    pub(crate) to: Option<Us>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Bridge {
    /// A place to wait in: its members do not hear each other.
    pub(crate) holding: bool,
    pub(crate) stays: Vec<usize>,
}

/// How a channel was passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MoveKind {
    Blind,
    Attended { second: Option<usize> },
    Park,
    Unpark { place: String },
    Pickup,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) at: Us,
    /// Who did it; for a pickup, whose phone was ringing.
    pub(crate) by: usize,
    pub(crate) kind: MoveKind,
    /// Who was passed on.
    pub(crate) whom: Option<usize>,
    /// To whom, if the event tells.
    pub(crate) target: Option<usize>,
    /// Which extension was dialled.
    pub(crate) exten: String,
}

impl Move {
    /// The second line by which another was consulted.
    pub(crate) fn second(&self) -> Option<usize> {
        match self.kind {
            MoveKind::Attended { second } => second,
            _ => None,
        }
    }
}

/// A `Dial` that never got a channel: the phone is offline.
#[derive(Clone, Debug)]
pub(crate) struct FailedDial {
    pub(crate) at: Us,
    pub(crate) data: String,
}

#[derive(Default)]
pub(crate) struct Scene {
    pub(crate) channels: Vec<Channel>,
    pub(crate) by_uniqueid: HashMap<String, usize>,
    pub(crate) by_name: HashMap<String, Vec<usize>>,
    /// Linkedids with which channels began; a channel's `unit` points here.
    pub(crate) units: Vec<String>,
    pub(crate) unit_of: HashMap<String, usize>,
    pub(crate) bridges: Vec<Bridge>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) moves: Vec<Move>,
    /// By the channel that dialled.
    pub(crate) failed: HashMap<usize, Vec<FailedDial>>,
    /// CEL told of bridges at all.
    pub(crate) cel_bridges: bool,
    /// Stays of each channel, by begin. Filled by `index`, as all below.
    pub(crate) stays_of: Vec<Vec<usize>>,
    /// Channels of each unit, by begin.
    pub(crate) members: Vec<Vec<usize>>,
    /// Moves that concern a channel of each unit, by time.
    pub(crate) moves_of: Vec<Vec<usize>>,
    /// The other half of a Local channel.
    pub(crate) twin: Vec<Option<usize>>,
}

impl Scene {
    pub(crate) fn unit(&mut self, linkedid: &str) -> usize {
        if let Some(unit) = self.unit_of.get(linkedid) {
            return *unit;
        }
        let unit = self.units.len();
        self.units.push(linkedid.to_owned());
        self.unit_of.insert(linkedid.to_owned(), unit);
        unit
    }

    /// The channel with this uniqueid, made if it is new.
    pub(crate) fn channel(&mut self, uniqueid: &str, name: &str, linkedid: &str, at: Us) -> usize {
        if let Some(found) = self.by_uniqueid.get(uniqueid) {
            return *found;
        }
        let made = self.add_channel(uniqueid, name, linkedid, at);
        self.by_uniqueid.insert(uniqueid.to_owned(), made);
        made
    }

    pub(crate) fn add_channel(&mut self, uniqueid: &str, name: &str, linkedid: &str, at: Us) -> usize {
        // Without any id (the oldest CDR files) a channel is its own conversation.
        let own = if uniqueid.is_empty() {
            format!("{name}@{}", at.div_euclid(1000))
        } else {
            uniqueid.to_owned()
        };
        let link = if linkedid.is_empty() {
            own.as_str()
        } else {
            linkedid
        };
        let unit = self.unit(link);
        let index = self.channels.len();
        self.channels.push(Channel {
            uniqueid: uniqueid.to_owned(),
            full_name: name.to_owned(),
            name: ChannelName::parse(name),
            links: vec![link.to_owned()],
            unit,
            root: own == link,
            first: at,
            last: at,
            ..Channel::default()
        });
        self.by_name.entry(name.to_owned()).or_default().push(index);
        index
    }

    pub(crate) fn add_bridge(&mut self) -> usize {
        self.bridges.push(Bridge::default());
        self.bridges.len() - 1
    }

    pub(crate) fn add_stay(&mut self, bridge: usize, channel: usize, from: Us, to: Option<Us>) {
        self.bridges[bridge].stays.push(self.stays.len());
        self.stays.push(Stay {
            bridge,
            channel,
            from,
            to,
        });
    }

    /// The channel of this name that lived at `at`, or closest to it.
    pub(crate) fn named(&self, name: &str, at: Us) -> Option<usize> {
        let distance = |index: usize| {
            let channel = &self.channels[index];
            (channel.first - at)
                .max(at - channel.end.unwrap_or(channel.last))
                .max(0)
        };
        self.by_name
            .get(name)?
            .iter()
            .copied()
            // Names come again only after a restart of the PBX; many channels of one name are garbage.
            .take(64)
            .min_by_key(|index| (distance(*index), *index))
    }

    /// Builds the indexes when all sources have told their part.
    pub(crate) fn index(&mut self) {
        for stay in &mut self.stays {
            let end = self.channels[stay.channel].end;
            stay.to = match (stay.to, end) {
                (Some(to), _) => Some(to.max(stay.from)),
                (None, Some(end)) => Some(end.max(stay.from)),
                (None, None) => None,
            };
        }
        self.stays_of = vec![Vec::new(); self.channels.len()];
        let mut order: Vec<usize> = (0..self.stays.len()).collect();
        order.sort_by_key(|index| self.stays[*index].from);
        for bridge in &mut self.bridges {
            bridge.stays.clear();
        }
        for index in order {
            let stay = self.stays[index];
            self.stays_of[stay.channel].push(index);
            self.bridges[stay.bridge].stays.push(index);
        }
        self.members = vec![Vec::new(); self.units.len()];
        self.twin = vec![None; self.channels.len()];
        let mut halves: HashMap<(&str, u8), usize> = HashMap::new();
        let mut by_start: Vec<usize> = (0..self.channels.len()).collect();
        by_start.sort_by(|a, b| {
            let (a, b) = (&self.channels[*a], &self.channels[*b]);
            (a.first, &a.uniqueid, &a.full_name).cmp(&(b.first, &b.uniqueid, &b.full_name))
        });
        for index in by_start {
            let channel = &self.channels[index];
            self.members[channel.unit].push(index);
            if channel.name.half == 0 {
                continue;
            }
            halves.insert((&channel.name.base, channel.name.half), index);
            // Both halves live at the same time; after a restart of the PBX their names come again.
            if let Some(other) = halves
                .get(&(channel.name.base.as_str(), 3 - channel.name.half))
                .copied()
                && self.channels[other]
                    .end
                    .is_none_or(|end| end + 2 * SECOND >= channel.first)
                && self.twin[other].is_none()
            {
                self.twin[index] = Some(other);
                self.twin[other] = Some(index);
            }
        }
        self.moves.sort_by_key(|m| (m.at, m.by));
        self.moves_of = vec![Vec::new(); self.units.len()];
        for (index, moved) in self.moves.iter().enumerate() {
            let concerned = [Some(moved.by), moved.whom, moved.target, moved.second()];
            let mut units: Vec<usize> = concerned
                .into_iter()
                .flatten()
                .map(|c| self.channels[c].unit)
                .collect();
            units.sort_unstable();
            units.dedup();
            for unit in units {
                self.moves_of[unit].push(index);
            }
        }
    }
}
