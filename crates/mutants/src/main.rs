//! `mutants`: breaks the generated code one thing at a time, and tells the share that the conformance notices.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use mutants::hand_written;
use mutants::judges;
use mutants::report::{Report, place};
use mutants::rewrite::Mutant;
use mutants::scratch;
use mutants::survivors;

/// Break the generated code one thing at a time, and see whether the conformance notices.
///
/// Exit status: 0 at least 95 % are noticed and every survivor is listed, 1 otherwise, 2 nothing could be judged.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask conformance --mutate", bin_name = "cargo xtask conformance --mutate")]
struct Arguments {
    /// The project's folder.
    #[arg(long, hide = true, default_value = ".")]
    root: PathBuf,
    /// The folder that cargo builds into.
    #[arg(long, hide = true, default_value = "target")]
    target: PathBuf,
    /// What chooses this program.
    #[arg(long, hide = true)]
    mutate: bool,
    /// Break the hand-written code instead, of one crate or of all, and run that crate's tests (`cargo-mutants`).
    #[arg(long, value_name = "CRATE", num_args = 0..=1, conflicts_with_all = ["mutant", "sample", "matching", "list"])]
    hand_written: Option<Option<String>>,
    /// Of hand-written code: one part of so many, such as 0/8.
    #[arg(long, value_name = "K/N", requires = "hand_written")]
    shard: Option<String>,
    /// Judge these only, and show all that is said of them.
    #[arg(long, value_name = "N")]
    mutant: Vec<u32>,
    /// Judge so many only, spread over all files and kinds; the same ones each time.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Judge those whose kind, place, original or change has this in it.
    #[arg(long, value_name = "TEXT")]
    matching: Option<String>,
    /// List the mutants and judge none.
    #[arg(long)]
    list: bool,
    /// How many are judged at a time.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Write the figures and every verdict as JSON, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let absolute = |path: &Path| std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()));
    let (root, target) = (absolute(&arguments.root)?, absolute(&arguments.target)?);
    let list = root.join("crates/mutants/survivors.toml");
    let list = std::fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let listed = survivors::parse(&list).map_err(|error| format!("crates/mutants/survivors.toml: {error}"))?;
    if let Some(package) = &arguments.hand_written {
        let choice = hand_written::Choice {
            package: package.as_deref(),
            shard: arguments.shard.as_deref(),
            jobs: arguments.jobs,
            json: arguments.json.as_deref(),
        };
        return hand_written::run(&root, &target, &choice, &listed.hand_written);
    }
    let listed = listed.survivor;
    let scratch = scratch::write(&root, &target.join("mutants/workspace"))?;
    let chosen = choose(&scratch.mutants, arguments)?;
    if arguments.list {
        for mutant in &chosen {
            println!("{} {}: {}: {} => {}", mutant.number, place(mutant), mutant.kind, mutant.before, mutant.after);
        }
        return Ok(true);
    }

    let began = Instant::now();
    eprintln!("building {} mutants in one program", scratch.mutants.len());
    build(&scratch.folder, &target)?;
    let program = target.join("debug/judge-mutants");
    eprintln!("built in {} s", began.elapsed().as_secs());
    let bar = progress(chosen.len());
    let jobs = arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
    let shows = !arguments.mutant.is_empty();
    let verdicts = judges::run(&program, &chosen, jobs, shows, |mutant, verdict| {
        bar.inc(1);
        bar.set_message(place(mutant));
        if verdict.caught_by.is_none() {
            let (number, kind) = (mutant.number, mutant.kind);
            bar.suspend(|| eprintln!("survives: {number} {}: {kind}: {}", place(mutant), mutant.after));
        }
        if shows {
            let caught = verdict.caught_by.as_deref().unwrap_or("nobody");
            bar.suspend(|| println!("mutant {}: caught by {caught}: {}", mutant.number, verdict.why));
        }
    })?;
    bar.finish_and_clear();
    let report = Report::new(&chosen, &verdicts, &listed, chosen.len() == scratch.mutants.len());
    println!("{}", report.text(began.elapsed()));
    if let Some(file) = &arguments.json {
        let json = report.to_json(began.elapsed());
        std::fs::write(file, format!("{json:#}\n")).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(report.is_clean())
}

fn choose(mutants: &[Mutant], arguments: &Arguments) -> Result<Vec<Mutant>, String> {
    let matches = |mutant: &Mutant, text: &str| {
        [&place(mutant), mutant.kind.as_str(), &mutant.before, &mutant.after].iter().any(|it| it.contains(text))
    };
    let mut chosen: Vec<Mutant> = mutants
        .iter()
        .filter(|mutant| arguments.mutant.is_empty() || arguments.mutant.contains(&mutant.number))
        .filter(|mutant| arguments.matching.as_ref().is_none_or(|text| matches(mutant, text)))
        .cloned()
        .collect();
    if let Some(count) = arguments.sample {
        chosen = sample(chosen, count);
    }
    if chosen.is_empty() { Err("there is no such mutant".to_owned()) } else { Ok(chosen) }
}

/// So many of them, every kind in turn and each kind's spread over its places.
fn sample(mutants: Vec<Mutant>, count: usize) -> Vec<Mutant> {
    let mut kinds = std::collections::BTreeMap::<_, Vec<Mutant>>::new();
    let wanted = count.min(mutants.len());
    for mutant in mutants {
        kinds.entry(mutant.kind).or_default().push(mutant);
    }
    // Which of a kind comes when: in steps that no count of places divides.
    let mut queues: Vec<Vec<Mutant>> = kinds
        .into_values()
        .map(|all| {
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by_key(|index| (index * 7_919 + 13) % 7_907);
            order.into_iter().rev().map(|index| all[index].clone()).collect()
        })
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < wanted {
        for queue in &mut queues {
            chosen.extend(queue.pop());
        }
    }
    chosen.truncate(wanted);
    chosen
}

/// A bar where somebody watches; nothing into a pipe.
fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn build(folder: &Path, target: &Path) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "-p", "conformance", "--bin", "judge-mutants", "--features", "mutants"])
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("the rewritten code does not compile".to_owned()) }
}
