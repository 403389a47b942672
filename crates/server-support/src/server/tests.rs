//! The fixed checks around an operation, without a socket: what becomes of a request's body, and of its connection.

use std::sync::Mutex;

use http::{HeaderName, Request};

use super::*;
use crate::operation::BodyRule;
use crate::testing::{Sent, call, operation};

const FILE: &str = "application/octet-stream";
const UPLOADS: &[&str] = &[FILE];
const RULE: BodyRule = BodyRule::Required(&[FILE, "text/plain"]);
const FAR: usize = 2 * 1024 * 1024;

const LIMITS: Limits = Limits {
    body_max_bytes: 4,
    upload_max_bytes: 8,
    spool_after_bytes: 8,
    body_read_timeout: Duration::from_secs(10),
    handler_timeout: Duration::from_secs(10),
    max_in_flight: 2,
    retry_after_s: 7,
};

/// What the handler does with a body that is still to be read.
#[derive(Clone, Copy)]
enum Does {
    Nothing,
    Refuses,
    Reads,
    Takes,
}

/// What was seen of one request.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    closes: bool,
    /// The body as it came to the handler; `upload` where it was still to be read.
    handed: Option<String>,
    /// Whether anything of the body was asked for, by whomever.
    is_read: bool,
}

fn incoming<B>(headers: &[(&str, &str)], body: B) -> Incoming<B> {
    let request =
        headers.iter().fold(Request::builder().uri("/a"), |request, (name, value)| request.header(*name, *value));
    let (parts, ()) = request.body(()).unwrap().into_parts();
    Incoming { head: Box::new(Head { parts, call: call(), matched: Default::default() }), body }
}

async fn seen(server: &Server<Does>, uploads: &'static [&'static str], headers: &[(&str, &str)], body: Sent) -> Seen {
    let handed = Arc::new(Mutex::new(None));
    let pieces = Arc::clone(&body.read);
    let told = Arc::clone(&handed);
    let run = |does: Arc<Does>, exchange: Exchange| async move {
        let has_none = exchange.input().has_no_body();
        *told.lock().unwrap() = Some(match &exchange.upload {
            Some(_) => "upload".to_owned(),
            None if has_none => "none".to_owned(),
            None => String::from_utf8(exchange.body().to_vec()).unwrap(),
        });
        match *does {
            Does::Nothing => {}
            Does::Refuses => return Err(Rejection::unauthorized("no")),
            Does::Reads => drop(exchange.input().binary_body().await),
            Does::Takes => drop(exchange.upload.as_ref().and_then(|upload| upload.take())),
        }
        Ok(Parts::empty(StatusCode::NO_CONTENT))
    };
    let parts = server.answer(operation("/a", RULE), uploads, incoming(headers, body), run).await;
    Seen {
        status: parts.status.as_u16(),
        closes: parts.headers.get("connection").is_some_and(|value| value == "close"),
        handed: handed.lock().unwrap().take(),
        is_read: pieces.load(Ordering::SeqCst) > 0,
    }
}

fn answered(status: u16, closes: bool, handed: &str, is_read: bool) -> Seen {
    Seen { status, closes, handed: Some(handed.to_owned()), is_read }
}

fn refused(status: u16, closes: bool, is_read: bool) -> Seen {
    Seen { status, closes, handed: None, is_read }
}

fn of_type(media_type: &str) -> [(&str, &str); 1] {
    [("content-type", media_type)]
}

