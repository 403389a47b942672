//! `bench-generate`: the program behind `cargo xtask bench generate`: how long generating takes, how much memory it
//! holds, and how both grow with the document.

mod peers;

use std::env;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Parser;
use codegen::measure::{self, End, Measured};
use serde_json::{Value, json};

/// Measures the generator, formatting and writing included.
///
/// Exit status: 0 within the figures of the design, 1 beyond one of them, 2 the command itself failed.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench generate", bin_name = "cargo xtask bench generate")]
struct Arguments {
    /// A large document; by default GitHub's in ../shared/corpus/real.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// How often each is generated; the least figure counts.
    #[arg(long, value_name = "N", default_value_t = 3)]
    runs: usize,
    /// Beside it, openapi-to-rust and progenitor on every document of ../shared/corpus/real (or on --document); they are
    /// installed from crates.io.
    #[arg(long)]
    peers: bool,
    /// With --peers: `cargo check` of our clients and progenitor's, too.
    #[arg(long, requires = "peers")]
    check: bool,
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".", hide = true)]
    root: PathBuf,
}

/// Numbers of operations of the synthetic documents.
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// What the large document may take.
const SECONDS: f64 = 2.0;
const MEGABYTES: f64 = 500.0;

/// How much more an operation may take in a document of 10,000 than in one of 100.
const GROWTH: f64 = 1.5;

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
    let own = env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    let beside = own.parent().unwrap_or(Path::new("."));
    let folder = beside.parent().unwrap_or(Path::new(".")).join("bench-generate");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let bench = Bench { codegen: beside.join("codegen"), folder, runs: arguments.runs.max(1) };

    let usual = arguments.root.join("../shared/corpus/real/github-octokit.json");
    let large = arguments.document.clone().unwrap_or(usual);
    let mut clean = true;
    println!(
        "| document | operations | lines an operation | seconds | CPU seconds | CPU ms an operation | MB |\n|---|--:|--:|--:|--:|--:|--:|"
    );
    if large.is_file() {
        let name = large.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match bench.measure(&name, &large) {
            Ok(found) => {
                found.print(&name);
                if found.best.seconds > SECONDS || found.best.megabytes > MEGABYTES {
                    eprintln!(
                        "error: {name} takes {:.2} s and {:.0} MB; {SECONDS} s and {MEGABYTES} MB are wanted",
                        found.best.seconds, found.best.megabytes
                    );
                    clean = false;
                }
            }
            // The others are measured all the same.
            Err(error) => {
                eprintln!("error: {error}");
                clean = false;
            }
        }
    } else {
        eprintln!("note: {} is not there: only synthetic documents are measured", large.display());
    }
    let mut each = Vec::new();
    for size in SIZES {
        let path = bench.folder.join(format!("synthetic-{size}.json"));
        let written = fs::File::create(&path).map(io::BufWriter::new).and_then(|mut out| {
            synthetic(size, &mut out)?;
            out.flush()
        });
        written.map_err(|error| format!("{}: {error}", path.display()))?;
        let name = format!("synthetic, {size} operations");
        let found = bench.measure(&format!("synthetic-{size}"), &path)?;
        found.print(&name);
        // Of the processors' time: what else runs on the machine is not in it.
        each.push(found.best.cpu_seconds / size as f64);
    }
    let growth = each[3] / each[1];
    println!("\nAn operation of 10,000 takes {growth:.2} times as long as one of 100.");
    if growth > GROWTH {
        eprintln!("error: {GROWTH} times is the most");
        clean = false;
    }
    if arguments.peers {
        let documents = match &arguments.document {
            Some(document) => vec![document.clone()],
            None => corpus(&arguments.root.join("../shared/corpus/real"))?,
        };
        let peers = peers::Peers { codegen: bench.codegen, folder: bench.folder, check: arguments.check };
        clean &= peers.compare(&documents)?;
    }
    Ok(clean)
}

/// The documents of a folder, the smallest first.
fn corpus(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let is_document = |path: &PathBuf| {
        path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known))
    };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_document).collect();
    found.sort_by_cached_key(|path| (fs::metadata(path).map_or(0, |facts| facts.len()), path.clone()));
    Ok(found)
}

struct Bench {
    codegen: PathBuf,
    folder: PathBuf,
    runs: usize,
}

struct Found {
    best: Measured,
    operations: usize,
    lines: usize,
}

