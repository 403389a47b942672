//! The reference model of the bank: customers, pockets, idempotency keys, tokens and closings as plain JSON.
//!
//! Owns what each request has to be answered, written again from `openapi/` (its order of checks, its rules, RFC 7396
//! for trusted contacts) and from nothing else: no type, no rule and no store of the service is used here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::ask::{Act, Asked, Key, Media, Path, Said, Signature, Text, Token, id};
use super::meaning;

/// How long a key counts as used, and a token is good: `openapi/partner.yaml`.
pub const HOUR_MS: i64 = 3_600_000;

/// Everything the bank knows, as far as one history can tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The bank's clock, in milliseconds.
    pub now_ms: i64,
    partners: Vec<Partner>,
    customers: BTreeMap<Uuid, Arc<Customer>>,
    keys: BTreeMap<(usize, Uuid), Arc<Used>>,
    /// The id of the request that is being explained.
    trace: Option<String>,
}

/// Which requests with the key of one ran while it did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contended {
    /// The same request.
    pub by_the_same: bool,
    /// Another one.
    pub by_another: bool,
}

impl Contended {
    fn by_any(self) -> bool {
        self.by_the_same || self.by_another
    }
}

/// A partner.
#[derive(Clone, Debug, PartialEq)]
struct Partner {
    id: Uuid,
    username: Arc<str>,
    enabled: bool,
    /// What it may call from; null where from anywhere.
    networks: Arc<Value>,
    /// When it was created, where that was asked for.
    created_ms: Option<i64>,
    token_until_ms: i64,
}

/// A key that was used.
#[derive(Debug, PartialEq)]
struct Used {
    request: Fingerprint,
    answer: Saved,
    until_ms: i64,
}

/// The answer that is kept for a key.
#[derive(Debug, PartialEq)]
enum Saved {
    /// Status, headers of its own and body, byte for byte.
    Seen(u16, Vec<(String, String)>, Vec<u8>),
    /// What it has to say: nobody has seen it yet.
    Unseen(Expected),
}

/// Target and body: what tells a request from another under the same key.
type Fingerprint = (String, Vec<u8>);

/// A customer: the members of the partner's view that are kept as they are, and what the rest follows from.
#[derive(Clone, Debug, PartialEq)]
struct Customer {
    partner: usize,
    /// What `getCustomer` answers, without `account_status` and `trusted_contact`.
    kept: Map<String, Value>,
    /// RFC 7396's target: null, or an object without nulls.
    contact: Value,
    pockets: Vec<Pocket>,
    frozen: bool,
    closed: bool,
    trail: Vec<Entry>,
    /// The ids of the requests that have made entries, and how many others have made some that nobody was told.
    traces: BTreeSet<String>,
    untraced: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Pocket {
    id: Uuid,
    balance: String,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    operation: &'static str,
    actor: &'static str,
    changed: Vec<&'static str>,
    reason: Value,
    at_ms: i64,
}

/// The headers of an answer that are part of what it says: not of this connection, nor of this exchange.
fn own_headers(said: &Said) -> Vec<(String, String)> {
    const OTHERS: [&str; 6] =
        ["connection", "content-length", "date", "idempotent-replayed", "transfer-encoding", "x-request-id"];
    let mut own: Vec<_> = said.headers.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())).cloned().collect();
    own.sort_unstable();
    own
}

/// What is expected of an answer.
#[derive(Clone, Debug, PartialEq)]
enum Expected {
    /// A problem of this kind; violations as place, pointer and keyword.
    Problem(u16, &'static str, Vec<(&'static str, String, String)>),
    /// This body.
    Json(u16, Value),
    /// No body.
    Nothing(u16),
    /// The saved answer.
    Replay(Arc<Used>),
}

use Expected::Problem;

/// What the model has in the place of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Otherwise {
    /// All of it.
    pub whole: String,
    /// What was found and what was expected, without ids, values and times.
    pub brief: String,
}

impl Otherwise {
    fn new(said: &Said, whole: impl Into<String>, brief: &str) -> Self {
        Self { whole: whole.into(), brief: format!("{} in place of {brief}", said.brief()) }
    }
}

