//! Who is looking: until there is sign-in, an employee chosen from a list.

pub mod api;
mod menu;
pub(crate) mod part;
mod settings;

pub use menu::AccountMenu;
