//! Owns secrets: passwords, bearer tokens, signing secrets. Each is random, shown once, and kept only as a hash or
//! sealed.

use std::{num::NonZeroUsize, sync::LazyLock, thread::available_parallelism};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
};
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

/// How many hashes may wait for a core. One takes some 20 ms: with four cores, the last waits for about a second.
const WAITING_MAX: usize = 256;

/// Each hash fills 19 MiB and keeps a core busy: more at once than there are cores would only swell the process.
static HASHING: LazyLock<Turns> =
    LazyLock::new(|| Turns::new(available_parallelism().map_or(1, NonZeroUsize::get), WAITING_MAX));

/// Who may work now, and who may wait for it.
struct Turns {
    working: Semaphore,
    /// Those who work, and those who wait.
    taken: Semaphore,
}

/// A turn, until it is dropped.
struct Turn<'a> {
    _working: SemaphorePermit<'a>,
    _taken: SemaphorePermit<'a>,
}

impl Turns {
    fn new(at_once: usize, waiting_max: usize) -> Self {
        Self { working: Semaphore::new(at_once), taken: Semaphore::new(at_once + waiting_max) }
    }

    /// Waits for a turn; [`StoreError::Unavailable`] where too many wait already.
    async fn take(&self) -> Result<Turn<'_>, StoreError> {
        let taken = self.taken.try_acquire().map_err(|_| StoreError::Unavailable)?;
        let working = self.working.acquire().await.map_err(|_| StoreError::Unavailable)?;
        Ok(Turn { _working: working, _taken: taken })
    }
}

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
        let turn = HASHING.take().await?;
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
        let turn = HASHING.take().await?;
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
    use std::{
        future::{Future, poll_fn},
        pin::pin,
        task::Poll,
    };

    use super::*;

    /// One of these tests takes every turn: the others that hash do not run beside it.
    static HASHES: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

    #[test]
    fn a_secret_has_256_random_bits_and_does_not_print_itself() {
        let (one, other) = (generate_secret().expect("random"), generate_secret().expect("random"));
        assert_eq!(URL_SAFE_NO_PAD.decode(one.expose()).expect("base64url").len(), 32);
        assert_ne!(one.expose(), other.expose());
        assert!(!format!("{one:?}").contains(one.expose()));
    }

    #[tokio::test]
    async fn only_the_right_password_verifies_and_a_hash_is_salted_argon2id() {
        let _alone = HASHES.lock().await;
        let secret = || Secret::new("correct horse".to_owned());
        let (hash, again) =
            (PasswordHash::of(secret()).await.expect("hash"), PasswordHash::of(secret()).await.expect("hash"));
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash != again);
        assert!(PasswordHash::verify(Some(hash.clone()), secret()).await.expect("verify"));
        assert!(!PasswordHash::verify(Some(hash), Secret::new("correct horsf".to_owned())).await.expect("verify"));
        assert!(!PasswordHash::verify(None, secret()).await.expect("verify"));
    }

    #[tokio::test]
    async fn who_finds_too_many_waiting_for_a_turn_is_refused_and_does_not_wait() {
        let turns = Turns::new(1, 1);
        let working = turns.take().await.expect("a turn");
        let mut waiting = pin!(turns.take());
        assert!(poll_fn(|cx| Poll::Ready(waiting.as_mut().poll(cx).is_pending())).await, "one works");
        assert!(matches!(turns.take().await, Err(StoreError::Unavailable)), "and one waits");
        drop(working);
        let working = waiting.await.expect("its turn");
        let mut next = pin!(turns.take());
        assert!(poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx).is_pending())).await, "there is a place again");
        drop(working);
        assert!(next.await.is_ok());
    }

    #[tokio::test]
    async fn nobody_hashes_or_verifies_a_password_out_of_turn() {
        let _alone = HASHES.lock().await;
        let cores = u32::try_from(available_parallelism().map_or(1, NonZeroUsize::get)).expect("some");
        let all = HASHING.taken.acquire_many(cores + u32::try_from(WAITING_MAX).expect("some")).await.expect("all");
        let secret = || Secret::new("correct horse".to_owned());
        assert!(matches!(PasswordHash::of(secret()).await, Err(StoreError::Unavailable)));
        assert!(matches!(PasswordHash::verify(None, secret()).await, Err(StoreError::Unavailable)));
        drop(all);
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
        let _alone = HASHES.lock().await;
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