/// A refusal without violations.
fn problem(status: u16, kind: &'static str) -> Expected {
    Problem(status, kind, Vec::new())
}

impl Model {
    /// A bank with partners of these ids and usernames, enabled and with tokens of an hour.
    pub fn new<'p>(now_ms: i64, partners: impl IntoIterator<Item = (Uuid, &'p str)>) -> Self {
        let partners = partners.into_iter().map(|(id, username)| Partner {
            id,
            username: username.into(),
            enabled: true,
            networks: Arc::default(),
            created_ms: None,
            token_until_ms: now_ms + HOUR_MS,
        });
        Self { now_ms, partners: partners.collect(), customers: BTreeMap::new(), keys: BTreeMap::new(), trace: None }
    }

    /// Gives a partner a token of an hour.
    pub fn renew(&mut self, partner: usize) {
        self.partners[partner].token_until_ms = self.now_ms + HOUR_MS;
    }

    /// A partner has logged in, and goes on with the token that it was given: good until the instant that it says.
    pub fn log_in(&mut self, partner: usize) {
        self.partners[partner].token_until_ms = self.expires_ms();
    }

    /// Until when a token is good that is given now: an hour, to the whole second, as the document's `expires` is.
    fn expires_ms(&self) -> i64 {
        self.now_ms.div_euclid(1000) * 1000 + HOUR_MS
    }

    /// Whether the model explains this answer to this request now; the model after it.
    ///
    /// `contended`: what other requests with the same key there were at the same time. They have their key before they
    /// change anything, so that it may be found taken before its change is seen.
    ///
    /// # Errors
    /// What was expected, where the answer is another.
    pub fn take(&mut self, asked: &Asked, said: &Said, contended: Contended) -> Result<(), Otherwise> {
        self.trace = said.header("x-request-id").map(str::to_owned);
        let taken = self.takes(asked, said, contended);
        self.trace = None;
        taken
    }

    fn takes(&mut self, asked: &Asked, said: &Said, contended: Contended) -> Result<(), Otherwise> {
        let words = |what: String| Otherwise::new(said, what.clone(), &what);
        let expected = match self.refused(asked) {
            Some(refusal) => refusal,
            None => match asked.act.operator() {
                true => self.operate(asked, said).map_err(words)?,
                false => {
                    if contended.by_another && said.is_problem(409, "idempotency-key-reused") {
                        return Ok(());
                    }
                    if contended.by_any() && said.is_problem(409, "request-in-flight") {
                        return match said.header("retry-after") {
                            Some(_) => Ok(()),
                            None => Err(words("a Retry-After while the first request is in flight".into())),
                        };
                    }
                    self.serve(asked, said)
                }
            },
        };
        expected.compare(said)
    }

    /// An update that is carried out, and whose answer is lost.
    pub fn carry_out(&mut self, asked: &Asked) {
        if self.refused(asked).is_none() {
            self.update(asked, None);
        }
    }

    /// The checks before any handler, in the documents' order: path, size, media types, token, signature, schema.
    fn refused(&self, asked: &Asked) -> Option<Expected> {
        let faults = &asked.faults;
        if faults.path == Path::Inexact {
            return Some(problem(404, "not-found"));
        }
        if faults.too_large {
            return Some(problem(413, "content-too-large"));
        }
        if asked.act.has_body()
            && faults.media != Media::Json
            && !(faults.media == Media::None && asked.body.is_empty())
        {
            return Some(problem(415, "unsupported-media-type"));
        }
        if faults.wants_html && !matches!(asked.act, Act::Enable | Act::Disable) {
            return Some(problem(406, "not-acceptable"));
        }
        let logs_in = matches!(asked.act, Act::LogIn { .. });
        if !logs_in {
            let known = match faults.token {
                Token::Own | Token::Others if asked.act.operator() => faults.token == Token::Own,
                Token::Own => self.now_ms < self.partners[asked.partner].token_until_ms,
                Token::Others => self.now_ms < self.partners[asked.other_partner()].token_until_ms,
                Token::None | Token::Unknown | Token::NoToken => false,
            };
            if !known {
                return Some(problem(401, "unauthorized"));
            }
        }
        if asked.act.signed() {
            match faults.signature {
                Signature::Twice => return Some(problem(400, "malformed-request")),
                Signature::None | Signature::NoBase64 => return Some(problem(401, "signature-mismatch")),
                // Another partner's token: then it is the other one's secret that has to have signed.
                _ if faults.key == Key::Twice => return Some(problem(400, "malformed-request")),
                Signature::Good if faults.token != Token::Others => {}
                _ => return Some(problem(401, "signature-mismatch")),
            }
        }
        let mut wrong = Vec::new();
        if faults.path == Path::NoId
            && let Some(name) = asked.act.path_parameter()
        {
            wrong.push(("path", format!("/{name}"), "format".to_owned()));
        }
        if let Act::Audit { limit: Some(limit), .. } = asked.act
            && !(1..=500).contains(&limit)
        {
            let keyword = if limit < 1 { "minimum" } else { "maximum" };
            wrong.push(("query", "/limit".to_owned(), keyword.to_owned()));
        }
        if asked.act.signed() {
            match faults.key {
                Key::None => wrong.push(("header", "/x-jiko-idempotency".to_owned(), "required".to_owned())),
                Key::NoUuid => wrong.push(("header", "/x-jiko-idempotency".to_owned(), "format".to_owned())),
                Key::Good | Key::Twice => {}
            }
        }
        if asked.act.has_body() {
            if faults.text != Text::Json {
                return Some(problem(400, "malformed-request"));
            }
            wrong.extend(meaning::against_schema(asked).into_iter().map(|(at, keyword)| ("body", at, keyword)));
        }
        (!wrong.is_empty()).then_some(Problem(422, "invalid-request", wrong))
    }

    /// A partner's request that came through every check.
    fn serve(&mut self, asked: &Asked, said: &Said) -> Expected {
        match &asked.act {
            Act::LogIn { right } => match right {
                true => {
                    let token = said.body["token"].clone();
                    let text = meaning::date_time(self.expires_ms());
                    Expected::Json(200, json!({ "token": token, "expires": text }))
                }
                false => problem(401, "unauthorized"),
            },
            Act::Get => match self.own(asked) {
                Some(customer) => Expected::Json(200, customer.view()),
                None => problem(404, "not-found"),
            },
            _ => self.update(asked, Some(said)),
        }
    }

    fn own(&self, asked: &Asked) -> Option<&Arc<Customer>> {
        self.customers.get(&asked.customer).filter(|customer| customer.partner == asked.partner)
    }

    /// "Update Customer Data": enabled, the key, the rules, and what is saved.
    fn update(&mut self, asked: &Asked, said: Option<&Said>) -> Expected {
        if !self.partners[asked.partner].enabled {
            return problem(403, "forbidden");
        }
        let id = (asked.partner, asked.key);
        let request = (asked.target.clone(), asked.body.clone());
        if let Some(used) = self.keys.get(&id).filter(|used| self.now_ms < used.until_ms) {
            return match used.request == request {
                true => Expected::Replay(Arc::clone(used)),
                false => problem(409, "idempotency-key-reused"),
            };
        }
        let expected = self.change(asked);
        let answer = match said {
            Some(said) => Saved::Seen(said.status, own_headers(said), said.bytes.clone()),
            None => Saved::Unseen(expected.clone()),
        };
        self.keys.insert(id, Arc::new(Used { request, answer, until_ms: self.now_ms + HOUR_MS }));
        expected
    }

    fn change(&mut self, asked: &Asked) -> Expected {
        let Some(before) = self.own(asked).cloned() else { return problem(404, "not-found") };
        if before.closed {
            return problem(409, "customer-closed");
        }
        let body = &asked.json;
        let mut after = Customer::clone(&before);
        if body.get("status").is_some() {
            if before.pockets.iter().any(|pocket| meaning::cents(&pocket.balance) != 0) {
                return problem(409, "pockets-not-empty");
            }
            after.closed = true;
            return self.put(asked, &before, after, body["closure_reason"].clone());
        }
        if let Some(patch) = body.get("trusted_contact") {
            if before.kept["type"] == "BUSINESS" {
                return problem(409, "trusted-contact-not-applicable");
            }
            merge_patch(&mut after.contact, patch);
        }
        let given = |name: &str| body.get(name).filter(|value| !value.is_null());
        if let Some(address) = given("address") {
            after.kept.insert("address".into(), whole_address(address));
        }
        if let Some(email) = given("email") {
            after.kept.insert("email".into(), email.clone());
        }
        let country = after.kept["address"]["country"].clone();
        if let Some(number) = given("phone_number") {
            after.kept.insert("phone_number".into(), meaning::e164(number, &country).unwrap_or_default().into());
        }
        let present = before.kept["address"]["country"].as_str().unwrap_or_default();
        let wrong = meaning::against_meaning(body, present);
        if !wrong.is_empty() {
            return Problem(422, "invalid-request", in_body(wrong));
        }
        self.put(asked, &before, after, Value::Null)
    }

    /// Replaces a customer; nothing is noted where nothing changed.
    fn put(&mut self, asked: &Asked, before: &Customer, mut after: Customer, reason: Value) -> Expected {
        let changed = before.differences(&after);
        if !changed.is_empty() {
            let (operation, operator) = (asked.act.name(), asked.act.operator());
            let actor = if operator { "OPERATOR" } else { "PARTNER" };
            after.trail.push(Entry { operation, actor, changed, reason, at_ms: self.now_ms });
            after.trace(self.trace.clone());
        }
        let after = Arc::new(after);
        let view = after.view();
        self.customers.insert(asked.customer, after);
        Expected::Json(200, view)
    }

    /// An operator's request that came through every check.
    fn operate(&mut self, asked: &Asked, said: &Said) -> Result<Expected, String> {
        match &asked.act {
            Act::Enable | Act::Disable => {
                self.partners[asked.partner].enabled = asked.act == Act::Enable;
                return Ok(Expected::Nothing(204));
            }
            Act::Create => {
                let wrong = meaning::against_meaning(&asked.json, "");
                if !wrong.is_empty() {
                    return Ok(Problem(422, "invalid-request", in_body(wrong)));
                }
                let id = said.id("customer_id").ok_or("a new customer with its id")?;
                if self.customers.contains_key(&id) {
                    return Err("an id that is new".into());
                }
                let mut customer = Customer::create(asked.partner, &asked.json, self.now_ms);
                customer.trace(self.trace.clone());
                let summary = customer.summary(id, asked);
                self.customers.insert(id, Arc::new(customer));
                return Ok(Expected::Json(201, summary));
            }
            Act::CreatePartner { .. } => return self.create_partner(&asked.json, said),
            Act::ListPartners => return self.listed(said),
            _ => {}
        }
        let Some(before) = self.customers.get(&asked.customer).cloned() else { return Ok(problem(404, "not-found")) };
        let mut after = Customer::clone(&before);
        Ok(match &asked.act {
            Act::Audit { limit, .. } => {
                let rest = before.trail.iter().skip(asked.after.0);
                let page: Vec<_> = rest.take(limit.unwrap_or(100).unsigned_abs() as usize).collect();
                return before.trail_is(&page, asked, said);
            }
            Act::SetBalance { balance, .. } => {
                let Some(pocket) = after.pockets.iter_mut().find(|pocket| pocket.id == asked.pocket) else {
                    return Ok(problem(404, "not-found"));
                };
                pocket.balance.clone_from(balance);
                if before.closed {
                    return Ok(problem(409, "customer-closed"));
                }
                let answer = pocket.message(asked.customer);
                self.put(asked, &before, after, Value::Null);
                Expected::Json(200, answer)
            }
            _ if before.closed => problem(409, "customer-closed"),
            Act::OpenPocket if before.frozen => problem(409, "customer-frozen"),
            Act::OpenPocket => {
                let id = said.id("pocket_id").ok_or("a new pocket with its id")?;
                if self.customers.values().any(|customer| customer.pockets.iter().any(|pocket| pocket.id == id)) {
                    return Err("an id that is new".into());
                }
                let pocket = Pocket { id, balance: "0.00".to_owned() };
                let answer = pocket.message(asked.customer);
                after.pockets.push(pocket);
                self.put(asked, &before, after, Value::Null);
                Expected::Json(201, answer)
            }
            _ => {
                after.frozen = asked.act == Act::Freeze;
                let summary = after.summary(asked.customer, asked);
                self.put(asked, &before, after, Value::Null);
                Expected::Json(200, summary)
            }
        })
    }

    /// A new partner; its secrets are the service's own.
    fn create_partner(&mut self, body: &Value, said: &Said) -> Result<Expected, String> {
        let networks = body.get("ip_allow_list").cloned().unwrap_or_default();
        let wrong = meaning::against_networks(&networks);
        if !wrong.is_empty() {
            return Ok(Problem(422, "invalid-request", in_body(wrong)));
        }
        let username = body["username"].as_str().unwrap_or_default();
        if self.partners.iter().any(|known| *known.username == *username) {
            return Ok(problem(409, "username-taken"));
        }
        let id = said.id("partner_id").filter(|id| self.partners.iter().all(|known| known.id != *id));
        let partner = Partner {
            id: id.ok_or("a new partner with an id that is new")?,
            username: username.into(),
            enabled: body["update_customer_data_enabled"] == true,
            networks: Arc::new(networks),
            created_ms: Some(self.now_ms),
            token_until_ms: self.now_ms,
        };
        let mut answer = partner.message(&said.body["created_at"])?;
        for name in ["password", "shared_secret"] {
            // Nobody guesses 16 random bytes.
            let secret = said.body[name].as_str().filter(|secret| secret.len() >= 22).ok_or("secrets of its own")?;
            answer[name] = secret.into();
        }
        if answer["password"] == answer["shared_secret"] {
            return Err("two secrets".to_owned());
        }
        self.partners.push(partner);
        Ok(Expected::Json(201, answer))
    }

    /// All partners, oldest first; those of other histories over the same bank are between them, and theirs to judge.
    fn listed(&self, said: &Said) -> Result<Expected, String> {
        let mut expected = said.body.clone();
        let listed = expected["partners"].as_array_mut().ok_or("a list of partners")?;
        let mut own = self.partners.iter();
        for found in listed.iter_mut() {
            if self.partners.iter().any(|known| Some(known.id) == id(&found["partner_id"])) {
                let next = own.next().ok_or("each partner once")?;
                *found = next.message(&found["created_at"])?;
            }
        }
        match own.next() {
            Some(missing) => Err(format!("the partner {}, too", missing.id)),
            None => Ok(Expected::Json(200, expected)),
        }
    }
}

