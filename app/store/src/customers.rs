//! Customers as people work with them: cards, whose a number is, merging, the list and what is proposed while one types.
//!
//! Many at once come out of a file by `import`. What changed is kept in an append-only history; whoever saves names the
//! version they saw, so that nobody overwrites what they have not seen.

mod assign;
mod beside;
mod card;
mod change;
mod export;
pub(crate) mod history;
pub mod import;
mod lookup;
mod merge;
pub(crate) mod ownership;
mod relink;
mod save;
mod undo;

pub use assign::{assign_number, number_of_call};
pub use beside::{Beside, calls_beside, comments_of_customer, latest_calls};
pub use card::customer_card;
pub use export::{Exported, export_step};
pub use lookup::{contacts_of, list, lookup, similar};
pub use merge::{Merged, archive_customer, merge_customers, split_number};
pub use ownership::register_number;
pub use relink::relink;
pub use save::save_card;
pub use undo::undo_assignment;

use call_journal_model::customer::CardSaved;

/// What a change did: what is answered, and the numbers whose calls show something else now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<T> {
    /// The answer.
    pub answer: T,
    /// Row ids of numbers, for [`latest_calls`].
    pub numbers: Vec<i64>,
}

impl<T> Changed<T> {
    /// Nothing was done.
    fn nothing(answer: T) -> Changed<T> {
        Changed {
            answer,
            numbers: Vec::new(),
        }
    }
}

/// What saving a card came to.
pub type SavedCard = Changed<CardSaved>;
