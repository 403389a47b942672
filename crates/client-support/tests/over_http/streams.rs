//! Answers and bodies that come bit by bit, against a server that writes what it is told when it is told.

use std::time::Duration;

use bytes::Bytes;
use client_support::{
    Answer, Call, Data, Error, Events, Framing, Items, OperationFacts, Session, StreamError, binary_body,
};
use futures::{FutureExt, StreamExt};
use schema_support::Binary;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{ATTEMPT, CREATE, Clock, MOMENT, Operations, READ, Server, both, chunk, end};

/// A call whose events, lines and pictures come bit by bit, but for the kinds that are named beside them.
async fn watch(session: &Session) -> (Call, Result<Answer, Error<()>>) {
    let streams = &["text/event-stream", "application/x-ndjson", "image/*"];
    let call = session.call(&READ).streaming(streams, &["application/json", "image/svg+xml", "text/*"]);
    let operations = Operations::new(session, &call);
    let answer = call.run(operations.send(operations.request(reqwest::Method::GET))).await;
    (call, answer)
}

#[tokio::test]
async fn events_are_there_when_their_bytes_are_and_no_time_out_cuts_them() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let ((call, answer), mut stream) = both(watch(&session), server.begin("Text/Event-Stream; charset=utf-8")).await;
    let mut events: Events<Data<i64>> = call.events::<_, ()>(&answer.unwrap()).unwrap();
    chunk(&mut stream, "retry: 250\nid: 1\ndata: 1\n\nda").await;
    assert_eq!(events.next().await.unwrap().unwrap().data, Data::Json(1));
    assert_eq!((events.last_event_id(), events.retry()), (Some("1"), Some(Duration::from_millis(250))));
    clock.pass(10 * ATTEMPT).await;
    assert!(events.next().now_or_never().is_none(), "neither an event nor an error");
    chunk(&mut stream, "ta: [DONE]\n\n").await;
    assert_eq!(events.next().await.unwrap().unwrap().data, Data::Text("[DONE]".to_owned()));
    assert_eq!((events.last_event_id(), events.retry()), (Some("1"), Some(Duration::from_millis(250))));
    end(&mut stream).await;
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_end_and_the_reason_is_the_connection_s() {
    let server = Server::start().await;
    let session = server.session();
    let ((call, answer), mut stream) = both(watch(&session), server.begin("application/x-ndjson")).await;
    let mut items: Items<i64> = call.items::<_, ()>(&answer.unwrap(), Framing::Lines).unwrap();
    chunk(&mut stream, "1\n").await;
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    drop(stream);
    let Some(Err(StreamError::Broken(reason))) = items.next().await else { panic!("it broke") };
    let reason = reason.downcast::<reqwest::Error>().expect("as reqwest gave it");
    assert!(reason.is_body() || reason.is_decode(), "{reason:?}");
    assert!(reason.url().is_none(), "the path may name a person");
    assert!(items.next().await.is_none());
    let ((call, answer), stream) = both(watch(&session), server.begin("text/event-stream")).await;
    let mut events: Events<String> = call.events::<_, ()>(&answer.unwrap()).unwrap();
    drop(stream);
    let Some(Err(StreamError::Broken(reason))) = events.next().await else { panic!("it broke") };
    assert!(reason.downcast::<reqwest::Error>().expect("as reqwest gave it").url().is_none());
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_dropped_stream_closes_the_connection() {
    let server = Server::start().await;
    let session = server.session();
    let ((call, answer), mut stream) = both(watch(&session), server.begin("application/x-ndjson")).await;
    let items: Items<i64> = call.items::<_, ()>(&answer.unwrap(), Framing::Lines).unwrap();
    drop((items, call));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn answers_that_are_no_stream_are_read_whole() {
    let server = Server::start().await;
    let session = server.session();
    // A kind that is named, one that a range of streams has, one that is neither, and a failure.
    for (status, media_type) in [
        (200, "application/json"),
        (200, "image/svg+xml"),
        (200, "application/cbor"),
        (404, "application/x-ndjson"),
        (500, "text/event-stream"),
    ] {
        let serve = async {
            let mut stream = server.begin_with(status, media_type).await;
            chunk(&mut stream, "[1,").await;
            chunk(&mut stream, "2]").await;
            end(&mut stream).await;
            stream
        };
        let ((call, answer), _stream) = both(watch(&session), serve).await;
        let answer = answer.unwrap();
        assert_eq!((answer.status.as_u16(), &answer.body[..]), (status, &b"[1,2]"[..]), "{media_type}");
        let wrong = call.events::<String, ()>(&answer).unwrap_err();
        assert!(wrong.to_string().contains("its media type is not text/event-stream"), "{wrong}");
        assert!(call.items::<i64, ()>(&answer, Framing::Lines).is_err());
        let binary = call.binary(&answer);
        assert_eq!((binary.media_type(), binary.in_memory()), (Some(media_type), Some(&answer.body)));
    }
}

#[tokio::test]
async fn a_stream_that_does_not_begin_in_time_is_asked_for_again() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let serve = async {
        let stalled = server.request().await;
        clock.pass(ATTEMPT + MOMENT).await;
        (stalled, server.begin("application/x-ndjson").await)
    };
    let ((_, answer), _streams) = both(watch(&session), serve).await;
    assert_eq!(answer.unwrap().status, 200);
    let late = async {
        let first = server.request().await;
        clock.pass(ATTEMPT + MOMENT).await;
        let second = server.request().await;
        clock.pass(ATTEMPT + MOMENT).await;
        (first, second)
    };
    let ((_, answer), _streams) = both(watch(&session), late).await;
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
}

async fn upload(session: &Session, file: &Binary) -> Result<Answer, Error<()>> {
    let body = binary_body("image/png", file)?;
    let call = session.call(&UPLOAD).body(body.head);
    let operations = Operations::new(session, &call);
    call.run(operations.send(operations.request(reqwest::Method::PUT).body(body.bytes))).await
}

/// It could be sent again, were it not for its body.
static UPLOAD: OperationFacts = OperationFacts { operation_id: "upload", safe: true, ..CREATE };

#[tokio::test]
async fn a_file_is_sent_piece_by_piece_with_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    std::fs::write(&path, vec![7; 1_000_000]).unwrap();
    let file = Binary::file(&path).await.unwrap();
    let server = Server::start().await;
    let session = server.session();
    let serve = async {
        let (mut stream, head) = server.request().await;
        let mut body = vec![0; 1_000_000];
        stream.read_exact(&mut body).await.unwrap();
        stream.write_all(b"HTTP/1.1 204 Done\r\n\r\n").await.unwrap();
        (head, body)
    };
    let (answer, (head, body)) = both(upload(&session, &file), serve).await;
    assert_eq!(answer.unwrap().status, 204);
    assert_eq!((head.header("content-length"), head.header("content-type")), ("1000000", "image/png"));
    assert!(body.iter().all(|byte| *byte == 7));
}

