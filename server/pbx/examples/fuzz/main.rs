//! Fuzzes the readers and the assembler by mutation of recordings, without instruments of the compiler:
//!
//! ```text
//! cargo run --release -p call-journal-pbx --example fuzz -- manager --minutes 10 --corpus server/pbx/fuzz/corpus
//! ```
//!
//! The first word is a target or `all`; `--seed N` begins elsewhere. An input that panics, takes long or much memory is
//! written to the folder `--findings` (`target/fuzz` by default), and the run ends with status 1. Inputs that led to a new
//! kind of event, sentence or call are kept in the corpus, which an ordinary test reads again: `tests/corpus.rs`.

#![allow(clippy::expect_used, reason = "whoever fuzzes wants to see what is missing")]

mod keep;
mod laws;
mod mutate;
mod seeds;
mod seen;
mod target;

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fastrand::Rng;

use keep::Corpus;
use target::Target;

/// Different panics after which a run ends.
const ENOUGH: usize = 10;
/// Memory that no input may need.
const MEMORY_KB: u64 = 512 * 1024;
/// Time that any input may take, and each of its bytes on top.
const BASE: Duration = Duration::from_millis(500);
const EACH_BYTE: Duration = Duration::from_micros(10);

/// Where and why the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

struct Options {
    targets: Vec<Target>,
    time: Duration,
    seed: u64,
    corpus: PathBuf,
    findings: PathBuf,
}

fn options() -> Option<Options> {
    let mut words = std::env::args().skip(1);
    let first = words.next()?;
    let targets: Vec<Target> = Target::ALL
        .into_iter()
        .filter(|target| first == "all" || first == target.name())
        .collect();
    let mut options = Options {
        targets,
        time: Duration::from_secs(60),
        seed: 1,
        corpus: "server/pbx/fuzz/corpus".into(),
        findings: "target/fuzz".into(),
    };
    while let (Some(name), value) = (words.next(), words.next()) {
        let value = value?;
        match name.as_str() {
            "--minutes" => {
                options.time = Duration::try_from_secs_f64(value.parse::<f64>().ok()? * 60.0).ok()?
            }
            "--seed" => options.seed = value.parse().ok()?,
            "--corpus" => options.corpus = value.into(),
            "--findings" => options.findings = value.into(),
            _ => return None,
        }
    }
    (!options.targets.is_empty()).then_some(options)
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        let names: Vec<&str> = Target::ALL.iter().map(|target| target.name()).collect();
        eprintln!(
            "fuzz all|{} [--minutes N] [--seed N] [--corpus FOLDER] [--findings FOLDER]",
            names.join("|")
        );
        return ExitCode::FAILURE;
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if let Ok(mut last) = PANIC.lock() {
            *last = format!("{place}: {}", panic.payload_as_str().unwrap_or_default());
        }
    }));
    let mut findings = 0;
    for target in &options.targets {
        match fuzz(*target, &options) {
            Ok(found) => findings += found,
            Err(error) => {
                eprintln!("{}: {error}", target.name());
                return ExitCode::FAILURE;
            }
        }
    }
    if findings == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// How many different things were found.
fn fuzz(target: Target, options: &Options) -> io::Result<usize> {
    let began = Instant::now();
    let mut rng = Rng::with_seed(options.seed);
    let mut corpus = Corpus::open(target, &options.corpus)?;
    let seeds = seeds::of(target);
    let mut places: Vec<String> = Vec::new();
    let mut count = 0_u64;
    let mut slowest = (Duration::ZERO, 0);
    let mut next_seed = seeds.iter();
    while began.elapsed() < options.time && places.len() < ENOUGH {
        let input = match next_seed.next() {
            Some(seed) => seed.clone(),
            None => {
                let pick = |rng: &mut Rng| match rng.usize(..seeds.len() + corpus.inputs.len()) {
                    at if at < seeds.len() => seeds[at].clone(),
                    at => corpus.inputs[at - seeds.len()].clone(),
                };
                let (one, other) = (pick(&mut rng), pick(&mut rng));
                mutate::mutated(target, &one, &other, &mut rng)
            }
        };
        count += 1;
        let before = cpu_time();
        let outcome = catch_unwind(AssertUnwindSafe(|| target.run(&input)));
        let took = cpu_time().saturating_sub(before);
        slowest = slowest.max((took, input.len()));
        let bytes = u32::try_from(input.len()).unwrap_or(u32::MAX);
        let wrong = match &outcome {
            Err(_) => PANIC.lock().map(|panic| panic.clone()).unwrap_or_default(),
            Ok(_) if took > BASE + EACH_BYTE * bytes => format!("slow: {took:?} for {bytes} bytes"),
            Ok(_) if peak_kb() > MEMORY_KB => format!("large: {} kB at {bytes} bytes", peak_kb()),
            Ok(seen) => {
                // What is kept is run again, smaller: it may panic where the whole did not.
                catch_unwind(AssertUnwindSafe(|| corpus.offer(&input, seen))).unwrap_or(Ok(()))?;
                continue;
            }
        };
        let place = wrong.chars().take(60).collect();
        if !places.contains(&place) {
            fs::create_dir_all(&options.findings)?;
            let path = options
                .findings
                .join(format!("{}-{}", target.name(), keep::name(&input)));
            fs::write(&path, &input)?;
            println!(
                "{}: {}\n  {}",
                target.name(),
                wrong.chars().take(600).collect::<String>(),
                path.display()
            );
            places.push(place);
        }
    }
    println!(
        "{}: {count} inputs in {:.1} min, {} things seen, {} inputs kept, slowest {:?} ({} bytes), peak {} MB, {} findings",
        target.name(),
        began.elapsed().as_secs_f64() / 60.0,
        corpus.known(),
        corpus.inputs.len(),
        slowest.0,
        slowest.1,
        peak_kb() / 1024,
        places.len()
    );
    Ok(places.len())
}

/// What this thread used of a processor, where the system tells: others may use the machine too.
fn cpu_time() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// The most memory that the process has had, where the system tells.
fn peak_kb() -> u64 {
    let told = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok())
        .unwrap_or(0)
}
