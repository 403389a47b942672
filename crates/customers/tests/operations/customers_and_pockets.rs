//! Claims about what operators do to customers: creating, pockets, balances, freezing, reading the trail.

use chrono::TimeDelta;
use customers::{
    testing::{World, business, closing, individual, partner, partner_with_customers},
    *,
};

use crate::{entries, last_entry, memory::fresh, stored, version};

#[tokio::test]
async fn a_new_customer_is_told_with_its_state_after_and_none_before() {
    let World { store, .. } = fresh().await;
    let owner = partner(&*store).await.partner.id;
    for new in [individual(owner), business(owner)] {
        let made = create_customer(&*store, "t-create", new).await.expect("the store works").expect("made");
        assert_eq!((made.partner, stored(&store, made.id), version(&store, made.id)), (owner, made.clone(), 1));
        assert_eq!(last_entry(&store), ("create_customer".into(), Actor::Operator, "created".into(), None));
        let kept = store.kept();
        let entry = kept.audit.last().expect("an entry");
        assert_eq!((entry.trace_id.as_str(), entry.partner, entry.customer), ("t-create", owner, Some(made.id)));
        assert!(entry.before.is_none() && entry.after.is_some());
    }
}

#[tokio::test]
async fn whether_a_date_of_birth_is_in_the_future_is_said_by_the_stores_clock() {
    let World { store, clock, .. } = fresh().await;
    let owner = partner(&*store).await.partner.id;
    let today = store.now().date_naive();
    let born = |date| {
        let mut new = individual(owner);
        if let NewKind::Individual(individual) = &mut new.kind {
            individual.date_of_birth = date;
        }
        create_customer(&*store, "t", new)
    };
    let tomorrow = today.succ_opt().expect("tomorrow");
    assert!(born(today).await.expect("the store works").is_ok());
    let refused = born(tomorrow).await.expect("the store works").expect_err("not born yet");
    assert!(matches!(refused, Refusal::Invalid(violations) if violations[0].pointer == "/date_of_birth"));
    clock.advance(TimeDelta::days(1));
    assert!(born(tomorrow).await.expect("the store works").is_ok());
}

#[tokio::test]
async fn a_customer_that_is_refused_is_neither_kept_nor_told() {
    let World { store, .. } = fresh().await;
    let owner = partner(&*store).await.partner.id;
    let unsound = NewCustomer { email: "nobody".into(), ..business(owner) };
    let refused = create_customer(&*store, "t", unsound).await.expect("the store works");
    assert!(matches!(refused, Err(Refusal::Invalid(violations)) if violations[0].pointer == "/email"));
    let refused = create_customer(&*store, "t", individual(PartnerId::random())).await.expect("the store works");
    assert_eq!(refused, Err(Refusal::NotFound));
    assert_eq!((entries(&store), store.kept().customers.len()), (1, 0));
}

#[tokio::test]
async fn what_operators_do_is_told_by_its_name_with_what_it_changed() {
    let World { store, .. } = fresh().await;
    let (owner, customers) = partner_with_customers(&*store).await;
    for id in customers.map(|customer| customer.id) {
        let told = |operation: &str, changed: &str| {
            let kept = store.kept();
            let entry = kept.audit.last().expect("an entry");
            let is_about = (entry.partner, entry.customer, entry.actor, entry.trace_id.as_str());
            assert_eq!(is_about, (owner, Some(id), Actor::Operator, "t-1"), "{operation}");
            assert_eq!((entry.operation.as_str(), entry.changed.join(" ").as_str()), (operation, changed));
        };
        let frozen = freeze_customer(&*store, "t-1", id).await.expect("the store works").expect("frozen");
        assert_eq!(frozen.account_status(), AccountStatus::Frozen);
        told("freeze_customer", "account_status");
        let thawed = unfreeze_customer(&*store, "t-1", id).await.expect("the store works").expect("unfrozen");
        assert_eq!(thawed.account_status(), AccountStatus::Pending);
        told("unfreeze_customer", "account_status");
        let (first, _) = open_pocket(&*store, "t-1", id).await.expect("the store works").expect("opened");
        told("open_pocket", "pockets account_status");
        let (second, after) = open_pocket(&*store, "t-1", id).await.expect("the store works").expect("opened");
        told("open_pocket", "pockets");
        assert_eq!(after.pockets.iter().map(|pocket| pocket.id).collect::<Vec<_>>(), [first, second]);
        let five = "5".parse().expect("an amount");
        let after = set_pocket_balance(&*store, "t-1", id, second, five).await.expect("the store works").expect("set");
        assert_eq!(after.pockets.iter().map(|pocket| pocket.balance).collect::<Vec<_>>(), [Usd::ZERO, five]);
        told("set_pocket_balance", "pockets");
        assert_eq!(stored(&store, id), after);
    }
}

