//! Signing in: by challenge, so that the secret stays here; in plain text where the PBX has no challenge.

use std::fmt::Write;

use md5::{Digest, Md5};

use super::action::Action;
use super::link::{Link, unfit};
use crate::source::SourceError;

/// Signs in and asks for events.
///
/// # Errors
/// `Refused` when the user or the secret is wrong.
pub(super) async fn login(
    link: &mut Link,
    address: &str,
    user: &str,
    secret: &str,
) -> Result<(), SourceError> {
    let challenge = Action::new("Challenge", "challenge")
        .and_then(|action| action.with("AuthType", "MD5"))
        .map_err(unfit)?;
    let offered = link.ask(challenge).await?;
    let login = Action::new("Login", "login").and_then(|action| action.with("Username", user));
    let login = match offered.get("Challenge") {
        challenge if offered.response() == "Success" && !challenge.is_empty() => login
            .and_then(|action| action.with("AuthType", "MD5"))
            .and_then(|action| action.with("Key", &key(challenge, secret))),
        _ => login.and_then(|action| action.with("Secret", secret)),
    };
    let login = login
        .and_then(|action| action.with("Events", "on"))
        .map_err(unfit)?;
    let answer = link.ask(login).await?;
    if answer.response() == "Success" {
        return Ok(());
    }
    let said: String = answer
        .get("Message")
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect();
    Err(SourceError::Refused(format!(
        "the manager interface at {address} does not let «{user}» in («{said}»); check user and secret, and that \
         manager.conf permits this host"
    )))
}

/// The proof that we know the secret.
fn key(challenge: &str, secret: &str) -> String {
    let digest = Md5::new().chain_update(challenge).chain_update(secret).finalize();
    digest.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_key_is_what_asterisk_computes() {
        // printf 840415273secret5 | md5sum
        assert_eq!(
            super::key("840415273", "secret5"),
            "d15b2e54ff3de8fb69f468f6fc9f8a60"
        );
    }
}
