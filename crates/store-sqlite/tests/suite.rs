//! The suite that every store must pass, over SQLite.

use std::sync::Arc;

use customers::{ManualClock, testing::World};
use store_sqlite::{Options, SqliteStore};

async fn fresh() -> World<SqliteStore> {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::default());
    let ring = customers::KeyRing::new([("k1".parse().expect("an id"), [7; 32])]).expect("a ring");
    let options =
        Options { clock: Arc::clone(&clock) as _, ..Options::new(folder.path().join("customers.db"), Arc::new(ring)) };
    World { store: Arc::new(SqliteStore::open(options).expect("opened")), clock, keep: Box::new(folder) }
}

customers::store_suite!(fresh);
