//! `corpus`: the program behind `cargo xtask conformance --corpus`. Every document of a folder is generated in a
//! process of its own, twice, and what is written is compiled and tested.

mod compile;
mod peers;
mod table;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use codegen::measure::{self, End};
use codegen::report::{self, OperationReport};
use serde::Deserialize;

use crate::compile::compiled;
use crate::peers::{Peers, Verdict, is_negative};
use crate::table::{Row, reasons, share, table};

/// Holds the generator to a folder of OpenAPI documents.
///
/// Documents with `negative` in their names are meant to be refused: each is, or crates/codegen/peers.toml says why not.
///
/// Exit status: 0 all is well, 1 a panic, a hang, a difference between two runs, a compile or test failure, fewer
/// operations than --at-least, or a negative document that is accepted, 2 the command itself failed.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask conformance", bin_name = "cargo xtask conformance")]
struct Arguments {
    /// The folder: every .json, .yaml and .yml file in and below it. By default ../shared/corpus/real.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// How many documents are generated at once.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Which workspaces are compiled, linted and tested; `sample`: of documents under 100 KB.
    #[arg(long, value_enum, default_value_t = Compile::Sample)]
    compile: Compile,
    /// Only documents whose name has this in it.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// The least share of operations on both sides, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 99.5)]
    at_least: f64,
    /// A document that takes longer is a failure.
    #[arg(long, value_name = "S", default_value_t = 60)]
    seconds: u64,
    /// A document that takes more memory is a failure.
    #[arg(long, value_name = "MB", default_value_t = 2000)]
    megabytes: u64,
    /// Where the workspaces go; they stay there. By default in the target folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How many reasons of refusals are listed.
    #[arg(long, value_name = "N", default_value_t = 15)]
    reasons: usize,
    /// The table of coverage in README.md: write it, or fail where it is stale.
    #[arg(long, value_enum)]
    readme: Option<Readme>,
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".", hide = true)]
    root: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Compile {
    All,
    Sample,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Readme {
    Write,
    Check,
}

/// Documents under this size are the sample.
const SMALL: u64 = 100_000;

/// Where the programs and the workspaces are.
struct Places {
    codegen: PathBuf,
    /// The project.
    root: PathBuf,
    out: PathBuf,
    /// What is compiled, and the lock.
    home: PathBuf,
    /// cargo's folder, which is the project's own: what it built for the project is there already.
    target: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Nobody else writes and compiles in this folder as long as the file lives.
fn alone(home: &Path) -> Result<fs::File, String> {
    fs::create_dir_all(home).map_err(|error| format!("{}: {error}", home.display()))?;
    let path = home.join("lock");
    let failed = |error| format!("{}: {error}", path.display());
    let file = fs::File::create(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            eprintln!("note: another run works in {}; waiting for it", home.display());
            file.lock().map_err(failed)?;
        }
        Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
    }
    Ok(file)
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let own = env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    let beside = own.parent().unwrap_or(Path::new("."));
    let target = beside.parent().unwrap_or(Path::new(".")).to_owned();
    let home = target.join("corpus");
    let out = arguments.out.clone().unwrap_or_else(|| home.join("workspaces"));
    let places = Places { codegen: beside.join("codegen"), root: arguments.root.clone(), out, home, target };
    let (folder, is_corpus) = folder(arguments)?;
    // What is meant to be refused is judged by itself.
    let (negative, documents): (Vec<_>, Vec<_>) =
        documents(arguments, &folder)?.into_iter().partition(|(name, _)| is_negative(name));
    let peers = if negative.is_empty() { Peers::default() } else { Peers::read(&arguments.root)? };
    // What is written to a folder of its own and not compiled is in nobody's way.
    let _only = match (arguments.compile, &arguments.out) {
        (Compile::None, Some(_)) => None,
        _ => Some(alone(&places.home)?),
    };
    fs::create_dir_all(&places.out).map_err(|error| format!("{}: {error}", places.out.display()))?;

    let rows: Vec<Mutex<Row>> = documents.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..arguments.jobs.max(1) {
            scope.spawn(|| {
                while let Some((name, path)) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let row = generated(arguments, &places, &peers, name, path);
                    eprintln!("{:>10} {name}{}", "Generated", failures(&row));
                    if let Some(at) = documents.iter().position(|(known, _)| known == name)
                        && let Ok(mut slot) = rows[at].lock()
                    {
                        *slot = row;
                    }
                }
            });
        }
    });
    let mut rows: Vec<Row> = rows.into_iter().filter_map(|row| row.into_inner().ok()).collect();
    // The quickest first.
    let mut by_size: Vec<usize> = (0..rows.len()).collect();
    by_size.sort_by_key(|at| rows[*at].size);
    for at in by_size {
        let row = &mut rows[at];
        let wanted = match arguments.compile {
            Compile::All => true,
            Compile::Sample => row.size < SMALL,
            Compile::None => false,
        };
        let workspace = places.out.join(file_name(&row.document));
        if wanted && workspace.join("Cargo.toml").exists() {
            compiled(&places, &workspace, row);
            eprintln!("{:>10} {}{}", "Compiled", row.document, failures(row));
            // All of it takes an hour: what is known by now is kept, whatever becomes of the rest.
            if is_corpus && arguments.readme == Some(Readme::Write) {
                readme(Readme::Write, arguments, &rows)?;
            }
        }
    }
    print!("{}", table(&rows));
    print!("{}", reasons(&rows, arguments.reasons));
    let share = share(&rows);
    let mut clean = judged(arguments, &places, &peers, &negative, &rows);
    for row in rows.iter().filter(|row| !row.failures.is_empty()) {
        eprintln!("error: {}: {}", row.document, row.failures.join("; "));
        clean = false;
    }
    if share < arguments.at_least {
        eprintln!("error: {share:.2} % of the operations are on both sides; {} % are wanted", arguments.at_least);
        clean = false;
    }
    if let Some(wish) = arguments.readme.filter(|_| is_corpus) {
        clean &= readme(wish, arguments, &rows)?;
    }
    Ok(clean)
}

