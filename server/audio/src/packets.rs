//! Sound in packets of changing size: MP3, Opus, Vorbis, AAC and FLAC, as files, in Ogg, WebM or MP4. `symphonia` finds the
//! packets and decodes all but Opus, which is `opus-pure`'s.

use std::io::{self, Read, Seek, SeekFrom};

use opus_pure::{MAX_PACKET_SAMPLES, OpusDecoder};
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

use crate::codec::Codec;
use crate::inspect::Audio;

/// Broken packets in a row after which the rest is taken to be something else.
const BROKEN: usize = 1_000;

/// What is decoded before a place so that it comes out as if all were: a tenth of a second, in parts of a second.
const WARM_UP: i64 = 10;

/// Packets and their bytes that are read for one piece of sound: a hostile file has more of them than sound.
const MOST_PACKETS: usize = 16 * 1024;
const MOST_BYTES: usize = 4 << 20;

/// A file whose packets are read one after the other, or from any place on.
pub(crate) struct Packets {
    format: Box<dyn FormatReader>,
    decoder: Decoder,
    track: u32,
    /// Seconds of a tick.
    base: TimeBase,
    /// Frames that the coder put before the sound, where times of packets count them.
    delay: i64,
    pub(crate) channels: u16,
    pub(crate) rate: u32,
    /// As far as the file tells.
    pub(crate) frames: Option<u64>,
    samples: Vec<i16>,
    /// Packets and bytes that may still be read.
    left: (usize, usize),
}

enum Decoder {
    Opus(Box<OpusDecoder>),
    Other(Box<dyn AudioDecoder>),
}

impl Packets {
    /// `None`: there is no sound in it that we could decode.
    pub(crate) fn open<F: Read + Seek + Send + Sync + 'static>(
        mut file: F,
        audio: &Audio,
    ) -> Option<Packets> {
        file.seek(SeekFrom::Start(0)).ok()?;
        let length = audio.data.end;
        let stream = MediaSourceStream::new(Box::new(Source { file, length }), Default::default());
        let mut hint = Hint::new();
        match audio.codec {
            Codec::Mp3 => hint.with_extension("mp3"),
            _ => hint.mime_type(audio.mime),
        };
        let (options, meta) = (FormatOptions::default(), MetadataOptions::default());
        let format = symphonia::default::get_probe()
            .probe(&hint, stream, options, meta)
            .ok()?;
        let track = format.default_track(TrackType::Audio)?;
        let parameters = track.codec_params.as_ref()?.audio()?;
        let (channels, rate, delay, decoder) = decoder(parameters)?;
        let base = track
            .time_base
            .or_else(|| TimeBase::try_from_recip(parameters.sample_rate?))?;
        let of_track = track.duration.map(|ticks| (ticks, base));
        let of_file = || format.media_info().duration.zip(format.media_info().time_base);
        let told = of_track.or_else(of_file).map(|(ticks, base)| {
            let ticks = i64::try_from(ticks.get()).unwrap_or(i64::MAX);
            frames(ticks, base, rate) - delay
        });
        Some(Packets {
            track: track.id,
            base,
            delay,
            channels,
            rate,
            frames: told.and_then(|frames| u64::try_from(frames).ok()),
            decoder,
            format,
            samples: Vec::new(),
            left: (usize::MAX, usize::MAX),
        })
    }

    /// The next samples, of all channels in turn, and the frame that they begin with. `None`: there are no more, or what
    /// comes is damaged, which browsers do not play either.
    pub(crate) fn next(&mut self) -> Option<(i64, &[i16])> {
        for _ in 0..BROKEN {
            let packet = loop {
                let packet = self.format.next_packet().ok()??;
                self.left.0 = self.left.0.checked_sub(1)?;
                self.left.1 = self.left.1.checked_sub(packet.data.len())?;
                if packet.track_id == self.track {
                    break packet;
                }
            };
            match self.decode(&packet) {
                // The first packets of some formats only prepare for the next.
                Ok(()) if self.samples.is_empty() => {}
                Ok(()) => {
                    let begin = frames(packet.pts.get(), self.base, self.rate).saturating_sub(self.delay);
                    return Some((begin, &self.samples));
                }
                Err(Error::DecodeError(_)) => {}
                Err(_) => return None,
            }
        }
        None
    }

    /// `count` frames from the frame `first` on, as 16 bit, little endian; what is not there is silent.
    pub(crate) fn pcm(&mut self, first: u64, count: usize) -> Vec<u8> {
        let channels = usize::from(self.channels);
        let room = count * channels * 2;
        let mut pcm = Vec::with_capacity(room);
        let mut at = None;
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        if self.enter(first).is_some() {
            while pcm.len() < room
                && let Some((begin, samples)) = self.next()
            {
                // Times of packets are rounded in some formats: the first one tells where we are.
                let here = *at.get_or_insert_with(|| {
                    let late = usize::try_from(begin.saturating_sub(first))
                        .unwrap_or(0)
                        .min(count);
                    pcm.resize(late * channels * 2, 0);
                    begin
                });
                let known = usize::try_from(first.saturating_sub(here))
                    .unwrap_or(0)
                    .saturating_mul(channels);
                let new = samples.get(known..).unwrap_or_default();
                pcm.extend(new.iter().flat_map(|sample| sample.to_le_bytes()));
                at = i64::try_from(samples.len() / channels)
                    .ok()
                    .map(|count| here.saturating_add(count));
            }
        }
        pcm.resize(room, 0);
        pcm
    }

    /// Goes to where a frame and what it needs are still to come.
    fn enter(&mut self, frame: i64) -> Option<()> {
        let early = frame.saturating_add(self.delay) - i64::from(self.rate) / WARM_UP;
        let ticks = i128::from(early) * i128::from(self.base.denom.get());
        let ticks = ticks / i128::from(self.base.numer.get()) / i128::from(self.rate);
        let ticks = i64::try_from(ticks).ok()?;
        // The first packet may be earlier than the beginning; not all formats know of such times.
        let mut seek = |ticks| {
            let to = SeekTo::Timestamp {
                ts: Timestamp::new(ticks),
                track_id: self.track,
            };
            self.format.seek(SeekMode::Accurate, to)
        };
        match seek(ticks) {
            Err(_) if ticks < 0 => seek(0).ok()?,
            sought => sought.ok()?,
        };
        self.left = (MOST_PACKETS, MOST_BYTES);
        match &mut self.decoder {
            Decoder::Opus(decoder) => decoder.reset_state().ok()?,
            Decoder::Other(decoder) => decoder.reset(),
        }
        Some(())
    }

    fn decode(&mut self, packet: &Packet) -> Result<(), Error> {
        let samples = &mut self.samples;
        match &mut self.decoder {
            Decoder::Opus(decoder) => {
                let channels = usize::from(self.channels);
                samples.resize(MAX_PACKET_SAMPLES * channels, 0);
                let decoded = decoder.decode_s16(&packet.data, MAX_PACKET_SAMPLES, samples);
                let decoded = decoded.map_err(|_| Error::DecodeError("opus"))?;
                samples.truncate(decoded * channels);
            }
            Decoder::Other(decoder) => {
                let decoded = decoder.decode(packet)?;
                let spec = decoded.spec();
                if spec.channels().count() != usize::from(self.channels) || spec.rate() != self.rate {
                    return Err(Error::DecodeError("another kind of sound"));
                }
                samples.resize(decoded.samples_interleaved(), 0);
                decoded.copy_to_slice_interleaved(samples);
            }
        }
        Ok(())
    }
}

