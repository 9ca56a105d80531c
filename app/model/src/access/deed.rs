//! What is written down of what people do, and why an account cannot be as it should.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// What somebody did that others may ask about later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// They signed in.
    SignedIn,
    /// Somebody gave a wrong password.
    SignInRefused,
    /// They signed out.
    SignedOut,
    /// They ended their sessions in all browsers.
    SignedOutEverywhere,
    /// They chose a password.
    PasswordSet,
    /// They made a one-time link for somebody.
    Invited,
    /// They heard a recording.
    Listened,
    /// They saved a recording.
    Downloaded,
    /// They took a table of calls along.
    CallsExported,
    /// They took the customers along.
    CustomersExported,
    /// They changed somebody's account.
    AccountChanged,
    /// They changed what a role may.
    RoleChanged,
    /// They made a department, or took one away.
    DepartmentsChanged,
    /// They brought customers in from a file.
    CustomersImported,
    /// They had all data of a customer deleted.
    DataErased,
    /// They said that a call must be kept.
    CallHeld,
    /// They said that it need not be kept any more.
    CallReleased,
    /// Calls were forgotten for their age.
    CallsForgotten,
    /// They made a key for a program, or took one away.
    KeysChanged,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 19] = [
        Deed::SignedIn,
        Deed::SignInRefused,
        Deed::SignedOut,
        Deed::SignedOutEverywhere,
        Deed::PasswordSet,
        Deed::Invited,
        Deed::Listened,
        Deed::Downloaded,
        Deed::CallsExported,
        Deed::CustomersExported,
        Deed::AccountChanged,
        Deed::RoleChanged,
        Deed::DepartmentsChanged,
        Deed::CustomersImported,
        Deed::DataErased,
        Deed::CallHeld,
        Deed::CallReleased,
        Deed::CallsForgotten,
        Deed::KeysChanged,
    ];
}

/// An entry of the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When, in the company's time zone.
    #[serde(with = "crate::wire::local")]
    pub at: NaiveDateTime,
    /// Who, by the name that they had then.
    pub who: String,
    /// Where from.
    pub address: String,
    /// What.
    pub deed: Deed,
    /// To what: a name, a file, a filter.
    pub subject: String,
}

/// Why an account cannot be like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRefused {
    /// There is no such employee.
    NoSuch,
    /// Nothing to sign in with.
    NoLogin,
    /// It is somebody else's login or extension.
    LoginTaken,
    /// Nobody could set the journal up any more.
    LastAdministrator,
}
