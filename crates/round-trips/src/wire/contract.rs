//! What a document says about an operation's answers, held against their bytes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use jsonschema::Validator;
use schema_support::View;
use serde_json::Value;

use super::http::Answer;
use crate::dialect::pointer_of;
use crate::edges::Edges;
use crate::judge::Judges;
use crate::types::holds_wide_number;
use crate::{escaped, short};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document, ready to judge answers.
pub(super) struct Contract {
    /// As it was written.
    pub(super) value: Value,
    judges: Judges,
    validators: RefCell<Validators>,
    /// Pointers of schemas that were asked for, and that the judge cannot read; and why.
    unread: RefCell<BTreeMap<String, String>>,
    /// Headers that answers may have beyond those that are declared, in lower case.
    allowed: Vec<String>,
}

/// What was asked for before, by the way of its values and its schema's pointer.
type Validators = HashMap<(View, String), Option<Rc<Validator>>>;

/// An operation of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    /// JSON Pointer of the operation.
    pub(super) pointer: String,
    /// JSON Pointer of its path item.
    pub(super) item: String,
}

impl Operation {
    /// As people write it: `GET /things/{id}`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether a path, as it was sent, is one of the operation's.
    fn fits(&self, path: &str) -> bool {
        let known = super::requests::sendable(&self.path);
        let (known, sent): (Vec<&str>, Vec<&str>) = (known.split('/').collect(), path.split('/').collect());
        known.len() == sent.len() && known.iter().zip(sent).all(|(known, sent)| segment_fits(known, sent))
    }
}

