//! What browsers are told to refuse: foreign scripts, foreign frames, guesses at what a file is. A page says which of its scripts are its
//! own by a nonce; everything else holds no scripts at all.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::Served;

/// Who may show the journal within a page of theirs, as the policy says it.
pub fn ancestors(origins: &[String]) -> String {
    match origins.is_empty() {
        true => "'none'".to_owned(),
        false => ["'self'", &origins.join(" ")].join(" "),
    }
}

/// The policy of a page, in its response. For the context in which it is rendered.
pub(super) fn set_page_policy(ancestors: &str) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    // Attributes of style hold lengths of bars, which no rule could name.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// What goes with every answer, unless it says something else.
pub(super) async fn policy(State(served): State<Served>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let encrypted = served.auth.is_encrypted(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    };
    let nothing = format!("default-src 'none'; frame-ancestors {}", served.ancestors);
    set(header::CONTENT_SECURITY_POLICY, &nothing);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if encrypted {
        // Without TLS browsers only complain of it.
        set(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::ancestors;

    #[test]
    fn nobody_frames_the_journal_unless_they_are_named() {
        assert_eq!(ancestors(&[]), "'none'");
        assert_eq!(
            ancestors(&["https://1c.example".to_owned()]),
            "'self' https://1c.example"
        );
    }
}
