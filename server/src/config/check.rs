//! What the configuration may say. Each error names the key and tells what to write instead.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use call_journal_model::phone::PhoneNumber;

use super::sources::Source;
use super::{Config, ReactionWindow};

pub(super) fn check(config: &Config) -> anyhow::Result<()> {
    let company = &config.company;
    ensure!(
        company.region.len() == 2 && company.region.bytes().all(|b| b.is_ascii_uppercase()),
        "company.region must be a country's two capital letters, such as \"RU\", not {:?}",
        company.region
    );
    check_window(&company.reaction_window)?;
    config.server.listen.parse::<SocketAddr>().with_context(|| {
        format!(
            "server.listen must be an address and a port, such as \"127.0.0.1:8080\", not {:?}",
            config.server.listen
        )
    })?;
    check_door(config)?;
    check_employees(config)?;
    check_sources(&config.sources)?;
    check_readers(config)?;
    check_folders(config)?;
    let cache = &config.recordings.cache;
    ensure!(
        (1..=cache.megabytes).contains(&cache.file_megabytes),
        "recordings.cache.file_megabytes must be 1 to recordings.cache.megabytes ({}), not {}",
        cache.megabytes,
        cache.file_megabytes
    );
    Ok(())
}

fn check_door(config: &Config) -> anyhow::Result<()> {
    let sessions = &config.sessions;
    ensure!(
        (1..=8_760).contains(&sessions.idle_hours),
        "sessions.idle_hours must be 1 to 8760 (a year), not {}",
        sessions.idle_hours
    );
    ensure!(
        (1..=365).contains(&sessions.days),
        "sessions.days must be 1 to 365, not {}",
        sessions.days
    );
    for origin in &config.server.frame_ancestors {
        let host = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:*[]".contains(c);
        ensure!(
            host.is_some_and(|host| !host.is_empty() && host.chars().all(plain)),
            "server.frame_ancestors must be origins, such as \"https://1c.example\", not {origin:?}"
        );
    }
    Ok(())
}

fn check_folders(config: &Config) -> anyhow::Result<()> {
    for folder in &config.recordings.folders {
        let path = folder.path.display();
        // One that is not there may be mounted later.
        ensure!(
            !folder.path.as_os_str().is_empty() && (folder.path.is_dir() || !folder.path.exists()),
            "recordings.folders: \"{path}\" is no folder"
        );
        if let Some(source) = &folder.source {
            let is_known = config.sources.iter().any(|known| known.name() == source);
            ensure!(
                is_known || source == "asterisk",
                "recordings.folders: {path} is said to be of {source:?}, and no [[sources]] has that name"
            );
        }
    }
    let uploads = &config.recordings.uploads;
    ensure!(
        (1..=100_000).contains(&uploads.file_megabytes),
        "recordings.uploads.file_megabytes must be 1 to 100000, not {}",
        uploads.file_megabytes
    );
    ensure!(
        uploads.folder != config.recordings.cache.folder,
        "recordings.uploads.folder and recordings.cache.folder must be two folders: the cache removes what is old"
    );
    Ok(())
}

fn check_window(window: &ReactionWindow) -> anyhow::Result<()> {
    match window {
        ReactionWindow::Day => {}
        ReactionWindow::Minutes { minutes } => {
            ensure!(
                (1..=10_080).contains(minutes),
                "company.reaction_window.minutes must be 1 to 10080, not {minutes}"
            );
        }
        ReactionWindow::BusinessHours { from, to, weekdays } => {
            let begin = minute_of_day(from).with_context(|| {
                format!("company.reaction_window.from must be like \"09:00\", not {from:?}")
            })?;
            let end = minute_of_day(to)
                .with_context(|| format!("company.reaction_window.to must be like \"18:00\", not {to:?}"))?;
            ensure!(
                begin < end,
                "company.reaction_window: from ({from}) must be before to ({to})"
            );
            ensure!(
                !weekdays.is_empty(),
                "company.reaction_window.weekdays must name a day, such as [\"mon\", \"tue\"]"
            );
            if let Some(wrong) = weekdays.iter().find(|day| weekday(day).is_none()) {
                bail!(
                    "company.reaction_window.weekdays takes mon, tue, wed, thu, fri, sat, sun, not {wrong:?}"
                );
            }
        }
    }
    Ok(())
}

