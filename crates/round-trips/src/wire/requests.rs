//! Requests of an operation: good ones, as far as document and types give values, and ones with one thing broken.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use schema_support::{RoundTrip, View};
use serde_json::{Map, Value};

use super::contract::{Contract, MediaType, Operation, escaped, essence, fits};
use super::http::Request;
use super::known::Known;
use super::text::{Style, Text, form, percent, scalar_text};
use crate::random::Random;
use crate::{Arbitrary, mutants, short};

/// Good requests of each operation, at least.
const GOOD: usize = 4;

/// How many of them are what the document shows, where it does.
const SHOWN: usize = 2;

/// Broken bodies of each operation.
const BROKEN: usize = 12;

/// Texts that a parameter's schema refuses, of each parameter; and of each operation.
const BAD_TEXTS: (usize, usize) = (2, 8);

/// How often a value is made anew, where one cannot be written.
const ATTEMPTS: usize = 8;

/// Texts that some schemas refuse.
const TEXTS: [&str; 8] = ["~", "-1", "0", "1.5", "2026-13-45", "true", "a b", "no-value-of-any-enumeration"];

/// A request, and what is known about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) request: Request,
    /// Why it must not be accepted, where it must not.
    pub(super) broken: Option<String>,
    /// The part of it that is broken.
    pub(super) part: Part,
    /// Place, name and value of each parameter that it has.
    pub(super) given: Vec<(String, String, Value)>,
}

impl Draft {
    /// The draft's own headers and the body, for a message: what the test adds are its secrets.
    pub(super) fn told(&self) -> String {
        let headers = self.request.headers.iter().map(|(name, value)| format!("\n    {name}: {value}"));
        let body = match serde_json::from_slice::<Value>(&self.request.body) {
            Ok(json) => format!("\n    body: {}", short(&json)),
            Err(_) if self.request.body.is_empty() => String::new(),
            Err(_) => format!("\n    body: {} bytes", self.request.body.len()),
        };
        headers.chain([body]).collect()
    }
}

/// What is broken in a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing, or what it is sent to.
    #[default]
    Target,
    Body,
    Header(String),
}

impl Draft {
    /// Whether what is broken in it has become something else: the test signs what it sends, say.
    pub(super) fn is_mended(&self, sent: &Request) -> bool {
        match &self.part {
            Part::Target => false,
            Part::Body => {
                let of = |request: &Request| (request.body.clone(), request.header("content-type").map(str::to_owned));
                of(sent) != of(&self.request)
            }
            // Of cookies, credentials are added to those that are there.
            Part::Header(name) if name == "cookie" => {
                let (sent, own) =
                    (sent.header(name).unwrap_or_default(), self.request.header(name).unwrap_or_default());
                !sent.starts_with(own)
            }
            Part::Header(name) => sent.header(name) != self.request.header(name),
        }
    }
}

/// The requests of an operation, and what of it could not be made.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) good: Vec<Draft>,
    pub(super) broken: Vec<Draft>,
    pub(super) unmade: BTreeSet<String>,
}

/// Where values come from.
pub(super) struct Source<'s> {
    pub(super) contract: &'s Contract,
    pub(super) types: &'s [RoundTrip],
    pub(super) arbitrary: Arbitrary,
    pub(super) known: &'s Known,
    /// Good bodies of an operation that the test names, by the operation's name.
    pub(super) bodies: &'s [(String, Value)],
    pub(super) random: Random,
}

/// A parameter of an operation.
struct Parameter<'s> {
    /// JSON Pointer of its description.
    at: String,
    described: &'s Value,
    name: &'s str,
    place: &'s str,
    is_required: bool,
    style: Style<'s>,
}

/// What is left out of a request or put into it.
#[derive(Clone, Copy)]
enum Change<'c> {
    Without(&'c str, &'c str),
    With(&'c str, &'c str, &'c str),
}

