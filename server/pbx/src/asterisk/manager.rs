//! Asterisk's manager interface (AMI) as a source of events: bytes → messages → [`PbxEvent`](crate::event::PbxEvent)s.
//!
//! `framing` cuts the stream into messages, `translate` says what a message tells of calls (`native` for those that are
//! not CEL or CDR yet), `notice` what it tells a listener of the PBX itself.
//!
//! Everything is blind to what came before, as a connection may be lost anywhere: what is missing, what is told twice
//! and what lasts is the assembler's business. Sockets, passwords and clocks are the server's.

mod framing;
mod message;
mod native;
mod notice;
mod translate;

pub use framing::{Dropped, Frames};
pub use message::Message;
pub use notice::{Notice, live_channel, notice};
pub use translate::Translator;
