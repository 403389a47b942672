//! Answers that are written item by item: server-sent events, lines of JSON, JSON text sequences.
//!
//! A stream begins with its status and headers; from then on there is no other answer to give. What ends it early, an
//! error or a panic, closes the connection in the middle of the body, so that nobody takes a part for the whole.

use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use http_body::{Body, Frame, SizeHint};
use schema_support::Binary;
use serde::Serialize;
use sse_stream::{KeepAlive, Sse, SseBody, Timer};
use tokio::time::{Sleep, sleep};

use crate::server::InFlight;

/// Any error.
pub(crate) type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// How items are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A line each: `application/x-ndjson`, `application/jsonl`.
    Lines,
    /// A record separator before each: `application/json-seq` (RFC 7464).
    Sequence,
}

impl Framing {
    pub(crate) fn delimiter(self) -> u8 {
        match self {
            Self::Lines => b'\n',
            Self::Sequence => 0x1e,
        }
    }

    pub(crate) fn write<T: Serialize>(self, item: &T) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = Vec::new();
        if self == Self::Sequence {
            bytes.push(self.delimiter());
        }
        serde_json::to_writer(&mut bytes, item)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<D> {
    /// `id`: what a client that connects again says it has seen.
    pub id: Option<String>,
    /// `event`: its type; without one it is a `message`.
    pub event: Option<String>,
    /// `data`.
    pub data: D,
    /// `retry`: how long a client waits before it connects again.
    pub retry: Option<Duration>,
}

impl<D> Event<D> {
    /// An event of this data and nothing else.
    pub fn new(data: impl Into<D>) -> Self {
        Self { id: None, event: None, data: data.into(), retry: None }
    }

    /// With this id. Neither it nor the type can hold a line break: such an event ends the stream.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Of this type.
    #[must_use]
    pub fn of_type(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }
}

/// The data of an event that is described by a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data<T> {
    /// What the document describes.
    Json(T),
    /// No JSON at all: a word such as `[DONE]`, if the stream ends with one.
    Text(String),
}

impl<T> From<T> for Data<T> {
    fn from(value: T) -> Self {
        Self::Json(value)
    }
}

/// What the data of an event is made of: [`Data`] of a type, or `String`.
pub trait EventData {
    /// Its text.
    ///
    /// # Errors
    /// When it cannot be written as JSON; generated types always can.
    fn write(self) -> Result<String, serde_json::Error>;
}

impl EventData for String {
    fn write(self) -> Result<String, serde_json::Error> {
        Ok(self)
    }
}

impl<T: Serialize> EventData for Data<T> {
    fn write(self) -> Result<String, serde_json::Error> {
        match self {
            Self::Json(value) => serde_json::to_string(&value),
            Self::Text(text) => Ok(text),
        }
    }
}

/// A body of `text/event-stream`, written as its events come.
///
/// A comment is sent whenever nothing else was for a while, so that nothing on the way takes the connection for dead. The
/// stream is dropped when the client is gone, and ends when the server shuts down: clients connect again.
pub struct Events<D> {
    events: BoxStream<'static, Result<Event<D>, AnyError>>,
    keep_alive: Duration,
}

impl<D: 'static> Events<D> {
    /// Of these events.
    pub fn new(events: impl Stream<Item = Event<D>> + Send + 'static) -> Self {
        Self::try_new(events.map(Ok::<_, Infallible>))
    }

    /// Of these events: an error closes the connection and is not repeated in the log.
    pub fn try_new<E: Into<AnyError>>(events: impl Stream<Item = Result<Event<D>, E>> + Send + 'static) -> Self {
        Self { events: events.map(|event| event.map_err(Into::into)).boxed(), keep_alive: Duration::from_secs(15) }
    }

    /// Sends a comment after so long without an event (15 seconds unless told).
    #[must_use]
    pub fn keep_alive(mut self, after: Duration) -> Self {
        self.keep_alive = after;
        self
    }
}

/// No events at all.
impl<D: Send + 'static> Default for Events<D> {
    fn default() -> Self {
        Self::new(futures::stream::empty())
    }
}

