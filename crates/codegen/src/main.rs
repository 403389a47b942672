//! `codegen`: the program behind `cargo xtask generate`.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use codegen::diagnostic::{RenderOptions, explain};
use codegen::project::{self, Failure};
use codegen::source::Sources;
use codegen::standalone::{self, Wishes, Written};

/// Writes crates/generated from the documents under openapi/, or any document's own workspace.
///
/// Exit status: 0 everything is written (or fresh), 1 something is stale, or there are errors in
/// a document (operations are refused, or --strict) and the rest is written, 2 a document or the
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
    /// Write a workspace of its own for this OpenAPI 3.0 or 3.1 document.
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with_all = ["apis", "check"])]
    document: Option<PathBuf>,
    /// Where to write the workspace: a new folder, or one that this command wrote before.
    #[arg(long, value_name = "DIR", requires = "document")]
    out: Option<PathBuf>,
    /// What the workspace's crates are called, before `-api`, `-client` and `-handlers`. Without it as they were when this
    /// command wrote the folder before, or else after the document's title.
    #[arg(long, value_name = "NAME", requires = "document", value_parser = standalone::checked_name)]
    name: Option<String>,
    /// Write here, as JSON, what became of each operation and keyword of the document.
    #[arg(long, value_name = "FILE", requires = "document")]
    report: Option<PathBuf>,
    /// Make an error of every warning that stands for a breach of the OpenAPI or JSON Schema specification: the exit
    /// status is 1 then, and what is written is the same.
    #[arg(long, requires = "document")]
    strict: bool,
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
    match (&arguments.document, &arguments.out) {
        (Some(document), Some(out)) => run_standalone(document, out, &arguments),
        _ => run(&arguments).unwrap_or_else(|failure| failed(&failure)),
    }
}

fn failed(failure: &dyn Error) -> ExitCode {
    let mut message = format!("error: {failure}");
    let mut cause = failure.source();
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    eprintln!("{message}");
    ExitCode::from(2)
}

fn run_standalone(document: &Path, out: &Path, arguments: &Arguments) -> ExitCode {
    let began = Instant::now();
    let mut sources = Sources::default();
    let report = arguments.report.as_deref();
    let same =
        |path: &Path| path.canonicalize().ok().is_some_and(|path| document.canonicalize().is_ok_and(|it| it == path));
    if report.is_some_and(same) {
        eprintln!("error: the report would be written over the document");
        return ExitCode::from(2);
    }
    let name = match (&arguments.name, standalone::name_before(out)) {
        (Some(name), _) => Some(name.clone()),
        (None, Ok(name)) => name,
        (None, Err(failure)) => return failed(&failure),
    };
    let wishes = Wishes { name: name.as_deref(), keywords: report.is_some(), strict: arguments.strict };
    let workspace = standalone::generate(document, wishes, &mut sources);
    let options = RenderOptions::for_stderr();
    eprint!("{}", workspace.diagnostics.render(&sources, &options));
    if report.is_none() && workspace.diagnostics.leaves_out(&options) {
        eprintln!("note: `--report FILE` lists every finding\n");
    }
    let status = workspace.status();
    let webhooks = match workspace.webhooks.len() {
        0 => String::new(),
        all => {
            let generated = workspace.webhooks.iter().filter(|webhook| webhook.is_generated()).count();
            format!("{generated} of {all} webhooks and callbacks, ")
        }
    };
    let (warnings, operations) = (workspace.diagnostics.warnings(), workspace.operations.len());
    let generated = workspace.generated();
    let mut failure = None;
    if workspace.files.is_empty() {
        eprintln!("error: nothing is written");
    } else {
        match standalone::write(out, &workspace.files) {
            Ok(written) => {
                let count = |what| written.values().filter(|written| **written == what).count();
                // Cargo itself edits its lock file.
                let kept = written.iter().filter(|(file, what)| **what == Written::Kept && *file != "Cargo.lock");
                for (file, _) in kept {
                    say(&format!("    Kept {file}: it was edited\n"));
                }
                let word = if count(Written::Wrote) + count(Written::Removed) == 0 { "Fresh" } else { "Wrote" };
                say(&format!(
                    "{word:>8} {}: {generated} of {operations} operations, {webhooks}{warnings} warnings\n",
                    out.display()
                ));
            }
            Err(refusal) => failure = Some(refusal),
        }
    }
    if let Some(path) = report {
        let text = serde_json::to_string_pretty(&workspace.report(document, began, &sources)).unwrap_or_default();
        if let Err(error) = std::fs::write(path, text + "\n") {
            eprintln!("error: {}: {error}", path.display());
            return ExitCode::from(2);
        }
    }
    match failure {
        Some(failure) => failed(&failure),
        None => ExitCode::from(status),
    }
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
