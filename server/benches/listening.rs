//! Listening, by the released program over HTTP: how soon sound comes, wherever one begins, and in a browser after a press on
//! play; how long an hour takes to draw; what fifty listeners cost.
//!
//! `cargo xtask bench --only listening` builds what is needed and starts this. Machines are noisy: what counts are ratios
//! within a run.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead};
use serde_json::{Value, json};

const KEY: &str = "open sesame";
const HOUR: usize = 3600;

/// Places from which is listened.
const PLACES: u64 = 200;
/// Bytes that a browser wants before it plays: a second of sound and more.
const FIRST: u64 = 32 * 1024;
const LISTENERS: u64 = 50;
/// Seconds that they listen, as fast as they are given.
const SECONDS: u64 = 60;

/// How often a browser opens the call and presses play, and goes to another second.
const OPENS: usize = 40;
const SEEKS: usize = 60;

fn main() {
    let program = std::env::var_os("CALL_JOURNAL_SERVER")
        .map_or_else(|| env!("CARGO_BIN_EXE_call-journal").into(), PathBuf::from);
    let folder = std::env::var_os("CALL_JOURNAL_BENCH_DIR")
        .map_or_else(|| std::env::temp_dir().join("call-journal-bench"), PathBuf::from)
        .join("listening");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let config = format!("[[sources]]\nkind = \"http\"\nname = \"bench\"\nkey = \"{KEY}\"\n");
    fs::write(folder.join("call-journal.toml"), config).unwrap();
    let server = Server::start(&program, &folder);
    let kinds = [
        ("PCM", "wav", pcm(), ""),
        ("converted GSM", "gsm", gsm(), ""),
        ("Opus as WAV", "ogg", opus(), "?wav"),
    ];
    for (name, ending, sound, query) in kinds {
        let (call, id) = server.upload(ending, &sound);
        server.measure(name, id, query);
        server.measure_browser(name, call, query);
    }
    drop(server);
    fs::remove_dir_all(&folder).unwrap();
}

/// An hour of noise, a second loud and a second quiet, 8 kHz, 16 bit.
fn pcm() -> Vec<u8> {
    let samples = HOUR * 8000;
    let size = u32::try_from(samples * 2).unwrap();
    let mut wav = Vec::with_capacity(samples * 2 + 44);
    wav.extend(b"RIFF");
    wav.extend((size + 36).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    wav.extend(size.to_le_bytes());
    let mut random = fastrand::Rng::with_seed(1);
    for at in 0..samples {
        let loud = if at / 8000 % 2 == 0 { 8000 } else { 100 };
        wav.extend(random.i16(-loud..loud).to_le_bytes());
    }
    wav
}

/// An hour of GSM frames that say anything.
fn gsm() -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(2);
    let frame = |_| {
        let mut frame = [0; 33];
        random.fill(&mut frame);
        frame[0] = 0xd0 | frame[0] & 0xf;
        frame
    };
    (0..HOUR * 50).flat_map(frame).collect()
}

