//! Recordings that lie on a MikoPBX and in no folder: they are heard as those of a folder are.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use crate::support::Journal;
use crate::support::server::{PATIENCE, Server};

const LEGS: &str = include_str!("../../pbx/tests/fixtures/mikopbx/legs.json");

const AUDIO: &[u8] = b"\x1a\x45\xdf\xa3 what a PBX packs into webm, some seconds of Opus";

/// The PBX: whether it has made its files, and how often they were asked for.
#[derive(Clone, Default)]
struct Pbx {
    has_files: Arc<AtomicBool>,
    downloads: Arc<AtomicUsize>,
}

impl Pbx {
    /// Its address.
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/pbxcore/api/v3/cdr", get(history))
            .route("/pbxcore/api/v3/cdr:download", get(download))
            .with_state(self.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        url
    }
}

async fn history(Query(query): Query<BTreeMap<String, String>>) -> String {
    let after: i64 = query["idFrom"].parse().unwrap();
    let mut answer: Value = serde_json::from_str(LEGS).unwrap();
    let legs = answer["data"]["records"].as_array_mut().unwrap();
    legs.retain(|leg| leg["id"].as_i64() > Some(after));
    for leg in legs.iter_mut().filter(|leg| leg["recordingfile"] != "") {
        leg["recordingfile"] = format!("/storage/../../../../secret{}.webm", leg["id"]).into();
    }
    json!({ "result": true, "data": { "records": legs } }).to_string()
}

async fn download(State(pbx): State<Pbx>) -> Response {
    pbx.downloads.fetch_add(1, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(300)).await;
    match pbx.has_files.load(Ordering::SeqCst) {
        true => AUDIO.into_response(),
        false => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The recordings of the first call that has any, once the journal shows one.
fn shown(journal: &Journal) -> Value {
    let begin = Instant::now();
    loop {
        let calls = journal.calls(&["--internal"]);
        let of =
            |call: &Value| Some(call["recordings"].clone()).filter(|all| all != &json!([]) && !all.is_null());
        if let Some(recordings) = calls.iter().find_map(of) {
            return recordings;
        }
        assert!(begin.elapsed() < PATIENCE, "no recording comes: {calls:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_of_mikopbx_is_heard_like_any_other() {
    let pbx = Pbx::default();
    let url = pbx.start().await;
    let journal = Journal::sqlite();
    journal.folder.write(
        "call-journal.toml",
        format!(
            "[[sources]]\nkind = \"mikopbx\"\nzone = \"Europe/Moscow\"\nurl = \"{url}\"\nkey = \"right\"\nevery_s = 1\n"
        ),
    );
    journal.folder.write("secret1001.webm", "whispered");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let recordings = shown(&journal);
    assert_eq!(recordings[0]["duration_ms"], 57_000, "{recordings}");

    let (head, body) = server.get("/recordings/1", "");
    assert!(head.starts_with("HTTP/1.1 404") && body.is_empty(), "{head}");
    pbx.has_files.store(true, Ordering::SeqCst);
    pbx.downloads.store(0, Ordering::SeqCst);
    let ranges = [
        ("bytes=0-3", &AUDIO[..4], "0-3"),
        ("bytes=-4", &AUDIO[AUDIO.len() - 4..], "-"),
    ];
    std::thread::scope(|scope| {
        for (range, part, told) in ranges {
            let server = &server;
            scope.spawn(move || {
                let (head, body) = server.get("/recordings/1", &format!("Range: {range}\r\n"));
                let head = head.to_lowercase();
                assert!(
                    head.starts_with("http/1.1 206") && head.contains("content-type: audio/webm"),
                    "{head}"
                );
                assert!(
                    head.contains("content-range: bytes ") && head.contains(told),
                    "{head}"
                );
                assert_eq!(body, part);
            });
        }
    });
    assert_eq!(pbx.downloads.load(Ordering::SeqCst), 1);

    assert_eq!(server.get("/recordings/1", "").1, AUDIO);
    let (head, _) = server.get("/recordings/1", "Range: bytes=100000-\r\n");
    assert!(head.starts_with("HTTP/1.1 416"), "{head}");
    let mut stream = server.connect();
    write!(
        stream,
        "HEAD /recordings/1?download HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        server.address
    )
    .unwrap();
    let mut head = String::new();
    stream.read_to_string(&mut head).unwrap();
    let length = format!("content-length: {}\r\n", AUDIO.len());
    assert!(
        head.starts_with("HTTP/1.1 200") && head.to_lowercase().contains(&length),
        "{head}"
    );
    assert!(head.contains(".webm\"") && !head.contains("secret1001"), "{head}");
    assert_eq!(pbx.downloads.load(Ordering::SeqCst), 1);
    let kept: Vec<_> = std::fs::read_dir(journal.folder.path("data/fetched"))
        .unwrap()
        .collect();
    assert_eq!(kept.len(), 1);
}
