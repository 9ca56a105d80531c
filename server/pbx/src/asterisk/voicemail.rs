//! Voicemail: what `msg0000.txt` beside a message says, so that the message finds its call.

use call_journal_model::time::{Millis, Timestamp};

use crate::event::RecordingFile;

/// The event of a voicemail message: the audio file at `path`, described by the text file of the same name. `None` if
/// the text does not tell the channel and the time; then the file is an ordinary one.
#[must_use]
pub fn message_file(path: &str, bytes: u64, duration: Option<Millis>, text: &str) -> Option<RecordingFile> {
    let value = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once('='))
            .find(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.trim())
    };
    let channel = value("callerchan").filter(|channel| channel.contains('/') && channel.len() < 512)?;
    let seconds: i64 = value("origtime")?.parse().ok()?;
    let length = value("duration").and_then(|seconds| seconds.parse::<i64>().ok());
    Some(RecordingFile {
        path: path.to_owned(),
        bytes,
        duration: duration.or(length.map(|s| Millis(s.clamp(0, 86_400) * 1000))),
        channel: channel.to_owned(),
        started_at: Some(Timestamp(seconds.checked_mul(1000)?)),
        ..RecordingFile::default()
    })
}
