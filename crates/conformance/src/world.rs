//! A running service on a temporary store, behind recorders, and raw requests to it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use customersd::{Config, Service, StoreChoice};
use handlers::{OperatorToken, RateLimits};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::timeout;
use uuid::Uuid;

use crate::contract::{Contract, Exchange};
use crate::message::{self, Message, Start};
use crate::recorder::{Recorder, Verdict};
use crate::types::APIS;

/// The operators' token of the service under test.
pub const OPERATOR_TOKEN: &str = "operators-of-conformance-0123456789abcdef";

/// How long the service under test waits for a body: stalled requests are cases.
const BODY_READ_TIMEOUT: Duration = Duration::from_secs(2);

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// An address of this machine that is on allow-lists when the other, 127.0.0.1, is not.
pub const ALLOWED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Which of the two APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Partners'.
    Partner,
    /// Operators'.
    Operator,
}

impl Which {
    /// The API that a path belongs to.
    pub fn of(path: &str) -> Self {
        if path.starts_with("/operator/") { Self::Operator } else { Self::Partner }
    }
}

/// The contracts of both APIs; their judges are made once.
pub static CONTRACTS: LazyLock<[Contract; 2]> =
    LazyLock::new(|| [Contract::new(&APIS[0].document), Contract::new(&APIS[1].document)]);

/// The contract of one API.
pub fn contract(which: Which) -> &'static Contract {
    match which {
        Which::Partner => &CONTRACTS[0],
        Which::Operator => &CONTRACTS[1],
    }
}

/// A service, and the recorders before it.
#[derive(Debug)]
pub struct World {
    service: Service<SqliteStore>,
    partner: Recorder,
    operator: Recorder,
    _folder: TempDir,
}

/// Why something that a case needs could not be set up.
#[derive(Debug)]
pub struct SetUp(pub String);

impl<E: std::error::Error> From<E> for SetUp {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// A partner and what it needs to call.
#[derive(Clone)]
pub struct Partner {
    /// Its id.
    pub id: Uuid,
    /// Its username.
    pub username: String,
    /// Its password.
    pub password: String,
    /// What it signs with.
    pub shared_secret: String,
    /// Its bearer token, where one was asked for.
    pub token: String,
}

impl std::fmt::Debug for Partner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Partner").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A request as it is sent.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Half of the body, and then nothing.
    pub stall: bool,
    /// The address that it comes from.
    pub from: Option<Ipv4Addr>,
}

impl World {
    /// Starts a service without rate limits.
    ///
    /// # Errors
    /// What the service could not start for.
    pub async fn start() -> Result<Self, SetUp> {
        Self::start_with(RateLimits::OFF).await
    }

    /// Starts a service where a partner has one request a minute, and logs in once a minute.
    ///
    /// # Errors
    /// What the service could not start for.
    pub async fn start_limited() -> Result<Self, SetUp> {
        let once = Some(NonZeroU32::MIN);
        Self::start_with(RateLimits { requests_per_minute: once, log_ins_per_minute: once }).await
    }

    async fn start_with(rate_limits: RateLimits) -> Result<Self, SetUp> {
        let folder = TempDir::new()?;
        let store = StoreChoice::Sqlite(folder.path().join("customers.db"));
        let keys = format!("conformance:{}", STANDARD.encode([7; 32]));
        let mut config = Config::new(store, keys.parse()?, OperatorToken::new(OPERATOR_TOKEN)?).on_free_ports();
        config.rate_limits = rate_limits;
        config.limits.body_read_timeout = BODY_READ_TIMEOUT;
        let service = Service::start(config).await?;
        let address = |url: String| url.trim_start_matches("http://").parse::<SocketAddr>();
        let partner = Recorder::before(address(service.partner_url())?).await?;
        let operator = Recorder::before(address(service.operator_url())?).await?;
        Ok(Self { service, partner, operator, _folder: folder })
    }

    /// The service's store.
    pub fn store(&self) -> &SqliteStore {
        self.service.store()
    }

    /// The recorder before one API.
    pub fn recorder(&self, which: Which) -> &Recorder {
        match which {
            Which::Partner => &self.partner,
            Which::Operator => &self.operator,
        }
    }

    /// What all that was recorded comes to.
    pub fn verdict(&self) -> Verdict {
        let mut verdict = self.partner.judge(contract(Which::Partner));
        verdict.add(self.operator.judge(contract(Which::Operator)));
        verdict
    }

    /// Stops the service.
    pub async fn stop(self) {
        // How it ends is not what is tested here.
        let _drained = self.service.stop().await;
    }

