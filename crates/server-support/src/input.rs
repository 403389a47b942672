//! Parameters and body, read together so that every violation leaves in one answer.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header;
use percent_encoding::percent_decode_str;
use schema_support::{Decode, Decoder, Json, Text, json_of_text, parse};

use crate::exchange::Exchange;
use crate::operation::BodyRule;
use crate::problem::{self, Location, Rejection};

/// A parameter: its name, where it is, and how its items are told apart if it has several.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    name: &'static str,
    location: Location,
    /// Between items; `None`: each item repeats the name.
    separator: Option<char>,
}

impl Parameter {
    /// In the path, style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self { name, location: Location::Path, separator: Some(',') }
    }

    /// In the query, style `form`; an array repeats the name until [`Parameter::separated_by`].
    pub const fn query(name: &'static str) -> Self {
        Self { name, location: Location::Query, separator: None }
    }

    /// A header (its name in any case), style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self { name, location: Location::Header, separator: Some(',') }
    }

    /// A cookie, style `form`.
    pub const fn cookie(name: &'static str) -> Self {
        Self { name, location: Location::Cookie, separator: Some(',') }
    }

    /// The items of an array stand in one text with this between them: `explode: false`
    /// (`,`), `spaceDelimited` (a space), `pipeDelimited` (`|`).
    #[must_use]
    pub const fn separated_by(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }
}

/// Reads parameters and body of one request.
///
/// Every method gives `None` after it noted what is wrong, so that generated code reads all first and
/// then answers with [`Input::refuse`].
pub struct Input<'e> {
    exchange: &'e Exchange,
    at: Decoder,
    /// Where the violation of the same place in `at` is.
    locations: Vec<Location>,
    malformed: Option<Rejection>,
}

impl<'e> Input<'e> {
    pub(crate) fn new(exchange: &'e Exchange) -> Self {
        Self { exchange, at: Decoder::strict(), locations: Vec::new(), malformed: None }
    }

    /// A parameter that has to be there.
    pub fn required<T: Decode>(&mut self, parameter: &Parameter) -> Option<T> {
        match self.text(parameter, T::TEXT)? {
            Some(json) => self.decode(parameter, json),
            None => {
                let message = format!("the {} parameter `{}` is required", name_of(parameter.location), parameter.name);
                self.violation(parameter, "required", message);
                None
            }
        }
    }

    /// A parameter that may be left out.
    pub fn optional<T: Decode>(&mut self, parameter: &Parameter) -> Option<Option<T>> {
        match self.text(parameter, T::TEXT)? {
            Some(json) => self.decode(parameter, json).map(Some),
            None => Some(None),
        }
    }

    /// The JSON body, which has to be there.
    pub fn json_body<T: Decode>(&mut self) -> Option<T> {
        if self.exchange.body.is_empty() {
            self.malformed = Some(Rejection::malformed("The body is missing."));
            return None;
        }
        match parse(&self.exchange.body) {
            Ok(json) => {
                let decoded = T::decode(json, &mut self.at);
                self.locations.resize(self.at.count(), Location::Body);
                decoded
            }
            Err(error) => {
                self.malformed = Some(Rejection::malformed(format!("The body is not acceptable JSON: {error}.")));
                None
            }
        }
    }

    /// The JSON body, which may be left out.
    pub fn optional_json_body<T: Decode>(&mut self) -> Option<Option<T>> {
        if self.exchange.body.is_empty() { Some(None) } else { self.json_body().map(Some) }
    }

    /// The body as it is, for media types that are not JSON.
    pub fn bytes_body(&mut self) -> Option<Bytes> {
        if self.exchange.body.is_empty() && matches!(self.exchange.operation.body, BodyRule::Required(_)) {
            self.malformed = Some(Rejection::malformed("The body is missing."));
            return None;
        }
        Some(self.exchange.body.clone())
    }

