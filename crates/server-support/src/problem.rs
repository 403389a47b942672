//! Every refusal that does not come from a handler, as an RFC 9457 problem.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use schema_support::Violation;
use serde::{Serialize, Serializer};

use crate::exchange::Call;
use crate::parts::Parts;

/// The media type of every problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)+) => {
        $($(#[$doc])* pub const $name: &str = concat!("/problems/", $kind);)+
        /// The `type` of every problem that this crate answers by itself: `openapi/problems.md`
        /// explains each.
        pub const ALL: &[&str] = &[$($name),+];
    };
}

kinds! {
    /// 400: the body is not JSON at all (bad syntax, a member twice, bytes that are no UTF-8).
    MALFORMED_REQUEST = "malformed-request";
    /// 401: no bearer, or one that is not (or no longer) known.
    UNAUTHORIZED = "unauthorized";
    /// 401: the signature is missing or is not that of these bytes.
    SIGNATURE_MISMATCH = "signature-mismatch";
    /// 403: the caller is known, and may not.
    FORBIDDEN = "forbidden";
    /// 404: no such path in the document.
    NOT_FOUND = "not-found";
    /// 405: the path is in the document, and not with this method.
    METHOD_NOT_ALLOWED = "method-not-allowed";
    /// 406: no media type of the answer is acceptable to the caller.
    NOT_ACCEPTABLE = "not-acceptable";
    /// 408: the body did not arrive in time.
    REQUEST_TIMEOUT = "request-timeout";
    /// 409: the idempotency key was used for another request.
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused";
    /// 409: the first request with this idempotency key still runs.
    REQUEST_IN_FLIGHT = "request-in-flight";
    /// 413: the body is larger than the limit.
    CONTENT_TOO_LARGE = "content-too-large";
    /// 415: a media type or content coding that the document does not declare.
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type";
    /// 422: well-formed, and against the schema.
    INVALID_REQUEST = "invalid-request";
    /// 429: over the rate limit.
    RATE_LIMITED = "rate-limited";
    /// 500: our fault.
    INTERNAL_ERROR = "internal-error";
    /// 503: overloaded, out of time, shutting down, or something that is needed does not work.
    UNAVAILABLE = "unavailable";
}

/// The part of a request that a violation is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// The body; the pointer is into it.
    Body,
    /// The path; the pointer starts with the parameter's name, as in the three below.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// A refusal: a status, a kind and what is wrong, without anything that the caller sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection(Box<Content>);

#[derive(Clone, Debug, PartialEq)]
struct Content {
    status: StatusCode,
    type_uri: &'static str,
    detail: Cow<'static, str>,
    errors: Vec<(Location, Violation)>,
    headers: HeaderMap,
}

impl Rejection {
    /// A refusal of a kind: its `type` (a constant of [`crate::problem`] or one of the API's own),
    /// and what is wrong this time. Never the caller's own words: they may be personal data.
    pub fn new(status: StatusCode, type_uri: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Content {
            status,
            type_uri,
            detail: detail.into(),
            errors: Vec::new(),
            headers: HeaderMap::new(),
        }))
    }

    /// Lists what breaks the schema.
    #[must_use]
    pub fn violations(mut self, errors: Vec<(Location, Violation)>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// Sets `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after_s(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The `type`.
    pub fn type_uri(&self) -> &'static str {
        self.0.type_uri
    }

    /// The answer, for this call.
    pub fn into_parts(self, call: &Call) -> Parts {
        let content = *self.0;
        let body = Body {
            r#type: content.type_uri,
            title: title_of(content.status),
            status: content.status.as_u16(),
            detail: &content.detail,
            instance: &call.instance(),
            trace_id: call.trace_id(),
            errors: content
                .errors
                .iter()
                .map(|(location, violation)| Entry { location: *location, violation })
                .collect(),
        };
        let mut parts = Parts::json(content.status, MEDIA_TYPE, &body);
        parts.headers = content.headers;
        parts
    }

    pub(crate) fn malformed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, MALFORMED_REQUEST, detail)
    }

    pub(crate) fn unauthorized(detail: &'static str) -> Self {
        Self::challenged(UNAUTHORIZED, detail, HeaderValue::from_static(BEARER))
    }

    /// A token was sent, and is none.
    pub(crate) fn invalid_token(detail: &'static str) -> Self {
        Self::challenged(UNAUTHORIZED, detail, HeaderValue::from_static(INVALID_TOKEN))
    }

    pub(crate) fn signature_mismatch(detail: &'static str) -> Self {
        Self::challenged(SIGNATURE_MISMATCH, detail, HeaderValue::from_static(BEARER))
    }

    /// RFC 9110 section 15.5.2: a 401 always carries a challenge.
    pub(crate) fn challenged(kind: &'static str, detail: &'static str, challenge: HeaderValue) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, kind, detail).header(header::WWW_AUTHENTICATE, challenge)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, NOT_FOUND, "The path is none of the API's; mind the trailing slash.")
    }

    /// RFC 9110 section 15.5.6: a 405 always says what is allowed.
    pub(crate) fn method_not_allowed(allowed: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED, "The path has no operation with this method.")
            .header(header::ALLOW, HeaderValue::from_static(allowed))
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, INTERNAL_ERROR, "The server failed; it has noted what happened.")
    }

    pub(crate) fn unavailable(detail: &'static str, retry_after_s: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, detail).retry_after_s(retry_after_s)
    }
}

