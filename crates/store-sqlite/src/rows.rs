//! Owns the statements, and how rows and values become each other.

use chrono::{DateTime, Utc};
use customers::{
    Actor, Address, AuditEntry, AuditHash, AuditPage, Business, CloseCustomerAccount, ClosureReason, Committed,
    Country, Customer, CustomerId, Digest, Email, Fingerprint, Identification, Individual, KeyRing, Partner,
    PartnerCredentials, PartnerId, PasswordHash, PersonName, PhoneNumber, Pocket, PocketId, PocketState, Profile,
    SavedAnswer, Sealed, Secret, Session, TokenHash, TrustedContact, Versioned,
};
use rusqlite::{Connection, OptionalExtension, Row, RowIndex, params};
use uuid::Uuid;

use crate::{Reencrypted, writer::Failure};

// Where a sealed value belongs: it opens nowhere else.

pub(crate) fn identification_place(customer: CustomerId) -> String {
    format!("customers/{customer}/identification_number")
}

pub(crate) fn secret_place(partner: PartnerId, position: u32) -> String {
    format!("signing_secrets/{partner}/{position}")
}

pub(crate) fn answer_place(partner: PartnerId, key: Uuid) -> String {
    format!("answers/{partner}/{key}")
}

pub(crate) fn identification_number(customer: &Customer) -> &str {
    match &customer.profile {
        Profile::Individual(individual) => &individual.identification.identification_number,
        Profile::Business(business) => &business.identification.identification_number,
    }
}

fn text(bytes: Vec<u8>, column: &'static str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::Unreadable(column))
}

/// A column as it is asked for: by its name, or by its place where every request reads it.
trait Named: Copy {
    type Index: RowIndex;
    fn index(self) -> Self::Index;
    fn name(self) -> &'static str;
}

impl Named for &'static str {
    type Index = Self;
    fn index(self) -> Self {
        self
    }
    fn name(self) -> &'static str {
        self
    }
}

/// A column of a statement whose place among them is found when this is compiled. By name, SQLite is asked for the name
/// of each column before it, for each column of each row: a fifth of the work of Get Customer.
#[derive(Clone, Copy)]
struct Column {
    index: usize,
    name: &'static str,
}

impl Named for Column {
    type Index = usize;
    fn index(self) -> usize {
        self.index
    }
    fn name(self) -> &'static str {
        self.name
    }
}

impl Column {
    /// The column `name` of a statement `SELECT a, b, c FROM ...`.
    const fn of(statement: &str, name: &'static str) -> Self {
        let (text, wanted) = (statement.as_bytes(), name.as_bytes());
        let (mut at, mut index) = ("SELECT ".len(), 0);
        loop {
            let mut same = 0;
            while same < wanted.len() && text[at + same] == wanted[same] {
                same += 1;
            }
            if same == wanted.len() && matches!(text[at + same], b',' | b' ') {
                return Self { index, name };
            }
            while !matches!(text[at], b',' | b' ') {
                at += 1;
            }
            assert!(text[at] == b',', "the statement has no such column");
            at += 1;
            while matches!(text[at], b' ' | b'\n') {
                at += 1;
            }
            index += 1;
        }
    }
}

fn id(row: &Row<'_>, column: impl Named) -> Result<Uuid, Failure> {
    Ok(Uuid::from_bytes(row.get(column.index())?))
}

fn instant(row: &Row<'_>, column: &'static str) -> Result<DateTime<Utc>, Failure> {
    DateTime::from_timestamp_millis(row.get(column)?).ok_or(Failure::Unreadable(column))
}

fn named<T>(row: &Row<'_>, column: impl Named, from_name: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
    let unreadable = || Failure::Unreadable(column.name());
    from_name(row.get_ref(column.index())?.as_str().map_err(|_| unreadable())?).ok_or_else(unreadable)
}

// Partners.

const PARTNER_COLUMNS: &str =
    "SELECT id, username, password_hash, update_customer_data_enabled, ip_allow_list, created_at FROM partners";

