//! Request bodies that progenitor does not write: forms, parts, text, bytes.

use std::borrow::Cow;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use schema_support::{Binary, Decode, Decoder, FieldStyle, FormField, Json, Violation};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use crate::error::Error;
use crate::parameter::{bracketed, escape, json_text, scalar, unwritable_list, unwritable_texts};
use crate::stream::Framing;
use crate::tree::tree;

/// A body as it is sent.
#[derive(Debug)]
pub struct Body {
    /// What is known of it beside its bytes.
    pub head: BodyHead,
    /// The bytes.
    pub bytes: reqwest::Body,
}

/// What a call has to know of its body.
#[derive(Clone, Debug, Default)]
pub struct BodyHead {
    /// The media type, with its parameters.
    pub content_type: String,
    /// How far it has been sent, where it is sent piece by piece.
    pub(crate) progress: Option<Progress>,
}

impl Body {
    fn of(content_type: String, bytes: impl Into<reqwest::Body>) -> Self {
        Self { head: BodyHead { content_type, progress: None }, bytes: bytes.into() }
    }

    /// Of these, one after the other: in memory as long as all of them are.
    fn of_binaries(content_type: String, binaries: &[Binary]) -> Self {
        let in_memory: Option<Vec<&[u8]>> =
            binaries.iter().map(|binary| binary.in_memory().map(|bytes| &bytes[..])).collect();
        if let Some(in_memory) = in_memory {
            return Self::of(content_type, in_memory.concat());
        }
        let progress = Progress::default();
        let length: Option<u64> = binaries.iter().map(Binary::length).sum();
        let pieces: Vec<_> = binaries.iter().map(Binary::pieces).collect();
        let sent = Sent {
            pieces: Mutex::new(stream::iter(pieces).flatten().boxed()),
            left: length,
            progress: progress.clone(),
        };
        Self { head: BodyHead { content_type, progress: Some(progress) }, bytes: reqwest::Body::wrap(sent) }
    }
}

/// When something was last done for a body that is sent piece by piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress(Arc<Mutex<Option<Instant>>>);

impl Progress {
    fn made(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// What `future` comes to; `None` when for so long nothing was sent, and no answer came.
    pub(crate) async fn within<F: Future>(&self, limit: Duration, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let began = Instant::now();
        loop {
            let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(began);
            if let Ok(output) = timeout_at(last + limit, future.as_mut()).await {
                return Some(output);
            }
            if self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(began) == last {
                return None;
            }
        }
    }
}

/// A body that is sent piece by piece.
struct Sent {
    /// Never locked: `Mutex` makes it shareable, which reqwest asks for.
    pieces: Mutex<BoxStream<'static, io::Result<Bytes>>>,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
    progress: Progress,
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, io::Error>>> {
        let pieces = self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
        let piece = ready!(pieces.as_mut().poll_next(cx));
        self.progress.made();
        if let (Some(Ok(piece)), Some(left)) = (&piece, &mut self.left) {
            *left = left.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(http_body::Frame::data)))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.left.map_or_else(http_body::SizeHint::default, http_body::SizeHint::with_exact)
    }
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
    Ok(Body::of(media_type.to_owned(), json_text(&json)))
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
    Ok(Body::of(media_type.to_owned(), bytes))
}

/// A body of `application/x-www-form-urlencoded`: lists repeat their name, objects are JSON, but for the fields of which the
/// document says something else.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation of its schema.
pub fn form_body<T: Serialize + Decode, E>(body: &T, fields: &[FormField]) -> Result<Body, Error<E>> {
    let mut pairs = Vec::new();
    if let Json::Object(members) = checked(body)? {
        for (name, value) in &members {
            let style = FormField::style(fields, name);
            for (name, written) in written(name, value, style)? {
                let text = match written {
                    Written::One(value) => escape(&scalar(&value)),
                    // A comma that is no separator is escaped; the others never are in a form as they are.
                    Written::Joined(texts, ',') => texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join(","),
                    Written::Joined(texts, between) => escape(&joined(&name, &texts, between)?),
                };
                pairs.push(format!("{}={text}", escape(&name)));
            }
        }
    }
    Ok(Body::of("application/x-www-form-urlencoded".to_owned(), pairs.join("&")))
}

