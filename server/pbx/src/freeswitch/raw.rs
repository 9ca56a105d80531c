//! The record's parts as they are written: any scalar for a text, one thing for a list of one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::MAX_PARTS;
use super::{Person, Profile};
use crate::reason::{MAX_LONG, MAX_SHORT, Reason, beginning, check};

/// Microseconds of a text; nothing and zero are never.
pub(super) fn time(field: &'static str, text: &str) -> Result<i64, Reason> {
    // 1990 to 2200: no PBX has run outside of these.
    let sane = 631_152_000_000_000..7_258_118_400_000_000;
    match text.trim().parse::<i64>() {
        _ if text.trim().is_empty() => Ok(0),
        Ok(us) if us == 0 || sane.contains(&us) => Ok(us),
        _ => Err(Reason::Time {
            field,
            text: beginning(text),
        }),
    }
}

/// Any scalar, as the text that FreeSWITCH would have written; anything else is nothing.
#[derive(Default)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        struct Scalar;
        impl<'de> Visitor<'de> for Scalar {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
            fn visit_i64<E>(self, n: i64) -> Result<Text, E> {
                Ok(Text(n.to_string()))
            }
            fn visit_u64<E>(self, n: u64) -> Result<Text, E> {
                Ok(Text(n.to_string()))
            }
            fn visit_f64<E>(self, n: f64) -> Result<Text, E> {
                Ok(Text(n.to_string()))
            }
            fn visit_bool<E>(self, yes: bool) -> Result<Text, E> {
                Ok(Text(yes.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
        }
        deserializer.deserialize_any(Scalar)
    }
}

/// One thing or a list of them.
pub(super) struct Several<T>(pub(super) Vec<T>);

impl<T> Default for Several<T> {
    fn default() -> Several<T> {
        Several(Vec::new())
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Several<T>, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum OneOrMany<T> {
            Many(Vec<T>),
            One(Box<T>),
        }
        Ok(match Option::<OneOrMany<T>>::deserialize(deserializer)? {
            None => Several(Vec::new()),
            Some(OneOrMany::Many(many)) => Several(many),
            Some(OneOrMany::One(one)) => Several(vec![*one]),
        })
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct RawPerson {
    #[serde(flatten)]
    own: OtherPerson,
    originator: Others,
    originatee: Others,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Others {
    originator_caller_profiles: Several<OtherPerson>,
    originatee_caller_profiles: Several<OtherPerson>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct OtherPerson {
    uuid: Text,
    caller_id_name: Text,
    caller_id_number: Text,
    destination_number: Text,
    chan_name: Text,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct RawTimes {
    created_time: Text,
    profile_created_time: Text,
    answered_time: Text,
    bridged_time: Text,
    hangup_time: Text,
    transfer_time: Text,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct RawProfile {
    profile_index: Text,
    caller_profile: RawPerson,
    times: RawTimes,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct RawApp {
    pub(super) app_name: Text,
    pub(super) app_data: Text,
    pub(super) app_stamp: Text,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct RawLog {
    pub(super) applications: Several<RawApp>,
}

impl RawProfile {
    pub(super) fn checked(self) -> Result<Profile, Reason> {
        check("profile_index", &self.profile_index.0, MAX_SHORT)?;
        let times = self.times;
        Ok(Profile {
            profile_index: self.profile_index.0,
            caller_profile: self.caller_profile.own.checked()?,
            originator: people(self.caller_profile.originator.originator_caller_profiles)?,
            originatee: people(self.caller_profile.originatee.originatee_caller_profiles)?,
            created_time: time("created_time", &times.created_time.0)?,
            profile_created_time: time("profile_created_time", &times.profile_created_time.0)?,
            answered_time: time("answered_time", &times.answered_time.0)?,
            bridged_time: time("bridged_time", &times.bridged_time.0)?,
            hangup_time: time("hangup_time", &times.hangup_time.0)?,
            transfer_time: time("transfer_time", &times.transfer_time.0)?,
        })
    }
}

/// The same channel is often there twice.
fn people(raw: Several<OtherPerson>) -> Result<Vec<Person>, Reason> {
    let mut people: Vec<Person> = Vec::new();
    for person in raw.0.into_iter().take(MAX_PARTS) {
        let person = person.checked()?;
        if !people.contains(&person) {
            people.push(person);
        }
    }
    Ok(people)
}

impl OtherPerson {
    fn checked(self) -> Result<Person, Reason> {
        check("uuid", &self.uuid.0, MAX_SHORT)?;
        check("caller_id_name", &self.caller_id_name.0, MAX_LONG)?;
        check("caller_id_number", &self.caller_id_number.0, MAX_LONG)?;
        check("destination_number", &self.destination_number.0, MAX_LONG)?;
        check("chan_name", &self.chan_name.0, MAX_LONG)?;
        Ok(Person {
            uuid: self.uuid.0,
            caller_id_name: self.caller_id_name.0,
            caller_id_number: self.caller_id_number.0,
            destination_number: self.destination_number.0,
            chan_name: self.chan_name.0,
        })
    }
}
