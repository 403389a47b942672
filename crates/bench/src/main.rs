//! `bench`: what things cost beside their peers.
//!
//! Owns the measuring and the table. Every figure is a ratio of two things measured in the same run on the same machine:
//! no time that was noted somewhere else is a standard here. Never changes what it measures.

mod machine;
mod report;
mod service;
mod spread;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::report::Report;

// The allocator that customersd is shipped with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures side by side, and prints what was compared with what.
///
/// Exit status: 0 measured (targets may be missed), 1 a target is missed and --enforce was given, 2 nothing measured.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
pub(crate) struct Arguments {
    /// Which benchmarks; all of them where none is named.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// How long each round of each side is measured. Short and many: what disturbs the machine for longer than a round
    /// disturbs both sides.
    #[arg(long, value_name = "N", default_value_t = 0.15, value_parser = seconds)]
    seconds: f64,
    /// Rounds of each row; a row's figure is their median.
    #[arg(long, value_name = "N", default_value_t = 31, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measures only the rows whose name contains this text.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Counts the instructions of both mounts under valgrind too: slower, but the same on a busy machine.
    #[arg(long)]
    instructions: bool,
    /// Writes the same as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Ends with 1 when a target is missed.
    #[arg(long)]
    enforce: bool,
    /// Where databases are kept while measuring; by default beside this program.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Serves one side of a comparison: what this program starts itself as.
    #[arg(long, hide = true, requires = "database")]
    serve: Option<service::Side>,
    /// The database that --serve serves.
    #[arg(long, hide = true)]
    database: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.05..=600.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0.05 to 600 is expected".to_owned()),
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Report, Failure>> + 'a>>;

/// One of the benchmarks.
struct Benchmark {
    name: &'static str,
    about: &'static str,
    run: fn(&Arguments) -> Running<'_>,
}

const BENCHMARKS: &[Benchmark] = &[Benchmark {
    name: "service",
    about: "the generated mount beside dropshot by hand, durable updates beside bare SQLite, memory at rest",
    run: |arguments| Box::pin(service::run(arguments)),
}];

/// The named ones, each once, in their own order; all where none is named.
fn chosen(names: &[String]) -> Result<Vec<&'static Benchmark>, String> {
    if let Some(unknown) = names.iter().find(|name| BENCHMARKS.iter().all(|known| known.name != **name)) {
        let mut message = format!("there is no benchmark `{unknown}`; there are:");
        for benchmark in BENCHMARKS {
            let _ = write!(message, "\n  {:<10} {}", benchmark.name, benchmark.about);
        }
        return Err(message);
    }
    let wanted = |benchmark: &&Benchmark| names.is_empty() || names.iter().any(|name| name == benchmark.name);
    Ok(BENCHMARKS.iter().filter(wanted).collect())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = match (arguments.serve, &arguments.database) {
        (Some(side), Some(database)) => service::serve(side, database).map(|()| ExitCode::SUCCESS),
        _ => measure(&arguments),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

fn measure(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let benchmarks = chosen(&arguments.names)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let reports = runtime.block_on(async {
        // A signal drops what runs, and with it every process that it started.
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            reports = measure_all(&benchmarks, arguments) => reports,
            _ = terminate.recv() => Err("stopped".into()),
            _ = interrupt.recv() => Err("stopped".into()),
        }
    })?;
    if let Some(path) = &arguments.json {
        std::fs::write(path, serde_json::to_vec_pretty(&reports)?)?;
    }
    let met = reports.iter().all(Report::met);
    Ok(if arguments.enforce && !met { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

async fn measure_all(benchmarks: &[&Benchmark], arguments: &Arguments) -> Result<Vec<Report>, Failure> {
    let mut reports = Vec::new();
    for benchmark in benchmarks {
        let report = (benchmark.run)(arguments).await?;
        print!("{report}");
        reports.push(report);
    }
    Ok(reports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_all_of_them_and_an_unknown_one_is_told_which_there_are() {
        let names = |given: &[&str]| {
            let given: Vec<String> = given.iter().map(|name| (*name).to_owned()).collect();
            chosen(&given).map(|found| found.iter().map(|benchmark| benchmark.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).map(|all| all.len()), Ok(BENCHMARKS.len()));
        assert_eq!(names(&["service", "service"]), Ok(vec!["service"]));
        let message = names(&["service", "servce"]).expect_err("unknown");
        assert!(message.contains("`servce`") && message.contains("\n  service "), "{message}");
    }

    #[test]
    fn a_round_lasts_a_sensible_time() {
        assert_eq!(seconds("0.5"), Ok(0.5));
        for bad in ["0", "-1", "nan", "1e9", "soon"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
