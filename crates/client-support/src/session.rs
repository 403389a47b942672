//! Sending: what all calls share, and what one call keeps over its attempts.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBuilder};
use base64::Engine;
use bytes::{Bytes, BytesMut};
use futures::TryStreamExt;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{StatusCode, Version};
use progenitor_client::ByteStream;
use reqwest::{Client, Request, Response, Url};
use schema_support::{Binary, Json, Violation};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::answer::{Answer, is_of};
use crate::body::{BodyHead, against};
use crate::error::Error;
use crate::facts::{CredentialPlace, OperationFacts, SchemeFacts};
use crate::parameter::{Style, in_path, in_query, unwritable};
use crate::signature::SharedSecret;
use crate::stream::{Events, Framing, Items};
use crate::token::{AnyTokenSource, Token, TokenError, TokenSource};
use crate::tree::tree;

/// When and how often a call is sent again.
///
/// Only what is safe or carries an idempotency key is ever sent again once it may have been received:
/// after a broken connection, 408, 429 and 503, always with the same key, and under a key after a 409 with `Retry-After`: an
/// attempt before is still worked on. What could not even be connected, and what was refused with 401 (so that it was not
/// run), is sent again in any case. A body from a file or a stream is sent once, and a stream that has begun is never begun
/// again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times it is sent again at most; 0 switches retries off.
    pub max_retries: usize,
    /// The first delay; each is twice the one before.
    pub base: Duration,
    /// The longest delay, before its jitter (up to as much again).
    pub max: Duration,
    /// A server that asks to wait longer than this is not waited for: its answer is the call's.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 3,
            base: Duration::from_millis(500),
            max: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Never sends anything twice.
    pub const NONE: Self =
        Self { max_retries: 0, base: Duration::ZERO, max: Duration::ZERO, longest_retry_after: Duration::ZERO };

    fn delays(&self) -> impl Iterator<Item = Duration> + Send + use<> {
        ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(self.base)
            .with_max_delay(self.max)
            .with_max_times(self.max_retries)
            .with_jitter()
            .build()
    }
}

/// Everything that calls to one server by one caller share. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    http: Client,
    settings: Arc<Settings>,
}

#[derive(Clone)]
struct Settings {
    /// `None`: each call names its own.
    base_url: Option<String>,
    attempt_timeout: Duration,
    total_timeout: Duration,
    answer_max_bytes: usize,
    retries: RetryPolicy,
    tokens: Option<Arc<dyn AnyTokenSource>>,
    secret: Option<SharedSecret>,
    /// By the name of the security scheme.
    credentials: BTreeMap<String, SecretString>,
}

impl Session {
    /// Starts a session with the server at this URL (`https://host`, or with the path it is under).
    pub fn builder(base_url: impl Into<String>) -> SessionBuilder {
        Self::building(Some(base_url.into()))
    }

    /// Starts a session without a server of its own, for senders of webhooks and callbacks: each call names its URL.
    pub fn sender() -> SessionBuilder {
        Self::building(None)
    }

    fn building(base_url: Option<String>) -> SessionBuilder {
        let settings = Settings {
            base_url,
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            answer_max_bytes: 16 * 1024 * 1024,
            retries: RetryPolicy::default(),
            tokens: None,
            secret: None,
            credentials: BTreeMap::new(),
        };
        SessionBuilder { settings, http: None }
    }

