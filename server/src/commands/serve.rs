//! `call-journal serve`: the journal for browsers, of the configured company or of the demo company.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::serve::ListenerExt;
use call_journal_app::service::{Changes, Journal, JournalParts};
use call_journal_demo::company::Company;
use call_journal_store::Store;
use clap::Args;
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::auth::{self, Auth, Door, PageLinks, first_link};
use crate::config::Config;
use crate::config::sources::Secret;
use crate::customers::uploads::{self, Uploads};
use crate::engine::Engine;
use crate::finding;
use crate::http::metrics::Metrics;
use crate::http::{Readers, Served, Site, policy, router, tls};
use crate::import::{demo, people};
use crate::listening::Listening;
use crate::live::{Hub, Owners};
use crate::phones::PbxPhones;
use crate::pipeline::Pipeline;
use crate::recordings::Roots;
use crate::recordings::drawings::Drawings;
use crate::recordings::fetched::Fetched;
use crate::recordings::kept::Kept;
use crate::recordings::sounds::Sounds;
use crate::recordings::watch::{self, Watched};
use crate::source::{Demo, Surroundings};
use crate::{retention, upkeep};

/// How the journal is served.
#[derive(Args)]
pub struct Options {
    /// Address and port; the configuration's by default
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Nobody signs in: whoever reaches the journal is its administrator. On this computer alone (127.0.0.1)
    #[arg(long)]
    without_sign_in: bool,
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
    anyhow::ensure!(
        !options.without_sign_in || address.ip().is_loopback(),
        "--without-sign-in: {address} can be reached from elsewhere; only 127.0.0.1 may be open to everybody"
    );
    // Before the database: a second server must not begin to fill it.
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: is another server there?"))?;
    let opened = if options.demo {
        open_demo(&config).await?
    } else {
        open(&config).await?
    };
    let Opened {
        pipeline,
        folders,
        watched,
        company,
        demo,
        uploads,
    } = opened;
    let stop = CancellationToken::new();
    let hub = Hub::new(super::now());
    let store = pipeline.store.clone();
    let zone = pipeline.rules.zone;
    let (teller, telling) = hub.start(store.clone(), zone, stop.clone());
    let rules = pipeline.rules.clone();
    let settling = rules.clone();
    let (owners, following) = Owners::start(store.clone(), rules, super::now, teller.clone(), stop.clone());
    let (engine, intake) = Engine::new(pipeline, teller, super::now);
    let writing = tokio::spawn(engine.run(stop.clone()));
    finding::make_ready(&store);
    upkeep::start(&store, config.sessions.limits(), super::now, stop.clone());
    let around = Surroundings {
        intake,
        store: store.clone(),
        now: super::now,
        stop: stop.clone(),
    };
    let mut listening = Listening::new(around.clone());
    match demo {
        // Where time stands still, nobody calls.
        Some(_) if super::clock_stands() => {}
        Some((company, recordings)) => {
            listening.start(demo::SOURCE, Demo::new(company, recordings, super::now));
        }
        None => listening.start_all(&config)?,
    }
    if !watched.is_empty() {
        let watching = watch::start(&watched, zone, around, &listening.states);
        listening.tasks.push(watching);
    }
    let Listening {
        tasks,
        doors,
        dialers,
        recordings,
        states,
        ..
    } = listening;
    let telling_all = owners.clone();
    let uploads = Uploads::start(
        uploads,
        uploads::Journal {
            store: store.clone(),
            rules: settling,
            region: config.company.region.clone(),
            now: super::now,
            everything: Box::new(move || telling_all.everything()),
            stop: stop.clone(),
        },
    );
    let sounds = Sounds::new(
        store.clone(),
        Roots::new(&folders),
        Roots::new(std::slice::from_ref(&config.recordings.uploads.folder)),
        Fetched::new(&config.recordings.cache, recordings),
        Drawings::new(&config.recordings.cache.folder.with_file_name("drawings")),
    );
    let auth = Auth::new(Door {
        open: options.demo || options.without_sign_in,
        limits: config.sessions.limits(),
        proxies: config.server.trusted_proxies.clone(),
        encrypted: config.server.tls.is_some(),
        embedded: !config.server.frame_ancestors.is_empty(),
    });
    let told = auth.clone();
    let journal = Journal(Arc::new(JournalParts {
        doors: Box::new(move || told.tell()),
        links: Box::new(PageLinks {
            store: store.clone(),
            now: super::now,
        }),
        digest: auth::digest,
        store,
        zone,
        company,
        region: config.company.region.clone(),
        demo: options.demo,
        default_extension: config.server.current_employee.clone(),
        now: super::now,
        changes: Box::new(owners),
        imports: Box::new(uploads.clone()),
        sounds: Box::new(sounds.clone()),
        phones: Box::new(PbxPhones {
            dialers,
            region: config.company.region.clone(),
        }),
        sources: Box::new(move || states.read()),
    }));
    if let Some(keep) = config.retention.keep().filter(|_| !options.demo) {
        retention::start(&journal, keep, stop.clone());
    }
    let readers = Readers::of(&config.readers)?;
    let leptos = LeptosOptions::builder()
        .output_name("call-journal")
        .site_addr(address)
        .build();
    let first = match auth.is_open() {
        true => None,
        false => first_link(&journal).await?,
    };
    let router = router(Served {
        journal,
        auth,
        metrics: Metrics::new(config.server.metrics_key.as_ref().map(Secret::read).transpose()?),
        ancestors: policy::ancestors(&config.server.frame_ancestors),
        hub,
        doors: Arc::new(doors),
        readers: Arc::new(readers),
        stop: stop.clone(),
        sounds: sounds.clone(),
        kept: Kept::new(&config.recordings.uploads),
        uploads: uploads.clone(),
        site,
        leptos,
    });
    let tls = config.server.tls.as_ref();
    let tls = tls
        .map(|tls| tls::configuration(&tls.certificate, &tls.key))
        .transpose()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let here = format!("{scheme}://{}/", listener.local_addr()?);
    if let Some(link) = first {
        println!("Become the first administrator, within a day: {here}{link}");
    }
    println!("Call Journal: {here}");
    let told = stop.clone();
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let until = async move {
        told_to_stop().await;
        told.cancel();
    };
    let serving: Serving = match tls {
        None => Box::pin(
            axum::serve(listener, router)
                .with_graceful_shutdown(until)
                .into_future(),
        ),
        Some(config) => {
            let listener = tls::listen(listener, config)?.tap_io(|_| {});
            Box::pin(
                axum::serve(listener, router)
                    .with_graceful_shutdown(until)
                    .into_future(),
            )
        }
    };
    let served = tokio::select! {
        served = serving => served,
        () = out_of_patience(&stop) => Ok(()),
    };
    stop.cancel();
    for task in tasks {
        task.await?;
    }
    uploads.end().await;
    sounds.end().await;
    writing.await?;
    telling.await?;
    following.await?;
    Ok(served?)
}

