//! The fixed checks over a real socket, mounted the way the generator mounts them.

use std::collections::HashMap;
use std::future::Future;
use std::io::Write;
use std::marker::PhantomData;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dropshot::{ConfigDropshot, HandlerTaskMode, HttpError, HttpServer, RequestContext, ServerBuilder};
use http::StatusCode;
use schema_support::{Decode, Decoder, Json, ObjectDecoder};
use server_support::dropshot::{Describe, Description, RawRequest, Reply};
use server_support::{
    BearerToken, Begin, BodyRule, Call, Denied, Exchange, IdempotencyRule, IdempotencyToken, Limits, Operation,
    Parameter, Parts, RateLimit, Rejection, Response, Server, SignatureInput, SignatureRule, SigningKeys,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

// --- what a generator would emit ---------------------------------------------------------------

/// A body with two members and no others.
struct Thing {
    name: String,
    size: i64,
}

impl Decode for Thing {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut members = ObjectDecoder::new(json, at)?;
        let name = members.required("name", at);
        let size = members.required("size", at);
        members.deny_unknown(at);
        Some(Self { name: name?, size: size? })
    }
}

struct ChangeThingRequest {
    thing_id: uuid::Uuid,
    idempotency: IdempotencyToken,
    body: Thing,
}

struct FindThingsRequest {
    tags: Vec<String>,
    sizes: Option<Vec<i64>>,
    limit: Option<i64>,
    note: Option<String>,
    session: Option<bool>,
}

trait Things: Send + Sync + 'static {
    type Principal: Send + Sync + 'static;
    fn bearer(&self, token: &BearerToken, call: &Call) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;
    fn signing_keys(&self, principal: &Self::Principal) -> SigningKeys;
    fn begin_idempotent(
        &self,
        principal: &Self::Principal,
        token: &IdempotencyToken,
    ) -> impl Future<Output = Begin> + Send;
    fn change_thing(
        &self,
        principal: &Self::Principal,
        request: ChangeThingRequest,
    ) -> impl Future<Output = Parts> + Send;
    fn find_things(&self, request: FindThingsRequest) -> impl Future<Output = Parts> + Send;
}

static CHANGE_THING: Operation = Operation {
    id: "changeThing",
    path: "/things/{thing_id}/",
    safe: false,
    body: BodyRule::Required(&["application/json"]),
    produces: &["application/json"],
};
static SIGNATURE: SignatureRule = SignatureRule {
    header: "x-signature",
    input: &[SignatureInput::Header("x-key"), SignatureInput::Path, SignatureInput::Body],
};
static IDEMPOTENCY: IdempotencyRule = IdempotencyRule { replay_header: Some("Idempotent-Replayed") };
static FIND_THINGS: Operation = Operation {
    id: "findThings",
    path: "/things/{tags}/",
    safe: true,
    body: BodyRule::None,
    produces: &["application/json"],
};

async fn change_thing<A: Things>(api: Arc<A>, exchange: Exchange) -> Result<Parts, Rejection> {
    let principal = api.bearer(&exchange.bearer()?, exchange.call()).await?;
    exchange.verify_signature(&SIGNATURE, &api.signing_keys(&principal))?;
    let mut input = exchange.input();
    let thing_id = input.required(&Parameter::path("thing_id"));
    let key = input.required::<uuid::Uuid>(&Parameter::header("x-key"));
    let body = input.json_body();
    let (Some(thing_id), Some(key), Some(body)) = (thing_id, key, body) else { return Err(input.refuse()) };
    let idempotency = exchange.idempotency_token(&key);
    if let Some(answer) = api.begin_idempotent(&principal, &idempotency).await.answer(&IDEMPOTENCY) {
        return answer;
    }
    Ok(api.change_thing(&principal, ChangeThingRequest { thing_id, idempotency, body }).await.into_parts())
}

