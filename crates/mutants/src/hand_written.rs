//! Mutants of the hand-written crates: `cargo-mutants` makes and runs them, `.cargo/mutants.toml` says how; what survives
//! is held against the list.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::survivors::HandWritten;

/// What is run.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'c> {
    /// One crate; nothing for all of them.
    pub package: Option<&'c str>,
    /// One part of so many.
    pub shard: Option<&'c str>,
    /// How many at a time.
    pub jobs: Option<usize>,
    /// Where the figures are written, too.
    pub json: Option<&'c Path>,
}

/// Breaks the crates' code and runs their tests; whether enough was noticed and the list is right.
///
/// # Errors
/// When `cargo-mutants` is missing or cannot go on.
pub fn run(root: &Path, target: &Path, choice: &Choice<'_>, listed: &[HandWritten]) -> Result<bool, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut probe = Command::new(&cargo);
    probe.args(["mutants", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        return Err("cargo-mutants is missing; run: cargo install --locked cargo-mutants".to_owned());
    }
    let output = target.join("mutants/hand-written").join(choice.package.unwrap_or("all"));
    fs::create_dir_all(&output).map_err(|error| format!("{}: {error}", output.display()))?;
    let mut command = Command::new(&cargo);
    command.current_dir(root).args(["mutants", "--no-shuffle", "--output"]).arg(&output);
    match choice.package {
        Some(package) => command.args(["--package", package]),
        None => command.arg("--workspace"),
    };
    if let Some(shard) = choice.shard {
        command.args(["--shard", shard]);
    }
    if let Some(jobs) = choice.jobs {
        command.args(["--jobs", &jobs.to_string()]);
    }
    let status = command.status().map_err(|error| format!("cannot run cargo: {error}"))?;
    // 2: some survive; 3: some do not end, which is noticed.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(format!("cargo mutants: {status}"));
    }
    let lines = |name: &str| {
        let path = output.join("mutants.out").join(name);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<Vec<String>, String>(text.lines().map(without_line).collect())
    };
    let caught = lines("caught.txt")?.into_iter().chain(lines("timeout.txt")?).collect();
    let found = Found { caught, missed: lines("missed.txt")? };
    let (text, is_clean) = found.told(listed);
    println!("{text}");
    if let Some(file) = choice.json {
        let json = json!({ "caught": found.caught.len(), "missed": found.missed, "share": found.share() });
        fs::write(file, format!("{json:#}\n")).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(is_clean)
}

/// `src/a.rs:7:5: replace x` without the place in the file, which moves.
fn without_line(name: &str) -> String {
    let Some((file, rest)) = name.split_once(':') else { return name.to_owned() };
    let change = rest.trim_start_matches(|character: char| character.is_ascii_digit() || character == ':');
    format!("{file}: {}", change.trim_start())
}

/// What became of the mutants.
struct Found {
    caught: Vec<String>,
    missed: Vec<String>,
}

impl Found {
    fn share(&self) -> f64 {
        self.caught.len() as f64 * 100.0 / (self.caught.len() + self.missed.len()).max(1) as f64
    }

    fn told(&self, listed: &[HandWritten]) -> (String, bool) {
        let listed: BTreeSet<&str> = listed.iter().map(|it| it.name.as_str()).collect();
        let missed: BTreeSet<&str> = self.missed.iter().map(String::as_str).collect();
        let caught: BTreeSet<&str> = self.caught.iter().map(String::as_str).collect();
        let mut text = format!(
            "caught {:.2} % ({} of {}), {} survivors listed with their reason\n",
            self.share(),
            self.caught.len(),
            self.caught.len() + self.missed.len(),
            missed.intersection(&listed).count(),
        );
        let unlisted: Vec<&&str> = missed.difference(&listed).collect();
        // One change can stand at several places: what is caught at one and missed at another is still missed.
        let stale: Vec<&&str> = caught.intersection(&listed).filter(|name| !missed.contains(**name)).collect();
        for name in &unlisted {
            text.push_str(&format!("survivor: {name}\n"));
        }
        for name in &stale {
            text.push_str(&format!("crates/mutants/survivors.toml: {name} is caught now\n"));
        }
        (text, unlisted.is_empty() && stale.is_empty() && self.share() >= 95.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_without_its_place_in_the_file() {
        assert_eq!(
            without_line("crates/a/src/b.rs:12:9: replace f -> u8 with 1"),
            "crates/a/src/b.rs: replace f -> u8 with 1"
        );
    }

    #[test]
    fn an_unlisted_survivor_and_a_listed_one_that_is_caught_fail() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let listed = |name: &str| vec![HandWritten { name: name.to_owned(), reason: "it is the same".to_owned() }];
        let many: Vec<String> = (0..99).map(|index| format!("a: {index}")).collect();
        let found = Found { caught: many.clone(), missed: names(&["a: x"]) };
        assert!(found.told(&listed("a: x")).1);
        assert!(!found.told(&[]).1);
        let found = Found { caught: many, missed: Vec::new() };
        assert!(found.told(&[]).1);
        assert!(!found.told(&listed("a: 7")).1);
        let found = Found { caught: names(&["a: 1"]), missed: names(&["a: x"]) };
        assert!(!found.told(&listed("a: x")).1, "half is not enough");
    }
}
