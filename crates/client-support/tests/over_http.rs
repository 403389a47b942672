//! Calls over real sockets, against a server that follows a script.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use client_support::{
    Answer, Call, CredentialPlace, DecodeHeaders, Error, HeaderReader, IdempotencyFacts, IdempotencyKey,
    OperationFacts, Reply, RetryPolicy, SchemeFacts, Session, SessionBuilder, SharedSecret, SignatureFacts,
    SignatureInput, StaticToken, Style, Token, TokenError, TokenSource, check_request, target,
};
use progenitor_client::{ByteStream, ClientHooks, ClientInfo, OperationInfo, ResponseValue};
use schema_support::{Decode, Decoder, Json, ObjectDecoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

// --- what a generator would emit -------------------------------------------------------------------

/// What progenitor makes of an operation.
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
    fn new(session: &Session, call: &Call) -> Self {
        Self { base_url: session.base_url().to_owned(), client: session.http().clone(), inner: call.clone() }
    }

    async fn send(
        &self,
        method: reqwest::Method,
        body: Option<&serde_json::Value>,
    ) -> Result<ResponseValue<ByteStream>, progenitor_client::Error<ByteStream>> {
        let mut request = self.client.request(method, format!("{}/things/7/?a=b", self.base_url));
        if let Some(body) = body {
            request = request.json(body);
        }
        let mut request = request.build()?;
        let info = OperationInfo { operation_id: "changeThing" };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200 => Ok(ResponseValue::stream(response)),
            404 => Err(progenitor_client::Error::ErrorResponse(ResponseValue::stream(response))),
            _ => Err(progenitor_client::Error::UnexpectedResponse(response)),
        }
    }
}

const SIGNATURE: SignatureFacts = SignatureFacts {
    header: "x-signature",
    input: &[SignatureInput::Header("x-key"), SignatureInput::Path, SignatureInput::Body],
};

/// Signed, secured and idempotent.
static CHANGE: OperationFacts = OperationFacts {
    operation_id: "changeThing",
    safe: false,
    security: &[&[SchemeFacts { name: "bearer", place: CredentialPlace::Bearer }]],
    anonymous: false,
    idempotency: Some(IdempotencyFacts { header: "X-Key" }),
    signature: Some(SIGNATURE),
    content_type: None,
    accept: Some("application/json, application/problem+json"),
};
/// Neither safe nor idempotent.
static CREATE: OperationFacts = OperationFacts {
    operation_id: "createThing",
    safe: false,
    security: &[],
    anonymous: true,
    idempotency: None,
    signature: None,
    content_type: Some("application/merge-patch+json"),
    accept: None,
};
static READ: OperationFacts = OperationFacts { operation_id: "readThing", safe: true, ..CREATE };
static SECURED_CREATE: OperationFacts = OperationFacts {
    operation_id: "createThing",
    security: &[&[SchemeFacts { name: "bearer", place: CredentialPlace::Bearer }]],
    anonymous: false,
    ..CREATE
};

#[derive(Debug, PartialEq)]
struct Thing {
    size: i64,
}

impl Decode for Thing {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut members = ObjectDecoder::new(json, at)?;
        let size = members.required("size", at);
        members.deny_unknown(at);
        Some(Self { size: size? })
    }
}

impl serde::Serialize for Thing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::json!({"size": self.size, "colour": "red"}).serialize(serializer)
    }
}

#[derive(Debug, PartialEq)]
enum ChangeError {
    NotFound(Thing),
    TooManyRequests { body: Thing, headers: Limited },
}

#[derive(Debug, PartialEq)]
struct Limited {
    retry_after: i64,
    limit: Option<i64>,
}

impl DecodeHeaders for Limited {
    fn decode(from: &mut HeaderReader<'_>) -> Option<Self> {
        let retry_after = from.required("Retry-After");
        let limit = from.optional("X-RateLimit-Limit");
        Some(Self { retry_after: retry_after?, limit: limit? })
    }
}

