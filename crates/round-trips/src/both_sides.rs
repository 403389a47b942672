//! The generated client and the generated server, over the wire: what one side sends is what the other one has in its
//! hands, request for request and answer for answer.
//!
//! Owns the turns and the comparison. The test of a generated workspace has the rest: for each operation arbitrary values
//! of the client's request, and a server that answers arbitrary values of whatever it declares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use crate::random::{Random, SEED_VARIABLE, seed, values};

/// How many exchanges each declared answer of an operation is part of.
const OF_AN_ANSWER: usize = 2;

/// How many exchanges each operation has at least, where nobody says anything else.
const OF_AN_OPERATION: usize = 6;

/// How many bytes a request or an answer is made of.
const BYTES: usize = 8192;

/// What one side has in its hands: a request, or an answer by the name of its variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    what: &'static str,
    parts: Vec<(&'static str, Value)>,
}

impl Seen {
    /// Of this name, without any part yet.
    pub const fn of(what: &'static str) -> Self {
        Self { what, parts: Vec::new() }
    }

    /// With this part, as it is in JSON.
    #[must_use]
    pub fn with<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        // Through text: a file that is in memory is one there.
        let json = serde_json::to_string(value).and_then(|text| serde_json::from_str(&text));
        self.parts.push((name, json.unwrap_or_else(|error| Value::from(error.to_string()))));
        self
    }

    /// With this part, as it is in a text: in a path, a query, a header or a form. Where the schema leaves open what it is, a
    /// text does not tell a number from its digits, nor a list of one item from the item.
    #[must_use]
    pub fn with_text<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        let mut seen = self.with(name, value);
        if let Some((_, value)) = seen.parts.last_mut() {
            as_text(value);
        }
        seen
    }

    /// What differs in the other one.
    fn differs(&self, other: &Self) -> Option<String> {
        if self.what != other.what {
            return Some(format!("`{}` arrived as `{}`", self.what, other.what));
        }
        let mut told = String::new();
        let known: BTreeMap<&str, &Value> = other.parts.iter().map(|(name, value)| (*name, value)).collect();
        for (name, value) in &self.parts {
            let found = known.get(name).copied();
            if found != Some(value) {
                let (sent, found) =
                    (value.to_string(), found.map_or_else(|| "not at all".to_owned(), Value::to_string));
                let shown = (around_difference(&sent, &found), around_difference(&found, &sent));
                let _ = write!(told, "\n    {name}: {}\n    arrived: {}", shown.0, shown.1);
            }
        }
        for (name, _) in other.parts.iter().filter(|(name, _)| !self.parts.iter().any(|(own, _)| own == name)) {
            let _ = write!(told, "\n    {name}: arrived, and was not sent");
        }
        (!told.is_empty()).then_some(told)
    }
}

fn as_text(json: &mut Value) {
    match json {
        Value::Bool(_) | Value::Number(_) => *json = Value::from(json.to_string()),
        Value::Array(items) => {
            items.iter_mut().for_each(as_text);
            if items.len() == 1 {
                *json = items.remove(0);
            }
        }
        Value::Object(members) => members.values_mut().for_each(as_text),
        Value::Null | Value::String(_) => {}
    }
}

/// A text from shortly before where it differs from another one.
fn around_difference(text: &str, other: &str) -> String {
    if std::env::var_os("ROUND_TRIPS_WHOLE").is_some() {
        return text.to_owned();
    }
    let same = text.chars().zip(other.chars()).take_while(|(own, other)| own == other).count();
    let begin = same.saturating_sub(60);
    let shown: String = text.chars().skip(begin).take(260).collect();
    let (before, after) = (begin > 0, text.chars().count() > begin + 260);
    format!("{}{shown}{}", if before { "…" } else { "" }, if after { "…" } else { "" })
}

/// What became of a request.
#[derive(Debug)]
pub enum Asked {
    /// The client would not send it; why.
    Unsent(String),
    /// It was answered by what the document declares.
    Answered {
        /// What was sent.
        sent: Seen,
        /// What the client has of the answer.
        got: Seen,
    },
    /// It was sent, and there is no declared answer.
    Failed {
        /// What was sent.
        sent: Seen,
        /// Why.
        why: String,
    },
}

/// A request on its way.
pub type Asking<'c> = Pin<Box<dyn Future<Output = Asked> + Send + 'c>>;

