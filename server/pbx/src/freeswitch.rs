//! Reader of what FreeSWITCH's `mod_json_cdr` posts, or leaves as `<uuid>.cdr.json` where a post failed: one record for
//! each channel, after its end.
//!
//! How the record is packed is `unpack`'s business, where its fields stand `document`'s. What the legs mean together is
//! `assemble::legs`.

mod document;
mod mend;
mod raw;
mod unpack;

use std::collections::BTreeMap;

use call_journal_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{Key, PbxEvent, base_name, tie};
use crate::reason::Reason;

/// The record of one channel. Names are FreeSWITCH's; an absent value is absent, or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FreeswitchLeg {
    /// Channel variables, those that say something about the call.
    pub variables: BTreeMap<String, String>,
    /// Where the channel was sent, newest first, as FreeSWITCH writes it.
    pub callflow: Vec<Profile>,
    /// `app_log`: the applications that say where the call was.
    pub applications: Vec<Application>,
}

/// A stretch of a channel's life with one destination. Times are microseconds since the epoch, zero is never.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Counts from 1 with each transfer.
    pub profile_index: String,
    /// Of the profile itself.
    pub caller_profile: Person,
    /// Who called this channel.
    pub originator: Vec<Person>,
    /// Whom this channel called.
    pub originatee: Vec<Person>,
    /// When the channel was made.
    pub created_time: i64,
    /// When this profile was.
    pub profile_created_time: i64,
    /// When the channel was answered.
    pub answered_time: i64,
    /// When it was connected with another.
    pub bridged_time: i64,
    /// When it was gone.
    pub hangup_time: i64,
    /// When it was sent on to the next profile.
    pub transfer_time: i64,
}

/// A caller profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The channel.
    pub uuid: String,
    /// An attacker's text.
    pub caller_id_name: String,
    /// An attacker's text.
    pub caller_id_number: String,
    /// What was called.
    pub destination_number: String,
    /// `sofia/internal/201@pbx.example`
    pub chan_name: String,
}

/// An application that a channel ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Application {
    /// `ivr`, `voicemail`, `callcenter` …
    pub app_name: String,
    /// Its arguments.
    pub app_data: String,
    /// When it began, in microseconds since the epoch.
    pub app_stamp: i64,
}

/// Reads one record: raw JSON, or a form's field `cdr` with it, URL-encoded or in base64; values URL-encoded or not.
///
/// Of repeated keys `callflow`, as older versions write them, all are kept, in their order.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn parse(body: &[u8], content_type: Option<&str>) -> Result<PbxEvent, Reason> {
    let document = unpack::document(body, content_type)?;
    Ok(PbxEvent::FreeswitchLeg(Box::new(document.leg()?)))
}

/// The parts of a variable with several values: `ARRAY::a|:b`.
pub(crate) fn parts(value: &str) -> impl Iterator<Item = &str> {
    let several = value.strip_prefix("ARRAY::");
    several
        .unwrap_or(value)
        .split(if several.is_some() { "|:" } else { "\0" })
        .filter(|part| !part.is_empty())
        .take(200)
}

impl FreeswitchLeg {
    /// A variable; empty if it is not there.
    #[must_use]
    pub fn variable(&self, name: &str) -> &str {
        self.variables.get(name).map_or("", String::as_str)
    }

    /// A time in microseconds; `None` if it never was.
    pub(crate) fn time(&self, name: &str) -> Option<i64> {
        self.variable(name).parse().ok().filter(|us| *us > 0)
    }

    /// A time by its `_uepoch`, else its whole seconds, else as a profile has it.
    fn moment(&self, name: &str, of_profile: fn(&Profile) -> i64) -> Option<i64> {
        let seconds = || {
            self.time(&format!("{name}_epoch"))
                .map(|s| s.saturating_mul(1_000_000))
        };
        let told = || self.callflow.iter().map(of_profile).filter(|us| *us > 0).max();
        self.time(&format!("{name}_uepoch"))
            .or_else(seconds)
            .or_else(told)
    }

    pub(crate) fn start_us(&self) -> i64 {
        self.moment("start", |profile| profile.created_time)
            .unwrap_or_default()
    }

    pub(crate) fn answer_us(&self) -> Option<i64> {
        self.moment("answer", |profile| profile.answered_time)
    }

    pub(crate) fn bridge_us(&self) -> Option<i64> {
        self.moment("bridge", |profile| profile.bridged_time)
    }

    pub(crate) fn end_us(&self) -> i64 {
        let end = self
            .moment("end", |profile| profile.hangup_time)
            .unwrap_or_default();
        end.max(self.start_us())
    }

