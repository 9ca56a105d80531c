//! A company of any size, always the same: 200 000 customers, twice as many numbers of nobody, three years of calls, a few of the
//! numbers very often, most seldom. Made by the database itself, for ten million calls are too many to bring in one by one.

use call_journal_model::search::normalise;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

const CUSTOMERS: u64 = 200_000;
/// The numbers of customers come first: one each, then those of every second one's contact person.
const OWNED: u64 = 300_000;
const NUMBERS: u64 = 700_000;
const EMPLOYEES: u64 = 120;
const DAY: u64 = 86_400_000;
/// 2026-11-23 00:00 in Moscow.
pub(crate) const TODAY: u64 = 1_795_381_200_000;
const DAYS: u64 = 1_095;

const FIRST: [&str; 12] = [
    "Ромашка",
    "Котофей",
    "Мосстрой",
    "Верстак",
    "Линия света",
    "Ёлочка",
    "Фабрика окон",
    "Гранит",
    "Альтаир",
    "Вектор",
    "Берёзка",
    "Техносила",
];
const SECOND: [&str; 10] = [
    "плюс",
    "сервис",
    "групп",
    "торг",
    "опт",
    "маркет",
    "инвест",
    "монтаж",
    "проект",
    "дизайн",
];
const SURNAMES: [&str; 14] = [
    "Иванов",
    "Петрова",
    "Семёнов",
    "Котова",
    "Белов",
    "Орлова",
    "Щербакова",
    "Гусев",
    "Кузнецов",
    "Ефимова",
    "Юрченко",
    "Абрамян",
    "Цветкова",
    "Шульц",
];
const NAMES: [&str; 9] = [
    "Анна",
    "Пётр",
    "Ольга",
    "Мария",
    "Игорь",
    "Семён",
    "Юлия",
    "Олег",
    "Вера",
];

/// What the database computes of a number `n`, the same on both: at least 0, below 2147483647.
fn random(n: &str, salt: u64) -> String {
    format!("((({n}) * 2654435761 + {salt} * 40503) % 2147483647 * 48271 % 2147483647)")
}

/// `0, 1, … up to - 1` as `n`.
fn counted(backend: DbBackend, from: u64, up_to: u64) -> String {
    match backend {
        DbBackend::Postgres => format!("(SELECT generate_series({from}::bigint, {up_to} - 1) AS n) AS s"),
        _ => format!(
            "(WITH RECURSIVE c(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {up_to}) SELECT n FROM c) AS s"
        ),
    }
}

pub(crate) async fn make(db: &DatabaseConnection, calls: u64) {
    let run = async |sql: String| {
        db.execute_unprepared(&sql)
            .await
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
    };
    run("INSERT INTO sources (id, name) VALUES (1, 'pbx')".to_owned()).await;
    people(db).await;
    let backend = db.get_database_backend();
    run(format!(
        "INSERT INTO numbers (id, key, e164, display, digits, customer_id, contact_person_id, registered_at, dirty)
         SELECT n, '+' || d, '+' || d, '+' || d, d,
                CASE WHEN n <= {CUSTOMERS} THEN n WHEN n <= {OWNED} THEN (n - {CUSTOMERS}) * 2 END,
                CASE WHEN n > {CUSTOMERS} AND n <= {OWNED} THEN n - {CUSTOMERS} END, NULL, 0
         FROM (SELECT n, CAST(79000000000 + n * 999999937 % 1000000007 AS TEXT) AS d FROM {}) AS t",
        counted(backend, 1, NUMBERS + 1)
    ))
    .await;
    let indexes = without_indexes(db).await;
    let step = DAYS * DAY / calls;
    for from in (0..calls).step_by(1_000_000) {
        let place = format!("({NUMBERS} * (x * x * x))");
        let float = match backend {
            DbBackend::Postgres => "CAST(floor(place) AS bigint)",
            _ => "CAST(place AS INTEGER)",
        };
        run(format!(
            "INSERT INTO calls (id, source_id, anchor, thread_id, content, direction, number_id, customer_id, number_as_sent,
                line, started_at, answered_at, ended_at, outcome, talk_ms, status, attention, first_contact, why, why_flag)
             SELECT n + 1, 1, 'call ' || n, n, n, d, CASE WHEN d < 2 THEN number END,
                CASE WHEN d = 2 THEN NULL WHEN number <= {CUSTOMERS} THEN number WHEN number <= {OWNED} THEN (number - {CUSTOMERS}) * 2 END,
                'as sent', '74950000000', {begin} + n * {step}, NULL, {begin} + n * {step} + 60000,
                CASE WHEN r < 12 THEN 3 ELSE 2 END, CASE WHEN r < 12 THEN NULL ELSE 60000 + r * 1000 END,
                CASE WHEN r < 4 AND d = 0 AND number > {OWNED} THEN 5 WHEN r < 12 THEN 4 ELSE 2 END,
                CASE WHEN r < 4 THEN 1 ELSE 0 END, CASE WHEN r = 50 AND d < 2 THEN 1 ELSE 0 END, 0, 0
             FROM (SELECT n, r, d, 1 + {float} * 7919 % {NUMBERS} AS number
                   FROM (SELECT n, r, d, {place} AS place
                         FROM (SELECT n, {r} % 100 AS r, CASE WHEN {d} % 10 < 6 THEN 0 WHEN {d} % 10 < 9 THEN 1 ELSE 2 END AS d,
                                      CAST({x} AS double precision) / 2147483647 AS x FROM {s}) AS a) AS b) AS c",
            begin = TODAY + DAY / 2 - DAYS * DAY,
            r = random("n", 1),
            d = random("n", 2),
            x = random("n", 3),
            s = counted(backend, from, (from + 1_000_000).min(calls)),
        ))
        .await;
    }
    for (ord, salt, every) in [(0, 5, 1), (1, 6, 8)] {
        run(format!(
            "INSERT INTO call_employees (call_id, ord, role, extension, employee_id, started_at, talk_ms)
             SELECT id, {ord}, CASE WHEN talk_ms IS NULL THEN 1 ELSE 0 END, CAST(200 + e AS TEXT), 1 + e, started_at, 0
             FROM (SELECT id, started_at, talk_ms, {} % {EMPLOYEES} AS e FROM calls WHERE id % {every} = 0) AS t",
            random("id", salt)
        ))
        .await;
    }
    run(format!(
        "INSERT INTO comments (call_id, text, author_name, at, version)
         SELECT id, CASE {} % 5 WHEN 0 THEN 'Перезвонить завтра' WHEN 1 THEN 'Просил прайс на доски' WHEN 2 THEN 'Обещали скидку'
                ELSE 'Договор № ' || id END, 'Анна', started_at, 1
         FROM calls WHERE id % 100 = 7",
        random("id", 9)
    ))
    .await;
    for index in indexes {
        run(index).await;
    }
    run("ANALYZE".to_owned()).await;
}