/// An operation of both sides; `C` is the client.
pub struct Operation<C> {
    /// `GET /things/{id}`.
    pub name: &'static str,
    /// How many answers the server can be asked for, by their numbers.
    pub answers: usize,
    /// Makes a request of these bytes, if there is a value of it, and sends it.
    pub ask: for<'c> fn(&'c C, &'c [u8]) -> Option<Asking<'c>>,
}

impl<C> Debug for Operation<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operation").field("name", &self.name).field("answers", &self.answers).finish_non_exhaustive()
    }
}

/// Both sides at one table: one exchange after the other, each written down by the side that sees it.
#[derive(Debug)]
pub struct BothSides {
    seed: u64,
    /// How many exchanges each operation has at least.
    exchanges: usize,
    now: Mutex<Now>,
}

/// The exchange that is going on.
#[derive(Debug, Default)]
struct Now {
    /// Which answer is due.
    answer: usize,
    /// What it is made of.
    bytes: Vec<u8>,
    received: Option<Seen>,
    given: Option<Seen>,
    is_unmade: bool,
    wrong: Vec<String>,
}

/// What came of all of them.
#[derive(Debug, Default)]
struct Outcome {
    exchanges: usize,
    unsent: usize,
    unmade_requests: usize,
    unmade_answers: usize,
    /// Operations with the number of an answer of which no value was found.
    unanswered: BTreeSet<(String, usize)>,
    silent: Vec<String>,
    failures: Vec<String>,
}

impl Default for BothSides {
    /// With the seed that the environment names, or else always the same one.
    ///
    /// # Panics
    /// When what the environment names is no seed, or no number of values: other exchanges than those that are wanted would prove nothing.
    fn default() -> Self {
        Self { seed: seed(), exchanges: values(OF_AN_OPERATION), now: Mutex::default() }
    }
}

impl BothSides {
    fn now(&self) -> MutexGuard<'_, Now> {
        // A handler that panicked, as it does where no answer can be made, has written down all that it has.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server has received this request.
    pub fn received(&self, seen: Seen) {
        self.now().received = Some(seen);
    }

    /// The server has received this credential; it was sent as `sent`. Whether it is the same.
    pub fn credential(&self, scheme: &str, received: &str, sent: &str) -> bool {
        if received != sent {
            self.now().wrong.push(format!("\n    credential of `{scheme}`: {sent:?}\n    arrived: {received:?}"));
        }
        received == sent
    }

    /// Which answer the server is to give, and what it makes that of.
    pub fn turn(&self) -> (usize, Vec<u8>) {
        let now = self.now();
        match now.bytes.is_empty() {
            // Somebody else asks.
            true => (0, Random::new(self.seed).bytes(BYTES)),
            false => (now.answer, now.bytes.clone()),
        }
    }

    /// The server gives this answer.
    pub fn given(&self, seen: Seen) {
        self.now().given = Some(seen);
    }

    /// What the server makes an answer of.
    ///
    /// # Panics
    /// When no value was found: the handler has nothing to answer then.
    pub fn made<T>(&self, value: Option<T>) -> T {
        value.unwrap_or_else(|| {
            self.now().is_unmade = true;
            panic!("no value of this answer was found")
        })
    }

    /// Asks everything, several times, and prints a line of figures; gives the operations (`GET /things/{id}`) whose handlers
    /// have panicked, as no value of one of their answers was found.
    ///
    /// # Panics
    /// With everything that one side sent and the other one had not.
    pub async fn check<C: Sync>(&self, client: &C, operations: &[Operation<C>]) -> Vec<String> {
        let mut outcome = Outcome::default();
        for operation in operations {
            self.ask(client, operation, &mut outcome).await;
        }
        println!(
            "both sides: {} of {} operations, {} exchanges, {} answers and {} requests of which no value was found, {} requests \
             that the client does not send",
            operations.len() - outcome.failures.len() - outcome.silent.len(),
            operations.len(),
            outcome.exchanges,
            outcome.unmade_answers,
            outcome.unmade_requests,
            outcome.unsent,
        );
        if !outcome.unanswered.is_empty() {
            let told = outcome.unanswered.iter().map(|(name, number)| format!("`{name}` (its number {number})"));
            println!("no value was found of some answer of {}", told.collect::<Vec<_>>().join(", "));
        }
        if !outcome.silent.is_empty() {
            println!("nothing was exchanged of {}", outcome.silent.join(", "));
        }
        // Servers have hooks that leave out what a panic says: this is to be read.
        drop(std::panic::take_hook());
        assert!(
            outcome.failures.is_empty(),
            "{}\n{} of {} operations; the same again: {SEED_VARIABLE}={} cargo test --test both_sides",
            outcome.failures.join("\n"),
            outcome.failures.len(),
            operations.len(),
            self.seed
        );
        let mut names: Vec<String> = outcome.unanswered.into_iter().map(|(name, _)| name).collect();
        names.dedup();
        names
    }

