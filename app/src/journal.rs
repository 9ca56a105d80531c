//! The journal page: toolbar, filters, table, live patching. The side panel is `panel`.

pub mod api;
mod calendar;
mod carried;
mod chips;
mod empty;
mod facet;
pub mod live;
mod names;
mod page;
mod period;
mod place;
mod row;
mod rows;
mod scroll;
mod search;
pub mod selection;
mod table;
mod toolbar;

pub use page::JournalPage;
