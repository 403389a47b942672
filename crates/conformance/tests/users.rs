//! The harness that generated workspaces bring along, on the bank's own services: ten lines an API.

use std::net::SocketAddr;

use conformance::histories::Bank;
use conformance::world::{OPERATOR_TOKEN, sign};
use round_trips::{Request, server_conformance};
use tokio::task::spawn_blocking;

#[tokio::test(flavor = "multi_thread")]
async fn what_partners_are_answered_is_declared() {
    let bank = Bank::start().await.expect("a bank");
    let (member, address) = (bank.join().await.expect("a partner"), bank.partner);
    let check = move || {
        let signed = |request: &mut Request| {
            let key = request.header("x-jiko-idempotency").unwrap_or_default().to_owned();
            let signature = sign(&member.secret, &key, &request.target, &request.body);
            request.headers.retain(|(name, _)| name != "x-jiko-signature");
            request.headers.push(("x-jiko-signature".to_owned(), signature));
        };
        server_conformance!(partner_api, address)
            .header("authorization", &format!("Bearer {}", member.token))
            .finish(signed)
            .check();
    };
    spawn_blocking(check).await.expect("every answer is declared");
    bank.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_operators_are_answered_is_declared() {
    let bank = Bank::start().await.expect("a bank");
    let address: SocketAddr = bank.operator;
    let judged = spawn_blocking(move || {
        server_conformance!(operator_api, address).header("authorization", &format!("Bearer {OPERATOR_TOKEN}")).judge()
    });
    let judged = judged.await.expect("judged");
    assert!(judged.failures.is_empty(), "{}", judged.failures.join("\n"));
    assert!(judged.requests > 40 && judged.operations == 10 && judged.refusals == 0, "{judged:?}");
    bank.stop().await;
}
