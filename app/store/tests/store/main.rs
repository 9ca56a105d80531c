//! The store on both databases: each rule is tested on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

mod access;
mod audit;
mod calls;
mod comments;
mod connect;
mod customers;
mod details;
mod equality;
mod filters;
mod forgetting;
mod fresh;
mod hostile;
mod import;
mod listenings;
mod log;
mod pages;
mod people;
mod search;
mod settle;
mod speed;
mod support;
mod upkeep;
mod views;
mod waiting;
