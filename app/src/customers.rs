//! Customers: the list, the card, and how an unknown number becomes a customer. Whose a number is and what follows from it
//! is the store's business; the journal's rows hear of it as of any other change.

pub mod api;
mod beside;
pub(crate) mod card;
mod dialog;
pub mod import;
mod list;
mod page;
pub(crate) mod part;
pub(crate) mod registration;

pub use import::ImportPage;
pub use list::CustomersPage;
pub use page::CustomerPage;
