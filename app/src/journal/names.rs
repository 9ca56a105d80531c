//! Names for the chips of an exact customer, employee or number: the address holds ids only.

use leptos::prelude::*;

use call_journal_model::employee::{CustomerId, EmployeeId};
use call_journal_model::filter::Filter;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::view::{CallParty, CallSummary, LineName, Suggestion};

/// The names met so far. Provided as context by the journal page.
#[derive(Clone, Copy)]
pub struct Names {
    lines: StoredValue<Vec<LineName>>,
    customer: RwSignal<Option<(CustomerId, String)>>,
    employee: RwSignal<Option<(EmployeeId, String)>>,
    number: RwSignal<Option<(PhoneNumber, String)>>,
}

impl Names {
    /// Nothing was met yet but the lines.
    #[must_use]
    pub fn new(lines: Vec<LineName>) -> Names {
        Names {
            lines: StoredValue::new(lines),
            customer: RwSignal::new(None),
            employee: RwSignal::new(None),
            number: RwSignal::new(None),
        }
    }

    /// The line's name, or how the PBX writes it.
    #[must_use]
    pub fn line(self, line: &str) -> String {
        self.lines.with_value(|lines| {
            let known = lines.iter().find(|known| known.line == line);
            let name = known.and_then(|known| known.name.clone());
            name.unwrap_or_else(|| line.to_owned())
        })
    }

    /// Learns the name of what was picked below the search box.
    pub fn remember(self, suggestion: &Suggestion) {
        match suggestion {
            Suggestion::Customer { id, name, .. } => self.customer.set(Some((*id, name.clone()))),
            Suggestion::Employee { id, name } => self.employee.set(Some((*id, name.clone()))),
            Suggestion::Number { number, display } => {
                self.number.set(Some((number.clone(), display.clone())))
            }
        }
    }

    /// Learns the names that `filter` asks for from a call that passed it.
    pub fn learn(self, filter: &Filter, call: &CallSummary) {
        if let CallParty::Customer { id, name, .. } = &call.party
            && filter.customer == Some(*id)
        {
            self.customer.set(Some((*id, name.clone())));
        }
        if let Some(employee) = filter.employee
            && let Some(person) = call.employees.iter().find(|person| person.id == Some(employee))
        {
            self.employee.set(Some((employee, person.name.clone())));
        }
        if let CallParty::Customer { number, .. } | CallParty::Unregistered { number, .. } = &call.party
            && number.e164.is_some()
            && number.e164 == filter.number
            && let Some(e164) = number.e164.clone()
        {
            self.number.set(Some((e164, number.display.clone())));
        }
    }

    /// The customer's name, or `№ 42`.
    #[must_use]
    pub fn customer(self, id: CustomerId) -> String {
        known(&self.customer.read(), &id).unwrap_or_else(|| numbered(id.0))
    }

    /// The employee's name, or `№ 42`.
    #[must_use]
    pub fn employee(self, id: EmployeeId) -> String {
        known(&self.employee.read(), &id).unwrap_or_else(|| numbered(id.0))
    }

    /// The number as people write it, or as E.164.
    #[must_use]
    pub fn number(self, number: &PhoneNumber) -> String {
        known(&self.number.read(), number).unwrap_or_else(|| number.as_str().to_owned())
    }
}

fn known<Id: PartialEq>(name: &Option<(Id, String)>, id: &Id) -> Option<String> {
    name.as_ref()
        .filter(|(known, _)| known == id)
        .map(|(_, name)| name.clone())
}

fn numbered(id: i64) -> String {
    ["№ ", &id.to_string()].concat()
}