    /// The server's URL, without a slash at its end; empty for a [`Session::sender`].
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_deref().unwrap_or_default()
    }

    /// The HTTP client.
    pub fn http(&self) -> &Client {
        &self.http
    }

    /// The same session without a token source: what a token source logs in with.
    #[must_use]
    pub fn without_tokens(&self) -> Self {
        self.with(None)
    }

    /// The same session with this token source.
    #[must_use]
    pub fn with_tokens(&self, tokens: impl TokenSource) -> Self {
        self.with(Some(Arc::new(tokens)))
    }

    fn with(&self, tokens: Option<Arc<dyn AnyTokenSource>>) -> Self {
        let settings = Settings { tokens, ..(*self.settings).clone() };
        Self { http: self.http.clone(), settings: Arc::new(settings) }
    }

    /// Starts a call of an operation.
    pub fn call(&self, facts: &'static OperationFacts) -> Call {
        Call {
            session: self.clone(),
            facts,
            key: None,
            body: BodyHead::default(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            streams: &[],
            whole: &[],
            stream: Arc::default(),
            failure: Arc::default(),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("base_url", &self.settings.base_url)
            .field("retries", &self.settings.retries)
            .field("tokens", &self.settings.tokens.is_some())
            .field("secret", &self.settings.secret)
            .finish_non_exhaustive()
    }
}

/// The URL of a consumer, to send a webhook or callback to.
///
/// # Errors
/// [`Error::InvalidRequest`] when it is no URL of `http` or `https`.
pub fn target<E>(url: &str) -> Result<&str, Error<E>> {
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(url),
        _ => Err(Error::InvalidRequest(vec![Violation {
            pointer: String::new(),
            keyword: "format",
            message: "the URL to send to has to be http or https".to_owned(),
        }])),
    }
}

/// Why a session cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The URL is none, or not of `http` or `https`, or has a query or fragment.
    #[error("the base URL has to be http or https, without query and fragment")]
    BaseUrl,
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made")]
    Http(#[source] reqwest::Error),
}

/// Builds a [`Session`].
pub struct SessionBuilder {
    settings: Settings,
    http: Option<Client>,
}

impl SessionBuilder {
    /// Uses this HTTP client rather than one of the session's own (connects within 10 seconds,
    /// follows no redirects: what is signed for one place is not sent to another).
    #[must_use]
    pub fn http_client(mut self, http: Client) -> Self {
        self.http = Some(http);
        self
    }

    /// How long one attempt may take, its answer included. Of an answer that streams this ends with its head, and while a
    /// body is sent piece by piece, it begins anew with each piece.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = timeout;
        self
    }

    /// How long a call may take, its retries included, in the same sense.
    #[must_use]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.settings.total_timeout = timeout;
        self
    }

    /// How large an answer may be, or each item of one that streams (16 MiB unless told). Bytes have no limit: they are not
    /// kept.
    #[must_use]
    pub fn answer_max_bytes(mut self, bytes: usize) -> Self {
        self.settings.answer_max_bytes = bytes;
        self
    }

    /// When and how often calls are sent again.
    #[must_use]
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.settings.retries = policy;
        self
    }

    /// Where bearer tokens come from.
    #[must_use]
    pub fn tokens(mut self, tokens: impl TokenSource) -> Self {
        self.settings.tokens = Some(Arc::new(tokens));
        self
    }

    /// The credential for a security scheme that is no bearer token: an API key, or what stands
    /// behind the scheme's name in `Authorization`.
    #[must_use]
    pub fn credential(mut self, scheme: impl Into<String>, credential: impl Into<String>) -> Self {
        self.settings.credentials.insert(scheme.into(), SecretString::from(credential.into()));
        self
    }

    /// Username and password for a security scheme of type `http`, scheme `basic` (RFC 7617).
    #[must_use]
    pub fn basic(self, scheme: impl Into<String>, username: &str, password: &str) -> Self {
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{username}:{password}"));
        self.credential(scheme, encoded)
    }

    /// What requests are signed with.
    #[must_use]
    pub fn shared_secret(mut self, secret: SharedSecret) -> Self {
        self.settings.secret = Some(secret);
        self
    }

    /// The session.
    ///
    /// # Errors
    /// The URL is not usable, or the HTTP client cannot be made.
    pub fn build(self) -> Result<Session, BuildError> {
        let mut settings = self.settings;
        if let Some(base_url) = &mut settings.base_url {
            let url = Url::parse(base_url).map_err(|_| BuildError::BaseUrl)?;
            if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
                return Err(BuildError::BaseUrl);
            }
            base_url.truncate(base_url.trim_end_matches('/').len());
        }
        let http = match self.http {
            Some(http) => http,
            None => Client::builder()
                .connect_timeout(Duration::from_secs(10))
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .map_err(BuildError::Http)?,
        };
        Ok(Session { http, settings: Arc::new(settings) })
    }
}

impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder").field("base_url", &self.settings.base_url).finish_non_exhaustive()
    }
}

/// The key that makes several attempts of a call one action.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(HeaderValue);

impl IdempotencyKey {
    /// A random one (UUIDv4).
    pub fn random() -> Self {
        Self::from(Uuid::new_v4())
    }
}

impl From<Uuid> for IdempotencyKey {
    fn from(key: Uuid) -> Self {
        let text = key.hyphenated().to_string();
        // Hexadecimal digits and hyphens are what any header can hold.
        Self(HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("")))
    }
}

impl TryFrom<&str> for IdempotencyKey {
    type Error = http::header::InvalidHeaderValue;
    fn try_from(key: &str) -> Result<Self, Self::Error> {
        HeaderValue::from_str(key).map(Self)
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

/// One call: its operation, its key, and what stopped it. The inner type of a progenitor client.
#[derive(Clone)]
pub struct Call {
    session: Session,
    facts: &'static OperationFacts,
    key: Option<IdempotencyKey>,
    body: BodyHead,
    /// Pairs, escaped.
    query: Vec<String>,
    headers: Vec<(&'static str, String)>,
    /// Pairs, escaped.
    cookies: Vec<String>,
    /// The media types of successes that are not read whole.
    streams: &'static [&'static str],
    /// Those that are: they count more than a range.
    whole: &'static [&'static str],
    /// The body of such a success.
    stream: Arc<Mutex<Option<ByteStream>>>,
    /// What progenitor's hooks cannot give back: their errors are reqwest's own or text.
    failure: Arc<Mutex<Option<Error<Infallible>>>>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation_id", &self.facts.operation_id).finish_non_exhaustive()
    }
}

impl Call {
    /// Uses this key rather than a random one: for an action that began before this process did.
    #[must_use]
    pub fn idempotency_key(mut self, key: Option<IdempotencyKey>) -> Self {
        self.key = key;
        self
    }

    /// Sends a body of this media type rather than the one that progenitor writes.
    #[must_use]
    pub fn body(mut self, body: BodyHead) -> Self {
        self.body = body;
        self
    }

    /// A parameter of the query; null sends none.
    #[must_use]
    pub fn query<T: Serialize>(mut self, name: &str, style: Style, explode: bool, value: &T) -> Self {
        let value = tree(value).unwrap_or(Json::Null);
        self.hold_to(name, unwritable(style, explode, &value));
        self.query.extend(in_query(name, style, explode, &value));
        self
    }

    /// A header; null sends none.
    #[must_use]
    pub fn header<T: Serialize>(mut self, name: &'static str, style: Style, explode: bool, value: &T) -> Self {
        let written = tree(value).unwrap_or(Json::Null);
        if !matches!(written, Json::Null) {
            self.hold_to(name, unwritable(style, explode, &written));
            self.headers.push((name, in_path(name, style, explode, value)));
        }
        self
    }

    /// Sends nothing where a parameter would be read as something else.
    fn hold_to(&self, name: &str, unwritable: Option<&'static str>) {
        if let Some(what) = unwritable {
            self.fail(against(name, what));
        }
    }

    /// A cookie; null sends none.
    #[must_use]
    pub fn cookie<T: Serialize>(mut self, name: &str, style: Style, explode: bool, value: &T) -> Self {
        let value = tree(value).unwrap_or(Json::Null);
        self.hold_to(name, unwritable(style, explode, &value));
        self.cookies.extend(in_query(name, style, explode, &value));
        self
    }