/// Where a request has a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credential<'c> {
    /// In `Authorization`, behind this word.
    Authorization(&'c str),
    Header(&'c str),
    Query(&'c str),
    Cookie(&'c str),
}

/// What an answer is.
#[derive(Debug)]
pub(super) enum Verdict {
    /// One of the declared: under this status, range or `default`, which is described at this pointer.
    Declared(String, String),
    /// A refusal of the generated mount, with a status that the document does not declare.
    Refusal,
    /// Neither; why.
    Undeclared(String),
}

impl Contract {
    pub(super) fn new(text: &str) -> Self {
        let mut value: Value = serde_json::from_str(text).expect("the generator writes the document as JSON");
        crate::dialect::anchored(&mut value);
        let judges = Judges::new(value.clone());
        Self { value, judges, validators: RefCell::default(), unread: RefCell::default(), allowed: Vec::new() }
    }

    /// With headers that answers may have though no document declares them, in lower case.
    pub(super) fn allowing(mut self, headers: &[String]) -> Self {
        self.allowed.extend_from_slice(headers);
        self
    }

    /// What is at a pointer, references followed; and where that is.
    pub(super) fn resolve(&self, pointer: &str) -> Option<(String, &Value)> {
        let mut at = pointer.to_owned();
        // A reference that leads to itself leads nowhere.
        for _ in 0..32 {
            let value = self.value.pointer(&at)?;
            match value.get("$ref").and_then(Value::as_str).and_then(pointer_of) {
                Some(target) => at = target,
                None => return Some((at, value)),
            }
        }
        None
    }

    /// Every operation.
    pub(super) fn operations(&self) -> Vec<Operation> {
        let mut found = Vec::new();
        for path in self.value["paths"].as_object().into_iter().flatten().map(|(path, _)| path) {
            let Some((item, value)) = self.resolve(&format!("/paths/{}", escaped(path))) else { continue };
            for method in METHODS.into_iter().filter(|method| value.get(*method).is_some_and(Value::is_object)) {
                found.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    pointer: format!("{item}/{method}"),
                    item: item.clone(),
                });
            }
        }
        found
    }

    /// The operation that a request is for: where several paths fit, the one with the most of it in letters.
    pub(super) fn operation<'o>(&self, operations: &'o [Operation], method: &str, path: &str) -> Option<&'o Operation> {
        let fitting = operations.iter().filter(|operation| operation.method == method && operation.fits(path));
        fitting.max_by_key(|operation| {
            operation
                .path
                .split('{')
                .map(|piece| piece.split_once('}').map_or(piece, |(_, text)| text).len())
                .sum::<usize>()
        })
    }

    /// The judge of what goes this way, by the schema at a pointer; `None` where none is there, or the judge cannot read it.
    pub(super) fn validator(&self, view: View, pointer: &str) -> Option<Rc<Validator>> {
        let made = || {
            self.value.pointer(pointer)?;
            let unread = |why: &String| drop(self.unread.borrow_mut().insert(pointer.to_owned(), why.clone()));
            self.judges.of(view).of_use(pointer).inspect_err(unread).ok().map(Rc::new)
        };
        self.validators.borrow_mut().entry((view, pointer.to_owned())).or_insert_with(made).clone()
    }

    /// The pointers of schemas by which nothing was judged that should have been, and why.
    pub(super) fn unread(&self) -> BTreeMap<String, String> {
        self.unread.borrow().clone()
    }

    /// The security schemes of each alternative that an operation requires; none where it requires nothing.
    pub(super) fn requirements(&self, operation: &Operation) -> Vec<Vec<&str>> {
        let own = self.value.pointer(&format!("{}/security", operation.pointer));
        let listed = own.or_else(|| self.value.get("security")).and_then(Value::as_array).into_iter().flatten();
        listed.filter_map(|one| one.as_object().map(|all| all.keys().map(String::as_str).collect())).collect()
    }

    /// How a request has the credential of a security scheme; `None` of a scheme that is not declared, or is no part of a
    /// request.
    pub(super) fn credential(&self, scheme: &str) -> Option<Credential<'_>> {
        let (_, described) = self.resolve(&format!("/components/securitySchemes/{}", escaped(scheme)))?;
        match (described["type"].as_str()?, described["in"].as_str(), described["name"].as_str()) {
            ("http", ..) => {
                let scheme = described["scheme"].as_str()?;
                let known = ["Bearer", "Basic", "Digest"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme));
                Some(Credential::Authorization(known.unwrap_or(scheme)))
            }
            ("oauth2" | "openIdConnect", ..) => Some(Credential::Authorization("Bearer")),
            ("apiKey", Some("header"), Some(name)) => Some(Credential::Header(name)),
            ("apiKey", Some("query"), Some(name)) => Some(Credential::Query(name)),
            ("apiKey", Some("cookie"), Some(name)) => Some(Credential::Cookie(name)),
            _ => None,
        }
    }

    /// The parameter of an operation, its own or its path's, that has this extension.
    fn extended(&self, operation: &Operation, extension: &str) -> Option<&Value> {
        [&operation.pointer, &operation.item].into_iter().find_map(|base| {
            let listed = self.value.pointer(&format!("{base}/parameters"))?.as_array()?;
            (0..listed.len()).find_map(|at| {
                let (_, parameter) = self.resolve(&format!("{base}/parameters/{at}"))?;
                parameter.get(extension).map(|_| parameter)
            })
        })
    }

    /// How an operation that is not safe is idempotent by a key (`x-idempotency`): the key's header, and the header that says
    /// of an answer that it was given before, in lower case.
    pub(super) fn idempotency(&self, operation: &Operation) -> Option<(String, Option<String>)> {
        let parameter = self.extended(operation, "x-idempotency")?;
        let is_safe = ["GET", "HEAD", "OPTIONS", "TRACE"].contains(&operation.method.as_str());
        let key = parameter["name"].as_str().filter(|_| !is_safe && parameter["in"] == "header")?;
        let replay = parameter["x-idempotency"]["replay-header"].as_str();
        Some((key.to_ascii_lowercase(), replay.map(str::to_ascii_lowercase)))
    }

    /// Whether a generated mount may refuse a request of an operation like this, whatever its document declares.
    fn may_refuse(&self, operation: &Operation, kind: &str) -> bool {
        match kind.trim_start_matches("/problems/") {
            "unauthorized" | "forbidden" | "rate-limited" => !self.requirements(operation).is_empty(),
            "signature-mismatch" => self.extended(operation, "x-request-signature").is_some(),
            "idempotency-key-reused" | "request-in-flight" => self.idempotency(operation).is_some(),
            kind => !OF_THE_ROUTER.contains(&kind),
        }
    }

    /// The statuses, ranges and `default` that an operation declares.
    pub(super) fn declared(&self, operation: &Operation) -> Vec<String> {
        let responses = self.resolve(&format!("{}/responses", operation.pointer));
        let responses = responses.as_ref().and_then(|(_, value)| value.as_object());
        responses.into_iter().flatten().map(|(key, _)| key.clone()).filter(|key| !key.starts_with("x-")).collect()
    }

    /// Whether a document says anything of an operation's successes.
    fn declares_success(&self, operation: &Operation) -> bool {
        let responses = self.resolve(&format!("{}/responses", operation.pointer));
        let responses = responses.as_ref().and_then(|(_, value)| value.as_object());
        responses.is_some_and(|responses| responses.keys().any(|key| key.starts_with('2') || key == "default"))
    }

    /// What an answer is.
    pub(super) fn judge(&self, operation: &Operation, answer: &Answer) -> Verdict {
        let exact = answer.status.to_string();
        let range = format!("{}XX", answer.status / 100);
        let declared = [exact.clone(), range.clone(), range.to_lowercase(), "default".to_owned()]
            .into_iter()
            .find_map(|key| Some((self.resolve(&format!("{}/responses/{key}", operation.pointer))?, key)));
        // An answer to HEAD has the headers of a body, and no body.
        let is_refusal = refusal(answer).is_some_and(|kind| self.may_refuse(operation, &kind))
            || operation.method == "HEAD" && has_problem_type(answer);
        match declared {
            None if is_refusal => Verdict::Refusal,
            // Where the document says of no success what it is, the generator takes any.
            None if answer.status / 100 == 2 && !self.declares_success(operation) => {
                Verdict::Declared(exact, String::new())
            }
            None => Verdict::Undeclared(format!("status {exact} is not declared")),
            Some(((at, response), key)) => match self.wrong(&at, response, answer, operation.method == "HEAD") {
                None => Verdict::Declared(key, at),
                // Declared for the handlers' errors, in another form than the mount's own.
                Some(_) if is_refusal => Verdict::Refusal,
                Some(why) => Verdict::Undeclared(format!("{exact}: {why}")),
            },
        }
    }

    fn wrong(&self, at: &str, response: &Value, answer: &Answer, has_no_body: bool) -> Option<String> {
        for name in response.get("headers").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name) {
            // RFC 3.1 says of this one that it is described by `content`.
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let Some((header, value)) = self.resolve(&format!("{at}/headers/{}", escaped(name))) else { continue };
            match answer.list(name) {
                None if value["required"] == true => return Some(format!("the required header {name} is missing")),
                Some(text) if !self.is_header_of(&header, &text) => {
                    return Some(format!("the header {name} is not what its schema says: {}", short(&text.into())));
                }
                _ => {}
            }
        }
        let declared = response.get("headers").and_then(Value::as_object);
        let is_declared = |name: &str| declared.is_some_and(|all| all.keys().any(|key| key.eq_ignore_ascii_case(name)));
        for (at, (name, _)) in answer.headers.iter().enumerate() {
            let is_known = OF_HTTP.contains(&name.as_str())
                || answer.status == 429 && OF_LIMITS.contains(&name.as_str())
                || self.allowed.contains(name);
            if !is_known && !is_declared(name) {
                return Some(format!("the header {name} is not declared"));
            }
            // One value each (RFC 9110), whatever else is a list.
            let is_single = ["content-type", "content-length", "date", "retry-after", "x-request-id"];
            if is_single.contains(&name.as_str()) && answer.headers[..at].iter().any(|(other, _)| other == name) {
                return Some(format!("the header {name} stands twice"));
            }
        }
        let content = response.get("content").and_then(Value::as_object);
        let sent = answer.header("content-type").map(essence);
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            let is_bare = answer.body.is_empty() && sent.is_none();
            return (!is_bare).then(|| "a body, or a media type, where none is declared".to_owned());
        };
        let Some(sent) = sent else {
            let needs = answer.status != 204 && answer.status != 304;
            return needs.then(|| "no media type, though a body is declared".to_owned());
        };
        let fitting = content.keys().filter(|declared| fits(&sent, &essence(declared)));
        let Some(declared) = fitting.min_by_key(|declared| declared.matches('*').count()) else {
            return Some(format!("media type {sent:?} is not declared"));
        };
        let described = format!("{at}/content/{}", escaped(declared));
        let media_type = self.media_type(&described, &sent);
        if [MediaType::Json, MediaType::Lines, MediaType::Events].contains(&media_type)
            && answer.header("content-type").is_some_and(has_other_charset)
            && !has_other_charset(declared)
        {
            return Some(
                "JSON and events are UTF-8 (RFC 8259, section 8.1), and its media type says otherwise".to_owned(),
            );
        }
        let schema = format!("{described}/schema");
        let is_head = has_no_body && answer.body.is_empty();
        if is_head {
            return None;
        }
        // A stream goes on for as long as it likes, and what follows the last end of an item is not there yet.
        let items = |separator: &[u8]| {
            let mut found: Vec<Vec<u8>> = vec![Vec::new()];
            for byte in &answer.body {
                let last = found.last_mut().expect("there is one");
                last.push(*byte);
                if last.ends_with(separator) {
                    last.truncate(last.len() - separator.len());
                    found.push(Vec::new());
                }
            }
            let rest = found.pop().filter(|_| answer.complete);
            found.into_iter().chain(rest).filter(|item| !item.trim_ascii().is_empty())
        };
        match media_type {
            MediaType::Lines => {
                let schema = self.item_schema(&described)?;
                items(b"\n").find_map(|line| self.wrong_json(&schema, &line, "a line"))
            }
            MediaType::Events => {
                let schema = self.data_schema(&self.item_schema(&described)?)?;
                items(b"\n\n").find_map(|event| {
                    let event = String::from_utf8_lossy(&event).into_owned();
                    let data = event.lines().filter_map(|line| Some(line.strip_prefix("data:")?.trim_start()));
                    let data: Vec<&str> = data.collect();
                    let text = data.join("\n");
                    let is_text = || {
                        let validator = self.validator(View::Response, &schema);
                        validator.is_none_or(|validator| validator.is_valid(&Value::from(text.as_str())))
                    };
                    if data.is_empty() || is_text() {
                        return None;
                    }
                    self.wrong_json(&schema, text.as_bytes(), "the data of an event")
                })
            }
            _ if !answer.complete => Some("the body is cut off".to_owned()),
            _ if self.value.pointer(&schema).is_none() => None,
            MediaType::Json => self.wrong_json(&schema, &answer.body, "the body"),
            MediaType::Text => match std::str::from_utf8(&answer.body) {
                Ok(text) if self.is_text_of(&schema, text) => None,
                Ok(text) => Some(format!("the body is not what its schema says: {}", short(&text.into()))),
                // In which character set it is, its media type says, and not the document.
                Err(_) if answer.header("content-type").is_some_and(has_other_charset) => None,
                Err(_) => Some("the body is no UTF-8".to_owned()),
            },
            MediaType::Form | MediaType::Parts | MediaType::Other => None,
        }
    }

    /// A declared header, or the media type, in which two answers of an operation differ that should be the same, but for the one
    /// that says which of them is a replay.
    pub(super) fn other_header(
        &self,
        operation: &Operation,
        first: &Answer,
        again: &Answer,
        replay: Option<&str>,
    ) -> Option<String> {
        let Verdict::Declared(_, at) = self.judge(operation, first) else { return None };
        let declared = self.value.pointer(&format!("{at}/headers")).and_then(Value::as_object);
        let declared = declared.into_iter().flatten().map(|(name, _)| name.to_ascii_lowercase());
        let is_compared = |name: &String| !is_of_exchange(name) && replay != Some(name);
        declared.chain(["content-type".to_owned()]).filter(is_compared).find_map(|name| {
            let (was, is) = (first.list(&name), again.list(&name));
            let told = |value: Option<String>| value.map_or_else(|| "missing".to_owned(), |it| short(&it.into()));
            (was != is).then(|| format!("the header {name} is {}, and was {}", told(is), told(was)))
        })
    }

    fn wrong_json(&self, schema: &str, text: &[u8], what: &str) -> Option<String> {
        // No member twice, either.
        let json: Value = match schema_support::parse(text) {
            Ok(json) => json.into(),
            Err(error) => return Some(format!("{what} is no JSON: {error}")),
        };
        let error = self.validator(View::Response, schema)?.iter_errors(&json).next().map(|error| error.to_string())?;
        Some(format!("{what} is against its schema: {error}: {}", short(&json)))
    }

    /// The schema of a stream's items: `itemSchema`, or what `schema` means for one, as the generator takes it.
    pub(super) fn item_schema(&self, described: &str) -> Option<String> {
        let (item, whole) = (format!("{described}/itemSchema"), format!("{described}/schema"));
        if self.value.pointer(&item).is_some() {
            return Some(item);
        }
        let (at, schema) = self.resolve(&whole)?;
        match schema["type"].as_str() {
            Some("array") if schema.get("items").is_some() => Some(format!("{at}/items")),
            // A text is the whole stream: its items are anything.
            Some("string" | "array") => None,
            _ => Some(whole),
        }
    }

    /// The schema of the data of events: where it describes events as a whole, that of their `data`.
    fn data_schema(&self, schema: &str) -> Option<String> {
        let (at, described) = self.resolve(schema)?;
        let Some(members) = described.get("properties").and_then(Value::as_object) else {
            // Which of several an event is, is not asked.
            let is_union = ["oneOf", "anyOf", "allOf"].iter().any(|keyword| described.get(keyword).is_some());
            return (!is_union).then(|| schema.to_owned());
        };
        let all = members.keys().all(|name| ["id", "event", "data", "retry"].contains(&name.as_str()));
        match all && members.contains_key("data") {
            true => Some(format!("{at}/properties/data")),
            false => Some(schema.to_owned()),
        }
    }

    /// Values that are against the schema at a pointer, each at one edge of a keyword that this one is within.
    pub(super) fn beyond(&self, schema: &str, value: &Value) -> Vec<Value> {
        let judge = self.judges.of(View::Request);
        let [place, _] = judge.places(schema);
        let none = BTreeSet::new();
        let edges = Edges { document: judge.document(), own: &none };
        let Some(validator) = self.validator(View::Request, schema) else { return Vec::new() };
        let changed = edges.of(&place, value).into_iter().map(|edge| edge.put_into(value));
        changed.filter(|changed| !holds_wide_number(changed) && !validator.is_valid(changed)).collect()
    }

    /// What is described at the pointer of a parameter or of a media type: the pointer of its schema.
    pub(super) fn schema_of(&self, at: &str) -> String {
        let content = self.value.pointer(at).and_then(|described| described.get("content")?.as_object()?.keys().next());
        match content {
            Some(media_type) => format!("{at}/content/{}/schema", escaped(media_type)),
            None => format!("{at}/schema"),
        }
    }

    /// Whether what a schema takes is one text, one number or one truth value, for certain.
    pub(super) fn is_scalar(&self, schema: &str) -> bool {
        let Some((_, described)) = self.resolve(schema) else { return false };
        let is_one =
            |kind: &Value| ["string", "integer", "number", "boolean", "null"].iter().any(|known| kind == known);
        let is_union = ["oneOf", "anyOf", "allOf", "not"].iter().any(|keyword| described.get(keyword).is_some());
        let is_typed = match described.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().all(is_one),
            Some(kind) => is_one(kind),
            None => false,
        };
        is_typed && !is_union
    }

    /// How the bytes of a body are read that is described here: what is nothing but bytes is no JSON (W0546).
    pub(super) fn media_type(&self, described: &str, media_type: &str) -> MediaType {
        let is_bytes = |schema: &Value| {
            let ty = if schema["type"].is_array() { &schema["type"][0] } else { &schema["type"] };
            ty == "string" && schema["format"] == "binary" && schema["nullable"] != true && schema["type"][1].is_null()
        };
        let is_bytes = self.resolve(&format!("{described}/schema")).is_some_and(|(_, schema)| is_bytes(schema));
        match MediaType::of(media_type) {
            MediaType::Json if is_bytes => MediaType::Other,
            media_type => media_type,
        }
    }

    /// Whether what a schema takes is more than a text.
    pub(super) fn is_structured(&self, schema: &str) -> bool {
        let says = |described: &Value, keyword: &str| described.get(keyword).is_some();
        self.resolve(schema).is_some_and(|(_, described)| {
            described["type"].as_str().is_some_and(|kind| kind != "string")
                || ["properties", "items", "oneOf", "anyOf", "allOf", "additionalProperties"]
                    .iter()
                    .any(|keyword| says(described, keyword))
        })
    }

    /// Whether a text is what a header that is described here may be: a text, a number or a truth value, or a list of such ones
    /// with commas between them. Of other headers the generator says that they are taken as they are (W0514).
    fn is_header_of(&self, described: &str, text: &str) -> bool {
        let schema = format!("{described}/schema");
        let (place, found) = self.resolve(&schema).unwrap_or((String::new(), &Value::Null));
        let item = format!("{place}/items");
        if found["type"] != "array" || found.get("prefixItems").is_some() || !self.is_scalar(&item) {
            return self.is_text_of(&schema, text);
        }
        let items = text.split(',').filter(|_| !text.is_empty()).map(|one| self.of_text(&item, one.trim()));
        let list = items.collect::<Vec<Value>>().into();
        self.validator(View::Response, &schema).is_none_or(|validator| validator.is_valid(&list))
    }

    /// What a text is by the schema at a pointer: the number or the truth value that it is written as, where that is
    /// demanded.
    fn of_text(&self, schema: &str, text: &str) -> Value {
        let scalar = serde_json::from_str::<Value>(text).ok().filter(|json| json.is_number() || json.is_boolean());
        let validator = self.validator(View::Both, schema);
        let is_one = |value: &Value| validator.as_ref().is_none_or(|validator| validator.is_valid(value));
        let text = Value::from(text);
        match scalar {
            Some(scalar) if !is_one(&text) && is_one(&scalar) => scalar,
            _ => text,
        }
    }

    /// Whether a text is one of the schema's: as it is, or as the number or the truth value that it is.
    pub(super) fn is_text_of(&self, schema: &str, text: &str) -> bool {
        if self.value.pointer(schema).is_none() {
            return true;
        }
        let Some(validator) = self.validator(View::Both, schema) else { return true };
        let is_of_parts = |value: &Value| match &value["type"] {
            Value::Null => ["properties", "items", "additionalProperties"].iter().any(|it| value.get(it).is_some()),
            ty => ty == "array" || ty == "object",
        };
        validator.is_valid(&self.of_text(schema, text))
            // A list in one text is the parameter's style; its items are the server's to tell apart.
            || self.resolve(schema).is_some_and(|(_, value)| is_of_parts(value))
    }
}