fn partner(connection: &Connection, row: &Row<'_>, ring: &KeyRing) -> Result<PartnerCredentials, Failure> {
    let id = PartnerId(id(row, "id")?);
    let mut statement = connection.prepare_cached(
        "SELECT position, key_id, sealed FROM signing_secrets WHERE partner_id = ?1 ORDER BY position DESC",
    )?;
    let mut rows = statement.query([id.0.as_bytes()])?;
    let mut signing_secrets = Vec::new();
    while let Some(secret) = rows.next()? {
        let place = secret_place(id, secret.get("position")?);
        let key_id: String = secret.get("key_id")?;
        let opened = ring.open(&place, &key_id, &secret.get::<_, Vec<u8>>("sealed")?)?;
        signing_secrets.push(Secret::new(text(opened, "sealed")?));
    }
    let ip_allow_list = match row.get::<_, Option<String>>("ip_allow_list")? {
        None => None,
        Some(list) => Some(
            list.split(',')
                .filter(|range| !range.is_empty())
                .map(|range| range.parse().map_err(|_| Failure::Unreadable("ip_allow_list")))
                .collect::<Result<_, _>>()?,
        ),
    };
    Ok(PartnerCredentials {
        partner: Partner {
            id,
            username: row.get("username")?,
            signing_secrets,
            update_customer_data_enabled: row.get("update_customer_data_enabled")?,
            ip_allow_list,
            created_at: instant(row, "created_at")?,
        },
        password_hash: PasswordHash::from_stored(row.get("password_hash")?),
    })
}

pub(crate) fn partner_by_username(
    connection: &Connection,
    username: &str,
    ring: &KeyRing,
) -> Result<Option<PartnerCredentials>, Failure> {
    let mut statement = connection.prepare_cached(&format!("{PARTNER_COLUMNS} WHERE username = ?1"))?;
    let mut rows = statement.query([username])?;
    rows.next()?.map(|row| partner(connection, row, ring)).transpose()
}

