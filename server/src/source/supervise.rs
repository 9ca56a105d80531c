//! Keeps a source going: connects, stores what it hears, remembers where it stands, waits and tries again.

use std::sync::Arc;
use std::time::Duration;

use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::imports::{ImportState, import_state, set_import_state};
use tokio_util::sync::CancellationToken;

use super::state::State;
use super::{Source, SourceError};
use crate::engine::Intake;

/// First and longest wait before the next try after a lost connection.
const SOON: Duration = Duration::from_secs(1);
const LATER: Duration = Duration::from_secs(60);
/// After a refusal: whoever locks out after a few wrong passwords must not lock us out.
const REFUSED: Duration = Duration::from_secs(300);

/// What a supervised source needs of the server.
#[derive(Clone)]
pub struct Surroundings {
    /// Where events go.
    pub intake: Intake,
    /// Where positions are kept.
    pub store: Store,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Ends everything.
    pub stop: CancellationToken,
}

/// Runs `source` of the PBX `pbx` until the server stops.
pub async fn supervise(mut source: impl Source, pbx: Arc<str>, state: State, around: Surroundings) {
    let key = format!("source/{pbx}/{}", source.tap());
    let work = async {
        let mut wait = SOON;
        loop {
            let before = state.heard();
            let error = match listen(&mut source, &pbx, &key, &state, &around).await {
                Ok(()) => return,
                Err(error) => error,
            };
            let pause = match &error {
                SourceError::Refused(_) => REFUSED,
                // It worked for a while: the next loss is a new one.
                SourceError::Lost(_) if state.heard() > before => SOON,
                SourceError::Lost(_) => wait,
            };
            wait = (pause * 2).min(LATER);
            tracing::warn!(%error, pbx = &*pbx, tap = source.tap(), ?pause, "a source does not answer");
            state.failed(&error, (around.now)(), pause);
            tokio::time::sleep(pause).await;
        }
    };
    around.stop.run_until_cancelled(work).await;
    tracing::info!(pbx = &*pbx, tap = source.tap(), "listening ended");
}

/// Listens until something is wrong; `Ok`: the server stops.
async fn listen(
    source: &mut impl Source,
    pbx: &Arc<str>,
    key: &str,
    state: &State,
    around: &Surroundings,
) -> Result<(), SourceError> {
    let lost = |error| SourceError::Lost(anyhow::Error::from(error));
    let mut known = import_state(&around.store, key)
        .await
        .map_err(lost)?
        .map(|state| state.notes);
    state.connecting((around.now)());
    source.connect(known.as_deref()).await?;
    state.connected((around.now)());
    loop {
        let heard = source.next().await?;
        state.hear(&heard, (around.now)());
        for rejected in &heard.rejected {
            tracing::warn!(
                pbx = &**pbx,
                tap = source.tap(),
                rejected,
                "something made no sense"
            );
        }
        if around.intake.store(pbx, heard).await.is_err() {
            return Ok(());
        }
        // After the events: a crash in between repeats some, which changes nothing, and loses none.
        let position = source.position();
        if let Some(notes) = position.clone().filter(|_| position != known) {
            let remembered = ImportState {
                notes,
                ..ImportState::default()
            };
            set_import_state(&around.store, key, &remembered)
                .await
                .map_err(lost)?;
            known = position;
        }
    }
}
