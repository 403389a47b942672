//! The pipeline around every operation.

use std::any::type_name;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::body::{self, Read};
use crate::exchange::{Call, Exchange, Head};
use crate::media::{check_accept, check_content_type};
use crate::operation::Operation;
use crate::parts::Parts;
use crate::problem::{self, Rejection};
use crate::stream::{AnyError, Loud};
use crate::upload::Upload;

/// What a server bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A larger body is a 413. Of an upload, this is for all that is no file.
    pub body_max_bytes: usize,
    /// A larger upload is a 413: `multipart/form-data`, and bodies that are bytes.
    pub upload_max_bytes: usize,
    /// A file of an upload that is larger than this is kept in a temporary file rather than in memory.
    pub spool_after_bytes: usize,
    /// A body that takes longer to arrive is a 408; of an upload, each piece.
    pub body_read_timeout: Duration,
    /// An answer that takes longer is a 503; what is not safe goes on without its caller. While an upload comes in, the
    /// clock begins anew with each piece; once an answer that streams has begun, it stands still.
    pub handler_timeout: Duration,
    /// More requests that run at once are a 503 each, and so is a body that is not there with its head while so many others
    /// are still on their way: who sends slowly does not keep out who does not.
    pub max_in_flight: usize,
    /// What `Retry-After` says on every 503 of this crate.
    pub retry_after_s: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_max_bytes: 64 * 1024,
            upload_max_bytes: 64 * 1024 * 1024,
            spool_after_bytes: 256 * 1024,
            body_read_timeout: Duration::from_secs(10),
            handler_timeout: Duration::from_secs(30),
            max_in_flight: 1024,
            retry_after_s: 1,
        }
    }
}

/// An implementation of a generated trait together with the limits it is served under.
///
/// The context of the generated dropshot mount. Clones are the same server.
pub struct Server<A> {
    api: Arc<A>,
    state: Arc<State>,
}

struct State {
    limits: Limits,
    /// All requests, from their head to their answer.
    in_flight: AtomicUsize,
    /// Those whose body is still on its way.
    arriving: AtomicUsize,
    /// Those that run.
    running: AtomicUsize,
    shutting_down: AtomicBool,
    emptied: Notify,
    /// Tells streams to end.
    closing: Arc<Notify>,
}

/// A request before its body is read.
pub(crate) struct Incoming<B> {
    pub(crate) head: Box<Head>,
    pub(crate) body: B,
}

