//! The filters that are either on or off, and the chips of all that are on.

use call_journal_model::filter::{Filter, Period};

use crate::text;
use crate::ui::format;
use crate::ui::icon::Glyph;

/// A filter that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// «Входящие»
    Incoming,
    /// «Исходящие»
    Outgoing,
    /// «Пропущенные»
    Missed,
    /// «Потерянные»
    Lost,
    /// «Первичные обращения»
    FirstContact,
    /// «Незарегистрированные»
    Unregistered,
    /// «Показывать внутренние звонки»
    Internal,
    /// «Мои звонки»
    Mine,
}

impl Facet {
    /// In the order of the chips.
    pub const ALL: [Facet; 8] = [
        Facet::Incoming,
        Facet::Outgoing,
        Facet::Missed,
        Facet::Lost,
        Facet::FirstContact,
        Facet::Unregistered,
        Facet::Internal,
        Facet::Mine,
    ];

    fn field(self, filter: &mut Filter) -> &mut bool {
        match self {
            Facet::Incoming => &mut filter.incoming,
            Facet::Outgoing => &mut filter.outgoing,
            Facet::Missed => &mut filter.missed,
            Facet::Lost => &mut filter.lost,
            Facet::FirstContact => &mut filter.first_contact,
            Facet::Unregistered => &mut filter.unregistered,
            Facet::Internal => &mut filter.internal,
            Facet::Mine => &mut filter.mine,
        }
    }

    /// Whether it is on.
    #[must_use]
    pub fn is_on(self, filter: &Filter) -> bool {
        match self {
            Facet::Incoming => filter.incoming,
            Facet::Outgoing => filter.outgoing,
            Facet::Missed => filter.missed,
            Facet::Lost => filter.lost,
            Facet::FirstContact => filter.first_contact,
            Facet::Unregistered => filter.unregistered,
            Facet::Internal => filter.internal,
            Facet::Mine => filter.mine,
        }
    }

    /// Switches it.
    pub fn flip(self, filter: &mut Filter) {
        let field = self.field(filter);
        *field = !*field;
    }

    /// As it stands on its button or in the menu.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Facet::Incoming => text!(journal.incoming),
            Facet::Outgoing => text!(journal.outgoing),
            Facet::Missed => text!(journal.missed),
            Facet::Lost => text!(journal.lost),
            Facet::FirstContact => text!(journal.first_contact),
            Facet::Unregistered => text!(journal.unregistered),
            Facet::Internal => text!(journal.show_internal),
            Facet::Mine => text!(journal.mine),
        }
    }

    /// As it stands on a chip.
    #[must_use]
    pub fn chip(self) -> &'static str {
        match self {
            Facet::Internal => text!(journal.with_internal),
            facet => facet.name(),
        }
    }

    /// Its picture; of the three that have one.
    #[must_use]
    pub fn glyph(self) -> Glyph {
        match self {
            Facet::Incoming => Glyph::Incoming,
            Facet::Outgoing => Glyph::Outgoing,
            Facet::Missed => Glyph::Missed,
            Facet::Mine => Glyph::Person,
            _ => Glyph::Filters,
        }
    }
}

/// Something that narrows the list, as a chip: what it is, so that it can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Narrowing {
    /// Days.
    Period,
    /// A filter that is on.
    Facet(Facet),
    /// Exactly one customer.
    Customer,
    /// Exactly one employee.
    Employee,
    /// Exactly one number.
    Number,
    /// Exactly one line.
    Line,
    /// Exactly one channel.
    Channel,
    /// The search box. It has no chip of its own.
    Search,
}

impl Narrowing {
    /// All that narrow `filter`, in the order of the chips.
    #[must_use]
    pub fn of(filter: &Filter) -> Vec<Narrowing> {
        let set = [
            (Narrowing::Period, filter.period.is_some()),
            (Narrowing::Customer, filter.customer.is_some()),
            (Narrowing::Employee, filter.employee.is_some()),
            (Narrowing::Number, filter.number.is_some()),
            (Narrowing::Line, filter.line.is_some()),
            (Narrowing::Channel, filter.channel.is_some()),
        ];
        let facets = Facet::ALL.map(|facet| (Narrowing::Facet(facet), facet.is_on(filter)));
        let search = (Narrowing::Search, !filter.search.trim().is_empty());
        let all = set
            .into_iter()
            .take(1)
            .chain(facets)
            .chain(set.into_iter().skip(1))
            .chain([search]);
        all.filter(|(_, on)| *on)
            .map(|(narrowing, _)| narrowing)
            .collect()
    }

    /// Takes it away.
    pub fn drop_from(self, filter: &mut Filter) {
        match self {
            Narrowing::Period => filter.period = None,
            Narrowing::Facet(facet) => *facet.field(filter) = false,
            Narrowing::Customer => filter.customer = None,
            Narrowing::Employee => filter.employee = None,
            Narrowing::Number => filter.number = None,
            Narrowing::Line => filter.line = None,
            Narrowing::Channel => filter.channel = None,
            Narrowing::Search => filter.search.clear(),
        }
    }
}

/// The periods that have a name, in the order of the list.
pub const PRESETS: [Period; 6] = [
    Period::Today,
    Period::Yesterday,
    Period::Days7,
    Period::Days30,
    Period::ThisMonth,
    Period::PreviousMonth,
];

/// «7 дней», «08.10.2026 – 14.10.2026», «08.10.2026».
#[must_use]
pub fn period_name(period: Period) -> String {
    match period {
        Period::Today => text!(journal.today).to_owned(),
        Period::Yesterday => text!(journal.yesterday).to_owned(),
        Period::Days7 => text!(journal.days_7).to_owned(),
        Period::Days30 => text!(journal.days_30).to_owned(),
        Period::ThisMonth => text!(journal.this_month).to_owned(),
        Period::PreviousMonth => text!(journal.previous_month).to_owned(),
        Period::Days(from, to) if from == to => format::date(from),
        Period::Days(from, to) => [&format::date(from), " – ", &format::date(to)].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_that_is_on_has_a_chip_that_takes_it_away() {
        for facet in Facet::ALL {
            let mut filter = Filter::default();
            facet.flip(&mut filter);
            assert!(facet.is_on(&filter));
            assert_eq!(Narrowing::of(&filter), [Narrowing::Facet(facet)]);
            Narrowing::Facet(facet).drop_from(&mut filter);
            assert_eq!(filter, Filter::default());
        }
    }

    #[test]
    fn chips_begin_with_the_period_and_blank_search_narrows_nothing() {
        let filter = Filter {
            period: Some(Period::Days7),
            incoming: true,
            customer: Some(call_journal_model::employee::CustomerId(1)),
            search: "  ".to_owned(),
            ..Filter::default()
        };
        let expected = [
            Narrowing::Period,
            Narrowing::Facet(Facet::Incoming),
            Narrowing::Customer,
        ];
        assert_eq!(Narrowing::of(&filter), expected);
    }
}
