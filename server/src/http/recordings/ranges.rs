//! What part of a file a request asks for: ranges, their conditions, and what the browser has already (RFC 9110). Pure.

use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderName, header};

/// A file as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// With its quotes; changes with every byte.
    pub(super) etag: String,
    /// When it changed.
    pub(super) modified: SystemTime,
    /// In bytes.
    pub(super) length: u64,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// 304
    NotModified,
    /// 200
    Whole,
    /// 206
    Part(RangeInclusive<u64>),
    /// 416
    Unsatisfiable,
}

/// Decides it. Several ranges at once are answered by the whole, which the standard allows: no player asks for them.
pub(super) fn answer(headers: &HeaderMap, stand: &Stand) -> Answer {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let known = match text(header::IF_NONE_MATCH) {
        Some(tags) => tags
            .split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || weak(tag) == weak(&stand.etag)),
        None => text(header::IF_MODIFIED_SINCE)
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .is_some_and(|date| seconds(stand.modified) <= seconds(date)),
    };
    if known {
        return Answer::NotModified;
    }
    let still = match text(header::IF_RANGE) {
        None => true,
        Some(tag) if tag.starts_with('"') => tag == stand.etag,
        Some(date) => {
            httpdate::parse_http_date(date).is_ok_and(|date| seconds(date) == seconds(stand.modified))
        }
    };
    let Some(ranges) = text(header::RANGE).filter(|_| still) else {
        return Answer::Whole;
    };
    let Ok(ranges) = http_range_header::parse_range_header(ranges) else {
        return Answer::Whole;
    };
    if ranges.ranges.len() > 1 {
        return Answer::Whole;
    }
    if stand.length == 0 {
        return Answer::Unsatisfiable;
    }
    match ranges.validate(stand.length).map(|mut ranges| ranges.pop()) {
        Ok(Some(part)) => Answer::Part(part),
        _ => Answer::Unsatisfiable,
    }
}

fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Dates of HTTP have no fractions.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::HeaderValue;
    use rstest::rstest;

    use super::*;

    const DATE: &str = "Tue, 24 Nov 2026 09:00:00 GMT";
    const LATER: &str = "Tue, 24 Nov 2026 09:00:01 GMT";

    fn stand() -> Stand {
        Stand {
            etag: "\"1f-a\"".to_owned(),
            // A file's time is finer than a header's.
            modified: httpdate::parse_http_date(DATE).unwrap() + Duration::from_millis(300),
            length: 1000,
        }
    }

    #[rstest]
    #[case(&[], Answer::Whole)]
    #[case(&[("range", "bytes=0-1")], Answer::Part(0..=1))]
    #[case(&[("range", "bytes=990-")], Answer::Part(990..=999))]
    #[case(&[("range", "bytes=-10")], Answer::Part(990..=999))]
    #[case(&[("range", "bytes=990-5000")], Answer::Part(990..=999))]
    #[case(&[("range", "bytes=1000-")], Answer::Unsatisfiable)]
    #[case(&[("range", "bytes=0-1,5-6")], Answer::Whole)]
    #[case(&[("range", "bytes=x-1")], Answer::Whole)]
    #[case(&[("range", "seconds=1-2")], Answer::Whole)]
    #[case(&[("range", "bytes=0-1"), ("if-range", "\"1f-a\"")], Answer::Part(0..=1))]
    #[case(&[("range", "bytes=0-1"), ("if-range", "\"old\"")], Answer::Whole)]
    #[case(&[("range", "bytes=0-1"), ("if-range", "W/\"1f-a\"")], Answer::Whole)]
    #[case(&[("range", "bytes=0-1"), ("if-range", DATE)], Answer::Part(0..=1))]
    #[case(&[("range", "bytes=0-1"), ("if-range", LATER)], Answer::Whole)]
    #[case(&[("if-none-match", "\"x\", W/\"1f-a\"")], Answer::NotModified)]
    #[case(&[("if-none-match", "\"x\""), ("if-modified-since", LATER)], Answer::Whole)]
    #[case(&[("if-modified-since", DATE)], Answer::NotModified)]
    #[case(&[("if-modified-since", "yesterday")], Answer::Whole)]
    fn ranges(#[case] headers: &[(&'static str, &'static str)], #[case] expected: Answer) {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        assert_eq!(answer(&headers.collect(), &stand()), expected);
    }

    #[test]
    fn an_empty_file_has_no_part() {
        let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=0-"))]);
        let empty = Stand { length: 0, ..stand() };
        assert_eq!(answer(&headers, &empty), Answer::Unsatisfiable);
    }
}
