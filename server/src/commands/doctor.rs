//! `call-journal doctor`: looks at everything that an installation needs, and says what to mend. It changes nothing but the database's
//! schema, as every start does.

mod sources;

use std::fmt::{Display, Formatter};
use std::path::Path;

use call_journal_store::{Store, access, query};

use crate::config::Config;
use crate::http::{Site, tls};

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Well,
    /// It works, and will not for long, or not for everybody.
    Doubtful,
    Broken,
}

/// What was found out about something.
#[derive(Debug)]
struct Finding {
    state: State,
    what: String,
    /// What to do about it.
    mend: Option<String>,
}

impl Finding {
    fn well(what: impl Into<String>) -> Finding {
        Finding {
            state: State::Well,
            what: what.into(),
            mend: None,
        }
    }

    fn doubtful(what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            state: State::Doubtful,
            what: what.into(),
            mend: Some(mend.into()),
        }
    }

    fn broken(what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            state: State::Broken,
            what: what.into(),
            mend: Some(mend.into()),
        }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let mark = match self.state {
            State::Well => "ok  ",
            State::Doubtful => "look",
            State::Broken => "FAIL",
        };
        write!(f, "{mark}  {}", self.what)?;
        match &self.mend {
            Some(mend) => write!(f, "\n      {mend}"),
            None => Ok(()),
        }
    }
}

/// Prints what was found.
///
/// # Errors
/// When something does not work.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let mut findings = vec![Finding::well("configuration: it makes sense")];
    findings.push(site());
    findings.extend(database(config).await);
    findings.extend(encryption(config));
    findings.extend(recordings(config));
    findings.extend(sources::check(config).await);
    for finding in &findings {
        println!("{finding}");
    }
    let broken = findings.iter().filter(|one| one.state == State::Broken).count();
    anyhow::ensure!(broken == 0, "{broken} of {} things do not work", findings.len());
    Ok(())
}

fn site() -> Finding {
    match Site::find() {
        Ok(_) => Finding::well("pages: the browser's half is there"),
        Err(error) => Finding::broken(format!("pages: {error:#}"), "Build it by `cargo xtask build`."),
    }
}

async fn database(config: &Config) -> Vec<Finding> {
    let store = match Store::connect(&config.database_url()).await {
        Ok(store) => store,
        Err(error) => {
            let mend = "Look at database.url, at the folder's rights, and whether the server runs.";
            return vec![Finding::broken(format!("database: {error}"), mend)];
        }
    };
    let mut findings = vec![Finding::well(
        "database: it opens, and is as this program needs it",
    )];
    if let Err(error) = query::is_sound(&store).await {
        let mend = "Bring back the last copy; `call-journal rebuild` mends calls and statuses alone.";
        findings.push(Finding::broken(format!("database: {error}"), mend));
    }
    match query::has_calls(&store).await {
        Ok(true) => findings.push(Finding::well("calls: there are some")),
        Ok(false) => {
            let mend = "Connect a PBX ([[sources]]), or bring its history in by `call-journal import`.";
            findings.push(Finding::doubtful("calls: there are none", mend));
        }
        Err(error) => findings.push(Finding::broken(
            format!("calls: {error}"),
            "See the database above.",
        )),
    }
    match access::has_administrator(&store).await {
        Ok(true) => findings.push(Finding::well("access: there is an administrator")),
        Ok(false) => {
            let mend = "Start the server: it prints a link with which you become one.";
            findings.push(Finding::doubtful("access: there is no administrator", mend));
        }
        Err(error) => findings.push(Finding::broken(
            format!("access: {error}"),
            "See the database above.",
        )),
    }
    findings
}

fn encryption(config: &Config) -> Option<Finding> {
    let server = &config.server;
    if let Some(files) = &server.tls {
        return Some(match tls::configuration(&files.certificate, &files.key) {
            Ok(_) => Finding::well("TLS: certificate and key belong together"),
            Err(error) => Finding::broken(format!("TLS: {error:#}"), "Look at [server.tls]."),
        });
    }
    let address: std::net::SocketAddr = server.listen.parse().ok()?;
    if address.ip().is_loopback() {
        return None;
    }
    Some(Finding::doubtful(
        format!("TLS: {address} can be reached from elsewhere without it: passwords can be read on the way"),
        "Name a certificate in [server.tls], or listen on 127.0.0.1 behind a proxy that has one.",
    ))
}

fn recordings(config: &Config) -> Vec<Finding> {
    let folders = config.recordings.folders.iter().map(|folder| {
        let path = folder.path.display();
        match std::fs::read_dir(&folder.path) {
            Ok(_) => Finding::well(format!("recordings: {path} can be read")),
            Err(error) => Finding::doubtful(
                format!("recordings: {path} cannot be read: {error}"),
                "Mount it, or let the user of this program read it; it is tried again while the server runs.",
            ),
        }
    });
    let ours = [
        (
            "recordings.uploads.folder",
            config.recordings.uploads.folder.as_path(),
        ),
        (
            "recordings.cache.folder",
            config.recordings.cache.folder.as_path(),
        ),
    ];
    let ours = ours.into_iter().filter_map(|(key, folder)| {
        let writable = is_writable(folder);
        (!writable).then(|| {
            let what = format!("recordings: {} cannot be written ({key})", folder.display());
            Finding::broken(what, "Give the folder to the user of this program.")
        })
    });
    folders.chain(ours).collect()
}

/// Whether the folder, or the nearest one above it that is there, takes a file.
fn is_writable(folder: &Path) -> bool {
    let there = folder
        .ancestors()
        .find(|one| one.is_dir() || one.as_os_str().is_empty());
    let there = match there {
        Some(path) if !path.as_os_str().is_empty() => path,
        _ => Path::new("."),
    };
    tempfile::tempfile_in(there).is_ok()
}
