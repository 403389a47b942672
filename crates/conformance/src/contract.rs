//! What a document says about a request and its answer, held against their bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

use crate::document::{Document, Place, escape, percent_decode, types};
use crate::judge::{Judge, Wrong};
use crate::message::{Message, Start};
use crate::mounted::Facts;

/// A request and its answer.
#[derive(Clone)]
pub struct Exchange {
    /// The request.
    pub request: Message,
    /// The answer.
    pub answer: Message,
}

/// Members and headers that hold secrets: never printed.
const SECRETS: &[&str] = &["password", "token", "shared_secret", "authorization", "x-jiko-signature"];

impl Exchange {
    /// Method and target.
    pub fn line(&self) -> (&str, &str) {
        self.request.line()
    }

    /// The answer's status.
    pub fn status(&self) -> u16 {
        match self.answer.start {
            Start::Status(status) => status,
            Start::Request { .. } => 0,
        }
    }
}

impl fmt::Display for Exchange {
    /// Both, without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, target) = self.line();
        write!(f, "{method} {target}")?;
        show(&self.request, f)?;
        write!(f, "\n  -> {}", self.status())?;
        show(&self.answer, f)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn show(message: &Message, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (name, value) in &message.headers {
        let value = if SECRETS.contains(&name.as_str()) { "(secret)" } else { value };
        write!(f, "\n     {name}: {value}")?;
    }
    match serde_json::from_slice::<Value>(&message.body) {
        Ok(mut body) => {
            hide(&mut body);
            write!(f, "\n     {body}")
        }
        Err(_) if message.body.is_empty() => Ok(()),
        Err(_) => write!(f, "\n     {} bytes", message.body.len()),
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if SECRETS.contains(&name.as_str()) {
                    *value = "(secret)".into();
                } else {
                    hide(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

/// An operation of a document.
#[derive(Clone, Debug)]
pub struct Operation<'d> {
    /// Its `operationId`.
    pub id: &'d str,
    /// JSON Pointer of the operation.
    pub pointer: String,
    path_pointer: String,
    template: &'d str,
    value: &'d Value,
}

/// One document, ready to hold exchanges against.
#[derive(Debug)]
pub struct Contract {
    document: &'static Document,
    operations: Vec<Operation<'static>>,
    judges: RwLock<BTreeMap<String, Arc<Judge<'static>>>>,
}

/// What a problem tells that it must not (`openapi/problems.md`: no member repeats a value of the request), or tells
/// wrongly: its `instance` is the URN of its `trace_id`, where it has one. Values are told from words by a digit or a sign
/// in them.
fn indiscreet(exchange: &Exchange, problem: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let urn = problem["trace_id"].as_str().map(|id| format!("urn:uuid:{id}"));
    if urn.is_some() && urn.as_deref() != problem["instance"].as_str() {
        found.push("a problem's instance is not the URN of its trace_id".to_owned());
    }
    // Messages show what is expected by these, and by bounds.
    const EXAMPLES: [&str; 5] =
        ["name@example.com", "00000000-0000-4000-8000-000000000000", "2026-11-22", "+12345678901", "9007199254740991"];
    let said = words_of(problem).map(|(member, text)| match member {
        "message" => EXAMPLES.iter().fold(text.to_owned(), |text, shown| text.replace(shown, "")),
        _ => text.to_owned(),
    });
    let mut values = Vec::new();
    texts(&serde_json::from_slice(&exchange.request.body).unwrap_or_default(), &mut values);
    let is_value =
        |text: &&String| text.chars().count() >= 6 && text.contains(|sign: char| !sign.is_ascii_alphabetic());
    for text in said {
        if values.iter().filter(is_value).any(|value| text.contains(value.as_str())) {
            found.push("a problem repeats a value of the request".to_owned());
        }
        if is_personal(&text) {
            found.push("a problem has what looks like an e-mail address, a telephone number or an SSN".to_owned());
        }
    }
    found
}

/// The problem that an answer is; null of any other one.
fn problem_of(answer: &Message) -> Value {
    match answer.header("content-type") {
        Some("application/problem+json") => serde_json::from_slice(&answer.body).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// The kind of a problem: what its `type` is called in `openapi/problems.md`.
pub fn kind_of(problem: &Value) -> Option<&str> {
    problem["type"].as_str()?.strip_prefix("/problems/")
}

/// What a problem says to people, each with the member that says it.
pub fn words_of(problem: &Value) -> impl Iterator<Item = (&'static str, &str)> {
    let own = ["title", "detail"].into_iter().filter_map(|member| Some((member, problem[member].as_str()?)));
    let errors = problem["errors"].as_array().into_iter().flatten();
    own.chain(errors.filter_map(|error| Some(("message", error["message"].as_str()?))))
}

/// What the documents say of headers in words, and no schema says: which challenge a 401 has (`WWW-Authenticate`), and when
/// there are `Retry-After` and `Accept-Encoding`.
fn against_prose(exchange: &Exchange, problem: &Value) -> Vec<String> {
    let (request, answer) = (&exchange.request, &exchange.answer);
    let kind = kind_of(problem).unwrap_or_default();
    let mut found = Vec::new();
    if let Some(challenge) = answer.header("www-authenticate") {
        let mut sent = request.headers.iter().filter(|(name, _)| name == "authorization");
        let has_token = match (sent.next(), sent.next()) {
            (Some((_, value)), None) => value
                .split_once(' ')
                .is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()),
            _ => false,
        };
        let is_token_wrong = has_token && kind == "unauthorized";
        let due = if is_token_wrong { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        if challenge != due {
            found.push(format!("the challenge is {challenge:?}, where {due:?} is due"));
        }
    }
    let waits = matches!(kind, "request-in-flight" | "rate-limited" | "unavailable");
    if waits != answer.header("retry-after").is_some() {
        found.push(format!("Retry-After is {}, for {kind:?}", if waits { "missing" } else { "there" }));
    }
    let codings = request.headers.iter().filter(|(name, _)| name == "content-encoding");
    let is_coded =
        codings.flat_map(|(_, value)| value.split(',')).any(|it| !it.trim().eq_ignore_ascii_case("identity"));
    let is_of_json = request.header("content-type").is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
    match (exchange.status(), answer.header("accept-encoding")) {
        (415, None) if is_coded && is_of_json => found.push("Accept-Encoding is missing, of a coded body".to_owned()),
        (status, Some(_)) if status != 415 || !is_coded => {
            found.push(format!("Accept-Encoding is there, of {status} and a body that is not coded"));
        }
        (_, Some(understood)) if understood != "identity" => {
            found.push(format!("Accept-Encoding is {understood:?}, where \"identity\" is due"));
        }
        _ => {}
    }
    found
}

/// Every text in a JSON value.
pub fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}

/// Whether a text holds an `@`, or seven digits with nothing but signs between them.
fn is_personal(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|sign| {
        digits = match sign {
            '0'..='9' => digits + 1,
            '-' | '(' | ')' | '.' | '+' => digits,
            _ => 0,
        };
        sign == '@' || digits >= 7
    })
}

/// The `replay-header` of the document's `x-idempotency`, wherever it stands.
fn replay_header(value: &Value) -> Option<&str> {
    match value {
        Value::Object(members) => match members.get("x-idempotency") {
            Some(rule) => rule.get("replay-header")?.as_str(),
            None => members.values().find_map(replay_header),
        },
        Value::Array(items) => items.iter().find_map(replay_header),
        _ => None,
    }
}

fn operations(document: &'static Document) -> Vec<Operation<'static>> {
    let paths = document.value["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(template, item)| {
            let path_pointer = format!("/paths/{}", escape(template));
            item.as_object().into_iter().flatten().filter_map(move |(method, value)| {
                Some(Operation {
                    id: value.get("operationId")?.as_str()?,
                    pointer: format!("{path_pointer}/{method}"),
                    path_pointer: path_pointer.clone(),
                    template,
                    value,
                })
            })
        })
        .collect()
}

/// Whether an operation's method is safe (RFC 9110 section 9.2.1).
fn is_safe(operation: &Operation<'_>) -> bool {
    ["/get", "/head", "/options", "/trace"].iter().any(|method| operation.pointer.ends_with(method))
}

/// Headers that HTTP and the server's framework add; the document need not declare them (openapi/README.md).
const OF_HTTP: &[&str] =
    &["content-type", "content-length", "transfer-encoding", "date", "connection", "x-request-id", "allow"];

impl Contract {
    /// Of a document.
    pub fn new(document: &'static Document) -> Self {
        Self { document, operations: operations(document), judges: RwLock::default() }
    }

    /// The judge of the schema at a pointer.
    pub fn judge(&self, pointer: &str) -> Arc<Judge<'static>> {
        if let Some(judge) = self.judges.read().unwrap_or_else(PoisonError::into_inner).get(pointer) {
            return Arc::clone(judge);
        }
        let mut judges = self.judges.write().unwrap_or_else(PoisonError::into_inner);
        let judge = judges.entry(pointer.to_owned()).or_insert_with(|| Arc::new(Judge::new(self.document, pointer)));
        Arc::clone(judge)
    }

    /// Every operation.
    pub fn operations(&self) -> &[Operation<'static>] {
        &self.operations
    }

    /// The operation with this `operationId`.
    pub fn operation_by_id(&self, id: &str) -> Option<&Operation<'static>> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The operation of a request, and its path parameters, percent-decoded.
    pub fn operation(
        &self,
        method: &str,
        target: &str,
    ) -> Option<(&Operation<'static>, BTreeMap<&'static str, String>)> {
        let path = target.split('?').next().unwrap_or_default();
        self.operations.iter().find_map(|operation| {
            let (wanted, given) = (operation.template.split('/'), path.split('/'));
            if !operation.pointer.rsplit('/').next().is_some_and(|known| known.eq_ignore_ascii_case(method))
                || wanted.clone().count() != given.clone().count()
            {
                return None;
            }
            let mut parameters = BTreeMap::new();
            for (wanted, given) in wanted.zip(given) {
                match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                    Some(name) if !given.is_empty() => drop(parameters.insert(name, percent_decode(given))),
                    Some(_) => return None,
                    None if wanted == given => {}
                    None => return None,
                }
            }
            Some((operation, parameters))
        })
    }

    /// What the document says of an operation that is mounted.
    pub fn facts(&self, operation: &Operation<'static>) -> Facts<'static> {
        let body = || self.document.place(&format!("{}/requestBody", operation.pointer)).schema;
        Facts {
            path: operation.template,
            safe: is_safe(operation),
            body: operation.value.get("requestBody").map(|_| body()),
        }
    }

    /// Where the schema of an operation's request body is, for JSON; `None` where it takes none.
    pub fn request_schema(&self, operation: &Operation<'_>) -> Option<String> {
        operation.value.get("requestBody")?;
        let body = self.document.place(&format!("{}/requestBody", operation.pointer));
        body.schema.pointer("/content/application~1json/schema")?;
        Some(self.document.place(&format!("{}/content/application~1json/schema", body.pointer)).pointer)
    }

    /// Where the schema of an answer's body is; `None` where it has none or is not declared.
    pub fn answer_schema(&self, operation: &Operation<'_>, status: u16) -> Option<String> {
        let response = self.response(operation, status)?;
        let (media_type, _) = response.schema.get("content")?.as_object()?.iter().next()?;
        let pointer = format!("{}/content/{}/schema", response.pointer, escape(media_type));
        Some(self.document.place(&pointer).pointer)
    }

    /// The statuses that an operation declares.
    pub fn statuses(&self, operation: &Operation<'_>) -> Vec<u16> {
        let responses = operation.value["responses"].as_object().into_iter().flatten();
        responses.filter_map(|(status, _)| status.parse().ok()).collect()
    }

    /// The media types of every answer that an operation declares.
    pub fn media_types(&self, operation: &Operation<'_>) -> BTreeSet<String> {
        let responses = self.statuses(operation).into_iter().filter_map(|status| self.response(operation, status));
        let contents = responses.filter_map(|response| response.schema.get("content")?.as_object());
        contents.flat_map(|content| content.keys().cloned()).collect()
    }

    /// Whether an operation is only for those who prove who they are.
    pub fn needs_credentials(&self, operation: &Operation<'_>) -> bool {
        let ways = operation.value.get("security").or(self.document.value.get("security"));
        let ways = ways.and_then(Value::as_array);
        ways.is_some_and(|ways| {
            !ways.is_empty() && ways.iter().all(|way| way.as_object().is_some_and(|schemes| !schemes.is_empty()))
        })
    }

    /// Whether a request may be sent again: its method is safe, or it carries an idempotency key.
    pub fn may_be_repeated(&self, operation: &Operation<'_>) -> bool {
        let has_key = |base: &String| {
            let parameters = self.document.value.pointer(&format!("{base}/parameters")).and_then(Value::as_array);
            (0..parameters.map_or(0, Vec::len)).any(|index| {
                self.document.place(&format!("{base}/parameters/{index}")).schema.get("x-idempotency").is_some()
            })
        };
        is_safe(operation) || [&operation.path_pointer, &operation.pointer].into_iter().any(has_key)
    }

    /// The headers that an answer to an operation may have, replays' apart, in lower case.
    pub fn given_headers(&self, operation: &Operation<'_>, status: u16) -> Vec<String> {
        let replay = self.replay_header(operation, status);
        let all = self.headers(operation, status).into_iter().map(|(name, _)| name);
        all.filter(|name| Some(name) != replay.as_ref()).collect()
    }

    /// The headers that an answer has to have, in lower case.
    pub fn required_headers(&self, operation: &Operation<'_>, status: u16) -> Vec<String> {
        let headers = self.headers(operation, status).into_iter();
        headers.filter(|(_, place)| place.schema.get("required") == Some(&Value::Bool(true))).map(|it| it.0).collect()
    }

    /// The header by which an answer says that it is a replay, in lower case; `None` where it declares none.
    pub fn replay_header(&self, operation: &Operation<'_>, status: u16) -> Option<String> {
        let name = replay_header(&self.document.value)?.to_ascii_lowercase();
        self.headers(operation, status).into_iter().map(|(declared, _)| declared).find(|declared| *declared == name)
    }

    fn headers(&self, operation: &Operation<'_>, status: u16) -> Vec<(String, Place<'static>)> {
        let Some(response) = self.response(operation, status) else { return Vec::new() };
        let declared = response.schema.get("headers").and_then(Value::as_object).into_iter().flatten();
        declared
            .map(|(name, _)| {
                let place = self.document.place(&format!("{}/headers/{}", response.pointer, escape(name)));
                (name.to_ascii_lowercase(), place)
            })
            .collect()
    }

    fn response(&self, operation: &Operation<'_>, status: u16) -> Option<Place<'static>> {
        operation.value["responses"].get(status.to_string())?;
        Some(self.document.place(&format!("{}/responses/{status}", operation.pointer)))
    }

    /// Everything in an exchange that the document does not declare.
    pub fn undeclared(&self, exchange: &Exchange) -> Vec<String> {
        let (method, target) = exchange.line();
        let Some((operation, parameters)) = self.operation(method, target) else {
            // The router's own, in its own JSON: documented in openapi/README.md.
            return match exchange.status() {
                404 | 405 => Vec::new(),
                status => vec![format!("{status} to an operation that is not declared")],
            };
        };
        let mut found = self.undeclared_answer(operation, &exchange.answer);
        let problem = problem_of(&exchange.answer);
        found.extend(indiscreet(exchange, &problem));
        found.extend(against_prose(exchange, &problem));
        if (200..300).contains(&exchange.status()) {
            found.extend(self.undeclared_request(operation, &parameters, exchange));
        }
        found
    }

    /// Everything in an answer to an operation that the document does not declare.
    pub fn undeclared_answer(&self, operation: &Operation<'_>, answer: &Message) -> Vec<String> {
        let Start::Status(status) = answer.start else { return vec!["it is no answer".to_owned()] };
        let Some(response) = self.response(operation, status) else {
            return vec![format!("status {status} is not declared")];
        };
        let mut found = Vec::new();
        if !answer.complete {
            found.push("the answer's body is cut off".to_owned());
        }
        match response.schema.get("content").and_then(Value::as_object) {
            None => {
                if !answer.body.is_empty() || answer.header("content-type").is_some() {
                    found.push("a body where none is declared".to_owned());
                }
            }
            Some(content) => {
                let media_type = answer.header("content-type").unwrap_or_default();
                match content.keys().find(|declared| *declared == media_type) {
                    None => found.push(format!("media type {media_type:?} is not declared")),
                    Some(declared) => {
                        let pointer = format!("{}/content/{}/schema", response.pointer, escape(declared));
                        // Through the server's own strict parse: no member twice, UTF-8.
                        match schema_support::parse(&answer.body) {
                            Err(error) => found.push(format!("the answer's body: {error}")),
                            Ok(json) => {
                                found.extend(self.wrongs(&pointer, &json.into()).iter().map(|(pointer, keyword)| {
                                    format!("the answer's body breaks {keyword} at {pointer:?}")
                                }));
                            }
                        }
                    }
                }
            }
        }
        let declared = self.headers(operation, status);
        for (name, place) in &declared {
            match answer.header(name) {
                None if place.schema.get("required") == Some(&Value::Bool(true)) => {
                    found.push(format!("the required header {name} is missing"));
                }
                None => {}
                Some(text) if !self.text_is_valid(place, text) => {
                    found.push(format!("the header {name} is not what its schema says"));
                }
                Some(_) => {}
            }
        }
        for (at, (name, _)) in answer.headers.iter().enumerate() {
            if answer.headers[..at].iter().any(|(other, _)| other == name) {
                found.push(format!("the header {name} stands twice"));
            }
            if !OF_HTTP.contains(&name.as_str()) && !declared.iter().any(|(known, _)| known == name) {
                found.push(format!("the header {name} is not declared"));
            }
        }
        found
    }

    /// An accepted request has to be a declared one.
    fn undeclared_request(
        &self,
        operation: &Operation<'_>,
        path: &BTreeMap<&str, String>,
        exchange: &Exchange,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let query: BTreeMap<&str, &str> = exchange
            .line()
            .1
            .split_once('?')
            .into_iter()
            .flat_map(|(_, query)| query.split('&'))
            .filter_map(|pair| pair.split_once('='))
            .collect();
        for base in [&operation.path_pointer, &operation.pointer] {
            let parameters = self.document.value.pointer(&format!("{base}/parameters")).and_then(Value::as_array);
            for index in 0..parameters.map_or(0, Vec::len) {
                let place = self.document.place(&format!("{base}/parameters/{index}"));
                let name = place.schema["name"].as_str().unwrap_or_default();
                let text = match place.schema["in"].as_str() {
                    Some("path") => path.get(name).map(String::as_str),
                    Some("query") => query.get(name).copied(),
                    _ => exchange.request.header(&name.to_ascii_lowercase()),
                };
                match text {
                    None if place.schema["required"] == true => found.push(format!("accepted without {name}")),
                    None => {}
                    Some(text) if !self.text_is_valid(&place, text) => {
                        found.push(format!("accepted though {name} is not what its schema says"));
                    }
                    Some(_) => {}
                }
            }
        }
        if let Some(pointer) = self.request_schema(operation) {
            let media_type = exchange.request.header("content-type").unwrap_or_default();
            let essence = media_type.split(';').next().unwrap_or_default().trim();
            // RFC 9110 section 8.3.1: in any case.
            if !essence.eq_ignore_ascii_case("application/json") {
                found.push(format!("accepted though its media type is {media_type:?}"));
            }
            match schema_support::parse(&exchange.request.body) {
                Err(error) => found.push(format!("accepted though its body is {error}")),
                Ok(json) => {
                    found.extend(
                        self.wrongs(&pointer, &json.into()).iter().map(|(pointer, keyword)| {
                            format!("accepted though its body breaks {keyword} at {pointer:?}")
                        }),
                    );
                }
            }
        }
        found
    }

    /// What is wrong with an instance: asked for only where something is.
    fn wrongs(&self, pointer: &str, json: &Value) -> Vec<Wrong> {
        let judge = self.judge(pointer);
        if judge.accepts(json) { Vec::new() } else { judge.wrongs(json) }
    }

    /// Text of a header or a parameter under the schema of its object.
    fn text_is_valid(&self, object: &Place<'_>, text: &str) -> bool {
        let pointer = format!("{}/schema", object.pointer);
        let schema = self.document.place(&pointer);
        let json = match types(schema.schema)[..] {
            ["integer" | "number" | "boolean"] => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
            _ => text.into(),
        };
        self.judge(&pointer).accepts(&json)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn headers_are_held_to_what_the_documents_say_in_words() {
        let said = |sent: &[(&str, &str)], status: u16, kind: &str, answered: &[(&str, &str)]| {
            let headers = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            let message = |start, all: &[(&str, &str)]| Message {
                start,
                headers: headers(all),
                body: Vec::new(),
                complete: true,
            };
            let target = Start::Request { method: "PATCH".to_owned(), target: "/a".to_owned() };
            let exchange =
                Exchange { request: message(target, sent), answer: message(Start::Status(status), answered) };
            against_prose(&exchange, &json!({ "type": format!("/problems/{kind}") })).len()
        };
        let (bare, told) = (("www-authenticate", "Bearer"), ("www-authenticate", "Bearer error=\"invalid_token\""));
        let token = ("authorization", "bearer x");
        for (sent, kind, challenge, wrong) in [
            (&[][..], "unauthorized", bare, 0),
            (&[], "unauthorized", told, 1),
            (&[token], "unauthorized", told, 0),
            (&[token], "unauthorized", bare, 1),
            (&[token], "signature-mismatch", bare, 0),
            (&[token, token], "unauthorized", bare, 0),
            (&[("authorization", "Bearer")], "unauthorized", bare, 0),
            (&[("authorization", "Basic YTpi")], "unauthorized", told, 1),
        ] {
            assert_eq!(said(sent, 401, kind, &[challenge]), wrong, "{sent:?} {kind} {challenge:?}");
        }
        let wait = ("retry-after", "1");
        for (status, kind, answered, wrong) in [
            (409, "request-in-flight", &[wait][..], 0),
            (409, "request-in-flight", &[], 1),
            (409, "idempotency-key-reused", &[wait], 1),
            (503, "unavailable", &[wait], 0),
        ] {
            assert_eq!(said(&[], status, kind, answered), wrong, "{kind} {answered:?}");
        }
        let (json, coded) = (("content-type", "application/json"), ("content-encoding", "gzip"));
        let understood = ("accept-encoding", "identity");
        for (sent, status, answered, wrong) in [
            (&[json, coded][..], 415, &[understood][..], 0),
            (&[json, coded], 415, &[], 1),
            (&[json, coded], 415, &[("accept-encoding", "gzip")], 1),
            (&[("content-type", "text/plain")], 415, &[understood], 1),
            (&[json, coded], 200, &[understood], 1),
        ] {
            assert_eq!(said(sent, status, "x", answered), wrong, "{sent:?} {status} {answered:?}");
        }
    }

    #[test]
    fn a_problem_that_repeats_a_value_or_names_a_person_is_noticed() {
        let said = |detail: &str, message: &str, instance: &str| {
            let problem = json!({
                "type": "/problems/invalid-request", "title": "Unprocessable Content", "status": 422, "detail": detail,
                "instance": format!("urn:uuid:{instance}"), "trace_id": "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
                "errors": [{ "in": "body", "pointer": "/address/street_address", "keyword": "x", "message": message }],
            });
            let message = |start, body: Value| Message {
                start,
                headers: vec![("content-type".to_owned(), "application/problem+json".to_owned())],
                body: body.to_string().into_bytes(),
                complete: true,
            };
            let target = Start::Request { method: "PATCH".to_owned(), target: "/a".to_owned() };
            let request = message(target, json!({ "address": { "street_address": "400 Mill" }, "status": "CLOSED" }));
            let answer = message(Start::Status(422), problem);
            let problem = problem_of(&answer);
            indiscreet(&Exchange { request, answer }, &problem)
        };
        let id = "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f";
        assert_eq!(said("CLOSED is not possible; 65536 bytes", "must be a street", id), [""; 0]);
        let repeats = "a problem repeats a value of the request";
        assert_eq!(said("d", "400 Mill Street is no street", id), [repeats]);
        let names = "a problem has what looks like an e-mail address, a telephone number or an SSN";
        assert_eq!(said("noor@mail.example is taken", "m", id), [names]);
        assert_eq!(said("900-00-0001 is taken", "m", id), [names]);
        assert_eq!(said("d", "m", "another"), ["a problem's instance is not the URN of its trace_id"]);
    }
}
