//! What a store that fails leads to: the caller hears whether to come back and nothing else, the log hears why.

use std::io::Write;
use std::sync::{Arc, Mutex};

use customers::StoreError;
use serde_json::{Value, json};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::util::SubscriberInitExt;

use crate::bank::{Answer, Bank, new_customer};

/// A log that tests can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked over it").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// This thread's log until the guard is dropped.
    fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone());
        (log, subscriber.finish().set_default())
    }

    /// Every event so far.
    fn events(&self) -> Vec<Value> {
        let bytes = self.0.lock().expect("nobody panicked over it");
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).expect("a line of JSON")).collect()
    }
}

/// What fails, and what it fails of in turn.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
struct Fault {
    text: &'static str,
    source: Option<Box<Fault>>,
}

fn broken() -> StoreError {
    let cause = Fault { text: "the quota is used up\nERROR an event that never happened", source: None };
    StoreError::broken("replace a customer", Fault { text: "the disk is full", source: Some(Box::new(cause)) })
}

/// Everything that changes something, over a store that fails so; with the operation's name.
async fn failing(fail: fn() -> StoreError) -> Vec<(&'static str, Answer)> {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    let customer = bank.customer(&partner, "INDIVIDUAL").await;
    let pocket = bank.pocket(customer).await;
    let frozen = bank.customer(&partner, "BUSINESS").await;
    bank.freeze(frozen).await.is(200);
    bank.store.before_each_commit(move |_| Some(Err(fail())));
    vec![
        ("logIn", bank.log_in(&partner.made["username"], &partner.made["password"]).await),
        ("updateCustomerData", bank.update(&partner, customer, json!({ "email": "new@mail.example" })).await),
        ("createPartner", bank.create_partner(json!({ "username": "acorn" })).await),
        ("enableUpdateCustomerData", bank.enable(partner.id).await),
        ("disableUpdateCustomerData", bank.disable(partner.id).await),
        ("createCustomer", bank.create_customer(partner.id, new_customer("BUSINESS")).await),
        ("openPocket", bank.open_pocket(customer).await),
        ("setPocketBalance", bank.set_balance(customer, pocket, "1.00").await),
        ("freezeCustomer", bank.freeze(customer).await),
        ("unfreezeCustomer", bank.unfreeze(frozen).await),
    ]
}

#[tokio::test]
async fn what_a_store_failed_of_is_in_the_log_with_every_cause_and_told_to_nobody() {
    let (log, _guard) = Log::start();
    let answers = failing(broken).await;
    let events: Vec<_> = log.events().into_iter().filter(|event| event["level"] == "ERROR").collect();
    assert_eq!(events.len(), answers.len(), "one event a failure, and none that a cause makes up: {events:?}");
    for ((operation, answer), event) in answers.into_iter().zip(events) {
        let problem = answer.is_problem(500, "internal-error");
        for secret in ["replace", "disk", "quota"] {
            assert!(!problem.to_string().contains(secret), "{operation}: {problem}");
        }
        assert_eq!(event["message"], "the store failed", "{operation}");
        assert_eq!(event["error"], "replace a customer: the disk is full: the quota is used up", "{operation}");
        assert_eq!(event["operation"], operation);
        assert_eq!(event["trace_id"], problem["trace_id"], "{operation}");
    }
}

#[tokio::test]
async fn a_store_that_has_too_much_to_do_is_a_503_that_says_when_to_come_back() {
    let (log, _guard) = Log::start();
    let answers = failing(|| StoreError::Unavailable).await;
    let events: Vec<_> = log.events().into_iter().filter(|event| event["level"] == "WARN").collect();
    assert_eq!(events.len(), answers.len(), "{events:?}");
    for ((operation, answer), event) in answers.into_iter().zip(events) {
        assert_eq!(answer.header("retry-after"), Some("1"), "{operation}");
        let problem = answer.is_problem(503, "unavailable");
        assert_eq!((&event["operation"], &event["trace_id"]), (&operation.into(), &problem["trace_id"]));
    }
}
