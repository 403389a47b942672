//! What a run comes to: one table for people, the same figures as JSON for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

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
    failures: Vec<String>,
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

    /// Adds failures.
    pub fn fail(&mut self, failures: impl IntoIterator<Item = String>) {
        self.failures.extend(failures);
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
            "failures": self.failures,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "{:<19} {:>9}   {}", row.name, row.value, row.note)?;
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
