//! Deeds and refusals in words.

use call_journal_model::access::{AccountRefused, Deed};

use crate::text;

/// «Вошёл»
#[must_use]
pub(super) fn deed_name(deed: Deed) -> &'static str {
    match deed {
        Deed::SignedIn => text!(administration.signed_in),
        Deed::SignInRefused => text!(administration.sign_in_refused),
        Deed::SignedOut => text!(administration.signed_out),
        Deed::SignedOutEverywhere => text!(administration.signed_out_everywhere),
        Deed::PasswordSet => text!(administration.password_set),
        Deed::Invited => text!(administration.invited),
        Deed::Listened => text!(administration.listened),
        Deed::Downloaded => text!(administration.downloaded),
        Deed::CallsExported => text!(administration.calls_exported),
        Deed::CustomersExported => text!(administration.customers_exported),
        Deed::AccountChanged => text!(administration.account_changed),
        Deed::RoleChanged => text!(administration.role_changed),
        Deed::DepartmentsChanged => text!(administration.departments_changed),
        Deed::CustomersImported => text!(administration.customers_imported),
        Deed::DataErased => text!(administration.data_erased),
        Deed::CallHeld => text!(administration.call_held),
        Deed::CallReleased => text!(administration.call_released),
        Deed::CallsForgotten => text!(administration.calls_forgotten),
        Deed::KeysChanged => text!(administration.keys_changed),
    }
}

/// Why an account cannot be like this.
#[must_use]
pub(super) fn refused(why: AccountRefused) -> &'static str {
    match why {
        AccountRefused::NoSuch => text!(ui.error_not_found),
        AccountRefused::NoLogin => text!(account.no_login),
        AccountRefused::LoginTaken => text!(account.login_taken),
        AccountRefused::LastAdministrator => text!(administration.last_administrator),
    }
}

/// A deed in a language, for tables that people take along.
#[cfg(feature = "ssr")]
#[must_use]
pub fn deed_in(locale: crate::i18n::Locale, deed: Deed) -> &'static str {
    use leptos::prelude::{Owner, provide_context};
    Owner::new().with(|| {
        provide_context(locale);
        deed_name(deed)
    })
}
