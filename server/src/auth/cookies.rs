//! The cookies of the door. No script can read them, and no other site has them sent; over TLS they go no other way.

use axum::http::{HeaderMap, HeaderValue, header};

/// The session's token.
const SESSION: &str = "session";

/// A browser from which somebody signed in.
const DEVICE: &str = "device";

/// What somebody typed as their login, for the next try.
pub(super) const TRIED: &str = call_journal_app::service::TRIED_COOKIE;

/// Seconds that a browser keeps a cookie at most, whatever the server says.
const LONG: u64 = 180 * 24 * 60 * 60;

/// How the journal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// By TLS.
    pub(super) encrypted: bool,
    /// Within pages of others, as the configuration allows.
    pub(super) embedded: bool,
}

/// A cookie's name: over TLS one that no other host can set.
fn name(plain: &str, manner: Manner) -> String {
    match manner.encrypted {
        true => format!("__Host-{plain}"),
        false => plain.to_owned(),
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}

/// The token of the request's session.
pub(super) fn session(headers: &HeaderMap, manner: Manner) -> Option<&str> {
    value(headers, &name(SESSION, manner))
}

/// The token of the request's browser.
pub(super) fn device(headers: &HeaderMap, manner: Manner) -> Option<&str> {
    value(headers, &name(DEVICE, manner))
}

fn set(name: &str, value: &str, seconds: u64, manner: Manner) -> HeaderValue {
    let secure = if manner.encrypted { "; Secure" } else { "" };
    // Browsers take a cookie for pages within others over TLS only.
    let site = match manner.encrypted && manner.embedded {
        true => "None",
        false => "Lax",
    };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite={site}; Max-Age={seconds}{secure}");
    // Values are tokens of ours, or percent-encoded.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("session=; Path=/; Max-Age=0"))
}

/// Keeps a session.
pub(super) fn keep_session(token: &str, manner: Manner) -> HeaderValue {
    set(&name(SESSION, manner), token, LONG, manner)
}

/// Forgets it.
pub(super) fn forget_session(manner: Manner) -> HeaderValue {
    set(&name(SESSION, manner), "", 0, manner)
}

/// Remembers that somebody signed in from here.
pub(super) fn keep_device(token: &str, manner: Manner) -> HeaderValue {
    set(&name(DEVICE, manner), token, LONG, manner)
}

/// Remembers what was typed, for a minute.
pub(super) fn keep_tried(login: &str, manner: Manner) -> HeaderValue {
    let login: String = login.chars().take(100).collect();
    let encoded = percent_encoding::utf8_percent_encode(&login, percent_encoding::NON_ALPHANUMERIC);
    set(TRIED, &encoded.to_string(), 60, manner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manner(encrypted: bool, embedded: bool) -> Manner {
        Manner { encrypted, embedded }
    }

    #[test]
    fn cookies_are_as_strict_as_they_can_be() {
        let plain = keep_session("abc", manner(false, true));
        assert_eq!(
            plain,
            "session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000"
        );
        let encrypted = keep_session("abc", manner(true, false));
        assert_eq!(
            encrypted,
            "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure"
        );
        let embedded = keep_session("abc", manner(true, true));
        assert!(embedded.to_str().unwrap().contains("SameSite=None"));
        let tried = keep_tried("a; Path=/x\r\nиван", manner(false, false));
        assert!(
            tried
                .to_str()
                .unwrap()
                .starts_with("tried=a%3B%20Path%3D%2Fx%0D%0A%D0%B8")
        );
    }

    #[test]
    fn a_cookie_of_another_name_is_no_session() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "cookie",
            "xsession=1; session=; a=b; __Host-session=2; session=3"
                .parse()
                .unwrap(),
        );
        assert_eq!(session(&headers, manner(false, false)), Some("3"));
        assert_eq!(session(&headers, manner(true, false)), Some("2"));
        assert_eq!(device(&headers, manner(false, false)), None);
    }
}
