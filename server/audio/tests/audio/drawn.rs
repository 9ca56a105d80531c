//! How recordings look.

use std::io::Cursor;

use call_journal_audio::{PER_SECOND, Peaks};
use proptest::prelude::*;

use super::{GSM, MP3, audio, wav};

fn peaks(file: &[u8], name: &str) -> Peaks {
    Peaks::of(Cursor::new(file.to_vec()), &audio(file, name))
        .unwrap()
        .unwrap()
}

/// Two sides at 8 kHz, each as stretches of seconds and loudness.
fn talk(left: &[(usize, i16)], right: &[(usize, i16)]) -> Vec<u8> {
    let side = |side: &[(usize, i16)]| -> Vec<i16> {
        let stretch = |&(seconds, loud): &(usize, i16)| {
            (0..seconds * 8000).map(move |at| if at % 2 == 0 { loud } else { -loud })
        };
        side.iter().flat_map(stretch).collect()
    };
    let frames = side(left).into_iter().zip(side(right));
    let data: Vec<u8> = frames
        .flat_map(|(left, right)| [left, right])
        .flat_map(i16::to_le_bytes)
        .collect();
    wav(1, 2, 8000, 16, &data)
}

#[test]
fn each_side_is_as_loud_as_its_loudest_moment() {
    let drawn = peaks(&talk(&[(1, 32_000), (1, 0)], &[(1, 1000), (1, 16_000)]), "a.wav");
    assert_eq!(drawn.millis, 2000);
    let second = PER_SECOND as usize;
    assert_eq!(drawn.sides[0], [vec![250; second], vec![0; second]].concat());
    assert_eq!(drawn.sides[1], [vec![7; second], vec![125; second]].concat());
    assert_eq!(drawn.columns(4), [[250, 250, 0, 0], [7, 7, 125, 125]]);
    assert_eq!(drawn.columns(1), [[250], [125]]);
    assert_eq!(drawn.columns(1000)[0].len(), 40, "no more than there is");
}

#[test]
fn silence_is_where_neither_side_speaks_for_long() {
    let drawn = peaks(
        &talk(
            &[(2, 9000), (5, 40), (3, 0)],
            &[(4, 0), (1, 40), (1, 9000), (4, 0)],
        ),
        "a.wav",
    );
    // Nobody speaks from 2 to 5, and from 6 to the end; its edges are heard.
    assert_eq!(drawn.silences(), [(2300, 4700), (6300, 9700)]);
}

#[test]
fn a_humming_line_is_silent_where_it_only_hums() {
    let drawn = peaks(&talk(&[(3, 700), (2, 9000)], &[(5, 700)]), "a.wav");
    assert_eq!(drawn.silences(), [(300, 2700)]);
    let loud = peaks(&talk(&[(5, 9000)], &[(5, 9000)]), "a.wav");
    assert_eq!(loud.silences(), [], "evenly loud is not silent");
}

#[test]
fn speech_in_gsm_and_mp3_is_drawn_too() {
    let gsm = peaks(GSM, "a.gsm");
    assert_eq!((gsm.millis, gsm.sides.len(), gsm.sides[0].len()), (3000, 1, 60));
    assert!(gsm.sides[0].iter().any(|loud| *loud > 100));
    let mp3 = peaks(MP3, "a.mp3");
    assert_eq!(mp3.sides.len(), 2);
    assert!((6900..7300).contains(&mp3.millis), "{}", mp3.millis);
    let [left, right] = &mp3.columns(7)[..] else {
        panic!("two sides")
    };
    assert!(left[0] > 100 && left[3] < 10 && left[6] > 100, "{left:?}");
    assert!(right.iter().all(|loud| *loud < 10), "{right:?}");
    assert_eq!(mp3.silences().len(), 1, "{:?}", mp3.silences());
}

proptest! {
    #[test]
    fn what_is_stored_comes_back(sides in 1..3_usize, count in 0..50_usize, millis in any::<u64>(), loud in any::<u8>()) {
        let drawn = Peaks { millis, sides: vec![vec![loud; count]; sides] };
        prop_assert_eq!(Peaks::from_bytes(&drawn.to_bytes()), Some(drawn));
    }

    #[test]
    fn what_is_no_drawing_is_none(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Some(drawn) = Peaks::from_bytes(&bytes) {
            prop_assert_eq!(drawn.to_bytes(), bytes);
            let _ = drawn.columns(7);
            let _ = drawn.silences();
        }
    }
}
