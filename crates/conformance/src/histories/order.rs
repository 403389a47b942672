//! Whether a model explains what was answered to requests that ran at the same time: the search for an order.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Instant;

use uuid::Uuid;

use super::ask::{Act, Asked, Said};
use super::model::{Contended, Model, Otherwise};

/// Why no order explains some answers: where the longest one that can be explained stops.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unexplained {
    /// The answers that could have followed there, and what the model has in their place: a line each.
    pub lines: Vec<String>,
    /// What is wrong with each, without ids, bodies and times: the same in every run that fails in this way.
    pub kinds: BTreeSet<String>,
}

impl fmt::Display for Unexplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

impl From<Unexplained> for String {
    fn from(unexplained: Unexplained) -> Self {
        unexplained.to_string()
    }
}

/// A request that was answered.
#[derive(Clone, Debug)]
pub struct Done {
    /// The request.
    pub asked: Asked,
    /// Its answer; of one that is not `seen`, not its own.
    pub said: Said,
    /// Whether its caller got the answer, or was told later what it was.
    pub seen: bool,
    /// Those of one lane were sent one after the other.
    pub lane: usize,
    /// When it was sent.
    pub sent: Instant,
    /// When its answer was there.
    pub answered: Instant,
}

/// Every model that explains all the answers in some order, from any of the models before.
///
/// An order has to keep what was seen to be one: within a lane, and where one answer was there before the other request
/// was sent. Where settings change (the one thing that an update reads at another instant than the customer), of updates
/// only the lanes' order counts.
///
/// # Errors
/// Where the longest order that can be explained stops, and what the model would have answered there.
pub fn explain(models: &[Model], done: &[Done]) -> Result<Vec<Model>, Unexplained> {
    let settings = done.iter().any(|one| one.asked.act.changes_settings());
    let precedes = |a: &Done, b: &Done| {
        let reads_settings = |one: &Done| settings && one.asked.act == Act::Update;
        match a.lane == b.lane {
            true => a.sent < b.sent,
            false => !reads_settings(a) && !reads_settings(b) && a.answered < b.sent,
        }
    };
    let before: Vec<u32> = done
        .iter()
        .map(|later| {
            let earlier = done.iter().enumerate().filter(|(_, earlier)| precedes(earlier, later));
            earlier.fold(0, |mask, (index, _)| mask | 1 << index)
        })
        .collect();
    let mut search = Search { done, before, found: Vec::new(), deepest: (0, Unexplained::default()) };
    for model in models {
        search.go(model, 0);
    }
    if search.found.is_empty() { Err(search.deepest.1) } else { Ok(search.found) }
}

/// Every model that explains the answers where some requests' answers were `lost`: each of these was carried out (and
/// answered so, where that is known), or was not.
///
/// # Errors
/// As [`explain`], with all of them carried out.
pub fn explain_with_lost(models: &[Model], done: &[Done], lost: &[Done]) -> Result<Vec<Model>, Unexplained> {
    let mut found: Vec<Model> = Vec::new();
    let mut why = None;
    // All of them first: nearly always that is so.
    for chosen in (0..1_u32 << lost.len()).rev() {
        let some = lost.iter().enumerate().filter(|(index, _)| chosen & 1 << index != 0).map(|(_, one)| one.clone());
        match explain(models, &some.chain(done.iter().cloned()).collect::<Vec<_>>()) {
            Ok(explaining) => explaining.into_iter().for_each(|model| {
                if !found.contains(&model) {
                    found.push(model);
                }
            }),
            Err(reason) => why = why.or(Some(reason)),
        }
    }
    match (found.is_empty(), why) {
        (true, Some(reason)) => Err(reason),
        _ => Ok(found),
    }
}

struct Search<'d> {
    done: &'d [Done],
    before: Vec<u32>,
    found: Vec<Model>,
    /// How many were explained at most, and why none of the rest could follow.
    deepest: (u32, Unexplained),
}

impl Search<'_> {
    fn go(&mut self, model: &Model, taken: u32) {
        if taken.count_ones() as usize == self.done.len() {
            if !self.found.contains(model) {
                self.found.push(model.clone());
            }
            return;
        }
        for index in 0..self.done.len() {
            if taken & 1 << index != 0 || self.before[index] & !taken != 0 {
                continue;
            }
            let one = &self.done[index];
            let mut next = model.clone();
            let explained = match one.seen {
                true => next.take(&one.asked, &one.said, self.contended(index)),
                false => {
                    next.carry_out(&one.asked);
                    Ok(())
                }
            };
            match explained {
                Ok(()) => self.go(&next, taken | 1 << index),
                Err(expected) => self.stuck(taken, one, &expected),
            }
        }
    }

    fn stuck(&mut self, taken: u32, one: &Done, expected: &Otherwise) {
        if taken.count_ones() > self.deepest.0 {
            self.deepest = (taken.count_ones(), Unexplained::default());
        }
        if taken.count_ones() == self.deepest.0 {
            let (asked, said) = (&one.asked, &one.said);
            let line = format!(
                "{} {} {}: {} {}; the model has: {}",
                asked.method(),
                asked.target,
                asked.json,
                said.status,
                said.body,
                expected.whole
            );
            let Unexplained { lines, kinds } = &mut self.deepest.1;
            if !lines.contains(&line) {
                lines.push(line);
            }
            kinds.insert(format!("{}: {}", asked.act.name(), expected.brief));
        }
    }

    /// Which other requests with the same key may have run while this one did.
    fn contended(&self, index: usize) -> Contended {
        let of = |one: &Done| -> (usize, Uuid) { (one.asked.partner, one.asked.key) };
        let one = &self.done[index];
        let mut contended = Contended::default();
        for (other, also) in self.done.iter().enumerate() {
            let is_update = one.asked.act == Act::Update && also.asked.act == Act::Update;
            let together = also.sent < one.answered && one.sent < also.answered;
            if other != index && is_update && of(also) == of(one) && together {
                let is_same = also.asked.target == one.asked.target && also.asked.body == one.asked.body;
                contended.by_the_same |= is_same;
                // One that was itself refused for its key has not taken it, nor one that was refused before its key counted.
                let is_refused = matches!(also.said.status, 400 | 401 | 403 | 406 | 413 | 415)
                    || also.said.is_problem(409, "idempotency-key-reused");
                contended.by_another |= !is_same && !is_refused;
            }
        }
        contended
    }
}
