//! HTTP/1.1 messages as bytes: what was really sent, not what a library makes of it.

/// A request or a response, as far as its bytes have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Method and target, or the status.
    pub start: Start,
    /// The headers in their order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer coding.
    pub body: Vec<u8>,
    /// Whether all of it was there.
    pub complete: bool,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// A request's.
    Request {
        /// The method.
        method: String,
        /// The path with its query.
        target: String,
    },
    /// A response's.
    Status(u16),
}

impl Message {
    /// Method and target; of an answer, nothing.
    pub fn line(&self) -> (&str, &str) {
        match &self.start {
            Start::Request { method, target } => (method, target),
            Start::Status(_) => ("", ""),
        }
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Whether a message says itself where it ends.
pub fn is_delimited(message: &Message) -> bool {
    message.header("content-length").is_some()
        || message.header("transfer-encoding").is_some()
        || matches!(message.start, Start::Status(204 | 304))
}

/// The requests in a stream of bytes.
pub fn requests(mut bytes: &[u8]) -> Vec<Message> {
    let mut found = Vec::new();
    while let Some((head, start, headers)) = request_head(bytes) {
        bytes = &bytes[head..];
        let (body, used, complete) = body(bytes, &headers, Some(0));
        bytes = &bytes[used..];
        found.push(Message { start, headers, body, complete });
        if !complete {
            break;
        }
    }
    found
}

/// The responses in a stream of bytes; `methods` are the requests', one each.
pub fn responses(mut bytes: &[u8], methods: &[&str]) -> Vec<Message> {
    let mut found: Vec<Message> = Vec::new();
    while let Some((head, status, headers)) = response_head(bytes) {
        bytes = &bytes[head..];
        // 100 Continue announces an answer and is none.
        if (100..200).contains(&status) {
            continue;
        }
        let empty = methods.get(found.len()) == Some(&"HEAD") || status == 204 || status == 304;
        let (body, used, complete) = if empty { (Vec::new(), 0, true) } else { body(bytes, &headers, None) };
        bytes = &bytes[used..];
        found.push(Message { start: Start::Status(status), headers, body, complete });
        if !complete {
            break;
        }
    }
    found
}

type Headers = Vec<(String, String)>;

fn request_head(bytes: &[u8]) -> Option<(usize, Start, Headers)> {
    let mut storage = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut storage);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(used)) => {
            let start = Start::Request { method: request.method?.to_owned(), target: request.path?.to_owned() };
            Some((used, start, owned(request.headers)))
        }
        _ => None,
    }
}

fn response_head(bytes: &[u8]) -> Option<(usize, u16, Headers)> {
    let mut storage = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut storage);
    match response.parse(bytes) {
        Ok(httparse::Status::Complete(used)) => Some((used, response.code?, owned(response.headers))),
        _ => None,
    }
}

fn owned(headers: &[httparse::Header<'_>]) -> Headers {
    headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()))
        .collect()
}

/// The body, how many bytes it takes, and whether all of it is there. `unsaid`: its length where no header says one;
/// `None`: up to the end.
fn body(bytes: &[u8], headers: &Headers, unsaid: Option<usize>) -> (Vec<u8>, usize, bool) {
    let of = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
    if of("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return chunked(bytes);
    }
    let said = of("content-length").and_then(|length| length.parse().ok()).or(unsaid);
    let length = said.unwrap_or(bytes.len());
    let there = length.min(bytes.len());
    (bytes[..there].to_vec(), there, there == length)
}

fn chunked(bytes: &[u8]) -> (Vec<u8>, usize, bool) {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(&bytes[at..]) else {
            return (found, bytes.len(), false);
        };
        let Ok(size) = usize::try_from(size) else { return (found, bytes.len(), false) };
        let first = at + line;
        let Some(chunk) = bytes.get(first..first.saturating_add(size)) else {
            found.extend_from_slice(&bytes[first.min(bytes.len())..]);
            return (found, bytes.len(), false);
        };
        found.extend_from_slice(chunk);
        at = first + size + 2;
        if size == 0 {
            return (found, at.min(bytes.len()), at <= bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_follow_each_other_are_told_apart() {
        let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 404 Not Found\r\n\
            transfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest";
        let found = responses(bytes, &["GET", "GET", "GET", "GET"]);
        let seen: Vec<_> = found.iter().map(|message| (&message.start, &message.body[..], message.complete)).collect();
        assert_eq!(
            seen,
            [
                (&Start::Status(200), &b"{}"[..], true),
                (&Start::Status(404), b"abc", true),
                (&Start::Status(204), b"", true),
                (&Start::Status(200), b"rest", true),
            ]
        );
        let found = requests(b"POST /a?b HTTP/1.1\r\nContent-Length: 5\r\n\r\n{}");
        assert_eq!((found.len(), found[0].complete, &found[0].body[..]), (1, false, &b"{}"[..]));
    }
}
