//! Owns the start, the upkeep and the end of the two servers over one store.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use customers::Store;
use dropshot::{ApiDescription, ConfigDropshot, HandlerTaskMode, HttpServer, ServerBuilder};
use handlers::{Operators, Partners};
use server_support::Server;
use store_sqlite::{OpenError, Options, Reencrypted, SqliteStore};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::{Config, StoreChoice};

/// Why a service does not start. The texts are for whoever starts the program.
#[derive(Debug)]
pub enum StartError {
    /// The store cannot be used.
    Store {
        /// Which.
        store: StoreChoice,
        /// Why.
        source: OpenError,
    },
    /// An address cannot be listened on.
    Listen {
        /// The setting that names it.
        setting: &'static str,
        /// Which.
        address: SocketAddr,
        /// Why.
        source: dropshot::BuildError,
    },
    /// The runtime ended meanwhile.
    Cancelled,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store { store, source } => {
                let keys = matches!(source, OpenError::MissingKey(_) | OpenError::WrongKey(_));
                write!(f, "{store}: {}{}", with_causes(source), if keys { " (see COUNTERSIGN_DATA_KEYS)" } else { "" })
            }
            Self::Listen { setting, address, source } => {
                write!(f, "{setting} {address}: ")?;
                match std::error::Error::source(source) {
                    Some(cause) => fmt::Display::fmt(cause, f),
                    None => fmt::Display::fmt(source, f),
                }
            }
            Self::Cancelled => f.write_str("stopped before it was started"),
        }
    }
}

/// An error's text, and those of its causes.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Without a source: the texts say it.
impl std::error::Error for StartError {}

/// How the end of a service went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every request that was running has been answered.
    All,
    /// Some were not done in time.
    CutOff,
}

/// Both APIs, served over one store.
///
/// Dropping it closes the ports; [`Service::stop`] lets what is running finish.
pub struct Service<S: Store> {
    store: Arc<S>,
    partners: Api<Partners<S>>,
    operators: Api<Operators<S>>,
    upkeep: JoinSet<()>,
    drain_timeout: Duration,
}

struct Api<A: Send + Sync + 'static> {
    server: Server<A>,
    http: HttpServer<Server<A>>,
}

impl<A: Send + Sync + 'static> Api<A> {
    fn start(
        server: Server<A>,
        description: ApiDescription<Server<A>>,
        setting: &'static str,
        address: SocketAddr,
    ) -> Result<Self, StartError> {
        let config = ConfigDropshot {
            bind_address: address,
            // Our own pipeline lets changes finish without their caller; twice would cost a task a request.
            default_handler_task_mode: HandlerTaskMode::CancelOnDisconnect,
            ..ConfigDropshot::default()
        };
        // dropshot's log would write several lines a request, with paths.
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let http = ServerBuilder::new(description, server.clone(), log)
            .config(config)
            .start()
            .map_err(|source| StartError::Listen { setting, address, source })?;
        Ok(Self { server, http })
    }

    fn url(&self) -> String {
        format!("http://{}", self.http.local_addr())
    }

    /// Answers new requests 503 until nothing runs any more, and only then closes the port: dropshot stops accepting
    /// connections at once but leaves them waiting, unanswered, until the last request is done.
    async fn close(self) {
        self.server.shut_down();
        self.server.idle().await;
        // It fails only where it failed to accept connections before.
        let _closed = self.http.close().await;
        // A refusal may still have been on its way.
        self.server.idle().await;
    }
}

/// Opens the store that the configuration names.
pub(crate) async fn open(config: &Config) -> Result<SqliteStore, StartError> {
    let StoreChoice::Sqlite(path) = config.store.clone();
    let mut options = Options::new(path, Arc::clone(&config.key_ring));
    options.clock = Arc::clone(&config.clock);
    spawn_blocking(move || SqliteStore::open(options))
        .await
        .map_err(|_cancelled| StartError::Cancelled)?
        .map_err(|source| StartError::Store { store: config.store.clone(), source })
}

impl Service<SqliteStore> {
    /// Opens the store and serves both APIs over it. Both ports accept connections when it returns.
    ///
    /// # Errors
    /// When the store or an address cannot be used.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let store = open(&config).await?;
        let mut service = Self::over(Arc::new(store), &config)?;
        if config.key_ring.ids().nth(1).is_some() {
            service.upkeep.spawn(reencrypt(Arc::clone(&service.store), config.sweep_interval));
        }
        Ok(service)
    }
}

