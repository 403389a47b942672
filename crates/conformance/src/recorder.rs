//! The recorder: stands between client and server, passes the bytes on as they are, and keeps them.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::contract::{Contract, Exchange};
use crate::message::{self, Message, Start};

/// Both directions of one connection.
#[derive(Default)]
struct Tape {
    up: Vec<u8>,
    down: Vec<u8>,
}

type Tapes = Arc<Mutex<Vec<Arc<Mutex<Tape>>>>>;

/// A relay before one server. Dropping it closes it.
#[derive(Debug)]
pub struct Recorder {
    address: SocketAddr,
    tapes: Tapes,
    task: JoinHandle<()>,
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tape").finish_non_exhaustive()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What was recorded, and what of it the document does not declare.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many answers were judged.
    pub judged: usize,
    /// How many requests had no answer. Nobody hangs up here before there is one, so that each is a failure, too.
    pub unanswered: usize,
    /// How many of each operation and status.
    pub seen: BTreeMap<(String, u16), usize>,
    /// Each exchange that is against the document, and why. Without secrets.
    pub failures: Vec<String>,
}

impl Verdict {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.judged += other.judged;
        self.unanswered += other.unanswered;
        for (key, count) in other.seen {
            *self.seen.entry(key).or_default() += count;
        }
        self.failures.extend(other.failures);
    }
}

impl Recorder {
    /// Listens on a free port of this machine, before the server at `upstream`. The server sees the caller's own
    /// address.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub async fn before(upstream: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let tapes = Tapes::default();
        let kept = Arc::clone(&tapes);
        let task = tokio::spawn(async move {
            while let Ok((client, peer)) = listener.accept().await {
                let tape = Arc::new(Mutex::new(Tape::default()));
                lock(&kept).push(Arc::clone(&tape));
                // A connection that breaks is the test's to notice.
                tokio::spawn(async move { drop(relay(client, peer, upstream, &tape).await) });
            }
        });
        Ok(Self { address, tapes, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that was asked and answered so far, a connection at a time.
    fn recorded(&self) -> Vec<(Vec<Message>, Vec<Message>)> {
        let tapes: Vec<_> = lock(&self.tapes).iter().map(Arc::clone).collect();
        let parsed = tapes.iter().map(|tape| {
            let tape = lock(tape);
            let requests = message::requests(&tape.up);
            let methods: Vec<&str> = requests
                .iter()
                .map(|request| match &request.start {
                    Start::Request { method, .. } => method.as_str(),
                    Start::Status(_) => "",
                })
                .collect();
            let answers = message::responses(&tape.down, &methods);
            (requests, answers)
        });
        parsed.collect()
    }

    /// Everything that was answered so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        let recorded = self.recorded().into_iter();
        let pairs = recorded.flat_map(|(requests, answers)| requests.into_iter().zip(answers));
        pairs.map(|(request, answer)| Exchange { request, answer }).collect()
    }

    /// Holds everything that was asked and answered so far against the document. To be called when nobody waits for an
    /// answer any more: a request without one is a failure.
    pub fn judge(&self, contract: &Contract) -> Verdict {
        let mut verdict = Verdict::default();
        for (requests, answers) in self.recorded() {
            for request in requests.iter().skip(answers.len()) {
                verdict.unanswered += 1;
                let (method, target) = request.line();
                verdict.failures.push(format!("{method} {target} was never answered"));
            }
            for answer in answers.iter().skip(requests.len()) {
                verdict.failures.push(format!("an answer that no request was for: {:?}", answer.start));
            }
            for (request, answer) in requests.into_iter().zip(answers) {
                let exchange = Exchange { request, answer };
                verdict.judged += 1;
                let (method, target) = exchange.line();
                if let Some((operation, _)) = contract.operation(method, target) {
                    *verdict.seen.entry((operation.id.to_owned(), exchange.status())).or_default() += 1;
                }
                let wrong = contract.undeclared(&exchange);
                if !wrong.is_empty() {
                    verdict.failures.push(format!("{}\n  {exchange}", wrong.join("; ")));
                }
            }
        }
        verdict
    }
}

async fn relay(client: TcpStream, peer: SocketAddr, upstream: SocketAddr, tape: &Mutex<Tape>) -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(peer.ip(), 0))?;
    let server = socket.connect(upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let count = from_client.read(&mut buffer).await?;
            if count == 0 {
                return to_server.shutdown().await;
            }
            lock(tape).up.extend_from_slice(&buffer[..count]);
            to_server.write_all(&buffer[..count]).await?;
        }
    };
    let down = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let count = from_server.read(&mut buffer).await?;
            if count == 0 {
                return to_client.shutdown().await;
            }
            lock(tape).down.extend_from_slice(&buffer[..count]);
            to_client.write_all(&buffer[..count]).await?;
        }
    };
    tokio::pin!(up, down);
    // The server may answer and close before it has read everything: what it said still has to arrive.
    tokio::select! {
        ended = &mut down => ended,
        _ended = &mut up => down.await,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
