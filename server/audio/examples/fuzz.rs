//! Fuzzes what is done with recordings by mutation of real files, without instruments of the compiler:
//!
//! ```text
//! cargo run --release -p call-journal-audio --example fuzz -- --minutes 10 [--seed N]
//! ```
//!
//! A file that panics, takes longer or more memory than a hostile one may is written to `target/fuzz`, and the run ends with
//! status 1.

#[path = "../tests/audio/every_use.rs"]
mod every_use;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use every_use::every_use;
use fastrand::Rng;

/// Processor time that any file of the sizes made here may take, and memory of the process.
const LONGEST: Duration = Duration::from_secs(2);
const MEMORY_KB: u64 = 100 * 1024;

/// Bytes of the largest file that is made.
const LARGEST: usize = 256 * 1024;

fn main() -> ExitCode {
    match fuzz() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// How many findings there were.
fn fuzz() -> io::Result<usize> {
    let words: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)?.parse::<f64>().ok()
    };
    let time = Duration::from_secs_f64(option("--minutes").unwrap_or(1.0).clamp(0.0, 1e4) * 60.0);
    let mut rng = Rng::with_seed(option("--seed").unwrap_or(1.0).to_bits());
    let seeds = seeds()?;
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let (began, mut count, mut findings) = (Instant::now(), 0_u64, 0);
    let mut slowest = (Duration::ZERO, String::new(), 0);
    let mut seen = BTreeMap::<String, u64>::new();
    while began.elapsed() < time && findings < 10 {
        let (name, one) = &seeds[rng.usize(..seeds.len())];
        let (_, other) = &seeds[rng.usize(..seeds.len())];
        let bytes = match count {
            0 => one.clone(),
            _ => mutated(one, other, &mut rng),
        };
        count += 1;
        let before = processor_time();
        let outcome = catch_unwind(AssertUnwindSafe(|| every_use(&bytes, name)));
        let took = processor_time().saturating_sub(before);
        if took > slowest.0 {
            slowest = (took, outcome.as_ref().cloned().unwrap_or_default(), bytes.len());
        }
        match outcome {
            Ok(led_to) if took <= LONGEST && peak_kb() <= MEMORY_KB => {
                *seen.entry(led_to).or_default() += 1;
            }
            outcome => {
                findings += 1;
                fs::create_dir_all("target/fuzz")?;
                let path = PathBuf::from(format!("target/fuzz/audio-{count}-{name}"));
                fs::write(&path, &bytes)?;
                println!("{}: {outcome:?}, {took:?}, {} kB", path.display(), peak_kb());
            }
        }
    }
    println!(
        "{count} files in {:.1} min, {} different outcomes, slowest {slowest:?}, peak {} MB, {findings} findings",
        began.elapsed().as_secs_f64() / 60.0,
        seen.len(),
        peak_kb() / 1024,
    );
    Ok(findings)
}

/// The files of the tests, with their names.
fn seeds() -> io::Result<Vec<(String, Vec<u8>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut seeds = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.ends_with(".expected") {
            seeds.push((name, fs::read(&path)?));
        }
    }
    seeds.sort();
    let chunks = |tag: u16, bits: u16| {
        let mut wav = b"RIFF\xff\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        for word in [tag, 2, 8000, 0, 32_000, 0, 4, bits] {
            wav.extend(word.to_le_bytes());
        }
        wav.extend(b"data\0\x10\0\0");
        wav.resize(wav.len() + 4096, 0x5a);
        wav
    };
    for (tag, bits) in [(1, 8), (1, 16), (1, 24), (3, 32), (6, 8), (7, 8), (0x55, 0)] {
        seeds.push((format!("{tag}-{bits}.wav"), chunks(tag, bits)));
    }
    Ok(seeds)
}

/// Another file made of `one`, with pieces of `other` in it.
fn mutated(one: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    /// What stands where lengths, counts and marks belong.
    const HOSTILE: [&[u8]; 12] = [
        &[0; 8],
        &[0xff; 8],
        &[0x7f, 0xff, 0xff, 0xff],
        &[0xff, 0xff, 0xff, 0x7f],
        &[0, 0, 0, 0x80],
        &[1, 0, 0, 0],
        &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        b"OggS\0\x01",
        b"OpusHead\x01\x02",
        b"moov",
        b"\x1a\x45\xdf\xa3",
        b"fLaC",
    ];
    let mut bytes = one.to_vec();
    for _ in 0..rng.usize(1..12) {
        // Headers are at the beginning, tables at the end.
        let place = match rng.u8(..4) {
            0 => rng.usize(..=bytes.len()),
            1 => bytes.len() - rng.usize(..=bytes.len().min(200)),
            _ => rng.usize(..=bytes.len().min(400)),
        };
        let end = (place + rng.usize(..64)).min(bytes.len());
        match rng.u8(..9) {
            0 => bytes.truncate(place.max(20)),
            1 => drop(bytes.drain(place..end)),
            2 => {
                let some = bytes[place..end].to_vec();
                bytes.splice(place..place, some.repeat(rng.usize(1..200)));
            }
            3 => {
                let from = rng.usize(..other.len().max(1));
                let to = (from + rng.usize(..4000)).min(other.len());
                bytes.splice(place..end, other[from..to].iter().copied());
            }
            4 | 5 => {
                let value = HOSTILE[rng.usize(..HOSTILE.len())];
                let end = (place + value.len()).min(bytes.len());
                bytes.splice(place..end, value.iter().copied());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = if rng.bool() {
                        rng.u8(..)
                    } else {
                        *byte ^ 1 << rng.u8(..8)
                    };
                }
            }
        }
    }
    bytes.truncate(LARGEST);
    bytes
}

/// What this thread used of a processor, where the system tells: others may use the machine too.
fn processor_time() -> Duration {
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
