//! Owns the one thread that writes: takes what has queued up, runs it all in one transaction, commits once, answers all.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
};

use customers::{SealingError, StoreError};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::Options;

/// The steps of the writer's work at which a test can make it fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Before the transaction begins.
    Begin,
    /// Before a job's savepoint.
    Savepoint,
    /// Before the change itself.
    Change,
    /// After the customer, before its pockets.
    Pockets,
    /// Before the answer is saved.
    SaveAnswer,
    /// Before the audit entry.
    AppendAudit,
    /// After the job, before its savepoint is released.
    Release,
    /// Before the commit.
    Commit,
    /// After the commit, before anybody is told.
    Committed,
}

/// Asked at every [`Step`]; `true` makes the writer fail there.
pub type Failpoint = Arc<dyn Fn(Step) -> bool + Send + Sync>;

/// What can go wrong below. Never shown to a caller.
#[derive(Debug)]
pub(crate) enum Failure {
    Sqlite(rusqlite::Error),
    Sealing(SealingError),
    /// A row holds what nobody here writes.
    Unreadable(&'static str),
    Failpoint(Step),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => error.fmt(f),
            Self::Sealing(error) => error.fmt(f),
            Self::Unreadable(column) => write!(f, "the column {column} holds what this program does not write"),
            Self::Failpoint(step) => write!(f, "made to fail at {step:?}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<SealingError> for Failure {
    fn from(error: SealingError) -> Self {
        Self::Sealing(error)
    }
}

impl Failure {
    pub(crate) fn while_doing(self, doing: &'static str) -> StoreError {
        StoreError::broken(doing, self)
    }
}

/// Where the writer is, for tests.
pub(crate) struct Steps(Option<Failpoint>);

impl Steps {
    pub(crate) fn reach(&self, step: Step) -> Result<(), Failure> {
        match &self.0 {
            Some(fails) if fails(step) => Err(Failure::Failpoint(step)),
            _ => Ok(()),
        }
    }
}

trait Job: Send {
    /// Does the work; whether to keep what it wrote.
    fn run(&mut self, connection: &Connection, steps: &Steps) -> bool;
    /// Tells the caller, once the group's fate is known. `durable`: the group was committed.
    fn answer(self: Box<Self>, durable: Result<(), String>);
}

struct Task<T, W, D> {
    doing: &'static str,
    work: Option<W>,
    done: D,
    result: Option<Result<T, StoreError>>,
    kept: bool,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W, D> Job for Task<T, W, D>
where
    T: Send,
    W: FnOnce(&Connection, &Steps) -> Result<(T, bool), Failure> + Send,
    D: FnOnce() + Send,
{
    fn run(&mut self, connection: &Connection, steps: &Steps) -> bool {
        let Some(work) = self.work.take() else { return false };
        match work(connection, steps) {
            Ok((value, keep)) => {
                self.result = Some(Ok(value));
                self.kept = keep;
            }
            Err(failure) => self.result = Some(Err(failure.while_doing(self.doing))),
        }
        self.kept
    }

    fn answer(self: Box<Self>, durable: Result<(), String>) {
        let this = *self;
        drop(this.work);
        // After a failed commit too: it costs little, and what is on disk may be in doubt. Before the caller is told, so
        // that it finds nothing of this job still held.
        if this.kept {
            (this.done)();
        } else {
            drop(this.done);
        }
        let result = match (durable, this.result) {
            (Ok(()), Some(result)) => result,
            // What a job found without writing (somebody else was first) may rest on others of the failed group.
            (Err(why), _) => Err(StoreError::broken(this.doing, why)),
            (Ok(()), None) => Err(StoreError::Unavailable),
        };
        // A caller that went away has what it asked for, and asks again with the same key if it wants to know.
        drop(this.reply.send(result));
    }
}

/// What the writing thread has done since the store was opened. Jobs over commits: how many jobs shared one flush of
/// the disk on average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Jobs of the groups that were committed.
    pub jobs: u64,
    /// Groups that were committed.
    pub commits: u64,
}

#[derive(Default)]
struct Counts {
    jobs: AtomicU64,
    commits: AtomicU64,
}

/// The handle on the writing thread.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    counts: Arc<Counts>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection, options: &Options) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(options.max_queue.max(1));
        let steps = Steps(options.failpoint.clone());
        let max_group = options.max_group.max(1);
        let counts = Arc::<Counts>::default();
        let counted = Arc::clone(&counts);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || write_all(&connection, jobs, &steps, max_group, &counted))?;
        Ok(Self { queue: Some(queue), counts, thread: Some(thread) })
    }

    pub(crate) fn written(&self) -> Written {
        let Counts { jobs, commits } = &*self.counts;
        Written { jobs: jobs.load(Ordering::Relaxed), commits: commits.load(Ordering::Relaxed) }
    }

    /// Runs a job; it says what it found and whether to keep what it wrote. Answers once that is durable.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection, &Steps) -> Result<(T, bool), Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run_then(doing, work, || {}).await
    }

    /// As [`Writer::run`], and calls `done` on the writing thread when the commit is over, before anybody is told. What
    /// `done` owns lives until then, whether or not there was anything to commit.
    pub(crate) async fn run_then<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection, &Steps) -> Result<(T, bool), Failure> + Send + 'static,
        done: impl FnOnce() + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let task = Task { doing, work: Some(work), done, result: None, kept: false, reply };
        let queue = self.queue.as_ref().ok_or(StoreError::Unavailable)?;
        queue.try_send(Box::new(task)).map_err(|_| StoreError::Unavailable)?;
        answer.await.map_err(|_| StoreError::Unavailable)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The thread ends when it has emptied the queue.
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn write_all(
    connection: &Connection,
    mut jobs: mpsc::Receiver<Box<dyn Job>>,
    steps: &Steps,
    max_group: usize,
    counts: &Counts,
) {
    let mut group = Vec::with_capacity(max_group.min(1024));
    while jobs.blocking_recv_many(&mut group, max_group) > 0 {
        let written = catch_unwind(AssertUnwindSafe(|| write_group(connection, &mut group, steps)));
        let durable = match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failure)) => Err(failure.to_string()),
            Err(_) => Err("a job panicked".to_owned()),
        };
        if !connection.is_autocommit() {
            // If even this fails, BEGIN does next time, and so every job says so.
            drop(connection.execute_batch("ROLLBACK"));
        }
        if durable.is_ok() {
            counts.jobs.fetch_add(group.len() as u64, Ordering::Relaxed);
            counts.commits.fetch_add(1, Ordering::Relaxed);
        }
        for job in group.drain(..) {
            job.answer(durable.clone());
        }
    }
}

fn write_group(connection: &Connection, group: &mut [Box<dyn Job>], steps: &Steps) -> Result<(), Failure> {
    let execute = |sql| connection.prepare_cached(sql)?.execute([]);
    steps.reach(Step::Begin)?;
    execute("BEGIN IMMEDIATE")?;
    for job in group.iter_mut() {
        steps.reach(Step::Savepoint)?;
        execute("SAVEPOINT job")?;
        let keep = job.run(connection, steps);
        steps.reach(Step::Release)?;
        if !keep {
            execute("ROLLBACK TO job")?;
        }
        execute("RELEASE job")?;
    }
    steps.reach(Step::Commit)?;
    execute("COMMIT")?;
    steps.reach(Step::Committed)
}
