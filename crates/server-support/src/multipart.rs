//! `multipart/form-data` (RFC 7578): parts as members of an object.

use bytes::{Bytes, BytesMut};
use futures::Stream;
use http::header::{self, HeaderMap};
use multer::Field;
use schema_support::{FieldStyle, FormField, Json, parse};

use crate::fields::{Fields, Sent, SentText};
use crate::problem::Rejection;
use crate::upload::{Failure, Room, Spool};

/// Why there are no parts.
enum Refused {
    /// What is wrong with them.
    Malformed(&'static str),
    Failed(Failure),
}

impl From<&'static str> for Refused {
    fn from(what: &'static str) -> Self {
        Self::Malformed(what)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<multer::Error> for Refused {
    fn from(error: multer::Error) -> Self {
        match error {
            multer::Error::StreamReadFailed(error) => match error.downcast::<Failure>() {
                Ok(failure) => Self::Failed(*failure),
                Err(_) => Self::Failed(Failure::Broken),
            },
            _ => Self::Malformed("is malformed"),
        }
    }
}

/// The parts by name. A part with a file name or of a media type that is neither text nor JSON is
/// bytes, one of a JSON media type is JSON, any other is text. A name that comes again makes a list; the fields of which
/// the document says something are as it says.
pub(crate) async fn parts(
    headers: &HeaderMap,
    body: impl Stream<Item = Result<Bytes, Failure>> + Send,
    room: Room,
    fields: &[FormField],
) -> Result<Json<'static>, Rejection> {
    read(headers, body, room, fields).await.map_err(|refused| match refused {
        Refused::Malformed(what) => Rejection::malformed(format!("The multipart body {what}.")),
        Refused::Failed(failure) => failure.into(),
    })
}

async fn read(
    headers: &HeaderMap,
    body: impl Stream<Item = Result<Bytes, Failure>> + Send,
    room: Room,
    fields: &[FormField],
) -> Result<Json<'static>, Refused> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|_| "has no boundary")?;
    let mut multipart = multer::Multipart::new(body, boundary);
    let mut members = Fields::default();
    let mut left = room.memory_bytes;
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().ok_or("has a part without a name")?.to_owned();
        left = left.checked_sub(name.len()).ok_or(Failure::TooLarge(room.memory_bytes))?;
        let media_type = field.content_type().map(ToString::to_string);
        let essence = field.content_type().map(|media_type| media_type.essence_str().to_lowercase());
        let file_name = field.file_name().map(str::to_owned);
        let bytes;
        let value = match essence.as_deref() {
            Some(essence) if essence == "application/json" || essence.ends_with("+json") => {
                let bytes = in_memory(field, &mut left, room).await?;
                Sent::Value(parse(&bytes).map_err(|_| "has a part that is not acceptable JSON")?.into_owned())
            }
            essence if file_name.is_none() && is_text(essence, &name, fields) => {
                bytes = in_memory(field, &mut left, room).await?;
                let text = std::str::from_utf8(&bytes).map_err(|_| "has a part that is not text in UTF-8")?;
                // Nothing is escaped in a part.
                Sent::Text(SentText { text, decode: |text| Ok(text.into()) })
            }
            _ => {
                let mut binary = kept(field, room).await?;
                if let Some(name) = file_name {
                    binary = binary.named(name);
                }
                Sent::Value(Json::Binary(match media_type {
                    Some(media_type) => binary.of_type(media_type),
                    None => binary,
                }))
            }
        };
        members.put_field(fields, &name, value)?;
    }
    Ok(members.into_json())
}

