//! Both APIs, called as the generated servers call them, over a store in memory: what partners and operators are told,
//! what is kept, and what the log says.

mod bank;
mod customers_and_pockets;
mod log;
#[allow(dead_code, reason = "the store's own tests look at more of it")]
#[path = "../../../customers/tests/operations/memory.rs"]
mod memory;
mod partners;
mod updates;
