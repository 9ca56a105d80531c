//! A PBX that gives one recording, and what can go wrong with it.

mod peer;

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use call_journal_model::call::CallId;
use call_journal_store::log::NewEvent;
use chrono_tz::Europe::Moscow;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::config::sources::Secret;
use crate::source::mikopbx::Settings;
use peer::{PATH, Peer, legs, webm};

const PBX: &str = "office";

/// A journal that knows the recording, and fetches it from a PBX.
struct Journal {
    fetched: Fetched,
    store: Store,
    file: RecordingFile,
    folder: PathBuf,
}

impl Journal {
    async fn of(url: &str) -> Journal {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("call-journal-fetched-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let store = Store::connect(&format!(
            "sqlite://{}?mode=rwc",
            folder.join("journal.db").display()
        ))
        .await
        .unwrap();
        let body = json!({ "data": { "records": legs() } }).to_string();
        let page = call_journal_pbx::mikopbx::parse_page(body.as_bytes(), Moscow).unwrap();
        let rows = page.events[..1].iter().map(|event| NewEvent {
            identity: event.identity(),
            at: event.at(),
            ties: event.ties(),
            payload: serde_json::to_string(event).unwrap(),
        });
        log::append(&store, PBX, &rows.collect::<Vec<_>>()).await.unwrap();
        let file = RecordingFile {
            call: CallId(1),
            path: PATH.to_owned(),
            source: PBX.to_owned(),
            thread: log::dirty_threads(&store, 1).await.unwrap()[0].id,
        };
        let settings = Settings {
            url: url.to_owned(),
            key: Secret::Text("right".to_owned()),
            tls_ca: None,
            every: Duration::from_secs(5),
        };
        let cache = RecordingsCache {
            folder: folder.join("fetched"),
            megabytes: 1,
            file_megabytes: 1,
        };
        let pbxs = [(PBX.to_owned(), Recordings::new(settings, Moscow))].into();
        Journal {
            fetched: Fetched::new(&cache, pbxs),
            store,
            file,
            folder,
        }
    }

    async fn sound(&self) -> Outcome {
        let asked = self.fetched.sound(&self.store, &self.file);
        let outcome = tokio::time::timeout(Duration::from_secs(30), asked)
            .await
            .unwrap();
        assert!(locked(&self.fetched.running).is_empty());
        outcome
    }

    /// Names in the cache.
    fn kept(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join("fetched")).into_iter().flatten();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn it_is_fetched_once_and_kept_under_a_name_of_ours() {
    let peer = Peer::start().await;
    let mut journal = Journal::of(&peer.url).await;
    let first = journal.sound().await.unwrap();
    assert_eq!(fs::read(&first.path).unwrap(), webm(5000));
    assert_eq!(journal.sound().await.unwrap(), first);
    assert_eq!(peer.asked(), (1, 1));
    let kept = journal.kept();
    assert!(
        kept.len() == 1 && kept[0].len() == 64 && kept[0].bytes().all(|b| b.is_ascii_hexdigit()),
        "{kept:?}"
    );
    journal.file.source = "another".to_owned();
    assert_eq!(journal.sound().await, Err(Missing::Nowhere));
}

#[tokio::test]
async fn who_asks_at_the_same_time_gets_the_same_file() {
    let peer = Peer::start().await;
    peer.change(|manner| manner.pause = Duration::from_millis(500));
    let journal = Journal::of(&peer.url).await;
    let ask = || journal.fetched.sound(&journal.store, &journal.file);
    // One who goes away leaves nothing behind.
    tokio::select! {
        outcome = ask() => panic!("{outcome:?}"),
        () = peer.is_downloading() => {}
    }
    assert!(locked(&journal.fetched.running).is_empty() && journal.kept().is_empty());
    let before = peer.asked().1;
    let (a, b, c) = tokio::join!(ask(), ask(), ask());
    assert!(a.is_ok() && a == b && b == c, "{a:?} {b:?} {c:?}");
    assert_eq!(peer.asked().1, before + 1);
}

#[rstest]
#[case::host("http://journal.example/pbxcore/api/v3/cdr:download?token=1")]
#[case::port("http://127.0.0.1:1/pbxcore/api/v3/cdr:download?token=1")]
#[case::no_scheme("//169.254.169.254/pbxcore/api/v3/cdr:download")]
#[case::slashes("/\\169.254.169.254/pbxcore/api/")]
#[case::scheme("file:///etc/passwd")]
#[case::up("/pbxcore/api/../../etc/passwd")]
#[case::up_encoded("/pbxcore/api/%2e%2e/%2e%2e/etc/passwd")]
#[case::other_part("/admin-cabinet/session/index")]
#[tokio::test]
async fn an_address_of_anybody_else_is_never_asked(#[case] address: &str) {
    let peer = Peer::start().await;
    peer.change(|manner| manner.leg["download_url"] = address.into());
    let journal = Journal::of(&peer.url).await;
    assert_eq!(journal.sound().await, Err(Missing::Elsewhere));
    assert_eq!((peer.asked(), journal.kept().len()), ((1, 0), 0));
}

