//! The journal page: toolbar, filters, table, live patching. The side panel is `panel`.

pub mod api;
mod calendar;
mod carried;
mod chips;
mod empty;
#[cfg(feature = "ssr")]
pub mod export;
mod facet;
pub mod live;
pub mod more;
mod names;
mod page;
mod period;
mod place;
mod row;
mod rows;
mod scroll;
mod search;
pub mod selection;
mod strip;
mod table;
mod toolbar;

pub use page::JournalPage;
