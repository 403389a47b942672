//! Random histories of the running service, and the model and the search that judge them: they notice what is wrong.

use std::sync::Arc;
use std::time::{Duration, Instant};

use conformance::connection::Connection;
use conformance::histories::ask::{Act, Asked, Faults, Said};
use conformance::histories::model::{Model, merge_patch};
use conformance::histories::order::{Done, explain, explain_with_lost};
use conformance::histories::plan::{Plan, Step};
use conformance::histories::{Bank, Choice, run};
use conformance::world::sign;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn histories_are_explained_by_the_model_and_every_answer_is_declared() {
    let choice = Choice { seed: 1, first: 0, count: 16, until: None, shrinking: Duration::from_secs(30) };
    let outcome = run(choice, |_| ()).await.expect("a bank starts");
    assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n"));
    eprintln!("{} histories, {} requests, {} races", outcome.histories, outcome.requests, outcome.races);
    assert!(outcome.requests > 1000 && outcome.races > 200);
    // Connections that break before and after the change.
    assert!(outcome.lost.0 > outcome.lost.1 && outcome.lost.1 > 0, "{:?}", outcome.lost);
    // Tokens that were asked for, and used to their end.
    let plans: Vec<Plan> = (0..16).map(|index| Plan::new(1, index)).collect();
    let log_ins = plans.iter().flat_map(|plan| plan.epochs.iter().flatten());
    assert!(log_ins.filter(|step| matches!(step, Step::LogIn(_))).count() > 4);
    // What the random partner is for: every kind of refusal has been seen.
    for answer in [
        "200",
        "200 again",
        "400 malformed-request",
        "401 unauthorized",
        "401 signature-mismatch",
        "403 forbidden",
        "404 not-found",
        "406 not-acceptable",
        "409 customer-closed",
        "409 idempotency-key-reused",
        "409 pockets-not-empty",
        "409 request-in-flight",
        "409 trusted-contact-not-applicable",
        "415 unsupported-media-type",
        "422 invalid-request",
        "422 invalid-request again",
    ] {
        let is_it = |(operation, seen): &(String, String)| operation == "update_customer_data" && seen == answer;
        assert!(outcome.seen.keys().any(is_it), "{answer}: {:?}", outcome.seen);
    }
}

#[tokio::test]
async fn a_request_is_accepted_with_each_signing_secret_of_its_partner_and_with_no_other() {
    let bank = Bank::start().await.expect("a bank starts");
    let (member, other) = (bank.join_with(1).await.expect("a member"), bank.join().await.expect("another one"));
    let (newest, oldest) = (member.any_secret(0), member.any_secret(1));
    assert!(newest != oldest && member.any_secret(2) == newest);
    // Of nobody's customer: who gets as far as to be told that was let in.
    let target = format!("/api/v1/customers/{}/", Uuid::from_u128(1));
    let mut connection = Connection::new(bank.partner);
    for (secret, status) in [(newest, 404), (oldest, 404), (&*other.secret, 401)] {
        let key = Uuid::new_v4().to_string();
        let (token, signature) = (&member.token, sign(secret, &key, &target, b""));
        let request = format!(
            "GET {target} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nx-jiko-idempotency: {key}\r\n\
             x-jiko-signature: {signature}\r\n\r\n"
        );
        let answer = connection.exchange(request.as_bytes(), "GET").await.expect("an answer");
        assert_eq!(Said::new(&answer.message).status, status);
    }
    bank.stop().await;
}

#[test]
fn a_token_of_a_log_in_ends_when_it_says_whatever_the_clock_stands_at() {
    // 999 ms behind a whole second: the token's hour began with that.
    for (ms, is_over) in [(0, false), (3_599_000, false), (3_599_001, true), (3_600_000, true)] {
        let mut story = Story::new();
        story.models.iter_mut().for_each(|model| model.now_ms = 999);
        let log_in = story.asked(Act::LogIn { right: true }, json!({ "username": "u", "password": "p" }), 0);
        let said = said(200, json!({ "token": "t", "expires": "1970-01-01T01:00:00Z" }));
        story.tell(log_in, said).expect("logged in");
        story.models.iter_mut().for_each(|model| {
            model.log_in(0);
            model.now_ms += ms;
        });
        let unauthorized = story.tell(story.get(), refused(401, "unauthorized")).is_ok();
        assert_eq!(unauthorized, is_over, "{ms}");
    }
}

