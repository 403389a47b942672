//! Owns the embedded store: one SQLite file, its schema and its migrations, and `impl Store` over it.
//!
//! Write-ahead log, `synchronous=FULL`: what was answered survives a power cut. One thread writes; it takes whatever
//! has queued up, runs each job in a savepoint of **one** transaction, commits once and then answers them all, so that
//! the cost of the disk's flush is shared. Readers have connections of their own and never wait for the writer.
//!
//! Identification numbers, signing secrets and saved answers are sealed with the caller's [`KeyRing`]; passwords and
//! tokens are kept as hashes only.
//!
//! Never decides anything about customers: that is `customers`' part.

mod open;
mod readers;
mod rows;
mod sessions;
mod writer;

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use customers::{
    AuditEntry, AuditFault, AuditHash, AuditPage, Begin, Clock, Commit, Committed, Customer, CustomerId, Fingerprint,
    IDEMPOTENCY_RETENTION_S, InFlight, KeyRing, Partner, PartnerCredentials, PartnerId, SavedAnswer, Sealed, Session,
    Store, StoreChange, StoreError, SystemClock, TokenHash, Versioned,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

pub use open::OpenError;
use readers::Readers;
use sessions::Sessions;
pub use writer::{Failpoint, Step, Written};
use writer::{Failure, Steps, Writer};

/// Rows that one job of a sweep or a re-encryption touches: the other jobs of its group must not wait long.
const BATCH_ROWS: u32 = 256;

/// What came of sealing again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reencrypted {
    /// Values that were sealed again.
    pub values: u64,
    /// Values that do not open: altered, or moved. They stay as they are.
    pub unreadable: u64,
}

/// How to open a store.
#[derive(Clone)]
pub struct Options {
    /// The database file; created where it is missing, readable by its owner only.
    pub path: PathBuf,
    /// The keys that seal, the sealing one first.
    pub key_ring: Arc<KeyRing>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The most jobs that share one commit.
    pub max_group: usize,
    /// The most jobs that may wait; more are refused as [`StoreError::Unavailable`].
    pub max_queue: usize,
    /// Connections for reading.
    pub readers: usize,
    /// For tests: makes the writer fail at a step of its work.
    pub failpoint: Option<Failpoint>,
}

impl Options {
    /// The system's clock, groups of up to 256, a queue of 4096, 4 readers.
    pub fn new(path: impl Into<PathBuf>, key_ring: Arc<KeyRing>) -> Self {
        Self {
            path: path.into(),
            key_ring,
            clock: Arc::new(SystemClock),
            max_group: 256,
            max_queue: 4096,
            readers: 4,
            failpoint: None,
        }
    }
}

