//! Bringing customers in from a file: what is asked, what is shown before, and what came of it. The server reads the files.

use serde::{Deserialize, Serialize};

use super::{CardField, WhyRefused};

/// Lines of a report that a page shows; the whole is a file.
pub const LINES_SHOWN: usize = 200;

/// What a column of a table means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportColumn {
    /// Nothing that is wanted.
    #[default]
    Ignore,
    /// The key in another system.
    Key,
    /// The customer's name.
    Name,
    /// What the customer is to the company.
    Relations,
    /// The main manager.
    Manager,
    /// The customer's phones.
    Phone,
    /// The customer's e-mail.
    Email,
    /// The address.
    Address,
    /// A note.
    Note,
    /// The contact person's name.
    ContactName,
    /// The contact person's position.
    ContactPosition,
    /// The contact person's phones.
    ContactPhone,
    /// The contact person's e-mail.
    ContactEmail,
}

impl ImportColumn {
    /// All of them, in the order of a menu.
    pub const ALL: [ImportColumn; 13] = [
        ImportColumn::Ignore,
        ImportColumn::Key,
        ImportColumn::Name,
        ImportColumn::Relations,
        ImportColumn::Manager,
        ImportColumn::Phone,
        ImportColumn::Email,
        ImportColumn::Address,
        ImportColumn::Note,
        ImportColumn::ContactName,
        ImportColumn::ContactPosition,
        ImportColumn::ContactPhone,
        ImportColumn::ContactEmail,
    ];

    /// By what it is named on a command line and in the value of a choice.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ImportColumn::Ignore => "ignore",
            ImportColumn::Key => "key",
            ImportColumn::Name => "name",
            ImportColumn::Relations => "relations",
            ImportColumn::Manager => "manager",
            ImportColumn::Phone => "phone",
            ImportColumn::Email => "email",
            ImportColumn::Address => "address",
            ImportColumn::Note => "note",
            ImportColumn::ContactName => "contact-name",
            ImportColumn::ContactPosition => "contact-position",
            ImportColumn::ContactPhone => "contact-phone",
            ImportColumn::ContactEmail => "contact-email",
        }
    }

    /// The column of this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<ImportColumn> {
        ImportColumn::ALL.into_iter().find(|column| column.id() == id)
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// A table as text.
    Csv,
    /// Cards.
    Vcard,
    /// A workbook.
    Xlsx,
}

/// The encoding of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportEncoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// Cyrillic Windows.
    Windows1251,
    /// «Unicode text» of Excel.
    Utf16Le,
    /// The same with its bytes exchanged.
    Utf16Be,
}

impl ImportEncoding {
    /// All of them, in the order of a menu.
    pub const ALL: [ImportEncoding; 4] = [
        ImportEncoding::Utf8,
        ImportEncoding::Windows1251,
        ImportEncoding::Utf16Le,
        ImportEncoding::Utf16Be,
    ];

    /// As the standards call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ImportEncoding::Utf8 => "UTF-8",
            ImportEncoding::Windows1251 => "Windows-1251",
            ImportEncoding::Utf16Le => "UTF-16LE",
            ImportEncoding::Utf16Be => "UTF-16BE",
        }
    }
}

/// How a file is to be read; what is `None` is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSettings {
    /// What the file is.
    pub format: Option<ImportFormat>,
    /// Of a text.
    pub encoding: Option<ImportEncoding>,
    /// What parts the cells of a text.
    pub delimiter: Option<char>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What the columns mean.
    pub columns: Option<Vec<ImportColumn>>,
    /// Numbers of other customers are taken from them.
    pub take_numbers: bool,
}

/// The beginning of a file, for a person to confirm how it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// How it is read now; nothing is left to be guessed.
    pub settings: ImportSettings,
    /// Names of the columns.
    pub names: Option<Vec<String>>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// Sheets of the workbook.
    pub sheets: Vec<String>,
}

