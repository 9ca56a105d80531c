//! What a file is.

use call_journal_audio::{Codec, Inspected, Playable};
use rstest::rstest;

use super::{G722, GSM, MP3, WAV49, audio, found, wav};

#[rstest]
#[case(WAV49, "a.WAV", Codec::Wav49, Playable::Nowhere, 1, Some(3000))]
#[case(GSM, "a.gsm", Codec::Gsm, Playable::Nowhere, 1, Some(3000))]
#[case(G722, "a.g722", Codec::G722, Playable::Nowhere, 1, Some(1000))]
#[case(MP3, "a.mp3", Codec::Mp3, Playable::Everywhere, 1, None)]
#[case(MP3, "a.bin", Codec::Mp3, Playable::Everywhere, 1, None)]
#[case(&wav(1, 2, 8000, 16, &[0; 32_000]), "a.mp3", Codec::Pcm16, Playable::Everywhere, 2, Some(1000))]
#[case(&wav(6, 1, 8000, 8, &[0; 8000]), "a.wav", Codec::ALaw, Playable::Nowhere, 1, Some(1000))]
#[case(&[0x55; 8000], "a.alaw", Codec::ALaw, Playable::Nowhere, 1, Some(1000))]
#[case(&[0xff; 8000], "a.ulaw", Codec::MuLaw, Playable::Nowhere, 1, Some(1000))]
#[case(&[0; 32_000], "a.sln16", Codec::Pcm16, Playable::Nowhere, 1, Some(1000))]
#[case(b"OggS\0\x02\0\0\0\0\0\0\0\0", "a", Codec::Other, Playable::Mostly, 1, None)]
#[case(
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81",
    "a",
    Codec::Other,
    Playable::Mostly,
    1,
    None
)]
fn sound(
    #[case] file: &[u8],
    #[case] name: &str,
    #[case] codec: Codec,
    #[case] playable: Playable,
    #[case] channels: u16,
    #[case] millis: Option<u64>,
) {
    let audio = audio(file, name);
    assert_eq!(
        (audio.codec, audio.playable, audio.channels, audio.millis()),
        (codec, playable, channels, millis)
    );
}

#[rstest]
#[case(b"", "a.wav")]
#[case(&wav(1, 1, 8000, 16, &[]), "a.wav")]
#[case(&wav(1, 1, 8000, 16, &[7]), "a.wav")]
#[case(&GSM[..20], "a.gsm")]
fn nobody_spoke(#[case] file: &[u8], #[case] name: &str) {
    assert_eq!(found(file, name), Inspected::Empty);
}

#[rstest]
#[case(b"<!DOCTYPE html><html><body>Not found</body></html>", "a.ulaw")]
#[case(b"PK\x03\x04....................", "a.zip")]
#[case(b"{\"result\":false}", "a.wav")]
#[case(b"RIFF\0\0\0\0WAVE", "a.wav")]
#[case(b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd", "a.wav")]
#[case(&wav(0x1234, 1, 8000, 16, &[1; 100]), "a.wav")]
#[case(&wav(1, 0, 8000, 16, &[1; 100]), "a.wav")]
#[case(&wav(1, 1, 0, 16, &[1; 100]), "a.wav")]
#[case(&[0x12; 100], "a.gsm")]
#[case(&[0x12; 100], "a")]
fn something_else(#[case] file: &[u8], #[case] name: &str) {
    assert_eq!(found(file, name), Inspected::Foreign);
}

#[test]
fn chunks_come_in_any_order_and_any_number() {
    let plain = wav(1, 1, 8000, 16, &[1, 0, 2, 0]);
    let mut file = plain[..12].to_vec();
    file.extend(b"LIST\x03\0\0\0abc\0");
    file.extend(&plain[12..]);
    assert_eq!(audio(&file, "a.wav").data, 56..60);
    let mut endless = plain[..12].to_vec();
    (0..10_000).for_each(|_| endless.extend(b"junk\0\0\0\0"));
    endless.extend(&plain[12..]);
    assert_eq!(found(&endless, "a.wav"), Inspected::Foreign);
}