/// Customers in one SQLite file, which this process alone may use.
///
/// Dropping it finishes the jobs that are queued, and blocks until they are.
pub struct SqliteStore {
    // The order of the fields is the order of their ends: the writer empties its queue while the lock is still held.
    writer: Writer,
    readers: Readers,
    sessions: Arc<Sessions>,
    in_flight: InFlight,
    key_ring: Arc<KeyRing>,
    clock: Arc<dyn Clock>,
    _lock: std::fs::File,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens the file, creating or migrating it. Blocks.
    ///
    /// # Errors
    /// When the file is another program's, newer than this one, in use, sealed with a key that is missing or wrong, or
    /// cannot be opened.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let open::Opened { lock, writer, readers } = open::open(&options)?;
        Ok(Self {
            writer: Writer::start(writer, &options).map_err(OpenError::Io)?,
            readers: Readers::new(readers),
            sessions: Arc::default(),
            in_flight: InFlight::default(),
            key_ring: options.key_ring,
            clock: options.clock,
            _lock: lock,
        })
    }

    /// How much was written since the store was opened, and in how many commits.
    pub fn written(&self) -> Written {
        self.writer.written()
    }

    /// Seals again, with the first key of the ring, whatever another key sealed; says how many values. Others go on
    /// reading and writing meanwhile. Afterwards nothing but what did not open needs the other keys.
    ///
    /// # Errors
    /// When the store fails or has too much to do: what was done stays done, and it can be called again.
    pub async fn reencrypt(&self) -> Result<Reencrypted, StoreError> {
        let mut total = Reencrypted::default();
        for table in rows::SEALED_TABLES {
            let mut after = Some(rows::RowName::default());
            while let Some(from) = after {
                let ring = Arc::clone(&self.key_ring);
                (after, total) = self
                    .writer
                    .run("re-encrypt", move |connection, _| {
                        let mut done = total;
                        let last = rows::reencrypt_batch(connection, table, &ring, &from, BATCH_ROWS, &mut done)?;
                        Ok(((last, done), true))
                    })
                    .await?;
            }
        }
        Ok(total)
    }

    /// Recomputes the audit trail from its first entry; says how many there are, or where it is broken.
    ///
    /// # Errors
    /// When the store fails; a broken chain is the inner result.
    pub async fn verify_chain(&self) -> Result<Result<u64, AuditFault>, StoreError> {
        self.readers
            .scan("verify the audit trail", |connection| {
                // One snapshot, so that the count belongs to the entries.
                let transaction = connection.unchecked_transaction()?;
                let mut previous: Option<(u64, AuditHash)> = None;
                let mut statement = transaction.prepare(rows::ALL_AUDIT)?;
                let mut found = statement.query([])?;
                while let Some(row) = found.next()? {
                    let entry = rows::audit_entry(row)?;
                    if let Err(fault) = entry.verify_after(previous) {
                        return Ok(Err(fault));
                    }
                    previous = Some((entry.sequence, entry.hash));
                }
                let last = previous.map_or(0, |(sequence, _)| sequence);
                let written: Option<u64> = transaction
                    .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'audit'", [], |row| row.get(0))
                    .optional()?;
                let written = written.unwrap_or(0);
                if written > last { Ok(Err(AuditFault::Truncated { last, written })) } else { Ok(Ok(last)) }
            })
            .await
    }
}

impl Store for SqliteStore {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn key_ring(&self) -> &KeyRing {
        &self.key_ring
    }

    async fn partner_by_username(&self, username: &str) -> Result<Option<PartnerCredentials>, StoreError> {
        self.readers
            .look_up("load a partner", |connection| rows::partner_by_username(connection, username, &self.key_ring))
            .await
    }

    async fn session(&self, token: TokenHash) -> Result<Option<Session>, StoreError> {
        let generation = match self.sessions.get(&token) {
            Ok(session) => return Ok(Some(session)),
            Err(generation) => generation,
        };
        let session = self
            .readers
            .look_up("load a session", |connection| rows::session(connection, token, &self.key_ring))
            .await?;
        if let Some(session) = &session {
            self.sessions.keep(token, session.clone(), generation);
        }
        Ok(session)
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        let ring = Arc::clone(&self.key_ring);
        self.readers.scan("list partners", move |connection| rows::partners(connection, &ring)).await
    }

    async fn customer(&self, id: CustomerId) -> Result<Option<Versioned<Customer>>, StoreError> {
        self.readers.look_up("load a customer", |connection| rows::customer(connection, id, &self.key_ring)).await
    }

    async fn audit_entries(&self, customer: CustomerId, page: AuditPage) -> Result<Vec<AuditEntry>, StoreError> {
        self.readers
            .scan("read the audit trail", move |connection| rows::audit_of_customer(connection, customer, page))
            .await
    }