pub(crate) fn partners(connection: &Connection, ring: &KeyRing) -> Result<Vec<Partner>, Failure> {
    let mut statement = connection.prepare_cached(&format!("{PARTNER_COLUMNS} ORDER BY sequence"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(partner(connection, row, ring)?.partner);
    }
    Ok(found)
}

pub(crate) fn session(connection: &Connection, token: TokenHash, ring: &KeyRing) -> Result<Option<Session>, Failure> {
    let mut statement = connection.prepare_cached("SELECT partner_id, expires_at FROM tokens WHERE hash = ?1")?;
    let mut rows = statement.query([token.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let expires = instant(row, "expires_at")?;
    let partner_id = id(row, "partner_id")?;
    let mut statement = connection.prepare_cached(&format!("{PARTNER_COLUMNS} WHERE id = ?1"))?;
    let mut rows = statement.query([partner_id.as_bytes()])?;
    let found = rows.next()?.map(|row| partner(connection, row, ring)).transpose()?;
    Ok(found.map(|found| Session { partner: found.partner.into(), expires }))
}

pub(crate) fn insert_partner(
    connection: &Connection,
    new: &PartnerCredentials,
    secrets: &[Sealed],
) -> Result<Committed, Failure> {
    let partner = &new.partner;
    let allow_list = partner
        .ip_allow_list
        .as_ref()
        .map(|ranges| ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    let inserted = connection
        .prepare_cached(
            "INSERT INTO partners (id, username, password_hash, update_customer_data_enabled, ip_allow_list, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (username) DO NOTHING",
        )?
        .execute(params![
            partner.id.0.as_bytes(),
            partner.username,
            new.password_hash.as_str(),
            partner.update_customer_data_enabled,
            allow_list,
            partner.created_at.timestamp_millis(),
        ])?;
    if inserted == 0 {
        return Ok(Committed::Conflict);
    }
    let mut statement = connection
        .prepare_cached("INSERT INTO signing_secrets (partner_id, position, key_id, sealed) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, secret) in secrets.iter().enumerate() {
        statement.execute(params![partner.id.0.as_bytes(), position, secret.key_id.as_str(), secret.bytes])?;
    }
    Ok(Committed::Done)
}

pub(crate) fn enable_update_customer_data(
    connection: &Connection,
    partner: PartnerId,
    enabled: bool,
) -> Result<Committed, Failure> {
    let updated = connection
        .prepare_cached("UPDATE partners SET update_customer_data_enabled = ?2 WHERE id = ?1")?
        .execute(params![partner.0.as_bytes(), enabled])?;
    Ok(if updated == 1 { Committed::Done } else { Committed::Missing })
}

/// Whether "Update Customer Data" is on for a partner.
pub(crate) fn may_update_customers(connection: &Connection, partner: PartnerId) -> Result<bool, Failure> {
    let mut statement = connection.prepare_cached("SELECT update_customer_data_enabled FROM partners WHERE id = ?1")?;
    Ok(statement.query_row([partner.0.as_bytes()], |row| row.get(0)).optional()?.unwrap_or(false))
}

pub(crate) fn insert_token(
    connection: &Connection,
    token: TokenHash,
    partner: PartnerId,
    expires: DateTime<Utc>,
) -> Result<Committed, Failure> {
    connection
        .prepare_cached("INSERT INTO tokens (hash, partner_id, expires_at) VALUES (?1, ?2, ?3)")?
        .execute(params![token.0, partner.0.as_bytes(), expires.timestamp_millis()])?;
    Ok(Committed::Done)
}

// Customers.

const CUSTOMER: &str = "SELECT partner_id, version, kind, email, phone_number, street_address, street_address2, city, \
     postal_code, state, country, frozen, closure_reason, closure_description, business_name, first_name, middle_name, \
     last_name, date_of_birth, trusted_contact, trusted_contact_first_name, trusted_contact_last_name, \
     trusted_contact_email, trusted_contact_phone_number, trusted_contact_address, identification_number, \
     identification_key_id, issuing_country, identification_type FROM customers WHERE id = ?1";

/// A column of [`CUSTOMER`].
macro_rules! column {
    ($name:literal) => {
        const { Column::of(CUSTOMER, $name) }
    };
}

pub(crate) fn customer(
    connection: &Connection,
    customer: CustomerId,
    ring: &KeyRing,
) -> Result<Option<Versioned<Customer>>, Failure> {
    // The row's cursor stays open while the pockets are read: one snapshot, so that they belong to the version.
    let mut statement = connection.prepare_cached(CUSTOMER)?;
    let mut rows = statement.query([customer.0.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let key_id: String = row.get(column!("identification_key_id").index)?;
    let number: Vec<u8> = row.get(column!("identification_number").index)?;
    let number = text(ring.open(&identification_place(customer), &key_id, &number)?, "identification_number")?;
    let country = |column: Column| -> Result<Option<Country>, Failure> {
        Ok(row.get::<_, Option<String>>(column.index)?.map(Country::from_stored))
    };
    let issuing_country = country(column!("issuing_country"))?;
    let profile = match row.get_ref(column!("kind").index)?.as_str() {
        Ok("BUSINESS") => Profile::Business(Business {
            name: row.get(column!("business_name").index)?,
            identification: Identification {
                identification_number: number,
                issuing_country,
                identification_type: named(
                    row,
                    column!("identification_type"),
                    customers::BusinessIdentificationType::from_name,
                )?,
            },
        }),
        Ok("INDIVIDUAL") => Profile::Individual(Individual {
            name: PersonName {
                first_name: row.get(column!("first_name").index)?,
                middle_name: row.get(column!("middle_name").index)?,
                last_name: row.get(column!("last_name").index)?,
            },
            date_of_birth: named(row, column!("date_of_birth"), |date| date.parse().ok())?,
            identification: Identification {
                identification_number: number,
                issuing_country,
                identification_type: named(
                    row,
                    column!("identification_type"),
                    customers::IndividualIdentificationType::from_name,
                )?,
            },
            trusted_contact: trusted_contact(row)?,
        }),
        _ => return Err(Failure::Unreadable("kind")),
    };
    let closure = match row.get::<_, Option<String>>(column!("closure_reason").index)? {
        None => None,
        Some(reason) => Some(CloseCustomerAccount {
            closure_reason: ClosureReason::from_name(&reason).ok_or(Failure::Unreadable("closure_reason"))?,
            closure_description: row.get(column!("closure_description").index)?,
        }),
    };
    let value = Customer {
        id: customer,
        partner: PartnerId(id(row, column!("partner_id"))?),
        profile,
        email: Email::from_stored(row.get(column!("email").index)?),
        phone_number: PhoneNumber::from_stored(row.get(column!("phone_number").index)?),
        address: Address {
            street_address: row.get(column!("street_address").index)?,
            street_address2: row.get(column!("street_address2").index)?,
            city: row.get(column!("city").index)?,
            postal_code: row.get(column!("postal_code").index)?,
            state: row.get(column!("state").index)?,
            country: country(column!("country"))?.ok_or(Failure::Unreadable("country"))?,
        },
        pockets: pockets(connection, customer)?,
        frozen: row.get(column!("frozen").index)?,
        closure,
    };
    Ok(Some(Versioned { value, version: row.get(column!("version").index)? }))
}

fn trusted_contact(row: &Row<'_>) -> Result<Option<TrustedContact>, Failure> {
    if !row.get::<_, bool>(column!("trusted_contact").index)? {
        return Ok(None);
    }
    Ok(Some(TrustedContact {
        first_name: row.get(column!("trusted_contact_first_name").index)?,
        last_name: row.get(column!("trusted_contact_last_name").index)?,
        email: row.get::<_, Option<String>>(column!("trusted_contact_email").index)?.map(Email::from_stored),
        phone_number: row
            .get::<_, Option<String>>(column!("trusted_contact_phone_number").index)?
            .map(PhoneNumber::from_stored),
        address: row.get(column!("trusted_contact_address").index)?,
    }))
}

fn pockets(connection: &Connection, customer: CustomerId) -> Result<Vec<Pocket>, Failure> {
    let mut statement =
        connection.prepare_cached("SELECT id, balance, state FROM pockets WHERE customer_id = ?1 ORDER BY position")?;
    let mut rows = statement.query([customer.0.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Pocket {
            id: PocketId(id(row, "id")?),
            balance: named(row, "balance", |amount| amount.parse().ok())?,
            state: named(row, "state", PocketState::from_name)?,
        });
    }
    Ok(found)
}

/// What an update may change, as parameters ?3 and up; ?1 is the id and ?2 a version.
struct Mutable<'a> {
    customer: &'a Customer,
    contact: Option<&'a TrustedContact>,
}

impl<'a> Mutable<'a> {
    fn of(customer: &'a Customer) -> Self {
        let contact = match &customer.profile {
            Profile::Individual(individual) => individual.trusted_contact.as_ref(),
            Profile::Business(_) => None,
        };
        Self { customer, contact }
    }

    fn bind(&self, statement: &mut rusqlite::Statement<'_>, version: u64) -> rusqlite::Result<()> {
        let Self { customer, contact } = self;
        let (address, closure) = (&customer.address, customer.closure.as_ref());
        statement.raw_bind_parameter(1, customer.id.0.as_bytes())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, customer.email.as_str())?;
        statement.raw_bind_parameter(4, customer.phone_number.as_str())?;
        statement.raw_bind_parameter(5, &address.street_address)?;
        statement.raw_bind_parameter(6, &address.street_address2)?;
        statement.raw_bind_parameter(7, &address.city)?;
        statement.raw_bind_parameter(8, &address.postal_code)?;
        statement.raw_bind_parameter(9, &address.state)?;
        statement.raw_bind_parameter(10, address.country.as_str())?;
        statement.raw_bind_parameter(11, customer.frozen)?;
        statement.raw_bind_parameter(12, closure.map(|closure| closure.closure_reason.as_str()))?;
        statement.raw_bind_parameter(13, closure.and_then(|closure| closure.closure_description.as_deref()))?;
        statement.raw_bind_parameter(14, contact.is_some())?;
        statement.raw_bind_parameter(15, contact.and_then(|contact| contact.first_name.as_deref()))?;
        statement.raw_bind_parameter(16, contact.and_then(|contact| contact.last_name.as_deref()))?;
        statement.raw_bind_parameter(17, contact.and_then(|contact| contact.email.as_ref()).map(Email::as_str))?;
        let number = contact.and_then(|contact| contact.phone_number.as_ref());
        statement.raw_bind_parameter(18, number.map(PhoneNumber::as_str))?;
        statement.raw_bind_parameter(19, contact.and_then(|contact| contact.address.as_deref()))
    }
}

pub(crate) fn insert_customer(connection: &Connection, new: &Customer, sealed: &Sealed) -> Result<Committed, Failure> {
    let known: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM partners WHERE id = ?1)")?
        .query_row([new.partner.0.as_bytes()], |row| row.get(0))?;
    if !known {
        return Ok(Committed::Missing);
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO customers (
             id, version, email, phone_number, street_address, street_address2, city, postal_code, state, country,
             frozen, closure_reason, closure_description, trusted_contact, trusted_contact_first_name,
             trusted_contact_last_name, trusted_contact_email, trusted_contact_phone_number, trusted_contact_address,
             partner_id, kind, business_name, first_name, middle_name, last_name, date_of_birth,
             identification_number, identification_key_id, issuing_country, identification_type
         ) VALUES (
             ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
             ?24, ?25, ?26, ?27, ?28, ?29, ?30
         )",
    )?;
    Mutable::of(new).bind(&mut statement, 1)?;
    statement.raw_bind_parameter(20, new.partner.0.as_bytes())?;
    let (issuing_country, identification_type) = match &new.profile {
        Profile::Business(business) => {
            statement.raw_bind_parameter(21, "BUSINESS")?;
            statement.raw_bind_parameter(22, &business.name)?;
            for personal in 23..=26 {
                statement.raw_bind_parameter(personal, None::<&str>)?;
            }
            (&business.identification.issuing_country, business.identification.identification_type.as_str())
        }
        Profile::Individual(individual) => {
            statement.raw_bind_parameter(21, "INDIVIDUAL")?;
            statement.raw_bind_parameter(22, None::<&str>)?;
            statement.raw_bind_parameter(23, &individual.name.first_name)?;
            statement.raw_bind_parameter(24, &individual.name.middle_name)?;
            statement.raw_bind_parameter(25, &individual.name.last_name)?;
            statement.raw_bind_parameter(26, individual.date_of_birth.to_string())?;
            (&individual.identification.issuing_country, individual.identification.identification_type.as_str())
        }
    };
    statement.raw_bind_parameter(27, &sealed.bytes)?;
    statement.raw_bind_parameter(28, sealed.key_id.as_str())?;
    statement.raw_bind_parameter(29, issuing_country.as_ref().map(Country::as_str))?;
    statement.raw_bind_parameter(30, identification_type)?;
    statement.raw_execute()?;
    replace_pockets(connection, &[], new)?;
    Ok(Committed::Done)
}

pub(crate) fn replace_customer(connection: &Connection, after: &Customer, expected: u64) -> Result<Committed, Failure> {
    // Compare-and-set: two callers may have loaded the same version.
    let mut statement = connection.prepare_cached(
        "UPDATE customers SET
             version = version + 1, email = ?3, phone_number = ?4, street_address = ?5, street_address2 = ?6,
             city = ?7, postal_code = ?8, state = ?9, country = ?10, frozen = ?11, closure_reason = ?12,
             closure_description = ?13, trusted_contact = ?14, trusted_contact_first_name = ?15,
             trusted_contact_last_name = ?16, trusted_contact_email = ?17, trusted_contact_phone_number = ?18,
             trusted_contact_address = ?19
         WHERE id = ?1 AND version = ?2",
    )?;
    Mutable::of(after).bind(&mut statement, expected)?;
    if statement.raw_execute()? == 1 {
        return Ok(Committed::Done);
    }
    let exists: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM customers WHERE id = ?1)")?
        .query_row([after.id.0.as_bytes()], |row| row.get(0))?;
    Ok(if exists { Committed::Conflict } else { Committed::Missing })
}

/// Writes the pockets that differ; none is ever taken away.
pub(crate) fn replace_pockets(connection: &Connection, before: &[Pocket], after: &Customer) -> Result<(), Failure> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO pockets (customer_id, position, id, balance, state) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (customer_id, position) DO UPDATE SET balance = excluded.balance, state = excluded.state",
    )?;
    for (position, pocket) in after.pockets.iter().enumerate() {
        if before.get(position) != Some(pocket) {
            statement.execute(params![
                after.id.0.as_bytes(),
                position,
                pocket.id.0.as_bytes(),
                pocket.balance.to_string(),
                pocket.state.as_str(),
            ])?;
        }
    }
    Ok(())
}

