//! Customers as a table: a row for each contact person, the customer's own values in the first.

use std::io::{self, Write};

use crate::card::{COLUMNS, Card, CardContact, Column};
use crate::field::guarded;

/// The language of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderLanguage {
    /// English.
    En,
    /// Russian.
    Ru,
}

impl HeaderLanguage {
    /// The name of a column; the reader understands each.
    pub fn name(self, column: Column) -> &'static str {
        let (en, ru) = match column {
            Column::Key => ("ID", "Код"),
            Column::Name => ("Customer", "Контрагент"),
            Column::Relations => ("Relations", "Отношения"),
            Column::Manager => ("Manager", "Ответственный"),
            Column::Phone => ("Phone", "Телефон"),
            Column::Email => ("E-mail", "E-mail"),
            Column::Address => ("Address", "Адрес"),
            Column::Note => ("Note", "Примечание"),
            Column::ContactName => ("Contact person", "Контактное лицо"),
            Column::ContactPosition => ("Position", "Должность"),
            Column::ContactPhone => ("Contact phone", "Телефон контактного лица"),
            Column::ContactEmail => ("Contact e-mail", "E-mail контактного лица"),
            Column::Ignore => ("", ""),
        };
        match self {
            HeaderLanguage::En => en,
            HeaderLanguage::Ru => ru,
        }
    }
}

/// Writes a CSV file as Excel opens it: UTF-8 with a byte order mark. A cell that Excel would take for a formula begins with an
/// apostrophe, which our reader takes off.
pub struct CsvWriter<W: Write> {
    out: ::csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the header. Excel expects `;` where a comma parts the fraction, as in Russia.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn new(mut out: W, delimiter: u8, language: HeaderLanguage) -> io::Result<CsvWriter<W>> {
        out.write_all("\u{feff}".as_bytes())?;
        let terminator = ::csv::Terminator::CRLF;
        let mut out = ::csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(terminator)
            .from_writer(out);
        out.write_record(COLUMNS.map(|column| language.name(column)))?;
        Ok(CsvWriter { out })
    }

    /// Writes a customer.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write(&mut self, card: &Card) -> io::Result<()> {
        for row in rows(card) {
            self.out.write_record(row.iter().map(|cell| guarded(cell)))?;
        }
        Ok(())
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn finish(self) -> io::Result<W> {
        self.out
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

/// The rows of a customer, with the columns of [`COLUMNS`].
pub(crate) fn rows(card: &Card) -> Vec<Vec<String>> {
    let row = |first: bool, contact: Option<&CardContact>| {
        let cell = |column| match column {
            Column::Key => card.key.clone().unwrap_or_default(),
            Column::Name => card.name.clone(),
            Column::ContactName => contact.map(|contact| contact.name.clone()).unwrap_or_default(),
            Column::ContactPosition => contact
                .and_then(|contact| contact.position.clone())
                .unwrap_or_default(),
            Column::ContactPhone => contact
                .map(|contact| contact.phones.join(", "))
                .unwrap_or_default(),
            Column::ContactEmail => contact
                .and_then(|contact| contact.email.clone())
                .unwrap_or_default(),
            // Below, a column of one's own would only repeat itself.
            _ if !first => String::new(),
            Column::Relations => card.relations.join(", "),
            Column::Manager => card.manager.clone().unwrap_or_default(),
            Column::Phone => card.phones.join(", "),
            Column::Email => card.email.clone().unwrap_or_default(),
            Column::Address => card.address.clone().unwrap_or_default(),
            Column::Note => card.note.clone().unwrap_or_default(),
            Column::Ignore => String::new(),
        };
        COLUMNS.map(cell).to_vec()
    };
    let others = card
        .contacts
        .iter()
        .skip(1)
        .map(|contact| row(false, Some(contact)));
    [row(true, card.contacts.first())]
        .into_iter()
        .chain(others)
        .collect()
}
