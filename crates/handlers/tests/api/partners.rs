//! Partners: how operators make them, and who is let in.

use std::num::NonZeroU32;

use chrono::TimeDelta;
use customers::Secret;
use handlers::RateLimits;
use operator_api::OperatorApi;
use partner_api::PartnerApi;
use serde_json::{Value, json};
use server_support::{BearerToken, Denied};
use uuid::Uuid;

use crate::bank::{Bank, HERE, OPERATOR_TOKEN, call, new_customer};

/// Members of a partner's answer.
fn members(partner: &Value) -> Vec<&str> {
    partner.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_ip_ranges_of_a_partner_come_back_as_given_and_let_in_nobody_else() {
    let bank = Bank::new().await;
    let ranges = json!(["192.0.2.7", "198.51.100.0/24", "2001:db8::/32"]);
    let partner = bank.partner_of(json!({ "ip_allow_list": ranges })).await;
    assert_eq!(partner.made["ip_allow_list"], ranges);
    assert_eq!(bank.list_partners().await.is(200)["partners"][0]["ip_allow_list"], ranges);
    for address in ["192.0.2.7", "198.51.100.0", "198.51.100.255", "2001:db8::7"] {
        let caller = bank.caller(&partner.token, address).await.expect(address);
        assert_eq!(caller.partner().id.0, partner.id);
    }
    for address in ["192.0.2.8", "198.51.101.0", "2001:db9::7"] {
        let denied = bank.caller(&partner.token, address).await.expect_err(address);
        assert!(matches!(denied, Denied::Forbidden { .. }), "{address}: {denied:?}");
    }
}

#[tokio::test]
async fn a_partner_without_ip_ranges_may_call_from_anywhere() {
    let bank = Bank::new().await;
    for settings in [json!({}), json!({ "ip_allow_list": null })] {
        let partner = bank.partner_of(settings).await;
        assert_eq!(partner.made["ip_allow_list"], Value::Null);
        for address in [HERE, "203.0.113.7", "2001:db8::7"] {
            bank.caller(&partner.token, address).await.expect(address);
        }
    }
}

#[tokio::test]
async fn each_ip_range_that_is_none_is_named_and_no_partner_is_made() {
    let bank = Bank::new().await;
    let settings = json!({ "username": "acorn", "ip_allow_list": ["192.0.2.1", "256.1.1.1", "::/0", "10.0.0.0/33"] });
    let refused = bank.create_partner(settings).await.is_problem(422, "invalid-request");
    let errors: Vec<_> = refused["errors"].as_array().expect("a list").iter().map(|it| &it["pointer"]).collect();
    assert_eq!(errors, ["/ip_allow_list/1", "/ip_allow_list/3"]);
    assert_eq!(bank.list_partners().await.is(200)["partners"], json!([]));
}

#[tokio::test]
async fn partners_are_listed_as_they_were_made_without_their_secrets() {
    let bank = Bank::new().await;
    let (plain, enabled) =
        (bank.partner_of(json!({})).await, bank.partner_of(json!({ "update_customer_data_enabled": true })).await);
    let listed = bank.list_partners().await.is(200);
    let listed = listed["partners"].as_array().expect("a list");
    assert_eq!(listed.len(), 2);
    for (made, listed) in [plain.made, enabled.made].iter().zip(listed) {
        let mut shown = made.clone();
        for secret in ["password", "shared_secret"] {
            let secret = shown.as_object_mut().and_then(|shown| shown.remove(secret)).expect("shown once");
            assert!(secret.as_str().is_some_and(|secret| secret.len() >= 32), "{secret}");
        }
        assert_eq!(*listed, shown);
        assert_eq!(
            members(listed),
            ["created_at", "ip_allow_list", "partner_id", "update_customer_data_enabled", "username"]
        );
        assert_eq!(listed["created_at"], "2026-01-02T03:04:05Z");
    }
    assert_eq!(listed[0]["update_customer_data_enabled"], false, "it is off where nobody says otherwise");
    assert_eq!(listed[1]["update_customer_data_enabled"], true);
}

#[tokio::test]
async fn a_username_that_is_taken_is_a_409() {
    let bank = Bank::new().await;
    let settings = json!({ "username": "acorn" });
    bank.create_partner(settings.clone()).await.is(201);
    bank.create_partner(settings).await.is_problem(409, "username-taken");
}

#[tokio::test]
async fn the_endpoint_is_switched_for_a_partner_that_exists_and_for_nobody_else() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    let is_enabled = async || {
        let listed = bank.list_partners().await.is(200);
        listed["partners"][0]["update_customer_data_enabled"].as_bool().expect("told")
    };
    bank.enable(partner.id).await.is(204);
    assert!(is_enabled().await);
    bank.disable(partner.id).await.is(204);
    assert!(!is_enabled().await);
    bank.enable(Uuid::new_v4()).await.is_problem(404, "not-found");
    bank.disable(Uuid::new_v4()).await.is_problem(404, "not-found");
    bank.create_customer(Uuid::new_v4(), new_customer("BUSINESS")).await.is_problem(404, "not-found");
}

