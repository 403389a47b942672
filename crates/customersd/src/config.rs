//! Owns what a service is started with, once every setting has its value.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use customers::{Clock, KeyRing, SystemClock};
use handlers::{OperatorToken, RateLimits};
use server_support::Limits;

/// What a service is started with.
#[derive(Clone)]
pub struct Config {
    /// Where customers are kept.
    pub store: StoreChoice,
    /// The keys that seal what is kept, the sealing one first.
    pub key_ring: Arc<KeyRing>,
    /// What operators prove themselves with.
    pub operator_token: OperatorToken,
    /// Where partners call; port 0 takes a free one.
    pub partner_listen: SocketAddr,
    /// Where operators call; port 0 takes a free one.
    pub operator_listen: SocketAddr,
    /// What each of the two servers bears.
    pub limits: Limits,
    /// How often partners may call.
    pub rate_limits: RateLimits,
    /// How long requests that are running may take to finish when the service stops.
    pub drain_timeout: Duration,
    /// How often answers and tokens whose hour is over are erased.
    pub sweep_interval: Duration,
    /// The time. Tests move it.
    pub clock: Arc<dyn Clock>,
}

impl Config {
    /// The program's defaults for everything that has one: 127.0.0.1 with ports 8080 (partners) and 8081 (operators),
    /// 15 seconds to drain, a sweep a minute.
    pub fn new(store: StoreChoice, key_ring: KeyRing, operator_token: OperatorToken) -> Self {
        Self {
            store,
            key_ring: Arc::new(key_ring),
            operator_token,
            partner_listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            operator_listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8081)),
            limits: Limits::default(),
            rate_limits: RateLimits::default(),
            drain_timeout: Duration::from_secs(15),
            sweep_interval: Duration::from_secs(60),
            clock: Arc::new(SystemClock),
        }
    }

    /// The same on two free ports of this machine: for tests, which run side by side.
    #[must_use]
    pub fn on_free_ports(mut self) -> Self {
        self.partner_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        self.operator_listen = self.partner_listen;
        self
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("store", &self.store)
            .field("partner_listen", &self.partner_listen)
            .field("operator_listen", &self.operator_listen)
            .field("limits", &self.limits)
            .field("rate_limits", &self.rate_limits)
            .finish_non_exhaustive()
    }
}

/// Where customers are kept, written `sqlite:PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreChoice {
    /// One SQLite file, embedded. Created where it is missing.
    Sqlite(PathBuf),
}

/// The text names no store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreChoiceError;

impl fmt::Display for StoreChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a store is written sqlite:PATH")
    }
}

impl std::error::Error for StoreChoiceError {}

impl FromStr for StoreChoice {
    type Err = StoreChoiceError;

    fn from_str(text: &str) -> Result<Self, StoreChoiceError> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(StoreChoiceError),
        }
    }
}

impl fmt::Display for StoreChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}
