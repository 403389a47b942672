//! Bodies that are read piece by piece, over a real socket, mounted the way the generator mounts them.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dropshot::{ConfigDropshot, HttpError, HttpServer, RequestContext, ServerBuilder};
use http::StatusCode;
use schema_support::{Binary, Decode, Decoder, Json, ObjectDecoder};
use server_support::dropshot::{Describe, RawRequest, Reply};
use server_support::{BodyRule, Exchange, Limits, Operation, Parts, Rejection, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

// --- what a generator would emit ---------------------------------------------------------------

static PUT: Operation = Operation {
    id: "put",
    path: "/files",
    safe: false,
    body: BodyRule::Required(&["application/octet-stream", "multipart/form-data", "text/plain"]),
    produces: &["application/octet-stream"],
};

struct Form {
    title: String,
    file: Binary,
}

impl Decode for Form {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut members = ObjectDecoder::new(json, at)?;
        let title = members.required("title", at);
        let file = members.required("file", at);
        members.deny_unknown(at);
        Some(Self { title: title?, file: file? })
    }
}

async fn put(files: Arc<Files>, exchange: Exchange) -> Result<Parts, Rejection> {
    exchange.bearer()?;
    let mut input = exchange.input();
    let body = match input.media_type() {
        Some("application/octet-stream") => input.binary_body().await,
        Some("multipart/form-data") => input.multipart_body::<Form>(&[]).await.map(|form| form.file.named(form.title)),
        Some("text/plain") => input.text_body().map(Binary::from),
        _ => input.body_is_missing(),
    };
    let Some(body) = body else { return Err(input.refuse()) };
    *files.0.lock().unwrap() = Some(body.clone());
    Ok(Parts::binary(StatusCode::OK, "application/octet-stream", body))
}

struct FilesDescription;
impl Describe for FilesDescription {
    const ROUTE: &'static str = "/files";
}

#[dropshot::api_description]
trait FilesMount {
    type Context;
    #[endpoint { method = PUT, path = "/files", operation_id = "put" }]
    async fn put(
        context: RequestContext<Self::Context>,
        raw: RawRequest<FilesDescription>,
    ) -> Result<Reply<FilesDescription>, HttpError>;
}

struct Mounted<A>(PhantomData<A>);

impl FilesMount for Mounted<Files> {
    type Context = Server<Files>;
    async fn put(
        context: RequestContext<Server<Files>>,
        raw: RawRequest<FilesDescription>,
    ) -> Result<Reply<FilesDescription>, HttpError> {
        let uploads = &["application/octet-stream", "multipart/form-data"];
        context.context().serve_upload(&PUT, uploads, raw, put).await
    }
}

// --- the world -----------------------------------------------------------------------------------

/// Keeps what was sent last.
struct Files(Mutex<Option<Binary>>);

struct World {
    server: Server<Files>,
    http: HttpServer<Server<Files>>,
}

const LIMITS: Limits = Limits {
    body_max_bytes: 100,
    upload_max_bytes: 3_000_000,
    spool_after_bytes: 1000,
    body_read_timeout: Duration::from_millis(400),
    handler_timeout: Duration::from_millis(600),
    max_in_flight: 10,
    retry_after_s: 1,
};

impl World {
    fn start() -> Self {
        let server = Server::new(Files(Mutex::new(None)), LIMITS);
        let description = files_mount_mod::api_description::<Mounted<Files>>().unwrap();
        let config = ConfigDropshot { bind_address: "127.0.0.1:0".parse().unwrap(), ..ConfigDropshot::default() };
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let http = ServerBuilder::new(description, server.clone(), log).config(config).start().unwrap();
        Self { server, http }
    }

    fn kept(&self) -> Binary {
        self.server.api().0.lock().unwrap().take().expect("a file")
    }

    async fn begin(&self, media_type: &str, more: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.http.local_addr()).await.unwrap();
        let head = format!("PUT /files HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\n{more}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// The head and the body of the answer.
    async fn ask(&self, media_type: &str, more: &str, body: &[u8]) -> (String, Vec<u8>) {
        let length = format!("content-length: {}\r\n{more}", body.len());
        let mut stream = self.begin(media_type, &length).await;
        // A server that refuses early may close before it has all.
        let _reset = stream.write_all(body).await;
        answer(&mut stream).await
    }
}

async fn answer(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let read = async {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a head"));
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a known length");
        let mut body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut body).await.unwrap();
        (head, body)
    };
    timeout(Duration::from_secs(10), read).await.expect("an answer")
}

const KNOWN: &str = "authorization: Bearer t\r\n";

fn form(file: &[u8]) -> Vec<u8> {
    let head = "--XX\r\ncontent-disposition: form-data; name=\"title\"\r\n\r\nmine\r\n--XX\r\n\
                content-disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
    [head.as_bytes(), file, b"\r\n--XX--\r\n"].concat()
}

