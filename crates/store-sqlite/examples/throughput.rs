//! Durable updates per second through the whole store, beside what bare SQLite commits with the same durability, the
//! same group size and the same statements, on the same disk; and what 10,000 idle customers take in memory.
//!
//! ```text
//! cargo run --release -p store-sqlite --example throughput [FOLDER [CONCURRENT..]]
//! ```

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use customers::{testing::*, *};
use rusqlite::{Connection, params};
use store_sqlite::{Options, SqliteStore, Step};
use uuid::Uuid;

const CUSTOMERS: usize = 10_000;
const RUN_FOR: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

/// As long as a real answer of the API.
fn answer_700(outcome: &Outcome) -> SavedAnswer {
    let mut bytes = answer(outcome).0;
    bytes.resize(700, b' ');
    SavedAnswer(bytes)
}

fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0
}

/// Processor time of this process so far, in seconds.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    // User and system time, in ticks of 10 ms.
    fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Numbers after the folder, or 1, 16 and 64.
fn concurrent() -> Vec<usize> {
    let given: Vec<usize> = std::env::args().skip(2).filter_map(|n| n.parse().ok()).collect();
    if given.is_empty() { vec![1, 16, 64] } else { given }
}

async fn through_the_store(store: &Arc<SqliteStore>, partner: PartnerId, ids: &Arc<Vec<CustomerId>>, n: usize) -> f64 {
    let start = Instant::now();
    let mut all = tokio::task::JoinSet::new();
    for worker in 0..n {
        let (store, ids) = (Arc::clone(store), Arc::clone(ids));
        all.spawn(async move {
            let mut done = 0_usize;
            while start.elapsed() < RUN_FOR {
                let id = ids[(worker + done * 977) % ids.len()];
                let key = Uuid::new_v4();
                let Begin::Run(claim) = store.begin(partner, key, [1; 32]).await.expect("the store works") else {
                    panic!("the key is new")
                };
                let update = new_email(&format!("{}@mail.example", key.simple()));
                let ran = update_customer_data(&*store, partner, "t", id, update, Some(claim), answer_700).await;
                ran.expect("the store works").expect("a customer");
                done += 1;
            }
            done
        });
    }
    all.join_all().await.into_iter().sum::<usize>() as f64 / start.elapsed().as_secs_f64()
}

/// The same rows with the same statements, by a loop that does nothing else.
fn bare(path: &Path, partner: PartnerId, ids: &[CustomerId], group: usize) -> f64 {
    let connection = Connection::open(path).expect("opened");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        .expect("set up");
    let mut sequence: i64 =
        connection.query_row("SELECT max(sequence) FROM audit", [], |row| row.get(0)).expect("an entry");
    let start = Instant::now();
    let mut done = 0_usize;
    while start.elapsed() < RUN_FOR {
        connection.execute_batch("BEGIN IMMEDIATE").expect("begun");
        for _ in 0..group {
            let id = ids[(done * 977) % ids.len()].0;
            let key = Uuid::new_v4();
            let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
                connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).expect("written");
            };
            run(
                "UPDATE customers SET version = version + 1, email = ?2 WHERE id = ?1",
                params![id.as_bytes(), format!("{}@mail.example", key.simple())],
            );
            run(
                "INSERT INTO answers (partner_id, key, fingerprint, key_id, sealed, expires_at)
                 VALUES (?1, ?2, ?3, 'k1', ?4, ?5)",
                params![partner.0.as_bytes(), key.as_bytes(), [1_u8; 32], [7_u8; 740], i64::MAX],
            );
            sequence += 1;
            run(
                "INSERT INTO audit (sequence, at, actor_partner_id, trace_id, operation, partner_id, customer_id,
                     changed, before_key_id, before_hmac, after_key_id, after_hmac, previous_hash, hash)
                 VALUES (?1, 0, ?2, 't', 'update_customer_data', ?2, ?3, 'email', 'k1', ?4, 'k1', ?4, ?4, ?4)",
                params![sequence, partner.0.as_bytes(), id.as_bytes(), [7_u8; 32]],
            );
            done += 1;
        }
        connection.execute_batch("COMMIT").expect("committed");
    }
    done as f64 / start.elapsed().as_secs_f64()
}

