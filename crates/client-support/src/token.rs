//! Bearer tokens, and where they come from.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

/// A bearer token. Not in `Debug` output, wiped with its last clone.
#[derive(Clone)]
pub struct Token {
    secret: Arc<SecretString>,
    expires: Option<SystemTime>,
}

impl Token {
    /// Of its text and the time it expires at; `None`: not known, or never.
    pub fn new(secret: impl Into<String>, expires: Option<SystemTime>) -> Self {
        Self { secret: Arc::new(SecretString::from(secret.into())), expires }
    }

    /// The time it expires at.
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    fn lives_beyond(&self, time: SystemTime) -> bool {
        self.expires.is_none_or(|expires| expires > time)
    }

    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.secret.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// This kind of token cannot be renewed.
    #[error("the token is refused and cannot be renewed")]
    NotRenewable,
    /// Logging in failed.
    #[error("logging in failed")]
    LogIn(#[source] Box<dyn Error + Send + Sync>),
    /// The token holds what no header can.
    #[error("the token cannot be sent")]
    NotAToken,
}

impl TokenError {
    /// Logging in failed for this reason.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::LogIn(reason.into())
    }
}

/// Where bearer tokens come from.
pub trait TokenSource: Send + Sync + 'static {
    /// A token to send. `force_refresh_of` is one that the server refused: it must not come again.
    ///
    /// # Errors
    /// There is none to be had.
    fn token(&self, force_refresh_of: Option<&Token>) -> impl Future<Output = Result<Token, TokenError>> + Send;
}

/// One token that never changes.
#[derive(Clone, Debug)]
pub struct StaticToken(pub Token);

impl TokenSource for StaticToken {
    async fn token(&self, force_refresh_of: Option<&Token>) -> Result<Token, TokenError> {
        if force_refresh_of.is_some() { Err(TokenError::NotRenewable) } else { Ok(self.0.clone()) }
    }
}

/// Logs in when it has to: at first, a margin before the token expires, and when it was refused.
///
/// However many calls wait, one log-in runs at a time, and while the old token still lives nobody
/// waits for it but the call that renews it.
pub struct CachedTokens<F> {
    margin: Duration,
    log_in: F,
    current: RwLock<Option<Token>>,
    renewing: Mutex<()>,
}

impl<F, Fut> CachedTokens<F>
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Token, TokenError>> + Send,
{
    /// Logs in by `log_in`, `margin` before the token expires (a minute is a good one for an hour).
    pub fn new(margin: Duration, log_in: F) -> Self {
        Self { margin, log_in, current: RwLock::new(None), renewing: Mutex::new(()) }
    }
}

impl<F> CachedTokens<F> {
    /// The token that is there, unless it is the refused one.
    fn current(&self, refused: Option<&Token>) -> Option<Token> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|token| refused != Some(token)).cloned()
    }
}

impl<F, Fut> TokenSource for CachedTokens<F>
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Token, TokenError>> + Send,
{
    async fn token(&self, force_refresh_of: Option<&Token>) -> Result<Token, TokenError> {
        let fresh =
            || self.current(force_refresh_of).filter(|token| token.lives_beyond(SystemTime::now() + self.margin));
        let living = || self.current(force_refresh_of).filter(|token| token.lives_beyond(SystemTime::now()));
        if let Some(token) = fresh() {
            return Ok(token);
        }
        let _renewing = match (living(), self.renewing.try_lock()) {
            (_, Ok(renewing)) => renewing,
            (Some(token), Err(_)) => return Ok(token),
            (None, Err(_)) => self.renewing.lock().await,
        };
        // Another call may have renewed it while this one waited.
        if let Some(token) = fresh() {
            return Ok(token);
        }
        match (self.log_in)().await {
            Ok(token) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                Ok(token)
            }
            Err(error) => living().ok_or(error),
        }
    }
}

impl<F> fmt::Debug for CachedTokens<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedTokens").field("margin", &self.margin).finish_non_exhaustive()
    }
}

/// [`TokenSource`] behind a pointer: the kind of source is no part of a session's type.
pub(crate) trait AnyTokenSource: Send + Sync {
    fn token<'a>(
        &'a self,
        force_refresh_of: Option<&'a Token>,
    ) -> Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send + 'a>>;
}

