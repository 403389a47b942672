//! The files of `openapi/cases`, run against a service; their format is openapi/cases/README.md.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use customers::{Begin, PartnerId, Store};
use schema_support::RoundTrip;
use serde_json::{Map, Value, json};
use server_support::IdempotencyToken;
use uuid::Uuid;

use crate::message::{Message, Start};
use crate::types::{APIS, is_same};
use crate::world::{ALLOWED, OPERATOR_TOKEN, Partner, Raw, SetUp, Which, World, contract, fresh_username, sign};

/// One file.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file, below `openapi/cases`.
    pub file: String,
    /// Which API.
    pub which: Which,
    /// All of it.
    pub value: Value,
}

/// Where the cases are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/cases")
}

/// Every case, by file name.
///
/// # Errors
/// A file that cannot be read, is no JSON or has a member that the format does not know.
pub fn all() -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (name, which) in [("partner", Which::Partner), ("operator", Which::Operator)] {
        let entries = std::fs::read_dir(folder().join(name)).map_err(|error| format!("{name}: {error}"))?;
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            let file = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            let case = read(&path).and_then(|value| Ok(Case { value: known(value)?, which, file: file.clone() }));
            cases.push(case.map_err(|error| format!("openapi/cases/{file}: {error}"))?);
        }
    }
    cases.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(cases)
}

fn read(path: &Path) -> Result<Value, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    schema_support::parse(&bytes).map(Value::from).map_err(|error| error.to_string())
}

/// A misspelt member must not make a case say less than it seems to.
fn known(case: Value) -> Result<Value, String> {
    let of_request: &[&str] =
        &["method", "path", "headers", "body", "raw_body", "raw_body_base64", "pad_to_bytes", "signed_body", "stall"];
    let allowed: &[(&str, &[&str])] = &[
        ("", &["operation", "name", "given", "request", "response"]),
        (
            "/given",
            &[
                "customer",
                "status",
                "pocket_balance",
                "trusted_contact",
                "owner",
                "endpoint_enabled",
                "address_allowed",
                "requests_left",
                "earlier",
                "in_flight",
            ],
        ),
        ("/request", of_request),
        ("/response", &["status", "headers", "body"]),
    ];
    let earlier = case.pointer("/given/earlier").and_then(Value::as_array).map_or(0, Vec::len);
    let places = allowed.iter().map(|(place, names)| ((*place).to_owned(), *names));
    for (place, names) in places.chain((0..earlier).map(|index| (format!("/given/earlier/{index}"), of_request))) {
        let members = case.pointer(&place).and_then(Value::as_object).into_iter().flatten();
        if let Some((name, _)) = members.into_iter().find(|(name, _)| !names.contains(&name.as_str())) {
            return Err(format!("{place}/{name} is no member of a case"));
        }
    }
    Ok(case)
}

/// Who writes the bytes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// The case: as openapi/cases/README.md says.
    Case,
    /// A generated client's types.
    Client,
}

/// What is there before a case's request, and the words that stand for it.
#[derive(Debug)]
pub struct Given {
    /// The caller.
    pub caller: Partner,
    /// What placeholders stand for.
    pub words: BTreeMap<&'static str, String>,
    /// Holds the case's key as in flight.
    _claim: Option<customers::Claim>,
}

impl Case {
    /// A member of `given`, or its default.
    fn given<'a>(&'a self, name: &str, default: &'a Value) -> &'a Value {
        self.value["given"].get(name).unwrap_or(default)
    }

    /// The operationId.
    pub fn operation(&self) -> &str {
        self.value["operation"].as_str().unwrap_or_default()
    }

    /// Whether it needs a service with a rate limit.
    pub fn is_limited(&self) -> bool {
        self.value["given"].get("requests_left").is_some()
    }

    /// Whether the server waits for something that never comes.
    pub fn waits(&self) -> bool {
        self.value["request"]["stall"] == true
    }

    /// The expected status.
    pub fn status(&self) -> u16 {
        self.value["response"]["status"].as_u64().and_then(|status| status.try_into().ok()).unwrap_or_default()
    }

