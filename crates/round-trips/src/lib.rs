//! Holds the types of a generated workspace to the schemas they were made of: arbitrary values are valid and come back
//! as they were, and of values broken in one place the types take exactly those that are still valid.
//!
//! Owns the comparison, never the verdict: what is valid is said by the `jsonschema` crate, on the document itself.
//! Generated workspaces bring this crate along for their own tests. Where to begin:
//!
//! - [`server_conformance!`] holds a running implementation of the server's trait to the document, in ten lines ([`Wire`]
//!   has an example, and one that fails on purpose);
//! - [`check`] holds the types to it, in both directions;
//! - [`BothSides`] lets the generated client talk to the generated server, and holds what each has to what the other sent;
//! - [`emitted()`] holds to it the schemas that schemars and utoipa make of the types.
//!
//! A failure shows the beginning of the value that it is about; with `ROUND_TRIPS_WHOLE=1` in the environment, all of it.

mod both_sides;
mod dialect;
mod emitted;
mod formats;
mod judge;
mod mutants;
mod views;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use jsonschema::Validator;
use schema_support::RoundTrip;
use serde_json::Value;

pub use crate::both_sides::{Asked, Asking, BothSides, Operation, Seen};
pub use crate::emitted::{Emitted, emitted};
use crate::judge::Judges;
pub use crate::wire::{Answer, Judged, Request, Wire};

/// How many arbitrary values of each type are tried.
const VALUES: usize = 12;

/// How many values, broken in one place each, are tried for each type.
const MUTANTS: usize = 250;

/// And how many bytes of them: values that reach much of a large document are large themselves, and a type is no better
/// known by all of their mutants.
const MUTANT_BYTES: usize = 2_000_000;

/// Deeper values are not tried: JSON's readers stop at 128.
const DEEPEST: usize = 100;

/// What was tried and what went wrong.
#[derive(Debug, Default)]
pub struct Tally {
    /// Types of which all is well.
    pub passed: usize,
    /// Types.
    pub types: usize,
    /// Values that were judged and decoded.
    pub values: usize,
    /// What went wrong, one line each: the first of each type.
    pub failures: Vec<String>,
    /// Types of which no value was found: the document may contradict itself where nobody sees it, such as a pattern
    /// that matches no text of the length that is demanded. Nothing of them was tried.
    pub unmade: Vec<String>,
}

/// What became of a type that has not passed.
enum Missed {
    Failed(String),
    Unmade,
}

/// An arbitrary value of a type made of these bytes, as JSON; `None` where they do not suffice. The tests give it:
/// only with their crate's feature `conformance` do types have one.
pub type Arbitrary = fn(&RoundTrip, &[u8]) -> Option<Vec<u8>>;

/// Checks every type; prints a line of figures, and the types of which no value was found; panics with what went wrong.
///
/// # Panics
/// When a type and the judge disagree, or the document is none.
pub fn check(document: &str, types: &[RoundTrip], arbitrary: Arbitrary) {
    let tally = tally(document, types, arbitrary);
    println!("round-trips: {} of {} types, {} values", tally.passed, tally.types, tally.values);
    if !tally.unmade.is_empty() {
        println!("round-trips: no value was found, and nothing tried, of {}", tally.unmade.join(", "));
    }
    assert!(tally.failures.is_empty(), "{}", tally.failures.join("\n"));
}

/// Checks every type.
///
/// # Panics
/// When the document is none.
pub fn tally(document: &str, types: &[RoundTrip], arbitrary: Arbitrary) -> Tally {
    let value: Value = serde_json::from_str(document).expect("the generator writes the document as JSON");
    let judges = Judges::new(value);
    // Judges of types that reach much of a large document take their time, and know nothing of each other.
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((at, entry)) = types.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut values = 0;
                    let outcome = match judges.of(entry.view).of_type(entry.pointer) {
                        Ok(judge) => one(entry, arbitrary, &judge, &mut values),
                        Err(failure) => Err(Missed::Failed(failure)),
                    };
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).insert(at, (outcome, values));
                }
            });
        }
    });
    let mut tally = Tally { types: types.len(), ..Tally::default() };
    let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (entry, (outcome, values)) in types.iter().zip(outcomes.into_values()) {
        tally.values += values;
        match outcome {
            Ok(()) => tally.passed += 1,
            Err(Missed::Unmade) => tally.unmade.push(format!("{} ({})", entry.name, entry.pointer)),
            Err(Missed::Failed(failure)) => {
                tally.failures.push(format!("{} ({}): {failure}", entry.name, entry.pointer));
            }
        }
    }
    tally
}

