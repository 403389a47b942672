//! Owns what a partner's customers are and what may happen to them: the kinds of customers, their pockets and
//! balances, trusted contacts, closing, partners and their tokens, idempotency and the audit trail.
//!
//! Never sees HTTP, SQL or JSON. A rule is a pure function ([`Customer::apply`]); an operation
//! ([`update_customer_data`], [`log_in`], ...) loads, applies the rule and asks a [`Store`] for **one** commit that
//! carries the change, the saved answer and the audit entry together.
//!
//! Personal data: every type that holds some has a [`std::fmt::Debug`] that prints its name only, and no refusal's
//! message repeats the value that it refuses.

mod audit;
mod clock;
mod customer;
mod idempotency;
mod ids;
mod meaning;
mod money;
mod operations;
mod partner;
mod refusal;
mod sealing;
mod secrets;
mod store;
#[cfg(feature = "testing")]
pub mod testing;

pub use audit::{Actor, AuditEntry, AuditFault, AuditHash, AuditNote, AuditPage, Digest};
pub use clock::{Clock, ManualClock, SystemClock};
pub use customer::{
    AccountStatus, Address, AddressInput, Business, BusinessIdentification, BusinessIdentificationType, Change,
    CloseCustomerAccount, ClosureReason, ContactUpdate, Customer, CustomerUpdate, Identification, IdentificationInput,
    Individual, IndividualIdentification, IndividualIdentificationType, NewBusiness, NewCustomer, NewIndividual,
    NewKind, PersonName, Pocket, PocketState, Profile, TrustedContact, TrustedContactUpdate,
};
pub use idempotency::{Begin, Claim, Fingerprint, InFlight, SavedAnswer};
pub use ids::{CustomerId, PartnerId, PocketId};
pub use meaning::{Country, Email, PhoneNumber, is_us_state, postal_code_fits};
pub use money::Usd;
pub use operations::{
    CreatedPartner, LogInRefusal, LoggedIn, Outcome, authenticate, create_customer, create_partner,
    disable_update_customer_data, enable_update_customer_data, freeze_customer, get_customer, inspect_customer,
    list_audit_entries, list_partners, log_in, open_pocket, set_pocket_balance, unfreeze_customer,
    update_customer_data,
};
pub use partner::{IpRange, IpRangeError, NewPartner, Partner, PartnerCredentials, Session};
pub use refusal::{Conflict, Refusal, Violation};
pub use sealing::{KeyId, KeyRing, KeyRingError, Sealed, SealingError};
pub use secrets::{IDEMPOTENCY_RETENTION_S, PasswordHash, Secret, TOKEN_LIFETIME_S, TokenHash, generate_secret};
pub use store::{Commit, Committed, Store, StoreChange, StoreError, Versioned};

/// `Debug` that prints the type's name and nothing of its contents: personal data must not reach a log.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}
pub(crate) use redacted;