/// A body of `multipart/form-data` (RFC 7578): bytes are files, structures JSON, lists repeat their name, but for the
/// fields of which the document says something else.
///
/// Files that are not in memory are sent piece by piece.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation of its schema.
pub fn multipart_body<T: Serialize + Decode, E>(body: &T, fields: &[FormField]) -> Result<Body, Error<E>> {
    let json = checked(body)?;
    // Random, so that no part can hold it.
    let boundary = uuid::Uuid::new_v4().simple().to_string();
    let mut parts = Vec::new();
    if let Json::Object(members) = json {
        for (name, value) in &members {
            let style = FormField::style(fields, name);
            let media_type = match style {
                Some(FieldStyle::Text(media_type) | FieldStyle::File(media_type)) => Some(media_type),
                _ => None,
            };
            for (name, written) in written(name, value, style)? {
                let value = match written {
                    Written::One(value) => value,
                    // Nothing is escaped in a part.
                    Written::Joined(texts, between) => {
                        let text = joined(&name, &texts, between)?;
                        Cow::Owned(Json::String(text.into()))
                    }
                };
                part(&mut parts, &boundary, &name, &value, media_type);
            }
        }
    }
    parts.push(Binary::from(format!("--{boundary}--\r\n")));
    Ok(Body::of_binaries(format!("multipart/form-data; boundary={boundary}"), &parts))
}

/// What is written under one name.
enum Written<'j> {
    /// A value that has a text, a file or JSON.
    One(Cow<'j, Json<'j>>),
    /// Texts, with this between them.
    Joined(Vec<String>, char),
}

/// What no form has a text for.
const NULL: &str = "null, which a form does not tell from nothing";

/// What of a member is written, under which names, in its style.
fn written<'j, E>(
    name: &str,
    value: &'j Json<'j>,
    style: Option<FieldStyle>,
) -> Result<Vec<(String, Written<'j>)>, Error<E>> {
    let one = |name: &str, value: &'j Json<'j>| (name.to_owned(), Written::One(Cow::Borrowed(value)));
    let each = |name: &str, value: &'j Json<'j>| match value {
        Json::Null => Vec::new(),
        Json::Array(items) => items.iter().map(|item| one(name, item)).collect(),
        value => vec![one(name, value)],
    };
    Ok(match (style, value) {
        // Nobody reads it otherwise than as absent: what is to be cleared would stay as it is.
        (_, Json::Null) => return Err(against(name, NULL)),
        (Some(FieldStyle::Members(_)), Json::Object(members)) if members.iter().any(|(_, it)| *it == Json::Null) => {
            return Err(against(name, NULL));
        }
        (Some(FieldStyle::Deep), value) => {
            let mut pairs = Vec::new();
            sayable_in_brackets(value).map_err(|what| against(name, what))?;
            bracketed(name.to_owned(), value, &mut pairs);
            pairs.into_iter().map(|(name, value)| one(&name, value)).collect()
        }
        (Some(FieldStyle::Separated(between)), Json::Array(items)) => {
            let texts: Vec<String> = items.iter().map(scalar).collect();
            if let Some(what) = unwritable_list(&texts) {
                return Err(against(name, what));
            }
            vec![(name.to_owned(), Written::Joined(texts, between))]
        }
        (Some(FieldStyle::Pairs(between)), Json::Object(members)) => {
            let texts = members.iter().flat_map(|(name, value)| [name.to_string(), scalar(value)]).collect();
            vec![(name.to_owned(), Written::Joined(texts, between))]
        }
        (Some(FieldStyle::Members(_)), Json::Object(members)) => {
            members.iter().flat_map(|(name, value)| each(name, value)).collect()
        }
        (_, value) => each(name, value),
    })
}

