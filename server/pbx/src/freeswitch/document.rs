//! Where the fields of a record stand, and which are kept.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::raw::{RawLog, RawProfile, Several, Text, time};
use super::{Application, FreeswitchLeg};
use crate::reason::{MAX_LONG, MAX_SHORT, Reason, check};

/// Variables that are kept: ids, times and names of the PBX's own making.
const SHORT: [&str; 46] = [
    "accountcode",
    "answer_epoch",
    "answer_uepoch",
    "billmsec",
    "bridge_epoch",
    "bridge_hangup_cause",
    "bridge_uepoch",
    "bridge_uuid",
    "call_uuid",
    "cc_agent",
    "cc_agent_uuid",
    "cc_cancel_reason",
    "cc_cause",
    "cc_member_session_uuid",
    "cc_queue",
    "cc_queue_answered_epoch",
    "cc_queue_joined_epoch",
    "cc_side",
    "conference_name",
    "direction",
    "end_epoch",
    "end_uepoch",
    "endpoint_disposition",
    "hangup_cause",
    "hold_accum_ms",
    "last_app",
    "last_bridge_to",
    "number_alias",
    "originate_disposition",
    "originate_signal_bond",
    "originating_leg_uuid",
    "other_loopback_leg_uuid",
    "record_ms",
    "sip_gateway",
    "sip_gateway_name",
    "sip_hangup_disposition",
    "signal_bond",
    "sofia_profile_name",
    "start_epoch",
    "start_uepoch",
    "sip_auth_username",
    "user_name",
    "uuid",
    "dialed_user",
    "dialed_extension",
    "voicemail_id",
];
/// Variables that are kept and may be long: lists, paths, and what callers send.
const LONG: [&str; 18] = [
    "cc_record_filename",
    "channel_name",
    "effective_caller_id_number",
    "hold_events",
    "last_arg",
    "originate_causes",
    "originated_legs",
    "record_file",
    "record_file_path",
    "record_name",
    "record_path",
    "sip_from_display",
    "sip_from_user",
    "sip_req_user",
    "sip_to_user",
    "transfer_history",
    "origination_caller_id_number",
    "destination_number",
];
/// Applications that say where a call was, or that it was recorded.
const APPS: [&str; 16] = [
    "callcenter",
    "conference",
    "endless_playback",
    "fifo",
    "ivr",
    "lua",
    "park",
    "phrase",
    "play_and_get_digits",
    "playback",
    "read",
    "record_session",
    "valet_park",
    "voicemail",
    "queue",
    "speak",
];
/// A channel that is sent round in circles is told up to here.
pub(super) const MAX_PARTS: usize = 500;

/// What FreeSWITCH must have encoded in values that it encodes.
const UNSAFE: &[char] = &[
    '\r', '\n', ' ', '#', '&', '+', ':', ';', '<', '=', '>', '?', '@', '[', '\\', ']', '^', '`', '{', '|',
    '}', '"',
];

/// A record as it is written.
#[derive(Default)]
pub(super) struct Document {
    variables: BTreeMap<String, String>,
    /// A value holds what would have been encoded.
    plain: bool,
    callflow: Vec<RawProfile>,
    applications: Vec<Application>,
}

impl Document {
    /// The event, if the record holds what it must and nothing absurd.
    pub(super) fn leg(self) -> Result<FreeswitchLeg, Reason> {
        let mut leg = FreeswitchLeg::default();
        for (name, value) in self.variables {
            let value = if self.plain { value } else { decoded(&value) };
            check(
                &name,
                &value,
                if LONG.contains(&name.as_str()) {
                    MAX_LONG
                } else {
                    MAX_SHORT
                },
            )?;
            if name.ends_with("_uepoch") {
                time("a time among the variables", &value)?;
            }
            leg.variables.insert(name, value);
        }
        if self.callflow.len() > MAX_PARTS {
            return Err(Reason::TooMany {
                field: "callflow",
                count: self.callflow.len(),
            });
        }
        for profile in self.callflow {
            leg.callflow.push(profile.checked()?);
        }
        for app in &self.applications {
            check("app_data", &app.app_data, MAX_LONG)?;
        }
        leg.applications = self.applications;
        if leg.uuid().is_empty() {
            return Err(Reason::Missing("uuid"));
        }
        if leg.start_us() <= 0 {
            return Err(Reason::Missing("start_uepoch"));
        }
        Ok(leg)
    }
}

/// FreeSWITCH drops the last byte of a value that has nothing but encoded ones: half a letter at the end goes.
fn decoded(value: &str) -> String {
    let mut bytes: Vec<u8> = percent_decode_str(value).collect();
    if let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

struct Variables {
    kept: BTreeMap<String, String>,
    plain: bool,
}

impl<'de> Deserialize<'de> for Variables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Variables, D::Error> {
        struct Kept;
        impl<'de> Visitor<'de> for Kept {
            type Value = Variables;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of variables")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Variables, A::Error> {
                let mut found = Variables {
                    kept: BTreeMap::new(),
                    plain: false,
                };
                while let Some((name, Text(value))) = map.next_entry::<String, Text>()? {
                    found.plain |= value.contains(UNSAFE) || !value.is_ascii();
                    // Of a name that comes twice the first counts: a value with lost quotes can make up later ones only.
                    if (SHORT.contains(&name.as_str()) || LONG.contains(&name.as_str())) && !value.is_empty()
                    {
                        found.kept.entry(name).or_insert(value);
                    }
                }
                Ok(found)
            }
        }
        deserializer.deserialize_map(Kept)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Document, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Document;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the record of a channel")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
                let mut document = Document::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "variables" => {
                            let found: Variables = map.next_value()?;
                            document.plain |= found.plain;
                            for (name, value) in found.kept {
                                document.variables.entry(name).or_insert(value);
                            }
                        }
                        "callflow" => {
                            let Several(profiles) = map.next_value::<Several<RawProfile>>()?;
                            document.callflow.extend(profiles);
                        }
                        "app_log" => {
                            let log: Option<RawLog> = map.next_value()?;
                            let apps = log.unwrap_or_default().applications.0;
                            let told = apps
                                .into_iter()
                                .filter(|app| APPS.contains(&app.app_name.0.as_str()));
                            document
                                .applications
                                .extend(told.take(MAX_PARTS).map(|app| Application {
                                    app_stamp: time("app_stamp", &app.app_stamp.0).unwrap_or_default(),
                                    app_name: app.app_name.0,
                                    app_data: app.app_data.0,
                                }));
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(document)
            }
        }
        deserializer.deserialize_map(Parts)
    }
}
