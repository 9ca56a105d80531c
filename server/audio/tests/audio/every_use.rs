//! What is done with a file, all of it: for tests and for fuzzing.

#![allow(clippy::expect_used, reason = "memory can be read")]

use std::io::Cursor;

use call_journal_audio::{Inspected, Peaks, VirtualWav, inspect};

/// Looks at a file, reads it here and there as WAV, draws it. Says in a few words what it led to.
pub fn every_use(bytes: &[u8], name: &str) -> String {
    let inspected = inspect(&mut Cursor::new(bytes), name).expect("memory can be read");
    let Inspected::Audio(audio) = inspected else {
        return format!("{inspected:?}");
    };
    assert!(audio.data.end <= bytes.len() as u64 && audio.data.start <= audio.data.end);
    let mut seen = format!("{:?} {} {}", audio.codec, audio.mime, audio.channels.min(3));
    if let Some(mut wav) = VirtualWav::open(Cursor::new(bytes.to_vec()), audio.clone()) {
        let mut room = [0; 1000];
        let length = wav.len();
        for at in [
            0,
            43,
            44,
            1000,
            length / 2,
            length.saturating_sub(10),
            length,
            u64::MAX,
        ] {
            let read = wav.read_at(at, &mut room).expect("memory can be read");
            assert!(read <= room.len());
            assert!(read > 0 || at >= length, "{at} of {length}");
        }
        seen.push_str(" wav");
    }
    if let Some(peaks) = Peaks::of(Cursor::new(bytes.to_vec()), &audio).expect("memory can be read") {
        let _ = peaks.columns(50);
        let silent = peaks.silences().len().min(2);
        seen.push_str(&format!(" drawn {} {silent}", peaks.sides.len()));
    }
    seen
}
