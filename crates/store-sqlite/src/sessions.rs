//! Owns the sessions that were looked up lately, so that a request does not read its partner from disk.
//!
//! Safe because one process alone uses the file: whatever changes a partner passes here.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use chrono::{DateTime, Utc};
use customers::{Session, TokenHash};

/// A few hundred bytes each.
const MAX_SESSIONS: usize = 10_000;

#[derive(Default)]
struct Kept {
    /// Grows whenever partners change: a session that was read before must not be kept after.
    generation: u64,
    sessions: HashMap<TokenHash, Session>,
}

/// See the module.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<Kept>);

impl Sessions {
    /// The session, or the generation to name when keeping what is read instead.
    pub(crate) fn get(&self, token: &TokenHash) -> Result<Session, u64> {
        let kept = self.lock();
        kept.sessions.get(token).cloned().ok_or(kept.generation)
    }

    pub(crate) fn keep(&self, token: TokenHash, session: Session, generation: u64) {
        let mut kept = self.lock();
        if kept.generation == generation {
            if kept.sessions.len() >= MAX_SESSIONS {
                // Rare, and they are only read again.
                kept.sessions.clear();
            }
            kept.sessions.insert(token, session);
        }
    }

    pub(crate) fn forget_all(&self) {
        let mut kept = self.lock();
        kept.generation += 1;
        kept.sessions.clear();
    }

    pub(crate) fn forget_expired(&self, now: DateTime<Utc>) {
        self.lock().sessions.retain(|_, session| now < session.expires);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
