//! The generators of others on the same documents, in the same run: openapi-to-rust (client, and a server for every
//! operation) and progenitor (client), as crates.io has them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use codegen::measure::{self, End, Measured};
use codegen::report::OperationReport;
use serde::Deserialize;

/// What is installed, and as what program.
const PEERS: [(&str, &str, &str); 2] =
    [("openapi-to-rust", "0.23.0", "openapi-to-rust"), ("cargo-progenitor", "0.15.1", "cargo-progenitor")];

/// How long a generator may take for a document.
const LIMIT: Duration = Duration::from_secs(300);

/// What one generator did with one document.
struct Run {
    measured: Measured,
    /// Whether it says that it wrote all of it.
    wrote: bool,
}

/// Where everything is.
pub struct Peers {
    /// Our own generator.
    pub codegen: PathBuf,
    /// A folder that is ours alone.
    pub folder: PathBuf,
    /// Whether what is written is compiled, too.
    pub check: bool,
}

impl Peers {
    /// Installs the peers where they are not there yet, runs all generators on every document, and prints the table.
    ///
    /// # Errors
    /// When a peer cannot be installed, or ours does not run.
    pub fn compare(&self, documents: &[PathBuf]) -> Result<bool, String> {
        let bin = self.install()?;
        println!(
            "\nSide by side: seconds / MB; `-`: it refuses the document. openapi-to-rust and ours write both sides, \
             progenitor a client.\n\n\
             | document | operations | ours | openapi-to-rust | of its time | progenitor |\n|---|--:|--:|--:|--:|--:|"
        );
        let (mut slower, mut both) = (0, Vec::new());
        let mut wrote = [0; 3];
        for document in documents {
            let name = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let folder = self.folder.join("peers").join(&name);
            let _gone = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            let document = document.canonicalize().map_err(|error| format!("{}: {error}", document.display()))?;
            let (ours, operations) = self.ours(&document, &folder)?;
            let theirs = self.openapi_to_rust(&bin, &document, &folder, &operations)?;
            let progenitor = self.progenitor(&bin, &document, &folder)?;
            for (count, run) in wrote.iter_mut().zip([&ours, &theirs, &progenitor]) {
                *count += usize::from(run.wrote);
            }
            let ratio = match theirs.wrote {
                true => format!("{:.2}", ours.measured.cpu_seconds / theirs.measured.cpu_seconds),
                false => "-".to_owned(),
            };
            slower += usize::from(theirs.wrote && ours.measured.cpu_seconds > theirs.measured.cpu_seconds);
            println!(
                "| {name} | {} | {} | {} | {ratio} | {} |",
                operations.len(),
                cell(&ours),
                cell(&theirs),
                cell(&progenitor)
            );
            if ours.wrote && progenitor.wrote {
                both.push((name, folder, operations.len()));
            }
        }
        println!("| **{} documents written** | | {} | {} | | {} |", documents.len(), wrote[0], wrote[1], wrote[2]);
        if slower > 0 {
            println!("\nOurs takes more of the processors' time than openapi-to-rust on {slower} of them.");
        }
        if self.check { self.compile(&both) } else { Ok(true) }
    }

    fn install(&self) -> Result<PathBuf, String> {
        let root = self.folder.join("installed");
        for (package, version, program) in PEERS {
            if root.join("bin").join(program).exists() {
                continue;
            }
            eprintln!("installing {package} {version} from crates.io");
            let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            command.args(["install", "--quiet", "--locked", "--version", version, package, "--root"]).arg(&root);
            command.env("CARGO_TARGET_DIR", self.folder.join("install-target"));
            let status = command.status().map_err(|error| format!("cargo install: {error}"))?;
            if !status.success() {
                return Err(format!("{package} {version} cannot be installed from crates.io"));
            }
        }
        Ok(root.join("bin"))
    }

    fn ours(&self, document: &Path, folder: &Path) -> Result<(Run, Vec<OperationReport>), String> {
        let report = folder.join("report.json");
        let generate = |reported: bool| {
            let _gone = fs::remove_dir_all(folder.join("ours"));
            let mut command = Command::new(&self.codegen);
            command.arg("--document").arg(document).arg("--out").arg(folder.join("ours"));
            if reported {
                command.arg("--report").arg(&report);
            }
            run(&mut command, &folder.join("ours.log"), |end| matches!(end, End::Status(0 | 1)))
        };
        generate(true)?;
        // The report is no part of the peers' work.
        let timed = generate(false)?;
        let text = fs::read(&report).unwrap_or_default();
        let operations = serde_json::from_slice::<Reported>(&text).map(|report| report.operations).unwrap_or_default();
        Ok((timed, operations))
    }

