//! `conformance`: everything this crate proves, in one run, with its numbers.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use conformance::cases;
use conformance::projection::{self, Projection};
use conformance::types::{APIS, Tally, check_api};
use conformance::wire::{Outcome, run_cases, run_cases_by_clients, unseen};
use conformance::world::SetUp;
use indicatif::{ProgressBar, ProgressStyle};

/// Hold both sides to the documents: schemas through the types and back, cases over the wire, what dropshot emits.
///
/// Exit status: 0 no failure, 1 failures, 2 a service could not be started.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask conformance", bin_name = "cargo xtask conformance")]
struct Arguments {
    /// Random instances, and arbitrary values, of each type; the constructed ones come on top.
    #[arg(long, value_name = "N", default_value_t = 100)]
    cases: usize,
    /// What the random ones are made from.
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// The store behind the running service.
    #[arg(long, value_enum, default_value_t = Store::Sqlite)]
    store: Store,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Store {
    /// Embedded SQLite, in a temporary file.
    Sqlite,
}

/// How many failures are printed; a broken check breaks thousands of instances.
const SHOWN: usize = 50;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Store::Sqlite = arguments.store;
    let began = Instant::now();
    match run(&arguments) {
        Ok(failures) if failures.is_empty() => {
            println!("failures                 0   ({} s)", began.elapsed().as_secs());
            ExitCode::SUCCESS
        }
        Ok(failures) => {
            println!("failures            {:>6}   ({} s)", failures.len(), began.elapsed().as_secs());
            for failure in failures.iter().take(SHOWN) {
                eprintln!("{failure}");
            }
            if failures.len() > SHOWN {
                eprintln!("... and {} more", failures.len() - SHOWN);
            }
            let (cases, seed) = (arguments.cases, arguments.seed);
            eprintln!("again: cargo xtask conformance --cases {cases} --seed {seed}");
            ExitCode::from(1)
        }
        Err(SetUp(reason)) => {
            eprintln!("error: {reason}");
            ExitCode::from(2)
        }
    }
}

/// A bar where somebody watches; nothing into a pipe.
fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn run(arguments: &Arguments) -> Result<Vec<String>, SetUp> {
    let mut failures = Vec::new();
    let files = cases::all().map_err(SetUp)?;
    let types: usize = APIS.iter().flat_map(|api| api.sides).map(|side| side.types.len()).sum();
    let bar = progress(types + 2 * files.len());
    bar.enable_steady_tick(Duration::from_millis(200));

    let tally = check_types(arguments, &bar);
    failures.extend(tally.failures.iter().cloned());
    failures.extend(tally.unreached().iter().map(|(side, site)| format!("{side}: no instance reaches {site:?}")));

    for case in &files {
        failures.extend(case.check_types().into_iter().map(|failure| format!("{}: {failure}", case.file)));
    }
    let emitted = projection::emitted().map_err(SetUp)?;
    let pairs: Vec<_> = APIS.iter().zip(&emitted).map(|(api, emitted)| (&api.document.value, emitted)).collect();
    failures.extend(Projection::checked_in().map_err(SetUp)?.failures(&pairs));

    let runtime = tokio::runtime::Runtime::new()?;
    let step = |name: &str| {
        bar.set_message(name.to_owned());
        bar.inc(1);
    };
    let raw = runtime.block_on(run_cases(step))?;
    let by_clients = runtime.block_on(run_cases_by_clients(step))?;
    bar.finish_and_clear();
    for outcome in [&raw, &by_clients] {
        failures.extend(outcome.failures.iter().cloned());
        failures.extend(outcome.verdict.failures.iter().map(|failure| format!("undeclared: {failure}")));
    }
    show(&tally, &raw, &by_clients);
    Ok(failures)
}

/// Both APIs at a time: each has caches of its own.
fn check_types(arguments: &Arguments, bar: &ProgressBar) -> Tally {
    let done = AtomicUsize::new(0);
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let threads: Vec<_> = APIS
            .iter()
            .map(|api| {
                scope.spawn(|| {
                    check_api(api, arguments.cases, arguments.seed, |name| {
                        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
                        bar.set_message(name);
                    })
                })
            })
            .collect();
        for thread in threads {
            match thread.join() {
                Ok(found) => tally.add(found),
                Err(_) => tally.failures.push("a check panicked; its message is above".to_owned()),
            }
        }
    });
    tally
}

fn show(tally: &Tally, raw: &Outcome, by_clients: &Outcome) {
    let types: usize = APIS.iter().flat_map(|api| api.sides).map(|side| side.types.len()).sum();
    let unseen = unseen(&raw.verdict).len();
    let declared = raw.verdict.seen.len() + unseen;
    println!("types               {types:>6}   both sides of both APIs, each against its schema");
    println!("instances           {:>6}   valid and invalid, judged, through the types and back", tally.instances);
    println!("arbitrary values    {:>6}   written by the types, judged, taken back", tally.values);
    println!("cases               {:>6}   sent raw, byte for byte", raw.cases);
    println!("cases by clients    {:>6}   sent by the generated clients, answered in their types", by_clients.cases);
    let judged = raw.verdict.judged + by_clients.verdict.judged;
    println!("answers judged      {judged:>6}   recorded on the wire, against the documents");
    println!("answers seen        {:>6}   of {declared} declared pairs of operation and status", declared - unseen);
    println!();
    println!("edges reached, by keyword");
    for (keyword, (reached, all)) in tally.edges() {
        println!("  {keyword:<22} {reached:>5} of {all:<5} {:>3} %", reached * 100 / all.max(1));
    }
    println!();
}
