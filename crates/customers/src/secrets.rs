//! Owns secrets: passwords, bearer tokens, signing secrets. Each is random, shown once, and kept only as a hash or
//! sealed.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};
use zeroize::Zeroizing;

use crate::{StoreError, redacted};

/// A token is good for 60 minutes.
pub const TOKEN_LIFETIME_S: i64 = 3600;
/// An idempotency key counts as used for one hour.
pub const IDEMPOTENCY_RETENTION_S: i64 = 3600;

/// A secret text. Does not print itself, and wipes its memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text that must not be shown.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself: only for signing, hashing, sealing, or showing it the one time it may be shown.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
redacted!(Secret);

/// 32 random bytes as base64url.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn generate_secret() -> Result<Secret, StoreError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(&mut *bytes).map_err(|source| StoreError::broken("draw random bytes", source))?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// SHA-256 of a bearer token. A token has 256 bits of its own, so that a fast hash is enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);
redacted!(TokenHash);

impl TokenHash {
    /// The hash of a token as the partner sends it.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

/// An Argon2id hash in PHC notation.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);
redacted!(PasswordHash);

/// Each hash fills 19 MiB: more at once than there are cores would only swell the process.
static HASHING: Semaphore = Semaphore::const_new(2);

/// A hash that no password has: an unknown user is verified against it, and so takes as long as a known one.
static NOBODY: LazyLock<Option<PasswordHash>> =
    LazyLock::new(|| generate_secret().ok().and_then(|secret| PasswordHash::of_blocking(&secret).ok()));

#[cfg(feature = "testing")]
tokio::task_local! {
    /// Where [`crate::testing::verifications`] has each Argon2 that a password is verified by noted.
    pub(crate) static VERIFIED: std::sync::Arc<std::sync::Mutex<Vec<String>>>;
}

impl PasswordHash {
    /// Takes what a store kept.
    pub fn from_stored(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string (`$argon2id$v=19$...`).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Hashes a password on a blocking thread.
    pub(crate) async fn of(password: Secret) -> Result<Self, StoreError> {
        let turn = HASHING.acquire().await;
        // The turn goes with the hash: who stops waiting does not make room for another one.
        spawn_blocking(move || {
            let _turn = turn;
            Self::of_blocking(&password)
        })
        .await
        .map_err(|source| StoreError::broken("hash a password", source))?
    }

    fn of_blocking(password: &Secret) -> Result<Self, StoreError> {
        // Default: Argon2id, 19 MiB, 2 passes, 1 lane, a random salt (OWASP's minimum).
        match Argon2::default().hash_password(password.expose().as_bytes()) {
            Ok(hash) => Ok(Self(hash.to_string())),
            Err(source) => Err(StoreError::broken("hash a password", source)),
        }
    }

    /// Whether the password has this hash; `None` stands for an unknown user, takes as long, and is never right.
    pub(crate) async fn verify(hash: Option<Self>, password: Secret) -> Result<bool, StoreError> {
        #[cfg(feature = "testing")]
        let noted = VERIFIED.try_with(std::sync::Arc::clone).ok();
        let turn = HASHING.acquire().await;
        spawn_blocking(move || {
            let _turn = turn;
            // For known users too, or the first unknown one would take twice as long.
            LazyLock::force(&NOBODY);
            let known = hash.is_some();
            let against = match hash {
                Some(hash) => Some(hash),
                None => NOBODY.clone(),
            };
            let right = against.is_some_and(|hash| {
                phc::PasswordHash::new(&hash.0).is_ok_and(|parsed| {
                    let verified = Argon2::default().verify_password(password.expose().as_bytes(), &parsed);
                    #[cfg(feature = "testing")]
                    if let Some(Ok(mut noted)) = noted.as_ref().map(|noted| noted.lock()) {
                        noted.push(format!("{} {}", parsed.algorithm, parsed.params));
                    }
                    verified.is_ok()
                })
            });
            known && right
        })
        .await
        .map_err(|source| StoreError::broken("verify a password", source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_256_random_bits_and_does_not_print_itself() {
        let (one, other) = (generate_secret().expect("random"), generate_secret().expect("random"));
        assert_eq!(URL_SAFE_NO_PAD.decode(one.expose()).expect("base64url").len(), 32);
        assert_ne!(one.expose(), other.expose());
        assert!(!format!("{one:?}").contains(one.expose()));
    }

    #[tokio::test]
    async fn only_the_right_password_verifies_and_a_hash_is_salted_argon2id() {
        let secret = || Secret::new("correct horse".to_owned());
        let (hash, again) =
            (PasswordHash::of(secret()).await.expect("hash"), PasswordHash::of(secret()).await.expect("hash"));
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash != again);
        assert!(PasswordHash::verify(Some(hash.clone()), secret()).await.expect("verify"));
        assert!(!PasswordHash::verify(Some(hash), Secret::new("correct horsf".to_owned())).await.expect("verify"));
        assert!(!PasswordHash::verify(None, secret()).await.expect("verify"));
    }

    #[test]
    fn a_tokens_hash_is_its_sha_256() {
        let hex: String = TokenHash::of("token").0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0");
        assert_eq!(format!("{:?}", TokenHash::of("token")), "TokenHash(..)");
    }

    #[tokio::test]
    async fn a_hash_verifies_after_it_was_kept_and_what_is_no_hash_verifies_nothing() {
        let secret = || Secret::new("correct horse".to_owned());
        let kept = PasswordHash::of(secret()).await.expect("hash").as_str().to_owned();
        assert!(PasswordHash::verify(Some(PasswordHash::from_stored(kept.clone())), secret()).await.expect("verify"));
        for broken in ["", "correct horse", &kept[..kept.len() - 1], &kept.replace("argon2id", "argon2i")] {
            let hash = PasswordHash::from_stored(broken.to_owned());
            assert_eq!(format!("{hash:?}"), "PasswordHash(..)");
            assert!(!PasswordHash::verify(Some(hash), secret()).await.expect("verify"), "{broken:?}");
        }
    }
}
