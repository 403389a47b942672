//! An answer as bytes, before any server framework sees it.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use schema_support::Binary;
use serde::Serialize;

use crate::stream::{EventData, Events, Framing, Items, ToCome, body_of};

/// A whole answer: what goes on the wire, and what is saved to be replayed. One that streams can be sent once, and not
/// saved.
#[derive(Clone, PartialEq)]
pub struct Parts {
    /// The status.
    pub status: StatusCode,
    /// The media type of the body; `None` where there is no body.
    pub content_type: Option<HeaderValue>,
    /// Every other header that the document declares.
    pub headers: HeaderMap,
    /// The body, byte for byte; empty where it is a stream.
    pub body: Bytes,
    /// The body of an answer that is written as it comes.
    pub(crate) stream: Option<ToCome>,
}

/// A closed set of answers that a handler chooses from. The generator implements it.
pub trait Response {
    /// The answer as bytes. A handler may call it itself, to save the bytes with its change.
    fn into_parts(self) -> Parts;
}

impl Response for Parts {
    fn into_parts(self) -> Parts {
        self
    }
}

impl Parts {
    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, content_type: None, headers: HeaderMap::new(), body: Bytes::new(), stream: None }
    }

    /// An answer of these bytes.
    pub fn bytes(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { content_type: Some(header_value(media_type)), body: body.into(), ..Self::empty(status) }
    }

    /// An answer of server-sent events.
    pub fn events<D: EventData + 'static>(status: StatusCode, media_type: &'static str, events: Events<D>) -> Self {
        let stream = Some(ToCome::new(events.into_body(), true));
        Self { content_type: Some(header_value(media_type)), stream, ..Self::empty(status) }
    }

    /// An answer of these bytes, piece by piece where they are not in memory.
    pub fn binary(status: StatusCode, media_type: &'static str, binary: Binary) -> Self {
        match binary.in_memory() {
            Some(bytes) => Self::bytes(status, media_type, bytes.clone()),
            None => {
                let stream = Some(ToCome::new(body_of(&binary), false));
                Self { content_type: Some(header_value(media_type)), stream, ..Self::empty(status) }
            }
        }
    }

    /// An answer of items, as they come.
    pub fn items<T: Serialize + 'static>(
        status: StatusCode,
        media_type: &'static str,
        framing: Framing,
        items: Items<T>,
    ) -> Self {
        let stream = Some(ToCome::new(items.into_body(framing), false));
        Self { content_type: Some(header_value(media_type)), stream, ..Self::empty(status) }
    }

    /// An answer of these items. What cannot be written as JSON is answered as by [`Parts::json`].
    pub fn list<T: Serialize>(status: StatusCode, media_type: &'static str, framing: Framing, items: &[T]) -> Self {
        match items.iter().map(|item| framing.write(item)).collect::<Result<Vec<_>, _>>() {
            Ok(items) => Self::bytes(status, media_type, items.concat()),
            Err(_) => {
                tracing::error!(media_type, "an answer could not be written as JSON");
                Self::empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// An answer of this value as JSON, under a JSON media type.
    ///
    /// A value that cannot be written as JSON (generated types always can) becomes a 500 without a
    /// body, and a log line that names the media type only.
    pub fn json(status: StatusCode, media_type: &'static str, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::bytes(status, media_type, body),
            Err(_) => {
                tracing::error!(media_type, "an answer could not be written as JSON");
                Self::empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// Sets a header. A value that no header can hold (a line break) leaves it out, with a log line.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::try_from(value.to_string())) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => tracing::error!(header = name, "a header's value cannot be sent"),
        }
        self
    }
}

/// A media type as a header's value. The usual ones are checked when this is compiled, not for each answer.
fn header_value(media_type: &'static str) -> HeaderValue {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    const PROBLEM: HeaderValue = HeaderValue::from_static(crate::problem::MEDIA_TYPE);
    match media_type {
        "application/json" => JSON,
        crate::problem::MEDIA_TYPE => PROBLEM,
        other => HeaderValue::from_static(other),
    }
}

/// Without the body and the headers' values: they may be personal data.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .field("streams", &self.stream.is_some())
            .finish()
    }
}