fn check_sources(sources: &[Source]) -> anyhow::Result<()> {
    let mut names = BTreeSet::new();
    for source in sources {
        let name = source.name();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        ensure!(
            !name.is_empty() && name.len() <= 64 && name.chars().all(fits),
            "sources: name must be up to 64 letters, digits, dots, dashes and underscores, not {name:?}"
        );
        ensure!(
            names.insert(name),
            "sources: two are named {name:?}; give one of them another name"
        );
        if let Source::Asterisk {
            manager,
            cel,
            cdr,
            originate,
            ..
        } = source
        {
            ensure!(
                manager.is_some() || cel.is_some() || cdr.is_some(),
                "sources: {name} needs [sources.manager], [sources.cel] or [sources.cdr]"
            );
            ensure!(
                originate.is_none() || manager.is_some(),
                "sources: {name} has [sources.originate], which needs [sources.manager]"
            );
        }
    }
    Ok(())
}

fn check_readers(config: &Config) -> anyhow::Result<()> {
    let mut names = BTreeSet::new();
    for reader in &config.readers {
        let name = reader.name.trim();
        ensure!(!name.is_empty(), "readers: a reader has no name");
        ensure!(names.insert(name), "readers: two are named {name:?}");
    }
    Ok(())
}

fn check_employees(config: &Config) -> anyhow::Result<()> {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for employee in &config.employees {
        ensure!(
            !employee.name.trim().is_empty(),
            "employees: an employee has no name"
        );
        ensure!(
            !employee.extensions.is_empty(),
            "employees: {} has no extension",
            employee.name
        );
        for extension in &employee.extensions {
            if let Some(other) = owners.insert(extension, &employee.name) {
                bail!(
                    "employees: extension {extension} belongs to {other} and to {}",
                    employee.name
                );
            }
        }
        for number in &employee.mobiles {
            ensure!(
                mobile(number, &config.company.region).is_some(),
                "employees: {number:?} of {} is no telephone number",
                employee.name
            );
        }
    }
    if let Some(me) = &config.server.current_employee {
        ensure!(
            owners.contains_key(me.as_str()),
            "server.current_employee: no employee has the extension {me:?}"
        );
    }
    Ok(())
}

pub(super) fn mobile(number: &str, region: &str) -> Option<PhoneNumber> {
    PhoneNumber::parse(number, region)
}

/// Minutes after midnight of `09:30`; `24:00` is the end of the day.
pub(super) fn minute_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

