//! The operations, over a store in memory: the suite that every store must pass, and what the operations promise beyond
//! it.

mod customers_and_pockets;
mod memory;
mod partners;
mod suite;
mod updates;

use customers::*;
use memory::MemoryStore;

/// The last entry of the trail, with what it tells in short: operation, who acted, the names of what changed, the reason.
fn last_entry(store: &MemoryStore) -> (String, Actor, String, Option<String>) {
    let kept = store.kept();
    let entry = kept.audit.last().expect("an entry");
    (entry.operation.clone(), entry.actor, entry.changed.join(" "), entry.reason.clone())
}

fn entries(store: &MemoryStore) -> usize {
    store.kept().audit.len()
}

fn version(store: &MemoryStore, id: CustomerId) -> u64 {
    store.kept().customers[&id].version
}

fn stored(store: &MemoryStore, id: CustomerId) -> Customer {
    store.kept().customers[&id].value.clone()
}

/// An update of contact data.
fn contact_data(update: ContactUpdate) -> CustomerUpdate {
    CustomerUpdate::UpdateCustomerData(update)
}
