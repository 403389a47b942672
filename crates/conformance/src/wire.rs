//! Cases against a running service, every answer judged on the way.

use futures::StreamExt;

use crate::cases::{self, Case};
use crate::recorder::Verdict;
use crate::world::{SetUp, World};

/// How many cases run at a time.
const AT_A_TIME: usize = 8;

/// What came of the cases.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many were run.
    pub cases: usize,
    /// Each case that failed, and why.
    pub failures: Vec<String>,
    /// What the recorders saw.
    pub verdict: Verdict,
}

/// Runs every case raw.
///
/// # Errors
/// When no service starts or the cases cannot be read.
pub async fn run_cases(progress: impl Fn(&str)) -> Result<Outcome, SetUp> {
    let cases = cases::all().map_err(SetUp)?;
    let (world, limited) = (World::start().await?, World::start_limited().await?);
    let of = |case: &Case| if case.is_limited() { &limited } else { &world };
    let results: Vec<_> = futures::stream::iter(&cases)
        .map(|case| async move { (case, case.run(of(case)).await) })
        .buffer_unordered(AT_A_TIME)
        .inspect(|(case, _)| progress(&case.file))
        .collect()
        .await;
    let mut outcome = Outcome { cases: cases.len(), ..Outcome::default() };
    outcome.failures = results
        .into_iter()
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(case, differences)| format!("openapi/cases/{}:\n  {}", case.file, differences.join("\n  ")))
        .collect();
    outcome.failures.sort();
    for world in [world, limited] {
        outcome.verdict.add(world.verdict());
        world.stop().await;
    }
    Ok(outcome)
}