/// Why a file as a whole is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportRefused {
    /// It was removed meanwhile, or belongs to somebody else.
    Gone,
    /// It is longer than this many megabytes.
    TooLarge(u32),
    /// It is empty.
    Empty,
    /// A workbook with a password.
    Password,
    /// It is called a workbook but is none, or damaged.
    NotAWorkbook,
    /// Reading it would cost too much memory.
    TooCostly,
    /// No such sheet.
    NoSheet,
    /// No column is a name.
    NoName,
    /// It cannot be read.
    Unreadable,
    /// Another file is being brought in just now.
    Busy,
    /// The database failed.
    Failed,
    /// Somebody stopped it, or the server stops.
    Stopped,
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Customers that were not there.
    pub new: u32,
    /// Customers that got something.
    pub changed: u32,
    /// Customers that have all that the file tells.
    pub unchanged: u32,
    /// Numbers that belong to other customers and were left to them.
    pub doubles: u32,
    /// Numbers that were taken from other customers.
    pub taken: u32,
    /// Rows, cards and values that were left out.
    pub rejected: u32,
}

/// Where in a file something stands, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportPlace {
    /// A line of a text.
    Line(u64),
    /// A row of a sheet.
    Row(u64),
    /// A card.
    Card(u64),
}

impl Default for ImportPlace {
    fn default() -> ImportPlace {
        ImportPlace::Line(1)
    }
}

/// What is to be said about a place of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportIssue {
    /// The number belongs to another customer, who keeps it.
    Double {
        /// As the screen shows it.
        number: String,
        /// The customer's name.
        owner: String,
    },
    /// The number was another customer's.
    Taken {
        /// As the screen shows it.
        number: String,
        /// The customer's name.
        owner: String,
    },
    /// The customer was known by another row, number or name: what was empty was filled in, the rest stays as it was.
    OnlyFilled {
        /// The customer's name.
        name: String,
    },
    /// Nobody here has this name or extension.
    UnknownManager(String),
    /// A value that cannot be stored was left out.
    Value {
        /// Which.
        field: CardField,
        /// As it stands in the file.
        value: String,
        /// Why.
        why: WhyRefused,
    },
    /// The whole row or card was left out.
    Row(RowRefused),
}

/// Why a row or a card was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowRefused {
    /// There is no name.
    NoName,
    /// The text is of another encoding, or damaged.
    Encoding,
    /// More cells than the header has, or fewer than are needed.
    Columns {
        /// As the header has.
        expected: u32,
        /// As there are.
        found: u32,
    },
    /// A cell, a row or a card is too long.
    TooLong,
    /// A quotation mark is not closed.
    OpenQuote,
    /// The card is broken.
    Broken,
    /// More phones or contact persons than anybody has.
    TooMany,
    /// A row of the same customer told another value before.
    Contradicts(ImportColumn),
    /// The file cannot be read beyond this place.
    End,
}

impl ImportIssue {
    /// Whether something of the file was left out for its own sake.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        matches!(self, Self::Value { .. } | Self::Row(_) | Self::UnknownManager(_))
    }
}

/// A line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Where.
    pub place: ImportPlace,
    /// What.
    pub issue: ImportIssue,
}

/// What bringing a file in came to, or would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// How many of what.
    pub counts: ImportCounts,
    /// The first lines.
    pub lines: Vec<ImportLine>,
    /// How many lines there are.
    pub total: u32,
}

/// How far the work on a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Nothing was asked yet.
    Idle,
    /// It is being read.
    Working {
        /// Nothing is written.
        dry: bool,
        /// Customers so far.
        customers: u32,
        /// Thousandths of the file, where that is known.
        done: Option<u32>,
    },
    /// What would be done.
    Checked(ImportReport),
    /// What was done.
    Done(ImportReport),
    /// It did not go on. What was written until then stays; it can be repeated.
    Failed(ImportRefused),
}
