//! Who is at the door: passwords, tokens, cookies, sessions, and the guard that every request passes. What somebody may once they are in,
//! `call_journal_model::access` says; who they are, the store knows.

mod address;
mod cookies;
mod forms;
mod guard;
mod origin;
mod password;
mod passwords;
mod sessions;
mod sign_in;
mod throttle;
mod token;

pub use address::Proxies;
pub use forms::routes;
pub use guard::{guard, listed};
pub use sessions::{Auth, Door, PageLinks, digest, first_link};
