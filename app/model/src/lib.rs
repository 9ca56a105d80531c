//! The words of the journal as types, and the rules about them.
//!
//! Pure: no I/O, no clock, no database, no texts for people. Compiles for the browser; the rules that need large
//! tables (time zones, numbering plans) sit behind the feature `rules` and run on the server only.

pub mod access;
pub mod call;
pub mod customer;
pub mod employee;
pub mod filter;
pub mod live;
pub mod phone;
pub mod search;
#[cfg(feature = "rules")]
pub mod settle;
pub mod status;
pub mod time;
pub mod timecode;
pub mod view;
#[cfg(feature = "rules")]
pub mod window;
pub mod wire;
