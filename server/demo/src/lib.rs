//! The demo company: invented people, and what their PBX would have said about their calls.
//!
//! Calls leave this crate only as [`call_journal_pbx::event::PbxEvent`]s; what they mean is for the assembler and the
//! rules to find out, as with any other PBX. Everything is a pure function of a seed, an instant and a time zone: a day
//! that is over reads the same whenever it is asked for. No database, no clock; only [`recordings::write`] touches files.

mod clock;
mod dice;
mod office;
mod script;

pub mod calls;
pub mod comments;
pub mod company;
pub mod expected;
pub mod live;
pub mod recordings;
