//! Sources that tell of legs or of whole calls: FreeSWITCH, MikoPBX, posted calls. Each test says what a person would say.

mod freeswitch;
mod mikopbx;
mod told;