impl<S: TokenSource> AnyTokenSource for S {
    fn token<'a>(
        &'a self,
        force_refresh_of: Option<&'a Token>,
    ) -> Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send + 'a>> {
        Box::pin(TokenSource::token(self, force_refresh_of))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn in_seconds(seconds: u64) -> Option<SystemTime> {
        Some(SystemTime::now() + Duration::from_secs(seconds))
    }

    fn counting(lifetime_s: u64) -> (Arc<AtomicUsize>, impl TokenSource) {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let log_in = move || {
            let number = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(Token::new(format!("t{number}"), in_seconds(lifetime_s)))
            }
        };
        (count, CachedTokens::new(Duration::from_secs(60), log_in))
    }

    #[tokio::test]
    async fn many_calls_log_in_once() {
        let (count, tokens) = counting(3600);
        let all = futures::future::join_all((0..50).map(|_| TokenSource::token(&tokens, None))).await;
        assert!(all.iter().all(|token| *token.as_ref().unwrap() == Token::new("t0", None)));
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn many_refusals_of_one_token_log_in_once_more() {
        let (count, tokens) = counting(3600);
        let old = TokenSource::token(&tokens, None).await.unwrap();
        let all = futures::future::join_all((0..50).map(|_| TokenSource::token(&tokens, Some(&old)))).await;
        assert!(all.iter().all(|token| *token.as_ref().unwrap() == Token::new("t1", None)));
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_token_within_the_margin_is_renewed_by_one_while_others_still_use_it() {
        let (count, tokens) = counting(30);
        TokenSource::token(&tokens, None).await.unwrap();
        let all = futures::future::join_all((0..10).map(|_| TokenSource::token(&tokens, None))).await;
        let renewed = all.iter().filter(|token| *token.as_ref().unwrap() == Token::new("t1", None)).count();
        assert_eq!((renewed, count.load(Ordering::SeqCst)), (1, 2));
    }

    #[tokio::test]
    async fn a_log_in_that_fails_leaves_the_token_that_still_lives() {
        let count = AtomicUsize::new(0);
        let tokens = CachedTokens::new(Duration::from_secs(60), move || {
            let first = count.fetch_add(1, Ordering::SeqCst) == 0;
            async move { if first { Ok(Token::new("t", in_seconds(30))) } else { Err(TokenError::new("no")) } }
        });
        let token = TokenSource::token(&tokens, None).await.unwrap();
        assert_eq!(TokenSource::token(&tokens, None).await.unwrap(), token);
        assert!(TokenSource::token(&tokens, Some(&token)).await.is_err());
    }

    #[tokio::test]
    async fn an_expired_token_is_not_given_out_and_its_log_in_s_failure_is_told() {
        let tokens = CachedTokens::new(Duration::ZERO, {
            let count = AtomicUsize::new(0);
            move || {
                let first = count.fetch_add(1, Ordering::SeqCst) == 0;
                async move {
                    if first { Ok(Token::new("t", Some(SystemTime::UNIX_EPOCH))) } else { Err(TokenError::new("no")) }
                }
            }
        });
        TokenSource::token(&tokens, None).await.unwrap();
        assert!(matches!(TokenSource::token(&tokens, None).await, Err(TokenError::LogIn(_))));
    }

    #[tokio::test]
    async fn a_token_that_never_changes_is_not_given_again_once_it_was_refused() {
        let token = Token::new("t", None);
        let tokens = StaticToken(token.clone());
        assert_eq!(TokenSource::token(&tokens, None).await.unwrap(), token);
        assert!(matches!(TokenSource::token(&tokens, Some(&token)).await, Err(TokenError::NotRenewable)));
    }

    #[test]
    fn a_token_is_dead_at_the_moment_it_expires() {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(9);
        let token = Token::new("t", Some(moment));
        assert_eq!(token.expires(), Some(moment));
        assert!(token.lives_beyond(moment - Duration::from_secs(1)));
        assert!(!token.lives_beyond(moment) && !token.lives_beyond(moment + Duration::from_secs(1)));
        assert!(Token::new("t", None).lives_beyond(moment), "it has no end");
        assert!(token == Token::new("t", None) && token != Token::new("u", Some(moment)), "its text is what it is");
    }

    #[test]
    fn a_token_is_not_in_debug_output() {
        assert!(!format!("{:?}", StaticToken(Token::new("hush", None))).contains("hush"));
    }
}
