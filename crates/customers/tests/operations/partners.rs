//! Claims about partners: creating them, what they may call, logging in.

use chrono::{TimeDelta, Timelike};
use customers::{
    testing::{World, partner, verifications},
    *,
};

use crate::{entries, last_entry, memory::fresh};

fn new(username: &str) -> NewPartner {
    NewPartner { username: username.into(), ip_allow_list: None, update_customer_data_enabled: false }
}

#[tokio::test]
async fn a_new_partner_is_as_the_operator_gave_it_with_two_secrets_of_its_own() {
    let World { store, clock, .. } = fresh().await;
    clock.advance(TimeDelta::milliseconds(250));
    let list = Some(vec!["192.0.2.0/24".parse().expect("a range")]);
    let wanted = NewPartner { ip_allow_list: list.clone(), update_customer_data_enabled: true, ..new("acorn") };
    let made = create_partner(&*store, "t-1", wanted).await.expect("the store works").expect("a free username");
    let other = create_partner(&*store, "t-2", new("birch")).await.expect("the store works").expect("a free username");
    assert_eq!((made.partner.username.as_str(), made.partner.created_at), ("acorn", store.now()));
    assert!(made.partner.ip_allow_list == list && made.partner.update_customer_data_enabled);
    assert!(!other.partner.update_customer_data_enabled, "off where the operator does not say on");
    assert!(made.partner.signing_secrets == [made.shared_secret.clone()]);
    let secrets = [&made.password, &made.shared_secret, &other.password, &other.shared_secret].map(Secret::expose);
    let different: std::collections::BTreeSet<_> = secrets.into_iter().collect();
    assert_eq!(different.len(), 4, "no secret is given out twice");
    assert_ne!(made.partner.id, other.partner.id);
    let kept = store.kept();
    assert!(!kept.partners[0].password_hash.as_str().contains(made.password.expose()), "kept as a hash only");
}

#[tokio::test]
async fn what_operators_do_to_a_partner_is_told_in_the_audit_trail() {
    let World { store, .. } = fresh().await;
    let id = create_partner(&*store, "t-1", new("acorn")).await.expect("the store works").expect("made").partner.id;
    enable_update_customer_data(&*store, "t-2", id).await.expect("the store works").expect("enabled");
    disable_update_customer_data(&*store, "t-3", id).await.expect("the store works").expect("disabled");
    let kept = store.kept();
    let told: Vec<_> = kept
        .audit
        .iter()
        .map(|entry| {
            assert_eq!((entry.actor, entry.partner, entry.customer), (Actor::Operator, id, None));
            assert!(entry.reason.is_none() && entry.before.is_none() && entry.after.is_none());
            (entry.operation.as_str(), entry.trace_id.as_str(), entry.changed.join(" "))
        })
        .collect();
    let expected = [
        ("create_partner", "t-1", "created"),
        ("enable_update_customer_data", "t-2", "update_customer_data_enabled"),
        ("disable_update_customer_data", "t-3", "update_customer_data_enabled"),
    ];
    assert_eq!(told, expected.map(|(operation, trace_id, changed)| (operation, trace_id, changed.to_owned())));
}

#[tokio::test]
async fn what_was_refused_of_a_partner_leaves_no_audit_entry() {
    let World { store, .. } = fresh().await;
    create_partner(&*store, "t", new("acorn")).await.expect("the store works").expect("a free username");
    let taken = create_partner(&*store, "t", new("acorn")).await.expect("the store works");
    assert_eq!(taken.map(|_| ()), Err(Conflict::UsernameTaken.into()));
    for refused in [
        enable_update_customer_data(&*store, "t", PartnerId::random()).await,
        disable_update_customer_data(&*store, "t", PartnerId::random()).await,
    ] {
        assert_eq!(refused.expect("the store works"), Err(Refusal::NotFound));
    }
    assert_eq!((entries(&store), store.kept().partners.len()), (1, 1));
}

