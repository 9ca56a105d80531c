//! `call-journal serve`: the journal for browsers, of the configured company or of the demo company.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use call_journal_app::service::{Journal, JournalParts};
use call_journal_demo::company::Company;
use call_journal_store::{Store, settle};
use clap::Args;
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::http::{Served, Site, router};
use crate::import::{demo, people};
use crate::pipeline::Pipeline;
use crate::recordings::Roots;

/// How the journal is served.
#[derive(Args)]
pub struct Options {
    /// Address and port; the configuration's by default
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Show the demo company, from a database of its own; the configured one is not touched
    #[arg(long)]
    demo: bool,
}

/// Serves until Ctrl+C or SIGTERM.
pub async fn run(config: Config, options: &Options) -> anyhow::Result<()> {
    let site = Site::find()?;
    let address = match options.listen {
        Some(address) => address,
        None => config.server.listen.parse().context("server.listen")?,
    };
    // Before the database: a second server must not begin to fill it.
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: is another server there?"))?;
    let (pipeline, folders, company) = if options.demo {
        open_demo(&config).await?
    } else {
        open(&config).await?
    };
    let journal = Journal(Arc::new(JournalParts {
        store: pipeline.store.clone(),
        zone: pipeline.rules.zone,
        company,
        demo: options.demo,
        default_extension: config.server.current_employee.clone(),
        now: super::now,
    }));
    let leptos = LeptosOptions::builder()
        .output_name("call-journal")
        .site_addr(address)
        .build();
    let router = router(Served {
        journal,
        roots: Roots::new(&folders),
        site,
        leptos,
    });
    let stop = CancellationToken::new();
    let windows = tokio::spawn(close_windows(pipeline, stop.clone()));
    println!("Call Journal: http://{}/", listener.local_addr()?);
    let told = stop.clone();
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        told_to_stop().await;
        told.cancel();
    });
    let served = tokio::select! {
        served = served.into_future() => served,
        () = out_of_patience(&stop) => Ok(()),
    };
    stop.cancel();
    windows.await?;
    Ok(served?)
}

/// Answers that are being written may end; a browser that only holds its connection open must not keep the server.
async fn out_of_patience(stop: &CancellationToken) {
    const PATIENCE: Duration = Duration::from_secs(3);
    stop.cancelled().await;
    tokio::time::sleep(PATIENCE).await;
    tracing::info!("open connections were cut off");
}

async fn open(config: &Config) -> anyhow::Result<(Pipeline, Vec<PathBuf>, String)> {
    let pipeline = super::open(config).await?;
    pipeline.interpret(super::now(), |_| {}).await?;
    let mut folders = config.recordings.folders.clone();
    folders.extend(people::folders(&pipeline.store).await?);
    Ok((pipeline, folders, config.company.name.clone()))
}

async fn open_demo(config: &Config) -> anyhow::Result<(Pipeline, Vec<PathBuf>, String)> {
    let folder =
        std::env::var_os("CALL_JOURNAL_DEMO_DIR").map_or_else(|| PathBuf::from("data/demo"), PathBuf::from);
    let recordings = folder.join("recordings");
    std::fs::create_dir_all(&recordings).with_context(|| {
        format!(
            "{} cannot be made: set CALL_JOURNAL_DEMO_DIR to a folder that can",
            recordings.display()
        )
    })?;
    let store = Store::connect(&format!(
        "sqlite://{}?mode=rwc",
        folder.join("journal.db").display()
    ))
    .await?;
    let now = super::now();
    let company = Company::new(demo::SEED, now, config.company.zone);
    let pipeline = Pipeline {
        plan: company.plan(),
        ..super::pipeline(config, store)
    };
    demo::bring_in(&pipeline, &company, now, &recordings).await?;
    Ok((pipeline, vec![recordings], company.name.to_owned()))
}

/// Turns missed calls into lost ones when their time is over.
async fn close_windows(pipeline: Pipeline, stop: CancellationToken) {
    // Waits are cut short: the clock may be set, and a window may come from an import by another process.
    const LONGEST_WAIT: Duration = Duration::from_secs(30);
    while stop
        .run_until_cancelled(tokio::time::sleep(LONGEST_WAIT))
        .await
        .is_some()
    {
        if let Err(error) = settle::settle_due(&pipeline.store, &pipeline.rules, super::now()).await {
            tracing::error!(%error, "closing reaction windows failed; trying again");
        }
    }
    tracing::info!("closing of reaction windows ended");
}

async fn told_to_stop() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot hear Ctrl+C");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "cannot hear SIGTERM");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
