//! Owns the audit trail: who changed what, when and why. Each entry's hash covers the entry before it, so that nothing
//! can be altered, removed from the middle or slipped in without breaking the chain.
//!
//! An entry holds no personal data: the states before and after are keyed digests, which nobody can guess at without
//! the key ring.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::{Customer, CustomerId, KeyId, KeyRing, PartnerId};

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A partner, through its API.
    Partner(PartnerId),
    /// An operator, through theirs.
    Operator,
}

/// SHA-256 of an entry and, through it, of all entries before.
pub type AuditHash = [u8; 32];

/// A keyed digest of a customer's whole state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Which key of the ring it was made with.
    pub key_id: KeyId,
    /// HMAC-SHA256. Equal states under one key have equal digests.
    pub hmac: [u8; 32],
}

/// What an operation hands to the store, to be written in the same transaction as the change.
#[derive(Clone, Debug)]
pub struct AuditNote {
    /// Who acted.
    pub actor: Actor,
    /// The request's trace id.
    pub trace_id: String,
    /// The operation's name.
    pub operation: &'static str,
    /// Whose customer, or which partner.
    pub partner: PartnerId,
    /// Which customer, where it is about one.
    pub customer: Option<CustomerId>,
    /// The names of what changed.
    pub changed: Vec<&'static str>,
    /// The closure reason, where there is one. Never free text.
    pub reason: Option<&'static str>,
    /// The customer before; `None` where there was none.
    pub before: Option<Digest>,
    /// The customer after; `None` where it is not about one.
    pub after: Option<Digest>,
}

impl AuditNote {
    /// A note about a customer's change; what changed, why, and the digests are taken from the two states.
    pub(crate) fn about(
        actor: Actor,
        trace_id: &str,
        operation: &'static str,
        before: Option<&Customer>,
        after: &Customer,
        ring: &KeyRing,
    ) -> Self {
        let digest = |customer: &Customer| {
            let (key_id, hmac) = ring.digest(&customer.canonical());
            Digest { key_id, hmac }
        };
        let newly_closed = before.is_some_and(|before| before.closure.is_none());
        Self {
            actor,
            trace_id: trace_id.to_owned(),
            operation,
            partner: after.partner,
            customer: Some(after.id),
            changed: match before {
                Some(before) => before.differences(after),
                None => vec!["created"],
            },
            reason: after.closure.as_ref().filter(|_| newly_closed).map(|closure| closure.closure_reason.as_str()),
            before: before.map(digest),
            after: Some(digest(after)),
        }
    }
}

/// One entry of the trail, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place in the chain: 1, 2, 3, ... without gaps.
    pub sequence: u64,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
    /// Who acted.
    pub actor: Actor,
    /// The request's trace id.
    pub trace_id: String,
    /// The operation's name.
    pub operation: String,
    /// Whose customer, or which partner.
    pub partner: PartnerId,
    /// Which customer, where it is about one.
    pub customer: Option<CustomerId>,
    /// The names of what changed.
    pub changed: Vec<String>,
    /// The closure reason, where there is one.
    pub reason: Option<String>,
    /// The customer before.
    pub before: Option<Digest>,
    /// The customer after.
    pub after: Option<Digest>,
    /// The hash of the entry before; zeros for the first.
    pub previous_hash: AuditHash,
    /// The hash of this entry.
    pub hash: AuditHash,
}

/// Which part of a trail to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// Entries after this sequence number; 0 from the start.
    pub after_sequence: u64,
    /// At most this many.
    pub limit: u32,
}

/// Where and how the chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// An entry's hash does not cover what the entry says now.
    #[error("audit entry {sequence} was altered")]
    Altered {
        /// Which entry.
        sequence: u64,
    },
    /// An entry does not follow from the one before it.
    #[error("audit entry {sequence} does not follow the one before it")]
    Unchained {
        /// Which entry.
        sequence: u64,
    },
    /// The last entries are gone.
    #[error("the audit trail ends at {last} but {written} entries were written")]
    Truncated {
        /// The last entry there is.
        last: u64,
        /// How many there were.
        written: u64,
    },
}

impl AuditEntry {
    /// Chains a note to the entry before it.
    pub fn chained(note: AuditNote, at: DateTime<Utc>, previous: Option<(u64, AuditHash)>) -> Self {
        let (last, previous_hash) = previous.unwrap_or((0, [0; 32]));
        let mut entry = Self {
            sequence: last + 1,
            at,
            actor: note.actor,
            trace_id: note.trace_id,
            operation: note.operation.to_owned(),
            partner: note.partner,
            customer: note.customer,
            changed: note.changed.into_iter().map(str::to_owned).collect(),
            reason: note.reason.map(str::to_owned),
            before: note.before,
            after: note.after,
            previous_hash,
            hash: [0; 32],
        };
        entry.hash = entry.computed_hash();
        entry
    }

