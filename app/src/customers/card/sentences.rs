//! Why a field is refused, in a sentence that says what to do.

use call_journal_model::customer::{FieldRefused, OwnedNumber, WhyRefused};
use call_journal_model::phone::PhoneRefused;

use crate::text;

/// Why a field is refused.
pub(crate) fn refused(refused: &FieldRefused) -> &'static str {
    match refused.why {
        WhyRefused::Empty => text!(customers.refused_empty),
        WhyRefused::TooLong => text!(customers.refused_too_long),
        WhyRefused::NoEmail => text!(customers.refused_email),
        WhyRefused::Twice => text!(customers.refused_twice),
        WhyRefused::TooMany => text!(customers.refused_too_many),
        WhyRefused::Phone(why) => phone(why),
    }
}

fn phone(why: PhoneRefused) -> &'static str {
    match why {
        PhoneRefused::Empty => text!(customers.refused_empty),
        PhoneRefused::NotANumber => text!(customers.refused_not_a_number),
        PhoneRefused::TooShort => text!(customers.refused_too_short),
        PhoneRefused::TooLong => text!(customers.refused_number_too_long),
        PhoneRefused::WrongLength => text!(customers.refused_wrong_length),
        PhoneRefused::UnknownCountry => text!(customers.refused_country),
        PhoneRefused::Extension => text!(customers.refused_extension),
    }
}

/// «Липа ООО», «Липа ООО, Ветрова Нонна»
pub(crate) fn owner(owned: &OwnedNumber) -> String {
    match &owned.contact {
        Some((_, contact)) => [owned.name.as_str(), ", ", contact].concat(),
        None => owned.name.clone(),
    }
}

/// «К-00318»
pub(crate) fn code(id: call_journal_model::employee::CustomerId) -> String {
    let number = id.0.to_string();
    let zeros = "00000".get(number.len()..).unwrap_or_default();
    [text!(customers.code), "-", zeros, &number].concat()
}