async fn find_things<A: Things>(api: Arc<A>, exchange: Exchange) -> Result<Parts, Rejection> {
    let mut input = exchange.input();
    let tags = input.required(&Parameter::path("tags"));
    let sizes = input.optional(&Parameter::query("size"));
    let limit = input.optional(&Parameter::query("limit"));
    let note = input.optional(&Parameter::header("x-note"));
    let session = input.optional(&Parameter::cookie("session"));
    let (Some(tags), Some(sizes), Some(limit), Some(note), Some(session)) = (tags, sizes, limit, note, session) else {
        return Err(input.refuse());
    };
    Ok(api.find_things(FindThingsRequest { tags, sizes, limit, note, session }).await.into_parts())
}

struct ChangeThingDescription;
impl Describe for ChangeThingDescription {
    const ROUTE: &'static str = "/things/{thing_id}/";
}
struct FindThingsDescription;
impl Describe for FindThingsDescription {
    const ROUTE: &'static str = "/things/{thing_id}/";
    fn describe(description: &mut Description) {
        description.path::<String>("thing_id", "Which ones.");
        description.query::<i64>("limit", false, "How many at most.");
        description.header::<String>("x-note", false, "");
    }
    fn response() -> dropshot::ApiEndpointResponse {
        server_support::dropshot::ok_response::<Vec<String>>(StatusCode::OK, "Those that were found.")
    }
}

#[dropshot::api_description]
trait ThingsMount {
    type Context;
    /// Changes a thing.
    #[endpoint { method = PATCH, path = "/things/{thing_id}/" }]
    async fn change_thing(
        context: RequestContext<Self::Context>,
        raw: RawRequest<ChangeThingDescription>,
    ) -> Result<Reply<ChangeThingDescription>, HttpError>;
    /// Finds things.
    #[endpoint { method = GET, path = "/things/{thing_id}/" }]
    async fn find_things(
        context: RequestContext<Self::Context>,
        raw: RawRequest<FindThingsDescription>,
    ) -> Result<Reply<FindThingsDescription>, HttpError>;
}

struct Mounted<A>(PhantomData<A>);

impl<A: Things> ThingsMount for Mounted<A> {
    type Context = Server<A>;
    async fn change_thing(
        context: RequestContext<Server<A>>,
        raw: RawRequest<ChangeThingDescription>,
    ) -> Result<Reply<ChangeThingDescription>, HttpError> {
        context.context().serve(&CHANGE_THING, raw, change_thing).await
    }
    async fn find_things(
        context: RequestContext<Server<A>>,
        raw: RawRequest<FindThingsDescription>,
    ) -> Result<Reply<FindThingsDescription>, HttpError> {
        if FIND_THINGS.matches(raw.path()) {
            context.context().serve(&FIND_THINGS, raw, find_things).await
        } else {
            context.context().not_found(raw).await
        }
    }
}

// --- an implementation that does as the request says ---------------------------------------------

#[derive(Default)]
struct Api {
    saved: Mutex<HashMap<String, (IdempotencyToken, Option<Parts>)>>,
    runs: AtomicUsize,
}

const SECRET: &str = "shared-secret-here";

impl Things for Api {
    type Principal = ();

    async fn bearer(&self, token: &BearerToken, call: &Call) -> Result<(), Denied> {
        assert_eq!(call.operation_id(), "changeThing");
        assert!(call.peer().ip().is_loopback());
        match token.expose() {
            "good" => Ok(()),
            "forbidden" => Err(Denied::Forbidden { detail: "Not for you.".into() }),
            "often" => {
                Err(Denied::TooManyRequests(RateLimit { retry_after_s: 7, limit: 300, remaining: 0, reset_s: 9 }))
            }
            "unsure" => Err(Denied::Unavailable { retry_after_s: 3 }),
            _ => Err(Denied::Unauthorized),
        }
    }

    fn signing_keys(&self, (): &()) -> SigningKeys {
        SigningKeys::new(["the next one", SECRET])
    }