impl<D: EventData + 'static> Events<D> {
    pub(crate) fn into_body(self) -> AnyBody {
        let blocks = self.events.map(|event| {
            let Event { id, event, data, retry } = event?;
            let retry = retry.map(|retry| u64::try_from(retry.as_millis()).unwrap_or(u64::MAX));
            Ok::<_, AnyError>(Sse { id, event, data: Some(data.write()?), retry })
        });
        let body = SseBody::new(blocks).with_keep_alive::<AfterAWhile>(KeepAlive::new().interval(self.keep_alive));
        Box::pin(Loud(body))
    }
}

impl<D> fmt::Debug for Events<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("keep_alive", &self.keep_alive).finish_non_exhaustive()
    }
}

/// A body of items of JSON, written as they come. The stream is dropped when the client is gone.
pub struct Items<T> {
    items: BoxStream<'static, Result<T, AnyError>>,
}

impl<T: 'static> Items<T> {
    /// Of these items.
    pub fn new(items: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::try_new(items.map(Ok::<_, Infallible>))
    }

    /// Of these items: an error closes the connection and is not repeated in the log.
    pub fn try_new<E: Into<AnyError>>(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self {
        Self { items: items.map(|item| item.map_err(Into::into)).boxed() }
    }
}

/// No items at all.
impl<T: Send + 'static> Default for Items<T> {
    fn default() -> Self {
        Self::new(futures::stream::empty())
    }
}

