//! Storage of the journal through sea-orm: SQLite and PostgreSQL give the same answers.
//!
//! Here are the tables ([`entity`], [`migration`]), what is written ([`log`], [`calls`], [`settle`], [`people`],
//! [`customers`], [`directory`], [`finder`], [`comments`], [`listenings`], [`settings`], [`views`], [`upkeep`],
//! [`imports`]) and what is read ([`query`]). Not here: what events mean (payloads are
//! opaque text), the rules (`call_journal_model`), HTTP, the clock and the company's time zone: those are arguments.

pub mod access;
pub mod calls;
mod codes;
pub mod comments;
mod connect;
mod counted;
pub mod customers;
pub mod directory;
#[allow(missing_docs, unreachable_pub)] // The macro of sea-orm writes items without documentation.
pub mod entity;
mod error;
pub mod finder;
pub mod forgetting;
pub mod imports;
pub mod listenings;
pub mod log;
#[allow(elided_lifetimes_in_paths)] // The trait elides them, and async_trait wants the same.
pub mod migration;
mod needle;
pub mod people;
pub mod query;
pub mod settings;
pub mod settle;
mod sql;
mod store;
mod text;
pub mod upkeep;
pub mod views;

pub use error::StoreError;
pub use store::Store;