/// Texts in one; none of them may hold what is between them, where it would not be escaped.
fn joined<E>(name: &str, texts: &[String], between: char) -> Result<String, Error<E>> {
    match unwritable_texts(texts, between) {
        Some(what) => Err(against(name, what)),
        None => Ok(texts.join(&between.to_string())),
    }
}

/// What `deepObject` cannot say: members whose names are brackets or nothing, items that have no text.
fn sayable_in_brackets(value: &Json<'_>) -> Result<(), &'static str> {
    match value {
        Json::Object(members) => {
            members.iter().try_for_each(|(name, value)| match name.is_empty() || name.contains(['[', ']']) {
                true => Err("a member has a name that brackets cannot hold"),
                false => sayable_in_brackets(value),
            })
        }
        Json::Array(items) => items.iter().try_for_each(|item| match has_text(item) {
            true => sayable_in_brackets(item),
            false => Err("an item has no text"),
        }),
        _ => Ok(()),
    }
}

/// Whether `deepObject` has a pair for a value.
fn has_text(value: &Json<'_>) -> bool {
    match value {
        Json::Null => false,
        Json::Object(members) => members.iter().any(|(_, value)| has_text(value)),
        Json::Array(items) => items.iter().any(has_text),
        _ => true,
    }
}

/// A value that its style cannot write.
pub(crate) fn against<E>(name: &str, what: &str) -> Error<E> {
    let mut at = Decoder::strict();
    at.in_member(name.to_owned(), |at| at.report("style", format!("cannot be sent: {what}")));
    Error::InvalidRequest(at.into_violations())
}

/// RFC 7578 section 4.2, as the WHATWG writes it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn part(parts: &mut Vec<Binary>, boundary: &str, name: &str, value: &Json<'_>, wanted: Option<&str>) {
    let mut head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"", quoted(name));
    let content = match value {
        Json::Binary(content) => {
            let media_type = content.media_type().filter(|text| !text.contains(['\r', '\n']));
            let media_type = media_type.or(wanted).unwrap_or("application/octet-stream");
            let file_name = quoted(content.name().unwrap_or(name));
            head.push_str(&format!("; filename=\"{file_name}\"\r\ncontent-type: {media_type}"));
            content.clone()
        }
        Json::Object(_) | Json::Array(_) => {
            head.push_str("\r\ncontent-type: application/json");
            Binary::from(json_text(value))
        }
        value => {
            if let Some(media_type) = wanted {
                head.push_str(&format!("\r\ncontent-type: {media_type}"));
            }
            Binary::from(scalar(value))
        }
    };
    parts.extend([Binary::from(format!("{head}\r\n\r\n")), content, Binary::from("\r\n".to_owned())]);
}

/// A body of text.
pub fn text_body(media_type: &str, body: &str) -> Body {
    Body::of(format!("{media_type}; charset=utf-8"), body.to_owned())
}