// Answers.

/// The answer under a key, unless its hour is over.
pub(crate) fn answer(
    connection: &Connection,
    partner: PartnerId,
    key: Uuid,
    now: DateTime<Utc>,
    ring: &KeyRing,
) -> Result<Option<(Fingerprint, SavedAnswer)>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT fingerprint, key_id, sealed FROM answers WHERE partner_id = ?1 AND key = ?2 AND expires_at > ?3",
    )?;
    let mut rows = statement.query(params![partner.0.as_bytes(), key.as_bytes(), now.timestamp_millis()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (key_id, sealed): (String, Vec<u8>) = (row.get("key_id")?, row.get("sealed")?);
    let opened = ring.open(&answer_place(partner, key), &key_id, &sealed)?;
    Ok(Some((row.get("fingerprint")?, SavedAnswer(opened))))
}

/// Saves an answer; `false` when there is one under the key whose hour is not over.
pub(crate) fn save_answer(
    connection: &Connection,
    partner: PartnerId,
    key: Uuid,
    fingerprint: &Fingerprint,
    sealed: &Sealed,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> Result<bool, Failure> {
    let saved = connection
        .prepare_cached(
            "INSERT INTO answers (partner_id, key, fingerprint, key_id, sealed, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (partner_id, key) DO UPDATE SET
                 fingerprint = excluded.fingerprint, key_id = excluded.key_id, sealed = excluded.sealed,
                 expires_at = excluded.expires_at
             WHERE expires_at <= ?7",
        )?
        .execute(params![
            partner.0.as_bytes(),
            key.as_bytes(),
            fingerprint,
            sealed.key_id.as_str(),
            sealed.bytes,
            expires.timestamp_millis(),
            now.timestamp_millis(),
        ])?;
    Ok(saved == 1)
}

pub(crate) const SWEEP_ANSWERS: &str =
    "DELETE FROM answers WHERE sequence IN (SELECT sequence FROM answers WHERE expires_at <= ?1 LIMIT ?2)";
pub(crate) const SWEEP_TOKENS: &str =
    "DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE expires_at <= ?1 LIMIT ?2)";

// The audit trail.

pub(crate) const ALL_AUDIT: &str = "SELECT * FROM audit ORDER BY sequence";

/// The highest number ever given and the hash of the last entry there is, which the next entry follows: where entries were
/// cut off the end, their numbers stay missing.
pub(crate) fn last_audit(connection: &Connection) -> Result<Option<(u64, AuditHash)>, Failure> {
    let (written, last): (Option<u64>, Option<(u64, AuditHash)>) = (
        connection
            .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?
            .query_row([], |row| row.get(0))
            .optional()?,
        connection
            .prepare_cached("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?,
    );
    Ok(match (written, last) {
        (None, last) => last,
        (Some(written), None) => Some((written, [0; 32])),
        (Some(written), Some((sequence, hash))) => Some((written.max(sequence), hash)),
    })
}

pub(crate) fn append_audit(connection: &Connection, entry: &AuditEntry) -> Result<(), Failure> {
    let actor = match entry.actor {
        Actor::Operator => None,
        Actor::Partner(id) => Some(id.0.into_bytes()),
    };
    connection
        .prepare_cached(
            "INSERT INTO audit (sequence, at, actor_partner_id, trace_id, operation, partner_id, customer_id, changed,
                 reason, before_key_id, before_hmac, after_key_id, after_hmac, previous_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            entry.sequence,
            entry.at.timestamp_millis(),
            actor,
            entry.trace_id,
            entry.operation,
            entry.partner.0.as_bytes(),
            entry.customer.map(|id| id.0.into_bytes()),
            entry.changed.join(","),
            entry.reason,
            entry.before.as_ref().map(|digest| digest.key_id.as_str()),
            entry.before.as_ref().map(|digest| digest.hmac),
            entry.after.as_ref().map(|digest| digest.key_id.as_str()),
            entry.after.as_ref().map(|digest| digest.hmac),
            entry.previous_hash,
            entry.hash,
        ])?;
    Ok(())
}

pub(crate) fn audit_entry(row: &Row<'_>) -> Result<AuditEntry, Failure> {
    let digest = |key_id: &'static str, hmac: &'static str| -> Result<Option<Digest>, Failure> {
        match (row.get::<_, Option<String>>(key_id)?, row.get(hmac)?) {
            (Some(id), Some(hmac)) => {
                Ok(Some(Digest { key_id: id.parse().map_err(|_| Failure::Unreadable(key_id))?, hmac }))
            }
            (None, None) => Ok(None),
            _ => Err(Failure::Unreadable(hmac)),
        }
    };
    let optional_id =
        |column| -> Result<Option<Uuid>, Failure> { Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes)) };
    let changed: String = row.get("changed")?;
    Ok(AuditEntry {
        sequence: row.get("sequence")?,
        at: instant(row, "at")?,
        actor: optional_id("actor_partner_id")?.map_or(Actor::Operator, |id| Actor::Partner(PartnerId(id))),
        trace_id: row.get("trace_id")?,
        operation: row.get("operation")?,
        partner: PartnerId(id(row, "partner_id")?),
        customer: optional_id("customer_id")?.map(CustomerId),
        changed: changed.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        reason: row.get("reason")?,
        before: digest("before_key_id", "before_hmac")?,
        after: digest("after_key_id", "after_hmac")?,
        previous_hash: row.get("previous_hash")?,
        hash: row.get("hash")?,
    })
}

