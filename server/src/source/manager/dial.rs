//! Calls that begin with a click: the employee's phone rings first, and when it is answered the number is dialled.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use super::action::{Action, Unfit};
use crate::config::sources;

/// Clicks that may wait for the connection.
const WAITING: usize = 64;

/// States of one call: asked, rings, answered or failed, and one to spare.
const STATES: usize = 4;

/// How long the employee's phone rings.
const RING_MS: u32 = 30_000;

/// Longest name of a caller that a phone would show.
const NAME: usize = 60;

/// Makes phones ring, over the connection of a manager source. Cheap to clone.
#[derive(Clone)]
pub struct Dialer {
    orders: mpsc::Sender<Order>,
    connected: Arc<AtomicBool>,
    template: Arc<sources::Originate>,
}

/// What the employee's phone shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerId {
    /// May be empty; an outsider's text.
    pub name: String,
    /// Digits, with or without `+`.
    pub number: String,
}

/// How a call that was asked for goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialState {
    /// The PBX took it up.
    Asked,
    /// The employee's phone rings.
    Rings,
    /// The employee answered; the number is being dialled. The last state.
    Answered,
    /// It came to nothing. The last state.
    Failed(DialFailure),
}

/// Why a call that was asked for came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialFailure {
    /// The employee did not answer.
    NoAnswer,
    /// The employee's phone is busy, or the employee rejected the call.
    Busy,
    /// The employee's phone is switched off, or there is none.
    Unreachable,
    /// The PBX does not do this for us; what it says about it.
    Refused(String),
    /// The connection was lost meanwhile: nobody knows what became of it.
    Lost,
}

/// Why a call is not even asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// No extension of a phone.
    #[error("an extension is 1 to 32 letters, digits, dots, dashes and underscores")]
    Extension,
    /// No number.
    #[error("a number is 1 to 20 digits, with or without + before them")]
    Number,
    /// Something that would not reach the PBX as it is.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// There is no connection to the PBX just now.
    #[error("there is no connection to the PBX")]
    NotConnected,
}

/// A call that was asked for.
pub struct Dialing {
    /// The id of the employee's channel, and of the conversation: the journal's events will name it.
    pub uniqueid: String,
    states: mpsc::Receiver<DialState>,
}

impl Dialing {
    /// The next state; `None` after the last.
    pub async fn next(&mut self) -> Option<DialState> {
        self.states.recv().await
    }
}

/// A call to be asked for, with all that goes over the wire checked.
pub(super) struct Order {
    pub(super) id: String,
    pub(super) uniqueid: String,
    pub(super) action: Action,
    pub(super) states: mpsc::Sender<DialState>,
}

impl Dialer {
    /// `connected` tells whether orders are taken.
    pub(super) fn new(
        template: sources::Originate,
        connected: Arc<AtomicBool>,
    ) -> (Dialer, mpsc::Receiver<Order>) {
        let (sender, orders) = mpsc::channel(WAITING);
        let dialer = Dialer {
            orders: sender,
            connected,
            template: Arc::new(template),
        };
        (dialer, orders)
    }

