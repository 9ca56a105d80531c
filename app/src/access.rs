//! Who may use which page and which server function at all: whatever is not listed here nobody may. The server's guard looks here before
//! anything else happens; a test walks every route for every role.

use call_journal_model::access::Act;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Programs that bring a key.
    Keyed,
    /// Whoever is signed in and may do this.
    To(Act),
}

/// The pages, as the router writes them.
pub const PAGES: &[(&str, Access)] = &[
    ("/sign-in", Access::Public),
    ("/set-password", Access::Public),
    ("/", Access::To(Act::Look)),
    ("/account", Access::To(Act::Own)),
    ("/customers", Access::To(Act::ReadCustomers)),
    ("/customers/import", Access::To(Act::ChangeCustomers)),
    ("/customers/{id}", Access::To(Act::ReadCustomers)),
    ("/sources", Access::To(Act::Configure)),
    ("/administration", Access::To(Act::Configure)),
];

/// The server functions, by their names below `/api/`.
pub const FUNCTIONS: &[(&str, Access)] = &[
    // The door.
    ("invitation", Access::Public),
    ("own_access", Access::To(Act::Own)),
    ("end_session", Access::To(Act::Own)),
    // The journal.
    ("surroundings", Access::To(Act::Own)),
    ("calls", Access::To(Act::Look)),
    ("suggestions", Access::To(Act::Look)),
    ("count", Access::To(Act::Look)),
    ("days", Access::To(Act::Look)),
    ("views", Access::To(Act::Own)),
    ("save_view", Access::To(Act::Own)),
    ("delete_view", Access::To(Act::Own)),
    ("begin_with", Access::To(Act::Own)),
    ("employees", Access::To(Act::Own)),
    // The panel.
    ("call", Access::To(Act::Look)),
    ("save_comment", Access::To(Act::Look)),
    ("call_back", Access::To(Act::Look)),
    ("waveform", Access::To(Act::Hear)),
    // Customers.
    ("customers", Access::To(Act::ReadCustomers)),
    ("card", Access::To(Act::ReadCustomers)),
    ("find_customers", Access::To(Act::Assign)),
    ("contacts", Access::To(Act::Assign)),
    ("assign", Access::To(Act::Assign)),
    ("undo_assignment", Access::To(Act::Assign)),
    ("begin_card", Access::To(Act::ChangeCustomers)),
    ("save_card", Access::To(Act::ChangeCustomers)),
    ("similar_customers", Access::To(Act::ChangeCustomers)),
    ("split_number", Access::To(Act::ChangeCustomers)),
    ("merge_customers", Access::To(Act::ChangeCustomers)),
    ("archive_customer", Access::To(Act::ChangeCustomers)),
    ("preview_import", Access::To(Act::ChangeCustomers)),
    ("start_import", Access::To(Act::ChangeCustomers)),
    ("import_state", Access::To(Act::ChangeCustomers)),
    ("stop_import", Access::To(Act::ChangeCustomers)),
    // The administrator's.
    ("sources", Access::To(Act::Configure)),
    ("erase_customer", Access::To(Act::Configure)),
    ("hold_call", Access::To(Act::Configure)),
    ("people", Access::To(Act::Configure)),
    ("save_account", Access::To(Act::Configure)),
    ("add_person", Access::To(Act::Configure)),
    ("invite", Access::To(Act::Configure)),
    ("end_sessions", Access::To(Act::Configure)),
    ("add_department", Access::To(Act::Configure)),
    ("delete_department", Access::To(Act::Configure)),
    ("save_role", Access::To(Act::Configure)),
    ("audit", Access::To(Act::Configure)),
    ("api_keys", Access::To(Act::Configure)),
    ("add_api_key", Access::To(Act::Configure)),
    ("delete_api_key", Access::To(Act::Configure)),
];
