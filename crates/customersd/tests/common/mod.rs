//! A service on free ports with a partner to call it, and raw requests: what is sent is what the test says.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod raw;

use std::net::IpAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use customers::{KeyRing, ManualClock};
use customersd::{Config, Drained, Service, StoreChoice};
use handlers::{OperatorToken, RateLimits};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use sha2::Sha256;
use store_sqlite::{Options, SqliteStore};
use tempfile::TempDir;
use uuid::Uuid;

pub const OPERATOR_TOKEN: &str = "operators-of-the-tests-0123456789abcdef";
pub const DATA_KEYS: &str = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub const KINDS: [&str; 2] = ["INDIVIDUAL", "BUSINESS"];

/// What the store's writer does when it comes to a change.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<Mode>, Condvar)>);

#[derive(Clone, Copy, Default, PartialEq)]
enum Mode {
    #[default]
    Pass,
    Fail,
    Wait,
}

impl Gate {
    pub fn pass(&self) {
        self.set(Mode::Pass);
    }

    pub fn fail(&self) {
        self.set(Mode::Fail);
    }

    pub fn wait(&self) {
        self.set(Mode::Wait);
    }

    fn set(&self, mode: Mode) {
        *self.0.0.lock().unwrap() = mode;
        self.0.1.notify_all();
    }

    fn fails(&self) -> bool {
        let mut mode = self.0.0.lock().unwrap();
        while *mode == Mode::Wait {
            mode = self.0.1.wait(mode).unwrap();
        }
        *mode == Mode::Fail
    }
}

pub struct World {
    pub service: Service<SqliteStore>,
    pub clock: Arc<ManualClock>,
    pub gate: Gate,
    /// What the service was started with.
    pub config: Config,
    folder: TempDir,
}

