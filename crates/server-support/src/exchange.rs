//! One request on its way through the checks.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap};
use http::{HeaderValue, Method, request};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::idempotency::IdempotencyToken;
use crate::input::Input;
use crate::media;
use crate::operation::{Matched, Operation};
use crate::problem::{BEARER, Denied, INVALID_TOKEN, Rejection, UNAUTHORIZED};
use crate::signature::{self, SignatureRule, SigningKeys};
use crate::upload::Upload;

/// What is known of a request before anything in it is believed. Cheap to clone.
#[derive(Clone)]
pub struct Call {
    operation_id: &'static str,
    trace_id: Uuid,
    peer: SocketAddr,
    accept: Option<HeaderValue>,
}

impl Call {
    /// Of these. Tests of handlers need it; a server makes its own for each request.
    pub fn new(operation_id: &'static str, trace_id: Uuid, peer: SocketAddr) -> Self {
        Self { operation_id, trace_id, peer, accept: None }
    }

    /// The same request, with what its `Accept` headers say.
    #[must_use]
    pub fn accepting(mut self, headers: &HeaderMap) -> Self {
        let mut sent = headers.get_all(header::ACCEPT).iter();
        self.accept = match (sent.next(), sent.next()) {
            (first, None) => first.cloned(),
            // Several are one list (RFC 9110 section 5.3); nearly nobody sends several.
            _ => {
                let all: Vec<&[u8]> = headers.get_all(header::ACCEPT).iter().map(HeaderValue::as_bytes).collect();
                HeaderValue::from_bytes(&all.join(&b","[..])).ok()
            }
        };
        self
    }

    /// Which of these media types the caller wants most (RFC 9110 section 12.5.1), the first of those that are wanted
    /// alike; `None` where it wants none of them. What the operation declares is not checked: offer that.
    pub fn preferred<'m>(&self, offered: &[&'m str]) -> Option<&'m str> {
        media::preferred(offered, self.accept.as_slice())
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
            Ok("") => Err(Rejection::unauthorized("The Authorization header has no token.")),
            Ok(text) if token.iter().all(|byte| IN_TOKEN[usize::from(*byte)]) => Ok(BearerToken::new(text)),
            _ => Err(Rejection::invalid_token("This cannot be a bearer token.")),
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
        let challenge = HeaderValue::from_static(challenge);
        Rejection::challenged(UNAUTHORIZED, "No usable credential was sent.", challenge)
    }

    /// The answer to a credential that lets nobody in: where it proves nobody, 401 with these challenges; that of a bearer
    /// token that was sent says what is wrong (RFC 6750 section 3.1).
    pub fn denied(&self, denied: Denied, challenge: &'static str) -> Rejection {
        match denied {
            Denied::Unauthorized => {
                let of_token = |one| if one == BEARER { INVALID_TOKEN } else { one };
                let told = self.bearer_if_sent().and_then(|_| {
                    HeaderValue::try_from(challenge.split(", ").map(of_token).collect::<Vec<_>>().join(", ")).ok()
                });
                let challenge = told.unwrap_or_else(|| HeaderValue::from_static(challenge));
                Rejection::challenged(UNAUTHORIZED, "The credential is unknown or has expired.", challenge)
            }
            other => other.into(),
        }
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
    let mut at = 0;
    while at < table.len() {
        let byte = at as u8;
        table[at] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=');
        at += 1;
    }
    table
};

