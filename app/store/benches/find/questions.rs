//! What is asked: forty searches, each under four filters, on the first page and deep down.

use call_journal_model::filter::{Filter, Period};
use chrono::NaiveDate;

/// What people type, from what nearly every call has to what none has.
pub(crate) const SEARCHES: [&str; 44] = [
    // One and two characters.
    "а",
    "о",
    "к",
    "ъ",
    "7",
    "9",
    "00",
    "79",
    "ко",
    "ив",
    "77",
    // Words of many names, of some, of few, of one.
    "ооо",
    "ромашка",
    "ЁЛОЧКА",
    "сервис",
    "монтаж",
    "ромашка плюс",
    "кварц",
    "кварц-77",
    "кварц-190077",
    "семенов",
    "шульц вера",
    "петрова анна",
    "юрченко ромашка",
    // Employees, with others and alone.
    "котова",
    "белов игорь",
    "орлова сервис",
    "245",
    // Numbers: pieces of them, whole ones, as they are dialled at home.
    "916",
    "1234",
    "55 77",
    "790012",
    "8 900 1234",
    "+7 (900) 999-99-37",
    "79000000001",
    "0000001",
    "123456789",
    // Comments.
    "перезвонить",
    "прайс доски",
    "договор 777",
    "скидку ромашка",
    // Nothing.
    "нетакого",
    "ромашка нетакого",
    "00000000",
];

/// The filters, with names.
pub(crate) fn filters() -> [(&'static str, Filter); 4] {
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap_or_default();
    [
        ("all", Filter::default()),
        (
            "lost",
            Filter {
                lost: true,
                ..Filter::default()
            },
        ),
        (
            "unregistered, in",
            Filter {
                unregistered: true,
                incoming: true,
                ..Filter::default()
            },
        ),
        (
            "a month long ago",
            Filter {
                period: Some(Period::Days(day(3, 1), day(3, 31))),
                ..Filter::default()
            },
        ),
    ]
}

/// Filters without a search.
pub(crate) fn plain() -> Vec<(&'static str, Filter)> {
    let of = Filter::from_query;
    vec![
        ("nothing", Filter::default()),
        ("incoming", of("in=1")),
        ("lost", of("lost=1")),
        ("missed", of("missed=1")),
        ("first contacts", of("first=1")),
        ("unregistered", of("unregistered=1")),
        ("employee", of("employee=45")),
        ("employee, lost", of("employee=45&lost=1")),
        ("employee, first contacts", of("employee=45&first=1")),
        ("mine", of("mine=1")),
        ("customer", of("customer=4711")),
        ("customer, missed", of("customer=4711&missed=1")),
        ("number", of("number=79999999938")),
        ("internal too", of("internal=1")),
        ("yesterday", of("period=yesterday")),
        ("a month", of("from=2025-03-01&to=2025-03-31")),
        ("a month, lost", of("from=2025-03-01&to=2025-03-31&lost=1")),
        ("lost, unregistered, first", of("lost=1&unregistered=1&first=1")),
    ]
}
