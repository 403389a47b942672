//! Owns the bare job that durable updates are held against: the very rows that the service wrote, written by a loop that
//! does nothing else, with the same durability and as many changes to a commit.

use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};

use crate::{Failure, machine};

/// What the service wrote for one update.
pub(crate) struct Change {
    /// Id and every column that an update sets.
    customer: Vec<Value>,
    answer: Vec<Value>,
    audit: Vec<Value>,
}

/// What came of writing them again.
pub(crate) struct Bare {
    pub(crate) per_s: f64,
    /// Processor time of one change, in microseconds.
    pub(crate) cpu_us: f64,
}

const UPDATES: &str = "SELECT sequence, at, actor_partner_id, trace_id, operation, partner_id, customer_id, changed,
    reason, before_key_id, before_hmac, after_key_id, after_hmac, previous_hash, hash
    FROM audit WHERE operation = 'update_customer_data' ORDER BY sequence";
const ANSWERS: &str = "SELECT partner_id, key, fingerprint, key_id, sealed, expires_at FROM answers ORDER BY sequence";
const CUSTOMER: &str = "SELECT id, email, phone_number, street_address, street_address2, city, postal_code, state,
    country, frozen, closure_reason, closure_description, trusted_contact, trusted_contact_first_name,
    trusted_contact_last_name, trusted_contact_email, trusted_contact_phone_number, trusted_contact_address
    FROM customers WHERE id = ?1";

const UPDATE_CUSTOMER: &str = "UPDATE customers SET version = version + 1, email = ?2, phone_number = ?3,
    street_address = ?4, street_address2 = ?5, city = ?6, postal_code = ?7, state = ?8, country = ?9, frozen = ?10,
    closure_reason = ?11, closure_description = ?12, trusted_contact = ?13, trusted_contact_first_name = ?14,
    trusted_contact_last_name = ?15, trusted_contact_email = ?16, trusted_contact_phone_number = ?17,
    trusted_contact_address = ?18 WHERE id = ?1";
const INSERT_ANSWER: &str = "INSERT INTO answers (partner_id, key, fingerprint, key_id, sealed, expires_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const INSERT_AUDIT: &str = "INSERT INTO audit (sequence, at, actor_partner_id, trace_id, operation, partner_id,
    customer_id, changed, reason, before_key_id, before_hmac, after_key_id, after_hmac, previous_hash, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

/// What the service wrote into a database, in its order. Nobody else may have the database.
pub(crate) fn changes(database: &Path) -> Result<Vec<Change>, Failure> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let audits = rows(&connection, UPDATES)?;
    let answers = rows(&connection, ANSWERS)?;
    if audits.len() != answers.len() || audits.is_empty() {
        return Err(format!("{} answers for {} updates", answers.len(), audits.len()).into());
    }
    let mut customer = connection.prepare(CUSTOMER)?;
    let mut found = Vec::with_capacity(audits.len());
    for (audit, answer) in audits.into_iter().zip(answers) {
        let customer = customer.query_row([&audit[6]], all_of)?;
        found.push(Change { customer, answer, audit });
    }
    Ok(found)
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
    connection.prepare(sql)?.query_map([], all_of)?.collect()
}

fn all_of(row: &Row<'_>) -> rusqlite::Result<Vec<Value>> {
    (0..row.as_ref().column_count()).map(|column| row.get(column)).collect()
}

/// Writes the changes into a database that has none of them yet, `group` to a commit on average.
pub(crate) fn write(database: &Path, changes: &[Change], group: f64) -> rusqlite::Result<Bare> {
    let connection = Connection::open(database)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
    )?;
    let mut customer = connection.prepare(UPDATE_CUSTOMER)?;
    let mut answer = connection.prepare(INSERT_ANSWER)?;
    let mut audit = connection.prepare(INSERT_AUDIT)?;
    let (mut begin, mut commit) = (connection.prepare("BEGIN IMMEDIATE")?, connection.prepare("COMMIT")?);
    let own_cpu_s = || machine::thread_cpu_s().unwrap_or(f64::NAN);
    let cpu_s = own_cpu_s();
    let started = Instant::now();
    let mut written = 0;
    for end in group_ends(changes.len(), group) {
        begin.execute([])?;
        for change in &changes[written..end] {
            customer.execute(params_from_iter(&change.customer))?;
            answer.execute(params_from_iter(&change.answer))?;
            audit.execute(params_from_iter(&change.audit))?;
        }
        commit.execute([])?;
        written = end;
    }
    let count = changes.len() as f64;
    Ok(Bare { per_s: count / started.elapsed().as_secs_f64(), cpu_us: (own_cpu_s() - cpu_s) * 1e6 / count })
}

/// Where each of the groups ends, of `group` on average: 2.5 is 3, 2, 3, 2 and so on.
fn group_ends(count: usize, group: f64) -> impl Iterator<Item = usize> {
    let group = group.max(1.0);
    (1..)
        .map(move |n| ((f64::from(n) * group).round() as usize).min(count))
        // The first end that is the last one.
        .scan(false, move |over, end| {
            if *over {
                return None;
            }
            *over = end == count;
            Some(end)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_the_wanted_size_on_average_and_end_with_the_last_change() {
        let ends = |count, group| group_ends(count, group).collect::<Vec<_>>();
        assert_eq!(ends(10, 2.5), [3, 5, 8, 10]);
        assert_eq!(ends(3, 1.0), [1, 2, 3]);
        assert_eq!(ends(3, 0.0), [1, 2, 3]);
        assert_eq!(ends(5, 100.0), [5]);
        assert_eq!(ends(1000, 7.3).len(), 137);
    }
}
