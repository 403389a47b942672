//! `suite`: the program behind `cargo xtask conformance --suite`. The official JSON Schema test suite through the types
//! that the generator makes of its schemas.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use clap::Parser;
use codegen::suite::{self, Group};
use serde::Deserialize;

/// Holds the types of generated code to the JSON Schema test suite, draft 2020-12 with its optional parts.
///
/// Exit status: 0 all is well, 1 an instance is judged wrong, or what is refused is not what the list says, 2 the
/// command itself failed.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask conformance --suite", bin_name = "cargo xtask conformance --suite")]
struct Arguments {
    /// The suite's folder. By default ../shared/corpus/json-schema-test-suite; where that is missing, nothing is done.
    #[arg(long, value_name = "DIR")]
    suite: Option<PathBuf>,
    /// Only files whose name has this in it.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Write the list of what is refused anew.
    #[arg(long, hide = true)]
    update: bool,
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".", hide = true)]
    root: PathBuf,
}

/// What is known not to be carried: the list only shrinks.
#[derive(Debug, Default, Deserialize)]
struct Known {
    #[serde(default)]
    refused: Vec<Refused>,
    #[serde(default)]
    otherwise: Vec<Otherwise>,
}

/// A schema that is refused with a diagnostic.
#[derive(Debug, Deserialize)]
struct Refused {
    file: String,
    schema: String,
    said: String,
}

/// Instances that are judged otherwise by decision.
#[derive(Debug, Deserialize)]
struct Otherwise {
    file: String,
    /// Of the schemas; all of the file's where it is missing.
    schema: Option<String>,
    instance: Option<String>,
    /// What the types do with these instances: the suite says otherwise.
    ours: Ours,
    /// How many instances there are.
    count: usize,
    why: String,
}

/// What becomes of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ours {
    Taken,
    Refused,
}

impl Otherwise {
    fn speaks_of(&self, group: &Group, instance: &str, taken: bool) -> bool {
        self.file == group.file
            && self.ours == if taken { Ours::Taken } else { Ours::Refused }
            && self.schema.as_ref().is_none_or(|schema| *schema == group.description)
            && self.instance.as_ref().is_none_or(|known| known == instance)
    }
}

/// The figures of a file.
#[derive(Debug, Default)]
struct Row {
    passed: usize,
    refused: usize,
    otherwise: usize,
    wrong: usize,
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
    let usual = arguments.root.join("../shared/corpus/json-schema-test-suite");
    let folder = arguments.suite.clone().unwrap_or_else(|| usual.clone());
    if arguments.suite.is_none() && !usual.is_dir() {
        eprintln!(
            "note: SKIPPED: the JSON Schema test suite is not at {}, so that nothing is held to it",
            usual.display()
        );
        return Ok(true);
    }
    let list = arguments.root.join("crates/codegen/json-schema-test-suite.toml");
    let text = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let known: Known = toml::from_str(&text).map_err(|error| format!("{}: {error}", list.display()))?;

    let mut groups = suite::groups(&folder)?;
    groups.retain(|group| arguments.only.as_ref().is_none_or(|only| group.file.contains(only.as_str())));
    let mut modules = Vec::new();
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        match suite::module(group) {
            Ok(text) => modules.push((index, text)),
            Err(said) => {
                refused.insert(index, said);
            }
        }
    }
    let taken = taken(arguments, &groups, &modules)?;

    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut faults = Vec::new();
    let mut spoken: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        let row = rows.entry(&group.file).or_default();
        if let Some(said) = refused.get(&index) {
            row.refused += group.tests.len();
            let is_known = known
                .refused
                .iter()
                .any(|it| it.file == group.file && it.schema == group.description && *said == it.said);
            if !is_known {
                faults.push(format!("{}: `{}` is refused: {said}", group.file, group.description));
            }
            continue;
        }
        for (test, taken) in group.tests.iter().zip(&taken[&index]) {
            let by_decision = known.otherwise.iter().position(|it| it.speaks_of(group, &test.description, *taken));
            match (*taken == test.valid, by_decision) {
                (true, _) => row.passed += 1,
                (false, Some(entry)) => {
                    *spoken.entry(entry).or_default() += 1;
                    row.otherwise += 1;
                }
                (false, None) => {
                    row.wrong += 1;
                    let (is, not) = if test.valid { ("valid", "refused") } else { ("invalid", "taken") };
                    let what = format!("{is}, but {not}: {}", test.data);
                    faults.push(format!("{}: `{}`: `{}`: {what}", group.file, group.description, test.description));
                }
            }
        }
    }
    if arguments.only.is_none() {
        for entry in &known.refused {
            let still = refused.iter().any(|(index, said)| {
                groups[*index].file == entry.file && groups[*index].description == entry.schema && *said == entry.said
            });
            if !still {
                faults.push(format!(
                    "{}: `{}` is not refused so any more: take it off the list",
                    entry.file, entry.schema
                ));
            }
        }
        for (index, entry) in known.otherwise.iter().enumerate() {
            let Otherwise { file, why, count, .. } = entry;
            match spoken.get(&index).copied().unwrap_or(0) {
                0 => {
                    faults.push(format!("{file}: nothing is judged otherwise any more, `{why}`: take it off the list"))
                }
                found if found == *count => {}
                found => {
                    faults.push(format!("{file}: {found} instances are judged otherwise, and not {count}, `{why}`"))
                }
            }
        }
    }
    if arguments.update {
        for (index, said) in &refused {
            let Group { file, description, .. } = &groups[*index];
            println!("[[refused]]\nfile = {file:?}\nschema = {description:?}\nsaid = {said:?}\n");
        }
    }
    print!("{}", table(&rows));
    for fault in &faults {
        eprintln!("error: {fault}");
    }
    Ok(faults.is_empty())
}

