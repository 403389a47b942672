//! Claims about a file that somebody changed behind the store's back: what is wrong is found, and nothing is made of it.

use std::error::Error;

use customers::testing::partner_with_secrets;

use super::*;

/// Takes away what keeps SQLite from changing the audit trail.
const UNGUARDED: &str = "DROP TRIGGER audit_is_never_updated; DROP TRIGGER audit_is_never_deleted;";

/// A store on a copy of a closed file, changed with `sql`.
fn damaged(path: &Path, sql: &str) -> (tempfile::TempDir, SqliteStore) {
    let (folder, copy) = folder();
    // What is still in the log would not be copied.
    meddle(path, "PRAGMA wal_checkpoint(TRUNCATE)");
    std::fs::copy(path, &copy).expect("copied");
    meddle(&copy, sql);
    let store = open(&copy);
    (folder, store)
}

/// What the caller is told of a failure, and what the log is told besides.
fn told<T>(result: Result<T, StoreError>) -> Option<(String, String)> {
    let error = result.err()?;
    let cause = error.source().map(ToString::to_string);
    Some((error.to_string(), cause.expect("a cause")))
}

#[tokio::test]
async fn sqlite_itself_refuses_to_change_the_audit_trail() {
    let (_folder, path) = folder();
    let store = open(&path);
    partner_with_customers(&store).await;
    drop(store);
    let connection = Connection::open(&path).expect("opened");
    for sql in ["UPDATE audit SET trace_id = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE sequence = 3"] {
        let refused = connection.execute_batch(sql).expect_err("refused").to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn tampering_with_the_audit_trail_is_found_where_it_happened() {
    let (_folder, path) = folder();
    let store = open(&path);
    partner_with_customers(&store).await;
    assert_eq!(store.verify_chain().await.expect("the store works"), Ok(3));
    drop(store);
    for (sql, fault) in [
        ("UPDATE audit SET trace_id = 'x' WHERE sequence = 2", AuditFault::Altered { sequence: 2 }),
        ("UPDATE audit SET at = at + 1 WHERE sequence = 1", AuditFault::Altered { sequence: 1 }),
        ("UPDATE audit SET actor_partner_id = partner_id WHERE sequence = 3", AuditFault::Altered { sequence: 3 }),
        ("UPDATE audit SET customer_id = NULL WHERE sequence = 2", AuditFault::Altered { sequence: 2 }),
        ("UPDATE audit SET reason = 'INACTIVITY' WHERE sequence = 2", AuditFault::Altered { sequence: 2 }),
        ("UPDATE audit SET changed = '' WHERE sequence = 2", AuditFault::Altered { sequence: 2 }),
        ("UPDATE audit SET after_hmac = zeroblob(32) WHERE sequence = 2", AuditFault::Altered { sequence: 2 }),
        (
            "UPDATE audit SET before_key_id = 'k1', before_hmac = after_hmac WHERE sequence = 2",
            AuditFault::Altered { sequence: 2 },
        ),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 2", AuditFault::Altered { sequence: 2 }),
        ("UPDATE audit SET previous_hash = zeroblob(32) WHERE sequence = 2", AuditFault::Unchained { sequence: 2 }),
        ("DELETE FROM audit WHERE sequence = 2", AuditFault::Unchained { sequence: 3 }),
        ("DELETE FROM audit WHERE sequence = 1", AuditFault::Unchained { sequence: 2 }),
        ("DELETE FROM audit WHERE sequence = 3", AuditFault::Truncated { last: 2, written: 3 }),
        ("DELETE FROM audit", AuditFault::Truncated { last: 0, written: 3 }),
        (
            "UPDATE audit SET sequence = 9 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3;
             UPDATE audit SET sequence = 3 WHERE sequence = 9",
            AuditFault::Unchained { sequence: 2 },
        ),
    ] {
        let (_folder, store) = damaged(&path, &format!("{UNGUARDED} {sql};"));
        assert_eq!(store.verify_chain().await.expect("the store works"), Err(fault), "{sql}");
    }
}

#[tokio::test]
async fn entries_cut_off_the_end_stay_missing_when_others_are_appended() {
    let (_folder, path) = folder();
    let store = open(&path);
    partner_with_customers(&store).await;
    drop(store);
    for (sql, found) in [
        ("DELETE FROM audit WHERE sequence = 3", Err(AuditFault::Unchained { sequence: 4 })),
        ("DELETE FROM audit", Err(AuditFault::Unchained { sequence: 4 })),
        // The count of what was written is lowered, and nothing is cut: no number is given twice.
        ("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'audit'", Ok(6)),
    ] {
        let (_folder, store) = damaged(&path, &format!("{UNGUARDED} {sql};"));
        partner_with_customers(&store).await;
        assert_eq!(store.verify_chain().await.expect("the store works"), found, "{sql}");
    }
}

#[tokio::test]
async fn an_empty_audit_trail_is_whole() {
    let (_folder, path) = folder();
    assert_eq!(open(&path).verify_chain().await.expect("the store works"), Ok(0));
}

#[tokio::test]
async fn a_sealed_value_moved_to_another_row_does_not_open() {
    const CAUSE: &str = "the sealed value does not open: it was altered, moved, or sealed with another key";
    let closed = |doing: &str| Some((doing.to_owned(), CAUSE.to_owned()));
    let (_folder, path) = folder();
    let store = open(&path);
    let (partner, customers) = partner_with_customers(&store).await;
    let [individual, business] = customers.map(|customer| customer.id);
    partner_with_secrets(&store, &["new", "old"].map(|text| Secret::new(text.into()))).await;
    let keys = [Uuid::new_v4(), Uuid::new_v4()];
    for key in keys {
        request(&store, partner, key, 1, individual, new_email("new@mail.example")).await.expect("answered");
    }
    drop(store);

    let (_folder, store) = damaged(
        &path,
        "UPDATE customers SET identification_number = (SELECT identification_number FROM customers WHERE kind = 'BUSINESS')",
    );
    assert_eq!(told(store.customer(individual).await), closed("load a customer"), "the cause is for the log only");
    assert!(store.customer(business).await.is_ok());

    // The same partner's, and the same answer: only the place differs.
    let (_folder, store) = damaged(
        &path,
        "UPDATE signing_secrets SET sealed = (SELECT sealed FROM signing_secrets WHERE position = 1) WHERE position = 0
             AND partner_id = (SELECT partner_id FROM signing_secrets WHERE position = 1)",
    );
    assert_eq!(told(store.partners().await), closed("list partners"));

    let (_folder, store) =
        damaged(&path, "UPDATE answers SET sealed = (SELECT sealed FROM answers WHERE sequence = 1)");
    let begin = |key| store.begin(partner, key, [1; 32]);
    assert!(matches!(begin(keys[0]).await, Ok(Begin::Replay(_))));
    assert_eq!(told(begin(keys[1]).await), closed("look for a saved answer"));
}

#[tokio::test]
async fn what_does_not_open_does_not_keep_the_rest_from_being_sealed_with_the_new_key() {
    let (_folder, path) = folder();
    let store = open(&path);
    let (partner, [customer, _]) = partner_with_customers(&store).await;
    partner_with_secrets(&store, &["new", "old", "older"].map(|text| Secret::new(text.into()))).await;
    for n in 0..3 {
        let update = new_email(&format!("new-{n}@mail.example"));
        request(&store, partner, Uuid::new_v4(), 1, customer.id, update).await.expect("answered");
    }
    // More than one batch of what does not open.
    for _ in 0..300 {
        create_customer(&store, "t", individual(partner)).await.expect("the store works").expect("a sound customer");
    }
    drop(store);
    // The first of each table, in the order in which they are found, and all of the individuals.
    meddle(
        &path,
        "UPDATE customers SET identification_number = zeroblob(60) WHERE kind = 'INDIVIDUAL';
         UPDATE signing_secrets SET sealed = zeroblob(60) WHERE position = 0;
         UPDATE answers SET sealed = zeroblob(60) WHERE key = (SELECT min(key) FROM answers);",
    );
    let both = || Options { key_ring: ring(&[("k2", 2), ("k1", 1)]), ..options(&path) };
    let store = SqliteStore::open(both()).expect("opened");
    let unreadable = 301 + 2 + 1;
    let done = store.reencrypt().await.expect("the store works");
    assert_eq!(done, Reencrypted { values: 1 + 2 + 2, unreadable });
    let again = store.reencrypt().await.expect("the store works");
    assert_eq!(again, Reencrypted { values: 0, unreadable });
    drop(store);
    let missing = refused(Options { key_ring: ring(&[("k2", 2)]), ..options(&path) });
    assert!(matches!(missing, OpenError::MissingKey(key) if key == "k1"), "what may open with it one day needs it");
}

#[tokio::test]
async fn a_value_that_no_store_writes_fails_what_needs_it_and_the_log_names_its_column() {
    let (_folder, path) = folder();
    let store = open(&path);
    let (_, [customer, _]) = partner_with_customers(&store).await;
    open_pocket(&store, "t", customer.id).await.expect("the store works").expect("opened");
    drop(store);
    for (sql, doing, column) in [
        ("UPDATE pockets SET balance = 'much'", "load a customer", "balance"),
        ("UPDATE customers SET closure_reason = 'A_WHIM'", "load a customer", "closure_reason"),
        ("UPDATE customers SET date_of_birth = 'in May' WHERE kind = 'INDIVIDUAL'", "load a customer", "date_of_birth"),
        ("UPDATE customers SET identification_type = 'NONE'", "load a customer", "identification_type"),
        ("PRAGMA ignore_check_constraints = ON; UPDATE customers SET kind = 'ROBOT'", "load a customer", "kind"),
        ("UPDATE partners SET ip_allow_list = '192.0.2.0/24,home'", "list partners", "ip_allow_list"),
        ("UPDATE partners SET created_at = 9223372036854775807", "list partners", "created_at"),
        (
            "DROP TRIGGER audit_is_never_updated; UPDATE audit SET after_hmac = NULL",
            "read the audit trail",
            "after_hmac",
        ),
    ] {
        let (_folder, store) = damaged(&path, sql);
        let page = AuditPage { after_sequence: 0, limit: 1000 };
        let failures = [
            told(store.customer(customer.id).await),
            told(store.partners().await),
            told(store.audit_entries(customer.id, page).await),
        ];
        let cause = format!("the column {column} holds what this program does not write");
        assert_eq!(failures.into_iter().flatten().collect::<Vec<_>>(), [(doing.to_owned(), cause)], "{sql}");
    }
}
