//! What comes out of files that browsers do not play, compared with what sox and ffmpeg make of them.

use std::io::Cursor;

use call_journal_audio::{Playable, VirtualWav};
use proptest::prelude::*;
use rstest::rstest;

use super::{
    FLAC, G722, GSM, M4A, MP3, OPUS, TWO_SIDES, VORBIS, WAV49, WEBM, audio, converted, samples, wav,
};

#[rstest]
#[case(GSM, "a.gsm", include_bytes!("../fixtures/speech.gsm.expected"))]
#[case(WAV49, "a.WAV", include_bytes!("../fixtures/speech.WAV.expected"))]
fn gsm_is_decoded_bit_for_bit(#[case] file: &[u8], #[case] name: &str, #[case] expected: &[u8]) {
    let made = converted(file, name);
    assert!(samples(&made[44..]) == samples(expected));
}

#[test]
fn g722_sounds_as_it_should() {
    let made = samples(&converted(G722, "a.g722")[44..]);
    let expected = samples(include_bytes!("../fixtures/speech.g722.expected"));
    assert_eq!(made.len(), expected.len());
    let power = |samples: &[i16]| samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>();
    let wrong: Vec<i16> = made
        .iter()
        .zip(&expected)
        .map(|(a, b)| a.saturating_sub(*b))
        .collect();
    assert!(
        power(&wrong) < power(&expected) / 1000.0,
        "{} {}",
        power(&wrong),
        power(&expected)
    );
}

/// How well `heard` follows `said` when it comes so many samples later: 1 is the same.
fn likeness(said: &[i16], heard: &[i16], later: isize) -> f64 {
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (at, said) in said.iter().enumerate() {
        let heard = at.checked_add_signed(later).and_then(|at| heard.get(at));
        let (said, heard) = (f64::from(*said), heard.copied().map_or(0.0, f64::from));
        both += said * heard;
        one += said * said;
        other += heard * heard;
    }
    both / (one * other).sqrt().max(1.0)
}

/// Made of `speech.WAV` by ffmpeg; how much is kept of the sound, and how much later it comes, in frames: of MP4 nobody here
/// reads what the coder put before the sound.
#[rstest]
#[case::opus(OPUS, "a.opus", 8000, 0.75, 0)]
#[case::opus_in_webm(WEBM, "a.webm", 8000, 0.75, 0)]
#[case::aac(M4A, "a.m4a", 8000, 0.95, 1024)]
#[case::vorbis(VORBIS, "a.ogg", 16_000, 0.95, 0)]
#[case::flac(FLAC, "a.flac", 8000, 1.0, 0)]
fn what_only_some_browsers_play_sounds_at_its_time(
    #[case] file: &[u8],
    #[case] name: &str,
    #[case] rate: u32,
    #[case] kept: f64,
    #[case] later: isize,
) {
    let made = converted(file, name);
    let told = audio(&made, "a.wav");
    assert_eq!((told.rate, told.channels), (rate, 1));
    let each = rate as usize / 8000;
    let heard: Vec<i16> = samples(&made[44..]).into_iter().step_by(each).collect();
    let said = samples(include_bytes!("../fixtures/speech.WAV.expected"));
    let said = &said[..said.len().min(if name == "a.flac" { 8000 } else { usize::MAX })];
    let longer = heard.len().checked_signed_diff(said.len()).unwrap() - later;
    assert!((0..=16).contains(&longer), "{longer}");
    let like = |by: isize| likeness(said, &heard, later + by);
    let best = (-400..400).max_by(|a, b| like(*a).total_cmp(&like(*b)));
    assert!(
        best.unwrap().abs() <= 2 && like(0) >= kept,
        "{best:?} {}",
        like(0)
    );
}

#[test]
fn a_converted_file_is_a_wav_file() {
    let made = converted(GSM, "a.gsm");
    let told = audio(&made, "a.wav");
    assert_eq!(told.playable, Playable::Everywhere);
    assert_eq!((told.channels, told.rate, told.millis()), (1, 8000, Some(3000)));
}

/// Each width as it stands in a file, and the sample it is.
#[rstest]
#[case(1, 8, &[128, 255, 0], &[0, 127 << 8, i16::MIN])]
#[case(1, 24, &[9, 0x34, 0x12, 0, 0, 0x80], &[0x1234, i16::MIN])]
#[case(1, 32, &[9, 9, 0x34, 0x12], &[0x1234])]
#[case(3, 32, &[0, 0, 0, 0x3f, 0, 0, 0xc0, 0x7f, 0, 0, 0, 0xc2], &[16384, 0, i16::MIN])]
#[case(6, 8, &[0xd5, 0xaa, 0x2a], &[8, 32256, -32256])]
#[case(7, 8, &[0xff, 0x80, 0x00], &[0, 32124, -32124])]
fn widths(#[case] tag: u16, #[case] bits: u16, #[case] data: &[u8], #[case] expected: &[i16]) {
    // A header that a crash left: browsers would play nothing.
    let mut file = wav(tag, 1, 8000, bits, data);
    file[40..44].fill(0);
    assert_eq!(samples(&converted(&file, "a.wav")[44..]), expected);
}

#[test]
fn a_file_that_is_still_written_plays_so_far() {
    let mut file = wav(1, 2, 8000, 16, &[1, 0, 2, 0, 3, 0, 4, 0, 5]);
    file[4..8].fill(0);
    file[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(samples(&converted(&file, "a.wav")[44..]), [1, 2, 3, 4]);
}

proptest! {
    /// Whichever part is asked for, in whichever order, its bytes are those of the whole.
    #[test]
    fn every_part_is_a_part_of_the_whole(
        which in 0..8_usize,
        parts in prop::collection::vec((0.0..1.0_f64, 1..20_000_usize), 1..8),
    ) {
        let long = GSM.repeat(3);
        let g722 = G722.repeat(12);
        let alaw: Vec<u8> = (0..50_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let (file, name) = [(&long[..], "a.gsm"), (WAV49, "a.WAV"), (&g722, "a.g722"), (&alaw, "a.alaw"), (TWO_SIDES, "a.opus"),
            (WEBM, "a.webm"), (M4A, "a.m4a"), (MP3, "a.mp3")][which];
        let whole = converted(file, name);
        let mut wav = VirtualWav::open(Cursor::new(file.to_vec()), audio(file, name)).unwrap();
        for (at, length) in parts {
            let at = (at * whole.len() as f64) as usize;
            let mut part = vec![0; length];
            let read = wav.read_at(at as u64, &mut part).unwrap();
            prop_assert_eq!(read, length.min(whole.len() - at));
            prop_assert!(part[..read] == whole[at..at + read]);
        }
    }
}
