//! What a file tells of a customer, and what can be wrong with it.

pub use call_journal_model::customer::import::{ImportColumn as Column, ImportPlace as Place};

/// Columns of a row that are looked at.
pub(crate) const MAX_COLUMNS: usize = 1024;
/// Bytes of a row or a card, photographs aside.
pub(crate) const MAX_RECORD: usize = 1 << 20;
/// Phones of a customer or of a contact person.
pub(crate) const MAX_PHONES: usize = 100;
/// Contact persons of a customer.
pub(crate) const MAX_CONTACTS: usize = 1000;
/// Bytes of a customer with all its contact persons: a group of rows is held until it ends.
pub(crate) const MAX_CARD: usize = 4 << 20;

/// One customer as a file tells it. Texts are trimmed and never empty; nothing is checked against the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Where it begins.
    pub place: Place,
    /// The key by which another system knows the customer: a column, or the UID of a card.
    pub key: Option<String>,
    /// The name.
    pub name: String,
    /// What the customer is to the company: «Клиент», «Поставщик».
    pub relations: Vec<String>,
    /// Who is responsible for it, by name.
    pub manager: Option<String>,
    /// Its own phones, as written.
    pub phones: Vec<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Postal address in one line.
    pub address: Option<String>,
    /// Anything else; may have several lines.
    pub note: Option<String>,
    /// People at the customer.
    pub contacts: Vec<CardContact>,
}

/// A person at a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardContact {
    /// The person's name.
    pub name: String,
    /// What the person does there.
    pub position: Option<String>,
    /// The person's phones, as written.
    pub phones: Vec<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// The columns that are read, in the order in which they are written.
pub const COLUMNS: [Column; 12] = [
    Column::Key,
    Column::Name,
    Column::Relations,
    Column::Manager,
    Column::Phone,
    Column::Email,
    Column::Address,
    Column::Note,
    Column::ContactName,
    Column::ContactPosition,
    Column::ContactPhone,
    Column::ContactEmail,
];

/// Longest text of a column, in bytes.
pub(crate) fn limit(column: Column) -> usize {
    match column {
        Column::Note => 64 * 1024,
        Column::Address | Column::Phone | Column::ContactPhone | Column::Relations => 4 * 1024,
        _ => 1024,
    }
}

/// Something in the file that became no customer, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

/// Why a row or a card was rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Nobody's phones.
    #[error("there is no name")]
    NoName,
    /// Another encoding was told, or the text is damaged.
    #[error("the text is not of the file's encoding")]
    Undecodable,
    /// A zero byte, which no text has.
    #[error("there is a zero byte in the text")]
    Nul,
    /// More cells than the header has, or so few that key, name or phone are missing.
    #[error("there are {found} columns instead of {expected}")]
    WrongColumns {
        /// As the header has, or the first row.
        expected: usize,
        /// As this row has.
        found: usize,
    },
    /// More columns than anybody has.
    #[error("there are more than {0} columns")]
    TooManyColumns(usize),
    /// A cell or a property.
    #[error("the value of {column:?} has {bytes} bytes")]
    FieldTooLong {
        /// Which.
        column: Column,
        /// How long it is.
        bytes: usize,
    },
    /// A line, a row or a card.
    #[error("it is longer than {0} bytes")]
    RecordTooLong(usize),
    /// A quotation mark that no other follows within reach.
    #[error("a quotation mark is not closed")]
    OpenQuote,
    /// A card without an end, or something outside of cards.
    #[error("the card is broken")]
    BrokenCard,
    /// More phones than anybody has.
    #[error("there are {0} phones")]
    TooManyPhones(usize),
    /// A row of a customer that has a thousand contact persons already.
    #[error("the customer has too many contact persons")]
    TooManyContacts,
    /// A row with the key of the rows before it, but with another value where a customer has one.
    #[error("the rows before tell another value of {0:?}")]
    Contradicts(Column),
    /// The file ends here for us: it cannot be read on.
    #[error("the file cannot be read any further: {0}")]
    Read(String),
}

impl Reason {
    /// Whether nothing that follows in the file was read.
    pub fn is_end(&self) -> bool {
        matches!(self, Reason::Read(_))
    }
}

/// Why a file as a whole is not read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The disk's words.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is called a workbook but is none, or damaged.
    #[error("this is not a workbook of Excel 2007 or later: {0}")]
    NotAWorkbook(String),
    /// It is encrypted.
    #[error("the workbook has a password")]
    Password,
    /// A part of the workbook that would cost too much memory or time.
    #[error("the workbook's {part} is too large: more than {limit} {what}; save it as CSV")]
    TooLarge {
        /// File inside of the workbook.
        part: String,
        /// The most that is read.
        limit: u64,
        /// Of what.
        what: &'static str,
    },
    /// There is no sheet of that name, or none at all.
    #[error("there is no sheet to read")]
    NoSheet,
    /// No column means a name.
    #[error("no column is the name of the customer or of the contact person")]
    NoNameColumn,
}
