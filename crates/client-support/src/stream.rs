//! Answers that come item by item: server-sent events, lines of JSON, JSON text sequences.
//!
//! Decoded as their bytes arrive, tolerantly, in memory that is bounded by the largest item that is allowed.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use schema_support::{Decode, Refusal, Violation, from_slice_tolerant};
use sse_stream::SseByteStream;
use tokio_util::codec::{AnyDelimiterCodec, AnyDelimiterCodecError, FramedRead};
use tokio_util::io::StreamReader;

/// Why an item of a stream cannot be had.
///
/// After [`StreamError::Malformed`] and [`StreamError::Invalid`] the stream goes on with the next item; after the others it
/// has ended.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The connection broke: the server has not said that this is all.
    #[error("the stream broke off")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// An item is larger than the session's largest answer.
    #[error("an item of the stream is too large")]
    TooLarge,
    /// An item is not JSON, or not text.
    #[error("an item of the stream cannot be read: {0}")]
    Malformed(String),
    /// An item is not what the document says.
    #[error("an item of the stream is against its schema")]
    Invalid(Vec<Violation>),
}

/// How items are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A line each: `application/x-ndjson`, `application/jsonl`.
    Lines,
    /// A record separator before each: `application/json-seq` (RFC 7464).
    Sequence,
}

impl Framing {
    fn delimiter(self) -> u8 {
        match self {
            Self::Lines => b'\n',
            Self::Sequence => 0x1e,
        }
    }

    /// Items as they are sent.
    pub(crate) fn write<T: serde::Serialize>(self, items: &[T]) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = Vec::new();
        for item in items {
            if self == Self::Sequence {
                bytes.push(self.delimiter());
            }
            serde_json::to_writer(&mut bytes, item)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }
}

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<D> {
    /// `id`, where the event has one.
    pub id: Option<String>,
    /// `event`: its type; without one it is a `message`.
    pub event: Option<String>,
    /// `data`, its lines joined.
    pub data: D,
    /// `retry`: how long to wait before connecting again.
    pub retry: Option<Duration>,
}

/// The data of an event that is described by a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data<T> {
    /// What the document describes.
    Json(T),
    /// No JSON at all: many streams end with a word such as `[DONE]`.
    Text(String),
}

impl<T> Data<T> {
    /// What the document describes, if it is that.
    pub fn json(self) -> Option<T> {
        match self {
            Self::Json(value) => Some(value),
            Self::Text(_) => None,
        }
    }
}

/// What the data of an event is read as: [`Data`] of a type, or `String`.
pub trait EventData: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`StreamError::Invalid`] when it is JSON of another schema.
    fn read(text: String) -> Result<Self, StreamError>;
}

impl EventData for String {
    fn read(text: String) -> Result<Self, StreamError> {
        Ok(text)
    }
}

impl<T: Decode> EventData for Data<T> {
    fn read(text: String) -> Result<Self, StreamError> {
        match from_slice_tolerant(text.as_bytes()) {
            Ok(value) => Ok(Self::Json(value)),
            Err(Refusal::Malformed(_)) => Ok(Self::Text(text)),
            Err(Refusal::Invalid(violations)) => Err(StreamError::Invalid(violations)),
        }
    }
}

type Pieces = BoxStream<'static, Result<Bytes, Cut>>;

/// Why bytes end before the stream does.
#[derive(Debug, thiserror::Error)]
enum Cut {
    #[error(transparent)]
    Broken(Box<dyn std::error::Error + Send + Sync>),
    #[error("too large")]
    TooLarge,
}

impl From<Cut> for StreamError {
    fn from(cut: Cut) -> Self {
        match cut {
            Cut::Broken(error) => Self::Broken(error),
            Cut::TooLarge => Self::TooLarge,
        }
    }
}

