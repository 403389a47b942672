//! "Update Customer Data": what comes of each member, what is refused, and what the same key means again.

use partner_api::PartnerApi;
use serde_json::{Value, json};
use server_support::{Begin, IdempotencyToken};
use uuid::Uuid;

use crate::bank::{Bank, HERE, Member, new_customer, read, trusted_contact};

fn closing() -> Value {
    json!({ "status": "CLOSED", "closure_reason": "USER_INSTIGATED" })
}

/// A bank with one partner, for which the endpoint is enabled, and its customer.
async fn bank_with(kind: &str) -> (Bank, Member, Uuid) {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    let customer = bank.customer(&partner, kind).await;
    (bank, partner, customer)
}

#[tokio::test]
async fn what_an_update_names_is_replaced_and_all_else_stays() {
    for kind in ["INDIVIDUAL", "BUSINESS"] {
        let (bank, partner, customer) = bank_with(kind).await;
        let mut expected = new_customer(kind);
        expected["account_status"] = "PENDING".into();
        let address = json!({
            "street_address": "1 rue de Rivoli", "street_address2": null, "city": "Paris", "postal_code": "75002",
            "state": null, "country": "FR",
        });
        let other = json!({
            "street_address": "77 Larkmoor Crescent", "street_address2": "Suite 7", "city": "Toronto",
            "postal_code": "M5V 2T6", "state": "ON", "country": "CA",
        });
        for (name, value) in [
            ("email", json!("new@mail.example")),
            ("phone_number", json!("+12025550177")),
            ("address", address),
            ("address", other),
        ] {
            expected[name] = value.clone();
            assert_eq!(bank.update(&partner, customer, json!({ name: value })).await.is(200), expected);
        }
        for body in [json!({}), json!({ "email": null, "phone_number": null, "address": null })] {
            assert_eq!(bank.update(&partner, customer, body).await.is(200), expected);
        }
        assert_eq!(bank.get(&partner, customer).await.is(200), expected);
    }
}

#[tokio::test]
async fn each_member_of_a_trusted_contact_stays_is_cleared_or_is_set() {
    let (bank, partner, customer) = bank_with("INDIVIDUAL").await;
    let mut expected = trusted_contact();
    for (name, value) in [
        ("first_name", "Ottoline"),
        ("last_name", "Quillfeather"),
        ("email", "ottoline@mail.example"),
        ("phone_number", "+12025550199"),
        ("address", "77 Larkmoor Crescent"),
    ] {
        for value in [Value::Null, value.into()] {
            expected[name] = value.clone();
            let update = json!({ "trusted_contact": { name: value } });
            assert_eq!(bank.update(&partner, customer, update).await.is(200)["trusted_contact"], expected);
        }
    }
    let removed = bank.update(&partner, customer, json!({ "trusted_contact": null })).await.is(200);
    assert_eq!(removed["trusted_contact"], Value::Null);
    let update = json!({ "trusted_contact": { "first_name": "Samir" } });
    let set = bank.update(&partner, customer, update).await.is(200);
    let alone =
        json!({ "first_name": "Samir", "last_name": null, "email": null, "phone_number": null, "address": null });
    assert_eq!(set["trusted_contact"], alone);
}

#[tokio::test]
async fn why_a_customer_was_closed_is_kept_as_it_was_said() {
    use customers::ClosureReason as Reason;
    for (name, reason) in [
        ("SUSPICIOUS_ACTIVITY", Reason::SuspiciousActivity),
        ("USER_INSTIGATED", Reason::UserInstigated),
        ("PARTNER_INITIATED_CLOSURE", Reason::PartnerInitiatedClosure),
        ("INACTIVITY", Reason::Inactivity),
    ] {
        let (bank, partner, customer) = bank_with("BUSINESS").await;
        let body = json!({ "status": "CLOSED", "closure_reason": name, "closure_description": "They moved away." });
        assert_eq!(bank.update(&partner, customer, body).await.is(200)["account_status"], "CLOSED");
        let kept = bank.store.kept();
        let closure = kept.customers[&customer.into()].value.closure.as_ref().expect("a closure");
        assert_eq!(closure.closure_reason, reason);
        assert_eq!(closure.closure_description.as_deref(), Some("They moved away."));
    }
}

#[tokio::test]
async fn what_a_customers_state_does_not_allow_is_a_409_that_says_why() {
    let (bank, partner, customer) = bank_with("BUSINESS").await;
    let pockets = [bank.pocket(customer).await, bank.pocket(customer).await];
    let refused = bank.update(&partner, customer, json!({ "trusted_contact": null })).await;
    refused.is_problem(409, "trusted-contact-not-applicable");
    for (held, detail) in [("0.01", "2 pockets still hold money."), ("0.00", "1 pocket still holds money.")] {
        bank.set_balance(customer, pockets[0], held).await.is(200);
        bank.set_balance(customer, pockets[1], "5.00").await.is(200);
        let refused = bank.update(&partner, customer, closing()).await.is_problem(409, "pockets-not-empty");
        assert_eq!(refused["detail"], detail);
    }
    bank.set_balance(customer, pockets[1], "0.00").await.is(200);
    bank.update(&partner, customer, closing()).await.is(200);
    for body in [closing(), json!({}), json!({ "email": "new@mail.example" })] {
        bank.update(&partner, customer, body).await.is_problem(409, "customer-closed");
    }
}