    /// Gives successes of these media types or ranges bit by bit, without a time limit once they have begun; those of the
    /// other ones are read whole.
    #[must_use]
    pub fn streaming(mut self, media_types: &'static [&'static str], whole: &'static [&'static str]) -> Self {
        (self.streams, self.whole) = (media_types, whole);
        self
    }

    pub(crate) fn streams(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        let of_one = |known: &&'static str| is_of(headers, known);
        let is_whole = || self.whole.iter().any(of_one);
        // A range counts for what nothing else names.
        status.is_success()
            && self.streams.iter().any(|known| is_of(headers, known) && (!known.contains('*') || !is_whole()))
    }

    pub(crate) fn keep_stream(&self, stream: ByteStream) {
        *self.stream.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream);
    }

    fn take_stream<E>(&self, answer: &Answer) -> Result<ByteStream, Error<E>> {
        let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner).take();
        stream.ok_or_else(|| answer.clone().invalid(format!("its media type is not {}", self.streams.join(" or "))))
    }

    /// The success of this call, as server-sent events.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when it is of another media type.
    pub fn events<D, E>(&self, answer: &Answer) -> Result<Events<D>, Error<E>> {
        Ok(Events::new(
            self.take_stream(answer)?.into_inner().map_err(reqwest::Error::without_url),
            self.answer_max_bytes(),
        ))
    }

    /// The success of this call, as items.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when it is of another media type.
    pub fn items<T, E>(&self, answer: &Answer, framing: Framing) -> Result<Items<T>, Error<E>> {
        let stream = self.take_stream(answer)?.into_inner().map_err(reqwest::Error::without_url);
        Ok(Items::new(stream, framing, self.answer_max_bytes()))
    }

    /// The success of this call, as bytes: as they come, where they are many.
    pub fn binary(&self, answer: &Answer) -> Binary {
        let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner).take();
        let media_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let binary = match stream {
            Some(stream) => {
                let pieces = stream.into_inner().map_err(|error| std::io::Error::other(error.without_url()));
                let length = answer.headers.get(header::CONTENT_LENGTH);
                Binary::stream(pieces, length.and_then(|length| length.to_str().ok()?.parse().ok()))
            }
            None => answer.binary(),
        };
        media_type.map_or(binary.clone(), |media_type| binary.of_type(media_type))
    }

    fn answer_max_bytes(&self) -> usize {
        self.session.settings.answer_max_bytes
    }

    /// What `future` comes to in time; sending a body piece by piece is no waiting.
    pub(crate) async fn within<F: Future>(&self, limit: Duration, future: F) -> Option<F::Output> {
        match &self.body.progress {
            Some(progress) => progress.within(limit, future).await,
            None => timeout(limit, future).await.ok(),
        }
    }

    pub(crate) fn total_timeout(&self) -> Duration {
        self.session.settings.total_timeout
    }

    pub(crate) fn take_failure(&self) -> Option<Error<Infallible>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn fail(&self, failure: Error<Infallible>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    /// progenitor's `pre`: puts on what is the same in all attempts.
    pub fn prepare(&self, request: &mut Request) {
        if let Err(failure) = self.try_prepare(request) {
            self.fail(failure);
        }
    }

    fn try_prepare(&self, request: &mut Request) -> Result<(), Error<Infallible>> {
        let facts = self.facts;
        if let Some(accept) = facts.accept {
            request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static(accept));
        }
        let own = Some(&*self.body.content_type).filter(|own| !own.is_empty());
        let content_type = own.or(facts.content_type);
        if let Some(content_type) = content_type.filter(|_| request.body().is_some()) {
            let content_type = HeaderValue::from_str(content_type);
            let content_type =
                content_type.map_err(|_| Error::NotConfigured("a media type that no header can hold"))?;
            request.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        for (name, value) in &self.headers {
            let value = HeaderValue::from_str(value).map_err(|_| unsendable(name))?;
            request.headers_mut().insert(header_name(name)?, value);
        }
        let mut query = self.query.clone();
        let mut cookies = self.cookies.clone();
        self.put_credentials(request, &mut query, &mut cookies)?;
        if !query.is_empty() {
            // A consumer's URL may have a query of its own.
            query.splice(0..0, request.url().query().filter(|own| !own.is_empty()).map(str::to_owned));
            request.url_mut().set_query(Some(&query.join("&")));
        }
        if !cookies.is_empty() {
            let cookies = HeaderValue::from_str(&cookies.join("; "));
            let cookies = cookies.map_err(|_| Error::NotConfigured("a cookie that no header can hold"))?;
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        if let Some(idempotency) = facts.idempotency {
            let name = header_name(idempotency.header)?;
            match &self.key {
                Some(key) => {
                    request.headers_mut().insert(name, key.0.clone());
                }
                None => {
                    request.headers_mut().entry(name).or_insert_with(|| IdempotencyKey::random().0);
                }
            }
        }
        if let Some(signature) = &facts.signature {
            let name = header_name(signature.header)?;
            let secret = self.session.settings.secret.as_ref();
            let secret = secret.ok_or(Error::NotConfigured("no shared secret, and the operation is signed"))?;
            let body = match request.body() {
                None => &[][..],
                Some(body) => {
                    body.as_bytes().ok_or(Error::NotConfigured("a streamed body, and the operation is signed"))?
                }
            };
            let signature = secret.sign(signature, request.headers(), request.url().path(), body);
            let signature =
                HeaderValue::try_from(signature).map_err(|_| Error::NotConfigured("no usable signature"))?;
            request.headers_mut().insert(name, signature);
        }
        Ok(())
    }

    /// The first way to authenticate for which the session has everything.
    fn security(&self) -> Option<&'static [SchemeFacts]> {
        let settings = &self.session.settings;
        let has = |scheme: &SchemeFacts| match scheme.place {
            CredentialPlace::Bearer => settings.tokens.is_some(),
            CredentialPlace::Connection => true,
            _ => settings.credentials.contains_key(scheme.name),
        };
        self.facts.security.iter().copied().find(|schemes| schemes.iter().all(has))
    }

    /// Puts on every credential but the bearer token, which can change between attempts.
    fn put_credentials(
        &self,
        request: &mut Request,
        query: &mut Vec<String>,
        cookies: &mut Vec<String>,
    ) -> Result<(), Error<Infallible>> {
        for scheme in self.security().unwrap_or_default() {
            let Some(credential) = self.session.settings.credentials.get(scheme.name) else { continue };
            let credential = credential.expose_secret();
            let (name, text) = match scheme.place {
                CredentialPlace::Authorization(kind) => ("authorization", format!("{kind} {credential}")),
                CredentialPlace::Header(name) => (name, credential.to_owned()),
                CredentialPlace::Query(name) => {
                    query.extend(in_query(name, Style::Form, true, &Json::String(credential.into())));
                    continue;
                }
                CredentialPlace::Cookie(name) => {
                    cookies.push(format!("{name}={credential}"));
                    continue;
                }
                CredentialPlace::Bearer | CredentialPlace::Connection => continue,
            };
            let mut value = HeaderValue::from_str(&text).map_err(|_| unsendable(name))?;
            value.set_sensitive(true);
            request.headers_mut().insert(header_name(name)?, value);
        }
        Ok(())
    }

    /// progenitor's `exec`: sends, renews the token once, and sends again where that is right.
    ///
    /// # Errors
    /// The last attempt's. What is no error of reqwest's is kept aside, under an empty answer that
    /// [`Call::run`] does not look at.
    pub async fn send(&self, request: Request) -> reqwest::Result<Response> {
        let failed = self.failure.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        let sent = if failed { Ok(None) } else { self.attempts(request).await };
        match sent {
            Ok(Some(response)) => Ok(response),
            Ok(None) => Ok(Response::from(http::Response::new(Bytes::new()))),
            Err(error) => Err(error),
        }
    }

    /// Every attempt. `None` when it failed for a reason that is kept aside.
    async fn attempts(&self, request: Request) -> reqwest::Result<Option<Response>> {
        let Settings { tokens, retries, .. } = &*self.session.settings;
        let way = self.security();
        if way.is_none() && !self.facts.security.is_empty() && !self.facts.anonymous {
            self.fail(Error::NotConfigured("no token source or credential, and the operation is secured"));
            return Ok(None);
        }
        let bearer = way.is_some_and(|schemes| schemes.iter().any(|scheme| scheme.place == CredentialPlace::Bearer));
        let tokens = tokens.as_deref().filter(|_| bearer);
        let mut token = match tokens {
            Some(tokens) => match tokens.token(None).await {
                Ok(token) => Some(token),
                Err(error) => {
                    self.fail(Error::Token(error));
                    return Ok(None);
                }
            },
            None => None,
        };
        let mut may_renew = true;
        let mut delays = retries.delays();
        // What was received may have been run: only these can be run twice with the effect of once.
        let keyed = self.facts.idempotency.is_some();
        let repeatable = self.facts.safe || keyed;

        // A streamed body can be sent once only.
        let mut template = Some(request);
        while let Some(request) = template.take() {
            template = request.try_clone();
            let outcome = self.attempt(request, token.as_ref()).await?;
            if template.is_none() {
                return self.last(outcome);
            }
            let delay = match &outcome {
                Outcome::Failed => return Ok(None),
                Outcome::Answered(answer) if may_renew && refuses_token(answer) => {
                    may_renew = false;
                    let (Some(tokens), Some(refused)) = (tokens, &token) else { return self.last(outcome) };
                    match tokens.token(Some(refused)).await {
                        // Refused with 401 means not run (RFC 9110 section 15.5.2): anything can be repeated.
                        Ok(renewed) => {
                            token = Some(renewed);
                            Some(Duration::ZERO)
                        }
                        Err(_) => None,
                    }
                }
                Outcome::Answered(answer) if repeatable && may_pass(answer.status) || keyed && is_in_flight(answer) => {
                    let wanted = retry_after(&answer.headers).unwrap_or_default();
                    delays.next().filter(|_| wanted <= retries.longest_retry_after).map(|delay| delay.max(wanted))
                }
                Outcome::Answered(_) | Outcome::Streams(_) => None,
                Outcome::Broken(error) if error.is_connect() => delays.next(),
                Outcome::Broken(_) | Outcome::Late if repeatable => delays.next(),
                Outcome::Broken(_) | Outcome::Late => None,
            };
            let Some(delay) = delay else { return self.last(outcome) };
            tracing::debug!(
                operation = self.facts.operation_id,
                status = outcome.status(),
                delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
                "sending again"
            );
            if !delay.is_zero() {
                sleep(delay).await;
            }
        }
        Ok(None)
    }

    /// What the last attempt came to.
    fn last(&self, outcome: Outcome) -> reqwest::Result<Option<Response>> {
        match outcome {
            Outcome::Answered(answer) => Ok(Some(answer.into_response())),
            Outcome::Streams(response) => Ok(Some(response)),
            Outcome::Broken(error) => Err(error),
            Outcome::Late => {
                self.fail(Error::TimedOut);
                Ok(None)
            }
            Outcome::Failed => Ok(None),
        }
    }

    /// One attempt, its whole answer included: a connection that breaks in the middle of it is as
    /// good a reason to ask again as one that breaks before.
    async fn attempt(&self, mut request: Request, token: Option<&Token>) -> reqwest::Result<Outcome> {
        if let Some(token) = token {
            let Some(bearer) = token.header() else {
                self.fail(Error::Token(TokenError::NotAToken));
                return Ok(Outcome::Failed);
            };
            request.headers_mut().insert(header::AUTHORIZATION, bearer);
        }
        let limit = self.session.settings.attempt_timeout;
        if self.streams.is_empty() && self.body.progress.is_none() {
            request.timeout_mut().get_or_insert(limit);
            return self.exchange(request).await;
        }
        // reqwest's own limit would hold for all of a stream, and a stream may take as long as it likes.
        self.within(limit, self.exchange(request)).await.unwrap_or(Ok(Outcome::Late))
    }

    async fn exchange(&self, request: Request) -> reqwest::Result<Outcome> {
        let mut response = match self.session.http.execute(request).await {
            Ok(response) => response,
            Err(error) if error.is_builder() || error.is_redirect() => return Err(error),
            Err(error) => return Ok(Outcome::Broken(error)),
        };
        let (status, headers) = (response.status(), response.headers().clone());
        if self.streams(status, &headers) {
            return Ok(Outcome::Streams(response));
        }
        let mut body = BytesMut::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.session.settings.answer_max_bytes => {
                    let answer = Answer { status, headers, body: Bytes::new() };
                    self.fail(answer.invalid("it is too large".to_owned()));
                    return Ok(Outcome::Failed);
                }
                Ok(Some(chunk)) if body.is_empty() => body = BytesMut::from(chunk),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(Outcome::Answered(Answer { status, headers, body: body.freeze() })),
                Err(error) => return Ok(Outcome::Broken(error)),
            }
        }
    }
}