/// Server-sent events as they come; comments and blocks without data are passed over. Dropping it closes the connection.
///
/// Nothing connects again by itself: do so after [`Events::retry`], with [`Events::last_event_id`] where the document has
/// a parameter for it.
pub struct Events<D> {
    blocks: Pin<Box<SseByteStream<Pieces>>>,
    last_event_id: Option<String>,
    retry: Option<Duration>,
    data: std::marker::PhantomData<fn() -> D>,
}

impl<D> Events<D> {
    /// Of an answer's bytes; `max_bytes` is the largest event.
    pub(crate) fn new<E>(bytes: impl Stream<Item = Result<Bytes, E>> + Send + 'static, max_bytes: usize) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let lines = bytes.flat_map(|piece| match piece {
            Ok(piece) => stream::iter(lines(piece)).map(Ok).left_stream(),
            Err(error) => stream::iter([Err(Cut::Broken(error.into()))]).right_stream(),
        });
        let mut block = Block { bytes: 0, at_line_start: true, after_return: false };
        let lines = lines.map(move |line| match line {
            Ok(line) if block.add(&line) > max_bytes => Err(Cut::TooLarge),
            line => line,
        });
        Self {
            blocks: Box::pin(SseByteStream::new(lines.boxed())),
            last_event_id: None,
            retry: None,
            data: std::marker::PhantomData,
        }
    }

    /// The last `id` that came.
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref()
    }

    /// The last `retry` that came.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }
}

/// Each line with its end, or what there is of it.
fn lines(mut piece: Bytes) -> impl Iterator<Item = Bytes> {
    std::iter::from_fn(move || {
        let end = piece.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(piece.len(), |at| at + 1);
        Some(piece.split_to(end)).filter(|line| !line.is_empty())
    })
}

/// How many bytes a block of events has so far. An empty line ends it, be it an event or comments only.
struct Block {
    bytes: usize,
    at_line_start: bool,
    after_return: bool,
}

impl Block {
    /// Adds a line, or a part of it. The end of a line counts as one byte, also where it has two.
    fn add(&mut self, line: &[u8]) -> usize {
        if self.after_return && line == b"\n" {
            self.after_return = false;
            return self.bytes;
        }
        let bytes = self.bytes + line.len();
        let is_empty = self.at_line_start && matches!(line, b"\n" | b"\r");
        self.bytes = if is_empty { 0 } else { bytes };
        self.after_return = line.ends_with(b"\r");
        self.at_line_start = self.after_return || line.ends_with(b"\n");
        bytes
    }
}

impl<D: EventData> Stream for Events<D> {
    type Item = Result<Event<D>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let block = match ready!(self.blocks.as_mut().poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Ok(block)) => block,
                Some(Err(sse_stream::Error::Body(cut))) => {
                    let error = match cut.downcast::<Cut>() {
                        Ok(cut) => (*cut).into(),
                        Err(error) => StreamError::Broken(error),
                    };
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(StreamError::Broken(error.into())))),
            };
            let retry = block.retry.map(Duration::from_millis);
            self.retry = retry.or(self.retry);
            if let Some(id) = &block.id {
                self.last_event_id = Some(id.clone()).filter(|id| !id.is_empty());
            }
            if let Some(data) = block.data {
                let event = D::read(data).map(|data| Event { id: block.id, event: block.event, data, retry });
                return Poll::Ready(Some(event));
            }
        }
    }
}

impl<D> fmt::Debug for Events<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

type Reader = StreamReader<BoxStream<'static, std::io::Result<Bytes>>, Bytes>;

/// Items of JSON as they come. Dropping it closes the connection.
pub struct Items<T> {
    frames: Pin<Box<FramedRead<Reader, AnyDelimiterCodec>>>,
    item: std::marker::PhantomData<fn() -> T>,
}

impl<T> Items<T> {
    /// Of an answer's bytes; `max_bytes` is the largest item.
    pub(crate) fn new<E>(
        bytes: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        framing: Framing,
        max_bytes: usize,
    ) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let bytes = bytes.map(|piece| piece.map_err(std::io::Error::other)).boxed();
        let codec = AnyDelimiterCodec::new_with_max_length(vec![framing.delimiter()], Vec::new(), max_bytes);
        Self { frames: Box::pin(FramedRead::new(StreamReader::new(bytes), codec)), item: std::marker::PhantomData }
    }
}

