//! Owns how an answer is written down to be given again, byte for byte.

use bytes::Bytes;
use customers::SavedAnswer;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use server_support::Parts;

/// The first byte: another form can come beside this one without breaking what is saved already.
const FORM: u8 = 1;

/// Writes an answer down: form, status, then name and value of each header (the media type is one) and the body, each
/// after its length.
pub(crate) fn save(parts: &Parts) -> SavedAnswer {
    let mut bytes = vec![FORM];
    bytes.extend_from_slice(&parts.status.as_u16().to_be_bytes());
    let content_type = parts.content_type.iter().map(|value| (&http::header::CONTENT_TYPE, value));
    let headers: Vec<_> = content_type.chain(&parts.headers).collect();
    bytes.extend_from_slice(&length(headers.len()));
    for (name, value) in headers {
        put(&mut bytes, name.as_str().as_bytes());
        put(&mut bytes, value.as_bytes());
    }
    put(&mut bytes, &parts.body);
    SavedAnswer(bytes)
}

/// Reads what [`save`] wrote; `None` for anything else.
pub(crate) fn restore(answer: &SavedAnswer) -> Option<Parts> {
    let mut rest = answer.0.as_slice();
    if take(&mut rest, 1)? != [FORM] {
        return None;
    }
    let status = u16::from_be_bytes(take(&mut rest, 2)?.try_into().ok()?);
    let mut parts = Parts::empty(StatusCode::from_u16(status).ok()?);
    let mut headers = HeaderMap::new();
    for _ in 0..take_length(&mut rest)? {
        let name = HeaderName::from_bytes(take_piece(&mut rest)?).ok()?;
        headers.append(name, HeaderValue::from_bytes(take_piece(&mut rest)?).ok()?);
    }
    parts.content_type = headers.remove(http::header::CONTENT_TYPE);
    parts.headers = headers;
    parts.body = Bytes::copy_from_slice(take_piece(&mut rest)?);
    rest.is_empty().then_some(parts)
}

/// Answers are kilobytes; one of 4 GiB is none.
fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

fn put(bytes: &mut Vec<u8>, piece: &[u8]) {
    bytes.extend_from_slice(&length(piece.len()));
    bytes.extend_from_slice(piece);
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

fn take_length(rest: &mut &[u8]) -> Option<usize> {
    let bytes = take(rest, 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

fn take_piece<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let count = take_length(rest)?;
    take(rest, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        Parts::bytes(StatusCode::CONFLICT, "application/problem+json", "{\"detail\":\"\u{e9}\"}")
            .with_header("retry-after", &1)
            .with_header("x-a", "")
    }

    #[test]
    fn an_answer_comes_back_byte_for_byte() {
        for parts in [parts(), Parts::empty(StatusCode::NO_CONTENT), Parts::bytes(StatusCode::OK, "text/plain", "")] {
            assert_eq!(restore(&save(&parts)), Some(parts));
        }
    }

    #[test]
    fn what_was_cut_or_lengthened_is_no_answer() {
        let SavedAnswer(whole) = save(&parts());
        for end in 0..whole.len() {
            assert_eq!(restore(&SavedAnswer(whole[..end].to_vec())), None, "{end}");
        }
        assert_eq!(restore(&SavedAnswer([whole, vec![0]].concat())), None);
    }
}