    fn openapi_to_rust(
        &self,
        bin: &Path,
        document: &Path,
        folder: &Path,
        operations: &[OperationReport],
    ) -> Result<Run, String> {
        let selectors: Vec<String> =
            operations.iter().map(|operation| format!("{} {}", operation.method, operation.path)).collect();
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let config = format!(
            "[generator]\nspec_path = {}\noutput_dir = {}\nmodule_name = \"api\"\n\n[features]\nenable_async_client = true\n\n\
             [server]\nframework = \"axum\"\noperations = {}\n",
            text(&document.to_string_lossy()),
            text(&folder.join("openapi-to-rust").to_string_lossy()),
            serde_json::Value::from(selectors)
        );
        let path = folder.join("openapi-to-rust.toml");
        fs::write(&path, config).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut command = Command::new(bin.join("openapi-to-rust"));
        command.args(["generate", "--quiet", "--config"]).arg(&path).current_dir(folder);
        run(&mut command, &folder.join("openapi-to-rust.log"), |end| end == End::Status(0))
    }

    fn progenitor(&self, bin: &Path, document: &Path, folder: &Path) -> Result<Run, String> {
        let mut command = Command::new(bin.join("cargo-progenitor"));
        command.arg("progenitor").arg("--input").arg(document).arg("--output").arg(folder.join("progenitor"));
        command.args(["--name", "progenitor-made", "--version", "0.1.0"]);
        let run = run(&mut command, &folder.join("progenitor.log"), |end| end == End::Status(0))?;
        if run.wrote {
            // It is no member of the workspace that it happens to be in.
            let manifest = folder.join("progenitor/Cargo.toml");
            let text = fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
            fs::write(&manifest, text + "\n[workspace]\n")
                .map_err(|error| format!("{}: {error}", manifest.display()))?;
        }
        Ok(run)
    }

    /// `cargo check` of the two clients, dependencies not counted.
    fn compile(&self, documents: &[(String, PathBuf, usize)]) -> Result<bool, String> {
        println!(
            "\n`cargo check` of the clients, dependencies built before; seconds are the processors'.\n\n\
             | document | operations | lines, ours | lines, progenitor | ms an operation, ours | progenitor | ratio |\n\
             |---|--:|--:|--:|--:|--:|--:|"
        );
        let target = self.folder.join("check-target");
        let (mut ours, mut theirs) = (0.0, 0.0);
        for (name, folder, operations) in documents {
            let Some(client) = client_of(&folder.join("ours")) else { continue };
            let own = checked(&folder.join("ours"), &client, &target, &folder.join("ours-check"))?;
            let other = checked(&folder.join("progenitor"), Path::new("."), &target, &folder.join("progenitor-check"))?;
            let each = |seconds: f64| format!("{:.1}", 1000.0 * seconds / (*operations).max(1) as f64);
            let (Some(own), Some(other)) = (own, other) else {
                let says = |found: Option<f64>| found.map_or("does not compile".to_owned(), each);
                println!("| {name} | {operations} | | | {} | {} | |", says(own), says(other));
                continue;
            };
            println!(
                "| {name} | {operations} | {} | {} | {} | {} | {:.2} |",
                crate::lines(&folder.join("ours").join(&client).join("src")),
                crate::lines(&folder.join("progenitor")),
                each(own),
                each(other),
                own / other
            );
            ours += own;
            theirs += other;
        }
        println!("| **all** | | | | | | {:.2} |", ours / theirs);
        Ok(true)
    }
}

/// What of a report is read here.
#[derive(Deserialize)]
struct Reported {
    operations: Vec<OperationReport>,
}

fn run(command: &mut Command, log: &Path, is_good: impl Fn(End) -> bool) -> Result<Run, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let measured = measure::run(command, LIMIT, log).map_err(|error| format!("{program}: {error}"))?;
    Ok(Run { wrote: is_good(measured.end), measured })
}

fn cell(run: &Run) -> String {
    match run.wrote {
        true => format!("{:.2} / {:.0}", run.measured.seconds, run.measured.megabytes),
        false => "-".to_owned(),
    }
}

/// The folder of a workspace's client crate.
fn client_of(workspace: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(workspace).ok()?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with("-client") && !name.ends_with("-webhooks-client")).map(PathBuf::from).min()
}

/// The processors' seconds for checking one crate; `None` where it does not compile.
fn checked(workspace: &Path, member: &Path, target: &Path, log: &Path) -> Result<Option<f64>, String> {
    let folder = workspace.join(member);
    let check = || {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["check", "--quiet"]).current_dir(&folder).env("CARGO_TARGET_DIR", target);
        command.env("CARGO_INCREMENTAL", "0").env("RUSTFLAGS", "--cap-lints=allow");
        measure::run(&mut command, Duration::from_secs(1800), log).map_err(|error| format!("cargo check: {error}"))
    };
    if check()?.end != End::Status(0) {
        return Ok(None);
    }
    let library = folder.join("src/lib.rs");
    let text = fs::read(&library).map_err(|error| format!("{}: {error}", library.display()))?;
    fs::write(&library, text).map_err(|error| format!("{}: {error}", library.display()))?;
    Ok(Some(check()?.cpu_seconds))
}
