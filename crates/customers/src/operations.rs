//! Owns the operations, by the document's names: each loads, applies a pure rule and asks the store for one commit.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Actor, AuditEntry, AuditNote, AuditPage, Claim, Commit, Committed, Conflict, Customer, CustomerId, CustomerUpdate,
    NewCustomer, NewPartner, Partner, PartnerCredentials, PartnerId, PasswordHash, PocketId, Refusal, SavedAnswer,
    Secret, Session, Store, StoreChange, StoreError, TOKEN_LIFETIME_S, TokenHash, Usd, generate_secret,
};

/// What the rules made of a request: the customer after it, or why nothing changed.
pub type Outcome = Result<Customer, Refusal>;

/// How often an operation starts over because somebody else changed the customer meanwhile. Each round, one of the
/// competitors gets through, so that this many may compete for one customer at a time.
const MAX_ATTEMPTS: u32 = 256;

/// A bearer token, shown this once.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// The token.
    pub token: Secret,
    /// The first instant at which it is no longer good: 60 minutes on, to the whole second.
    pub expires: DateTime<Utc>,
}

/// Why logging in was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInRefusal {
    /// Unknown username or wrong password; which of them is not told.
    WrongCredentials,
    /// The credentials are right; the address is not on the partner's allow-list.
    AddressNotAllowed,
}

/// Gives a token for a username and a password. An unknown username takes as long as a wrong password.
///
/// # Errors
/// When the store fails; refusals are the inner result.
pub async fn log_in<S: Store>(
    store: &S,
    username: &str,
    password: Secret,
    from: Option<IpAddr>,
) -> Result<Result<LoggedIn, LogInRefusal>, StoreError> {
    let (partner, hash) = match store.partner_by_username(username).await? {
        Some(PartnerCredentials { partner, password_hash }) => (Some(partner), Some(password_hash)),
        None => (None, None),
    };
    let right = PasswordHash::verify(hash, password).await?;
    let Some(partner) = partner.filter(|_| right) else {
        return Ok(Err(LogInRefusal::WrongCredentials));
    };
    if from.is_some_and(|address| !partner.allows(address)) {
        return Ok(Err(LogInRefusal::AddressNotAllowed));
    }
    let token = generate_secret()?;
    let now = store.now();
    // Whole seconds: what the answer says and what the store checks are the same instant in every notation.
    let now = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    let expires = now + TimeDelta::seconds(TOKEN_LIFETIME_S);
    let change = StoreChange::InsertToken { token: TokenHash::of(token.expose()), partner: partner.id, expires };
    match store.commit(Commit { change, answer: None, audit: None }).await? {
        Committed::Done => Ok(Ok(LoggedIn { token, expires })),
        Committed::Conflict | Committed::Missing | Committed::NotEnabled => Err(StoreError::Unavailable),
    }
}

/// The session behind a bearer token; `None` when the token is unknown or expired.
///
/// # Errors
/// When the store fails.
pub async fn authenticate<S: Store>(store: &S, token: &str) -> Result<Option<Session>, StoreError> {
    let session = store.session(TokenHash::of(token)).await?;
    Ok(session.filter(|session| store.now() < session.expires))
}

/// The partner's customer. Another partner's is not found.
///
/// # Errors
/// When the store fails; refusals are the inner result.
pub async fn get_customer<S: Store>(store: &S, partner: PartnerId, id: CustomerId) -> Result<Outcome, StoreError> {
    let loaded = store.customer(id).await?;
    Ok(loaded.map(|loaded| loaded.value).filter(|customer| customer.partner == partner).ok_or(Refusal::NotFound))
}

/// "Update Customer Data": contact data, the trusted contact, or closing.
///
/// `remember` writes the answer to an outcome, refusals included, for the store to save under the claim's key in the
/// same commit as the change; it may be called once per attempt. Whether the endpoint is enabled for the partner is the
/// caller's to check first ([`Partner::update_customer_data_enabled`]): that refusal is not saved. An update with a claim is
/// held to it again as it is committed: what was answered as switched off changes nothing.
///
/// # Errors
/// When the store fails, or the customer stays contended; nothing is changed or saved then. Refusals are the inner
/// result.
pub async fn update_customer_data<S: Store>(
    store: &S,
    partner: PartnerId,
    trace_id: &str,
    id: CustomerId,
    update: CustomerUpdate,
    claim: Option<Claim>,
    remember: impl Fn(&Outcome) -> SavedAnswer + Send + Sync,
) -> Result<Outcome, StoreError> {
    let operation = Operation { actor: Actor::Partner(partner), trace_id, name: "update_customer_data" };
    let answer = claim.map(|claim| Answer { claim, remember: &remember });
    change_customer(store, operation, id, answer, |customer| {
        if customer.partner == partner { customer.apply(update.clone()) } else { Err(Refusal::NotFound) }
    })
    .await
}