/// Answers in the order in which they are told, each at an instant of its own unless it is told to race.
struct Story {
    models: Vec<Model>,
    ids: Arc<[Uuid]>,
    customer: Uuid,
    clock: Instant,
}

fn view(email: &str, contact: Value, status: &str) -> Value {
    json!({
        "type": "INDIVIDUAL", "name": { "first_name": "Noor", "middle_name": null, "last_name": "Haddad" },
        "date_of_birth": "1988-02-29", "email": email, "phone_number": "+12025550143", "account_status": status,
        "identification_number":
            { "identification_number": "1", "issuing_country": null, "identification_type": "SSN" },
        "address": {
            "street_address": "1 A", "street_address2": null, "city": "B", "postal_code": "08608", "state": null,
            "country": "US",
        },
        "trusted_contact": contact,
    })
}

fn said(status: u16, body: Value) -> Said {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let kind = if status < 300 { "application/json" } else { "application/problem+json" };
    Said { status, headers: vec![("content-type".to_owned(), kind.to_owned())], bytes, body }
}

fn refused(status: u16, kind: &str) -> Said {
    said(status, json!({ "type": format!("/problems/{kind}"), "status": status, "instance": "i", "detail": "d" }))
}

fn replayed(mut said: Said) -> Said {
    said.headers.push(("idempotent-replayed".to_owned(), "true".to_owned()));
    said
}

const OLD: &str = "noor.haddad@mail.example";
const NEW: &str = "first.last+tag@sub.mail.example";
const OTHER: &str = "o'brien@mail.example";

impl Story {
    /// A partner with an individual that is PENDING.
    fn new() -> Self {
        let ids: Arc<[Uuid]> = Arc::from([Uuid::from_u128(1), Uuid::from_u128(2)]);
        let customer = Uuid::from_u128(3);
        let model = Model::new(0, ids.iter().copied().zip(["acorn-savings", "bramble-pay"]));
        let mut story = Self { models: vec![model], ids, customer, clock: Instant::now() };
        let mut body = view(OLD, Value::Null, "");
        for name in ["account_status", "trusted_contact"] {
            body.as_object_mut().expect("an object").remove(name);
        }
        let create = story.asked(Act::Create, body, 0);
        let summary = json!({
            "customer_id": customer, "partner_id": Uuid::from_u128(1), "type": "INDIVIDUAL", "account_status": "PENDING",
        });
        story.tell(create, said(201, summary)).expect("a new customer");
        story
    }

    fn asked(&self, act: Act, json: Value, key: u128) -> Asked {
        let mut asked = Asked {
            act,
            partner: 0,
            partner_ids: Arc::clone(&self.ids),
            customer: self.customer,
            pocket: Uuid::nil(),
            after: (0, 0),
            key: Uuid::from_u128(key),
            target: String::new(),
            json,
            body: Vec::new(),
            faults: Faults::default(),
        };
        asked.finish();
        asked
    }

    fn update(&self, json: Value, key: u128) -> Asked {
        self.asked(Act::Update, json, key)
    }

    fn get(&self) -> Asked {
        self.asked(Act::Get, Value::Null, 0)
    }

    /// One request after all others.
    fn tell(&mut self, asked: Asked, said: Said) -> Result<(), String> {
        self.race(vec![(asked, said)])
    }

    /// Requests at the same time.
    fn race(&mut self, told: Vec<(Asked, Said)>) -> Result<(), String> {
        let (sent, answered) = (self.clock, self.clock + Duration::from_secs(1));
        self.clock += Duration::from_secs(2);
        let done = told.into_iter().enumerate();
        let done: Vec<Done> =
            done.map(|(lane, (asked, said))| Done { asked, said, seen: true, lane, sent, answered }).collect();
        self.models = explain(&self.models, &done)?;
        Ok(())
    }
}

