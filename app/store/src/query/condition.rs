//! A filter as SQL. The same question as `Filter::matches` in the model; a test holds them together.
//!
//! Conditions of partial indexes stand here literally, or SQLite does not use the index.

use call_journal_model::access::Reach;
use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::{Filter, Order};
use call_journal_model::search::words_seen;
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter};

use super::clause::Clause;
use super::{Viewer, access, time};
use crate::entity::{line, number};
use crate::error::StoreError;
use crate::finder::{Found, Narrow, Whole};
use crate::sql;
use crate::store::Store;

/// A filter, made ready for the database.
pub(super) struct Question {
    /// What `calls` must pass, but for time and for what is found in memory.
    pub(super) clause: Clause,
    /// ms UTC: from the former on, before the latter.
    pub(super) period: (i64, i64),
    /// How many calls pass, and how many are looked at for it.
    pub(super) shares: Shares,
    /// The index that holds the fewest of the calls that may pass, in the order of time.
    pub(super) index: &'static str,
    /// In which order they come.
    pub(super) order: Order,
    /// The journal as a whole.
    pub(super) whole: Whole,
    /// Calls that the search, or an employee, leads to; `None`: all that pass the clause.
    pub(super) found: Option<Found>,
}

impl Question {
    /// It is about one customer or number: there are not many calls.
    pub(super) fn is_of_one_party(&self) -> bool {
        self.index == BY_CUSTOMER || self.index == BY_NUMBER
    }
}

/// Parts of all calls, 0 to 1, roughly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shares {
    /// Those that pass the clause.
    pub(super) passing: f64,
    /// Those in the index by which the database goes through them in the order of time.
    pub(super) indexed: f64,
}

/// Missed calls among all, roughly, and those of one line or channel.
const MISSED: f64 = 0.1;
const OF_LINE: f64 = 0.2;

impl Shares {
    fn of(filter: &Filter, whole: &Whole) -> Shares {
        let mut shares = Shares {
            passing: 1.0,
            indexed: 1.0,
        };
        let parts = [
            (filter.lost && !filter.missed, whole.lost),
            (filter.first_contact, whole.first_contacts),
            (filter.unregistered, whole.unregistered),
        ];
        for (_, part) in parts.into_iter().filter(|(asked, _)| *asked) {
            shares.passing *= part;
            shares.indexed = shares.indexed.min(part);
        }
        if filter.missed {
            shares.passing *= MISSED;
            shares.indexed = shares.indexed.min(MISSED);
        }
        if filter.line.is_some() || filter.channel.is_some() {
            shares.passing *= OF_LINE;
        }
        if filter.line.is_some() {
            shares.indexed = shares.indexed.min(OF_LINE);
        }
        if filter.incoming != filter.outgoing {
            shares.passing *= 0.5;
        }
        shares
    }
}

/// What `filter` asks of the database.
pub(super) async fn of(store: &Store, filter: &Filter, viewer: &Viewer) -> Result<Question, StoreError> {
    let mut clause = Clause::default();
    clause.and(directions(filter));
    if filter.missed {
        clause.and("calls.status IN (4, 5)");
    } else if filter.lost {
        clause.and("calls.status = 5");
    }
    if filter.first_contact {
        clause.and("calls.first_contact = 1");
    }
    if filter.unregistered {
        clause.and("calls.customer_id IS NULL");
        clause.and("calls.number_id IS NOT NULL");
    }
    let mut narrow = Narrow {
        unregistered: filter.unregistered,
        ..Narrow::default()
    };
    if let Some(customer) = filter.customer {
        let place = clause.bind(customer.0);
        clause.and(&format!("calls.customer_id = {place}"));
        narrow.customer = Some(customer.0);
    }
    if let Some(phone) = &filter.number {
        let row = number::Entity::find()
            .filter(number::Column::Key.eq(phone.as_str()))
            .one(&store.db)
            .await?;
        // No number has this id.
        let id = row.map_or(0, |row| row.id);
        let place = clause.bind(id);
        clause.and(&format!("calls.number_id = {place}"));
        narrow.number = Some(id);
    }
    if let Some(line) = &filter.line {
        let place = clause.bind(line.as_str());
        clause.and(&format!("calls.line = {place}"));
    }
    let mut index = index(filter);
    if let Some(channel) = &filter.channel {
        let lines = lines_of(store, channel).await?;
        clause.and("calls.direction = 0");
        of_lines(&mut clause, &lines);
        if index == BY_TIME && !lines.is_empty() && are_rare(store, &lines).await? {
            index = BY_LINE;
        }
    }
    let mut employees: Vec<EmployeeId> = Vec::new();
    match &viewer.sees {
        Reach::All => {}
        // Found as if they were asked for.
        Reach::Of(whose) if whose.len() == 1 => employees.extend(whose),
        Reach::Of(whose) => {
            let these = access::of_these(&mut clause, whose);
            clause.and(&these);
        }
    }
    let nobody = EmployeeId(0);
    let mine = filter.mine.then(|| viewer.me.unwrap_or(nobody));
    employees.extend(mine.into_iter().chain(filter.employee));
    employees.sort_unstable();
    employees.dedup();
    let words = words_seen(&filter.search, viewer.masked);
    let found = if words.is_empty() {
        // A customer has fewer calls than an employee: those are looked through.
        let leads = filter.customer.is_none() && filter.number.is_none();
        let employee = if leads { employees.pop() } else { None };
        employee.map(|employee| store.finder().of_employee(employee.0))
    } else {
        Some(store.finder().find(store, &words, narrow).await?)
    };
    for employee in employees {
        let place = clause.bind(employee.0);
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM call_employees x WHERE x.call_id = calls.id AND x.role < 4 AND x.employee_id = {place})"
        ));
    }
    let period = filter.period.map(|period| {
        let (first, last) = period.days(viewer.today);
        let (from, before) = time::days(viewer.zone, first, last);
        (from.0, before.0)
    });
    let whole = store.finder().whole();
    Ok(Question {
        clause,
        index,
        order: in_effect(filter),
        shares: Shares::of(filter, &whole),
        whole,
        period: period.unwrap_or((i64::MIN, i64::MAX)),
        found,
    })
}

