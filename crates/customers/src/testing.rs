//! Owns the suite that every `impl Store` must pass: one function a claim, over both kinds of customer where it matters.
//!
//! A store's crate runs it with [`store_suite!`](crate::store_suite), which makes one test of each claim.

use std::{any::Any, sync::Arc};

use chrono::{NaiveDate, TimeDelta};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::*;

/// A fresh, empty store and the clock that it goes by.
pub struct World<S> {
    /// The store.
    pub store: Arc<S>,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Whatever must outlive the store: a temporary folder.
    pub keep: Box<dyn Any + Send + Sync>,
}

impl<S> std::fmt::Debug for World<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World(..)")
    }
}

/// What comes of some work, and each Argon2 that it verified a password by: algorithm and cost. Who compares the costs of
/// two paths need not compare their times.
pub async fn verifications<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    let noted = Arc::default();
    let made = crate::secrets::VERIFIED.scope(Arc::clone(&noted), work).await;
    let noted = noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    (made, noted)
}

/// Makes one `#[tokio::test]` of each claim. The argument is an `async fn() -> World<impl Store>`.
#[macro_export]
macro_rules! store_suite {
    ($fresh:path) => {
        $crate::store_suite!(
            @tests $fresh,
            a_token_is_good_for_60_minutes_and_not_a_moment_longer,
            wrong_credentials_and_foreign_addresses_get_no_token,
            a_username_is_given_out_once,
            partners_are_listed_oldest_first_with_their_signing_secret,
            signing_secrets_come_back_newest_first,
            disabling_the_endpoint_is_seen_by_tokens_that_were_given_out_before,
            a_customer_comes_back_as_it_was_created,
            a_customer_is_inserted_with_its_pockets_and_its_closure,
            an_unknown_partner_gets_no_customer,
            another_partners_customer_is_not_found_and_not_changed,
            an_update_is_there_afterwards,
            an_update_that_changes_nothing_leaves_no_audit_entry,
            pockets_balances_and_freezing_are_there_afterwards,
            closing_closes_the_pockets_and_keeps_reason_and_description,
            the_same_request_is_answered_again_for_one_hour_and_then_runs,
            refusals_are_saved_like_any_answer,
            a_key_belongs_to_one_request_and_one_partner,
            a_key_is_in_flight_until_its_claim_is_dropped,
            who_used_a_key_first_is_answered_while_others_try_it,
            sixty_four_requests_with_one_key_run_once,
            sixty_four_updates_of_one_customer_all_get_through,
            money_that_arrives_while_closing_blocks_it_or_finds_the_customer_closed,
            a_stale_version_is_a_conflict_and_writes_nothing,
            an_answer_under_a_used_key_is_a_conflict_and_writes_nothing,
            an_update_that_began_before_the_endpoint_was_switched_off_changes_nothing,
            the_audit_trail_tells_who_changed_what_and_why_and_is_chained,
            the_audit_trail_is_read_in_pages,
            sweeping_erases_what_is_an_hour_old_and_nothing_younger,
            sweeping_erases_all_of_it_however_much_there_is,
        );
    };
    (@tests $fresh:path, $($claim:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $claim() {
                $crate::testing::$claim($fresh().await).await;
            }
        )+
    };
}

/// An individual of a partner, sound in every member.
pub fn individual(partner: PartnerId) -> NewCustomer {
    NewCustomer {
        partner,
        kind: NewKind::Individual(NewIndividual {
            name: PersonName { first_name: "Noor".into(), middle_name: None, last_name: "Haddad".into() },
            date_of_birth: NaiveDate::from_ymd_opt(1988, 2, 29).unwrap_or_default(),
            identification: IdentificationInput {
                identification_number: "900-00-0001".into(),
                issuing_country: Some("US".into()),
            },
            identification_type: IndividualIdentificationType::Ssn,
            trusted_contact: None,
        }),
        email: "noor.haddad@mail.example".into(),
        phone_number: "+12025550143".into(),
        address: AddressInput {
            street_address: "18 Alder Court".into(),
            street_address2: Some("Apt 4".into()),
            city: "Trenton".into(),
            postal_code: "08608".into(),
            state: Some("NJ".into()),
            country: "US".into(),
        },
    }
}

/// A business of a partner, sound in every member.
pub fn business(partner: PartnerId) -> NewCustomer {
    NewCustomer {
        kind: NewKind::Business(NewBusiness {
            name: "Larkspur Bakery LLC".into(),
            identification: IdentificationInput { identification_number: "00-0000001".into(), issuing_country: None },
            identification_type: BusinessIdentificationType::Ein,
        }),
        ..individual(partner)
    }
}

/// A partner with the endpoint enabled.
pub async fn partner<S: Store>(store: &S) -> CreatedPartner {
    let new = NewPartner {
        username: format!("partner-{}", Uuid::new_v4()),
        ip_allow_list: None,
        update_customer_data_enabled: true,
    };
    create_partner(store, "t-partner", new).await.expect("the store works").expect("a free username")
}