async fn ask(session: &Session, facts: &'static OperationFacts) -> Result<Answer, Error<()>> {
    ask_with(session, facts, None).await
}

async fn ask_with(
    session: &Session,
    facts: &'static OperationFacts,
    key: Option<IdempotencyKey>,
) -> Result<Answer, Error<()>> {
    let call = session.call(facts).idempotency_key(key);
    let raw = Operations::new(session, &call);
    let body = serde_json::json!({"name": "Ada Lovelace"});
    let method = if facts.safe { reqwest::Method::GET } else { reqwest::Method::PATCH };
    call.run(raw.send(method, (!facts.safe).then_some(&body))).await
}

async fn change(session: &Session) -> Result<Reply<Thing>, Error<ChangeError>> {
    let call = session.call(&CHANGE);
    let raw = Operations::new(session, &call);
    let answer = call.run(raw.send(reqwest::Method::PATCH, Some(&serde_json::json!({})))).await?;
    match answer.status.as_u16() {
        200 => answer.reply("application/json"),
        404 => Err(answer.declared("application/problem+json", ChangeError::NotFound)),
        429 => Err(answer
            .declared_with("application/problem+json", |body, headers| ChangeError::TooManyRequests { body, headers })),
        _ => Err(answer.undeclared()),
    }
}

// --- a server that does as it is told ------------------------------------------------------------------

#[derive(Clone)]
enum Step {
    /// These bytes.
    Answer(String),
    /// Takes the request and hangs up.
    HangUp,
    /// These bytes, then hangs up.
    Half(&'static str),
    /// Takes the request and says nothing.
    Stall,
}

fn answer(status: u16, headers: &str, body: &str) -> Step {
    Step::Answer(format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()))
}

fn json(status: u16, body: &str) -> Step {
    answer(status, "content-type: application/json; charset=utf-8\r\n", body)
}

#[derive(Clone, Debug)]
struct Seen {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
    at: Instant,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

#[derive(Clone)]
struct Script {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Script {
    async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), steps)
    }

    fn on(listener: TcpListener, steps: impl IntoIterator<Item = Step>) -> Self {
        let script = Self { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let steps = Arc::new(Mutex::new(steps.into_iter().collect::<VecDeque<_>>()));
        let seen = Arc::clone(&script.seen);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(follow(stream, Arc::clone(&steps), Arc::clone(&seen)));
            }
        });
        script
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn session(&self) -> SessionBuilder {
        Session::builder(format!("http://{}/", self.address))
            .retries(RetryPolicy {
                max_retries: 3,
                base: Duration::from_millis(5),
                max: Duration::from_millis(20),
                longest_retry_after: Duration::from_secs(3),
            })
            .tokens(StaticToken(Token::new("t0", None)))
            .shared_secret(SharedSecret::new("shared-secret-here"))
    }
}

async fn follow(mut stream: TcpStream, steps: Arc<Mutex<VecDeque<Step>>>, seen: Arc<Mutex<Vec<Seen>>>) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let line = lines.next().unwrap().to_owned();
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut request = Seen { line, headers, body: String::new(), at: Instant::now() };
        let mut body = vec![0; request.header("content-length").parse().unwrap_or(0)];
        stream.read_exact(&mut body).await.unwrap();
        request.body = String::from_utf8(body).unwrap();
        seen.lock().unwrap().push(request);
        let step = steps.lock().unwrap().pop_front().expect("no request too many");
        match step {
            Step::Answer(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap(),
            Step::HangUp => return,
            Step::Half(bytes) => return stream.write_all(bytes.as_bytes()).await.unwrap(),
            Step::Stall => sleep(Duration::from_secs(60)).await,
        }
    }
}

// --- claims ----------------------------------------------------------------------------------------------

