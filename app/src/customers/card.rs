//! The card of a customer as a form, wherever it stands: in front of the journal, or as a page.

pub(crate) mod draft;
mod field;
pub(crate) mod form;
mod relations;
pub(crate) mod saving;
pub(crate) mod sentences;
mod similar;

pub(crate) use field::keys;
