//! What a person set for this browser: language, theme, who they are in the demo. Kept in cookies, so that the server
//! renders the first page right.

use std::str::FromStr;

use crate::i18n::Locale;

/// `ru` or `en`.
pub const LANGUAGE_COOKIE: &str = "language";
/// `light` or `dark`; absent: as the system is.
pub const THEME_COOKIE: &str = "theme";
/// How an unknown number becomes a customer: `customers::registration::Way`.
pub const REGISTRATION_COOKIE: &str = "registration";
/// The id of the employee who is looking.
pub const EMPLOYEE_COOKIE: &str = "employee";

/// Light or dark, when it is not left to the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As it stands in the cookie and in `data-theme`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = ();

    fn from_str(text: &str) -> Result<Theme, ()> {
        match text {
            "light" => Ok(Theme::Light),
            "dark" => Ok(Theme::Dark),
            _ => Err(()),
        }
    }
}

/// What a person set for this browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language of the page.
    pub locale: Locale,
    /// `None`: as the system is.
    pub theme: Option<Theme>,
}