#[tokio::test]
async fn what_an_operator_repeats_is_no_new_version_and_not_told_again() {
    let World { store, .. } = fresh().await;
    let (_, [customer, _]) = partner_with_customers(&*store).await;
    let id = customer.id;
    let (pocket, _) = open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
    for _ in 0..2 {
        let five = "5".parse().expect("an amount");
        set_pocket_balance(&*store, "t", id, pocket, five).await.expect("the store works").expect("set");
        assert_eq!(version(&store, id), 3);
    }
    for _ in 0..2 {
        freeze_customer(&*store, "t", id).await.expect("the store works").expect("frozen");
        assert_eq!(version(&store, id), 4);
    }
    for _ in 0..2 {
        unfreeze_customer(&*store, "t", id).await.expect("the store works").expect("unfrozen");
        assert_eq!(version(&store, id), 5);
    }
    // A partner, two customers, and the four changes.
    assert_eq!(entries(&store), 7);
}

#[tokio::test]
async fn a_balance_that_is_only_written_otherwise_is_answered_as_it_is_kept() {
    let World { store, .. } = fresh().await;
    let (_, [customer, _]) = partner_with_customers(&*store).await;
    let id = customer.id;
    let (pocket, _) = open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
    for written in ["0.1", "0.10", "0.1000"] {
        let balance = written.parse().expect("an amount");
        let answered = set_pocket_balance(&*store, "t", id, pocket, balance).await;
        let answered = answered.expect("the store works").expect("set").pockets[0].balance.to_string();
        assert_eq!((answered.as_str(), stored(&store, id).pockets[0].balance.to_string()), ("0.10", answered.clone()));
    }
    assert_eq!(version(&store, id), 3, "opened, and set once");
}

#[tokio::test]
async fn a_closed_customer_refuses_every_operator_and_nothing_is_told() {
    let World { store, .. } = fresh().await;
    let (owner, customers) = partner_with_customers(&*store).await;
    for customer in customers {
        let id = customer.id;
        let (pocket, _) = open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
        let closed = update_customer_data(&*store, owner, "t", id, closing(), None, customers::testing::answer).await;
        let closed = closed.expect("the store works").expect("closed");
        let told = entries(&store);
        for refused in [
            freeze_customer(&*store, "t", id).await,
            unfreeze_customer(&*store, "t", id).await,
            set_pocket_balance(&*store, "t", id, pocket, "1".parse().expect("an amount")).await,
            open_pocket(&*store, "t", id).await.map(|opened| opened.map(|(_, customer)| customer)),
        ] {
            assert_eq!(refused.expect("the store works"), Err(Conflict::CustomerClosed.into()));
        }
        assert_eq!((stored(&store, id), entries(&store)), (closed, told));
    }
}

#[tokio::test]
async fn a_frozen_customer_takes_balances_and_closing_and_no_pocket() {
    let World { store, .. } = fresh().await;
    let (owner, customers) = partner_with_customers(&*store).await;
    for id in customers.map(|customer| customer.id) {
        let (pocket, _) = open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
        freeze_customer(&*store, "t", id).await.expect("the store works").expect("frozen");
        let refused = open_pocket(&*store, "t", id).await.expect("the store works").map(|_| ());
        assert_eq!(refused, Err(Conflict::CustomerFrozen.into()));
        for amount in ["5", "0"] {
            let balance = amount.parse().expect("an amount");
            let set = set_pocket_balance(&*store, "t", id, pocket, balance).await.expect("the store works");
            assert_eq!(set.expect("set").account_status(), AccountStatus::Frozen);
        }
        let close = update_customer_data(&*store, owner, "t", id, closing(), None, customers::testing::answer);
        let closed = close.await.expect("the store works").expect("closed");
        assert_eq!(closed.account_status(), AccountStatus::Closed);
        let told = last_entry(&store);
        assert_eq!((told.2.as_str(), told.3.as_deref()), ("pockets account_status", Some("USER_INSTIGATED")));
    }
}