/// A partner with these signing secrets, the newest first.
pub async fn partner_with_secrets<S: Store>(store: &S, secrets: &[Secret]) -> PartnerId {
    let partner = Partner {
        id: PartnerId::random(),
        username: format!("partner-{}", Uuid::new_v4()),
        signing_secrets: secrets.to_vec(),
        update_customer_data_enabled: true,
        ip_allow_list: None,
        created_at: store.now(),
    };
    let id = partner.id;
    let password_hash = PasswordHash::from_stored("never logs in".into());
    let change = StoreChange::InsertPartner(Box::new(PartnerCredentials { partner, password_hash }));
    let committed = store.commit(Commit { change, answer: None, audit: None }).await.expect("the store works");
    assert_eq!(committed, Committed::Done);
    id
}

/// A partner and one customer of each kind.
pub async fn partner_with_customers<S: Store>(store: &S) -> (PartnerId, [Customer; 2]) {
    let id = partner(store).await.partner.id;
    let mut made = Vec::new();
    for new in [individual(id), business(id)] {
        made.push(create_customer(store, "t-create", new).await.expect("the store works").expect("a sound customer"));
    }
    (id, made.try_into().expect("two of them"))
}

/// An update of the e-mail address.
pub fn new_email(email: &str) -> CustomerUpdate {
    CustomerUpdate::UpdateCustomerData(ContactUpdate { email: Some(email.to_owned()), ..ContactUpdate::default() })
}

/// A closing.
pub fn closing() -> CustomerUpdate {
    CustomerUpdate::CloseCustomerAccount(CloseCustomerAccount {
        closure_reason: ClosureReason::UserInstigated,
        closure_description: Some("moved away".to_owned()),
    })
}

/// The answer that the suite saves for an outcome.
pub fn answer(outcome: &Outcome) -> SavedAnswer {
    SavedAnswer(match outcome {
        Ok(customer) => format!("ok {} {}", customer.account_status().as_str(), customer.email).into_bytes(),
        Err(refusal) => format!("refused {refusal:?}").into_bytes(),
    })
}

/// Begins, and runs the update if it is to run; the answer, and whether it ran.
pub async fn request<S: Store>(
    store: &S,
    partner: PartnerId,
    key: Uuid,
    fingerprint: u8,
    id: CustomerId,
    update: CustomerUpdate,
) -> Result<(SavedAnswer, bool), Begin> {
    match store.begin(partner, key, [fingerprint; 32]).await.expect("the store works") {
        Begin::Run(claim) => {
            let ran = update_customer_data(store, partner, "t-update", id, update, Some(claim), answer).await;
            Ok((answer(&ran.expect("the store works")), true))
        }
        Begin::Replay(answer) => Ok((answer, false)),
        other => Err(other),
    }
}

async fn updated<S: Store>(store: &S, partner: PartnerId, id: CustomerId, update: CustomerUpdate) -> Outcome {
    update_customer_data(store, partner, "t-update", id, update, None, answer).await.expect("the store works")
}

async fn loaded<S: Store>(store: &S, id: CustomerId) -> Customer {
    inspect_customer(store, id).await.expect("the store works").expect("a customer")
}

async fn trail<S: Store>(store: &S, id: CustomerId) -> Vec<AuditEntry> {
    let page = AuditPage { after_sequence: 0, limit: 1000 };
    list_audit_entries(store, id, page).await.expect("the store works").expect("a customer")
}

async fn pocket_with<S: Store>(store: &S, id: CustomerId, balance: &str) -> PocketId {
    let (pocket, _) = open_pocket(store, "t-pocket", id).await.expect("the store works").expect("opened");
    let balance = balance.parse().expect("an amount");
    set_pocket_balance(store, "t-balance", id, pocket, balance).await.expect("the store works").expect("set");
    pocket
}

#[allow(missing_docs, reason = "the names are the documentation: each is a claim")]
mod claims {
    use super::*;

    pub async fn a_token_is_good_for_60_minutes_and_not_a_moment_longer<S: Store>(world: World<S>) {
        let store = &*world.store;
        let made = partner(store).await;
        let login = log_in(store, &made.partner.username, made.password, None).await.expect("the store works");
        let login = login.expect("the right password");
        let left = login.expires - store.now();
        assert!(left <= TimeDelta::minutes(60) && left > TimeDelta::minutes(60) - TimeDelta::seconds(1));
        let session = authenticate(store, login.token.expose()).await.expect("the store works").expect("a session");
        assert_eq!((session.partner.id, session.expires), (made.partner.id, login.expires));
        world.clock.advance(left - TimeDelta::milliseconds(1));
        assert!(authenticate(store, login.token.expose()).await.expect("the store works").is_some());
        world.clock.advance(TimeDelta::milliseconds(1));
        assert!(authenticate(store, login.token.expose()).await.expect("the store works").is_none());
        assert!(authenticate(store, "no such token").await.expect("the store works").is_none());
    }

