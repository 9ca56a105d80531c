//! Listening to MP3, for its drawing.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;

use crate::peaks::{Drawing, Peaks};

/// Broken packets in a row after which the rest is taken to be something else.
const BROKEN: usize = 1_000;

/// `None`: it is no MP3 after all.
pub(crate) fn peaks<F: Read + Seek + Send + Sync + 'static>(file: F, data: Range<u64>) -> Option<Peaks> {
    let source = Source {
        file,
        length: data.end,
    };
    let stream = MediaSourceStream::new(Box::new(source), Default::default());
    let mut hint = Hint::new();
    hint.with_extension("mp3");
    let (format, meta) = (FormatOptions::default(), MetadataOptions::default());
    let mut format = symphonia::default::get_probe()
        .probe(&hint, stream, format, meta)
        .ok()?;
    let track = format.default_track(TrackType::Audio)?;
    let (id, parameters) = (track.id, track.codec_params.as_ref()?.audio()?.clone());
    let options = AudioDecoderOptions::default();
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&parameters, &options)
        .ok()?;
    let mut drawing: Option<Drawing> = None;
    let mut samples: Vec<i16> = Vec::new();
    let mut broken = 0;
    while broken < BROKEN && drawing.as_ref().is_none_or(|drawing| !drawing.is_full()) {
        // What comes after damage is not heard by browsers either.
        let Ok(Some(packet)) = format.next_packet() else {
            break;
        };
        if packet.track_id != id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(decoded) => {
                broken = 0;
                let spec = decoded.spec();
                let channels = u16::try_from(spec.channels().count()).unwrap_or(u16::MAX);
                let rate = spec.rate();
                samples.resize(decoded.samples_interleaved(), 0);
                decoded.copy_to_slice_interleaved(&mut samples);
                let drawing = drawing.get_or_insert_with(|| Drawing::new(channels, rate));
                drawing.hear(samples.iter().copied());
            }
            Err(Error::DecodeError(_)) => broken += 1,
            Err(_) => break,
        }
    }
    drawing.map(Drawing::finish)
}

/// A file as symphonia wants it.
struct Source<F> {
    file: F,
    length: u64,
}

impl<F: Read> Read for Source<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl<F: Seek> Seek for Source<F> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl<F: Read + Seek + Send + Sync> MediaSource for Source<F> {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}
