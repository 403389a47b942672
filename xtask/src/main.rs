//! `cargo xtask`: the project's commands. Arguments in, other programs out; nothing is done here
//! that another program could do.

mod check;
mod run;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::run::{Outcome, cargo, codegen};

/// The project's commands, to be run from its top folder.
///
/// Exit status: 0 clean, 1 a check failed, 2 the command itself failed (bad arguments, unreadable
/// or invalid document).
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write crates/generated from openapi/, or say with --check what is stale; --document FILE --out DIR: any document
    #[command(disable_help_flag = true)]
    Generate(PassedOn),
    /// The main job, end to end, on embedded SQLite; --serve keeps it running
    #[command(disable_help_flag = true)]
    Demo(PassedOn),
    /// Hold both sides to the document: properties, cases, the wire; --corpus DIR: the generator to any documents;
    /// --suite DIR: generated types to the JSON Schema test suite; --mutate: which broken code all of that notices
    #[command(disable_help_flag = true)]
    Conformance(PassedOn),
    /// Ratios against peers, side by side in one run; `generate`: the generator's own time and memory
    #[command(disable_help_flag = true)]
    Bench(PassedOn),
    /// All that CI runs, quickest first; sets up what it needs, changes no file of the project
    Check(check::Options),
}

/// Arguments of the program behind the command; `--help` among them.
#[derive(Debug, Args)]
struct PassedOn {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl PassedOn {
    fn names(&self, option: &str) -> bool {
        self.arguments.iter().any(|argument| argument == option || argument.starts_with(&format!("{option}=")))
    }

    /// `--corpus` and `--suite` without a folder mean the usual one.
    fn with_folder(&self) -> Vec<String> {
        let bare = |(index, argument): (usize, &String)| {
            let next = self.arguments.get(index + 1);
            (argument == "--corpus" || argument == "--suite") && next.is_none_or(|next| next.starts_with("--"))
        };
        let arguments = self.arguments.iter().enumerate();
        arguments.filter(|pair| !bare(*pair)).map(|(_, argument)| argument.clone()).collect()
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = run::enter_project() {
        eprintln!("error: {error}");
        return ExitCode::from(2);
    }
    match arguments.command {
        Command::Generate(passed) => codegen(&passed.arguments),
        Command::Demo(passed) => demo(&passed.arguments),
        Command::Conformance(passed) if passed.names("--corpus") => run::generating("corpus", &passed.with_folder()),
        Command::Conformance(passed) if passed.names("--suite") => run::generating("suite", &passed.with_folder()),
        Command::Conformance(passed) if passed.names("--mutate") => run::mutating(&passed.arguments),
        // A long run is worth the long build.
        Command::Conformance(passed) if passed.names("--minutes") => {
            program(&["build", "--quiet", "--release", "-p", "conformance"], "release/conformance", &passed.arguments)
        }
        Command::Conformance(passed) => program(
            &["build", "--quiet", "-p", "conformance", "-p", "customersd"],
            "debug/conformance",
            &passed.arguments,
        ),
        Command::Bench(passed) if passed.arguments.first().is_some_and(|name| name == "generate") => {
            run::generating("bench-generate", &passed.arguments[1..])
        }
        Command::Bench(passed) => program(
            &["build", "--quiet", "--release", "-p", "bench", "-p", "customersd"],
            "release/bench",
            &passed.arguments,
        ),
        Command::Check(options) => check::run(&options),
    }
    .into()
}

/// Nothing is stale, then the demonstration takes this process' place: a signal reaches it.
fn demo(arguments: &[String]) -> Outcome {
    let asks = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    let quiet = asks || arguments.iter().any(|argument| argument == "--json");
    let checked = if quiet { run::codegen_quietly(&["--check".to_owned()]) } else { codegen(&["--check".to_owned()]) };
    match checked {
        Outcome::Clean => {
            eprintln!("building customersd and the demo (the first time takes some minutes)");
            program(&["build", "--quiet", "-p", "demo", "-p", "customersd"], "debug/demo", arguments)
        }
        stale => stale,
    }
}

/// Builds a program of the project, which then takes this process' place.
fn program(build: &[&str], path: &str, arguments: &[String]) -> Outcome {
    match cargo(build) {
        Outcome::Clean => run::become_program(path, arguments),
        failed => failed.as_failure(),
    }
}