impl<A: Send + Sync + 'static> Server<A> {
    /// Serves `api` under `limits`.
    pub fn new(api: A, limits: Limits) -> Self {
        let state = State {
            limits,
            in_flight: AtomicUsize::new(0),
            arriving: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            shutting_down: AtomicBool::new(false),
            emptied: Notify::new(),
            closing: Arc::default(),
        };
        Self { api: Arc::new(api), state: Arc::new(state) }
    }

    /// The implementation.
    pub fn api(&self) -> &Arc<A> {
        &self.api
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.state.limits
    }

    /// From now on every new request is a 503 that asks to come back; those that run go on.
    pub fn shut_down(&self) {
        self.state.shutting_down.store(true, Ordering::SeqCst);
        self.state.closing.notify_waiters();
        self.state.notify_if_empty();
    }

    /// How many requests there are, those whose body is on its way and those that go on without their caller included.
    pub fn in_flight(&self) -> usize {
        self.state.in_flight.load(Ordering::SeqCst)
    }

    /// Waits, after [`Server::shut_down`], until nothing runs any more.
    ///
    /// The last thing to do before a process ends: the HTTP server itself does not know of the
    /// requests that go on without their caller.
    pub async fn idle(&self) {
        loop {
            let emptied = self.state.emptied.notified();
            if self.in_flight() == 0 {
                return;
            }
            emptied.await;
        }
    }

    /// Runs the fixed checks, then `run`, and turns whatever comes of it into an answer.
    pub(crate) async fn answer<B, F, Fut>(
        &self,
        operation: &'static Operation,
        uploads: &'static [&'static str],
        mut incoming: Incoming<B>,
        run: F,
    ) -> Parts
    where
        B: http_body::Body<Data = Bytes, Error: Into<AnyError>> + Send + 'static,
        F: FnOnce(Arc<A>, Exchange) -> Fut,
        Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static,
    {
        let started = Instant::now();
        incoming.head.call.of_operation(operation.id);
        let call = incoming.head.call.clone();
        let is_head = incoming.head.parts.method == Method::HEAD;
        let mut parts = match self.check_and_run(operation, uploads, incoming, &call, run).await {
            Ok(parts) => parts,
            Err(rejection) => rejection.into_parts(&call),
        };
        leave_framing(&mut parts.headers, is_head);
        log(&call, operation.path, parts.status, started);
        parts
    }

    /// The answer to a path that is none of the document's.
    pub(crate) fn unknown_path<B>(&self, incoming: &Incoming<B>) -> Parts {
        let call = &incoming.head.call;
        log(call, "", StatusCode::NOT_FOUND, Instant::now());
        Rejection::not_found().into_parts(call)
    }

    /// The answer to a path that has other methods in the document.
    pub(crate) fn other_method<B>(&self, incoming: &Incoming<B>, allowed: &'static str) -> Parts {
        let call = &incoming.head.call;
        log(call, "", StatusCode::METHOD_NOT_ALLOWED, Instant::now());
        Rejection::method_not_allowed(allowed).into_parts(call)
    }

    async fn check_and_run<B, F, Fut>(
        &self,
        operation: &'static Operation,
        uploads: &'static [&'static str],
        incoming: Incoming<B>,
        call: &Call,
        run: F,
    ) -> Result<Parts, Rejection>
    where
        B: http_body::Body<Data = Bytes, Error: Into<AnyError>> + Send + 'static,
        F: FnOnce(Arc<A>, Exchange) -> Fut,
        Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static,
    {
        let limits = &self.state.limits;
        let Incoming { mut head, body } = incoming;
        let entered = match operation.match_path(head.parts.uri.path()) {
            Some(matched) => {
                head.matched = matched;
                self.state.enter()
            }
            None => Err(Rejection::not_found()),
        };
        let sent = &head.parts;
        let is_upload = !uploads.is_empty()
            && !body.is_end_stream()
            && check_content_type(operation, &sent.headers, false)
                .is_ok_and(|media_type| media_type.is_some_and(|media_type| uploads.contains(&media_type)));
        let limit = if is_upload { limits.upload_max_bytes } else { limits.body_max_bytes };
        let fits = body.size_hint().exact().is_none_or(|announced| announced <= limit as u64);
        let handed_over = is_upload && fits;
        // The handler reads an upload itself: it runs from here on.
        let entered = if handed_over { entered.and_then(InFlight::run) } else { entered };
        let waits = sent.headers.contains_key(header::EXPECT);
        let in_flight = match entered {
            Ok(in_flight) => in_flight,
            // An unread body would cost its sender the connection, and often the answer with it.
            Err(rejection) => return Err(if self.drain(body, waits).await { rejection } else { closing(rejection) }),
        };
        let (in_flight, body, upload) = if handed_over {
            (in_flight, Bytes::new(), Some(Upload::new(Box::pin(Loud(Box::pin(body))), *limits)))
        } else {
            let body = match self.state.arrived(body::read(body, &sent.headers, limit)).await? {
                Some(Read::Whole(body)) => body,
                Some(Read::TooLarge { drained }) => return Err(too_large(limit, drained)),
                Some(Read::Broken) => return Err(closing(Rejection::malformed("The body broke off."))),
                None => {
                    let detail = "The body did not arrive in time.";
                    return Err(closing(Rejection::new(StatusCode::REQUEST_TIMEOUT, problem::REQUEST_TIMEOUT, detail)));
                }
            };
            (in_flight.run()?, body, None)
        };
        let empty = upload.is_none() && body.is_empty();
        let media_type = check_content_type(operation, &sent.headers, empty)?;
        check_accept(operation, &sent.headers)?;

        let exchange = Exchange { operation, head, body, media_type, upload: upload.clone() };
        let mut running = Running {
            work: Some(Work { future: Box::pin(run(Arc::clone(&self.api), exchange)), in_flight: Some(in_flight) }),
            detaches: !operation.safe,
        };
        let outcome = match &upload {
            None => within(limits.handler_timeout, &mut running).await,
            // In boxes, as its end is: every other request's future would be larger for them.
            Some(upload) => Box::pin(upload.within(limits.handler_timeout, &mut running)).await,
        };
        let result = match outcome {
            Some(Ok((result, in_flight))) => {
                // A stream has only begun.
                if let (Ok(Parts { stream: Some(stream), .. }), Some(in_flight)) = (&result, in_flight) {
                    stream.count(in_flight);
                }
                result
            }
            Some(Err(Panicked)) => {
                // The payload of a panic may hold anything, personal data too: it stays out.
                tracing::error!(operation = operation.id, trace_id = %call.trace_id(), "the handler panicked");
                Err(Rejection::internal())
            }
            None => {
                tracing::warn!(operation = operation.id, trace_id = %call.trace_id(), "the handler timed out");
                let detail =
                    "The answer was not ready in time; ask again with the same idempotency key, if there is one.";
                Err(Rejection::unavailable(detail, limits.retry_after_s))
            }
        };
        match upload {
            None => result,
            Some(upload) => Box::pin(self.leave_usable(&upload, waits, result)).await,
        }
    }

    /// Reads what is left of a body that nobody wants, if it is little, and keeps nothing of it. Whether the connection can
    /// go on.
    async fn drain<B: http_body::Body<Data = Bytes>>(&self, body: B, waits: bool) -> bool {
        if body.is_end_stream() {
            return true;
        }
        // A client that waits for 100 (Continue) has sent nothing yet: asking for it would only waste it.
        if waits {
            return false;
        }
        let headers = HeaderMap::new();
        let rest = within(self.state.limits.body_read_timeout, body::read(body, &headers, 0));
        matches!(rest.await, Some(Read::Whole(_) | Read::TooLarge { drained: true }))
    }

    /// An upload that was not read to its end: what is little is read now, else the connection is closed.
    async fn leave_usable(
        &self,
        upload: &Upload,
        waits: bool,
        result: Result<Parts, Rejection>,
    ) -> Result<Parts, Rejection> {
        if let Some(body) = upload.take() {
            if self.drain(body, waits).await {
                return result;
            }
        } else if upload.was_read() {
            return result;
        }
        match result {
            Ok(mut parts) => {
                parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
                Ok(parts)
            }
            Err(rejection) => Err(closing(rejection)),
        }
    }
}