impl<'s> Source<'s> {
    /// The requests of an operation; none where a parameter that it needs has no value that can be written.
    pub(super) fn drafts(&mut self, operation: &Operation) -> Drafts {
        let mut drafts = Drafts::default();
        let parameters = self.parameters(operation);
        let bodies = self.bodies(operation);
        let is_needed = self.needs_body(operation);
        for which in 0..GOOD.max(bodies.len()) {
            let base = match self.base(operation, &parameters, which) {
                Ok(base) => base,
                Err(unmade) => {
                    drafts.unmade.insert(unmade);
                    continue;
                }
            };
            // The last one has no body, where it needs none.
            if bodies.is_empty() || !is_needed && which + 1 == GOOD.max(bodies.len()) {
                drafts.good.push(base);
                continue;
            }
            let (at, media_type) = &bodies[which % bodies.len()];
            let told: Vec<&Value> =
                self.bodies.iter().filter(|(name, _)| *name == operation.name()).map(|(_, body)| body).collect();
            let made = match told.get(which).filter(|_| MediaType::of(media_type) == MediaType::Json) {
                Some(told) => Some((media_type.clone(), told.to_string().into_bytes())),
                None => self.body(at, media_type, which),
            };
            match made {
                Some((media_type, bytes)) => drafts.good.push(with_body(&base, &media_type, bytes)),
                None => {
                    drafts.unmade.insert(format!("a body of {media_type}"));
                    if !is_needed {
                        drafts.good.push(base);
                    }
                }
            }
        }
        if let Some(first) = drafts.good.first().cloned() {
            drafts.broken = self.broken(&first, &parameters, &bodies, is_needed, &drafts.good);
        }
        drafts
    }

