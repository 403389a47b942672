//! Handlers and types that are wrong on purpose: each is caught.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conformance::histories::{Bank, Choice, Told, run_over};
use conformance::instances::Instances;
use conformance::types::{APIS, check};
use conformance::world::SetUp;
use dropshot::{ConfigDropshot, ServerBuilder};
use handlers::{CallingPartner, Partners, RateLimits};
use partner_api::{
    GetCustomerRequest, GetCustomerResponse, LogInRequest, LogInResponse, PartnerApi,
    UpdateCustomerDataConflictHeaders, UpdateCustomerDataRequest, UpdateCustomerDataResponse, types,
};
use schema_support::{Field, RoundTrip, StringRules, string_newtype};
use server_support::{BearerToken, Begin, Call, Denied, IdempotencyToken, Limits, Server, SigningKeys};
use store_sqlite::SqliteStore;

/// What a handler does wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// `null` for the trusted contact is taken for no word about it.
    NullIsAbsent,
    /// No word about the trusted contact is taken for `null`.
    AbsentIsNull,
    /// 409 where there is no such customer.
    AnotherStatus,
    /// A read answers what it answered before.
    StaleRead,
    /// A member is left out of the answer.
    MissingMember,
    /// A key that is in flight is said to be another request's.
    AnotherConflict,
    /// A closing is taken for an update that changes nothing.
    ClosingIgnored,
}

/// The bank's handlers with a fault.
struct Wrong {
    inner: Partners<SqliteStore>,
    fault: Fault,
    read: Mutex<HashMap<uuid::Uuid, types::Customer>>,
}

impl PartnerApi for Wrong {
    type Principal = CallingPartner;

    async fn http_bearer(&self, token: &BearerToken, call: &Call) -> Result<CallingPartner, Denied> {
        self.inner.http_bearer(token, call).await
    }

    fn signing_keys(&self, caller: &CallingPartner) -> SigningKeys {
        self.inner.signing_keys(caller)
    }

    async fn begin_idempotent(&self, caller: &CallingPartner, token: &IdempotencyToken) -> Begin {
        match self.inner.begin_idempotent(caller, token).await {
            Begin::InFlight { .. } if self.fault == Fault::AnotherConflict => Begin::Reused,
            begun => begun,
        }
    }

    async fn log_in(&self, request: LogInRequest) -> LogInResponse {
        self.inner.log_in(request).await
    }

    async fn get_customer(&self, caller: &CallingPartner, request: GetCustomerRequest) -> GetCustomerResponse {
        let id = request.customer_id;
        match self.inner.get_customer(caller, request).await {
            GetCustomerResponse::Ok(customer) if self.fault == Fault::StaleRead => {
                let mut read = self.read.lock().expect("nobody panics");
                GetCustomerResponse::Ok(read.entry(id).or_insert(customer).clone())
            }
            GetCustomerResponse::Ok(types::Customer::Business(mut customer)) if self.fault == Fault::MissingMember => {
                customer.address.state = Field::Absent;
                GetCustomerResponse::Ok(types::Customer::Business(customer))
            }
            answer => answer,
        }
    }

    async fn update_customer_data(
        &self,
        caller: &CallingPartner,
        mut request: UpdateCustomerDataRequest,
    ) -> UpdateCustomerDataResponse {
        match &mut request.body {
            types::UpdateCustomerDataBody::UpdateCustomerData(update) => match (self.fault, &update.trusted_contact) {
                (Fault::NullIsAbsent, Field::Null) => update.trusted_contact = Field::Absent,
                (Fault::AbsentIsNull, Field::Absent) => update.trusted_contact = Field::Null,
                _ => {}
            },
            types::UpdateCustomerDataBody::CloseCustomerAccount(_) if self.fault == Fault::ClosingIgnored => {
                request.body = types::UpdateCustomerData::default().into();
            }
            types::UpdateCustomerDataBody::CloseCustomerAccount(_) => {}
        }
        match self.inner.update_customer_data(caller, request).await {
            UpdateCustomerDataResponse::NotFound(body) if self.fault == Fault::AnotherStatus => {
                UpdateCustomerDataResponse::Conflict { body, headers: UpdateCustomerDataConflictHeaders::default() }
            }
            answer => answer,
        }
    }
}

