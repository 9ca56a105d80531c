//! Whether the PBXs of the configuration can be reached.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::Finding;
use crate::config::Config;
use crate::config::sources::{Manager, Source, Table};

/// How long a PBX may take to say something.
const PATIENCE: Duration = Duration::from_secs(5);

/// One finding for each way in which a PBX is heard.
pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &config.sources {
        let name = source.name();
        match source {
            Source::Asterisk {
                manager, cel, cdr, ..
            } => {
                if let Some(manager) = manager {
                    findings.push(greeted(name, manager).await);
                }
                for (kind, table) in [("cel", cel), ("cdr", cdr)] {
                    if let Some(table) = table {
                        findings.push(opened(name, kind, table).await);
                    }
                }
            }
            Source::Mikopbx { url, .. } => findings.push(reached(name, url).await),
            Source::Freeswitch { .. } | Source::Http { .. } => {
                findings.push(Finding::well(format!("source {name}: it posts to us by itself")));
            }
        }
    }
    if config.sources.is_empty() {
        let mend = "Name your PBX in [[sources]]; call-journal.example.toml shows how.";
        findings.push(Finding::doubtful("sources: no PBX is listened to", mend));
    }
    findings
}

/// The manager interface says who it is before anybody signs in.
async fn greeted(name: &str, manager: &Manager) -> Finding {
    let address = &manager.address;
    let greeting = async {
        let mut stream = TcpStream::connect(address).await?;
        let mut begin = [0; 8];
        // By TLS it waits for us to begin.
        if !manager.tls {
            stream.read_exact(&mut begin).await?;
        }
        std::io::Result::Ok(begin)
    };
    match tokio::time::timeout(PATIENCE, greeting).await {
        Ok(Ok(begin)) if manager.tls || &begin == b"Asterisk" => {
            Finding::well(format!("source {name}: the manager at {address} answers"))
        }
        Ok(Ok(_)) => Finding::broken(
            format!("source {name}: what answers at {address} is no Asterisk manager"),
            "Look at sources.manager.address; the port is 5038, by TLS 5039.",
        ),
        Ok(Err(error)) => Finding::broken(
            format!("source {name}: the manager at {address} cannot be reached: {error}"),
            "Look at manager.conf (enabled, bindaddr, permit) and at the firewall.",
        ),
        Err(_) => Finding::broken(
            format!("source {name}: the manager at {address} says nothing"),
            "Look at the firewall between here and the PBX.",
        ),
    }
}

/// The table is there and can be read.
async fn opened(name: &str, kind: &str, table: &Table) -> Finding {
    let rows = table.table.as_deref().unwrap_or(kind);
    let mut options = ConnectOptions::new(table.url.clone());
    options
        .connect_timeout(PATIENCE)
        .max_connections(1)
        .sqlx_logging(false);
    let read = async {
        let db = Database::connect(options).await?;
        // Checked to be a name when the configuration was read.
        db.execute_unprepared(&format!("SELECT 1 FROM {rows} LIMIT 1"))
            .await?;
        db.close().await
    };
    match tokio::time::timeout(2 * PATIENCE, read).await {
        Ok(Ok(())) => Finding::well(format!("source {name}: the table {rows} can be read")),
        // The error may hold the address with its password.
        Ok(Err(error)) => Finding::broken(
            format!(
                "source {name}: the table {rows} cannot be read: {}",
                without(&error.to_string(), &table.url)
            ),
            "Look at the url, and whether its user may SELECT there.",
        ),
        Err(_) => Finding::broken(
            format!("source {name}: the database of the table {rows} says nothing"),
            "Look at the firewall between here and the PBX.",
        ),
    }
}

fn without(error: &str, url: &str) -> String {
    error.replace(url, "…")
}

async fn reached(name: &str, url: &str) -> Finding {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split('/').next().unwrap_or(rest);
    let port = if scheme == "http" { 80 } else { 443 };
    let address = match host.rsplit_once(':') {
        Some((_, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => host.to_owned(),
        _ => format!("{host}:{port}"),
    };
    match tokio::time::timeout(PATIENCE, TcpStream::connect(&address)).await {
        Ok(Ok(_)) => Finding::well(format!("source {name}: {address} can be reached")),
        Ok(Err(error)) => Finding::broken(
            format!("source {name}: {address} cannot be reached: {error}"),
            "Look at sources.url and at the firewall.",
        ),
        Err(_) => Finding::broken(
            format!("source {name}: {address} says nothing"),
            "Look at sources.url and at the firewall.",
        ),
    }
}
