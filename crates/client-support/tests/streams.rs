//! Streams over real sockets, against a server that writes what it is told when it is told.

use std::time::Duration;

use bytes::Bytes;
use client_support::{
    Answer, Call, Data, Error, Events, Framing, Items, OperationFacts, RetryPolicy, Session, StreamError, binary_body,
};
use futures::StreamExt;
use progenitor_client::{ByteStream, ClientHooks, ClientInfo, OperationInfo, ResponseValue};
use schema_support::Binary;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

struct Operations {
    base_url: String,
    client: reqwest::Client,
    inner: Call,
}

impl ClientInfo<Call> for Operations {
    fn api_version() -> &'static str {
        "1"
    }
    fn baseurl(&self) -> &str {
        &self.base_url
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &Call {
        &self.inner
    }
}

client_support::hooks!(Operations);

impl Operations {
    async fn watch(&self) -> Result<ResponseValue<ByteStream>, progenitor_client::Error<ByteStream>> {
        self.send(self.client.get(format!("{}/watch", self.base_url))).await
    }

    async fn upload(
        &self,
        body: reqwest::Body,
    ) -> Result<ResponseValue<ByteStream>, progenitor_client::Error<ByteStream>> {
        self.send(self.client.put(format!("{}/files", self.base_url)).body(body)).await
    }

    async fn send(
        &self,
        builder: reqwest::RequestBuilder,
    ) -> Result<ResponseValue<ByteStream>, progenitor_client::Error<ByteStream>> {
        let mut request = builder.build()?;
        let info = OperationInfo { operation_id: "watch" };
        self.pre(&mut request, &info).await?;
        let response = self.exec(request, &info).await?;
        match response.status().is_success() {
            true => Ok(ResponseValue::stream(response)),
            false => Err(progenitor_client::Error::ErrorResponse(ResponseValue::stream(response))),
        }
    }
}

static WATCH: OperationFacts = OperationFacts {
    operation_id: "watch",
    safe: true,
    security: &[],
    anonymous: true,
    idempotency: None,
    signature: None,
    content_type: None,
    accept: Some("text/event-stream, application/json"),
};

/// A server for one connection after another; the head of each request is read.
struct Script(TcpListener);

impl Script {
    async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn session(&self) -> Session {
        Session::builder(format!("http://{}", self.0.local_addr().unwrap()))
            .attempt_timeout(Duration::from_millis(300))
            .total_timeout(Duration::from_millis(600))
            .answer_max_bytes(100)
            .retries(RetryPolicy { max_retries: 1, base: Duration::from_millis(1), ..RetryPolicy::default() })
            .build()
            .unwrap()
    }

    async fn request(&self) -> TcpStream {
        self.request_and_head().await.0
    }

    async fn request_and_head(&self) -> (TcpStream, String) {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        (stream, String::from_utf8(head).unwrap())
    }

    async fn begin(&self, media_type: &str) -> TcpStream {
        let mut stream = self.request().await;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }
}

async fn chunk(stream: &mut TcpStream, text: &str) {
    stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).await.unwrap();
}

async fn ask(session: &Session) -> (Call, Result<Answer, Error<()>>) {
    let call = session
        .call(&WATCH)
        .streaming(&["text/event-stream", "application/x-ndjson", "image/*"], &["application/json"]);
    let base_url = session.base_url().to_owned();
    let operations = Operations { base_url, client: session.http().clone(), inner: call.clone() };
    let answer = call.run(operations.watch()).await;
    (call, answer)
}