#[test]
fn a_wrong_member_status_or_kind_is_noticed() {
    let right = view(OLD, Value::Null, "PENDING");
    let story = Story::new;
    assert!(story().tell(story().get(), said(200, right.clone())).is_ok());
    for (name, value) in
        [("email", json!(NEW)), ("account_status", json!("OPEN")), ("trusted_contact", json!({})), ("extra", json!(1))]
    {
        let mut wrong = right.clone();
        wrong[name] = value;
        assert!(story().tell(story().get(), said(200, wrong)).is_err(), "{name}");
    }
    assert!(story().tell(story().get(), said(201, right)).is_err());
    assert!(story().tell(story().get(), refused(404, "not-found")).is_err());
    let bad = json!({ "email": "noor@localhost" });
    let listed = |pointer: &str| {
        let mut body = refused(422, "invalid-request").body;
        body["errors"] = json!([{ "in": "body", "pointer": pointer, "keyword": "format", "message": "m" }]);
        said(422, body)
    };
    let mut told = story();
    assert!(told.tell(told.update(bad.clone(), 1), listed("/email")).is_ok());
    let mut told = story();
    assert!(told.tell(told.update(bad, 1), listed("/mail")).is_err());
}

#[test]
fn a_lost_update_is_not_explained_and_one_after_the_other_is() {
    let (email, contact) = (json!({ "email": NEW }), json!({ "trusted_contact": { "last_name": "Haddad" } }));
    let full =
        json!({ "first_name": null, "last_name": "Haddad", "email": null, "phone_number": null, "address": null });
    let both = view(NEW, full.clone(), "PENDING");
    let mut story = Story::new();
    let told = vec![
        (story.update(email.clone(), 1), said(200, view(NEW, Value::Null, "PENDING"))),
        (story.update(contact.clone(), 2), said(200, both.clone())),
    ];
    story.race(told).expect("the e-mail first, then the contact");
    story.tell(story.get(), said(200, both)).expect("both are there");
    // Each saw only its own change: whichever came second has lost the other's.
    let mut story = Story::new();
    let told = vec![
        (story.update(email, 1), said(200, view(NEW, Value::Null, "PENDING"))),
        (story.update(contact, 2), said(200, view(OLD, full, "PENDING"))),
    ];
    assert!(story.race(told).is_err());
}

#[test]
fn a_stale_read_is_not_explained() {
    let mut story = Story::new();
    story
        .tell(story.update(json!({ "email": NEW }), 1), said(200, view(NEW, Value::Null, "PENDING")))
        .expect("updated");
    assert!(story.tell(story.get(), said(200, view(OLD, Value::Null, "PENDING"))).is_err());
}

#[test]
fn a_replay_gives_the_same_bytes_and_runs_nothing() {
    let change = json!({ "email": NEW });
    let first = said(200, view(NEW, Value::Null, "PENDING"));
    let run_once = || {
        let mut story = Story::new();
        story.tell(story.update(change.clone(), 1), first.clone()).expect("updated");
        let other = story.update(json!({ "email": OTHER }), 2);
        story.tell(other, said(200, view(OTHER, Value::Null, "PENDING"))).expect("updated");
        story
    };
    let mut story = run_once();
    story.tell(story.update(change.clone(), 1), replayed(first.clone())).expect("the saved answer");
    story.tell(story.get(), said(200, view(OTHER, Value::Null, "PENDING"))).expect("nothing ran twice");
    for (what, answer) in [
        ("without saying so", first.clone()),
        ("with other bytes", replayed(Said { bytes: b"{}".to_vec(), ..first.clone() })),
        ("run again", replayed(said(200, view(OTHER, Value::Null, "PENDING")))),
    ] {
        let mut story = run_once();
        assert!(story.tell(story.update(change.clone(), 1), answer).is_err(), "{what}");
    }
    let mut story = run_once();
    assert!(story.tell(story.update(json!({}), 1), replayed(first.clone())).is_err(), "another request");
    let mut story = run_once();
    story.tell(story.update(json!({}), 1), refused(409, "idempotency-key-reused")).expect("another request");
    // Within the hour, and no longer.
    for (ms, runs) in [(3_599_999, false), (3_600_000, true)] {
        let mut story = run_once();
        story.models.iter_mut().for_each(|model| {
            model.now_ms += ms;
            model.renew(0);
        });
        let answer = if runs { first.clone() } else { replayed(first.clone()) };
        assert!(story.tell(story.update(change.clone(), 1), answer).is_ok(), "{ms}");
    }
}