#[tokio::test]
async fn every_kind_of_retry_keeps_key_signature_and_body() {
    let script = Script::start([
        json(503, "{}"),
        Step::HangUp,
        Step::Half("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"si"),
        json(200, "{}"),
    ])
    .await;
    let session = script.session().build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 200);
    let seen = script.seen();
    assert_eq!(seen.len(), 4);
    let first = &seen[0];
    assert_eq!(first.line, "PATCH /things/7/?a=b HTTP/1.1");
    assert_eq!(first.header("authorization"), "Bearer t0");
    assert_eq!(first.header("accept"), "application/json, application/problem+json");
    assert_eq!(uuid::Uuid::parse_str(first.header("x-key")).unwrap().get_version_num(), 4);
    assert_eq!(first.header("x-signature"), signature(first.header("x-key"), "/things/7/", &first.body));
    for later in &seen[1..] {
        for name in ["x-key", "x-signature", "authorization", "content-length"] {
            assert_eq!(later.header(name), first.header(name), "{name}");
        }
        assert_eq!(later.body, first.body);
    }
}

fn signature(key: &str, path: &str, body: &str) -> String {
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"shared-secret-here").unwrap();
    mac.update([key, path, body].concat().as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_sent_and_calls_differ_otherwise() {
    let script = Script::start([json(200, "{}"), json(200, "{}"), json(200, "{}")]).await;
    let session = script.session().build().unwrap();
    let key = IdempotencyKey::from(uuid::Uuid::nil());
    ask_with(&session, &CHANGE, Some(key)).await.unwrap();
    ask(&session, &CHANGE).await.unwrap();
    ask(&session, &CHANGE).await.unwrap();
    let keys: Vec<_> = script.seen().iter().map(|seen| seen.header("x-key").to_owned()).collect();
    assert_eq!(keys[0], "00000000-0000-0000-0000-000000000000");
    assert_ne!(keys[1], keys[2]);
}

#[tokio::test]
async fn retries_end_after_as_many_as_the_policy_says() {
    let script = Script::start((0..4).map(|_| json(429, "{}"))).await;
    let session = script.session().build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 429);
    assert_eq!(script.seen().len(), 4);
    let script = Script::start([json(503, "{}")]).await;
    let session = script.session().retries(RetryPolicy::NONE).build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 503);
}

#[tokio::test]
async fn retry_after_is_obeyed_as_seconds_and_as_a_date_and_not_beyond_reason() {
    let in_two_seconds = httpdate::fmt_http_date(SystemTime::now() + Duration::from_millis(4000));
    let script = Script::start([
        answer(503, "retry-after: 1\r\n", ""),
        answer(429, &format!("retry-after: {in_two_seconds}\r\n"), ""),
        answer(503, "retry-after: 3600\r\n", ""),
    ])
    .await;
    let session = script.session().build().unwrap();
    assert_eq!(ask(&session, &READ).await.unwrap().headers["retry-after"], "3600");
    let seen = script.seen();
    assert!(seen[1].at - seen[0].at >= Duration::from_secs(1));
    assert!(seen[2].at - seen[1].at >= Duration::from_millis(1500), "{:?}", seen[2].at - seen[1].at);
}

#[tokio::test]
async fn what_is_neither_safe_nor_keyed_is_sent_once_only() {
    for step in [json(503, "{}"), json(429, "{}"), json(408, "{}")] {
        let script = Script::start([step]).await;
        ask(&script.session().build().unwrap(), &CREATE).await.unwrap();
        assert_eq!(script.seen().len(), 1);
        assert_eq!(script.seen()[0].header("content-type"), "application/merge-patch+json");
        assert_eq!(script.seen()[0].header("x-key"), "");
        assert_eq!(script.seen()[0].header("authorization"), "");
    }
    let script = Script::start([Step::HangUp]).await;
    let error = ask(&script.session().build().unwrap(), &CREATE).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(script.seen().len(), 1);
    // What is safe is sent again.
    let script = Script::start([Step::HangUp, json(408, "{}"), json(200, "{}")]).await;
    assert_eq!(ask(&script.session().build().unwrap(), &READ).await.unwrap().status, 200);
}

