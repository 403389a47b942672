//! Owns the ways in which the rules say no. A refusal is an expected outcome, not an error, and never repeats the
//! value that it refuses. What a caller is told of it is the handlers' part.

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

impl From<Conflict> for Refusal {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}