pub fn config(folder: &TempDir) -> Config {
    let store = StoreChoice::Sqlite(folder.path().join("customers.db"));
    let keys: KeyRing = DATA_KEYS.parse().unwrap();
    let mut config = Config::new(store, keys, OperatorToken::new(OPERATOR_TOKEN).unwrap()).on_free_ports();
    config.rate_limits = RateLimits::OFF;
    config
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let mut config = config(&folder);
        let clock = Arc::new(ManualClock::default());
        config.clock = clock.clone();
        change(&mut config);
        let gate = Gate::default();
        let StoreChoice::Sqlite(path) = &config.store;
        let mut options = Options::new(path, config.key_ring.clone());
        options.clock = clock.clone();
        let asked = gate.clone();
        options.failpoint = Some(Arc::new(move |_step| asked.fails()));
        let store = SqliteStore::open(options).unwrap();
        let service = Service::over(Arc::new(store), &config).unwrap();
        Self { service, clock, gate, config, folder }
    }

    pub fn url(&self, path: &str) -> String {
        if path.starts_with("/operator/") {
            format!("{}{path}", self.service.operator_url())
        } else {
            format!("{}{path}", self.service.partner_url())
        }
    }

    /// An operator's request.
    pub async fn operator(&self, method: &str, path: &str, body: Value) -> Answer {
        self.operator_request(method, path, body).send().await
    }

    pub fn operator_request(&self, method: &str, path: &str, body: Value) -> Request {
        let request = Request::new(method, self.url(path)).header("authorization", bearer(OPERATOR_TOKEN));
        if body.is_null() { request } else { request.json(&body) }
    }

    /// A partner for which the endpoint is enabled, logged in.
    pub async fn partner(&self) -> Partner {
        self.partner_of(json!({ "update_customer_data_enabled": true })).await
    }

    pub async fn partner_of(&self, settings: Value) -> Partner {
        let mut partner = self.new_partner(settings).await;
        partner.token = self.log_in(&partner).await;
        partner
    }

    pub async fn new_partner(&self, mut settings: Value) -> Partner {
        settings["username"] = format!("acorn-{}", &Uuid::new_v4().simple().to_string()[..12]).into();
        let answer = self.operator("POST", "/operator/v1/partners", settings).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let created = answer.json();
        let member = |name: &str| created[name].as_str().unwrap().to_owned();
        Partner {
            id: member("partner_id"),
            username: member("username"),
            password: member("password"),
            secret: member("shared_secret"),
            token: String::new(),
        }
    }

    pub async fn log_in(&self, partner: &Partner) -> String {
        let credentials = json!({ "username": partner.username, "password": partner.password });
        let answer = Request::new("POST", self.url("/api/v1/login/")).json(&credentials).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A PENDING customer of this kind.
    pub async fn customer(&self, partner: &Partner, kind: &str) -> String {
        let path = format!("/operator/v1/partners/{}/customers", partner.id);
        let answer = self.operator("POST", &path, new_customer(kind)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["customer_id"].as_str().unwrap().to_owned()
    }

    /// An OPEN customer of this kind with one pocket: the customer's id and the pocket's.
    pub async fn open_customer(&self, partner: &Partner, kind: &str) -> (String, String) {
        let customer = self.customer(partner, kind).await;
        let answer = self.operator("POST", &format!("/operator/v1/customers/{customer}/pockets"), Value::Null).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        (customer, answer.json()["pocket_id"].as_str().unwrap().to_owned())
    }

    pub async fn set_balance(&self, customer: &str, pocket: &str, balance: &str) -> Answer {
        let path = format!("/operator/v1/customers/{customer}/pockets/{pocket}/balance");
        self.operator("PUT", &path, json!({ "balance": balance })).await
    }

    /// A partner's update.
    pub async fn patch(&self, partner: &Partner, customer: &str, body: Value) -> Answer {
        self.patch_request(partner, customer, body.to_string()).send().await
    }

    pub fn patch_request(&self, partner: &Partner, customer: &str, body: impl Into<Vec<u8>>) -> Request {
        let request = Request::new("PATCH", self.url(&customer_path(customer))).signed(partner, Uuid::new_v4());
        request.header("content-type", "application/json").body(body)
    }

    pub async fn get(&self, partner: &Partner, customer: &str) -> Answer {
        self.get_request(partner, customer).send().await
    }

    pub fn get_request(&self, partner: &Partner, customer: &str) -> Request {
        Request::new("GET", self.url(&customer_path(customer))).signed(partner, Uuid::new_v4())
    }

    /// How many rows a table of the store has.
    pub fn rows(&self, table: &str) -> u64 {
        let database = rusqlite::Connection::open(self.folder.path().join("customers.db")).unwrap();
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    pub async fn stop(self) -> Drained {
        self.service.stop().await
    }
}

pub struct Partner {
    pub id: String,
    pub username: String,
    pub password: String,
    pub secret: String,
    pub token: String,
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub fn customer_path(customer: &str) -> String {
    format!("/api/v1/customers/{customer}/")
}

pub fn close() -> Value {
    json!({ "status": "CLOSED", "closure_reason": "USER_INSTIGATED" })
}

pub fn new_customer(kind: &str) -> Value {
    let mut customer = json!({
        "type": kind,
        "email": "noor.haddad@mail.example",
        "phone_number": "+12025550143",
        "address": {
            "street_address": "18 Alder Court", "street_address2": "Apt 4", "city": "Trenton",
            "postal_code": "08608", "state": "NJ", "country": "US"
        }
    });
    if kind == "INDIVIDUAL" {
        customer["name"] = json!({ "first_name": "Noor", "last_name": "Haddad" });
        customer["date_of_birth"] = "1988-02-29".into();
        customer["identification_number"] =
            json!({ "identification_number": "900-00-0001", "identification_type": "SSN" });
    } else {
        customer["name"] = "Larkspur Bakery LLC".into();
        customer["identification_number"] = json!({ "identification_number": "00-0000001", "type": "EIN" });
    }
    customer
}

/// A request whose every part a test may change.
#[derive(Clone)]
pub struct Request {
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Vec<u8>,
    secret: Option<String>,
    from: Option<IpAddr>,
}

impl Request {
    pub fn new(method: &str, url: String) -> Self {
        let method = method.parse().unwrap();
        Self { method, url, headers: HeaderMap::new(), body: Vec::new(), secret: None, from: None }
    }

    pub fn signed(self, partner: &Partner, key: Uuid) -> Self {
        let mut signed = self.header("authorization", bearer(&partner.token)).key(key);
        signed.secret = Some(partner.secret.clone());
        signed
    }

    pub fn key(self, key: Uuid) -> Self {
        self.header("x-jiko-idempotency", key.to_string())
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value.into()).unwrap());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn from(mut self, address: &str) -> Self {
        self.from = Some(address.parse().unwrap());
        self
    }

    /// Scheme, address and port.
    pub fn origin(&self) -> &str {
        self.url.strip_suffix(&self.path()).unwrap()
    }

    fn path(&self) -> String {
        self.url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap()
    }

    /// All of it as HTTP/1.1 writes it: for requests that are sent piece by piece.
    pub fn text(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", self.method, self.path());
        for (name, value) in &self.final_headers() {
            text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [text.as_bytes(), &self.body].concat()
    }

    /// The headers as they will be sent, the signature included where none is given.
    pub fn final_headers(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        if let Some(secret) = &self.secret
            && !headers.contains_key("x-jiko-signature")
        {
            let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
            mac.update(headers.get("x-jiko-idempotency").map_or(b"", |key| key.as_bytes()));
            mac.update(self.path().split('?').next().unwrap().as_bytes());
            mac.update(&self.body);
            let signature = STANDARD.encode(mac.finalize().into_bytes());
            headers.insert("x-jiko-signature", signature.parse().unwrap());
        }
        headers
    }

    pub async fn send(self) -> Answer {
        let headers = self.final_headers();
        let client = reqwest::Client::builder().no_proxy().local_address(self.from).build().unwrap();
        let mut request = client.request(self.method, &self.url).headers(headers).timeout(Duration::from_secs(60));
        if !self.body.is_empty() {
            request = request.body(self.body);
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// That it is a problem of this status and kind with everything a problem has; its body.
    #[track_caller]
    pub fn is_problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let body = self.json();
        assert_eq!(body["type"], format!("/problems/{kind}"), "{body}");
        assert_eq!(body["status"], status, "{body}");
        assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()), "{body}");
        assert!(body["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{body}");
        let trace_id: Uuid = body["trace_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(body["instance"], format!("urn:uuid:{trace_id}"), "{body}");
        assert_eq!(body.get("errors").is_some(), kind == "invalid-request", "{body}");
        body
    }

    /// The pointers of a 422, in order.
    #[track_caller]
    pub fn pointers(&self) -> Vec<String> {
        let body = self.is_problem(422, "invalid-request");
        let mut pointers: Vec<String> = body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| format!("{} {}", error["in"].as_str().unwrap(), error["pointer"].as_str().unwrap()))
            .collect();
        pointers.sort();
        pointers
    }
}

#[track_caller]
pub fn eventually(mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < Duration::from_secs(30), "it does not come about");
        std::thread::sleep(Duration::from_millis(5));
    }
}
