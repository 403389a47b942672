//! Claims about what a crash, a stranger or a lost key may do to the file.

mod damage;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use customers::{
    testing::{answer, closing, individual, new_email, partner_with_customers, request},
    *,
};
use rusqlite::Connection;
use store_sqlite::{Failpoint, OpenError, Options, Reencrypted, SqliteStore, Step};
use uuid::Uuid;

fn ring(keys: &[(&str, u8)]) -> Arc<KeyRing> {
    let keys = keys.iter().map(|(id, fill)| (id.parse().expect("an id"), [*fill; 32]));
    Arc::new(KeyRing::new(keys).expect("a ring"))
}

fn options(path: &Path) -> Options {
    Options::new(path, ring(&[("k1", 1)]))
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("customers.db");
    (folder, path)
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(options(path)).expect("opened")
}

fn refused(options: Options) -> OpenError {
    SqliteStore::open(options).map(drop).expect_err("refused")
}

/// Changes the file behind the store's back.
fn meddle(path: &Path, sql: &str) {
    Connection::open(path).expect("opened").execute_batch(sql).expect("meddled");
}

async fn email_of(store: &SqliteStore, id: CustomerId) -> String {
    inspect_customer(store, id).await.expect("the store works").expect("a customer").email.to_string()
}

async fn entries_of(store: &SqliteStore, id: CustomerId) -> usize {
    let page = AuditPage { after_sequence: 0, limit: 1000 };
    list_audit_entries(store, id, page).await.expect("the store works").expect("a customer").len()
}

/// Fails at the n-th step that is reached, counting from 1.
fn failing_at(n: usize) -> (Failpoint, Arc<AtomicUsize>) {
    let reached = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&reached);
    (Arc::new(move |_| counter.fetch_add(1, Ordering::SeqCst) + 1 == n), reached)
}

