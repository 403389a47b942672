//! Sockets, for requests that stop half-way.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Request, World, eventually};

pub async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(url.trim_start_matches("http://")).await.unwrap()
}

/// Sends a request but for the last bytes of its body, and waits until it runs.
pub async fn start(world: &World, request: &Request, unsent: usize) -> TcpStream {
    let mut socket = connect(request.origin()).await;
    let text = request.text();
    write(&mut socket, &text[..text.len() - unsent]).await;
    eventually(|| world.service.in_flight() > 0);
    socket
}

pub async fn write(socket: &mut TcpStream, bytes: &[u8]) {
    // A closed connection shows when it is read.
    let _ = socket.write_all(bytes).await;
}

/// Everything until the connection ends, or pauses for long.
pub async fn read(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(Ok(count @ 1..)) = tokio::time::timeout(Duration::from_secs(2), socket.read(&mut buffer)).await {
        bytes.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
