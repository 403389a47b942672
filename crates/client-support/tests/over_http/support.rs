//! What a generator would emit, two servers, and a clock.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use client_support::{
    Answer, Call, CredentialPlace, DecodeHeaders, Error, HeaderReader, IdempotencyFacts, IdempotencyKey,
    OperationFacts, RetryPolicy, SchemeFacts, Session, SessionBuilder, SharedSecret, SignatureFacts, SignatureInput,
    StaticToken, Token,
};
use progenitor_client::{ByteStream, ClientHooks, ClientInfo, OperationInfo, ResponseValue};
use schema_support::{Decode, Decoder, Json, ObjectDecoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, advance};

// --- what a generator would emit -------------------------------------------------------------------

/// What progenitor makes of an operation.
pub struct Operations {
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

pub type Sent<T> = Result<ResponseValue<T>, progenitor_client::Error<T>>;

impl Operations {
    pub fn new(session: &Session, call: &Call) -> Self {
        Self::at(session.base_url(), session, call)
    }

    /// Of a server that is not the session's: what webhooks and callbacks are sent to.
    pub fn at(base_url: &str, session: &Session, call: &Call) -> Self {
        Self { base_url: base_url.to_owned(), client: session.http().clone(), inner: call.clone() }
    }

    /// An operation on a thing, whose path needs no escaping.
    pub fn request(&self, method: reqwest::Method) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}/things/7/?a=b", self.base_url))
    }

    pub async fn send(&self, builder: reqwest::RequestBuilder) -> Sent<ByteStream> {
        let response = self.exchange(builder).await?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::stream(response)),
            404 => Err(progenitor_client::Error::ErrorResponse(ResponseValue::stream(response))),
            _ => Err(progenitor_client::Error::UnexpectedResponse(response)),
        }
    }

    /// An operation whose answers have no body.
    pub async fn send_for_nothing(&self, builder: reqwest::RequestBuilder) -> Sent<()> {
        Ok(ResponseValue::empty(self.exchange(builder).await?))
    }

    async fn exchange<E>(
        &self,
        builder: reqwest::RequestBuilder,
    ) -> Result<reqwest::Response, progenitor_client::Error<E>> {
        let mut request = builder.build()?;
        let info = OperationInfo { operation_id: "changeThing" };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        Ok(result?)
    }
}

const SIGNATURE: SignatureFacts = SignatureFacts {
    header: "x-signature",
    input: &[SignatureInput::Header("x-key"), SignatureInput::Path, SignatureInput::Body],
};

const BEARER: &[&[SchemeFacts]] = &[&[SchemeFacts { name: "bearer", place: CredentialPlace::Bearer }]];

/// Signed, secured and idempotent.
pub static CHANGE: OperationFacts = OperationFacts {
    operation_id: "changeThing",
    safe: false,
    security: BEARER,
    anonymous: false,
    idempotency: Some(IdempotencyFacts { header: "X-Key" }),
    signature: Some(SIGNATURE),
    content_type: None,
    accept: Some("application/json, application/problem+json"),
};
/// Neither safe nor idempotent.
pub static CREATE: OperationFacts = OperationFacts {
    operation_id: "createThing",
    safe: false,
    security: &[],
    anonymous: true,
    idempotency: None,
    signature: None,
    content_type: Some("application/merge-patch+json"),
    accept: None,
};
pub static READ: OperationFacts = OperationFacts { operation_id: "readThing", safe: true, ..CREATE };
pub static SECURED_CREATE: OperationFacts = OperationFacts { security: BEARER, anonymous: false, ..CREATE };

#[derive(Debug, PartialEq)]
pub struct Thing {
    pub size: i64,
}

impl Decode for Thing {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut members = ObjectDecoder::new(json, at)?;
        let size = members.required("size", at);
        members.deny_unknown(at);
        Some(Self { size: size? })
    }
}

/// With a member that its schema does not allow.
impl serde::Serialize for Thing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::json!({"size": self.size, "colour": "red"}).serialize(serializer)
    }
}

#[derive(Debug, PartialEq)]
pub struct Limited {
    pub retry_after: i64,
    pub limit: Option<i64>,
}

impl DecodeHeaders for Limited {
    fn decode(from: &mut HeaderReader<'_>) -> Option<Self> {
        let retry_after = from.required("Retry-After");
        let limit = from.optional("X-RateLimit-Limit");
        Some(Self { retry_after: retry_after?, limit: limit? })
    }
}

pub async fn ask(session: &Session, facts: &'static OperationFacts) -> Result<Answer, Error<()>> {
    ask_with(session, facts, None).await
}

pub async fn ask_with(
    session: &Session,
    facts: &'static OperationFacts,
    key: Option<IdempotencyKey>,
) -> Result<Answer, Error<()>> {
    let method = if facts.safe { reqwest::Method::GET } else { reqwest::Method::PATCH };
    run(session, session.call(facts).idempotency_key(key), method).await
}

/// Sends a call, with a body but for `GET`.
pub async fn run(session: &Session, call: Call, method: reqwest::Method) -> Result<Answer, Error<()>> {
    let operations = Operations::new(session, &call);
    let has_body = method != reqwest::Method::GET;
    let mut request = operations.request(method);
    if has_body {
        request = request.json(&serde_json::json!({"name": "Ada Lovelace"}));
    }
    call.run(operations.send(request)).await
}

// --- a server that follows a script ------------------------------------------------------------------

#[derive(Clone)]
pub enum Step {
    /// These bytes.
    Answer(String),
    /// Each of these bytes when the one before is long gone.
    Pieces(Vec<String>),
    /// Takes the request and hangs up.
    HangUp,
    /// These bytes, then hangs up.
    Half(&'static str),
}

pub fn answer(status: u16, headers: &str, body: &str) -> Step {
    Step::Answer(format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()))
}