pub(crate) fn audit_of_customer(
    connection: &Connection,
    customer: CustomerId,
    page: AuditPage,
) -> Result<Vec<AuditEntry>, Failure> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM audit WHERE customer_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3")?;
    // SQLite's integers are signed: nothing comes after the largest.
    let after = i64::try_from(page.after_sequence).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![customer.0.as_bytes(), after, page.limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(audit_entry(row)?);
    }
    Ok(found)
}

// Keys.

/// Where a sealed value belongs, by the two columns that name its row.
type PlaceOf = fn(&[u8], Option<&[u8]>) -> Result<String, Failure>;

/// A table that holds sealed values.
#[derive(Clone, Copy)]
pub(crate) struct SealedTable {
    /// Up to ?2 rows that another key than ?1 sealed, in the order of what names a row, in two columns, and after the row
    /// that ?3 and ?4 name: key id, sealed value, and the two columns.
    find: &'static str,
    /// Puts ?3 (key id) and ?4 (sealed value) into the row named by ?1 and ?2.
    replace: &'static str,
    place: PlaceOf,
}

fn uuid(bytes: Option<&[u8]>) -> Result<Uuid, Failure> {
    bytes.and_then(|bytes| Uuid::from_slice(bytes).ok()).ok_or(Failure::Unreadable("id"))
}

