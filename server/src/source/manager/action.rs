//! Actions: what we say to the manager interface. No value can become another header.

/// Asterisk reads lines of at most 1024 bytes.
const MAX_VALUE: usize = 900;

/// One action, header by header.
pub(super) struct Action(String);

/// A value that must not go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{header} holds a line break or is too long")]
pub struct Unfit {
    /// Whose value it is.
    pub header: &'static str,
}

impl Action {
    /// `id`: by which the answer is known again.
    pub(super) fn new(name: &'static str, id: &str) -> Result<Action, Unfit> {
        Action(String::new()).with("Action", name)?.with("ActionID", id)
    }

    /// Adds a header.
    ///
    /// # Errors
    /// A line break or a NUL in the value, which the other side would take for the end of it.
    pub(super) fn with(mut self, header: &'static str, value: &str) -> Result<Action, Unfit> {
        if value.len() > MAX_VALUE || value.contains(['\r', '\n', '\0']) {
            return Err(Unfit { header });
        }
        self.0.push_str(header);
        self.0.push_str(": ");
        self.0.push_str(value);
        self.0.push_str("\r\n");
        Ok(self)
    }

    /// As it goes over the wire.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.0.push_str("\r\n");
        self.0.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Unfit};

    #[test]
    fn a_value_cannot_become_a_header() {
        for value in ["201\r\nAction: Command", "201\nX: y", "201\rX: y", "201\0"] {
            let action = Action::new("Originate", "1").unwrap().with("Channel", value);
            assert_eq!(action.err(), Some(Unfit { header: "Channel" }));
        }
        assert!(Action::new("Ping", "1\r\nAction: Logoff").is_err());
        assert!(Action::new("Ping", &"1".repeat(901)).is_err());
    }

    #[test]
    fn an_action_ends_with_an_empty_line() {
        let action = Action::new("Ping", "7").unwrap().into_bytes();
        assert_eq!(action, b"Action: Ping\r\nActionID: 7\r\n\r\n");
    }
}
