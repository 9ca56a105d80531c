//! What else is known of the company's customers: where they are, what they are to the company, what to remember. Streets
//! are of no town in particular, mail goes to domains that nobody can have.

use super::customers::{Customer, Kind};
use crate::dice::Dice;

/// What stands on a customer's card beside names and numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// «Клиент», «Поставщик»
    pub relations: Vec<&'static str>,
    /// Empty: not known.
    pub address: String,
    /// Empty: not known.
    pub email: String,
    /// Empty: nothing.
    pub note: &'static str,
}

const TOWNS: [(&str, &str); 6] = [
    ("+7495", "Москва"),
    ("+7499", "Москва"),
    ("+7812", "Санкт-Петербург"),
    ("+79", "Москва"),
    ("+7", "Москва"),
    ("+", "Минск"),
];

const STREETS: [&str; 12] = [
    "ул. Садовая",
    "ул. Заводская",
    "ул. Полевая",
    "Лесной пер.",
    "ул. Мира",
    "Складской пр-д",
    "ул. Речная",
    "наб. Северная",
    "ул. Цветочная",
    "Почтовый пер.",
    "ш. Южное",
    "ул. Школьная",
];

const NOTES: [&str; 10] = [
    "Звонить после 11:00, раньше в офисе никого.",
    "Счета просят только на электронную почту.",
    "Постоянная скидка 5 %.",
    "Доставка через въезд со двора, пропуск заказать накануне.",
    "Работают по предоплате.",
    "Просят перезванивать на мобильный.",
    "Любят образцы: отправлять с каждым заказом.",
    "Документы подписывает только директор.",
    "Весной берут много, предупредить о сроках.",
    "Был спор о браке, решили миром.",
];

impl Details {
    /// Of the customer; the same each time.
    #[must_use]
    pub fn of(seed: u64, customer: &Customer) -> Details {
        let mut dice = Dice::new(seed, &["details of ", &customer.key].concat(), 0);
        let relation = dice.weighted(&[(14, "Клиент"), (3, "Поставщик"), (2, "Партнёр"), (1, "Прочее")]);
        let mut relations = vec![relation];
        if relation == "Поставщик" && dice.chance(25.0) {
            relations.push("Клиент");
        }
        let firm = customer.kind != Kind::Person;
        let number = customer.numbers.first().map_or("", |number| number.as_str());
        let town = TOWNS
            .iter()
            .find(|(code, _)| number.starts_with(code))
            .map_or("Москва", |(_, town)| town);
        let (street, house) = (dice.pick::<&str>(&STREETS), dice.between(1, 96));
        let address = match dice.chance(if firm { 85.0 } else { 30.0 }) {
            true if firm && dice.chance(50.0) => {
                format!("г. {town}, {street}, д. {house}, офис {}", dice.between(1, 420))
            }
            true => format!("г. {town}, {street}, д. {house}"),
            false => String::new(),
        };
        let mailbox = dice.pick::<&str>(&["info", "zakaz", "office", "buh", "mail"]);
        let email = match dice.chance(if firm { 60.0 } else { 20.0 }) {
            true => format!("{mailbox}@klient-{}.example", customer.key.replace("stock-", "")),
            false => String::new(),
        };
        let note = if dice.chance(18.0) { *dice.pick(&NOTES) } else { "" };
        Details {
            relations,
            address,
            email,
            note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::company::Company;
    use call_journal_model::time::Timestamp;

    #[test]
    fn details_are_the_same_each_time_and_of_every_kind() {
        let now = Timestamp(1_795_435_200_000);
        let company = Company::new(3, now, chrono_tz::Europe::Moscow);
        let all: Vec<Details> = company
            .customers
            .iter()
            .map(|customer| company.details(customer))
            .collect();
        let again: Vec<Details> = company
            .customers
            .iter()
            .map(|customer| company.details(customer))
            .collect();
        assert_eq!(all, again);
        let share = |is: fn(&Details) -> bool| all.iter().filter(|one| is(one)).count() * 100 / all.len();
        assert!((40..80).contains(&share(|one| !one.address.is_empty())));
        assert!((25..60).contains(&share(|one| !one.email.is_empty())));
        assert!((10..30).contains(&share(|one| !one.note.is_empty())));
        assert!(share(|one| one.relations.contains(&"Поставщик")) > 5);
        assert!(
            all.iter()
                .all(|one| one.email.is_empty() || one.email.ends_with(".example"))
        );
    }
}