impl<S: Store> Service<S> {
    /// Serves both APIs over a store that is open already. Within a tokio runtime.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub fn over(store: Arc<S>, config: &Config) -> Result<Self, StartError> {
        let partners = Server::new(Partners::new(Arc::clone(&store), config.rate_limits), config.limits);
        let operators = Server::new(Operators::new(Arc::clone(&store), config.operator_token.clone()), config.limits);
        let partners = Api::start(partners, partner_api::api_description(), "partner_listen", config.partner_listen)?;
        let operators =
            Api::start(operators, operator_api::api_description(), "operator_listen", config.operator_listen)?;
        let mut upkeep = JoinSet::new();
        upkeep.spawn(sweep(Arc::clone(&store), Arc::clone(partners.server.api()), config.sweep_interval));
        Ok(Self { store, partners, operators, upkeep, drain_timeout: config.drain_timeout })
    }

    /// Where partners call: scheme, address and port.
    pub fn partner_url(&self) -> String {
        self.partners.url()
    }

    /// Where operators call: scheme, address and port.
    pub fn operator_url(&self) -> String {
        self.operators.url()
    }

    /// The store.
    pub fn store(&self) -> &Arc<S> {
        &self.store
    }

    /// Requests that run at this moment, of both APIs.
    pub fn in_flight(&self) -> usize {
        in_flight(&self.partners.server, &self.operators.server)
    }

    /// Answers new requests 503, lets running ones finish within the drain timeout, then closes the ports and the store.
    pub async fn stop(mut self) -> Drained {
        self.upkeep.shutdown().await;
        let Self { store, partners, operators, drain_timeout, .. } = self;
        let servers = (partners.server.clone(), operators.server.clone());
        let (partners, operators) = (closing(partners), closing(operators));
        let closed = timeout(drain_timeout, async { tokio::join!(partners, operators) }).await.is_ok();
        // Connections that never finished the head of a request are nobody's request.
        let idle = in_flight(&servers.0, &servers.1) == 0;
        let drained = if closed || idle { Drained::All } else { Drained::CutOff };
        drop(servers);
        // The last one to drop a store may wait for its disk.
        let _dropped = spawn_blocking(move || drop(store)).await;
        drained
    }
}

fn in_flight<S: Store>(partners: &Server<Partners<S>>, operators: &Server<Operators<S>>) -> usize {
    partners.in_flight() + operators.in_flight()
}

/// On a task of its own: cutting it off must not leave the port open.
fn closing<A: Send + Sync + 'static>(api: Api<A>) -> JoinHandle<()> {
    tokio::spawn(api.close())
}

impl<S: Store> fmt::Debug for Service<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("partner", &self.partners.http.local_addr())
            .field("operator", &self.operators.http.local_addr())
            .finish_non_exhaustive()
    }
}

/// Encrypts everything with the first data key; tries again until the store has done it.
async fn reencrypt(store: Arc<SqliteStore>, every: Duration) {
    loop {
        match store.reencrypt().await {
            Ok(Reencrypted { values, unreadable: 0 }) => {
                return tracing::info!(values, "everything is encrypted with the first data key");
            }
            Ok(Reencrypted { values, unreadable }) => {
                return tracing::error!(values, unreadable, "some values do not open: the older data keys must stay");
            }
            Err(error) => {
                let error = with_causes(&error);
                tracing::warn!(error, "encrypting with the first data key failed; it is tried again");
            }
        }
        tokio::time::sleep(every).await;
    }
}

/// Erases what is over, again and again.
async fn sweep<S: Store>(store: Arc<S>, partners: Arc<Partners<S>>, every: Duration) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let callers = partners.forget_idle_callers();
        match store.sweep().await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, callers, "swept"),
            Err(error) => tracing::warn!(%error, "sweeping failed; it is tried again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use customers::{KeyRing, NewPartner};
    use store_sqlite::Step;

    use super::*;

    #[tokio::test]
    async fn encrypting_with_the_first_key_is_tried_until_it_is_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("customers.db");
        let key = |id: &str, fill| (id.parse().expect("an id"), [fill; 32]);
        let options = |keys: Vec<_>| Options::new(&path, Arc::new(KeyRing::new(keys).expect("a ring")));
        let store = SqliteStore::open(options(vec![key("old", 1)])).expect("opened");
        let new = NewPartner { username: "acorn".into(), ip_allow_list: None, update_customer_data_enabled: false };
        customers::create_partner(&store, "t", new).await.expect("the store works").expect("made");
        drop(store);

        let failures = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&failures);
        let mut both = options(vec![key("new", 2), key("old", 1)]);
        both.failpoint = Some(Arc::new(move |step| step == Step::Commit && counted.fetch_add(1, Ordering::SeqCst) < 2));
        let store = Arc::new(SqliteStore::open(both).expect("opened"));
        timeout(Duration::from_secs(30), reencrypt(Arc::clone(&store), Duration::from_millis(1))).await.expect("done");
        assert!(failures.load(Ordering::SeqCst) > 2, "it failed twice");
        drop(store);
        SqliteStore::open(options(vec![key("new", 2)])).map(drop).expect("the old key can go");
    }
}
