//! `judge-mutants`: which part of the conformance notices a mutant of the generated code.
//!
//! One line of JSON a mutant comes in, one line of JSON goes out. `crates/mutants` builds it over rewritten copies of the
//! generated crates, and asks.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use conformance::mutants::Judge;

fn main() -> ExitCode {
    let mut judge = match Judge::new() {
        Ok(judge) => judge,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let answer = judge.answer(&line);
        if writeln!(io::stdout(), "{answer}").and_then(|()| io::stdout().flush()).is_err() {
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