/// What came of one attempt.
enum Outcome {
    Answered(Answer),
    /// A success whose body is still to come.
    Streams(Response),
    Broken(reqwest::Error),
    /// Not in time.
    Late,
    /// For a reason that is kept aside.
    Failed,
}

impl Outcome {
    /// For the log: 0 where there was no answer.
    fn status(&self) -> u16 {
        match self {
            Self::Answered(answer) => answer.status.as_u16(),
            Self::Streams(response) => response.status().as_u16(),
            Self::Broken(_) | Self::Late | Self::Failed => 0,
        }
    }
}

impl Answer {
    fn into_response(self) -> Response {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status;
        *response.version_mut() = Version::HTTP_11;
        *response.headers_mut() = self.headers;
        Response::from(response)
    }
}

/// Whether another token may help: not where the problem is the signature, which is looked at after the token. A challenge
/// does not tell them apart, for many servers refuse a token without saying `invalid_token` (RFC 6750 section 3).
fn refuses_token(answer: &Answer) -> bool {
    let is_of_signature = || {
        let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let kind = problem["type"].as_str().unwrap_or_default();
        kind.rsplit(['/', '#', ':']).next() == Some("signature-mismatch")
    };
    answer.status == StatusCode::UNAUTHORIZED && !(answer.is_of("application/problem+json") && is_of_signature())
}

