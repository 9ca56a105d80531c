//! Files of each kind, made byte by byte.

use std::path::PathBuf;

use proptest::prelude::*;
use rstest::rstest;

use super::*;

/// A WAV file whose header says `said`.
pub(in crate::recordings) fn wav(said: u32, data: usize) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(said.to_le_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

struct Written(PathBuf);

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn length_of(name: &str, content: &[u8]) -> Option<i64> {
    let name = format!("call-journal-length-{}-{name}", std::process::id());
    let file = Written(std::env::temp_dir().join(name));
    fs::write(&file.0, content).unwrap();
    length(&file.0, content.len() as u64).map(|length| length.0)
}

#[test]
fn a_header_broken_by_a_crash_still_tells_the_length() {
    for (said, present, length) in [
        (16_000, 16_000, 1000),
        (0, 32_000, 2000),
        (u32::MAX, 8000, 500),
        (0, 0, 0),
    ] {
        assert_eq!(
            length_of("a.wav", &wav(said, present)),
            Some(length),
            "{said} {present}"
        );
    }
    for junk in [&b"RIFF"[..], b"", b"RIFF\0\0\0\0WAVEdata\x01\0\0\0x", &[0xff; 64]] {
        assert_eq!(length_of("b.wav", junk), None);
    }
}

/// MPEG 1, layer 3, 32 kbit/s, 32 kHz, one channel: 144 bytes, 36 ms.
fn frames(count: usize, first: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for n in 0..count {
        let mut frame = vec![0xff, 0xfb, 0x18, 0xc0];
        frame.resize(4 + 17, 0);
        frame.extend(if n == 0 { first } else { b"" });
        frame.resize(144, 0);
        bytes.extend(frame);
    }
    bytes
}

fn tagged(sound: &[u8]) -> Vec<u8> {
    let mut bytes = b"ID3\x04\0\0\0\0\x01\x02".to_vec();
    bytes.resize(10 + 130, 0xff);
    bytes.extend(sound);
    bytes
}

#[rstest]
#[case::one_speed(frames(100, b""), Some(3600))]
#[case::behind_a_tag(tagged(&frames(100, b"")), Some(3600))]
#[case::an_encoder_s_count(frames(10, b"Xing\0\0\0\x01\0\0\x03\xe8"), Some(36_000))]
#[case::a_count_that_is_not_there(frames(10, b"Info\0\0\0\0\0\0\x03\xe8"), Some(360))]
#[case::one_frame(frames(1, b""), Some(36))]
#[case::no_frame(b"<html>no audio</html>".to_vec(), None)]
#[case::a_tag_alone(tagged(b""), None)]
fn mp3_tells_by_its_frames(#[case] content: Vec<u8>, #[case] expected: Option<i64>) {
    assert_eq!(length_of(&format!("{}.mp3", content.len()), &content), expected);
}

fn page(stream: u32, samples: u64, packet: &[u8]) -> Vec<u8> {
    let mut bytes = b"OggS\0\0".to_vec();
    bytes.extend(samples.to_le_bytes());
    bytes.extend(stream.to_le_bytes());
    bytes.extend([0; 8]);
    bytes.extend([1, u8::try_from(packet.len()).unwrap()]);
    bytes.extend(packet);
    bytes
}

#[rstest]
#[case::opus(
    &[page(1, 0, b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"), page(1, 48_312, b"x")],
    Some(1000)
)]
#[case::vorbis(
    &[page(1, 0, b"\x01vorbis\0\0\0\0\x01\x40\x1f\0\0"), page(1, 16_000, b"x")],
    Some(2000)
)]
#[case::the_last_page_counts(
    &[page(1, 0, b"\x01vorbis\0\0\0\0\x01\x40\x1f\0\0"), page(1, 8_000, b"x"), page(1, 16_000, b"x"),
      page(1, u64::MAX, b"x"), page(2, 99_000, b"x")],
    Some(2000)
)]
#[case::a_rate_of_nothing(&[page(1, 0, b"\x01vorbis\0\0\0\0\x01\0\0\0\0"), page(1, 16_000, b"x")], None)]
#[case::something_else(&[page(1, 0, b"\x80theora"), page(1, 16_000, b"x")], None)]
fn ogg_tells_by_its_last_page(#[case] pages: &[Vec<u8>], #[case] expected: Option<i64>) {
    let content = pages.concat();
    assert_eq!(
        length_of(&format!("{}-{}.ogg", pages.len(), content.len()), &content),
        expected
    );
}

#[rstest]
#[case::aac("speech.m4a", include_bytes!("../../../audio/tests/fixtures/speech.m4a"), 3128)]
#[case::flac("speech.flac", include_bytes!("../../../audio/tests/fixtures/speech.flac"), 1000)]
#[case::opus("speech.opus", include_bytes!("../../../audio/tests/fixtures/speech.opus"), 3000)]
#[case::webm("speech.webm", include_bytes!("../../../audio/tests/fixtures/speech.webm"), 3008)]
fn files_of_other_programs_tell(#[case] name: &str, #[case] content: &[u8], #[case] expected: i64) {
    assert_eq!(length_of(name, content), Some(expected));
    assert_eq!(length_of(&format!("cut-{name}"), &content[..60]).unwrap_or(0), 0);
}

#[test]
fn webm_tells_in_its_head() {
    let mut head = b"\x1a\x45\xdf\xa3....\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x88".to_vec();
    head.extend(57_480.5_f64.to_be_bytes());
    assert_eq!(length_of("a.webm", &head), Some(57_480));
    assert_eq!(
        length_of("b.webm", b"\x1a\x45\xdf\xa3 written as it was spoken"),
        None
    );
}

proptest! {
    #[test]
    fn whatever_a_file_holds_its_length_is_sane(
        mut content in proptest::collection::vec(any::<u8>(), 0..400),
        head in 0..5_usize,
        end in 0..6_usize,
    ) {
        let heads = [&b""[..], b"OggS", b"\xff\xfb\x18\xc0", b"ID3\x04\0\0", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0"];
        let ends = ["wav", "mp3", "ogg", "webm", "gsm", "sln48"];
        content.splice(0..0, heads[head].iter().copied());
        let length = length_of(&format!("any.{}", ends[end]), &content);
        prop_assert!(length.is_none_or(|length| (0..=LONGEST as i64).contains(&length)));
    }
}