/// An hour of Opus at 24 kbit/s: a quarter of a minute again and again.
fn opus() -> Vec<u8> {
    let (rate, frame) = (8000, 160);
    let mut encoder = OpusEncoder::new(rate, 1, Application::Voip).unwrap();
    encoder.bitrate_bps = 24_000;
    let head = OpusHead::for_encoder(&encoder, 8000);
    let mut writer = OggOpusWriter::new(Vec::new(), head).unwrap();
    let sound = pcm();
    let packets: Vec<Vec<u8>> = sound[44..]
        .as_chunks::<2>()
        .0
        .chunks(frame)
        .take(15 * 50)
        .map(|samples| {
            let samples: Vec<i16> = samples.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect();
            let mut packet = vec![0; MAX_PACKET_BYTES];
            let length = encoder.encode_s16(&samples, frame, &mut packet).unwrap();
            packet.truncate(length);
            packet
        })
        .collect();
    for packet in packets.iter().cycle().take(HOUR * 50) {
        writer.write_packet(packet).unwrap();
    }
    writer.finish().unwrap()
}

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(program: &PathBuf, folder: &PathBuf) -> Server {
        let mut child = Command::new(program)
            .args(["serve", "--without-sign-in", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .env(
                "DATABASE_URL",
                format!("sqlite://{}", folder.join("journal.db").display()),
            )
            .env_remove("CALL_JOURNAL_NOW")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim_end()
            .trim_start_matches("Call Journal: http://")
            .trim_end_matches('/');
        Server {
            address: address.to_owned(),
            child,
        }
    }

    /// Posts a call with its recording; gives the ids of both.
    fn upload(&self, ending: &str, sound: &[u8]) -> (i64, i64) {
        let now = chrono::Utc::now().to_rfc3339();
        let call = json!({
            "id": ending, "direction": "in", "number": "+79010000001", "started_at": now, "updated_at": now,
            "ended_at": now, "legs": [{ "extension": "201", "started_at": now, "answered_at": now, "ended_at": now }],
        });
        let key = format!("Authorization: Bearer {KEY}\r\n");
        self.post("/api/v1/calls", &key, call.to_string().as_bytes());
        let path = format!("/api/v1/calls/{ending}/recordings?name=hour.{ending}");
        let key = format!("{key}Content-Type: application/octet-stream\r\n");
        self.post(&path, &key, sound);
        let begin = Instant::now();
        loop {
            let page = self.server_function("calls", &json!({ "filter": {}, "cursor": null }));
            for row in page["rows"].as_array().unwrap() {
                let details = self.server_function("call", &json!({ "id": row["id"] }));
                for part in details["recordings"].as_array().unwrap() {
                    if part["file_name"].as_str().unwrap().ends_with(ending) && part["state"] == "ready" {
                        return (row["id"].as_i64().unwrap(), part["id"].as_i64().unwrap());
                    }
                }
            }
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "the recording does not come"
            );
        }
    }

    fn server_function(&self, name: &str, input: &Value) -> Value {
        let answer = self.post(
            &format!("/api/{name}"),
            "Content-Type: application/json\r\n",
            input.to_string().as_bytes(),
        );
        serde_json::from_slice(&answer).unwrap()
    }

    fn post(&self, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n{headers}Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        answer(stream)
    }

    /// Some bytes of a recording.
    fn part(&self, id: i64, query: &str, from: u64, bytes: u64) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "GET /recordings/{id}{query} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nRange: bytes={from}-{}\r\n\r\n",
            self.address,
            from + bytes - 1
        );
        stream.write_all(head.as_bytes()).unwrap();
        answer(stream)
    }

    fn measure(&self, name: &str, id: i64, query: &str) {
        let whole = (HOUR as u64) * 16_000;
        let mut random = fastrand::Rng::with_seed(3);
        let times: Vec<f64> = (0..PLACES)
            .map(|_| {
                let from = random.u64(0..whole - FIRST);
                let begin = Instant::now();
                assert_eq!(self.part(id, query, from, FIRST).len() as u64, FIRST);
                begin.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        println!(
            "listening: {name}, any second of an hour: {} (goal: 150)",
            told(times)
        );

        let before = self.processor();
        let begin = Instant::now();
        std::thread::scope(|scope| {
            for listener in 0..LISTENERS {
                scope.spawn(move || self.part(id, query, listener * 16_000, SECONDS * 16_000));
            }
        });
        let used = (self.processor() - before).as_secs_f64();
        println!(
            "listening: {name}, {LISTENERS} listeners for {SECONDS} s: {used:.2} s of a processor, {:.3} cores (goal: 1), given in {:.2} s",
            used / SECONDS as f64,
            begin.elapsed().as_secs_f64()
        );

        let begin = Instant::now();
        let drawn = self.server_function("waveform", &json!({ "recording": id }));
        let millis = drawn["duration"].as_u64().unwrap();
        assert!(millis.abs_diff(HOUR as u64 * 1000) < 100, "{millis}");
        let first = begin.elapsed().as_secs_f64();
        let begin = Instant::now();
        self.server_function("waveform", &json!({ "recording": id }));
        println!(
            "listening: {name}, an hour is drawn in {first:.2} s (goal: 2), again in {:.1} ms",
            begin.elapsed().as_secs_f64() * 1000.0
        );
    }

    /// From a press on play to sound in a browser, and from one second to another.
    fn measure_browser(&self, name: &str, call: i64, query: &str) {
        let end2end = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end");
        let output = Command::new("node")
            .args([
                "bench/sound.mjs",
                &format!("http://{}/", self.address),
                &call.to_string(),
            ])
            .args([
                OPENS.to_string(),
                SEEKS.to_string(),
                query.trim_start_matches('?').to_owned(),
            ])
            .current_dir(end2end)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let times: Value = serde_json::from_slice(&output.stdout).unwrap();
        let of = |what: &str| {
            times[what]
                .as_array()
                .unwrap()
                .iter()
                .map(|time| time.as_f64().unwrap())
                .collect()
        };
        let goal = if query.is_empty() && name == "PCM" {
            200
        } else {
            400
        };
        println!(
            "listening: {name}, press to sound in a browser: {} (goal: {goal})",
            told(of("clicks"))
        );
        println!(
            "listening: {name}, another second in a browser: {} (goal: 150)",
            told(of("seeks"))
        );
    }

    /// What the server used of processors so far: fields 14 and 15, a hundredth of a second each.
    fn processor(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u64>().unwrap());
        Duration::from_millis(ticks.sum::<u64>() * 10)
    }
}

/// Median and what 95 % stay within, of ms.
fn told(mut times: Vec<f64>) -> String {
    times.sort_unstable_by(f64::total_cmp);
    let (middle, late) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    format!("median {middle:.1} ms, 95 % within {late:.1} ms")
}

/// The body of a good answer.
fn answer(stream: TcpStream) -> Vec<u8> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(stream.read_line(&mut head).unwrap() > 0);
    }
    assert!(head.starts_with("HTTP/1.1 2"), "{head}");
    let mut body = Vec::new();
    stream.read_to_end(&mut body).unwrap();
    body
}
