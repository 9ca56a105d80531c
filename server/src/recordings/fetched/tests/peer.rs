//! The REST interface of a PBX with one recording, on a port of its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::locked;

/// As the PBX names its first recording in the fixture.
pub(super) const PATH: &str =
    "/storage/usbdisk1/mikopbx/astspool/monitor/2026/11/23/10/mikopbx-1795417201.11_Ab3dEf.webm";

/// What the PBX does.
#[derive(Clone)]
pub(super) struct Manner {
    pub(super) key: &'static str,
    pub(super) leg: Value,
    pub(super) status: StatusCode,
    pub(super) audio: Vec<u8>,
    /// The answer tells no length.
    pub(super) in_pieces: bool,
    pub(super) pause: Duration,
}

#[derive(Clone)]
pub(super) struct Peer {
    manner: Arc<Mutex<Manner>>,
    pub(super) url: String,
    questions: Arc<AtomicUsize>,
    downloads: Arc<AtomicUsize>,
}

pub(super) fn webm(bytes: usize) -> Vec<u8> {
    let mut audio = b"\x1a\x45\xdf\xa3".to_vec();
    audio.resize(bytes, 7);
    audio
}

pub(super) fn legs() -> Vec<Value> {
    let fixture = include_str!("../../../../pbx/tests/fixtures/mikopbx/legs.json");
    let answer: Value = serde_json::from_str(fixture).unwrap();
    answer["data"]["records"].as_array().unwrap().clone()
}

impl Peer {
    pub(super) async fn start() -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let manner = Manner {
            key: "Bearer right",
            leg: legs()[0].clone(),
            status: StatusCode::OK,
            audio: webm(5000),
            in_pieces: false,
            pause: Duration::ZERO,
        };
        let peer = Peer {
            manner: Arc::new(Mutex::new(manner)),
            url: format!("http://{}", listener.local_addr().unwrap()),
            questions: Arc::default(),
            downloads: Arc::default(),
        };
        let router = Router::new()
            .route("/pbxcore/api/v3/cdr", get(history))
            .route("/pbxcore/api/v3/cdr:download", get(download))
            .with_state(peer.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        peer
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Manner)) {
        change(&mut locked(&self.manner));
    }

    pub(super) async fn is_downloading(&self) {
        while self.asked().1 == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How often the history was asked for, and the file.
    pub(super) fn asked(&self) -> (usize, usize) {
        let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
        (count(&self.questions), count(&self.downloads))
    }
}

async fn history(
    State(peer): State<Peer>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    peer.questions.fetch_add(1, Ordering::SeqCst);
    let manner = locked(&peer.manner).clone();
    if headers[header::AUTHORIZATION] != manner.key {
        return StatusCode::FORBIDDEN.into_response();
    }
    assert_eq!((query["idFrom"].as_str(), query["limit"].as_str()), ("1000", "1"));
    let linkedid = &manner.leg["linkedid"];
    json!({ "result": true, "data": { "data": [{ "linkedid": linkedid, "records": [manner.leg] }] } })
        .to_string()
        .into_response()
}

async fn download(
    State(peer): State<Peer>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    peer.downloads.fetch_add(1, Ordering::SeqCst);
    let manner = locked(&peer.manner).clone();
    tokio::time::sleep(manner.pause).await;
    assert_eq!(query["token"], "000000000000000000000000000003e9");
    assert_eq!(headers[header::AUTHORIZATION], manner.key);
    let body = if manner.in_pieces {
        let pieces: Vec<_> = manner
            .audio
            .chunks(1000)
            .map(<[u8]>::to_vec)
            .map(Ok::<_, String>)
            .collect();
        Body::from_stream(futures_util::stream::iter(pieces))
    } else {
        Body::from(manner.audio)
    };
    // A lie, and an address that nobody may go to.
    let told = [
        (header::CONTENT_TYPE, "text/html"),
        (header::LOCATION, "http://169.254.169.254/"),
    ];
    (manner.status, told, body).into_response()
}