    /// Asks one operation; its first failure is enough.
    async fn ask<C>(&self, client: &C, operation: &Operation<C>, outcome: &mut Outcome) {
        // The operation's own, so that others can come and go.
        let named = operation.name.bytes().fold(self.seed, |seed, byte| seed.rotate_left(5) ^ u64::from(byte));
        let mut random = Random::new(named);
        let (before, mut last) = (outcome.exchanges, String::new());
        for turn in 0..(operation.answers * OF_AN_ANSWER).max(self.exchanges) {
            let (request, bytes) = (random.bytes(BYTES), random.bytes(BYTES));
            *self.now() = Now { answer: turn % operation.answers.max(1), bytes, ..Now::default() };
            let Some(asking) = (operation.ask)(client, &request) else {
                outcome.unmade_requests += 1;
                "no value of its request was found".clone_into(&mut last);
                continue;
            };
            let asked = asking.await;
            let now = std::mem::take(&mut *self.now());
            let (sent, got) = match asked {
                Asked::Unsent(why) => {
                    outcome.unsent += 1;
                    last = why;
                    continue;
                }
                Asked::Answered { sent, got } => (sent, Ok(got)),
                Asked::Failed { sent, why } => (sent, Err(why)),
            };
            outcome.exchanges += 1;
            if now.is_unmade {
                outcome.unmade_answers += 1;
                outcome.unanswered.insert((operation.name.to_owned(), now.answer));
            }
            if let Some(why) = wrong(&now, &sent, got) {
                outcome.failures.push(format!("`{}`: {why}", operation.name));
                return;
            }
        }
        if outcome.exchanges == before {
            outcome.silent.push(format!("`{}` ({last})", operation.name));
        }
    }
}

