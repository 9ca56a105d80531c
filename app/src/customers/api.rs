//! Server functions about customers.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

pub mod assign;
pub mod card;
pub mod erase;
pub mod import;
pub mod list;
