//! A filter as SQL. The same question as `Filter::matches` in the model; a test holds them together.
//!
//! Conditions of partial indexes stand here literally, or SQLite does not use the index.

use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::Filter;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter};

use super::{Viewer, search, time};
use crate::entity::{call, call_employee, number};
use crate::error::StoreError;

/// Calls that pass the filter.
pub(super) async fn of(
    db: &DatabaseConnection,
    filter: &Filter,
    viewer: &Viewer,
) -> Result<Condition, StoreError> {
    let mut all = Condition::all().add(literal(directions(filter)));
    if let Some(period) = filter.period {
        let (first, last) = period.days(viewer.today);
        let (from, before) = time::days(viewer.zone, first, last);
        all = all
            .add(call::Column::StartedAt.gte(from.0))
            .add(call::Column::StartedAt.lt(before.0));
    }
    if filter.missed {
        all = all.add(literal("calls.status IN (4, 5)"));
    } else if filter.lost {
        all = all.add(literal("calls.status = 5"));
    }
    if filter.first_contact {
        all = all.add(literal("calls.first_contact = 1"));
    }
    if filter.unregistered {
        all = all
            .add(literal("calls.customer_id IS NULL"))
            .add(literal("calls.number_id IS NOT NULL"));
    }
    if filter.mine {
        all = all.add(viewer.me.map_or_else(nothing, of_employee));
    }
    if let Some(employee) = filter.employee {
        all = all.add(of_employee(employee));
    }
    if let Some(customer) = filter.customer {
        all = all.add(call::Column::CustomerId.eq(customer.0));
    }
    if let Some(phone) = &filter.number {
        let row = number::Entity::find()
            .filter(number::Column::Key.eq(phone.as_str()))
            .one(db)
            .await?;
        all = all.add(row.map_or_else(nothing, |row| call::Column::NumberId.eq(row.id)));
    }
    if let Some(found) = search::condition(db, &filter.search).await? {
        all = all.add(found);
    }
    Ok(all)
}

fn literal(sql: &'static str) -> Expr {
    Expr::cust(sql)
}

fn nothing() -> Expr {
    literal("1 = 0")
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

fn of_employee(employee: EmployeeId) -> Expr {
    let calls = Query::select()
        .column(call_employee::Column::CallId)
        .from(call_employee::Entity)
        .and_where(literal("role < 4"))
        .and_where(call_employee::Column::EmployeeId.eq(employee.0))
        .to_owned();
    call::Column::Id.in_subquery(calls)
}
