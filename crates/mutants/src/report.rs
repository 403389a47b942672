//! What a run comes to: a table by kind, and each survivor.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::judges::Verdict;
use crate::kind::Kind;
use crate::rewrite::Mutant;
use crate::survivors::Survivor;

/// The share that has to be noticed, in hundredths.
const WANTED: usize = 95;

/// Everything that a run has found.
#[derive(Debug)]
pub struct Report<'r> {
    mutants: &'r [Mutant],
    verdicts: &'r [Verdict],
    listed: &'r [Survivor],
    /// Whether every mutant was judged: only then a listed one that was caught is told from one that was not tried.
    is_whole: bool,
}

impl<'r> Report<'r> {
    /// Of mutants and what became of them.
    pub fn new(mutants: &'r [Mutant], verdicts: &'r [Verdict], listed: &'r [Survivor], is_whole: bool) -> Self {
        Self { mutants, verdicts, listed, is_whole }
    }

    fn judged(&self) -> impl Iterator<Item = (&'r Mutant, &'r Verdict)> {
        self.mutants.iter().zip(self.verdicts)
    }

    fn caught(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.caught_by.is_some()).count()
    }

    fn is_listed(&self, mutant: &Mutant) -> bool {
        self.listed.iter().any(|survivor| survivor.describes(mutant))
    }

    fn survivors(&self) -> impl Iterator<Item = &'r Mutant> {
        self.judged().filter(|(_, verdict)| verdict.caught_by.is_none()).map(|(mutant, _)| mutant)
    }

    fn unlisted(&self) -> Vec<&'r Mutant> {
        self.survivors().filter(|mutant| !self.is_listed(mutant)).collect()
    }

    /// What the list says and is not so any more.
    fn stale(&self) -> Vec<String> {
        let caught = self.judged().filter(|(_, verdict)| verdict.caught_by.is_some());
        let mut found: Vec<String> = caught
            .filter(|(mutant, _)| self.is_listed(mutant))
            .map(|(mutant, _)| format!("{} is caught now", place(mutant)))
            .collect();
        if self.is_whole {
            let nothing = self.listed.iter().filter(|survivor| !self.mutants.iter().any(|it| survivor.describes(it)));
            found.extend(nothing.map(|survivor| format!("there is no mutant any more: {}", survivor.shown())));
        }
        found
    }

    /// The share that was noticed, in percent.
    pub fn share(&self) -> f64 {
        self.caught() as f64 * 100.0 / self.mutants.len().max(1) as f64
    }

    /// Whether enough was noticed, and the list is right.
    pub fn is_clean(&self) -> bool {
        let enough = self.caught() * 100 >= self.mutants.len() * WANTED;
        enough && self.unlisted().is_empty() && self.stale().is_empty()
    }

    /// For people.
    pub fn text(&self, took: Duration) -> String {
        let mut kinds: BTreeMap<Kind, (usize, usize, BTreeMap<&str, usize>)> = BTreeMap::new();
        for (mutant, verdict) in self.judged() {
            let row = kinds.entry(mutant.kind).or_default();
            row.0 += 1;
            if let Some(part) = &verdict.caught_by {
                row.1 += 1;
                *row.2.entry(part).or_default() += 1;
            }
        }
        let mut text =
            format!("{:<30} {:>6} {:>7} {:>9}   caught by\n", "kind of mutant", "sites", "caught", "survivors");
        // Writing to memory cannot fail.
        for (kind, (sites, caught, parts)) in &kinds {
            let mut parts: Vec<_> = parts.iter().collect();
            parts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let parts: Vec<_> = parts.iter().map(|(part, count)| format!("{part} {count}")).collect();
            let survivors = sites - caught;
            let _ = writeln!(text, "{kind:<30} {sites:>6} {caught:>7} {survivors:>9}   {}", parts.join(", "));
        }
        let (sites, caught) = (self.mutants.len(), self.caught());
        let _ = writeln!(text, "{:<30} {sites:>6} {caught:>7} {:>9}", "all", sites - caught);
        let unlisted = self.unlisted();
        let listed = sites - caught - unlisted.len();
        let _ = writeln!(
            text,
            "\ncaught {:.2} %, {listed} survivors listed with their reason, {} not listed ({} s)",
            self.share(),
            unlisted.len(),
            took.as_secs()
        );
        for mutant in unlisted {
            let _ = writeln!(
                text,
                "\nsurvivor {}: {}\n  {}\n  - {}\n  + {}\n  again: cargo xtask conformance --mutate --mutant {}",
                mutant.number,
                place(mutant),
                mutant.kind,
                mutant.before,
                mutant.after,
                mutant.number
            );
        }
        for stale in self.stale() {
            let _ = writeln!(text, "\ncrates/mutants/survivors.toml: {stale}");
        }
        text
    }

    /// For programs.
    pub fn to_json(&self, took: Duration) -> Value {
        let unlisted: BTreeSet<u32> = self.unlisted().iter().map(|mutant| mutant.number).collect();
        let mutants: Vec<Value> = self
            .judged()
            .map(|(mutant, verdict)| {
                json!({
                    "mutant": mutant,
                    "caught_by": verdict.caught_by,
                    "why": verdict.why,
                    "ms": verdict.took.as_millis() as u64,
                    "listed": verdict.caught_by.is_none() && !unlisted.contains(&mutant.number),
                })
            })
            .collect();
        json!({
            "sites": self.mutants.len(),
            "caught": self.caught(),
            "share": self.share(),
            "unlisted": unlisted,
            "stale": self.stale(),
            "seconds": took.as_secs_f64(),
            "mutants": mutants,
        })
    }
}

/// Where a mutant is.
pub fn place(mutant: &Mutant) -> String {
    format!("crates/generated/{}/src/{}:{} ({})", mutant.package, mutant.file, mutant.line, mutant.item)
}