impl Partner {
    /// What operators see of it, with an instant that has to be right.
    fn message(&self, created_at: &Value) -> Result<Value, String> {
        if self.created_ms.is_some_and(|created| meaning::milliseconds(created_at) != Some(created)) {
            return Err("a partner that was created now".to_owned());
        }
        Ok(json!({
            "partner_id": self.id, "username": *self.username, "update_customer_data_enabled": self.enabled,
            "ip_allow_list": *self.networks, "created_at": created_at,
        }))
    }
}

fn in_body(wrong: Vec<(String, String)>) -> Vec<(&'static str, String, String)> {
    wrong.into_iter().map(|(pointer, keyword)| ("body", pointer, keyword)).collect()
}

/// RFC 7396, section 2, word for word.
pub fn merge_patch(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Value::Object(members) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(name);
        } else {
            merge_patch(members.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// An object with every one of these members, null where it has none.
fn with_all(object: &Value, names: &[&str]) -> Value {
    let whole = names.iter().map(|name| ((*name).to_owned(), object.get(name).cloned().unwrap_or_default()));
    Value::Object(whole.collect())
}

fn whole_address(address: &Value) -> Value {
    with_all(address, &["street_address", "street_address2", "city", "postal_code", "state", "country"])
}

impl Customer {
    fn create(partner: usize, body: &Value, at_ms: i64) -> Self {
        let mut kept = Map::new();
        for name in ["type", "name", "date_of_birth", "identification_number", "email"] {
            if let Some(value) = body.get(name) {
                kept.insert(name.to_owned(), value.clone());
            }
        }
        let individual = body["type"] == "INDIVIDUAL";
        let kind = if individual { "identification_type" } else { "type" };
        let number = with_all(&body["identification_number"], &["identification_number", "issuing_country", kind]);
        kept.insert("identification_number".into(), number);
        if individual {
            kept.insert("name".into(), with_all(&body["name"], &["first_name", "middle_name", "last_name"]));
        }
        kept.insert("address".into(), whole_address(&body["address"]));
        let number = meaning::e164(&body["phone_number"], &body["address"]["country"]);
        kept.insert("phone_number".into(), number.unwrap_or_default().into());
        let mut contact = Value::Null;
        if let Some(given) = body.get("trusted_contact") {
            merge_patch(&mut contact, given);
        }
        let (operation, actor, changed) = ("create_customer", "OPERATOR", vec!["created"]);
        let created = Entry { operation, actor, changed, reason: Value::Null, at_ms };
        Self {
            partner,
            kept,
            contact,
            pockets: Vec::new(),
            frozen: false,
            closed: false,
            trail: vec![created],
            traces: BTreeSet::new(),
            untraced: 0,
        }
    }

    /// Keeps by which request an entry was made.
    fn trace(&mut self, id: Option<String>) {
        match id {
            Some(id) => drop(self.traces.insert(id)),
            None => self.untraced += 1,
        }
    }

    fn status(&self) -> &'static str {
        match self {
            Self { closed: true, .. } => "CLOSED",
            Self { frozen: true, .. } => "FROZEN",
            Self { pockets, .. } if pockets.is_empty() => "PENDING",
            _ => "OPEN",
        }
    }

    /// What a partner sees: every member, null where there is nothing.
    fn view(&self) -> Value {
        let mut view = self.kept.clone();
        view.insert("account_status".into(), self.status().into());
        if self.kept["type"] == "INDIVIDUAL" {
            let contact = match &self.contact {
                Value::Null => Value::Null,
                contact => with_all(contact, &["first_name", "last_name", "email", "phone_number", "address"]),
            };
            view.insert("trusted_contact".into(), contact);
        }
        Value::Object(view)
    }

    fn summary(&self, id: Uuid, asked: &Asked) -> Value {
        let partner = asked.partner_ids[self.partner];
        json!({ "customer_id": id, "partner_id": partner, "type": self.kept["type"], "account_status": self.status() })
    }

    fn differences(&self, after: &Self) -> Vec<&'static str> {
        let mut names: Vec<_> = ["email", "phone_number", "address"]
            .into_iter()
            .filter(|name| self.kept.get(*name) != after.kept.get(*name))
            .collect();
        // A closing closes the pockets too.
        let pockets = self.pockets != after.pockets || (self.closed != after.closed && !self.pockets.is_empty());
        for (differs, name) in [
            (self.contact != after.contact, "trusted_contact"),
            (pockets, "pockets"),
            (self.status() != after.status(), "account_status"),
        ] {
            if differs {
                names.push(name);
            }
        }
        names
    }

    /// Whether a page of the trail is this one. Hashes, traces and sequence numbers are the service's own; of its digests,
    /// each entry begins with what the one before has ended with.
    fn trail_is(&self, page: &[&Entry], asked: &Asked, said: &Said) -> Result<Expected, String> {
        let mut expected = said.body.clone();
        let found = expected["entries"].as_array_mut().ok_or("a page of the audit trail")?;
        let mut last = asked.after.1;
        for entry in found.iter() {
            let sequence = entry["sequence"].as_u64().unwrap_or_default();
            if sequence <= last {
                return Err("sequence numbers that rise".into());
            }
            last = sequence;
        }
        if found.len() != page.len() {
            return Err(format!("{} entries in the audit trail", page.len()));
        }
        let follows = |pair: &[Value]| pair[0]["after"] == pair[1]["before"];
        let changes = |entry: &Value| entry["before"] != entry["after"] && !entry["after"].is_null();
        if !found.windows(2).all(follows) || !found.iter().all(changes) {
            return Err("digests that follow from each other".into());
        }
        let traces: BTreeSet<&str> = found.iter().filter_map(|entry| entry["trace_id"].as_str()).collect();
        let unknown = traces.iter().filter(|id| !self.traces.contains(**id)).count();
        if traces.len() < found.len() || unknown > self.untraced {
            return Err("entries with the ids of the requests that made them, one each".into());
        }
        for (found, entry) in found.iter_mut().zip(page) {
            if meaning::milliseconds(&found["recorded_at"]) != Some(entry.at_ms) {
                return Err("entries of when it was".into());
            }
            if found["before"].is_null() != (entry.operation == "create_customer") {
                return Err("a digest of what was before, of all but the first".into());
            }
            found["customer_id"] = json!(asked.customer);
            found["partner_id"] = json!(asked.partner_ids[self.partner]);
            found["operation"] = entry.operation.into();
            found["actor"] = entry.actor.into();
            found["changed"] = entry.changed.clone().into();
            found["reason"] = entry.reason.clone();
        }
        Ok(Expected::Json(200, expected))
    }
}