#[tokio::test]
async fn what_could_not_be_connected_is_tried_again_whatever_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let session = Session::builder(format!("http://{address}"))
        .retries(RetryPolicy {
            max_retries: 20,
            base: Duration::from_millis(50),
            max: Duration::from_millis(50),
            ..RetryPolicy::default()
        })
        .build()
        .unwrap();
    let starts = async {
        sleep(Duration::from_millis(300)).await;
        Script::on(TcpListener::bind(address).await.unwrap(), [json(200, "{}")])
    };
    let (answered, script) = tokio::join!(ask(&session, &CREATE), starts);
    assert_eq!(answered.unwrap().status, 200);
    assert_eq!(script.seen().len(), 1);
}

/// Tokens t0, t1, ...: a new one for each that was refused.
struct Counting(AtomicUsize);

impl TokenSource for Counting {
    async fn token(&self, force_refresh_of: Option<&Token>) -> Result<Token, TokenError> {
        if force_refresh_of.is_some() {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        Ok(Token::new(format!("t{}", self.0.load(Ordering::SeqCst)), None))
    }
}

#[tokio::test]
async fn a_401_renews_the_token_once_and_asks_again_with_the_same_key() {
    let script = Script::start([
        json(401, "{}"),
        json(200, "{}"),
        json(401, "{}"),
        json(401, "{}"),
        json(401, "{}"),
        json(200, "{}"),
    ])
    .await;
    let session = script.session().tokens(Counting(AtomicUsize::new(0))).build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 200);
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 401);
    let seen = script.seen();
    let tokens: Vec<_> = seen.iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer t0", "Bearer t1", "Bearer t1", "Bearer t2"]);
    assert_eq!(seen[0].header("x-key"), seen[1].header("x-key"));
    // Refused is not run: this holds for what is neither safe nor keyed, too.
    assert_eq!(ask(&session, &SECURED_CREATE).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_401_that_no_new_token_cures_is_the_answer() {
    let script = Script::start([json(401, "{}")]).await;
    assert_eq!(ask(&script.session().build().unwrap(), &CHANGE).await.unwrap().status, 401);
}

#[tokio::test]
async fn what_a_session_lacks_is_said_before_anything_is_sent() {
    let script = Script::start([]).await;
    let url = format!("http://{}", script.address);
    let bare = Session::builder(&url).build().unwrap();
    assert!(matches!(ask(&bare, &CHANGE).await, Err(Error::NotConfigured(what)) if what.contains("shared secret")));
    assert!(
        matches!(ask(&bare, &SECURED_CREATE).await, Err(Error::NotConfigured(what)) if what.contains("token source"))
    );
    let failing = client_support::CachedTokens::new(Duration::ZERO, async || Err(TokenError::new("no such user")));
    let session = script.session().tokens(failing).build().unwrap();
    let error = ask(&session, &CHANGE).await.unwrap_err();
    assert!(matches!(&error, Error::Token(TokenError::LogIn(_))), "{error:?}");
    for bad in ["", "localhost", "ftp://a", "http://a/?b", "http://a/#b"] {
        assert!(Session::builder(bad).build().is_err(), "{bad}");
    }
}

#[tokio::test]
async fn time_outs_hold_for_an_attempt_and_for_the_whole_call() {
    let script = Script::start([Step::Stall, json(200, "{}")]).await;
    let session = script.session().attempt_timeout(Duration::from_millis(100)).build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 200, "a time-out is sent again under the same key");
    let script = Script::start([Step::Stall]).await;
    let session = script.session().attempt_timeout(Duration::from_millis(100)).build().unwrap();
    assert!(matches!(ask(&session, &CREATE).await, Err(Error::TimedOut)));
    let script = Script::start([Step::Stall]).await;
    let session = script.session().total_timeout(Duration::from_millis(100)).build().unwrap();
    assert!(matches!(ask(&session, &CHANGE).await, Err(Error::TimedOut)));
}