/// Whether a segment of a path is of a template's: its variables are something each.
fn segment_fits(template: &str, sent: &str) -> bool {
    let mut pieces = template.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, text)| text));
    let Some(mut rest) = pieces.next().and_then(|first| sent.strip_prefix(first)) else { return false };
    let others: Vec<&str> = pieces.collect();
    for (at, text) in others.iter().enumerate() {
        // Something is in the variable's place.
        let mut from = rest.char_indices().nth(1).map(|(from, _)| from);
        if rest.len() == 1 {
            from = Some(1);
        }
        let Some(from) = from else { return false };
        let found = match (at + 1 == others.len(), text.is_empty()) {
            (true, _) => rest[from..].ends_with(text).then(|| rest.len() - text.len()),
            (false, true) => Some(from),
            (false, false) => rest[from..].find(text).map(|found| from + found),
        };
        match found {
            Some(found) => rest = &rest[found + text.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// The type of the problem that a generated mount answers; `None` of any other answer.
pub(super) fn refusal(answer: &Answer) -> Option<String> {
    let problem: Value = serde_json::from_slice(&answer.body).ok().filter(|_| has_problem_type(answer))?;
    let members = problem.as_object()?;
    let is_known = |name: &String| MEMBERS.contains(&name.as_str());
    let is_text = |name: &&str| problem[*name].is_string();
    let is_whole = members.keys().all(is_known) && ["title", "detail", "instance", "trace_id"].iter().all(is_text);
    let kind = problem["type"].as_str().filter(|_| is_whole && problem["status"] == answer.status)?;
    KINDS.contains(&(kind.strip_prefix("/problems/")?, answer.status)).then(|| kind.to_owned())
}

/// What a generated mount refuses by itself, each with its status: `server_support::problem`.
const KINDS: [(&str, u16); 16] = [
    ("malformed-request", 400),
    ("unauthorized", 401),
    ("signature-mismatch", 401),
    ("forbidden", 403),
    ("not-found", 404),
    ("method-not-allowed", 405),
    ("not-acceptable", 406),
    ("request-timeout", 408),
    ("idempotency-key-reused", 409),
    ("request-in-flight", 409),
    ("content-too-large", 413),
    ("unsupported-media-type", 415),
    ("invalid-request", 422),
    ("rate-limited", 429),
    ("internal-error", 500),
    ("unavailable", 503),
];

/// Those of what no operation is for: an operation's own answer is none of them.
const OF_THE_ROUTER: [&str; 2] = ["not-found", "method-not-allowed"];

/// Headers of answers that HTTP and a generated mount have of their own (RFC 9110), and the framework's for its log.
const OF_HTTP: [&str; 10] = [
    "accept-encoding",
    "allow",
    "connection",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "transfer-encoding",
    "www-authenticate",
    "x-request-id",
];

/// And those of a request that is one too many, which the mount writes.
const OF_LIMITS: [&str; 3] = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// Whether a header is of one exchange and its connection, and not of what is answered: of a replay it is another.
fn is_of_exchange(name: &str) -> bool {
    let known = ["age", "connection", "content-length", "date", "keep-alive", "server-timing", "transfer-encoding"];
    let is_of_limits = ["ratelimit", "x-ratelimit", "x-rate-limit"].iter().any(|prefix| name.starts_with(prefix));
    let is_of_trace = ["request-id", "correlation-id", "trace"].iter().any(|word| name.contains(word));
    known.contains(&name) || is_of_limits || is_of_trace
}

/// The members of its problems; all but the last one are always there.
const MEMBERS: [&str; 7] = ["type", "title", "status", "detail", "instance", "trace_id", "errors"];

fn has_other_charset(media_type: &str) -> bool {
    media_type
        .to_ascii_lowercase()
        .split_once("charset=")
        .is_some_and(|(_, name)| !name.trim_matches('"').starts_with("utf-8"))
}

fn has_problem_type(answer: &Answer) -> bool {
    answer.status >= 400 && answer.header("content-type") == Some("application/problem+json")
}

/// How the bytes of a media type are read and written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    Json,
    /// One JSON text a line.
    Lines,
    Form,
    Parts,
    Events,
    Text,
    Other,
}

impl MediaType {
    pub(super) fn of(media_type: &str) -> Self {
        let essence = essence(media_type);
        match essence.as_str() {
            // The generator's list once more: who judges it does not ask it.
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/x-json-lines"
            | "application/x-json-stream"
            | "application/stream+json" => Self::Lines,
            "application/x-www-form-urlencoded" => Self::Form,
            "text/event-stream" => Self::Events,
            "multipart/form-data" => Self::Parts,
            "text/json" => Self::Json,
            "text/xml" => Self::Other,
            other if other.ends_with("/json") || other.ends_with("+json") => Self::Json,
            other if other.starts_with("text/") => Self::Text,
            _ => Self::Other,
        }
    }
}

pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(super) fn fits(sent: &str, declared: &str) -> bool {
    match declared.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => sent.split_once('/').is_some_and(|(sent, _)| sent == kind),
        _ => sent == declared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_mount_refuses_is_known_with_its_status() {
        let page = include_str!("../../../../openapi/problems.md");
        for (kind, status) in KINDS {
            assert!(page.contains(&format!("\n`/problems/{kind}`, status {status}.\n")), "{kind}");
        }
        let kinds: BTreeSet<String> = KINDS.iter().map(|(kind, _)| format!("/problems/{kind}")).collect();
        assert_eq!(kinds, server_support::problem::ALL.iter().map(|kind| (*kind).to_owned()).collect());
    }

    #[test]
    fn a_request_is_of_the_path_that_fits_best() {
        let document = r#"{ "paths": { "/a/{id}": { "get": {} }, "/a/me": { "get": {}, "put": {} }, "/a/{name}.{kind}": { "get": {} },
            "/a/{id}:end": { "get": {} }, "/": { "get": {} }, "/b c/": { "get": {} } } }"#;
        let contract = Contract::new(document);
        let operations = contract.operations();
        for (method, path, expected) in [
            ("GET", "/a/1", Some("/a/{id}")),
            ("GET", "/a/me", Some("/a/me")),
            ("GET", "/a/x.txt", Some("/a/{name}.{kind}")),
            ("GET", "/a/1:end", Some("/a/{id}:end")),
            ("GET", "/", Some("/")),
            ("GET", "/b%20c/", Some("/b c/")),
            ("PUT", "/a/1", None),
            ("GET", "/a/", None),
            ("GET", "/a/1/2", None),
        ] {
            let found = contract.operation(&operations, method, path).map(|operation| operation.path.as_str());
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
