//! Times of many questions, told as people compare them.

use std::time::Duration;

use serde_json::{Value, json};

/// Milliseconds of questions.
pub struct Times {
    what: &'static str,
    taken: Vec<(f64, String)>,
}

impl Times {
    /// Of nothing yet.
    pub fn new(what: &'static str) -> Times {
        Times {
            what,
            taken: Vec::new(),
        }
    }

    /// One more.
    pub fn add(&mut self, time: Duration, what: &str) {
        self.taken.push((time.as_secs_f64() * 1_000.0, what.to_owned()));
    }

    /// Prints them, and the slowest; the first of each `times` warmed up and does not count.
    pub fn tell(self, times: usize) -> Value {
        let warm = self.taken.into_iter().enumerate();
        let mut taken: Vec<(f64, String)> = warm
            .filter(|(place, _)| times < 2 || place % times != 0)
            .map(|(_, one)| one)
            .collect();
        taken.sort_by(|one, other| one.0.total_cmp(&other.0));
        let last = taken.len().saturating_sub(1);
        let at = |part: f64| taken.get((last as f64 * part) as usize).map_or(0.0, |one| one.0);
        let (median, late, worst) = (at(0.5), at(0.95), at(1.0));
        println!(
            "  {}: median {median:.2}, 95 % within {late:.2}, worst {worst:.2} ms",
            self.what
        );
        let mut slowest: Vec<&(f64, String)> = Vec::new();
        for one in taken.iter().rev() {
            if slowest.len() < 4 && one.0 > 10.0 && slowest.iter().all(|known| known.1 != one.1) {
                slowest.push(one);
            }
        }
        for (time, what) in &slowest {
            println!("      {time:.1} ms: {what}");
        }
        json!({ "what": self.what, "median_ms": median, "p95_ms": late, "worst_ms": worst, "questions": taken.len() })
    }
}
