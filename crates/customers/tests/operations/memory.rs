//! Owns a store that keeps everything in memory: what the operations are tested over, without a disk.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use chrono::{DateTime, TimeDelta, Utc};
use customers::{testing::World, *};
use uuid::Uuid;

/// All that is kept. Tests look into it, and change it as a competitor would.
#[derive(Debug, Default)]
pub struct Kept {
    /// Oldest first.
    pub partners: Vec<PartnerCredentials>,
    pub tokens: HashMap<TokenHash, (PartnerId, DateTime<Utc>)>,
    pub customers: HashMap<CustomerId, Versioned<Customer>>,
    pub answers: HashMap<(PartnerId, Uuid), Saved>,
    /// Of everybody, in the order of the chain.
    pub audit: Vec<AuditEntry>,
}

/// An answer under its key.
#[derive(Clone, Debug)]
pub struct Saved {
    pub fingerprint: Fingerprint,
    pub answer: SavedAnswer,
    pub expires: DateTime<Utc>,
}

/// Called before each commit: may change what is kept, and may answer in the commit's place.
type Meddler = Box<dyn FnMut(&mut Kept) -> Option<Result<Committed, StoreError>> + Send>;

pub struct MemoryStore {
    clock: Arc<ManualClock>,
    ring: KeyRing,
    in_flight: InFlight,
    kept: Mutex<Kept>,
    meddler: Mutex<Option<Meddler>>,
}

/// An empty store. Its clock stands between two seconds, as clocks do.
pub async fn fresh() -> World<MemoryStore> {
    let clock = Arc::new(ManualClock::default());
    let ring = KeyRing::new([("k1".parse().expect("an id"), [7; 32])]).expect("a ring");
    let store = MemoryStore {
        clock: Arc::clone(&clock),
        ring,
        in_flight: InFlight::default(),
        kept: Mutex::default(),
        meddler: Mutex::new(None),
    };
    World { store: Arc::new(store), clock, keep: Box::new(()) }
}

impl MemoryStore {
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().expect("nobody panicked over it")
    }

    pub fn before_each_commit(
        &self,
        meddler: impl FnMut(&mut Kept) -> Option<Result<Committed, StoreError>> + Send + 'static,
    ) {
        *self.meddler.lock().expect("nobody panicked over it") = Some(Box::new(meddler));
    }
}

impl Kept {
    /// As somebody else would between an operation's reading and its commit.
    pub fn replace(&mut self, id: CustomerId, rule: impl FnOnce(Customer) -> Result<Customer, Refusal>) {
        let present = self.customers.get_mut(&id).expect("a customer");
        present.value = rule(present.value.clone()).expect("a sound change");
        present.version += 1;
    }

    fn knows(&self, partner: PartnerId) -> bool {
        self.partners.iter().any(|known| known.partner.id == partner)
    }

    fn may_update_customers(&self, partner: PartnerId) -> bool {
        let known = self.partners.iter().find(|known| known.partner.id == partner);
        known.is_some_and(|known| known.partner.update_customer_data_enabled)
    }

    /// Whether the change can be made as things are.
    fn judge(&self, change: &StoreChange) -> Committed {
        match change {
            StoreChange::Nothing => Committed::Done,
            StoreChange::InsertPartner(new) => {
                let taken = self.partners.iter().any(|known| known.partner.username == new.partner.username);
                if taken { Committed::Conflict } else { Committed::Done }
            }
            StoreChange::EnableUpdateCustomerData { partner, .. } | StoreChange::InsertToken { partner, .. } => {
                if self.knows(*partner) { Committed::Done } else { Committed::Missing }
            }
            StoreChange::InsertCustomer(new) => {
                if self.knows(new.partner) {
                    Committed::Done
                } else {
                    Committed::Missing
                }
            }
            StoreChange::ReplaceCustomer { after, expected, .. } => match self.customers.get(&after.id) {
                Some(present) if present.version == *expected => Committed::Done,
                Some(_) => Committed::Conflict,
                None => Committed::Missing,
            },
        }
    }

