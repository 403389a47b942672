//! Customers and their pockets: what operators enter, what partners read of it, and the trail.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::bank::{Bank, member, new_customer};

const KINDS: [&str; 2] = ["INDIVIDUAL", "BUSINESS"];

/// What the partner reads of a customer that was made of `sent`, before it has a pocket.
fn as_read(mut sent: Value) -> Value {
    sent["account_status"] = "PENDING".into();
    sent
}

/// Sets a member, or takes it away.
fn put(object: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = object.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    match value {
        Some(value) => parent.insert(name.to_owned(), value),
        None => parent.remove(name),
    };
}

#[tokio::test]
async fn what_operators_enter_of_a_customer_is_what_its_partner_reads() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    for kind in KINDS {
        let sent = new_customer(kind);
        let made = bank.create_customer(partner.id, sent.clone()).await.is(201);
        let id: Uuid = member(&made, "customer_id");
        let told = json!({ "customer_id": id, "partner_id": partner.id, "type": kind, "account_status": "PENDING" });
        assert_eq!(made, told);
        assert_eq!(bank.get(&partner, id).await.is(200), as_read(sent));
    }
}

#[tokio::test]
async fn what_a_customer_does_not_have_is_read_as_null_whether_it_was_null_or_absent() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    for kind in KINDS {
        let mut sent = new_customer(kind);
        put(&mut sent, "/address/country", Some("FR".into()));
        put(&mut sent, "/address/postal_code", Some("75002".into()));
        let mut nullable = vec!["/address/state", "/address/street_address2", "/identification_number/issuing_country"];
        if kind == "INDIVIDUAL" {
            nullable.extend(["/name/middle_name", "/trusted_contact"]);
        }
        let mut read = as_read(sent.clone());
        for pointer in &nullable {
            put(&mut read, pointer, Some(Value::Null));
        }
        for value in [Some(Value::Null), None] {
            for pointer in &nullable {
                put(&mut sent, pointer, value.clone());
            }
            let made = bank.create_customer(partner.id, sent.clone()).await.is(201);
            assert_eq!(bank.get(&partner, member(&made, "customer_id")).await.is(200), read);
        }
    }
}

#[tokio::test]
async fn what_identifies_a_customer_is_read_as_it_was_entered() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    let individual =
        ["SSN", "PASSPORT", "NON_US_ID", "DRIVERS_LICENSE"].map(|it| ("INDIVIDUAL", "identification_type", it));
    let business = ["TIN", "EIN", "NON_US_BUSINESS_ID"].map(|it| ("BUSINESS", "type", it));
    for (kind, name, identification) in individual.into_iter().chain(business) {
        let mut sent = new_customer(kind);
        sent["identification_number"][name] = identification.into();
        let made = bank.create_customer(partner.id, sent.clone()).await.is(201);
        assert_eq!(bank.get(&partner, member(&made, "customer_id")).await.is(200), as_read(sent));
    }
}

#[tokio::test]
async fn a_customer_that_cannot_be_is_a_422_that_names_every_member() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    let mut sent = new_customer("INDIVIDUAL");
    put(&mut sent, "/address/state", Some("XX".into()));
    put(&mut sent, "/date_of_birth", Some("2126-01-02".into()));
    let refused = bank.create_customer(partner.id, sent).await.is_problem(422, "invalid-request");
    let mut pointers: Vec<_> = refused["errors"].as_array().expect("a list").iter().map(|it| &it["pointer"]).collect();
    pointers.sort_by_key(|pointer| pointer.to_string());
    assert_eq!(pointers, ["/address/state", "/date_of_birth"]);
}

#[tokio::test]
async fn each_pocket_is_answered_as_itself() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    for kind in KINDS {
        let customer = bank.customer(&partner, kind).await;
        let first = bank.open_pocket(customer).await.is(201);
        let second = bank.open_pocket(customer).await.is(201);
        let told = |pocket: &Value, balance: &str| {
            let id = &pocket["pocket_id"];
            json!({
                "pocket_id": id, "customer_id": customer, "status": "OPEN", "balance": balance, "currency": "USD",
            })
        };
        assert_ne!(first["pocket_id"], second["pocket_id"]);
        assert_eq!((&first, &second), (&told(&first, "0.00"), &told(&second, "0.00")));
        for (pocket, balance) in [(&first, "1.05"), (&second, "9007199254740993.10"), (&first, "0.00")] {
            let set = bank.set_balance(customer, member(pocket, "pocket_id"), balance).await.is(200);
            assert_eq!(set, told(pocket, balance));
        }
    }
}

