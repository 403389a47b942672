//! Random histories against the running service, a reference model beside it as the judge.
//!
//! A random partner creates, reads, updates, closes, replays and races, with wrong tokens, keys, signatures and bodies
//! among them, and the bank's clock jumps. Every answer is held against the document on raw bytes, and every history has
//! to be explained by the model: there must be one order of the requests that ran at the same time in which the model
//! answers the same (linearizability). A history is made from its seed and number alone; what fails is made smaller and
//! printed with the command that repeats it.

pub mod ask;
mod bank;
pub mod meaning;
pub mod model;
pub mod order;
pub mod plan;
mod session;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures::future::join_all;

pub use bank::Bank;
use plan::{IN_A_BATCH, Loss, Op, Plan, Step, jumps};
pub use session::Failure;
use session::Session;

use crate::world::SetUp;

/// How many failures stop a run: the rest would be the same again.
const ENOUGH: usize = 5;

/// How often a smaller history is tried: races do not fail each time.
const TRIES: usize = 3;

/// Which histories to run.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// What they are made from.
    pub seed: u64,
    /// The first.
    pub first: u64,
    /// How many; as many as there is time for where there is a deadline.
    pub count: u64,
    /// When to stop.
    pub until: Option<Instant>,
    /// How long a failing history is made smaller.
    pub shrinking: Duration,
}

/// What came of the histories.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many there were.
    pub histories: u64,
    /// How many requests were sent, and answers judged.
    pub requests: u64,
    /// How many rounds had more than one request at a time.
    pub races: u64,
    /// How many requests lost their connection, and how many of these had been carried out.
    pub lost: (u64, u64),
    /// How many of each operation and status.
    pub seen: BTreeMap<(String, u16), u64>,
    /// What failed, with the smallest history that still fails.
    pub failures: Vec<String>,
    /// How long all of it took.
    pub took: Duration,
}

impl Outcome {
    fn add(&mut self, session: &Session) {
        self.histories += 1;
        self.requests += session.requests;
        self.races += session.races;
        self.lost.0 += session.lost.0;
        self.lost.1 += session.lost.1;
        for (key, count) in &session.seen {
            *self.seen.entry(key.clone()).or_default() += count;
        }
    }
}

/// Runs histories, a batch at a time over one bank; `progress` is told how many are done, and how many requests.
///
/// # Errors
/// When no bank can be started.
pub async fn run(choice: Choice, progress: impl Fn(u64, u64)) -> Result<Outcome, SetUp> {
    run_over(choice, Bank::start, progress).await
}

/// Runs histories over banks that are started in another way.
///
/// # Errors
/// When no bank can be started.
pub async fn run_over(
    choice: Choice,
    start: impl AsyncFn() -> Result<Bank, SetUp>,
    progress: impl Fn(u64, u64),
) -> Result<Outcome, SetUp> {
    let began = Instant::now();
    let mut outcome = Outcome::default();
    let mut next = choice.first;
    let end = choice.first.saturating_add(choice.count);
    let is_over = |next: u64| match choice.until {
        Some(until) => Instant::now() >= until,
        None => next >= end,
    };
    while !is_over(next) && outcome.failures.len() < ENOUGH {
        let batch = next / IN_A_BATCH;
        let last = ((batch + 1) * IN_A_BATCH).min(if choice.until.is_some() { u64::MAX } else { end });
        let plans: Vec<Plan> = (next..last).map(|index| Plan::new(choice.seed, index)).collect();
        next = last;
        let bank = start().await?;
        let mut sessions = Vec::new();
        for plan in &plans {
            sessions.push(Session::begin(&bank, choice.seed, plan.index).await?);
        }
        let moved = jumps(choice.seed, batch);
        let found = run_batch(&bank, &mut sessions, &plans, &moved).await?;
        sessions.iter().for_each(|session| outcome.add(session));
        let chain = bank.verify().await?;
        bank.stop().await;
        for (index, failure) in found {
            outcome.failures.push(report(&start, choice, &plans[index], &moved, failure).await?);
        }
        outcome.failures.extend(chain.map(|broken| format!("batch {batch}: {broken}")));
        progress(outcome.histories, outcome.requests);
    }
    outcome.took = began.elapsed();
    Ok(outcome)
}

/// All histories of a batch side by side; between epochs the clock is moved for all.
async fn run_batch(
    bank: &Bank,
    sessions: &mut [Session],
    plans: &[Plan],
    moved: &[i64],
) -> Result<Vec<(usize, Failure)>, SetUp> {
    let epochs = plans.iter().map(|plan| plan.epochs.len()).max().unwrap_or_default();
    for epoch in 0..epochs {
        let running = sessions.iter_mut().zip(plans).map(async |(session, plan)| {
            for step in plan.epochs.get(epoch).into_iter().flatten() {
                if session.failure.is_none() {
                    session.step(bank, step).await?;
                }
            }
            Ok::<_, SetUp>(())
        });
        join_all(running).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        if let Some(by) = moved.get(epoch) {
            bank.clock.advance(TimeDelta::milliseconds(*by));
            sessions.iter_mut().for_each(|session| session.advance(*by));
        }
    }
    let failed = |(index, session): (usize, &mut Session)| session.failure.take().map(|failure| (index, failure));
    Ok(sessions.iter_mut().enumerate().filter_map(failed).collect())
}

