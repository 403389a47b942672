//! `conformance`: everything this crate proves, in one run, with its numbers.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use conformance::answers;
use conformance::cases;
use conformance::emitted;
use conformance::histories::{self, Numbers, Told};
use conformance::malformed;
use conformance::mounted;
use conformance::projection::{self, Projection};
use conformance::report::{Part, Report};
use conformance::types::{APIS, Tally, check_api};
use conformance::wire::{run_cases, run_cases_by_clients, unseen};
use conformance::world::{CONTRACTS, SetUp};
use indicatif::{ProgressBar, ProgressStyle};

/// Hold both sides to the documents: schemas through the types and back, cases over the wire, what dropshot emits, and
/// random histories with a reference model as the judge.
///
/// Exit status: 0 no failure, 1 failures, 2 a service could not be started or a file not written.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask conformance", bin_name = "cargo xtask conformance")]
struct Arguments {
    /// Random instances, and arbitrary values, of each type (the constructed ones come on top); and random histories.
    #[arg(long, value_name = "N", default_value_t = 100)]
    cases: usize,
    /// What the random ones are made from.
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Go on with random histories until this many minutes are over.
    #[arg(long, value_name = "M")]
    minutes: Option<f64>,
    /// Run these parts only.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Run this history only, or those from I to J: with the same seed they are the same again.
    #[arg(long, value_name = "I[-J]")]
    history: Option<Numbers>,
    /// Write the figures and the failures as JSON, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let began = Instant::now();
    let report = match run(&arguments) {
        Ok(report) => report,
        Err(SetUp(reason)) => {
            eprintln!("error: {reason}");
            return ExitCode::from(2);
        }
    };
    println!("{report}");
    println!("failures            {:>9}   ({} s)", report.failures().len(), began.elapsed().as_secs());
    if let Some(file) = &arguments.json {
        let json = report.to_json(arguments.cases, arguments.seed, began.elapsed());
        if let Err(error) = std::fs::write(file, format!("{json:#}\n")) {
            eprintln!("error: {}: {error}", file.display());
            return ExitCode::from(2);
        }
    }
    if report.failures().is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("{}", report.shown());
    for command in report.again(arguments.cases, arguments.seed) {
        eprintln!("again: {command}");
    }
    ExitCode::from(1)
}

/// A bar where somebody watches; nothing into a pipe.
fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn run(arguments: &Arguments) -> Result<Report, SetUp> {
    let mut report = Report::default();
    let wants = |part| (arguments.only.is_empty() && arguments.history.is_none()) || arguments.only.contains(&part);
    let runtime = tokio::runtime::Runtime::new()?;
    if wants(Part::Types) {
        types(arguments, &mut report);
    }
    if wants(Part::Document) {
        let emitted = projection::emitted().map_err(SetUp)?;
        let pairs: Vec<_> = APIS.iter().zip(&emitted).map(|(api, emitted)| (&api.document.value, emitted)).collect();
        report.fail(Part::Document, Projection::checked_in().map_err(SetUp)?.failures(&pairs));
        schemas(arguments, &mut report)?;
        let mounted: Vec<_> = APIS.iter().map(|api| (api.mounted)()).collect();
        let count: usize = mounted.iter().map(Vec::len).sum();
        report.count("mounted operations", count, "their paths, safety and rules of bodies, against the documents");
        report.fail(
            Part::Document,
            mounted.iter().zip(CONTRACTS.iter()).flat_map(|(it, contract)| mounted::differences(contract, it)),
        );
    }
    if wants(Part::Cases) {
        runtime.block_on(wire(&mut report))?;
    }
    if wants(Part::Answers) {
        let bar = progress(0);
        let outcome =
            runtime.block_on(answers::run(None, arguments.seed, false, |name| bar.set_message(name.to_owned())))?;
        bar.finish_and_clear();
        let note = format!("arbitrary ones of all {} declared, read by the clients", outcome.statuses);
        report.count("answers", outcome.answers, note);
        report.fail(Part::Answers, outcome.failures);
    }
    if wants(Part::Malformed) {
        let bar = progress(0);
        let outcome = runtime.block_on(malformed::run(|name| bar.set_message(name.to_owned())))?;
        bar.finish_and_clear();
        report.count("malformed requests", outcome.malformed, "each with its status, kind and pointers");
        report.count("good requests", outcome.good, "beside them: they look malformed, or are what those differ from");
        report.fail(Part::Malformed, outcome.failures);
    }
    if wants(Part::Histories) || arguments.history.is_some() {
        runtime.block_on(stories(arguments, &mut report))?;
    }
    Ok(report)
}

fn types(arguments: &Arguments, report: &mut Report) {
    let types: usize = APIS.iter().flat_map(|api| api.sides).map(|side| side.types.len()).sum();
    let bar = progress(types);
    let tally = check_types(arguments, &bar);
    bar.finish_and_clear();
    report.fail(Part::Types, tally.failures.iter().cloned());
    report.fail(
        Part::Types,
        tally.unreached().iter().map(|(side, site)| format!("{side}: no instance reaches {site:?}")),
    );
    report.count("types", types, "both sides of both APIs, each against its schema");
    report.count("instances", tally.instances, "valid and invalid, judged, through the types and back");
    report.count("arbitrary values", tally.values, "written by the types, judged, taken back");
    report.edges(tally.edges());
}

