//! Which mutant of the generated code is on, and what mutants are made of.
//!
//! Owns the one switch of a process, and the values that rewritten code puts in the place of right ones. The code that
//! `crates/generated` holds never sees it: only the copies that `cargo xtask conformance --mutate` makes, and the
//! conformance program that is built over them, depend on it.

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use arbitrary::Arbitrary;
use schema_support::Field;

/// The number of the mutant that is on; 0: none.
static ON: AtomicU32 = AtomicU32::new(0);

/// Turns one mutant on, and with it every other one off; 0 turns all of them off.
pub fn turn_on(mutant: u32) {
    ON.store(mutant, Ordering::SeqCst);
}

/// Whether this mutant is on.
pub fn is(mutant: u32) -> bool {
    // What turned it on happened before anything that is judged: no order is needed here.
    ON.load(Ordering::Relaxed) == mutant
}

/// A constant that has mutants: reads like the one that is on.
#[derive(Clone, Copy, Debug)]
pub struct Switched<T: 'static> {
    original: T,
    mutants: &'static [(u32, T)],
}

impl<T> Switched<T> {
    /// Of the original, and the mutants with their numbers.
    pub const fn new(original: T, mutants: &'static [(u32, T)]) -> Self {
        Self { original, mutants }
    }
}

impl<T> Deref for Switched<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.mutants.iter().find(|(mutant, _)| is(*mutant)).map_or(&self.original, |(_, value)| value)
    }
}

/// Some value of a type: what stands for a member that was not sent.
///
/// # Panics
/// When no bytes make one, which is a mutant that is noticed.
pub fn any<T: for<'a> Arbitrary<'a>>() -> T {
    schema_support::private::some_value().expect("some bytes make a value")
}

/// A member that is read and forgotten.
pub fn forgotten<T>(_value: Option<T>) -> Option<T> {
    None
}

/// A member of three states that is read and forgotten.
pub fn field_forgotten<T>(_value: Field<T>) -> Field<T> {
    Field::Absent
}

/// A member that can be null, read by a type that knows no null.
pub fn null_is_absent<T>(value: Field<T>) -> Option<T> {
    match value {
        Field::Value(value) => Some(value),
        Field::Null | Field::Absent => None,
    }
}

/// A member that cannot be null any more.
pub fn without_null<T>(value: Option<T>) -> Field<T> {
    value.map_or(Field::Absent, Field::Value)
}

/// Null is taken for absent.
pub fn null_to_absent<T>(value: Field<T>) -> Field<T> {
    match value {
        Field::Null => Field::Absent,
        other => other,
    }
}

/// What is absent is taken for null.
pub fn absent_to_null<T>(value: Field<T>) -> Field<T> {
    match value {
        Field::Absent => Field::Null,
        other => other,
    }
}

/// A member by reference, for a writer that mistakes its state.
pub fn by_reference<T>(value: &Field<T>) -> Field<&T> {
    match value {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Value(value) => Field::Value(value),
    }
}

/// The last credential that was good.
static CREDENTIAL: Mutex<String> = Mutex::new(String::new());

/// Keeps a credential that was good, for a mutant that takes everyone for its owner.
pub fn remember(credential: &str) {
    CREDENTIAL.lock().unwrap_or_else(PoisonError::into_inner).replace_range(.., credential);
}

/// The last credential that was good.
pub fn remembered() -> String {
    CREDENTIAL.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_reads_like_the_mutant_that_is_on() {
        static LIMIT: Switched<u8> = Switched::new(1, &[(4_000_000, 2), (4_000_001, 3)]);
        let mut found = Vec::new();
        for mutant in [4_000_000, 4_000_001, 4_000_002, 0] {
            turn_on(mutant);
            found.push(*LIMIT);
        }
        assert_eq!(found, [2, 3, 1, 1]);
    }

    #[test]
    fn null_absent_and_value_are_told_apart_until_a_mutant_mixes_them() {
        let all = || [Field::Absent, Field::Null, Field::Value(7)];
        assert_eq!(all().map(null_to_absent), [Field::Absent, Field::Absent, Field::Value(7)]);
        assert_eq!(all().map(absent_to_null), [Field::Null, Field::Null, Field::Value(7)]);
        assert_eq!(all().map(null_is_absent), [None, None, Some(7)]);
        assert_eq!([None, Some(7)].map(without_null), [Field::Absent, Field::Value(7)]);
    }

    #[test]
    fn there_is_some_value_of_a_type_with_rules_and_always_the_same() {
        let one: schema_support::DateTime = any();
        assert_eq!(one, any());
    }
}
