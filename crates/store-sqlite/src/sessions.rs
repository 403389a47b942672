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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use customers::{Partner, PartnerId};

    use super::*;

    fn until(expires: DateTime<Utc>) -> Session {
        let partner = Partner {
            id: PartnerId::random(),
            username: "acorn-savings".to_owned(),
            signing_secrets: Vec::new(),
            update_customer_data_enabled: true,
            ip_allow_list: None,
            created_at: expires,
        };
        Session { partner: partner.into(), expires }
    }

    fn token(n: usize) -> TokenHash {
        TokenHash::of(&n.to_string())
    }

    /// Looks for a session, and keeps this one where there is none.
    fn look_up(sessions: &Sessions, token: TokenHash, read: &Session) {
        if let Err(generation) = sessions.get(&token) {
            sessions.keep(token, read.clone(), generation);
        }
    }

    #[test]
    fn a_session_is_known_from_its_first_look_up_until_a_partner_changes() {
        let (sessions, session) = (Sessions::default(), until(DateTime::UNIX_EPOCH));
        for _ in 0..2 {
            assert!(sessions.get(&token(1)).is_err());
            look_up(&sessions, token(1), &session);
            assert_eq!(sessions.get(&token(1)).map(|found| found.partner.id), Ok(session.partner.id));
            assert!(sessions.get(&token(2)).is_err(), "nobody else's");
            sessions.forget_all();
        }
    }

    #[test]
    fn what_was_read_before_a_partner_changed_is_not_kept_after() {
        let (sessions, old) = (Sessions::default(), until(DateTime::UNIX_EPOCH));
        let Err(generation) = sessions.get(&token(1)) else { panic!("nothing is kept yet") };
        sessions.forget_all();
        sessions.keep(token(1), old, generation);
        assert!(sessions.get(&token(1)).is_err());
    }

    #[test]
    fn a_session_is_forgotten_at_the_instant_at_which_it_expires_and_a_longer_one_is_not() {
        let (sessions, now) = (Sessions::default(), DateTime::UNIX_EPOCH);
        for (n, expires) in [now - TimeDelta::milliseconds(1), now, now + TimeDelta::milliseconds(1)].iter().enumerate()
        {
            look_up(&sessions, token(n), &until(*expires));
        }
        sessions.forget_expired(now);
        assert_eq!([0, 1, 2].map(|n| sessions.get(&token(n)).is_ok()), [false, false, true]);
    }

    #[test]
    fn tokens_without_end_do_not_fill_the_memory() {
        let (sessions, session) = (Sessions::default(), until(DateTime::UNIX_EPOCH));
        for n in 0..MAX_SESSIONS {
            look_up(&sessions, token(n), &session);
        }
        assert_eq!(sessions.lock().sessions.len(), MAX_SESSIONS, "as many are kept");
        look_up(&sessions, token(MAX_SESSIONS), &session);
        assert!(sessions.lock().sessions.len() <= MAX_SESSIONS);
        assert!(sessions.get(&token(MAX_SESSIONS)).is_ok(), "the one in use is kept");
    }
}