fn schemas(arguments: &Arguments, report: &mut Report) -> Result<(), SetUp> {
    let told = emitted::told();
    report.fail(Part::Document, emitted::differences(&told).map_err(SetUp)?);
    let verdicts = thread::scope(|scope| {
        let threads: Vec<_> =
            APIS.iter().map(|api| scope.spawn(|| emitted::verdicts(&told, api, arguments.seed))).collect();
        threads.into_iter().map(|thread| thread.join()).collect::<Vec<_>>()
    });
    report.count("emitted schemas", told.len(), "of each type, by schemars and by utoipa, but for projection.toml");
    let mut judged = 0;
    for verdicts in verdicts {
        match verdicts {
            Ok(verdicts) => {
                judged += verdicts.judged;
                report.fail(Part::Document, verdicts.failures);
            }
            Err(_) => report.fail(Part::Document, ["a check panicked; its message is above".to_owned()]),
        }
    }
    report.count("emitted verdicts", judged, "of those schemas on instances of the source, each the source's own");
    Ok(())
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
                        bar.set_position(done as u64);
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

async fn wire(report: &mut Report) -> Result<(), SetUp> {
    let files = cases::all().map_err(SetUp)?;
    for case in &files {
        report.fail(Part::Cases, case.check_types().into_iter().map(|failure| format!("{}: {failure}", case.file)));
    }
    let bar = progress(2 * files.len());
    let step = |name: &str| {
        bar.set_message(name.to_owned());
        bar.inc(1);
    };
    let raw = run_cases(step).await?;
    let by_clients = run_cases_by_clients(step).await?;
    bar.finish_and_clear();
    for outcome in [&raw, &by_clients] {
        report.fail(Part::Cases, outcome.failures.iter().cloned());
        report.fail(Part::Cases, outcome.verdict.failures.iter().map(|failure| format!("undeclared: {failure}")));
    }
    let unseen = unseen(&raw.verdict);
    let declared = raw.verdict.seen.len() + unseen.len();
    let unanswered = raw.verdict.unanswered + by_clients.verdict.unanswered;
    report.count("cases", raw.cases, "sent raw, byte for byte");
    report.count("cases by clients", by_clients.cases, "sent by the generated clients, answered in their types");
    let judged = raw.verdict.judged + by_clients.verdict.judged;
    report.count("answers judged", judged, "recorded on the wire, against the documents");
    report.count("unanswered", unanswered, "requests without an answer; a failure each");
    report.count(
        "answers seen",
        declared - unseen.len(),
        format!("of {declared} declared pairs of operation and status"),
    );
    report.unseen(unseen);
    Ok(())
}

async fn stories(arguments: &Arguments, report: &mut Report) -> Result<(), SetUp> {
    let until = arguments.minutes.map(|minutes| Instant::now() + Duration::from_secs_f64(minutes.max(0.0) * 60.0));
    let choice = histories::Choice {
        seed: arguments.seed,
        first: arguments.history.map_or(0, |numbers| numbers.first),
        count: arguments
            .history
            .map_or(arguments.cases as u64, |numbers| (numbers.last - numbers.first).saturating_add(1)),
        until: until.filter(|_| arguments.history.is_none()),
        shrinking: Duration::from_secs(30),
    };
    let began = Instant::now();
    let seconds = arguments.minutes.map(|minutes| (minutes.max(0.0) * 60.0) as usize);
    let bar = progress(seconds.unwrap_or(arguments.cases));
    let outcome = histories::run(choice, |told| match told {
        Told::Done(histories, requests) => {
            bar.set_position(if seconds.is_some() { began.elapsed().as_secs() } else { histories });
            bar.set_message(format!("{histories} histories, {requests} requests"));
        }
        // At once: what follows, making it smaller, takes its time.
        Told::Failed(index, failure) => bar.suspend(|| {
            eprintln!("history {index} of seed {} failed: {}", arguments.seed, failure.brief());
        }),
    })
    .await?;
    bar.finish_and_clear();
    let a_second = outcome.requests as f64 / outcome.took.as_secs_f64().max(0.001);
    report.count("histories", outcome.histories, "of a random partner, each explained by the reference model");
    report.count("races", outcome.races, "rounds with several requests at a time, put in order");
    report.count(
        "broken connections",
        outcome.lost.0,
        format!("asked again with the same key; {} had been carried out", outcome.lost.1),
    );
    report.count(
        "requests",
        outcome.requests,
        format!("each answer held against its document ({a_second:.0} a second)"),
    );
    report.count("kinds of answers", outcome.seen.len(), "pairs of operation and status that histories have seen");
    report.answers(outcome.seen.iter().map(|((name, answer), count)| (format!("{name} {answer}"), *count)).collect());
    report.fail_histories(outcome.failures, outcome.again);
    Ok(())
}
