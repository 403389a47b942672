//! `multipart/form-data` (RFC 7578): parts as members of an object.

use std::borrow::Cow;

use bytes::Bytes;
use futures::stream;
use http::header::{self, HeaderMap};
use schema_support::{Json, parse};

use crate::style::put;

/// The parts by name. A part with a file name or of a media type that is neither text nor JSON is
/// bytes, one of a JSON media type is JSON, any other is text. A name that comes again makes a list.
pub(crate) async fn parts(headers: &HeaderMap, body: Bytes) -> Result<Json<'static>, &'static str> {
    const MALFORMED: &str = "is malformed";
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|_| "has no boundary")?;
    let stream = stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut members = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| MALFORMED)? {
        let name = field.name().ok_or("has a part without a name")?.to_owned();
        let essence = field.content_type().map(|media_type| media_type.essence_str().to_lowercase());
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|_| MALFORMED)?;
        let value = match essence.as_deref() {
            Some(essence) if essence == "application/json" || essence.ends_with("+json") => {
                parse(&bytes).map_err(|_| "has a part that is not acceptable JSON")?.into_owned()
            }
            None if !is_file => text(&bytes)?,
            Some(essence) if !is_file && essence.starts_with("text/") => text(&bytes)?,
            _ => Json::Bytes(Cow::Owned(bytes.to_vec())),
        };
        put(&mut members, &[&name], value)?;
    }
    Ok(Json::Object(members))
}

fn text(bytes: &[u8]) -> Result<Json<'static>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "has a part that is not text in UTF-8")?;
    Ok(Json::String(Cow::Owned(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_bytes_and_other_parts_text_or_json() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=XX".parse().unwrap());
        let body = "--XX\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
                    --XX\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n2\r\n\
                    --XX\r\ncontent-disposition: form-data; name=\"j\"\r\ncontent-type: application/json\r\n\r\n{\"x\":1}\r\n\
                    --XX\r\ncontent-disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\n\r\n\u{1}\r\n--XX--\r\n";
        let found = parts(&headers, Bytes::from(body)).await.unwrap();
        assert_eq!(found.member("f"), Some(&Json::Bytes(Cow::Borrowed(&b"\x01"[..]))));
        assert_eq!(found.member("a").map(Json::type_name), Some("array"));
        assert_eq!(found.member("j").and_then(|json| json.member("x")).map(Json::type_name), Some("number"));
        assert!(parts(&HeaderMap::new(), Bytes::new()).await.is_err());
        assert!(parts(&headers, Bytes::from("--XX\r\ncontent-disp")).await.is_err());
    }
}
