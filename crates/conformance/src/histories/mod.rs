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

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures::future::join_all;

pub use bank::Bank;
use plan::{IN_A_BATCH, Loss, Op, Plan, Step, jumps};
pub use session::Failure;
use session::Session;

use crate::world::SetUp;

/// How many failing histories stop a run, in the middle of a batch, too: the rest would be the same again.
const ENOUGH: usize = 5;

/// How many of them are made smaller: the first ones.
const MADE_SMALLER: u32 = 2;

/// How long a run goes on behind its first failure with histories that do not fail.
const LINGERING: Duration = Duration::from_secs(30);

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
    /// How long failing histories are made smaller, all of them together.
    pub shrinking: Duration,
}

/// The numbers of some histories: the first and the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

impl From<u64> for Numbers {
    fn from(number: u64) -> Self {
        Self { first: number, last: number }
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

impl FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u64>().map_err(|error| format!("{text:?}: {error}"));
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let numbers = Self { first: number(first)?, last: number(last)? };
        if numbers.first > numbers.last { Err("the last comes before the first".to_owned()) } else { Ok(numbers) }
    }
}

/// What a run tells while it runs.
#[derive(Clone, Copy, Debug)]
pub enum Told<'t> {
    /// How many histories are done, and how many requests.
    Done(u64, u64),
    /// A history has failed: its number, and why. What makes it smaller begins after that.
    Failed(u64, &'t Failure),
}

/// What came of the histories.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many there were.
    pub histories: u64,
    /// How many requests were sent, and answers judged.
    pub requests: u64,
    /// How many rounds had requests that were under way at the same time.
    pub races: u64,
    /// How many requests lost their connection, and how many of these had been carried out.
    pub lost: (u64, u64),
    /// How many of each operation and answer ([`Said::answer`](ask::Said::answer)).
    pub seen: BTreeMap<(String, String), u64>,
    /// What failed; the first ones with the smallest history that still fails.
    pub failures: Vec<String>,
    /// The command that repeats each of them.
    pub again: Vec<String>,
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

/// The command that runs some histories again, those of one batch over one bank.
fn again(seed: u64, numbers: Numbers) -> String {
    format!("cargo xtask conformance --only histories --seed {seed} --history {numbers}")
}

/// Runs histories, a batch at a time over one bank; `tell` is told how far it is, and what fails as soon as it does.
///
/// # Errors
/// When no bank can be started.
pub async fn run(choice: Choice, tell: impl Fn(Told<'_>)) -> Result<Outcome, SetUp> {
    run_over(choice, Bank::start, tell).await
}

/// Runs histories over banks that are started in another way.
///
/// # Errors
/// When no bank can be started.
pub async fn run_over(
    choice: Choice,
    start: impl AsyncFn() -> Result<Bank, SetUp>,
    tell: impl Fn(Told<'_>),
) -> Result<Outcome, SetUp> {
    let began = Instant::now();
    let mut outcome = Outcome::default();
    let mut next = choice.first;
    let end = choice.first.saturating_add(choice.count);
    let mut failed_first: Option<Instant> = None;
    let mut shrunk = 0;
    let is_over = |next: u64| match choice.until {
        Some(until) => Instant::now() >= until,
        None => next >= end,
    };
    while !is_over(next)
        && outcome.failures.len() < ENOUGH
        && failed_first.is_none_or(|failed| failed.elapsed() < LINGERING)
    {
        let batch = next / IN_A_BATCH;
        let last = ((batch + 1) * IN_A_BATCH).min(if choice.until.is_some() { u64::MAX } else { end });
        let numbers = Numbers { first: next, last: last - 1 };
        let plans: Vec<Plan> = (next..last).map(|index| Plan::new(choice.seed, index)).collect();
        next = last;
        let bank = start().await?;
        let mut sessions = Vec::new();
        for plan in &plans {
            sessions.push(Session::begin(&bank, choice.seed, plan.index).await?);
        }
        let moved = jumps(choice.seed, batch);
        let tell_failed = |index: u64, failure: &Failure| tell(Told::Failed(index, failure));
        let watch = Watch { until: None, failed: Cell::new(outcome.failures.len()), tell: &tell_failed };
        let found = run_batch(&bank, &mut sessions, &plans, &moved, &watch).await?;
        sessions.iter().for_each(|session| outcome.add(session));
        let chain = bank.verify().await?;
        bank.stop().await;
        if !found.is_empty() || chain.is_some() {
            failed_first.get_or_insert_with(Instant::now);
        }
        for (index, failure) in found {
            let shrinking = choice.shrinking / MADE_SMALLER;
            let until = (shrunk < MADE_SMALLER && !shrinking.is_zero()).then(|| Instant::now() + shrinking);
            shrunk += 1;
            let history = History { plan: &plans[index], moved: &moved, beside: numbers };
            outcome.failures.push(report(&start, choice.seed, history, &failure, until).await?);
            outcome.again.push(again(choice.seed, plans[index].index.into()));
        }
        if let Some(broken) = chain {
            // The chain is one for the whole bank: it takes all of them to break it again.
            let again = again(choice.seed, numbers);
            outcome.failures.push(format!("histories {numbers}, over one bank: {broken}\n  again: {again}"));
            outcome.again.push(again);
        }
        tell(Told::Done(outcome.histories, outcome.requests));
    }
    outcome.took = began.elapsed();
    Ok(outcome)
}

/// When histories that run are given up.
struct Watch<'w> {
    /// Not after this.
    until: Option<Instant>,
    /// How many have failed so far.
    failed: Cell<usize>,
    /// Who is told of each that fails, at once.
    tell: &'w dyn Fn(u64, &Failure),
}

impl Watch<'_> {
    fn is_over(&self) -> bool {
        self.failed.get() >= ENOUGH || self.until.is_some_and(|until| Instant::now() >= until)
    }
}

