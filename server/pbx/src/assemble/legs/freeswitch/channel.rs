//! A channel of FreeSWITCH, and who is behind it.

use call_journal_model::call::{Extension, LegResult, Reason};

use super::super::super::name::is_dialled;
use super::super::form::End;
use super::super::who;
use crate::freeswitch::{FreeswitchLeg, Person, Profile};
use crate::plan::Plan;

/// Times are milliseconds since the epoch.
pub(super) struct Channel<'a> {
    pub(super) uuid: String,
    /// `None`: only other channels tell of this one.
    pub(super) record: Option<&'a FreeswitchLeg>,
    pub(super) end: End,
    /// It called the PBX; otherwise the PBX called it.
    pub(super) inbound: bool,
    /// No telephone is behind it.
    pub(super) technical: bool,
    pub(super) start: i64,
    pub(super) answer: Option<i64>,
    /// When it was connected with another.
    pub(super) bridge: Option<i64>,
    pub(super) finish: i64,
    /// The provider's line.
    pub(super) trunk: String,
    cause: String,
}

impl<'a> Channel<'a> {
    pub(super) fn of(record: &'a FreeswitchLeg, plan: &Plan) -> Channel<'a> {
        let ms = |us: i64| us.div_euclid(1000);
        let inbound = record.variable("direction") != "outbound";
        let name = record.variable("channel_name");
        let trunk = trunk(record, plan);
        let start = ms(record.start_us());
        let finish = ms(record.end_us());
        let within = |us: i64| ms(us).clamp(start, finish);
        Channel {
            uuid: record.uuid().to_owned(),
            record: Some(record),
            end: behind(record, inbound, !trunk.is_empty(), plan),
            inbound,
            technical: ["loopback/", "null/", "error/"]
                .iter()
                .any(|kind| name.starts_with(kind)),
            start,
            answer: record.answer_us().map(within),
            bridge: bridged(record).map(within),
            finish,
            trunk,
            cause: record.variable("hangup_cause").to_owned(),
        }
    }

    /// One that called or was called by a channel whose record is there.
    pub(super) fn told(person: &Person, calls: bool, start: i64, finish: i64, plan: &Plan) -> Channel<'a> {
        let text = if calls {
            &person.caller_id_number
        } else {
            &person.destination_number
        };
        Channel {
            uuid: person.uuid.clone(),
            record: None,
            end: who::end(text, &[], false, calls, plan),
            inbound: calls,
            technical: person.chan_name.starts_with("loopback/"),
            start,
            answer: None,
            bridge: None,
            finish: finish.max(start),
            trunk: String::new(),
            cause: String::new(),
        }
    }

    pub(super) fn with_cause(mut self, cause: &str) -> Channel<'a> {
        cause.clone_into(&mut self.cause);
        self
    }

    pub(super) fn cause(&self) -> &str {
        &self.cause
    }

    /// What the one behind it dialled first. A phone that a program called dials after it was answered.
    pub(super) fn dialled(&self) -> String {
        let Some(record) = self.record else {
            return String::new();
        };
        let profile = if self.inbound {
            first(record)
        } else {
            record.callflow.first()
        };
        let told = profile.map_or("", |profile| profile.caller_profile.destination_number.as_str());
        let own = self.end.employee().map_or("", |Extension(own)| own.as_str());
        if !self.inbound && told == own {
            String::new()
        } else {
            told.to_owned()
        }
    }

    /// The company's number that was called, else the provider's line.
    pub(super) fn line(&self) -> String {
        let Some(record) = self.record else {
            return String::new();
        };
        let dialled = self.dialled();
        let places = [
            dialled.as_str(),
            record.variable("sip_req_user"),
            record.variable("sip_to_user"),
        ];
        let number = places.into_iter().find(|text| is_dialled(text));
        number.map_or_else(|| self.trunk.clone(), str::to_owned)
    }

    /// The name sent with the number.
    pub(super) fn name(&self) -> String {
        let profile = self.record.and_then(first);
        profile.map_or_else(String::new, |profile| {
            profile.caller_profile.caller_id_name.clone()
        })
    }

    /// Where the channel was sent, at `at`.
    pub(super) fn destination(&self, at: i64) -> &str {
        let profiles = self.record.map_or(&[][..], |record| record.callflow.as_slice());
        let before = profiles
            .iter()
            .filter(|profile| profile.profile_created_time / 1000 <= at);
        let latest = before.max_by_key(|profile| profile.profile_created_time);
        latest
            .or(profiles.last())
            .map_or("", |profile| profile.caller_profile.destination_number.as_str())
    }
}