#[tokio::test]
async fn an_unknown_customer_is_not_found_by_any_operator() {
    let World { store, .. } = fresh().await;
    let (_, [customer, _]) = partner_with_customers(&*store).await;
    let (pocket, _) = open_pocket(&*store, "t", customer.id).await.expect("the store works").expect("opened");
    let told = entries(&store);
    let nobody = CustomerId::random();
    for refused in [
        inspect_customer(&*store, nobody).await,
        freeze_customer(&*store, "t", nobody).await,
        unfreeze_customer(&*store, "t", nobody).await,
        set_pocket_balance(&*store, "t", nobody, pocket, Usd::ZERO).await,
        open_pocket(&*store, "t", nobody).await.map(|opened| opened.map(|(_, customer)| customer)),
    ] {
        assert_eq!(refused.expect("the store works"), Err(Refusal::NotFound));
    }
    assert_eq!(entries(&store), told);
}

#[tokio::test]
async fn operators_see_every_partners_customers_and_a_partner_its_own() {
    let World { store, .. } = fresh().await;
    let (one, [of_one, _]) = partner_with_customers(&*store).await;
    let (other, [_, of_other]) = partner_with_customers(&*store).await;
    for (owner, stranger, customer) in [(one, other, of_one), (other, one, of_other)] {
        let id = customer.id;
        assert_eq!(inspect_customer(&*store, id).await.expect("the store works").as_ref(), Ok(&customer));
        assert_eq!(get_customer(&*store, owner, id).await.expect("the store works"), Ok(customer));
        assert_eq!(get_customer(&*store, stranger, id).await.expect("the store works"), Err(Refusal::NotFound));
    }
}

#[tokio::test]
async fn an_operators_change_that_lost_a_race_is_made_of_what_the_winner_left() {
    let World { store, .. } = fresh().await;
    let (_, [customer, _]) = partner_with_customers(&*store).await;
    let id = customer.id;
    let (pocket, _) = open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
    let mut is_frozen = false;
    store.before_each_commit(move |kept| {
        if !std::mem::replace(&mut is_frozen, true) {
            kept.replace(id, Customer::freeze);
        }
        None
    });
    let set = set_pocket_balance(&*store, "t", id, pocket, "5".parse().expect("an amount")).await;
    let after = set.expect("the store works").expect("set");
    assert_eq!((after.account_status(), after.pockets[0].balance.to_string()), (AccountStatus::Frozen, "5.00".into()));
    assert_eq!(stored(&store, id), after);
    assert_eq!(last_entry(&store).2, "pockets");
}

#[tokio::test]
async fn a_trail_has_its_own_customers_entries_only_and_is_read_on_from_any_of_them() {
    let World { store, .. } = fresh().await;
    let (_, [one, other]) = partner_with_customers(&*store).await;
    for id in [one.id, other.id, one.id, other.id] {
        open_pocket(&*store, "t", id).await.expect("the store works").expect("opened");
    }
    let read = async |id, after_sequence, limit| {
        let page = AuditPage { after_sequence, limit };
        let entries = list_audit_entries(&*store, id, page).await.expect("the store works").expect("a customer");
        entries.into_iter().map(|entry| entry.sequence).collect::<Vec<_>>()
    };
    // The first entry is the partner's.
    assert_eq!((read(one.id, 0, 9).await, read(other.id, 0, 9).await), (vec![2, 4, 6], vec![3, 5, 7]));
    assert_eq!((read(one.id, 2, 1).await, read(one.id, 3, 9).await), (vec![4], vec![4, 6]));
    assert_eq!(read(one.id, 6, 9).await, [0; 0]);
}