/// Without headers, path and body: they may hold secrets and personal data.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("call", self.call()).field("body_bytes", &self.body.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Location;
    use crate::operation::BodyRule;
    use crate::testing::{call, exchange, operation};

    fn get(target: &str, headers: &str) -> Exchange {
        exchange(operation("/a/{id}", BodyRule::None), format!("GET {target}{headers}"))
    }

    fn with_authorization(value: &str) -> Exchange {
        get("/a/1", &format!("\nAuthorization:{value}"))
    }

    #[test]
    fn an_exchange_is_the_request_as_it_was_sent() {
        let rule = BodyRule::Required(&["text/plain"]);
        let sent = exchange(operation("/a/{id}", rule), "PUT /a/%31?b=%32\nContent-Type:text/plain\nx-c: 3\n\nbody");
        assert_eq!((sent.method(), sent.path(), sent.query()), (&Method::PUT, "/a/%31", "b=%32"));
        assert_eq!((sent.headers()["x-c"].as_bytes(), &**sent.body()), (&b" 3"[..], &b"body"[..]));
        assert_eq!(sent.path_parameter("id"), Some("%31"));
        assert_eq!(get("/a/1", "").query(), "");
    }

    #[test]
    fn a_call_says_who_asked_what_and_names_no_person() {
        let call = call();
        assert_eq!((call.operation_id(), call.peer()), ("test", "192.0.2.1:7".parse().unwrap()));
        assert_eq!(call.instance(), format!("urn:uuid:{}", call.trace_id()));
        let offered = ["text/csv", "application/json"];
        assert_eq!(call.preferred(&offered), Some("text/csv"));
        let accept = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("application/json"))]);
        assert_eq!(call.clone().accepting(&accept).preferred(&offered), Some("application/json"));
        assert_eq!(call.clone().accepting(&HeaderMap::new()).preferred(&offered), Some("text/csv"));
        assert_eq!(call.trace_id(), Uuid::from_u128(0x4000_8000_0000_0000_0001));
    }

    #[test]
    fn a_bearer_token_is_one_header_of_one_scheme_and_of_the_characters_of_a_token() {
        for (value, token) in [
            ("Bearer aZ09-._~+/=", Some("aZ09-._~+/=")),
            ("bEARER  a ", Some("a")),
            ("Bearer  ", None),
            ("Bearer", None),
            ("Bearer a b", None),
            ("Bearer a\u{e9}", None),
            ("Bearer a,b", None),
            ("Basic  YTpi", None),
            ("a\nAuthorization:Bearer a", None),
        ] {
            let sent = with_authorization(value);
            let found = sent.bearer();
            assert_eq!(found.as_ref().ok().map(BearerToken::expose), token, "{value}");
            assert_eq!(sent.bearer_if_sent().as_ref().map(BearerToken::expose), token, "{value}");
            if let Err(refused) = found {
                let parts = refused.into_parts(sent.call());
                let is_sent = value.strip_prefix("Bearer ").is_some_and(|token| !token.trim().is_empty());
                let challenge = if is_sent { "Bearer error=\"invalid_token\"" } else { "Bearer" };
                assert_eq!(
                    (parts.status.as_u16(), parts.headers["www-authenticate"].as_bytes()),
                    (401, challenge.as_bytes()),
                    "{value}"
                );
            }
        }
        assert_eq!(get("/a/1", "").bearer().unwrap_err().status(), 401);
    }

    #[test]
    fn username_and_password_are_parted_at_the_first_colon() {
        // "ada:a:b", "ada:", "ada" and bytes that are no text, in base64.
        for (value, expected) in [
            ("Basic YWRhOmE6Yg==", Some(("ada", "a:b"))),
            ("basic YWRhOg==", Some(("ada", ""))),
            ("Basic YWRh", None),
            ("Basic /zo6", None),
            ("Basic a", None),
            ("Bearer YWRhOmE6Yg==", None),
        ] {
            let found = with_authorization(value).basic();
            let found = found.as_ref().map(|found| (found.username(), found.expose_password()));
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn the_credential_of_any_scheme_is_what_follows_its_name() {
        let found = |value: &str| with_authorization(value).authorization("Digest").map(|key| key.expose().to_owned());
        assert_eq!(found("digest  a b ").as_deref(), Some("a b"));
        assert_eq!(found("Digester a"), None);
        assert_eq!(found("Digest"), None);
        assert_eq!(found("Digest a\nAuthorization:Digest a"), None);
    }

    #[test]
    fn an_api_key_is_taken_from_its_place_alone_and_only_when_it_is_there_once() {
        for (place, name, target, headers, expected) in [
            (Location::Header, "X-Key", "/a/1", "\nx-key:secret", Some("secret")),
            (Location::Header, "X-Key", "/a/1?X-Key=secret", "\nx-kez:secret", None),
            (Location::Header, "X-Key", "/a/1", "\nx-key:secret\nx-key:secret", None),
            (Location::Header, "X-Key", "/a/1", "\nx-key:", None),
            (Location::Query, "key", "/a/1?a=b&ke%79=se%63ret+%2B", "", Some("secret +")),
            (Location::Query, "key", "/a/1?kez=secret", "\nkey:secret", None),
            (Location::Query, "key", "/a/1?key=secret&key=secret", "", None),
            (Location::Query, "key", "/a/1?key=", "", None),
            (Location::Cookie, "key", "/a/1", "\ncookie:a=b; key=secret ;c=d", Some("secret")),
            (Location::Cookie, "key", "/a/1", "\ncookie:a=b\ncookie: key=secret", Some("secret")),
            (Location::Cookie, "key", "/a/1?key=secret", "\ncookie:kez=secret", None),
            (Location::Cookie, "key", "/a/1", "\ncookie:key=secret; key=other", None),
            (Location::Cookie, "key", "/a/1", "\ncookie:key=", None),
            (Location::Path, "id", "/a/1", "", None),
            (Location::Body, "id", "/a/1", "", None),
        ] {
            let found = get(target, headers).api_key(place, name);
            assert_eq!(found.as_ref().map(ApiKey::expose), expected, "{place:?} {target} {headers}");
        }
    }

    #[test]
    fn who_proves_nothing_is_challenged_as_the_operation_says() {
        let sent = get("/a/1", "");
        let parts = sent.unauthenticated("Basic realm=\"a\"").into_parts(sent.call());
        assert_eq!(
            (parts.status.as_u16(), parts.headers["www-authenticate"].as_bytes()),
            (401, &b"Basic realm=\"a\""[..])
        );
        assert!(String::from_utf8(parts.body.to_vec()).unwrap().contains("/problems/unauthorized"));
        let parts = sent.denied(Denied::Unauthorized, "Basic realm=\"a\"").into_parts(sent.call());
        assert_eq!(
            (parts.status.as_u16(), parts.headers["www-authenticate"].as_bytes()),
            (401, &b"Basic realm=\"a\""[..])
        );
        let told = get("/a/1", "\nAuthorization:Bearer x");
        let parts = told.denied(Denied::Unauthorized, "Bearer, Basic realm=\"a Bearer\"").into_parts(told.call());
        let challenge = "Bearer error=\"invalid_token\", Basic realm=\"a Bearer\"";
        assert_eq!(parts.headers["www-authenticate"].as_bytes(), challenge.as_bytes());
        let parts = sent.denied(Denied::Forbidden { detail: "no".into() }, "Basic realm=\"a\"").into_parts(sent.call());
        assert_eq!((parts.status.as_u16(), parts.headers.get("www-authenticate")), (403, None));
    }

    #[test]
    fn an_idempotency_token_is_of_the_whole_request() {
        let rule = BodyRule::Required(&["text/plain"]);
        let token = |method: &str, target: &str, body: &str| {
            let request = format!("{method} {target}\nContent-Type:text/plain\n\n{body}");
            exchange(operation("/a/{id}", rule), request).idempotency_token(&7)
        };
        let first = token("PUT", "/a/1?b=2", "body");
        assert_eq!((first.key(), &first), ("7", &token("PUT", "/a/1?b=2", "body")));
        assert_eq!(first, IdempotencyToken::new("7".to_owned(), "PUT", "/a/1?b=2", b"body"));
        for other in [token("POST", "/a/1?b=2", "body"), token("PUT", "/a/1?b=3", "body"), token("PUT", "/a/1?b=2", "")]
        {
            assert_ne!(first.fingerprint(), other.fingerprint());
        }
    }

    #[test]
    fn what_is_signed_is_path_and_body_as_they_were_sent() {
        use crate::signature::SignatureInput::{Body, Path};
        use base64::Engine;
        use hmac::{Hmac, KeyInit, Mac};
        let rule = SignatureRule { header: "x-signature", input: &[Path, Body] };
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"secret").unwrap();
        mac.update(b"/a/%31body");
        let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        let status = |body: &str, secret: &str| {
            let request = format!("PUT /a/%31?b\nContent-Type:text/plain\nx-signature:{signature}\n\n{body}");
            let sent = exchange(operation("/a/{id}", BodyRule::Required(&["text/plain"])), request);
            sent.verify_signature(&rule, &SigningKeys::one(secret)).err().map(|refused| refused.status().as_u16())
        };
        assert_eq!(status("body", "secret"), None);
        assert_eq!(status("bodz", "secret"), Some(401));
        assert_eq!(status("body", "other"), Some(401));
    }

    #[test]
    fn no_credential_is_in_debug_output() {
        let sent = get("/a/1?key=secret", "\nAuthorization:Basic YWRhOmE6Yg==\nx-key:secret");
        let all =
            format!("{:?} {:?} {:?} {:?}", sent, sent.basic(), sent.api_key(Location::Header, "x-key"), sent.bearer());
        assert!(!all.contains("secret") && !all.contains("ada") && !all.contains("a:b"), "{all}");
    }
}
