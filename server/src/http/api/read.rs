//! `GET /api/v1/calls`: calls for other programs, by the filters of the page's address, in keyset pages.

use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use call_journal_model::access::Reach;
use call_journal_model::call::CallId;
use call_journal_model::filter::Filter;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::Cursor;
use call_journal_store::StoreError;
use call_journal_store::access::{KeyReach, use_key};
use call_journal_store::query::{EXPORT_ROWS, Viewer, export_page};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::doors::authorization;
use super::{Served, answer, refused};
use crate::config::Reader;
use crate::exported::Row;

/// Calls of an answer, unless it is said otherwise.
const USUAL: usize = 100;

/// Programs that may read, and their keys.
#[derive(Default)]
pub struct Readers(Vec<(String, String)>);

impl Readers {
    /// Those of the configuration.
    ///
    /// # Errors
    /// When the file of a key cannot be read.
    pub fn of(readers: &[Reader]) -> anyhow::Result<Readers> {
        let read = |reader: &Reader| Ok((reader.name.clone(), reader.key.read()?));
        Ok(Readers(readers.iter().map(read).collect::<anyhow::Result<_>>()?))
    }

    /// The name of whoever sends the request.
    fn who(&self, headers: &HeaderMap) -> Option<&str> {
        let key = authorization(headers, "Bearer ")?;
        // Not `==`: how long it takes would tell how much of a guess is right.
        let sent = |known: &(String, String)| bool::from(known.1.as_bytes().ct_eq(key.as_bytes()));
        // All of them are tried, for the same reason.
        self.0.iter().fold(None, |found, known| {
            if sent(known) {
                Some(known.0.as_str())
            } else {
                found
            }
        })
    }
}

/// Whoever sends the request, and what they are given: all calls by a key of the configuration, else what an administrator said.
async fn reader(served: &Served, headers: &HeaderMap) -> Result<Option<KeyReach>, StoreError> {
    if let Some(name) = served.readers.who(headers) {
        return Ok(Some(KeyReach {
            name: name.to_owned(),
            sees: Reach::All,
            masked: false,
        }));
    }
    let parts = &served.journal.0;
    match authorization(headers, "Bearer ") {
        Some(key) => use_key(&parts.store, &(parts.digest)(key), (parts.now)()).await,
        None => Ok(None),
    }
}

pub(super) async fn calls(
    State(served): State<Served>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Response {
    let reader = match reader(&served, &headers).await {
        Ok(reader) => reader,
        Err(error) => {
            tracing::error!(?error, "who reads cannot be looked up");
            return refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer; try again",
            );
        }
    };
    let Some(reader) = reader else {
        let why = "Authorization: Bearer KEY is missing, or nobody has this key";
        let mut response = refused(StatusCode::UNAUTHORIZED, why);
        let ask = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        return response;
    };
    let asked = match Asked::of(&query.unwrap_or_default(), &parameters) {
        Ok(asked) => asked,
        Err(why) => return refused(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    let parts = &served.journal.0;
    let today = chrono::DateTime::from_timestamp_millis((parts.now)().0).unwrap_or_default();
    let KeyReach {
        name: reader,
        sees,
        masked,
    } = reader;
    let viewer = Viewer {
        sees,
        masked,
        ..Viewer::of_everything(parts.zone, today.with_timezone(&parts.zone).date_naive())
    };
    match export_page(&parts.store, &asked.filter, asked.cursor, asked.limit, &viewer).await {
        Ok(page) => {
            let calls: Vec<Row<'_>> = page.rows.iter().map(|call| Row::new(call, parts.zone)).collect();
            tracing::debug!(reader, calls = calls.len(), "calls were read");
            let next = page.next.map(written);
            answer(StatusCode::OK, json!({ "calls": calls, "next": next }))
        }
        Err(error) => {
            tracing::error!(?error, reader, "calls cannot be read");
            refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer; try again",
            )
        }
    }
}

/// What a program wants to read.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    filter: Filter,
    cursor: Option<Cursor>,
    limit: usize,
}

