//! Values of parameters and bodies: what the document shows, arbitrary ones of the types, and what can be put together of
//! those.

use schema_support::{RoundTrip, View};
use serde_json::{Map, Value};

use super::contract::{Contract, MediaType, essence};
use super::known::{Known, stem};
use super::text::{form, scalar_text};
use crate::random::Random;
use crate::{Arbitrary, escaped, unescaped};

/// The first so many of an operation's good requests are made of what the document shows, where it does.
const SHOWN: usize = 2;

/// A body with which an operation succeeds, as the test says.
pub(super) struct Told {
    /// The operation: `POST /things`.
    pub(super) operation: String,
    /// What it is sent as.
    pub(super) media_type: String,
    pub(super) bytes: Vec<u8>,
}

/// What is between the parts of a form.
const BOUNDARY: &str = "boundary-of-a-test";

/// Where values come from.
pub(super) struct Source<'s> {
    pub(super) contract: &'s Contract,
    pub(super) types: &'s [RoundTrip],
    pub(super) arbitrary: Arbitrary,
    pub(super) known: &'s Known,
    /// Good bodies that the test names.
    pub(super) bodies: &'s [Told],
    pub(super) random: Random,
    /// How many good requests an operation has at least.
    pub(super) good: usize,
}

impl Source<'_> {
    /// A value of what is described at `at` with this schema: what the document shows for the first requests, arbitrary
    /// ones of its type for the others.
    pub(super) fn value(&mut self, at: &str, schema: &str, which: usize) -> Option<Value> {
        if which < SHOWN
            && let Some(shown) = self.shown(at, schema, which)
        {
            return Some(shown);
        }
        if let Some(value) = self.of_type(schema) {
            return Some(value);
        }
        self.shown(at, schema, which).or_else(|| self.composed(schema, which, 0))
    }

    /// An arbitrary value of a schema's own type.
    fn of_type(&mut self, schema: &str) -> Option<Value> {
        let place = self.contract.resolve(schema).map_or_else(String::new, |(place, _)| place);
        let is_of = |entry: &&RoundTrip| entry.pointer == place || entry.pointer == schema;
        let seen_by = |view: View| self.types.iter().filter(is_of).find(|entry| entry.view == view);
        // A request's own type before one that serves both ways.
        let entry = seen_by(View::Request).or_else(|| seen_by(View::Both))?;
        for _ in 0..16 {
            let bytes = self.random.bytes(2048);
            let json = (self.arbitrary)(entry, &bytes).and_then(|json| serde_json::from_slice(&json).ok());
            if json.is_some() {
                return json;
            }
        }
        None
    }

    /// A list or an object that has no type of its own, of values of its items or members.
    fn composed(&mut self, schema: &str, which: usize, depth: usize) -> Option<Value> {
        const DEEPEST: usize = 4;
        let (at, described) = self.contract.resolve(schema).filter(|_| depth < DEEPEST)?;
        let composed = match described["type"].as_str() {
            Some("array") => {
                let items = format!("{at}/items");
                vec![self.part(&items, which, depth)?].into()
            }
            Some("object") => {
                let names = described.get("properties").and_then(Value::as_object).into_iter().flatten();
                let names: Vec<(String, bool)> =
                    names.map(|(name, _)| (name.clone(), is_required(described, name))).collect();
                let mut members = Map::new();
                for (name, is_required) in names {
                    let property = format!("{at}/properties/{}", escaped(&name));
                    if which == 0 && !is_required || self.is_read_only(&property) {
                        continue;
                    }
                    match self.part(&property, which, depth) {
                        Some(value) => drop(members.insert(name, value)),
                        None if is_required => return None,
                        None => {}
                    }
                }
                Value::Object(members)
            }
            _ => return None,
        };
        let validator = self.contract.validator(View::Request, schema)?;
        validator.is_valid(&composed).then_some(composed)
    }

    fn part(&mut self, schema: &str, which: usize, depth: usize) -> Option<Value> {
        let value = self.of_type(schema).or_else(|| self.shown(schema, schema, which));
        value.or_else(|| self.composed(schema, which, depth + 1)).or_else(|| self.scalar(schema))
    }

    /// What the document shows of a value.
    fn shown(&self, at: &str, schema: &str, which: usize) -> Option<Value> {
        let (_, described) = self.contract.resolve(schema).unwrap_or_else(|| (String::new(), &Value::Null));
        let holder = self.contract.value.pointer(at)?;
        let mut shown: Vec<Value> = Vec::new();
        for (name, _) in holder.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let example = self.contract.resolve(&format!("{at}/examples/{}", escaped(name)));
            shown.extend(example.and_then(|(_, example)| example.get("value").cloned()));
        }
        let direct =
            [holder.get("example"), described.get("example"), described.get("default"), described.get("const")];
        shown.extend(direct.into_iter().flatten().cloned());
        for list in [described.get("examples"), described.get("enum")] {
            shown.extend(list.and_then(Value::as_array).into_iter().flatten().cloned());
        }
        // An example that is against its schema shows nothing.
        let validator = self.contract.validator(View::Request, schema)?;
        shown.retain(|value| validator.is_valid(value));
        let count = shown.len();
        shown.into_iter().nth(if count == 0 { 0 } else { which % count })
    }

    /// A value of a schema of the simplest kind.
    pub(super) fn scalar(&mut self, schema: &str) -> Option<Value> {
        let (_, described) = self.contract.resolve(schema)?;
        // Another one each time: a key of idempotency is used once.
        let id = format!("{:08x}-0000-4000-8000-{:012x}", self.random.next() >> 32, self.random.next() >> 16);
        let kinds = [
            Value::from(id),
            Value::from("2026-01-02"),
            Value::from("2026-01-02T03:04:05Z"),
            Value::from("a"),
            Value::from("abc"),
            Value::from("abcdefgh"),
            Value::from("https://a.example/"),
            Value::from("name@mail.example"),
            described.get("minimum").cloned().unwrap_or(Value::from(1)),
            Value::from(1),
            Value::from(true),
            Value::from(vec!["a"]),
        ];
        let validator = self.contract.validator(View::Request, schema)?;
        kinds.into_iter().find(|kind| validator.is_valid(kind))
    }

    /// A good body of a media type, and the media type that it is sent with.
    pub(super) fn body(&mut self, at: &str, media_type: &str, which: usize) -> Option<(String, Vec<u8>)> {
        let schema = format!("{at}/schema");
        let bytes = match self.contract.media_type(at, media_type) {
            MediaType::Json if self.contract.resolve(&schema).is_none() => b"{}".to_vec(),
            MediaType::Json => {
                let value = self.value(at, &schema, which).or_else(|| self.scalar(&schema))?;
                self.about_known(value, &schema, which).to_string().into_bytes()
            }
            MediaType::Lines => {
                let item = self.contract.item_schema(at)?;
                let value = self.value(&item, &item, which).or_else(|| self.scalar(&item));
                format!("{}\n", value?).into_bytes()
            }
            kind @ (MediaType::Form | MediaType::Parts) => {
                let fields = self.fields(at, media_type, which == 0)?;
                let (sent, bytes) = self.form_of(media_type, &fields)?;
                // What is between its parts is said behind its media type.
                if kind == MediaType::Parts {
                    return Some((sent, bytes));
                }
                bytes
            }
            MediaType::Text | MediaType::Events => match self.value(at, &schema, which) {
                Some(value) => scalar_text(&value)?.into_bytes(),
                None if self.contract.resolve(&schema).is_some() => scalar_text(&self.scalar(&schema)?)?.into_bytes(),
                None => b"text".to_vec(),
            },
            MediaType::Other => match media_type.split_once('/') {
                Some((_, kind)) if essence(kind).ends_with("xml") => return None,
                _ => b"\x00bytes".to_vec(),
            },
        };
        let concrete = match media_type.split_once('/') {
            Some(("*", _)) => "application/octet-stream".to_owned(),
            Some((kind, "*")) => match kind {
                "image" => "image/png".to_owned(),
                "text" => "text/plain".to_owned(),
                kind => format!("{kind}/octet-stream"),
            },
            // Every other time with the parameters that the document has; a server takes both.
            _ => {
                let declared = at.rsplit('/').next().map(unescaped).filter(|_| !which.is_multiple_of(2));
                declared.filter(|name| essence(name) == media_type).unwrap_or_else(|| media_type.to_owned())
            }
        };
        Some((concrete, bytes))
    }

    /// A body about what is there, every other time: its members that are named like something that was made (`book_id`) have
    /// that one's value, where the schema allows it.
    fn about_known(&self, mut body: Value, schema: &str, which: usize) -> Value {
        let Some(validator) = self.contract.validator(View::Request, schema) else { return body };
        let names: Vec<String> = body.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        for name in names.into_iter().filter(|name| which.is_multiple_of(2) && stem(name).is_some()) {
            let Some(known) = self.known.named(&name, which) else { continue };
            let made = std::mem::replace(&mut body[&name], known.clone());
            if made.is_null() || !validator.is_valid(&body) {
                body[&name] = made;
            }
        }
        body
    }

    /// The members of an object, each with a value by itself; `None` where one that is required has none.
    fn members(&mut self, schema: &str, only_required: bool) -> Option<Map<String, Value>> {
        let (at, described) = self.contract.resolve(schema)?;
        let mut members = Map::new();
        for name in described.get("properties")?.as_object()?.keys() {
            let property = format!("{at}/properties/{}", escaped(name));
            let is_required = is_required(described, name);
            if only_required && !is_required || self.is_read_only(&property) {
                continue;
            }
            let value = self.value(&property, &property, 0).or_else(|| self.scalar(&property));
            // A text tells neither null nor what has nothing in it.
            let is_told = |value: &Value| match value {
                Value::Array(items) => !items.is_empty() && items.iter().all(|item| scalar_text(item).is_some()),
                value => scalar_text(value).is_some_and(|text| self.contract.is_text_of(&property, &text)),
            };
            match value.filter(is_told) {
                Some(value) => drop(members.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        let validator = self.contract.validator(View::Request, schema)?;
        validator.is_valid(&Value::Object(members.clone())).then_some(members)
    }

    /// The parts of a multipart form: a file where the document has one, else the text or the JSON of a member.
    fn parts(&mut self, schema: &str, only_required: bool) -> Option<Vec<(String, Field)>> {
        let (at, described) = self.contract.resolve(schema)?;
        let mut parts = Vec::new();
        for name in described.get("properties")?.as_object()?.keys() {
            let property = format!("{at}/properties/{}", escaped(name));
            let is_required = is_required(described, name);
            if only_required && !is_required || self.is_read_only(&property) {
                continue;
            }
            let (_, described) = self.contract.resolve(&property)?;
            let item = described.get("items").unwrap_or(described);
            let part = match item["format"] == "binary" || item.get("contentMediaType").is_some() {
                true => Some(Field::File),
                false => {
                    let value = self.value(&property, &property, 0).or_else(|| self.scalar(&property));
                    match value {
                        Some(value @ Value::Object(_)) => Some(Field::Json(value)),
                        Some(value) => scalar_text(&value)
                            .filter(|text| self.contract.is_text_of(&property, text))
                            .map(|text| Field::Plain(text.into())),
                        None => None,
                    }
                }
            };
            match part {
                Some(part) => parts.push((name.clone(), part)),
                None if is_required => return None,
                None => {}
            }
        }
        (!parts.is_empty()).then_some(parts)
    }

    /// The fields of a form; `None` of what is no form, or is written in another style than the usual one: those are sent by
    /// the generated client, in the tests of both sides.
    pub(super) fn fields(&mut self, at: &str, media_type: &str, only_required: bool) -> Option<Vec<(String, Field)>> {
        if self.contract.value.pointer(at)?.get("encoding").is_some() {
            return None;
        }
        let schema = format!("{at}/schema");
        match MediaType::of(media_type) {
            MediaType::Form => {
                let members = self.members(&schema, only_required)?;
                Some(members.into_iter().map(|(name, value)| (name, Field::Plain(value))).collect())
            }
            MediaType::Parts => self.parts(&schema, only_required),
            _ => None,
        }
    }

    /// A form of these fields, and its media type.
    pub(super) fn form_of(&self, media_type: &str, fields: &[(String, Field)]) -> Option<(String, Vec<u8>)> {
        if MediaType::of(media_type) == MediaType::Parts {
            return Some((format!("{media_type}; boundary={BOUNDARY}"), multipart(fields, BOUNDARY)));
        }
        let member = |(name, field): &(String, Field)| match field {
            Field::Plain(value) => Some((name.clone(), value.clone())),
            Field::File | Field::Json(_) => None,
        };
        let members: Map<String, Value> = fields.iter().map(member).collect::<Option<_>>()?;
        Some((media_type.to_owned(), form(&members)?.into_bytes()))
    }

    /// Whether the object at a schema has to have a member of this name.
    pub(super) fn is_required_in(&self, schema: &str, name: &str) -> bool {
        self.contract.resolve(schema).is_some_and(|(_, described)| is_required(described, name))
    }

    fn is_read_only(&self, property: &str) -> bool {
        let direct = self.contract.value.pointer(property);
        let resolved = self.contract.resolve(property).map(|(_, value)| value);
        direct.into_iter().chain(resolved).any(|described| described["readOnly"] == true)
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|known| known == name))
}

/// One field of a form.
#[derive(Clone)]
pub(super) enum Field {
    File,
    /// A scalar, or, where the form is in one text, a list of them.
    Plain(Value),
    Json(Value),
}

fn multipart(parts: &[(String, Field)], boundary: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, part) in parts {
        let (more, media_type, content) = match part {
            Field::File => ("; filename=\"a.bin\"", "\r\ncontent-type: application/octet-stream", "bytes".to_owned()),
            Field::Plain(value) => ("", "", scalar_text(value).unwrap_or_default()),
            Field::Json(value) => ("", "\r\ncontent-type: application/json", value.to_string()),
        };
        // HTML, "multipart/form-data encoding": what is escaped in a name.
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"{more}{media_type}\r\n\r\n");
        bytes.extend_from_slice(head.as_bytes());
        bytes.extend_from_slice(content.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    bytes
}