#[tokio::test]
async fn an_upload_may_take_longer_than_the_time_outs_as_long_as_it_goes_on_and_is_sent_once() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let (sender, pieces) = futures::channel::mpsc::unbounded();
    let serve = async {
        let (mut stream, head) = server.request().await;
        for _ in 0..8 {
            clock.pass(ATTEMPT / 2).await;
            sender.unbounded_send(Ok(Bytes::from_static(b"a"))).unwrap();
            let mut chunk = [0; 6];
            stream.read_exact(&mut chunk).await.unwrap();
            assert_eq!(&chunk, b"1\r\na\r\n");
        }
        sender.close_channel();
        let mut last = [0; 5];
        stream.read_exact(&mut last).await.unwrap();
        stream.write_all(b"HTTP/1.1 503 Later\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        (head, stream)
    };
    let slow = Binary::stream(pieces, None);
    let (answer, (head, _stream)) = both(upload(&session, &slow), serve).await;
    assert_eq!(answer.unwrap().status, 503, "there is no second time to read a stream");
    assert_eq!(head.header("transfer-encoding"), "chunked");
}

#[tokio::test]
async fn an_upload_that_stalls_is_late() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let serve = async {
        let request = server.request().await;
        clock.pass(ATTEMPT + MOMENT).await;
        request
    };
    let stalled = Binary::stream(futures::stream::pending(), None);
    let (answer, _request) = both(upload(&session, &stalled), serve).await;
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
}

#[tokio::test]
async fn an_upload_that_breaks_is_no_whole_file_for_the_server() {
    let server = Server::start().await;
    let session = server.session();
    let (sender, pieces) = futures::channel::mpsc::unbounded();
    let serve = async {
        let (mut stream, _) = server.request().await;
        sender.unbounded_send(Err(std::io::Error::other("gone"))).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        rest
    };
    let broken = Binary::stream(pieces, None);
    let (answer, rest) = both(upload(&session, &broken), serve).await;
    assert!(matches!(answer, Err(Error::Transport(_))), "{answer:?}");
    assert!(rest.is_empty(), "not even the end of the chunks: {rest:?}");
}

#[tokio::test]
async fn bytes_are_given_as_they_come_whatever_their_number() {
    let server = Server::start().await;
    let session = server.session();
    let ((call, answer), mut stream) = both(watch(&session), server.begin("image/png")).await;
    let answer = answer.unwrap();
    let file = call.binary(&answer);
    assert_eq!((file.media_type(), file.length()), (Some("image/png"), None));
    let mut pieces = file.pieces();
    for _ in 0..3 {
        chunk(&mut stream, &"x".repeat(200)).await;
        assert_eq!(pieces.next().await.unwrap().unwrap().len(), 200, "more than an answer may have");
    }
    drop(stream);
    assert!(pieces.next().await.unwrap().is_err(), "a part is not the whole");
}

#[tokio::test]
async fn an_item_that_is_larger_than_an_answer_may_be_ends_the_stream() {
    let server = Server::start().await;
    let session = server.session();
    let ((call, answer), mut stream) = both(watch(&session), server.begin("application/x-ndjson")).await;
    let mut items: Items<String> = call.items::<_, ()>(&answer.unwrap(), Framing::Lines).unwrap();
    chunk(&mut stream, &format!("\"{}\"\n", "x".repeat(98))).await;
    assert_eq!(items.next().await.unwrap().unwrap().len(), 98);
    chunk(&mut stream, &format!("\"{}\"\n1\n", "x".repeat(99))).await;
    assert!(matches!(items.next().await, Some(Err(StreamError::TooLarge))));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn small_events_that_come_in_one_piece_are_not_too_large() {
    let server = Server::start().await;
    let session = server.session();
    let ((call, answer), mut stream) = both(watch(&session), server.begin("text/event-stream")).await;
    let mut events: Events<Data<i64>> = call.events::<_, ()>(&answer.unwrap()).unwrap();
    chunk(&mut stream, &"data: 1\n\n".repeat(50)).await;
    for _ in 0..50 {
        assert_eq!(events.next().await.unwrap().unwrap().data, Data::Json(1));
    }
    chunk(&mut stream, &format!("data: {}\n\ndata: 1\n\n", "1".repeat(100))).await;
    assert!(matches!(events.next().await, Some(Err(StreamError::TooLarge))));
    assert!(events.next().await.is_none());
}
