//! Files of customers on their way in and out. What a file is and how its rows are read, `call-journal-cards` knows; what
//! a customer gets of it, the store decides; here they meet.

pub mod export;
pub mod file;
pub mod record;
pub mod run;
pub mod uploads;
