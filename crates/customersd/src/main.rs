//! The program. Everything it does is in the library, so that tests and benchmarks can start it in their own process.

use std::process::ExitCode;

fn main() -> ExitCode {
    customersd::main()
}
