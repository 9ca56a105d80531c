//! Recordings as browsers get them: converted where they would not play them, in ranges, drawn, as an archive, and who heard
//! them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::Journal;
use crate::support::fixtures::recordings;
use crate::support::server::Server;

/// The recording of s47: WAV with GSM inside. (GSM without WAV is `call-journal-audio`'s to test.)
const NAME: &str = "2026/11/23/external-201-+79035551122-20261123-060455-1795403095.253.WAV";

fn speech(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("audio/tests/fixtures")
        .join(name)
}

/// A journal in which that call's recordings hold speech.
fn journal() -> Journal {
    let journal = Journal::sqlite();
    let audio = recordings(&journal.folder);
    std::fs::copy(speech("speech.WAV"), audio.join(NAME)).unwrap();
    journal.import_with(&audio);
    journal
}

/// That call, and the recording's id.
fn call(server: &Server, journal: &Journal) -> (Value, i64) {
    for call in journal.calls(&["--internal"]) {
        let named = |recording: &Value| recording["path"].as_str().is_some_and(|path| path == NAME);
        let at = call["recordings"]
            .as_array()
            .and_then(|all| all.iter().position(named));
        if let Some(at) = at {
            let (_, details) = server.post(
                "/api/call",
                "",
                json!({ "id": call["id"] }).to_string().as_bytes(),
            );
            let details: Value = serde_json::from_str(&details).unwrap();
            return (details.clone(), details["recordings"][at]["id"].as_i64().unwrap());
        }
    }
    panic!("no call has it");
}

fn ask(server: &Server, path: &str, headers: &str) -> (String, Vec<u8>) {
    let (head, body) = server.get(path, headers);
    (head.to_lowercase(), body)
}

#[test]
fn what_browsers_do_not_play_comes_as_wav() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (_, id) = call(&server, &journal);
    let path = format!("/recordings/{id}");
    let (head, whole) = ask(&server, &path, "");
    assert!(
        head.starts_with("http/1.1 200") && head.contains("content-type: audio/wav"),
        "{head}"
    );
    let pcm = std::fs::read(speech("speech.WAV.expected")).unwrap();
    assert!(whole.starts_with(b"RIFF") && whole[44..] == pcm);
    let etag = head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .unwrap()
        .to_owned();

    let (head, part) = ask(&server, &path, "Range: bytes=30000-30009\r\n");
    assert!(
        head.starts_with("http/1.1 206")
            && head.contains(&format!("content-range: bytes 30000-30009/{}", whole.len())),
        "{head}"
    );
    assert_eq!(part, whole[30_000..30_010]);
    for (headers, status) in [
        (format!("If-None-Match: {etag}\r\n"), "304"),
        ("Range: bytes=99999999-\r\n".to_owned(), "416"),
        (format!("Range: bytes=0-1\r\nIf-Range: {etag}\r\n"), "206"),
        ("Range: bytes=0-1\r\nIf-Range: \"another\"\r\n".to_owned(), "200"),
    ] {
        let (head, _) = ask(&server, &path, &headers);
        assert!(
            head.starts_with(&format!("http/1.1 {status}")),
            "{headers}: {head}"
        );
    }
    let (head, file) = ask(&server, &format!("{path}?download"), "");
    assert_eq!(file, std::fs::read(speech("speech.WAV")).unwrap());
    assert!(head.contains(".wav\""), "{head}");
}

#[test]
fn what_a_browser_does_not_know_comes_as_wav_when_it_asks_for_it() {
    let journal = Journal::sqlite();
    let audio = recordings(&journal.folder);
    let opus = std::fs::read(speech("speech.opus")).unwrap();
    std::fs::write(audio.join(NAME), &opus).unwrap();
    journal.import_with(&audio);
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (_, id) = call(&server, &journal);
    let path = format!("/recordings/{id}");
    let (head, as_it_is) = ask(&server, &path, "");
    assert!(
        head.contains("content-type: audio/ogg") && as_it_is == opus,
        "{head}"
    );
    let (head, wav) = ask(&server, &format!("{path}?wav"), "");
    assert!(
        head.contains("content-type: audio/wav") && wav.starts_with(b"RIFF"),
        "{head}"
    );
    assert_eq!(wav.len(), 44 + 3 * 16_000, "three seconds at 8 kHz");
    let (head, part) = ask(&server, &format!("{path}?wav"), "Range: bytes=20000-20099\r\n");
    assert!(
        head.starts_with("http/1.1 206") && part == wav[20_000..20_100],
        "{head}"
    );
    let (_, file) = ask(&server, &format!("{path}?download&wav"), "");
    assert!(file == opus);
}

