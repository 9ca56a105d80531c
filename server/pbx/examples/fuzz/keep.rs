//! Inputs that are worth keeping: the smallest that lead to something that none of the others does.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::event::RecordingFile;

use super::mutate::{between, split};
use super::seen::Seen;
use super::target::Target;

/// Bytes of all kept inputs of one target.
const ROOM: usize = 40 * 1024;
/// Bytes of one kept input.
const LARGEST: usize = 4 * 1024;
/// How often an input is tried with less in it.
const TRIES: usize = 400;

/// The kept inputs of one target.
pub struct Corpus {
    target: Target,
    folder: PathBuf,
    pub inputs: Vec<Vec<u8>>,
    seen: BTreeSet<String>,
    bytes: usize,
}

impl Corpus {
    /// Reads what earlier runs kept below `folder`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn open(target: Target, folder: &Path) -> io::Result<Corpus> {
        let folder = folder.join(target.name());
        fs::create_dir_all(&folder)?;
        let mut corpus = Corpus {
            target,
            inputs: Vec::new(),
            seen: BTreeSet::new(),
            bytes: 0,
            folder,
        };
        for input in inputs(&corpus.folder)? {
            corpus.seen.extend(target.run(&input).0);
            corpus.bytes += input.len();
            corpus.inputs.push(input);
        }
        Ok(corpus)
    }

    /// How many different things were seen.
    pub fn known(&self) -> usize {
        self.seen.len()
    }

    /// Keeps `input`, made smaller, if it led to something new.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn offer(&mut self, input: &[u8], seen: &Seen) -> io::Result<()> {
        let new: BTreeSet<String> = seen.0.difference(&self.seen).cloned().collect();
        if new.is_empty() || self.bytes >= ROOM {
            return Ok(());
        }
        self.seen.extend(seen.0.iter().cloned());
        let small = self.smaller(input, &new);
        if small.len() > LARGEST || self.bytes + small.len() > ROOM {
            return Ok(());
        }
        self.bytes += small.len();
        fs::write(self.folder.join(name(&small)), &small)?;
        self.inputs.push(small);
        Ok(())
    }

    /// The input with as much left out as can be while all of `new` is seen.
    fn smaller(&self, input: &[u8], new: &BTreeSet<String>) -> Vec<u8> {
        let mut pieces = split(self.target, input);
        let mut tries = 0;
        let mut step = pieces.len().div_ceil(2);
        while step > 0 && tries < TRIES {
            let mut at = 0;
            while at < pieces.len() && tries < TRIES {
                let mut fewer = pieces.clone();
                fewer.drain(at..(at + step).min(pieces.len()));
                tries += 1;
                if new.is_subset(&self.target.run(&fewer.join(&between(self.target)[..])).0) {
                    pieces = fewer;
                } else {
                    at += step;
                }
            }
            step /= 2;
        }
        pieces.join(&between(self.target)[..])
    }
}

/// A name that is the input's own.
pub fn name(input: &[u8]) -> String {
    // The key of an event that holds the input is as good as any.
    let file = PbxEvent::RecordingFile(RecordingFile {
        path: String::from_utf8_lossy(input).into_owned(),
        bytes: input.len() as u64,
        ..RecordingFile::default()
    });
    let key: String = file.identity()[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{key}.input")
}

/// The inputs in a folder.
///
/// # Errors
/// When it cannot be read.
pub fn inputs(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "input"));
    paths.sort();
    paths.iter().map(fs::read).collect()
}
