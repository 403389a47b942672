//! All that CI runs, quickest first.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::run::{Outcome, cargo_command, codegen, generating, outcome, target};

const TOOLS: &str = "xtask/Cargo.toml";

/// What `check` runs.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Go on after a failure, and list all of them at the end
    #[arg(long)]
    keep_going: bool,
}

struct Step {
    name: &'static str,
    run: fn() -> Outcome,
}

const STEPS: &[Step] = &[
    Step { name: "tools", run: tools },
    Step { name: "format", run: format },
    Step { name: "generated code is fresh", run: fresh },
    Step { name: "lints of the tools", run: tool_lints },
    Step { name: "tests of the tools", run: tool_tests },
    Step { name: "any document is generated, small ones compiled", run: corpus },
    Step { name: "the JSON Schema test suite", run: suite },
    Step { name: "lints", run: lints },
    Step { name: "tests", run: tests },
    Step { name: "documentation tests", run: doctests },
    Step { name: "conformance", run: conformance },
    Step { name: "schemathesis", run: schemathesis },
];

/// Runs every step.
pub fn run(options: &Options) -> Outcome {
    let start = Instant::now();
    let mut failed = Vec::new();
    for step in STEPS {
        eprintln!("\n==> {}", step.name);
        let began = Instant::now();
        let outcome = (step.run)();
        let seconds = began.elapsed().as_secs();
        if outcome == Outcome::Clean {
            eprintln!("==> {}: passed ({seconds} s)", step.name);
            continue;
        }
        eprintln!("==> {}: FAILED ({seconds} s)", step.name);
        failed.push(step.name);
        if !options.keep_going {
            break;
        }
    }
    let seconds = start.elapsed().as_secs();
    if failed.is_empty() {
        eprintln!("\n==> all {} steps passed ({seconds} s)", STEPS.len());
        Outcome::Clean
    } else {
        eprintln!("\n==> failed: {} ({seconds} s)", failed.join(", "));
        Outcome::Failed
    }
}

fn all(commands: &[&[&str]]) -> Outcome {
    for arguments in commands {
        if outcome(&mut cargo_command(arguments)) != Outcome::Clean {
            return Outcome::Failed;
        }
    }
    Outcome::Clean
}

fn is_there(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// What is needed from outside of cargo: says in a line how to get it, or gets it.
fn tools() -> Outcome {
    let mut clean = true;
    if !is_there("cargo", &["nextest", "--version"]) {
        eprintln!("error: cargo-nextest is missing; run: cargo install --locked cargo-nextest");
        clean = false;
    }
    if !is_there("python3", &["-c", "import venv, ensurepip"]) {
        eprintln!("error: Python 3 with venv is missing (for Schemathesis); run: apt-get install -y python3-venv");
        clean = false;
    }
    if clean { Outcome::Clean } else { Outcome::Failed }
}

fn format() -> Outcome {
    all(&[&["fmt", "--all", "--check"], &["fmt", "--all", "--check", "--manifest-path", TOOLS]])
}

fn fresh() -> Outcome {
    codegen(&["--check".to_owned()])
}

fn tool_lints() -> Outcome {
    all(&[&["clippy", "--quiet", "--workspace", "--all-targets", "--manifest-path", TOOLS, "--", "-D", "warnings"]])
}

fn tool_tests() -> Outcome {
    all(&[&["nextest", "run", "--workspace", "--manifest-path", TOOLS]])
}

/// No panic, no hang, the same bytes twice, and what small documents become compiles and passes its tests: over the
/// corpus, or over the project's own documents where there is none.
fn corpus() -> Outcome {
    let root = std::env::current_dir().unwrap_or_default();
    let over = |folder: &Path, compile: &str| {
        let folder = root.join(folder).to_string_lossy().into_owned();
        generating("corpus", &["--compile", compile, "--jobs", "2", "--corpus", &folder].map(str::to_owned))
    };
    // What generators stumble over, in a document of our own.
    let hostile = over(Path::new("crates/codegen/tests/documents"), "all");
    if hostile != Outcome::Clean {
        return hostile;
    }
    let real = generating("corpus", &["--compile", "sample", "--jobs", "2", "--readme", "check"].map(str::to_owned));
    // What other generators are tested with, where it is at hand: what is wrong on purpose is refused.
    let peers = Path::new("../shared/corpus/peers");
    if real != Outcome::Clean || !peers.is_dir() {
        return real;
    }
    over(peers, "none")
}

/// The types that are made of the suite's schemas, where the suite is at hand.
fn suite() -> Outcome {
    generating("suite", &[])
}

fn lints() -> Outcome {
    all(&[&["clippy", "--quiet", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]])
}

fn tests() -> Outcome {
    all(&[&["nextest", "run", "--workspace", "--all-features"]])
}

fn doctests() -> Outcome {
    all(&[&["test", "--quiet", "--doc", "--workspace", "--all-features"]])
}

fn conformance() -> Outcome {
    // As the tests were built, so that nothing is built twice.
    if all(&[&["build", "--quiet", "--workspace", "--bins", "--all-features"]]) != Outcome::Clean {
        return Outcome::Failed;
    }
    outcome(&mut Command::new(target().join("debug/conformance")))
}

/// Schemathesis judges the running service; the script beside it says how.
fn schemathesis() -> Outcome {
    match python() {
        Some(python) => {
            outcome(Command::new(python).arg("crates/conformance/schemathesis/run.py").env("TARGET_DIR", target()))
        }
        None => Outcome::Broken,
    }
}

/// The Python of a virtual environment with what `requirements.txt` pins, kept in the target folder.
fn python() -> Option<std::path::PathBuf> {
    let requirements = Path::new("crates/conformance/schemathesis/requirements.txt");
    let wanted = std::fs::read_to_string(requirements).ok()?;
    let environment = target().join("schemathesis-venv");
    let (python, stamp) = (environment.join("bin/python"), environment.join("requirements.txt"));
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Some(python);
    }
    eprintln!("setting up Schemathesis in {}", environment.display());
    let steps = [
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment).status(),
        Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements).status(),
    ];
    if steps.into_iter().all(|step| step.is_ok_and(|status| status.success())) {
        std::fs::write(&stamp, wanted).ok()?;
        return Some(python);
    }
    eprintln!("error: Schemathesis could not be installed from PyPI");
    None
}