/// All histories of a batch side by side; between epochs the clock is moved for all.
async fn run_batch(
    bank: &Bank,
    sessions: &mut [Session],
    plans: &[Plan],
    moved: &[i64],
    watch: &Watch<'_>,
) -> Result<Vec<(usize, Failure)>, SetUp> {
    let epochs = plans.iter().map(|plan| plan.epochs.len()).max().unwrap_or_default();
    for epoch in 0..epochs {
        let running = sessions.iter_mut().zip(plans).map(async |(session, plan)| {
            for step in plan.epochs.get(epoch).into_iter().flatten() {
                if session.failure.is_some() || watch.is_over() {
                    break;
                }
                session.step(bank, step).await?;
                if let Some(failure) = &session.failure {
                    watch.failed.set(watch.failed.get() + 1);
                    (watch.tell)(plan.index, failure);
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
    until: Instant,
) -> Result<Option<Failure>, SetUp> {
    let bank = start().await?;
    let mut sessions = [Session::begin(&bank, seed, plan.index).await?];
    let watch = Watch { until: Some(until), failed: Cell::new(0), tell: &|_, _| () };
    let found = run_batch(&bank, &mut sessions, std::slice::from_ref(plan), moved, &watch).await?;
    bank.stop().await;
    Ok(found.into_iter().next().map(|(_, failure)| failure))
}

/// A history that failed.
#[derive(Clone, Copy)]
struct History<'h> {
    plan: &'h Plan,
    moved: &'h [i64],
    /// Which ran over the same bank.
    beside: Numbers,
}

/// What is said of a failure; made smaller until then, where there is time for it.
async fn report(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    seed: u64,
    history: History<'_>,
    failure: &Failure,
    until: Option<Instant>,
) -> Result<String, SetUp> {
    let History { plan, moved, beside } = history;
    let mut text = format!("history {}: {failure}\n  again: {}", plan.index, again(seed, plan.index.into()));
    let Some(until) = until else { return Ok(text) };
    let (smallest, failure) = shrink(start, seed, plan, moved, failure, until).await?;
    match failure {
        None => {
            text.push_str("\n  it did not fail in this way again, alone: a race");
            if beside.first != beside.last {
                text.push_str(&format!(", or one with those beside it: {}", again(seed, beside)));
            }
            text.push_str("; what was asked:");
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
        Step::LogIn(partner) => format!("partner {partner} logs in"),
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

/// The smallest history that still fails in the same way: without whole epochs' steps, then lanes, then requests.
async fn shrink(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    seed: u64,
    plan: &Plan,
    moved: &[i64],
    first: &Failure,
    until: Instant,
) -> Result<(Plan, Option<Failure>), SetUp> {
    let mut best = plan.clone();
    let mut failure = fails(start, seed, &best, moved, first, until).await?;
    let mut again = failure.is_some();
    while again && Instant::now() < until {
        again = false;
        for smaller in smaller(&best) {
            if let Some(found) = fails(start, seed, &smaller, moved, first, until).await? {
                (best, failure, again) = (smaller, Some(found), true);
                break;
            }
            if Instant::now() >= until {
                break;
            }
        }
    }
    Ok((best, failure))
}

/// How a history fails, if it does so as it did at first: what is left of it may fail otherwise, and is another finding.
async fn fails(
    start: &impl AsyncFn() -> Result<Bank, SetUp>,
    seed: u64,
    plan: &Plan,
    moved: &[i64],
    first: &Failure,
    until: Instant,
) -> Result<Option<Failure>, SetUp> {
    for _ in 0..TRIES {
        if Instant::now() >= until {
            break;
        }
        let found = run_alone(start, seed, plan, moved, until).await?;
        if let Some(failure) = found.filter(|found| found.is_like(first)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, numbers) in [("7", Numbers { first: 7, last: 7 }), ("16-31", Numbers { first: 16, last: 31 })] {
            assert_eq!(text.parse(), Ok(numbers));
            assert_eq!(numbers.to_string(), text);
        }
        for text in ["", "-", "7-", "-7", "8-7", "a", "1-2-3", "1..2"] {
            assert!(text.parse::<Numbers>().is_err(), "{text:?}");
        }
    }
}
