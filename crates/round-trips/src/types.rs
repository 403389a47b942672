//! Types against their schemas, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use schema_support::{Refusal, RoundTrip, Violation};
use serde_json::Value;

use crate::edges::{Edges, Site};
use crate::judge::Judges;
use crate::random::{Random, SEED_VARIABLE, seed, values};
use crate::{Arbitrary, escaped, mutants, short};

/// How many arbitrary values of each type are tried where nobody says anything else.
pub(crate) const VALUES: usize = 12;

/// How many values, broken in one place each, are tried for each type.
pub(crate) const MUTANTS: usize = 250;

/// And how many that are at an edge of what a schema says.
const EDGES: usize = 1_000;

/// And how many bytes of each: values that reach much of a large document are large themselves, and a type is no better
/// known by all of their mutants.
const MUTANT_BYTES: usize = 2_000_000;

/// Of so many refused values of each type the judge is asked where they are wrong, and of none that is longer: it would
/// say it of every member of every union on the way, which for unions within unions is more than fits in memory.
const TOLD: usize = 400;
const LARGE: usize = 2_000;

/// Deeper values are not tried: JSON's readers stop at 128.
const DEEPEST: usize = 100;

/// How often a value that fails is made smaller.
const SHRINKS: usize = 2_000;

/// What was tried and what went wrong.
#[derive(Debug, Default)]
pub struct Tally {
    /// Types of which all is well.
    pub passed: usize,
    /// Types.
    pub types: usize,
    /// Values that were judged and decoded.
    pub values: usize,
    /// Sides of keywords of the types' schemas, such as `maxLength` from outside.
    pub edges: usize,
    /// Those of them at which a value was tried, and type and judge agreed.
    pub edges_tried: usize,
    /// Those of which no value was found: place and keyword.
    pub untried: Vec<String>,
    /// Values on which they do not agree because of a number that the judge does not hold to the unit.
    pub unjudged: usize,
    /// What went wrong, one line each: the first of each type.
    pub failures: Vec<String>,
    /// Types of which no value was found: the document may contradict itself where nobody sees it, such as a pattern
    /// that matches no text of the length that is demanded. Nothing of them was tried.
    pub unmade: Vec<String>,
}

/// Checks every type; prints lines of figures, and the types of which no value was found; panics with what went wrong.
///
/// # Panics
/// When a type and the judge disagree, or the document is none.
pub fn check(document: &str, types: &[RoundTrip], arbitrary: Arbitrary) {
    let tally = tally(document, types, arbitrary);
    println!("round-trips: {} of {} types, {} values", tally.passed, tally.types, tally.values);
    println!("edges of keywords: {} of {}", tally.edges_tried, tally.edges);
    if !tally.untried.is_empty() {
        println!("edges of keywords that no value was found for: {}", tally.untried.join(", "));
    }
    if tally.unjudged > 0 {
        println!("not judged: {} values, for numbers that the judge does not hold to the unit", tally.unjudged);
    }
    if !tally.unmade.is_empty() {
        println!("round-trips: no value was found, and nothing tried, of {}", tally.unmade.join(", "));
    }
    let again = format!("the same again: {SEED_VARIABLE}={}", seed());
    assert!(tally.failures.is_empty(), "{}\n{again}", tally.failures.join("\n"));
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
    let own: BTreeSet<String> = types.iter().flat_map(|entry| judges.of(entry.view).places(entry.pointer)).collect();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((at, entry)) = types.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let judge = judges.of(entry.view);
                    let (missed, outcome) = match judge.of_type(entry.pointer) {
                        Ok(validator) => {
                            let edges = Edges { document: judge.document(), own: &own };
                            let [schema, _] = judge.places(entry.pointer);
                            let mut check =
                                Check { entry, judge: &validator, edges, schema, outcome: Outcome::default() };
                            (check.all(arbitrary), check.outcome)
                        }
                        Err(failure) => (Err(Missed::Failed(failure)), Outcome::default()),
                    };
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).insert(at, (missed, outcome));
                }
            });
        }
    });
    let mut tally = Tally { types: types.len(), ..Tally::default() };
    let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (entry, (missed, outcome)) in types.iter().zip(outcomes.into_values()) {
        tally.values += outcome.values;
        tally.unjudged += outcome.unjudged;
        tally.edges += outcome.sites.len();
        tally.edges_tried += outcome.sites.intersection(&outcome.reached).count();
        tally.untried.extend(outcome.sites.difference(&outcome.reached).map(|site| format!("{site:?}")));
        match missed {
            Ok(()) => tally.passed += 1,
            Err(Missed::Unmade) => tally.unmade.push(format!("{} ({})", entry.name, entry.pointer)),
            Err(Missed::Failed(failure)) => {
                tally.failures.push(format!("{} ({}): {failure}", entry.name, entry.pointer));
            }
        }
    }
    tally
}

