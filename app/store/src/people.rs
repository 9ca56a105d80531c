//! Employees, customers, lines and places: who and what calls refer to. Everything here may be repeated.

mod customers;
mod employees;
mod names;

pub use customers::{ContactEntry, CustomerEntry, UpsertedCustomers, upsert_customers};
pub use employees::{EmployeeEntry, EmployeeRow, employees, upsert_employees};
pub use names::{LineEntry, PlaceEntry, upsert_lines, upsert_places};