#[test]
fn a_lost_answer_is_told_by_its_replay_and_the_change_is_made_once() {
    let change = json!({ "email": NEW });
    let changed = said(200, view(NEW, Value::Null, "PENDING"));
    let (begun, ended) = (Instant::now(), Instant::now() + Duration::from_secs(1));
    let after_loss = |answer: Said, lost: Option<Said>| {
        let mut story = Story::new();
        let one = |said: Said, after: u64| Done {
            asked: story.update(change.clone(), 1),
            said,
            seen: true,
            lane: 0,
            sent: begun + Duration::from_nanos(after),
            answered: ended,
        };
        let lost: Vec<Done> = lost.map(|said| one(said, 0)).into_iter().collect();
        let models = explain_with_lost(&story.models, &[one(answer, 1)], &lost)?;
        story.models = models;
        story.clock = ended + Duration::from_secs(1);
        story.tell(story.get(), said(200, view(NEW, Value::Null, "PENDING")))
    };
    after_loss(replayed(changed.clone()), Some(changed.clone())).expect("carried out before its answer was lost");
    after_loss(changed.clone(), None).expect("lost on the way there");
    after_loss(replayed(changed), None).expect_err("a replay of what never ran");
    let other = said(200, view(OTHER, Value::Null, "PENDING"));
    after_loss(replayed(other.clone()), Some(other)).expect_err("another change than the one asked for");
}

#[test]
fn what_nobody_can_tell_any_more_may_have_been_carried_out_or_not() {
    let change = json!({ "email": NEW });
    // The first one's answer is lost; its partner is disabled before it asks again.
    let disabled = || {
        let mut story = Story::new();
        let (begun, ended) = (story.clock, story.clock + Duration::from_secs(1));
        let one = |asked: Asked, said: Said, seen: bool, lane: usize, after: u64| Done {
            asked,
            said,
            seen,
            lane,
            sent: begun + Duration::from_nanos(after),
            answered: ended,
        };
        let first = one(story.update(change.clone(), 1), refused(403, "forbidden"), false, 0, 0);
        let done = [
            one(story.update(change.clone(), 1), refused(403, "forbidden"), true, 0, 1),
            one(story.asked(Act::Disable, Value::Null, 2), said(204, Value::Null), true, 1, 0),
        ];
        story.models = explain_with_lost(&story.models, &done, &[first]).expect("disabled before or behind the first");
        story.clock = ended + Duration::from_secs(1);
        story
    };
    for email in [OLD, NEW] {
        let mut story = disabled();
        story.tell(story.get(), said(200, view(email, Value::Null, "PENDING"))).expect(email);
        story.tell(story.asked(Act::Enable, Value::Null, 3), said(204, Value::Null)).expect("enabled");
        // Once it is seen what became of it, the key says the same.
        let changed = said(200, view(NEW, Value::Null, "PENDING"));
        let (right, wrong) =
            if email == NEW { (replayed(changed.clone()), changed) } else { (changed.clone(), replayed(changed)) };
        let models = story.models.clone();
        story.tell(story.update(change.clone(), 1), wrong).expect_err(email);
        story.models = models;
        story.tell(story.update(change.clone(), 1), right).expect(email);
    }
    let mut story = disabled();
    story.tell(story.get(), said(200, view(OTHER, Value::Null, "PENDING"))).expect_err("what nobody asked for");
}

#[test]
fn only_a_race_for_a_key_may_find_it_in_flight() {
    let change = json!({ "email": NEW });
    let first = said(200, view(NEW, Value::Null, "PENDING"));
    let mut waiting = refused(409, "request-in-flight");
    waiting.headers.push(("retry-after".to_owned(), "1".to_owned()));
    let mut story = Story::new();
    let told = vec![(story.update(change.clone(), 1), first), (story.update(change.clone(), 1), waiting.clone())];
    story.race(told).expect("the second came while the first ran");
    let mut story = Story::new();
    assert!(story.tell(story.update(change, 1), waiting).is_err());
}