/// How deep a value is nested.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// What goes wrong with a type first.
fn one(entry: &RoundTrip, arbitrary: Arbitrary, judge: &Validator, values: &mut usize) -> Result<(), Missed> {
    let failed = |why: String| Err(Missed::Failed(why));
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut made = Vec::new();
    for attempt in 0..VALUES * 8 {
        if made.len() == VALUES {
            break;
        }
        // Fewer bytes make a smaller value, where a large one of a recursive type is deeper than readers go.
        let count = 4096 >> (2 * (attempt / (VALUES * 2)));
        // Some bytes make no value: a length that no pattern allows.
        let Some(written) = arbitrary(entry, &random.bytes(count)) else { continue };
        if depth(&written) > DEEPEST {
            continue;
        }
        let Ok(json) = serde_json::from_slice::<Value>(&written) else {
            return failed("an arbitrary value is not written as JSON".to_owned());
        };
        *values += 1;
        if !judge.is_valid(&json) {
            // The judge compares such numbers as floats.
            if holds_wide_number(&json) {
                continue;
            }
            return failed(format!(
                "an arbitrary value is against its schema: {}: {}",
                why(judge, &json),
                short(&json)
            ));
        }
        if let Some(failure) = comes_back(entry, &json, None) {
            return failed(failure);
        }
        made.push(json);
    }
    if made.is_empty() {
        return Err(Missed::Unmade);
    }
    let mut seen = BTreeSet::new();
    let mut bytes = 0;
    for mutant in made.iter().flat_map(mutants::of).take(MUTANTS) {
        let text = mutant.to_string();
        bytes += text.len();
        if bytes > MUTANT_BYTES {
            break;
        }
        // Null is a matter of where a type is used.
        if mutant.is_null() || !seen.insert(text.clone()) {
            continue;
        }
        *values += 1;
        let taken = (entry.strict)(text.as_bytes());
        match (judge.is_valid(&mutant), taken) {
            // As above.
            (true, Err(_)) | (false, Ok(_)) if holds_wide_number(&mutant) => {}
            (true, Err(refusal)) => {
                return failed(format!("valid, but refused: {refusal:?}: {}", short(&mutant)));
            }
            (false, Ok(_)) => {
                return failed(format!("taken, but invalid: {}: {}", why(judge, &mutant), short(&mutant)));
            }
            (true, Ok(_)) => {
                if let Some(failure) = comes_back(entry, &mutant, Some(judge)) {
                    return failed(failure);
                }
            }
            (false, Err(_)) => {}
        }
    }
    Ok(())
}

/// What went wrong where a value does not come back as it was. Of a mutant, members may be left out that the type does
/// not know, where what is left is valid and comes back as it is.
fn comes_back(entry: &RoundTrip, json: &Value, mutant_of: Option<&Validator>) -> Option<String> {
    let sent = json.to_string();
    for (way, name) in [(entry.strict, "strictly"), (entry.tolerant, "tolerantly")] {
        match way(sent.as_bytes()) {
            Err(refusal) => return Some(format!("valid, but {name} refused: {refusal:?}: {}", short(json))),
            Ok(back) => {
                let back: Value = serde_json::from_slice(&back).unwrap_or_default();
                let settles = |judge: &Validator| {
                    let again = way(back.to_string().as_bytes()).ok();
                    let again = again.and_then(|again| serde_json::from_slice::<Value>(&again).ok());
                    is_part(&back, json) && judge.is_valid(&back) && again.is_some_and(|again| is_same(&back, &again))
                };
                if !is_same(json, &back) && !mutant_of.is_some_and(settles) {
                    return Some(format!("{name} taken, but {} came back as {}", short(json), short(&back)));
                }
            }
        }
    }
    None
}