#[tokio::test]
async fn a_customer_is_open_with_a_pocket_frozen_until_it_is_unfrozen_and_closed_for_good() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    for kind in KINDS {
        let customer = bank.customer(&partner, kind).await;
        let reads = async |status: &str| {
            assert_eq!(bank.get(&partner, customer).await.is(200)["account_status"], status);
        };
        reads("PENDING").await;
        let pocket = bank.pocket(customer).await;
        reads("OPEN").await;
        assert_eq!(bank.freeze(customer).await.is(200)["account_status"], "FROZEN");
        reads("FROZEN").await;
        bank.open_pocket(customer).await.is_problem(409, "customer-frozen");
        assert_eq!(bank.unfreeze(customer).await.is(200)["account_status"], "OPEN");
        reads("OPEN").await;
        let closing = json!({ "status": "CLOSED", "closure_reason": "INACTIVITY" });
        assert_eq!(bank.update(&partner, customer, closing).await.is(200)["account_status"], "CLOSED");
        reads("CLOSED").await;
        bank.open_pocket(customer).await.is_problem(409, "customer-closed");
        bank.set_balance(customer, pocket, "1.00").await.is_problem(409, "customer-closed");
        bank.freeze(customer).await.is_problem(409, "customer-closed");
        bank.unfreeze(customer).await.is_problem(409, "customer-closed");
    }
}

#[tokio::test]
async fn an_unknown_customer_or_pocket_is_a_404_everywhere() {
    let bank = Bank::new().await;
    let (partner, other) = (bank.partner().await, bank.partner().await);
    let nobody = Uuid::new_v4();
    let (mine, theirs) = (bank.customer(&partner, "BUSINESS").await, bank.customer(&other, "BUSINESS").await);
    let pocket_of_theirs = bank.pocket(theirs).await;
    for answer in [
        bank.get(&partner, nobody).await,
        bank.get(&partner, theirs).await,
        bank.update(&partner, nobody, json!({})).await,
        bank.update(&partner, theirs, json!({})).await,
        bank.open_pocket(nobody).await,
        bank.set_balance(nobody, pocket_of_theirs, "1.00").await,
        bank.set_balance(mine, pocket_of_theirs, "1.00").await,
        bank.freeze(nobody).await,
        bank.unfreeze(nobody).await,
        bank.audit_entries(nobody, Value::Null, Value::Null).await,
    ] {
        answer.is_problem(404, "not-found");
    }
}

#[tokio::test]
async fn the_trail_tells_who_did_what_and_is_read_in_pages() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    let customer = bank.customer(&partner, "INDIVIDUAL").await;
    bank.pocket(customer).await;
    bank.update(&partner, customer, json!({ "email": "noor@mail.example" })).await.is(200);
    let closing = json!({ "status": "CLOSED", "closure_reason": "USER_INSTIGATED" });
    bank.update(&partner, customer, closing).await.is(200);
    let page = async |limit: Value, after: Value| {
        let trail = bank.audit_entries(customer, limit, after).await.is(200);
        trail["entries"].as_array().expect("a list").clone()
    };
    let whole = page(Value::Null, Value::Null).await;
    let told: Vec<_> = whole
        .iter()
        .map(|it| {
            assert_eq!((&it["customer_id"], &it["partner_id"]), (&json!(customer), &json!(partner.id)));
            assert_eq!(it["recorded_at"], "2026-01-02T03:04:05Z");
            assert_eq!(it["hash"].as_str().map(str::len), Some(64), "{it}");
            let text = |name: &str| it[name].as_str().unwrap_or_default();
            (text("actor"), text("operation"), text("reason"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("OPERATOR", "create_customer", ""),
            ("OPERATOR", "open_pocket", ""),
            ("PARTNER", "update_customer_data", ""),
            ("PARTNER", "update_customer_data", "USER_INSTIGATED"),
        ]
    );
    assert_eq!((&whole[0]["before"], &whole[2]["changed"]), (&Value::Null, &json!(["email"])));
    for pair in whole.windows(2) {
        assert_eq!((&pair[1]["previous_hash"], &pair[1]["before"]), (&pair[0]["hash"], &pair[0]["after"]));
    }
    assert_eq!(page(2.into(), Value::Null).await, whole[..2]);
    assert_eq!(page(Value::Null, whole[1]["sequence"].clone()).await, whole[2..]);
    assert_eq!(page(1.into(), whole[1]["sequence"].clone()).await, whole[2..3]);
}

#[tokio::test]
async fn a_page_of_the_trail_has_100_entries_unless_the_request_says_how_many() {
    let bank = Bank::new().await;
    let partner = bank.partner().await;
    let customer = bank.customer(&partner, "BUSINESS").await;
    for _ in 0..50 {
        bank.freeze(customer).await.is(200);
        bank.unfreeze(customer).await.is(200);
    }
    let entries = async |limit: Value, after: Value| {
        let trail = bank.audit_entries(customer, limit, after).await.is(200);
        trail["entries"].as_array().expect("a list").clone()
    };
    let all = entries(101.into(), Value::Null).await;
    let page = entries(Value::Null, Value::Null).await;
    assert_eq!((all.len(), page.len()), (101, 100));
    assert_eq!(page, all[..100]);
    assert_eq!(entries(Value::Null, page[99]["sequence"].clone()).await, all[100..]);
}