/// Opens the file, reads and changes a part of it, rests, and says what that takes.
async fn idle(path: &Path) {
    let store = Arc::new(SqliteStore::open(Options::new(path, ring())).expect("opened"));
    let ids: Vec<CustomerId> = Connection::open(path)
        .expect("opened")
        .prepare("SELECT id FROM customers")
        .expect("prepared")
        .query_map([], |row| Ok(CustomerId(Uuid::from_bytes(row.get(0)?))))
        .expect("queried")
        .collect::<Result<_, _>>()
        .expect("read");
    let partner = list_partners(&*store).await.expect("the store works").remove(0).id;
    for id in &ids {
        let update = ContactUpdate { phone_number: Some("(202) 555-0199".into()), ..Default::default() };
        if id.0.as_bytes()[0] == 0 {
            let update = CustomerUpdate::UpdateCustomerData(update);
            let ran = update_customer_data(&*store, partner, "t", *id, update, None, answer_700).await;
            ran.expect("the store works").expect("a customer");
        }
        get_customer(&*store, partner, *id).await.expect("the store works").expect("a customer");
    }
    println!("{} customers, idle: {:.1} MB resident", ids.len(), resident_mb());
}

fn ring() -> Arc<KeyRing> {
    Arc::new(KeyRing::new([("k1".parse().expect("an id"), [7; 32])]).expect("a ring"))
}

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("idle") {
        return idle(Path::new(&std::env::args().nth(2).expect("a path"))).await;
    }
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder).expect("a folder");
    let path = folder.path().join("customers.db");
    let (commits, jobs) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let open = || {
        let (commits, jobs) = (Arc::clone(&commits), Arc::clone(&jobs));
        let count: store_sqlite::Failpoint = Arc::new(move |step| {
            match step {
                Step::Commit => commits.fetch_add(1, Ordering::Relaxed),
                Step::Savepoint => jobs.fetch_add(1, Ordering::Relaxed),
                _ => 0,
            };
            false
        });
        let options = Options { failpoint: Some(count), ..Options::new(&path, ring()) };
        Arc::new(SqliteStore::open(options).expect("opened"))
    };
    let store = open();
    let partner = partner(&*store).await.partner.id;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..CUSTOMERS {
        let store = Arc::clone(&store);
        all.spawn(async move {
            let new = if n % 2 == 0 { individual(partner) } else { business(partner) };
            loop {
                match create_customer(&*store, "t", new.clone()).await {
                    Ok(made) => return made.expect("sound").id,
                    Err(StoreError::Unavailable) => tokio::task::yield_now().await,
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }
    let ids = Arc::new(all.join_all().await);
    drop(store);
    // A process of its own: this one still holds what creating them took.
    std::process::Command::new(std::env::current_exe().expect("this program"))
        .arg("idle")
        .arg(&path)
        .status()
        .expect("started");

    println!(
        "{:>10} {:>8} {:>12} {:>12} {:>7} {:>12} {:>12}",
        "concurrent", "group", "store /s", "bare /s", "ratio", "store cpu us", "bare cpu us"
    );
    for concurrent in concurrent() {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let store = open();
            commits.store(0, Ordering::Relaxed);
            jobs.store(0, Ordering::Relaxed);
            let cpu = cpu_s();
            let ours = through_the_store(&store, partner, &ids, concurrent).await;
            let ours_us = (cpu_s() - cpu) * 1e6 / (ours * RUN_FOR.as_secs_f64());
            let group = jobs.load(Ordering::Relaxed) as f64 / commits.load(Ordering::Relaxed).max(1) as f64;
            drop(store);
            let cpu = cpu_s();
            let engine = bare(&path, partner, &ids, group.round() as usize);
            let engine_us = (cpu_s() - cpu) * 1e6 / (engine * RUN_FOR.as_secs_f64());
            println!(
                "{concurrent:>10} {group:>8.1} {ours:>12.0} {engine:>12.0} {:>7.2} {ours_us:>12.0} {engine_us:>12.0}",
                ours / engine
            );
            ratios.push(ours / engine);
        }
        ratios.sort_by(f64::total_cmp);
        println!("{concurrent:>10} median {:>42.2}", ratios[ROUNDS / 2]);
    }
}
