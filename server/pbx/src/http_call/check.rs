//! What a call must be to be accepted, in sentences for whoever writes the sending program.

use call_journal_model::time::Timestamp;

use super::{HttpCall, HttpLeg, HttpRecording};

/// Legs of one call.
const MAX_LEGS: usize = 200;
/// Audio files of one call.
const MAX_RECORDINGS: usize = 200;
/// Sentences in one answer.
const MAX_SENTENCES: usize = 20;
/// 1990-01-01 and 2200-01-01.
const SANE_MS: std::ops::Range<i64> = 631_152_000_000..7_258_118_400_000;
/// The longest call: a month.
const LONGEST_MS: i64 = 31 * 86_400_000;

impl HttpCall {
    /// Whether the call makes sense.
    ///
    /// # Errors
    /// A sentence for each thing that is wrong, twenty at most.
    pub fn validate(&self) -> Result<(), Vec<String>> {
        let mut wrong = Wrong(Vec::new());
        wrong.text("id", Some(&self.id), 200, true);
        wrong.text("number", self.number.as_ref(), 200, false);
        wrong.text("caller_name", self.caller_name.as_ref(), 1000, false);
        wrong.text("caller", self.caller.as_ref(), 64, false);
        wrong.text("dialled", self.dialled.as_ref(), 200, false);
        wrong.text("line", self.line.as_ref(), 200, false);
        wrong.year("updated_at", self.updated_at);
        wrong.times("", self.started_at, self.answered_at, self.ended_at);
        if self.legs.len() > MAX_LEGS {
            wrong.0.push(format!(
                "legs: {} are more than the {MAX_LEGS} of one call",
                self.legs.len()
            ));
        }
        for (n, leg) in self.legs.iter().take(MAX_LEGS).enumerate() {
            wrong.leg(n, leg, self);
        }
        if self.recordings.len() > MAX_RECORDINGS {
            let count = self.recordings.len();
            wrong.0.push(format!(
                "recordings: {count} are more than the {MAX_RECORDINGS} of one call"
            ));
        }
        for (n, recording) in self.recordings.iter().take(MAX_RECORDINGS).enumerate() {
            wrong.recording(n, recording);
        }
        wrong.0.truncate(MAX_SENTENCES);
        if wrong.0.is_empty() { Ok(()) } else { Err(wrong.0) }
    }
}

struct Wrong(Vec<String>);

impl Wrong {
    fn text(&mut self, field: &str, text: Option<&String>, limit: usize, needed: bool) {
        let text = text.map_or("", String::as_str);
        if needed && text.trim().is_empty() {
            self.0.push(format!("{field}: must not be empty"));
        }
        if text.len() > limit {
            self.0
                .push(format!("{field}: {} bytes are more than {limit}", text.len()));
        }
        if text.contains('\0') {
            self.0.push(format!("{field}: holds a NUL character"));
        }
    }

    fn year(&mut self, field: &str, at: Option<Timestamp>) {
        if at.is_some_and(|at| !SANE_MS.contains(&at.0)) {
            self.0
                .push(format!("{field}: lies outside of the years 1990 to 2199"));
        }
    }

    fn times(&mut self, of: &str, started: Timestamp, answered: Option<Timestamp>, ended: Option<Timestamp>) {
        self.year(&format!("{of}started_at"), Some(started));
        self.year(&format!("{of}answered_at"), answered);
        self.year(&format!("{of}ended_at"), ended);
        if answered.is_some_and(|at| at < started) {
            self.0
                .push(format!("{of}answered_at: lies before {of}started_at"));
        }
        if ended.is_some_and(|at| at < answered.unwrap_or(started)) {
            let before = if answered.is_some() {
                "answered_at"
            } else {
                "started_at"
            };
            self.0.push(format!("{of}ended_at: lies before {of}{before}"));
        }
        if ended.is_some_and(|at| at.since(started).0 > LONGEST_MS) {
            self.0
                .push(format!("{of}ended_at: more than a month after {of}started_at"));
        }
    }

    fn leg(&mut self, n: usize, leg: &HttpLeg, call: &HttpCall) {
        let of = format!("legs[{n}].");
        self.text(&format!("{of}extension"), Some(&leg.extension), 64, true);
        self.times(&of, leg.started_at, leg.answered_at, leg.ended_at);
        if leg.started_at < call.started_at {
            self.0
                .push(format!("{of}started_at: lies before the call's started_at"));
        }
        let end = leg.ended_at.unwrap_or(leg.started_at);
        if call.ended_at.is_some_and(|ended| end > ended) {
            self.0
                .push(format!("{of}ended_at: lies after the call's ended_at"));
        }
    }

    fn recording(&mut self, n: usize, recording: &HttpRecording) {
        let of = format!("recordings[{n}].");
        self.text(&format!("{of}path"), Some(&recording.path), 1000, true);
        self.text(&format!("{of}employee"), recording.employee.as_ref(), 64, false);
        self.year(&format!("{of}started_at"), recording.started_at);
        if recording
            .duration_ms
            .is_some_and(|ms| !(0..=LONGEST_MS).contains(&ms))
        {
            self.0
                .push(format!("{of}duration_ms: must lie between 0 and a month"));
        }
    }
}
