//! A keep-alive connection that sends bytes as they are and reads whole answers: the recorder of what it says itself.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::message::{self, Message};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection, opened when it is first used and again when the server has closed it.
#[derive(Debug)]
pub struct Connection {
    to: SocketAddr,
    stream: Option<TcpStream>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The first answer.
    pub message: Message,
    /// Its bytes, those behind it included.
    pub bytes: Vec<u8>,
    /// Whether the server has closed the connection, or said that it will.
    pub closed: bool,
}

impl Connection {
    /// To a server; nothing is sent yet.
    pub fn new(to: SocketAddr) -> Self {
        Self { to, stream: None }
    }

    /// Where it goes.
    pub fn address(&self) -> SocketAddr {
        self.to
    }

    /// Sends bytes that are one request with this method, and reads its answer.
    ///
    /// # Errors
    /// When there is no whole answer in time.
    pub async fn exchange(&mut self, bytes: &[u8], method: &str) -> io::Result<Answer> {
        let reused = self.stream.is_some();
        match timeout(PATIENCE, self.try_exchange(bytes, method)).await {
            Ok(Ok(answer)) => Ok(answer),
            // A server may close an idle connection at any time; then it has not seen the request.
            Ok(Err(error)) if reused && error.kind() == io::ErrorKind::NotConnected => {
                timeout(PATIENCE, self.try_exchange(bytes, method)).await.map_err(io::Error::from)?
            }
            Ok(Err(error)) => Err(error),
            Err(late) => {
                self.stream = None;
                Err(late.into())
            }
        }
    }

    /// Sends bytes on a connection of their own and closes it: at once, or as soon as an answer begins to come.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn abandon(&self, bytes: &[u8], once_answered: bool) -> io::Result<()> {
        let mut stream = connect(self.to, Ipv4Addr::LOCALHOST).await?;
        stream.write_all(bytes).await?;
        if once_answered {
            // Whether it ever answers is seen by who asks again.
            let _first = timeout(PATIENCE, stream.read_u8()).await;
        }
        Ok(())
    }

    async fn try_exchange(&mut self, bytes: &[u8], method: &str) -> io::Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(self.to, Ipv4Addr::LOCALHOST).await?,
        };
        // A server that has seen enough may answer and close before it has read everything.
        let written = stream.write_all(bytes).await;
        let mut found = Vec::with_capacity(2048);
        loop {
            let count = stream.read_buf(&mut found).await.unwrap_or(0);
            let first = message::responses(&found, &[method]).into_iter().next();
            match first {
                // Without a length the end of the connection is the end of the answer.
                Some(answer) if answer.complete && (count == 0 || message::is_delimited(&answer)) => {
                    let says_so = answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
                    let closed = says_so || count == 0;
                    if !closed {
                        self.stream = Some(stream);
                    }
                    return Ok(Answer { message: answer, bytes: found, closed });
                }
                _ if count > 0 => {}
                Some(_) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the answer is cut off")),
                None if found.is_empty() => {
                    let why = written.err().map_or_else(|| "closed without an answer".to_owned(), |e| e.to_string());
                    return Err(io::Error::new(io::ErrorKind::NotConnected, why));
                }
                None => return Err(io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP")),
            }
        }
    }
}

/// A connection from one of this machine's own addresses.
///
/// # Errors
/// When there is none.
pub async fn connect(to: SocketAddr, from: Ipv4Addr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // Without this, every closed connection keeps its port for a minute.
    socket.set_reuseaddr(true)?;
    if from != Ipv4Addr::LOCALHOST {
        socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
    }
    let stream = socket.connect(to).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