    async fn begin(&self, partner: PartnerId, key: Uuid, fingerprint: Fingerprint) -> Result<Begin, StoreError> {
        // The claim first: whoever held it before has committed by the time it is free, so the read below sees it.
        let claim = self.in_flight.claim(partner, key, fingerprint);
        let now = self.now();
        let saved = self
            .readers
            .look_up("look for a saved answer", |connection| {
                rows::answer(connection, partner, key, now, &self.key_ring)
            })
            .await?;
        Ok(match (saved, claim) {
            // Whoever holds the claim may only be looking, as this one is: what was saved decides.
            (Some((of, answer)), _) if of == fingerprint => Begin::Replay(answer),
            (Some(_), _) => Begin::Reused,
            (None, Ok(claim)) => Begin::Run(claim),
            (None, Err(taken)) => taken,
        })
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let now = self.now();
        // Sealing is the caller's work, not the writer's: every commit waits for that one thread.
        let sealing = |source| StoreError::broken("seal", source);
        let (claim, answer) = match commit.answer {
            Some((claim, SavedAnswer(bytes))) => {
                let sealed = self.key_ring.seal(&rows::answer_place(claim.partner, claim.key), &bytes);
                let row = (claim.partner, claim.key, claim.fingerprint, sealed.map_err(sealing)?);
                (Some(claim), Some(row))
            }
            None => (None, None),
        };
        let sealed = match &commit.change {
            StoreChange::InsertPartner(new) => new
                .partner
                .signing_secrets
                .iter()
                .rev()
                .zip(0_u32..)
                .map(|(secret, position)| {
                    self.key_ring
                        .seal(&rows::secret_place(new.partner.id, position), secret.expose().as_bytes())
                        .map_err(sealing)
                })
                .collect::<Result<Vec<Sealed>, _>>()?,
            StoreChange::InsertCustomer(new) => {
                let number = rows::identification_number(new);
                vec![self.key_ring.seal(&rows::identification_place(new.id), number.as_bytes()).map_err(sealing)?]
            }
            _ => Vec::new(),
        };
        let partners_change =
            matches!(commit.change, StoreChange::InsertPartner(_) | StoreChange::EnableUpdateCustomerData { .. });
        let sessions = Arc::clone(&self.sessions);
        let (change, audit) = (commit.change, commit.audit);
        self.writer
            .run_then(
                "commit",
                move |connection, steps| {
                    if let Some((partner, ..)) = &answer
                        && !rows::may_update_customers(connection, *partner)?
                    {
                        return Ok((Committed::NotEnabled, false));
                    }
                    let committed = write_change(connection, steps, &change, &sealed)?;
                    if committed != Committed::Done {
                        return Ok((committed, false));
                    }
                    if let Some((partner, key, fingerprint, sealed)) = &answer {
                        steps.reach(Step::SaveAnswer)?;
                        let expires = now + TimeDelta::seconds(IDEMPOTENCY_RETENTION_S);
                        if !rows::save_answer(connection, *partner, *key, fingerprint, sealed, now, expires)? {
                            return Ok((Committed::Conflict, false));
                        }
                    }
                    if let Some(note) = audit {
                        steps.reach(Step::AppendAudit)?;
                        let previous = rows::last_audit(connection)?;
                        rows::append_audit(connection, &AuditEntry::chained(note, now, previous))?;
                    }
                    Ok((Committed::Done, true))
                },
                // Nobody who was told sees the partner as it was, and the key stays in flight until here, even if the
                // caller has gone away.
                move || {
                    drop(claim);
                    if partners_change {
                        sessions.forget_all();
                    }
                },
            )
            .await
    }

    async fn sweep(&self) -> Result<u64, StoreError> {
        let now = self.now();
        self.sessions.forget_expired(now);
        let mut total = 0;
        for statement in [rows::SWEEP_ANSWERS, rows::SWEEP_TOKENS] {
            loop {
                let count = self
                    .writer
                    .run("sweep", move |connection, _| {
                        let swept = connection
                            .prepare_cached(statement)?
                            .execute(params![now.timestamp_millis(), BATCH_ROWS])?;
                        Ok((swept as u64, true))
                    })
                    .await?;
                total += count;
                if count < u64::from(BATCH_ROWS) {
                    break;
                }
            }
        }
        Ok(total)
    }
}

fn write_change(
    connection: &Connection,
    steps: &Steps,
    change: &StoreChange,
    sealed: &[Sealed],
) -> Result<Committed, Failure> {
    steps.reach(Step::Change)?;
    match change {
        StoreChange::Nothing => Ok(Committed::Done),
        StoreChange::InsertPartner(new) => Ok(rows::insert_partner(connection, new, sealed)?),
        StoreChange::EnableUpdateCustomerData { partner, enabled } => {
            Ok(rows::enable_update_customer_data(connection, *partner, *enabled)?)
        }
        StoreChange::InsertToken { token, partner, expires } => {
            Ok(rows::insert_token(connection, *token, *partner, *expires)?)
        }
        StoreChange::InsertCustomer(new) => Ok(rows::insert_customer(connection, new, &sealed[0])?),
        StoreChange::ReplaceCustomer { before, after, expected } => {
            let replaced = rows::replace_customer(connection, after, *expected)?;
            if replaced == Committed::Done && before.pockets != after.pockets {
                steps.reach(Step::Pockets)?;
                rows::replace_pockets(connection, &before.pockets, after)?;
            }
            Ok(replaced)
        }
    }
}
