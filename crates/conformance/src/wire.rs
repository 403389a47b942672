//! Cases against a running service, every answer judged on the way.

use futures::StreamExt;

use crate::cases::{self, Case};
use crate::clients::Said;
use crate::recorder::Verdict;
use crate::world::{CONTRACTS, SetUp, World};

/// How many cases run at a time.
const AT_A_TIME: usize = 8;

/// What came of the cases.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many were sent.
    pub cases: usize,
    /// Each case that failed, and why.
    pub failures: Vec<String>,
    /// What the recorders saw.
    pub verdict: Verdict,
}

/// Runs every case raw, byte for byte as its file says.
///
/// # Errors
/// When no service starts or the cases cannot be read.
pub async fn run_cases(progress: impl Fn(&str)) -> Result<Outcome, SetUp> {
    run(progress, async |case, world| Some(case.run(world).await)).await
}

/// Runs every case that a generated client can say by that client.
///
/// # Errors
/// When no service starts or the cases cannot be read.
pub async fn run_cases_by_clients(progress: impl Fn(&str)) -> Result<Outcome, SetUp> {
    run(progress, by_client).await
}

/// What the first of some cases that fails says: sent raw, or by the generated clients. Those that wait are last.
///
/// # Errors
/// When no service starts.
pub async fn first_failure(cases: &[&Case], by_clients: bool) -> Result<Option<String>, SetUp> {
    let (limited_cases, usual): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.is_limited());
    for (mut cases, is_limited) in [(usual, false), (limited_cases, true)] {
        if cases.is_empty() {
            continue;
        }
        cases.sort_by_key(|case| case.waits());
        let world = if is_limited { World::start_limited().await? } else { World::start().await? };
        let failed = futures::stream::iter(&cases)
            .map(|case| async {
                let differences = if by_clients { by_client(case, &world).await } else { Some(case.run(&world).await) };
                differences.filter(|differences| !differences.is_empty()).map(|it| (case.file.clone(), it.join("; ")))
            })
            .buffer_unordered(AT_A_TIME)
            .filter_map(|failed| async { failed });
        let failed = std::pin::pin!(failed).next().await;
        let failed = failed.map(|(file, differences)| format!("openapi/cases/{file}: {differences}"));
        let failed = failed.or_else(|| world.verdict().failures.into_iter().next());
        world.stop().await;
        if failed.is_some() {
            return Ok(failed);
        }
    }
    Ok(None)
}

async fn by_client(case: &Case, world: &World) -> Option<Vec<String>> {
    match case.run_by_client(world).await {
        Said::Sent(differences) => Some(differences),
        // Not to be sayable is right for what is against the schema, and for nothing else.
        Said::Unsayable if case.status() == 422 => None,
        Said::Unsayable => Some(vec!["the client has no such request, and it is not against the schema".to_owned()]),
        Said::AboutBytes => None,
    }
}

async fn run(
    progress: impl Fn(&str),
    run: impl AsyncFn(&Case, &World) -> Option<Vec<String>>,
) -> Result<Outcome, SetUp> {
    let cases = cases::all().map_err(SetUp)?;
    let (world, limited) = (World::start().await?, World::start_limited().await?);
    let (world_of, run) = (|case: &Case| if case.is_limited() { &limited } else { &world }, &run);
    let results: Vec<_> = futures::stream::iter(&cases)
        .map(|case| async move { (case, run(case, world_of(case)).await) })
        .buffer_unordered(AT_A_TIME)
        .inspect(|(case, _)| progress(&case.file))
        .collect()
        .await;
    let mut outcome = Outcome::default();
    for (case, differences) in results {
        let Some(differences) = differences else { continue };
        outcome.cases += 1;
        if !differences.is_empty() {
            outcome.failures.push(format!("openapi/cases/{}:\n  {}", case.file, differences.join("\n  ")));
        }
    }
    outcome.failures.sort();
    for world in [world, limited] {
        outcome.verdict.add(world.verdict());
        world.stop().await;
    }
    Ok(outcome)
}

/// Operations and statuses that a document declares and no exchange has shown.
pub fn unseen(verdict: &Verdict) -> Vec<String> {
    let mut unseen = Vec::new();
    for contract in CONTRACTS.iter() {
        for operation in contract.operations() {
            let statuses = contract.statuses(operation).into_iter();
            let missing = statuses.filter(|status| !verdict.seen.contains_key(&(operation.id.to_owned(), *status)));
            unseen.extend(missing.map(|status| format!("{} {status}", operation.id)));
        }
    }
    unseen
}