/// Takes out the headers that frame a message (RFC 9112 section 6), which a document may declare and a handler give: HTTP
/// writes them after the body that there is, and another length would break the connection. Only the answer to HEAD has
/// the length of a body that is not there.
fn leave_framing(headers: &mut HeaderMap, is_head: bool) {
    headers.remove(header::TRANSFER_ENCODING);
    let is_length = |value: &HeaderValue| value.to_str().is_ok_and(|length| length.parse::<u64>().is_ok());
    if !is_head || headers.get(header::CONTENT_LENGTH).is_some_and(|value| !is_length(value)) {
        headers.remove(header::CONTENT_LENGTH);
    }
}

impl<A> Clone for Server<A> {
    fn clone(&self) -> Self {
        Self { api: Arc::clone(&self.api), state: Arc::clone(&self.state) }
    }
}

impl<A> fmt::Debug for Server<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("api", &type_name::<A>())
            .field("limits", &self.state.limits)
            .field("in_flight", &self.state.in_flight)
            .field("shutting_down", &self.state.shutting_down)
            .finish()
    }
}

impl State {
    fn enter(self: &Arc<Self>) -> Result<InFlight, Rejection> {
        self.in_flight.fetch_add(1, Ordering::SeqCst);
        // Made before the check: whatever it says, the count goes down again.
        let in_flight = InFlight { state: Arc::clone(self), runs: false };
        if self.shutting_down.load(Ordering::SeqCst) {
            let detail = "This server is shutting down; another one will answer.";
            return Err(closing(self.too_many(detail)));
        }
        Ok(in_flight)
    }

    /// What comes of reading a body, `None` where it takes too long. Most are there with their head: only one that is not
    /// takes a place among those on their way.
    async fn arrived(&self, read: impl Future<Output = Read>) -> Result<Option<Read>, Rejection> {
        let mut read = pin!(read);
        if let Poll::Ready(read) = poll_fn(|cx| Poll::Ready(read.as_mut().poll(cx))).await {
            return Ok(Some(read));
        }
        let Some(_place) = Place::take(&self.arriving, self.limits.max_in_flight) else {
            return Err(closing(self.too_many("Too many bodies are on their way; try again.")));
        };
        Ok(within(self.limits.body_read_timeout, read).await)
    }

    fn too_many(&self, detail: &'static str) -> Rejection {
        Rejection::unavailable(detail, self.limits.retry_after_s)
    }