impl Pocket {
    /// A pocket is open in every answer about it: a closed customer's takes no request.
    fn message(&self, customer: Uuid) -> Value {
        json!({
            "pocket_id": self.id, "customer_id": customer, "status": "OPEN", "currency": "USD", "balance": self.balance,
        })
    }
}

impl Expected {
    fn compare(&self, said: &Said) -> Result<(), Otherwise> {
        let replayed = said.header("idempotent-replayed");
        let right = match self {
            Self::Replay(used) => {
                replayed == Some("true")
                    && match &used.answer {
                        Saved::Seen(status, headers, bytes) => {
                            said.status == *status && own_headers(said) == *headers && said.bytes == *bytes
                        }
                        Saved::Unseen(expected) => expected.is_said(said),
                    }
            }
            other => replayed.is_none() && other.is_said(said),
        };
        if right { Ok(()) } else { Err(Otherwise::new(said, self.to_string(), &self.brief(said))) }
    }

    /// What was expected, without ids, values and times; of a body that differs, which of its members do.
    fn brief(&self, said: &Said) -> String {
        match self {
            Problem(status, kind, wrong) => {
                let places: Vec<String> = wrong.iter().map(|(_, at, keyword)| format!(" {at} {keyword}")).collect();
                format!("{status} {kind}{}", places.concat())
            }
            Self::Json(status, body) if said.status == *status => {
                let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
                let (wanted, found) = (members(body), members(&said.body));
                let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
                let differ = names.into_iter().filter(|name| wanted.get(*name) != found.get(*name));
                format!("{status} with another {}", differ.map(String::as_str).collect::<Vec<_>>().join(", "))
            }
            Self::Json(status, _) | Self::Nothing(status) => status.to_string(),
            Self::Replay(_) => "a replay".to_owned(),
        }
    }

    /// Whether an answer says this, whether or not it is a replay.
    fn is_said(&self, said: &Said) -> bool {
        match self {
            Problem(status, kind, wrong) => {
                said.is_problem(*status, kind) && {
                    let mut wanted = wrong.clone();
                    let mut found: Vec<_> = said.violations();
                    wanted.sort();
                    found.sort();
                    wanted.len() == found.len() && wanted.iter().zip(&found).all(|(a, b)| (a.0, &*a.1, &*a.2) == *b)
                }
            }
            Self::Json(status, body) => said.status == *status && said.body == *body,
            Self::Nothing(status) => said.status == *status && said.bytes.is_empty(),
            Self::Replay(_) => false,
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Problem(status, kind, wrong) if wrong.is_empty() => write!(f, "{status} {kind}"),
            Problem(status, kind, wrong) => write!(f, "{status} {kind} with {wrong:?}"),
            Self::Json(status, body) => write!(f, "{status} {body}"),
            Self::Nothing(status) => write!(f, "{status} without a body"),
            Self::Replay(used) => match &used.answer {
                Saved::Seen(status, ..) => write!(f, "{status} again, byte for byte, as replayed"),
                Saved::Unseen(expected) => write!(f, "{expected}, as replayed"),
            },
        }
    }
}
