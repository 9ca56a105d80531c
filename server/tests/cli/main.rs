//! The program as an administrator uses it: `call-journal` is started on real files and databases, and what it prints,
//! exports and serves is compared with what people tell of the recorded calls.
//!
//! Rules, assembler and storage have tests of their own; here is what only the whole can get wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod broken_off;
mod clock;
mod customers;
mod damaged;
mod databases;
mod door;
mod export;
mod fetched;
mod forgotten;
mod growing;
mod heard;
mod late;
mod listening;
mod operations;
#[path = "../taps/peer.rs"]
mod peer;
mod posted;
mod reach;
mod read;
mod rebuild;
mod rights;
mod scenarios;
mod sent;
mod serve;
mod sessions;
mod sheets;
mod support;
mod tables;
mod uploads;
mod wrong_configuration;