    /// The channel.
    #[must_use]
    pub fn uuid(&self) -> &str {
        let of_profile = || {
            self.callflow
                .iter()
                .map(|profile| profile.caller_profile.uuid.as_str())
        };
        let told = self.variable("uuid");
        if told.is_empty() {
            of_profile().find(|uuid| !uuid.is_empty()).unwrap_or_default()
        } else {
            told
        }
    }

    pub(crate) fn started(&self) -> Timestamp {
        Timestamp(self.start_us().div_euclid(1000))
    }

    /// Names of audio files, best first.
    pub(crate) fn recordings(&self) -> Vec<String> {
        let name = self.variable("record_name");
        let mut found = Vec::new();
        let path = self.variable("record_path");
        // FusionPBX tells the folder and the name apart.
        if name.is_empty() || path.ends_with(name) {
            found.push(path.to_owned());
        } else if path.is_empty() {
            found.push(name.to_owned());
        } else {
            found.push(format!("{}/{name}", path.trim_end_matches('/')));
        }
        found.extend(
            ["record_file", "record_file_path", "cc_record_filename"].map(|v| self.variable(v).to_owned()),
        );
        let sessions = self
            .applications
            .iter()
            .filter(|app| app.app_name == "record_session");
        found.extend(sessions.map(|app| app.app_data.clone()));
        let mut names: Vec<String> = Vec::new();
        for path in found {
            // `{channels=2}/var/…`: options stand before the path, unexpanded variables make it useless.
            let bare = path
                .rsplit_once('}')
                .map_or(path.as_str(), |(_, bare)| bare)
                .trim();
            let usable = base_name(bare).contains('.') && !path.contains("${");
            if usable && !names.iter().any(|known| base_name(known) == base_name(bare)) {
                names.push(bare.to_owned());
            }
        }
        names.truncate(20);
        names
    }

    /// All other channels that the record names.
    fn neighbours(&self) -> Vec<&str> {
        const NAMES: [&str; 9] = [
            "call_uuid",
            "bridge_uuid",
            "signal_bond",
            "originate_signal_bond",
            "last_bridge_to",
            "originating_leg_uuid",
            "other_loopback_leg_uuid",
            "cc_member_session_uuid",
            "cc_agent_uuid",
        ];
        let mut found: Vec<&str> = NAMES.iter().map(|name| self.variable(name)).collect();
        let legs = parts(self.variable("originated_legs")).chain(parts(self.variable("originate_causes")));
        found.extend(legs.filter_map(|leg| leg.split(';').next()));
        found.extend(parts(self.variable("transfer_history")).filter_map(bridged_with));
        for profile in &self.callflow {
            found.extend(
                profile
                    .originator
                    .iter()
                    .chain(&profile.originatee)
                    .map(|other| other.uuid.as_str()),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(crate) fn ties(&self, ties: &mut Vec<String>) {
        tie(ties, "U", self.uuid());
        for uuid in self.neighbours() {
            tie(ties, "U", uuid);
        }
        for path in self.recordings() {
            tie(ties, "F", base_name(&path));
        }
    }

    pub(crate) fn key<'k>(&self, mut key: &'k mut Key) -> &'k mut Key {
        for (name, value) in &self.variables {
            key = key.texts(&[name, value]);
        }
        for profile in &self.callflow {
            let times = [
                profile.created_time,
                profile.profile_created_time,
                profile.answered_time,
                profile.bridged_time,
                profile.hangup_time,
                profile.transfer_time,
            ];
            key = times
                .into_iter()
                .fold(key.texts(&[&profile.profile_index]), |key, time| key.number(time));
            let people = std::iter::once(&profile.caller_profile);
            for person in people.chain(&profile.originator).chain(&profile.originatee) {
                key = key.texts(&[
                    &person.uuid,
                    &person.caller_id_name,
                    &person.caller_id_number,
                    &person.destination_number,
                    &person.chan_name,
                ]);
            }
        }
        for app in &self.applications {
            key = key.number(app.app_stamp).texts(&[&app.app_name, &app.app_data]);
        }
        key
    }
}

/// The channel that an entry of `transfer_history` says this one was put together with: `epoch:uuid:uuid_br:OTHER`. The
/// first uuid is no channel's.
pub(crate) fn bridged_with(entry: &str) -> Option<&str> {
    let mut fields = entry.splitn(4, ':');
    let kind = fields.nth(2)?;
    fields.next().filter(|_| kind == "uuid_br")
}
