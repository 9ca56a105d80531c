//! Inputs that a run of `examples/fuzz` kept, each for something that none of the others leads to: they are read, make
//! calls, and break no law.

#[path = "../examples/fuzz/laws.rs"]
mod laws;
#[path = "../examples/fuzz/seen.rs"]
mod seen;
#[path = "../examples/fuzz/target.rs"]
mod target;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use target::Target;

#[test]
fn kept_inputs_break_no_law_and_are_of_many_kinds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut bytes = 0;
    for target in Target::ALL {
        let entries = fs::read_dir(corpus.join(target.name())).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let mut seen = BTreeSet::new();
        for path in &paths {
            let input = fs::read(path).unwrap();
            bytes += input.len();
            let found = std::panic::catch_unwind(|| target.run(&input));
            assert!(found.is_ok(), "{}", path.display());
            seen.extend(found.unwrap_or_default().0);
        }
        assert!(paths.len() >= 10, "{}: {}", target.name(), paths.len());
        assert!(seen.len() >= 20, "{}: {seen:#?}", target.name());
    }
    assert!(bytes <= 300 * 1024, "{bytes}");
}
