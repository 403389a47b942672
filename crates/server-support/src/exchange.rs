//! One request on its way through the checks.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap};
use http::{HeaderValue, Method, StatusCode, request};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::idempotency::IdempotencyToken;
use crate::input::Input;
use crate::operation::{Matched, Operation};
use crate::problem::Rejection;
use crate::signature::{self, SignatureRule, SigningKeys};
use crate::upload::Upload;

/// What is known of a request before anything in it is believed. Cheap to clone.
#[derive(Clone)]
pub struct Call {
    operation_id: &'static str,
    trace_id: Uuid,
    peer: SocketAddr,
}

impl Call {
    /// Of these. Tests of handlers need it; a server makes its own for each request.
    pub fn new(operation_id: &'static str, trace_id: Uuid, peer: SocketAddr) -> Self {
        Self { operation_id, trace_id, peer }
    }

    /// The same request, once it is known of which operation it is.
    pub(crate) fn of_operation(&mut self, operation_id: &'static str) {
        self.operation_id = operation_id;
    }

    /// The `operationId`.
    pub fn operation_id(&self) -> &'static str {
        self.operation_id
    }

    /// This request's own identifier (UUIDv4): in its log lines and in its problem.
    pub fn trace_id(&self) -> Uuid {
        self.trace_id
    }

    /// The other end of the connection (a proxy's, where there is one in front).
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// The `instance` of a problem of this call: a URN of its trace id, so that it names no person.
    pub fn instance(&self) -> String {
        self.trace_id.urn().to_string()
    }
}

/// Without the path: it may name a person.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation_id", &self.operation_id)
            .field("trace_id", &self.trace_id)
            .finish_non_exhaustive()
    }
}

/// A bearer token as it was sent: not believed yet, not in `Debug` output, wiped when dropped.
pub struct BearerToken(SecretString);

impl BearerToken {
    /// Of its text. Tests of security methods need it; generated code uses [`Exchange::bearer`].
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into().into())
    }

    /// The token itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(redacted)")
    }
}

/// What is known of a request before its body is read.
pub(crate) struct Head {
    pub(crate) parts: request::Parts,
    pub(crate) call: Call,
    /// Empty until the path was matched.
    pub(crate) matched: Matched,
}

/// A username and a password as they were sent (RFC 7617): not believed yet, not in `Debug` output.
pub struct BasicCredentials {
    username: String,
    password: SecretString,
}

impl BasicCredentials {
    /// Of these. Tests of security methods need it; generated code uses [`Exchange::basic`].
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into().into() }
    }

    /// The username.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password itself.
    pub fn expose_password(&self) -> &str {
        self.password.expose_secret()
    }
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicCredentials(redacted)")
    }
}

/// A key, or the credential of another HTTP scheme, as it was sent: not believed yet, not in
/// `Debug` output.
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Of its text. Tests of security methods need it; generated code uses [`Exchange::api_key`].
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into().into())
    }

    /// The key itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(redacted)")
    }
}

/// A request whose size, media type and `Accept` were checked, with its raw bytes.
pub struct Exchange {
    pub(crate) operation: &'static Operation,
    /// Hundreds of bytes that would otherwise be copied from future to future.
    pub(crate) head: Box<Head>,
    pub(crate) body: Bytes,
    pub(crate) media_type: Option<&'static str>,
    /// A body that is still to be read.
    pub(crate) upload: Option<Arc<Upload>>,
}

impl Exchange {
    /// Which call this is.
    pub fn call(&self) -> &Call {
        &self.head.call
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.head.parts.method
    }

    /// The path as sent: not decoded, without the query.
    pub fn path(&self) -> &str {
        self.head.parts.uri.path()
    }

    /// A path parameter as sent: not decoded.
    pub(crate) fn path_parameter(&self, name: &str) -> Option<&str> {
        self.operation.path_parameter(self.path(), &self.head.matched, name)
    }

    /// The query as sent, without the question mark.
    pub(crate) fn query(&self) -> &str {
        self.head.parts.uri.query().unwrap_or_default()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.parts.headers
    }