    /// What the hash should be: SHA-256 over every other field, each with its length before it.
    pub fn computed_hash(&self) -> AuditHash {
        let mut fields = Fields::default();
        fields.put(b"countersign audit 1");
        fields.put(&self.previous_hash);
        fields.put(&self.sequence.to_be_bytes());
        fields.put(&self.at.timestamp_millis().to_be_bytes());
        match self.actor {
            Actor::Operator => fields.put(b"operator"),
            Actor::Partner(id) => fields.put(id.0.as_bytes()),
        }
        fields.put(self.trace_id.as_bytes());
        fields.put(self.operation.as_bytes());
        fields.put(self.partner.0.as_bytes());
        fields.put_optional(self.customer.as_ref().map(|id| id.0.as_bytes().as_slice()));
        fields.put(self.changed.join(",").as_bytes());
        fields.put_optional(self.reason.as_deref().map(str::as_bytes));
        for digest in [&self.before, &self.after] {
            fields.put_optional(digest.as_ref().map(|digest| digest.key_id.as_str().as_bytes()));
            fields.put_optional(digest.as_ref().map(|digest| digest.hmac.as_slice()));
        }
        Sha256::digest(fields.into_bytes()).into()
    }

    /// Checks that this entry is whole and follows `previous` (sequence and hash of the one before; `None` at the start).
    ///
    /// # Errors
    /// The fault, where there is one.
    pub fn verify_after(&self, previous: Option<(u64, AuditHash)>) -> Result<(), AuditFault> {
        let sequence = self.sequence;
        let (last, hash) = previous.unwrap_or((0, [0; 32]));
        if sequence != last + 1 || self.previous_hash != hash {
            Err(AuditFault::Unchained { sequence })
        } else if self.hash != self.computed_hash() {
            Err(AuditFault::Altered { sequence })
        } else {
            Ok(())
        }
    }
}

/// Fields one after another, each with its length, so that no two lists of fields have the same bytes.
#[derive(Default)]
pub(crate) struct Fields(Vec<u8>);

impl Fields {
    pub(crate) fn put(&mut self, field: &[u8]) {
        self.0.push(1);
        self.0.extend_from_slice(&(field.len() as u64).to_be_bytes());
        self.0.extend_from_slice(field);
    }

    pub(crate) fn put_optional(&mut self, field: Option<&[u8]>) {
        match field {
            Some(field) => self.put(field),
            None => self.0.push(0),
        }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::tests::business;
    use crate::{CloseCustomerAccount, ClosureReason};

    fn customer() -> Customer {
        Customer { closure: None, ..business() }
    }

    fn ring(fill: u8) -> KeyRing {
        KeyRing::new([("k".parse().expect("an id"), [fill; 32])]).expect("a ring")
    }

    #[test]
    fn the_reason_is_told_by_the_change_that_closed_and_by_none_after_it() {
        let open = customer();
        let closed = Customer {
            closure: Some(CloseCustomerAccount {
                closure_reason: ClosureReason::Inactivity,
                closure_description: Some("never told".into()),
            }),
            ..open.clone()
        };
        let reason = |before, after| AuditNote::about(Actor::Operator, "t", "test", before, after, &ring(1)).reason;
        assert_eq!(reason(Some(&open), &closed), Some("INACTIVITY"));
        assert_eq!(reason(Some(&closed), &closed), None);
        assert_eq!(reason(Some(&open), &open), None);
        assert_eq!(reason(None, &closed), None, "nobody is closed by being created");
    }

    #[test]
    fn a_note_has_the_keyed_digests_of_both_states_and_whose_customer_it_is() {
        let before = customer();
        let after = Customer { frozen: true, ..before.clone() };
        let actor = Actor::Partner(PartnerId::random());
        let note = AuditNote::about(actor, "t-1", "test", Some(&before), &after, &ring(1));
        assert_eq!((note.actor, note.trace_id.as_str(), note.operation), (actor, "t-1", "test"));
        assert_eq!((note.partner, note.customer), (after.partner, Some(after.id)));
        assert_eq!(note.changed, ["account_status"]);
        let digest = |customer: &Customer, ring: KeyRing| {
            let (key_id, hmac) = ring.digest(&customer.canonical());
            Some(Digest { key_id, hmac })
        };
        assert_eq!((&note.before, &note.after), (&digest(&before, ring(1)), &digest(&after, ring(1))));
        assert_ne!(note.before, digest(&before, ring(2)), "who has not the key cannot make it");
        let created = AuditNote::about(actor, "t-1", "test", None, &after, &ring(1));
        assert_eq!((created.changed.as_slice(), created.before), (["created"].as_slice(), None));
        assert_eq!(created.after, note.after);
    }
}