/// Whether a value has a number that a float does not hold to the unit.
fn holds_wide_number(value: &Value) -> bool {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => number.as_f64().is_none_or(|number| number.abs() >= EXACT),
        Value::Array(items) => items.iter().any(holds_wide_number),
        Value::Object(members) => members.values().any(holds_wide_number),
        _ => false,
    }
}

/// Whether both say the same: 1 is 1.0; a UUID's letters may change their case; a member that was left out may come
/// back with its default; one that no schema knows may be left out.
fn is_same(sent: &Value, back: &Value) -> bool {
    match (sent, back) {
        (Value::Number(sent), Value::Number(back)) => {
            sent == back || sent.as_f64().is_some_and(|sent| back.as_f64() == Some(sent))
        }
        (Value::String(sent), Value::String(back)) => {
            sent == back || sent.len() == 36 && sent.eq_ignore_ascii_case(back)
        }
        (Value::Array(sent), Value::Array(back)) => {
            sent.len() == back.len() && sent.iter().zip(back).all(|(sent, back)| is_same(sent, back))
        }
        (Value::Object(sent), Value::Object(back)) => sent.iter().all(|(name, sent)| match back.get(name) {
            Some(back) => is_same(sent, back),
            None => name == mutants::UNKNOWN,
        }),
        (sent, back) => sent == back,
    }
}

/// Whether a value is another one, or that one without some of its members.
fn is_part(part: &Value, of: &Value) -> bool {
    match (part, of) {
        (Value::Array(part), Value::Array(of)) => {
            part.len() == of.len() && part.iter().zip(of).all(|(part, of)| is_part(part, of))
        }
        (Value::Object(part), Value::Object(of)) => {
            part.iter().all(|(name, part)| of.get(name).is_some_and(|of| is_part(part, of)))
        }
        (part, of) => is_same(of, part),
    }
}

/// What the judge has against a value. Of a large one it is not asked: it would say it of every member of every union
/// on the way, which for unions within unions is more than fits in memory.
fn why(judge: &Validator, json: &Value) -> String {
    const LARGE: usize = 2_000;
    match json.to_string().len() > LARGE {
        true => "(a large value: why is not said)".to_owned(),
        false => judge.iter_errors(json).next().map_or_else(String::new, |error| error.to_string()),
    }
}

/// A value for a message: its beginning, unless `ROUND_TRIPS_WHOLE` is set.
fn short(json: &Value) -> String {
    let text = json.to_string();
    if std::env::var_os("ROUND_TRIPS_WHOLE").is_some() {
        return text;
    }
    match text.char_indices().nth(300) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Xorshift: the same bytes on every machine. No eight of them are a float that is no number or infinite: JSON has none.
struct Random(u64);

impl Random {
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let words = (0..count.div_ceil(8)).flat_map(|_| {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0.to_le_bytes()
        });
        let mut bytes: Vec<u8> = words.take(count).collect();
        // Its exponent, all ones, is the last byte but its first bit, and half of the one before.
        for at in 1..bytes.len() {
            if bytes[at - 1] >= 0xF0 && bytes[at] & 0x7F == 0x7F {
                bytes[at] = 0x3F;
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_are_finite_floats_wherever_they_are_cut() {
        let bytes = Random(0x9E37_79B9_7F4A_7C15).bytes(200_000);
        let floats = bytes.windows(8).map(|window| f64::from_le_bytes(window.try_into().expect("eight bytes")));
        assert_eq!(floats.filter(|float| !float.is_finite()).count(), 0);
        assert!(bytes.windows(2).any(|pair| pair == [0xEF, 0xFF]), "other bytes stay as they are");
    }
}