/// The row is old and unanswered, or new and answered; whichever, it is audited accordingly.
async fn is_old_or_new(store: &SqliteStore, partner: PartnerId, key: Uuid, before: &Customer, after: &str) -> bool {
    let begun = store.begin(partner, key, [1; 32]).await.expect("the store works");
    let email = email_of(store, before.id).await;
    let new = match &begun {
        Begin::Run(_) => {
            assert_eq!(email, before.email.as_str(), "no answer, so nothing changed");
            false
        }
        Begin::Replay(answer) => {
            assert_eq!(answer.0, format!("ok PENDING {after}").into_bytes());
            assert_eq!(email, after, "answered, so changed");
            true
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(entries_of(store, before.id).await, if new { 2 } else { 1 });
    assert!(store.verify_chain().await.expect("the store works").is_ok());
    new
}

#[tokio::test]
async fn failing_at_any_step_leaves_the_old_row_or_the_new_one_with_its_answer() {
    let (_folder, path) = folder();
    let (mut olds, mut news) = (0, 0);
    for n in 1.. {
        let store = open(&path);
        let (partner, [customer, _]) = partner_with_customers(&store).await;
        drop(store);
        let (failpoint, reached) = failing_at(n);
        let store = SqliteStore::open(Options { failpoint: Some(failpoint), ..options(&path) }).expect("opened");
        let key = Uuid::new_v4();
        let Begin::Run(claim) = store.begin(partner, key, [1; 32]).await.expect("the store works") else {
            panic!("the key is new")
        };
        let update = new_email("new@mail.example");
        let outcome = update_customer_data(&store, partner, "t", customer.id, update, Some(claim), answer).await;
        let finished = reached.load(Ordering::SeqCst) < n;
        assert_eq!(outcome.is_ok(), finished, "step {n}");
        // The same store goes on working, and so does another one on the same file.
        let new = is_old_or_new(&store, partner, key, &customer, "new@mail.example").await;
        drop(store);
        let store = open(&path);
        assert_eq!(is_old_or_new(&store, partner, key, &customer, "new@mail.example").await, new);
        assert!(new || !finished);
        *(if new { &mut news } else { &mut olds }) += 1;
        if finished {
            break;
        }
    }
    // begin, savepoint, change, answer, audit, release, commit; and the step after the commit.
    assert_eq!((olds, news), (7, 2));
}

#[tokio::test]
async fn failing_at_any_step_of_a_closing_closes_customer_and_pockets_together_or_not_at_all() {
    let (_folder, path) = folder();
    for n in 1.. {
        let store = open(&path);
        let (partner, [customer, _]) = partner_with_customers(&store).await;
        for _ in 0..2 {
            open_pocket(&store, "t", customer.id).await.expect("the store works").expect("opened");
        }
        drop(store);
        let (failpoint, reached) = failing_at(n);
        let store = SqliteStore::open(Options { failpoint: Some(failpoint), ..options(&path) }).expect("opened");
        drop(update_customer_data(&store, partner, "t", customer.id, closing(), None, answer).await);
        let now = inspect_customer(&store, customer.id).await.expect("the store works").expect("a customer");
        let closed = now.account_status() == AccountStatus::Closed;
        let state = if closed { PocketState::Closed } else { PocketState::Open };
        assert!(now.pockets.len() == 2 && now.pockets.iter().all(|pocket| pocket.state == state), "step {n}");
        assert_eq!(entries_of(&store, customer.id).await, if closed { 4 } else { 3 });
        if reached.load(Ordering::SeqCst) < n {
            assert!(closed);
            return;
        }
    }
}

#[tokio::test]
async fn a_panic_while_writing_fails_that_commit_alone_and_the_store_goes_on() {
    let (_folder, path) = folder();
    let armed = Arc::new(AtomicBool::new(false));
    let panics = Arc::clone(&armed);
    let failpoint: Failpoint = Arc::new(move |step| {
        assert!(step != Step::SaveAnswer || !panics.swap(false, Ordering::SeqCst), "as a bug would");
        false
    });
    let store = SqliteStore::open(Options { failpoint: Some(failpoint), ..options(&path) }).expect("opened");
    let (partner, [customer, _]) = partner_with_customers(&store).await;
    let key = Uuid::new_v4();
    let Begin::Run(claim) = store.begin(partner, key, [1; 32]).await.expect("the store works") else {
        panic!("the key is new")
    };
    armed.store(true, Ordering::SeqCst);
    let update = || new_email("new@mail.example");
    let outcome = update_customer_data(&store, partner, "t", customer.id, update(), Some(claim), answer).await;
    assert!(matches!(outcome, Err(StoreError::Broken { doing: "commit", .. })));
    assert!(!is_old_or_new(&store, partner, key, &customer, "new@mail.example").await);
    assert!(request(&store, partner, key, 1, customer.id, update()).await.expect("answered").1);
    assert!(is_old_or_new(&store, partner, key, &customer, "new@mail.example").await);
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let (_folder, path) = folder();
    let store = open(&path);
    let made = testing::partner(&store).await;
    let owner = made.partner.id;
    let login = log_in(&store, &made.partner.username, made.password.clone(), None).await.expect("the store works");
    let login = login.expect("the right password");
    let id = create_customer(&store, "t", individual(owner)).await.expect("the store works").expect("made").id;
    open_pocket(&store, "t", id).await.expect("the store works").expect("opened");
    let key = Uuid::new_v4();
    let (saved, _) = request(&store, owner, key, 1, id, closing()).await.expect("answered");
    let closed = inspect_customer(&store, id).await.expect("the store works").expect("a customer");
    let chain = store.verify_chain().await.expect("the store works").expect("whole");
    drop(store);

    let store = open(&path);
    assert_eq!(request(&store, owner, key, 1, id, closing()).await.expect("answered"), (saved, false));
    assert_eq!(inspect_customer(&store, id).await.expect("the store works"), Ok(closed));
    let session = authenticate(&store, login.token.expose()).await.expect("the store works").expect("a session");
    assert_eq!((session.partner.id, session.expires), (owner, login.expires));
    assert!(log_in(&store, &made.partner.username, made.password, None).await.expect("the store works").is_ok());
    assert_eq!(store.verify_chain().await.expect("the store works"), Ok(chain));
}

/// The child's side of the next test: does nothing unless it is called as one.
#[tokio::test]
async fn a_process_that_dies_is_started_by_the_test_below() {
    let Ok(path) = std::env::var("STORE_SQLITE_DIES_AT_PATH") else { return };
    let number = |name: &str| std::env::var(name).expect("set by the parent");
    let id = |name: &str| Uuid::parse_str(&number(name)).expect("a UUID");
    let dies_at: usize = number("STORE_SQLITE_DIES_AT").parse().expect("a number");
    let reached = AtomicUsize::new(0);
    let failpoint: Failpoint = Arc::new(move |_| {
        if reached.fetch_add(1, Ordering::SeqCst) + 1 == dies_at {
            std::process::abort();
        }
        false
    });
    let store = SqliteStore::open(Options { failpoint: Some(failpoint), ..options(Path::new(&path)) });
    let store = store.expect("opened");
    let (partner, customer) = (PartnerId(id("STORE_SQLITE_PARTNER")), CustomerId(id("STORE_SQLITE_CUSTOMER")));
    let update = new_email("new@mail.example");
    request(&store, partner, id("STORE_SQLITE_KEY"), 1, customer, update).await.expect("answered");
}

#[tokio::test]
async fn a_process_that_dies_at_any_step_leaves_the_old_row_or_the_new_one_with_its_answer() {
    let (_folder, path) = folder();
    let (mut olds, mut news) = (0, 0);
    for dies_at in 1.. {
        let store = open(&path);
        let (partner, [customer, _]) = partner_with_customers(&store).await;
        drop(store);
        let key = Uuid::new_v4();
        let died = !std::process::Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "a_process_that_dies_is_started_by_the_test_below", "--quiet"])
            .env("STORE_SQLITE_DIES_AT_PATH", &path)
            .env("STORE_SQLITE_DIES_AT", dies_at.to_string())
            .env("STORE_SQLITE_PARTNER", partner.to_string())
            .env("STORE_SQLITE_CUSTOMER", customer.id.to_string())
            .env("STORE_SQLITE_KEY", key.to_string())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .expect("started")
            .success();
        let store = open(&path);
        let new = is_old_or_new(&store, partner, key, &customer, "new@mail.example").await;
        *(if new { &mut news } else { &mut olds }) += 1;
        if !died {
            break;
        }
    }
    assert_eq!((olds, news), (7, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_come_together_share_a_commit_and_a_refused_one_harms_no_other() {
    let (_folder, path) = folder();
    let commits = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&commits);
    let failpoint: Failpoint = Arc::new(move |step| {
        if step == Step::Commit {
            counter.fetch_add(1, Ordering::SeqCst);
            // As a slow disk would: whoever comes meanwhile queues up.
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        false
    });
    let store = SqliteStore::open(Options { failpoint: Some(failpoint), ..options(&path) }).expect("opened");
    let store = Arc::new(store);
    let (partner, _) = partner_with_customers(&*store).await;
    let mut made = Vec::new();
    for _ in 0..32 {
        let new = individual(partner);
        made.push(create_customer(&*store, "t", new).await.expect("the store works").expect("made").id);
    }
    let before = commits.load(Ordering::SeqCst);
    let written_before = store.written();
    let mut all = tokio::task::JoinSet::new();
    for (n, id) in made.iter().copied().enumerate() {
        let store = Arc::clone(&store);
        all.spawn(async move {
            // Every fourth one is a commit that the store refuses.
            if n % 4 == 0 {
                let change = StoreChange::EnableUpdateCustomerData { partner: PartnerId::random(), enabled: true };
                let refused = store.commit(Commit { change, answer: None, audit: None }).await;
                assert_eq!(refused.expect("the store works"), Committed::Missing);
            } else {
                let update = new_email(&format!("n{n}@mail.example"));
                let (_, ran) = request(&*store, partner, Uuid::new_v4(), 1, id, update).await.expect("answered");
                assert!(ran);
            }
        });
    }
    all.join_all().await;
    let shared = commits.load(Ordering::SeqCst) - before;
    assert!(shared <= 8, "{shared} commits for 32 jobs");
    let written = store.written();
    assert_eq!(written.jobs - written_before.jobs, 32);
    assert_eq!(written.commits - written_before.commits, shared as u64);
    for (n, id) in made.iter().copied().enumerate() {
        let expected = if n % 4 == 0 { "noor.haddad@mail.example".to_owned() } else { format!("n{n}@mail.example") };
        assert_eq!(email_of(&store, id).await, expected);
    }
    assert!(store.verify_chain().await.expect("the store works").is_ok());
}

#[tokio::test]
async fn a_full_queue_refuses_and_what_was_taken_is_done() {
    let (_folder, path) = folder();
    let failpoint: Failpoint = Arc::new(|step| {
        if step == Step::Commit {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        false
    });
    let options = Options { failpoint: Some(failpoint), max_queue: 2, max_group: 1, ..options(&path) };
    let store = Arc::new(SqliteStore::open(options).expect("opened"));
    let (partner, _) = partner_with_customers(&*store).await;
    let token = |n: u8| Commit {
        change: StoreChange::InsertToken { token: TokenHash([n; 32]), partner, expires: store.now() },
        answer: None,
        audit: None,
    };
    let mut all = tokio::task::JoinSet::new();
    for n in 0..16 {
        let (store, commit) = (Arc::clone(&store), token(n));
        all.spawn(async move { store.commit(commit).await });
    }
    let done = all.join_all().await;
    let refused = done.iter().filter(|result| matches!(result, Err(StoreError::Unavailable))).count();
    let taken = done.iter().filter(|result| matches!(result, Ok(Committed::Done))).count();
    assert!(refused > 0 && taken >= 2 && refused + taken == 16, "{refused} refused, {taken} taken");

    drop(store);
    assert!(open(&path).verify_chain().await.expect("the store works").is_ok());
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_its_key_in_flight_until_its_commit_is_over() {
    let (_folder, path) = folder();
    let failpoint: Failpoint = Arc::new(|step| {
        if step == Step::Commit {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        false
    });
    let store = SqliteStore::open(Options { failpoint: Some(failpoint), ..options(&path) }).expect("opened");
    let (partner, [customer, other]) = partner_with_customers(&store).await;
    let key = Uuid::new_v4();
    let call = request(&store, partner, key, 1, customer.id, new_email("left@mail.example"));
    let gone = tokio::time::timeout(std::time::Duration::from_millis(50), call).await;
    assert!(gone.is_err(), "the commit takes longer than the caller waits");
    let mut polls_in_flight = 0;
    loop {
        match store.begin(partner, key, [1; 32]).await.expect("the store works") {
            Begin::InFlight => polls_in_flight += 1,
            Begin::Replay(answer) => {
                assert_eq!(answer.0, b"ok PENDING left@mail.example");
                break;
            }
            ran => panic!("it would run twice: {ran:?}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    assert!(polls_in_flight > 0);

    // Dropping the store does what was taken, though nobody waits for it.
    let call = request(&store, partner, Uuid::new_v4(), 1, other.id, new_email("last@mail.example"));
    assert!(tokio::time::timeout(std::time::Duration::from_millis(50), call).await.is_err());
    drop(store);
    assert_eq!(email_of(&open(&path), other.id).await, "last@mail.example");
}

#[test]
fn a_database_that_a_newer_program_wrote_is_refused_and_left_alone() {
    let (_folder, path) = folder();
    drop(open(&path));
    meddle(&path, "PRAGMA user_version = 2");
    let refusal = refused(options(&path));
    assert!(matches!(refusal, OpenError::TooNew { found: 2, known: 1 }));
    assert_eq!(refusal.to_string(), "the database is at migration 2, this program knows 1: run a newer program");
    meddle(&path, "PRAGMA user_version = 1");
    drop(open(&path));
}

#[test]
fn another_programs_file_is_refused_and_left_alone() {
    for sql in ["CREATE TABLE t (a)", "PRAGMA application_id = 7", "PRAGMA user_version = 1"] {
        let (_folder, path) = folder();
        meddle(&path, sql);
        let before = std::fs::read(&path).expect("read");
        assert!(matches!(refused(options(&path)), OpenError::NotOurs), "{sql}");
        assert_eq!(std::fs::read(&path).expect("read"), before, "{sql}");
    }
    let (_folder, path) = folder();
    std::fs::write(&path, "this is no database, but a text of more than a hundred bytes ".repeat(20)).expect("written");
    assert!(matches!(refused(options(&path)), OpenError::NotOurs));
    let (folder, _) = folder();
    assert!(matches!(refused(options(&folder.path().join("no/such/folder.db"))), OpenError::Io(_)));
}

#[test]
fn one_process_at_a_time_uses_the_file() {
    let (_folder, path) = folder();
    let store = open(&path);
    assert!(matches!(refused(options(&path)), OpenError::InUse));
    drop(store);
    drop(open(&path));
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = folder();
    let _store = open(&path);
    for file in std::fs::read_dir(folder.path()).expect("listed") {
        let file = file.expect("an entry");
        let mode = file.metadata().expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
    }
}

#[tokio::test]
async fn a_missing_key_and_a_wrong_one_are_refused_by_name() {
    let (_folder, path) = folder();
    let store = open(&path);
    partner_with_customers(&store).await;
    drop(store);
    let missing = refused(Options { key_ring: ring(&[("k2", 2)]), ..options(&path) });
    assert_eq!(missing.to_string(), "the key k1 is missing: it sealed values that are in the database");
    let wrong = refused(Options { key_ring: ring(&[("k1", 9)]), ..options(&path) });
    assert_eq!(wrong.to_string(), "the key k1 is not the one that the database was sealed with");
    drop(open(&path));
}

#[tokio::test]
async fn keys_are_rotated_without_losing_anything_and_the_old_one_can_go() {
    let (_folder, path) = folder();
    let store = open(&path);
    let (partner, customers) = partner_with_customers(&store).await;
    let mut many = customers.to_vec();
    // More than one batch.
    for _ in 0..300 {
        let made = create_customer(&store, "t", individual(partner)).await.expect("the store works");
        many.push(made.expect("a sound customer"));
    }
    let key = Uuid::new_v4();
    let update = || new_email("kept@mail.example");
    let (saved, _) = request(&store, partner, key, 1, many[0].id, update()).await.expect("answered");
    let secrets = list_partners(&store).await.expect("the store works").remove(0).signing_secrets;
    drop(store);

    let both = Options { key_ring: ring(&[("k2", 2), ("k1", 1)]), ..options(&path) };
    let store = SqliteStore::open(both).expect("opened");
    let replayed = request(&store, partner, key, 1, many[0].id, update()).await.expect("answered");
    assert_eq!(replayed, (saved.clone(), false), "the old key still opens");
    let done = |values| Reencrypted { values, unreadable: 0 };
    assert_eq!(store.reencrypt().await.expect("the store works"), done(302 + 1 + 1));
    assert_eq!(store.reencrypt().await.expect("the store works"), done(0));
    drop(store);

    let new = Options { key_ring: ring(&[("k2", 2)]), ..options(&path) };
    let store = SqliteStore::open(new).expect("the old key is not needed");
    for customer in &many[1..] {
        assert_eq!(inspect_customer(&store, customer.id).await.expect("the store works").as_ref(), Ok(customer));
    }
    let replayed = request(&store, partner, key, 1, many[0].id, update()).await.expect("answered");
    assert_eq!(replayed, (saved, false));
    assert!(list_partners(&store).await.expect("the store works").remove(0).signing_secrets == secrets);
    assert!(store.verify_chain().await.expect("the store works").is_ok(), "the chain needs no key");
}

#[tokio::test]
async fn what_was_erased_is_nowhere_in_the_file() {
    const ERASED: &[u8; 32] = b"a token's hash, its hour is over";
    let (_folder, path) = folder();
    let store = open(&path);
    let (partner, _) = partner_with_customers(&store).await;
    let token = |token, expires| Commit {
        change: StoreChange::InsertToken { token: TokenHash(token), partner, expires },
        answer: None,
        audit: None,
    };
    let holds = || {
        meddle(&path, "PRAGMA wal_checkpoint(TRUNCATE)");
        let bytes = std::fs::read(&path).expect("read");
        bytes.windows(ERASED.len()).any(|window| window == ERASED)
    };
    // Others beside it, so that its page stays in use.
    for n in 0..3 {
        let later = store.now() + chrono::TimeDelta::hours(1);
        assert_eq!(store.commit(token([n; 32], later)).await.expect("the store works"), Committed::Done);
    }
    assert_eq!(store.commit(token(*ERASED, store.now())).await.expect("the store works"), Committed::Done);
    assert!(holds(), "it was there");
    assert_eq!(store.sweep().await.expect("the store works"), 1);
    assert!(!holds());
}

#[tokio::test]
async fn secrets_are_nowhere_in_the_files() {
    let (folder, path) = folder();
    let store = open(&path);
    let made = testing::partner(&store).await;
    let owner = made.partner.id;
    let customer = create_customer(&store, "t", individual(owner)).await.expect("the store works").expect("made");
    let login = log_in(&store, &made.partner.username, made.password.clone(), None).await.expect("the store works");
    let token = login.expect("the right password").token;
    let say = |_: &Outcome| SavedAnswer(b"the-saved-answer-as-text".to_vec());
    let Begin::Run(claim) = store.begin(owner, Uuid::new_v4(), [1; 32]).await.expect("the store works") else {
        panic!("the key is new")
    };
    let update = new_email("new@mail.example");
    let updated = update_customer_data(&store, owner, "t", customer.id, update, Some(claim), say).await;
    assert!(updated.expect("the store works").is_ok());
    let mut files = 0;
    for when in ["while it is open", "after it was closed"] {
        for file in std::fs::read_dir(folder.path()).expect("listed") {
            let bytes = std::fs::read(file.expect("an entry").path()).expect("read");
            let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            for secret in [
                "900-00-0001",
                made.password.expose(),
                made.shared_secret.expose(),
                token.expose(),
                "the-saved-answer-as-text",
            ] {
                assert!(!holds(secret), "{when}");
            }
            files += usize::from(holds("new@mail.example"));
        }
        meddle(&path, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
    assert!(files > 0, "the files were looked into");
}