    fn notify_if_empty(&self) {
        if self.in_flight.load(Ordering::SeqCst) == 0 {
            self.emptied.notify_waiters();
        }
    }
}

/// One of as many as may be, until it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(taken: &'a AtomicUsize, max: usize) -> Option<Self> {
        let before = taken.fetch_add(1, Ordering::SeqCst);
        let place = Self(taken);
        (before < max).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One request, from its head to its answer.
pub(crate) struct InFlight {
    state: Arc<State>,
    /// Whether it counts among those that run.
    runs: bool,
}

impl InFlight {
    /// The request runs from now on, unless too many do.
    fn run(mut self) -> Result<Self, Rejection> {
        let before = self.state.running.fetch_add(1, Ordering::SeqCst);
        self.runs = true;
        if before >= self.state.limits.max_in_flight {
            return Err(self.state.too_many("Too many requests run at once; try again."));
        }
        Ok(self)
    }

    /// Comes when the server shuts down.
    pub(crate) fn closing(&self) -> impl Future<Output = ()> + Send + Sync + use<> {
        let notified = Arc::clone(&self.state.closing).notified_owned();
        let state = Arc::clone(&self.state);
        let mut notified = Box::pin(notified);
        // From here on it misses nothing; what was before, it asks for.
        notified.as_mut().enable();
        async move {
            if !state.shutting_down.load(Ordering::SeqCst) {
                notified.await;
            }
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if self.runs {
            self.state.running.fetch_sub(1, Ordering::SeqCst);
        }
        self.state.in_flight.fetch_sub(1, Ordering::SeqCst);
        // Off the hot path: waking takes a lock, and nobody waits before the end.
        if self.state.shutting_down.load(Ordering::SeqCst) {
            self.state.notify_if_empty();
        }
    }
}

/// What `future` comes to, or `None` after `limit`. The clock is asked only when there is something to wait for: most
/// bodies are there when their request is, and most reads answer at once.
async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    if let Poll::Ready(output) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
        return Some(output);
    }
    // In a box: the timer would make every request's future larger.
    Box::pin(timeout(limit, future)).await.ok()
}

struct Panicked;

/// What a request runs: a panic in it is an outcome.
struct Work<Fut> {
    future: Pin<Box<Fut>>,
    in_flight: Option<InFlight>,
}

impl<Fut: Future> Future for Work<Fut> {
    type Output = Result<(Fut::Output, Option<InFlight>), Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.future.as_mut().poll(cx))) {
            Ok(poll) => poll.map(|output| Ok((output, self.in_flight.take()))),
            Err(_payload) => Poll::Ready(Err(Panicked)),
        }
    }
}

/// Work that somebody waits for. When nobody does any more (a time-out, a client that hung up),
/// work that is not safe goes on by itself: half a change, or a change without its saved answer,
/// would be worse than one that nobody hears of.
struct Running<Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static> {
    work: Option<Work<Fut>>,
    detaches: bool,
}

impl<Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static> Future for Running<Fut> {
    type Output = Result<(Result<Parts, Rejection>, Option<InFlight>), Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let poll = Pin::new(work).poll(cx);
        if poll.is_ready() {
            self.work = None;
        }
        poll
    }
}

impl<Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static> Drop for Running<Fut> {
    fn drop(&mut self) {
        if self.detaches
            && let Some(work) = self.work.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                if work.await.is_err() {
                    tracing::error!("a handler panicked after its caller was gone");
                }
            });
        }
    }
}

pub(crate) fn too_large(limit_bytes: usize, drained: bool) -> Rejection {
    let detail = format!("The body is larger than {limit_bytes} bytes.");
    let rejection = Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, problem::CONTENT_TOO_LARGE, detail);
    if drained { rejection } else { closing(rejection) }
}

/// The rest of the request was not read: no other can follow it on this connection.
pub(crate) fn closing(rejection: Rejection) -> Rejection {
    rejection.header(header::CONNECTION, HeaderValue::from_static("close"))
}

/// The one event a request: what an operator needs, nothing of what was said.
fn log(call: &Call, path: &'static str, status: StatusCode, started: Instant) {
    tracing::info!(
        operation = call.operation_id(),
        path,
        status = status.as_u16(),
        duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        trace_id = %call.trace_id(),
        "request"
    );
}

/// Makes every panic of this process one log line with its place in the code and without its
/// message, which may hold personal data. For a program's `main`, once.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref().unwrap_or("unknown"), "panic");
    }));
}

#[cfg(test)]
mod tests;
