//! Owns what an idempotency key means: per partner, for one hour, one request runs once.

use std::{
    any::Any,
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard},
};

use uuid::Uuid;

use crate::{PartnerId, redacted};

/// SHA-256 over method, path and body: tells the same request from another one.
pub type Fingerprint = [u8; 32];

/// The answer to a request as the caller wrote it, to be given again. Opaque here; holds personal data, so a store
/// seals it.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedAnswer(pub Vec<u8>);
redacted!(SavedAnswer);

/// What a key means for the request that carries it.
#[derive(Debug)]
pub enum Begin {
    /// The key is new: run, and hand the claim to the operation, which saves the answer under it.
    Run(Claim),
    /// This request ran already: give the same answer again.
    Replay(SavedAnswer),
    /// The key belongs to a different request.
    Reused,
    /// The first request with this key has not been answered yet.
    InFlight,
}

/// The right to run the request of one key. When the last clone is dropped the key is free again, unless an answer was
/// saved under it.
#[derive(Clone)]
pub struct Claim {
    /// Whose key it is.
    pub partner: PartnerId,
    /// The key.
    pub key: Uuid,
    /// The request.
    pub fingerprint: Fingerprint,
    _held: Arc<dyn Any + Send + Sync>,
}

impl Claim {
    /// A claim that lasts as long as `held` lives: the store's own lock on the key.
    pub fn new(partner: PartnerId, key: Uuid, fingerprint: Fingerprint, held: impl Any + Send + Sync) -> Self {
        Self { partner, key, fingerprint, _held: Arc::new(held) }
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").field("partner", &self.partner).field("key", &self.key).finish_non_exhaustive()
    }
}

type Running = HashMap<(PartnerId, Uuid), Fingerprint>;

/// The keys whose requests are running in this process: for a store that only one process uses.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<Running>>);

struct Slot {
    of: InFlight,
    id: (PartnerId, Uuid),
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.of.running().remove(&self.id);
    }
}

impl InFlight {
    /// Takes the key for one request.
    ///
    /// # Errors
    /// [`Begin::InFlight`] when this request is running, [`Begin::Reused`] when another one is.
    pub fn claim(&self, partner: PartnerId, key: Uuid, fingerprint: Fingerprint) -> Result<Claim, Begin> {
        let id = (partner, key);
        let mut running = self.running();
        match running.get(&id) {
            Some(other) if *other == fingerprint => return Err(Begin::InFlight),
            Some(_) => return Err(Begin::Reused),
            None => running.insert(id, fingerprint),
        };
        drop(running);
        Ok(Claim::new(partner, key, fingerprint, Slot { of: self.clone(), id }))
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        // The map is sound even if a thread panicked while holding it: each change is one call.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_until_the_last_clone_of_its_claim_is_dropped() {
        let registry = InFlight::default();
        let (partner, key) = (PartnerId::random(), Uuid::new_v4());
        let claim = registry.claim(partner, key, [1; 32]).expect("free");
        let clone = claim.clone();
        assert!(matches!(registry.claim(partner, key, [1; 32]), Err(Begin::InFlight)));
        assert!(matches!(registry.claim(partner, key, [2; 32]), Err(Begin::Reused)));
        drop(claim);
        assert!(matches!(registry.claim(partner, key, [1; 32]), Err(Begin::InFlight)));
        drop(clone);
        assert!(registry.claim(partner, key, [2; 32]).is_ok());
    }

    #[test]
    fn two_partners_may_use_the_same_key() {
        let registry = InFlight::default();
        let key = Uuid::new_v4();
        let _one = registry.claim(PartnerId::random(), key, [1; 32]).expect("free");
        assert!(registry.claim(PartnerId::random(), key, [1; 32]).is_ok());
    }
}
