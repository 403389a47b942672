//! Owns the partners' side of a measurement: keep-alive connections that ask and wait, with as little work of their own
//! as can be, on a thread of their own.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::world::{Partner, World};
use crate::{Failure, machine};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Log In.
    LogIn,
    /// Get Customer.
    Get,
    /// Update Customer Data: another e-mail address each time, telephone number and address.
    Patch,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LogIn => "log-in",
            Self::Get => "GET",
            Self::Patch => "PATCH",
        }
    }
}

/// How long it is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stop {
    /// Nothing new is asked after this time.
    After(Duration),
    /// Each partner asks this often.
    Requests(usize),
    /// Each partner asks about each of its customers once.
    EveryCustomer,
}

/// What to do to a server.
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    /// Whose processor time is looked at.
    pub(crate) process: u32,
    pub(crate) world: Arc<World>,
    pub(crate) kind: Kind,
    /// How many ask at once.
    pub(crate) partners: usize,
    pub(crate) stop: Stop,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tally {
    /// Requests that were answered 200.
    pub(crate) requests: usize,
    /// From the first request to the last answer.
    pub(crate) elapsed_s: f64,
    /// Processor time of the server meanwhile.
    pub(crate) cpu_s: f64,
}

impl Tally {
    pub(crate) fn per_s(&self) -> f64 {
        self.requests as f64 / self.elapsed_s
    }

    pub(crate) fn per_cpu_s(&self) -> f64 {
        self.requests as f64 / self.cpu_s
    }
}

impl Load {
    /// Asks, on a thread of its own; an answer that is not 200 is a failure.
    pub(crate) async fn run(self) -> Result<Tally, Failure> {
        let (done, ended) = tokio::sync::oneshot::channel();
        std::thread::Builder::new().name("load".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let tally = runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(self.ask_all()));
            // Nobody waits any more when the measuring was stopped.
            let _sent = done.send(tally);
        })?;
        ended.await?
    }

    async fn ask_all(self) -> Result<Tally, Failure> {
        let mut asking = Vec::new();
        for partner in 0..self.partners {
            let mut one = Asking {
                connection: Connection::open(self.address).await?,
                world: Arc::clone(&self.world),
                partner,
                kind: self.kind,
                asked: 0,
            };
            // The connection's own cost, and the partner's session, are not what is measured.
            one.ask().await?;
            asking.push(one);
        }
        let mut all = JoinSet::new();
        let cpu_s = machine::cpu_s(self.process)?;
        let started = Instant::now();
        for mut one in asking {
            let stop = self.stop;
            all.spawn(async move {
                let before = one.asked;
                let most = match stop {
                    Stop::After(_) => usize::MAX,
                    Stop::Requests(most) => most,
                    Stop::EveryCustomer => one.world.partners[one.partner].customers.len(),
                };
                while one.asked - before < most {
                    if matches!(stop, Stop::After(end) if started.elapsed() >= end) {
                        break;
                    }
                    one.ask().await?;
                }
                Ok::<_, Failure>(one.asked - before)
            });
        }
        let mut requests = 0;
        while let Some(asked) = all.join_next().await {
            requests += asked??;
        }
        let elapsed_s = started.elapsed().as_secs_f64();
        Ok(Tally { requests, elapsed_s, cpu_s: machine::cpu_s(self.process)? - cpu_s })
    }
}

/// One partner that asks.
struct Asking {
    connection: Connection,
    world: Arc<World>,
    partner: usize,
    kind: Kind,
    asked: usize,
}

impl Asking {
    async fn ask(&mut self) -> Result<(), Failure> {
        let partner = &self.world.partners[self.partner];
        let customer = partner.customers[self.asked % partner.customers.len()];
        let key = Uuid::new_v4();
        match self.kind {
            Kind::LogIn => self.connection.put_log_in(partner),
            Kind::Get => self.connection.put("GET", partner, customer, key, ""),
            Kind::Patch => self.connection.put("PATCH", partner, customer, key, &update(key)),
        }
        self.asked += 1;
        match self.connection.exchange().await? {
            200 => Ok(()),
            status => {
                let body = String::from_utf8_lossy(self.connection.body());
                Err(format!("{} was answered {status}: {body}", self.kind.name()).into())
            }
        }
    }
}