impl<T: Decode> Stream for Items<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = match ready!(self.frames.as_mut().poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Ok(frame)) => frame,
                Some(Err(AnyDelimiterCodecError::MaxChunkLengthExceeded)) => {
                    return Poll::Ready(Some(Err(StreamError::TooLarge)));
                }
                Some(Err(AnyDelimiterCodecError::Io(error))) => {
                    let error = match error.kind() {
                        std::io::ErrorKind::Other => error.into_inner().unwrap_or_else(|| "no reason is known".into()),
                        _ => error.into(),
                    };
                    return Poll::Ready(Some(Err(StreamError::Broken(error))));
                }
            };
            if frame.trim_ascii().is_empty() {
                continue;
            }
            return Poll::Ready(Some(from_slice_tolerant(&frame).map_err(|refusal| match refusal {
                Refusal::Malformed(error) => StreamError::Malformed(error.to_string()),
                Refusal::Invalid(violations) => StreamError::Invalid(violations),
            })));
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

/// All items of a whole body.
pub(crate) fn read_all<T: Decode>(body: &[u8], framing: Framing) -> Result<Vec<T>, String> {
    let items = body.split(|byte| *byte == framing.delimiter()).filter(|item| !item.trim_ascii().is_empty());
    let read = items.map(|item| {
        from_slice_tolerant(item).map_err(|refusal| match refusal {
            Refusal::Malformed(error) => format!("an item of it is not JSON: {error}"),
            Refusal::Invalid(violations) => crate::answer::in_words("an item of it", &violations),
        })
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These pieces, and an error for each `!`.
    fn arriving(pieces: &[&'static str]) -> impl Stream<Item = std::io::Result<Bytes>> + Send + use<> {
        stream::iter(pieces.to_vec()).map(|piece| match piece {
            "!" => Err(std::io::Error::other("gone")),
            piece => Ok(Bytes::from(piece)),
        })
    }

    /// What comes of these pieces.
    async fn events(pieces: &[&'static str], max_bytes: usize) -> Vec<String> {
        let mut events = Events::<Data<i64>>::new(arriving(pieces), max_bytes);
        let mut found = Vec::new();
        while let Some(event) = events.next().await {
            found.push(match event {
                Ok(event) => format!("{:?} {:?} {:?} {:?}", event.id, event.event, event.data, event.retry),
                Err(error) => error.to_string(),
            });
        }
        found.push(format!("{:?}", events.last_event_id()));
        found
    }

    async fn items(pieces: &[&'static str], framing: Framing, max_bytes: usize) -> Vec<String> {
        let items = Items::<i64>::new(arriving(pieces), framing, max_bytes);
        items.map(|item| item.map_or_else(|error| error.to_string(), |item| item.to_string())).collect().await
    }

    #[tokio::test]
    async fn events_are_read_however_their_bytes_are_cut() {
        let text = "\u{feff}: hello\n\nid: 7\nevent: tick\nretry: 250\ndata: 1\n\ndata: [DONE]\r\n\r\nid: 8\n\ndata: \"x\"\n\ndata:2\n\ndata: 3";
        let whole = events(&[text], 1000).await;
        assert_eq!(
            whole,
            [
                "Some(\"7\") Some(\"tick\") Json(1) Some(250ms)",
                "None None Text(\"[DONE]\") None",
                "an item of the stream is against its schema",
                "None None Json(2) None",
                "Some(\"8\")",
            ]
        );
        for cut in (0..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            assert_eq!(events(&[&text[..cut], &text[cut..]], 1000).await, whole, "cut at {cut}");
        }
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off_says_so_and_what_is_too_large_is_not_kept() {
        assert_eq!(events(&["data: 1\n\n", "!"], 100).await[1], "the stream broke off");
        let long = ["data: 1\n\n", "data: 222222222222", "222222222222\n\n"];
        assert_eq!(events(&long, 30).await[1], "an item of the stream is too large");
        assert_eq!(events(&long, 30).await.len(), 3, "nothing comes after it");
        assert_eq!(events(&["data: 1\n\n"; 30], 30).await.len(), 31, "it is the event that counts, not the stream");
        assert_eq!(items(&["1\n", "!"], Framing::Lines, 100).await, ["1", "the stream broke off"]);
        assert_eq!(
            items(&["1\n2222222", "222\n"], Framing::Lines, 8).await,
            ["1", "an item of the stream is too large"]
        );
    }

    #[tokio::test]
    async fn an_event_is_as_large_as_its_bytes_however_they_are_cut_and_comments_are_none_of_it() {
        // The end of a line is one byte of an event, whichever it is.
        let [seven, eight] = ["data: 1|data: 2||", "data: 1|data: 23||"];
        let comments = ": still here||".repeat(9);
        for line_end in ["\n", "\r", "\r\n"] {
            let text = format!("{comments}{seven}{comments}{seven}{comments}{eight}{seven}").replace('|', line_end);
            let text: &'static str = text.leak();
            let two_and_no_more = ["None None Text(\"1\\n2\") None", "None None Text(\"1\\n2\") None"];
            for cut in 0..text.len() {
                let found = events(&[&text[..cut], &text[cut..]], 17).await;
                assert_eq!(found[..2], two_and_no_more, "{line_end:?} cut at {cut}");
                assert_eq!(found[2..], ["an item of the stream is too large", "None"], "{line_end:?} cut at {cut}");
            }
        }
    }

    #[tokio::test]
    async fn ids_and_delays_are_kept_and_an_empty_id_takes_them_back() {
        let bytes = arriving(&["id: 7\n\nretry: 250\n\n", "data: a\n\n", "id\ndata: b\n\n"]);
        let mut events = Events::<String>::new(bytes, 100);
        assert_eq!((events.last_event_id(), events.retry()), (None, None));
        let first = events.next().await.unwrap().unwrap();
        assert_eq!(first, Event { id: None, event: None, data: "a".to_owned(), retry: None });
        assert_eq!((events.last_event_id(), events.retry()), (Some("7"), Some(Duration::from_millis(250))));
        assert_eq!(events.next().await.unwrap().unwrap().id.as_deref(), Some(""));
        assert_eq!((events.last_event_id(), events.retry()), (None, Some(Duration::from_millis(250))));
    }

    #[test]
    fn data_is_json_of_the_schema_or_text_that_is_no_json() {
        let read = <Data<i64> as EventData>::read;
        assert_eq!(read("1".to_owned()).unwrap().json(), Some(1));
        assert_eq!(read("[DONE]".to_owned()).unwrap().json(), None);
        assert!(matches!(read("true".to_owned()), Err(StreamError::Invalid(_))));
    }

    #[tokio::test]
    async fn items_are_lines_or_records() {
        let bad = "an item of the stream is against its schema";
        assert_eq!(items(&["1\r\n\n \n2", "2\n\"x\"\n3"], Framing::Lines, 100).await, ["1", "22", bad, "3"]);
        assert_eq!(items(&["\u{1e}1\n\u{1e}", "2\n"], Framing::Sequence, 100).await, ["1", "2"]);
        let broken = items(&["1\n{\n2\n"], Framing::Lines, 100).await;
        assert!(broken[1].starts_with("an item of the stream cannot be read") && broken[2] == "2", "{broken:?}");
        assert_eq!(read_all::<i64>(b"1\n2\n", Framing::Lines), Ok(vec![1, 2]));
        assert_eq!(Framing::Sequence.write(&[1, 2]).unwrap(), b"\x1e1\n\x1e2\n");
    }
}
