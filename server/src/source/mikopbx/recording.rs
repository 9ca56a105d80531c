//! The audio of a leg: MikoPBX is asked for the leg again, since the address it gives with it is good for an hour only.

use std::path::Path;

use chrono_tz::Tz;
use tokio::fs::File;

use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::mikopbx::MikopbxLeg;

use super::Settings;
use super::ask::Rest;
use crate::recordings::fetched::Missing;
use crate::source::SourceError;

/// The recordings of one PBX.
pub struct Recordings {
    settings: Settings,
    zone: Tz,
}

impl Recordings {
    /// They are asked for as the history is; `zone` is that of the PBX's local times.
    pub fn new(settings: Settings, zone: Tz) -> Recordings {
        Recordings { settings, zone }
    }

    /// Writes the audio of `leg` to the new file `to` and gives its size, which is at most `largest`.
    ///
    /// # Errors
    /// When there is none; then something may have been written nevertheless.
    pub async fn fetch(&self, leg: &MikopbxLeg, to: &Path, largest: u64) -> Result<u64, Missing> {
        // With each file anew: the key may have been changed in its file.
        let rest = Rest::new(&self.settings).map_err(missing)?;
        let page = rest
            .page(leg.id.saturating_sub(1), 1, self.zone)
            .await
            .map_err(missing)?;
        let told = page.events.into_iter().find_map(|event| match event {
            PbxEvent::MikopbxLeg(now) if now.id == leg.id => Some(*now),
            _ => None,
        });
        // A PBX that was set up anew has other legs under the same numbers.
        let told = told
            .filter(|now| now.is_recorded_as(&leg.recordingfile))
            .ok_or(Missing::NotThere)?;
        let address = [&told.download_url, &told.playback_url]
            .into_iter()
            .find(|address| !address.is_empty())
            .ok_or(Missing::NotThere)?;
        let address = rest.own(address).ok_or(Missing::Elsewhere)?;
        let ours = |error: std::io::Error| Missing::Ours(error.to_string());
        // Made here and now: a browser that goes away leaves nothing that would be made after it.
        let mut file = File::from_std(std::fs::File::create_new(to).map_err(ours)?);
        rest.file(address, &mut file, largest).await
    }
}

fn missing(error: SourceError) -> Missing {
    match error {
        SourceError::Refused(why) => Missing::Refused(why),
        SourceError::Lost(error) => Missing::Lost(format!("{error:#}")),
    }
}