#[tokio::test]
async fn only_a_body_of_an_uploads_media_type_is_left_to_the_handler() {
    let server = Server::new(Does::Reads, LIMITS);
    let (file, text) = (of_type(FILE), of_type("text/plain"));
    let sent = |text: &'static str| Sent::default().data(text);
    assert_eq!(seen(&server, UPLOADS, &file, sent("12345678")).await, answered(204, false, "upload", true));
    assert_eq!(
        seen(&server, UPLOADS, &file, sent("12345678").announced(8)).await,
        answered(204, false, "upload", true)
    );
    assert_eq!(seen(&server, UPLOADS, &text, sent("1234")).await, answered(204, false, "1234", true));
    assert_eq!(seen(&server, UPLOADS, &text, sent("12345")).await, refused(413, false, true));
    assert_eq!(seen(&server, &[], &file, sent("1234")).await, answered(204, false, "1234", true));
    assert_eq!(seen(&server, &[], &file, sent("12345")).await, refused(413, false, true));
    assert_eq!(seen(&server, UPLOADS, &file, Sent::default()).await, answered(204, false, "", false));
    assert_eq!(seen(&server, UPLOADS, &[], Sent::default()).await, answered(204, false, "none", false));
    assert_eq!(seen(&server, UPLOADS, &[], sent("1")).await, refused(415, false, true));
    assert_eq!(seen(&server, UPLOADS, &of_type("image/png"), sent("1")).await, refused(415, false, true));
    assert_eq!(server.in_flight(), 0);
}

#[tokio::test]
async fn an_upload_that_is_announced_as_too_large_never_gets_to_the_handler() {
    let server = Server::new(Does::Reads, LIMITS);
    let file = of_type(FILE);
    assert_eq!(
        seen(&server, UPLOADS, &file, Sent::default().data("123456789").announced(9)).await,
        refused(413, false, true)
    );
    let far = Sent::default().data("1").announced(FAR as u64);
    assert_eq!(seen(&server, UPLOADS, &file, far).await, refused(413, true, false));
}

#[tokio::test]
async fn a_connection_stays_usable_after_an_upload_that_nobody_read_if_little_is_left_of_it() {
    let file = of_type(FILE);
    let waits = [("content-type", FILE), ("expect", "100-continue")];
    let little = || Sent::default().data("1234");
    let much = || Sent::default().data("1234").data(vec![0; FAR]);
    for (does, status) in [(Does::Nothing, 204), (Does::Refuses, 401)] {
        let server = Server::new(does, LIMITS);
        assert_eq!(seen(&server, UPLOADS, &file, little()).await, answered(status, false, "upload", true));
        assert_eq!(seen(&server, UPLOADS, &file, much()).await, answered(status, true, "upload", true));
        assert_eq!(seen(&server, UPLOADS, &file, little().broken()).await, answered(status, true, "upload", true));
        let asked = "a client that waits to be asked is not asked for what nobody wants";
        assert_eq!(seen(&server, UPLOADS, &waits, little()).await, answered(status, true, "upload", false), "{asked}");
    }
    let reads = Server::new(Does::Reads, LIMITS);
    assert_eq!(seen(&reads, UPLOADS, &waits, little()).await, answered(204, false, "upload", true));
    assert_eq!(
        seen(&reads, UPLOADS, &file, Sent::default().data("123456789")).await,
        answered(204, true, "upload", true)
    );
    let takes = Server::new(Does::Takes, LIMITS);
    assert_eq!(seen(&takes, UPLOADS, &file, little()).await, answered(204, true, "upload", false));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400_and_the_connection_is_closed() {
    let server = Server::new(Does::Nothing, LIMITS);
    let broken = Sent::default().data("12").broken();
    assert_eq!(seen(&server, &[], &of_type(FILE), broken).await, refused(400, true, true));
}

#[tokio::test]
async fn a_server_that_shuts_down_reads_what_is_sent_and_refuses_it() {
    let server = Server::new(Does::Reads, LIMITS);
    server.shut_down();
    let sent = Sent::default().data("1234");
    assert_eq!(seen(&server.clone(), UPLOADS, &of_type(FILE), sent).await, refused(503, true, true));
    assert_eq!((server.in_flight(), server.limits()), (0, &LIMITS));
    assert!(matches!(**server.api(), Does::Reads));
    soon(server.idle()).await;
}

/// As many requests as may run.
fn full<A: Send + Sync + 'static>(server: &Server<A>) -> Vec<InFlight> {
    let run = |_| server.state.enter().and_then(InFlight::run).expect("room");
    (0..server.limits().max_in_flight).map(run).collect()
}

