//! Reading a body up to a limit, and leaving the connection usable where that can be had.

use std::future::poll_fn;
use std::pin::pin;

use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap};
use http_body::Body;

/// What is still read, and thrown away, of a body over the limit, so that the connection can go on
/// and the answer is not lost to a reset. Beyond it the connection is closed.
const DRAIN_BYTES: u64 = 1024 * 1024;

/// What came of reading a body.
pub(crate) enum Read {
    /// All of it.
    Whole(Bytes),
    /// Over the limit; read to its end all the same, or not.
    TooLarge { drained: bool },
    /// The connection or its framing broke.
    Broken,
}

pub(crate) async fn read<B: Body<Data = Bytes>>(body: B, headers: &HeaderMap, limit: usize) -> Read {
    if body.is_end_stream() {
        return Read::Whole(Bytes::new());
    }
    let mut body = pin!(body);
    let announced = body.size_hint().exact();
    let mut next = async || poll_fn(|cx| body.as_mut().poll_frame(cx)).await;

    let mut first = Bytes::new();
    let mut gathered = BytesMut::new();
    let mut length: u64 = 0;
    let mut too_large = announced.is_some_and(|announced| announced > limit as u64);
    if too_large {
        // A client that waits for 100 (Continue) has sent nothing yet: asking for it would only waste it.
        let waits = headers.contains_key(header::EXPECT);
        if waits || announced.is_some_and(|announced| announced > limit as u64 + DRAIN_BYTES) {
            return Read::TooLarge { drained: false };
        }
    }
    loop {
        let data = match next().await {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => data,
                Err(_trailers) => continue,
            },
            Some(Err(_)) => return Read::Broken,
            None if too_large => return Read::TooLarge { drained: true },
            None if gathered.is_empty() => return Read::Whole(first),
            None => return Read::Whole(gathered.freeze()),
        };
        length += data.len() as u64;
        if length > limit as u64 {
            too_large = true;
            (first, gathered) = (Bytes::new(), BytesMut::new());
            if length > limit as u64 + DRAIN_BYTES {
                return Read::TooLarge { drained: false };
            }
        } else if too_large {
            // Below the limit so far, but announced to go over it.
        } else if first.is_empty() && gathered.is_empty() {
            // Most bodies are one frame: kept as it is, not copied.
            first = data;
        } else {
            if gathered.is_empty() {
                gathered.reserve(announced.map_or(length as usize, |announced| announced as usize));
                gathered.extend_from_slice(&first);
                first = Bytes::new();
            }
            gathered.extend_from_slice(&data);
        }
    }
}
