//! Claims about "Update Customer Data": what is told of it, what is saved, and what competitors do to it.

use std::sync::atomic::{AtomicUsize, Ordering};

use customers::{
    testing::{World, answer, closing, individual, new_email, partner, partner_with_customers, request},
    *,
};
use uuid::Uuid;

use crate::{
    contact_data, entries, last_entry,
    memory::{MemoryStore, fresh},
    stored, version,
};

async fn updated(store: &MemoryStore, partner: PartnerId, id: CustomerId, update: CustomerUpdate) -> Outcome {
    update_customer_data(store, partner, "t-update", id, update, None, answer).await.expect("the store works")
}

fn address(postal_code: &str) -> AddressInput {
    AddressInput {
        street_address: "1 Main Street".into(),
        street_address2: None,
        city: "Trenton".into(),
        postal_code: postal_code.into(),
        state: Some("NJ".into()),
        country: "US".into(),
    }
}

fn contact(first_name: &str) -> Change<TrustedContactUpdate> {
    Change::Set(TrustedContactUpdate { first_name: Change::Set(first_name.into()), ..Default::default() })
}

async fn claim(store: &MemoryStore, partner: PartnerId, key: Uuid) -> Claim {
    match store.begin(partner, key, [1; 32]).await.expect("the store works") {
        Begin::Run(claim) => claim,
        other => panic!("the key is not free: {other:?}"),
    }
}

#[tokio::test]
async fn the_trail_names_each_member_that_changed_and_no_other() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    for (update, changed) in [
        (ContactUpdate { email: Some("b@mail.example".into()), ..Default::default() }, "email"),
        (ContactUpdate { phone_number: Some("+442079460958".into()), ..Default::default() }, "phone_number"),
        (ContactUpdate { address: Some(address("08608")), ..Default::default() }, "address"),
        (ContactUpdate { trusted_contact: contact("Samir"), ..Default::default() }, "trusted_contact"),
        (ContactUpdate { trusted_contact: Change::Clear, ..Default::default() }, "trusted_contact"),
        (
            ContactUpdate {
                email: Some("c@mail.example".into()),
                // As it is already: nothing to tell.
                phone_number: Some("+442079460958".into()),
                address: Some(address("08609")),
                trusted_contact: contact("Amal"),
            },
            "email address trusted_contact",
        ),
    ] {
        let before = entries(&store);
        updated(&store, partner, customer.id, contact_data(update)).await.expect("updated");
        let told = ("update_customer_data".to_owned(), Actor::Partner(partner), changed.to_owned(), None);
        assert_eq!((entries(&store), last_entry(&store)), (before + 1, told));
    }
}

#[tokio::test]
async fn each_closure_reason_is_told_and_the_description_is_not() {
    let World { store, .. } = fresh().await;
    let partner = partner(&*store).await.partner.id;
    for reason in ClosureReason::ALL {
        let new = individual(partner);
        let id = create_customer(&*store, "t", new).await.expect("the store works").expect("made").id;
        let update = CustomerUpdate::CloseCustomerAccount(CloseCustomerAccount {
            closure_reason: *reason,
            closure_description: Some("told nobody".into()),
        });
        updated(&store, partner, id, update).await.expect("closed");
        let told = last_entry(&store);
        assert_eq!((told.2.as_str(), told.3.as_deref()), ("account_status", Some(reason.as_str())));
        assert!(!format!("{:?}", store.kept().audit.last()).contains("told nobody"));
    }
}

#[tokio::test]
async fn the_digests_of_an_update_are_those_of_the_customer_before_and_after() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, other]) = partner_with_customers(&*store).await;
    let emails = ["b@mail.example", "c@mail.example", "b@mail.example"];
    for email in emails {
        updated(&store, partner, customer.id, new_email(email)).await.expect("updated");
    }
    updated(&store, partner, other.id, new_email("b@mail.example")).await.expect("updated");
    let kept = store.kept();
    let of = |id| kept.audit.iter().filter(|entry| entry.customer == Some(id)).collect::<Vec<_>>();
    let [created, first, second, third] = of(customer.id)[..] else { panic!("four entries") };
    assert_eq!((&created.before, &first.before, &second.before), (&None, &created.after, &first.after));
    assert!(created.after.is_some());
    assert_eq!(third.after, first.after, "the same state once more");
    let digests = [&created.after, &first.after, &second.after];
    assert!(digests.iter().enumerate().all(|(n, digest)| !digests[..n].contains(digest)));
    assert_ne!(of(other.id)[1].after, first.after, "another customer's state is another one");
    assert_eq!(first.after.as_ref().map(|digest| digest.key_id.as_str()), Some("k1"));
}