#[tokio::test]
async fn events_are_there_when_their_bytes_are_and_no_time_out_cuts_them() {
    let script = Script::start().await;
    let session = script.session();
    let ((call, answer), mut stream) = tokio::join!(ask(&session), script.begin("Text/Event-Stream; charset=utf-8"));
    let mut events: Events<Data<i64>> = call.events::<_, ()>(&answer.unwrap()).unwrap();
    chunk(&mut stream, "id: 1\ndata: 1\n\nda").await;
    assert_eq!(events.next().await.unwrap().unwrap().data, Data::Json(1));
    assert!(timeout(Duration::from_millis(900), events.next()).await.is_err(), "longer than all time-outs");
    chunk(&mut stream, "ta: [DONE]\n\n").await;
    assert_eq!(events.next().await.unwrap().unwrap().data, Data::Text("[DONE]".to_owned()));
    assert_eq!(events.last_event_id(), Some("1"));
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_end() {
    let script = Script::start().await;
    let session = script.session();
    let ((call, answer), mut stream) = tokio::join!(ask(&session), script.begin("application/x-ndjson"));
    let mut items: Items<i64> = call.items::<_, ()>(&answer.unwrap(), Framing::Lines).unwrap();
    chunk(&mut stream, "1\n").await;
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    drop(stream);
    assert!(matches!(items.next().await, Some(Err(StreamError::Broken(_)))));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_dropped_stream_closes_the_connection() {
    let script = Script::start().await;
    let session = script.session();
    let ((call, answer), mut stream) = tokio::join!(ask(&session), script.begin("application/x-ndjson"));
    let items: Items<i64> = call.items::<_, ()>(&answer.unwrap(), Framing::Lines).unwrap();
    drop((items, call));
    let mut rest = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.expect("an end").unwrap();
}

#[tokio::test]
async fn answers_that_are_no_stream_are_read_whole() {
    let script = Script::start().await;
    let session = script.session();
    let serve = async {
        let mut stream = script.begin("application/json").await;
        chunk(&mut stream, "[1,2]").await;
        stream.write_all(b"0\r\n\r\n").await.unwrap();
        stream
    };
    let ((call, answer), _stream) = tokio::join!(ask(&session), serve);
    let answer = answer.unwrap();
    assert_eq!(&answer.body[..], b"[1,2]");
    let wrong = call.events::<String, ()>(&answer).unwrap_err();
    assert!(wrong.to_string().contains("its media type is not text/event-stream"), "{wrong}");
}

#[tokio::test]
async fn a_stream_that_does_not_begin_in_time_is_asked_for_again() {
    let script = Script::start().await;
    let session = script.session();
    let serve = async {
        let stalled = script.request().await;
        let stream = script.begin("application/x-ndjson").await;
        (stalled, stream)
    };
    let ((_, answer), _streams) = tokio::join!(ask(&session), serve);
    assert_eq!(answer.unwrap().status, 200);
    let late = async {
        let first = script.request().await;
        let second = script.request().await;
        sleep(Duration::from_secs(1)).await;
        (first, second)
    };
    let ((_, answer), _streams) = tokio::join!(ask(&session), late);
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
}

async fn upload(session: &Session, file: &Binary) -> Result<Answer, Error<()>> {
    let body = binary_body("image/png", file);
    let call = session.call(&UPLOAD).body(body.head);
    let base_url = session.base_url().to_owned();
    let operations = Operations { base_url, client: session.http().clone(), inner: call.clone() };
    call.run(operations.upload(body.bytes)).await
}

static UPLOAD: OperationFacts = OperationFacts { operation_id: "upload", accept: None, ..WATCH };

#[tokio::test]
async fn a_file_is_sent_piece_by_piece_with_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    std::fs::write(&path, vec![7; 1_000_000]).unwrap();
    let file = Binary::file(&path).await.unwrap();
    let script = Script::start().await;
    let session = script.session();
    let serve = async {
        let (mut stream, head) = script.request_and_head().await;
        let mut body = vec![0; 1_000_000];
        stream.read_exact(&mut body).await.unwrap();
        stream.write_all(b"HTTP/1.1 204 Done\r\n\r\n").await.unwrap();
        (head, body)
    };
    let (answer, (head, body)) = tokio::join!(upload(&session, &file), serve);
    assert_eq!(answer.unwrap().status, 204);
    assert!(head.contains("content-length: 1000000\r\n") && head.contains("content-type: image/png\r\n"), "{head}");
    assert!(body.iter().all(|byte| *byte == 7));
}

#[tokio::test]
async fn an_upload_may_take_longer_than_the_time_outs_as_long_as_it_goes_on_and_is_sent_once() {
    let script = Script::start().await;
    let session = script.session();
    let slow = futures::stream::iter(0..8).then(|_| async {
        sleep(Duration::from_millis(150)).await;
        Ok(Bytes::from_static(b"a"))
    });
    let serve = async {
        let (mut stream, head) = script.request_and_head().await;
        let mut read = Vec::new();
        while !read.ends_with(b"0\r\n\r\n") {
            read.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(b"HTTP/1.1 503 Later\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        head
    };
    let (answer, head) = tokio::join!(async { upload(&session, &Binary::stream(slow, None)).await }, serve);
    assert_eq!(answer.unwrap().status, 503, "there is no second time to read a stream");
    assert!(head.contains("transfer-encoding: chunked\r\n"), "{head}");
    let stalled = Binary::stream(futures::stream::pending(), None);
    let (answer, _stream) = tokio::join!(async { upload(&session, &stalled).await }, script.request());
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
}

#[tokio::test]
async fn bytes_are_given_as_they_come_whatever_their_number() {
    let script = Script::start().await;
    let session = script.session();
    let ((call, answer), mut stream) = tokio::join!(ask(&session), script.begin("image/png"));
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
