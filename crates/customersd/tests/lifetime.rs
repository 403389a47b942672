//! What lasts longer than one request: those that run, callers that hang up, sweeping, stopping.

mod common;

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use common::raw::{connect, read, start, write};
use common::{Request, World, customer_path, eventually};
use customers::{
    AuditEntry, AuditPage, Begin, Commit, Committed, Customer, CustomerId, Fingerprint, KeyRing, PartnerCredentials,
    PartnerId, Session, Store, StoreError, TokenHash, Versioned,
};
use customersd::{Drained, Service};
use serde_json::{Value, json};
use store_sqlite::SqliteStore;
use tokio::time::sleep;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn the_requests_of_both_apis_count_while_they_run() {
    let world = World::new().await;
    let partner = world.partner().await;
    let (customer, _) = world.open_customer(&partner, "INDIVIDUAL").await;
    assert_eq!(world.service.in_flight(), 0);
    world.gate.wait();
    let pockets = format!("/operator/v1/customers/{customer}/pockets");
    let operators = tokio::spawn(world.operator_request("POST", &pockets, Value::Null).send());
    eventually(|| world.service.in_flight() == 1);
    let partners = tokio::spawn(world.patch_request(&partner, &customer, "{\"email\": \"new@mail.example\"}").send());
    eventually(|| world.service.in_flight() == 2);
    world.gate.pass();
    assert_eq!((operators.await.unwrap().status, partners.await.unwrap().status), (201, 200));
    eventually(|| world.service.in_flight() == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_tokens_are_swept_away_when_their_hour_is_over_and_not_before() {
    let world = World::with(|config| config.sweep_interval = Duration::from_millis(10)).await;
    let partner = world.partner().await;
    let customer = world.customer(&partner, "BUSINESS").await;
    assert_eq!(world.patch(&partner, &customer, json!({})).await.status, 200);
    world.clock.advance(TimeDelta::minutes(30));
    world.log_in(&partner).await;
    sleep(Duration::from_millis(50)).await;
    assert_eq!((world.rows("answers"), world.rows("tokens")), (1, 2));
    world.clock.advance(TimeDelta::minutes(31));
    eventually(|| (world.rows("answers"), world.rows("tokens")) == (0, 1));
}

/// A store that never comes to the end of reading a customer.
struct Endless {
    store: Arc<SqliteStore>,
    /// How many wait for it.
    reading: AtomicUsize,
}

impl Store for Endless {
    fn now(&self) -> DateTime<Utc> {
        self.store.now()
    }

    fn key_ring(&self) -> &KeyRing {
        self.store.key_ring()
    }

    async fn partner_by_username(&self, username: &str) -> Result<Option<PartnerCredentials>, StoreError> {
        self.store.partner_by_username(username).await
    }

    async fn session(&self, token: TokenHash) -> Result<Option<Session>, StoreError> {
        self.store.session(token).await
    }

    async fn partners(&self) -> Result<Vec<customers::Partner>, StoreError> {
        self.store.partners().await
    }

    async fn customer(&self, _id: CustomerId) -> Result<Option<Versioned<Customer>>, StoreError> {
        struct Reading<'a>(&'a AtomicUsize);
        impl Drop for Reading<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.reading.fetch_add(1, Ordering::SeqCst);
        let _reading = Reading(&self.reading);
        pending().await
    }

    async fn audit_entries(&self, customer: CustomerId, page: AuditPage) -> Result<Vec<AuditEntry>, StoreError> {
        self.store.audit_entries(customer, page).await
    }

    async fn begin(&self, partner: PartnerId, key: Uuid, fingerprint: Fingerprint) -> Result<Begin, StoreError> {
        self.store.begin(partner, key, fingerprint).await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.store.commit(commit).await
    }

    async fn sweep(&self) -> Result<u64, StoreError> {
        self.store.sweep().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_is_given_up_when_its_caller_hangs_up() {
    // An answer may take longer than this test waits: only hanging up ends the read.
    let world = World::with(|config| config.limits.handler_timeout = Duration::from_secs(600)).await;
    let partner = world.partner().await;
    let store = Arc::new(Endless { store: Arc::clone(world.service.store()), reading: AtomicUsize::new(0) });
    let service = Service::over(Arc::clone(&store), &world.config).unwrap();
    let path = customer_path(&Uuid::new_v4().to_string());
    let read = Request::new("GET", format!("{}{path}", service.partner_url())).signed(&partner, Uuid::new_v4());
    let mut socket = connect(&service.partner_url()).await;
    write(&mut socket, &read.text()).await;
    eventually(|| store.reading.load(Ordering::SeqCst) == 1);
    assert_eq!(service.in_flight(), 1);
    drop(socket);
    eventually(|| store.reading.load(Ordering::SeqCst) == 0 && service.in_flight() == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_service_finishes_what_runs_and_answers_503_to_what_comes() {
    let world = World::new().await;
    let partner = world.partner().await;
    let (customer, _) = world.open_customer(&partner, "INDIVIDUAL").await;
    let body = "{\"email\": \"late@mail.example\"}";
    let mut running = start(&world, &world.patch_request(&partner, &customer, body), body.len() - 8).await;
    let mut idle = connect(&world.service.partner_url()).await;
    let gate = world.gate.clone();
    let request = world.patch_request(&partner, &customer, "{}").text();
    gate.wait();
    let stopping = tokio::spawn(world.stop());
    sleep(Duration::from_millis(100)).await;
    assert!(!stopping.is_finished());
    // A connection that waits for its next request is closed, or answers 503: either way nothing runs.
    write(&mut idle, &request).await;
    let refused = read(&mut idle).await;
    assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 503 "), "{refused}");
    write(&mut running, &body.as_bytes()[8..]).await;
    gate.pass();
    let answer = read(&mut running).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("late@mail.example"), "{answer}");
    assert_eq!(stopping.await.unwrap(), Drained::All);
}

fn quick_to_stop() -> impl Future<Output = World> {
    World::with(|config| config.drain_timeout = Duration::from_millis(100))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_finish_in_time_is_cut_off() {
    let world = quick_to_stop().await;
    let partner = world.partner().await;
    let (customer, _) = world.open_customer(&partner, "BUSINESS").await;
    let _running = start(&world, &world.patch_request(&partner, &customer, "{\"email\": null}"), 8).await;
    assert_eq!(world.stop().await, Drained::CutOff);

    let world = quick_to_stop().await;
    let new = json!({ "username": "acorn" });
    let _running = start(&world, &world.operator_request("POST", "/operator/v1/partners", new), 8).await;
    assert_eq!(world.stop().await, Drained::CutOff, "an operator's request, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_never_got_to_a_request_is_not_cut_off() {
    let world = quick_to_stop().await;
    let mut sockets = Vec::new();
    for url in [world.service.partner_url(), world.service.operator_url()] {
        let mut socket = connect(&url).await;
        write(&mut socket, b"GET /api/v1/customers/ HTTP/1.1\r\nhost: local").await;
        sockets.push(socket);
    }
    // Until the service has read them.
    sleep(Duration::from_millis(50)).await;
    assert_eq!(world.stop().await, Drained::All);
}