pub(crate) const SEALED_TABLES: [SealedTable; 3] = [
    SealedTable {
        find: "SELECT identification_key_id, identification_number, id, x'' FROM customers
               WHERE identification_key_id <> ?1 AND (id, x'') > (?3, ?4) ORDER BY id LIMIT ?2",
        replace: "UPDATE customers SET identification_key_id = ?3, identification_number = ?4
                  WHERE id = ?1 AND ?2 = x''",
        place: |id, _| Ok(identification_place(CustomerId(uuid(Some(id))?))),
    },
    SealedTable {
        find: "SELECT key_id, sealed, partner_id, CAST(position AS BLOB) FROM signing_secrets
               WHERE key_id <> ?1 AND (partner_id, position) > (?3, CAST(?4 AS INTEGER))
               ORDER BY partner_id, position LIMIT ?2",
        replace: "UPDATE signing_secrets SET key_id = ?3, sealed = ?4
                  WHERE partner_id = ?1 AND CAST(position AS BLOB) = ?2",
        place: |partner, position| {
            let position = position
                .and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse().ok())
                .ok_or(Failure::Unreadable("position"))?;
            Ok(secret_place(PartnerId(uuid(Some(partner))?), position))
        },
    },
    SealedTable {
        find: "SELECT key_id, sealed, partner_id, key FROM answers
               WHERE key_id <> ?1 AND (partner_id, key) > (?3, ?4) ORDER BY partner_id, key LIMIT ?2",
        replace: "UPDATE answers SET key_id = ?3, sealed = ?4 WHERE partner_id = ?1 AND key = ?2",
        place: |partner, key| Ok(answer_place(PartnerId(uuid(Some(partner))?), uuid(key)?)),
    },
];