/// A part that is no file.
async fn in_memory(mut field: Field<'_>, left: &mut usize, room: Room) -> Result<Bytes, Refused> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = field.chunk().await? {
        *left = left.checked_sub(piece.len()).ok_or(Failure::TooLarge(room.memory_bytes))?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

/// A file.
async fn kept(mut field: Field<'_>, room: Room) -> Result<schema_support::Binary, Refused> {
    let mut spool = Spool::new(room);
    while let Some(piece) = field.chunk().await? {
        spool.push(&piece).await?;
    }
    Ok(spool.finish().await?)
}

/// Whether a part that is no file is a text: without a media type, or of one that says so, or that the document says.
fn is_text(essence: Option<&str>, name: &str, fields: &[FormField]) -> bool {
    let is_meant = |essence: &str| {
        let style = FormField::style(fields, name);
        matches!(style, Some(FieldStyle::Text(own)) if own.split(';').next().unwrap_or(own).trim().eq_ignore_ascii_case(essence))
    };
    essence.is_none_or(|essence| essence.starts_with("text/") || is_meant(essence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream;
    use schema_support::Binary;
    use serde_json::json;

    const BODY: &str = "--XX\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
        --XX\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n2\r\n\
        --XX\r\ncontent-disposition: form-data; name=\"j\"\r\ncontent-type: application/json\r\n\r\n{\"x\":1}\r\n\
        --XX\r\ncontent-disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\ncontent-type: image/png\r\n\r\n\u{1}abcdefgh\r\n\
        --XX--\r\n";

    const FIELDS: [FormField; 3] =
        [FormField::text("xml", "application/xml"), FormField::separated("list", ','), FormField::deep("deep")];

    #[tokio::test]
    async fn a_part_is_in_the_style_that_the_document_has_for_it() {
        let body = "--XX\r\ncontent-disposition: form-data; name=\"list\"\r\n\r\n1,2\r\n\
            --XX\r\ncontent-disposition: form-data; name=\"deep[a]\"\r\n\r\n+%41\r\n\
            --XX\r\ncontent-disposition: form-data; name=\"xml\"\r\ncontent-type: application/XML\r\n\r\n<a/>\r\n\
            --XX\r\ncontent-disposition: form-data; name=\"other\"\r\ncontent-type: application/xml\r\n\r\n<a/>\r\n\
            --XX--\r\n";
        let all = found(body, Room::UNLIMITED).await.unwrap();
        assert!(matches!(all.member("other"), Some(Json::Binary(_))), "{all:?}");
        assert_eq!(
            [all.member("list"), all.member("deep"), all.member("xml")]
                .map(|json| json.map(|json| serde_json::Value::from(json.clone()))),
            [json!(["1", "2"]), json!({ "a": "+%41" }), json!("<a/>")].map(Some)
        );
    }

    async fn found(body: &'static str, room: Room) -> Result<Json<'static>, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=XX".parse().unwrap());
        // However the bytes are cut.
        let pieces: Vec<_> = body.as_bytes().chunks(7).map(|piece| Ok(Bytes::from_static(piece))).collect();
        parts(&headers, stream::iter(pieces), room, &FIELDS).await.map_err(|rejection| rejection.status().as_u16())
    }

    #[tokio::test]
    async fn files_are_bytes_and_other_parts_text_or_json() {
        let found_all = found(BODY, Room::UNLIMITED).await.unwrap();
        let Some(Json::Binary(file)) = found_all.member("f") else { panic!("{found_all:?}") };
        assert_eq!(*file, Binary::from("\u{1}abcdefgh".to_owned()));
        assert_eq!((file.name(), file.media_type()), (Some("f.bin"), Some("image/png")));
        assert_eq!(found_all.member("a").map(Json::type_name), Some("array"));
        assert_eq!(found_all.member("j").and_then(|json| json.member("x")).map(Json::type_name), Some("number"));
        let nothing = parts(&HeaderMap::new(), stream::empty(), Room::UNLIMITED, &[]).await;
        assert_eq!(nothing.unwrap_err().status(), 400);
        assert_eq!(found("--XX\r\ncontent-disp", Room::UNLIMITED).await.unwrap_err(), 400);
    }

    #[tokio::test]
    async fn a_part_is_a_file_when_it_has_a_file_name_and_json_when_it_says_so() {
        let body = "--XX\r\ncontent-disposition: form-data; name=\"text\"\r\ncontent-type: text/csv\r\n\r\na,b\r\n\
            --XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\ncontent-type: text/csv\r\n\r\na,b\r\n\
            --XX\r\ncontent-disposition: form-data; name=\"json\"\r\ncontent-type: Application/HAL+JSON\r\n\r\n[1]\r\n\
            --XX\r\ncontent-disposition: form-data; name=\"xml\"; filename=\"a.xml\"\r\n\r\n<a/>\r\n\
            --XX--\r\n";
        let all = found(body, Room::UNLIMITED).await.unwrap();
        let kinds = ["text", "file", "json", "xml"].map(|name| match all.member(name) {
            Some(Json::Binary(file)) => file.name().unwrap_or("a file without a name"),
            other => other.map_or("nothing", Json::type_name),
        });
        assert_eq!(kinds, ["string", "a.csv", "array", "a.xml"]);
        assert_eq!(all.member("text").and_then(Json::as_str), Some("a,b"));
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_taken_for_a_malformed_one() {
        let headers =
            [(header::CONTENT_TYPE, "multipart/form-data; boundary=XX".parse().unwrap())].into_iter().collect();
        for (failure, status) in [(Failure::Late, 408), (Failure::Broken, 400), (Failure::TooLarge(7), 413)] {
            let body = stream::iter([Ok(Bytes::from_static(b"--XX\r\n")), Err(failure)]);
            let rejection = parts(&headers, body, Room::UNLIMITED, &[]).await.unwrap_err();
            let closes = rejection.clone().into_parts(&crate::testing::call()).headers.contains_key("connection");
            assert_eq!((rejection.status().as_u16(), closes), (status, true));
        }
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_part_is_told() {
        let part = |head: &str, body: &str| {
            let text = format!("--XX\r\ncontent-disposition: form-data{head}\r\n\r\n{body}\r\n--XX--\r\n");
            &*Box::leak(text.into_boxed_str())
        };
        for (head, body) in [("", "a"), ("; name=\"a\"\r\ncontent-type: application/json", "{")] {
            assert_eq!(found(part(head, body), Room::UNLIMITED).await.unwrap_err(), 400, "{head}");
        }
        let room = Room { memory_bytes: 5, spool_after_bytes: 1 };
        assert!(found(part("; name=\"ab\"", "123"), room).await.is_ok(), "a name and its text fit");
        assert_eq!(found(part("; name=\"ab\"", "1234"), room).await.unwrap_err(), 413);
        assert_eq!(found(part("; name=\"abcdef\"", ""), room).await.unwrap_err(), 413);
    }

    #[tokio::test]
    async fn a_large_file_is_on_disk_and_what_is_no_file_has_a_limit() {
        let room = Room { memory_bytes: 100, spool_after_bytes: 4 };
        let found_all = found(BODY, room).await.unwrap();
        let Some(Json::Binary(file)) = found_all.member("f") else { panic!("{found_all:?}") };
        assert!(file.in_memory().is_none() && file.length() == Some(9));
        assert_eq!(file.bytes(9).await.unwrap(), "\u{1}abcdefgh");
        assert_eq!(found(BODY, Room { memory_bytes: 8, ..room }).await.unwrap_err(), 413);
    }
}
