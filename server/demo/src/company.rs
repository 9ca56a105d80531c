//! Who works in the demo company, which numbers it has, and whom it knows. All of it is invented.
//!
//! What happens on its telephones is `office`'s business.

mod customers;
mod details;
mod names;
pub(crate) mod numbers;
mod roster;

use call_journal_model::call::Extension;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use call_journal_pbx::plan::Plan;
use chrono_tz::Tz;

pub(crate) use customers::{BASE, newcomer};
pub use customers::{Contact, Customer, Kind};
pub use details::Details;
pub use numbers::FICTIONAL;
pub use roster::{Destination, Employee, Line};
pub(crate) use roster::{PHONES_OF_GROUP, QUEUES, VOICEMAIL, by_extension};

/// The endpoint that leads to the telephone network.
pub const TRUNK: &str = "trunk-demo";
/// The number that outgoing calls show.
pub const MAIN_NUMBER: &str = "74950000100";
/// The context of the voice menu.
pub const MENU: &str = "ivr-1";
/// The ring group.
pub const GROUP: &str = "600";
/// The conference room.
pub const CONFERENCE: &str = "900";

/// The company as the journal's configuration and its customer base describe it.
#[derive(Clone, Debug)]
pub struct Company {
    /// «ООО «…»»
    pub name: &'static str,
    /// Fifteen people, in the order of their extensions.
    pub employees: Vec<Employee>,
    /// Numbers of the company, and where they lead.
    pub lines: Vec<Line>,
    /// Names of queues, groups, menus, rooms and announcements: what the PBX calls them, what people call them.
    pub places: Vec<(&'static str, &'static str)>,
    /// Whom the company knows at that moment.
    pub customers: Vec<Customer>,
    pub(crate) seed: u64,
    pub(crate) zone: Tz,
}

impl Company {
    /// The company as it is at `now`: about 600 customers, of whom one more registers each working day.
    #[must_use]
    pub fn new(seed: u64, now: Timestamp, zone: Tz) -> Self {
        Self {
            name: "ООО «Лампа и Якорь»",
            employees: roster::employees(),
            lines: roster::lines(),
            places: vec![
                ("400", "Продажи"),
                ("401", "Поддержка"),
                (GROUP, "Отдел продаж"),
                (MENU, "Главное"),
                (CONFERENCE, "Планёрка"),
                ("closed", "Нерабочее время"),
            ],
            customers: customers::customers(seed, now, zone),
            seed,
            zone,
        }
    }

    /// What the company's `call-journal.toml` would say about its PBX.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan {
            region: "RU".into(),
            trunks: vec![TRUNK.into()],
            extensions: self
                .employees
                .iter()
                .map(|employee| employee.extension.0.clone())
                .collect(),
            menus: vec![MENU.into()],
            queues: QUEUES.iter().map(|queue| queue.number.into()).collect(),
            groups: vec![GROUP.into()],
            ..Plan::default()
        }
    }

    /// What else is known of a customer of the company.
    #[must_use]
    pub fn details(&self, customer: &Customer) -> Details {
        Details::of(self.seed, customer)
    }

    pub(crate) fn employee(&self, index: usize) -> &Employee {
        &self.employees[index]
    }

    pub(crate) fn extension(&self, index: usize) -> Extension {
        self.employees[index].extension.clone()
    }
}

/// An E.164 number from digits that this crate put together itself.
pub(crate) fn e164(text: &str) -> Option<PhoneNumber> {
    PhoneNumber::from_e164(text)
}
