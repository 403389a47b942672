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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    use http::HeaderValue;

    use super::*;
    use crate::testing::Sent;

    const LIMIT: usize = 10;
    const DRAINED: u64 = 1_048_576;

    #[derive(Debug, PartialEq)]
    enum Came {
        Whole(String),
        TooLarge { drained: bool },
        Broken,
    }
    use Came::{Broken, TooLarge};

    fn whole(text: &str) -> Came {
        Came::Whole(text.to_owned())
    }

    async fn came_with(headers: &HeaderMap, body: Sent) -> Came {
        match read(body, headers, LIMIT).await {
            Read::Whole(bytes) => Came::Whole(String::from_utf8(bytes.to_vec()).unwrap()),
            Read::TooLarge { drained } => TooLarge { drained },
            Read::Broken => Broken,
        }
    }

    async fn came(body: Sent) -> Came {
        came_with(&HeaderMap::new(), body).await
    }

    #[tokio::test]
    async fn a_body_is_all_of_its_pieces_in_their_order_up_to_the_limit() {
        let sent = Sent::default;
        assert_eq!(came(sent()).await, whole(""));
        assert_eq!(came(sent().data("0123456789")).await, whole("0123456789"));
        assert_eq!(came(sent().data("0123456789").announced(10)).await, whole("0123456789"));
        assert_eq!(came(sent().data("01").data("23").data("").data("456").trailers()).await, whole("0123456"));
        assert_eq!(came(sent().data("").data("01").data("2").announced(3)).await, whole("012"));
        assert_eq!(came(sent().data("01").broken()).await, Broken);
        let once = Bytes::from("0123");
        let Read::Whole(kept) = read(sent().data(once.clone()), &HeaderMap::new(), LIMIT).await else {
            panic!("whole")
        };
        assert_eq!(kept.as_ptr(), once.as_ptr(), "one piece is not copied");
    }

    #[tokio::test]
    async fn what_is_over_the_limit_is_read_to_its_end_if_that_is_near() {
        let over = |more: u64| vec![b'x'; LIMIT + more as usize];
        for announced in [false, true] {
            let sent = |bytes: Vec<u8>| {
                let length = bytes.len() as u64;
                let sent = Sent::default().data(bytes);
                if announced { sent.announced(length) } else { sent }
            };
            assert_eq!(came(sent(over(1))).await, TooLarge { drained: true }, "{announced}");
            assert_eq!(came(sent(over(DRAINED))).await, TooLarge { drained: true }, "{announced}");
            assert_eq!(came(sent(over(DRAINED + 1))).await, TooLarge { drained: false }, "{announced}");
        }
        let pieces = Sent::default().data("01234567").data("8").data("9a");
        assert_eq!(came(pieces).await, TooLarge { drained: true });
        let pieces = Sent::default().data("01").data(over(0)).data(over(DRAINED - 12)).data("x");
        assert_eq!(came(pieces).await, TooLarge { drained: false });
        let announced = Sent::default().data("0123").data("4567").announced(11);
        assert_eq!(came(announced).await, TooLarge { drained: true }, "it is not what was announced");
    }

    #[tokio::test]
    async fn nothing_is_read_of_what_is_announced_as_far_too_large_or_waits_to_be_asked_for() {
        let waits: HeaderMap = [(header::EXPECT, HeaderValue::from_static("100-continue"))].into_iter().collect();
        let none = HeaderMap::new();
        let far = LIMIT as u64 + DRAINED + 1;
        for (headers, announced, is_read) in
            [(&none, far, false), (&none, far - 1, true), (&waits, 11, false), (&waits, 10, true)]
        {
            let body = Sent::default().data("0123456789").announced(announced);
            let pieces = Arc::clone(&body.read);
            let came = came_with(headers, body).await;
            assert_eq!(pieces.load(Ordering::SeqCst) > 0, is_read, "{announced}");
            let expected = if announced == 10 { whole("0123456789") } else { TooLarge { drained: is_read } };
            assert_eq!(came, expected, "{announced}");
        }
    }
}