/// What became of a type that has not passed.
enum Missed {
    Failed(String),
    Unmade,
}

/// How type and judge disagree: a smaller value has to show the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Refused,
    Taken,
    Changed,
    Malformed,
    Misplaced,
}

#[derive(Default)]
struct Outcome {
    values: usize,
    unjudged: usize,
    told: usize,
    sites: BTreeSet<Site>,
    reached: BTreeSet<Site>,
}

/// One type and what it is checked with.
struct Check<'c> {
    entry: &'c RoundTrip,
    judge: &'c Validator,
    edges: Edges<'c>,
    schema: String,
    outcome: Outcome,
}

impl Check<'_> {
    /// What goes wrong with the type first.
    fn all(&mut self, arbitrary: Arbitrary) -> Result<(), Missed> {
        self.outcome.sites = self.edges.sites(&self.schema);
        let made = self.arbitrary(arbitrary)?;
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
            if !mutant.is_null() && seen.insert(text) {
                self.agree(&mutant, true)?;
            }
        }
        (bytes, self.outcome.told) = (0, 0);
        let mut left = EDGES;
        for value in &made {
            for edge in self.edges.of(&self.schema, value) {
                if left == 0 || bytes > MUTANT_BYTES || self.outcome.reached.contains(&edge.site) {
                    continue;
                }
                let changed = edge.put_into(value);
                if changed.is_null() {
                    continue;
                }
                left -= 1;
                bytes += changed.to_string().len();
                self.agree(&changed, true)?;
                self.outcome.reached.insert(edge.site);
            }
        }
        Ok(())
    }

    /// Arbitrary values, each valid and coming back as it was.
    fn arbitrary(&mut self, arbitrary: Arbitrary) -> Result<Vec<Value>, Missed> {
        let mut random = Random::new(seed());
        let (mut made, wanted) = (Vec::new(), values(VALUES));
        for attempt in 0..wanted * 8 {
            if made.len() == wanted {
                break;
            }
            // Fewer bytes make a smaller value, where a large one of a recursive type is deeper than readers go.
            let count = 4096 >> (2 * (attempt / (wanted * 2)));
            // Some bytes make no value: a length that no pattern allows.
            let Some(written) = arbitrary(self.entry, &random.bytes(count)) else { continue };
            if depth(&written) > DEEPEST {
                continue;
            }
            let Ok(json) = serde_json::from_slice::<Value>(&written) else {
                return Err(Missed::Failed("an arbitrary value is not written as JSON".to_owned()));
            };
            if (self.entry.strict)(&written).is_err() && !self.judge.is_valid(&json) && !self.is_wide_for_judge(&json) {
                let why = format!("an arbitrary value is against its schema{}: {}", self.why(&json), short(&json));
                return Err(Missed::Failed(why));
            }
            if self.agree(&json, false)? {
                made.push(json);
            }
        }
        Ok(made)
    }

    /// Whether type and judge say the same of a value, but for numbers that the judge cannot tell; of what fails, the
    /// smallest value that was found.
    fn agree(&mut self, json: &Value, is_mutant: bool) -> Result<bool, Missed> {
        self.outcome.values += 1;
        match self.wrong(json, is_mutant) {
            Ok(is_judged) => {
                self.outcome.unjudged += usize::from(!is_judged);
                Ok(is_judged)
            }
            Err((kind, why)) => {
                let (small, why) = self.shrunk(json.clone(), kind, why, is_mutant);
                Err(Missed::Failed(format!("{why}: {}", short(&small))))
            }
        }
    }

    /// A smaller value that is wrong in the same way.
    fn shrunk(&mut self, mut json: Value, kind: Kind, mut why: String, is_mutant: bool) -> (Value, String) {
        let mut left = SHRINKS;
        loop {
            let mut smaller = mutants::smaller(&json).take(left).inspect(|_| left -= 1);
            let found = smaller.find_map(|smaller| {
                self.outcome.told = 0;
                let (still, said) = self.wrong(&smaller, is_mutant).err()?;
                (still == kind && !smaller.is_null()).then_some((smaller, said))
            });
            drop(smaller);
            match found {
                Some(found) => (json, why) = found,
                None => return (json, why),
            }
        }
    }

    /// How type and judge disagree about a value; whether they were asked in vain, as the judge cannot tell its numbers.
    fn wrong(&mut self, json: &Value, is_mutant: bool) -> Result<bool, (Kind, String)> {
        let text = json.to_string();
        let is_valid = self.judge.is_valid(json);
        match ((self.entry.strict)(text.as_bytes()), is_valid) {
            (Err(Refusal::Malformed(error)), _) => Err((Kind::Malformed, format!("refused as no JSON: {error}"))),
            (Err(Refusal::Invalid(violations)), true) => {
                let at = |violation: &Violation| json.pointer(&violation.pointer).is_some_and(holds_wide_number);
                match violations.iter().all(at) {
                    true => Ok(false),
                    false => Err((Kind::Refused, format!("valid, but refused: {violations:?}"))),
                }
            }
            (Ok(_), false) => match self.is_wide_for_judge(json) {
                true => Ok(false),
                false => Err((Kind::Taken, format!("taken, but invalid{}", self.why(json)))),
            },
            (Ok(_), true) => match self.comes_back(json, is_mutant) {
                Some(failure) => Err((Kind::Changed, failure)),
                None => Ok(true),
            },
            (Err(Refusal::Invalid(violations)), false) => match self.misplaced(json, &text, &violations) {
                Some(failure) => Err((Kind::Misplaced, failure)),
                None => Ok(true),
            },
        }
    }

    /// What is wrong with the places that a refusal names. The judge says of a union that it is wrong, and the type says
    /// what of it: so each place of the type's is one of the judge's or within one, and within each of the judge's, or at
    /// it, there is one of the type's. That none of a union's alternatives fits may be said, too, where what is wrong is within
    /// what they all have.
    fn misplaced(&mut self, json: &Value, text: &str, violations: &[Violation]) -> Option<String> {
        if text.len() > LARGE || self.outcome.told == TOLD || holds_wide_number(json) {
            return None;
        }
        self.outcome.told += 1;
        let judged: BTreeSet<String> = self
            .judge
            .iter_errors(json)
            .map(|error| {
                let place = error.instance_path().as_str();
                // An item behind the last one that there may be: of a type, it is the list that is too long.
                match (error.kind(), place.rsplit_once('/')) {
                    (ValidationErrorKind::FalseSchema, Some((list, item))) if item.parse::<usize>().is_ok() => list,
                    _ => place,
                }
                .to_owned()
            })
            .collect();
        let unions: Vec<&str> = violations
            .iter()
            .filter(|violation| ["anyOf", "oneOf"].contains(&violation.keyword))
            .map(|violation| violation.pointer.as_str())
            .collect();
        let ours: BTreeSet<&str> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
        let is_within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_founded = |ours: &str| {
            let is_one = |judged: &String| is_within(ours, judged) || unions.contains(&ours) && is_within(judged, ours);
            judged.iter().any(is_one)
        };
        let unfounded = ours.iter().find(|ours| !is_founded(ours));
        let unsaid = judged.iter().find(|judged| !ours.iter().any(|ours| is_within(ours, judged)));
        match (unfounded, unsaid) {
            (None, None) => None,
            (Some(place), _) => {
                Some(format!("refused at {place:?}, where nothing is wrong ({judged:?}): {violations:?}"))
            }
            (None, Some(place)) => Some(format!("refused, but not at {place:?}: {violations:?}")),
        }
    }

    /// Whether all that the judge has against a value is where numbers are that it does not hold to the unit.
    fn is_wide_for_judge(&self, json: &Value) -> bool {
        if !holds_wide_number(json) {
            return false;
        }
        if json.to_string().len() > LARGE {
            return true;
        }
        let at = |path: &str| json.pointer(path).is_some_and(holds_wide_number);
        self.judge.iter_errors(json).all(|error| at(error.instance_path().as_str()))
    }

    /// What went wrong where a value does not come back as it was. Of a mutant, members may be left out that the type does
    /// not know, where what is left is valid and comes back as it is.
    fn comes_back(&self, json: &Value, is_mutant: bool) -> Option<String> {
        let sent = json.to_string();
        for (way, name) in [(self.entry.strict, "strictly"), (self.entry.tolerant, "tolerantly")] {
            match way(sent.as_bytes()) {
                Err(refusal) => return Some(format!("valid, but {name} refused: {refusal:?}")),
                Ok(back) => {
                    let back: Value = serde_json::from_slice(&back).unwrap_or_default();
                    let settles = || {
                        let again = way(back.to_string().as_bytes()).ok();
                        let again = again.and_then(|again| serde_json::from_slice::<Value>(&again).ok());
                        self.is_part(&back, json)
                            && self.judge.is_valid(&back)
                            && again.is_some_and(|again| self.is_same(&back, &back, &again, ""))
                    };
                    if !(self.is_same(json, json, &back, "") || is_mutant && settles()) {
                        return Some(format!("{name} taken, but it came back as {}", short(&back)));
                    }
                }
            }
        }
        None
    }

    /// Whether both say the same at a place of what was sent: 1 is 1.0; a UUID's letters may change their case; a member that
    /// was left out may come back with the default that its schema gives it; one that no schema knows may be left out.
    fn is_same(&self, whole: &Value, sent: &Value, back: &Value, place: &str) -> bool {
        match (sent, back) {
            (Value::Number(sent), Value::Number(back)) => is_same_number(sent, back),
            (Value::String(sent), Value::String(back)) => {
                sent == back || sent.len() == 36 && sent.eq_ignore_ascii_case(back)
            }
            (Value::Array(sent), Value::Array(back)) => {
                let mut pairs = sent.iter().zip(back).enumerate();
                sent.len() == back.len()
                    && pairs.all(|(at, (sent, back))| self.is_same(whole, sent, back, &format!("{place}/{at}")))
            }
            (Value::Object(sent), Value::Object(back)) => {
                let is_kept = |(name, sent): (&String, &Value)| match back.get(name) {
                    Some(back) => {
                        let token = escaped(name);
                        self.is_same(whole, sent, back, &format!("{place}/{token}"))
                    }
                    None => name == mutants::UNKNOWN,
                };
                let is_known = |(name, back): (&String, &Value)| {
                    sent.contains_key(name) || self.edges.is_default(&self.schema, whole, place, name, back)
                };
                sent.iter().all(is_kept) && back.iter().all(is_known)
            }
            (sent, back) => sent == back,
        }
    }

    /// Whether a value is another one, or that one without some of its members.
    fn is_part(&self, part: &Value, of: &Value) -> bool {
        match (part, of) {
            (Value::Array(part), Value::Array(of)) => {
                part.len() == of.len() && part.iter().zip(of).all(|(part, of)| self.is_part(part, of))
            }
            (Value::Object(part), Value::Object(of)) => {
                part.iter().all(|(name, part)| of.get(name).is_none_or(|of| self.is_part(part, of)))
                    && part.iter().all(|(name, back)| {
                        of.contains_key(name)
                            || self.edges.is_default(&self.schema, &Value::Object(of.clone()), "", name, back)
                    })
            }
            (part, of) => self.is_same(of, of, part, ""),
        }
    }

    /// What the judge has against a value.
    fn why(&self, json: &Value) -> String {
        match json.to_string().len() > LARGE {
            true => " (a large value: why is not said)".to_owned(),
            false => self.judge.iter_errors(json).next().map_or_else(String::new, |error| format!(": {error}")),
        }
    }
}

/// Integers are compared as such, as far as they are some: a float holds 53 bits only.
fn is_same_number(sent: &serde_json::Number, back: &serde_json::Number) -> bool {
    let whole = |number: &serde_json::Number| number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match (whole(sent), whole(back)) {
        (Some(sent), Some(back)) => sent == back,
        _ => sent.as_f64().is_some_and(|sent| back.as_f64() == Some(sent)),
    }
}

/// Whether a value has a number that a float does not hold to the unit.
pub(crate) fn holds_wide_number(value: &Value) -> bool {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => number.as_f64().is_none_or(|number| number.abs() >= EXACT),
        Value::Array(items) => items.iter().any(holds_wide_number),
        Value::Object(members) => members.values().any(holds_wide_number),
        _ => false,
    }
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
