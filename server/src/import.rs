//! Bringing data in: what a PBX recorded, what the configuration says about people, the demo company.
//!
//! Everything that comes from a PBX goes through `pipeline`; nothing here makes a call or a status.

pub mod demo;
pub mod file;
pub mod people;
pub mod report;
pub mod table;
