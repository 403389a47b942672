//! The schemas that libraries make of the generated types, one by one, against the source's.
//!
//! Two ways: their facts, but for what `projection.toml` lists; and their verdict on every instance that is made of the
//! source, by the `jsonschema` crate, which has to be the source's without any exception.

use std::fmt;

use schema_support::EmittedSchema;
use serde_json::Value;

use crate::document::Document;
use crate::instances::Instances;
use crate::judge::Judge;
use crate::projection::{Lists, Projection, schema_facts};
use crate::types::{APIS, Api};

/// A library that makes schemas of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// schemars 0.8.
    Schemars,
    /// utoipa 6.
    Utoipa,
}

impl Library {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Schemars, Self::Utoipa];

    /// What it makes of the types of each API: partner, operator.
    fn schemas(self) -> [&'static [EmittedSchema]; 2] {
        match self {
            Self::Schemars => [partner_api::schemas::SCHEMAS, operator_api::schemas::SCHEMAS],
            Self::Utoipa => [partner_api::components::SCHEMAS, operator_api::components::SCHEMAS],
        }
    }

    fn lists(self, projection: &Projection) -> &Lists {
        match self {
            Self::Schemars => &projection.schemars,
            Self::Utoipa => &projection.utoipa,
        }
    }
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Schemars => "schemars",
            Self::Utoipa => "utoipa",
        })
    }
}

/// What a library makes of one type.
#[derive(Clone, Debug)]
pub struct Told {
    /// Which library.
    pub library: Library,
    /// The API whose type it is.
    pub api: &'static Api,
    /// The type.
    pub entry: EmittedSchema,
    /// The document with its schema.
    pub document: Value,
}

/// What the libraries make of every type of the server crates.
pub fn told() -> Vec<Told> {
    let all = Library::ALL.into_iter().flat_map(|library| {
        APIS.iter().zip(library.schemas()).flat_map(move |(api, entries)| {
            entries.iter().map(move |entry| Told { library, api, entry: *entry, document: (entry.document)() })
        })
    });
    all.collect()
}

/// Facts that are not as they should be, and types that a library says nothing of.
///
/// # Errors
/// When the checked-in lists cannot be read.
pub fn differences(told: &[Told]) -> Result<Vec<String>, String> {
    let projection = Projection::checked_in()?;
    let mut failures = Vec::new();
    for library in Library::ALL {
        let of_library = told.iter().filter(|told| told.library == library);
        let compared = of_library.clone().map(|told| {
            let (name, entry) = (format!("{}::{}", told.api.document.name, told.entry.name), told.entry);
            let source = schema_facts(&told.api.document.value, entry.pointer, &name);
            (source, schema_facts(&told.document, &entry.own_pointer(), &name))
        });
        failures.extend(library.lists(&projection).failures(&library.to_string(), compared));
        for api in APIS.iter() {
            for entry in api.sides[0].types {
                let is_it = |told: &&Told| told.entry.name == entry.name && std::ptr::eq(told.api, api);
                if !of_library.clone().any(|told| is_it(&told)) {
                    failures.push(format!("{library}: nothing is told of {}::{}", api.sides[0].name, entry.name));
                }
            }
        }
    }
    Ok(failures)
}

/// Verdicts on instances of the source.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// How many there were.
    pub judged: usize,
    /// Those that are not the source's.
    pub failures: Vec<String>,
}

/// Has every schema of an API judge the instances of its type in the source.
pub fn verdicts(told: &[Told], api: &Api, seed: u64) -> Verdicts {
    let instances = Instances::new(&api.document, seed);
    let mut found = Verdicts::default();
    for told in told.iter().filter(|told| std::ptr::eq(told.api, api)) {
        let emitted = Document { name: told.entry.name, value: told.document.clone() };
        let judge = Judge::new(&emitted, &told.entry.own_pointer());
        let (valid, invalid) = (instances.valid(told.entry.pointer), instances.invalid(told.entry.pointer));
        let all = valid.iter().map(|instance| (instance, true)).chain(invalid.iter().map(|instance| (instance, false)));
        for (instance, is_valid) in all {
            found.judged += 1;
            if judge.accepts(&instance.json) != is_valid {
                let broken: Vec<String> =
                    instance.wrongs.iter().map(|wrong| format!("{} {}", wrong.pointer, wrong.keyword)).collect();
                let what = match is_valid {
                    true => "refuses what is valid".to_owned(),
                    false => format!("accepts what breaks {}", broken.join(", ")),
                };
                let shown: String = instance.json.to_string().chars().take(400).collect();
                let (library, name) = (told.library, told.entry.name);
                found.failures.push(format!("{library}: {}::{name} {what}: {shown}", api.document.name));
            }
        }
    }
    found
}