#[tokio::test]
async fn a_whole_address_of_the_same_pbx_is_good_and_a_secret_in_it_is_not() {
    let peer = Peer::start().await;
    let whole = format!(
        "{}/pbxcore/api/v3/cdr:download?token=000000000000000000000000000003e9",
        peer.url
    );
    peer.change(|manner| manner.leg["download_url"] = whole.replace("://", "://admin:pw@").into());
    let journal = Journal::of(&peer.url).await;
    assert_eq!(journal.sound().await, Err(Missing::Elsewhere));
    peer.change(|manner| {
        manner.leg["download_url"] = "".into();
        manner.leg["playback_url"] = whole.into();
    });
    assert!(journal.sound().await.is_ok());
}

#[tokio::test]
async fn what_is_not_there_yet_is_there_later() {
    let peer = Peer::start().await;
    let journal = Journal::of(&peer.url).await;
    let leg = legs()[0].clone();
    peer.change(|manner| manner.status = StatusCode::NOT_FOUND);
    assert_eq!(journal.sound().await, Err(Missing::NotThere));
    peer.change(|manner| manner.status = StatusCode::OK);
    for (field, value) in [
        ("recordingfile", ""),
        ("recordingfile", "/a/of-another-call.webm"),
        ("id", "1002"),
    ] {
        peer.change(|manner| manner.leg[field] = value.into());
        assert_eq!(journal.sound().await, Err(Missing::NotThere), "{field} {value}");
        peer.change(|manner| manner.leg = leg.clone());
    }
    assert!(journal.kept().is_empty());
    assert!(journal.sound().await.is_ok());
}

#[tokio::test]
async fn who_refuses_the_key_is_left_alone_for_some_minutes() {
    let peer = Peer::start().await;
    peer.change(|manner| manner.key = "Bearer another");
    let journal = Journal::of(&peer.url).await;
    let Err(Missing::Refused(why)) = journal.sound().await else {
        panic!("it was not refused");
    };
    assert!(
        why.contains("does not accept the key") && !why.contains("right"),
        "{why}"
    );
    assert_eq!(journal.sound().await, Err(Missing::Refused(why)));
    assert_eq!(peer.asked(), (1, 0));
}

#[rstest]
#[case::withheld(StatusCode::FORBIDDEN, webm(5000), Missing::Withheld(403))]
#[case::moved(StatusCode::FOUND, webm(5000), Missing::Elsewhere)]
#[case::too_large(StatusCode::OK, webm(1_000_001), Missing::TooLarge(1_000_000))]
#[case::empty(StatusCode::OK, webm(44), Missing::Empty)]
#[case::nothing(StatusCode::OK, Vec::new(), Missing::Empty)]
#[case::a_page(StatusCode::OK, b"<html>".repeat(100), Missing::NoAudio)]
#[tokio::test]
async fn what_cannot_be_heard_is_not_kept(
    #[case] status: StatusCode,
    #[case] audio: Vec<u8>,
    #[case] missing: Missing,
    #[values(false, true)] in_pieces: bool,
) {
    let peer = Peer::start().await;
    peer.change(|manner| (manner.status, manner.audio, manner.in_pieces) = (status, audio, in_pieces));
    let journal = Journal::of(&peer.url).await;
    assert!(!missing.is_passing());
    assert_eq!(journal.sound().await, Err(missing));
    assert!(journal.kept().is_empty());
}

#[tokio::test]
async fn a_pbx_that_does_not_answer_keeps_nobody() {
    let peer = Peer::start().await;
    let mut journal = Journal::of(&peer.url).await;
    peer.change(|manner| manner.status = StatusCode::BAD_GATEWAY);
    assert!(journal.sound().await.unwrap_err().is_passing());
    peer.change(|manner| manner.pause = Duration::from_secs(60));
    journal.fetched.patience = Duration::from_millis(200);
    let missing = journal.sound().await.unwrap_err();
    assert!(
        missing.is_passing() && missing.to_string().contains("no answer within"),
        "{missing}"
    );
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let gone = Journal::of(&url).await.sound().await.unwrap_err();
    assert!(matches!(gone, Missing::Lost(_)), "{gone:?}");
}

#[tokio::test]
async fn a_full_cache_makes_room() {
    let peer = Peer::start().await;
    peer.change(|manner| manner.audio = webm(600_000));
    let mut journal = Journal::of(&peer.url).await;
    let old = journal.sound().await.unwrap();
    // The same file in a folder of another name: another entry.
    journal.file.path = PATH.replace("usbdisk1", "usbdisk2");
    let new = journal.sound().await.unwrap();
    assert!(!old.path.exists() && new.path.exists() && journal.kept().len() == 1);
    journal.file.path = PATH.to_owned();
    assert_eq!(journal.sound().await.unwrap(), old);
    assert_eq!(peer.asked().1, 3);
}