/// The status in words, as RFC 9110 has them (the `http` crate's are older for two).
fn title_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        status => status.canonical_reason().unwrap_or("Error"),
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.status.as_u16(), self.0.type_uri)
    }
}

impl std::error::Error for Rejection {}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    trace_id: uuid::Uuid,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(rename = "in")]
    location: Location,
    #[serde(flatten, serialize_with = "violation")]
    violation: &'a Violation,
}

fn violation<S: Serializer>(violation: &Violation, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;
    let mut map = serializer.serialize_map(Some(3))?;
    map.serialize_entry("pointer", &violation.pointer)?;
    map.serialize_entry("keyword", violation.keyword)?;
    map.serialize_entry("message", &violation.message)?;
    map.end()
}

/// The challenge to who has sent no bearer token.
pub(crate) const BEARER: &str = "Bearer";

/// The challenge to who has sent a bearer token that is none (RFC 6750 section 3.1).
pub(crate) const INVALID_TOKEN: &str = "Bearer error=\"invalid_token\"";

/// Why a security method lets nobody in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The token is not, or no longer, known: 401.
    Unauthorized,
    /// The caller is known and may not: 403.
    Forbidden {
        /// What the caller may not, for a person.
        detail: Cow<'static, str>,
    },
    /// The caller is over a limit: 429 with `Retry-After` and `X-RateLimit-*`.
    TooManyRequests(RateLimit),
    /// Whether the caller may cannot be told now: 503 with `Retry-After`.
    Unavailable {
        /// When to try again.
        retry_after_s: u64,
    },
}

/// A rate limit that is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// When to try again: `Retry-After`.
    pub retry_after_s: u64,
    /// Requests a window: `X-RateLimit-Limit`.
    pub limit: u64,
    /// Requests left in this window: `X-RateLimit-Remaining`.
    pub remaining: u64,
    /// Until the window is fresh again: `X-RateLimit-Reset`.
    pub reset_s: u64,
}

