//! Requests as they are sent, for the tests of what reads them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use http::header::HeaderValue;
use http_body::{Body, Frame, SizeHint};
use uuid::Uuid;

use crate::exchange::{Call, Exchange, Head};
use crate::media::check_content_type;
use crate::operation::{BodyRule, Operation};
use crate::parts::Parts;
use crate::server::Limits;
use crate::upload::Upload;

/// An operation of this path and body.
pub(crate) fn operation(path: &'static str, body: BodyRule) -> &'static Operation {
    Box::leak(Box::new(Operation { id: "test", path, safe: false, body, produces: &[] }))
}

/// A call whose identifier is known.
pub(crate) fn call() -> Call {
    Call::new("test", Uuid::from_u128(0x4000_8000_0000_0000_0001), "192.0.2.1:7".parse().unwrap())
}

/// A request of this operation, past the fixed checks: a request line, headers, an empty line and the body.
pub(crate) fn exchange(operation: &'static Operation, request: impl AsRef<[u8]>) -> Exchange {
    let request = request.as_ref();
    let (head, body) = match request.windows(2).position(|two| two == b"\n\n") {
        Some(end) => (&request[..end], &request[end + 2..]),
        None => (request, &b""[..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = std::str::from_utf8(lines.next().unwrap()).unwrap();
    let (method, target) = first.split_once(' ').unwrap();
    let mut built = Request::builder().method(method).uri(target);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':').unwrap();
        built = built.header(&line[..colon], HeaderValue::from_bytes(&line[colon + 1..]).unwrap());
    }
    let (parts, ()) = built.body(()).unwrap().into_parts();
    let matched = operation.match_path(parts.uri.path()).expect("a path of the operation");
    let media_type = check_content_type(operation, &parts.headers, body.is_empty()).expect("a declared body");
    let head = Box::new(Head { parts, call: call(), matched });
    Exchange { operation, head, body: Bytes::copy_from_slice(body), media_type, upload: None }
}

/// The same request with a body that is still to be read.
pub(crate) fn with_upload(mut exchange: Exchange, body: Sent, limits: Limits) -> Exchange {
    exchange.upload = Some(Upload::new(Box::pin(crate::stream::Loud(body)), limits));
    exchange
}

/// A body that comes piece by piece.
#[derive(Default)]
pub(crate) struct Sent {
    frames: VecDeque<Result<Frame<Bytes>, std::io::Error>>,
    announced: Option<u64>,
    /// How many pieces were asked for.
    pub(crate) read: Arc<std::sync::atomic::AtomicUsize>,
}

impl Sent {
    pub(crate) fn data(mut self, data: impl Into<Bytes>) -> Self {
        self.frames.push_back(Ok(Frame::data(data.into())));
        self
    }

    pub(crate) fn trailers(mut self) -> Self {
        self.frames.push_back(Ok(Frame::trailers(http::HeaderMap::new())));
        self
    }

    pub(crate) fn broken(mut self) -> Self {
        self.frames.push_back(Err(std::io::Error::other("broken")));
        self
    }

    /// As `Content-Length` does.
    pub(crate) fn announced(self, length: u64) -> Self {
        Self { announced: Some(length), ..self }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.read.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Poll::Ready(self.frames.pop_front())
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.announced.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// All bytes of a body, and whether it came to its end.
pub(crate) async fn all_of<B: Body<Data = Bytes>>(body: B) -> (Vec<u8>, bool) {
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    loop {
        match poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
            Some(Ok(frame)) => bytes.extend(frame.into_data().ok().into_iter().flatten()),
            Some(Err(_)) => return (bytes, false),
            None => return (bytes, true),
        }
    }
}

/// The bytes of an answer that streams.
pub(crate) async fn streamed(parts: &Parts) -> (String, bool) {
    let stream = parts.stream.as_ref().and_then(|stream| stream.take()).expect("a stream that was not sent yet");
    let (bytes, whole) = all_of(stream).await;
    (String::from_utf8(bytes).unwrap(), whole)
}