impl<T: Serialize + 'static> Items<T> {
    pub(crate) fn into_body(self, framing: Framing) -> AnyBody {
        let pieces = self.items.map(move |item| Ok(Bytes::from(framing.write(&item?)?))).boxed();
        Box::pin(Pieces { pieces, length: None })
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

pub(crate) type AnyBody = Pin<Box<dyn Body<Data = Bytes, Error = AnyError> + Send>>;

/// Bytes as a body.
pub(crate) fn body_of(binary: &Binary) -> AnyBody {
    let length = binary.length();
    Box::pin(Pieces { pieces: binary.pieces().map(|piece| Ok(piece?)).boxed(), length })
}

/// A stream as a body.
struct Pieces {
    pieces: BoxStream<'static, Result<Bytes, AnyError>>,
    /// How long it is, where that is known.
    length: Option<u64>,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = AnyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, AnyError>>> {
        self.pieces.as_mut().poll_next(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A body whose errors are anything.
pub(crate) struct Loud<B>(pub(crate) B);

impl<B: Body<Data = Bytes, Error: Into<AnyError>> + Unpin> Body for Loud<B> {
    type Data = Bytes;
    type Error = AnyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, AnyError>>> {
        Pin::new(&mut self.0).poll_frame(cx).map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }
}

/// tokio's clock for keep-alive comments.
struct AfterAWhile(Pin<Box<Sleep>>);

impl Future for AfterAWhile {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl Timer for AfterAWhile {
    fn reset(mut self: Pin<&mut Self>, instant: Instant) {
        self.0.as_mut().reset(instant.into());
    }

    fn from_duration(duration: Duration) -> Self {
        Self(Box::pin(sleep(duration)))
    }
}

/// The body of an answer that is still to come. It can be sent once: clones are the same one.
#[derive(Clone)]
pub(crate) struct ToCome(Arc<Mutex<Option<Running>>>);

impl ToCome {
    /// `resumable`: its reader comes again by itself, so that it may end when the server does.
    pub(crate) fn new(body: AnyBody, resumable: bool) -> Self {
        let running = Running { body: Mutex::new(body), resumable, closing: None, _in_flight: None };
        Self(Arc::new(Mutex::new(Some(running))))
    }

    fn with(&self, change: impl FnOnce(&mut Running)) {
        if let Some(running) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            change(running);
        }
    }

    /// Counts as a request that runs until it has ended; ends with `closing` if it may.
    pub(crate) fn count(&self, in_flight: InFlight) {
        self.with(|running| {
            if running.resumable {
                running.closing = Some(Box::pin(in_flight.closing()));
            }
            running._in_flight = Some(in_flight);
        });
    }

    /// The body; `None` when it is sent already.
    pub(crate) fn take(&self) -> Option<Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl PartialEq for ToCome {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A body that is being sent.
pub(crate) struct Running {
    /// `Mutex` makes it shareable, which dropshot asks for: nobody ever waits for it.
    body: Mutex<AnyBody>,
    resumable: bool,
    closing: Option<Pin<Box<dyn Future<Output = ()> + Send + Sync>>>,
    _in_flight: Option<InFlight>,
}

/// Why a stream ended early.
#[derive(Debug, thiserror::Error)]
#[error("the stream ended early")]
pub(crate) struct EndedEarly;

impl Body for Running {
    type Data = Bytes;
    type Error = EndedEarly;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, EndedEarly>>> {
        if let Some(closing) = &mut self.closing
            && closing.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(None);
        }
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        // Neither what a panic says nor what an error does: both may be personal data.
        match catch_unwind(AssertUnwindSafe(|| body.as_mut().poll_frame(cx))) {
            Ok(Poll::Ready(Some(Err(_error)))) => {
                tracing::error!("a stream ended with an error");
                Poll::Ready(Some(Err(EndedEarly)))
            }
            Ok(poll) => poll.map(|frame| frame.map(|frame| frame.map_err(|_| EndedEarly))),
            Err(_payload) => {
                tracing::error!("a stream panicked");
                Poll::Ready(Some(Err(EndedEarly)))
            }
        }
    }

    /// Asked for once, before anything is sent.
    fn size_hint(&self) -> SizeHint {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body::Body as _;

    use super::*;
    use crate::testing::all_of;

    /// Of an answer's body: its text, and whether it came to its end.
    async fn text_of(body: AnyBody) -> (String, bool) {
        let (bytes, whole) = all_of(body).await;
        (String::from_utf8(bytes).unwrap(), whole)
    }

    #[tokio::test]
    async fn an_event_has_the_fields_that_were_given_and_no_others() {
        let events = Events::new(stream::iter([
            Event::new("a\nb"),
            Event::new("").with_id("7").of_type("tick"),
            Event { retry: Some(Duration::from_millis(1500)), ..Event::<String>::new("c") },
        ]));
        let (text, whole) = text_of(events.into_body()).await;
        let mut blocks = text.split_terminator("\n\n").map(|block| block.split('\n').collect::<Vec<_>>());
        assert_eq!(blocks.next(), Some(vec!["data: a", "data: b"]));
        let mut second = blocks.next().unwrap();
        second.sort_unstable();
        assert_eq!(second.iter().map(|line| line.trim_end()).collect::<Vec<_>>(), ["data:", "event: tick", "id: 7"]);
        let mut third = blocks.next().unwrap();
        third.sort_unstable();
        assert_eq!((third, blocks.next(), whole), (vec!["data: c", "retry: 1500"], None, true));
    }

    #[tokio::test]
    async fn no_events_and_no_items_are_an_end_at_once() {
        assert_eq!(text_of(Events::<String>::default().into_body()).await, (String::new(), true));
        assert_eq!(text_of(Items::<u8>::default().into_body(Framing::Lines)).await, (String::new(), true));
    }

    #[tokio::test]
    async fn a_quiet_stream_sends_a_comment_each_time_so_long_has_passed() {
        const QUIET: Duration = Duration::from_millis(30);
        let events = stream::iter([Event::<String>::new("a")]).chain(stream::pending());
        let mut body = Events::new(events).keep_alive(QUIET).into_body();
        let mut next = async || {
            let frame = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await;
            String::from_utf8(frame.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
        };
        assert_eq!(next().await, "data: a\n\n");
        let started = Instant::now();
        for count in 1..=3 {
            assert!(next().await.starts_with(':'), "a comment");
            assert!(started.elapsed() >= QUIET * count - Duration::from_millis(5), "{count}: {:?}", started.elapsed());
        }
    }

    #[tokio::test]
    async fn an_error_ends_a_stream_in_the_middle_and_is_not_told() {
        let items = stream::iter([Ok(1), Err("secret"), Ok(2)]);
        let body = Items::try_new(items).into_body(Framing::Sequence);
        let mut running = ToCome::new(body, false).take().unwrap();
        let mut next = async || std::future::poll_fn(|cx| Pin::new(&mut running).poll_frame(cx)).await.unwrap();
        assert_eq!(next().await.unwrap().into_data().unwrap(), "\u{1e}1\n");
        assert_eq!(next().await.unwrap_err().to_string(), "the stream ended early");
    }

    #[test]
    fn a_length_is_announced_where_it_is_known() {
        let length = |binary: &Binary| ToCome::new(body_of(binary), false).take().unwrap().size_hint().exact();
        assert_eq!(length(&Binary::from("abc".to_owned())), Some(3));
        assert_eq!(length(&Binary::stream(stream::empty(), Some(7))), Some(7));
        assert_eq!(length(&Binary::stream(stream::empty(), None)), None);
    }
}
