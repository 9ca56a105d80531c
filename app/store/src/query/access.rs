//! Whose calls somebody sees, as SQL. How far they see is decided in the model (`access`).

use call_journal_model::access::Reach;
use call_journal_model::call::CallId;
use call_journal_model::employee::EmployeeId;

use super::clause::Clause;
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// What a call of one of these employees passes: the condition of [`Reach::covers`].
pub(crate) fn of_these(clause: &mut Clause, whose: &[EmployeeId]) -> String {
    if whose.is_empty() {
        return "1 = 0".to_owned();
    }
    let places: Vec<String> = whose.iter().map(|employee| clause.bind(employee.0)).collect();
    let places = places.join(", ");
    format!(
        "EXISTS (SELECT 1 FROM call_employees x WHERE x.call_id = calls.id AND x.role < 4 AND x.employee_id IN ({places}))"
    )
}

/// Whether a call is within somebody's reach. One that is not there is within nobody's.
///
/// # Errors
/// When the database fails.
pub async fn is_within(store: &Store, call: CallId, reach: &Reach) -> Result<bool, StoreError> {
    let mut clause = Clause::default();
    let place = clause.bind(call.0);
    clause.and(&format!("calls.id = {place}"));
    if let Reach::Of(whose) = reach {
        let these = of_these(&mut clause, whose);
        clause.and(&these);
    }
    let sql = format!("SELECT 1 FROM calls WHERE {}", clause.text());
    Ok(!sql::rows(&store.db, sql, clause.into_values()).await?.is_empty())
}
