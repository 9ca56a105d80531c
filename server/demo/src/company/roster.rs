//! The company's own people and lines.

use call_journal_model::call::Extension;

use super::TRUNK;

/// Somebody who works in the company.
#[derive(Clone, Debug)]
pub struct Employee {
    /// `201`; the phone's endpoint has the same name.
    pub extension: Extension,
    /// «Орлова Ольга», as the phones show it.
    pub name: &'static str,
    /// «Продажи»
    pub department: &'static str,
    /// Whether this is a leader, who sees everybody's calls.
    pub leads: bool,
}

/// A number of the company, or the trunk that its outgoing calls take.
#[derive(Clone, Debug)]
pub struct Line {
    /// The number as the trunk delivers it, without plus: `74950000101`; for outgoing calls, the trunk's endpoint.
    pub did: &'static str,
    /// «Сайт»
    pub name: &'static str,
    /// The advertising that shows this number.
    pub channel: Option<&'static str>,
    /// Where its calls go in working hours.
    pub to: Destination,
    /// How many of a hundred callers dial it.
    pub(crate) share: u32,
}

/// Where a line leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The voice menu.
    Menu,
    /// The ring group.
    Group,
    /// A queue, by its place in the company's list.
    Queue(usize),
    /// An employee's phone, by its place in the company's list.
    Direct(usize),
    /// The conference room.
    Conference,
    /// To the outside: nobody calls this line.
    Outside,
}

/// A queue and its agents.
pub(crate) struct Queue {
    pub(crate) number: &'static str,
    /// Places in the list of employees.
    pub(crate) agents: &'static [usize],
    /// FreePBX reaches agents through a Local channel each; a plain queue calls their phones.
    pub(crate) local: bool,
}

/// «Продажи» and «Поддержка».
pub(crate) const QUEUES: [Queue; 2] = [
    Queue {
        number: "400",
        agents: &[0, 1, 2, 3, 4, 5],
        local: true,
    },
    Queue {
        number: "401",
        agents: &[6, 7, 8, 9],
        local: false,
    },
];
/// Phones of the ring group.
pub(crate) const PHONES_OF_GROUP: [usize; 4] = [0, 1, 2, 14];
/// Employees with a voicemail box.
pub(crate) const VOICEMAIL: [usize; 3] = [3, 10, 13];

const PEOPLE: [(&str, &str, bool); 15] = [
    ("Орлова Ольга", "Продажи", true),
    ("Воронцов Павел", "Продажи", false),
    ("Ясенева Марина", "Продажи", false),
    ("Сычёв Игорь", "Продажи", false),
    ("Лукьянова Дарья", "Продажи", false),
    ("Тимохин Артём", "Продажи", false),
    ("Белозёрова Марина", "Поддержка", true),
    ("Журавский Глеб", "Поддержка", false),
    ("Ким Алёна", "Поддержка", false),
    ("Щукин Роман", "Поддержка", false),
    ("Крылова Нина", "Бухгалтерия", true),
    ("Мещеряк Софья", "Бухгалтерия", false),
    ("Дроздов Фёдор", "Склад", false),
    ("Ольховский Лев", "Руководство", true),
    ("Зимина Вера", "Секретариат", false),
];

pub(super) fn employees() -> Vec<Employee> {
    (201..)
        .zip(PEOPLE)
        .map(|(number, (name, department, leads))| Employee {
            extension: Extension(number.to_string()),
            name,
            department,
            leads,
        })
        .collect()
}

pub(crate) fn by_extension(employees: &[Employee], extension: &Extension) -> Option<usize> {
    employees
        .iter()
        .position(|employee| employee.extension == *extension)
}

pub(super) fn lines() -> Vec<Line> {
    let line = |did, name, channel, to, share| Line {
        did,
        name,
        channel,
        to,
        share,
    };
    vec![
        line(
            "74950000100",
            "Основной номер",
            Some("Визитка"),
            Destination::Menu,
            26,
        ),
        line("74950000101", "Сайт", Some("Сайт"), Destination::Group, 16),
        line("74950000102", "Карты", Some("Карты"), Destination::Queue(0), 11),
        line(
            "74950000103",
            "Поиск",
            Some("Реклама в поиске"),
            Destination::Queue(0),
            9,
        ),
        line(
            "74950000104",
            "Щит на шоссе",
            Some("Наружная реклама"),
            Destination::Group,
            3,
        ),
        line("74950000105", "Поддержка", None, Destination::Queue(1), 14),
        line(
            "74950000106",
            "Каталог",
            Some("Печатный каталог"),
            Destination::Group,
            2,
        ),
        line("74950000107", "Орлова, прямой", None, Destination::Direct(0), 4),
        line("74950000108", "Сычёв, прямой", None, Destination::Direct(3), 4),
        line("74950000109", "Тимохин, прямой", None, Destination::Direct(5), 3),
        line("74950000110", "Бухгалтерия", None, Destination::Direct(10), 3),
        line("74950000111", "Склад", None, Destination::Direct(12), 4),
        line(
            "74950000112",
            "Приёмная",
            Some("Визитка"),
            Destination::Direct(14),
            1,
        ),
        line("74950000113", "Планёрка", None, Destination::Conference, 0),
        line(TRUNK, "Городской транк", None, Destination::Outside, 0),
    ]
}