    pub async fn wrong_credentials_and_foreign_addresses_get_no_token<S: Store>(world: World<S>) {
        let store = &*world.store;
        let new = NewPartner {
            username: "acorn-savings".into(),
            ip_allow_list: Some(vec!["192.0.2.0/24".parse().expect("a range")]),
            update_customer_data_enabled: false,
        };
        let made = create_partner(store, "t", new).await.expect("the store works").expect("a free username");
        let wrong = || Secret::new("wrong".into());
        let from = |address: &str| Some(address.parse().expect("an address"));
        for (username, password, address, refusal) in [
            ("acorn-savings", wrong(), "192.0.2.1", LogInRefusal::WrongCredentials),
            ("acorn-savings", wrong(), "192.0.3.1", LogInRefusal::WrongCredentials),
            ("ACORN-SAVINGS", made.password.clone(), "192.0.2.1", LogInRefusal::WrongCredentials),
            ("nobody", made.password.clone(), "192.0.2.1", LogInRefusal::WrongCredentials),
            ("acorn-savings", made.password.clone(), "192.0.3.1", LogInRefusal::AddressNotAllowed),
        ] {
            let refused = log_in(store, username, password, from(address)).await.expect("the store works");
            assert_eq!(refused.map(|_| ()), Err(refusal), "{username} from {address}");
        }
        let login = log_in(store, "acorn-savings", made.password, from("192.0.2.1")).await.expect("the store works");
        assert!(login.is_ok());
    }

    pub async fn a_username_is_given_out_once<S: Store>(world: World<S>) {
        let store = &*world.store;
        let new = NewPartner { username: "once".into(), ip_allow_list: None, update_customer_data_enabled: false };
        assert!(create_partner(store, "t", new.clone()).await.expect("the store works").is_ok());
        let again = create_partner(store, "t", new).await.expect("the store works");
        assert_eq!(again.map(|_| ()), Err(Conflict::UsernameTaken.into()));
        assert_eq!(list_partners(store).await.expect("the store works").len(), 1);
    }

    pub async fn partners_are_listed_oldest_first_with_their_signing_secret<S: Store>(world: World<S>) {
        let store = &*world.store;
        let mut made = Vec::new();
        for (username, list) in
            [("z", None), ("m", Some(vec![])), ("a", Some(vec!["::1".parse().expect("an address")]))]
        {
            let new = NewPartner {
                username: username.into(),
                ip_allow_list: list,
                update_customer_data_enabled: username == "m",
            };
            made.push(create_partner(store, "t", new).await.expect("the store works").expect("a free username"));
        }
        let listed = list_partners(store).await.expect("the store works");
        assert_eq!(listed.len(), 3);
        for (made, listed) in made.iter().zip(&listed) {
            assert_eq!((listed.id, &listed.username), (made.partner.id, &made.partner.username));
            assert!(listed.signing_secrets == [made.shared_secret.clone()]);
            assert_eq!(listed.ip_allow_list, made.partner.ip_allow_list, "no list and an empty one differ");
            assert_eq!(listed.update_customer_data_enabled, made.partner.update_customer_data_enabled);
            assert_eq!(listed.created_at.timestamp_millis(), made.partner.created_at.timestamp_millis());
        }
    }

    pub async fn signing_secrets_come_back_newest_first<S: Store>(world: World<S>) {
        let store = &*world.store;
        let secrets = ["newest", "older", "oldest"].map(|text| Secret::new(text.into()));
        let id = partner_with_secrets(store, &secrets).await;
        let listed = list_partners(store).await.expect("the store works");
        assert_eq!(listed.iter().map(|partner| partner.id).collect::<Vec<_>>(), [id]);
        assert!(listed[0].signing_secrets == secrets);
    }

    pub async fn disabling_the_endpoint_is_seen_by_tokens_that_were_given_out_before<S: Store>(world: World<S>) {
        let store = &*world.store;
        let made = partner(store).await;
        let login = log_in(store, &made.partner.username, made.password, None).await.expect("the store works");
        let token = login.expect("the right password").token;
        for enabled in [true, false, false, true, true] {
            let id = made.partner.id;
            let changed = match enabled {
                true => enable_update_customer_data(store, "t", id).await,
                false => disable_update_customer_data(store, "t", id).await,
            };
            assert_eq!(changed.expect("the store works"), Ok(()));
            // Twice: once as read, once as it may be remembered.
            for _ in 0..2 {
                let session = authenticate(store, token.expose()).await.expect("the store works").expect("a session");
                assert_eq!(session.partner.update_customer_data_enabled, enabled);
            }
        }
        let unknown = enable_update_customer_data(store, "t", PartnerId::random()).await.expect("the store works");
        assert_eq!(unknown, Err(Refusal::NotFound));
    }

    pub async fn a_customer_comes_back_as_it_was_created<S: Store>(world: World<S>) {
        let store = &*world.store;
        let id = partner(store).await.partner.id;
        let mut full = individual(id);
        if let NewKind::Individual(new) = &mut full.kind {
            new.name.middle_name = Some("Amal".into());
            new.trusted_contact = Some(TrustedContactUpdate {
                first_name: Change::Set("Samir".into()),
                last_name: Change::Set("Haddad".into()),
                email: Change::Set("samir@mail.example".into()),
                phone_number: Change::Set("+12345678901".into()),
                address: Change::Set("3 Birch Lane, Trenton, NJ, 08608, US".into()),
            });
        }
        let mut bare = individual(id);
        bare.address.state = None;
        bare.address.street_address2 = None;
        if let NewKind::Individual(new) = &mut bare.kind {
            new.trusted_contact = Some(TrustedContactUpdate::default());
        }
        for new in [individual(id), business(id), full, bare] {
            let made = create_customer(store, "t", new).await.expect("the store works").expect("a sound customer");
            assert_eq!(made.account_status(), AccountStatus::Pending);
            assert_eq!(get_customer(store, id, made.id).await.expect("the store works"), Ok(made));
        }
        let mut unsound = individual(id);
        unsound.email = "nobody".into();
        let refused = create_customer(store, "t", unsound).await.expect("the store works");
        assert!(matches!(refused, Err(Refusal::Invalid(_))));
    }