impl From<Denied> for Rejection {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unauthorized => Self::invalid_token("The bearer token is unknown or has expired."),
            Denied::Forbidden { detail } => Self::new(StatusCode::FORBIDDEN, FORBIDDEN, detail),
            Denied::TooManyRequests(limit) => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, RATE_LIMITED, "The rate limit is used up; see Retry-After.")
                    .retry_after_s(limit.retry_after_s)
                    .header(HeaderName::from_static("x-ratelimit-limit"), limit.limit.into())
                    .header(HeaderName::from_static("x-ratelimit-remaining"), limit.remaining.into())
                    .header(HeaderName::from_static("x-ratelimit-reset"), limit.reset_s.into())
            }
            Denied::Unavailable { retry_after_s } => {
                Self::unavailable("The caller cannot be checked now; try again.", retry_after_s)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::call;

    #[test]
    fn every_kind_has_its_section_in_the_documents_page_of_problems() {
        let page = include_str!("../../../openapi/problems.md");
        for kind in ALL {
            let heading = format!("\n## {}\n\n`{kind}`, status ", kind.trim_start_matches("/problems/"));
            assert!(page.contains(&heading), "{kind}");
        }
    }

    /// Status, `type`, and the headers by name, of a refusal.
    fn seen(rejection: Rejection) -> (u16, &'static str, Vec<(String, String)>) {
        let (status, type_uri) = (rejection.status().as_u16(), rejection.type_uri());
        let headers = rejection.into_parts(&call()).headers;
        let mut headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        headers.sort();
        (status, type_uri, headers)
    }

    fn expected(
        status: u16,
        type_uri: &'static str,
        headers: &[(&str, &str)],
    ) -> (u16, &'static str, Vec<(String, String)>) {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        (status, type_uri, headers.iter().map(owned).collect())
    }

    #[test]
    fn a_denial_says_what_the_document_declares() {
        let challenge = [("www-authenticate", "Bearer error=\"invalid_token\"")];
        assert_eq!(seen(Denied::Unauthorized.into()), expected(401, UNAUTHORIZED, &challenge));
        assert_eq!(seen(Denied::Forbidden { detail: "no".into() }.into()), expected(403, FORBIDDEN, &[]));
        let limit = RateLimit { retry_after_s: 1, limit: 2, remaining: 3, reset_s: 4 };
        let headers = [
            ("retry-after", "1"),
            ("x-ratelimit-limit", "2"),
            ("x-ratelimit-remaining", "3"),
            ("x-ratelimit-reset", "4"),
        ];
        assert_eq!(seen(Denied::TooManyRequests(limit).into()), expected(429, RATE_LIMITED, &headers));
        let unavailable = Denied::Unavailable { retry_after_s: 5 };
        assert_eq!(seen(unavailable.into()), expected(503, UNAVAILABLE, &[("retry-after", "5")]));
    }

    #[test]
    fn a_refusal_carries_the_headers_that_its_status_asks_for() {
        assert_eq!(seen(Rejection::malformed("a")), expected(400, MALFORMED_REQUEST, &[]));
        let challenge = [("www-authenticate", "Bearer")];
        assert_eq!(seen(Rejection::signature_mismatch("a")), expected(401, SIGNATURE_MISMATCH, &challenge));
        assert_eq!(seen(Rejection::not_found()), expected(404, NOT_FOUND, &[]));
        let allow = [("allow", "GET, PUT")];
        assert_eq!(seen(Rejection::method_not_allowed("GET, PUT")), expected(405, METHOD_NOT_ALLOWED, &allow));
        assert_eq!(seen(Rejection::internal()), expected(500, INTERNAL_ERROR, &[]));
        assert_eq!(seen(Rejection::unavailable("a", 7)), expected(503, UNAVAILABLE, &[("retry-after", "7")]));
    }

    #[test]
    fn a_problem_has_the_members_of_rfc_9457_and_lists_each_violation() {
        let call = call();
        let violation = |pointer: &str| Violation {
            pointer: pointer.to_owned(),
            keyword: "type",
            message: "must be a string".to_owned(),
        };
        let rejection = Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, INVALID_REQUEST, "Two things.")
            .violations(vec![(Location::Body, violation("/a")), (Location::Query, violation("/b"))]);
        assert_eq!(rejection.to_string(), "422 /problems/invalid-request");
        let parts = rejection.into_parts(&call);
        assert_eq!((parts.status.as_u16(), parts.content_type.unwrap()), (422, HeaderValue::from_static(MEDIA_TYPE)));
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&parts.body).unwrap(),
            serde_json::json!({
                "type": "/problems/invalid-request", "title": "Unprocessable Content", "status": 422,
                "detail": "Two things.", "instance": call.instance(), "trace_id": call.trace_id(),
                "errors": [
                    { "in": "body", "pointer": "/a", "keyword": "type", "message": "must be a string" },
                    { "in": "query", "pointer": "/b", "keyword": "type", "message": "must be a string" },
                ],
            })
        );
    }

    #[test]
    fn a_title_is_the_status_in_the_words_of_rfc_9110() {
        for (status, title) in
            [(404, "Not Found"), (413, "Content Too Large"), (422, "Unprocessable Content"), (599, "Error")]
        {
            let rejection = Rejection::new(StatusCode::from_u16(status).unwrap(), "/a", "a");
            let problem: serde_json::Value = serde_json::from_slice(&rejection.into_parts(&call()).body).unwrap();
            assert_eq!((&problem["title"], problem.get("errors")), (&title.into(), None));
        }
    }
}
