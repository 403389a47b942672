//! A running service whose clock is ours, and partners in it that cost no password hash each.

use std::any::Any;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use customers::{
    Commit, Committed, ManualClock, NewPartner, PartnerCredentials, PartnerId, Secret, Store, StoreChange, TokenHash,
    create_partner,
};
use customersd::{Config, Service, StoreChoice};
use handlers::{OperatorToken, RateLimits};
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use uuid::Uuid;

use super::model::HOUR_MS;
use crate::world::{OPERATOR_TOKEN, SetUp};

/// What its store's file is called.
const DATABASE: &str = "customers.db";

/// How often the service erases what is over: often enough to happen between the requests of a history.
const SWEEP_INTERVAL: Duration = Duration::from_millis(300);

/// How long a bank that is stopped waits for requests that nobody waits for any more.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);

/// A bank.
pub struct Bank {
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Where partners call.
    pub partner: SocketAddr,
    /// Where operators call.
    pub operator: SocketAddr,
    /// A partner whose password hash all others have too.
    template: PartnerCredentials,
    password: Secret,
    service: Service<SqliteStore>,
    /// A server that stands in for the service's own.
    stand_in: Option<Box<dyn Any + Send>>,
    folder: TempDir,
}

impl std::fmt::Debug for Bank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bank").field("service", &self.service).finish_non_exhaustive()
    }
}

/// A partner of a bank.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its id.
    pub id: Uuid,
    /// What it logs in with.
    pub username: String,
    /// What it logs in with.
    pub password: String,
    /// What it signs with.
    pub secret: String,
    /// What it signed with before, and still may.
    pub older_secrets: Vec<String>,
    /// Its bearer token.
    pub token: String,
}

impl Member {
    /// One of its signing secrets, each in its turn.
    pub fn any_secret(&self, turn: usize) -> &str {
        let turn = turn % (1 + self.older_secrets.len());
        turn.checked_sub(1).and_then(|older| self.older_secrets.get(older)).unwrap_or(&self.secret)
    }
}

impl Bank {
    /// A bank without anybody in it.
    ///
    /// # Errors
    /// What the service could not start for.
    pub async fn start() -> Result<Self, SetUp> {
        let folder = TempDir::new()?;
        let clock = Arc::new(ManualClock::default());
        let store = StoreChoice::Sqlite(folder.path().join(DATABASE));
        let keys = format!("conformance:{}", STANDARD.encode([7; 32]));
        let mut config = Config::new(store, keys.parse()?, OperatorToken::new(OPERATOR_TOKEN)?).on_free_ports();
        config.rate_limits = RateLimits::OFF;
        config.sweep_interval = SWEEP_INTERVAL;
        config.drain_timeout = DRAIN_TIMEOUT;
        config.clock = Arc::clone(&clock) as Arc<_>;
        let service = Service::start(config).await?;
        let address = |url: String| url.trim_start_matches("http://").parse::<SocketAddr>();
        let (partner, operator) = (address(service.partner_url())?, address(service.operator_url())?);
        let new =
            NewPartner { username: "template".to_owned(), ip_allow_list: None, update_customer_data_enabled: true };
        let created = create_partner(&**service.store(), "conformance", new).await?;
        let created = created.map_err(|refusal| SetUp(format!("{refusal:?}")))?;
        let template = service.store().partner_by_username("template").await?;
        let template = template.ok_or_else(|| SetUp("a partner that was created is not there".to_owned()))?;
        let password = created.password;
        Ok(Self { clock, partner, operator, template, password, service, stand_in: None, folder })
    }

    /// The service's store.
    pub fn store(&self) -> &Arc<SqliteStore> {
        self.service.store()
    }

    /// The file that its store is in.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    /// The same bank, but partners call another server over its store; `server` lives as long as the bank.
    #[must_use]
    pub fn with_partners_at(mut self, address: SocketAddr, server: impl Any + Send) -> Self {
        self.partner = address;
        self.stand_in = Some(Box::new(server));
        self
    }

    /// Now, in milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.service.store().now().timestamp_millis()
    }

    /// A new partner, without asking the service.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn join(&self) -> Result<Member, SetUp> {
        self.join_with(0).await
    }

    /// A new partner that has so many older signing secrets besides its newest, without asking the service.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn join_with(&self, older_secrets: usize) -> Result<Member, SetUp> {
        let id = Uuid::new_v4();
        let secret = format!("secret-of-{id}");
        let older_secrets: Vec<String> = (0..older_secrets).map(|number| format!("secret-{number}-of-{id}")).collect();
        let mut credentials = self.template.clone();
        credentials.partner.id = PartnerId(id);
        credentials.partner.username = format!("partner-{}", id.simple());
        let secrets = [&secret].into_iter().chain(&older_secrets);
        credentials.partner.signing_secrets = secrets.cloned().map(Secret::new).collect();
        let username = credentials.partner.username.clone();
        self.commit(StoreChange::InsertPartner(Box::new(credentials))).await?;
        let token = self.token(id).await?;
        Ok(Member { id, username, password: self.password.expose().to_owned(), secret, older_secrets, token })
    }

    /// A token of an hour for a partner, without asking the service.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn token(&self, partner: Uuid) -> Result<String, SetUp> {
        let text = format!("token-{}", Uuid::new_v4().simple());
        let expires = self.service.store().now() + TimeDelta::milliseconds(HOUR_MS);
        let token = TokenHash::of(&text);
        self.commit(StoreChange::InsertToken { token, partner: PartnerId(partner), expires }).await?;
        Ok(text)
    }

    async fn commit(&self, change: StoreChange) -> Result<(), SetUp> {
        match self.service.store().commit(Commit { change, answer: None, audit: None }).await? {
            Committed::Done => Ok(()),
            other => Err(SetUp(format!("the store says {other:?}"))),
        }
    }

    /// What is wrong with the audit trail's chain, if anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn verify(&self) -> Result<Option<String>, SetUp> {
        let fault = self.service.store().verify_chain().await?.err();
        Ok(fault.map(|fault| format!("the audit trail is broken: {fault:?}")))
    }

    /// Stops the service.
    pub async fn stop(self) {
        drop(self.stand_in);
        // How it ends is not what is tested here.
        let _drained = self.service.stop().await;
    }
}