/// Writes the README's table, or says that it is stale.
fn readme(wish: Readme, arguments: &Arguments, rows: &[Row]) -> Result<bool, String> {
    let path = arguments.root.join("README.md");
    let at = |error: io::Error| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(at)?;
    // With --only, the other documents are not known to be gone.
    let is_kept = |name: &str| arguments.only.as_ref().is_some_and(|only| !name.contains(only.as_str()));
    let wanted = table::readme(&text, rows, is_kept)?;
    if wanted == text {
        return Ok(true);
    }
    match wish {
        Readme::Write => fs::write(&path, wanted).map_err(at).map(|()| true),
        Readme::Check => {
            eprintln!(
                "error: the table of coverage in {} is stale; run: cargo xtask conformance --corpus --compile all --readme write",
                path.display()
            );
            Ok(false)
        }
    }
}

/// Holds the negative documents to what is wanted of them; whether all are as they should be.
fn judged(arguments: &Arguments, places: &Places, peers: &Peers, negative: &[(String, PathBuf)], rows: &[Row]) -> bool {
    if negative.is_empty() {
        return true;
    }
    let (mut verdicts, mut failures) = (Vec::new(), Vec::new());
    for (name, path) in negative {
        match peers::verdict(&places.codegen, path, &places.out.join(file_name(name)), arguments.seconds) {
            Ok(verdict) => verdicts.push((name.clone(), verdict)),
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    let count = |wanted| verdicts.iter().filter(|(_, verdict)| *verdict == wanted).count();
    println!(
        "\n{} negative documents: {} refused, {} only by --strict, {} accepted",
        negative.len(),
        count(Verdict::Refused),
        count(Verdict::Strictly),
        count(Verdict::Accepted)
    );
    // With --only, most of what the list names is not looked at.
    if arguments.only.is_none() {
        let refused: Vec<&str> = rows.iter().filter(|row| row.is_refused).map(|row| &*row.document).collect();
        failures.extend(peers.failures(&verdicts, &refused));
    }
    failures.iter().for_each(|failure| eprintln!("error: {failure}"));
    failures.is_empty()
}

fn failures(row: &Row) -> String {
    if row.failures.is_empty() { String::new() } else { format!(": {}", row.failures.join("; ")) }
}

/// The folder of documents, and whether it is what the figures are about: the project's own ones stand in for a corpus
/// that is not there.
fn folder(arguments: &Arguments) -> Result<(PathBuf, bool), String> {
    match &arguments.corpus {
        Some(folder) if !folder.is_dir() => Err(format!("{} is no folder", folder.display())),
        Some(folder) => Ok((folder.clone(), true)),
        None => {
            let usual = arguments.root.join("../shared/corpus/real");
            if usual.is_dir() {
                return Ok((usual, true));
            }
            eprintln!("note: there is no corpus at {}: these are the project's own documents", usual.display());
            Ok((arguments.root.join("openapi"), false))
        }
    }
}

/// Every document by its name.
fn documents(arguments: &Arguments, folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        let entries = fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let kind = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
            // The project's cases are no documents.
            if path.is_dir() && !path.ends_with("cases") {
                todo.push(path);
            } else if kind.is_some_and(|kind| ["json", "yaml", "yml"].contains(&&*kind)) {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                if arguments.only.as_ref().is_none_or(|only| name.contains(only.as_str())) {
                    found.push((name, path));
                }
            }
        }
    }
    found.sort();
    match found.is_empty() {
        true => Err(format!("{} has no document", folder.display())),
        false => Ok(found),
    }
}

/// A document's name as a file name.
fn file_name(document: &str) -> String {
    document.replace(|character: char| !character.is_alphanumeric() && !"-_.".contains(character), "_")
}

