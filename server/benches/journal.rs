//! Speed of the whole: importing a large PBX's records, and the first page of the journal, by the released program.
//!
//! `cargo xtask bench` builds what is needed and starts this. Machines are noisy: what counts are ratios within a run.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

#[path = "../tests/cli/support/csv_files.rs"]
mod csv_files;
#[path = "journal/customers.rs"]
mod customers;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use call_journal_demo::calls::calls;
use call_journal_demo::company::Company;
use call_journal_model::filter::Filter;
use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::query::{Viewer, call_page};
use chrono_tz::Europe::Moscow;

use csv_files::CsvFiles;

/// 2026-11-23 15:00 in Moscow: the clock of everything here.
const NOW_TEXT: &str = "2026-11-23T15:00:00+03:00";
const NOW: Timestamp = Timestamp(1_795_435_200_000);
/// Calls of the journal whose first page is measured.
const CALLS: u64 = 100_000;
/// Requests before and while measuring.
const WARM_UP: usize = 50;
const REQUESTS: usize = 200;

fn main() {
    let argument = |name: &str| std::env::args().skip_while(|argument| argument != name).nth(1);
    let rows = argument("--rows").map_or(100_000, |rows| rows.parse().unwrap());
    let part = argument("--part");
    let has = |name: &str| part.as_deref().is_none_or(|part| part == name);
    let bench = Bench {
        program: std::env::var_os("CALL_JOURNAL_SERVER")
            .map(PathBuf::from)
            .unwrap_or(env!("CARGO_BIN_EXE_call-journal").into()),
        folder: std::env::var_os("CALL_JOURNAL_BENCH_DIR")
            .map_or_else(|| std::env::temp_dir().join("call-journal-bench"), PathBuf::from),
    };
    fs::create_dir_all(&bench.folder).unwrap();
    if has("import") {
        bench.import(rows);
    }
    if has("customers") {
        bench.customers();
    }
    if has("pages") {
        bench.pages();
    }
}

struct Bench {
    program: PathBuf,
    folder: PathBuf,
}

/// Files of a PBX and how many rows they hold.
struct Recorded {
    cel: PathBuf,
    cdr: PathBuf,
    cel_rows: u64,
    cdr_rows: u64,
}

impl Bench {
    fn import(&self, rows: u64) {
        let recorded = self.recorded(rows);
        let all = recorded.cel_rows + recorded.cdr_rows;
        let database = self.folder.join("import.db");
        remove(&database);
        let begin = Instant::now();
        let printed = self.run(
            &database,
            &["--cel", text(&recorded.cel), "--cdr", text(&recorded.cdr)],
        );
        let seconds = begin.elapsed().as_secs_f64();
        print!("{printed}");
        let peak = printed
            .lines()
            .find_map(|line| line.strip_prefix("peak memory: "))
            .unwrap_or("unknown");
        println!(
            "import: {} rows of CDR, {} of CEL, {seconds:.1} s",
            recorded.cdr_rows, recorded.cel_rows
        );
        println!(
            "import: {:.0} rows/s (goal: 10000), {peak} (goal: 300 MB)",
            all as f64 / seconds
        );
        println!(
            "import: database of {} MB from files of {} MB",
            size(&[&database]),
            size(&[&recorded.cel, &recorded.cdr])
        );
        let begin = Instant::now();
        self.run(
            &database,
            &["--cel", text(&recorded.cel), "--cdr", text(&recorded.cdr)],
        );
        println!(
            "import: {:.2} s when nothing is new",
            begin.elapsed().as_secs_f64()
        );
        remove(&database);
    }