// --- claims ----------------------------------------------------------------------------------------

#[tokio::test]
async fn what_is_large_is_a_file_for_as_long_as_somebody_has_it_and_comes_back_as_it_was() {
    let world = World::start();
    let sent: Vec<u8> = (0..2_000_000_u32).map(|at| at as u8).collect();
    for (media_type, body) in
        [("application/octet-stream", sent.clone()), ("multipart/form-data; boundary=XX", form(&sent))]
    {
        let (head, answered) = world.ask(media_type, KNOWN, &body).await;
        assert!(head.starts_with("HTTP/1.1 200") && answered == sent, "{head}");
        let kept = world.kept();
        assert!(kept.in_memory().is_none() && kept.length() == Some(2_000_000));
        assert_eq!(kept.bytes(3_000_000).await.unwrap(), sent);
    }
    let (_, answered) = world.ask("application/octet-stream", KNOWN, b"small").await;
    assert!(answered == b"small" && world.kept().in_memory().is_some());
    let (_, answered) = world.ask("text/plain", KNOWN, b"text").await;
    assert_eq!(answered, b"text");
}

#[tokio::test]
async fn limits_hold_whether_the_length_is_announced_or_not() {
    let world = World::start();
    let large = vec![0; 3_000_001];
    let (head, _) = world.ask("application/octet-stream", KNOWN, &large).await;
    assert!(head.starts_with("HTTP/1.1 413"), "{head}");
    let (head, _) = world.ask("text/plain", KNOWN, &[b'a'; 101]).await;
    assert!(head.starts_with("HTTP/1.1 413"), "what is no upload has the other limit: {head}");
    let long = String::from_utf8(form(b"")).unwrap().replace("mine", &"m".repeat(101));
    let (head, _) = world.ask("multipart/form-data; boundary=XX", KNOWN, long.as_bytes()).await;
    assert!(head.starts_with("HTTP/1.1 413"), "what is no file has it too: {head}");

    let mut stream = world.begin("application/octet-stream", &format!("transfer-encoding: chunked\r\n{KNOWN}")).await;
    let chunk = format!("{:x}\r\n{}\r\n", 100_000, "x".repeat(100_000));
    for _ in 0..31 {
        let _reset = stream.write_all(chunk.as_bytes()).await;
    }
    let (head, body) = answer(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 413") && head.contains("connection: close"), "{head}");
    assert!(String::from_utf8(body).unwrap().contains("larger than 3000000 bytes"));
}

#[tokio::test]
async fn nobody_uploads_without_a_credential_and_hears_so() {
    let world = World::start();
    let mut stream = world.begin("application/octet-stream", "content-length: 1000\r\n").await;
    stream.write_all(&[0; 1000]).await.unwrap();
    assert!(answer(&mut stream).await.0.starts_with("HTTP/1.1 401"));
    // A little is read for nothing, so that the connection can go on.
    let head =
        format!("PUT /files HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 1\r\n{KNOWN}\r\na");
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.0.starts_with("HTTP/1.1 200"));
    // Much is not waited for.
    let mut stream = world.begin("application/octet-stream", "content-length: 2900000\r\n").await;
    let (head, _) = answer(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 401") && head.contains("connection: close"), "{head}");
}

#[tokio::test]
async fn an_upload_may_take_long_but_not_stand_still() {
    let world = World::start();
    let mut stream = world.begin("application/octet-stream", &format!("content-length: 8\r\n{KNOWN}")).await;
    for _ in 0..8 {
        sleep(Duration::from_millis(100)).await;
        stream.write_all(b"a").await.unwrap();
    }
    let (head, body) = answer(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200") && body == b"aaaaaaaa", "{head}");
    let mut stream = world.begin("application/octet-stream", &format!("content-length: 8\r\n{KNOWN}")).await;
    stream.write_all(b"a").await.unwrap();
    let (head, _) = answer(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 408"), "{head}");
}

#[tokio::test]
async fn a_form_is_held_to_its_schema() {
    let world = World::start();
    let body = String::from_utf8(form(b"x")).unwrap().replace("\"title\"", "\"tilte\"");
    let (head, problem) = world.ask("multipart/form-data; boundary=XX", KNOWN, body.as_bytes()).await;
    let problem = String::from_utf8(problem).unwrap();
    assert!(head.starts_with("HTTP/1.1 422") && problem.contains("`title` is required"), "{problem}");
    let (head, _) = world.ask("multipart/form-data; boundary=XX", KNOWN, b"--XX\r\nnonsense").await;
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    let (head, kept) = world.ask("application/octet-stream", KNOWN, b"").await;
    assert!(head.starts_with("HTTP/1.1 200") && kept.is_empty(), "an empty file is a file: {head}");
}
