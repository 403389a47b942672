//! A recorder on the wire: what other tests ask a server, and what it answers, held to the document.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::contract::{Contract, Verdict};
use super::http::{Answer, Request, parse, parse_request};

/// Stands before a server, hands on every byte as it is, and keeps it. A team's own tests ask the recorder in the server's
/// place; then every answer is held to the document:
///
/// ```
/// use std::io::{Read, Write};
///
/// let document = r#"{ "openapi": "3.1.0", "info": { "title": "Greetings", "version": "1" }, "paths": {
///     "/hello": { "get": { "operationId": "hello", "responses": { "204": { "description": "Hello." } } } } } }"#;
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
/// # let server = listener.local_addr().unwrap();
/// # std::thread::spawn(move || {
/// #     let (mut stream, _) = listener.accept().unwrap();
/// #     let _request = stream.read(&mut [0; 4096]);
/// #     let _answer = stream.write_all(b"HTTP/1.1 418 I'm a teapot\r\ncontent-length: 0\r\n\r\n");
/// # });
/// let recorder = round_trips::Recorder::start(document, server).unwrap(); // the generated server crate's `DOCUMENT`
///
/// let mut client = std::net::TcpStream::connect(recorder.address()).unwrap(); // your own test, with your own client
/// client.write_all(b"GET /hello HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
/// client.read_to_end(&mut Vec::new()).unwrap();
///
/// let recorded = recorder.judge(); // or `recorder.check()`, which panics with what is wrong
/// assert_eq!(recorded.failures, ["`GET /hello`: status 418 is not declared"]);
/// ```
#[derive(Debug)]
pub struct Recorder {
    document: String,
    address: SocketAddr,
    connections: Connections,
    allowed: Vec<String>,
}

type Connections = Arc<Mutex<Vec<Arc<Mutex<Connection>>>>>;

/// Which bytes of a connection are meant.
type Kept = fn(&mut Connection) -> &mut Vec<u8>;

/// The bytes of a connection, both ways.
#[derive(Debug, Default)]
struct Connection {
    asked: Vec<u8>,
    answered: Vec<u8>,
}

/// What passed a [`Recorder`].
#[derive(Debug, Default)]
pub struct Recorded {
    /// Requests with an answer.
    pub exchanges: usize,
    /// Requests, or beginnings of some, that were not answered, or not yet.
    pub unanswered: usize,
    /// Pairs of an operation's pointer and a declared status that were seen.
    pub seen: BTreeSet<(String, String)>,
    /// Pairs of an operation (`GET /things`) and a declared status that were not.
    pub unseen: BTreeSet<(String, String)>,
    /// Refusals of the generated mount, as it alone writes them, that the document does not declare.
    pub refusals: usize,
    /// Each answer that is not declared: the request's line, and why.
    pub failures: Vec<String>,
}

impl Recorder {
    /// Before a server that implements this document and listens there, on a free port, as long as the process lives.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start(document: impl Into<String>, server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let connections = Connections::default();
        let known = Arc::clone(&connections);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let connection = Arc::<Mutex<Connection>>::default();
                locked(&known).push(Arc::clone(&connection));
                // A server that is not there is seen by the client, as it is without a recorder.
                let _ended = hand_on(client, server, &connection);
            }
        });
        Ok(Self { document: document.into(), address, connections, allowed: Vec::new() })
    }

    /// A header that answers may have though the document does not declare it: of a proxy before the handlers, say.
    #[must_use]
    pub fn may_have_header(mut self, name: &str) -> Self {
        self.allowed.push(name.to_ascii_lowercase());
        self
    }

    /// Where to ask in the server's place.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Judges what passed so far; prints a line of figures.
    ///
    /// # Panics
    /// With every answer that is not declared; when nothing passed, or the document is none.
    pub fn check(&self) {
        let recorded = self.judge();
        println!(
            "recorder: {} exchanges, {} requests without an answer, {} of {} declared answers seen, {} refusals that the \
             document leaves out",
            recorded.exchanges,
            recorded.unanswered,
            recorded.seen.len(),
            recorded.seen.len() + recorded.unseen.len(),
            recorded.refusals
        );
        assert!(recorded.exchanges > 0, "nothing passed the recorder at {}: nobody asked there", self.address);
        assert!(recorded.failures.is_empty(), "{}", recorded.failures.join("\n"));
    }

    /// Judges what passed so far.
    ///
    /// # Panics
    /// When the document is none.
    pub fn judge(&self) -> Recorded {
        let contract = Contract::new(&self.document).allowing(&self.allowed);
        let operations = contract.operations();
        let mut recorded = Recorded::default();
        for connection in locked(&self.connections).iter() {
            let connection = locked(connection);
            let (exchanges, unanswered) = exchanges(&connection);
            recorded.unanswered += unanswered;
            for (request, answer) in exchanges {
                recorded.exchanges += 1;
                let line = format!("`{} {}`", request.method, request.target);
                match contract.operation(&operations, &request.method, request.path()) {
                    Some(operation) => match contract.judge(operation, &answer) {
                        Verdict::Declared(status, _) => drop(recorded.seen.insert((operation.pointer.clone(), status))),
                        Verdict::Refusal => recorded.refusals += 1,
                        Verdict::Undeclared(why) => recorded.failures.push(format!("{line}: {why}")),
                    },
                    None if super::contract::refusal(&answer).is_some() => recorded.refusals += 1,
                    None => recorded
                        .failures
                        .push(format!("{line}: {}, of a path that the document has not", answer.status)),
                }
            }
        }
        for operation in &operations {
            for status in contract.declared(operation) {
                if !recorded.seen.contains(&(operation.pointer.clone(), status.clone())) {
                    recorded.unseen.insert((operation.name(), status));
                }
            }
        }
        recorded
    }
}

/// Requests with their answers, and how many there are without.
fn exchanges(connection: &Connection) -> (Vec<(Request, Answer)>, usize) {
    let (mut found, mut unanswered) = (Vec::new(), 0);
    let (mut asked, mut answered) = (connection.asked.as_slice(), connection.answered.as_slice());
    while let Some((request, _, used)) = parse_request(asked) {
        asked = &asked[used..];
        match parse(answered, &request.method) {
            Some((answer, used)) => {
                answered = &answered[used..];
                // What follows an upgrade is another protocol.
                if answer.status == 101 {
                    asked = &[];
                }
                found.push((request, answer));
            }
            None => unanswered += 1,
        }
    }
    // An answer to what is no request at all is the server's to give, and no operation's.
    (found, unanswered + usize::from(!asked.is_empty()))
}

/// Hands on both ways, each in a thread of its own.
fn hand_on(client: TcpStream, server: SocketAddr, connection: &Arc<Mutex<Connection>>) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    let ways: [(_, _, Kept); 2] = [
        (client.try_clone()?, server.try_clone()?, |connection| &mut connection.asked),
        (server, client, |connection| &mut connection.answered),
    ];
    for (mut from, mut to, kept) in ways {
        let connection = Arc::clone(connection);
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                kept(&mut locked(&connection)).extend_from_slice(&buffer[..count]);
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            // The other side is told that there is no more, and may still answer.
            let _gone = to.shutdown(Shutdown::Write);
        });
    }
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