impl Found {
    fn print(&self, name: &str) {
        let each = self.operations.max(1) as f64;
        println!(
            "| {name} | {} | {:.0} | {:.3} | {:.3} | {:.2} | {:.0} |",
            self.operations,
            self.lines as f64 / each,
            self.best.seconds,
            self.best.cpu_seconds,
            1000.0 * self.best.cpu_seconds / each,
            self.best.megabytes
        );
    }
}

impl Bench {
    fn measure(&self, name: &str, document: &Path) -> Result<Found, String> {
        let out = self.folder.join(format!("{name}.workspace"));
        let log = self.folder.join(format!("{name}.log"));
        let mut best: Option<Measured> = None;
        for _ in 0..self.runs {
            let _gone = fs::remove_dir_all(&out);
            let mut command = Command::new(&self.codegen);
            command.arg("--document").arg(document).arg("--out").arg(&out);
            let measured = measure::run(&mut command, Duration::from_secs(300), &log)
                .map_err(|error| format!("{}: {error}", self.codegen.display()))?;
            if !matches!(measured.end, End::Status(0 | 1)) {
                return Err(format!("{name}: {:?}; see {}", measured.end, measure::with(&log, "err").display()));
            }
            best = Some(match best {
                None => measured,
                Some(best) => Measured {
                    end: measured.end,
                    seconds: best.seconds.min(measured.seconds),
                    cpu_seconds: best.cpu_seconds.min(measured.cpu_seconds),
                    megabytes: best.megabytes.min(measured.megabytes),
                },
            });
        }
        let best = best.ok_or("no run at all")?;
        // `Wrote DIR: 12 of 12 operations, 3 warnings`
        let said = fs::read_to_string(measure::with(&log, "out")).unwrap_or_default();
        let operations = said
            .lines()
            .find_map(|line| line.split(" of ").next()?.rsplit(' ').next()?.parse().ok())
            .ok_or_else(|| format!("{name}: not understood: {said}"))?;
        Ok(Found { best, operations, lines: lines(&out) })
    }
}

/// Lines of Rust in the generated crates; the support crates are the same for every document.
fn lines(workspace: &Path) -> usize {
    let mut count = 0;
    let mut todo = vec![workspace.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("support") {
                todo.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                count += fs::File::open(&path).map_or(0, |file| io::BufReader::new(file).split(b'\n').count());
            }
        }
    }
    count
}

/// Writes a document of so many operations: each with parameters, a body, two answers and schemas of its own. The schemas
/// refer to each other in one ring, by way of unions: what looks through all that a schema leads to does not stay linear.
/// It is written piece by piece: what this program holds itself would count as its children's memory.
fn synthetic(operations: usize, out: &mut impl Write) -> io::Result<()> {
    write!(out, r#"{{"openapi":"3.1.0","info":{{"title":"Synthetic","version":"1.0.0"}},"paths":{{"#)?;
    for number in 0..operations {
        let comma = if number == 0 { "" } else { "," };
        write!(out, r#"{comma}"/area{}/things{number}/{{id}}":{}"#, number % 100, path_item(number))?;
    }
    let problem = json!({ "type": "object", "required": ["title"], "properties": { "title": { "type": "string" } } });
    write!(out, r#"}},"components":{{"schemas":{{"Problem":{problem}"#)?;
    for number in 0..operations {
        write!(out, r#","Thing{number}":{},"Parcel{number}":{}"#, thing(), parcel(number, operations))?;
    }
    write!(out, "}}}}}}")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn path_item(number: usize) -> Value {
    let content = |name: &str| json!({ "application/json": { "schema": reference(name) } });
    json!({
        "put": {
            "operationId": format!("putThing{number}"),
            "summary": "Puts a thing in its place.",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
                { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100 } }
            ],
            "requestBody": { "required": true, "content": content(&format!("Thing{number}")) },
            "responses": {
                "200": { "description": "Put.", "content": content(&format!("Parcel{number}")) },
                "404": { "description": "No such place.", "content": content("Problem") }
            }
        }
    })
}

fn thing() -> Value {
    json!({
        "type": "object",
        "required": ["name", "kind"],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 70 },
            "kind": { "type": "string", "enum": ["small", "large"] },
            "weight": { "type": "number", "minimum": 0 },
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 10 }
        }
    })
}

fn parcel(number: usize, operations: usize) -> Value {
    json!({
        "type": "object",
        "required": ["id", "things"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "sent": { "type": "string", "format": "date-time" },
            "things": { "type": "array", "items": reference(&format!("Thing{number}")) },
            "next": { "oneOf": [reference(&format!("Parcel{}", (number + 1) % operations)), { "type": "string", "format": "uuid" }] }
        }
    })
}
