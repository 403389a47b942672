//! Every row of the table of errors, replays and races, over real sockets, on both kinds of customer where it applies.

mod common;

use std::num::NonZeroU32;
use std::time::Duration;

use chrono::TimeDelta;
use common::{KINDS, Request, World, bearer, close, customer_path, new_customer, raw};
use customers::Store;
use serde_json::{Value, json};
use server_support::IdempotencyToken;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_a_400_and_changes_nothing() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let before = world.get(&partner, &customer).await.body;
        for body in [
            &b"{\"email\": "[..],
            b"{\"email\": \"a@mail.example\", \"email\": \"b@mail.example\"}",
            b"{\"email\": \"\xff@mail.example\"}",
            b"\xef\xbb\xbf{}",
            b"{} {}",
            b"",
        ] {
            let answer = world.patch_request(&partner, &customer, body).send().await;
            answer.is_problem(400, "malformed-request");
        }
        assert_eq!(world.get(&partner, &customer).await.body, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_token_and_a_good_signature_there_is_a_401() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let request = |body: &str| world.patch_request(&partner, &customer, body);
        for request in [
            request("{}").without("authorization"),
            request("{}").header("authorization", "Basic YTpi"),
            request("{}").header("authorization", bearer(&Uuid::new_v4().to_string())),
            request("{}").header("authorization", bearer(common::OPERATOR_TOKEN)),
            world.get_request(&partner, &customer).without("authorization"),
        ] {
            let answer = request.send().await;
            answer.is_problem(401, "unauthorized");
            assert!(answer.header("www-authenticate").is_some_and(|challenge| challenge.starts_with("Bearer")));
        }
        let signature = request("{}").final_headers()["x-jiko-signature"].to_str().unwrap().to_owned();
        for request in [
            request("{\"email\": null}").header("x-jiko-signature", signature.clone()),
            request("{}").header("x-jiko-signature", "AAAA"),
            world.get_request(&partner, &customer).header("x-jiko-signature", signature),
        ] {
            let answer = request.send().await;
            answer.is_problem(401, "signature-mismatch");
            assert!(answer.header("www-authenticate").is_some());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_60_minutes_and_no_longer() {
    let world = World::new().await;
    let partner = world.partner().await;
    let customer = world.customer(&partner, "BUSINESS").await;
    world.clock.advance(TimeDelta::seconds(3599));
    assert_eq!(world.get(&partner, &customer).await.status, 200);
    world.clock.advance(TimeDelta::seconds(1));
    world.get(&partner, &customer).await.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_does_not_tell_an_unknown_username_from_a_wrong_password() {
    let world = World::new().await;
    let partner = world.partner().await;
    let attempt = |username: &str, password: &str| {
        let credentials = json!({ "username": username, "password": password });
        Request::new("POST", world.url("/api/v1/login/")).json(&credentials)
    };
    let wrong = attempt(&partner.username, "wrong").send().await;
    let unknown = attempt("nobody", &partner.password).send().await;
    let (mut wrong_body, mut unknown_body) =
        (wrong.is_problem(401, "unauthorized"), unknown.is_problem(401, "unauthorized"));
    for body in [&mut wrong_body, &mut unknown_body] {
        body["trace_id"].take();
        body["instance"].take();
    }
    assert_eq!(wrong_body, unknown_body);
    assert_eq!(wrong.header("www-authenticate"), Some("Bearer"));
    assert_eq!(unknown.header("www-authenticate"), Some("Bearer"));
    let good = attempt(&partner.username, &partner.password).send().await;
    assert_eq!(good.status, 200);
    assert_eq!(good.json()["expires"], "2026-01-02T04:04:05Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_without_the_endpoint_is_a_403_and_nothing_is_saved_under_its_key() {
    let world = World::new().await;
    let partner = world.partner_of(json!({})).await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let request = world.patch_request(&partner, &customer, "{}");
        request.clone().send().await.is_problem(403, "forbidden");
        assert_eq!(world.get(&partner, &customer).await.status, 200, "reading needs no enabling");

        let path = format!("/operator/v1/partners/{}/update-customer-data", partner.id);
        assert_eq!(world.operator("PUT", &path, Value::Null).await.status, 204);
        assert_eq!(request.clone().send().await.status, 200, "the same key again, now enabled");
        assert_eq!(world.operator("DELETE", &path, Value::Null).await.status, 204);
        request.send().await.is_problem(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_off_the_allow_list_is_a_403_everywhere() {
    let world = World::new().await;
    let listed = json!({ "update_customer_data_enabled": true, "ip_allow_list": ["127.0.0.1", "2001:db8::/32"] });
    let partner = world.partner_of(listed).await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        assert_eq!(world.patch(&partner, &customer, json!({})).await.status, 200);
        for request in [world.patch_request(&partner, &customer, "{}"), world.get_request(&partner, &customer)] {
            request.from("127.0.0.2").send().await.is_problem(403, "forbidden");
        }
    }
    let log_in = |password: &str| {
        let credentials = json!({ "username": partner.username, "password": password });
        Request::new("POST", world.url("/api/v1/login/")).json(&credentials).from("127.0.0.2")
    };
    log_in(&partner.password).send().await.is_problem(403, "forbidden");
    log_in("wrong").send().await.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_another_partners_customer() {
    let world = World::new().await;
    let (owner, other) = (world.partner().await, world.partner().await);
    for kind in KINDS {
        let (customer, _) = world.open_customer(&owner, kind).await;
        let nobody = Uuid::new_v4().to_string();
        for body in [json!({}), close(), json!({ "trusted_contact": null })] {
            let mut foreign = world.patch(&other, &customer, body.clone()).await.is_problem(404, "not-found");
            let mut missing = world.patch(&other, &nobody, body).await.is_problem(404, "not-found");
            for problem in [&mut foreign, &mut missing] {
                problem["trace_id"].take();
                problem["instance"].take();
            }
            assert_eq!(foreign, missing);
        }
        world.get(&other, &customer).await.is_problem(404, "not-found");
        assert_eq!(world.get(&owner, &customer).await.json()["account_status"], "OPEN");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn size_and_media_types_are_checked_before_anybody_is_asked() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let padded = |bytes: usize| format!("{{}}{}", " ".repeat(bytes - 2));
        assert_eq!(world.patch_request(&partner, &customer, padded(65536)).send().await.status, 200);
        let large = world.patch_request(&partner, &customer, padded(65537)).without("authorization");
        large.send().await.is_problem(413, "content-too-large");
        let patch = |name, value: &str| world.patch_request(&partner, &customer, "{}").header(name, value);
        patch("content-type", "text/plain").send().await.is_problem(415, "unsupported-media-type");
        patch("accept", "text/html").send().await.is_problem(406, "not-acceptable");
        let get = world.get_request(&partner, &customer).header("accept", "text/html");
        get.send().await.is_problem(406, "not-acceptable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_coming_is_a_408() {
    let world = World::with(|config| config.limits.body_read_timeout = Duration::from_millis(200)).await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let mut socket = raw::start(&world, &world.patch_request(&partner, &customer, "{\"email\": null}"), 4).await;
        let answer = raw::read(&mut socket).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("/problems/request-timeout"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_keeps_a_customer_open_and_a_closed_one_refuses_everything() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, pocket) = world.open_customer(&partner, kind).await;
        assert_eq!(world.set_balance(&customer, &pocket, "0.01").await.status, 200);
        let refused = world.patch(&partner, &customer, close()).await.is_problem(409, "pockets-not-empty");
        assert_eq!(refused["detail"], "1 pocket still holds money.");
        assert_eq!(world.get(&partner, &customer).await.json()["account_status"], "OPEN");

        assert_eq!(world.set_balance(&customer, &pocket, "0.00").await.status, 200);
        let closed = world.patch(&partner, &customer, close()).await;
        assert_eq!((closed.status, &closed.json()["account_status"]), (200, &json!("CLOSED")));

        for body in [close(), json!({}), json!({ "email": "new@mail.example" })] {
            world.patch(&partner, &customer, body).await.is_problem(409, "customer-closed");
        }
        world.set_balance(&customer, &pocket, "1.00").await.is_problem(409, "customer-closed");
        let path = format!("/operator/v1/customers/{customer}/pockets");
        world.operator("POST", &path, Value::Null).await.is_problem(409, "customer-closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_contact_is_an_individuals_only() {
    let world = World::new().await;
    let partner = world.partner().await;
    let (business, _) = world.open_customer(&partner, "BUSINESS").await;
    for contact in [json!({ "first_name": "Samir" }), json!({}), Value::Null] {
        let body = json!({ "email": "new@mail.example", "trusted_contact": contact });
        world.patch(&partner, &business, body).await.is_problem(409, "trusted-contact-not-applicable");
    }
    assert_eq!(world.get(&partner, &business).await.json()["email"], "noor.haddad@mail.example");

    let (individual, _) = world.open_customer(&partner, "INDIVIDUAL").await;
    let contact = async |body: Value| {
        let answer = world.patch(&partner, &individual, json!({ "trusted_contact": body })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["trusted_contact"].clone()
    };
    let whole = contact(json!({ "first_name": "Samir", "last_name": "Haddad", "phone_number": "+12345678901" })).await;
    let expected = json!({
        "first_name": "Samir", "last_name": "Haddad", "email": null, "phone_number": "+12345678901", "address": null
    });
    assert_eq!(whole, expected);
    let merged = contact(json!({ "last_name": null, "email": "samir@mail.example" })).await;
    assert_eq!(merged["first_name"], "Samir");
    assert_eq!(merged["last_name"], Value::Null);
    assert_eq!(merged["email"], "samir@mail.example");
    assert_eq!(contact(Value::Null).await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn against_the_schema_and_a_wrong_meaning_are_422_with_every_pointer_and_change_nothing() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let before = world.get(&partner, &customer).await.body;
        for (body, pointers) in [
            (json!({ "status": "CLOSED" }), vec!["body "]),
            (
                json!({ "status": "CLOSED", "closure_reason": "INACTIVITY", "email": "a@mail.example" }),
                vec!["body /email"],
            ),
            (json!({ "emial": "a@mail.example" }), vec!["body /emial"]),
            (json!({ "phone_number": "12345" }), vec!["body /phone_number"]),
            (json!({ "email": "a@b" }), vec!["body /email"]),
            (
                json!({ "phone_number": "12345", "address": {
                    "street_address": "1 Elm", "city": "Trenton", "postal_code": "ABC", "state": "XX", "country": "US"
                } }),
                vec!["body /address/postal_code", "body /address/state", "body /phone_number"],
            ),
            (
                json!({ "address": {
                    "street_address": "1 Elm", "city": "Trenton", "postal_code": "08608", "country": "ZZ"
                } }),
                vec!["body /address/country"],
            ),
        ] {
            assert_eq!(world.patch(&partner, &customer, body.clone()).await.pointers(), pointers, "{body}");
        }
        let request = world.patch_request(&partner, "not-a-uuid", "{\"emial\": 1}");
        assert_eq!(request.send().await.pointers(), ["body /emial", "path /customer_id"]);
        assert_eq!(world.get(&partner, &customer).await.body, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_rate_limit_is_a_429_for_this_partner_alone() {
    let world = World::with(|config| config.rate_limits.requests_per_minute = NonZeroU32::new(3)).await;
    let (spent, other) = (world.partner().await, world.partner().await);
    for kind in KINDS {
        let customer = world.customer(&spent, kind).await;
        if kind == KINDS[0] {
            for _ in 0..3 {
                assert_eq!(world.patch(&spent, &customer, json!({})).await.status, 200);
            }
        }
        let request = world.patch_request(&spent, &customer, "{}");
        for answer in [request.clone().send().await, world.get(&spent, &customer).await] {
            answer.is_problem(429, "rate-limited");
            assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
            assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
            let number = |name: &str| answer.header(name).unwrap().parse::<u64>().unwrap();
            assert!((1..=20).contains(&number("retry-after")), "{answer:?}");
            assert!((number("retry-after")..=60).contains(&number("x-ratelimit-reset")), "{answer:?}");
        }
        let theirs = world.customer(&other, kind).await;
        assert_eq!(world.get(&other, &theirs).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_passwords_is_a_429_from_this_address_for_this_username() {
    let world = World::with(|config| config.rate_limits.log_ins_per_minute = NonZeroU32::new(2)).await;
    let (partner, other) = (world.new_partner(json!({})).await, world.new_partner(json!({})).await);
    let attempt = |username: &str, password: &str| {
        let credentials = json!({ "username": username, "password": password });
        Request::new("POST", world.url("/api/v1/login/")).json(&credentials)
    };
    for _ in 0..2 {
        attempt(&partner.username, "guess").send().await.is_problem(401, "unauthorized");
    }
    let refused = attempt(&partner.username, &partner.password).send().await;
    refused.is_problem(429, "rate-limited");
    for name in ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
        assert!(refused.header(name).is_some_and(|value| value.parse::<u64>().is_ok()), "{name}");
    }
    assert_eq!(attempt(&partner.username, &partner.password).from("127.0.0.2").send().await.status, 200);
    assert_eq!(attempt(&other.username, &other.password).send().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_store_is_a_500_that_saves_nothing_and_tells_nothing() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, pocket) = world.open_customer(&partner, kind).await;
        let request = world.patch_request(&partner, &customer, "{\"email\": \"new@mail.example\"}");
        world.gate.fail();
        let answer = request.clone().send().await;
        answer.is_problem(500, "internal-error");
        assert!(!answer.text().contains("made to fail"), "{}", answer.text());
        world.set_balance(&customer, &pocket, "1.00").await.is_problem(500, "internal-error");
        world.gate.pass();
        assert_eq!(world.get(&partner, &customer).await.json()["email"], "noor.haddad@mail.example");
        let again = request.send().await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (200, None), "the key is free");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_at_once_and_too_slow_are_503_with_retry_after() {
    let world = World::with(|config| {
        config.limits.max_in_flight = 1;
        config.limits.handler_timeout = Duration::from_secs(3);
    })
    .await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        world.gate.wait();
        let request = world.patch_request(&partner, &customer, "{\"email\": \"new@mail.example\"}");
        let slow = tokio::spawn(request.clone().send());
        while world.service.in_flight() == 0 {
            tokio::task::yield_now().await;
        }
        let refused = world.get(&partner, &customer).await;
        refused.is_problem(503, "unavailable");
        assert!(refused.header("retry-after").is_some());
        let late = slow.await.unwrap();
        late.is_problem(503, "unavailable");
        assert!(late.header("retry-after").is_some());

        // The change goes on without its caller, and the same key finds its answer.
        world.gate.pass();
        while world.service.in_flight() > 0 {
            tokio::task::yield_now().await;
        }
        let answer = request.send().await;
        assert_eq!((answer.status, answer.header("idempotent-replayed")), (200, Some("true")));
        assert_eq!(answer.json()["email"], "new@mail.example");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_saved_answer_is_replayed_byte_for_byte_and_nothing_runs_twice() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, pocket) = world.open_customer(&partner, kind).await;
        assert_eq!(world.set_balance(&customer, &pocket, "5.00").await.status, 200);
        let missing = Uuid::new_v4().to_string();
        for (status, customer, body) in [
            (200, &customer, json!({ "email": "replayed@mail.example" })),
            (404, &missing, json!({})),
            (409, &customer, close()),
            (422, &customer, json!({ "phone_number": "12345" })),
        ] {
            let request = world.patch_request(&partner, customer, body.to_string());
            let first = request.clone().send().await;
            assert_eq!((first.status, first.header("idempotent-replayed")), (status, None), "{}", first.text());
            let again = request.send().await;
            assert_eq!((again.status, again.header("idempotent-replayed")), (status, Some("true")));
            assert_eq!(again.body, first.body);
            assert_eq!(again.header("content-type"), first.header("content-type"));
        }
        // Refused while money was there; the saved refusal outlives the money.
        let closing = world.patch_request(&partner, &customer, close().to_string());
        closing.clone().send().await.is_problem(409, "pockets-not-empty");
        assert_eq!(world.set_balance(&customer, &pocket, "0.00").await.status, 200);
        assert_eq!(closing.send().await.header("idempotent-replayed"), Some("true"));
        assert_eq!(world.get(&partner, &customer).await.json()["account_status"], "OPEN");

        let trail =
            world.operator("GET", &format!("/operator/v1/customers/{customer}/audit-entries"), Value::Null).await;
        let entries = trail.json()["entries"].as_array().unwrap().clone();
        let updates = entries.iter().filter(|entry| entry["operation"] == "update_customer_data").count();
        assert_eq!(updates, 1, "{entries:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_used_for_one_hour() {
    let world = World::new().await;
    let mut partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let key = Uuid::new_v4();
        let request = |partner: &common::Partner, body: &str| {
            world.patch_request(partner, &customer, body).header("authorization", bearer(&partner.token)).key(key)
        };
        assert_eq!(request(&partner, "{}").send().await.status, 200);
        request(&partner, "{ }").send().await.is_problem(409, "idempotency-key-reused");
        let other = world.customer(&partner, kind).await;
        let elsewhere = world.patch_request(&partner, &other, "{}").key(key).send().await;
        elsewhere.is_problem(409, "idempotency-key-reused");
        world.clock.advance(TimeDelta::seconds(3601));
        partner.token = world.log_in(&partner).await;
        let later = request(&partner, "{ }").send().await;
        assert_eq!((later.status, later.header("idempotent-replayed")), (200, None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_while_its_first_request_runs_is_a_409_that_asks_to_wait() {
    let world = World::new().await;
    let partner = world.partner().await;
    for kind in KINDS {
        let (customer, _) = world.open_customer(&partner, kind).await;
        let key = Uuid::new_v4();
        let token = IdempotencyToken::new(key.to_string(), "PATCH", &customer_path(&customer), b"{}");
        let id = partner.id.parse::<Uuid>().unwrap().into();
        let held = world.service.store().begin(id, key, *token.fingerprint()).await.unwrap();
        assert!(matches!(held, customers::Begin::Run(_)));
        let request = world.patch_request(&partner, &customer, "{}").key(key);
        let refused = request.clone().send().await;
        refused.is_problem(409, "request-in-flight");
        assert!(refused.header("retry-after").is_some());
        drop(held);
        assert_eq!(request.send().await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_with_one_key_one_runs_and_the_others_hear_of_it() {
    let world = World::new().await;
    let partner = world.partner().await;
    let (customer, _) = world.open_customer(&partner, "INDIVIDUAL").await;
    let request = world.patch_request(&partner, &customer, "{\"email\": \"once@mail.example\"}");
    let tasks: Vec<_> = (0..16).map(|_| tokio::spawn(request.clone().send())).collect();
    let mut ran = 0;
    for task in tasks {
        let answer = task.await.unwrap();
        match (answer.status, answer.header("idempotent-replayed")) {
            (200, None) => ran += 1,
            (200, Some("true")) => {}
            _ => {
                answer.is_problem(409, "request-in-flight");
            }
        }
    }
    assert_eq!(ran, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_races_a_closing_blocks_it_or_finds_the_customer_closed() {
    let world = World::new().await;
    let partner = world.partner().await;
    for round in 0..12 {
        let (customer, pocket) = world.open_customer(&partner, KINDS[round % 2]).await;
        let closers: Vec<_> = (0..4)
            .map(|_| tokio::spawn(world.patch_request(&partner, &customer, close().to_string()).send()))
            .collect();
        let paid = world.set_balance(&customer, &pocket, "7.00").await;
        let mut closed = 0;
        for closer in closers {
            let answer = closer.await.unwrap();
            if answer.status == 200 {
                closed += 1;
            } else {
                let kind = answer.json()["type"].clone();
                assert!(kind == "/problems/customer-closed" || kind == "/problems/pockets-not-empty", "{kind}");
            }
        }
        let status = world.get(&partner, &customer).await.json()["account_status"].clone();
        if paid.status == 200 {
            assert_eq!((closed, status), (0, json!("OPEN")), "money came in: nobody may have closed");
        } else {
            paid.is_problem(409, "customer-closed");
            assert_eq!((closed, status), (1, json!("CLOSED")), "one closing wins");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_are_told_what_is_wrong_too() {
    let world = World::new().await;
    let partner = world.partner().await;
    let nobody = Uuid::new_v4();
    let taken = json!({ "username": partner.username });
    world.operator("POST", "/operator/v1/partners", taken).await.is_problem(409, "username-taken");
    let ranges = json!({ "username": "bramble", "ip_allow_list": ["192.0.2.1", "256.1.1.1", "::/129"] });
    let answer = world.operator("POST", "/operator/v1/partners", ranges).await;
    assert_eq!(answer.pointers(), ["body /ip_allow_list/1", "body /ip_allow_list/2"]);
    for (method, path) in [
        ("PUT", format!("/operator/v1/partners/{nobody}/update-customer-data")),
        ("DELETE", format!("/operator/v1/partners/{nobody}/update-customer-data")),
        ("POST", format!("/operator/v1/customers/{nobody}/pockets")),
        ("PUT", format!("/operator/v1/customers/{nobody}/freeze")),
        ("DELETE", format!("/operator/v1/customers/{nobody}/freeze")),
        ("GET", format!("/operator/v1/customers/{nobody}/audit-entries")),
    ] {
        world.operator(method, &path, Value::Null).await.is_problem(404, "not-found");
    }
    for kind in KINDS {
        let path = format!("/operator/v1/partners/{nobody}/customers");
        world.operator("POST", &path, new_customer(kind)).await.is_problem(404, "not-found");
        let mut wrong = new_customer(kind);
        wrong["phone_number"] = "12345".into();
        wrong["address"]["state"] = "XX".into();
        let path = format!("/operator/v1/partners/{}/customers", partner.id);
        let answer = world.operator("POST", &path, wrong).await;
        // With an address that is wrong it is not known of which country the number would be.
        assert!(answer.pointers().contains(&"body /address/state".to_owned()));

        let customer = world.customer(&partner, kind).await;
        let freeze = format!("/operator/v1/customers/{customer}/freeze");
        assert_eq!(world.operator("PUT", &freeze, Value::Null).await.json()["account_status"], "FROZEN");
        let pockets = format!("/operator/v1/customers/{customer}/pockets");
        world.operator("POST", &pockets, Value::Null).await.is_problem(409, "customer-frozen");
        assert_eq!(world.operator("DELETE", &freeze, Value::Null).await.json()["account_status"], "PENDING");
    }
    let listed = world.operator("GET", "/operator/v1/partners", Value::Null).await;
    assert!(!listed.text().contains(&partner.secret) && !listed.text().contains("password"));
    for token in ["", "wrong", &partner.token] {
        let request = Request::new("GET", world.url("/operator/v1/partners")).header("authorization", bearer(token));
        let answer = request.send().await;
        answer.is_problem(401, "unauthorized");
        assert!(answer.header("www-authenticate").is_some());
    }
}
