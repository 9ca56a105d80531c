//! Whether a request that changes something comes from our own pages. Browsers say where it comes from; whoever brings a cookie and does
//! not say it is not served.

use axum::http::{HeaderMap, Method};

use super::address::host;

/// Whether the request can change nothing.
pub(super) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the request comes from a page of this server.
pub(super) fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = text("origin").and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| host(headers) == Some(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pages_and_silent_ones_are_not_ours() {
        let own = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            headers.insert("host", "journal.local:8080".parse().unwrap());
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            is_own(&headers)
        };
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("origin", "http://journal.local:8080")]));
        for other in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://journal.local:8080"),
            ],
            &[("origin", "http://journal.local")],
            &[("origin", "http://evil.example/journal.local:8080")],
            &[("origin", "null")],
            &[("referer", "http://journal.local:8080/")],
        ] {
            assert!(!own(other), "{other:?}");
        }
    }
}