/// The two columns that name a row.
pub(crate) type RowName = (Vec<u8>, Vec<u8>);

/// Seals again up to `limit` values of a table that another key than the sealing one sealed, of the rows after `after`
/// (before all: two of no bytes). Adds to `done`; says which row was the last, `None` where there was none.
pub(crate) fn reencrypt_batch(
    connection: &Connection,
    table: SealedTable,
    ring: &KeyRing,
    after: &RowName,
    limit: u32,
    done: &mut Reencrypted,
) -> Result<Option<RowName>, Failure> {
    let mut statement = connection.prepare_cached(table.find)?;
    let rows = statement.query(params![ring.sealing_key().as_str(), limit, after.0, after.1])?;
    // All are found before the first is changed: an update under an open cursor may show it rows twice.
    let old = rows
        .mapped(|row| {
            let name: RowName = (row.get(2)?, row.get(3)?);
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, name))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut replace = connection.prepare_cached(table.replace)?;
    for (key_id, sealed, (one, two)) in &old {
        let opened = (table.place)(one, Some(two)).and_then(|place| {
            let opened = ring.open(&place, key_id, sealed)?;
            Ok((place, opened))
        });
        match opened {
            Ok((place, value)) => {
                let sealed = ring.seal(&place, &value)?;
                replace.execute(params![one, two, sealed.key_id.as_str(), sealed.bytes])?;
                done.values += 1;
            }
            // One that does not open must not keep the others from it.
            Err(_) => done.unreadable += 1,
        }
    }
    Ok(old.into_iter().next_back().map(|(.., name)| name))
}

