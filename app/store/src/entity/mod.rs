//! The tables as sea-orm sees them: one module each, no behaviour.

pub mod call;
pub mod call_detail;
pub mod call_employee;
pub mod comment;
pub mod comment_version;
pub mod comment_without_call;
pub mod contact_person;
pub mod customer;
pub mod customer_change;
pub mod employee;
pub mod event;
pub mod extension;
pub mod import;
pub mod line;
pub mod number;
pub mod place;
pub mod recording;
pub mod setting;
pub mod source;
pub mod thread;
pub mod tie;
