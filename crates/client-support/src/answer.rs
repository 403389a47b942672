//! Answers: from bytes to the types that the document declares.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use schema_support::{
    Decode, Decoder, Json, Refusal, Text, Violation, from_slice_strict, from_slice_tolerant, in_media_range,
    json_of_text,
};
use serde::Serialize;

use crate::error::Error;
use crate::stream::{Framing, read_all};

/// A decoded answer: reads like its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<T, H = ()> {
    /// The status.
    pub status: StatusCode,
    /// The declared headers.
    pub headers: H,
    /// The body.
    pub body: T,
}

impl<T, H> Reply<T, H> {
    /// The body alone.
    pub fn into_body(self) -> T {
        self.body
    }
}

impl<T, H> Deref for Reply<T, H> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.body
    }
}

/// Declared headers, decoded. `()` for operations that declare none.
pub trait DecodeHeaders: Sized {
    /// The headers, or `None` after at least one violation was reported.
    fn decode(from: &mut HeaderReader<'_>) -> Option<Self>;
}

impl DecodeHeaders for () {
    fn decode(_from: &mut HeaderReader<'_>) -> Option<Self> {
        Some(())
    }
}

/// Reads the declared headers of an answer.
pub struct HeaderReader<'a> {
    headers: &'a HeaderMap,
    at: Decoder,
}

impl HeaderReader<'_> {
    /// A header that has to be there.
    pub fn required<T: Decode>(&mut self, name: &'static str) -> Option<T> {
        match self.optional(name)? {
            Some(value) => Some(value),
            None => {
                self.at.report("required", format!("the header {name} is missing"));
                None
            }
        }
    }

    /// A header that may be left out.
    pub fn optional<T: Decode>(&mut self, name: &'static str) -> Option<Option<T>> {
        let mut values = Vec::new();
        for value in self.headers.get_all(name) {
            let Ok(text) = std::str::from_utf8(value.as_bytes()) else {
                return self.at.in_member(name, |at| at.type_violation("string"));
            };
            values.push(text.trim());
        }
        let json = match (T::TEXT, values.as_slice()) {
            (_, []) => return Some(None),
            (Text::Array(item), values) => Json::Array(
                values
                    .iter()
                    .flat_map(|value| value.split(','))
                    .map(|text| json_of_text(text.trim().into(), *item))
                    .collect(),
            ),
            // A tolerant reader takes the first, as most do.
            (kind, [first, ..]) => json_of_text((*first).into(), kind),
        };
        self.at.in_member(name, |at| T::decode(json, at)).map(Some)
    }
}

impl fmt::Debug for HeaderReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderReader").field("violations", &self.at.count()).finish_non_exhaustive()
    }
}

/// An answer as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Without the body and the headers' values: they may be personal data.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

impl Answer {
    /// A declared success with a JSON body.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when media type, body or headers are not what is declared.
    pub fn reply<T: Decode, H: DecodeHeaders, E>(self, media_type: &str) -> Result<Reply<T, H>, Error<E>> {
        match (self.json(media_type), self.decode_headers()) {
            (Ok(body), Ok(headers)) => Ok(Reply { status: self.status, headers, body }),
            (Err(reason), _) | (_, Err(reason)) => Err(self.invalid(reason)),
        }
    }

    /// A declared success without a body.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when headers are not what is declared.
    pub fn reply_empty<H: DecodeHeaders, E>(self) -> Result<Reply<(), H>, Error<E>> {
        match self.decode_headers() {
            Ok(headers) => Ok(Reply { status: self.status, headers, body: () }),
            Err(reason) => Err(self.invalid(reason)),
        }
    }

    /// The body as JSON of a type, tolerantly.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when it is not that.
    pub fn json_as<T: Decode, E>(&self, media_type: &str) -> Result<T, Error<E>> {
        self.json(media_type).map_err(|reason| self.clone().invalid(reason))
    }

    /// The body as items, whole.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when one of them is not what the document says.
    pub fn list_as<T: Decode, E>(&self, framing: Framing) -> Result<Vec<T>, Error<E>> {
        read_all(&self.body, framing).map_err(|reason| self.clone().invalid(reason))
    }

    /// The body as text in UTF-8.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when it is not that.
    pub fn text_as<E>(&self) -> Result<String, Error<E>> {
        let text = std::str::from_utf8(&self.body).map(str::to_owned);
        text.map_err(|_| self.clone().invalid("its body is not text in UTF-8".to_owned()))
    }

