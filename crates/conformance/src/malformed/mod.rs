//! Malformed requests, and what each is answered: tables of operations and kinds, sent over real sockets.
//!
//! In the spirit of the suites that other protocols have for this (Smithy's for restJson1 among them), with cases of our
//! own. Every case is a good request of one operation with one thing wrong, and names the status, the kind of problem
//! and each place that has to be listed. Every answer is held against the document as well.

mod bodies;
mod framing;
mod heads;
mod members;

use std::fmt;

use serde_json::{Value, json};

use crate::connection::Connection;
use crate::contract::Exchange;
use crate::histories::Bank;
use crate::histories::ask::Said;
use crate::message;
use crate::world::{OPERATOR_TOKEN, SetUp, Which, contract, sign};

/// What the answer has to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// The operation's success: what looks wrong and is not.
    Success,
    /// A problem with these places and keywords: `body`, `path`, `query` or `header`, pointer, keyword.
    Problem(u16, &'static str, Vec<(&'static str, String, &'static str)>),
    /// A status without a problem, from below the document: HTTP's own framing, and the router's.
    Bare(&'static [u16]),
}

impl Expected {
    fn problem(status: u16, kind: &'static str) -> Self {
        Self::Problem(status, kind, Vec::new())
    }

    fn invalid(place: &'static str, pointer: impl Into<String>, keyword: &'static str) -> Self {
        Self::Problem(422, "invalid-request", vec![(place, pointer.into(), keyword)])
    }

    fn malformed() -> Self {
        Self::problem(400, "malformed-request")
    }
}

/// An operation, and a request of it that is good.
#[derive(Clone, Debug)]
pub struct Good {
    /// The `operationId`.
    pub operation: &'static str,
    /// What the tables of members call its body: the operation, but for the body of a business.
    table: &'static str,
    which: Which,
    method: &'static str,
    /// With the ids of the fixture.
    path: String,
    /// The body's text; `None` where the operation takes none.
    body: Option<String>,
    signed: bool,
    secured: bool,
    success: u16,
    /// The kind of problem that its success is, where nothing better can be had of a request that changes nothing.
    kind: Option<&'static str>,
    /// Whether a successful answer has a body.
    answers: bool,
}

/// A case: what is sent, and what has to come.
#[derive(Clone, Debug)]
pub struct Case {
    /// Operation and what is wrong.
    pub name: String,
    which: Which,
    method: String,
    success: u16,
    kind: Option<&'static str>,
    bytes: Vec<u8>,
    expected: Expected,
    /// Whether the connection has to be closed after the answer.
    closes: bool,
}

/// What a request is made of, for the tables to change.
#[derive(Clone, Debug)]
struct Draft {
    method: String,
    target: String,
    /// In their order.
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    /// What is signed in place of the body.
    sign: bool,
}

/// What of a fixture goes into requests.
struct Fixture {
    token: String,
    secret: String,
    customer: String,
    pocket: String,
    partner: String,
    /// Another partner, for what its own requests would not survive.
    other_partner: String,
}

/// What came of the cases.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many requests with something wrong there were.
    pub malformed: usize,
    /// How many that only look so, or are the good ones that the others differ from.
    pub good: usize,
    /// Which were answered otherwise.
    pub failures: Vec<String>,
}

const INDIVIDUAL: &str = r#"{"type":"INDIVIDUAL","name":{"first_name":"Noor","last_name":"Haddad"},"date_of_birth":"1988-02-29","identification_number":{"identification_number":"900-00-0001","identification_type":"SSN"},"email":"noor@mail.example","phone_number":"+12025550143","address":{"street_address":"18 Alder Court","city":"Trenton","postal_code":"08608","country":"US"},"trusted_contact":{"first_name":"Samir"}}"#;

const BUSINESS: &str = r#"{"type":"BUSINESS","name":"Larkspur Bakery LLC","identification_number":{"identification_number":"00-0000001","type":"EIN"},"email":"office@larkspur.example","phone_number":"+12025550188","address":{"street_address":"400 Mill Street","city":"Columbus","postal_code":"43215","country":"US"}}"#;

/// What the tables of members call the body that creates a business.
const OF_A_BUSINESS: &str = "createCustomer of a business";

const UPDATE: &str = r#"{"email":"noor@mail.example","trusted_contact":{"first_name":"Samir"},"address":{"street_address":"18 Alder Court","city":"Trenton","postal_code":"08608","country":"US"}}"#;

