//! Requests of an operation: good ones, as far as document and types give values, and ones with one thing broken.

use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use schema_support::{RoundTrip, View};
use serde_json::Value;

use super::contract::{Contract, Operation};
use super::http::Request;
use crate::{Arbitrary, Random, holds_wide_number, mutants, short};

/// Good requests of each operation.
const GOOD: usize = 4;

/// Broken bodies of each operation.
const BROKEN: usize = 12;

/// A request, and what is known about it.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) request: Request,
    /// Why it must not be accepted, where it must not.
    pub(super) broken: Option<String>,
}

impl Draft {
    /// The body, for a message.
    pub(super) fn told(&self) -> String {
        match serde_json::from_slice::<Value>(&self.request.body) {
            Ok(json) => format!("\n    body: {}", short(&json)),
            Err(_) if self.request.body.is_empty() => String::new(),
            Err(_) => format!("\n    body: {} bytes", self.request.body.len()),
        }
    }
}

/// Where values come from.
struct Source<'s> {
    contract: &'s Contract,
    types: &'s [RoundTrip],
    arbitrary: Arbitrary,
    random: Random,
}

/// The requests of an operation; none where a parameter that it needs has no known value.
pub(super) fn of(
    contract: &Contract,
    operation: &Operation,
    types: &[RoundTrip],
    arbitrary: Arbitrary,
    seed: u64,
) -> Vec<Draft> {
    let mut source = Source { contract, types, arbitrary, random: Random(seed) };
    let Some(base) = source.base(operation) else { return Vec::new() };
    let Some((body, media_type)) = source.body_of(operation) else {
        return vec![Draft { request: base, broken: None }];
    };
    let with = |body: Vec<u8>| {
        let mut request = base.clone();
        request.headers.push(("content-type".to_owned(), media_type.clone()));
        request.body = body;
        request
    };
    let schema = format!("{body}/schema");
    let mut found = Vec::new();
    let values: Vec<Value> = (0..GOOD).filter_map(|at| source.value(&body, &schema, at)).collect();
    for value in &values {
        found.push(Draft { request: with(value.to_string().into_bytes()), broken: None });
    }
    let validator = contract.validator(View::Request, &schema);
    let mutants = values.iter().flat_map(mutants::of).filter(|mutant| {
        // What the document would take is no broken request; of such numbers the judge cannot tell.
        validator.as_ref().is_some_and(|validator| !validator.is_valid(mutant)) && !holds_wide_number(mutant)
    });
    let mut all: Vec<Value> = mutants.collect();
    // From everywhere in the body, not only from its first member.
    let step = (all.len() / BROKEN).max(1);
    all = all.into_iter().step_by(step).take(BROKEN).collect();
    found.extend(all.into_iter().map(|mutant| Draft {
        request: with(mutant.to_string().into_bytes()),
        broken: Some("its body is against the schema".to_owned()),
    }));
    for (text, why) in [("{", "its body is no JSON"), ("{\"a\":1,\"a\":1}", "its body has a member twice")] {
        found.push(Draft { request: with(text.as_bytes().to_vec()), broken: Some(why.to_owned()) });
    }
    let mut unknown = with(b"hello".to_vec());
    unknown.headers.retain(|(name, _)| name != "content-type");
    unknown.headers.push(("content-type".to_owned(), "application/x-of-no-document".to_owned()));
    found.push(Draft { request: unknown, broken: Some("its media type is not declared".to_owned()) });
    found
}

