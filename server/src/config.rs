//! `call-journal.toml`: what the administrator says about the company, its people, lines and telephony.
//!
//! Every key has a default; a missing file is an empty one. Whatever is wrong is said in one sentence with the key's
//! name, before anything else starts. Documented in `call-journal.example.toml`, which a test keeps complete.

mod check;
pub mod door;
pub mod recordings;
pub mod sources;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow};
use call_journal_model::settle::Rules;
use call_journal_model::view::PlaceKind;
use call_journal_model::window::Window;
use call_journal_pbx::plan::Plan;
use chrono_tz::Tz;
use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Name, time zone, region.
    pub company: Company,
    /// Where to listen.
    pub server: door::Server,
    /// How long people stay signed in.
    pub sessions: door::Sessions,
    /// How long calls are kept.
    pub retention: door::Retention,
    /// Where the calls are stored.
    pub database: Database,
    /// Where the PBX puts audio files.
    pub recordings: Recordings,
    /// What cannot be learnt from the events.
    pub pbx: Pbx,
    /// People with extensions.
    pub employees: Vec<Employee>,
    /// Numbers of the company.
    pub lines: Vec<Line>,
    /// Names of queues, groups, menus.
    pub places: Vec<Place>,
    /// PBXs that are listened to while the journal runs.
    pub sources: Vec<sources::Source>,
    /// Programs that read calls.
    pub readers: Vec<Reader>,
}

/// `[[readers]]`: a program that reads calls by `GET /api/v1/calls`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// For the log.
    pub name: String,
    /// What it sends: `Authorization: Bearer …`.
    pub key: sources::Secret,
}

/// `[company]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// Shown in the page's title.
    pub name: String,
    /// IANA name; the company's day begins at its midnight.
    pub zone: Tz,
    /// Two-letter country whose numbers are dialled without a country code.
    pub region: String,
    /// How long there is to react to a missed call.
    pub reaction_window: ReactionWindow,
}

impl Default for Company {
    fn default() -> Self {
        Company {
            name: String::new(),
            zone: Tz::Europe__Moscow,
            region: "RU".to_owned(),
            reaction_window: ReactionWindow::default(),
        }
    }
}

/// `[company.reaction_window]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReactionWindow {
    /// To the end of the day.
    #[default]
    Day,
    /// A number of minutes.
    Minutes {
        /// 1 to 10080 (a week).
        minutes: u32,
    },
    /// To the end of business hours.
    BusinessHours {
        /// `09:00`
        from: String,
        /// `18:00`
        to: String,
        /// `["mon", "tue", …]`
        weekdays: Vec<String>,
    },
}

/// `[database]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`; the variable `DATABASE_URL` goes before it.
    pub url: String,
}

impl Default for Database {
    fn default() -> Self {
        Database {
            url: "sqlite://data/journal.db".to_owned(),
        }
    }
}

/// `[recordings]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recordings {
    /// Folders; nothing outside them is ever served.
    pub folders: Vec<recordings::Folder>,
    /// What other programs upload.
    pub uploads: recordings::Uploads,
    /// What is fetched from PBXs whose files lie in none of them.
    pub cache: recordings::Cache,
}

/// `[pbx]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pbx {
    /// Endpoints of trunks, as in `PJSIP/NAME-0000001a`.
    pub trunks: Vec<String>,
    /// Extensions that belong to employees although no `[[employees]]` names them.
    pub extensions: Vec<String>,
    /// Endpoint → extension, where the two differ.
    pub endpoints: BTreeMap<String, String>,
    /// Digits that phones dial before an outside number.
    pub outside_prefixes: Vec<String>,
}

/// `[[employees]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employee {
    /// As rows show it.
    pub name: String,
    /// Short numbers.
    pub extensions: Vec<String>,
    /// Mobiles that ring together with the desk phone.
    #[serde(default)]
    pub mobiles: Vec<String>,
}

/// `[[lines]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The number that was called, or the trunk's endpoint.
    pub number: String,
    /// As the panel shows it.
    pub name: String,
    /// Advertising channel.
    #[serde(default)]
    pub channel: Option<String>,
}

/// `[[places]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Number or dialplan context.
    pub number: String,
    /// As rows show it.
    pub name: String,
}

impl Config {
    /// Reads and checks a file. `None`: `call-journal.toml` in the current folder, if there is one.
    ///
    /// # Errors
    /// One sentence with the place and what to mend.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Config> {
        let default = Path::new("call-journal.toml");
        let text = match file {
            Some(file) => std::fs::read_to_string(file)
                .with_context(|| format!("the configuration {} cannot be read", file.display()))?,
            None if default.exists() => std::fs::read_to_string(default)
                .context("call-journal.toml cannot be read: check its permissions")?,
            None => String::new(),
        };
        let name = file.unwrap_or(default).display().to_string();
        Config::parse(&text).with_context(|| format!("{name} is wrong"))
    }

    fn parse(text: &str) -> anyhow::Result<Config> {
        // The library would show the line itself, and the line may hold the database's password.
        let config: Config = toml::from_str(text).map_err(|error| {
            let before = error
                .span()
                .and_then(|span| text.get(..span.start))
                .unwrap_or_default();
            anyhow!("line {}: {}", before.matches('\n').count() + 1, error.message())
        })?;
        check::check(&config)?;
        Ok(config)
    }

    /// What the assembler needs to know.
    pub fn plan(&self) -> Plan {
        let mut plan = Plan {
            region: self.company.region.clone(),
            trunks: self.pbx.trunks.clone(),
            extensions: self.pbx.extensions.clone(),
            endpoints: self.pbx.endpoints.clone(),
            outside_prefixes: self.pbx.outside_prefixes.clone(),
            ..Plan::default()
        };
        for employee in &self.employees {
            plan.extensions.extend(employee.extensions.iter().cloned());
            let main = employee.extensions.first();
            let numbers = employee
                .mobiles
                .iter()
                .filter_map(|number| check::mobile(number, &self.company.region));
            plan.mobiles.extend(
                numbers
                    .zip(std::iter::repeat(main))
                    .filter_map(|(number, extension)| Some((number.as_str().to_owned(), extension?.clone()))),
            );
        }
        for place in &self.places {
            match place.kind {
                PlaceKind::Queue => plan.queues.push(place.number.clone()),
                PlaceKind::Group => plan.groups.push(place.number.clone()),
                PlaceKind::Menu => plan.menus.push(place.number.clone()),
                _ => {}
            }
        }
        plan
    }

    /// What the status rules need to know.
    pub fn rules(&self) -> Rules {
        Rules {
            window: self.window(),
            zone: self.company.zone,
        }
    }

    fn window(&self) -> Window {
        match &self.company.reaction_window {
            ReactionWindow::Day => Window::Day,
            ReactionWindow::Minutes { minutes } => Window::Minutes { minutes: *minutes },
            ReactionWindow::BusinessHours { from, to, weekdays } => Window::BusinessHours {
                from_minute: check::minute_of_day(from).unwrap_or(0),
                to_minute: check::minute_of_day(to).unwrap_or(24 * 60),
                weekdays: weekdays.iter().filter_map(|day| check::weekday(day)).collect(),
            },
        }
    }

    /// The database's address: the variable `DATABASE_URL`, or the file's. A SQLite file that is missing is made.
    pub fn database_url(&self) -> String {
        creating(std::env::var("DATABASE_URL").unwrap_or_else(|_| self.database.url.clone()))
    }
}

fn creating(url: String) -> String {
    if url.starts_with("sqlite:") && !url.contains('?') && !url.contains(":memory:") {
        return url + "?mode=rwc";
    }
    url
}