/// A body that is never there.
struct Stalled;

impl http_body::Body for Stalled {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn bodies_that_do_not_come_keep_out_each_other_and_nobody_else() {
    let server = Server::new(Does::Nothing, LIMITS);
    let run = |_: Arc<Does>, _| async { Ok(Parts::empty(StatusCode::NO_CONTENT)) };
    let stalled = || {
        let operation = operation("/a", RULE);
        Box::pin(server.answer(operation, &[], incoming(&of_type(FILE), Stalled), run))
    };
    let mut waiting: Vec<_> = (0..LIMITS.max_in_flight).map(|_| stalled()).collect();
    for waits in &mut waiting {
        assert!(poll_fn(|cx| Poll::Ready(waits.as_mut().poll(cx).is_pending())).await);
    }
    assert_eq!(server.in_flight(), 2, "a server that stops waits for them");
    let parts = timeout(Duration::from_secs(5), stalled()).await.expect("it does not wait");
    assert_eq!((parts.status.as_u16(), parts.headers["connection"].to_str().unwrap()), (503, "close"));
    assert_eq!(parts.headers["retry-after"], "7");
    let sent = Sent::default().data("1234");
    assert_eq!(seen(&server, &[], &of_type(FILE), sent).await, answered(204, false, "1234", true));
    drop(waiting.pop());
    let mut next = stalled();
    assert!(poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx).is_pending())).await, "there is a place again");
    drop((waiting, next));
    assert_eq!(server.in_flight(), 0);
}

/// A body of one piece, which notes whether the piece is still kept when the next one is asked for.
struct Watched {
    piece: Option<Bytes>,
    kept: Arc<Mutex<Option<bool>>>,
    owner: std::sync::Weak<()>,
}

impl Watched {
    fn new(bytes: &'static [u8]) -> Self {
        struct Owner {
            bytes: &'static [u8],
            _alive: Arc<()>,
        }
        impl AsRef<[u8]> for Owner {
            fn as_ref(&self) -> &[u8] {
                self.bytes
            }
        }
        let alive = Arc::new(());
        let owner = Arc::downgrade(&alive);
        Self { owner, piece: Some(Bytes::from_owner(Owner { bytes, _alive: alive })), kept: Arc::default() }
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        let piece = self.piece.take();
        if piece.is_none() {
            *self.kept.lock().unwrap() = Some(self.owner.strong_count() > 0);
        }
        Poll::Ready(piece.map(|piece| Ok(http_body::Frame::data(piece))))
    }
}

#[tokio::test]
async fn nothing_is_kept_of_the_body_of_a_request_that_is_refused_already() {
    let status_and_kept = async |server: &Server<()>, uploads| {
        let body = Watched::new(b"1234");
        let kept = Arc::clone(&body.kept);
        let run = |_, _| async { Ok(Parts::empty(StatusCode::NO_CONTENT)) };
        let sent = incoming(&of_type(FILE), body);
        let parts = server.answer(operation("/a", RULE), uploads, sent, run).await;
        (parts.status.as_u16(), kept.lock().unwrap().take())
    };
    let server = Server::new((), LIMITS);
    assert_eq!(status_and_kept(&server, &[]).await, (204, Some(true)));
    let running = full(&server);
    assert_eq!(status_and_kept(&server, UPLOADS).await, (503, Some(false)));
    drop(running);
    server.shut_down();
    assert_eq!(status_and_kept(&server, &[]).await, (503, Some(false)));
}

