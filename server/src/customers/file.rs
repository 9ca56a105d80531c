//! A file of customers as a person wants it read. The words of the pages on one side, those of the reader on the other.

use std::io::{Read, Seek};

use call_journal_cards::{CardFile, Encoding, Format, Layout, Preview, Reason, Unreadable, probe};
use call_journal_model::customer::import::{
    ImportColumn, ImportFormat, ImportPreview, ImportRefused, ImportSettings, RowRefused,
};

/// A file that can be read.
pub struct Opened<R: Read + Seek> {
    /// It.
    pub file: CardFile<R>,
    /// How.
    pub layout: Layout,
    /// Its beginning.
    pub preview: ImportPreview,
}

/// Opens a file; what `settings` does not tell is guessed. Of `name` only the end counts.
///
/// # Errors
/// Why it is not read.
pub fn open<R: Read + Seek>(
    mut input: R,
    name: &str,
    settings: &ImportSettings,
) -> Result<Opened<R>, Unreadable> {
    let format = told(probe(&mut input, name)?, settings);
    let mut file = CardFile::open(input, format)?;
    let Preview {
        names,
        rows,
        sheets,
        mut layout,
    } = file.preview(settings.header, settings.sheet.as_deref())?;
    let cards = matches!(format, Format::Vcard { .. });
    if let Some(columns) = settings.columns.as_ref().filter(|_| !cards) {
        let told = columns
            .iter()
            .copied()
            .chain(std::iter::repeat(ImportColumn::Ignore));
        layout.columns = told.take(layout.columns.len()).collect();
    }
    let (kind, encoding, delimiter) = match format {
        Format::Csv { encoding, delimiter } => {
            (ImportFormat::Csv, Some(encoding), Some(char::from(delimiter)))
        }
        Format::Vcard { encoding } => (ImportFormat::Vcard, Some(encoding), None),
        Format::Xlsx => (ImportFormat::Xlsx, None, None),
    };
    let sheet = layout.sheet.clone().or_else(|| sheets.first().cloned());
    let preview = ImportPreview {
        settings: ImportSettings {
            format: Some(kind),
            encoding,
            delimiter,
            header: Some(layout.header),
            sheet,
            columns: Some(layout.columns.clone()),
            take_numbers: settings.take_numbers,
        },
        names,
        rows,
        sheets,
    };
    Ok(Opened {
        file,
        layout,
        preview,
    })
}

/// What the file is, by what was guessed and what was told.
fn told(guessed: Format, settings: &ImportSettings) -> Format {
    let (mut encoding, mut delimiter) = match guessed {
        Format::Csv { encoding, delimiter } => (encoding, delimiter),
        Format::Vcard { encoding } => (encoding, b';'),
        Format::Xlsx => (Encoding::Utf8, b';'),
    };
    encoding = settings.encoding.unwrap_or(encoding);
    if let Some(told) = settings
        .delimiter
        .and_then(|told| u8::try_from(told).ok())
        .filter(|told| can_part(*told))
    {
        delimiter = told;
    }
    let guessed = match guessed {
        Format::Csv { .. } => ImportFormat::Csv,
        Format::Vcard { .. } => ImportFormat::Vcard,
        Format::Xlsx => ImportFormat::Xlsx,
    };
    match settings.format.unwrap_or(guessed) {
        ImportFormat::Csv => Format::Csv { encoding, delimiter },
        ImportFormat::Vcard => Format::Vcard { encoding },
        ImportFormat::Xlsx => Format::Xlsx,
    }
}

/// Whether this byte can part the cells of a row.
pub fn can_part(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r' | b'\0')
}

/// Why a row or card was left out.
pub fn row_refused(reason: &Reason) -> RowRefused {
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match reason {
        Reason::NoName => RowRefused::NoName,
        Reason::Undecodable | Reason::Nul => RowRefused::Encoding,
        Reason::WrongColumns { expected, found } => RowRefused::Columns {
            expected: short(*expected),
            found: short(*found),
        },
        Reason::TooManyColumns(_) | Reason::FieldTooLong { .. } | Reason::RecordTooLong(_) => {
            RowRefused::TooLong
        }
        Reason::OpenQuote => RowRefused::OpenQuote,
        Reason::BrokenCard => RowRefused::Broken,
        Reason::TooManyPhones(_) | Reason::TooManyContacts => RowRefused::TooMany,
        Reason::Contradicts(column) => RowRefused::Contradicts(*column),
        Reason::Read(_) => RowRefused::End,
    }
}

/// Why the file as a whole is not read.
pub fn refused(why: &Unreadable) -> ImportRefused {
    match why {
        Unreadable::Io(_) => ImportRefused::Unreadable,
        Unreadable::NotAWorkbook(_) => ImportRefused::NotAWorkbook,
        Unreadable::Password => ImportRefused::Password,
        Unreadable::TooLarge { .. } => ImportRefused::TooCostly,
        Unreadable::NoSheet => ImportRefused::NoSheet,
        Unreadable::NoNameColumn => ImportRefused::NoName,
    }
}
