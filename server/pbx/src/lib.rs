//! What a PBX says, as [`event::PbxEvent`], and the assembler that makes calls of it.
//!
//! Pure: readers take bytes and give events, the assembler takes events and gives calls. No sockets, no files, no
//! database, no clock: those are the server's.

pub mod assemble;
pub mod asterisk;
pub mod event;
pub mod freeswitch;
pub mod http_call;
pub mod mikopbx;
pub mod open;
pub mod plan;
pub mod reason;
pub mod thread;
