//! Small controls and formats that every page uses; no knowledge of calls beyond their types.

pub mod browser;
pub mod changing;
pub mod clipboard;
pub mod dialog;
pub mod escape;
pub mod format;
pub mod highlight;
pub mod icon;
pub mod json;
pub mod letters;
pub mod notify;
pub mod number;
pub mod part;
pub mod plural;
pub mod popover;
pub mod preferences;

pub mod words;
