//! A REST interface that answers as MikoPBX does, on a port of its own.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::mikopbx::parse_page;
use chrono_tz::Tz;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Mikopbx, Pace, Settings};
use crate::config::sources::Secret;
use crate::source::{Heard, Source, SourceError};

const ZONE: Tz = Tz::Europe__Moscow;

/// Nothing waits for a real second: questions follow one another.
const QUICK: Pace = Pace {
    poll: Duration::from_millis(1),
    sweep: Duration::from_millis(1),
    page: 7,
};

/// What `future` gives, which is there at once or never.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future)
        .await
        .expect("no answer for half a minute")
}

/// A PBX with the recorded legs.
#[derive(Clone)]
struct Pbx {
    legs: Arc<Mutex<Vec<Value>>>,
    url: String,
}

impl Pbx {
    async fn start() -> Pbx {
        let fixture = include_str!("../../../pbx/tests/fixtures/mikopbx/legs.json");
        let answer: Value = serde_json::from_str(fixture).unwrap();
        let legs = answer["data"]["records"].as_array().unwrap().clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let pbx = Pbx {
            legs: Arc::new(Mutex::new(legs)),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/pbxcore/api/v3/cdr", get(history))
            .with_state(pbx.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        pbx
    }

    fn source(&self, key: &str) -> Mikopbx {
        source(&self.url, key)
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Value>)) {
        change(&mut self.legs.lock().unwrap());
    }

    /// What the legs tell now, by the same reader.
    fn events(&self) -> Vec<PbxEvent> {
        let legs = self.legs.lock().unwrap();
        let body = json!({ "result": true, "data": { "records": *legs } }).to_string();
        let page = parse_page(body.as_bytes(), ZONE).unwrap();
        assert!(page.rejected.is_empty());
        page.events
    }
}

fn source(url: &str, key: &str) -> Mikopbx {
    let settings = Settings {
        url: url.to_owned(),
        key: Secret::Text(key.to_owned()),
        tls_ca: None,
        every: Duration::from_secs(5),
    };
    Mikopbx {
        pace: QUICK,
        ..Mikopbx::new(settings, ZONE)
    }
}

/// As the PBX answers: conversations in the order of their first leg after `idFrom`, with all their legs.
async fn history(
    State(pbx): State<Pbx>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if headers
        .get(header::AUTHORIZATION)
        .is_none_or(|key| key != "Bearer right")
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !query.contains_key("dateFrom") || query["sort"] != "id" || query["order"] != "ASC" {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let after: i64 = query["idFrom"].parse().unwrap();
    let limit: usize = query["limit"].parse().unwrap();
    let legs = pbx.legs.lock().unwrap();
    let mut page: Vec<&str> = Vec::new();
    for leg in legs.iter().filter(|leg| leg["id"].as_i64() > Some(after)) {
        let linkedid = leg["linkedid"].as_str().unwrap();
        if page.len() < limit && !page.contains(&linkedid) {
            page.push(linkedid);
        }
    }
    let grouped: Vec<Value> = page
        .into_iter()
        .map(|linkedid| {
            let records: Vec<&Value> = legs.iter().filter(|leg| leg["linkedid"] == linkedid).collect();
            json!({ "linkedid": linkedid, "records": records })
        })
        .collect();
    json!({ "result": true, "data": { "data": grouped, "pagination": {} }, "messages": {} })
        .to_string()
        .into_response()
}

/// Reads until two answers in a row hold nothing.
async fn rest(source: &mut Mikopbx) -> Heard {
    let mut all = Heard::default();
    let mut empty = 0;
    let mut answers = 0;
    while empty < 2 {
        let heard = soon(source.next()).await.unwrap();
        answers += 1;
        assert!(answers < 1000, "it tells the same legs again and again");
        empty = if heard.events.is_empty() && heard.rejected.is_empty() {
            empty + 1
        } else {
            0
        };
        all.events.extend(heard.events);
        all.rejected.extend(heard.rejected);
    }
    all
}

fn identities(events: &[PbxEvent]) -> Vec<[u8; 16]> {
    let mut identities: Vec<_> = events.iter().map(PbxEvent::identity).collect();
    identities.sort_unstable();
    identities
}

async fn refusal(mut source: Mikopbx) -> String {
    match soon(source.connect(None)).await {
        Err(SourceError::Refused(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn history_comes_first_then_what_is_new_and_each_leg_once() {
    let pbx = Pbx::start().await;
    let mut new = pbx.legs.lock().unwrap().clone();
    pbx.change(|legs| legs.truncate(20));
    new.drain(..20);
    let mut mikopbx = pbx.source("right");
    soon(mikopbx.connect(None)).await.unwrap();
    let heard = rest(&mut mikopbx).await;
    assert_eq!(identities(&heard.events), identities(&pbx.events()));

    pbx.change(|legs| legs.extend(new));
    let heard = rest(&mut mikopbx).await;
    assert_eq!(identities(&heard.events), identities(&pbx.events()[20..]));
    assert!(heard.rejected.is_empty());
    let last = pbx.legs.lock().unwrap().last().unwrap()["id"].clone();
    assert_eq!(mikopbx.position(), Some(format!("id {last}")));
}

#[tokio::test]
async fn a_recording_that_is_packed_later_is_found() {
    let pbx = Pbx::start().await;
    pbx.change(|legs| legs.last_mut().unwrap()["recordingfile"] = "".into());
    let mut mikopbx = pbx.source("right");
    soon(mikopbx.connect(None)).await.unwrap();
    rest(&mut mikopbx).await;
    pbx.change(|legs| legs.last_mut().unwrap()["recordingfile"] = "/storage/late.webm".into());
    let heard = rest(&mut mikopbx).await;
    assert_eq!(heard.events, [pbx.events().pop().unwrap()]);
}

#[tokio::test]
async fn a_restart_goes_on_where_the_last_run_stopped() {
    let pbx = Pbx::start().await;
    let id = pbx.legs.lock().unwrap()[25]["id"].as_i64().unwrap();
    let mut mikopbx = pbx.source("right");
    soon(mikopbx.connect(Some(&format!("id {id}")))).await.unwrap();
    let found = identities(&rest(&mut mikopbx).await.events);
    let all = pbx.events();
    assert!(identities(&all[26..]).iter().all(|new| found.contains(new)));
    assert!(!found.contains(&all[0].identity()));
}

#[tokio::test]
async fn a_pbx_that_was_set_up_anew_is_read_from_its_first_leg() {
    let pbx = Pbx::start().await;
    let mut mikopbx = pbx.source("right");
    soon(mikopbx.connect(None)).await.unwrap();
    rest(&mut mikopbx).await;
    pbx.change(|legs| {
        legs.truncate(1);
        legs[0]["id"] = 1.into();
    });
    let heard = rest(&mut mikopbx).await;
    assert_eq!(heard.events, pbx.events());
    assert_eq!(mikopbx.position().as_deref(), Some("id 1"));
}

#[tokio::test]
async fn a_broken_leg_is_told_once_and_the_others_come() {
    let pbx = Pbx::start().await;
    let all = pbx.events();
    pbx.change(|legs| legs[3]["start"] = "soon".into());
    let mut mikopbx = pbx.source("right");
    soon(mikopbx.connect(None)).await.unwrap();
    let heard = rest(&mut mikopbx).await;
    let mut expected = all;
    expected.remove(3);
    assert_eq!(identities(&heard.events), identities(&expected));
    assert_eq!(heard.rejected.len(), 1, "{:?}", heard.rejected);
    assert!(
        heard.rejected[0].contains("start: \"soon\" is not a time"),
        "{:?}",
        heard.rejected
    );
}

#[tokio::test]
async fn a_wrong_key_is_refused_without_showing_it() {
    let pbx = Pbx::start().await;
    let sentence = refusal(pbx.source("hunter2")).await;
    assert!(sentence.contains("does not accept the key"), "{sentence}");
    let sentence = refusal(pbx.source("hunter2\nX: y")).await;
    assert!(sentence.contains("characters that no key has"), "{sentence}");
    assert!(!sentence.contains("hunter2"));
}

#[tokio::test]
async fn what_is_no_mikopbx_is_refused() {
    let pbx = Pbx::start().await;
    for url in [
        "pbx.example",
        "ftp://pbx.example",
        "https://admin:hunter2@pbx.example",
    ] {
        let sentence = refusal(source(url, "right")).await;
        assert!(sentence.contains("url is not understood"), "{sentence}");
    }
    let sentence = refusal(source(&format!("{}/elsewhere", pbx.url), "right")).await;
    assert!(sentence.contains("no call history"), "{sentence}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let page = Router::new().fallback(async || "<html>Welcome</html>");
    tokio::spawn(axum::serve(listener, page).into_future());
    let sentence = refusal(source(&url, "right")).await;
    assert!(
        sentence.contains("does not answer as the REST interface"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_pbx_that_is_not_there_is_lost() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut mikopbx = source(&format!("http://127.0.0.1:{port}"), "hunter2");
    let error = soon(mikopbx.connect(None)).await.unwrap_err();
    assert!(matches!(error, SourceError::Lost(_)), "{error:?}");
    assert!(!format!("{error:?}").contains("hunter2"));
}

/// A PBX with a certificate of its own, and the file to trust it by.
async fn secured() -> (String, PathBuf) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let file = std::env::temp_dir().join(format!("call-journal-mikopbx-{}-{port}.pem", std::process::id()));
    std::fs::write(&file, cert.pem()).unwrap();
    let key = tokio_rustls::rustls::pki_types::PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![cert.der().clone()], key)
    .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        while let Ok((tcp, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(tcp).await else {
                continue;
            };
            let mut question = [0; 4096];
            let _ = tls.read(&mut question).await;
            let body = "{\"result\":true,\"data\":{\"records\":[]}}";
            let length = body.len();
            let answer =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            let _ = tls.write_all(answer.as_bytes()).await;
            let _ = tls.shutdown().await;
        }
    });
    (format!("https://localhost:{port}"), file)
}

#[tokio::test]
async fn a_certificate_of_its_own_is_trusted_only_when_named() {
    let (url, file) = secured().await;
    let sentence = refusal(source(&url, "right")).await;
    assert!(sentence.contains("is not trusted"), "{sentence}");
    let mut trusting = source(&url, "right");
    trusting.settings.tls_ca = Some(file.clone());
    let connected = soon(trusting.connect(None)).await;
    std::fs::remove_file(file).unwrap();
    connected.unwrap();
}
