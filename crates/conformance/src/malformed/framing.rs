//! Requests whose HTTP itself is wrong: lengths that conflict, headers that are none, lines that are cut.

use super::{Case, Expected, Fixture, Good};

/// A head, with `{LINE}` for the good request line, `{HEADERS}` for the good headers and `{BODY}` for the good body.
const FRAMES: &[(&str, &str, Frame)] = &[
    (
        "a length and chunks",
        "{LINE}{HEADERS}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n{CHUNKS}",
        Frame::TakenAndClosed,
    ),
    (
        "chunks and a length",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n{CHUNKS}",
        Frame::TakenAndClosed,
    ),
    (
        "two lengths that differ",
        "{LINE}{HEADERS}content-length: {LENGTH}\r\ncontent-length: 3\r\n\r\n{BODY}",
        Frame::Refused,
    ),
    ("two lengths in one that differ", "{LINE}{HEADERS}content-length: {LENGTH}, 3\r\n\r\n{BODY}", Frame::Refused),
    (
        "the same length two times",
        "{LINE}{HEADERS}content-length: {LENGTH}\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}",
        Frame::Taken,
    ),
    ("a length in words", "{LINE}{HEADERS}content-length: many\r\n\r\n{BODY}", Frame::Refused),
    ("a negative length", "{LINE}{HEADERS}content-length: -1\r\n\r\n{BODY}", Frame::Refused),
    ("a length with a plus", "{LINE}{HEADERS}content-length: +{LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    ("a length in hexadecimal", "{LINE}{HEADERS}content-length: 0x10\r\n\r\n{BODY}", Frame::Refused),
    ("a length beyond 64 bits", "{LINE}{HEADERS}content-length: 99999999999999999999\r\n\r\n{BODY}", Frame::Refused),
    ("an empty length", "{LINE}{HEADERS}content-length: \r\n\r\n{BODY}", Frame::Refused),
    ("a length with a blank in it", "{LINE}{HEADERS}content-length: 1 0\r\n\r\n{BODY}", Frame::Refused),
    ("an unknown transfer coding", "{LINE}{HEADERS}transfer-encoding: gzip\r\n\r\n{CHUNKS}", Frame::Refused),
    (
        "chunked before another coding",
        "{LINE}{HEADERS}transfer-encoding: chunked, gzip\r\n\r\n{CHUNKS}",
        Frame::Refused,
    ),
    ("a misspelt transfer coding", "{LINE}{HEADERS}transfer-encoding: xchunked\r\n\r\n{CHUNKS}", Frame::Refused),
    ("chunks", "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\n{CHUNKS}", Frame::Taken),
    (
        "chunks with an extension",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\n{SIZE};a=b\r\n{BODY}\r\n0\r\n\r\n",
        Frame::Taken,
    ),
    (
        "chunks with a trailer",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\n{SIZE}\r\n{BODY}\r\n0\r\nx-a: b\r\n\r\n",
        Frame::Taken,
    ),
    (
        "a chunk whose size is no number",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\nxyz\r\n{BODY}\r\n0\r\n\r\n",
        Frame::Broken,
    ),
    (
        "a chunk with a negative size",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\n-5\r\n{BODY}\r\n0\r\n\r\n",
        Frame::Broken,
    ),
    (
        "a chunk beyond 64 bits",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{BODY}\r\n0\r\n\r\n",
        Frame::Broken,
    ),
    (
        "a chunk longer than its size",
        "{LINE}{HEADERS}transfer-encoding: chunked\r\n\r\n1\r\n{BODY}\r\n0\r\n\r\n",
        Frame::Broken,
    ),
    ("a folded header", "{LINE}{HEADERS}x-a: b\r\n c\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    ("a blank before the colon", "{LINE}{HEADERS}x-a : b\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    ("a header without a colon", "{LINE}{HEADERS}x-a\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    ("a header without a name", "{LINE}{HEADERS}: b\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    ("a header name with a blank", "{LINE}{HEADERS}x a: b\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    (
        "a header name with an umlaut",
        "{LINE}{HEADERS}x-\u{fc}: b\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}",
        Frame::Refused,
    ),
    ("a zero byte in a header", "{LINE}{HEADERS}x-a: b\0c\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Refused),
    (
        "a carriage return in a header",
        "{LINE}{HEADERS}x-a: b\rc\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}",
        Frame::Refused,
    ),
    ("an unknown header", "{LINE}{HEADERS}x-a: \u{fc}\r\ncontent-length: {LENGTH}\r\n\r\n{BODY}", Frame::Taken),
    ("a method that is no token", "G@T / HTTP/1.1\r\nhost: localhost\r\n\r\n", Frame::Refused),
    ("no method", " / HTTP/1.1\r\nhost: localhost\r\n\r\n", Frame::Refused),
    ("no target", "GET HTTP/1.1\r\nhost: localhost\r\n\r\n", Frame::Refused),
    ("a blank in the target", "GET /a b HTTP/1.1\r\nhost: localhost\r\n\r\n", Frame::Refused),
    ("an unknown version", "GET / HTTP/3.1\r\nhost: localhost\r\n\r\n", Frame::Refused),
    ("no version", "GET /\r\nhost: localhost\r\n\r\n", Frame::Refused),
    ("another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n", Frame::Refused),
];

/// What becomes of a frame.
#[derive(Clone, Copy, Debug)]
enum Frame {
    /// The operation's success.
    Taken,
    /// The same, and then the connection is closed: RFC 9112 section 6.3 lets a server go by the chunks alone where
    /// there is a length too, and has it close the connection. hyper does so, and hands no trace of the length on.
    TakenAndClosed,
    /// 400 without a body, from hyper: nothing of it is a request yet.
    Refused,
    /// A request, whose body breaks off.
    Broken,
}

pub(super) fn cases(goods: &[Good], fixture: &Fixture) -> Vec<Case> {
    let mut found = Vec::new();
    for operation in ["updateCustomerData", "setPocketBalance"] {
        let Some(good) = goods.iter().find(|good| good.operation == operation) else { continue };
        for (kind, frame, becomes) in FRAMES {
            let draft = good.draft(fixture);
            let whole = draft.bytes(&fixture.secret, false);
            let text = String::from_utf8(whole).unwrap_or_default();
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
            let (line, headers) = head.split_once("\r\n").unwrap_or_default();
            let size = format!("{:x}", body.len());
            let bytes = frame
                .replace("{CHUNKS}", &format!("{size}\r\n{body}\r\n0\r\n\r\n"))
                .replace("{LINE}", &format!("{line}\r\n"))
                .replace("{HEADERS}", &format!("{headers}\r\n"))
                .replace("{LENGTH}", &body.len().to_string())
                .replace("{SIZE}", &size)
                .replace("{BODY}", body);
            let (expected, closes) = match becomes {
                Frame::Taken => (Expected::Success, false),
                Frame::TakenAndClosed => (Expected::Success, true),
                Frame::Refused => (Expected::Bare(&[400]), true),
                Frame::Broken => (Expected::malformed(), true),
            };
            let mut case = good.case(kind, draft, fixture, expected);
            (case.bytes, case.closes) = (bytes.into_bytes(), closes);
            found.push(case);
        }
    }
    found
}