    pub async fn a_customer_is_inserted_with_its_pockets_and_its_closure<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (_, customers) = partner_with_customers(store).await;
        for customer in customers {
            pocket_with(store, customer.id, "0.10").await;
            pocket_with(store, customer.id, "0").await;
            let mut copy = loaded(store, customer.id).await;
            copy.id = CustomerId::random();
            for pocket in &mut copy.pockets {
                pocket.id = PocketId::random();
            }
            if let CustomerUpdate::CloseCustomerAccount(closing) = closing() {
                copy.closure = Some(closing);
            }
            let change = StoreChange::InsertCustomer(Box::new(copy.clone()));
            let committed = store.commit(Commit { change, answer: None, audit: None }).await;
            assert_eq!(committed.expect("the store works"), Committed::Done);
            assert_eq!(loaded(store, copy.id).await, copy);
        }
    }

    pub async fn an_unknown_partner_gets_no_customer<S: Store>(world: World<S>) {
        let new = individual(PartnerId::random());
        let refused = create_customer(&*world.store, "t", new).await.expect("the store works");
        assert_eq!(refused, Err(Refusal::NotFound));
    }

    pub async fn another_partners_customer_is_not_found_and_not_changed<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (_, customers) = partner_with_customers(store).await;
        let stranger = partner(store).await.partner.id;
        for customer in customers {
            let found = get_customer(store, stranger, customer.id).await.expect("the store works");
            assert_eq!(found, Err(Refusal::NotFound));
            for update in [new_email("x@mail.example"), closing()] {
                assert_eq!(updated(store, stranger, customer.id, update).await, Err(Refusal::NotFound));
            }
            assert_eq!(loaded(store, customer.id).await, customer);
        }
        let missing = updated(store, stranger, CustomerId::random(), closing()).await;
        assert_eq!(missing, Err(Refusal::NotFound), "and neither is one that does not exist");
    }

    pub async fn an_update_is_there_afterwards<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (id, customers) = partner_with_customers(store).await;
        for customer in customers {
            let mut update = ContactUpdate {
                email: Some("new@mail.example".into()),
                phone_number: Some("020 7946 0958".into()),
                address: Some(AddressInput {
                    street_address: "10 Downing Street".into(),
                    street_address2: None,
                    city: "London".into(),
                    postal_code: "SW1A 2AA".into(),
                    state: None,
                    country: "GB".into(),
                }),
                trusted_contact: Change::Keep,
            };
            if matches!(customer.profile, Profile::Individual(_)) {
                let contact = TrustedContactUpdate { first_name: Change::Set("Samir".into()), ..Default::default() };
                update.trusted_contact = Change::Set(contact);
            }
            let update = CustomerUpdate::UpdateCustomerData(update);
            let expected = customer.clone().apply(update.clone());
            let after = updated(store, id, customer.id, update).await;
            assert_eq!(after, expected);
            assert_eq!(Ok(loaded(store, customer.id).await), after);
            if matches!(customer.profile, Profile::Individual(_)) {
                let removal = ContactUpdate { trusted_contact: Change::Clear, ..Default::default() };
                let after = updated(store, id, customer.id, CustomerUpdate::UpdateCustomerData(removal)).await;
                assert_eq!(Ok(loaded(store, customer.id).await), after);
            }
        }
    }

    pub async fn an_update_that_changes_nothing_leaves_no_audit_entry<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (id, customers) = partner_with_customers(store).await;
        for customer in customers {
            let before = trail(store, customer.id).await.len();
            let empty = CustomerUpdate::UpdateCustomerData(ContactUpdate::default());
            let same = new_email(customer.email.as_str());
            for update in [empty, same, new_email("nobody")] {
                drop(updated(store, id, customer.id, update).await);
            }
            assert_eq!(loaded(store, customer.id).await, customer);
            assert_eq!(trail(store, customer.id).await.len(), before);
        }
    }

    pub async fn pockets_balances_and_freezing_are_there_afterwards<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (_, customers) = partner_with_customers(store).await;
        for customer in customers {
            let id = customer.id;
            let one = pocket_with(store, id, "0.10").await;
            let other = pocket_with(store, id, "1234567890.123456789").await;
            let now = loaded(store, id).await;
            let balances: Vec<_> = now.pockets.iter().map(|pocket| (pocket.id, pocket.balance.to_string())).collect();
            assert_eq!(balances, [(one, "0.10".to_owned()), (other, "1234567890.123456789".to_owned())]);
            assert_eq!(now.account_status(), AccountStatus::Open);
            for _ in 0..2 {
                freeze_customer(store, "t", id).await.expect("the store works").expect("frozen");
                assert_eq!(loaded(store, id).await.account_status(), AccountStatus::Frozen);
            }
            let refused = open_pocket(store, "t", id).await.expect("the store works").map(|_| ());
            assert_eq!(refused, Err(Conflict::CustomerFrozen.into()));
            for _ in 0..2 {
                unfreeze_customer(store, "t", id).await.expect("the store works").expect("unfrozen");
                assert_eq!(loaded(store, id).await.account_status(), AccountStatus::Open);
            }
            let strange = set_pocket_balance(store, "t", id, PocketId::random(), Usd::ZERO).await;
            assert_eq!(strange.expect("the store works"), Err(Refusal::NotFound));
        }
        let nobody = freeze_customer(store, "t", CustomerId::random()).await.expect("the store works");
        assert_eq!(nobody, Err(Refusal::NotFound));
    }

    pub async fn closing_closes_the_pockets_and_keeps_reason_and_description<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, customers) = partner_with_customers(store).await;
        for customer in customers {
            let id = customer.id;
            let (one, _empty) = (pocket_with(store, id, "0.01").await, pocket_with(store, id, "0").await);
            let refused = updated(store, partner, id, closing()).await;
            assert_eq!(refused, Err(Conflict::PocketsHoldMoney { pockets: 1 }.into()));
            set_pocket_balance(store, "t", id, one, Usd::ZERO).await.expect("the store works").expect("set");
            let closed = updated(store, partner, id, closing()).await.expect("closed");
            let now = loaded(store, id).await;
            assert_eq!(now, closed);
            assert_eq!(now.account_status(), AccountStatus::Closed);
            assert!(now.pockets.len() == 2 && now.pockets.iter().all(|pocket| pocket.state == PocketState::Closed));
            let closure = now.closure.expect("kept");
            assert_eq!(closure.closure_reason, ClosureReason::UserInstigated);
            assert_eq!(closure.closure_description.as_deref(), Some("moved away"));
            let late = set_pocket_balance(store, "t", id, one, Usd::ZERO).await.expect("the store works");
            assert_eq!(late, Err(Conflict::CustomerClosed.into()));
            let again = updated(store, partner, id, CustomerUpdate::UpdateCustomerData(Default::default())).await;
            assert_eq!(again, Err(Conflict::CustomerClosed.into()), "an update without members too");
        }
    }

    pub async fn the_same_request_is_answered_again_for_one_hour_and_then_runs<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, [customer, _]) = partner_with_customers(store).await;
        let key = Uuid::new_v4();
        let send = || request(store, partner, key, 1, customer.id, new_email("first@mail.example"));
        let (first, ran) = send().await.expect("answered");
        assert!(ran);
        updated(store, partner, customer.id, new_email("second@mail.example")).await.expect("updated");
        assert_eq!(send().await.expect("answered"), (first.clone(), false));
        world.clock.advance(TimeDelta::hours(1) - TimeDelta::milliseconds(1));
        assert_eq!(send().await.expect("answered"), (first.clone(), false));
        assert_eq!(loaded(store, customer.id).await.email.as_str(), "second@mail.example", "nothing ran twice");
        world.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(send().await.expect("answered"), (first.clone(), true), "the hour is over, swept or not");
        assert_eq!(send().await.expect("answered"), (first, false), "and a new one has begun");
    }

    pub async fn refusals_are_saved_like_any_answer<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, customers) = partner_with_customers(store).await;
        for customer in &customers {
            let pocket = pocket_with(store, customer.id, "5").await;
            let (not_found, conflict, invalid) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
            for ran in [true, false] {
                let missing = request(store, partner, not_found, 1, CustomerId::random(), closing()).await;
                let (saved, did_run) = missing.expect("answered");
                assert_eq!((saved.0.as_slice(), did_run), (b"refused NotFound".as_slice(), ran));
                let (saved, did_run) =
                    request(store, partner, conflict, 1, customer.id, closing()).await.expect("answered");
                assert!(
                    saved.0.starts_with(b"refused Conflict(PocketsHoldMoney { pockets: 1 })"),
                    "as it was the first time"
                );
                assert_eq!(did_run, ran);
                let (saved, did_run) =
                    request(store, partner, invalid, 1, customer.id, new_email("nobody")).await.expect("answered");
                assert!(saved.0.starts_with(b"refused Invalid([Violation { pointer: \"/email\""));
                assert_eq!(did_run, ran);
                let zero = set_pocket_balance(store, "t", customer.id, pocket, Usd::ZERO).await;
                zero.expect("the store works").expect("set");
            }
            assert_eq!(loaded(store, customer.id).await.account_status(), AccountStatus::Open);
        }
    }

    pub async fn a_key_belongs_to_one_request_and_one_partner<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, [customer, _]) = partner_with_customers(store).await;
        let (stranger, [_, others]) = partner_with_customers(store).await;
        let key = Uuid::new_v4();
        let send = |fingerprint, email| request(store, partner, key, fingerprint, customer.id, new_email(email));
        assert!(send(1, "a@mail.example").await.expect("answered").1);
        assert!(matches!(send(2, "b@mail.example").await, Err(Begin::Reused)));
        assert_eq!(loaded(store, customer.id).await.email.as_str(), "a@mail.example");
        let other = request(store, stranger, key, 2, others.id, new_email("c@mail.example")).await;
        assert!(other.expect("answered").1);
    }

    pub async fn a_key_is_in_flight_until_its_claim_is_dropped<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, key) = (partner(store).await.partner.id, Uuid::new_v4());
        let begin = |fingerprint: u8| async move {
            store.begin(partner, key, [fingerprint; 32]).await.expect("the store works")
        };
        let Begin::Run(claim) = begin(1).await else { panic!("the key is new") };
        assert!(matches!(begin(1).await, Begin::InFlight));
        assert!(matches!(begin(2).await, Begin::Reused));
        drop(claim);
        assert!(matches!(begin(2).await, Begin::Run(_)), "nothing was saved, so the key is free");
    }

    pub async fn who_used_a_key_first_is_answered_while_others_try_it<S: Store>(world: World<S>) {
        let store = &world.store;
        let (partner, [customer, _]) = partner_with_customers(&**store).await;
        let key = Uuid::new_v4();
        let send = request(&**store, partner, key, 1, customer.id, new_email("first@mail.example"));
        let (first, ran) = send.await.expect("answered");
        assert!(ran);
        let mut others = JoinSet::new();
        for other in 0..4 {
            let store = Arc::clone(store);
            others.spawn(async move {
                for _ in 0..200 {
                    let begun = store.begin(partner, key, [2 + other; 32]).await.expect("the store works");
                    assert!(matches!(begun, Begin::Reused), "{begun:?}");
                }
            });
        }
        for _ in 0..200 {
            let begun = store.begin(partner, key, [1; 32]).await.expect("the store works");
            assert!(matches!(&begun, Begin::Replay(answer) if *answer == first), "{begun:?}");
        }
        while let Some(ended) = others.join_next().await {
            ended.expect("every other request is refused");
        }
    }

    pub async fn sixty_four_requests_with_one_key_run_once<S: Store>(world: World<S>) {
        let store = world.store;
        let (partner, customers) = partner_with_customers(&*store).await;
        for customer in customers {
            let (id, key) = (customer.id, Uuid::new_v4());
            let mut all = JoinSet::new();
            for _ in 0..64 {
                let store = Arc::clone(&store);
                all.spawn(async move {
                    loop {
                        match request(&*store, partner, key, 1, id, new_email("new@mail.example")).await {
                            Ok(answered) => return answered,
                            Err(Begin::InFlight) => tokio::task::yield_now().await,
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                });
            }
            let answers = all.join_all().await;
            assert_eq!(answers.iter().filter(|(_, ran)| *ran).count(), 1);
            assert!(answers.iter().all(|(answer, _)| *answer == answers[0].0));
            let updates = trail(&*store, id).await.iter().filter(|e| e.operation == "update_customer_data").count();
            assert_eq!(updates, 1);
        }
    }

    pub async fn sixty_four_updates_of_one_customer_all_get_through<S: Store>(world: World<S>) {
        let store = world.store;
        let (partner, [customer, _]) = partner_with_customers(&*store).await;
        let mut all = JoinSet::new();
        for n in 0..64 {
            let (store, id) = (Arc::clone(&store), customer.id);
            all.spawn(async move {
                let update = new_email(&format!("n{n}@mail.example"));
                request(&*store, partner, Uuid::new_v4(), 1, id, update).await.expect("answered").0
            });
        }
        let answers = all.join_all().await;
        assert!(answers.iter().all(|answer| answer.0.starts_with(b"ok PENDING n")));
        let trail = trail(&*store, customer.id).await;
        assert_eq!(trail.iter().filter(|entry| entry.operation == "update_customer_data").count(), 64);
        // Nobody wrote over somebody else unseen: each change began with what the one before it left.
        assert!(trail.windows(2).all(|pair| pair[0].after == pair[1].before));
    }

    pub async fn money_that_arrives_while_closing_blocks_it_or_finds_the_customer_closed<S: Store>(world: World<S>) {
        let store = world.store;
        let owner = partner(&*store).await.partner.id;
        for round in 0..24 {
            let new = if round % 2 == 0 { individual(owner) } else { business(owner) };
            let id = create_customer(&*store, "t", new).await.expect("the store works").expect("made").id;
            let pocket = pocket_with(&*store, id, "0").await;
            let money = {
                let store = Arc::clone(&store);
                let balance = "10".parse().expect("an amount");
                tokio::spawn(async move { set_pocket_balance(&*store, "t", id, pocket, balance).await })
            };
            let close = {
                let store = Arc::clone(&store);
                tokio::spawn(async move { updated(&*store, owner, id, closing()).await })
            };
            let money = money.await.expect("no panic").expect("the store works");
            let close = close.await.expect("no panic");
            let now = loaded(&*store, id).await;
            match (&money, &close) {
                (Ok(_), Err(Refusal::Conflict(Conflict::PocketsHoldMoney { pockets: 1 }))) => {
                    assert_eq!((now.account_status(), now.pockets[0].balance.is_zero()), (AccountStatus::Open, false));
                }
                (Err(Refusal::Conflict(Conflict::CustomerClosed)), Ok(_)) => {
                    assert_eq!((now.account_status(), now.pockets[0].balance.is_zero()), (AccountStatus::Closed, true));
                }
                other => panic!("one of the two must win: {other:?}"),
            }
        }
    }

    pub async fn a_stale_version_is_a_conflict_and_writes_nothing<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, [customer, _]) = partner_with_customers(store).await;
        let stale = store.customer(customer.id).await.expect("the store works").expect("a customer");
        updated(store, partner, customer.id, new_email("now@mail.example")).await.expect("updated");
        let now = store.customer(customer.id).await.expect("the store works").expect("a customer");
        assert_eq!(now.version, stale.version + 1);
        let key = Uuid::new_v4();
        let Begin::Run(claim) = store.begin(partner, key, [1; 32]).await.expect("the store works") else {
            panic!("the key is new")
        };
        let entries = trail(store, customer.id).await.len();
        let replace = |before: &Customer, after: Customer, expected| StoreChange::ReplaceCustomer {
            before: Box::new(before.clone()),
            after: Box::new(after),
            expected,
        };
        let after = stale.value.clone().apply(closing()).expect("closed");
        let note = AuditNote::about(Actor::Operator, "t", "test", Some(&stale.value), &after, store.key_ring());
        let commit = Commit {
            change: replace(&stale.value, after, stale.version),
            answer: Some((claim, SavedAnswer(b"never".to_vec()))),
            audit: Some(note),
        };
        assert_eq!(store.commit(commit).await.expect("the store works"), Committed::Conflict);
        assert_eq!(loaded(store, customer.id).await, now.value);
        assert_eq!(trail(store, customer.id).await.len(), entries);
        assert!(matches!(store.begin(partner, key, [1; 32]).await.expect("the store works"), Begin::Run(_)));
        let mut gone = now.value.clone();
        gone.id = CustomerId::random();
        let commit = Commit { change: replace(&gone, gone.clone(), 1), answer: None, audit: None };
        assert_eq!(store.commit(commit).await.expect("the store works"), Committed::Missing);
    }

    pub async fn an_answer_under_a_used_key_is_a_conflict_and_writes_nothing<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, [customer, _]) = partner_with_customers(store).await;
        let key = Uuid::new_v4();
        assert!(request(store, partner, key, 1, customer.id, new_email("a@mail.example")).await.is_ok());
        let now = store.customer(customer.id).await.expect("the store works").expect("a customer");
        let after = now.value.clone().apply(closing()).expect("closed");
        // As a process would that held the key without asking the store.
        let claim = Claim::new(partner, key, [1; 32], ());
        let change = StoreChange::ReplaceCustomer {
            before: Box::new(now.value.clone()),
            after: Box::new(after),
            expected: now.version,
        };
        let commit = Commit { change, answer: Some((claim, SavedAnswer(b"twice".to_vec()))), audit: None };
        assert_eq!(store.commit(commit).await.expect("the store works"), Committed::Conflict);
        assert_eq!(loaded(store, customer.id).await, now.value);
        let (saved, ran) = request(store, partner, key, 1, customer.id, closing()).await.expect("answered");
        assert_eq!((saved.0.as_slice(), ran), (b"ok PENDING a@mail.example".as_slice(), false));
    }

    pub async fn an_update_that_began_before_the_endpoint_was_switched_off_changes_nothing<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, [customer, _]) = partner_with_customers(store).await;
        let key = Uuid::new_v4();
        let begin = async || match store.begin(partner, key, [1; 32]).await.expect("the store works") {
            Begin::Run(claim) => claim,
            other => panic!("nothing is saved: {other:?}"),
        };
        let update = async |claim| {
            let remember = |_: &Outcome| SavedAnswer(b"answered".to_vec());
            let email = new_email("a@mail.example");
            update_customer_data(store, partner, "t", customer.id, email, Some(claim), remember).await
        };
        let claim = begin().await;
        disable_update_customer_data(store, "t", partner).await.expect("the store works").expect("switched off");
        let entries = trail(store, customer.id).await.len();
        assert_eq!(update(claim).await.expect("the store works"), Err(Refusal::NotEnabled));
        assert_eq!(loaded(store, customer.id).await, customer);
        assert_eq!(trail(store, customer.id).await.len(), entries);
        // Neither is the refusal saved, nor is the key taken.
        enable_update_customer_data(store, "t", partner).await.expect("the store works").expect("switched on");
        let updated = update(begin().await).await.expect("the store works").expect("updated");
        assert_eq!(updated.email.to_string(), "a@mail.example");
    }

    pub async fn the_audit_trail_tells_who_changed_what_and_why_and_is_chained<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, customers) = partner_with_customers(store).await;
        for customer in customers {
            let id = customer.id;
            let (pocket, _) = open_pocket(store, "t-1", id).await.expect("the store works").expect("opened");
            let five = "5".parse().expect("an amount");
            set_pocket_balance(store, "t-2", id, pocket, five).await.expect("the store works").expect("set");
            set_pocket_balance(store, "t-3", id, pocket, Usd::ZERO).await.expect("the store works").expect("set");
            updated(store, partner, id, new_email("new@mail.example")).await.expect("updated");
            updated(store, partner, id, closing()).await.expect("closed");
            let trail = trail(store, id).await;
            let told: Vec<_> = trail
                .iter()
                .map(|entry| {
                    assert_eq!((entry.partner, entry.customer), (partner, Some(id)));
                    let reason = entry.reason.as_deref();
                    (entry.operation.as_str(), entry.actor, entry.trace_id.as_str(), entry.changed.join(" "), reason)
                })
                .collect();
            let (bank, fintech) = (Actor::Operator, Actor::Partner(partner));
            let expected = [
                ("create_customer", bank, "t-create", "created".to_owned(), None),
                ("open_pocket", bank, "t-1", "pockets account_status".to_owned(), None),
                ("set_pocket_balance", bank, "t-2", "pockets".to_owned(), None),
                ("set_pocket_balance", bank, "t-3", "pockets".to_owned(), None),
                ("update_customer_data", fintech, "t-update", "email".to_owned(), None),
                (
                    "update_customer_data",
                    fintech,
                    "t-update",
                    "pockets account_status".to_owned(),
                    Some("USER_INSTIGATED"),
                ),
            ];
            assert_eq!(told, expected);
            assert!(trail.iter().all(|entry| entry.hash == entry.computed_hash()));
            assert!(trail.windows(2).all(|pair| pair[0].after == pair[1].before && pair[0].hash != pair[1].hash));
            assert_eq!(trail[0].before, None);
            assert_eq!(trail[1].after, trail[3].after, "the same state has the same digest");
            assert_ne!(trail[1].after, trail[2].after);
        }
    }

    pub async fn the_audit_trail_is_read_in_pages<S: Store>(world: World<S>) {
        let store = &*world.store;
        let (partner, [customer, _]) = partner_with_customers(store).await;
        for n in 0..5 {
            let update = new_email(&format!("n{n}@mail.example"));
            updated(store, partner, customer.id, update).await.expect("updated");
        }
        let all = trail(store, customer.id).await;
        assert_eq!(all.len(), 6);
        let mut read = Vec::new();
        let mut after_sequence = 0;
        loop {
            let page = AuditPage { after_sequence, limit: 4 };
            let page = list_audit_entries(store, customer.id, page).await.expect("the store works").expect("found");
            let Some(last) = page.last() else { break };
            assert!(page.len() <= 4);
            after_sequence = last.sequence;
            read.extend(page);
        }
        assert_eq!(read, all);
        let last = AuditPage { after_sequence: u64::MAX, limit: 1 };
        assert_eq!(list_audit_entries(store, customer.id, last).await.expect("the store works"), Ok(vec![]));
        let nobody = list_audit_entries(store, CustomerId::random(), last).await.expect("the store works");
        assert_eq!(nobody, Err(Refusal::NotFound));
    }

    pub async fn sweeping_erases_what_is_an_hour_old_and_nothing_younger<S: Store>(world: World<S>) {
        let store = &*world.store;
        let made = partner(store).await;
        let owner = made.partner.id;
        let id = create_customer(store, "t", individual(owner)).await.expect("the store works").expect("made").id;
        let send = |key, email: &str| request(store, owner, key, 1, id, new_email(email));
        let (old, young) = (Uuid::new_v4(), Uuid::new_v4());
        let login = || log_in(store, &made.partner.username, made.password.clone(), None);
        login().await.expect("the store works").expect("the right password");
        send(old, "old@mail.example").await.expect("answered");
        assert_eq!(store.sweep().await.expect("the store works"), 0);
        world.clock.advance(TimeDelta::minutes(30));
        let token = login().await.expect("the store works").expect("the right password").token;
        send(young, "young@mail.example").await.expect("answered");
        world.clock.advance(TimeDelta::minutes(30));
        assert_eq!(store.sweep().await.expect("the store works"), 2, "one answer and one token");
        assert_eq!(store.sweep().await.expect("the store works"), 0);
        assert!(!send(young, "young@mail.example").await.expect("answered").1);
        assert!(send(old, "old@mail.example").await.expect("answered").1);
        assert!(authenticate(store, token.expose()).await.expect("the store works").is_some());
    }

    pub async fn sweeping_erases_all_of_it_however_much_there_is<S: Store>(world: World<S>) {
        const OLD: u32 = 600;
        let store = &world.store;
        let owner = partner(&**store).await.partner.id;
        let token = |n: u32| TokenHash::of(&n.to_string());
        let mut all = JoinSet::new();
        for n in 0..=OLD {
            let expires = world.clock.now() + TimeDelta::milliseconds(i64::from(n / OLD));
            let (store, token) = (Arc::clone(store), token(n));
            let change = StoreChange::InsertToken { token, partner: owner, expires };
            all.spawn(async move { store.commit(Commit { change, answer: None, audit: None }).await });
        }
        for done in all.join_all().await {
            assert_eq!(done.expect("the store works"), Committed::Done);
        }
        assert_eq!(store.sweep().await.expect("the store works"), u64::from(OLD));
        assert!(store.session(token(OLD - 1)).await.expect("the store works").is_none());
        assert!(store.session(token(OLD)).await.expect("the store works").is_some(), "a millisecond is left");
    }
}
pub use claims::*;
