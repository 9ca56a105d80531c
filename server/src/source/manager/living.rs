//! Asking which channels there are: calls that ended while nobody listened are not among them.

use std::collections::HashSet;

use call_journal_model::time::Timestamp;
use call_journal_pbx::asterisk::manager::{Message, Notice, live_channel, notice};

use super::action::Action;
use super::link::{Link, unfit};
use crate::source::{Living, SourceError};

/// The answers to one question.
#[derive(Default)]
pub(super) struct Asking {
    /// Tells this question's answers from those to an earlier one.
    count: u32,
    at: Option<Timestamp>,
    uniqueids: HashSet<String>,
}

impl Asking {
    /// Asks for the time by the PBX's clock, then for the channels; an answer to an earlier question counts no more.
    pub(super) fn ask(&mut self, link: &mut Link) -> Result<(), SourceError> {
        *self = Asking {
            count: self.count + 1,
            at: None,
            uniqueids: HashSet::new(),
        };
        link.send(Action::new("Ping", &self.id("time")).map_err(unfit)?);
        link.send(Action::new("CoreShowChannels", &self.id("channels")).map_err(unfit)?);
        Ok(())
    }

    /// Takes a message. The whole list, when it is complete.
    pub(super) fn hear(&mut self, message: &Message) -> Option<Living> {
        let id = message.action_id();
        if id.is_empty() {
            return None;
        }
        if id == self.id("time") {
            // Asterisk tells the time since 1.8; without it nobody could be told gone.
            self.at = time(message.get("Timestamp"));
            return None;
        }
        if id != self.id("channels") {
            return None;
        }
        if message.response().eq_ignore_ascii_case("Error") {
            tracing::warn!(
                "the manager's user may not list channels, so calls that end while the connection is lost stay open for \
                 hours; add write=reporting in manager.conf"
            );
        }
        if let Some(channel) = live_channel(message) {
            self.uniqueids.insert(channel.uniqueid);
        }
        if notice(message) != Some(Notice::ChannelsListed) {
            return None;
        }
        let uniqueids = std::mem::take(&mut self.uniqueids);
        // Half a list would end calls that go on.
        let is_whole = message
            .get("ListItems")
            .trim()
            .parse()
            .is_ok_and(|items: usize| items == uniqueids.len());
        let at = self.at.take()?;
        is_whole.then_some(Living { at, uniqueids })
    }

    fn id(&self, what: &str) -> String {
        format!("{what}-{}", self.count)
    }
}

/// Epoch seconds with a fraction.
fn time(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let seconds: i64 = seconds.parse().ok()?;
    let millis: i64 = format!("{fraction:0<3.3}").parse().ok()?;
    Some(Timestamp(seconds.checked_mul(1000)?.checked_add(millis)?))
}