/// Serving, by whatever listener.
type Serving = Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>;

/// A journal that is ready to be served.
struct Opened {
    pipeline: Pipeline,
    /// Where audio may be read from.
    folders: Vec<PathBuf>,
    /// Where it comes from while the server runs; the demo company tells of its own.
    watched: Vec<Watched>,
    company: String,
    /// Where files of customers lie while they are looked at.
    uploads: PathBuf,
    /// The demo company, and where the audio of its calls goes.
    demo: Option<(Arc<Company>, PathBuf)>,
}

/// Answers that are being written may end; a browser that only holds its connection open must not keep the server.
async fn out_of_patience(stop: &CancellationToken) {
    const PATIENCE: Duration = Duration::from_secs(3);
    stop.cancelled().await;
    tokio::time::sleep(PATIENCE).await;
    tracing::info!("open connections were cut off");
}

async fn open(config: &Config) -> anyhow::Result<Opened> {
    let pipeline = super::open(config).await?;
    pipeline.interpret(super::now(), |_| {}).await?;
    let watched = people::watched(config, &pipeline.store).await?;
    let mut folders: Vec<PathBuf> = watched.iter().map(|folder| folder.path.clone()).collect();
    folders.push(config.recordings.uploads.folder.clone());
    Ok(Opened {
        pipeline,
        folders,
        watched,
        company: config.company.name.clone(),
        uploads: config.recordings.cache.folder.with_file_name("uploads"),
        demo: None,
    })
}

async fn open_demo(config: &Config) -> anyhow::Result<Opened> {
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
        listened: [demo::SOURCE.to_owned()].into(),
        ..super::pipeline(config, store)
    };
    demo::bring_in(&pipeline, &company, now, &recordings).await?;
    Ok(Opened {
        pipeline,
        folders: vec![recordings.clone()],
        watched: Vec::new(),
        company: company.name.to_owned(),
        uploads: folder.join("uploads"),
        demo: Some((Arc::new(company), recordings)),
    })
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
