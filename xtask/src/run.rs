//! Running other programs.

use std::env;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::OnceLock;

/// How a command ended, as the exit statuses of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0.
    Clean,
    /// 1: a check failed.
    Failed,
    /// 2: the command itself failed.
    Broken,
}

impl Outcome {
    /// A step of a command that did not even do its work breaks the command.
    pub fn as_failure(self) -> Self {
        match self {
            Self::Clean => Self::Clean,
            Self::Failed | Self::Broken => Self::Broken,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Failed => Self::from(1),
            Outcome::Broken => Self::from(2),
        }
    }
}

/// The folder in which the command was typed.
static TYPED_IN: OnceLock<PathBuf> = OnceLock::new();

/// Makes the project's folder the current one, wherever the command was typed.
pub fn enter_project() -> io::Result<()> {
    TYPED_IN.get_or_init(|| env::current_dir().unwrap_or_default());
    // Cargo's own word comes first: a target folder may have been another copy's of the project, with this program in it.
    // Not that of another package, from which this program may have been started.
    let own = env::var_os("CARGO_MANIFEST_DIR").filter(|_| env::var("CARGO_PKG_NAME").as_deref() == Ok("xtask"));
    let manifest = own.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&manifest).parent().map(Path::to_owned).unwrap_or_default();
    env::set_current_dir(root)
}

fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A cargo command that does not know that another cargo started it.
pub fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(cargo_program());
    command.args(arguments);
    for (name, _) in env::vars_os() {
        let inherited = name.to_string_lossy();
        if inherited.starts_with("CARGO_PKG_")
            || inherited == "CARGO_MANIFEST_DIR"
            || inherited == "CARGO_MANIFEST_PATH"
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end.
pub fn outcome(command: &mut Command) -> Outcome {
    match command.status() {
        Ok(status) => of_status(status),
        Err(error) => {
            eprintln!("error: cannot run {}: {error}", command.get_program().to_string_lossy());
            Outcome::Broken
        }
    }
}

fn of_status(status: ExitStatus) -> Outcome {
    match status.code() {
        Some(0) => Outcome::Clean,
        Some(1) => Outcome::Failed,
        // cargo's 101 is a failure of what it ran; a signal is a failure too.
        _ => Outcome::Broken,
    }
}

/// Runs cargo to its end.
pub fn cargo(arguments: &[&str]) -> Outcome {
    outcome(&mut cargo_command(arguments))
}

/// A program of a crate of the tools' workspace, built. It runs in the folder in which the command was typed: paths on
/// its command line are meant from there.
fn tool(package: &str, program: &str, arguments: &[String]) -> Result<Command, Outcome> {
    let path = target().join("release").join(program);
    if !path.exists() {
        eprintln!("building {package} (the first time takes some minutes)");
    }
    let manifest = format!("crates/{package}/Cargo.toml");
    match cargo(&["build", "--quiet", "--release", "--manifest-path", &manifest, "--bins"]) {
        Outcome::Clean => {}
        failed => return Err(failed.as_failure()),
    }
    let mut command = Command::new(path);
    command.arg("--root").arg(env::current_dir().unwrap_or_default()).args(arguments);
    if let Some(typed) = TYPED_IN.get() {
        command.current_dir(typed);
    }
    Ok(command)
}

fn generator(program: &str, arguments: &[String]) -> Result<Command, Outcome> {
    tool("codegen", program, arguments)
}

/// Runs a program of `crates/codegen`.
pub fn generating(program: &str, arguments: &[String]) -> Outcome {
    generator(program, arguments).map_or_else(|failed| failed, |mut command| outcome(&mut command))
}

/// Breaks generated or hand-written code, and tells what notices it.
pub fn mutating(arguments: &[String]) -> Outcome {
    let command = tool("mutants", "mutants", arguments);
    command.map_or_else(|failed| failed, |mut command| outcome(command.arg("--target").arg(target())))
}

/// Runs the generator.
pub fn codegen(arguments: &[String]) -> Outcome {
    generating("codegen", arguments)
}

/// Runs the generator without its standard output.
pub fn codegen_quietly(arguments: &[String]) -> Outcome {
    generator("codegen", arguments).map_or_else(|failed| failed, |mut command| outcome(command.stdout(Stdio::null())))
}

/// The shared target folder.
pub fn target() -> PathBuf {
    // The program runs from <target>/<profile>/xtask.
    let own = env::current_exe().ok();
    let found = own.as_deref().and_then(Path::parent).and_then(Path::parent).map(Path::to_owned);
    found.unwrap_or_else(|| PathBuf::from("target"))
}

/// Puts a built program in this process' place; comes back only when that fails.
pub fn become_program(path: &str, arguments: &[String]) -> Outcome {
    let path = target().join(path);
    let error = Command::new(&path).args(arguments).exec();
    eprintln!("error: cannot run {}: {error}", path.display());
    Outcome::Broken
}