/// Generates a document twice, in empty folders.
fn generated(arguments: &Arguments, places: &Places, peers: &Peers, name: &str, path: &Path) -> Row {
    let mut row = Row { document: name.to_owned(), ..Row::default() };
    row.size = fs::metadata(path).map_or(0, |facts| facts.len());
    let first = places.out.join(file_name(name));
    let second = places.out.join(format!("{}.again", file_name(name)));
    let report = places.out.join(format!("{}.report.json", file_name(name)));
    for (folder, report) in [(&first, Some(&report)), (&second, None)] {
        let _gone = fs::remove_dir_all(folder);
        let mut command = Command::new(&places.codegen);
        command.arg("--document").arg(path).arg("--out").arg(folder);
        if let Some(report) = report {
            let _gone = fs::remove_file(report);
            command.arg("--report").arg(report);
        }
        let log = places.out.join(format!("{}.log", file_name(name)));
        let measured = match measure::run(&mut command, Duration::from_secs(arguments.seconds), &log) {
            Ok(measured) => measured,
            Err(error) => {
                row.failures.push(format!("not run: {error}"));
                return row;
            }
        };
        match measured.end {
            End::Status(0 | 1) => {}
            End::Status(2) if peers.refuses(name) => {
                row.is_refused = true;
                return row;
            }
            End::Status(2) => row.failures.push("refused as a whole".to_owned()),
            End::Status(101) => row.failures.push("panicked".to_owned()),
            End::Status(other) => row.failures.push(format!("ended with {other}")),
            End::Signal(signal) => row.failures.push(format!("ended by signal {signal}")),
            End::Hung => row.failures.push(format!("killed after {} s", arguments.seconds)),
        }
        if measured.megabytes > arguments.megabytes as f64 {
            row.failures.push(format!("took {:.0} MB", measured.megabytes));
        }
        // The second run writes no report: the figures are those of generating.
        row.seconds = measured.seconds;
        row.megabytes = row.megabytes.max(measured.megabytes);
        if !row.failures.is_empty() {
            return row;
        }
        if report.is_some() {
            let said = fs::read_to_string(measure::with(&log, "out")).unwrap_or_default();
            row.warnings = said
                .lines()
                .rev()
                .find_map(|line| line.strip_suffix(" warnings")?.rsplit(' ').next()?.parse().ok())
                .unwrap_or_default();
        }
    }
    match operations(&report) {
        Err(error) => row.failures.push(format!("no report: {error}")),
        Ok(operations) => {
            row.operations = operations.len();
            row.client = operations.iter().filter(|operation| operation.client == report::OK).count();
            row.server = operations.iter().filter(|operation| operation.server == report::OK).count();
            let reasons = operations.into_iter().flat_map(|operation| [operation.client, operation.server]);
            row.reasons = reasons.filter(|reason| reason != report::OK).collect();
        }
    }
    match differs(&first, &second) {
        Err(error) => row.failures.push(format!("cannot be compared: {error}")),
        Ok(Some(file)) => row.failures.push(format!("two runs differ in {file}")),
        Ok(None) => {}
    }
    let _gone = fs::remove_dir_all(&second);
    row
}

/// A report's operations; nothing else of it is read.
fn operations(report: &Path) -> Result<Vec<OperationReport>, String> {
    #[derive(Deserialize)]
    struct Operations {
        operations: Vec<OperationReport>,
    }
    let file = fs::File::open(report).map_err(|error| error.to_string())?;
    let read: Result<Operations, _> = serde_json::from_reader(io::BufReader::new(file));
    read.map(|report| report.operations).map_err(|error| error.to_string())
}

/// The first file that two folders do not both have with the same bytes.
fn differs(first: &Path, second: &Path) -> io::Result<Option<String>> {
    let (one, other) = (tree(first)?, tree(second)?);
    if let Some(name) = one.symmetric_difference(&other).next() {
        return Ok(Some(name.clone()));
    }
    for name in one {
        if !is_same(&first.join(&name), &second.join(&name))? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Compares two files piece by piece: on Linux a child's greatest memory begins with its parent's.
fn is_same(first: &Path, second: &Path) -> io::Result<bool> {
    let (mut one, mut other) =
        (io::BufReader::new(fs::File::open(first)?), io::BufReader::new(fs::File::open(second)?));
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let common = a.len().min(b.len());
        if common == 0 {
            return Ok(a.len() == b.len());
        }
        if a[..common] != b[..common] {
            return Ok(false);
        }
        one.consume(common);
        other.consume(common);
    }
}

fn tree(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        let entries = match fs::read_dir(&path) {
            // A document that is refused has none.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            match path.is_dir() {
                true => todo.push(path),
                false => {
                    found.insert(path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned());
                }
            }
        }
    }
    Ok(found)
}