#[tokio::test]
async fn answers_are_typed_by_status_and_newer_servers_are_understood() {
    let problem = |status, headers: &str, body| {
        answer(status, &format!("content-type: application/problem+json\r\n{headers}"), body)
    };
    let script = Script::start([
        json(200, r#"{"size":3,"new":true}"#),
        problem(404, "", r#"{"size":4}"#),
        problem(429, "retry-after: 60\r\nX-RateLimit-Limit: 300\r\n", r#"{"size":5}"#),
        problem(429, "retry-after: 61\r\nX-RateLimit-Limit: many\r\n", r#"{"size":5}"#),
        problem(418, "", "{}"),
        json(200, r#"{"size":"Ada"}"#),
        json(200, "<html>Ada"),
        answer(200, "content-type: text/html\r\n", "Ada"),
    ])
    .await;
    let session = script.session().retries(RetryPolicy::NONE).build().unwrap();
    let reply = change(&session).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.size), (200, 3));
    let error = change(&session).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.declared()),
        (404, Some(&ChangeError::NotFound(Thing { size: 4 })))
    );
    let error = change(&session).await.unwrap_err();
    let headers = Limited { retry_after: 60, limit: Some(300) };
    assert_eq!(error.declared(), Some(&ChangeError::TooManyRequests { body: Thing { size: 5 }, headers }));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    let error = change(&session).await.unwrap_err();
    assert!(
        matches!(&error, Error::InvalidResponse { reason, .. } if reason.contains("X-RateLimit-Limit")),
        "{error:?}"
    );
    let error = change(&session).await.unwrap_err();
    assert!(matches!(&error, Error::Undeclared(answer) if answer.status == 418), "{error:?}");
    for _ in 0..3 {
        let error = change(&session).await.unwrap_err();
        assert!(matches!(&error, Error::InvalidResponse { .. }), "{error:?}");
        assert_eq!(error.status().unwrap(), 200);
        assert!(!format!("{error} {error:?}").contains("Ada"), "{error} {error:?}");
    }
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused_without_being_kept() {
    let script = Script::start([json(200, &"a".repeat(1001))]).await;
    let session = script.session().answer_max_bytes(1000).build().unwrap();
    let error = ask(&session, &CHANGE).await.unwrap_err();
    assert!(matches!(&error, Error::InvalidResponse { reason, .. } if reason == "it is too large"), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let script = Script::start([answer(307, "location: /elsewhere\r\n", "")]).await;
    assert_eq!(ask(&script.session().build().unwrap(), &CHANGE).await.unwrap().status, 307);
}

#[tokio::test]
async fn a_transport_error_does_not_name_the_path() {
    let script = Script::start([Step::HangUp]).await;
    let session = script.session().retries(RetryPolicy::NONE).build().unwrap();
    let error = ask(&session, &CHANGE).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("/things/"), "{error:?}");
}

#[test]
fn a_request_against_its_schema_is_not_sent() {
    let error = check_request::<_, ()>(&Thing { size: 1 }).unwrap_err();
    let Error::InvalidRequest(violations) = &error else { panic!("{error:?}") };
    assert_eq!(violations[0].pointer, "/colour");
    assert!(!error.to_string().contains("red"));
}

#[tokio::test]
async fn a_sender_calls_the_url_that_it_is_given_and_keeps_its_query() {
    let script = Script::start([json(204, "")]).await;
    let session = Session::sender().retries(RetryPolicy::NONE).build().unwrap();
    assert_eq!(session.base_url(), "");
    let url = format!("http://{}/hooks", script.address);
    let call = session.call(&CREATE).query("since", Style::Form, true, &"1&2");
    let operations = Operations {
        base_url: target::<()>(&url).unwrap().to_owned(),
        client: session.http().clone(),
        inner: call.clone(),
    };
    let answer: Answer = call.run::<_, _, ()>(operations.send(reqwest::Method::POST, None)).await.unwrap();
    assert_eq!(answer.status, 204);
    assert_eq!(script.seen()[0].line, "POST /hooks/things/7/?a=b&since=1%262 HTTP/1.1");
    for wrong in ["", "hooks", "file:///etc/passwd", "ftp://example.org/"] {
        assert!(matches!(target::<()>(wrong), Err(Error::InvalidRequest(_))), "{wrong}");
    }
}