    /// Sends a request as it is, on a connection of its own.
    ///
    /// # Errors
    /// When there is no whole answer.
    pub async fn send(&self, raw: &Raw) -> io::Result<Message> {
        let address = self.recorder(Which::of(&raw.target)).address();
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(IpAddr::V4(raw.from.unwrap_or(Ipv4Addr::LOCALHOST)), 0))?;
        let mut stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let mut bytes = format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", raw.method, raw.target);
        for (name, value) in &raw.headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        if !raw.body.is_empty() {
            bytes.push_str(&format!("content-length: {}\r\n", raw.body.len()));
        }
        bytes.push_str("\r\n");
        let mut bytes = bytes.into_bytes();
        bytes.extend_from_slice(if raw.stall { &raw.body[..raw.body.len() / 2] } else { &raw.body });
        // A server that has seen enough may close before it has read everything.
        let _written = stream.write_all(&bytes).await;
        let mut answer = Vec::new();
        let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        let found = message::responses(&answer, &[&raw.method]).into_iter().next();
        match found {
            Some(answer) if answer.complete => Ok(answer),
            Some(_) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the answer is cut off")),
            None => Err(read.err().map_or_else(
                || io::Error::new(io::ErrorKind::UnexpectedEof, "closed without an answer"),
                io::Error::from,
            )),
        }
    }

    /// An operator's request, which has to succeed.
    ///
    /// # Errors
    /// When it does not.
    pub async fn operate(&self, method: &str, target: &str, body: Option<&Value>) -> Result<Value, SetUp> {
        let mut raw = Raw { method: method.into(), target: target.into(), ..Raw::default() };
        raw.headers.push(("authorization".into(), format!("Bearer {OPERATOR_TOKEN}")));
        if let Some(body) = body {
            raw.headers.push(("content-type".into(), "application/json".into()));
            raw.body = body.to_string().into_bytes();
        }
        self.expect_success(&raw).await
    }

    /// Sends what has to succeed.
    ///
    /// # Errors
    /// When it does not.
    pub async fn expect_success(&self, raw: &Raw) -> Result<Value, SetUp> {
        let answer = self.send(raw).await?;
        match answer.start {
            Start::Status(200..=299) => Ok(serde_json::from_slice(&answer.body).unwrap_or_default()),
            _ => {
                let headers = raw.headers.clone();
                let start = Start::Request { method: raw.method.clone(), target: raw.target.clone() };
                let request = Message { start, headers, body: raw.body.clone(), complete: true };
                Err(SetUp(format!("{}", Exchange { request, answer })))
            }
        }
    }

    /// A new partner, not logged in.
    ///
    /// # Errors
    /// When the operator's API does not make one.
    pub async fn new_partner(&self, enabled: bool, only_from: Option<Ipv4Addr>) -> Result<Partner, SetUp> {
        let mut body = json!({ "username": fresh_username(), "update_customer_data_enabled": enabled });
        if let Some(address) = only_from {
            body["ip_allow_list"] = json!([address.to_string()]);
        }
        let created = self.operate("POST", "/operator/v1/partners", Some(&body)).await?;
        let member = |name: &str| created[name].as_str().unwrap_or_default().to_owned();
        Ok(Partner {
            id: member("partner_id").parse()?,
            username: member("username"),
            password: member("password"),
            shared_secret: member("shared_secret"),
            token: String::new(),
        })
    }

    /// Logs a partner in.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn log_in(&self, partner: &mut Partner, from: Option<Ipv4Addr>) -> Result<(), SetUp> {
        let body = json!({ "username": partner.username, "password": partner.password });
        let raw = Raw {
            method: "POST".into(),
            target: "/api/v1/login/".into(),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
            from,
            ..Raw::default()
        };
        let token = self.expect_success(&raw).await?;
        partner.token = token["token"].as_str().unwrap_or_default().to_owned();
        Ok(())
    }
}

/// A username that nobody has.
pub fn fresh_username() -> String {
    format!("conformance-{}", Uuid::new_v4().simple())
}

/// `x-jiko-signature`: base64 of HMAC-SHA256 over key, path and body. Written here again, from openapi/README.md.
pub fn sign(secret: &str, key: &str, target: &str, body: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(key.as_bytes());
    mac.update(target.split('?').next().unwrap_or_default().as_bytes());
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_signature_is_the_documents() {
        let key = "00000000-0000-4000-8000-000000000000";
        let signature = super::sign("shared-secret-here", key, "/api/v1/agreements/?a=b", b"");
        assert_eq!(signature, "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4/ulE=");
    }
}