#[tokio::test]
async fn the_connection_of_a_refused_request_stays_usable_if_little_is_left_of_it() {
    let server = Server::new(Does::Nothing, LIMITS);
    let running = full(&server);
    let waits = [("content-type", FILE), ("expect", "100-continue")];
    let sent = || Sent::default().data("1234");
    for (headers, body, closes, is_read) in [
        (&waits[..1], sent(), false, true),
        (&waits[..1], sent().data("5678"), false, true),
        (&waits[..1], sent().data(vec![0; FAR]), true, true),
        (&waits[..1], sent().broken(), true, true),
        (&waits, Sent::default(), false, false),
        (&waits, sent(), true, false),
    ] {
        assert_eq!(seen(&server, UPLOADS, headers, body).await, refused(503, closes, is_read), "{headers:?}");
    }
    drop(running);
}

#[tokio::test]
async fn as_many_requests_as_the_limit_says_run_at_once_and_the_next_is_503() {
    let server = Server::new((), LIMITS);
    let running = full(&server);
    assert_eq!(server.in_flight(), 2);
    let refusal = server.state.enter().and_then(InFlight::run).err().expect("no room").into_parts(&call());
    assert_eq!((refusal.status.as_u16(), refusal.headers["retry-after"].to_str().unwrap()), (503, "7"));
    assert_eq!(server.in_flight(), 2, "who is refused does not count");
    drop(running);
    assert!(server.state.enter().and_then(InFlight::run).is_ok());
    assert_eq!(server.in_flight(), 0);
}

/// Waits for what has to come at once.
async fn soon(future: impl Future<Output = ()>) {
    timeout(Duration::from_secs(5), future).await.expect("it comes");
}

#[tokio::test]
async fn who_waits_for_a_server_to_be_idle_waits_until_the_last_request_has_ended() {
    let server = Server::new((), LIMITS);
    let running = server.state.enter().expect("room");
    let closing = running.closing();
    server.shut_down();
    soon(closing).await;
    soon(running.closing()).await;
    let idle = server.idle();
    let mut idle = pin!(idle);
    let is_idle = poll_fn(|cx| Poll::Ready(idle.as_mut().poll(cx).is_ready())).await;
    assert!(!is_idle, "one runs");
    drop(running);
    soon(idle).await;
}

#[tokio::test]
async fn a_stream_is_not_told_to_end_before_the_server_shuts_down() {
    let server = Server::new((), LIMITS);
    let running = server.state.enter().expect("room");
    let closing = running.closing();
    let mut closing = pin!(closing);
    assert!(poll_fn(|cx| Poll::Ready(closing.as_mut().poll(cx).is_pending())).await);
    server.shut_down();
    soon(closing).await;
}

#[tokio::test]
async fn what_takes_longer_than_its_limit_is_given_up() {
    assert_eq!(within(Duration::ZERO, async { 1 }).await, Some(1), "what is there needs no time");
    let soon = async {
        tokio::task::yield_now().await;
        2
    };
    assert_eq!(within(Duration::from_secs(5), soon).await, Some(2));
    assert_eq!(within(Duration::from_millis(1), std::future::pending::<u8>()).await, None);
}

#[test]
fn a_path_or_method_that_is_not_the_documents_is_a_problem() {
    let server = Server::new((), LIMITS);
    let unknown = server.unknown_path(&incoming(&[], Sent::default()));
    assert_eq!(unknown.status, 404);
    let other = server.other_method(&incoming(&[], Sent::default()), "GET");
    assert_eq!((other.status.as_u16(), other.headers["allow"].to_str().unwrap()), (405, "GET"));
}

#[test]
fn a_handler_s_headers_never_frame_the_message() {
    let headers = |pairs: &[(&str, &str)]| -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(pair).collect()
    };
    for (given, is_head, left) in [
        (&[("content-length", "7"), ("x-a", "1")][..], false, &[("x-a", "1")][..]),
        (&[("content-length", "7"), ("transfer-encoding", "chunked")], true, &[("content-length", "7")]),
        (&[("content-length", "-7")], true, &[]),
        (&[("transfer-encoding", "chunked")], false, &[]),
    ] {
        let mut found = headers(given);
        super::leave_framing(&mut found, is_head);
        assert_eq!(found, headers(left), "{given:?}");
    }
}
