//! What the manager interface tells of the PBX itself: that it began, ends, was configured anew, and which channels live.

use super::message::Message;
use crate::open::Channel;

/// Something that concerns all calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Said once to everyone who signs in, and to all when the PBX has started: time to ask which channels live.
    FullyBooted {
        /// Seconds since the PBX started, where it tells: channels from before that are gone.
        uptime_s: Option<i64>,
    },
    /// The PBX ends now, and the connection with it.
    Shutdown {
        /// It will be back.
        restart: bool,
    },
    /// A part of the PBX was configured anew; what it logs may have changed.
    Reload,
    /// The list of [`live_channel`]s is complete.
    ChannelsListed,
}

/// What `message` says of the PBX itself.
#[must_use]
pub fn notice(message: &Message) -> Option<Notice> {
    match message.event() {
        "FullyBooted" => Some(Notice::FullyBooted {
            uptime_s: message.get("Uptime").trim().parse().ok(),
        }),
        "Shutdown" => Some(Notice::Shutdown {
            restart: message.get("Restart").trim().eq_ignore_ascii_case("true"),
        }),
        "Reload" => Some(Notice::Reload),
        "CoreShowChannelsComplete" => Some(Notice::ChannelsListed),
        _ => None,
    }
}

/// The channel that a line of the answer to `CoreShowChannels` tells of.
#[must_use]
pub fn live_channel(message: &Message) -> Option<Channel> {
    let uniqueid = message.get("Uniqueid");
    (message.event() == "CoreShowChannel" && !uniqueid.is_empty()).then(|| Channel {
        uniqueid: uniqueid.to_owned(),
        linkedid: message.get("Linkedid").to_owned(),
    })
}
