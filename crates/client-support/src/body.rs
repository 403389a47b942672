//! Request bodies that progenitor does not write: forms, parts, text, bytes.

use percent_encoding::utf8_percent_encode;
use schema_support::{Binary, Decode, Decoder, Json, Violation};
use serde::Serialize;

use crate::error::Error;
use crate::parameter::{bracketed, json_text, scalar};
use crate::stream::Framing;
use crate::tree::tree;

/// A body as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The media type, with its parameters.
    pub content_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The tree of a body that its schema allows.
fn checked<T: Serialize + Decode, E>(body: &T) -> Result<Json<'static>, Error<E>> {
    let root = |message: String| vec![Violation { pointer: String::new(), keyword: "type", message }];
    let json = tree(body).map_err(|error| Error::InvalidRequest(root(error.to_string())))?;
    let mut at = Decoder::strict();
    match T::decode(json.clone(), &mut at) {
        Some(_) if at.count() == 0 => Ok(json),
        _ => Err(Error::InvalidRequest(at.into_violations())),
    }
}

/// A body of JSON.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation of its schema.
pub fn json_body<T: Serialize + Decode, E>(media_type: &str, body: &T) -> Result<Body, Error<E>> {
    let json = checked(body)?;
    Ok(Body { content_type: media_type.to_owned(), bytes: json_text(&json).into_bytes() })
}

/// A body of items: lines of JSON, or a JSON text sequence.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation of an item's schema.
pub fn list_body<T: Serialize + Decode, E>(media_type: &str, framing: Framing, items: &Vec<T>) -> Result<Body, Error<E>>
where
    Vec<T>: Decode,
{
    checked(items)?;
    let bytes = framing.write(items).map_err(|error| {
        Error::InvalidRequest(vec![Violation { pointer: String::new(), keyword: "type", message: error.to_string() }])
    })?;
    Ok(Body { content_type: media_type.to_owned(), bytes })
}

/// A body of `application/x-www-form-urlencoded`: lists repeat their name, members are in brackets.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation of its schema.
pub fn form_body<T: Serialize + Decode, E>(body: &T) -> Result<Body, Error<E>> {
    let mut pairs = Vec::new();
    if let Json::Object(members) = checked(body)? {
        for (name, value) in members {
            bracketed(name.into_owned(), &value, &mut pairs);
        }
    }
    let escape = |text: &str| utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let text: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    Ok(Body { content_type: "application/x-www-form-urlencoded".to_owned(), bytes: text.join("&").into_bytes() })
}

/// A body of `multipart/form-data` (RFC 7578): bytes are files, structures JSON, lists repeat their name.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation of its schema.
pub fn multipart_body<T: Serialize + Decode, E>(body: &T) -> Result<Body, Error<E>> {
    let json = checked(body)?;
    // Random, so that no part can hold it.
    let boundary = uuid::Uuid::new_v4().simple().to_string();
    let mut bytes = Vec::new();
    if let Json::Object(members) = json {
        for (name, value) in members {
            match value {
                Json::Null => {}
                Json::Array(items) => items.iter().for_each(|item| part(&mut bytes, &boundary, &name, item)),
                value => part(&mut bytes, &boundary, &name, &value),
            }
        }
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(Body { content_type: format!("multipart/form-data; boundary={boundary}"), bytes })
}

fn part(bytes: &mut Vec<u8>, boundary: &str, name: &str, value: &Json<'_>) {
    // RFC 7578 section 4.2, as the WHATWG writes it.
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"");
    let content = match value {
        Json::Bytes(content) => {
            head.push_str(&format!("; filename=\"{name}\"\r\ncontent-type: application/octet-stream"));
            content.to_vec()
        }
        Json::Object(_) | Json::Array(_) => {
            head.push_str("\r\ncontent-type: application/json");
            json_text(value).into_bytes()
        }
        value => scalar(value).into_bytes(),
    };
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes.extend_from_slice(&content);
    bytes.extend_from_slice(b"\r\n");
}

/// A body of text.
pub fn text_body(media_type: &str, body: &str) -> Body {
    Body { content_type: format!("{media_type}; charset=utf-8"), bytes: body.as_bytes().to_vec() }
}

/// A body of bytes.
pub fn binary_body(media_type: &str, body: &Binary) -> Body {
    Body { content_type: media_type.to_owned(), bytes: body.as_bytes().to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_form_repeats_lists_and_escapes() {
        let form: BTreeMap<String, serde_json::Value> =
            [("a".to_owned(), serde_json::json!(["1", "x y&"])), ("b".to_owned(), serde_json::json!({ "c": true }))]
                .into();
        let body = form_body::<_, ()>(&form).unwrap();
        assert_eq!(String::from_utf8(body.bytes).unwrap(), "a=1&a=x%20y%26&b%5Bc%5D=true");
    }

    #[test]
    fn parts_are_files_text_or_json() {
        let form: BTreeMap<String, Binary> = [("f".to_owned(), Binary::from(vec![0, 255]))].into();
        let body = multipart_body::<_, ()>(&form).unwrap();
        assert!(body.content_type.starts_with("multipart/form-data; boundary="));
        assert!(body.bytes.windows(4).any(|window| window == [0, 255, 13, 10]));
    }
}