    fn pages(&self) {
        let database = self
            .folder
            .join(format!("pages-{}.db", env!("CARGO_PKG_VERSION")));
        if !database.exists() {
            let recorded = self.recorded(CALLS * 2);
            let unfinished = self.folder.join("pages-unfinished.db");
            remove(&unfinished);
            print!("{}", self.run(&unfinished, &["--cdr", text(&recorded.cdr)]));
            fs::rename(&unfinished, &database).unwrap();
        }
        let (bare, number) = bare_query(&database);
        println!("page: journal of {number} calls; {}", bare.told("bare query"));
        let mut server = self
            .command(&database)
            .args(["serve", "--without-sign-in", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let line = BufReader::new(server.stdout.take().unwrap())
            .lines()
            .next()
            .unwrap()
            .unwrap();
        let address = line
            .trim_start_matches("Call Journal: http://")
            .trim_end_matches('/')
            .to_owned();
        let plain = over_http(&address, "");
        println!("page: {} (goal: 5 ms)", plain.told("over HTTP"));
        println!(
            "page: {}",
            over_http(&address, "Accept-Encoding: gzip, br\r\n").told("over HTTP, compressed")
        );
        println!(
            "page: {:.2} times the bare query (goal: 3)",
            plain.median() / bare.median()
        );
        server.kill().unwrap();
        server.wait().unwrap();
    }

    fn command(&self, database: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .env("DATABASE_URL", format!("sqlite://{}", database.display()))
            .env("CALL_JOURNAL_NOW", NOW_TEXT);
        command
    }

    fn run(&self, database: &Path, files: &[&str]) -> String {
        let mut command = self.command(database);
        let output = command
            .args(["import", "asterisk", "--zone", "Europe/Moscow"])
            .args(files)
            .stderr(Stdio::inherit())
            .output();
        let output = output.unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }

    /// Files with so many rows of CDR, and the CEL of the same calls; made once.
    fn recorded(&self, rows: u64) -> Recorded {
        let file = |kind: &str| self.folder.join(format!("{kind}-{rows}.csv"));
        let counts = self.folder.join(format!("rows-{rows}.txt"));
        let (cel, cdr) = (file("cel"), file("cdr"));
        if !counts.exists() {
            let writer = |path| BufWriter::new(File::create(path).unwrap());
            let mut files = CsvFiles::new(writer(&cel), writer(&cdr), Moscow);
            let company = Company::new(1, NOW, Moscow);
            // More days than are needed; the last ones are left out.
            let days = u32::try_from(rows / 100 + 10).unwrap();
            for event in calls(&company, NOW, days) {
                files.write(&event).unwrap();
                if files.cdr_rows == rows {
                    break;
                }
            }
            let written = format!("{} {}", files.cel_rows, files.cdr_rows);
            let (mut cel, mut cdr) = files.into_written();
            cel.flush().unwrap();
            cdr.flush().unwrap();
            fs::write(&counts, written).unwrap();
        }
        let text = fs::read_to_string(&counts).unwrap();
        let (cel_rows, cdr_rows) = text.split_once(' ').unwrap();
        Recorded {
            cel,
            cdr,
            cel_rows: cel_rows.parse().unwrap(),
            cdr_rows: cdr_rows.parse().unwrap(),
        }
    }
}

/// Lengths of time, sorted.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut once: impl FnMut() -> Duration) -> Times {
        let mut times: Vec<Duration> = (0..WARM_UP + REQUESTS).map(|_| once()).skip(WARM_UP).collect();
        times.sort_unstable();
        Times(times)
    }

    fn median(&self) -> f64 {
        self.0[self.0.len() / 2].as_secs_f64() * 1000.0
    }

    fn told(&self, what: &str) -> String {
        let late = self.0[self.0.len() * 95 / 100].as_secs_f64() * 1000.0;
        format!("{what}: median {:.2} ms, 95 % within {late:.2} ms", self.median())
    }
}

/// What the page would cost if it were nothing but its query.
fn bare_query(database: &Path) -> (Times, u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let store = runtime
        .block_on(Store::connect(&format!("sqlite://{}", database.display())))
        .unwrap();
    let today = chrono::DateTime::from_timestamp_millis(NOW.0)
        .unwrap()
        .with_timezone(&Moscow)
        .date_naive();
    let viewer = Viewer::of_everything(Moscow, today);
    let mut newest = 0;
    let times = Times::of(|| {
        let begin = Instant::now();
        let page = runtime
            .block_on(call_page(&store, &Filter::default(), None, &viewer))
            .unwrap();
        newest = page.rows.iter().map(|row| row.id.0).max().unwrap_or(0);
        begin.elapsed()
    });
    runtime.block_on(store.close()).unwrap();
    (times, u64::try_from(newest).unwrap())
}

/// The first page as a browser gets it, request after request on one connection.
fn over_http(address: &str, headers: &str) -> Times {
    let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
    stream.get_ref().set_nodelay(true).unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nAccept-Language: ru\r\n{headers}\r\n");
    Times::of(|| {
        let begin = Instant::now();
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        read_answer(&mut stream);
        begin.elapsed()
    })
}

/// Reads an answer to its end, of known length or in chunks.
fn read_answer(stream: &mut BufReader<TcpStream>) {
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the server closed the connection");
        assert!(
            !line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.1 200"),
            "{line}"
        );
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = Some(value.trim().parse().unwrap());
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let skip = |bytes: u64, stream: &mut BufReader<TcpStream>| {
        std::io::copy(&mut stream.take(bytes), &mut std::io::sink()).unwrap();
    };
    if let Some(length) = length {
        return skip(length, stream);
    }
    loop {
        line.clear();
        stream.read_line(&mut line).unwrap();
        let size = u64::from_str_radix(line.trim(), 16).unwrap();
        skip(size + 2, stream);
        if size == 0 {
            return;
        }
    }
}

fn remove(database: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", database.display()));
    }
}

/// Megabytes.
fn size(files: &[&Path]) -> u64 {
    files
        .iter()
        .map(|file| fs::metadata(file).map_or(0, |found| found.len()))
        .sum::<u64>()
        / 1_000_000
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