    async fn begin_idempotent(&self, (): &(), token: &IdempotencyToken) -> Begin {
        let mut saved = self.saved.lock().unwrap();
        match saved.get(token.key()) {
            None => {
                saved.insert(token.key().to_owned(), (token.clone(), None));
                Begin::Run
            }
            Some((first, _)) if first.fingerprint() != token.fingerprint() => Begin::Reused,
            Some((_, None)) => Begin::InFlight { retry_after_s: 2 },
            Some((_, Some(parts))) => Begin::Replay(parts.clone()),
        }
    }

    async fn change_thing(&self, (): &(), request: ChangeThingRequest) -> Parts {
        self.runs.fetch_add(1, Ordering::SeqCst);
        match request.body.name.as_str() {
            "panic" => panic!("secret words of Ada Lovelace"),
            "slow" => sleep(Duration::from_millis(600)).await,
            _ => {}
        }
        let body = serde_json::json!({"id": request.thing_id, "size": request.body.size});
        let parts = Parts::json(StatusCode::OK, "application/json", &body);
        let key = request.idempotency.key().to_owned();
        self.saved.lock().unwrap().insert(key, (request.idempotency, Some(parts.clone())));
        parts
    }

    async fn find_things(&self, request: FindThingsRequest) -> Parts {
        self.runs.fetch_add(1, Ordering::SeqCst);
        if request.note.as_deref() == Some("slow") {
            sleep(Duration::from_millis(600)).await;
            self.runs.fetch_add(100, Ordering::SeqCst);
        }
        let FindThingsRequest { tags, sizes, limit, note, session } = request;
        let body = serde_json::json!({"tags": tags, "sizes": sizes, "limit": limit, "note": note, "session": session});
        Parts::json(StatusCode::OK, "application/json", &body)
    }
}

// --- a client that can do everything wrong ---------------------------------------------------------

struct Running {
    http: HttpServer<Server<Api>>,
    server: Server<Api>,
    address: SocketAddr,
}

fn start(limits: Limits) -> Running {
    let description = things_mount_mod::api_description::<Mounted<Api>>().unwrap();
    let server = Server::new(Api::default(), limits);
    let log = slog::Logger::root(slog::Discard, slog::o!());
    let config = ConfigDropshot {
        bind_address: "127.0.0.1:0".parse().unwrap(),
        default_handler_task_mode: HandlerTaskMode::CancelOnDisconnect,
        ..Default::default()
    };
    let http = ServerBuilder::new(description, server.clone(), log).config(config).start().unwrap();
    Running { address: http.local_addr(), http, server }
}

fn patient() -> Limits {
    Limits { body_max_bytes: 1024, ..Limits::default() }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    body: String,
}

impl Answer {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Asserts a problem of this status and kind, and gives it.
    fn problem(&self, status: u16, kind: &str) -> serde_json::Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{self:?}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["trace_id"], self.headers["x-request-id"].as_str());
        assert_eq!(problem["instance"], format!("urn:uuid:{}", problem["trace_id"].as_str().unwrap()), "{problem}");
        problem
    }
}

struct Connection(TcpStream);

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    async fn receive(&mut self) -> Answer {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.expect("the connection lives"));
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: HashMap<_, _> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().unwrap())];
        self.0.read_exact(&mut body).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body).unwrap() }
    }

    async fn ask(&mut self, request: &str) -> Answer {
        self.send(request.as_bytes()).await;
        self.receive().await
    }

    async fn is_closed(&mut self) -> bool {
        matches!(tokio::time::timeout(Duration::from_secs(5), self.0.read(&mut [0])).await, Ok(Ok(0) | Err(_)))
    }
}

const KEY: &str = "00000000-0000-4000-8000-000000000000";
const THING: &str = "/things/6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f/";

