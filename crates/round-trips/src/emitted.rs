//! The schemas that libraries make of the types, judged beside the document's own: the same values, two verdicts.

use std::collections::BTreeMap;

use schema_support::{EmittedSchema, RoundTrip};
use serde_json::Value;

use crate::judge::{Judge, Judges};
use crate::random::{Random, seed};
use crate::types::{MUTANTS, VALUES};
use crate::{Arbitrary, mutants, short};

/// What was judged, and the types whose schema is another one than the document's, each with the first value that shows
/// it.
#[derive(Debug, Default)]
pub struct Emitted {
    /// Types.
    pub types: usize,
    /// Values that were judged.
    pub values: usize,
    /// Schemas that accept what the document does not.
    pub wider: BTreeMap<&'static str, String>,
    /// Schemas that refuse what the document allows.
    pub narrower: BTreeMap<&'static str, String>,
    /// Types without a schema, or of which no value is made.
    pub unjudged: Vec<&'static str>,
}

/// Judges arbitrary values of every type, changed in one place or put together in pairs, and those of all other types, by
/// the document and by what a library makes of the type: the generated crates' `schemas::SCHEMAS` (schemars) or `components::SCHEMAS` (utoipa).
///
/// # Panics
/// When one of the documents is none that the judge can read.
pub fn emitted(document: &str, types: &[RoundTrip], schemas: &[EmittedSchema], arbitrary: Arbitrary) -> Emitted {
    let source = Judges::new(serde_json::from_str(document).expect("the generator writes the document as JSON"));
    let mut found = Emitted::default();
    let of_types: Vec<Vec<Value>> = types.iter().map(|entry| made(entry, arbitrary)).collect();
    for (entry, own_values) in types.iter().zip(&of_types) {
        found.types += 1;
        let Some(schema) = schemas.iter().find(|schema| schema.name == entry.name) else {
            found.unjudged.push(entry.name);
            continue;
        };
        let read = |judge: &Judge, pointer: &str| {
            judge.of_type(pointer).unwrap_or_else(|error| panic!("{}: {error}", entry.name))
        };
        let by_source = read(source.of(entry.view), entry.pointer);
        let by_library = read(&Judge::new((schema.document)()), &schema.own_pointer());
        if own_values.is_empty() {
            found.unjudged.push(entry.name);
        }
        // Values of other types are none of this one, but for those that are.
        let foreign = of_types.iter().flat_map(|values| values.iter().take(2)).cloned();
        // Null is a matter of where a type is used.
        for value in with_others(own_values).chain(foreign).filter(|value| !value.is_null()) {
            found.values += 1;
            match (by_source.is_valid(&value), by_library.is_valid(&value)) {
                (false, true) => drop(found.wider.entry(entry.name).or_insert_with(|| short(&value))),
                (true, false) => drop(found.narrower.entry(entry.name).or_insert_with(|| short(&value))),
                _ => {}
            }
        }
    }
    found
}

/// Arbitrary values of a type.
fn made(entry: &RoundTrip, arbitrary: Arbitrary) -> Vec<Value> {
    let mut random = Random::new(seed());
    let made = (0..VALUES * 8).filter_map(|_| {
        // Some bytes make no value: a length that no pattern allows.
        let written = arbitrary(entry, &random.bytes(4096))?;
        serde_json::from_slice::<Value>(&written).ok()
    });
    made.take(VALUES).collect()
}

/// The values, what they are when they are changed in one place, and when the members of two are put together: one may
/// forbid what the other has.
fn with_others(made: &[Value]) -> impl Iterator<Item = Value> {
    let changed = made.iter().flat_map(mutants::of).take(MUTANTS);
    let pairs = made.iter().enumerate().flat_map(|(at, a)| made[..at].iter().map(move |b| (a, b)));
    let together = pairs.filter_map(|(a, b)| {
        let (Value::Object(a), Value::Object(b)) = (a, b) else { return None };
        Some(Value::Object(a.iter().chain(b).map(|(name, value)| (name.clone(), value.clone())).collect()))
    });
    made.iter().cloned().chain(changed).chain(together)
}
