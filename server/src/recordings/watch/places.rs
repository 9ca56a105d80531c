//! Where a file may lie that a PBX named: pure guesses, likeliest first. Nothing is opened here.

use std::collections::HashSet;

use call_journal_model::time::Timestamp;
use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use chrono_tz::Tz;

/// Longer names are nobody's.
const LONGEST: usize = 1_000;
/// Folders of a PBX that a named path is tried without, from the left.
const DEEPEST: usize = 8;

/// Paths below a folder of recordings at which a file may lie that was named `named`, of a call that began at `began`.
///
/// PBXs name files by a path below the folder, by a path of their own machine, or by the last part alone; the file lies
/// there, in the folder itself, or in one of the call's day (`2026/11/23`, with the hour below it in MikoPBX).
pub(super) fn places(named: &str, began: Timestamp, zone: Tz) -> Vec<String> {
    let mut parts: Vec<&str> = named
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let Some(&name) = parts.last() else {
        return Vec::new();
    };
    if named.len() > LONGEST || named.contains('\0') || name == ".." {
        return Vec::new();
    }
    if parts.contains(&"..") {
        parts = vec![name];
    }
    let from = parts.len().saturating_sub(DEEPEST);
    let mut all: Vec<String> = (from..parts.len()).map(|from| parts[from..].join("/")).collect();
    all.extend(
        folders(began, zone)
            .into_iter()
            .map(|folder| format!("{folder}/{name}")),
    );
    let mut seen = HashSet::new();
    all.retain(|place| seen.insert(place.clone()));
    all
}

/// Folders of the day and of the days beside it: calls pass midnight, and PBXs have zones of their own.
fn folders(began: Timestamp, zone: Tz) -> Vec<String> {
    let sane = |at: &DateTime<Utc>| (1970..2200).contains(&at.year());
    let Some(began) = DateTime::from_timestamp_millis(began.0).filter(sane) else {
        return Vec::new();
    };
    let local = began.with_timezone(&zone);
    let day = local.date_naive();
    let days = [
        Some(day),
        day.checked_add_days(Days::new(1)),
        day.checked_sub_days(Days::new(1)),
    ];
    let mut all: Vec<String> = Vec::new();
    for form in ["%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"] {
        all.extend(days.iter().flatten().map(|day| day.format(form).to_string()));
    }
    let hours = [local, local + TimeDelta::hours(1)];
    all.extend(hours.iter().map(|hour| hour.format("%Y/%m/%d/%H").to_string()));
    all
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// 2026-11-23 23:30 in Moscow.
    const BEGAN: Timestamp = Timestamp(1_795_465_800_000);

    #[rstest]
    #[case::the_path_that_was_named("2026/11/23/a.wav", &["2026/11/23/a.wav", "11/23/a.wav", "23/a.wav", "a.wav"])]
    #[case::a_path_of_another_machine(
        "/var/spool/monitor/a.wav",
        &["var/spool/monitor/a.wav", "spool/monitor/a.wav", "monitor/a.wav", "a.wav"]
    )]
    #[case::the_last_part_alone(
        "a.wav",
        &["a.wav", "2026/11/23/a.wav", "2026/11/24/a.wav", "2026/11/22/a.wav", "2026-11-23/a.wav"]
    )]
    #[case::a_way_out("../../etc/a.wav", &["a.wav", "2026/11/23/a.wav"])]
    #[case::points_and_double_strokes("./x//a.wav", &["x/a.wav", "a.wav", "2026/11/23/a.wav"])]
    fn it_is_looked_for_where_it_may_lie(#[case] named: &str, #[case] first: &[&str]) {
        let all = places(named, BEGAN, Tz::Europe__Moscow);
        assert_eq!(all[..first.len()], *first);
        let hour = |hour: &str| format!("2026/11/{hour}/a.wav");
        assert!(
            all.contains(&hour("23/23")) && all.contains(&hour("24/00")),
            "{all:?}"
        );
    }

    #[rstest]
    #[case("")]
    #[case("/")]
    #[case("..")]
    #[case("a/..")]
    #[case("a\0.wav")]
    #[case(&"x".repeat(2_000))]
    fn what_is_no_name_lies_nowhere(#[case] named: &str) {
        assert_eq!(places(named, BEGAN, Tz::UTC), Vec::<String>::new());
    }

    #[test]
    fn no_guess_leaves_the_folder_and_there_are_few() {
        for named in [
            "/../a",
            "a/../../b.wav",
            "//etc/passwd",
            &"a/".repeat(400),
            "…/ё.wav",
            "-rf",
        ] {
            for began in [i64::MIN, 0, BEGAN.0, 8_210_266_876_799_999, i64::MAX] {
                let all = places(named, Timestamp(began), Tz::America__New_York);
                assert!(all.len() <= DEEPEST + 11, "{}", all.len());
                for place in all {
                    let plain = place.split('/').all(|part| !matches!(part, "" | "." | ".."));
                    assert!(plain, "{place}");
                }
            }
        }
    }
}