    /// Which of the declared media types the body is; `None` where there is no body.
    pub fn media_type(&self) -> Option<&'static str> {
        self.exchange.media_type
    }

    /// The answer to a request in which something is wrong: 400 when the body is malformed,
    /// otherwise 422 with every violation of path, query, header and body.
    pub fn refuse(self) -> Rejection {
        if let Some(malformed) = self.malformed {
            return malformed;
        }
        let violations: Vec<_> = self.locations.into_iter().zip(self.at.into_violations()).collect();
        let detail = match violations.len() {
            1 => "One thing is against the schema.".to_owned(),
            count => format!("{count} things are against the schema."),
        };
        Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, problem::INVALID_REQUEST, detail).violations(violations)
    }

    fn decode<T: Decode>(&mut self, parameter: &Parameter, json: Json<'_>) -> Option<T> {
        let decoded = self.at.in_member(parameter.name, |at| T::decode(json, at));
        self.locations.resize(self.at.count(), parameter.location);
        decoded
    }

    /// The parameter as JSON, `Some(None)` where it is not there, `None` where it is no text or no single one.
    fn text(&mut self, parameter: &Parameter, kind: Text) -> Option<Option<Json<'e>>> {
        let found = match parameter.location {
            Location::Path => {
                let sent = self.exchange.path_parameter(parameter.name);
                one(sent.into_iter().map(Ok), parameter.separator, kind, decode_percent)
            }
            Location::Query => {
                let sent = pairs(self.exchange.query(), '&').filter_map(|(name, value)| match decode_form(name) {
                    Ok(name) if name == parameter.name => Some(Ok(value)),
                    Ok(_) => None,
                    Err(error) => Some(Err(error)),
                });
                one(sent, parameter.separator, kind, decode_form)
            }
            Location::Header => {
                let sent = self.exchange.headers().get_all(parameter.name).iter();
                let sent = sent.map(|value| std::str::from_utf8(value.as_bytes()).map_err(|_| NOT_TEXT));
                one(sent, parameter.separator, kind, |text| Ok(Cow::Borrowed(text.trim_ascii())))
            }
            Location::Cookie => {
                let sent = self.exchange.headers().get_all(header::COOKIE).iter();
                let sent = sent.filter_map(|value| value.to_str().ok()).flat_map(|value| pairs(value, ';'));
                let sent = sent.filter(|(name, _)| name.trim() == parameter.name).map(|(_, value)| Ok(value.trim()));
                one(sent, parameter.separator, kind, decode_percent)
            }
            Location::Body => Ok(None),
        };
        found.map_err(|what| self.violation(parameter, "type", what.to_owned())).ok()
    }

    fn violation(&mut self, parameter: &Parameter, keyword: &'static str, message: String) {
        self.at.in_member(parameter.name, |at| at.report(keyword, message));
        self.locations.push(parameter.location);
    }
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("exchange", &self.exchange).field("violations", &self.locations.len()).finish()
    }
}

const NOT_TEXT: &str = "must be text in UTF-8";

fn name_of(location: Location) -> &'static str {
    match location {
        Location::Body => "body",
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The JSON of every text that was sent for one parameter.
fn one<'t>(
    mut sent: impl Iterator<Item = Result<&'t str, &'static str>>,
    separator: Option<char>,
    kind: Text,
    decode: impl Fn(&'t str) -> Result<Cow<'t, str>, &'static str>,
) -> Result<Option<Json<'t>>, &'static str> {
    let Some(first) = sent.next().transpose()? else { return Ok(None) };
    let Text::Array(item) = kind else {
        // Two values where one is declared: whichever is taken, another reader may take the other.
        return match sent.next().transpose()? {
            Some(_) => Err("must be sent once"),
            None => Ok(Some(json_of_text(decode(first)?, kind))),
        };
    };
    let mut items = Vec::new();
    for text in std::iter::once(Ok(first)).chain(sent) {
        let text = text?;
        match separator {
            None => items.push(json_of_text(decode(text)?, *item)),
            Some(_) if text.is_empty() => {}
            Some(',') => {
                for part in text.split(',') {
                    items.push(json_of_text(decode(part)?, *item));
                }
            }
            // The others are never left as they are in a URL: told apart after decoding.
            Some(separator) => {
                for part in decode(text)?.split(separator) {
                    items.push(json_of_text(Cow::Owned(part.to_owned()), *item));
                }
            }
        }
    }
    Ok(Some(Json::Array(items)))
}

fn pairs(text: &str, between: char) -> impl Iterator<Item = (&str, &str)> {
    text.split(between).filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn decode_percent(text: &str) -> Result<Cow<'_, str>, &'static str> {
    // Most have nothing to decode.
    if !text.as_bytes().contains(&b'%') {
        return Ok(Cow::Borrowed(text));
    }
    percent_decode_str(text).decode_utf8().map_err(|_| NOT_TEXT)
}

fn decode_form(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if !text.contains('+') {
        return decode_percent(text);
    }
    decode_percent(&text.replace('+', " ")).map(|decoded| Cow::Owned(decoded.into_owned()))
}