pub fn json(status: u16, body: &str) -> Step {
    answer(status, "content-type: application/json; charset=utf-8\r\n", body)
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: String,
    pub at: Instant,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All but its body; nothing where the client has gone.
    async fn head(stream: &mut TcpStream) -> Option<Self> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let (line, headers) = head.split_once("\r\n").unwrap();
        let headers = headers
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Some(Self { line: line.to_owned(), headers, body: String::new(), at: Instant::now() })
    }

    async fn whole(stream: &mut TcpStream) -> Option<Self> {
        let mut seen = Self::head(stream).await?;
        let mut body = vec![0; seen.header("content-length").parse().unwrap_or(0)];
        stream.read_exact(&mut body).await.ok()?;
        seen.body = String::from_utf8(body).unwrap();
        Some(seen)
    }
}

#[derive(Clone)]
pub struct Script {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Script {
    pub async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), steps)
    }

    pub fn on(listener: TcpListener, steps: impl IntoIterator<Item = Step>) -> Self {
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

    /// The requests that came.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request that came.
    pub fn only(&self) -> Seen {
        let [only] = <[Seen; 1]>::try_from(self.seen()).expect("one request");
        only
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Without a token and a secret.
    pub fn bare_session(&self) -> SessionBuilder {
        Session::builder(format!("{}/", self.url())).retries(RetryPolicy {
            max_retries: 3,
            base: Duration::from_millis(5),
            max: Duration::from_millis(20),
            longest_retry_after: Duration::from_secs(5),
        })
    }

    pub fn session(&self) -> SessionBuilder {
        self.bare_session()
            .tokens(StaticToken(Token::new("t0", None)))
            .shared_secret(SharedSecret::new("shared-secret-here"))
    }
}

async fn follow(mut stream: TcpStream, steps: Arc<Mutex<VecDeque<Step>>>, seen: Arc<Mutex<Vec<Seen>>>) {
    while let Some(request) = Seen::whole(&mut stream).await {
        seen.lock().unwrap().push(request);
        // A request too many is not answered.
        let Some(step) = steps.lock().unwrap().pop_front() else { return };
        match step {
            Step::Answer(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap(),
            Step::Pieces(pieces) => {
                for piece in pieces {
                    stream.write_all(piece.as_bytes()).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            Step::HangUp => return,
            Step::Half(bytes) => return stream.write_all(bytes.as_bytes()).await.unwrap(),
        }
    }
}

// --- a server that a test leads by the hand ----------------------------------------------------------------

/// A server for one connection after another.
pub struct Server(TcpListener);

impl Server {
    pub async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub fn session(&self) -> Session {
        self.builder().build().unwrap()
    }

    /// Of small answers, and without a pause between attempts.
    pub fn builder(&self) -> SessionBuilder {
        Session::builder(format!("http://{}", self.0.local_addr().unwrap()))
            .attempt_timeout(ATTEMPT)
            .total_timeout(2 * ATTEMPT)
            .answer_max_bytes(100)
            .retries(RetryPolicy { max_retries: 1, ..RetryPolicy::NONE })
    }

    /// The next request, but for its body.
    pub async fn request(&self) -> (TcpStream, Seen) {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let seen = Seen::head(&mut stream).await.unwrap();
        (stream, seen)
    }

    /// Takes a request, and begins an answer whose body comes in chunks. The next request has a connection of its own.
    pub async fn begin(&self, media_type: &str) -> TcpStream {
        self.begin_with(200, media_type).await
    }

    pub async fn begin_with(&self, status: u16, media_type: &str) -> TcpStream {
        let (mut stream, _) = self.request().await;
        let framing = "connection: close\r\ntransfer-encoding: chunked";
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {media_type}\r\n{framing}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }
}

/// How long an attempt may take in [`Server::session`]; a call may take twice as long.
pub const ATTEMPT: Duration = Duration::from_secs(10);

/// What a timer may be late by.
pub const MOMENT: Duration = Duration::from_millis(10);

pub async fn chunk(stream: &mut TcpStream, text: &str) {
    stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).await.unwrap();
}

pub async fn end(stream: &mut TcpStream) {
    stream.write_all(b"0\r\n\r\n").await.unwrap();
}

/// What a call and its server come to. A test that waits in vain fails, also while its clock stands still.
pub async fn both<A, B>(call: impl Future<Output = A>, serve: impl Future<Output = B>) -> (A, B) {
    let (sender, patience) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(10));
        let _finished = sender.send(());
    });
    tokio::select! {
        both = async { tokio::join!(call, serve) } => both,
        _ = patience => panic!("each side waits for the other"),
    }
}

// --- a clock ---------------------------------------------------------------------------------------------------

/// Time that passes only when a test lets it, however busy the machine is.
pub struct Clock {
    _stopped: mpsc::Sender<()>,
}

impl Clock {
    pub fn stop() -> Self {
        tokio::time::pause();
        let (sender, receiver) = mpsc::channel::<()>();
        // tokio's paused clock runs on to the next timer when every task waits, be it for the kernel's sockets. It does
        // not while a thread is at work.
        tokio::task::spawn_blocking(move || receiver.recv());
        Self { _stopped: sender }
    }

    pub async fn pass(&self, time: Duration) {
        advance(time).await;
    }

    /// What a future comes to while time runs faster than it does.
    pub async fn while_it_passes<F: Future>(&self, future: F) -> F::Output {
        let ticks = async {
            loop {
                // Real time, for the bytes on their way.
                tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(1))).await.unwrap();
                advance(Duration::from_millis(20)).await;
            }
        };
        tokio::select! {
            output = future => output,
            () = ticks => unreachable!("time passes for ever"),
        }
    }
}
