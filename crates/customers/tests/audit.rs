//! Claims about the audit trail: each entry follows from the one before it, and nothing in it can be altered unseen.

use chrono::{DateTime, TimeDelta, Utc};
use customers::*;

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_323_045, 0).expect("an instant")
}

fn note(operation: &'static str) -> AuditNote {
    AuditNote {
        actor: Actor::Operator,
        trace_id: "11111111-1111-4111-8111-111111111111".into(),
        operation,
        partner: PartnerId(uuid::Uuid::from_u128(1)),
        customer: Some(CustomerId(uuid::Uuid::from_u128(2))),
        changed: vec!["email", "address"],
        reason: None,
        before: None,
        after: None,
    }
}

/// Three entries that follow one another.
fn trail() -> [AuditEntry; 3] {
    let first = AuditEntry::chained(note("create_customer"), at(), None);
    let second = AuditEntry::chained(note("update_customer_data"), at(), Some((first.sequence, first.hash)));
    let third = AuditEntry::chained(note("freeze_customer"), at(), Some((second.sequence, second.hash)));
    [first, second, third]
}

fn end_of(entry: &AuditEntry) -> Option<(u64, AuditHash)> {
    Some((entry.sequence, entry.hash))
}

#[test]
fn entries_are_numbered_from_1_and_follow_one_another() {
    let [first, second, third] = trail();
    assert_eq!([first.sequence, second.sequence, third.sequence], [1, 2, 3]);
    assert_eq!(first.previous_hash, [0; 32]);
    assert_eq!((second.previous_hash, third.previous_hash), (first.hash, second.hash));
    assert_eq!(first.verify_after(None), Ok(()));
    assert_eq!(second.verify_after(end_of(&first)), Ok(()));
    assert_eq!(third.verify_after(end_of(&second)), Ok(()));
}

#[test]
fn an_entry_that_was_left_out_or_moved_is_seen() {
    let [first, second, third] = trail();
    assert_eq!(third.verify_after(end_of(&first)), Err(AuditFault::Unchained { sequence: 3 }));
    assert_eq!(second.verify_after(None), Err(AuditFault::Unchained { sequence: 2 }));
    // The right place and another entry before it; the right entry before it and another place.
    assert_eq!(second.verify_after(Some((1, [7; 32]))), Err(AuditFault::Unchained { sequence: 2 }));
    assert_eq!(second.verify_after(Some((2, first.hash))), Err(AuditFault::Unchained { sequence: 2 }));
}

#[test]
fn no_field_can_be_altered_unseen() {
    let [first, ..] = trail();
    let digest = |byte| Some(Digest { key_id: "k1".parse().expect("a key id"), hmac: [byte; 32] });
    let changes: Vec<fn(&mut AuditEntry)> = vec![
        |entry| entry.at += TimeDelta::milliseconds(1),
        |entry| entry.actor = Actor::Partner(entry.partner),
        |entry| entry.trace_id.push('1'),
        |entry| entry.operation.push('s'),
        |entry| entry.partner = PartnerId(uuid::Uuid::from_u128(9)),
        |entry| entry.customer = None,
        |entry| entry.customer = Some(CustomerId(uuid::Uuid::from_u128(9))),
        |entry| drop(entry.changed.pop()),
        |entry| entry.reason = Some("INACTIVITY".into()),
        |entry| entry.hash[31] ^= 1,
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut altered = first.clone();
        change(&mut altered);
        assert_eq!(altered.verify_after(None), Err(AuditFault::Altered { sequence: 1 }), "change {index}");
    }
    let mut hashes = vec![first.computed_hash()];
    for (before, after) in [(None, digest(1)), (digest(1), None), (digest(2), None), (digest(1), digest(1))] {
        hashes.push(AuditEntry { before, after, ..first.clone() }.computed_hash());
    }
    let different: std::collections::BTreeSet<_> = hashes.iter().collect();
    assert_eq!(different.len(), hashes.len(), "each state of the digests has a hash of its own");
}