impl Source<'_> {
    /// Method, path, query and headers with a good value for each parameter that is required.
    fn base(&mut self, operation: &Operation) -> Option<Request> {
        let mut request =
            Request { method: operation.method.clone(), target: sendable(&operation.path), ..Request::default() };
        let mut query = String::new();
        let mut cookies = Vec::new();
        for parameter in self.parameters(operation) {
            let (at, value) = self.contract.resolve(&parameter)?;
            let (name, place) = (value["name"].as_str()?.to_owned(), value["in"].as_str()?.to_owned());
            if value["required"] != true {
                continue;
            }
            if place == "query"
                && let Some(members) = self.members(&at)
            {
                for (member, text) in members {
                    let mark = if query.is_empty() { '?' } else { '&' };
                    let _written = write!(query, "{mark}{}={}", percent(&member), percent(&text));
                }
                continue;
            }
            let text = self.text(&at)?;
            match place.as_str() {
                "path" => request.target = request.target.replace(&format!("{{{name}}}"), &percent(&text)),
                "query" => {
                    let mark = if query.is_empty() { '?' } else { '&' };
                    // Writing to memory cannot fail.
                    let _written = write!(query, "{mark}{}={}", percent(&name), percent(&text));
                }
                // What frames the message is the sender's.
                "header"
                    if ["connection", "content-length", "transfer-encoding"].contains(&&*name.to_ascii_lowercase()) => {
                }
                "header" => request.headers.push((name.to_ascii_lowercase(), text)),
                _ => cookies.push(format!("{name}={text}")),
            }
        }
        if !cookies.is_empty() {
            request.headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        request.target.push_str(&query);
        (!request.target.contains('{')).then_some(request)
    }

    /// Pointers of the path item's parameters that the operation does not replace, and of the operation's own.
    fn parameters(&self, operation: &Operation) -> Vec<String> {
        let listed = |base: &str| {
            let count = self
                .contract
                .value
                .pointer(&format!("{base}/parameters"))
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            (0..count).map(|at| format!("{base}/parameters/{at}")).collect::<Vec<_>>()
        };
        let name = |pointer: &String| {
            let (_, value) = self.contract.resolve(pointer)?;
            Some((value["name"].clone(), value["in"].clone()))
        };
        let own = listed(&operation.pointer);
        let of_item =
            listed(&operation.item).into_iter().filter(|one| own.iter().all(|other| name(other) != name(one)));
        of_item.chain(own.iter().cloned()).collect()
    }

    /// A text for a parameter: shown by the document, or a value of its type, or of its kind.
    fn text(&mut self, parameter: &str) -> Option<String> {
        let schema = format!("{parameter}/schema");
        let value = self.value(parameter, &schema, self.random.0 as usize % 2).or_else(|| self.scalar(&schema))?;
        let text = match value {
            Value::String(text) => text,
            Value::Array(items) => items.first().map(|item| item.as_str().map_or(item.to_string(), str::to_owned))?,
            Value::Object(_) | Value::Null => return None,
            other => other.to_string(),
        };
        // Not every text can be a header's value, or be told from no segment at all in a path.
        (!text.is_empty() && text.chars().all(|c| !c.is_control()) && self.contract.is_text_of(&schema, &text))
            .then_some(text)
    }

    /// The members of an object that is exploded, as texts; `None` where it is none, or holds what no text is.
    fn members(&mut self, parameter: &str) -> Option<Vec<(String, String)>> {
        let described = self.contract.value.pointer(parameter)?;
        let is_form = described.get("style").is_none_or(|style| style == "form") && described["explode"] != false;
        let Value::Object(members) = self.value(parameter, &format!("{parameter}/schema"), 0).filter(|_| is_form)?
        else {
            return None;
        };
        let mut texts = Vec::new();
        for (member, value) in members {
            let items = match value {
                Value::Null => Vec::new(),
                Value::Array(items) => items,
                value => vec![value],
            };
            for item in items {
                texts.push((
                    member.clone(),
                    match item {
                        Value::String(text) => text,
                        Value::Array(_) | Value::Object(_) | Value::Null => return None,
                        other => other.to_string(),
                    },
                ));
            }
        }
        Some(texts)
    }

    /// A value of what is described at `at` with this schema: arbitrary ones of its type first, then what is shown.
    fn value(&mut self, at: &str, schema: &str, which: usize) -> Option<Value> {
        let (place, described) = self.contract.resolve(schema).unwrap_or_else(|| (String::new(), &Value::Null));
        let is_of = |entry: &&RoundTrip| entry.pointer == place || entry.pointer == schema;
        let seen_by = |view: View| self.types.iter().filter(is_of).find(|entry| entry.view == view);
        // A request's own type before one that serves both ways.
        if let Some(entry) = seen_by(View::Request).or_else(|| seen_by(View::Both)) {
            for _ in 0..16 {
                let bytes = self.random.bytes(2048);
                let json = (self.arbitrary)(entry, &bytes).and_then(|json| serde_json::from_slice(&json).ok());
                if json.is_some() {
                    return json;
                }
            }
        }
        let holder = self.contract.value.pointer(at)?;
        let mut shown: Vec<Value> = Vec::new();
        for (name, _) in holder.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let example = self.contract.resolve(&format!("{at}/examples/{}", super::contract::escaped(name)));
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
        let kinds = [
            Value::from("00000000-0000-4000-8000-000000000000"),
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

    /// Where the JSON body of an operation is described, and its media type.
    fn body_of(&self, operation: &Operation) -> Option<(String, String)> {
        let (at, body) = self.contract.resolve(&format!("{}/requestBody", operation.pointer))?;
        let content = body.get("content")?.as_object()?;
        let is_json = |name: &&String| {
            let essence = name.split(';').next().unwrap_or_default().trim();
            essence.ends_with("/json") || essence.ends_with("+json")
        };
        let name = content.keys().find(is_json)?;
        Some((format!("{at}/content/{}", super::contract::escaped(name)), name.clone()))
    }
}

/// A path of the document with what no path has in a request encoded; its variables stay.
fn sendable(path: &str) -> String {
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

fn percent(text: &str) -> String {
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, UNRESERVED).to_string()
}
