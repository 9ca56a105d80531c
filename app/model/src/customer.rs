//! A customer's card: what is shown of it, what a person fills in, and what saving it can end in. No database, no text
//! for the screen.

#[cfg(feature = "rules")]
mod check;
pub mod import;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::call::CallId;
use crate::employee::{ContactPersonId, CustomerId, EmployeeId};
use crate::phone::PhoneRefused;
use crate::view::{CallSummary, NumberText, PersonName};

#[cfg(feature = "rules")]
pub use check::{
    CONTACTS, CheckedCard, CheckedContact, LINE_CHARACTERS, NAME_CHARACTERS, PHONES, RELATIONS,
    TEXT_CHARACTERS,
};

/// Everything the card shows of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCard {
    /// Which.
    pub id: CustomerId,
    /// What is filled in.
    pub fields: CardFields,
    /// The main manager's name; the fields have the id.
    pub manager: Option<PersonName>,
    /// Names of customers that were merged into this one.
    pub also_named: Vec<String>,
    /// Key in the system it was imported from.
    pub external_key: Option<String>,
    /// It is not proposed any more.
    pub archived: bool,
    /// Who changed it last, and when.
    pub changed: Option<CardChange>,
    /// Goes up with each change: who saves names the version they saw.
    pub version: i64,
}

/// Who changed a card, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardChange {
    /// Their name then.
    pub author: String,
    /// In the company's time zone.
    #[serde(with = "crate::wire::local")]
    pub at: NaiveDateTime,
}

/// What a person fills in. The texts are as they were typed; storing cleans them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardFields {
    /// «Наименование»
    pub name: String,
    /// «Типы отношений»
    pub relations: Vec<String>,
    /// «Основной менеджер»
    pub manager: Option<EmployeeId>,
    /// The customer's own numbers, in any written form.
    pub phones: Vec<String>,
    /// «E-mail»
    pub email: String,
    /// «Адрес»
    pub address: String,
    /// «Заметка»
    pub note: String,
    /// «Контактные лица»
    pub contacts: Vec<ContactFields>,
}

/// A contact person as they are filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFields {
    /// `None`: a new one.
    pub id: Option<ContactPersonId>,
    /// «Имя»
    pub name: String,
    /// «Должность»
    pub position: String,
    /// «E-mail»
    pub email: String,
    /// In any written form.
    pub phones: Vec<String>,
}

/// Who has a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedNumber {
    /// The number.
    pub number: NumberText,
    /// Whose it is.
    pub customer: CustomerId,
    /// Its name.
    pub name: String,
    /// The contact person there, if it is theirs.
    pub contact: Option<(ContactPersonId, String)>,
}

/// What is done with numbers of a card that belong to somebody else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owned {
    /// Nothing is saved, and their owners are told.
    #[default]
    Refuse,
    /// They are taken, if they still belong to these.
    Move(Vec<OwnedNumber>),
}

/// What saving a card came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardSaved {
    /// It stands like this now.
    Done(Box<CustomerCard>),
    /// Nothing was saved: numbers belong to others.
    Owned(Vec<OwnedNumber>),
    /// Nothing was saved: somebody else saved first, and it stands like this.
    Conflict(Box<CustomerCard>),
    /// Nothing was saved: this is to be mended.
    Refused(Vec<FieldRefused>),
}

/// A field that cannot be stored as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRefused {
    /// Which.
    pub field: CardField,
    /// Why.
    pub why: WhyRefused,
}

/// A field of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardField {
    /// The name.
    Name,
    /// The number at this place.
    Phone(u32),
    /// The e-mail.
    Email,
    /// The name of the contact person at this place.
    ContactName(u32),
    /// The number at the second place of the contact person at the first.
    ContactPhone(u32, u32),
    /// The e-mail of the contact person at this place.
    ContactEmail(u32),
    /// Any other.
    Other,
}

/// Why a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyRefused {
    /// Nothing stands there.
    Empty,
    /// Longer than is stored.
    TooLong,
    /// No address of a letter.
    NoEmail,
    /// No number that can be dialled.
    Phone(PhoneRefused),
    /// The number stands on this card twice.
    Twice,
    /// More than a card holds.
    TooMany,
}

/// Whom a number is given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// The customer itself.
    Customer(CustomerId),
    /// A contact person there.
    Contact(CustomerId, ContactPersonId),
    /// A contact person whom the customer has not yet.
    NewContact(CustomerId, String),
    /// A customer that is not there yet, of this name.
    NewCustomer(String),
    /// Nobody: the number is unregistered again.
    Nobody,
}

/// What giving a number to somebody came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assigned {
    /// It is theirs.
    Done {
        /// Whose, unless nobody's.
        owner: Option<OwnedNumber>,
        /// Takes it back, for a while.
        undo: Undo,
    },
    /// Nothing was done: it belongs to somebody else.
    Owned(OwnedNumber),
    /// There is no such customer or contact person (any more).
    NoSuch,
}

/// Takes an assignment back: what was done to which number, and how it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// The change in the history of changes.
    pub change: i64,
}

/// A row of the list of customers, or a proposal while one types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// Which.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its address, shortened.
    pub address: String,
    /// The main manager's name.
    pub manager: Option<String>,
    /// Contact persons it has.
    pub contacts: u32,
    /// Its numbers and those of its contact persons; the first three.
    pub numbers: Vec<NumberText>,
    /// A name by which it was found, if its own was not it: a contact person, or an earlier name.
    pub found_by: Option<String>,
    /// It is not proposed any more.
    pub archived: bool,
}

/// A page of the list of customers, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerPage {
    /// At most 50.
    pub rows: Vec<CustomerRow>,
    /// How many there are in all.
    pub total: u32,
    /// Where the next page begins; `None` at the end.
    pub next: Option<u32>,
}

/// A contact person to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactChoice {
    /// Who.
    pub id: ContactPersonId,
    /// Their name.
    pub name: String,
    /// What they do there.
    pub position: String,
    /// One of their numbers.
    pub number: Option<NumberText>,
}

/// What a customer's calls add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFigures {
    /// External calls.
    pub calls: u32,
    /// Incoming ones.
    pub incoming: u32,
    /// Outgoing ones.
    pub outgoing: u32,
    /// Missed ones, lost ones among them.
    pub missed: u32,
    /// Lost ones.
    pub lost: u32,
    /// Time talked in all, ms.
    pub talked_ms: i64,
}

/// Calls of a number or of a customer, as they stand beside the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsBeside {
    /// The newest ones.
    pub calls: Vec<CallSummary>,
    /// Of all.
    pub figures: CustomerFigures,
}

/// A comment on one of a customer's calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentOfCall {
    /// The call.
    pub call: CallId,
    /// When it began, in the company's time zone.
    #[serde(with = "crate::wire::local")]
    pub started: NaiveDateTime,
    /// Who wrote it.
    pub author: String,
    /// What.
    pub text: String,
}