/// Whether the first request under the same key is still worked on: a conflict that passes, for it says when to ask again.
fn is_in_flight(answer: &Answer) -> bool {
    answer.status == StatusCode::CONFLICT && retry_after(&answer.headers).is_some()
}

/// Statuses that the same request may not get the next time.
fn may_pass(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
}

/// `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date; one that has passed is no delay.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// reqwest's own error text names the URL, whose path may name a person.
pub(crate) fn transport<E>(error: reqwest::Error) -> Error<E> {
    if error.is_timeout() { Error::TimedOut } else { Error::Transport(error.without_url()) }
}

fn unsendable(name: &str) -> Error<Infallible> {
    let message = "has characters that no header can hold".to_owned();
    let pointer = format!("/{name}");
    Error::InvalidRequest(vec![schema_support::Violation { pointer, keyword: "type", message }])
}

fn header_name(name: &'static str) -> Result<HeaderName, Error<Infallible>> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| Error::NotConfigured("a header name that is none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delay_is_twice_the_one_before_up_to_the_longest_and_its_jitter_is_at_most_as_much_again() {
        let [base, max] = [100, 350].map(Duration::from_millis);
        let policy = RetryPolicy { max_retries: 5, base, max, ..RetryPolicy::default() };
        for _ in 0..100 {
            let delays: Vec<_> = policy.delays().collect();
            assert_eq!(delays.len(), 5);
            for (delay, least) in delays.iter().zip([100, 200, 350, 350, 350].map(Duration::from_millis)) {
                assert!(*delay >= least && *delay <= 2 * least, "{delay:?} for {least:?}");
            }
        }
        assert_eq!(RetryPolicy::NONE.delays().count(), 0);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_that_may_have_passed_and_nothing_else() {
        let read = |text: &str| {
            let value = HeaderValue::from_str(text).unwrap();
            retry_after(&HeaderMap::from_iter([(header::RETRY_AFTER, value)]))
        };
        assert_eq!(read(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(read("Thu, 01 Jan 1970 00:00:00 GMT"), Some(Duration::ZERO));
        let in_an_hour = read(&httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600))).unwrap();
        assert!(in_an_hour > Duration::from_secs(3500) && in_an_hour <= Duration::from_secs(3600), "{in_an_hour:?}");
        for nothing in ["soon", "-1", "1.5", ""] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