struct Operation<'a> {
    actor: Actor,
    trace_id: &'a str,
    name: &'static str,
}

struct Answer<'a> {
    claim: Claim,
    remember: &'a (dyn Fn(&Outcome) -> SavedAnswer + Send + Sync),
}

/// Load, apply the rule, commit; over again when somebody else replaced the customer in between.
async fn change_customer<S: Store>(
    store: &S,
    operation: Operation<'_>,
    id: CustomerId,
    answer: Option<Answer<'_>>,
    rule: impl Fn(Customer) -> Outcome + Send + Sync,
) -> Result<Outcome, StoreError> {
    for _ in 0..MAX_ATTEMPTS {
        let loaded = store.customer(id).await?;
        let (outcome, change, audit) = match loaded {
            None => (Err(Refusal::NotFound), StoreChange::Nothing, None),
            Some(loaded) => {
                let before = loaded.value;
                match rule(before.clone()) {
                    Err(refusal) => (Err(refusal), StoreChange::Nothing, None),
                    // `{}` and repeated values change nothing: no new version, no audit entry.
                    Ok(after) if after == before => (Ok(after), StoreChange::Nothing, None),
                    Ok(after) => {
                        let ring = store.key_ring();
                        let note = AuditNote::about(
                            operation.actor,
                            operation.trace_id,
                            operation.name,
                            Some(&before),
                            &after,
                            ring,
                        );
                        let change = StoreChange::ReplaceCustomer {
                            before: Box::new(before),
                            after: Box::new(after.clone()),
                            expected: loaded.version,
                        };
                        (Ok(after), change, Some(note))
                    }
                }
            }
        };
        let answer = answer.as_ref().map(|answer| (answer.claim.clone(), (answer.remember)(&outcome)));
        if answer.is_none() && matches!(change, StoreChange::Nothing) {
            return Ok(outcome);
        }
        match store.commit(Commit { change, answer, audit }).await? {
            Committed::Done => return Ok(outcome),
            // Somebody else was first, or it is gone: look again.
            Committed::Conflict | Committed::Missing => {}
            Committed::NotEnabled => return Ok(Err(Refusal::NotEnabled)),
        }
    }
    Err(StoreError::Unavailable)
}

/// What an operator sees of a new partner, this once.
#[derive(Clone, Debug)]
pub struct CreatedPartner {
    /// The partner.
    pub partner: Partner,
    /// Its password. Kept only as a hash.
    pub password: Secret,
    /// The secret that signs its requests.
    pub shared_secret: Secret,
}

/// Creates a partner with a random password and a random signing secret.
///
/// # Errors
/// When the store fails; a taken username is the inner result.
pub async fn create_partner<S: Store>(
    store: &S,
    trace_id: &str,
    new: NewPartner,
) -> Result<Result<CreatedPartner, Refusal>, StoreError> {
    let (password, shared_secret) = (generate_secret()?, generate_secret()?);
    let password_hash = PasswordHash::of(password.clone()).await?;
    let partner = Partner {
        id: PartnerId::random(),
        username: new.username,
        signing_secrets: vec![shared_secret.clone()],
        update_customer_data_enabled: new.update_customer_data_enabled,
        ip_allow_list: new.ip_allow_list,
        created_at: store.now(),
    };
    let audit = partner_note(trace_id, "create_partner", partner.id, "created");
    let credentials = PartnerCredentials { partner: partner.clone(), password_hash };
    let change = StoreChange::InsertPartner(Box::new(credentials));
    match store.commit(Commit { change, answer: None, audit: Some(audit) }).await? {
        Committed::Done => Ok(Ok(CreatedPartner { partner, password, shared_secret })),
        Committed::Conflict => Ok(Err(Conflict::UsernameTaken.into())),
        Committed::Missing => Ok(Err(Refusal::NotFound)),
        Committed::NotEnabled => Err(StoreError::Unavailable),
    }
}

fn partner_note(trace_id: &str, operation: &'static str, partner: PartnerId, changed: &'static str) -> AuditNote {
    AuditNote {
        actor: Actor::Operator,
        trace_id: trace_id.to_owned(),
        operation,
        partner,
        customer: None,
        changed: vec![changed],
        reason: None,
        before: None,
        after: None,
    }
}

/// All partners, oldest first.
///
/// # Errors
/// When the store fails.
pub async fn list_partners<S: Store>(store: &S) -> Result<Vec<Partner>, StoreError> {
    store.partners().await
}

/// Enables "Update Customer Data" for a partner. Enabling it twice changes nothing more.
///
/// # Errors
/// When the store fails; an unknown partner is the inner result.
pub async fn enable_update_customer_data<S: Store>(
    store: &S,
    trace_id: &str,
    partner: PartnerId,
) -> Result<Result<(), Refusal>, StoreError> {
    set_update_customer_data(store, trace_id, partner, "enable_update_customer_data", true).await
}