    /// The body as sent; empty where it is an upload.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The bearer token (RFC 6750 section 2.1).
    ///
    /// # Errors
    /// 401 with a challenge when there is none, more than one, or one that no token can look like.
    pub fn bearer(&self) -> Result<BearerToken, Rejection> {
        let mut sent = self.head.parts.headers.get_all(header::AUTHORIZATION).iter();
        let value = match (sent.next(), sent.next()) {
            (Some(value), None) => value.as_bytes(),
            (None, _) => return Err(Rejection::unauthorized("The Authorization header is missing.")),
            (Some(_), Some(_)) => {
                return Err(Rejection::unauthorized("There is more than one Authorization header."));
            }
        };
        let token = match value.split_at_checked(7) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case(b"Bearer ") => token.trim_ascii(),
            _ => return Err(Rejection::unauthorized("The Authorization header is of another scheme.")),
        };
        match std::str::from_utf8(token) {
            Ok(text) if !text.is_empty() && token.iter().all(|byte| IN_TOKEN[usize::from(*byte)]) => {
                Ok(BearerToken::new(text))
            }
            _ => Err(Rejection::unauthorized("This cannot be a bearer token.")),
        }
    }

    /// The bearer token, if the request has a usable one: for operations with other ways in.
    pub fn bearer_if_sent(&self) -> Option<BearerToken> {
        self.bearer().ok()
    }

    /// The credential of an HTTP authentication scheme, without the scheme's name.
    pub fn authorization(&self, scheme: &str) -> Option<ApiKey> {
        let mut sent = self.head.parts.headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (sent.next(), sent.next()) else { return None };
        let (name, credential) = value.to_str().ok()?.split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then(|| ApiKey::new(credential.trim()))
    }

    /// Username and password (RFC 7617).
    pub fn basic(&self) -> Option<BasicCredentials> {
        use base64::Engine;
        let encoded = self.authorization("basic")?;
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.expose()).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (username, password) = text.split_once(':')?;
        Some(BasicCredentials::new(username, password))
    }

    /// An API key by its place (header, query or cookie) and name.
    pub fn api_key(&self, place: crate::Location, name: &str) -> Option<ApiKey> {
        use crate::Location;
        let key = match place {
            Location::Header => {
                let mut sent = self.head.parts.headers.get_all(name).iter();
                match (sent.next(), sent.next()) {
                    (Some(value), None) => value.to_str().ok()?.to_owned(),
                    _ => return None,
                }
            }
            Location::Query => {
                let mut sent = crate::style::pairs(self.query(), '&')
                    .filter(|(found, _)| crate::style::decode_form(found).is_ok_and(|found| found == name));
                match (sent.next(), sent.next()) {
                    (Some((_, value)), None) => crate::style::decode_form(value).ok()?.into_owned(),
                    _ => return None,
                }
            }
            Location::Cookie => {
                let cookies =
                    self.head.parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
                let mut sent =
                    cookies.flat_map(|value| crate::style::pairs(value, ';')).filter(|(found, _)| found.trim() == name);
                match (sent.next(), sent.next()) {
                    (Some((_, value)), None) => value.trim().to_owned(),
                    _ => return None,
                }
            }
            Location::Path | Location::Body => return None,
        };
        (!key.is_empty()).then(|| ApiKey::new(key))
    }

    /// The answer to a request that proves nobody: 401 with these challenges (RFC 9110 section 11.6.1).
    pub fn unauthenticated(&self, challenge: &'static str) -> Rejection {
        Rejection::new(StatusCode::UNAUTHORIZED, crate::problem::UNAUTHORIZED, "No usable credential was sent.")
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// Compares the signature with that of the raw bytes under each key, in constant time.
    ///
    /// # Errors
    /// 401 when none matches.
    pub fn verify_signature(&self, rule: &SignatureRule, keys: &SigningKeys) -> Result<(), Rejection> {
        signature::verify(rule, keys, &self.head.parts.headers, self.path(), &self.body)
    }

    /// Starts reading parameters and body.
    pub fn input(&self) -> Input<'_> {
        Input::new(self)
    }

    /// The idempotency key together with this request's fingerprint.
    pub fn idempotency_token(&self, key: &impl ToString) -> IdempotencyToken {
        let path = self.head.parts.uri.path_and_query().map_or("", |path| path.as_str());
        IdempotencyToken::new(key.to_string(), self.head.parts.method.as_str(), path, &self.body)
    }
}

/// Which bytes a bearer token is made of.
static IN_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=');
        byte += 1;
    }
    table
};

/// Without headers, path and body: they may hold secrets and personal data.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("call", self.call()).field("body_bytes", &self.body.len()).finish()
    }
}
