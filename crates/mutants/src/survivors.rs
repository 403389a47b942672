//! The list of mutants that are known to survive, each with the reason. It only shrinks.

use serde::Deserialize;

use crate::rewrite::Mutant;

/// One entry: every mutant that it describes survives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survivor {
    /// The generated crates, or nothing for all of them.
    #[serde(default)]
    packages: Vec<String>,
    /// The file.
    file: String,
    /// The types or functions, or nothing for all of them.
    #[serde(default)]
    items: Vec<String>,
    /// What is broken.
    kind: String,
    /// The original; nothing for any.
    #[serde(default)]
    before: Option<String>,
    /// What is in its place; nothing for anything.
    #[serde(default)]
    after: Option<String>,
    /// Why nothing can notice it.
    pub reason: String,
}

/// A mutant of hand-written code that survives, as `cargo-mutants` names it, without its line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandWritten {
    /// File and change.
    pub name: String,
    /// Why nothing can notice it.
    pub reason: String,
}

/// All of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Of the generated code.
    #[serde(default)]
    pub survivor: Vec<Survivor>,
    /// Of the hand-written code.
    #[serde(default)]
    pub hand_written: Vec<HandWritten>,
}

/// Reads the list.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<List, String> {
    let list: List = toml::from_str(text).map_err(|error| error.to_string())?;
    let generated = list.survivor.iter().map(|it| (&it.file, &it.reason));
    let written = list.hand_written.iter().map(|it| (&it.name, &it.reason));
    match generated.chain(written).find(|(_, reason)| reason.trim().is_empty()) {
        Some((place, _)) => Err(format!("a survivor has no reason: {place}")),
        None => Ok(list),
    }
}

impl Survivor {
    /// Whether this is such a mutant.
    pub fn describes(&self, mutant: &Mutant) -> bool {
        let is_in = |list: &[String], name: &str| list.is_empty() || list.iter().any(|known| known == name);
        is_in(&self.packages, &mutant.package)
            && self.file == mutant.file
            && is_in(&self.items, &mutant.item)
            && self.kind == mutant.kind.as_str()
            && self.before.as_ref().is_none_or(|before| *before == mutant.before)
            && self.after.as_ref().is_none_or(|after| *after == mutant.after)
    }

    /// The entry in short.
    pub fn shown(&self) -> String {
        let items = if self.items.is_empty() { "any item".to_owned() } else { self.items.join(", ") };
        format!("{}: {}: {}: {}", self.file, items, self.kind, self.after.as_deref().unwrap_or("anything"))
    }
}
