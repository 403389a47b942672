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

    /// All values of a header as one list (RFC 9110, section 5.3); its name in any letters.
    pub(super) fn list(&self, name: &str) -> Option<String> {
        let of_name = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let values: Vec<&str> = of_name.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(","))
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
    let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
    let (parsed, used) = parse(&answer, &request.method).ok_or_else(|| wrong("that is no HTTP answer".to_owned()))?;
    match answer.len() - used {
        0 => Ok(parsed),
        behind => Err(wrong(format!("{behind} bytes stand behind the answer {}", parsed.status))),
    }
}

/// The first answer in some bytes to a request of this method, and how many bytes it takes; `None` where there is none.
pub(super) fn parse(bytes: &[u8], method: &str) -> Option<(Answer, usize)> {
    let mut at = 0;
    loop {
        let mut storage = [httparse::EMPTY_HEADER; 96];
        let mut head = httparse::Response::new(&mut storage);
        let Ok(httparse::Status::Complete(used)) = head.parse(&bytes[at..]) else { return None };
        let status = head.code?;
        let headers = headers(head.headers);
        at += used;
        // 100 Continue announces an answer and is none.
        if (100..200).contains(&status) && status != 101 {
            continue;
        }
        let mut answer = Answer { status, headers, body: Vec::new(), complete: true };
        if method != "HEAD" && ![101, 204, 304].contains(&status) {
            let length = answer.header("content-length").and_then(|length| length.trim().parse().ok());
            let is_chunked = is_chunked(answer.header("transfer-encoding"));
            let used;
            (answer.body, answer.complete, used) = match (is_chunked, length) {
                (false, None) => (bytes[at..].to_vec(), true, bytes.len() - at),
                (is_chunked, length) => body(&bytes[at..], is_chunked, length.unwrap_or(0)),
            };
            at += used;
        }
        return Some((answer, at));
    }
}

/// The first request in some bytes, whether all of it is there, and how many bytes it takes; `None` where there is none.
pub(super) fn parse_request(bytes: &[u8]) -> Option<(Request, bool, usize)> {
    let mut storage = [httparse::EMPTY_HEADER; 96];
    let mut head = httparse::Request::new(&mut storage);
    let Ok(httparse::Status::Complete(used)) = head.parse(bytes) else { return None };
    let (method, target) = (head.method?.to_owned(), head.path?.to_owned());
    let mut request = Request { method, target, headers: headers(head.headers), body: Vec::new() };
    let length = request.header("content-length").and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    let is_chunked = is_chunked(request.header("transfer-encoding"));
    let (body, complete, of_body) = body(&bytes[used..], is_chunked, length);
    request.body = body;
    Some((request, complete, used + of_body))
}

fn headers(parsed: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    let text = |value| String::from_utf8_lossy(value).into_owned();
    parsed.iter().map(|header| (header.name.to_ascii_lowercase(), text(header.value))).collect()
}

fn is_chunked(coding: Option<&str>) -> bool {
    coding.is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
}

/// A body, whether all of it is there, and how many bytes it takes.
fn body(bytes: &[u8], is_chunked: bool, length: usize) -> (Vec<u8>, bool, usize) {
    if is_chunked {
        return chunks(bytes);
    }
    let there = length.min(bytes.len());
    (bytes[..there].to_vec(), bytes.len() >= length, there)
}

fn chunks(bytes: &[u8]) -> (Vec<u8>, bool, usize) {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(&bytes[at..]) {
        let Some(size) = usize::try_from(size).ok().filter(|size| at + line + size <= bytes.len()) else { break };
        at += line;
        if size == 0 {
            // Trailers, if any, end with an empty line.
            let end = bytes[at..].windows(4).position(|window| window == b"\r\n\r\n").map(|end| end + 4);
            let end = if bytes[at..].starts_with(b"\r\n") { Some(2) } else { end };
            return (found, true, at + end.unwrap_or(bytes.len() - at));
        }
        found.extend_from_slice(&bytes[at..at + size]);
        at = (at + size + 2).min(bytes.len());
    }
    (found, false, bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_end_and_not_beyond() {
        let read =
            |text: &str| parse(text.as_bytes(), "GET").map(|(answer, _)| (answer.status, answer.body, answer.complete));
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

    #[test]
    fn what_follows_is_found_behind_it() {
        let answers = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}\
                       HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx: y\r\n\r\n\
                       HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
        let (mut at, mut seen) = (0, Vec::new());
        while let Some((answer, used)) = parse(&answers.as_bytes()[at..], "GET") {
            seen.push((answer.status, answer.body.len()));
            at += used;
        }
        assert_eq!((seen, at), (vec![(200, 2), (200, 2), (204, 0), (404, 0)], answers.len()));
        let requests = "POST /a HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}GET /b?c HTTP/1.1\r\n\r\n\
                        POST /d HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n";
        let (mut at, mut seen) = (0, Vec::new());
        while let Some((request, complete, used)) = parse_request(&requests.as_bytes()[at..]) {
            seen.push((request.target, request.body.len(), complete));
            at += used;
        }
        let expected = [("/a", 2, true), ("/b?c", 0, true), ("/d", 1, false)];
        assert_eq!(seen, expected.map(|(target, length, complete)| (target.to_owned(), length, complete)));
    }
}
