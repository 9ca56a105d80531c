//! Files of PBXs, of other programs and of attackers.

#![allow(clippy::unwrap_used, reason = "tests")]

mod converted;
mod drawn;
mod every_use;
mod hostile;
mod recognised;

use std::io::Cursor;

use call_journal_audio::{Audio, Inspected, VirtualWav, inspect};

const GSM: &[u8] = include_bytes!("../fixtures/speech.gsm");
const WAV49: &[u8] = include_bytes!("../fixtures/speech.WAV");
const G722: &[u8] = include_bytes!("../fixtures/speech.g722");
const MP3: &[u8] = include_bytes!("../fixtures/one-side.mp3");
const OPUS: &[u8] = include_bytes!("../fixtures/speech.opus");
const TWO_SIDES: &[u8] = include_bytes!("../fixtures/one-side.opus");
const WEBM: &[u8] = include_bytes!("../fixtures/speech.webm");
const M4A: &[u8] = include_bytes!("../fixtures/speech.m4a");
const FLAC: &[u8] = include_bytes!("../fixtures/speech.flac");
const VORBIS: &[u8] = include_bytes!("../fixtures/speech.ogg");

/// A WAV file.
fn wav(tag: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let frame = channels * bits / 8;
    let size = u32::try_from(data.len()).unwrap();
    let parts: [&[u8]; 14] = [
        b"RIFF",
        &(36 + size).to_le_bytes(),
        b"WAVE",
        b"fmt ",
        &16_u32.to_le_bytes(),
        &tag.to_le_bytes(),
        &channels.to_le_bytes(),
        &rate.to_le_bytes(),
        &(rate * u32::from(frame)).to_le_bytes(),
        &frame.to_le_bytes(),
        &bits.to_le_bytes(),
        b"data",
        &size.to_le_bytes(),
        data,
    ];
    parts.concat()
}

fn found(bytes: &[u8], name: &str) -> Inspected {
    inspect(&mut Cursor::new(bytes), name).unwrap()
}

fn audio(bytes: &[u8], name: &str) -> Audio {
    match found(bytes, name) {
        Inspected::Audio(audio) => audio,
        other => panic!("{name}: {other:?}"),
    }
}

/// All of a file as WAV.
fn converted(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut wav = VirtualWav::open(Cursor::new(bytes.to_vec()), audio(bytes, name)).unwrap();
    let mut all = vec![0; usize::try_from(wav.len()).unwrap()];
    assert_eq!(wav.read_at(0, &mut all).unwrap(), all.len());
    all
}

fn samples(pcm: &[u8]) -> Vec<i16> {
    pcm.as_chunks()
        .0
        .iter()
        .map(|sample| i16::from_le_bytes(*sample))
        .collect()
}
