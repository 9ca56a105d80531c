//! Who may do what: roles, the rights that they give, and how far these reach. The one place where that is decided; what a role has in
//! this company, and which role a person, the store knows.

mod act;
mod deed;
mod mask;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::employee::EmployeeId;

pub use act::{Act, Acts};
pub use deed::{AccountRefused, AuditEntry, Deed};
pub use mask::{Mask, hidden};

/// What a person is in the journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes and makes calls.
    #[default]
    Employee,
    /// Looks for lost calls, listens to others.
    Supervisor,
    /// Sets the journal up.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 3] = [Role::Employee, Role::Supervisor, Role::Administrator];

    /// What it may, as long as the company says nothing else.
    #[must_use]
    pub fn rights(self) -> Rights {
        match self {
            Role::Employee => Rights {
                see: Scope::All,
                hear: Scope::Own,
                download: false,
                customers: true,
                export: false,
                configure: false,
                masked: false,
            },
            Role::Supervisor => Rights {
                see: Scope::All,
                hear: Scope::All,
                download: true,
                customers: true,
                export: true,
                configure: false,
                masked: false,
            },
            Role::Administrator => Rights {
                see: Scope::All,
                hear: Scope::All,
                download: true,
                customers: true,
                export: true,
                configure: true,
                masked: false,
            },
        }
    }
}

/// Whose calls a right is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Nobody's.
    #[default]
    None,
    /// One's own.
    Own,
    /// Those of one's department, and one's own.
    Department,
    /// Everybody's.
    All,
}

impl Scope {
    /// All of them, the least first.
    pub const ALL: [Scope; 4] = [Scope::None, Scope::Own, Scope::Department, Scope::All];
}

/// What somebody may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Whose calls they see.
    pub see: Scope,
    /// Whose conversations they hear, of the calls that they see.
    pub hear: Scope,
    /// They may save what they hear.
    pub download: bool,
    /// They may make and change customers.
    pub customers: bool,
    /// They may take tables of calls and of customers along.
    pub export: bool,
    /// They may decide who may what.
    pub configure: bool,
    /// Numbers are shown without their middle.
    pub masked: bool,
}

/// Where somebody's rights, or a role's, differ from what they would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exceptions {
    /// See [`Rights::see`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub see: Option<Scope>,
    /// See [`Rights::hear`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hear: Option<Scope>,
    /// See [`Rights::download`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download: Option<bool>,
    /// See [`Rights::customers`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<bool>,
    /// See [`Rights::export`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export: Option<bool>,
    /// See [`Rights::configure`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configure: Option<bool>,
    /// See [`Rights::masked`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub masked: Option<bool>,
}

impl Rights {
    /// These rights with what differs.
    #[must_use]
    pub fn with(self, other: &Exceptions) -> Rights {
        Rights {
            see: other.see.unwrap_or(self.see),
            hear: other.hear.unwrap_or(self.hear),
            download: other.download.unwrap_or(self.download),
            customers: other.customers.unwrap_or(self.customers),
            export: other.export.unwrap_or(self.export),
            configure: other.configure.unwrap_or(self.configure),
            masked: other.masked.unwrap_or(self.masked),
        }
    }

    /// All that they may do.
    #[must_use]
    pub fn acts(&self) -> Acts {
        Acts::new(|act| self.allow(act))
    }

    /// Whether they may do this at all; with whose calls, [`Reach`] tells.
    #[must_use]
    pub fn allow(&self, act: Act) -> bool {
        match act {
            Act::Look | Act::Own => true,
            Act::Hear => self.hear > Scope::None,
            Act::Download => self.hear > Scope::None && self.download,
            Act::SeeListeners => self.hear >= Scope::Department,
            Act::ReadCustomers => self.customers || self.see == Scope::All,
            Act::Assign => self.customers,
            // A card is changed as a whole: whoever does not see its numbers would overwrite them.
            Act::ChangeCustomers => self.customers && !self.masked,
            Act::Export => self.export,
            Act::ExportCustomers => self.export && !self.masked && self.allow(Act::ReadCustomers),
            Act::Configure => self.configure,
        }
    }
}

/// Whose calls somebody reaches by one of their rights.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Everybody's.
    All,
    /// Those of these employees, in ascending order; of nobody: none.
    Of(Vec<EmployeeId>),
}

impl Reach {
    /// How far `scope` reaches for `me`, whose department has these `colleagues`.
    #[must_use]
    pub fn of(scope: Scope, me: Option<EmployeeId>, colleagues: &[EmployeeId]) -> Reach {
        let mut whose: Vec<EmployeeId> = match scope {
            Scope::All => return Reach::All,
            Scope::None => Vec::new(),
            Scope::Own => me.into_iter().collect(),
            Scope::Department => colleagues.iter().copied().chain(me).collect(),
        };
        whose.sort_unstable();
        whose.dedup();
        Reach::Of(whose)
    }

    /// Whether a call of these employees is within it.
    #[must_use]
    pub fn covers(&self, employees: &[EmployeeId]) -> bool {
        match self {
            Reach::All => true,
            Reach::Of(whose) => employees.iter().any(|employee| whose.contains(employee)),
        }
    }
}