#[tokio::test]
async fn enabling_and_disabling_are_for_the_partner_that_is_named() {
    let World { store, .. } = fresh().await;
    let (one, other) = (partner(&*store).await.partner.id, partner(&*store).await.partner.id);
    disable_update_customer_data(&*store, "t", one).await.expect("the store works").expect("disabled");
    let enabled: Vec<_> = list_partners(&*store)
        .await
        .expect("the store works")
        .into_iter()
        .map(|partner| (partner.id, partner.update_customer_data_enabled))
        .collect();
    assert_eq!(enabled, [(one, false), (other, true)]);
    assert_eq!(last_entry(&store).0, "disable_update_customer_data");
}

#[tokio::test]
async fn a_token_ends_at_a_whole_second_and_never_after_its_60_minutes() {
    let World { store, clock, .. } = fresh().await;
    let made = partner(&*store).await;
    clock.advance(TimeDelta::milliseconds(999));
    let begun = store.now();
    let login = log_in(&*store, &made.partner.username, made.password, None).await.expect("the store works");
    let login = login.expect("the right password");
    assert_eq!(login.expires.nanosecond(), 0);
    assert_eq!(login.expires - begun, TimeDelta::minutes(60) - TimeDelta::milliseconds(999));
    let session = authenticate(&*store, login.token.expose()).await.expect("the store works").expect("a session");
    assert_eq!(session.expires, login.expires, "what the answer says is what is checked");
}

#[tokio::test]
async fn each_log_in_gives_a_token_of_its_own_and_leaves_the_ones_before_it_good() {
    let World { store, .. } = fresh().await;
    let (made, other) = (partner(&*store).await, partner(&*store).await);
    let mut tokens = Vec::new();
    for of in [&made, &made, &other] {
        let login = log_in(&*store, &of.partner.username, of.password.clone(), None).await.expect("the store works");
        tokens.push((of.partner.id, login.expect("the right password").token));
    }
    assert_ne!(tokens[0].1.expose(), tokens[1].1.expose());
    for (of, token) in &tokens {
        let session = authenticate(&*store, token.expose()).await.expect("the store works").expect("a session");
        assert_eq!(session.partner.id, *of);
        assert!(store.kept().tokens.contains_key(&TokenHash::of(token.expose())), "kept by its hash");
    }
    assert_eq!(store.kept().tokens.len(), 3);
}

#[tokio::test]
async fn a_refused_log_in_keeps_no_token() {
    let World { store, .. } = fresh().await;
    let list = Some(vec!["192.0.2.7".parse().expect("an address")]);
    let acorn = NewPartner { ip_allow_list: list, ..new("acorn") };
    let made = create_partner(&*store, "t", acorn).await.expect("the store works").expect("a free username");
    let other = partner(&*store).await;
    let foreign = Some("192.0.2.8".parse().expect("an address"));
    for (username, password, from) in [
        ("acorn", other.password, None),
        ("acorn", made.shared_secret, None),
        ("acorn", made.password.clone(), foreign),
        ("", made.password.clone(), None),
    ] {
        let refused = log_in(&*store, username, password, from).await.expect("the store works");
        assert!(refused.is_err(), "{username:?} from {from:?}");
    }
    assert!(store.kept().tokens.is_empty());
    let unknown_address = log_in(&*store, "acorn", made.password, None).await.expect("the store works");
    assert!(unknown_address.is_ok(), "an address that the caller does not know is not judged");
    assert_eq!(entries(&store), 2, "logging in changes nothing that the trail is about");
}

#[tokio::test]
async fn an_unknown_username_costs_what_a_wrong_password_and_a_right_one_cost() {
    let World { store, .. } = fresh().await;
    let made = partner(&*store).await;
    let username = made.partner.username.as_str();
    for (username, password) in [
        (username, made.password.clone()),
        (username, Secret::new("wrong".to_owned())),
        ("nobody", made.password.clone()),
        ("", Secret::new(String::new())),
    ] {
        let (refused, costs) = verifications(log_in(&*store, username, password, None)).await;
        refused.expect("the store works").map(|_| ()).unwrap_or_else(|refusal| {
            assert_eq!(refusal, LogInRefusal::WrongCredentials);
        });
        assert_eq!(costs, ["argon2id m=19456,t=2,p=1"], "{username:?}");
    }
}

