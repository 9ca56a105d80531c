//! All customers as a file, in steps: as much memory for a million of them as for one.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use call_journal_cards::{Card, CardContact, CsvWriter, HeaderLanguage, VcardVersion, VcardWriter};
use call_journal_model::employee::CustomerId;
use call_journal_store::customers::{Exported, export_step};
use call_journal_store::{Store, StoreError};
use clap::ValueEnum;

/// How customers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// A table that Excel opens: UTF-8, `;`
    Csv,
    /// Cards, version 3.0
    Vcard,
}

enum Writer<W: Write> {
    Csv(Box<CsvWriter<W>>, HeaderLanguage),
    Vcard(VcardWriter<W>),
}

/// Customers on their way into a file.
pub struct Export<W: Write> {
    store: Store,
    writer: Writer<W>,
    after: Option<CustomerId>,
}

/// Why an export ends.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody takes what is written any more, or the disk is full.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl<W: Write> Export<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn new(store: &Store, out: W, format: FileFormat, language: HeaderLanguage) -> io::Result<Export<W>> {
        let writer = match format {
            FileFormat::Csv => Writer::Csv(Box::new(CsvWriter::new(out, b';', language)?), language),
            FileFormat::Vcard => Writer::Vcard(VcardWriter::new(out, VcardVersion::V3)),
        };
        Ok(Export {
            store: store.clone(),
            writer,
            after: None,
        })
    }

    /// Writes some customers. False: there are no more.
    ///
    /// # Errors
    /// When the database or the writer fails.
    pub async fn step(&mut self) -> Result<bool, Ended> {
        let customers = export_step(&self.store, self.after).await?;
        let Some(last) = customers.last() else {
            return Ok(false);
        };
        self.after = Some(last.id);
        for customer in customers {
            match &mut self.writer {
                Writer::Csv(writer, HeaderLanguage::Ru) => writer.write(&card(customer, " доб. "))?,
                Writer::Csv(writer, HeaderLanguage::En) => writer.write(&card(customer, " ext. "))?,
                // A telephone waits at a comma and dials on.
                Writer::Vcard(writer) => writer.write(&card(customer, ","))?,
            }
        }
        Ok(true)
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn finish(self) -> io::Result<W> {
        match self.writer {
            Writer::Csv(writer, _) => writer.finish(),
            Writer::Vcard(writer) => writer.finish(),
        }
    }
}

fn card(customer: Exported, extension: &str) -> Card {
    // `+7 (495) 123-45-67, 12` would be two phones to whoever reads a list of them.
    let phones = |phones: Vec<String>| {
        phones
            .iter()
            .map(|phone| phone.replacen(", ", extension, 1))
            .collect()
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    let fields = customer.fields;
    let contacts = fields.contacts.into_iter().map(|contact| CardContact {
        name: contact.name,
        position: some(contact.position),
        phones: phones(contact.phones),
        email: some(contact.email),
    });
    Card {
        key: customer.external_key,
        name: fields.name,
        relations: fields.relations,
        manager: customer.manager,
        phones: phones(fields.phones),
        email: some(fields.email),
        address: some(fields.address),
        note: some(fields.note),
        contacts: contacts.collect(),
        ..Card::default()
    }
}

/// Where an export writes to and an answer is taken from.
#[derive(Clone, Default)]
pub struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    /// What was written since.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
