//! `call-journal routes`: every address of the journal and who may use it, as the guard has it.

use call_journal_app::access::Access;

use crate::auth::listed;

/// One line each, by address.
pub fn run() {
    for (route, access) in listed() {
        let who = match access {
            Access::Public => "everybody".to_owned(),
            Access::Keyed => "programs with a key".to_owned(),
            Access::To(act) => format!("{act:?}"),
        };
        println!("{route}\t{who}");
    }
}