/// A channel with fewer calls is found by its lines.
const RARE: i64 = 20_000;

const BY_TIME: &str = "calls_by_time";
pub(super) const MISSED_BY_TIME: &str = "missed_calls_by_time";
const BY_LINE: &str = "calls_by_line";
const BY_CUSTOMER: &str = "calls_customer";
pub(super) const BY_NUMBER: &str = "calls_number";

/// Most selective first.
fn index(filter: &Filter) -> &'static str {
    match filter {
        Filter { number: Some(_), .. } => BY_NUMBER,
        Filter {
            customer: Some(_), ..
        } => BY_CUSTOMER,
        Filter { line: Some(_), .. } => BY_LINE,
        Filter { missed: true, .. } => MISSED_BY_TIME,
        Filter { lost: true, .. } => "lost_calls_by_time",
        Filter {
            first_contact: true, ..
        } => "first_contacts_by_time",
        Filter {
            unregistered: true, ..
        } => "unregistered_calls_by_time",
        _ => BY_TIME,
    }
}

/// Nobody talked on a missed call: all are equally long, and then the newest comes first.
fn in_effect(filter: &Filter) -> Order {
    match filter.order {
        Order::LongestTalk if filter.missed || filter.lost => Order::Newest,
        order => order,
    }
}

async fn lines_of(store: &Store, channel: &str) -> Result<Vec<String>, StoreError> {
    let lines = line::Entity::find()
        .filter(line::Column::Channel.eq(channel))
        .all(&store.db)
        .await?;
    Ok(lines.into_iter().map(|line| line.line).collect())
}

fn of_lines(clause: &mut Clause, lines: &[String]) {
    let places: Vec<String> = lines.iter().map(|line| clause.bind(line.as_str())).collect();
    match places.is_empty() {
        true => clause.and("1 = 0"),
        false => clause.and(&format!("calls.line IN ({})", places.join(", "))),
    }
}

/// Whether these lines have so few calls that they are better read one and all than looked for in the order of time. PostgreSQL
/// decides that itself.
async fn are_rare(store: &Store, lines: &[String]) -> Result<bool, StoreError> {
    if store.db.get_database_backend() != DbBackend::Sqlite {
        return Ok(false);
    }
    let mut clause = Clause::default();
    of_lines(&mut clause, lines);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM calls WHERE {} LIMIT {RARE})",
        clause.text()
    );
    let rows = sql::rows(&store.db, sql, clause.into_values()).await?;
    let calls: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(calls < RARE)
}

fn directions(filter: &Filter) -> &'static str {
    match (filter.incoming, filter.outgoing, filter.internal) {
        (true, false, false) => "calls.direction = 0",
        (false, true, false) => "calls.direction = 1",
        (true, false, true) => "calls.direction IN (0, 2)",
        (false, true, true) => "calls.direction IN (1, 2)",
        (true, true, false) | (false, false, false) => "calls.direction < 2",
        (true, true, true) | (false, false, true) => "calls.direction < 3",
    }
}
