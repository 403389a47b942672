//! Which part of the conformance notices a mutant of the generated code.
//!
//! Owns the choice of parts, those first that see most of a mutant: its own type, its own operation. Each part stops at
//! its first failure. Everything runs in this process, with the mutant turned on before and off behind it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use schema_support::RoundTrip;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::answers;
use crate::cases::{self, Case};
use crate::histories;
use crate::instances::Instances;
use crate::malformed;
use crate::mounted;
use crate::projection::{self, Projection};
use crate::types::{APIS, Api, Check, Side};
use crate::wire;
use crate::world::{CONTRACTS, SetUp, Which};

/// How many random instances of each type are tried at first, and then where those notice nothing.
const CASES: [usize; 2] = [8, 100];

/// How many histories are run where nothing else has noticed anything.
const HISTORIES: u64 = 50;

/// How long a part runs: what never ends has been noticed.
const PATIENCE: Duration = Duration::from_secs(300);

/// A mutant as `crates/mutants` tells it; number 0 is none.
#[derive(Debug, Deserialize)]
struct Mutant {
    number: u32,
    package: String,
    file: String,
    /// The type or function that it is in.
    item: String,
}

/// Judges one mutant after the other.
#[derive(Debug)]
pub struct Judge {
    runtime: Runtime,
    cases: Vec<Case>,
    instances: Vec<Instances<'static>>,
}