/// Disables "Update Customer Data" for a partner, from the next request on.
///
/// # Errors
/// When the store fails; an unknown partner is the inner result.
pub async fn disable_update_customer_data<S: Store>(
    store: &S,
    trace_id: &str,
    partner: PartnerId,
) -> Result<Result<(), Refusal>, StoreError> {
    set_update_customer_data(store, trace_id, partner, "disable_update_customer_data", false).await
}

async fn set_update_customer_data<S: Store>(
    store: &S,
    trace_id: &str,
    partner: PartnerId,
    operation: &'static str,
    enabled: bool,
) -> Result<Result<(), Refusal>, StoreError> {
    let audit = partner_note(trace_id, operation, partner, "update_customer_data_enabled");
    let change = StoreChange::EnableUpdateCustomerData { partner, enabled };
    match store.commit(Commit { change, answer: None, audit: Some(audit) }).await? {
        Committed::Done => Ok(Ok(())),
        Committed::Missing => Ok(Err(Refusal::NotFound)),
        Committed::Conflict | Committed::NotEnabled => Err(StoreError::Unavailable),
    }
}

/// Creates a customer of either kind: PENDING, without pockets.
///
/// # Errors
/// When the store fails; refusals (an unknown partner is not found) are the inner result.
pub async fn create_customer<S: Store>(store: &S, trace_id: &str, new: NewCustomer) -> Result<Outcome, StoreError> {
    let customer = match new.create(CustomerId::random(), store.now().date_naive()) {
        Ok(customer) => customer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let audit = AuditNote::about(Actor::Operator, trace_id, "create_customer", None, &customer, store.key_ring());
    let change = StoreChange::InsertCustomer(Box::new(customer.clone()));
    match store.commit(Commit { change, answer: None, audit: Some(audit) }).await? {
        Committed::Done => Ok(Ok(customer)),
        Committed::Missing => Ok(Err(Refusal::NotFound)),
        Committed::Conflict | Committed::NotEnabled => Err(StoreError::Unavailable),
    }
}

/// Any partner's customer, with its pockets: for operators.
///
/// # Errors
/// When the store fails; an unknown customer is the inner result.
pub async fn inspect_customer<S: Store>(store: &S, id: CustomerId) -> Result<Outcome, StoreError> {
    Ok(store.customer(id).await?.map(|loaded| loaded.value).ok_or(Refusal::NotFound))
}

/// Opens an empty pocket; the first makes a PENDING customer OPEN.
///
/// # Errors
/// When the store fails; refusals are the inner result.
pub async fn open_pocket<S: Store>(
    store: &S,
    trace_id: &str,
    id: CustomerId,
) -> Result<Result<(PocketId, Customer), Refusal>, StoreError> {
    let pocket = PocketId::random();
    let outcome = operator_change(store, trace_id, "open_pocket", id, |customer| customer.open_pocket(pocket)).await?;
    Ok(outcome.map(|customer| (pocket, customer)))
}

/// Sets what is in a pocket.
///
/// # Errors
/// When the store fails; refusals are the inner result.
pub async fn set_pocket_balance<S: Store>(
    store: &S,
    trace_id: &str,
    id: CustomerId,
    pocket: PocketId,
    balance: Usd,
) -> Result<Outcome, StoreError> {
    let rule = |customer: Customer| customer.set_pocket_balance(pocket, balance);
    operator_change(store, trace_id, "set_pocket_balance", id, rule).await
}

/// Freezes a customer; repeating it changes nothing more.
///
/// # Errors
/// When the store fails; refusals are the inner result.
pub async fn freeze_customer<S: Store>(store: &S, trace_id: &str, id: CustomerId) -> Result<Outcome, StoreError> {
    operator_change(store, trace_id, "freeze_customer", id, Customer::freeze).await
}

/// Undoes freezing; repeating it changes nothing more.
///
/// # Errors
/// When the store fails; refusals are the inner result.
pub async fn unfreeze_customer<S: Store>(store: &S, trace_id: &str, id: CustomerId) -> Result<Outcome, StoreError> {
    operator_change(store, trace_id, "unfreeze_customer", id, Customer::unfreeze).await
}

async fn operator_change<S: Store>(
    store: &S,
    trace_id: &str,
    name: &'static str,
    id: CustomerId,
    rule: impl Fn(Customer) -> Outcome + Send + Sync,
) -> Result<Outcome, StoreError> {
    change_customer(store, Operation { actor: Actor::Operator, trace_id, name }, id, None, rule).await
}

/// A customer's audit trail, oldest first.
///
/// # Errors
/// When the store fails; an unknown customer is the inner result.
pub async fn list_audit_entries<S: Store>(
    store: &S,
    id: CustomerId,
    page: AuditPage,
) -> Result<Result<Vec<AuditEntry>, Refusal>, StoreError> {
    if store.customer(id).await?.is_none() {
        return Ok(Err(Refusal::NotFound));
    }
    Ok(Ok(store.audit_entries(id, page).await?))
}