/// One history on a bank of its own; its failure.
async fn run_alone(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    seed: u64,
    plan: &Plan,
    moved: &[i64],
) -> Result<Option<Failure>, SetUp> {
    let bank = start().await?;
    let mut sessions = [Session::begin(&bank, seed, plan.index).await?];
    let found = run_batch(&bank, &mut sessions, std::slice::from_ref(plan), moved).await?;
    bank.stop().await;
    Ok(found.into_iter().next().map(|(_, failure)| failure))
}

async fn report(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    choice: Choice,
    plan: &Plan,
    moved: &[i64],
    failure: Failure,
) -> Result<String, SetUp> {
    let mut text = format!(
        "history {}: {failure}\n  again: cargo xtask conformance --only histories --seed {} --history {}",
        plan.index, choice.seed, plan.index
    );
    let (smallest, failure) = shrink(start, choice, plan, moved).await?;
    match failure {
        None => {
            text.push_str("\n  it did not fail again, alone: a race; what was asked:");
            text.push_str(&show_all(plan, moved));
        }
        Some(failure) => {
            text.push_str(&format!("\n  made smaller ({} requests):", smallest.requests()));
            text.push_str(&show_all(&smallest, moved));
            text.push_str(&format!("\n  {failure}"));
        }
    }
    Ok(text)
}

fn show_all(plan: &Plan, moved: &[i64]) -> String {
    let mut text = String::new();
    for (epoch, steps) in plan.epochs.iter().enumerate() {
        for step in steps {
            text.push_str(&format!("\n    {}", show(step)));
        }
        if let Some(by) = moved.get(epoch) {
            text.push_str(&format!("\n    {by} ms later"));
        }
    }
    text
}

fn show(step: &Step) -> String {
    match step {
        Step::Renew(partner) => format!("partner {partner} gets a token"),
        Step::Round(lanes) => {
            let lane = |ops: &Vec<Op>| ops.iter().map(show_op).collect::<Vec<_>>().join(", then ");
            lanes.iter().map(lane).collect::<Vec<_>>().join("  ||  ")
        }
    }
}

fn show_op(op: &Op) -> String {
    let faults = if op.faults == Default::default() { String::new() } else { format!(" {:?}", op.faults) };
    let json = if op.json.is_null() { String::new() } else { format!(" {}", op.json) };
    let loss = if op.loss == Loss::Nothing { String::new() } else { format!(", lost: {:?}", op.loss) };
    format!("{:?} partner {} customer {} key {}{json}{faults}{loss}", op.act, op.partner, op.customer, op.key)
}

/// The smallest history that still fails: without whole epochs' steps, then lanes, then requests.
async fn shrink(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    choice: Choice,
    plan: &Plan,
    moved: &[i64],
) -> Result<(Plan, Option<Failure>), SetUp> {
    let seed = choice.seed;
    let began = Instant::now();
    let mut best = plan.clone();
    let mut failure = fails(start, seed, &best, moved).await?;
    let mut again = failure.is_some();
    while again && began.elapsed() < choice.shrinking {
        again = false;
        for smaller in smaller(&best) {
            if began.elapsed() >= choice.shrinking {
                break;
            }
            if let Some(found) = fails(start, seed, &smaller, moved).await? {
                (best, failure, again) = (smaller, Some(found), true);
                break;
            }
        }
    }
    Ok((best, failure))
}

async fn fails(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    seed: u64,
    plan: &Plan,
    moved: &[i64],
) -> Result<Option<Failure>, SetUp> {
    for _ in 0..TRIES {
        if let Some(failure) = run_alone(start, seed, plan, moved).await? {
            return Ok(Some(failure));
        }
    }
    Ok(None)
}

/// Histories with something left out: much first, a single request last.
fn smaller(plan: &Plan) -> Vec<Plan> {
    let mut found = Vec::new();
    let steps: Vec<(usize, usize)> =
        plan.epochs.iter().enumerate().flat_map(|(epoch, steps)| (0..steps.len()).map(move |at| (epoch, at))).collect();
    let mut size = steps.len() / 2;
    while size > 0 {
        for chunk in steps.chunks(size).rev() {
            let mut candidate = plan.clone();
            for (epoch, at) in chunk.iter().rev() {
                candidate.epochs[*epoch].remove(*at);
            }
            found.push(candidate);
        }
        size /= 2;
    }
    for (epoch, at) in steps {
        let Step::Round(lanes) = &plan.epochs[epoch][at] else { continue };
        for lane in 0..lanes.len() {
            for op in 0..lanes[lane].len() {
                let mut rest = lanes.clone();
                rest[lane].remove(op);
                rest.retain(|lane| !lane.is_empty());
                if rest.is_empty() {
                    continue;
                }
                let mut candidate = plan.clone();
                candidate.epochs[epoch][at] = Step::Round(rest);
                found.push(candidate);
            }
        }
    }
    found
}