#[tokio::test]
async fn the_chain_goes_through_the_entries_of_all_customers_and_partners() {
    let World { store, .. } = fresh().await;
    let (partner, [one, other]) = partner_with_customers(&*store).await;
    for id in [one.id, other.id, one.id] {
        let email = format!("{}@mail.example", Uuid::new_v4());
        updated(&store, partner, id, new_email(&email)).await.expect("updated");
    }
    let kept = store.kept();
    let mut previous = None;
    for entry in &kept.audit {
        assert_eq!(entry.verify_after(previous), Ok(()));
        previous = Some((entry.sequence, entry.hash));
    }
    assert_eq!(previous.map(|(sequence, _)| sequence), Some(6));
}

#[tokio::test]
async fn what_is_refused_is_saved_and_neither_told_nor_a_new_version() {
    let World { store, .. } = fresh().await;
    let (owner, [_, customer]) = partner_with_customers(&*store).await;
    let stranger = partner(&*store).await.partner.id;
    let (told, present) = (entries(&store), version(&store, customer.id));
    let with_contact = contact_data(ContactUpdate { trusted_contact: contact("Samir"), ..Default::default() });
    for (partner, update, refused) in [
        (
            owner,
            new_email("nobody"),
            r#"refused Invalid([Violation { pointer: "/email", keyword: "format", message: "an e-mail address is expected, such as name@example.com" }])"#,
        ),
        (owner, with_contact, "refused Conflict(TrustedContactOnBusiness)"),
        (stranger, new_email("b@mail.example"), "refused NotFound"),
    ] {
        let key = Uuid::new_v4();
        let sent = || request(&*store, partner, key, 1, customer.id, update.clone());
        let (first, ran) = sent().await.expect("answered");
        assert_eq!((String::from_utf8_lossy(&first.0).as_ref(), ran), (refused, true));
        assert_eq!(sent().await.expect("answered"), (first, false));
    }
    assert_eq!((entries(&store), version(&store, customer.id)), (told, present));
    assert_eq!(stored(&store, customer.id), customer);
}

#[tokio::test]
async fn an_update_without_members_is_saved_and_is_no_new_version() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let (told, present, key) = (entries(&store), version(&store, customer.id), Uuid::new_v4());
    let sent = || request(&*store, partner, key, 1, customer.id, contact_data(ContactUpdate::default()));
    let (first, ran) = sent().await.expect("answered");
    assert!(ran && first.0 == b"ok PENDING noor.haddad@mail.example");
    assert_eq!(sent().await.expect("answered"), (first, false));
    assert_eq!((entries(&store), version(&store, customer.id)), (told, present));
}

#[tokio::test]
async fn without_a_key_nothing_is_saved() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    updated(&store, partner, customer.id, new_email("b@mail.example")).await.expect("updated");
    updated(&store, partner, customer.id, new_email("nobody")).await.expect_err("refused");
    assert!(store.kept().answers.is_empty());
    assert_eq!(version(&store, customer.id), 2, "one replacement");
}

#[tokio::test]
async fn without_a_key_a_refusal_and_an_empty_update_ask_the_store_for_no_commit() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    store.before_each_commit(|_| panic!("there is nothing to write"));
    updated(&store, partner, customer.id, new_email("nobody")).await.expect_err("refused");
    updated(&store, partner, customer.id, contact_data(ContactUpdate::default())).await.expect("unchanged");
    updated(&store, partner, CustomerId::random(), new_email("b@mail.example")).await.expect_err("refused");
}

#[tokio::test]
async fn an_update_that_lost_a_race_is_made_of_what_the_winner_left() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let (id, key) = (customer.id, Uuid::new_v4());
    let mut races = 0;
    store.before_each_commit(move |kept| {
        races += 1;
        if races <= 2 {
            let phone_number = Some(["+12025550144", "+12025550145"][races - 1].to_owned());
            kept.replace(id, |customer| {
                customer.apply(contact_data(ContactUpdate { phone_number, ..Default::default() }))
            });
        }
        None
    });
    let calls = AtomicUsize::new(0);
    let remember = |outcome: &Outcome| {
        calls.fetch_add(1, Ordering::Relaxed);
        SavedAnswer(outcome.as_ref().map_or("refused", |customer| customer.phone_number.as_str()).into())
    };
    let claim = claim(&store, partner, key).await;
    let update = new_email("b@mail.example");
    let after = update_customer_data(&*store, partner, "t", id, update, Some(claim), remember).await;
    let after = after.expect("the store works").expect("updated");
    assert_eq!((after.email.as_str(), after.phone_number.as_str()), ("b@mail.example", "+12025550145"));
    assert_eq!((stored(&store, id), version(&store, id)), (after, 4));
    assert_eq!(calls.into_inner(), 3, "once an attempt");
    let saved = store.kept().answers[&(partner, key)].clone();
    assert_eq!((saved.answer.0.as_slice(), saved.fingerprint), (b"+12025550145".as_slice(), [1; 32]));
    assert_eq!(last_entry(&store).2, "email", "what the winner changed is not this update's");
}