/// A body of bytes; what is not in memory is sent piece by piece.
///
/// # Errors
/// When a range is declared (`image/*`) and the bytes do not say which media type of it they are ([`Binary::of_type`]).
pub fn binary_body<E>(media_type: &str, body: &Binary) -> Result<Body, Error<E>> {
    let Some(sent) = body.sent_as(media_type) else {
        let message = format!("must say which media type of `{media_type}` it is: `Binary::of_type` does");
        let keyword = "contentMediaType";
        return Err(Error::InvalidRequest(vec![Violation { pointer: String::new(), keyword, message }]));
    };
    Ok(Body::of_binaries(sent.to_owned(), std::slice::from_ref(body)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_form_repeats_lists_and_escapes() {
        let form = serde_json::json!({ "a": ["1", "x y&"], "b": { "c": true } });
        let body = form_body::<_, ()>(&form, &[]).unwrap();
        assert_eq!(body.bytes.as_bytes(), Some(&b"a=1&a=x%20y%26&b=%7B%22c%22%3Atrue%7D"[..]));
    }

    /// One field of each style.
    const FIELDS: [FormField; 6] = [
        FormField::deep("deep"),
        FormField::separated("comma", ','),
        FormField::separated("bar", '|'),
        FormField::separated("blank", ' '),
        FormField::pairs("pairs", ','),
        FormField::members("spread", &["x", "y"]),
    ];

    fn of_each_style() -> serde_json::Value {
        serde_json::json!({
            "deep": { "a": [{ "b": 1 }] }, "comma": ["1", "2,3"], "bar": [4, 5], "blank": [6, 7], "pairs": { "k": "v" },
            "spread": { "x": 8, "y": [9, 10] }, "lists": [{ "z": 11 }]
        })
    }

    #[test]
    fn each_field_of_a_form_has_its_style() {
        let body = form_body::<_, ()>(&of_each_style(), &FIELDS).unwrap();
        let text = String::from_utf8(body.bytes.as_bytes().expect("in memory").to_vec()).unwrap();
        assert_eq!(
            text.split('&').collect::<std::collections::BTreeSet<_>>(),
            [
                "deep%5Ba%5D%5B0%5D%5Bb%5D=1",
                "comma=1,2%2C3",
                "bar=4%7C5",
                "blank=6%207",
                "pairs=k,v",
                "x=8",
                "y=9",
                "y=10",
                "lists=%7B%22z%22%3A11%7D",
            ]
            .into()
        );
    }

    #[test]
    fn what_a_style_cannot_write_is_refused_and_not_sent_as_something_else() {
        for (value, is_sayable_in_a_form, pointer) in [
            (serde_json::json!({ "other": null }), false, "/other"),
            (serde_json::json!({ "deep": null }), false, "/deep"),
            (serde_json::json!({ "spread": { "x": null } }), false, "/spread"),
            (serde_json::json!({ "bar": ["a|b", "c"] }), false, "/bar"),
            (serde_json::json!({ "blank": ["a b"] }), false, "/blank"),
            (serde_json::json!({ "comma": ["a,b", "c"] }), true, "/comma"),
            (serde_json::json!({ "pairs": { "a,": "b" } }), true, "/pairs"),
            (serde_json::json!({ "comma": [""] }), false, "/comma"),
            (serde_json::json!({ "deep": { "a][b": 1 } }), false, "/deep"),
            (serde_json::json!({ "deep": { "": 1 } }), false, "/deep"),
            (serde_json::json!({ "deep": { "l": [{}, 1] } }), false, "/deep"),
            (serde_json::json!({ "deep": [null] }), false, "/deep"),
            (serde_json::json!({ "deep": [[]] }), false, "/deep"),
        ] {
            for (body, is_sayable) in [
                (form_body::<_, ()>(&value, &FIELDS), is_sayable_in_a_form),
                (multipart_body::<_, ()>(&value, &FIELDS), false),
            ] {
                match body {
                    Ok(_) => assert!(is_sayable, "{value}"),
                    Err(Error::InvalidRequest(violations)) => {
                        assert!(!is_sayable && violations[0].pointer == pointer, "{value}: {violations:?}");
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
        }
    }

    #[test]
    fn what_is_refused_is_named_as_the_document_names_it() {
        let fields = [FormField { name: "a[]/~b", style: FieldStyle::Separated(',') }];
        let refused = multipart_body::<_, ()>(&serde_json::json!({ "a[]/~b": ["1,2"] }), &fields);
        let Err(Error::InvalidRequest(violations)) = refused else { panic!("{refused:?}") };
        assert_eq!(violations[0].pointer, "/a[]~1~0b");
    }

    #[test]
    fn each_field_among_parts_has_its_style() {
        let fields = [&FIELDS[..], &[FormField::text("csv", "text/csv")]].concat();
        let mut form = of_each_style();
        form["csv"] = "1;2".into();
        form["comma"] = serde_json::json!(["1", "23"]);
        let body = multipart_body::<_, ()>(&form, &fields).unwrap();
        let text = String::from_utf8(body.bytes.as_bytes().expect("in memory").to_vec()).unwrap();
        for part in [
            "name=\"deep[a][0][b]\"\r\n\r\n1\r\n",
            "name=\"comma\"\r\n\r\n1,23\r\n",
            "name=\"bar\"\r\n\r\n4|5\r\n",
            "name=\"blank\"\r\n\r\n6 7\r\n",
            "name=\"pairs\"\r\n\r\nk,v\r\n",
            "name=\"x\"\r\n\r\n8\r\n",
            "name=\"y\"\r\n\r\n10\r\n",
            "name=\"lists\"\r\ncontent-type: application/json\r\n\r\n{\"z\":11}\r\n",
            "name=\"csv\"\r\ncontent-type: text/csv\r\n\r\n1;2\r\n",
        ] {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
    }

    #[test]
    fn parts_are_files_text_or_json() {
        let file = Binary::from(vec![0, 255]).named("a\"b.png").of_type("image/png");
        let form: BTreeMap<String, Binary> = [("f".to_owned(), file)].into();
        let body = multipart_body::<_, ()>(&form, &[]).unwrap();
        assert!(body.head.content_type.starts_with("multipart/form-data; boundary="));
        let bytes = body.bytes.as_bytes().expect("in memory");
        assert!(bytes.windows(4).any(|window| window == [0, 255, 13, 10]));
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains("name=\"f\"; filename=\"a%22b.png\"\r\ncontent-type: image/png\r\n"), "{text}");
    }

    #[test]
    fn a_file_has_its_own_media_type_or_the_document_s_or_that_of_any_bytes() {
        let bytes = || Binary::from(vec![1]);
        for (file, fields, expected) in [
            (bytes().of_type("image/gif"), &[FormField::file("f", "image/png")][..], "image/gif"),
            (bytes(), &[FormField::file("f", "image/png")], "image/png"),
            (bytes(), &[], "application/octet-stream"),
        ] {
            let body = multipart_body::<_, ()>(&BTreeMap::from([("f".to_owned(), file)]), fields).unwrap();
            let text = String::from_utf8_lossy(body.bytes.as_bytes().expect("in memory"));
            let head = format!("name=\"f\"; filename=\"f\"\r\ncontent-type: {expected}\r\n\r\n");
            assert!(text.contains(&head), "{head:?} is not in {text}");
        }
    }

    #[test]
    fn what_is_not_in_memory_is_not_brought_there_and_its_length_is_known_where_it_can_be() {
        let form = |file: Binary| -> BTreeMap<String, Binary> { [("f".to_owned(), file)].into() };
        let on_disk = Binary::on_disk("/nowhere".into(), 1 << 40, ());
        let body = multipart_body::<_, ()>(&form(on_disk), &[]).unwrap();
        assert!(body.bytes.as_bytes().is_none() && body.head.progress.is_some());
        let length = http_body::Body::size_hint(&body.bytes).exact().expect("known");
        assert!(length > 1 << 40 && length < (1 << 40) + 300, "{length}");
        let body = binary_body::<()>("image/png", &Binary::stream(stream::empty(), None)).unwrap();
        assert_eq!(http_body::Body::size_hint(&body.bytes).exact(), None);
    }

    #[test]
    fn bytes_of_a_range_say_which_media_type_they_are() {
        let png = Binary::from("1".to_owned()).of_type("image/png");
        assert_eq!(binary_body::<()>("image/*", &png).unwrap().head.content_type, "image/png");
        assert_eq!(binary_body::<()>("image/gif", &png).unwrap().head.content_type, "image/gif");
        let refused = binary_body::<()>("video/*", &png).unwrap_err();
        assert!(
            matches!(&refused, Error::InvalidRequest(wrong) if wrong[0].keyword == "contentMediaType"),
            "{refused}"
        );
    }
}
