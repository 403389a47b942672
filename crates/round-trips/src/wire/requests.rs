//! Requests of an operation: good ones, as far as document and types give values, and ones with one thing broken.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use schema_support::View;
use serde_json::Value;

use super::contract::{MediaType, Operation, essence, fits};
use super::http::Request;
use super::text::{Style, Text, percent, scalar_text};
use super::values::{Field, Source, Told};
use crate::types::holds_wide_number;
use crate::{escaped, mutants, short};

/// Broken bodies of each operation: of each of two kinds, and of forms.
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
    /// Where it is broken, as a problem would say it: place and pointer; empty where that is not known.
    pub(super) at: Vec<(&'static str, String)>,
    /// What it proves of who sends it.
    pub(super) proof: Proof,
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
            Err(_) => match std::str::from_utf8(&self.request.body) {
                Ok(text) => format!("\n    body: {}", short(&text.into())),
                Err(_) => format!("\n    body: {} bytes", self.request.body.len()),
            },
        };
        headers.chain([body]).collect()
    }
}

/// What a request proves of who sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Proof {
    /// What the test says that is right.
    #[default]
    Right,
    Missing,
    Wrong,
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
    /// The requests of an operation, broken ones where they are wanted; none where a parameter that it needs has no value that
    /// can be written.
    pub(super) fn drafts(&mut self, operation: &Operation, wants_broken: bool) -> Drafts {
        let mut drafts = Drafts::default();
        let parameters = self.parameters(operation);
        let bodies = self.bodies(operation);
        let is_needed = self.needs_body(operation);
        let told: Vec<&Told> = self.bodies.iter().filter(|told| told.operation == operation.name()).collect();
        let count = self.good.max(bodies.len()).max(told.len());
        for which in 0..count {
            let base = match self.base(operation, &parameters, which) {
                Ok(base) => base,
                Err(unmade) => {
                    drafts.unmade.insert(unmade);
                    continue;
                }
            };
            if let Some(told) = told.get(which) {
                drafts.good.push(with_body(&base, &told.media_type, told.bytes.clone()));
                continue;
            }
            // The last one has no body, where it needs none.
            if bodies.is_empty() || !is_needed && which + 1 == count {
                drafts.good.push(base);
                continue;
            }
            let (at, media_type) = &bodies[which % bodies.len()];
            match self.body(at, media_type, which) {
                Some((media_type, bytes)) => drafts.good.push(with_body(&base, &media_type, bytes)),
                None => {
                    drafts.unmade.insert(format!("a body of {media_type}"));
                    if !is_needed {
                        drafts.good.push(base);
                    }
                }
            }
        }
        if let Some(first) = drafts.good.first().filter(|_| wants_broken).cloned() {
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
        let mut add = |draft: Option<Draft>, why: String, part: Part, at: Vec<(&'static str, String)>| {
            found.extend(draft.map(|draft| Draft { broken: Some(why), part, at, ..draft }));
        };
        let part_of = |parameter: &Parameter<'_>| match parameter.place {
            "header" => Part::Header(parameter.name.to_ascii_lowercase()),
            "cookie" => Part::Header("cookie".to_owned()),
            _ => Part::Target,
        };
        let is_json = |(at, name): &&(String, String)| self.contract.media_type(at, name) == MediaType::Json;
        if let Some((at, media_type)) = bodies.iter().find(is_json) {
            let schema = format!("{at}/schema");
            let validator = self.contract.validator(View::Request, &schema);
            let bodies = good.iter().filter(|draft| draft.request.header("content-type") == Some(media_type.as_str()));
            let values = bodies.filter_map(|draft| serde_json::from_slice::<Value>(&draft.request.body).ok());
            let values: Vec<Value> = values.collect();
            let mutants = values.iter().flat_map(mutants::of).filter(|mutant| {
                // What the document would take is no broken request.
                validator.as_ref().is_some_and(|validator| !validator.is_valid(mutant))
            });
            let beyond = values.iter().flat_map(|value| self.contract.beyond(&schema, value));
            for all in [mutants.collect::<Vec<Value>>(), beyond.collect()] {
                for mutant in spread(&all) {
                    let draft = with_body(base, media_type, mutant.to_string().into_bytes());
                    let errors = validator.iter().flat_map(|validator| validator.iter_errors(mutant));
                    let at = errors.map(|error| ("body", error.instance_path().to_string())).collect();
                    add(Some(draft), "its body is against the schema".to_owned(), Part::Body, at);
                }
            }
            for (text, why) in [("{", "its body is no JSON"), (r#"{"a":1,"a":1}"#, "its body has a member twice")] {
                add(
                    Some(with_body(base, media_type, text.as_bytes().to_vec())),
                    why.to_owned(),
                    Part::Body,
                    Vec::new(),
                );
            }
        }
        for (at, media_type) in bodies {
            for (bytes, why) in self.broken_form(at, media_type) {
                add(Some(with_body(base, &bytes.0, bytes.1)), why, Part::Body, Vec::new());
            }
        }
        const OF_NO_DOCUMENT: &str = "application/x-of-no-document";
        if !bodies.is_empty() && !bodies.iter().any(|(_, name)| fits(OF_NO_DOCUMENT, &essence(name))) {
            let draft = with_body(base, OF_NO_DOCUMENT, b"hello".to_vec());
            add(Some(draft), "its media type is not declared".to_owned(), Part::Body, Vec::new());
        }
        if is_needed {
            let mut bare = base.clone();
            bare.request.body.clear();
            bare.request.headers.retain(|(name, _)| name != "content-type");
            add(Some(bare), "its body is missing".to_owned(), Part::Body, Vec::new());
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
                    parameter.is_at(),
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
                    parameter.is_at(),
                );
            }
        }
        found
    }

    /// Forms with one field that its schema refuses, or without one that has to be there; each with its media type, and why.
    fn broken_form(&mut self, at: &str, media_type: &str) -> Vec<((String, Vec<u8>), String)> {
        let schema = format!("{at}/schema");
        let Some(fields) = self.fields(at, media_type, false) else { return Vec::new() };
        let Some((place, _)) = self.contract.resolve(&schema) else { return Vec::new() };
        let mut found = Vec::new();
        for (index, (name, field)) in fields.iter().enumerate() {
            let property = format!("{place}/properties/{}", escaped(name));
            let is_scalar = self.contract.is_scalar(&property);
            // A list of nothing is left out.
            if self.is_required_in(&schema, name) && (is_scalar || matches!(field, Field::File)) {
                let others = fields.iter().filter(|(known, _)| known != name).cloned().collect();
                found.push((others, format!("its field {name} is missing")));
            }
            let Field::Plain(value) = field else { continue };
            let beyond = self.contract.beyond(&property, value).into_iter().filter_map(|value| scalar_text(&value));
            let texts = beyond.chain(TEXTS.map(str::to_owned)).filter(|text| is_scalar && !text.is_empty());
            for text in texts.filter(|text| !self.contract.is_text_of(&property, text)).take(BAD_TEXTS.0 + 1) {
                let why = format!("{} is none of its field {name}", short(&text.as_str().into()));
                let mut others = fields.clone();
                others[index].1 = Field::Plain(text.into());
                found.push((others, why));
            }
        }
        let form = |(fields, why): &(Vec<_>, String)| Some((self.form_of(media_type, fields)?, why.clone()));
        spread(&found).filter_map(form).collect()
    }

    /// Method, path, query and headers. The first one has the parameters that are required, the second one all of them, the
    /// others some.
    fn base(&mut self, operation: &Operation, parameters: &[Parameter<'s>], which: usize) -> Result<Draft, String> {
        let mut draft = Draft::default();
        draft.request.method.clone_from(&operation.method);
        let mut target = sendable(&operation.path);
        let (mut query, mut cookies) = (Vec::new(), Vec::new());
        let names: BTreeSet<&str> = parameters.iter().map(|parameter| parameter.name).collect();
        let path = self.known.of_path(operation, which);
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
            let known = path.iter().find(|(name, _)| parameter.place == "path" && name == parameter.name);
            let known = known.map(|(_, value)| value);
            let Some((value, text)) = self.written(operation, parameter, which, &names, known) else {
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
            let known = path.iter().find(|(known, _)| known == name).map(|(_, value)| value);
            let value = known.or_else(|| self.known.of(operation, name, which)).and_then(scalar_text);
            let value = value.filter(|text| !text.is_empty());
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

    /// A value of a parameter, and how it is written: what is known to be there (`known`, of a path), or else any.
    fn written(
        &mut self,
        operation: &Operation,
        parameter: &Parameter<'s>,
        which: usize,
        names: &BTreeSet<&str>,
        known: Option<&Value>,
    ) -> Option<(Value, Text)> {
        // The last one is somebody else's, as far as anybody knows.
        let schema = self.contract.schema_of(&parameter.at);
        // What another operation calls `id` may be something else; and no integer that servers have is that wide.
        let is_of = |value: &Value| {
            let validator = self.contract.validator(View::Request, &schema);
            let is_wide = value.as_i64().is_none() && value.is_number() && holds_wide_number(value);
            !is_wide
                && (validator.is_none_or(|validator| validator.is_valid(value))
                    || self.contract.is_scalar(&schema)
                        && scalar_text(value).is_some_and(|text| self.contract.is_text_of(&schema, &text)))
        };
        let named = self.known.of(operation, parameter.name, which);
        let made = match parameter.place {
            "path" => self.known.of_segment(&operation.path, parameter.name, which),
            _ => None,
        };
        // A name that says nothing is that of many things.
        let found = if parameter.name == "id" { [known, made, named] } else { [known, named, made] };
        if which + 1 < self.good
            && let Some(value) = found.into_iter().flatten().find(|value| is_of(value))
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

    /// Where each body of an operation is described, and its media type: JSON first.
    fn bodies(&self, operation: &Operation) -> Vec<(String, String)> {
        let body = self.contract.resolve(&format!("{}/requestBody", operation.pointer));
        let Some((at, content)) = body.and_then(|(at, body)| Some((at, body.get("content")?.as_object()?))) else {
            return Vec::new();
        };
        // Bodies are told apart by what a media type is without its parameters (W0510), and what can only be JSON in a range
        // of them is that (W0509).
        let mut found: Vec<(String, String)> = Vec::new();
        for name in content.keys() {
            let at = format!("{at}/content/{}", escaped(name));
            let plain = essence(name);
            let is_json = plain.contains('*')
                && (plain.ends_with("+json") || self.contract.is_structured(&format!("{at}/schema")));
            let sent = if is_json { "application/json".to_owned() } else { plain };
            if *name != sent && content.contains_key(&sent) || found.iter().any(|(_, known)| *known == sent) {
                continue;
            }
            found.push((at, sent));
        }
        found.sort_by_key(|(_, name)| MediaType::of(name) != MediaType::Json);
        found
    }

    fn needs_body(&self, operation: &Operation) -> bool {
        let body = self.contract.resolve(&format!("{}/requestBody", operation.pointer));
        body.is_some_and(|(_, body)| body["required"] == true)
    }
}

/// Some from everywhere, not only from the first member.
fn spread<T>(all: &[T]) -> impl Iterator<Item = &T> {
    all.iter().step_by((all.len() / BROKEN).max(1)).take(BROKEN)
}

impl Parameter<'_> {
    /// Where a problem says that it is.
    fn is_at(&self) -> Vec<(&'static str, String)> {
        let places = ["path", "query", "header", "cookie"];
        let place = places.into_iter().find(|place| *place == self.place);
        place.map(|place| (place, format!("/{}", escaped(self.name)))).into_iter().collect()
    }

    /// Whether it is a header that is not the parameter's to say.
    fn is_framing(&self) -> bool {
        const OTHERS: [&str; 6] =
            ["connection", "content-length", "transfer-encoding", "content-type", "accept", "authorization"];
        self.place == "header" && OTHERS.contains(&&*self.name.to_ascii_lowercase())
    }
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
            // Only where its text is at one place, and is no other parameter's: of two in one segment neither is a segment.
            let had = had?;
            let same =
                draft.given.iter().filter(|(at, _, value)| at == "path" && scalar_text(value).as_ref() == Some(&had));
            if same.count() > 1 {
                return None;
            }
            let had = super::text::percent(&had);
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
