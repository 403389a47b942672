//! Owns what happens before the first request: is this file ours, may we use it, does it have our schema, do our keys
//! open it?

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    time::Duration,
};

use customers::{KeyRing, SealingError};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use rusqlite_migration::{M, Migrations};

use crate::{Options, rows, writer::Failure};

/// `PRAGMA application_id` of our files; the first migration sets it.
const APPLICATION_ID: i32 = 0x4353_6731;

const MIGRATIONS: &[M<'static>] = &[M::up(include_str!("migrations/1.sql"))];

/// Two processes of the operating system may hold the file for a moment (a backup, a shell); longer is a fault.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a store cannot be opened. The texts are for whoever starts the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or its folder cannot be used.
    #[error("the database file cannot be used")]
    Io(#[source] std::io::Error),
    /// Another process has it.
    #[error("the database is in use by another process")]
    InUse,
    /// Not a database, or another program's.
    #[error("the file is no Countersign database")]
    NotOurs,
    /// A newer program wrote it.
    #[error("the database is at migration {found}, this program knows {known}: run a newer program")]
    TooNew {
        /// The file's migration.
        found: i64,
        /// The newest one known here.
        known: i64,
    },
    /// A key that sealed something is not in the ring.
    #[error("the key {0} is missing: it sealed values that are in the database")]
    MissingKey(String),
    /// A key of the ring is not the one that had this id before.
    #[error("the key {0} is not the one that the database was sealed with")]
    WrongKey(String),
    /// SQLite failed.
    #[error("the database cannot be opened")]
    Sqlite(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::NotOurs,
            // Its own source would say the same again.
            _ => Self::Sqlite(Box::new(Failure::Sqlite(error))),
        }
    }
}

impl From<Failure> for OpenError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Sqlite(error) => error.into(),
            other => Self::Sqlite(Box::new(other)),
        }
    }
}

pub(crate) struct Opened {
    pub(crate) lock: File,
    pub(crate) writer: Connection,
    pub(crate) readers: Vec<Connection>,
}

pub(crate) fn open(options: &Options) -> Result<Opened, OpenError> {
    let lock = lock(&options.path)?;
    // SQLite gives its other files the rights of this one: personal data is for the owner only.
    private(&options.path).map_err(OpenError::Io)?;
    let mut writer = connect(&options.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    must_be_ours(&writer)?;
    let mode: String = writer.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::Sqlite(format!("the journal mode is {mode}, not wal").into()));
    }
    // secure_delete: what is erased or replaced is overwritten with zeros, not only left out.
    writer
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = ON;")?;
    Migrations::from_slice(MIGRATIONS).to_latest(&mut writer).map_err(|error| OpenError::Sqlite(Box::new(error)))?;
    check_keys(&writer, &options.key_ring)?;
    let readers = (0..options.readers.max(1))
        .map(|_| connect(&options.path, OpenFlags::SQLITE_OPEN_READ_ONLY))
        .collect::<Result<_, _>>()?;
    Ok(Opened { lock, writer, readers })
}

/// One process at a time: keys in flight and sessions are kept in its memory.
fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let file = private(Path::new(&name)).map_err(OpenError::Io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(OpenError::Io(error)),
    }
}

/// The file, created where it is missing, for its owner only.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    // Each connection is used by one thread at a time, so SQLite need not lock it.
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    // temp_store: savepoints keep what they may have to undo; in memory, not in a file.
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")?;
    Ok(connection)
}

fn must_be_ours(connection: &Connection) -> Result<(), OpenError> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application_id = number("PRAGMA application_id")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let found = number("PRAGMA user_version")?;
    let fresh = application_id == 0 && tables == 0 && found == 0;
    if !fresh && application_id != i64::from(APPLICATION_ID) {
        return Err(OpenError::NotOurs);
    }
    let known = MIGRATIONS.len() as i64;
    if found > known { Err(OpenError::TooNew { found, known }) } else { Ok(()) }
}

/// Every key that is in use must be in the ring, and be the same key as before.
fn check_keys(connection: &Connection, ring: &KeyRing) -> Result<(), OpenError> {
    for key_id in rows::keys_in_use(connection)? {
        if !ring.ids().any(|id| id.as_str() == key_id) {
            return Err(OpenError::MissingKey(key_id));
        }
    }
    for id in ring.ids() {
        let place = format!("key_checks/{id}");
        let sealed: Option<Vec<u8>> = connection
            .query_row("SELECT sealed FROM key_checks WHERE key_id = ?1", [id.as_str()], |row| row.get(0))
            .optional()?;
        match sealed {
            Some(sealed) => match ring.open(&place, id.as_str(), &sealed) {
                Ok(_) => {}
                Err(SealingError::DoesNotOpen) => return Err(OpenError::WrongKey(id.to_string())),
                Err(error) => return Err(OpenError::Sqlite(Box::new(error))),
            },
            None => {
                let sealed = ring.seal_with(id, &place, b"").map_err(|error| OpenError::Sqlite(Box::new(error)))?;
                connection.execute(
                    "INSERT INTO key_checks (key_id, sealed) VALUES (?1, ?2)",
                    params![id.as_str(), sealed.bytes],
                )?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use customers::KeyRing;

    use super::*;

    #[test]
    fn every_connection_is_set_as_the_store_promises() {
        let folder = tempfile::tempdir().expect("a folder");
        let ring = KeyRing::new([("k1".parse().expect("an id"), [7; 32])]).expect("a ring");
        let options = Options::new(folder.path().join("customers.db"), std::sync::Arc::new(ring));
        let Opened { writer, readers, lock: _lock } = open(&options).expect("opened");
        assert_eq!(readers.len(), options.readers);
        for (name, connection) in readers.iter().map(|reader| ("reader", reader)).chain([("writer", &writer)]) {
            let number = |pragma: &str| {
                connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).expect("a number")
            };
            let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("a mode");
            assert_eq!(mode, "wal", "{name}");
            // FULL: what was answered survives a power cut.
            assert_eq!(number("synchronous"), 2, "{name}");
            assert_eq!(number("foreign_keys"), 1, "{name}");
            assert_eq!(number("trusted_schema"), 0, "{name}");
            // MEMORY.
            assert_eq!(number("temp_store"), 2, "{name}");
            assert_eq!(number("busy_timeout"), BUSY_TIMEOUT.as_millis() as i64, "{name}");
        }
        let limit: i64 = writer.pragma_query_value(None, "journal_size_limit", |row| row.get(0)).expect("a number");
        assert_eq!(limit, 64 * 1024 * 1024);
        let secure_delete: i64 = writer.pragma_query_value(None, "secure_delete", |row| row.get(0)).expect("a number");
        assert_eq!(secure_delete, 1);
    }
}