#[test]
fn a_key_is_taken_before_the_change_that_it_is_for_is_seen() {
    // The second finds the key taken, and the third, sent after that, sees the old e-mail still.
    let change = json!({ "email": NEW });
    let said = |asked: Asked, said: Said, lane: usize, sent: u64, answered: u64| (asked, said, lane, sent, answered);
    let tell = |second: Said, between: &str| {
        let mut story = Story::new();
        let begun = story.clock;
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let told = vec![
            said(story.update(change.clone(), 1), self::said(200, view(NEW, Value::Null, "PENDING")), 0, 0, 9),
            said(story.update(json!({ "email": OTHER }), 1), second, 1, 1, 2),
            said(story.get(), self::said(200, view(between, Value::Null, "PENDING")), 2, 3, 4),
        ];
        let done: Vec<Done> = told
            .into_iter()
            .map(|(asked, said, lane, sent, answered)| Done {
                asked,
                said,
                seen: true,
                lane,
                sent: at(sent),
                answered: at(answered),
            })
            .collect();
        story.models = explain(&story.models, &done)?;
        Ok::<_, String>(())
    };
    for between in [OLD, NEW] {
        tell(refused(409, "idempotency-key-reused"), between).expect(between);
    }
    tell(refused(409, "idempotency-key-reused"), OTHER).expect_err("what was refused");
    tell(refused(409, "customer-closed"), OLD).expect_err("another refusal");
}

#[test]
fn a_closed_customer_refuses_everything_and_can_be_read() {
    let closing = json!({ "status": "CLOSED", "closure_reason": "INACTIVITY" });
    let mut story = Story::new();
    let closed = view(OLD, Value::Null, "CLOSED");
    story.tell(story.update(closing.clone(), 1), said(200, closed.clone())).expect("closed");
    assert!(story.tell(story.update(json!({}), 2), said(200, closed.clone())).is_err());
    let mut story = Story::new();
    story.tell(story.update(closing, 1), said(200, closed.clone())).expect("closed");
    story.tell(story.update(json!({}), 2), refused(409, "customer-closed")).expect("refused");
    story.tell(story.get(), said(200, closed)).expect("read");
}

#[test]
fn an_audit_trail_is_held_to_what_was_done_and_to_its_own_digests() {
    let page = |customer: Uuid| {
        let digest = |text: &str| json!({ "key_id": "k", "hmac": text });
        let entry = |sequence: u64, operation: &str, changed: Value, before: Value, after: &str| {
            json!({
                "sequence": sequence, "recorded_at": "1970-01-01T00:00:00Z", "actor": "OPERATOR", "operation": operation,
                "changed": changed, "customer_id": customer, "partner_id": Uuid::from_u128(1), "trace_id": format!("t{sequence}"),
                "reason": null, "before": before, "after": digest(after), "previous_hash": "h", "hash": "h",
            })
        };
        json!([
            entry(4, "create_customer", json!(["created"]), Value::Null, "a"),
            entry(9, "freeze_customer", json!(["account_status"]), digest("a"), "b"),
        ])
    };
    let told = |after: (usize, u64), entries: Value| {
        let mut story = Story::new();
        let summary = json!({
            "customer_id": story.customer, "partner_id": Uuid::from_u128(1), "type": "INDIVIDUAL",
            "account_status": "FROZEN",
        });
        let freeze = story.asked(Act::Freeze, Value::Null, 0);
        let mut frozen = said(200, summary);
        frozen.headers.push(("x-request-id".to_owned(), "t9".to_owned()));
        story.tell(freeze, frozen).expect("frozen");
        let mut asked = story.asked(Act::Audit { limit: None, after: Some(after.0) }, Value::Null, 0);
        asked.after = after;
        asked.finish();
        assert!(asked.target.ends_with(&format!("/audit-entries?after={}", after.1)), "{}", asked.target);
        story.tell(asked, said(200, json!({ "entries": entries })))
    };
    let right = page(Uuid::from_u128(3));
    assert_eq!(told((0, 0), right.clone()), Ok(()));
    assert_eq!(told((1, 4), json!([right[1]])), Ok(()));
    assert_eq!(told((2, 9), json!([])), Ok(()));
    assert!(told((1, 4), right.clone()).is_err(), "what came before");
    assert!(told((0, 0), json!([right[1]])).is_err(), "not all");
    assert!(told((0, 0), json!([right[1], right[0]])).is_err(), "in another order");
    for (pointer, wrong) in [
        ("/0/recorded_at", json!("1970-01-01T00:00:01Z")),
        ("/0/customer_id", json!(Uuid::from_u128(4))),
        ("/1/partner_id", json!(Uuid::from_u128(2))),
        ("/1/actor", json!("PARTNER")),
        ("/1/before/hmac", json!("c")),
        ("/1/after/hmac", json!("a")),
        ("/0/before", right[0]["after"].clone()),
        ("/1/reason", json!("INACTIVITY")),
        ("/1/trace_id", json!("t4")),
        ("/1/trace_id", json!("t8")),
    ] {
        let mut entries = right.clone();
        *entries.pointer_mut(pointer).expect("a place") = wrong;
        assert!(told((0, 0), entries).is_err(), "{pointer}");
    }
}

