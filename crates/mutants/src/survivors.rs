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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    survivor: Vec<Survivor>,
}

/// Reads the list.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<Vec<Survivor>, String> {
    let list: List = toml::from_str(text).map_err(|error| error.to_string())?;
    match list.survivor.iter().find(|survivor| survivor.reason.trim().is_empty()) {
        Some(survivor) => Err(format!("a survivor in {} has no reason", survivor.file)),
        None => Ok(list.survivor),
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
