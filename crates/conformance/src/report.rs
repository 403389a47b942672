//! What a run comes to: one table for people, the same figures as JSON for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

/// A part of a run, which can be run without the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Part {
    /// Each generated type against its schema.
    Types,
    /// The files of `openapi/cases`, raw and by the generated clients.
    Cases,
    /// What dropshot emits, and what schemars and utoipa make of each type, against the source.
    Document,
    /// Every declared answer, of the servers' types and read by the clients.
    Answers,
    /// Malformed requests, a table of them.
    Malformed,
    /// Random histories, with the model as the judge.
    Histories,
}

impl fmt::Display for Part {
    /// As `--only` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

/// One figure.
#[derive(Clone, Debug)]
struct Row {
    name: &'static str,
    value: u64,
    note: String,
}

/// Everything that a run has counted and found.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    /// Each keyword's edges: reached, of how many.
    edges: BTreeMap<&'static str, (usize, usize)>,
    /// Declared pairs of operation and status that no case has shown.
    unseen: Vec<String>,
    /// How often histories have seen each pair of operation and status.
    answers: BTreeMap<String, u64>,
    failures: Vec<String>,
    /// The parts that failed, but for histories.
    failed: BTreeSet<Part>,
    /// The commands that repeat the histories that failed.
    histories: Vec<String>,
}

/// How many failures are printed; a broken check breaks thousands of instances.
const SHOWN: usize = 50;

impl Report {
    /// Adds a figure.
    pub fn count(&mut self, name: &'static str, value: impl TryInto<u64>, note: impl Into<String>) {
        self.rows.push(Row { name, value: value.try_into().unwrap_or(u64::MAX), note: note.into() });
    }

    /// Sets the edges by keyword.
    pub fn edges(&mut self, edges: BTreeMap<&'static str, (usize, usize)>) {
        self.edges = edges;
    }

    /// Sets what is declared and was not seen.
    pub fn unseen(&mut self, unseen: Vec<String>) {
        self.unseen = unseen;
    }

    /// Sets what histories have seen, by operation and status.
    pub fn answers(&mut self, answers: BTreeMap<String, u64>) {
        self.answers = answers;
    }

    /// Adds failures of a part.
    pub fn fail(&mut self, part: Part, failures: impl IntoIterator<Item = String>) {
        let before = self.failures.len();
        self.failures.extend(failures);
        if self.failures.len() > before {
            self.failed.insert(part);
        }
    }

    /// Adds failures of histories, with the commands that repeat them.
    pub fn fail_histories(&mut self, failures: impl IntoIterator<Item = String>, again: Vec<String>) {
        self.failures.extend(failures);
        self.histories.extend(again);
    }

    /// The commands that repeat what failed, in a run with these numbers: one for all parts but histories, and one for
    /// each history.
    pub fn again(&self, cases: usize, seed: u64) -> Vec<String> {
        let parts: String = self.failed.iter().map(|part| format!(" --only {part}")).collect();
        let command = format!("cargo xtask conformance --cases {cases} --seed {seed}{parts}");
        let mut commands: Vec<String> = (!parts.is_empty()).then_some(command).into_iter().collect();
        for command in &self.histories {
            if !commands.contains(command) {
                commands.push(command.clone());
            }
        }
        commands
    }

    /// What failed.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// The first failures, and how many there are besides.
    pub fn shown(&self) -> String {
        let mut text = self.failures.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
        if self.failures.len() > SHOWN {
            text.push_str(&format!("\n... and {} more", self.failures.len() - SHOWN));
        }
        text
    }

    /// All of it as JSON.
    pub fn to_json(&self, cases: usize, seed: u64, took: Duration) -> Value {
        let counts: Map<String, Value> =
            self.rows.iter().map(|row| (row.name.replace(' ', "_"), row.value.into())).collect();
        let edges: Map<String, Value> = self
            .edges
            .iter()
            .map(|(keyword, (reached, all))| ((*keyword).to_owned(), json!({ "reached": reached, "of": all })))
            .collect();
        json!({
            "cases": cases,
            "seed": seed,
            "seconds": took.as_secs_f64(),
            "counts": counts,
            "edges": edges,
            "unseen": self.unseen,
            "answers": self.answers,
            "failures": self.failures,
            "again": self.again(cases, seed),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "{:<19} {:>9}   {}", row.name, row.value, row.note)?;
        }
        if !self.unseen.is_empty() {
            writeln!(f, "unseen: {}", self.unseen.join(", "))?;
        }
        if !self.edges.is_empty() {
            writeln!(f, "\nedges reached, by keyword")?;
        }
        for (keyword, (reached, all)) in &self.edges {
            writeln!(f, "  {keyword:<22} {reached:>5} of {all:<5} {:>3} %", reached * 100 / (*all).max(1))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_a_failure_names_the_parts_that_failed_and_each_history() {
        let mut report = Report::default();
        report.fail(Part::Types, []);
        assert_eq!(report.again(10, 3), [""; 0]);
        let history = "cargo xtask conformance --only histories --seed 3 --history 7".to_owned();
        report.fail_histories(["history 7".to_owned(), "history 7".to_owned()], vec![history.clone(), history.clone()]);
        assert_eq!(report.again(10, 3), std::slice::from_ref(&history));
        report.fail(Part::Malformed, ["a".to_owned(), "b".to_owned()]);
        report.fail(Part::Cases, ["c".to_owned()]);
        let parts = "cargo xtask conformance --cases 10 --seed 3 --only cases --only malformed".to_owned();
        assert_eq!(report.again(10, 3), [parts.clone(), history.clone()]);
        assert_eq!(report.to_json(10, 3, Duration::ZERO)["again"], json!([parts, history]));
    }

    #[test]
    fn what_no_case_shows_is_named_behind_the_table_and_in_the_json() {
        let mut report = Report::default();
        report.count("answers seen", 1_u64, "of 3");
        assert!(!report.to_string().contains("unseen"));
        report.unseen(vec!["logIn 429".to_owned(), "logIn 500".to_owned()]);
        assert_eq!(report.to_string().lines().last(), Some("unseen: logIn 429, logIn 500"));
        report.answers(BTreeMap::from([("log_in 200".to_owned(), 3)]));
        let json = report.to_json(1, 0, Duration::ZERO);
        assert_eq!(json["unseen"], json!(["logIn 429", "logIn 500"]));
        assert_eq!(json["answers"], json!({ "log_in 200": 3 }));
    }
}