/// A body that changes something every time: `key` makes the e-mail address another one.
pub(crate) fn update(key: Uuid) -> String {
    format!(
        r#"{{"email":"{}@mail.example","phone_number":"+12025550142","address":{{"street_address":"7 Linden Square","city":"Trenton","postal_code":"08608","state":"NJ","country":"US"}}}}"#,
        key.simple()
    )
}

/// The path of a customer.
pub(crate) fn path_of(customer: Uuid) -> String {
    format!("/api/v1/customers/{customer}/")
}

/// A keep-alive connection that knows as much of HTTP/1.1 as its servers send.
pub(crate) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
    /// Where the body of the answer begins.
    body: usize,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::new(), answer: Vec::new(), body: 0 })
    }

    /// A good request, as a partner's program sends it.
    pub(crate) fn put(&mut self, method: &str, partner: &Partner, customer: Uuid, key: Uuid, body: &str) {
        let (key, path) = (key.to_string(), path_of(customer));
        let signature = partner.sign(&key, &path, body.as_bytes());
        let bearer = format!("Bearer {}", partner.token.expose());
        let media_type = if body.is_empty() { None } else { Some(("content-type", "application/json")) };
        let headers = [
            ("authorization", bearer.as_str()),
            ("accept", "application/json, application/problem+json"),
            ("x-jiko-idempotency", &key),
            ("x-jiko-signature", &signature),
        ];
        self.put_raw(method, &path, headers.into_iter().chain(media_type), body);
    }

    /// A log-in.
    fn put_log_in(&mut self, partner: &Partner) {
        let credentials = serde_json::json!({ "username": partner.username, "password": partner.password.expose() });
        let headers = [("content-type", "application/json")];
        self.put_raw("POST", "/api/v1/login/", headers, &credentials.to_string());
    }

    /// Any request.
    pub(crate) fn put_raw<'h>(
        &mut self,
        method: &str,
        path: &str,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
        body: &str,
    ) {
        let out = &mut self.request;
        out.clear();
        // Writing into memory does not fail.
        let _ = write!(out, "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
        for (name, value) in headers {
            let _ = write!(out, "{name}: {value}\r\n");
        }
        if method != "GET" || !body.is_empty() {
            let _ = write!(out, "content-length: {}\r\n", body.len());
        }
        let _ = write!(out, "\r\n{body}");
    }

    /// Sends what was put and reads the whole answer; its status.
    pub(crate) async fn exchange(&mut self) -> Result<u16, Failure> {
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(head) = head_of(&self.answer)? {
                let whole = head.length + head.body_length;
                while self.answer.len() < whole {
                    if self.stream.read_buf(&mut self.answer).await? == 0 {
                        return Err("the server closed the connection within an answer".into());
                    }
                }
                self.body = head.length;
                return Ok(head.status);
            }
        }
    }

    /// The body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        &self.answer[self.body..]
    }

    /// A header of the last answer; `name` in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.answer[..self.body]).ok()?;
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    /// With the empty line at its end.
    length: usize,
    body_length: usize,
}

/// The head of an answer, once all of it is there. An answer without a length is none that a connection survives.
fn head_of(answer: &[u8]) -> Result<Option<Head>, Failure> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&answer[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse().ok() } else { None }
    });
    match (status, length) {
        (Some(status), Some(body_length)) => Ok(Some(Head { status, length: end + 4, body_length })),
        _ => Err("an answer without status or length".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 404 Not Found\r\ncontent-type: a/b\r\nContent-Length: 2\r\n\r\n{}";
        for end in 0..answer.len() - 2 {
            assert_eq!(head_of(&answer[..end]).expect("so far"), None, "{end}");
        }
        let head = head_of(answer).expect("sound").expect("whole");
        assert_eq!(head, Head { status: 404, length: answer.len() - 2, body_length: 2 });
        assert!(head_of(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn requests_are_counted_by_the_second_of_either_clock() {
        let tally = Tally { requests: 300, elapsed_s: 2.0, cpu_s: 0.5 };
        assert_eq!((tally.per_s(), tally.per_cpu_s()), (150.0, 600.0));
    }
}