/// Customers, contact persons, employees.
async fn people(db: &DatabaseConnection) {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let insert = async |table: &str, columns: &str, rows: Vec<String>| {
        for part in rows.chunks(5_000) {
            let sql = format!("INSERT INTO {table} ({columns}) VALUES {}", part.join(","));
            db.execute_unprepared(&sql).await.unwrap();
        }
    };
    let pick = |words: &[&'static str], n: u64, by: u64| {
        words[usize::try_from(n / by % words.len() as u64).unwrap()]
    };
    let customers = (1..=CUSTOMERS).map(|n| {
        // One in ten thousand is called like nobody else.
        let name = match n % 10_000 {
            77 => format!("ЗАО «Кварц-{n}»"),
            _ => format!("ООО «{} {} {n}»", pick(&FIRST, n, 1), pick(&SECOND, n, 12)),
        };
        format!("({n}, {}, {}, 0)", quoted(&name), quoted(&normalise(&name)))
    });
    insert("customers", "id, name, search, created_at", customers.collect()).await;
    let contacts = (1..=OWNED - CUSTOMERS).map(|n| {
        let name = format!("{} {}", pick(&SURNAMES, n, 1), pick(&NAMES, n, 14));
        format!(
            "({n}, {}, {}, {})",
            n * 2,
            quoted(&name),
            quoted(&normalise(&name))
        )
    });
    insert(
        "contact_persons",
        "id, customer_id, name, search",
        contacts.collect(),
    )
    .await;
    let employees = (0..EMPLOYEES).map(|n| {
        let name = format!("{} {}", pick(&SURNAMES, n, 9), pick(&NAMES, n, 1));
        format!("({}, {}, {}, 0)", n + 1, quoted(&name), quoted(&normalise(&name)))
    });
    insert("employees", "id, name, search, learnt", employees.collect()).await;
    let extensions = (0..EMPLOYEES).map(|n| format!("('{}', {})", 200 + n, n + 1));
    insert("extensions", "extension, employee_id", extensions.collect()).await;
}

/// Takes the indexes of calls away and tells how they are made again: filling them row by row takes hours.
async fn without_indexes(db: &DatabaseConnection) -> Vec<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('calls', 'call_employees')
             AND indexname NOT LIKE '%_pkey'"
        }
        _ => "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('calls', 'call_employees') AND sql IS NOT NULL",
    };
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let mut indexes = Vec::new();
    for row in db.query_all_raw(statement).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        indexes.push(row.try_get_by_index(1).unwrap());
        db.execute_unprepared(&format!("DROP INDEX {name}"))
            .await
            .unwrap();
    }
    indexes
}
