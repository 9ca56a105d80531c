//! Customers into files, one after another.

mod csv;
mod vcard;

pub(crate) use csv::rows;
pub use csv::{CsvWriter, HeaderLanguage};
pub use vcard::{VcardVersion, VcardWriter};
