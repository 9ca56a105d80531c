//! `POST /api/v1/calls`: a call of any other telephony, told as a whole. Reading and checking only; who may post, and
//! what is answered, is the server's business.

mod check;
mod moment;

use call_journal_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{Key, base_name, tie};

/// A call. Posted again under the same `id`, it replaces what was posted before: the version with the latest
/// `updated_at` counts, in whatever order they arrive. Without `ended_at` the call is going on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpCall {
    /// The sender's own id of the call.
    pub id: String,
    /// When this version was written. By default the last time that the call itself names.
    #[serde(default, with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Seen from the company.
    pub direction: HttpDirection,
    /// The outside party's number; none if it is withheld, or the call internal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The outside party's name, as the network told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// Extension of the employee who dialled; by default that of the first leg of an outgoing call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// What was dialled, where it differs from `number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialled: Option<String>,
    /// The company's number or trunk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The first sign of the call.
    #[serde(with = "moment")]
    pub started_at: Timestamp,
    /// When an employee (outgoing: the other side) answered.
    #[serde(default, with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// When it was over.
    #[serde(default, with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What became of it, where the legs do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<HttpResult>,
    /// The employees whose phones rang or who talked, an entry for each time.
    #[serde(default, alias = "employees", skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<HttpLeg>,
    /// Audio files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<HttpRecording>,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpDirection {
    /// From outside to the company.
    #[default]
    In,
    /// From an employee to the outside.
    Out,
    /// Between employees.
    Internal,
}

/// How a call or a leg ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpResult {
    /// Two people talked.
    Answered,
    /// It rang.
    NoAnswer,
    /// Busy or rejected.
    Busy,
    /// It could not be reached.
    Failed,
    /// The caller hung up first.
    Cancelled,
}

/// An employee's part of the call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpLeg {
    /// Whose phone.
    pub extension: String,
    /// When it began to ring, or the talk did.
    #[serde(with = "moment")]
    pub started_at: Timestamp,
    /// When the two were connected.
    #[serde(default, with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// When it was over.
    #[serde(default, with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// How it ended; by default `answered` with an `answered_at`, else `no_answer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<HttpResult>,
}

/// An audio file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpRecording {
    /// Path below a recordings folder of the journal, or the bare name.
    pub path: String,
    /// When recording began; by default the call's answer.
    #[serde(default, with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// How long it is, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// Extension of the employee whose talk it holds; by default who talked then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee: Option<String>,
}

/// What all versions of a call have in common. Any id is one, even such as elsewhere stand for none.
#[must_use]
pub fn tie_of(id: &str) -> String {
    format!("H:{id}")
}

impl HttpCall {
    /// What decides which of two versions counts: when it was written, else the last time that it names; with one, the
    /// version that knows the end.
    pub(crate) fn version(&self) -> (Timestamp, bool) {
        (self.heard(), self.ended_at.is_some())
    }

    /// When this version was told, as far as it says.
    pub(crate) fn heard(&self) -> Timestamp {
        self.updated_at.unwrap_or_else(|| self.last_moment())
    }

    /// The last time that the call names.
    pub(crate) fn last_moment(&self) -> Timestamp {
        let of_legs = self
            .legs
            .iter()
            .flat_map(|leg| [Some(leg.started_at), leg.answered_at, leg.ended_at]);
        let all = [Some(self.started_at), self.answered_at, self.ended_at];
        all.into_iter().chain(of_legs).flatten().max().unwrap_or_default()
    }

    pub(crate) fn ties(&self, ties: &mut Vec<String>) {
        ties.push(tie_of(&self.id));
        for recording in &self.recordings {
            tie(ties, "F", base_name(&recording.path));
        }
    }

    pub(crate) fn key<'k>(&self, mut key: &'k mut Key) -> &'k mut Key {
        let time = |at: Option<Timestamp>| at.map_or(i64::MIN, |at| at.0);
        // A missing text is not an empty one.
        fn told(text: Option<&String>) -> [&str; 2] {
            text.map_or(["", ""], |text| ["+", text.as_str()])
        }
        key = key
            .texts(&[&self.id])
            .number(time(self.updated_at))
            .number(self.direction as i64)
            .number(self.started_at.0)
            .number(time(self.answered_at))
            .number(time(self.ended_at))
            .number(self.outcome.map_or(-1, |outcome| outcome as i64));
        for text in [
            &self.number,
            &self.caller_name,
            &self.caller,
            &self.dialled,
            &self.line,
        ] {
            key = key.texts(&told(text.as_ref()));
        }
        for leg in &self.legs {
            key = key
                .texts(&[&leg.extension])
                .number(leg.started_at.0)
                .number(time(leg.answered_at))
                .number(time(leg.ended_at))
                .number(leg.result.map_or(-1, |result| result as i64));
        }
        for recording in &self.recordings {
            key = key
                .texts(&[&recording.path])
                .number(time(recording.started_at))
                .number(recording.duration_ms.unwrap_or(-1))
                .texts(&told(recording.employee.as_ref()));
        }
        key
    }
}
