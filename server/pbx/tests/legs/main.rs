//! Sources that tell of legs or of whole calls: FreeSWITCH, MikoPBX, posted calls. Each test says what a person would say.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has to stop"
)]

mod freeswitch;
mod hostile;
mod http;
mod mikopbx;
mod packing;
mod told;
mod uploaded;
