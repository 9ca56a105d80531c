//! Who is looking: until there is sign-in, an employee chosen from a list.

pub mod api;
mod menu;

pub use menu::AccountMenu;
