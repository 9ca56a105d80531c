//! Recordings of PBXs: what a file holds ([`inspect`]), the same as a WAV file that every browser plays ([`VirtualWav`]), and
//! how it looks ([`Peaks`]).
//!
//! Files come from PBXs and from whoever posts them, so every byte is an attacker's: a file costs no more than its own length in
//! time and no more than some megabytes in memory. Not here: where files lie, who may hear them, HTTP.
//!
//! Libraries: G.711 and G.722 by `audio-codec`; MP3, AAC, FLAC and Vorbis, and what lies in Ogg, WebM and MP4, by `symphonia`;
//! Opus by `opus-pure`; GSM 06.10 is our own ([`gsm`]).

mod codec;
mod gsm;
mod inspect;
mod packets;
mod peaks;
mod virtual_wav;
mod wav;

pub use codec::Codec;
pub use inspect::{Audio, Inspected, Playable, inspect};
pub use peaks::{PER_SECOND, Peaks};
pub use virtual_wav::VirtualWav;
