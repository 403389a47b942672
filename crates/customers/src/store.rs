//! Owns what the operations need from a store: a few reads, and one commit that is all or nothing.

use std::{error::Error, future::Future};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    AuditEntry, AuditNote, AuditPage, Begin, Claim, Customer, CustomerId, Fingerprint, KeyRing, Partner,
    PartnerCredentials, PartnerId, SavedAnswer, Session, TokenHash,
};

/// A customer as loaded, and the version that a replacement must name.
#[derive(Clone, Debug)]
pub struct Versioned<T> {
    /// What was loaded.
    pub value: T,
    /// Grows by one with each replacement.
    pub version: u64,
}

/// Everything that becomes durable together, or not at all.
#[derive(Debug)]
pub struct Commit {
    /// The change itself.
    pub change: StoreChange,
    /// The answer of "Update Customer Data" to save, and the claim on the key to save it under. The store holds the claim
    /// until it is done. [`Committed::NotEnabled`] when the endpoint is off for the claim's partner by now.
    pub answer: Option<(Claim, SavedAnswer)>,
    /// The entry for the audit trail; a refusal has none.
    pub audit: Option<AuditNote>,
}

/// What a commit changes.
#[derive(Debug)]
pub enum StoreChange {
    /// Nothing: only the answer is saved.
    Nothing,
    /// A new partner. [`Committed::Conflict`] when the username is taken.
    InsertPartner(Box<PartnerCredentials>),
    /// "Update Customer Data" on or off. [`Committed::Missing`] when there is no such partner.
    EnableUpdateCustomerData {
        /// Which partner.
        partner: PartnerId,
        /// On or off.
        enabled: bool,
    },
    /// A new token.
    InsertToken {
        /// The token's hash.
        token: TokenHash,
        /// Whose it is.
        partner: PartnerId,
        /// The first instant at which it is no longer good.
        expires: DateTime<Utc>,
    },
    /// A new customer. [`Committed::Missing`] when there is no such partner.
    InsertCustomer(Box<Customer>),
    /// The customer and its pockets, if nobody replaced version `expected` meanwhile.
    /// [`Committed::Conflict`] when somebody did, [`Committed::Missing`] when there is no such customer.
    ReplaceCustomer {
        /// As it was loaded: a store may write only what differs.
        before: Box<Customer>,
        /// As it shall be.
        after: Box<Customer>,
        /// The version that was loaded.
        expected: u64,
    },
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// All of it is durable.
    Done,
    /// Nothing was written: somebody else was first (another version, the username, an answer under the same key).
    Conflict,
    /// Nothing was written: what should change does not exist.
    Missing,
    /// Nothing was written: the partner may not update customers any more.
    NotEnabled,
}

/// The store is broken or busy; anything that can be expected is no error but an outcome.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too much to do, or stopping: try again later.
    #[error("the store is overloaded or stopping")]
    Unavailable,
    /// Something failed that should not. For the log, never for the caller.
    #[error("{doing}")]
    Broken {
        /// What was being done.
        doing: &'static str,
        /// What failed.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl StoreError {
    /// Something failed that should not.
    pub fn broken(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken { doing, source: source.into() }
    }
}

/// Keeps partners, customers, answers and the audit trail.
///
/// Every method is one atomic step. A commit that was answered is durable; one whose caller went away still happens as
/// a whole or not at all.
pub trait Store: Send + Sync + 'static {
    /// Now, by the store's clock.
    fn now(&self) -> DateTime<Utc>;

    /// The keys that seal what the store keeps.
    fn key_ring(&self) -> &KeyRing;

    /// The partner with this username, and its password hash.
    fn partner_by_username(
        &self,
        username: &str,
    ) -> impl Future<Output = Result<Option<PartnerCredentials>, StoreError>> + Send;

    /// The session of this token, expired ones included (until they are swept).
    fn session(&self, token: TokenHash) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;

    /// All partners, oldest first.
    fn partners(&self) -> impl Future<Output = Result<Vec<Partner>, StoreError>> + Send;

    /// The customer with its pockets.
    fn customer(&self, id: CustomerId) -> impl Future<Output = Result<Option<Versioned<Customer>>, StoreError>> + Send;

    /// A customer's audit trail, oldest first.
    fn audit_entries(
        &self,
        customer: CustomerId,
        page: AuditPage,
    ) -> impl Future<Output = Result<Vec<AuditEntry>, StoreError>> + Send;

    /// What this key means for this request, now.
    fn begin(
        &self,
        partner: PartnerId,
        key: Uuid,
        fingerprint: Fingerprint,
    ) -> impl Future<Output = Result<Begin, StoreError>> + Send;

    /// Makes all of it durable, or none.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<Committed, StoreError>> + Send;

    /// Erases answers and tokens whose hour is over; says how many. To be called every minute or so.
    fn sweep(&self) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