/// What notices a mutant, and what it says.
type Noticed = (&'static str, String);

impl Judge {
    /// Reads the cases.
    ///
    /// # Errors
    /// What cannot be read or started.
    pub fn new() -> Result<Self, String> {
        // A mutant that panics is noticed; where it did is of no interest.
        std::panic::set_hook(Box::new(|_| ()));
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        let instances = APIS.iter().map(|api| Instances::new(&api.document, 0)).collect();
        Ok(Self { runtime, cases: cases::all()?, instances })
    }

    /// The answer to one line.
    pub fn answer(&mut self, line: &str) -> Value {
        let mutant: Mutant = match serde_json::from_str(line) {
            Ok(mutant) => mutant,
            Err(error) => return json!({ "part": null, "why": error.to_string(), "broken": true }),
        };
        mutant_switch::turn_on(mutant.number);
        let noticed = self.judge(&mutant);
        mutant_switch::turn_on(0);
        match noticed {
            Some((part, why)) => json!({ "part": part, "why": why.chars().take(600).collect::<String>() }),
            None => json!({ "part": null, "why": "" }),
        }
    }

    fn judge(&self, mutant: &Mutant) -> Option<Noticed> {
        if mutant.number == 0 {
            return self.nothing_is_broken();
        }
        let api = usize::from(mutant.package.starts_with("operator"));
        let is_client = mutant.package.ends_with("-client");
        let side = APIS[api].sides[usize::from(is_client)];
        let which = [Which::Partner, Which::Operator][api];
        let of_api: Vec<&Case> = self.cases.iter().filter(|case| case.which == which).collect();
        if mutant.file == "types.rs" {
            let (own, others): (Vec<RoundTrip>, Vec<RoundTrip>) =
                side.types.iter().partition(|entry| entry.name == mutant.item);
            let noticed = CASES.iter().find_map(|count| {
                self.types(api, side, &own, *count).or_else(|| self.types(api, side, &others, *count))
            });
            return noticed
                .or_else(|| self.wire(&of_api, is_client))
                .or_else(|| if is_client { None } else { self.malformed(None).or_else(|| self.document()) });
        }
        let operation = operation_of(api, &mutant.item);
        let own: Vec<&Case> =
            of_api.iter().copied().filter(|case| Some(case.operation()) == operation.as_deref()).collect();
        let all: Vec<&Case> = self.cases.iter().collect();
        let answers = (mutant.file == "lib.rs").then(|| self.answers(operation.as_deref())).flatten();
        if is_client {
            return answers.or_else(|| self.wire(&own, true)).or_else(|| self.wire(&of_api, true));
        }
        answers
            .or_else(mounted)
            .or_else(|| self.wire(&own, false))
            .or_else(|| self.malformed(operation.as_deref()))
            .or_else(|| self.document())
            .or_else(|| self.wire(&all, false))
            .or_else(|| self.wire(&all, true))
            .or_else(|| self.malformed(None))
            .or_else(|| self.histories())
    }

    /// Everything, quickly, without a mutant.
    fn nothing_is_broken(&self) -> Option<Noticed> {
        let all: Vec<&Case> = self.cases.iter().collect();
        let sides = APIS.iter().enumerate().flat_map(|(api, it)| it.sides.map(|side| (api, side)));
        let types = sides.into_iter().find_map(|(api, side)| self.types(api, side, side.types, CASES[0]));
        types
            .or_else(|| self.document())
            .or_else(mounted)
            .or_else(|| self.answers(None))
            .or_else(|| self.wire(&all, false))
            .or_else(|| self.wire(&all, true))
            .or_else(|| self.malformed(None))
    }

    fn types(&self, api: usize, side: Side, types: &[RoundTrip], count: usize) -> Option<Noticed> {
        let of: &'static Api = &APIS[api];
        let found = catch_unwind(AssertUnwindSafe(|| {
            types.iter().find_map(|entry| {
                let mut check = Check::new(of, side, *entry).until_failure();
                check.all(&self.instances[api], count, 0);
                check.into_tally().failures.into_iter().next()
            })
        }));
        found.unwrap_or_else(|_| Some("it panics".to_owned())).map(|why| ("types", why))
    }

    fn wire(&self, cases: &[&Case], by_clients: bool) -> Option<Noticed> {
        let part = if by_clients { "cases by clients" } else { "cases" };
        self.run(part, async || wire::first_failure(cases, by_clients).await)
    }

    fn answers(&self, operation: Option<&str>) -> Option<Noticed> {
        self.run("answers", async || Ok(answers::run(operation, 0, true, |_| ()).await?.failures.into_iter().next()))
    }

    fn malformed(&self, operation: Option<&str>) -> Option<Noticed> {
        self.run("malformed", async || malformed::first_failure(operation).await)
    }

    fn document(&self) -> Option<Noticed> {
        let found = catch_unwind(|| {
            let emitted = projection::emitted()?;
            let pairs: Vec<_> = APIS.iter().zip(&emitted).map(|(api, it)| (&api.document.value, it)).collect();
            Ok::<_, String>(Projection::checked_in()?.failures(&pairs))
        });
        let why = match found {
            Ok(Ok(failures)) => failures.into_iter().next()?,
            Ok(Err(error)) => error,
            Err(_) => "it panics".to_owned(),
        };
        Some(("document", why))
    }

    fn histories(&self) -> Option<Noticed> {
        self.run("histories", async || {
            let choice =
                histories::Choice { seed: 0, first: 0, count: HISTORIES, until: None, shrinking: Duration::ZERO };
            Ok(histories::run(choice, |_| ()).await?.failures.into_iter().next())
        })
    }

    fn run(&self, part: &'static str, run: impl AsyncFn() -> Result<Option<String>, SetUp>) -> Option<Noticed> {
        let within = async { tokio::time::timeout(PATIENCE, run()).await };
        // What may be the machine's fault is called by its own name: it is judged a second time.
        match catch_unwind(AssertUnwindSafe(|| self.runtime.block_on(within))) {
            Ok(Ok(Ok(found))) => found.map(|why| (part, why)),
            Ok(Ok(Err(SetUp(reason)))) => Some(("set-up", format!("{part}: {reason}"))),
            Ok(Err(_)) => Some(("no end", format!("{part}: nothing in {} s", PATIENCE.as_secs()))),
            Err(_) => Some((part, "it panics".to_owned())),
        }
    }
}

fn mounted() -> Option<Noticed> {
    let found = catch_unwind(|| {
        let mut all = APIS.iter().zip(CONTRACTS.iter());
        all.find_map(|(api, contract)| mounted::differences(contract, &(api.mounted)()).into_iter().next())
    });
    found.unwrap_or_else(|_| Some("it panics".to_owned())).map(|why| ("mounted", why))
}

/// The operation that a static, function or type of a generated crate is of: the longest whose name it begins with.
fn operation_of(api: usize, item: &str) -> Option<String> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let item = plain(item);
    let all = CONTRACTS[api].operations().iter().map(|operation| operation.id);
    all.filter(|id| item.starts_with(&plain(id))).max_by_key(|id| id.len()).map(str::to_owned)
}
