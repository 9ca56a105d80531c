//! Worked examples as tables, and laws that hold for every journal.

mod cases_16_to_29;
mod cases_1_to_15;
mod edges;
mod journal;
mod laws;
mod seen;