#[tokio::test]
async fn what_cannot_be_is_a_422_that_names_every_member_and_changes_nothing() {
    let (bank, partner, customer) = bank_with("INDIVIDUAL").await;
    let before = bank.get(&partner, customer).await.is(200);
    let update = json!({
        "email": "new@mail.example",
        "phone_number": "+12020000000",
        "trusted_contact": { "first_name": "Ottoline", "phone_number": "+12020000000" },
    });
    let refused = bank.update(&partner, customer, update).await.is_problem(422, "invalid-request");
    let errors = refused["errors"].as_array().expect("a list");
    let mut pointers: Vec<_> = errors
        .iter()
        .map(|error| {
            assert_eq!(error["in"], "body");
            assert!(["keyword", "message"].iter().all(|name| error[*name].as_str().is_some_and(|it| !it.is_empty())));
            error["pointer"].as_str().expect("a pointer")
        })
        .collect();
    pointers.sort();
    assert_eq!(pointers, ["/phone_number", "/trusted_contact/phone_number"]);
    assert_eq!(bank.get(&partner, customer).await.is(200), before);
}

#[tokio::test]
async fn a_partner_without_the_endpoint_is_a_403_and_its_key_is_as_good_as_new() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    let customer = bank.customer(&partner, "INDIVIDUAL").await;
    let key = Uuid::new_v4();
    let update = async || bank.update_under(key, &partner, customer, json!({ "email": "new@mail.example" })).await;
    update().await.expect("nothing saved").is_problem(403, "forbidden");
    assert_eq!(bank.get(&partner, customer).await.is(200)["email"], "noor.haddad@mail.example");
    bank.enable(partner.id).await.is(204);
    assert_eq!(update().await.expect("nothing saved").is(200)["email"], "new@mail.example");
    bank.disable(partner.id).await.is(204);
    update().await.expect("the answer from when it was enabled is not given again").is_problem(403, "forbidden");
}

#[tokio::test]
async fn the_same_request_is_answered_again_byte_for_byte_and_another_under_its_key_is_not() {
    let (bank, partner, customer) = bank_with("BUSINESS").await;
    for (body, status) in [
        (json!({ "email": "new@mail.example" }), 200),
        (json!({ "trusted_contact": null }), 409),
        (json!({ "phone_number": "+12020000000" }), 422),
    ] {
        let key = Uuid::new_v4();
        let first = bank.update_under(key, &partner, customer, body.clone()).await.expect("a new key");
        assert_eq!(first.parts.status, status);
        bank.update(&partner, customer, json!({ "email": "later@mail.example" })).await.is(200);
        let again = bank.update_under(key, &partner, customer, body).await.expect_err("a used key");
        assert_eq!(again, Begin::Replay(first.parts));
        let other = bank.update_under(key, &partner, customer, json!({})).await.expect_err("a used key");
        assert_eq!(other, Begin::Reused);
        assert_eq!(bank.get(&partner, customer).await.is(200)["email"], "later@mail.example", "nothing ran twice");
    }
}

#[tokio::test]
async fn a_key_whose_first_request_still_runs_is_told_to_wait() {
    let (bank, partner, customer) = bank_with("BUSINESS").await;
    let path = format!("/api/v1/customers/{customer}/");
    let token = IdempotencyToken::new(Uuid::new_v4().to_string(), "PATCH", &path, b"{}");
    let first = bank.caller(&partner.token, HERE).await.expect("let in");
    let second = bank.caller(&partner.token, HERE).await.expect("let in");
    assert_eq!(bank.partners.begin_idempotent(&first, &token).await, Begin::Run);
    assert_eq!(bank.partners.begin_idempotent(&second, &token).await, Begin::InFlight { retry_after_s: 1 });
    drop(first);
    assert_eq!(bank.partners.begin_idempotent(&second, &token).await, Begin::Run);
}

#[tokio::test]
async fn a_saved_answer_that_cannot_be_read_is_unavailable_and_its_request_does_not_run_again() {
    let (bank, partner, customer) = bank_with("BUSINESS").await;
    let key = Uuid::new_v4();
    let update = async || bank.update_under(key, &partner, customer, json!({ "email": "new@mail.example" })).await;
    let first = update().await.expect("a new key");
    assert_eq!(read(&first.parts)["email"], "new@mail.example");
    for saved in bank.store.kept().answers.values_mut() {
        saved.answer.0.pop();
    }
    bank.update(&partner, customer, json!({ "email": "later@mail.example" })).await.is(200);
    assert_eq!(update().await.expect_err("a used key"), Begin::Unavailable { retry_after_s: 1 });
    assert_eq!(bank.get(&partner, customer).await.is(200)["email"], "later@mail.example");
}