    /// Sets up what the case needs, through the operators' API. What is sent before is written as `writer` writes it:
    /// the same request is the same bytes.
    ///
    /// # Errors
    /// What could not be set up.
    pub async fn set_up(&self, world: &World, writer: Writer) -> Result<Given, SetUp> {
        let yes = Value::Bool(true);
        let enabled = self.given("endpoint_enabled", &yes) == &yes;
        let only_from = (self.given("address_allowed", &yes) != &yes).then_some(ALLOWED);
        let mut caller = world.new_partner(true, only_from).await?;
        // Of the one request and the one log in that a limited caller has, nothing is left.
        if self.needs_token() || self.is_limited() {
            world.log_in(&mut caller, only_from).await?;
        }
        let mut owner = match self.given("owner", &Value::Null).as_str() {
            Some("another partner") => world.new_partner(true, None).await?,
            _ => caller.clone(),
        };

        let kind = self.given("customer", &Value::Null).as_str().unwrap_or("individual").to_owned();
        let mut body = read(&folder().join(format!("fixtures/{kind}.json"))).map_err(SetUp)?;
        if let Some(contact) = self.value["given"].get("trusted_contact") {
            body["trusted_contact"] = contact.clone();
        }
        let customers = format!("/operator/v1/partners/{}/customers", owner.id);
        let created = world.operate("POST", &customers, Some(&body)).await?;
        let customer = created["customer_id"].as_str().unwrap_or_default().to_owned();
        let status = self.given("status", &Value::Null).as_str().unwrap_or("OPEN").to_owned();
        let usual = if status == "PENDING" { Value::Null } else { json!("0.00") };
        let mut pocket = String::new();
        if let Some(balance) = self.given("pocket_balance", &usual).as_str() {
            let pockets = format!("/operator/v1/customers/{customer}/pockets");
            let opened = world.operate("POST", &pockets, None).await?;
            pocket = opened["pocket_id"].as_str().unwrap_or_default().to_owned();
            let target = format!("{pockets}/{pocket}/balance");
            world.operate("PUT", &target, Some(&json!({ "balance": balance }))).await?;
        }
        match status.as_str() {
            "FROZEN" => {
                let target = format!("/operator/v1/customers/{customer}/freeze");
                world.operate("PUT", &target, None).await?;
            }
            "CLOSED" => {
                if owner.token.is_empty() {
                    world.log_in(&mut owner, only_from).await?;
                }
                let close = json!({ "status": "CLOSED", "closure_reason": "INACTIVITY" });
                let mut raw = self.signed(&owner, "PATCH", &format!("/api/v1/customers/{customer}/"), close);
                raw.from = only_from;
                world.expect_success(&raw).await?;
            }
            _ => {}
        }
        if !enabled {
            let target = format!("/operator/v1/partners/{}/update-customer-data", caller.id);
            world.operate("DELETE", &target, None).await?;
        }
        if self.is_limited() {
            let raw = self.signed(&caller, "GET", &format!("/api/v1/customers/{customer}/"), Value::Null);
            world.expect_success(&raw).await?;
        }
        let words = BTreeMap::from([
            ("{customer_id}", customer),
            ("{partner_id}", caller.id.to_string()),
            ("{pocket_id}", pocket),
            ("{username}", caller.username.clone()),
            ("{password}", caller.password.clone()),
            ("{token}", caller.token.clone()),
            ("{key}", Uuid::new_v4().to_string()),
            ("{unknown_id}", Uuid::new_v4().to_string()),
            ("{fresh_username}", fresh_username()),
        ]);
        let mut given = Given { caller, words, _claim: None };
        for request in self.value["given"]["earlier"].as_array().into_iter().flatten() {
            let request = given.written(request, writer);
            let raw = given.request(&request, &Uuid::new_v4().to_string()).map_err(SetUp)?;
            world.send(&raw).await?;
        }
        if self.value["given"]["in_flight"] == true {
            let request = given.written(&self.value["request"], writer);
            let raw = given.request(&request, &given.words["{key}"]).map_err(SetUp)?;
            let key = given.words["{key}"].clone();
            let token = IdempotencyToken::new(key.clone(), &raw.method, &raw.target, &raw.body);
            let begun = world.store().begin(PartnerId(given.caller.id), key.parse()?, *token.fingerprint()).await?;
            match begun {
                Begin::Run(claim) => given._claim = Some(claim),
                other => return Err(SetUp(format!("the key is not free: {other:?}"))),
            }
        }
        Ok(given)
    }