#[test]
fn partners_are_created_once_and_listed_as_they_are() {
    let secret = "0123456789abcdefghijkl";
    let created = |id: u128, enabled: bool| {
        json!({
            "partner_id": Uuid::from_u128(id), "username": "cedar-bank", "password": secret, "shared_secret": format!("{secret}m"),
            "update_customer_data_enabled": enabled, "ip_allow_list": null, "created_at": "1970-01-01T00:00:00Z",
        })
    };
    let listed = |id: u128, username: &str, enabled: bool| {
        json!({
            "partner_id": Uuid::from_u128(id), "username": username, "update_customer_data_enabled": enabled,
            "ip_allow_list": null, "created_at": "1970-01-01T00:00:00Z",
        })
    };
    let body = json!({ "username": "cedar-bank", "ip_allow_list": null });
    let create = |story: &Story| story.asked(Act::CreatePartner { taken: None }, body.clone(), 0);
    for wrong in [created(1, false), created(7, true)] {
        let mut story = Story::new();
        assert!(story.tell(create(&story), said(201, wrong)).is_err());
    }
    for name in ["password", "shared_secret", "created_at", "username", "ip_allow_list"] {
        let (mut story, mut wrong) = (Story::new(), created(7, false));
        wrong[name] = json!("secret");
        assert!(story.tell(create(&story), said(201, wrong)).is_err(), "{name}");
    }
    let mut story = Story::new();
    story.tell(create(&story), said(201, created(7, false))).expect("created");
    let mut other = Story::new();
    other.tell(create(&other), said(201, created(7, false))).expect("created");
    assert!(other.tell(create(&other), said(201, created(8, false))).is_err(), "a username of two");
    assert!(story.tell(create(&story), refused(409, "username-taken")).is_ok());
    let disable = story.asked(Act::Disable, Value::Null, 0);
    story.tell(disable, said(204, Value::Null)).expect("disabled");
    let right = [
        listed(9, "of-another-history", true),
        listed(1, "acorn-savings", false),
        listed(2, "bramble-pay", true),
        listed(7, "cedar-bank", false),
    ];
    let mut list = |partners: &[Value]| {
        let asked = story.asked(Act::ListPartners, Value::Null, 0);
        story.clock += Duration::from_secs(1);
        let done = Done {
            asked,
            said: said(200, json!({ "partners": partners })),
            seen: true,
            lane: 0,
            sent: story.clock,
            answered: story.clock,
        };
        explain(&story.models, &[done]).is_ok()
    };
    assert!(list(&right));
    assert!(!list(&right[..3]), "one is missing");
    assert!(!list(&[right[2].clone(), right[1].clone(), right[3].clone()]), "in another order");
    let mut twice = right.to_vec();
    twice.push(right[3].clone());
    assert!(!list(&twice), "one comes twice");
    for (name, wrong) in [
        ("update_customer_data_enabled", json!(true)),
        ("username", json!("cedar")),
        ("created_at", json!("1970-01-01T00:00:01Z")),
    ] {
        let mut partners = right.clone();
        partners[3][name] = wrong;
        assert!(!list(&partners), "{name}");
    }
}

#[test]
fn merge_patch_is_that_of_the_rfc() {
    // RFC 7396, appendix A.
    for (target, patch, result) in [
        (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
        (json!({"a":"b"}), json!({"a":null}), json!({})),
        (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
        (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
        (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
        (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({"a":"b"}), json!(["c"]), json!(["c"])),
        (json!({"a":"foo"}), json!(null), json!(null)),
        (json!({"a":"foo"}), json!("bar"), json!("bar")),
        (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
        (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
        (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
    ] {
        let mut found = target.clone();
        merge_patch(&mut found, &patch);
        assert_eq!(found, result, "{target} with {patch}");
    }
}
