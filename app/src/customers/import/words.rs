//! What is said about a file of customers, in the page's language; reports of the command line speak by it too.

use call_journal_model::customer::import::{
    ImportColumn, ImportIssue, ImportPlace, ImportRefused, RowRefused,
};
use call_journal_model::customer::{CardField, FieldRefused};

use crate::customers::card::sentences;
use crate::text;

/// Place and sentence of a line of the report, in a language.
#[cfg(feature = "ssr")]
#[must_use]
pub fn line_in(
    locale: crate::i18n::Locale,
    line: &call_journal_model::customer::import::ImportLine,
) -> [String; 2] {
    use leptos::prelude::{Owner, provide_context};
    Owner::new().with(|| {
        provide_context(locale);
        [place(line.place), issue(&line.issue)]
    })
}

/// «строка 12»
pub(super) fn place(place: ImportPlace) -> String {
    match place {
        ImportPlace::Line(number) => text!(customers.import_place_line, number = number).to_string(),
        ImportPlace::Row(number) => text!(customers.import_place_row, number = number).to_string(),
        ImportPlace::Card(number) => text!(customers.import_place_card, number = number).to_string(),
    }
}

/// What is to be said about a place of the file.
pub(super) fn issue(issue: &ImportIssue) -> String {
    match issue {
        ImportIssue::Double { number, owner } => text!(
            customers.issue_double,
            number = number.as_str(),
            owner = owner.as_str()
        )
        .to_string(),
        ImportIssue::Taken { number, owner } => text!(
            customers.issue_taken,
            number = number.as_str(),
            owner = owner.as_str()
        )
        .to_string(),
        ImportIssue::OnlyFilled { name } => {
            text!(customers.issue_only_filled, name = name.as_str()).to_string()
        }
        ImportIssue::UnknownManager(name) => text!(customers.issue_manager, name = name.as_str()).to_string(),
        ImportIssue::Value { value, why, .. } => {
            let field = CardField::Other;
            let why = sentences::refused(&FieldRefused { field, why: *why });
            text!(customers.issue_value, value = value.as_str(), why = why).to_string()
        }
        ImportIssue::Row(why) => row(why),
    }
}

fn row(why: &RowRefused) -> String {
    match why {
        RowRefused::NoName => text!(customers.issue_no_name).to_owned(),
        RowRefused::Encoding => text!(customers.issue_encoding).to_owned(),
        RowRefused::Columns { expected, found } => {
            text!(customers.issue_columns, expected = expected, found = found).to_string()
        }
        RowRefused::TooLong => text!(customers.issue_too_long).to_owned(),
        RowRefused::OpenQuote => text!(customers.issue_open_quote).to_owned(),
        RowRefused::Broken => text!(customers.issue_broken).to_owned(),
        RowRefused::TooMany => text!(customers.issue_too_many).to_owned(),
        RowRefused::Contradicts(which) => {
            text!(customers.issue_contradicts, column = column(*which)).to_string()
        }
        RowRefused::End => text!(customers.issue_end).to_owned(),
    }
}

/// Why the file is not read, or why it did not go on.
pub(super) fn refused(why: &ImportRefused) -> String {
    match why {
        ImportRefused::Gone => text!(customers.file_gone).to_owned(),
        ImportRefused::TooLarge(megabytes) => {
            text!(customers.file_too_large, megabytes = megabytes).to_string()
        }
        ImportRefused::Empty => text!(customers.file_empty).to_owned(),
        ImportRefused::Password => text!(customers.file_password).to_owned(),
        ImportRefused::NotAWorkbook => text!(customers.file_no_workbook).to_owned(),
        ImportRefused::TooCostly => text!(customers.file_too_costly).to_owned(),
        ImportRefused::NoSheet => text!(customers.file_no_sheet).to_owned(),
        ImportRefused::NoName => text!(customers.file_no_name).to_owned(),
        ImportRefused::Unreadable => text!(customers.file_unreadable).to_owned(),
        ImportRefused::Busy => text!(customers.file_busy).to_owned(),
        ImportRefused::Failed => text!(customers.file_failed).to_owned(),
        ImportRefused::Stopped => text!(customers.file_stopped).to_owned(),
    }
}

/// What a column means.
pub(super) fn column(column: ImportColumn) -> &'static str {
    match column {
        ImportColumn::Ignore => text!(customers.import_column_ignore),
        ImportColumn::Key => text!(customers.import_column_key),
        ImportColumn::Name => text!(customers.import_column_name),
        ImportColumn::Relations => text!(customers.import_column_relations),
        ImportColumn::Manager => text!(customers.import_column_manager),
        ImportColumn::Phone => text!(customers.import_column_phone),
        ImportColumn::Email => text!(customers.import_column_email),
        ImportColumn::Address => text!(customers.import_column_address),
        ImportColumn::Note => text!(customers.import_column_note),
        ImportColumn::ContactName => text!(customers.import_column_contact_name),
        ImportColumn::ContactPosition => text!(customers.import_column_contact_position),
        ImportColumn::ContactPhone => text!(customers.import_column_contact_phone),
        ImportColumn::ContactEmail => text!(customers.import_column_contact_email),
    }
}