    /// Logging in hashes a password, which takes long by intention: only where it matters.
    fn needs_token(&self) -> bool {
        self.which == Which::Partner && self.operation() != "logIn" || {
            let text = self.value.to_string();
            text.contains("{token}") || text.contains("\"/api/")
        }
    }

    /// A request of this partner, signed with a key of its own.
    fn signed(&self, partner: &Partner, method: &str, target: &str, body: Value) -> Raw {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let key = Uuid::new_v4().to_string();
        let signature = sign(&partner.shared_secret, &key, target, &body);
        let mut headers = vec![
            ("authorization".to_owned(), format!("Bearer {}", partner.token)),
            ("x-jiko-idempotency".to_owned(), key),
            ("x-jiko-signature".to_owned(), signature),
        ];
        if !body.is_empty() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Raw { method: method.to_owned(), target: target.to_owned(), headers, body, ..Raw::default() }
    }

    /// Sets up, sends and compares; what is wrong, nothing where all is right.
    pub async fn run(&self, world: &World) -> Vec<String> {
        let given = match self.set_up(world, Writer::Case).await {
            Ok(given) => given,
            Err(SetUp(reason)) => return vec![format!("what is given could not be set up: {reason}")],
        };
        let raw = match given.case_request(self) {
            Ok(raw) => raw,
            Err(reason) => return vec![reason],
        };
        match world.send(&raw).await {
            Ok(answer) => self.differences(&given, &answer),
            Err(error) => vec![format!("no answer: {error}")],
        }
    }

    /// How an answer differs from the expected one.
    pub fn differences(&self, given: &Given, answer: &Message) -> Vec<String> {
        let expected = &self.value["response"];
        let mut found = Vec::new();
        if answer.start != Start::Status(self.status()) {
            found.push(format!("expected status {}, but it is {:?}", self.status(), answer.start));
        }
        for (name, value) in expected["headers"].as_object().into_iter().flatten() {
            match (value.as_str(), answer.header(name)) {
                (None, None) => {}
                (None, Some(_)) => found.push(format!("the header {name} must not be there")),
                (Some(_), None) => found.push(format!("the header {name} is missing")),
                (Some("{any}"), Some(_)) => {}
                (Some(text), Some(found_text)) => {
                    let wanted = given.fill(text);
                    if wanted != found_text {
                        found.push(format!("the header {name} is not {wanted:?} but {found_text:?}"));
                    }
                }
            }
        }
        match expected.get("body") {
            None if answer.body.is_empty() => {}
            None => found.push("there is a body".to_owned()),
            Some(wanted) => match serde_json::from_slice(&answer.body) {
                Ok(body) => compare(&given.filled(wanted), &body, "", &mut found),
                Err(error) => found.push(format!("the body is no JSON: {error}")),
            },
        }
        if !found.is_empty() {
            let mut body = String::from_utf8_lossy(&answer.body).into_owned();
            body.truncate(body.char_indices().nth(600).map_or(body.len(), |(index, _)| index));
            found.push(format!("answer: {body}"));
        }
        found
    }

    /// The case's request body where it is JSON, with its placeholders filled.
    pub fn body(&self, given: &Given) -> Option<Value> {
        self.value["request"].get("body").map(|body| given.filled(body))
    }

    /// Both sides' types against the case: the request's body where it is valid, and the answer's.
    pub fn check_types(&self) -> Vec<String> {
        let example = Given::example();
        let contract = contract(self.which);
        let Some(operation) = contract.operation_by_id(self.operation()) else {
            return vec![format!("no operation {}", self.operation())];
        };
        let mut found = Vec::new();
        if let (Some(body), Some(pointer)) = (self.body(&example), contract.request_schema(operation)) {
            found.extend(self.through_types("the request's body", &pointer, &body));
        }
        match contract.answer_schema(operation, self.status()) {
            Some(pointer) => {
                // `{any}` may stand where no string can; what a running server answers is judged by the recorder.
                let body = &self.value["response"]["body"];
                if !body.to_string().contains("{any}") {
                    found.extend(self.through_types("the answer's body", &pointer, &example.filled(body)));
                }
            }
            None if self.value["response"].get("body").is_some() => {
                found.push(format!("{} is not declared with a body", self.status()));
            }
            None => {}
        }
        found
    }

