//! Calls of a source, read from the database.

use sea_orm::DbBackend;

use super::{Source, Sources};
use crate::error::StoreError;
use crate::query::clause::Clause;
use crate::query::condition::{BY_NUMBER, Question};
use crate::query::newest::{Hit, Place, Window};
use crate::query::window::{Time, read};
use crate::store::Store;

/// Rows of one step where the rows that come are not all meant.
const STEP: usize = 1_000;
/// The same where they come in the order of time whatever they are.
const LONG_STEP: usize = 20_000;

impl Sources<'_> {
    /// Calls of the window that may be meant, newest first, at least `wanted` of those that are there; and down to which place
    /// they are all here, if not to the end of the window.
    pub(in super::super) async fn calls(
        &self,
        source: &Source<'_>,
        store: &Store,
        question: &Question,
        window: Window,
        wanted: usize,
    ) -> Result<(Vec<Hit>, Option<Place>), StoreError> {
        let mut clause = question.clause.clone();
        let backend = store.db.get_database_backend();
        match source {
            Source::Numbers(numbers) => {
                let ids = &numbers.ids;
                let table = match (backend, numbers.seeks) {
                    (DbBackend::Postgres, true) => {
                        let place = clause.bind_array(ids);
                        // From the numbers to their calls: it takes them for few, and does not go through all calls.
                        format!(
                            "unnest({place}::text::bigint[]) AS n(id) JOIN calls ON calls.number_id = n.id"
                        )
                    }
                    (_, true) => {
                        let of_these = clause.one_of(backend, "calls.number_id", ids);
                        clause.and(&of_these);
                        indexed(backend, BY_NUMBER)
                    }
                    (_, false) => {
                        let of_these = clause.in_set(backend, "calls.number_id", ids);
                        clause.and(&of_these);
                        by_time(backend, question)
                    }
                };
                if numbers.part {
                    self.and_employee(backend, &mut clause, "calls.id", "");
                }
                read(store, &table, Time::OfCalls, clause, window, self.limit(wanted)).await
            }
            Source::Employees(employees) => self.of_employees(employees, store, clause, window, wanted).await,
            Source::Comments => self.commented(store, clause, window, wanted).await,
            Source::Everything => {
                if self.employees_alone {
                    self.and_employee(backend, &mut clause, "calls.id", "");
                }
                let table = by_time(backend, question);
                read(store, &table, Time::OfCalls, clause, window, LONG_STEP).await
            }
        }
    }

    async fn of_employees(
        &self,
        employees: &[i64],
        store: &Store,
        mut clause: Clause,
        window: Window,
        wanted: usize,
    ) -> Result<(Vec<Hit>, Option<Place>), StoreError> {
        let backend = store.db.get_database_backend();
        // The order of SQLite is forced: it takes employees for as rare as customers.
        let join = if backend == DbBackend::Sqlite {
            "CROSS JOIN"
        } else {
            "JOIN"
        };
        let table = format!("call_employees e {join} calls ON calls.id = e.call_id");
        let employees = match employees {
            [one] => {
                let place = clause.bind(*one);
                format!("e.employee_id = {place}")
            }
            several => clause.one_of(backend, "e.employee_id", several),
        };
        clause.and("e.role < 4");
        clause.and(&employees);
        if self.two {
            self.and_employee(
                backend,
                &mut clause,
                "e.call_id",
                " AND x.employee_id <> e.employee_id",
            );
        }
        read(
            store,
            &table,
            Time::OfEmployees,
            clause,
            window,
            self.limit(wanted),
        )
        .await
    }

    async fn commented(
        &self,
        store: &Store,
        mut clause: Clause,
        window: Window,
        wanted: usize,
    ) -> Result<(Vec<Hit>, Option<Place>), StoreError> {
        let limit = wanted.max(STEP);
        let places = self
            .found
            .comments
            .iter()
            .map(|comment| (comment.call_began, comment.call));
        let mut places = places.filter(|place| *place < window.below && place.0 >= window.from);
        let calls: Vec<Place> = places.by_ref().take(limit).collect();
        let reached = places.next().and(calls.last().copied());
        if calls.is_empty() {
            return Ok((Vec::new(), None));
        }
        let ids: Vec<i64> = calls.iter().map(|place| place.1).collect();
        let commented = clause.one_of(store.db.get_database_backend(), "calls.id", &ids);
        clause.and(&commented);
        let (hits, _) = read(store, "calls", Time::OfCalls, clause, window, limit).await?;
        Ok((hits, reached))
    }

    /// An employee with words is on the call too.
    fn and_employee(&self, backend: DbBackend, clause: &mut Clause, call: &str, more: &str) {
        let with_words = clause.one_of(backend, "x.employee_id", &self.any_word);
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM call_employees x WHERE x.call_id = {call} AND x.role < 4 AND {with_words}{more})"
        ));
    }

    /// Calls of one step: more where not all that come are meant.
    fn limit(&self, wanted: usize) -> usize {
        if self.exact { wanted } else { wanted.max(STEP) }
    }
}

/// The calls in the order of time. SQLite takes any index of which it hopes much.
fn by_time(backend: DbBackend, question: &Question) -> String {
    indexed(backend, question.index)
}

/// The calls by an index. PostgreSQL chooses its own.
pub(in super::super) fn indexed(backend: DbBackend, index: &str) -> String {
    match backend {
        DbBackend::Sqlite => format!("calls INDEXED BY {index}"),
        _ => "calls".to_owned(),
    }
}
