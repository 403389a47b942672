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

    /// An answer of these bytes, piece by piece where they are not in memory. Of a range (`image/*`) the bytes say which
    /// media type they are ([`Binary::of_type`]); where they say none in it, nothing that is declared can be answered.
    pub fn binary(status: StatusCode, media_type: &'static str, binary: Binary) -> Self {
        let Some(sent) = binary.sent_as(media_type).and_then(|sent| HeaderValue::from_str(sent).ok()) else {
            tracing::error!(media_type, "the bytes of an answer do not say which media type of the range they are");
            return Self::empty(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let parts = Self { content_type: Some(sent), ..Self::empty(status) };
        match binary.in_memory() {
            Some(bytes) => Self { body: bytes.clone(), ..parts },
            None => Self { stream: Some(ToCome::new(body_of(&binary), false)), ..parts },
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use futures::stream;
    use serde_json::json;

    use super::*;
    use crate::stream::{Data, Event};
    use crate::testing::streamed;

    /// Status, media type and body of an answer that does not stream.
    fn seen(parts: &Parts) -> (u16, Option<&str>, &str) {
        assert!(parts.stream.is_none());
        let media_type = parts.content_type.as_ref().map(|value| value.to_str().unwrap());
        (parts.status.as_u16(), media_type, std::str::from_utf8(&parts.body).unwrap())
    }

    #[test]
    fn an_answer_is_its_status_media_type_and_bytes() {
        assert_eq!(seen(&Parts::empty(StatusCode::NO_CONTENT)), (204, None, ""));
        assert_eq!(seen(&Parts::bytes(StatusCode::OK, "text/csv", "a,b").into_parts()), (200, Some("text/csv"), "a,b"));
        for media_type in ["application/json", "application/problem+json", "application/hal+json"] {
            let parts = Parts::json(StatusCode::CREATED, media_type, &json!({ "a": 1 }));
            assert_eq!(seen(&parts), (201, Some(media_type), r#"{"a":1}"#));
        }
        let lines = Parts::list(StatusCode::OK, "application/x-ndjson", Framing::Lines, &[1, 2]);
        assert_eq!(seen(&lines), (200, Some("application/x-ndjson"), "1\n2\n"));
        let sequence = Parts::list(StatusCode::OK, "application/json-seq", Framing::Sequence, &["a"]);
        assert_eq!(seen(&sequence), (200, Some("application/json-seq"), "\u{1e}\"a\"\n"));
        let small = Parts::binary(StatusCode::OK, "image/png", Binary::from("png".to_owned()));
        assert_eq!(seen(&small), (200, Some("image/png"), "png"));
    }

    #[test]
    fn bytes_of_a_range_are_answered_as_what_they_are_or_not_at_all() {
        let png = Binary::from("png".to_owned()).of_type("image/png");
        assert_eq!(seen(&Parts::binary(StatusCode::OK, "image/*", png.clone())), (200, Some("image/png"), "png"));
        assert_eq!(seen(&Parts::binary(StatusCode::OK, "video/*", png)), (500, None, ""));
    }

    #[test]
    fn what_cannot_be_written_as_json_is_a_500_without_a_body() {
        let value: BTreeMap<Vec<u8>, u8> = [(vec![1], 1)].into();
        let json = Parts::json(StatusCode::OK, "application/json", &value);
        assert_eq!(seen(&json), (500, None, ""));
        let list = Parts::list(StatusCode::OK, "application/x-ndjson", Framing::Lines, &[value]);
        assert_eq!(seen(&list), (500, None, ""));
    }

    #[test]
    fn a_header_is_set_once_and_left_out_when_nothing_can_hold_it() {
        let parts = Parts::empty(StatusCode::OK).with_header("X-Count", &7).with_header("X-Count", &8);
        assert_eq!(parts.headers.get_all("x-count").iter().collect::<Vec<_>>(), ["8"]);
        assert!(parts.with_header("X-Note", "a\nb").headers.get("x-note").is_none());
    }

    #[tokio::test]
    async fn an_answer_that_streams_has_a_media_type_and_can_be_sent_once() {
        let events = Events::new(stream::iter([Event::<Data<u8>>::new(1), Event::new(Data::Text("end".to_owned()))]));
        let items = Items::new(stream::iter([1, 2]));
        let pieces = stream::iter(["ab", "c"].map(|piece| Ok(Bytes::from(piece))));
        let binary = Binary::stream(pieces, Some(3));
        for (parts, media_type, expected) in [
            (
                Parts::events(StatusCode::ACCEPTED, "text/event-stream", events),
                "text/event-stream",
                "data: 1\n\ndata: end\n\n",
            ),
            (
                Parts::items(StatusCode::ACCEPTED, "application/jsonl", Framing::Lines, items),
                "application/jsonl",
                "1\n2\n",
            ),
            (Parts::binary(StatusCode::ACCEPTED, "image/png", binary), "image/png", "abc"),
        ] {
            assert_eq!(
                (parts.status.as_u16(), parts.content_type.as_ref().unwrap().to_str().unwrap()),
                (202, media_type)
            );
            let same = parts.clone();
            assert_eq!(same, parts);
            assert_eq!(streamed(&parts).await, (expected.to_owned(), true));
            assert!(same.stream.unwrap().take().is_none(), "a clone is the same answer");
        }
        assert_ne!(
            Parts::items(StatusCode::OK, "a/b", Framing::Lines, Items::<u8>::default()),
            Parts::items(StatusCode::OK, "a/b", Framing::Lines, Items::<u8>::default()),
            "nobody knows what will come"
        );
    }
}