    /// Each side's type takes exactly what the judge takes, and gives it back.
    fn through_types(&self, what: &str, pointer: &str, json: &Value) -> Vec<String> {
        let api = &APIS[usize::from(self.which == Which::Operator)];
        let valid = contract(self.which).judge(pointer).accepts(json);
        let mut found = Vec::new();
        for side in api.sides {
            let Some(entry) = side.types.iter().find(|entry| entry.pointer == pointer) else {
                found.push(format!("{}: no type of {pointer}", side.name));
                continue;
            };
            match ((entry.strict)(&json.to_string().into_bytes()), valid) {
                (Ok(back), true)
                    if serde_json::from_slice::<Value>(&back)
                        .is_ok_and(|back| is_same(&api.document, pointer, json, &back)) => {}
                (Err(_), false) => {}
                (Ok(_), true) => found.push(format!("{}: {what} does not come back equal", side.name)),
                (Ok(_), false) => found.push(format!("{}: {what} is invalid and taken", side.name)),
                (Err(refusal), true) => found.push(format!("{}: {what} is valid and refused: {refusal:?}", side.name)),
            }
        }
        found
    }
}

pub(crate) fn client_types(which: Which) -> &'static [RoundTrip] {
    let [_, client] = APIS[usize::from(which == Which::Operator)].sides;
    client.types
}

impl Given {
    /// Of nobody: what the placeholders of a case that is not sent to a service stand for.
    pub fn example() -> Self {
        Self {
            caller: Partner {
                id: Uuid::nil(),
                username: "example".into(),
                password: "example-password".into(),
                shared_secret: "secret".into(),
                token: "token".into(),
            },
            words: BTreeMap::from([
                ("{customer_id}", Uuid::new_v4().to_string()),
                ("{partner_id}", Uuid::nil().to_string()),
                ("{pocket_id}", Uuid::new_v4().to_string()),
                ("{username}", "example".to_owned()),
                ("{password}", "example-password".to_owned()),
                ("{token}", "token".to_owned()),
                ("{key}", Uuid::new_v4().to_string()),
                ("{unknown_id}", Uuid::new_v4().to_string()),
                ("{fresh_username}", fresh_username()),
            ]),
            _claim: None,
        }
    }

    /// A text with its placeholders filled.
    pub fn fill(&self, text: &str) -> String {
        self.words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
    }

