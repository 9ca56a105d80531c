//! Who may enter the journal and do what: accounts, sessions, one-time links, and the audit of what was done. Passwords and tokens come
//! here as digests; making them, and the rules of what is allowed, are elsewhere (`server::auth`, `call_journal_model::access`).

mod accounts;
mod audit;
mod departments;
mod invitations;
mod keys;
mod sessions;
mod who;

use call_journal_model::access::Role;

pub use accounts::{
    AccountChange, AccountRow, Credentials, account, accounts, add_person, change_account, credentials,
    has_administrator, make_administrator, set_password,
};
pub use audit::{AuditPage, note, page as audit_page};
pub use departments::{add_department, delete_department, departments};
pub use invitations::{Invitation, find_invitation, invite, take_invitation};
pub use keys::{ApiKey, KeyReach, add_key, delete_key, keys, use_key};
pub use sessions::{
    Limits, NewSession, OwnSession, Session, begin_session, end_all_sessions, end_session, find_session,
    forget_ended, goes_on, is_known_device, know_device, own_sessions, rotate, see_session,
};
pub use who::{Who, role_rights, set_role_rights, who};

use crate::error::StoreError;

/// What stands in `accounts.role`.
fn of_role(role: Role) -> i32 {
    match role {
        Role::Employee => 0,
        Role::Supervisor => 1,
        Role::Administrator => 2,
    }
}

fn to_role(code: i32) -> Result<Role, StoreError> {
    let role = Role::ALL.into_iter().find(|role| of_role(*role) == code);
    role.ok_or_else(|| StoreError::damaged(format!("accounts: no role {code}")))
}
