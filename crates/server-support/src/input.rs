//! Parameters and body, read together so that every violation leaves in one answer.

use std::borrow::Cow;
use std::fmt;
use std::pin::pin;

use bytes::Bytes;
use futures::{TryStreamExt, stream};
use http::StatusCode;
use http::header;
use schema_support::{Binary, Decode, Decoder, FormField, Json, Text, json_of_text, parse};

use crate::exchange::Exchange;
use crate::fields::{SentText, string};
use crate::multipart;
use crate::operation::BodyRule;
use crate::problem::{self, Location, Rejection};
use crate::stream::Framing;
use crate::style::{self, NOT_TEXT, Shape, decode_form, decode_percent, pairs};
use crate::upload::{Room, Spool};

/// A parameter: its name, where it is, and how its items are told apart if it has several.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    name: &'static str,
    location: Location,
    /// Between items; `None`: each item repeats the name.
    separator: Option<char>,
    /// What is not a scalar or a list in the usual style.
    special: Special,
}

/// How a parameter is written that is neither a scalar nor a list in the usual style.
#[derive(Clone, Copy, Debug)]
enum Special {
    None,
    /// `a=1,b=2` or `a,1,b,2` in one text.
    Object {
        explode: bool,
    },
    /// `a=1&b=2`, in cookies `a=1; b=2`: these names.
    Members(&'static [&'static str]),
    /// `a=1&b=2`, in cookies `a=1; b=2`: every name but these.
    Rest(&'static [&'static str]),
    /// As `Members`, where nothing is sent under the parameter's own name.
    OrMembers(&'static [&'static str]),
    /// As `Rest`, where nothing is sent under the parameter's own name.
    OrRest(&'static [&'static str]),
    /// As `Object`, where the text is not a single one.
    OrObject {
        explode: bool,
    },
    /// `name[a]=1`, and `name=1` or `name[0]=1` for what is no object.
    Deep,
    /// `.a` or `;name=a`.
    Prefixed {
        prefix: char,
        explode: bool,
        shape: Shape,
    },
    /// JSON.
    Json,
}

impl Parameter {
    /// In the path, style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self { name, location: Location::Path, separator: Some(','), special: Special::None }
    }

    /// In the query, style `form`; an array repeats the name until [`Parameter::separated_by`].
    pub const fn query(name: &'static str) -> Self {
        Self { name, location: Location::Query, separator: None, special: Special::None }
    }

    /// A header (its name in any case), style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self { name, location: Location::Header, separator: Some(','), special: Special::None }
    }

    /// A cookie, style `form`.
    pub const fn cookie(name: &'static str) -> Self {
        Self { name, location: Location::Cookie, separator: Some(','), special: Special::None }
    }

    /// The items of an array stand in one text with this between them: `explode: false`
    /// (`,`), `spaceDelimited` (a space), `pipeDelimited` (`|`).
    #[must_use]
    pub const fn separated_by(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }
}

impl Parameter {
    const fn special(mut self, special: Special) -> Self {
        self.special = special;
        self
    }

    /// An object in one text: `a=1,b=2` exploded, else `a,1,b,2`.
    #[must_use]
    pub const fn object(self, explode: bool) -> Self {
        self.special(Special::Object { explode })
    }

