//! A table of calls in words, for people to take along. What kind of file it becomes is the server's.

use call_journal_model::call::Direction;
use call_journal_model::time::Millis;
use call_journal_model::view::CallParty;
use call_journal_store::query::SheetRow;
use chrono::NaiveDateTime;
use leptos::prelude::{Owner, provide_context};

use crate::i18n::Locale;
use crate::text;
use crate::ui::format::{hour_minute_second, iso_date, numeric_date};
use crate::ui::words;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A word, a number, or what somebody wrote.
    Text(String),
    /// The clock on the company's wall.
    Time(NaiveDateTime),
    /// How long.
    Length(Millis),
}

/// Columns of the table.
pub const COLUMNS: usize = 14;

/// A table in one language.
pub struct Sheet {
    owner: Owner,
    locale: Locale,
}

impl Sheet {
    /// A table in this language.
    #[must_use]
    pub fn new(locale: Locale) -> Sheet {
        let owner = Owner::new();
        owner.with(|| provide_context(locale));
        Sheet { owner, locale }
    }

    /// What the file is called, without an ending.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.owner.with(|| text!(journal.file_name).to_owned())
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> [&'static str; COLUMNS] {
        self.owner.with(|| {
            [
                text!(journal.sheet_date),
                text!(journal.sheet_direction),
                text!(journal.sheet_status),
                text!(journal.sheet_reason),
                text!(journal.sheet_attention),
                text!(journal.sheet_first),
                text!(journal.sheet_customer),
                text!(journal.sheet_contact),
                text!(journal.sheet_number),
                text!(journal.sheet_employees),
                text!(journal.sheet_line),
                text!(journal.sheet_channel),
                text!(journal.sheet_talk),
                text!(journal.sheet_comment),
            ]
        })
    }

    /// The cells of a call.
    #[must_use]
    pub fn cells(&self, row: SheetRow) -> [Cell; COLUMNS] {
        self.owner.with(|| cells(row))
    }

    /// A time as a spreadsheet of this language reads it.
    #[must_use]
    pub fn time(&self, at: NaiveDateTime) -> String {
        let day = match self.locale {
            Locale::ru => numeric_date(at.date()),
            Locale::en => iso_date(at.date()),
        };
        [&day, " ", &hour_minute_second(at)].concat()
    }

    /// The same as a format of cells.
    #[must_use]
    pub fn time_format(&self) -> &'static str {
        match self.locale {
            Locale::ru => "dd.mm.yyyy hh:mm:ss",
            Locale::en => "yyyy-mm-dd hh:mm:ss",
        }
    }
}

fn cells(row: SheetRow) -> [Cell; COLUMNS] {
    let SheetRow {
        call,
        line,
        channel,
        comment,
    } = row;
    let maybe = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let yes = |is: bool| maybe(is.then(|| text!(journal.sheet_yes).to_owned()));
    let contact = match &call.party {
        CallParty::Customer { contact, .. } => contact.as_ref().map(|(_, name)| name.clone()),
        CallParty::Unregistered { .. } | CallParty::Withheld | CallParty::Colleague(_) => None,
    };
    let customer = match &call.party {
        // It has a column of its own.
        CallParty::Unregistered { name, .. } => name.clone(),
        party => Some(words::party(party)),
    };
    let number = call.party.number().map(|number| match &number.e164 {
        Some(e164) => e164.as_str().to_owned(),
        None => number.display.clone(),
    });
    let direction = match call.direction {
        Direction::In => text!(status.incoming),
        Direction::Out => text!(status.outgoing),
        Direction::Internal => text!(status.internal),
    };
    [
        Cell::Time(call.started),
        Cell::Text(direction.to_owned()),
        Cell::Text(words::status(call.status).to_owned()),
        maybe(call.reason.map(|reason| words::reason(reason).to_owned())),
        yes(call.attention),
        yes(call.first_contact),
        maybe(customer),
        maybe(contact),
        maybe(number),
        Cell::Text(words::employees(&call)),
        maybe(line),
        maybe(channel),
        call.talk.map_or(Cell::Empty, Cell::Length),
        maybe(comment),
    ]
}
