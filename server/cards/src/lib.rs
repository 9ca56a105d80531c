//! Customers out of files and into them: CSV, vCard, XLSX.
//!
//! [`probe`] tells what a file is, [`CardFile::preview`] what its columns may mean, [`CardFile::cards`] gives its customers one
//! after another, with whatever was rejected in between. [`CsvWriter`] and [`VcardWriter`] write them.
//!
//! Everything is read as a stream, for a file may hold 200 000 customers, and everything is bounded, for a file may be an
//! attacker's. Of the journal only its words are known here: whether a phone is one, and who is new, is for whoever asks.

mod card;
mod decode;
mod field;
mod file;
mod format;
mod group;
mod guess;
mod lines;
mod phones;
mod rows;
mod vcard;
mod write;

pub use card::{COLUMNS, Card, CardContact, Column, Place, Reason, Rejected, Unreadable};
pub use file::{CardFile, Cards, Layout, PREVIEW_ROWS, Preview};
pub use format::{Encoding, Format, HEAD, detect, probe};
pub use write::{CsvWriter, HeaderLanguage, VcardVersion, VcardWriter};
