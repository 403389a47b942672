//! `codegen`: the program behind `cargo xtask generate`.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use codegen::diagnostic::{RenderOptions, explain};
use codegen::project::{self, Failure};
use codegen::source::Sources;

/// Writes crates/generated from the documents under openapi/.
///
/// Exit status: 0 everything is written (or fresh), 1 something is stale, 2 a document or the
/// command line is wrong and nothing is written.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask generate", bin_name = "cargo xtask generate")]
struct Arguments {
    /// The APIs of openapi/apis.toml to generate; all of them by default.
    #[arg(value_name = "API")]
    apis: Vec<String>,
    /// Write nothing; fail and name each file that is stale.
    #[arg(long)]
    check: bool,
    /// Explain a diagnostic's code, such as E0507, and stop.
    #[arg(long, value_name = "CODE")]
    explain: Option<String>,
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".", hide = true)]
    root: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(code) = &arguments.explain {
        return match explain(code) {
            Some(row) => {
                say(&format!("{}: {}\n\n{}\n", row.code, row.title, row.explanation));
                ExitCode::SUCCESS
            }
            None => {
                eprintln!("error: there is no code `{code}`");
                ExitCode::from(2)
            }
        };
    }
    run(&arguments).unwrap_or_else(|failure| {
        let mut message = format!("error: {failure}");
        let mut cause = failure.source();
        while let Some(error) = cause {
            message.push_str(&format!(": {error}"));
            cause = error.source();
        }
        eprintln!("{message}");
        ExitCode::from(2)
    })
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let apis = project::apis(&arguments.root, &arguments.apis)?;
    let mut sources = Sources::default();
    let mut generated = Vec::new();
    let mut refused = false;
    for api in &apis {
        let result = project::generate(&arguments.root, api, &mut sources);
        eprint!("{}", result.diagnostics.render(&sources, &RenderOptions::for_stderr()));
        refused |= result.crates.is_empty();
        generated.extend(result.crates.into_iter().map(|(name, files)| (api.name.as_str(), name, files)));
    }
    if refused {
        eprintln!("error: nothing is written");
        return Ok(ExitCode::from(2));
    }
    let mut stale = Vec::new();
    for (api, name, files) in &generated {
        let folder = arguments.root.join("crates/generated").join(name);
        let differences = project::compare(&folder, files)?;
        let word = match (differences.is_empty(), arguments.check) {
            (true, _) => "Fresh",
            (false, true) => "Stale",
            (false, false) => "Wrote",
        };
        if differences.is_empty() {
            say(&format!("{word:>8} {name}\n"));
        }
        for difference in &differences {
            let line =
                format!("{word:>8} {name:<18} {} +{} -{}", difference.file, difference.added, difference.removed);
            if arguments.check {
                eprintln!("{line}");
            } else {
                say(&format!("{line}\n"));
            }
        }
        if !differences.is_empty() {
            stale.push(*api);
        }
        if !arguments.check {
            project::write(&folder, files)?;
        }
    }
    stale.dedup();
    if arguments.check && !stale.is_empty() {
        eprintln!("      run: cargo xtask generate {}", stale.join(" "));
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

/// To standard output; a reader that has gone away is no error of ours.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