    /// The body as raw bytes.
    pub fn binary(&self) -> schema_support::Binary {
        schema_support::Binary::from(self.body.clone())
    }

    /// The declared headers.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] when they are not what is declared.
    pub fn headers_as<H: DecodeHeaders, E>(&self) -> Result<H, Error<E>> {
        self.decode_headers().map_err(|reason| self.clone().invalid(reason))
    }

    /// Whether the body is of a media type, or of a range such as `image/*`.
    pub fn is_of(&self, media_type: &str) -> bool {
        is_of(&self.headers, media_type)
    }

    /// A declared error with a JSON body; [`Error::InvalidResponse`] when it is not that.
    pub fn declared<T: Decode, E>(self, media_type: &str, wrap: impl FnOnce(T) -> E) -> Error<E> {
        match self.json(media_type) {
            Ok(body) => self.declared_empty(wrap(body)),
            Err(reason) => self.invalid(reason),
        }
    }

    /// A declared error with a JSON body and declared headers; [`Error::InvalidResponse`] when it is
    /// not that.
    pub fn declared_with<T: Decode, H: DecodeHeaders, E>(
        self,
        media_type: &str,
        wrap: impl FnOnce(T, H) -> E,
    ) -> Error<E> {
        match (self.json(media_type), self.decode_headers()) {
            (Ok(body), Ok(headers)) => self.declared_empty(wrap(body, headers)),
            (Err(reason), _) | (_, Err(reason)) => self.invalid(reason),
        }
    }

    /// A declared error whose body, if any, is of no interest.
    pub fn declared_empty<E>(self, error: E) -> Error<E> {
        Error::Declared(Box::new(Reply { status: self.status, headers: self.headers, body: error }))
    }

    /// A status that the document does not declare.
    pub fn undeclared<E>(self) -> Error<E> {
        Error::Undeclared(Box::new(self))
    }

    pub(crate) fn invalid<E>(self, reason: String) -> Error<E> {
        Error::InvalidResponse { answer: Box::new(self), reason }
    }

    fn json<T: Decode>(&self, media_type: &str) -> Result<T, String> {
        if !self.is_of(media_type) {
            return Err(format!("its media type is not {media_type}"));
        }
        from_slice_tolerant(&self.body).map_err(|refusal| match refusal {
            Refusal::Malformed(error) => format!("its body is not JSON: {error}"),
            Refusal::Invalid(violations) => in_words("its body", &violations),
        })
    }

    fn decode_headers<H: DecodeHeaders>(&self) -> Result<H, String> {
        let mut reader = HeaderReader { headers: &self.headers, at: Decoder::tolerant() };
        H::decode(&mut reader).ok_or_else(|| in_words("its headers", &reader.at.into_violations()))
    }
}

/// Whether a body with these headers is of a media type, or of a range such as `image/*`.
pub(crate) fn is_of(headers: &HeaderMap, media_type: &str) -> bool {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    in_media_range(essence, media_type)
}

pub(crate) fn in_words(what: &str, violations: &[Violation]) -> String {
    let listed: Vec<_> = violations.iter().map(ToString::to_string).collect();
    format!("{what}: {}", listed.join("; "))
}

/// Checks a request body against its schema before anything is sent: a type with public fields can
/// hold what each of its parts allows and the whole does not.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation.
pub fn check_request<T: Serialize + Decode, E>(body: &T) -> Result<(), Error<E>> {
    let root = |message: String| vec![Violation { pointer: String::new(), keyword: "type", message }];
    let bytes =
        serde_json::to_vec(body).map_err(|_| Error::InvalidRequest(root("cannot be written as JSON".to_owned())))?;
    match from_slice_strict::<T>(&bytes) {
        Ok(_) => Ok(()),
        Err(Refusal::Invalid(violations)) => Err(Error::InvalidRequest(violations)),
        Err(Refusal::Malformed(error)) => Err(Error::InvalidRequest(root(error.to_string()))),
    }
}

/// Checks a parameter against its schema before anything is sent, as [`check_request`] checks a body.
///
/// # Errors
/// [`Error::InvalidRequest`] with every violation; its message names the parameter.
pub fn check_parameter<T: Serialize + Decode, E>(name: &str, value: &T) -> Result<(), Error<E>> {
    check_request(value).map_err(|error| match error {
        Error::InvalidRequest(mut violations) => {
            violations.iter_mut().for_each(|it| it.message = format!("the parameter `{name}`: {}", it.message));
            Error::InvalidRequest(violations)
        }
        other => other,
    })
}
