//! The program. Everything it does is in the library, so that tests and benchmarks can start it in their own process.

use std::process::ExitCode;

// glibc's allocator never gives back the 19 MiB of a password's hash once it has seen a few: 120 MB at rest, not 47.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    customersd::main()
}
