//! The harness that generated workspaces bring along, on the bank's own services: ten lines an API.

use std::net::SocketAddr;

use conformance::histories::Bank;
use conformance::world::{OPERATOR_TOKEN, sign};
use operator_client as operator;
use round_trips::{Request, server_conformance};
use schema_support::from_slice_strict;
use serde_json::json;
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// Beyond their schemas, telephone numbers, countries and the like have to mean something (`domain.md`).
const PARTNERS_MAY_REFUSE: [&str; 1] = ["PATCH /api/v1/customers/{customer_id}/"];
const OPERATORS_MAY_REFUSE: [&str; 2] =
    ["POST /operator/v1/partners", "POST /operator/v1/partners/{partner_id}/customers"];

/// A customer of a partner, as an operator makes one.
async fn customer_of(bank: &Bank, partner: Uuid) -> Uuid {
    let token = client_support::Token::new(OPERATOR_TOKEN, None);
    let session = client_support::Session::builder(format!("http://{}", bank.operator))
        .tokens(client_support::StaticToken(token))
        .build()
        .expect("a session");
    let customer = json!({
        "type": "BUSINESS", "name": "Larkspur Bakery LLC",
        "identification_number": { "identification_number": "00-0000001", "issuing_country": "US", "type": "EIN" },
        "email": "office@larkspur.example", "phone_number": "+12025550188",
        "address": { "street_address": "400 Mill Street", "city": "Columbus", "postal_code": "43215", "state": "OH", "country": "US" },
    });
    let body: operator::types::NewCustomer = from_slice_strict(customer.to_string().as_bytes()).expect("a customer");
    let request = operator::CreateCustomerRequest::new(partner, body);
    operator::Client::new(session).create_customer(&request).await.expect("a customer").into_body().customer_id
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_get_what_is_declared_and_every_operation_succeeds() {
    let bank = Bank::start().await.expect("a bank");
    let (member, address) = (bank.join().await.expect("a partner"), bank.partner);
    let customer = customer_of(&bank, member.id).await;
    let check = move || {
        let signed = |request: &mut Request| {
            let key = request.header("x-jiko-idempotency").unwrap_or_default().to_owned();
            let signature = sign(&member.secret, &key, &request.target, &request.body);
            request.headers.retain(|(name, _)| name != "x-jiko-signature");
            request.headers.push(("x-jiko-signature".to_owned(), signature));
        };
        server_conformance!(partner_api, address)
            .credential("HTTPBearer", &member.token)
            .finish(signed)
            .known("customer_id", customer.to_string())
            .body("POST /api/v1/login/", json!({ "username": member.username, "password": member.password }))
            .may_refuse(&PARTNERS_MAY_REFUSE)
            .check();
    };
    spawn_blocking(check).await.expect("all is well");
    bank.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_get_what_is_declared_and_every_operation_succeeds_on_what_another_one_made() {
    let bank = Bank::start().await.expect("a bank");
    let address: SocketAddr = bank.operator;
    let judged = spawn_blocking(move || {
        server_conformance!(operator_api, address)
            .credential("OperatorToken", OPERATOR_TOKEN)
            .may_refuse(&OPERATORS_MAY_REFUSE)
            .judge()
    });
    let judged = judged.await.expect("judged");
    assert!(judged.failures.is_empty(), "{}", judged.failures.join("\n"));
    assert!(judged.requests > 40 && judged.operations == 10 && judged.refusals == 0, "{judged:?}");
    assert!(judged.unmade.is_empty() && judged.without_success.is_empty(), "{judged:?}");
    bank.stop().await;
}
