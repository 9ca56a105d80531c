//! Roles and rights in words.

use call_journal_model::access::{Rights, Role, Scope};

use crate::text;

/// «Администратор»
#[must_use]
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Employee => text!(account.role_employee),
        Role::Supervisor => text!(account.role_supervisor),
        Role::Administrator => text!(account.role_administrator),
    }
}

/// The same where there is little room: «админ»
#[must_use]
pub(crate) fn role_short(role: Role) -> &'static str {
    match role {
        Role::Employee => text!(account.short_employee),
        Role::Supervisor => text!(account.short_supervisor),
        Role::Administrator => text!(account.short_administrator),
    }
}

/// «Своего отдела»
#[must_use]
pub(crate) fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::None => text!(account.scope_none),
        Scope::Own => text!(account.scope_own),
        Scope::Department => text!(account.scope_department),
        Scope::All => text!(account.scope_all),
    }
}

/// What somebody may, a line each.
#[must_use]
pub(super) fn may(rights: &Rights) -> Vec<String> {
    let mut lines = vec![
        [text!(account.right_see), ": ", scope_name(rights.see)].concat(),
        [text!(account.right_hear), ": ", scope_name(rights.hear)].concat(),
    ];
    let switches = [
        (rights.download, text!(account.right_download)),
        (rights.customers, text!(account.right_customers)),
        (rights.export, text!(account.right_export)),
        (rights.configure, text!(account.right_configure)),
        (rights.masked, text!(account.right_masked)),
    ];
    let may = switches.into_iter().filter(|(may, _)| *may);
    lines.extend(may.map(|(_, line)| line.to_owned()));
    lines
}

/// `Mozilla/5.0 (…) Firefox/150.0` as «Firefox»; what is not known as it is, shortened.
#[must_use]
pub(super) fn browser_name(agent: &str) -> String {
    // Each of these also calls itself by the names of those after it.
    const KNOWN: [(&str, &str); 7] = [
        ("YaBrowser", "Яндекс Браузер"),
        ("Edg/", "Microsoft Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let known = KNOWN.iter().find(|(part, _)| agent.contains(part));
    match known {
        Some((_, name)) => (*name).to_owned(),
        None if agent.is_empty() => text!(account.unknown_browser).to_owned(),
        None => agent.chars().take(40).collect(),
    }
}