    /// Whether there is a connection just now.
    pub fn is_connected(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    /// Rings the phone of `extension`; when it is answered, the PBX dials `number` as if that phone had.
    /// `caller_id` is what the phone shows meanwhile.
    ///
    /// # Errors
    /// When a part is not what it should be, or there is no connection.
    pub fn originate(
        &self,
        extension: &str,
        number: &str,
        caller_id: Option<&CallerId>,
    ) -> Result<Dialing, DialError> {
        let id = format!("journal-{:016x}", fastrand::u64(..));
        let uniqueid = uniqueid();
        let action = self.action(&id, &uniqueid, extension, number, caller_id)?;
        if !self.is_connected() {
            return Err(DialError::NotConnected);
        }
        let (sender, states) = mpsc::channel(STATES);
        let order = Order {
            id,
            uniqueid: uniqueid.clone(),
            action,
            states: sender,
        };
        self.orders.try_send(order).map_err(|_| DialError::NotConnected)?;
        Ok(Dialing { uniqueid, states })
    }

    fn action(
        &self,
        id: &str,
        uniqueid: &str,
        extension: &str,
        number: &str,
        caller_id: Option<&CallerId>,
    ) -> Result<Action, DialError> {
        if !is_extension(extension) {
            return Err(DialError::Extension);
        }
        if !is_number(number) {
            return Err(DialError::Number);
        }
        let channel = self.template.channel.replace("{extension}", extension);
        let exten = format!("{}{number}", self.template.prefix);
        let action = Action::new("Originate", id)?
            .with("Channel", &channel)?
            .with("Context", &self.template.context)?
            .with("Exten", &exten)?
            .with("Priority", "1")?
            .with("Async", "true")?
            .with("Timeout", &RING_MS.to_string())?
            // So that what the phone does is told apart from all other calls, from the first event on.
            .with("ChannelId", uniqueid)?;
        Ok(match caller_id {
            Some(caller) => action.with("CallerID", &caller.header()?)?,
            None => action,
        })
    }
}

impl CallerId {
    /// `"Name" <number>`
    fn header(&self) -> Result<String, DialError> {
        if !is_number(&self.number) {
            return Err(DialError::Number);
        }
        if self.name.contains(['\r', '\n', '\0']) {
            return Err(Unfit { header: "CallerID" }.into());
        }
        // Asterisk splits the value at these.
        let name: String = self
            .name
            .chars()
            .filter(|c| !matches!(c, '"' | '<' | '>' | '\\') && !c.is_control())
            .take(NAME)
            .collect();
        Ok(match name.trim() {
            "" => self.number.clone(),
            name => format!("\"{name}\" <{}>", self.number),
        })
    }
}

fn is_extension(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A channel's id in the form in which Asterisk makes them, with a counter that none reaches.
fn uniqueid() -> String {
    let now = chrono::Utc::now().timestamp();
    format!("{now}.{}", fastrand::u32(1_000_000_000..4_000_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialer() -> (Dialer, mpsc::Receiver<Order>) {
        let template = sources::Originate {
            channel: "PJSIP/{extension}".to_owned(),
            context: "from-internal".to_owned(),
            prefix: "9".to_owned(),
        };
        Dialer::new(template, Arc::new(AtomicBool::new(true)))
    }

    #[test]
    fn an_order_says_what_the_configuration_says() {
        let (dialer, mut orders) = dialer();
        let caller = CallerId {
            name: "ООО «Ромашка» \"<x>\\".to_owned(),
            number: "+79161234567".to_owned(),
        };
        let dialing = dialer.originate("201", "+79161234567", Some(&caller)).unwrap();
        let order = orders.try_recv().unwrap();
        let said = String::from_utf8(order.action.into_bytes()).unwrap();
        let expected = format!(
            "Action: Originate\r\nActionID: {}\r\nChannel: PJSIP/201\r\nContext: from-internal\r\nExten: 9+79161234567\r\n\
             Priority: 1\r\nAsync: true\r\nTimeout: 30000\r\nChannelId: {}\r\n\
             CallerID: \"ООО «Ромашка» x\" <+79161234567>\r\n\r\n",
            order.id, dialing.uniqueid
        );
        assert_eq!(said, expected);
    }

    #[test]
    fn nothing_that_is_no_number_and_no_extension_goes_out() {
        let (dialer, mut orders) = dialer();
        for extension in [
            "",
            "201&PJSIP/202",
            "201\r\nApplication: System",
            "201/x",
            "201 ",
            "двести",
            &"2".repeat(33),
        ] {
            let error = dialer.originate(extension, "+79161234567", None).err();
            assert_eq!(error, Some(DialError::Extension), "{extension}");
        }
        for number in [
            "",
            "+",
            "7916\r\nAction: Command",
            "7916\n",
            "7916&8",
            "*72",
            "7916,1",
            "٧٩١٦",
            &"7".repeat(21),
        ] {
            let error = dialer.originate("201", number, None).err();
            assert_eq!(error, Some(DialError::Number), "{number}");
            let caller = CallerId {
                name: String::new(),
                number: number.to_owned(),
            };
            let error = dialer.originate("201", "7916", Some(&caller)).err();
            assert_eq!(error, Some(DialError::Number), "{number}");
        }
        for name in ["Anna\r\nApplication: System", "Anna\nX", "Anna\0"] {
            let caller = CallerId {
                name: name.to_owned(),
                number: "7916".to_owned(),
            };
            let error = dialer.originate("201", "7916", Some(&caller)).err();
            assert_eq!(error, Some(DialError::Unfit(Unfit { header: "CallerID" })));
        }
        assert!(orders.try_recv().is_err());
    }

    #[test]
    fn a_configuration_with_line_breaks_makes_no_headers() {
        let template = sources::Originate {
            channel: "PJSIP/{extension}\r\nApplication: System\r\nData: reboot".to_owned(),
            context: "from-internal".to_owned(),
            prefix: String::new(),
        };
        let (dialer, _orders) = Dialer::new(template, Arc::new(AtomicBool::new(true)));
        assert!(matches!(
            dialer.originate("201", "7916", None),
            Err(DialError::Unfit(_))
        ));
    }

    #[test]
    fn without_a_connection_nothing_is_asked() {
        let (dialer, orders) = dialer();
        drop(orders);
        assert!(matches!(
            dialer.originate("201", "7916", None),
            Err(DialError::NotConnected)
        ));
    }
}
