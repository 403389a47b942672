//! Requests and answers as bytes, one connection each.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take. A stream of events that goes on is cut off here.
const PATIENCE: Duration = Duration::from_secs(5);

/// A request as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Names in lower case, and values. Host, length and connection come from the harness.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// An answer as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, without its transfer coding.
    pub body: Vec<u8>,
    /// Whether all of the body was there.
    pub complete: bool,
}

impl Answer {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What a problem of a generated mount lists as wrong, for a message; nothing of other answers.
    pub(super) fn problem_errors(&self) -> String {
        let problem: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let errors = problem["errors"].as_array().filter(|errors| !errors.is_empty());
        errors.map_or_else(String::new, |_| format!(": {}", crate::short(&problem["errors"])))
    }
}

/// Sends a request on a connection of its own.
pub(super) fn exchange(to: SocketAddr, request: &Request) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut bytes =
        format!("{} {} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n", request.method, request.target).into_bytes();
    for (name, value) in &request.headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !request.body.is_empty() {
        bytes.extend_from_slice(format!("content-length: {}\r\n", request.body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&request.body);
    // A server that has seen enough may answer and close before it has read everything.
    let _written = stream.write_all(&bytes);
    let mut answer = Vec::new();
    // What came until it broke off, or took too long, is what there is to judge.
    let _read = stream.read_to_end(&mut answer);
    parse(&answer, &request.method).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "that is no HTTP answer"))
}

fn parse(bytes: &[u8], method: &str) -> Option<Answer> {
    let mut rest = bytes;
    loop {
        let mut storage = [httparse::EMPTY_HEADER; 96];
        let mut head = httparse::Response::new(&mut storage);
        let Ok(httparse::Status::Complete(used)) = head.parse(rest) else { return None };
        let status = head.code?;
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()))
            .collect();
        rest = &rest[used..];
        // 100 Continue announces an answer and is none.
        if (100..200).contains(&status) {
            continue;
        }
        let mut answer = Answer { status, headers, body: Vec::new(), complete: true };
        if method != "HEAD" && status != 204 && status != 304 {
            (answer.body, answer.complete) = body(rest, &answer);
        }
        return Some(answer);
    }
}

fn body(bytes: &[u8], answer: &Answer) -> (Vec<u8>, bool) {
    if answer.header("transfer-encoding").is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked")) {
        return chunks(bytes);
    }
    match answer.header("content-length").and_then(|length| length.trim().parse::<usize>().ok()) {
        Some(length) => (bytes[..length.min(bytes.len())].to_vec(), bytes.len() >= length),
        None => (bytes.to_vec(), true),
    }
}

fn chunks(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut found = Vec::new();
    while let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(bytes) {
        let Some(size) = usize::try_from(size).ok().filter(|size| line + size <= bytes.len()) else { break };
        if size == 0 {
            return (found, true);
        }
        found.extend_from_slice(&bytes[line..line + size]);
        bytes = bytes.get(line + size + 2..).unwrap_or_default();
    }
    (found, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_end_and_not_beyond() {
        let read =
            |text: &str| parse(text.as_bytes(), "GET").map(|answer| (answer.status, answer.body, answer.complete));
        let head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n";
        for (rest, body, complete) in [
            ("content-length: 2\r\n\r\n{}more", "{}", true),
            ("content-length: 3\r\n\r\n{}", "{}", false),
            ("transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "{}", true),
            ("transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n", "{}", false),
            ("\r\nrest", "rest", true),
        ] {
            assert_eq!(read(&format!("{head}{rest}")), Some((200, body.into(), complete)), "{rest}");
        }
        assert_eq!(read("HTTP/1.1 204 No Content\r\n\r\n"), Some((204, Vec::new(), true)));
        assert_eq!(read("hello"), None);
    }
}