/// Frames of so many ticks.
fn frames(ticks: i64, base: TimeBase, rate: u32) -> i64 {
    let frames = i128::from(ticks) * i128::from(base.numer.get()) * i128::from(rate);
    i64::try_from(frames / i128::from(base.denom.get())).unwrap_or(i64::MAX)
}

/// The decoder of a track, its channels, its rate and what it says before the sound begins, in frames.
fn decoder(parameters: &AudioCodecParameters) -> Option<(u16, u32, i64, Decoder)> {
    let channels = parameters.channels.as_ref()?.count();
    let channels = u16::try_from(channels)
        .ok()
        .filter(|count| (1..=8).contains(count))?;
    if parameters.codec != CODEC_ID_OPUS {
        let rate = parameters
            .sample_rate
            .filter(|rate| (1000..=384_000).contains(rate))?;
        let options = AudioDecoderOptions::default();
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &options)
            .ok()?;
        return Some((channels, rate, 0, Decoder::Other(decoder)));
    }
    let head = parameters.extra_data.as_deref()?;
    let (_, head) = head
        .split_first_chunk::<8>()
        .filter(|(mark, _)| *mark == b"OpusHead")?;
    // Version, channels, what is skipped, the rate of what was coded, loudness, family: one and two channels are of family 0.
    let &[
        _,
        channels @ (1 | 2),
        skipped,
        more,
        a,
        b,
        c,
        d,
        loud,
        louder,
        0,
        ..,
    ] = head
    else {
        return None;
    };
    let coded = u32::from_le_bytes([a, b, c, d]);
    let rate = [8_000_u16, 12_000, 16_000, 24_000]
        .into_iter()
        .find(|rate| (1..=u32::from(*rate)).contains(&coded))
        .unwrap_or(48_000);
    let mut decoder = OpusDecoder::new(rate.into(), channels.into()).ok()?;
    decoder.gain_q8 = i16::from_le_bytes([loud, louder]).into();
    let skipped = u32::from(u16::from_le_bytes([skipped, more])) * u32::from(rate) / 48_000;
    Some((
        channels.into(),
        rate.into(),
        skipped.into(),
        Decoder::Opus(Box::new(decoder)),
    ))
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