/// Compiles the modules as one program, and asks it about every instance.
fn taken(
    arguments: &Arguments,
    groups: &[Group],
    modules: &[(usize, String)],
) -> Result<BTreeMap<usize, Vec<bool>>, String> {
    let own = env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    // cargo's folder is the project's own: what it built for the project is there already.
    let target = own.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    let home = target.join("suite");
    let root = arguments.root.canonicalize().map_err(|error| format!("{}: {error}", arguments.root.display()))?;
    let at = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let _gone = fs::remove_dir_all(home.join("src"));
    for (path, text) in suite::files(modules, &root.join("crates/schema-support")) {
        let path = home.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| at(folder, error))?;
        }
        fs::write(&path, text).map_err(|error| at(&path, error))?;
    }
    // The versions that the project was tested with.
    fs::copy(root.join("Cargo.lock"), home.join("Cargo.lock")).map_err(|error| at(&home, error))?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet"]).current_dir(&home).env("CARGO_TARGET_DIR", target).env_remove("RUSTFLAGS");
    if !cargo.status().map_err(|error| format!("cargo: {error}"))?.success() {
        return Err(format!("what the schemas came to does not compile: {}", home.display()));
    }
    let mut asked = String::new();
    for (index, _) in modules {
        for test in &groups[*index].tests {
            let _ = writeln!(asked, "{index} {}", test.data);
        }
    }
    let mut child = Command::new(target.join("debug/asked"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the compiled suite: {error}"))?;
    let mut input = child.stdin.take().ok_or("the compiled suite cannot be asked")?;
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(asked.as_bytes()));
        child.wait_with_output()
    });
    let output = output.map_err(|error| format!("the compiled suite: {error}"))?;
    if !output.status.success() {
        return Err("the compiled suite panicked".to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let asked: usize = modules.iter().map(|(index, _)| groups[*index].tests.len()).sum();
    if text.lines().count() != asked {
        return Err(format!("the compiled suite gave {} answers to {asked} instances", text.lines().count()));
    }
    let mut answers = text.lines().map(|line| line == "true");
    Ok(modules.iter().map(|(index, _)| (*index, answers.by_ref().take(groups[*index].tests.len()).collect())).collect())
}

/// The table, as Markdown that can be read as it is.
fn table(rows: &BTreeMap<&str, Row>) -> String {
    let mut out = String::from(
        "| file of draft 2020-12 | passed | refused with a diagnostic | otherwise by decision | wrong |\n|---|--:|--:|--:|--:|\n",
    );
    let mut all = Row::default();
    for (file, Row { passed, refused, otherwise, wrong }) in rows {
        let _ = writeln!(out, "| {file} | {passed} | {refused} | {otherwise} | {wrong} |");
        all.passed += passed;
        all.refused += refused;
        all.otherwise += otherwise;
        all.wrong += wrong;
    }
    let Row { passed, refused, otherwise, wrong } = all;
    let _ = writeln!(out, "| **{} files** | {passed} | {refused} | {otherwise} | {wrong} |", rows.len());
    out
}
