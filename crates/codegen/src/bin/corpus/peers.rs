//! Documents that are meant to be refused: other generators' negative tests, by what `peers.toml` says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use codegen::measure::{self, End};
use serde::Deserialize;

/// `crates/codegen/peers.toml`: file names, each with the reason.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// Negative documents that break the specification as published documents do: accepted with a warning, and refused
    /// by `--strict`.
    published: BTreeMap<String, String>,
    /// Negative documents that do not break it.
    valid: BTreeMap<String, String>,
    /// Other documents that are refused as a whole.
    refused: BTreeMap<String, String>,
}

/// What became of a negative document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is refused.
    Refused,
    /// It is accepted, and refused by `--strict`.
    Strictly,
    /// It is accepted.
    Accepted,
}

/// Whether a document is meant to be refused.
pub fn is_negative(document: &str) -> bool {
    document.contains("negative")
}

fn file_name(document: &str) -> &str {
    document.rsplit(['/', '\\']).next().unwrap_or(document)
}

impl Peers {
    pub fn read(root: &Path) -> Result<Self, String> {
        let path = root.join("crates/codegen/peers.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Whether a document is known to be refused as a whole.
    pub fn refuses(&self, document: &str) -> bool {
        self.refused.contains_key(file_name(document))
    }

    /// What is wrong with a verdict on a negative document.
    fn wrong(&self, document: &str, verdict: Verdict) -> Option<&'static str> {
        let name = file_name(document);
        let wanted = match (self.published.contains_key(name), self.valid.contains_key(name)) {
            (true, _) => Verdict::Strictly,
            (_, true) => Verdict::Accepted,
            _ => Verdict::Refused,
        };
        match (wanted, verdict) {
            (wanted, verdict) if wanted == verdict => None,
            (Verdict::Refused, _) => Some("it is accepted, and peers.toml does not say why"),
            (_, Verdict::Refused) => Some("it is refused by now: remove its line from peers.toml"),
            (Verdict::Strictly, _) => Some("--strict does not refuse it"),
            (Verdict::Accepted, _) => Some("--strict refuses it: it belongs to [published] in peers.toml"),
        }
    }

    /// What is wrong with the verdicts on all negative documents of a folder, and with the lines about them.
    pub fn failures(&self, verdicts: &[(String, Verdict)], refused: &[&str]) -> Vec<String> {
        let mut failures: Vec<String> = verdicts
            .iter()
            .filter_map(|(document, verdict)| Some(format!("{document}: {}", self.wrong(document, *verdict)?)))
            .collect();
        let there: BTreeSet<&str> = verdicts.iter().map(|(document, _)| file_name(document)).collect();
        let lines = self.published.keys().chain(self.valid.keys());
        let gone = lines.filter(|name| !there.contains(name.as_str()));
        failures.extend(gone.map(|name| format!("{name}: there is no such document: remove its line from peers.toml")));
        let refused: BTreeSet<&str> = refused.iter().map(|document| file_name(document)).collect();
        let needless = self.refused.keys().filter(|name| !refused.contains(name.as_str()));
        failures.extend(
            needless.map(|name| format!("{name}: it is not refused as a whole: remove its line from peers.toml")),
        );
        failures
    }
}

/// Generates a negative document, and again with `--strict` where it is accepted.
pub fn verdict(codegen: &Path, document: &Path, folder: &Path, seconds: u64) -> Result<Verdict, String> {
    for (strict, verdict) in [(false, Verdict::Refused), (true, Verdict::Strictly)] {
        let _gone = std::fs::remove_dir_all(folder);
        let mut command = Command::new(codegen);
        command.arg("--document").arg(document).arg("--out").arg(folder).stdin(Stdio::null());
        if strict {
            command.arg("--strict");
        }
        let log = PathBuf::from(format!("{}.log", folder.display()));
        let measured = measure::run(&mut command, Duration::from_secs(seconds), &log).map_err(|it| it.to_string())?;
        let said = std::fs::read_to_string(measure::with(&log, "err")).unwrap_or_default();
        let _gone = std::fs::remove_dir_all(folder);
        match measured.end {
            End::Status(1 | 2) if said.lines().any(|line| line.starts_with("error[")) => return Ok(verdict),
            End::Status(0) if said.lines().any(|line| line.starts_with("error")) => {
                return Err("it ends with 0 and an error".to_owned());
            }
            End::Status(0) => {}
            End::Status(other) => return Err(format!("it ends with {other} and no error")),
            End::Signal(signal) => return Err(format!("it is ended by signal {signal}")),
            End::Hung => return Err(format!("it is killed after {seconds} s")),
        }
    }
    Ok(Verdict::Accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers() -> Peers {
        let line = |name: &str| BTreeMap::from([(name.to_owned(), "reason".to_owned())]);
        Peers { published: line("p.json"), valid: line("v.json"), refused: line("r.json") }
    }

    #[test]
    fn every_negative_document_is_refused_or_listed_and_no_line_is_too_many() {
        use Verdict::{Accepted, Refused, Strictly};
        let all = |p, v, n| [("a/p.json", p), ("v.json", v), ("n.json", n)].map(|(name, it)| (name.to_owned(), it));
        let failures = |verdicts: &[(String, Verdict)]| peers().failures(verdicts, &["b/r.json"]);
        assert_eq!(failures(&all(Strictly, Accepted, Refused)), [""; 0]);
        for (verdicts, name, words) in [
            (all(Strictly, Accepted, Strictly), "n.json", "does not say why"),
            (all(Strictly, Accepted, Accepted), "n.json", "does not say why"),
            (all(Refused, Accepted, Refused), "a/p.json", "remove its line"),
            (all(Accepted, Accepted, Refused), "a/p.json", "--strict does not refuse it"),
            (all(Strictly, Strictly, Refused), "v.json", "belongs to [published]"),
        ] {
            let found = failures(&verdicts);
            assert!(matches!(&found[..], [one] if one.starts_with(name) && one.contains(words)), "{found:?}");
        }
        assert_eq!(failures(&all(Strictly, Accepted, Refused)[1..]).len(), 1);
        assert_eq!(peers().failures(&all(Strictly, Accepted, Refused), &[]).len(), 1);
    }
}
