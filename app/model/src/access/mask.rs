//! Numbers without their middle: enough to tell two apart, too little to dial. What is masked here is masked wherever it goes.

use crate::customer::{Assigned, CustomerCard, CustomerRow};
use crate::view::{CallDetails, CallParty, CallSummary, LegEnd, NumberText};

/// What stands for a hidden digit.
const HIDDEN: char = '•';

/// Digits that stay at the end.
const AT_END: usize = 2;

/// Digits that stay at the beginning, of a number that has so many more.
const AT_BEGINNING: usize = 4;

/// A text of fewer digits is no number that could be dialled from outside.
const NUMBER_FROM: usize = 5;

/// Hides the numbers of something.
pub trait Mask {
    /// Hides them; twice is as good as once.
    fn mask(&mut self);
}

/// `+7 (926) 123-45-67` as `+7 (926) •••-••-67`; a text with fewer digits than a number has stays as it is.
#[must_use]
pub fn hidden(text: &str) -> String {
    let digit = |c: char| c.is_ascii_digit() || c == HIDDEN;
    let digits = text.chars().filter(|c| digit(*c)).count();
    if digits < NUMBER_FROM {
        return text.to_owned();
    }
    let at_beginning = AT_BEGINNING.min(digits.saturating_sub(AT_END + 3));
    let mut seen = 0;
    text.chars()
        .map(|c| {
            if !digit(c) {
                return c;
            }
            seen += 1;
            match seen <= at_beginning || seen > digits - AT_END {
                true => c,
                false => HIDDEN,
            }
        })
        .collect()
}

impl Mask for NumberText {
    fn mask(&mut self) {
        self.e164 = None;
        self.display = hidden(&self.display);
    }
}

impl Mask for CallParty {
    fn mask(&mut self) {
        match self {
            CallParty::Customer { number, .. } => number.mask(),
            CallParty::Unregistered { number, name } => {
                number.mask();
                // Exchanges send the number as the name.
                *name = name.as_deref().map(hidden);
            }
            CallParty::Withheld | CallParty::Colleague(_) => {}
        }
    }
}

impl Mask for CallSummary {
    fn mask(&mut self) {
        self.party.mask();
    }
}

impl Mask for LegEnd {
    fn mask(&mut self) {
        if let LegEnd::Outside {
            number: Some(number), ..
        } = self
        {
            number.mask();
        }
    }
}

impl Mask for CallDetails {
    fn mask(&mut self) {
        if let Some(number) = self.summary.party.number() {
            let (plain, hidden) = (number.display.clone(), hidden(&number.display));
            for recording in &mut self.recordings {
                recording.file_name = recording.file_name.replace(&plain, &hidden);
            }
        }
        self.summary.mask();
        for leg in &mut self.legs {
            leg.from.mask();
            leg.to.mask();
            if let Some(transfer) = &mut leg.transfer {
                transfer.by.mask();
                transfer.to.mask();
            }
        }
        // A PBX may write numbers into its ids.
        self.source_ids.clear();
    }
}

impl Mask for CustomerRow {
    fn mask(&mut self) {
        self.numbers.iter_mut().for_each(NumberText::mask);
    }
}

impl Mask for CustomerCard {
    fn mask(&mut self) {
        let of_contacts = self
            .fields
            .contacts
            .iter_mut()
            .flat_map(|contact| &mut contact.phones);
        for phone in self.fields.phones.iter_mut().chain(of_contacts) {
            *phone = hidden(phone);
        }
    }
}

impl Mask for Assigned {
    fn mask(&mut self) {
        match self {
            Assigned::Done {
                owner: Some(owner), ..
            }
            | Assigned::Owned(owner) => owner.number.mask(),
            Assigned::Done { owner: None, .. } | Assigned::NoSuch => {}
        }
    }
}

impl<T: Mask> Mask for Vec<T> {
    fn mask(&mut self) {
        self.iter_mut().for_each(T::mask);
    }
}