#[tokio::test]
async fn money_that_arrives_between_reading_and_writing_keeps_the_customer_open() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let (id, key) = (customer.id, Uuid::new_v4());
    let (pocket, _) = open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
    let told = entries(&store);
    let mut is_paid = false;
    store.before_each_commit(move |kept| {
        if !std::mem::replace(&mut is_paid, true) {
            let balance = "0.01".parse().expect("an amount");
            kept.replace(id, |customer| customer.set_pocket_balance(pocket, balance));
        }
        None
    });
    let (saved, ran) = request(&*store, partner, key, 1, id, closing()).await.expect("answered");
    assert!(ran && saved.0.starts_with(b"refused Conflict(PocketsHoldMoney { pockets: 1 })"));
    assert_eq!(stored(&store, id).account_status(), AccountStatus::Open);
    assert_eq!(entries(&store), told);
}

#[tokio::test]
async fn a_closing_between_reading_and_writing_refuses_the_update_and_the_second_closing() {
    let World { store, .. } = fresh().await;
    let (partner, customers) = partner_with_customers(&*store).await;
    for (customer, update) in customers.into_iter().zip([new_email("b@mail.example"), closing()]) {
        let (id, key) = (customer.id, Uuid::new_v4());
        let mut is_closed = false;
        store.before_each_commit(move |kept| {
            if !std::mem::replace(&mut is_closed, true) {
                kept.replace(id, |customer| customer.apply(closing()));
            }
            None
        });
        let (saved, ran) = request(&*store, partner, key, 1, id, update).await.expect("answered");
        assert!(ran && saved.0 == b"refused Conflict(CustomerClosed)");
        assert_eq!(stored(&store, id), customer.apply(closing()).expect("closed"));
    }
}

#[tokio::test]
async fn a_customer_that_is_gone_by_the_time_of_writing_is_not_found() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let id = customer.id;
    store.before_each_commit(move |kept| {
        kept.customers.remove(&id);
        None
    });
    let refused = updated(&store, partner, id, new_email("b@mail.example")).await;
    assert_eq!(refused, Err(Refusal::NotFound));
}

#[tokio::test]
async fn an_update_that_never_gets_through_gives_up_writes_nothing_and_frees_its_key() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let (id, key, told) = (customer.id, Uuid::new_v4(), entries(&store));
    store.before_each_commit(move |kept| {
        let status = kept.customers[&id].value.account_status();
        kept.replace(id, if status == AccountStatus::Frozen { Customer::unfreeze } else { Customer::freeze });
        None
    });
    let claim = claim(&store, partner, key).await;
    let update = new_email("b@mail.example");
    let given_up = update_customer_data(&*store, partner, "t", id, update, Some(claim), answer).await;
    assert!(matches!(given_up, Err(StoreError::Unavailable)));
    assert_eq!((stored(&store, id).email, entries(&store)), (customer.email, told));
    assert!(store.kept().answers.is_empty());
    let again = store.begin(partner, key, [2; 32]).await.expect("the store works");
    assert!(matches!(again, Begin::Run(_)), "{again:?}");
}

#[tokio::test]
async fn an_update_gets_through_after_as_many_lost_races_as_there_are_competitors() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let id = customer.id;
    let mut lost = 0;
    store.before_each_commit(move |kept| {
        lost += 1;
        if lost <= 255 {
            kept.customers.get_mut(&id).expect("a customer").version += 1;
        }
        None
    });
    updated(&store, partner, id, new_email("b@mail.example")).await.expect("the 256th attempt is made");
    assert_eq!(version(&store, id), 1 + 255 + 1);
}

#[tokio::test]
async fn a_store_that_fails_leaves_the_key_free_for_the_same_request() {
    let World { store, .. } = fresh().await;
    let (partner, [customer, _]) = partner_with_customers(&*store).await;
    let key = Uuid::new_v4();
    store.before_each_commit(|_| Some(Err(StoreError::broken("write", "the disk is full"))));
    let claim = claim(&store, partner, key).await;
    let update = || new_email("b@mail.example");
    let failed = update_customer_data(&*store, partner, "t", customer.id, update(), Some(claim), answer).await;
    assert!(matches!(failed, Err(StoreError::Broken { doing: "write", .. })));
    assert_eq!(stored(&store, customer.id), customer);
    store.before_each_commit(|_| None);
    let (_, ran) = request(&*store, partner, key, 1, customer.id, update()).await.expect("answered");
    assert!(ran);
    assert_eq!(stored(&store, customer.id).email.as_str(), "b@mail.example");
}