/// The ids of the keys that sealed what is kept for good (answers pass within the hour).
pub(crate) fn keys_in_use(connection: &Connection) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for (first, next) in [
        (
            "SELECT min(identification_key_id) FROM customers",
            "SELECT min(identification_key_id) FROM customers WHERE identification_key_id > ?1",
        ),
        ("SELECT min(key_id) FROM signing_secrets", "SELECT min(key_id) FROM signing_secrets WHERE key_id > ?1"),
    ] {
        // From one key to the next along the index: a DISTINCT would read every row.
        let mut key: Option<String> = connection.query_row(first, [], |row| row.get(0))?;
        while let Some(key_id) = key {
            key = connection.query_row(next, [&key_id], |row| row.get(0))?;
            if !found.contains(&key_id) {
                found.push(key_id);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_at_its_place_and_not_at_a_longer_name_s() {
        const STATEMENT: &str = "SELECT state, city2, city, a FROM places";
        const PLACES: [usize; 3] = [
            Column::of(STATEMENT, "state").index,
            Column::of(STATEMENT, "city").index,
            Column::of(STATEMENT, "a").index,
        ];
        assert_eq!(PLACES, [0, 2, 3]);
        assert!(std::panic::catch_unwind(|| Column::of(STATEMENT, "places")).is_err());
        assert!(std::panic::catch_unwind(|| Column::of(STATEMENT, "cit")).is_err());
    }
}