#[test]
fn a_recording_is_drawn_and_who_heard_it_is_known() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (details, id) = call(&server, &journal);
    assert_eq!(details["listened"], json!([]));
    let ask_wave = json!({ "recording": id }).to_string();
    for _ in 0..2 {
        let (status, wave) = server.post("/api/waveform", "", ask_wave.as_bytes());
        let wave: Value = serde_json::from_str(&wave).unwrap();
        assert_eq!((status, &wave["duration"]), (200, &json!(3000)));
        let bars = wave["channels"][0].as_array().unwrap();
        assert!(
            bars.len() == 60 && bars.iter().any(|bar| bar.as_u64() > Some(100)),
            "{bars:?}"
        );
    }
    let (status, _) = server.post(
        "/api/waveform",
        "",
        json!({ "recording": 999_999 }).to_string().as_bytes(),
    );
    assert_eq!(status, 404);

    let listened = || call(&server, &journal).0["listened"].clone();
    assert_eq!(listened(), json!([]), "a drawing is not heard");
    // Ranges of one listening are one.
    for range in ["bytes=0-1", "bytes=0-", "bytes=40000-"] {
        server.get(&format!("/recordings/{id}"), &format!("Range: {range}\r\n"));
    }
    server.get(&format!("/recordings/{id}?download"), "");
    let begin = std::time::Instant::now();
    while listened().as_array().map_or(0, Vec::len) < 2 {
        assert!(
            begin.elapsed() < crate::support::server::PATIENCE,
            "{}",
            listened()
        );
    }
    let mut what: Vec<String> = listened()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap().to_owned())
        .collect();
    what.sort();
    assert_eq!(what, ["downloaded", "listened"]);
}

#[test]
fn all_recordings_of_a_call_come_as_one_archive() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (details, _) = call(&server, &journal);
    let id = details["summary"]["id"].as_i64().unwrap();
    let (head, body) = ask(&server, &format!("/calls/{id}/recordings.zip"), "");
    assert!(
        head.starts_with("http/1.1 200") && head.contains("content-type: application/zip"),
        "{head}"
    );
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(body)).unwrap();
    let parts = details["recordings"].as_array().unwrap();
    assert_eq!(archive.len(), parts.len());
    for (at, part) in parts.iter().enumerate() {
        let name = format!("{} {}", at + 1, part["file_name"].as_str().unwrap());
        assert_eq!(archive.by_index(at).unwrap().name().unwrap(), name);
    }
    for nothing in [0, 999_999] {
        let (head, _) = ask(&server, &format!("/calls/{nothing}/recordings.zip"), "");
        assert!(head.starts_with("http/1.1 404"), "{head}");
    }
}

/// Files that are no sound, or none yet, are a state: nothing is served, and the journal goes on.
#[test]
fn what_is_no_sound_is_not_served() {
    let journal = journal();
    let file = journal.folder.path("recordings").join(NAME);
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (_, id) = call(&server, &journal);
    for content in [&b"<html>404</html>"[..], b"RIFF", b""] {
        std::fs::write(&file, content).unwrap();
        let (head, body) = ask(&server, &format!("/recordings/{id}"), "");
        assert!(head.starts_with("http/1.1 404") && body.is_empty(), "{head}");
        let (status, _) = server.post(
            "/api/waveform",
            "",
            json!({ "recording": id }).to_string().as_bytes(),
        );
        assert_eq!(status, 404);
    }
}
