//! `cargo xtask test`: everything that CI checks, and the count at the end.

use std::process::Command;

use anyhow::bail;

use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::process::{cargo, step, watch};
use crate::{e2e, lint};

/// How many tests ran, and how.
#[derive(Clone, Copy, Default)]
pub struct Count {
    /// Passed.
    pub passed: u64,
    /// Failed, a suite that could not run at all included.
    pub failed: u64,
}

impl Count {
    /// An error if anything failed or nothing ran.
    pub fn into_result(self) -> anyhow::Result<()> {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed > 0 || self.passed == 0 {
            bail!("the tests did not pass");
        }
        Ok(())
    }

    fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Lints, unit and storage tests on both databases of the journal and that of FreePBX, browser tests.
pub fn test() -> anyhow::Result<()> {
    lint::lint()?;
    let postgres = Postgres::start()?;
    let mariadb = MariaDb::start()?;
    step("unit, rule and storage tests");
    let mut count = cargo_test(
        cargo()
            .args([
                "test",
                "--quiet",
                "--workspace",
                "--exclude",
                "call-journal-frontend",
                "--no-fail-fast",
            ])
            .env("TEST_POSTGRES_URL", postgres.url())
            .env("TEST_MARIADB_URL", mariadb.url()),
    )?;
    drop((postgres, mariadb));
    count.add(e2e::e2e(&e2e::E2eOptions::default())?);
    count.into_result()
}

fn cargo_test(command: &mut Command) -> anyhow::Result<Count> {
    let mut count = Count::default();
    let succeeded = watch(command, |line| {
        if let Some(result) = line.strip_prefix("test result: ") {
            count.passed += number_before(result, " passed");
            count.failed += number_before(result, " failed");
        }
    })?;
    if !succeeded && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// The number that stands right before `word` in `text`; 0 if there is none.
pub fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().filter(|before| before.len() < text.len());
    before
        .and_then(|before| before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::number_before;

    #[test]
    fn a_count_is_read_from_a_line_of_a_test_runner() {
        let line = "ok. 12 passed; 3 failed; 0 ignored";
        assert_eq!(
            (number_before(line, " passed"), number_before(line, " failed")),
            (12, 3)
        );
        assert_eq!(number_before("nothing here", " passed"), 0);
    }
}
