//! Owns the ways in which the rules say no. A refusal is an expected outcome, not an error, and never repeats the
//! value that it refuses.

use std::fmt;

/// Why an operation changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such thing for this caller. Another partner's customer is this too: existence is not disclosed.
    NotFound,
    /// The request is sound; the customer's present state forbids it.
    Conflict(Conflict),
    /// Members of the request do not mean anything real. Never empty; every violation is listed.
    Invalid(Vec<Violation>),
    /// "Update Customer Data" is off for the partner: since the request began, as the caller looks first.
    NotEnabled,
}

/// The states that forbid a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Closing: this many pockets still hold money (how much is not told).
    PocketsHoldMoney {
        /// Pockets whose balance is not zero; at least 1.
        pockets: usize,
    },
    /// The customer is CLOSED, and a CLOSED customer refuses every change, an update without members included.
    CustomerClosed,
    /// The customer is FROZEN, which forbids opening pockets.
    CustomerFrozen,
    /// `trusted_contact` was given for a BUSINESS, which has none.
    TrustedContactOnBusiness,
    /// Another partner has this username.
    UsernameTaken,
}

/// One member that is well-formed but does not mean anything real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// RFC 6901 pointer into the request's body: `/address/country`.
    pub pointer: String,
    /// What kind of rule refused it, as a JSON Schema keyword would be named: `format`, `enum`, `pattern`.
    pub keyword: &'static str,
    /// What would be right, for a person. Never holds the value.
    pub message: String,
}

impl Violation {
    pub(crate) fn new(pointer: impl Into<String>, keyword: &'static str, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), keyword, message: message.into() }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PocketsHoldMoney { pockets: 1 } => {
                f.write_str("1 pocket still holds money; all pockets must have a zero balance before closing")
            }
            Self::PocketsHoldMoney { pockets } => {
                write!(f, "{pockets} pockets still hold money; all pockets must have a zero balance before closing")
            }
            Self::CustomerClosed => f.write_str("the customer is closed and cannot be changed"),
            Self::CustomerFrozen => f.write_str("the customer is frozen; unfreeze it before opening a pocket"),
            Self::TrustedContactOnBusiness => f.write_str("a business has no trusted contact"),
            Self::UsernameTaken => f.write_str("the username is taken"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::NotEnabled => f.write_str("the partner may not update customers"),
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::Invalid(violations) => {
                for (n, violation) in violations.iter().enumerate() {
                    let comma = if n == 0 { "" } else { "; " };
                    write!(f, "{comma}{}: {}", violation.pointer, violation.message)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Conflict> for Refusal {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_forbids_it() {
        for (conflict, said) in [
            (
                Conflict::PocketsHoldMoney { pockets: 1 },
                "1 pocket still holds money; all pockets must have a zero balance before closing",
            ),
            (
                Conflict::PocketsHoldMoney { pockets: 2 },
                "2 pockets still hold money; all pockets must have a zero balance before closing",
            ),
            (Conflict::CustomerClosed, "the customer is closed and cannot be changed"),
            (Conflict::CustomerFrozen, "the customer is frozen; unfreeze it before opening a pocket"),
            (Conflict::TrustedContactOnBusiness, "a business has no trusted contact"),
            (Conflict::UsernameTaken, "the username is taken"),
        ] {
            assert_eq!(conflict.to_string(), said);
            assert_eq!(Refusal::from(conflict).to_string(), said);
            assert_eq!(Refusal::from(conflict), Refusal::Conflict(conflict));
        }
        assert_eq!(Refusal::NotFound.to_string(), "not found");
    }

    #[test]
    fn every_violation_is_said_with_its_place_and_a_semicolon_between_two() {
        let violations = |pointers: &[&str]| {
            let of = |pointer: &&str| Violation::new(*pointer, "format", "a word is expected");
            Refusal::Invalid(pointers.iter().map(of).collect()).to_string()
        };
        assert_eq!(violations(&["/email"]), "/email: a word is expected");
        assert_eq!(violations(&["/a", "/b/c"]), "/a: a word is expected; /b/c: a word is expected");
        assert_eq!(violations(&["/a", "/b", "/c"]).matches("; ").count(), 2);
    }
}