impl Asked {
    /// A page's address is forgiving, this is not: a program that misspells a filter must not be given all calls.
    fn of(query: &str, parameters: &[(String, String)]) -> Result<Asked, String> {
        let mut asked = Asked {
            filter: Filter::from_query(query),
            cursor: None,
            limit: USUAL,
        };
        let understood = asked.filter.to_query();
        let mut seen = Vec::new();
        for (name, value) in parameters {
            if seen.contains(&name) {
                return Err(format!("{name} is given twice"));
            }
            seen.push(name);
            match name.as_str() {
                "limit" => {
                    let limit = value
                        .parse()
                        .ok()
                        .filter(|limit| (1..=EXPORT_ROWS).contains(limit));
                    asked.limit = limit.ok_or_else(|| format!("limit must be 1 to {EXPORT_ROWS}"))?;
                }
                "cursor" => {
                    let cursor = read(value).ok_or("cursor must be the `next` of an answer")?;
                    asked.cursor = Some(cursor);
                }
                // Of whoever looks, and nobody does.
                "mine" => return Err("mine is unknown here; use employee".to_owned()),
                name if is_switch(name) && matches!(value.as_str(), "0" | "false" | "off" | "no") => {}
                "q" if value.is_empty() => {}
                // What the filter took from it, it would write again.
                name if understood
                    .split('&')
                    .any(|pair| pair.split('=').next() == Some(name)) => {}
                name if is_known(name) => return Err(format!("{name} cannot be {value:?}")),
                name => return Err(format!("{name:?} is unknown")),
            }
        }
        Ok(asked)
    }
}

fn is_switch(name: &str) -> bool {
    let switches = ["in", "out", "missed", "lost", "first", "unregistered", "internal"];
    switches.contains(&name)
}

fn is_known(name: &str) -> bool {
    let others = [
        "period", "from", "to", "customer", "employee", "number", "line", "channel", "q", "sort",
    ];
    is_switch(name) || others.contains(&name)
}

/// The place after which the next answer begins; programs need not understand it.
fn written(cursor: Cursor) -> String {
    format!("{}_{}_{}", cursor.started_at.0, cursor.id.0, cursor.talk.0)
}

fn read(cursor: &str) -> Option<Cursor> {
    let parts: Vec<i64> = cursor
        .split('_')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [started_at, id, talk] = parts[..] else {
        return None;
    };
    Some(Cursor {
        started_at: Timestamp(started_at),
        id: CallId(id),
        talk: Millis(talk),
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn asked(query: &str) -> Result<Asked, String> {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<(String, String)> = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Asked::of(query, &pairs)
    }

    #[rstest]
    #[case("", "", 100)]
    #[case("in=1&missed=1&limit=5", "in=1&missed=1", 5)]
    #[case("in=0&limit=1000", "", 1000)]
    #[case("from=2026-10-01&to=2026-10-02", "from=2026-10-01&to=2026-10-02", 100)]
    #[case("from=2026-10-01", "from=2026-10-01&to=2026-10-01", 100)]
    #[case("number=79161234567&q=777", "number=79161234567&q=777", 100)]
    #[case("line=7495&channel=a&sort=talk", "line=7495&channel=a&sort=talk", 100)]
    fn what_is_asked(#[case] query: &str, #[case] filter: &str, #[case] limit: usize) {
        let asked = asked(query).unwrap();
        assert_eq!((asked.filter.to_query().as_str(), asked.limit), (filter, limit));
    }

    #[rstest]
    #[case("inn=1", "unknown")]
    #[case("from=yesterday", "from cannot be")]
    #[case("period=8d", "period cannot be")]
    #[case("in=maybe", "in cannot be")]
    #[case("number=12", "number cannot be")]
    #[case("customer=x", "customer cannot be")]
    #[case("sort=up", "sort cannot be")]
    #[case("limit=0", "limit must be")]
    #[case("limit=1001", "limit must be")]
    #[case("cursor=7", "cursor must be")]
    #[case("in=1&in=1", "twice")]
    #[case("mine=1", "employee")]
    fn what_makes_no_sense_is_refused(#[case] query: &str, #[case] why: &str) {
        let refused = asked(query).unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }

    #[test]
    fn a_cursor_comes_back() {
        let cursor = Cursor {
            started_at: Timestamp(-5),
            id: CallId(7),
            talk: Millis(9),
        };
        assert_eq!(read(&written(cursor)), Some(cursor));
    }
}