#[tokio::test]
async fn a_log_in_gives_a_token_of_60_minutes_that_stands_for_the_partner() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    let answer = bank.log_in(&partner.made["username"], &partner.made["password"]).await.is(200);
    assert_eq!(answer["expires"], "2026-01-02T04:04:05Z");
    let token = answer["token"].as_str().expect("a token");
    assert_eq!(bank.caller(token, HERE).await.expect("let in").partner().id.0, partner.id);
    bank.clock.advance(TimeDelta::minutes(60));
    assert_eq!(bank.caller(token, HERE).await.expect_err("too late"), Denied::Unauthorized);
}

#[tokio::test]
async fn a_log_in_does_not_tell_an_unknown_username_from_a_wrong_password() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    let wrong = bank.log_in(&partner.made["username"], &"wrong".into()).await;
    let unknown = bank.log_in(&"nobody".into(), &partner.made["password"]).await;
    assert_eq!(wrong.header("www-authenticate"), Some("Bearer"));
    assert_eq!(unknown.header("www-authenticate"), Some("Bearer"));
    let (wrong, unknown) = (wrong.is_problem(401, "unauthorized"), unknown.is_problem(401, "unauthorized"));
    assert_eq!(wrong["detail"], unknown["detail"]);
}

#[tokio::test]
async fn a_log_in_from_elsewhere_is_a_403() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({ "ip_allow_list": ["198.51.100.7"] })).await;
    bank.log_in(&partner.made["username"], &partner.made["password"]).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn one_attempt_to_log_in_too_many_is_a_429_that_says_when_to_come_back() {
    let bank = Bank::with(RateLimits { requests_per_minute: None, log_ins_per_minute: NonZeroU32::new(1) }).await;
    let (nobody, password) = ("nobody".into(), "wrong".into());
    bank.log_in(&nobody, &password).await.is(401);
    let refused = bank.log_in(&nobody, &password).await;
    for header in ["retry-after", "x-ratelimit-reset"] {
        let seconds: u64 = refused.header(header).expect(header).parse().expect(header);
        assert!((1..=60).contains(&seconds), "{header}: {seconds}");
    }
    assert_eq!(refused.header("x-ratelimit-limit"), Some("1"));
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    refused.is_problem(429, "rate-limited");
}

#[tokio::test]
async fn a_spent_rate_limit_holds_up_its_partner_alone() {
    let bank = Bank::with(RateLimits { requests_per_minute: NonZeroU32::new(2), log_ins_per_minute: None }).await;
    let (busy, quiet) = (bank.partner_of(json!({})).await, bank.partner_of(json!({})).await);
    for _ in 0..2 {
        bank.caller(&busy.token, HERE).await.expect("within the limit");
    }
    match bank.caller(&busy.token, HERE).await {
        Err(Denied::TooManyRequests(limit)) => assert_eq!((limit.limit, limit.remaining), (2, 0)),
        other => panic!("{other:?}"),
    }
    bank.caller(&quiet.token, HERE).await.expect("a limit of its own");
    assert_eq!(bank.partners.forget_idle_callers(), 2, "both called within the minute");
    assert!(bank.caller(&busy.token, HERE).await.is_err(), "to be remembered is to be held up");
}

#[tokio::test]
async fn requests_are_signed_with_the_secret_that_the_operators_were_shown() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    let caller = bank.caller(&partner.token, HERE).await.expect("let in");
    let shown = partner.made["shared_secret"].as_str().expect("a secret");
    let secrets: Vec<_> = caller.partner().signing_secrets.iter().map(|secret| secret.expose()).collect();
    assert_eq!(secrets, [shown]);
    assert!(!format!("{:?}", bank.partners.signing_keys(&caller)).contains(shown));
}

#[tokio::test]
async fn every_secret_of_a_partner_may_sign_not_the_newest_alone() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    let secrets = ["the newest", "the one before", "the oldest"];
    bank.store.kept().partners[0].partner.signing_secrets = secrets.map(|it| Secret::new(it.to_owned())).to_vec();
    let caller = bank.caller(&partner.token, HERE).await.expect("let in");
    // Which keys they are is not to be seen here: conformance's histories sign with each.
    assert_eq!(format!("{:?}", bank.partners.signing_keys(&caller)), "SigningKeys(3 redacted)");
}

#[tokio::test]
async fn a_token_is_good_for_its_own_api_only() {
    let bank = Bank::new().await;
    let partner = bank.partner_of(json!({})).await;
    for token in [OPERATOR_TOKEN, "unknown", ""] {
        assert_eq!(bank.caller(token, HERE).await.expect_err(token), Denied::Unauthorized);
    }
    for token in [partner.token.as_str(), "unknown", ""] {
        let denied = bank.operators.operator_token(&BearerToken::new(token), &call("listPartners")).await;
        assert_eq!(denied.expect_err(token), Denied::Unauthorized);
    }
}