/// A request of each operation that is good, over one customer.
fn goods(fixture: &Fixture) -> Vec<Good> {
    let Fixture { customer, pocket, partner, other_partner, .. } = fixture;
    let good = |operation, method, path: String, body: Option<&str>, success| Good {
        operation,
        table: operation,
        which: Which::of(&path),
        method,
        body: body.map(str::to_owned),
        signed: path.contains("/api/v1/customers/"),
        secured: operation != "logIn",
        success,
        kind: match operation {
            "logIn" => Some("unauthorized"),
            "createPartner" => Some("username-taken"),
            _ => None,
        },
        answers: success != 204,
        path,
    };
    let of_customer = |rest: &str| format!("/operator/v1/customers/{customer}/{rest}");
    let of_partner = |rest: &str| format!("/operator/v1/partners/{partner}/{rest}");
    let partners = "/operator/v1/partners".to_owned();
    vec![
        good("logIn", "POST", "/api/v1/login/".into(), Some(r#"{"username":"nobody","password":"x"}"#), 401),
        good("getCustomer", "GET", format!("/api/v1/customers/{customer}/"), None, 200),
        good("updateCustomerData", "PATCH", format!("/api/v1/customers/{customer}/"), Some(UPDATE), 200),
        // Taken already: a good request that makes nothing.
        good("createPartner", "POST", partners.clone(), Some(r#"{"username":"template"}"#), 409),
        good("listPartners", "GET", partners, None, 200),
        good("enableUpdateCustomerData", "PUT", of_partner("update-customer-data"), None, 204),
        good(
            "disableUpdateCustomerData",
            "DELETE",
            format!("/operator/v1/partners/{other_partner}/update-customer-data"),
            None,
            204,
        ),
        good("createCustomer", "POST", of_partner("customers"), Some(INDIVIDUAL), 201),
        good("openPocket", "POST", of_customer("pockets"), None, 201),
        good(
            "setPocketBalance",
            "PUT",
            of_customer(&format!("pockets/{pocket}/balance")),
            Some(r#"{"balance":"0.00"}"#),
            200,
        ),
        good("freezeCustomer", "PUT", of_customer("freeze"), None, 200),
        good("unfreezeCustomer", "DELETE", of_customer("freeze"), None, 200),
        good("listAuditEntries", "GET", of_customer("audit-entries"), None, 200),
    ]
}

impl Good {
    fn draft(&self, fixture: &Fixture) -> Draft {
        let mut headers = Vec::new();
        let mut header = |name: &str, value: String| headers.push((name.to_owned(), value.into_bytes()));
        if self.secured {
            let token = if self.which == Which::Operator { OPERATOR_TOKEN } else { &fixture.token };
            header("authorization", format!("Bearer {token}"));
        }
        if self.signed {
            header("x-jiko-idempotency", uuid::Uuid::new_v4().to_string());
        }
        if self.body.is_some() {
            header("content-type", "application/json".to_owned());
        }
        Draft {
            method: self.method.to_owned(),
            target: self.path.clone(),
            headers,
            body: self.body.clone().unwrap_or_default().into_bytes(),
            sign: self.signed,
        }
    }

    fn case(&self, kind: impl fmt::Display, draft: Draft, fixture: &Fixture, expected: Expected) -> Case {
        let of = if self.table == self.operation { "" } else { "of a business: " };
        Case {
            name: format!("{}: {of}{kind}", self.operation),
            which: self.which,
            method: draft.method.clone(),
            success: self.success,
            kind: self.kind,
            bytes: draft.bytes(&fixture.secret, true),
            expected,
            closes: false,
        }
    }
}

impl Draft {
    fn remove(&mut self, name: &str) {
        self.headers.retain(|(known, _)| known != name);
    }

    fn set(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.remove(name);
        self.add(name, value);
    }

    fn add(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
    }

    fn text(&self, name: &str) -> String {
        let value = self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        String::from_utf8(value.unwrap_or_default()).unwrap_or_default()
    }

    fn signature(&self, secret: &str) -> String {
        sign(secret, &self.text("x-jiko-idempotency"), &self.target, &self.body)
    }

    /// The bytes; `framed`: with the body's length where there is a body.
    fn bytes(&self, secret: &str, framed: bool) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", self.method, self.target).into_bytes();
        let mut header = |name: &[u8], value: &[u8]| {
            for part in [name, b": ", value, b"\r\n"] {
                bytes.extend_from_slice(part);
            }
        };
        for (name, value) in &self.headers {
            header(name.as_bytes(), value);
        }
        if self.sign {
            header(b"x-jiko-signature", self.signature(secret).as_bytes());
        }
        if framed && !self.body.is_empty() {
            header(b"content-length", self.body.len().to_string().as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// Every case over a fixture.
fn cases(fixture: &Fixture) -> Vec<Case> {
    let goods = goods(fixture);
    let mut found: Vec<Case> = Vec::new();
    for good in &goods {
        // The good request itself: what the others differ from.
        found.push(good.case("nothing is wrong", good.draft(fixture), fixture, Expected::Success));
        found.extend(bodies::cases(good, fixture));
        found.extend(members::cases(good, fixture));
        found.extend(heads::cases(good, fixture));
        if good.operation == "createCustomer" {
            // The same operation; its members are others.
            let business = Good { table: OF_A_BUSINESS, body: Some(BUSINESS.to_owned()), ..good.clone() };
            found.push(business.case("nothing is wrong", business.draft(fixture), fixture, Expected::Success));
            found.extend(members::cases(&business, fixture));
        }
    }
    found.extend(framing::cases(&goods, fixture));
    found
}

/// Sends every case.
///
/// # Errors
/// When no service can be started.
pub async fn run(progress: impl Fn(&str)) -> Result<Outcome, SetUp> {
    let bank = Bank::start().await?;
    let fixture = fixture(&bank).await?;
    let (mut partner, mut operator) = (Connection::new(bank.partner), Connection::new(bank.operator));
    let mut outcome = Outcome::default();
    for case in cases(&fixture) {
        progress(&case.name);
        match case.expected {
            Expected::Success => outcome.good += 1,
            _ => outcome.malformed += 1,
        }
        let connection = if case.which == Which::Operator { &mut operator } else { &mut partner };
        if let Err(why) = case.run(connection).await {
            outcome.failures.push(format!("{}: {why}", case.name));
        }
    }
    bank.stop().await;
    Ok(outcome)
}

/// What the first case that fails says; of one operation, or of all.
///
/// # Errors
/// When no service can be started.
pub async fn first_failure(operation: Option<&str>) -> Result<Option<String>, SetUp> {
    let bank = Bank::start().await?;
    let fixture = fixture(&bank).await?;
    let (mut partner, mut operator) = (Connection::new(bank.partner), Connection::new(bank.operator));
    let is_wanted =
        |case: &Case| operation.is_none_or(|id| case.name.split_once(':').is_some_and(|(name, _)| name == id));
    let mut found = None;
    for case in cases(&fixture).into_iter().filter(is_wanted) {
        let connection = if case.which == Which::Operator { &mut operator } else { &mut partner };
        if let Err(why) = case.run(connection).await {
            found = Some(format!("{}: {why}", case.name));
            break;
        }
    }
    bank.stop().await;
    Ok(found)
}

async fn fixture(bank: &Bank) -> Result<Fixture, SetUp> {
    let (member, other) = (bank.join().await?, bank.join().await?);
    let mut operator = Connection::new(bank.operator);
    let mut post = async |path: String, body: &str| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = operator.exchange(head.as_bytes(), "POST").await?;
        Ok::<Value, SetUp>(Said::new(&answer.message).body)
    };
    let text = |json: &Value, name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let created = post(format!("/operator/v1/partners/{}/customers", member.id), INDIVIDUAL).await?;
    let customer = text(&created, "customer_id");
    let opened = post(format!("/operator/v1/customers/{customer}/pockets"), "").await?;
    let pocket = text(&opened, "pocket_id");
    let (partner, other_partner) = (member.id.to_string(), other.id.to_string());
    Ok(Fixture { token: member.token, secret: member.secret, customer, pocket, partner, other_partner })
}

impl Case {
    async fn run(&self, connection: &mut Connection) -> Result<(), String> {
        let answer =
            connection.exchange(&self.bytes, &self.method).await.map_err(|error| format!("no answer: {error}"))?;
        let said = Said::new(&answer.message);
        if self.closes && !answer.closed {
            return Err("the connection is left open".to_owned());
        }
        let right = match &self.expected {
            Expected::Success => {
                said.status == self.success && self.kind.is_none_or(|kind| said.is_problem(self.success, kind))
            }
            Expected::Problem(status, kind, places) => {
                let mut wanted: Vec<_> =
                    places.iter().map(|(place, at, keyword)| (*place, &at[..], *keyword)).collect();
                let mut found = said.violations();
                wanted.sort_unstable();
                found.sort_unstable();
                said.is_problem(*status, kind) && wanted == found
            }
            Expected::Bare(statuses) => statuses.contains(&said.status),
        };
        if !right {
            let (status, body) = (said.status, if said.body.is_null() { json!("") } else { said.body });
            return Err(format!("expected {:?}, but it is {status} {body}", self.expected));
        }
        // What HTTP itself refuses is below the document.
        if matches!(self.expected, Expected::Bare(_)) {
            return Ok(());
        }
        let Some(request) = message::requests(&self.bytes).into_iter().next() else { return Ok(()) };
        let exchange = Exchange { request, answer: answer.message };
        let undeclared = contract(self.which).undeclared(&exchange);
        if undeclared.is_empty() { Ok(()) } else { Err(format!("undeclared: {}", undeclared.join("; "))) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_a_good_request_of_each_operation() {
        let id = |at: u128| uuid::Uuid::from_u128(at).to_string();
        let (token, secret) = (String::new(), String::new());
        let (customer, pocket, partner, other_partner) = (id(1), id(2), id(3), id(4));
        let fixture = Fixture { token, secret, customer, pocket, partner, other_partner };
        let goods = goods(&fixture);
        let asked: BTreeSet<&str> = goods.iter().map(|good| good.operation).collect();
        let operations = [Which::Partner, Which::Operator].into_iter().flat_map(|which| contract(which).operations());
        assert_eq!(asked, operations.map(|operation| operation.id).collect());
        for good in &goods {
            let found = contract(good.which).operation(good.method, &good.path);
            assert_eq!(found.map(|(operation, _)| operation.id), Some(good.operation), "{}", good.path);
        }
    }
}
