//! The programs that judge mutants: one a core, one mutant at a time each.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::rewrite::Mutant;

/// How long a mutant is judged. A part that does not end has noticed it.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// Parts that may have the machine to blame: a mutant is theirs when they notice it twice.
const DOUBTFUL: [&str; 3] = ["set-up", "no end", "crash"];

/// What became of a mutant.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Which part noticed it; `None`: it survived.
    pub caught_by: Option<String>,
    /// What the part said.
    pub why: String,
    /// How long that took.
    pub took: Duration,
}

/// What the judging program answers.
#[derive(Debug, Deserialize)]
struct Answer {
    part: Option<String>,
    why: String,
    /// The program itself could not go on.
    #[serde(default)]
    broken: bool,
}

/// A running judge.
struct Judge {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Judge {
    fn start(program: &Path, is_shown: bool) -> Result<Self, String> {
        let stderr = if is_shown { Stdio::inherit() } else { Stdio::null() };
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{} has no pipes", program.display()));
        };
        let (send, answers) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, input, answers })
    }

    /// Judges one mutant; a judge that cannot go on with the next one is replaced.
    ///
    /// # Errors
    /// When it cannot be started, or cannot judge.
    fn verdict(&mut self, program: &Path, is_shown: bool, mutant: &Mutant) -> Result<Verdict, String> {
        let line = serde_json::to_string(mutant).map_err(|error| error.to_string())?;
        let began = Instant::now();
        match self.ask(&line) {
            Ok(answer) => {
                let answer = answer?;
                match answer.broken {
                    true => Err(format!("mutant {}: {}", mutant.number, answer.why)),
                    false => Ok(Verdict { caught_by: answer.part, why: answer.why, took: began.elapsed() }),
                }
            }
            Err(lost) => {
                *self = Self::start(program, is_shown)?;
                Ok(lost)
            }
        }
    }

    /// Judges one mutant; `Err` for a judge that cannot go on with the next one.
    fn ask(&mut self, line: &str) -> Result<Result<Answer, String>, Verdict> {
        let began = Instant::now();
        let lost = |part: &str, why: String| Verdict { caught_by: Some(part.to_owned()), why, took: began.elapsed() };
        if let Err(error) = writeln!(self.input, "{line}").and_then(|()| self.input.flush()) {
            return Err(lost("crash", error.to_string()));
        }
        match self.answers.recv_timeout(PATIENCE) {
            Ok(line) => Ok(serde_json::from_str(&line).map_err(|error| format!("{error}: {line}"))),
            Err(RecvTimeoutError::Timeout) => Err(lost("no end", format!("nothing in {} s", PATIENCE.as_secs()))),
            Err(RecvTimeoutError::Disconnected) => Err(lost("crash", "the program ended".to_owned())),
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Whether nothing is noticed where no mutant is on.
fn check_baseline(program: &Path) -> Result<(), String> {
    let mut judge = Judge::start(program, true)?;
    let found = match judge.ask(r#"{"number":0,"package":"","file":"","item":""}"#) {
        Ok(Ok(Answer { part: None, broken: false, .. })) => return Ok(()),
        Ok(Ok(answer)) => format!("{}: {}", answer.part.unwrap_or_default(), answer.why),
        Ok(Err(error)) => error,
        Err(lost) => lost.why,
    };
    Err(format!("this is noticed where nothing is broken: {found}"))
}

/// Judges mutants, in their order; `progress` is told of each. Beside them, whether anything is noticed where nothing is
/// broken.
///
/// # Errors
/// When the program does not start, cannot judge, or notices what is not broken.
pub fn run(
    program: &Path,
    mutants: &[Mutant],
    jobs: usize,
    is_shown: bool,
    progress: impl Fn(&Mutant, &Verdict) + Sync,
) -> Result<Vec<Verdict>, String> {
    let next = AtomicUsize::new(0);
    let verdicts: Mutex<Vec<Option<Verdict>>> = Mutex::new(vec![None; mutants.len()]);
    let work = || -> Result<(), String> {
        let mut judge = Judge::start(program, is_shown)?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(index) else { return Ok(()) };
            let mut verdict = judge.verdict(program, is_shown, mutant)?;
            if verdict.caught_by.as_deref().is_some_and(|part| DOUBTFUL.contains(&part)) {
                verdict = judge.verdict(program, is_shown, mutant)?;
            }
            progress(mutant, &verdict);
            verdicts.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(verdict);
        }
    };
    thread::scope(|scope| {
        let mut threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.push(scope.spawn(|| check_baseline(program)));
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a judge's thread panicked".to_owned())?)
    })?;
    let verdicts = verdicts.into_inner().unwrap_or_else(PoisonError::into_inner);
    verdicts.into_iter().collect::<Option<Vec<_>>>().ok_or_else(|| "a mutant was not judged".to_owned())
}