fn signature(key: &str, path: &str, body: &str) -> String {
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(key.as_bytes());
    mac.update(path.as_bytes());
    mac.update(body.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

/// A request; each header in `changed` replaces one of the usual ones, an empty value removes it.
fn patch(key: &str, path: &str, body: &str, changed: &[(&str, &str)]) -> String {
    let signature = signature(key, path, body);
    let length = body.len().to_string();
    let mut headers: Vec<(&str, &str)> = vec![
        ("Host", "localhost"),
        ("Content-Type", "application/json"),
        ("Content-Length", &length),
        ("Authorization", "Bearer good"),
        ("X-Key", key),
        ("X-Signature", &signature),
    ];
    for (name, value) in changed {
        headers.retain(|(usual, _)| !usual.eq_ignore_ascii_case(name));
        headers.extend((!value.is_empty()).then_some((*name, *value)));
    }
    let mut request = format!("PATCH {path} HTTP/1.1\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request + "\r\n" + body
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}

const GOOD: &str = r#"{"name":"lamp","size":3}"#;

async fn ask_once(running: &Running, request: &str) -> Answer {
    Connection::open(running.address).await.ask(request).await
}

// --- claims ------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_good_request_runs_once_and_is_replayed_byte_for_byte() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    let first = connection.ask(&patch(KEY, THING, GOOD, &[])).await;
    assert_eq!((first.status, first.headers["content-type"].as_str()), (200, "application/json"), "{first:?}");
    assert!(!first.headers.contains_key("idempotent-replayed"));
    let again = connection.ask(&patch(KEY, THING, GOOD, &[])).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(running.server.api().runs.load(Ordering::SeqCst), 1);
    let other = connection.ask(&patch(KEY, THING, r#"{"name":"lamp","size":4}"#, &[])).await;
    other.problem(409, "idempotency-key-reused");
}

#[tokio::test]
async fn every_refusal_of_the_fixed_checks_is_its_own_problem() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    for (changed, status, kind) in [
        (&[("content-type", "")][..], 415, "unsupported-media-type"),
        (&[("content-type", "text/plain")], 415, "unsupported-media-type"),
        (&[("content-type", "application/merge-patch+json")], 415, "unsupported-media-type"),
        (&[("content-encoding", "gzip")], 415, "unsupported-media-type"),
        (&[("accept", "text/html")], 406, "not-acceptable"),
        (&[("authorization", "")], 401, "unauthorized"),
        (&[("authorization", "Basic Z29vZA==")], 401, "unauthorized"),
        (&[("authorization", "Bearer bad")], 401, "unauthorized"),
        (&[("authorization", "Bearer a b")], 401, "unauthorized"),
        (&[("authorization", "Bearer forbidden")], 403, "forbidden"),
        (&[("authorization", "Bearer often")], 429, "rate-limited"),
        (&[("authorization", "Bearer unsure")], 503, "unavailable"),
        (&[("x-signature", "")], 401, "signature-mismatch"),
        (&[("x-signature", "no base64")], 401, "signature-mismatch"),
        (&[("x-key", "00000000-0000-4000-8000-000000000001")], 401, "signature-mismatch"),
    ] {
        let answer = connection.ask(&patch(KEY, THING, GOOD, changed)).await;
        answer.problem(status, kind);
        let is_token_wrong = kind == "unauthorized" && changed[0].1.starts_with("Bearer ");
        let challenge = if is_token_wrong { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        assert_eq!(answer.headers.get("www-authenticate").map(String::as_str), (status == 401).then_some(challenge));
        assert_eq!(answer.headers.contains_key("retry-after"), status == 429 || status == 503, "{answer:?}");
        if status == 429 {
            let header = |name: &str| answer.headers[name].as_str();
            assert_eq!(
                [
                    header("retry-after"),
                    header("x-ratelimit-limit"),
                    header("x-ratelimit-remaining"),
                    header("x-ratelimit-reset")
                ],
                ["7", "300", "0", "9"]
            );
        }
    }
    assert_eq!(running.server.api().runs.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_order_of_the_checks_is_fixed() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    // Everything is wrong; each step repairs what was told, and the next thing is told.
    let bad = "{\"a\":1,\"a\":2}";
    let mut changed = vec![
        ("content-type", "text/plain"),
        ("accept", "text/html"),
        ("authorization", "Bearer bad"),
        ("x-signature", "x"),
    ];
    for (status, kind) in [
        (415, "unsupported-media-type"),
        (406, "not-acceptable"),
        (401, "unauthorized"),
        (401, "signature-mismatch"),
        (400, "malformed-request"),
    ] {
        connection.ask(&patch(KEY, THING, bad, &changed)).await.problem(status, kind);
        if !changed.is_empty() {
            changed.remove(0);
        }
    }
}

#[tokio::test]
async fn what_is_no_json_is_400_and_what_is_against_the_schema_is_422() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    for malformed in [
        "",
        "{",
        r#"{"name":"a","size":1}x"#,
        r#"{"name":"a","name":"b","size":1}"#,
        "\u{feff}{}",
        r#"{"name":"\ud800","size":1}"#,
    ] {
        connection.ask(&patch(KEY, THING, malformed, &[])).await.problem(400, "malformed-request");
    }
    for invalid in ["null", "[]", "{}", r#"{"name":1,"size":1}"#] {
        connection.ask(&patch(KEY, THING, invalid, &[])).await.problem(422, "invalid-request");
    }
}

#[tokio::test]
async fn all_violations_of_path_header_and_body_are_listed_together() {
    let running = start(patient());
    let answer = ask_once(&running, &patch("monday", "/things/42/", r#"{"name":5,"extra":"Ada"}"#, &[])).await;
    let problem = answer.problem(422, "invalid-request");
    let told: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| [&error["in"], &error["pointer"], &error["keyword"]].map(|part| part.as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(
        told,
        [
            ["path", "/thing_id", "format"],
            ["header", "/x-key", "format"],
            ["body", "/name", "type"],
            ["body", "", "required"],
            ["body", "/extra", "additionalProperties"],
        ]
    );
    assert!(!answer.body.contains("Ada") && !answer.body.contains("monday"), "{answer:?}");
}

#[tokio::test]
async fn parameters_are_read_by_their_style_and_type() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    let headers = "X-Note:  a, b \r\nCookie: a=1; session=true\r\n";
    let answer = connection.ask(&get("/things/red,dark%2Cblue,%C3%A4/?size=1&size=2&limit=-3", headers)).await;
    assert_eq!(
        answer.json(),
        serde_json::json!({"tags": ["red", "dark,blue", "ä"], "sizes": [1, 2], "limit": -3, "note": "a, b", "session": true})
    );
    let answer = connection.ask(&get("/things/a/", "")).await;
    assert_eq!(
        answer.json(),
        serde_json::json!({"tags": ["a"], "sizes": null, "limit": null, "note": null, "session": null})
    );
    for (query, pointer) in [
        ("limit=1&limit=2", "/limit"),
        ("limit=x", "/limit"),
        ("limit=", "/limit"),
        ("size=1&size=b", "/size/1"),
        ("limit=%FF", "/limit"),
    ] {
        let answer = connection.ask(&get(&format!("/things/a/?{query}"), "")).await;
        assert_eq!(answer.problem(422, "invalid-request")["errors"][0]["pointer"], pointer, "{query}");
    }
}

#[tokio::test]
async fn only_the_documents_own_path_is_served() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    for path in ["/things/a", "/things/a//", "/things//a/"] {
        connection.ask(&get(path, "")).await.problem(404, "not-found");
        connection.ask(&patch(KEY, path, GOOD, &[])).await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_and_the_connection_goes_on_or_says_that_it_closes() {
    let running = start(patient());
    let at_limit = format!(r#"{{"name":"{}","size":1}}"#, "a".repeat(1024 - 20));
    assert_eq!(at_limit.len(), 1024);
    let mut connection = Connection::open(running.address).await;
    assert_eq!(connection.ask(&patch(KEY, THING, &at_limit, &[])).await.status, 200);
    let over = format!("{at_limit} ");
    connection.ask(&patch(KEY, THING, &over, &[])).await.problem(413, "content-too-large");
    assert_eq!(connection.ask(&patch(KEY, THING, &at_limit, &[])).await.status, 200, "the connection lives");

    // Chunked: nothing announces the size.
    let mut chunked = patch(KEY, THING, "", &[("content-length", ""), ("transfer-encoding", "chunked")]);
    for _ in 0..3 {
        chunked += &format!("200\r\n{}\r\n", "a".repeat(512));
    }
    connection.ask(&(chunked + "0\r\n\r\n")).await.problem(413, "content-too-large");
    assert_eq!(connection.ask(&patch(KEY, THING, &at_limit, &[])).await.status, 200, "the connection lives");

    // Announced far over the limit: refused before it is sent, and the connection closes.
    let huge = patch(KEY, THING, "", &[("content-length", "999999999")]);
    let answer = connection.ask(&huge).await;
    answer.problem(413, "content-too-large");
    assert_eq!(answer.headers["connection"], "close");
    assert!(connection.is_closed().await);

    // A client that asks first is not told to go on.
    let mut connection = Connection::open(running.address).await;
    let asks = patch(KEY, THING, "", &[("content-length", "2000"), ("expect", "100-continue")]);
    connection.ask(&asks).await.problem(413, "content-too-large");
}

#[tokio::test]
async fn a_body_in_pieces_is_put_together() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    let request = patch(KEY, THING, GOOD, &[]);
    let (head, tail) = request.split_at(request.len() - 10);
    connection.send(head.as_bytes()).await;
    for byte in tail.bytes() {
        sleep(Duration::from_millis(5)).await;
        connection.send(&[byte]).await;
    }
    assert_eq!(connection.receive().await.status, 200);
}

#[tokio::test]
async fn a_body_that_stops_coming_is_408() {
    let running = start(Limits { body_read_timeout: Duration::from_millis(200), ..patient() });
    let mut connection = Connection::open(running.address).await;
    let answer = connection.ask(&patch(KEY, THING, "{", &[("content-length", "100")])).await;
    answer.problem(408, "request-timeout");
    assert_eq!(answer.headers["connection"], "close");
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_late_answer_is_503_and_its_change_is_saved_all_the_same() {
    let running = start(Limits { handler_timeout: Duration::from_millis(100), retry_after_s: 4, ..patient() });
    let mut connection = Connection::open(running.address).await;
    let slow = patch(KEY, THING, r#"{"name":"slow","size":3}"#, &[]);
    let answer = connection.ask(&slow).await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.headers["retry-after"], "4");
    let answer = connection.ask(&slow).await;
    answer.problem(409, "request-in-flight");
    assert_eq!(answer.headers["retry-after"], "2");
    assert_eq!(running.server.in_flight(), 1);
    sleep(Duration::from_millis(800)).await;
    let answer = connection.ask(&slow).await;
    assert_eq!((answer.status, answer.headers["idempotent-replayed"].as_str()), (200, "true"));
    assert_eq!(running.server.api().runs.load(Ordering::SeqCst), 1);
    assert_eq!(running.server.in_flight(), 0);

    // What is safe is simply given up.
    let before = running.server.api().runs.load(Ordering::SeqCst);
    connection.ask(&get("/things/a/", "X-Note: slow\r\n")).await.problem(503, "unavailable");
    sleep(Duration::from_millis(800)).await;
    assert_eq!(running.server.api().runs.load(Ordering::SeqCst), before + 1);
}

#[tokio::test]
async fn a_change_whose_client_hangs_up_runs_to_its_end_and_is_waited_for() {
    let running = start(patient());
    let mut connection = Connection::open(running.address).await;
    connection.send(patch(KEY, THING, r#"{"name":"slow","size":3}"#, &[]).as_bytes()).await;
    sleep(Duration::from_millis(200)).await;
    drop(connection);
    sleep(Duration::from_millis(50)).await;
    running.server.shut_down();
    running.http.close().await.unwrap();
    assert_eq!(running.server.in_flight(), 1);
    running.server.idle().await;
    assert!(running.server.api().saved.lock().unwrap()[KEY].1.is_some());
}

#[tokio::test]
async fn more_than_the_limit_at_once_is_503() {
    let running = start(Limits { max_in_flight: 1, ..patient() });
    let mut first = Connection::open(running.address).await;
    first.send(patch(KEY, THING, r#"{"name":"slow","size":3}"#, &[]).as_bytes()).await;
    sleep(Duration::from_millis(200)).await;
    let mut second = Connection::open(running.address).await;
    let answer = second.ask(&get("/things/a/", "")).await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(first.receive().await.status, 200);
    assert_eq!(second.ask(&get("/things/a/", "")).await.status, 200);
}

#[tokio::test]
async fn a_server_that_shuts_down_ends_what_runs_and_takes_nothing_new() {
    let running = start(patient());
    let mut first = Connection::open(running.address).await;
    first.send(patch(KEY, THING, r#"{"name":"slow","size":3}"#, &[]).as_bytes()).await;
    sleep(Duration::from_millis(200)).await;
    running.server.shut_down();
    let mut second = Connection::open(running.address).await;
    let answer = second.ask(&get("/things/a/", "")).await;
    answer.problem(503, "unavailable");
    assert_eq!((answer.headers["retry-after"].as_str(), answer.headers["connection"].as_str()), ("1", "close"));
    assert_eq!(first.receive().await.status, 200);
    running.server.idle().await;
    running.http.close().await.unwrap();
}

#[test]
fn the_document_that_dropshot_emits_has_what_is_described() {
    let description = things_mount_mod::api_description::<Mounted<Api>>().unwrap();
    let document = description.openapi("things", dropshot::semver::Version::new(1, 0, 0)).json().unwrap();
    let operations = &document["paths"]["/things/{thing_id}"];
    let undescribed = operations["patch"]["parameters"].as_array().unwrap();
    assert_eq!((undescribed.len(), undescribed[0]["name"].as_str()), (1, Some("thing_id")));
    let described: Vec<_> = operations["get"]["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| {
            let required = parameter["required"].as_bool().unwrap_or_default();
            (
                parameter["in"].as_str().unwrap(),
                parameter["name"].as_str().unwrap(),
                required,
                &parameter["schema"]["type"],
            )
        })
        .collect();
    assert!(described.contains(&("path", "thing_id", true, &"string".into())), "{described:?}");
    assert!(described.contains(&("query", "limit", false, &"integer".into())), "{described:?}");
    assert!(described.contains(&("header", "x-note", false, &"string".into())), "{described:?}");
    let ok = &operations["get"]["responses"]["200"];
    assert_eq!(ok["description"], "Those that were found.");
    assert_eq!(ok["content"]["application/json"]["schema"]["type"], "array");
}

/// A log that tests can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_panic_is_500_on_a_connection_that_lives_and_no_log_line_repeats_what_was_said() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    server_support::quiet_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let running = start(patient());
        let mut connection = Connection::open(running.address).await;
        let answer = connection.ask(&patch(KEY, THING, r#"{"name":"panic","size":3}"#, &[])).await;
        let problem = answer.problem(500, "internal-error");
        assert!(!answer.body.contains("Ada"));
        assert_eq!(connection.ask(&get("/things/Ada/?limit=5", "X-Note: Ada\r\n")).await.status, 200);
        assert_eq!(running.server.in_flight(), 0);

        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(!text.contains("Ada") && !text.contains("good") && !text.contains(THING), "{text}");
        let panicked = lines.iter().find(|line| line["fields"]["message"] == "the handler panicked").unwrap();
        assert_eq!(panicked["fields"]["trace_id"], problem["trace_id"]);
        assert!(
            lines
                .iter()
                .any(|line| line["fields"]["place"].as_str().is_some_and(|place| place.contains("over_http.rs")))
        );
        let requests: Vec<_> = lines.iter().filter(|line| line["fields"]["message"] == "request").collect();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0]["fields"]["operation"], "changeThing");
        assert_eq!(requests[0]["fields"]["path"], "/things/{thing_id}/");
        assert_eq!(requests[0]["fields"]["status"], 500);
        assert!(requests[0]["fields"]["duration_us"].is_u64());
    });
}