/// Monday is 1.
pub(super) fn weekday(text: &str) -> Option<u8> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = days.iter().position(|day| text.eq_ignore_ascii_case(day))?;
    u8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::Config;

    #[test]
    fn an_empty_file_is_a_whole_configuration() {
        assert!(Config::parse("").is_ok());
    }

    #[test]
    fn a_folder_that_is_not_there_may_come() {
        let text =
            "[recordings]\nfolders = [\"no-such-folder\", { path = \"/no/such\", source = \"asterisk\" }]";
        let config = Config::parse(text).unwrap();
        let sources: Vec<_> = config
            .recordings
            .folders
            .iter()
            .map(|folder| folder.source.as_deref())
            .collect();
        assert_eq!(sources, [None, Some("asterisk")]);
    }

    #[test]
    fn the_documented_example_is_right() {
        let example = include_str!("../../../call-journal.example.toml");
        let uncommented: String = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .filter(|line| !line.starts_with('#'))
            .fold(String::new(), |text, line| text + line + "\n");
        let config = Config::parse(&uncommented).unwrap();
        assert!(!config.employees.is_empty() && !config.lines.is_empty() && !config.places.is_empty());
    }

    #[rstest]
    #[case::unknown_key("[company]\nnmae = \"x\"", "nmae")]
    #[case::zone("[company]\nzone = \"Moskva\"", "zone")]
    #[case::region("[company]\nregion = \"Russia\"", "company.region")]
    #[case::minutes("[company.reaction_window]\nkind = \"minutes\"\nminutes = 0", "1 to 10080")]
    #[case::hours(
        "[company.reaction_window]\nkind = \"business_hours\"\nfrom = \"18:00\"\nto = \"9:00\"\nweekdays = [\"mon\"]",
        "before to"
    )]
    #[case::weekday(
        "[company.reaction_window]\nkind = \"business_hours\"\nfrom = \"9:00\"\nto = \"18:00\"\nweekdays = [\"mo\"]",
        "weekdays"
    )]
    #[case::listen("[server]\nlisten = \"8080\"", "server.listen")]
    #[case::double_extension(
        "[[employees]]\nname = \"A\"\nextensions = [\"201\"]\n[[employees]]\nname = \"B\"\nextensions = [\"201\"]",
        "belongs to A and to B"
    )]
    #[case::source_name("[[sources]]\nkind = \"http\"\nname = \"a b\"\nkey = \"x\"", "sources: name")]
    #[case::double_source(
        "[[sources]]\nkind = \"http\"\nname = \"a\"\nkey = \"x\"\n[[sources]]\nkind = \"freeswitch\"\nname = \"a\"\nkey = \"x\"",
        "two are named"
    )]
    #[case::no_way_to_listen("[[sources]]\nkind = \"asterisk\"", "needs [sources.manager]")]
    #[case::reader_without_name("[[readers]]\nname = \" \"\nkey = \"x\"", "readers: a reader has no name")]
    #[case::two_readers(
        "[[readers]]\nname = \"a\"\nkey = \"x\"\n[[readers]]\nname = \"a\"\nkey = \"y\"",
        "readers: two"
    )]
    #[case::source_kind("[[sources]]\nkind = \"skype\"\nname = \"a\"", "skype")]
    #[case::source_key("[[sources]]\nkind = \"http\"\nname = \"a\"\nkey = \"x\"\nkay = 1", "kay")]
    #[case::mobile(
        "[[employees]]\nname = \"A\"\nextensions = [\"201\"]\nmobiles = [\"abc\"]",
        "no telephone number"
    )]
    #[case::me("[server]\ncurrent_employee = \"9\"", "no employee has the extension")]
    #[case::cache("[recordings.cache]\nmegabytes = 100", "recordings.cache.file_megabytes")]
    #[case::folder(
        "[recordings]\nfolders = [\"Cargo.toml\"]",
        "recordings.folders: \"Cargo.toml\" is no folder"
    )]
    #[case::no_folder("[recordings]\nfolders = [\"\"]", "recordings.folders")]
    #[case::what_a_folder_is(
        "[recordings]\nfolders = [{ path = \"a\", sauce = \"b\" }]",
        "{ path = \"PATH\", source"
    )]
    #[case::whose_folder(
        "[recordings]\nfolders = [{ path = \"a\", source = \"b\" }]",
        "no [[sources]] has that name"
    )]
    #[case::uploads(
        "[recordings.uploads]\nfile_megabytes = 0",
        "recordings.uploads.file_megabytes"
    )]
    #[case::one_folder_for_both("[recordings.uploads]\nfolder = \"data/fetched\"", "two folders")]
    fn a_wrong_value_is_named(#[case] text: &str, #[case] said: &str) {
        let error = format!("{:#}", Config::parse(text).unwrap_err());
        assert!(error.contains(said), "{error}");
    }
}
