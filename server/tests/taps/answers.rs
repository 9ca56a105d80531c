//! The peer's answers to actions.

use md5::{Digest, Md5};

use super::script::{Login, Originate};
use super::{SECRET, State, USER};

impl State {
    /// What the peer answers to an action, given as its lines.
    pub(super) fn answer(&self, login: Login, action: &str) -> String {
        let get = |name: &str| {
            let line = action.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.strip_prefix(": ")).unwrap_or_default()
        };
        let id = get("ActionID");
        let inner = self.lock();
        let say =
            |response: &str, rest: &str| format!("Response: {response}\r\nActionID: {id}\r\n{rest}\r\n");
        match get("Action") {
            "Challenge" if login == Login::Plain => say("Error", "Message: Invalid/unknown command\r\n"),
            "Challenge" => say("Success", "Challenge: 840415273\r\n"),
            "Login" => {
                let is_right = get("Username") == USER
                    && match get("Key") {
                        "" => get("Secret") == SECRET,
                        key => key == proof(),
                    };
                if is_right {
                    say("Success", "Message: Authentication accepted\r\n")
                        + "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 100\r\nStatus: Fully Booted\r\n\r\n"
                } else {
                    say("Error", "Message: Authentication failed\r\n")
                }
            }
            "Ping" => say(
                "Success",
                &format!("Ping: Pong\r\nTimestamp: {}\r\n", inner.clock),
            ),
            "CoreShowChannels" if !inner.script.lists => say("Error", "Message: Permission denied\r\n"),
            "CoreShowChannels" => {
                let mut list = say("Success", "EventList: start\r\nMessage: Channels will follow\r\n");
                for uniqueid in &inner.channels {
                    list += &format!(
                        "Event: CoreShowChannel\r\nActionID: {id}\r\nUniqueid: {uniqueid}\r\nLinkedid: {uniqueid}\r\n\r\n"
                    );
                }
                list + &format!(
                    "Event: CoreShowChannelsComplete\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: {}\r\n\r\n",
                    inner.channels.len()
                )
            }
            "Originate" => {
                let asked = say("Success", "Message: Originate successfully queued\r\n");
                let rings = format!(
                    "Event: DialState\r\nDestUniqueid: {}\r\nDialStatus: RINGING\r\n\r\n",
                    get("ChannelId")
                );
                let outcome = |response: &str, reason: u8| {
                    format!(
                        "Event: OriginateResponse\r\nActionID: {id}\r\nResponse: {response}\r\nReason: {reason}\r\n\r\n"
                    )
                };
                match inner.script.originate {
                    Originate::Answered => asked + &rings + &outcome("Success", 4),
                    Originate::Failed(reason) => asked + &rings + &outcome("Failure", reason),
                    Originate::Denied => say("Error", "Message: Permission denied\r\n"),
                }
            }
            _ => say("Error", "Message: Invalid/unknown command\r\n"),
        }
    }
}

fn proof() -> String {
    let digest = Md5::digest(format!("840415273{SECRET}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
