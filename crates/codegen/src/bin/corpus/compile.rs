//! What is written, compiled, linted and tested.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use codegen::measure::{self, End};

use crate::table::Row;
use crate::{Places, differs, file_name, tree};

/// Where every workspace is compiled, one after the other, wherever it was written: cargo takes one member `support` of two
/// workspaces for the other's, and what is newer for fresh. The support crates are the same in all of them and stay
/// where they are, so that cargo builds them once.
fn placed(places: &Places, workspace: &Path) -> io::Result<PathBuf> {
    let place = places.home.join("workspaces/compiled");
    let (support, wanted) = (place.join("support"), workspace.join("support"));
    fs::create_dir_all(&support)?;
    let is_same = differs(&support, &wanted)?.is_none();
    for entry in fs::read_dir(&place)? {
        let path = entry?.path();
        match path.is_dir() {
            true if is_same && path == support => {}
            true => fs::remove_dir_all(&path)?,
            false => fs::remove_file(&path)?,
        }
    }
    for file in tree(workspace)? {
        if is_same && file.starts_with("support/") {
            continue;
        }
        let to = place.join(&file);
        fs::create_dir_all(to.parent().unwrap_or(&place))?;
        fs::copy(workspace.join(&file), to)?;
    }
    Ok(place)
}

/// How the project has its dependencies compiled, as far as a workspace has them: what is compiled alike is compiled once.
fn profile(places: &Places, workspace: &Path) -> Vec<String> {
    let read = |path: &Path| fs::read_to_string(path).ok()?.parse::<toml::Table>().ok();
    let project = read(&places.root.join("Cargo.toml"));
    let packages = project.as_ref().and_then(|it| it.get("profile")?.get("dev")?.get("package")?.as_table());
    let lock = read(&workspace.join("Cargo.lock"));
    let locked = lock.as_ref().and_then(|it| it.get("package")?.as_array()).into_iter().flatten();
    let locked: Vec<&str> = locked.filter_map(|it| it.get("name")?.as_str()).collect();
    let levels = packages.into_iter().flatten().filter_map(|(name, own)| Some((name, own.get("opt-level")?)));
    levels
        .filter(|(name, _)| locked.contains(&name.as_str()))
        .flat_map(|(name, level)| ["--config".to_owned(), format!("profile.dev.package.{name}.opt-level={level}")])
        .collect()
}

/// Compiles and lints a workspace with warnings denied, then runs its tests.
pub fn compiled(places: &Places, workspace: &Path, row: &mut Row) {
    let workspace = match placed(places, workspace) {
        Ok(place) => place,
        Err(error) => {
            row.compiled = Some(false);
            row.failures.push(format!("cannot be copied to be compiled: {error}"));
            return;
        }
    };
    let profile = profile(places, &workspace);
    // Each has a check of its own for what the others need; dependencies are built once for all of them.
    let cargo = |subcommand: &str, arguments: &[&str]| {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .arg(subcommand)
            .args(&profile)
            .args(arguments)
            .current_dir(&workspace)
            .env("CARGO_TARGET_DIR", &places.target);
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never").env_remove("RUSTFLAGS");
        // Nobody debugs them, and the tests of large documents are large.
        command.env("CARGO_PROFILE_DEV_DEBUG", "0");
        let log = places.out.join(format!("{}.{subcommand}", file_name(&row.document)));
        (measure::run(&mut command, Duration::from_secs(3600), &log).map(|measured| measured.end), log)
    };
    // clippy checks all that `cargo check` does, and more.
    let (end, log) = cargo("clippy", &["--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]);
    let clean = matches!(end, Ok(End::Status(0)));
    row.compiled = Some(clean);
    if !clean {
        row.failures.push(format!("does not compile without warnings: {}", measure::with(&log, "err").display()));
        return;
    }
    let (end, log) = cargo("test", &["--workspace", "--lib", "--tests", "--no-fail-fast", "--", "--nocapture"]);
    let said = fs::read_to_string(measure::with(&log, "out")).unwrap_or_default();
    // `round-trips: 12 of 12 types, 3456 values`, from each side.
    row.tests = Some(counted(&said, "round-trips: ").unwrap_or_default());
    // `both sides: 7 of 7 operations, 56 exchanges`, from each client.
    row.exchanged = counted(&said, "both sides: ");
    if row.exchanged.is_none() && row.client > 0 {
        row.failures.push(format!("its client was not held to its server: {}", measure::with(&log, "out").display()));
    }
    if !matches!(end, Ok(End::Status(0))) {
        row.failures.push(format!("its tests fail: {}", measure::with(&log, "err").display()));
    }
}

/// The first two numbers of every line with this in it, added up: how many of how many; `None` where there is no such line.
fn counted(said: &str, before: &str) -> Option<(usize, usize)> {
    let lines = said.lines().filter_map(|line| line.split_once(before)).map(|(_, line)| {
        let mut numbers = line.split(' ').filter_map(|word| word.parse::<usize>().ok());
        (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
    });
    lines.reduce(|all, one| (all.0 + one.0, all.1 + one.1))
}