/// What is wrong with an exchange.
fn wrong(now: &Now, sent: &Seen, got: Result<Seen, String>) -> Option<String> {
    if let Some(why) = now.wrong.first() {
        return Some(format!("the server has another credential than the client sent:{why}"));
    }
    let Some(received) = &now.received else {
        let answer = got.map_or_else(|why| why, |got| format!("{got:?}"));
        return Some(format!(
            "the server does not take what the client sends:\n    {sent:?}\n    it answers: {answer}"
        ));
    };
    if let Some(difference) = sent.differs(received) {
        return Some(format!("the server has another request than the client sent:{difference}"));
    }
    if now.is_unmade {
        return None;
    }
    let Some(given) = &now.given else {
        let answer = got.map_or_else(|why| why, |got| format!("{got:?}"));
        return Some(format!("the server gives no answer of its own to what it received: {answer}"));
    };
    match got {
        Err(why) => Some(format!("the client does not take what the server answers:\n    {given:?}\n    {why}")),
        Ok(got) => given
            .differs(&got)
            .map(|difference| format!("the client has another answer than the server gave:{difference}")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// A client and its server at once: what it does with each request, by a byte.
    struct Caller {
        both: Arc<BothSides>,
        manner: Manner,
    }

    #[derive(Clone, Copy, PartialEq)]
    enum Manner {
        Good,
        Loses,
        Refuses,
        Mislabels,
        LosesAnswer,
        MakesNoRequest,
        SendsNothing,
        MakesNoAnswer,
        GivesNoAnswer,
        Fails,
        WrongCredential,
    }

    fn ask<'c>(caller: &'c Caller, bytes: &'c [u8]) -> Option<Asking<'c>> {
        if caller.manner == Manner::MakesNoRequest {
            return None;
        }
        let sent = Seen::of("request").with("id", &bytes[0]).with_text("list", &[i32::from(bytes[1])]);
        Some(Box::pin(async move {
            if caller.manner == Manner::SendsNothing {
                return Asked::Unsent("it is empty".to_owned());
            }
            let lost = if caller.manner == Manner::Loses { 1 } else { 0 };
            if caller.manner != Manner::Refuses {
                let received = Seen::of("request").with("id", &(bytes[0] ^ lost));
                caller.both.received(received.with_text("list", &bytes[1].to_string()));
            }
            let token = if caller.manner == Manner::WrongCredential { "another" } else { "a" };
            caller.both.credential("bearer", token, "a");
            let (answer, made_of) = caller.both.turn();
            let name = if answer == 0 { "Ok" } else { "NotFound" };
            if caller.manner != Manner::GivesNoAnswer {
                caller.both.given(Seen::of(name).with("body", &made_of[0]));
            }
            if caller.manner == Manner::MakesNoAnswer {
                caller.both.now().is_unmade = true;
            }
            match caller.manner {
                Manner::Mislabels => Asked::Answered { sent, got: Seen::of("Ok").with("body", &made_of[0]) },
                Manner::LosesAnswer => Asked::Answered { sent, got: Seen::of(name) },
                Manner::Fails | Manner::MakesNoAnswer => Asked::Failed { sent, why: "500".to_owned() },
                _ => Asked::Answered { sent, got: Seen::of(name).with("body", &made_of[0]) },
            }
        }))
    }

    fn outcome(manner: Manner) -> Outcome {
        let caller = Caller { both: Arc::new(BothSides::default()), manner };
        let operation = Operation { name: "GET /things/{id}", answers: 2, ask };
        let mut outcome = Outcome::default();
        let mut asking = Box::pin(caller.both.ask(&caller, &operation, &mut outcome));
        // Nothing in it waits for anything.
        let Poll::Ready(()) = asking.as_mut().poll(&mut Context::from_waker(Waker::noop())) else { panic!("it waits") };
        drop(asking);
        outcome
    }

    #[test]
    fn sides_that_agree_have_exchanges_of_every_answer_and_no_failure() {
        let outcome = outcome(Manner::Good);
        assert_eq!((outcome.exchanges, outcome.unsent, outcome.unmade_requests, outcome.unmade_answers), (6, 0, 0, 0));
        assert!(outcome.failures.is_empty() && outcome.silent.is_empty(), "{outcome:?}");
    }

    #[test]
    fn what_one_side_sends_and_the_other_one_has_not_fails_with_both() {
        for (manner, told) in [
            (Manner::Loses, "the server has another request than the client sent:\n    id: "),
            (Manner::Refuses, "the server does not take what the client sends"),
            (Manner::Mislabels, "the client has another answer than the server gave:`NotFound` arrived as `Ok`"),
            (Manner::LosesAnswer, "arrived: not at all"),
            (Manner::GivesNoAnswer, "the server gives no answer of its own"),
            (Manner::Fails, "the client does not take what the server answers"),
            (Manner::WrongCredential, "credential of `bearer`: \"a\"\n    arrived: \"another\""),
        ] {
            let outcome = outcome(manner);
            let [failure] = &outcome.failures[..] else { panic!("one failure an operation: {outcome:?}") };
            assert!(failure.starts_with("`GET /things/{id}`: ") && failure.contains(told), "{failure}");
        }
    }

    #[test]
    fn what_was_not_tried_is_told() {
        let unmade = outcome(Manner::MakesNoRequest);
        assert_eq!((unmade.exchanges, unmade.unmade_requests, unmade.silent.len()), (0, 6, 1));
        let unsent = outcome(Manner::SendsNothing);
        assert_eq!((unsent.exchanges, unsent.unsent), (0, 6));
        assert_eq!(unsent.silent, ["`GET /things/{id}` (it is empty)"]);
        let unanswered = outcome(Manner::MakesNoAnswer);
        assert_eq!((unanswered.exchanges, unanswered.unmade_answers), (6, 6));
        assert!(unanswered.failures.is_empty(), "{unanswered:?}");
    }

    #[test]
    fn a_difference_is_shown_where_it_is() {
        let long = |end: &str| format!("{}{end}", "x".repeat(400));
        let shown = around_difference(&long("a"), &long("b"));
        assert!(shown.starts_with('…') && shown.ends_with("xa") && shown.len() < 80, "{shown}");
        assert_eq!(around_difference("a", "b"), "a");
    }
}
