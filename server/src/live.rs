//! The live side: what changed goes out to every open browser.
//!
//! `hub` keeps the changes of late and hands them to readers; `owners` follows numbers that moved; `stream` is a reader's connection. Which calls changed is
//! told by the engine and the server functions; what a change means for a reader, the model's filter says.

mod hub;
mod owners;
mod stream;

pub use hub::{Hub, Teller};
pub use owners::Owners;
pub use stream::stream;
