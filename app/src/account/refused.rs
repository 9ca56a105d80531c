//! Why somebody does not get in, or a password is none: as an address says it, and as a sentence.

use crate::text;

macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident { $($(#[$why:meta])* $variant:ident = $word:literal => $($key:ident).+,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$why])* $variant,)+
        }

        impl $name {
            /// As an address says it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }

            /// Read from an address.
            #[must_use]
            pub fn of_word(word: &str) -> Option<$name> {
                match word {
                    $($word => Some($name::$variant),)+
                    _ => None,
                }
            }

            /// One sentence in the page's language.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self {
                    $($name::$variant => text!($($key).+),)+
                }
            }
        }
    };
}

refusals! {
    /// Why somebody does not get in.
    SignInRefused {
        /// No such login, another password, or they may not any more: not said which.
        Wrong = "wrong" => account.wrong,
        /// Too many tries.
        Wait = "wait" => account.wait,
    }
}

refusals! {
    /// Why a password is not taken.
    PasswordRefused {
        /// Fewer than ten characters.
        Short = "short" => account.short,
        /// More than two hundred.
        Long = "long" => account.long,
        /// It is one of the first that would be tried.
        Guessable = "guessable" => account.guessable,
        /// Typed differently the second time.
        Different = "different" => account.different,
        /// The one before is another.
        Current = "current" => account.not_current,
        /// The link was used, is too old, or never was one.
        Link = "link" => account.no_link,
        /// Nothing to sign in with.
        NoLogin = "login" => account.no_login,
        /// Somebody has it already.
        LoginTaken = "taken" => account.login_taken,
        /// Too many tries.
        Wait = "wait" => account.wait,
    }
}

/// A page that says what is wrong, where the application shows none. It holds nothing that anybody wrote.
#[cfg(feature = "ssr")]
#[must_use]
pub fn error_page(locale: crate::i18n::Locale, error: &crate::error::AppError) -> String {
    use leptos::prelude::{Owner, provide_context};
    Owner::new().with(|| {
        provide_context(locale);
        let (sentence, back) = (error.sentence(), text!(account.to_journal));
        format!(
            "<!DOCTYPE html><html lang=\"{locale}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{sentence}</title>\
             </head><body><main><h1>{sentence}</h1><p><a href=\"/\">{back}</a></p></main></body></html>"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_survives_the_address_and_nothing_else_is_one() {
        for refused in [
            PasswordRefused::Short,
            PasswordRefused::Link,
            PasswordRefused::LoginTaken,
        ] {
            assert_eq!(PasswordRefused::of_word(refused.as_str()), Some(refused));
        }
        assert_eq!(SignInRefused::of_word("<script>"), None);
    }
}