    fn broken(
        &mut self,
        base: &Draft,
        parameters: &[Parameter<'s>],
        bodies: &[(String, String)],
        is_needed: bool,
        good: &[Draft],
    ) -> Vec<Draft> {
        let mut found = Vec::new();
        let mut add = |draft: Option<Draft>, why: String, part: Part| {
            found.extend(draft.map(|draft| Draft { broken: Some(why), part, ..draft }));
        };
        let part_of = |parameter: &Parameter<'_>| match parameter.place {
            "header" => Part::Header(parameter.name.to_ascii_lowercase()),
            "cookie" => Part::Header("cookie".to_owned()),
            _ => Part::Target,
        };
        if let Some((at, media_type)) = bodies.iter().find(|(_, name)| MediaType::of(name) == MediaType::Json) {
            let validator = self.contract.validator(View::Request, &format!("{at}/schema"));
            let bodies = good.iter().filter(|draft| draft.request.header("content-type") == Some(media_type.as_str()));
            let values = bodies.filter_map(|draft| serde_json::from_slice::<Value>(&draft.request.body).ok());
            let values: Vec<Value> = values.collect();
            let mutants = values.iter().flat_map(mutants::of).filter(|mutant| {
                // What the document would take is no broken request.
                validator.as_ref().is_some_and(|validator| !validator.is_valid(mutant))
            });
            let all: Vec<Value> = mutants.collect();
            // From everywhere in the body, not only from its first member.
            for mutant in all.iter().step_by((all.len() / BROKEN).max(1)).take(BROKEN) {
                let draft = with_body(base, media_type, mutant.to_string().into_bytes());
                add(Some(draft), "its body is against the schema".to_owned(), Part::Body);
            }
            for (text, why) in [("{", "its body is no JSON"), (r#"{"a":1,"a":1}"#, "its body has a member twice")] {
                add(Some(with_body(base, media_type, text.as_bytes().to_vec())), why.to_owned(), Part::Body);
            }
        }
        const OF_NO_DOCUMENT: &str = "application/x-of-no-document";
        if !bodies.is_empty() && !bodies.iter().any(|(_, name)| fits(OF_NO_DOCUMENT, &essence(name))) {
            let draft = with_body(base, OF_NO_DOCUMENT, b"hello".to_vec());
            add(Some(draft), "its media type is not declared".to_owned(), Part::Body);
        }
        if is_needed {
            let mut bare = base.clone();
            bare.request.body.clear();
            bare.request.headers.retain(|(name, _)| name != "content-type");
            add(Some(bare), "its body is missing".to_owned(), Part::Body);
        }
        let mut left = BAD_TEXTS.1;
        for parameter in parameters {
            let schema = self.contract.schema_of(&parameter.at);
            let is_plain = matches!(parameter.described["style"].as_str(), None | Some("form" | "simple"))
                && parameter.described.get("content").is_none()
                && self.contract.is_scalar(&schema);
            if !is_plain || parameter.is_framing() {
                continue;
            }
            if parameter.is_required && parameter.place != "path" {
                let without = changed(base, Change::Without(parameter.place, parameter.name));
                add(
                    without,
                    format!("its {} parameter {} is missing", parameter.place, parameter.name),
                    part_of(parameter),
                );
            }
            let refused = TEXTS.iter().filter(|text| !self.contract.is_text_of(&schema, text));
            for text in refused.take(BAD_TEXTS.0.min(left)) {
                left -= 1;
                let with = changed(base, Change::With(parameter.place, parameter.name, text));
                add(
                    with,
                    format!("{text:?} is none of its {} parameter {}", parameter.place, parameter.name),
                    part_of(parameter),
                );
            }
        }
        found
    }

    /// Method, path, query and headers. The first one has the parameters that are required, the second one all of them, the
    /// others some.
    fn base(&mut self, operation: &Operation, parameters: &[Parameter<'s>], which: usize) -> Result<Draft, String> {
        let mut draft = Draft::default();
        draft.request.method.clone_from(&operation.method);
        let mut target = sendable(&operation.path);
        let (mut query, mut cookies) = (Vec::new(), Vec::new());
        let names: BTreeSet<&str> = parameters.iter().map(|parameter| parameter.name).collect();
        for parameter in parameters {
            let is_wanted = match which {
                0 => false,
                1 => true,
                _ => self.random.next() >> 40 & 1 == 0,
            };
            // What frames the message is the sender's, and these three are said elsewhere (OpenAPI, "Parameter Object").
            if parameter.is_framing() || !(parameter.is_required || is_wanted) {
                continue;
            }
            let Some((value, text)) = self.written(operation, parameter, which, &names) else {
                match parameter.is_required {
                    true => return Err(format!("its {} parameter {}", parameter.place, parameter.name)),
                    false => continue,
                }
            };
            draft.given.push((parameter.place.to_owned(), parameter.name.to_owned(), value));
            match text {
                Text::Path(text) => target = target.replace(&format!("{{{}}}", parameter.name), &text),
                Text::Query(pairs) => query.push(pairs),
                Text::Header(text) => draft.request.headers.push((parameter.name.to_ascii_lowercase(), text)),
                Text::Cookie(text) => cookies.push(text),
            }
        }
        // A variable that no parameter describes is a text.
        while let Some((before, (name, behind))) =
            target.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let value = self.known.of(operation, name, which).and_then(scalar_text).filter(|text| !text.is_empty());
            target = format!("{before}{}{behind}", percent(value.as_deref().unwrap_or("a")));
        }
        if !cookies.is_empty() {
            draft.request.headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        if !query.is_empty() {
            target = format!("{target}?{}", query.join("&"));
        }
        draft.request.target = target;
        Ok(draft)
    }

    /// A value of a parameter, and how it is written: what is known to be there, or else any.
    fn written(
        &mut self,
        operation: &Operation,
        parameter: &Parameter<'s>,
        which: usize,
        names: &BTreeSet<&str>,
    ) -> Option<(Value, Text)> {
        // The last one is somebody else's, as far as anybody knows.
        let schema = self.contract.schema_of(&parameter.at);
        // What another operation calls `id` may be something else.
        let is_of = |value: &Value| {
            let validator = self.contract.validator(View::Request, &schema);
            validator.is_none_or(|validator| validator.is_valid(value))
                || self.contract.is_scalar(&schema)
                    && scalar_text(value).is_some_and(|text| self.contract.is_text_of(&schema, &text))
        };
        if which + 1 < GOOD
            && let Some(value) = self.known.of(operation, parameter.name, which).filter(|value| is_of(value))
            && let Some(text) = parameter.style.write(value)
        {
            return Some((value.clone(), text));
        }
        let holder = schema.trim_end_matches("/schema").to_owned();
        for attempt in 0..ATTEMPTS {
            let value = match attempt + 1 < ATTEMPTS {
                true => self.value(&holder, &schema, which + attempt),
                false => None,
            };
            let Some(value) = value.or_else(|| self.scalar(&schema)) else { continue };
            // Another parameter would have the member's name.
            let is_clear =
                value.as_object().is_none_or(|members| members.keys().all(|name| !names.contains(name.as_str())));
            // A text alone has to be one of the schema's, whatever else the schema takes.
            let is_told = parameter.described.get("content").is_some()
                || scalar_text(&value).is_none_or(|text| self.contract.is_text_of(&schema, &text));
            if is_clear
                && is_told
                && let Some(text) = parameter.style.write(&value)
                && !matches!(&text, Text::Path(text) if matches!(text.as_str(), "." | ".."))
            {
                return Some((value, text));
            }
        }
        None
    }

    /// The path item's parameters that the operation does not replace, and the operation's own.
    fn parameters(&self, operation: &Operation) -> Vec<Parameter<'s>> {
        let contract = self.contract;
        let listed = |base: &str| {
            let list = contract.value.pointer(&format!("{base}/parameters")).and_then(Value::as_array);
            let all = (0..list.map_or(0, Vec::len)).filter_map(|at| {
                let (at, described) = contract.resolve(&format!("{base}/parameters/{at}"))?;
                Some(Parameter {
                    name: described["name"].as_str()?,
                    place: described["in"].as_str()?,
                    is_required: described["required"] == true,
                    style: Style::of(described)?,
                    described,
                    at,
                })
            });
            all.collect::<Vec<_>>()
        };
        let own = listed(&operation.pointer);
        let mut found = listed(&operation.item);
        found.retain(|one| own.iter().all(|other| (one.name, one.place) != (other.name, other.place)));
        found.extend(own);
        found
    }

    /// A value of what is described at `at` with this schema: what the document shows for the first requests, arbitrary
    /// ones of its type for the others.
    fn value(&mut self, at: &str, schema: &str, which: usize) -> Option<Value> {
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
    fn scalar(&mut self, schema: &str) -> Option<Value> {
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

    /// Where each body of an operation is described, and its media type: JSON first.
    fn bodies(&self, operation: &Operation) -> Vec<(String, String)> {
        let body = self.contract.resolve(&format!("{}/requestBody", operation.pointer));
        let Some((at, content)) = body.and_then(|(at, body)| Some((at, body.get("content")?.as_object()?))) else {
            return Vec::new();
        };
        let mut found: Vec<(String, String)> =
            content.keys().map(|name| (format!("{at}/content/{}", escaped(name)), name.clone())).collect();
        found.sort_by_key(|(_, name)| MediaType::of(name) != MediaType::Json);
        found
    }

    fn needs_body(&self, operation: &Operation) -> bool {
        let body = self.contract.resolve(&format!("{}/requestBody", operation.pointer));
        body.is_some_and(|(_, body)| body["required"] == true)
    }

    /// A good body of a media type, and the media type that it is sent with.
    fn body(&mut self, at: &str, media_type: &str, which: usize) -> Option<(String, Vec<u8>)> {
        let schema = format!("{at}/schema");
        let bytes = match MediaType::of(media_type) {
            MediaType::Json if self.contract.resolve(&schema).is_none() => b"{}".to_vec(),
            MediaType::Json => {
                let value = self.value(at, &schema, which).or_else(|| self.scalar(&schema));
                value?.to_string().into_bytes()
            }
            MediaType::Lines => {
                let item = self.contract.item_schema(at)?;
                let value = self.value(&item, &item, which).or_else(|| self.scalar(&item));
                format!("{}\n", value?).into_bytes()
            }
            MediaType::Form => {
                // Other styles than the usual one are sent by the generated client, in the tests of both sides.
                let is_usual =
                    self.contract.value.pointer(at).is_some_and(|described| described.get("encoding").is_none());
                let members = self.members(&schema, which == 0).filter(|_| is_usual)?;
                form(&members)?.into_bytes()
            }
            MediaType::Parts => {
                let (parts, boundary) = (self.parts(at, &schema, which == 0)?, "boundary-of-a-test");
                return Some((format!("{media_type}; boundary={boundary}"), multipart(&parts, boundary)));
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
            _ => media_type.to_owned(),
        };
        Some((concrete, bytes))
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
    fn parts(&mut self, at: &str, schema: &str, only_required: bool) -> Option<Vec<(String, FormPart)>> {
        let is_usual = self.contract.value.pointer(at).is_some_and(|described| described.get("encoding").is_none());
        let (at, described) = self.contract.resolve(schema).filter(|_| is_usual)?;
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
                true => Some(FormPart::File),
                false => {
                    let value = self.value(&property, &property, 0).or_else(|| self.scalar(&property));
                    match value {
                        Some(value @ Value::Object(_)) => Some(FormPart::Json(value)),
                        Some(value) => scalar_text(&value)
                            .filter(|text| self.contract.is_text_of(&property, text))
                            .map(FormPart::Text),
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

    fn is_read_only(&self, property: &str) -> bool {
        let direct = self.contract.value.pointer(property);
        let resolved = self.contract.resolve(property).map(|(_, value)| value);
        direct.into_iter().chain(resolved).any(|described| described["readOnly"] == true)
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|known| known == name))
}

impl Parameter<'_> {
    /// Whether it is a header that is not the parameter's to say.
    fn is_framing(&self) -> bool {
        const OTHERS: [&str; 6] =
            ["connection", "content-length", "transfer-encoding", "content-type", "accept", "authorization"];
        self.place == "header" && OTHERS.contains(&&*self.name.to_ascii_lowercase())
    }
}

/// One part of a multipart form.
enum FormPart {
    File,
    Text(String),
    Json(Value),
}

fn multipart(parts: &[(String, FormPart)], boundary: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, part) in parts {
        let (more, media_type, content) = match part {
            FormPart::File => {
                ("; filename=\"a.bin\"", "\r\ncontent-type: application/octet-stream", "bytes".to_owned())
            }
            FormPart::Text(text) => ("", "", text.clone()),
            FormPart::Json(value) => ("", "\r\ncontent-type: application/json", value.to_string()),
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

fn with_body(base: &Draft, media_type: &str, body: Vec<u8>) -> Draft {
    let mut draft = base.clone();
    draft.request.headers.retain(|(name, _)| name != "content-type");
    draft.request.headers.push(("content-type".to_owned(), media_type.to_owned()));
    draft.request.body = body;
    draft
}

/// A request with another value of one parameter, or without it; `None` where that cannot be told from another request.
fn changed(base: &Draft, change: Change<'_>) -> Option<Draft> {
    let mut draft = base.clone();
    let (place, name, text) = match change {
        Change::Without(place, name) => (place, name, None),
        Change::With(place, name, text) => (place, name, Some(text)),
    };
    let had = draft.given.iter().find(|(at, known, _)| at == place && known == name).map(|(_, _, value)| value.clone());
    let had = had.as_ref().and_then(scalar_text);
    let request = &mut draft.request;
    match place {
        "path" => {
            // Only where its text is at one place.
            let had = super::text::percent(&had?);
            let (path, query) = request
                .target
                .split_once('?')
                .map_or((request.target.as_str(), None), |(path, query)| (path, Some(query)));
            let mut segments: Vec<&str> = path.split('/').collect();
            let mut found = (0..segments.len()).filter(|at| segments[*at] == had);
            let (Some(at), None) = (found.next(), found.next()) else { return None };
            let text = super::text::percent(text?);
            segments[at] = &text;
            let path = segments.join("/");
            request.target = query.map_or(path.clone(), |query| format!("{path}?{query}"));
        }
        "query" => {
            let name = super::text::percent(name);
            let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
            let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(&name);
            let mut pairs: Vec<String> = query.split('&').filter(is_other).map(str::to_owned).collect();
            pairs.extend(text.map(|text| format!("{name}={}", super::text::percent(text))));
            let mark = if pairs.is_empty() { "" } else { "?" };
            request.target = format!("{path}{mark}{}", pairs.join("&"));
        }
        "header" => {
            let name = name.to_ascii_lowercase();
            request.headers.retain(|(known, _)| *known != name);
            request.headers.extend(text.map(|text| (name, text.to_owned())));
        }
        _ => {
            let known = request.header("cookie").unwrap_or_default().to_owned();
            let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
            let mut pairs: Vec<String> = known.split("; ").filter(is_other).map(str::to_owned).collect();
            if text.is_some_and(|text| text.contains(' ')) {
                return None;
            }
            pairs.extend(text.map(|text| format!("{name}={text}")));
            request.headers.retain(|(known, _)| known != "cookie");
            if !pairs.is_empty() {
                request.headers.push(("cookie".to_owned(), pairs.join("; ")));
            }
        }
    }
    draft.given.retain(|(at, known, _)| (at.as_str(), known.as_str()) != (place, name));
    Some(draft)
}

/// A path of the document with what no path has in a request encoded; its variables stay.
pub(super) fn sendable(path: &str) -> String {
    const NEVER_PLAIN: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'#').add(b'?').add(b'\\').add(b'^').add(b'`');
    let encoded = |text: &str| utf8_percent_encode(text, NEVER_PLAIN).to_string();
    // What follows a `{` up to its `}` is a name.
    let pieces = path.split('{').enumerate().map(|(at, piece)| match piece.split_once('}').filter(|_| at > 0) {
        Some((name, text)) => format!("{{{name}}}{}", encoded(text)),
        None => encoded(piece),
    });
    pieces.collect()
}