    /// A value with its placeholders filled.
    pub fn filled(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.fill(text).into(),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), self.filled(value))).collect::<Map<_, _>>().into()
            }
            other => other.clone(),
        }
    }

    /// The request with its body as the writer writes it.
    fn written(&self, request: &Value, writer: Writer) -> Value {
        let mut request = request.clone();
        let text = |name: &str| request[name].as_str().unwrap_or_default();
        let target = self.fill(text("path"));
        let (which, method) = (Which::of(&target), text("method"));
        if writer == Writer::Client
            && let Some(body) = request.get("body").map(|body| self.filled(body).to_string())
            && let Some((operation, _)) = contract(which).operation(method, &target)
            && let Some(pointer) = contract(which).request_schema(operation)
            && let Some(entry) = client_types(which).iter().find(|entry| entry.pointer == pointer)
            && let Ok(bytes) = (entry.strict)(body.as_bytes())
            && let Some(members) = request.as_object_mut()
        {
            members.remove("body");
            members.insert("raw_body".to_owned(), String::from_utf8_lossy(&bytes).into_owned().into());
        }
        request
    }

    /// The case's own request.
    ///
    /// # Errors
    /// What the format does not allow.
    pub fn case_request(&self, case: &Case) -> Result<Raw, String> {
        self.request(&case.value["request"], &self.words["{key}"])
    }

    fn request(&self, request: &Value, key: &str) -> Result<Raw, String> {
        let text = |name: &str| request.get(name).and_then(Value::as_str).map(|text| self.fill(text));
        let target = text("path").ok_or("a request has a path")?;
        let mut raw = Raw {
            method: text("method").ok_or("a request has a method")?,
            target: target.clone(),
            stall: request["stall"] == true,
            ..Raw::default()
        };
        raw.body = match (request.get("body"), text("raw_body"), text("raw_body_base64")) {
            (Some(body), None, None) => self.filled(body).to_string().into_bytes(),
            (None, Some(text), None) => text.into_bytes(),
            (None, None, Some(text)) => STANDARD.decode(text).map_err(|error| error.to_string())?,
            (None, None, None) => Vec::new(),
            _ => return Err("a request has one body".to_owned()),
        };
        if let Some(wanted) = request.get("pad_to_bytes").and_then(Value::as_u64) {
            let wanted = usize::try_from(wanted).map_err(|error| error.to_string())?;
            raw.body.resize(raw.body.len().max(wanted), b' ');
        }
        let overrides = &request["headers"];
        let of = |name: &str, usual: Option<String>| -> Vec<String> {
            match overrides.get(name) {
                None => usual.into_iter().collect(),
                Some(Value::String(text)) => vec![self.fill(text)],
                Some(Value::Array(values)) => {
                    values.iter().filter_map(Value::as_str).map(|text| self.fill(text)).collect()
                }
                Some(_) => Vec::new(),
            }
        };
        let which = Which::of(&target);
        let logs_in = target == "/api/v1/login/";
        let signed = which == Which::Partner && !logs_in;
        let token = match which {
            Which::Operator => Some(OPERATOR_TOKEN),
            Which::Partner => (!logs_in).then_some(self.caller.token.as_str()),
        };
        let has_body = !raw.body.is_empty();
        let keys = of("x-jiko-idempotency", signed.then(|| key.to_owned()));
        let signature = {
            let key = keys.first().map_or("", String::as_str);
            let instead = text("signed_body").map(String::into_bytes);
            signed.then(|| sign(&self.caller.shared_secret, key, &target, instead.as_deref().unwrap_or(&raw.body)))
        };
        let usual = [
            ("authorization", of("authorization", token.map(|token| format!("Bearer {token}")))),
            ("content-type", of("content-type", has_body.then(|| "application/json".to_owned()))),
            ("x-jiko-idempotency", keys),
            ("x-jiko-signature", of("x-jiko-signature", signature)),
        ];
        let names: Vec<&str> = usual.iter().map(|(name, _)| *name).collect();
        let others = overrides.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let others: Vec<_> = others.filter(|name| !names.contains(name)).map(|name| (name, of(name, None))).collect();
        for (name, values) in usual.into_iter().chain(others) {
            raw.headers.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        }
        Ok(raw)
    }
}

/// How a body differs from the expected one, at which pointers.
pub fn compare(wanted: &Value, found: &Value, pointer: &str, out: &mut Vec<String>) {
    match (wanted, found) {
        (Value::String(text), _) if text == "{any}" => {}
        (Value::Object(wanted), Value::Object(found)) => {
            for (name, wanted) in wanted {
                match found.get(name) {
                    Some(found) => compare(wanted, found, &format!("{pointer}/{name}"), out),
                    None => out.push(format!("{pointer}/{name} is missing")),
                }
            }
            out.extend(
                found
                    .keys()
                    .filter(|name| !wanted.contains_key(*name))
                    .map(|name| format!("{pointer}/{name} is too many")),
            );
        }
        (Value::Array(wanted), Value::Array(found)) if pointer.ends_with("/errors") => {
            let mut left: Vec<&Value> = found.iter().collect();
            for wanted in wanted {
                let fits = left.iter().position(|found| {
                    let mut differences = Vec::new();
                    compare(wanted, found, "", &mut differences);
                    differences.is_empty()
                });
                match fits {
                    Some(index) => drop(left.remove(index)),
                    None => out.push(format!("{pointer}: no entry is {wanted}")),
                }
            }
            out.extend(left.iter().map(|found| format!("{pointer}: not expected: {found}")));
        }
        (Value::Array(wanted), Value::Array(found)) => {
            if wanted.len() != found.len() {
                out.push(format!("{pointer} has {} items, not {}", found.len(), wanted.len()));
            }
            for (index, (wanted, found)) in wanted.iter().zip(found).enumerate() {
                compare(wanted, found, &format!("{pointer}/{index}"), out);
            }
        }
        (wanted, found) if wanted == found => {}
        (wanted, found) => {
            let mut line = String::new();
            // Writing to memory cannot fail.
            let _written = write!(line, "{pointer} is {found}, not {wanted}");
            out.push(line);
        }
    }
}