#[tokio::test]
async fn a_partner_may_call_from_its_list_only_and_from_anywhere_without_one() {
    let World { store, .. } = fresh().await;
    let range = |text: &str| text.parse::<IpRange>().expect("a range");
    for (username, list, here, there) in [
        ("no list", None, true, true),
        ("an empty list", Some(vec![]), false, false),
        ("one range", Some(vec![range("192.0.2.0/24")]), true, false),
        ("two ranges", Some(vec![range("2001:db8::/32"), range("192.0.2.0/24")]), true, false),
    ] {
        let wanted = NewPartner { ip_allow_list: list, ..new(username) };
        let made = create_partner(&*store, "t", wanted).await.expect("the store works").expect("a free username");
        for (from, allowed) in [("192.0.2.1", here), ("::ffff:192.0.2.1", here), ("198.51.100.1", there)] {
            let from = from.parse().expect("an address");
            assert_eq!(made.partner.allows(from), allowed, "{username} from {from}");
            let login = log_in(&*store, username, made.password.clone(), Some(from)).await.expect("the store works");
            let expected = if allowed { Ok(()) } else { Err(LogInRefusal::AddressNotAllowed) };
            assert_eq!(login.map(|_| ()), expected, "{username} from {from}");
        }
    }
}

#[tokio::test]
async fn more_log_ins_at_once_than_passwords_are_hashed_at_once_are_all_answered() {
    let World { store, .. } = fresh().await;
    let made = partner(&*store).await;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..6 {
        let (store, username) = (std::sync::Arc::clone(&store), made.partner.username.clone());
        let password = if n % 2 == 0 { made.password.clone() } else { Secret::new("wrong".into()) };
        all.spawn(async move { (n % 2 == 0, log_in(&*store, &username, password, None).await) });
    }
    let answers = all.join_all().await;
    assert_eq!(answers.len(), 6);
    for (right, login) in answers {
        assert_eq!(login.expect("the store works").is_ok(), right);
    }
    assert_eq!(store.kept().tokens.len(), 3);
}

#[tokio::test]
async fn a_token_that_the_store_did_not_take_is_not_given_out() {
    let World { store, .. } = fresh().await;
    let made = partner(&*store).await;
    for committed in [Committed::Conflict, Committed::Missing, Committed::NotEnabled] {
        store.before_each_commit(move |_| Some(Ok(committed)));
        let login = log_in(&*store, &made.partner.username, made.password.clone(), None).await;
        assert!(matches!(login, Err(StoreError::Unavailable)), "{committed:?}");
    }
}

#[tokio::test]
async fn a_store_that_fails_is_an_error_and_no_refusal() {
    let World { store, .. } = fresh().await;
    let made = partner(&*store).await;
    let id = made.partner.id;
    store.before_each_commit(|_| Some(Err(StoreError::broken("write", "the disk is full"))));
    let login = log_in(&*store, &made.partner.username, made.password, None).await.map(|_| ());
    let created = create_partner(&*store, "t", new("birch")).await.map(|_| ());
    let enabled = enable_update_customer_data(&*store, "t", id).await.map(|_| ());
    let customer = create_customer(&*store, "t", customers::testing::individual(id)).await.map(|_| ());
    for failed in [login, created, enabled, customer] {
        let error = failed.expect_err("the store fails");
        assert!(
            matches!(&error, StoreError::Broken { doing: "write", source } if source.to_string() == "the disk is full")
        );
        assert_eq!(error.to_string(), "write", "what failed is for the log's source, not for the message");
    }
    let kept = store.kept();
    assert_eq!((kept.partners.len(), kept.customers.len(), kept.tokens.len()), (1, 0, 0));
}
