//! Who is behind a number or an account: the configuration decides where it says something, else a short number is an
//! employee's.

use call_journal_model::call::{Extension, Party};

use super::super::name::is_short_number;
use super::super::number::{self, Number};
use super::form::End;
use crate::plan::Plan;

/// An account of the PBX, by the configuration or by its name: `201`, `201-WS`.
pub(super) fn employee_of(account: &str, plan: &Plan) -> Option<Extension> {
    let named = |extension: &str| Some(Extension(extension.to_owned()));
    if let Some(extension) = plan.endpoints.get(account) {
        return named(extension);
    }
    if plan.extensions.iter().any(|extension| extension == account) {
        return named(account);
    }
    let digits = account.bytes().take_while(u8::is_ascii_digit).count();
    let short = &account[..digits];
    let whole = digits == account.len() || matches!(account.as_bytes().get(digits), Some(b'-' | b'_'));
    if whole && is_short_number(short) && machine_of(short, plan).is_none() {
        return named(short);
    }
    None
}

/// The employee whose mobile this number is.
pub(super) fn mobile_of(text: &str, plan: &Plan) -> Option<Extension> {
    if plan.mobiles.is_empty() {
        return None;
    }
    let number = number::parse(text, plan)?;
    plan.mobiles.get(number.as_str()).cloned().map(Extension)
}

/// What is no person, by the configuration.
pub(super) fn machine_of(text: &str, plan: &Plan) -> Option<Party> {
    let listed = |list: &[String]| list.iter().any(|number| number == text);
    if listed(&plan.extensions) {
        return None;
    }
    if listed(&plan.queues) {
        return Some(Party::Queue(text.to_owned()));
    }
    if listed(&plan.menus) {
        return Some(Party::Menu(text.to_owned()));
    }
    listed(&plan.groups).then(|| Party::Group(text.to_owned()))
}

/// Somebody outside who called.
pub(super) fn caller(text: &str, plan: &Plan) -> Number {
    if is_withheld(text) {
        return Number::default();
    }
    // Prefixes for an outside line have no place before a caller's number.
    let bare = Plan {
        region: plan.region.clone(),
        ..Plan::default()
    };
    Number {
        number: number::parse(text, &bare),
        as_sent: text.to_owned(),
    }
}

/// Somebody outside who was called.
pub(super) fn called(text: &str, plan: &Plan) -> Number {
    if is_withheld(text) {
        return Number::default();
    }
    Number {
        number: number::parse(text, plan),
        as_sent: text.to_owned(),
    }
}

/// FreeSWITCH puts zeros where there is no number.
pub(super) fn is_withheld(text: &str) -> bool {
    number::is_withheld(text) || text.bytes().all(|b| b == b'0')
}

/// Whoever `text` is: `account` may be what called or was called, `trunk` says that it came by a provider's line.
pub(super) fn end(text: &str, accounts: &[&str], trunk: bool, calls: bool, plan: &Plan) -> End {
    if !trunk {
        let by_account = accounts.iter().find_map(|account| employee_of(account, plan));
        if let Some(extension) = by_account.or_else(|| employee_of(text, plan)) {
            return End::Employee(extension);
        }
    }
    if let Some(extension) = mobile_of(text, plan) {
        return End::Employee(extension);
    }
    if !trunk
        && let Some(party) = machine_of(text, plan)
        && !calls
    {
        return End::Machine(party);
    }
    End::Outside(if calls {
        caller(text, plan)
    } else {
        called(text, plan)
    })
}
