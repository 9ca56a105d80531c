//! Passwords: which are good enough, how they are kept (argon2id) and compared. Comparing takes a processor for a while on purpose, so
//! only few are compared at once.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use call_journal_app::account::PasswordRefused;
use tokio::sync::Semaphore;

/// Characters that a password has at least.
const SHORTEST: usize = 10;

/// Characters of the longest one: more only keep the processor busy.
const LONGEST: usize = 200;

/// Passwords that are compared at once; the rest of the program needs processors too.
static TURNS: Semaphore = Semaphore::const_new(1);

/// A hash that no password has, so that a login that nobody has takes as long as any other. Made with [`argon`].
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// As OWASP recommends: 19 MiB, twice over, one lane.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether this may be the password of somebody with these `names` (login, name, company).
pub(super) fn check(password: &str, names: &[&str]) -> Result<(), PasswordRefused> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordRefused::Short);
    }
    if length > LONGEST {
        return Err(PasswordRefused::Long);
    }
    // What everybody would try: common passwords, rows of keys, dates, the names that are known.
    match zxcvbn::zxcvbn(password, names).score() >= zxcvbn::Score::Two {
        true => Ok(()),
        false => Err(PasswordRefused::Guessable),
    }
}

/// The password as it is kept.
pub(super) async fn hash(password: String) -> anyhow::Result<String> {
    let _turn = TURNS.acquire().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let hash = argon().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string())
    });
    hashed.await?.map_err(|error| anyhow::anyhow!("argon2: {error}"))
}

/// Whether it is the password that is kept as `hash`; without one, it takes as long to say no.
pub(super) async fn is(password: String, hash: Option<String>) -> anyhow::Result<bool> {
    if password.chars().count() > LONGEST {
        return Ok(false);
    }
    let _turn = TURNS.acquire().await?;
    let compared = tokio::task::spawn_blocking(move || {
        let kept = hash.as_deref().unwrap_or(NOBODYS);
        let kept = PasswordHash::new(kept);
        let same = kept.is_ok_and(|kept| argon().verify_password(password.as_bytes(), &kept).is_ok());
        same && hash.is_some()
    });
    Ok(compared.await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_itself_and_no_other() {
        let hash = hash("верный пароль 7".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            is("верный пароль 7".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        for wrong in ["верный пароль 8", "", "Верный пароль 7", &"x".repeat(100_000)]
        {
            assert!(!is(wrong.to_owned(), Some(hash.clone())).await.unwrap());
        }
        assert!(!is("anything".to_owned(), None).await.unwrap());
        assert!(
            !is("anything".to_owned(), Some("no hash".to_owned()))
                .await
                .unwrap()
        );
        assert!(PasswordHash::new(NOBODYS).is_ok(), "it must take its time");
    }

    #[test]
    fn what_everybody_would_try_is_refused() {
        let names = ["petrova", "Петрова Анна", "Demo Ltd"];
        for (password, expected) in [
            ("short", Err(PasswordRefused::Short)),
            ("1234567890", Err(PasswordRefused::Guessable)),
            ("qwertyuiop", Err(PasswordRefused::Guessable)),
            ("password123", Err(PasswordRefused::Guessable)),
            ("petrova1985", Err(PasswordRefused::Guessable)),
            ("aaaaaaaaaaaa", Err(PasswordRefused::Guessable)),
            ("три синих кита", Ok(())),
            ("correct horse battery", Ok(())),
        ] {
            assert_eq!(check(password, &names), expected, "{password}");
        }
        assert_eq!(check(&"ы".repeat(201), &names), Err(PasswordRefused::Long));
    }
}
