//! Answers that are written as they come, over a real socket, mounted the way the generator mounts them.

use std::marker::PhantomData;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dropshot::{ConfigDropshot, HttpError, HttpServer, RequestContext, ServerBuilder};
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use http::StatusCode;
use server_support::dropshot::{Describe, RawRequest, Reply};
use server_support::{
    BodyRule, Data, Event, Events, Exchange, Framing, Items, Limits, Operation, Parts, Rejection, Server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

// --- what a generator would emit ---------------------------------------------------------------

static WATCH: Operation =
    Operation { id: "watch", path: "/watch", safe: true, body: BodyRule::None, produces: &["text/event-stream"] };
static LIST: Operation =
    Operation { id: "list", path: "/list", safe: true, body: BodyRule::None, produces: &["application/x-ndjson"] };
static PUT: Operation = Operation {
    id: "put",
    path: "/list",
    safe: false,
    body: BodyRule::Required(&["application/x-ndjson"]),
    produces: &["application/json-seq"],
};

struct WatchDescription;
impl Describe for WatchDescription {
    const ROUTE: &'static str = "/watch";
}
struct ListDescription;
impl Describe for ListDescription {
    const ROUTE: &'static str = "/list";
}

#[dropshot::api_description]
trait StreamsMount {
    type Context;
    #[endpoint { method = GET, path = "/watch", operation_id = "watch" }]
    async fn watch(
        context: RequestContext<Self::Context>,
        raw: RawRequest<WatchDescription>,
    ) -> Result<Reply<WatchDescription>, HttpError>;
    #[endpoint { method = GET, path = "/list", operation_id = "list" }]
    async fn list(
        context: RequestContext<Self::Context>,
        raw: RawRequest<ListDescription>,
    ) -> Result<Reply<ListDescription>, HttpError>;
    #[endpoint { method = PUT, path = "/list", operation_id = "put" }]
    async fn put(
        context: RequestContext<Self::Context>,
        raw: RawRequest<ListDescription>,
    ) -> Result<Reply<ListDescription>, HttpError>;
}

struct Mounted<A>(PhantomData<A>);

impl StreamsMount for Mounted<Streams> {
    type Context = Server<Streams>;
    async fn watch(
        context: RequestContext<Server<Streams>>,
        raw: RawRequest<WatchDescription>,
    ) -> Result<Reply<WatchDescription>, HttpError> {
        context.context().serve(&WATCH, raw, watch).await
    }
    async fn list(
        context: RequestContext<Server<Streams>>,
        raw: RawRequest<ListDescription>,
    ) -> Result<Reply<ListDescription>, HttpError> {
        context.context().serve(&LIST, raw, list).await
    }
    async fn put(
        context: RequestContext<Server<Streams>>,
        raw: RawRequest<ListDescription>,
    ) -> Result<Reply<ListDescription>, HttpError> {
        context.context().serve(&PUT, raw, put).await
    }
}

async fn watch(api: Arc<Streams>, _exchange: Exchange) -> Result<Parts, Rejection> {
    let events = Events::try_new(api.items()).keep_alive(Duration::from_millis(150));
    Ok(Parts::events(StatusCode::OK, "text/event-stream", events))
}

async fn list(api: Arc<Streams>, _exchange: Exchange) -> Result<Parts, Rejection> {
    let items = Items::try_new(api.items().map(|item| item.map(|event| event.id)));
    Ok(Parts::items(StatusCode::OK, "application/x-ndjson", Framing::Lines, items))
}

async fn put(_api: Arc<Streams>, exchange: Exchange) -> Result<Parts, Rejection> {
    let mut input = exchange.input();
    let Some(body) = input.list_body::<i64>(Framing::Lines) else { return Err(input.refuse()) };
    Ok(Parts::list(StatusCode::OK, "application/json-seq", Framing::Sequence, &body))
}

// --- the world -----------------------------------------------------------------------------------

type Item = Result<Event<Data<i64>>, std::io::Error>;

/// Gives what the test sends; once.
struct Streams {
    items: std::sync::Mutex<Option<UnboundedReceiver<Item>>>,
    dropped: Arc<AtomicBool>,
}

struct TellsOfItsEnd(Arc<AtomicBool>);

impl Drop for TellsOfItsEnd {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Streams {
    fn items(&self) -> impl futures::Stream<Item = Item> + Send + 'static {
        let items = self.items.lock().unwrap().take().expect("one stream a server");
        let end = TellsOfItsEnd(Arc::clone(&self.dropped));
        items.map(move |item| {
            let _alive = &end;
            if let Ok(Event { data: Data::Text(text), .. }) = &item {
                assert!(text != "panic", "as the test wants it");
            }
            item
        })
    }
}

struct World {
    items: UnboundedSender<Item>,
    dropped: Arc<AtomicBool>,
    server: Server<Streams>,
    http: HttpServer<Server<Streams>>,
}

impl World {
    fn start() -> Self {
        let (items, receiver) = unbounded();
        let dropped = Arc::new(AtomicBool::new(false));
        let api = Streams { items: std::sync::Mutex::new(Some(receiver)), dropped: Arc::clone(&dropped) };
        let limits = Limits { handler_timeout: Duration::from_millis(200), ..Limits::default() };
        let server = Server::new(api, limits);
        let description = streams_mount_mod::api_description::<Mounted<Streams>>().unwrap();
        let config = ConfigDropshot { bind_address: "127.0.0.1:0".parse().unwrap(), ..ConfigDropshot::default() };
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let http = ServerBuilder::new(description, server.clone(), log).config(config).start().unwrap();
        Self { items, dropped, server, http }
    }

    fn send(&self, item: Item) {
        self.items.unbounded_send(item).unwrap();
    }

    fn tick(&self, at: i64) {
        self.send(Ok(Event::new(at).with_id(at.to_string()).of_type("tick")));
    }

    async fn ask(&self, request: &str) -> Connection {
        let address: SocketAddr = self.http.local_addr();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        Connection(stream, String::new())
    }
}

struct Connection(TcpStream, String);

impl Connection {
    /// Reads until there is this text.
    async fn until(&mut self, text: &str) -> String {
        let read = async {
            while !self.1.contains(text) {
                let mut buffer = [0; 4096];
                let count = self.0.read(&mut buffer).await.unwrap();
                assert!(count > 0, "the end, and no {text:?} in {:?}", self.1);
                self.1.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
            }
        };
        timeout(Duration::from_secs(5), read).await.unwrap_or_else(|_| panic!("no {text:?} in {:?}", self.1));
        std::mem::take(&mut self.1)
    }

    /// Reads to the end, and tells whether the body was whole: whether its last chunk came.
    async fn all_of_it(&mut self) -> (String, bool) {
        let mut rest = Vec::new();
        let _reset = timeout(Duration::from_secs(5), self.0.read_to_end(&mut rest)).await.expect("an end");
        self.1.push_str(&String::from_utf8(rest).unwrap());
        (self.1.clone(), self.1.ends_with("0\r\n\r\n"))
    }
}

const WATCHES: &str = "GET /watch HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
const LISTS: &str = "GET /list HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

// --- claims ----------------------------------------------------------------------------------------

#[tokio::test]
async fn events_are_written_as_they_come_and_live_longer_than_a_handler_may_take() {
    let world = World::start();
    let mut client = world.ask(WATCHES).await;
    let head = client.until("\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("content-type: text/event-stream\r\n"), "{head}");
    world.tick(1);
    assert!(client.until("data: 1\n").await.contains("event: tick\n"));
    sleep(Duration::from_millis(300)).await;
    client.until(":\n\n").await;
    world.tick(2);
    client.until("id: 2\n").await;
    world.send(Ok(Event { retry: Some(Duration::from_millis(7)), ..Event::new(Data::Text("[DONE]\nnow".to_owned())) }));
    let last = client.until("now").await;
    assert!(last.contains("data: [DONE]\ndata: now") && world.server.in_flight() == 1, "{last}");
    drop(world.items);
    assert!(client.all_of_it().await.1, "an end is an end");
}

#[tokio::test]
async fn items_are_lines_and_a_request_s_lines_are_all_checked() {
    let world = World::start();
    let mut client = world.ask(LISTS).await;
    world.tick(1);
    client.until("\"1\"\n").await;
    world.tick(2);
    client.until("\"2\"\n").await;
    drop(world.items.clone());
    let put = |body: &str| {
        format!(
            "PUT /list HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let (good, _) = world.ask(&put("1\n\n2\r\n3")).await.all_of_it().await;
    assert!(good.starts_with("HTTP/1.1 200") && good.ends_with("\u{1e}1\n\u{1e}2\n\u{1e}3\n"), "{good:?}");
    let (bad, _) = world.ask(&put("1\n\"x\"\n3\ntrue\n")).await.all_of_it().await;
    assert!(bad.starts_with("HTTP/1.1 422") && bad.contains("\"/1\"") && bad.contains("\"/3\""), "{bad}");
    let (broken, _) = world.ask(&put("1\n{\n")).await.all_of_it().await;
    assert!(broken.starts_with("HTTP/1.1 400"), "{broken}");
}

#[tokio::test]
async fn what_ends_a_stream_early_closes_the_connection_without_an_end() {
    for last in [
        Err(std::io::Error::other("secret")),
        Ok(Event::new(Data::Text("panic".to_owned()))),
        Ok(Event::new(3).with_id("no\nline breaks")),
    ] {
        let world = World::start();
        let mut client = world.ask(WATCHES).await;
        world.tick(1);
        client.until("data: 1\n").await;
        world.send(last);
        let (text, whole) = client.all_of_it().await;
        assert!(!whole && !text.contains("secret"), "{text}");
        assert!(world.dropped.load(Ordering::SeqCst));
    }
}

#[tokio::test]
async fn a_client_that_is_gone_ends_the_stream() {
    let world = World::start();
    let mut client = world.ask(WATCHES).await;
    world.tick(1);
    client.until("data: 1\n").await;
    drop(client);
    let gone = async {
        while !world.dropped.load(Ordering::SeqCst) || world.server.in_flight() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(5), gone).await.expect("a keep-alive finds out that nobody reads");
}

#[tokio::test]
async fn a_shut_down_ends_events_and_waits_for_items() {
    let world = World::start();
    let mut client = world.ask(WATCHES).await;
    world.tick(1);
    client.until("data: 1\n").await;
    world.server.shut_down();
    assert!(client.all_of_it().await.1, "its reader will come again");
    timeout(Duration::from_secs(5), world.server.idle()).await.expect("nothing runs");

    let world = World::start();
    let mut client = world.ask(LISTS).await;
    world.tick(1);
    client.until("\"1\"\n").await;
    world.server.shut_down();
    assert!(timeout(Duration::from_millis(100), world.server.idle()).await.is_err(), "a list is not cut");
    world.tick(2);
    client.until("\"2\"\n").await;
    world.items.close_channel();
    assert!(client.all_of_it().await.1);
    timeout(Duration::from_secs(5), world.server.idle()).await.expect("nothing runs");
}