    fn make(&mut self, change: StoreChange) {
        match change {
            StoreChange::Nothing => {}
            StoreChange::InsertPartner(new) => self.partners.push(*new),
            StoreChange::EnableUpdateCustomerData { partner, enabled } => {
                for known in self.partners.iter_mut().filter(|known| known.partner.id == partner) {
                    known.partner.update_customer_data_enabled = enabled;
                }
            }
            StoreChange::InsertToken { token, partner, expires } => {
                self.tokens.insert(token, (partner, expires));
            }
            StoreChange::InsertCustomer(new) => {
                self.customers.insert(new.id, Versioned { value: *new, version: 1 });
            }
            StoreChange::ReplaceCustomer { after, expected, .. } => {
                self.customers.insert(after.id, Versioned { value: *after, version: expected + 1 });
            }
        }
    }
}

impl Store for MemoryStore {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn key_ring(&self) -> &KeyRing {
        &self.ring
    }

    async fn partner_by_username(&self, username: &str) -> Result<Option<PartnerCredentials>, StoreError> {
        Ok(self.kept().partners.iter().find(|known| known.partner.username == username).cloned())
    }

    async fn session(&self, token: TokenHash) -> Result<Option<Session>, StoreError> {
        let kept = self.kept();
        Ok(kept.tokens.get(&token).and_then(|(partner, expires)| {
            let known = kept.partners.iter().find(|known| known.partner.id == *partner)?;
            Some(Session { partner: Arc::new(known.partner.clone()), expires: *expires })
        }))
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        Ok(self.kept().partners.iter().map(|known| known.partner.clone()).collect())
    }

    async fn customer(&self, id: CustomerId) -> Result<Option<Versioned<Customer>>, StoreError> {
        Ok(self.kept().customers.get(&id).cloned())
    }

    async fn audit_entries(&self, customer: CustomerId, page: AuditPage) -> Result<Vec<AuditEntry>, StoreError> {
        let kept = self.kept();
        let asked = kept.audit.iter().filter(|entry| entry.customer == Some(customer));
        let asked = asked.filter(|entry| entry.sequence > page.after_sequence);
        Ok(asked.take(page.limit as usize).cloned().collect())
    }

    async fn begin(&self, partner: PartnerId, key: Uuid, fingerprint: Fingerprint) -> Result<Begin, StoreError> {
        // The claim first: whoever held it before has committed by the time it is free.
        let claim = self.in_flight.claim(partner, key, fingerprint);
        let saved = self.kept().answers.get(&(partner, key)).filter(|saved| self.now() < saved.expires).cloned();
        Ok(match (saved, claim) {
            (Some(saved), _) if saved.fingerprint == fingerprint => Begin::Replay(saved.answer),
            (Some(_), _) => Begin::Reused,
            (None, Ok(claim)) => Begin::Run(claim),
            (None, Err(taken)) => taken,
        })
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let now = self.now();
        let mut kept = self.kept();
        let mut meddler = self.meddler.lock().expect("nobody panicked over it");
        if let Some(answered) = meddler.as_mut().and_then(|meddle| meddle(&mut kept)) {
            return answered;
        }
        if let Some((claim, _)) = &commit.answer
            && !kept.may_update_customers(claim.partner)
        {
            return Ok(Committed::NotEnabled);
        }
        let judged = kept.judge(&commit.change);
        if judged != Committed::Done {
            return Ok(judged);
        }
        // The claim lives to the end of this function: the key is in flight until its answer is there.
        let Commit { change, answer, audit } = commit;
        if let Some((claim, answer)) = &answer {
            let id = (claim.partner, claim.key);
            if kept.answers.get(&id).is_some_and(|saved| now < saved.expires) {
                return Ok(Committed::Conflict);
            }
            let expires = now + TimeDelta::seconds(IDEMPOTENCY_RETENTION_S);
            let saved = Saved { fingerprint: claim.fingerprint, answer: answer.clone(), expires };
            kept.answers.insert(id, saved);
        }
        kept.make(change);
        if let Some(note) = audit {
            let previous = kept.audit.last().map(|entry| (entry.sequence, entry.hash));
            kept.audit.push(AuditEntry::chained(note, now, previous));
        }
        Ok(Committed::Done)
    }

    async fn sweep(&self) -> Result<u64, StoreError> {
        let now = self.now();
        let mut kept = self.kept();
        let before = kept.answers.len() + kept.tokens.len();
        kept.answers.retain(|_, saved| now < saved.expires);
        kept.tokens.retain(|_, (_, expires)| now < *expires);
        Ok((before - kept.answers.len() - kept.tokens.len()) as u64)
    }
}