/// The oldest profile.
fn first(record: &FreeswitchLeg) -> Option<&Profile> {
    let numbered = record
        .callflow
        .iter()
        .min_by_key(|profile| profile.profile_index.parse().unwrap_or(u32::MAX));
    numbered
        .filter(|profile| !profile.profile_index.is_empty())
        .or(record.callflow.last())
}

fn trunk(record: &FreeswitchLeg, plan: &Plan) -> String {
    let gateway = ["sip_gateway_name", "sip_gateway"]
        .into_iter()
        .map(|name| record.variable(name))
        .find(|name| !name.is_empty());
    let host = record
        .variable("channel_name")
        .rsplit_once('@')
        .map_or("", |(_, host)| host);
    let listed = [
        record.variable("sofia_profile_name"),
        host,
        record.variable("user_name"),
    ];
    let listed = listed
        .into_iter()
        .find(|name| plan.trunks.iter().any(|trunk| trunk == name));
    gateway.or(listed).unwrap_or_default().to_owned()
}

fn behind(record: &FreeswitchLeg, inbound: bool, trunk: bool, plan: &Plan) -> End {
    let profile = first(record).map(|profile| &profile.caller_profile);
    let of_profile = |pick: fn(&Person) -> &str| profile.map_or("", pick);
    let place = |number: &'_ str, other: &'_ str| {
        if number.is_empty() {
            record.variable(other).to_owned()
        } else {
            number.to_owned()
        }
    };
    if inbound {
        // Set where the phone named itself with a password.
        let accounts = ["user_name", "sip_auth_username", "number_alias"].map(|name| record.variable(name));
        let number = place(of_profile(|person| &person.caller_id_number), "sip_from_user");
        return who::end(&number, &accounts, trunk, true, plan);
    }
    let accounts = ["dialed_user", "dialed_extension"].map(|name| record.variable(name));
    let number = place(of_profile(|person| &person.destination_number), "sip_to_user");
    who::end(&number, &accounts, trunk, false, plan)
}

/// When the channel was connected with another. Versions that do not tell the time tell with whom.
fn bridged(record: &FreeswitchLeg) -> Option<i64> {
    let told = record.bridge_us();
    let oldest = record
        .callflow
        .iter()
        .map(|profile| profile.bridged_time)
        .filter(|us| *us > 0)
        .min();
    let with_whom = || {
        let told = ["bridge_uuid", "signal_bond", "last_bridge_to"]
            .iter()
            .any(|name| !record.variable(name).is_empty());
        let silent = !record.variables.contains_key("bridge_uepoch") || told;
        record
            .answer_us()
            .filter(|_| silent && record.variable("hangup_cause") != "LOSE_RACE")
    };
    oldest.or(told).or_else(with_whom)
}

/// How an attempt ended that nobody answered.
pub(super) fn unanswered(cause: &str) -> LegResult {
    match cause {
        "USER_BUSY" | "CALL_REJECTED" => LegResult::Busy,
        "ORIGINATOR_CANCEL" => LegResult::Cancelled,
        "LOSE_RACE" | "PICKED_OFF" => LegResult::AnsweredElsewhere,
        "" | "NONE" | "NO_ANSWER" | "NO_USER_RESPONSE" | "NORMAL_CLEARING" | "NORMAL_UNSPECIFIED"
        | "ALLOTTED_TIMEOUT" | "PROGRESS_TIMEOUT" | "MANAGER_REQUEST" | "BLIND_TRANSFER"
        | "ATTENDED_TRANSFER" => LegResult::NoAnswer,
        _ => LegResult::Failed,
    }
}

/// Why a channel that calls out did not get through.
pub(super) fn reason(channel: &Channel<'_>) -> Reason {
    match unanswered(channel.cause()) {
        LegResult::Busy => Reason::Busy,
        LegResult::Cancelled => Reason::CancelledByEmployee,
        LegResult::NoAnswer | LegResult::AnsweredElsewhere => Reason::NoAnswer,
        _ => Reason::Failed,
    }
}