    /// An exploded `form` object: each of these members is a pair of the query, or a cookie.
    #[must_use]
    pub const fn members(self, names: &'static [&'static str]) -> Self {
        self.special(Special::Members(names))
    }

    /// An exploded `form` object of any members: every pair of the query, or every cookie, but these, and but those that begin
    /// as one of these that ends with a bracket.
    #[must_use]
    pub const fn all_but(self, names: &'static [&'static str]) -> Self {
        self.special(Special::Rest(names))
    }

    /// A scalar or list under its own name, or an exploded `form` object of these members.
    #[must_use]
    pub const fn or_members(self, names: &'static [&'static str]) -> Self {
        self.special(Special::OrMembers(names))
    }

    /// A scalar or list under its own name, or an exploded `form` object of any members, as in [`Parameter::all_but`].
    #[must_use]
    pub const fn or_all_but(self, names: &'static [&'static str]) -> Self {
        self.special(Special::OrRest(names))
    }

    /// A number or a boolean, or an object in one text, as in [`Parameter::object`].
    #[must_use]
    pub const fn or_object(self, explode: bool) -> Self {
        self.special(Special::OrObject { explode })
    }

    /// Style `deepObject`: `name[member]=value`; of schemas that allow others, too, `name=value`, and `name[0]=value`,
    /// `name[]=value` or a name that repeats for a list.
    #[must_use]
    pub const fn deep_object(self) -> Self {
        self.special(Special::Deep)
    }

    /// Style `label` (`.`) or `matrix` (`;`), of a scalar.
    #[must_use]
    pub const fn prefixed(self, prefix: char) -> Self {
        self.special(Special::Prefixed { prefix, explode: false, shape: Shape::Scalar })
    }

    /// Style `label` (`.`) or `matrix` (`;`), of a list.
    #[must_use]
    pub const fn prefixed_list(self, prefix: char, explode: bool) -> Self {
        self.special(Special::Prefixed { prefix, explode, shape: Shape::Array })
    }

    /// Style `label` (`.`) or `matrix` (`;`), of an object.
    #[must_use]
    pub const fn prefixed_object(self, prefix: char, explode: bool) -> Self {
        self.special(Special::Prefixed { prefix, explode, shape: Shape::Object })
    }

    /// `content` with a JSON media type.
    #[must_use]
    pub const fn json(self) -> Self {
        self.special(Special::Json)
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

    /// A parameter that has to be there. An object whose members are pairs of their own always is: of none where none is sent.
    pub fn required<T: Decode>(&mut self, parameter: &Parameter) -> Option<T> {
        match self.text(parameter, T::TEXT)? {
            Some(json) => self.decode(parameter, json),
            None if matches!(parameter.special, Special::Members(_) | Special::Rest(_)) => {
                self.decode(parameter, Json::Object(Vec::new()))
            }
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
            return self.body_is_missing();
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

    /// The body as items of JSON; a violation's pointer begins with the item's index.
    pub fn list_body<T: Decode>(&mut self, framing: Framing) -> Option<Vec<T>> {
        let body = self.bytes_body()?;
        let items = body.split(|byte| *byte == framing.delimiter()).filter(|item| !item.trim_ascii().is_empty());
        let parsed: Result<Vec<_>, _> = items.map(parse).collect();
        match parsed {
            Ok(items) => {
                let decoded = Vec::decode(Json::Array(items), &mut self.at);
                self.locations.resize(self.at.count(), Location::Body);
                decoded
            }
            Err(error) => {
                let detail = format!("The body has an item that is not acceptable JSON: {error}.");
                self.malformed = Some(Rejection::malformed(detail));
                None
            }
        }
    }

    /// The body as it is, for media types that are not JSON.
    pub fn bytes_body(&mut self) -> Option<Bytes> {
        if self.has_no_body() && matches!(self.exchange.operation.body, BodyRule::Required(_)) {
            return self.body_is_missing();
        }
        Some(self.exchange.body.clone())
    }

    /// The body as text in UTF-8.
    pub fn text_body(&mut self) -> Option<String> {
        let bytes = self.bytes_body()?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => {
                self.malformed = Some(Rejection::malformed("The body is not text in UTF-8."));
                None
            }
        }
    }

    /// The body as raw bytes, of the media type that was sent; what is large is in a temporary file.
    pub async fn binary_body(&mut self) -> Option<Binary> {
        let sent = self.exchange.headers().get(http::header::CONTENT_TYPE).and_then(|sent| sent.to_str().ok());
        let sent = sent.map(str::to_owned);
        let binary = self.untyped_body().await?;
        Some(match sent {
            Some(media_type) => binary.of_type(media_type),
            None => binary,
        })
    }

    async fn untyped_body(&mut self) -> Option<Binary> {
        let Some(upload) = &self.exchange.upload else { return self.bytes_body().map(Binary::from) };
        let kept = async {
            let mut spool = Spool::new(upload.room());
            let mut pieces = pin!(upload.pieces());
            while let Some(piece) = pieces.try_next().await? {
                spool.push(&piece).await?;
            }
            spool.finish().await
        };
        match kept.await {
            Ok(binary) => Some(binary),
            Err(failure) => {
                self.malformed = Some(failure.into());
                None
            }
        }
    }

    /// The body as a form, `application/x-www-form-urlencoded`; `fields` are those of which the document says how they are
    /// written.
    pub fn form_body<T: Decode>(&mut self, fields: &[FormField]) -> Option<T> {
        let body = self.exchange.body.clone();
        let text = std::str::from_utf8(&body).map_err(|_| NOT_TEXT);
        let form = match text.and_then(|text| style::form(text, fields)) {
            Ok(form) => form,
            Err(what) => {
                self.malformed = Some(Rejection::malformed(format!("The form {what}.")));
                return None;
            }
        };
        self.decode_body(form)
    }

    /// The body as parts, `multipart/form-data`: files are bytes, those that are large in a temporary file; other parts are
    /// text or JSON. `fields` are those of which the document says how they are written.
    pub async fn multipart_body<T: Decode>(&mut self, fields: &[FormField]) -> Option<T> {
        let headers = self.exchange.headers();
        let parts = match &self.exchange.upload {
            Some(upload) => multipart::parts(headers, upload.pieces(), upload.room(), fields).await,
            None => {
                let body = self.exchange.body.clone();
                multipart::parts(headers, stream::iter([Ok(body)]), Room::UNLIMITED, fields).await
            }
        };
        match parts {
            Ok(parts) => self.decode_body(parts),
            Err(rejection) => {
                self.malformed = Some(rejection);
                None
            }
        }
    }

    fn decode_body<T: Decode>(&mut self, json: Json<'_>) -> Option<T> {
        let decoded = self.at.in_text(|at| T::decode(json, at));
        self.locations.resize(self.at.count(), Location::Body);
        decoded
    }

    /// Whether there is no body: neither bytes nor a media type that they would be of.
    pub fn has_no_body(&self) -> bool {
        self.exchange.media_type.is_none()
    }

    /// Notes that the body, which has to be there, is not.
    pub fn body_is_missing<T>(&mut self) -> Option<T> {
        self.malformed = Some(Rejection::malformed("The body is missing."));
        None
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
        let is_text = !matches!(parameter.special, Special::Json);
        let decoded = self.at.in_member(parameter.name, |at| match is_text {
            true => at.in_text(|at| T::decode(json, at)),
            false => T::decode(json, at),
        });
        self.locations.resize(self.at.count(), parameter.location);
        decoded
    }

    /// The parameter as JSON, `Some(None)` where it is not there, `None` where it is no text or no single one.
    fn text(&mut self, parameter: &Parameter, kind: Text) -> Option<Option<Json<'e>>> {
        let is_usual = matches!(parameter.special, Special::None | Special::OrMembers(_) | Special::OrRest(_));
        if !is_usual {
            let found = self.special(parameter);
            return found.map_err(|what| self.violation(parameter, "type", what.to_owned())).ok();
        }
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
                let sent = self.cookies().filter(|(name, _)| *name == parameter.name).map(|(_, value)| Ok(value));
                one(sent, parameter.separator, kind, decode_percent)
            }
            Location::Body => Ok(None),
        };
        let found = match (found, parameter.special) {
            (Ok(None), Special::OrMembers(_) | Special::OrRest(_)) => self.special(parameter),
            (found, _) => found,
        };
        found.map_err(|what| self.violation(parameter, "type", what.to_owned())).ok()
    }

    /// A parameter of a style that is not the usual one.
    fn special(&self, parameter: &Parameter) -> Result<Option<Json<'e>>, &'static str> {
        let query = self.exchange.query();
        match parameter.special {
            Special::Deep => return style::deep_object(query, parameter.name),
            Special::Members(names) | Special::OrMembers(names) => {
                return self.exploded_object(parameter, |name| names.contains(&name));
            }
            Special::Rest(names) | Special::OrRest(names) => {
                let is_other =
                    |name: &str, other: &str| name == other || other.ends_with('[') && name.starts_with(other);
                return self.exploded_object(parameter, |name| !names.iter().any(|other| is_other(name, other)));
            }
            _ => {}
        }
        let decode: fn(&str) -> style::Text<'_> = match parameter.location {
            Location::Query => decode_form,
            _ => decode_percent,
        };
        let mut sent: Vec<&'e str> = match parameter.location {
            Location::Path => self.exchange.path_parameter(parameter.name).into_iter().collect(),
            Location::Query => {
                let of_name = |(name, value)| match decode_form(name) {
                    Ok(name) if name == parameter.name => Some(value),
                    _ => None,
                };
                pairs(query, '&').filter_map(of_name).collect()
            }
            Location::Header => {
                let values = self.exchange.headers().get_all(parameter.name).iter();
                values
                    .map(|value| std::str::from_utf8(value.as_bytes()).map(str::trim).map_err(|_| NOT_TEXT))
                    .collect::<Result<_, _>>()?
            }
            Location::Cookie => {
                self.cookies().filter(|(name, _)| *name == parameter.name).map(|(_, value)| value).collect()
            }
            Location::Body => Vec::new(),
        };
        let Some(text) = sent.pop() else { return Ok(None) };
        if !sent.is_empty() {
            return Err("must be sent once");
        }
        let json = match parameter.special {
            Special::Object { explode: false } => {
                SentText { text, decode }.pairs(parameter.separator.unwrap_or(','))?
            }
            Special::OrObject { explode } => {
                let separator = parameter.separator.unwrap_or(',');
                let sent = SentText { text, decode };
                let is_object = match explode {
                    true => text.is_empty() || text.contains('='),
                    false => sent.split(separator)?.len() % 2 == 0,
                };
                match is_object {
                    true if explode => style::flat_object(text, separator, true)?,
                    true => sent.pairs(separator)?,
                    false => string(decode(text)?),
                }
            }
            Special::Object { explode } => style::flat_object(text, parameter.separator.unwrap_or(','), explode)?,
            Special::Prefixed { prefix, explode, shape } => {
                style::prefixed(text, prefix, parameter.name, explode, shape)?
            }
            _ => {
                let text = decode(text)?;
                parse(text.as_bytes()).map_err(|_| "must be JSON")?.into_owned()
            }
        };
        Ok(Some(json))
    }

    /// The members of an exploded `form` object: pairs of the query, or cookies.
    fn exploded_object(
        &self,
        parameter: &Parameter,
        is_member: impl Fn(&str) -> bool,
    ) -> Result<Option<Json<'e>>, &'static str> {
        match parameter.location {
            // A browser sends whatever cookies it has: what has no name is nobody's.
            Location::Cookie => {
                let known = self.cookies().filter(|(name, _)| decode_percent(name).is_ok());
                style::exploded_object(known, decode_percent, is_member)
            }
            _ => style::exploded_object(pairs(self.exchange.query(), '&'), decode_form, is_member),
        }
    }

    /// The cookies, still encoded.
    fn cookies(&self) -> impl Iterator<Item = (&'e str, &'e str)> + use<'e> {
        let sent = self.exchange.headers().get_all(header::COOKIE).iter();
        let sent = sent.filter_map(|value| value.to_str().ok()).flat_map(|value| pairs(value, ';'));
        sent.map(|(name, value)| (name.trim(), value.trim()))
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
    decode: fn(&str) -> style::Text<'_>,
) -> Result<Option<Json<'t>>, &'static str> {
    let Some(first) = sent.next().transpose()? else { return Ok(None) };
    if kind.item(0).is_none() {
        // Two values where one is declared: whichever is taken, another reader may take the other.
        return match sent.next().transpose()? {
            Some(_) => Err("must be sent once"),
            None => Ok(Some(json_of_text(decode(first)?, kind))),
        };
    }
    let mut pieces = Vec::new();
    for text in std::iter::once(Ok(first)).chain(sent) {
        let text = text?;
        match separator {
            None => pieces.push(decode(text)?),
            // A separator that is escaped is one all the same where no item can hold it.
            Some(separator) if holds_no_separator(kind) && !text.is_empty() => {
                pieces.extend(decode(text)?.split(separator).map(|piece| Cow::Owned(piece.to_owned())));
            }
            Some(separator) => pieces.extend(SentText { text, decode }.split(separator)?),
        }
    }
    if kind == Text::Several && pieces.len() == 1 {
        return Ok(pieces.pop().map(Json::String));
    }
    let item = |(place, piece)| json_of_text(piece, kind.item(place).unwrap_or(kind));
    Ok(Some(Json::Array(pieces.into_iter().enumerate().map(item).collect())))
}

/// Whether the items of a list are numbers or booleans.
fn holds_no_separator(kind: Text) -> bool {
    let is_word = |item: &Text| matches!(item, Text::Number | Text::Boolean);
    match kind {
        Text::Array(item) => is_word(item),
        Text::Tuple(items) => items.iter().all(is_word),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