/// A bank whose partners are served by handlers with a fault.
async fn bank_with(fault: Fault) -> Result<Bank, SetUp> {
    let bank = Bank::start().await?;
    let inner = Partners::new(Arc::clone(bank.store()), RateLimits::OFF);
    let wrong = Wrong { inner, fault, read: Mutex::default() };
    let log = slog::Logger::root(slog::Discard, slog::o!());
    let server = Server::new(wrong, Limits::default());
    let http = ServerBuilder::new(partner_api::api_description::<Wrong>(), server, log)
        .config(ConfigDropshot::default())
        .start()
        .map_err(|error| SetUp(error.to_string()))?;
    let address = http.local_addr();
    Ok(bank.with_partners_at(address, http))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_handler_is_caught_and_its_history_made_small() {
    for fault in [
        Fault::NullIsAbsent,
        Fault::AbsentIsNull,
        Fault::AnotherStatus,
        Fault::StaleRead,
        Fault::MissingMember,
        Fault::AnotherConflict,
        Fault::ClosingIgnored,
    ] {
        let choice = Choice { seed: 2, first: 0, count: 1, until: None, shrinking: Duration::from_secs(3) };
        let mut found = Vec::new();
        // One history after the other: the first that shows it is enough.
        for first in 0..40 {
            let outcome = run_over(Choice { first, ..choice }, async || bank_with(fault).await, |_| ()).await;
            found = outcome.expect("a bank starts").failures;
            if !found.is_empty() {
                break;
            }
        }
        let report = found.first().unwrap_or_else(|| panic!("{fault:?} is not caught"));
        assert!(report.contains("cargo xtask conformance --only histories --seed 2 --history"), "{fault:?}: {report}");
        eprintln!("{fault:?}: {report}\n");
    }
}

#[tokio::test]
async fn the_stand_in_without_its_fault_is_the_bank() {
    // A fault that nothing of these histories can show.
    let choice = Choice { seed: 3, first: 0, count: 4, until: None, shrinking: Duration::from_secs(3) };
    let start = async || {
        let bank = Bank::start().await?;
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let server = Server::new(Partners::new(Arc::clone(bank.store()), RateLimits::OFF), Limits::default());
        let description = partner_api::api_description::<Partners<SqliteStore>>();
        let http = ServerBuilder::new(description, server, log).start().map_err(|error| SetUp(error.to_string()))?;
        let address = http.local_addr();
        Ok(bank.with_partners_at(address, http))
    };
    let outcome = run_over(choice, start, |_| ()).await.expect("a bank starts");
    assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_broad_failure_is_told_at_once_and_ends_the_run() {
    let choice = Choice { seed: 4, first: 0, count: 64, until: None, shrinking: Duration::from_secs(4) };
    let started = Cell::new(0);
    let told: RefCell<Vec<(u64, usize, String)>> = RefCell::default();
    let start = async || {
        started.set(started.get() + 1);
        bank_with(Fault::AbsentIsNull).await
    };
    let outcome = run_over(choice, start, |it| {
        if let Told::Failed(index, failure) = it {
            told.borrow_mut().push((index, started.get(), failure.brief()));
        }
    });
    let outcome = outcome.await.expect("a bank starts");
    let told = told.into_inner();
    // Before the second bank, on which the first of them is made smaller.
    assert!(told.iter().all(|(_, banks, _)| *banks == 1), "{told:?}");
    assert!(told.len() >= 5 && told.len() == outcome.failures.len(), "{told:?}");
    assert!(told[0].2.starts_with("no order explains the answers: update_customer_data: "), "{told:?}");
    assert_eq!(outcome.histories, 16, "one batch");
    let smaller = outcome.failures.iter().filter(|text| text.contains("made smaller") || text.contains("again, alone"));
    assert_eq!(smaller.count(), 2, "{}", outcome.failures.join("\n"));
    for (failure, again) in outcome.failures.iter().zip(&outcome.again) {
        let number = failure.split_once(':').map_or("", |(head, _)| head).replace("history ", "");
        assert_eq!(*again, format!("cargo xtask conformance --only histories --seed 4 --history {number}"));
        assert!(failure.contains(&format!("again: {again}\n")) || failure.ends_with(again), "{failure}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_history_is_made_smaller_only_as_long_as_it_fails_in_the_same_way() {
    let choice = Choice { seed: 4, first: 0, count: 1, until: None, shrinking: Duration::from_secs(8) };
    let started = Cell::new(0);
    // What is left of the history fails, too, but otherwise.
    let start = async || {
        started.set(started.get() + 1);
        bank_with(if started.get() == 1 { Fault::AbsentIsNull } else { Fault::MissingMember }).await
    };
    let outcome = run_over(choice, start, |_| ()).await.expect("a bank starts");
    let [report] = &outcome.failures[..] else { panic!("{:?}", outcome.failures) };
    assert!(report.contains("it did not fail in this way again, alone"), "{report}");
    assert!(started.get() > 1 && !report.contains("made smaller"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_broken_audit_trail_names_all_histories_that_ran_over_its_bank() {
    const TAMPERED: &str = "DROP TRIGGER audit_is_never_updated; UPDATE audit SET trace_id = 'x' WHERE sequence = 1";
    let choice = Choice { seed: 5, first: 30, count: 3, until: None, shrinking: Duration::from_secs(3) };
    let start = async || {
        let bank = Bank::start().await?;
        let connection = rusqlite::Connection::open(bank.database())?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(TAMPERED)?;
        Ok(bank)
    };
    let outcome = run_over(choice, start, |_| ()).await.expect("a bank starts");
    // 32 is of the next batch.
    let again = |numbers| format!("cargo xtask conformance --only histories --seed 5 --history {numbers}");
    assert_eq!(outcome.again, [again("30-31"), again("32")]);
    for (failure, (numbers, again)) in
        outcome.failures.iter().zip([("30-31", &outcome.again[0]), ("32", &outcome.again[1])])
    {
        assert!(
            failure.starts_with(&format!("histories {numbers}, over one bank: the audit trail is broken")),
            "{failure}"
        );
        assert!(failure.ends_with(&**again), "{failure}");
    }
}

/// A username with a character more than the document allows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Long(String);

impl Long {
    const RULES: StringRules = StringRules { min_length: Some(1), max_length: Some(129), ..StringRules::NONE };
}

string_newtype!(Long);

/// A username that may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Empty(String);

impl Empty {
    const RULES: StringRules = StringRules { max_length: Some(128), ..StringRules::NONE };
}

string_newtype!(Empty);

/// A username as the document has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Exact(String);

impl Exact {
    const RULES: StringRules = StringRules { min_length: Some(1), max_length: Some(128), ..StringRules::NONE };
}

string_newtype!(Exact);

#[test]
fn a_loosened_type_is_caught() {
    const USERNAME: &str = "/components/schemas/Credentials/properties/username";
    let [api, _] = &*APIS;
    let instances = Instances::new(&api.document, 0);
    let failures = |entry: RoundTrip| check(api, api.sides[0], entry, &instances, 40, 0).failures;
    assert_eq!(failures(RoundTrip::of::<Exact>("Exact", USERNAME)), [""; 0]);
    assert!(!failures(RoundTrip::of::<Long>("Long", USERNAME)).is_empty());
    assert!(!failures(RoundTrip::of::<Empty>("Empty", USERNAME)).is_empty());
    // The harness of generated workspaces, too.
    let tally =
        |entry: RoundTrip| round_trips::tally(partner_api::DOCUMENT, &[entry], |entry, bytes| (entry.arbitrary)(bytes));
    assert_eq!(tally(RoundTrip::of::<Exact>("Exact", USERNAME)).failures, [""; 0]);
    assert!(!tally(RoundTrip::of::<Long>("Long", USERNAME)).failures.is_empty());
    assert!(!tally(RoundTrip::of::<Empty>("Empty", USERNAME)).failures.is_empty());
}
