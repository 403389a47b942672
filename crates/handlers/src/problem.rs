//! Owns how a refusal of the rules becomes a problem of the documents (`openapi/problems.md`), and which answer of an
//! operation carries it. No problem repeats a value of the request.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display};

use customers::{Conflict, Refusal, StoreError, Violation};
use server_support::Call;
use server_support::problem::{
    FORBIDDEN, INTERNAL_ERROR, INVALID_REQUEST, NOT_FOUND, RATE_LIMITED, UNAUTHORIZED, UNAVAILABLE,
};

/// What `Retry-After` says when the store has too much to do.
pub(crate) const RETRY_AFTER_S: u64 = 1;

/// A kind of problem, of those that a handler answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) type_uri: &'static str,
    pub(crate) title: &'static str,
    pub(crate) status: i64,
}

const fn kind(status: i64, title: &'static str, type_uri: &'static str) -> Kind {
    Kind { type_uri, title, status }
}

pub(crate) const WRONG_CREDENTIALS: Kind = kind(401, "Unauthorized", UNAUTHORIZED);
pub(crate) const MAY_NOT: Kind = kind(403, "Forbidden", FORBIDDEN);
const MISSING: Kind = kind(404, "Not Found", NOT_FOUND);
const INVALID: Kind = kind(422, "Unprocessable Content", INVALID_REQUEST);
pub(crate) const TOO_MANY: Kind = kind(429, "Too Many Requests", RATE_LIMITED);
const INTERNAL: Kind = kind(500, "Internal Server Error", INTERNAL_ERROR);
const BUSY: Kind = kind(503, "Service Unavailable", UNAVAILABLE);
const POCKETS_NOT_EMPTY: Kind = kind(409, "Conflict", "/problems/pockets-not-empty");
const CUSTOMER_CLOSED: Kind = kind(409, "Conflict", "/problems/customer-closed");
const CUSTOMER_FROZEN: Kind = kind(409, "Conflict", "/problems/customer-frozen");
const NO_TRUSTED_CONTACT: Kind = kind(409, "Conflict", "/problems/trusted-contact-not-applicable");
const USERNAME_TAKEN: Kind = kind(409, "Conflict", "/problems/username-taken");

fn told(conflict: Conflict) -> (Kind, Cow<'static, str>) {
    match conflict {
        Conflict::PocketsHoldMoney { pockets: 1 } => (POCKETS_NOT_EMPTY, "1 pocket still holds money.".into()),
        Conflict::PocketsHoldMoney { pockets } => {
            (POCKETS_NOT_EMPTY, format!("{pockets} pockets still hold money.").into())
        }
        Conflict::CustomerClosed => (CUSTOMER_CLOSED, "The customer is closed and cannot be changed any more.".into()),
        Conflict::CustomerFrozen => {
            (CUSTOMER_FROZEN, "The customer is frozen; unfreeze it before opening a pocket.".into())
        }
        Conflict::TrustedContactOnBusiness => {
            (NO_TRUSTED_CONTACT, "A business customer has no trusted contact.".into())
        }
        Conflict::UsernameTaken => (USERNAME_TAKEN, "The username is taken.".into()),
    }
}

/// A `Problem` of one of the documents.
pub(crate) trait Problem {
    fn of(kind: Kind, detail: impl Into<String>, call: &Call) -> Self;
}

/// A `ValidationProblem` of one of the documents.
pub(crate) trait ValidationProblem {
    fn of(violations: Vec<Violation>, call: &Call) -> Self;
}

/// Both documents have the same two messages, as types of their own.
macro_rules! problems {
    ($api:ident) => {
        impl Problem for $api::types::Problem {
            fn of(kind: Kind, detail: impl Into<String>, call: &Call) -> Self {
                Self {
                    title: Some(kind.title.to_owned()),
                    status: kind.status.try_into().ok(),
                    trace_id: call.trace_id().to_string().into(),
                    ..Self::new(kind.type_uri.to_owned(), call.instance(), detail.into())
                }
            }
        }

        impl ValidationProblem for $api::types::ValidationProblem {
            fn of(violations: Vec<Violation>, call: &Call) -> Self {
                let errors = violations
                    .into_iter()
                    .map(|violation| $api::types::Violation {
                        r#in: $api::types::ViolationLocation::Body,
                        pointer: violation.pointer,
                        keyword: violation.keyword.to_owned(),
                        message: violation.message,
                    })
                    .collect::<Vec<_>>()
                    .try_into()
                    .expect("a refusal lists at least one violation");
                let detail = "What a member says cannot be; errors lists each violation.";
                Self {
                    title: Some(INVALID.title.to_owned()),
                    status: INVALID.status.try_into().ok(),
                    trace_id: call.trace_id().to_string().into(),
                    ..Self::new(INVALID.type_uri.to_owned(), call.instance(), detail.to_owned(), errors)
                }
            }
        }
    };
}
problems!(partner_api);
problems!(operator_api);

/// Those of an operation's answers that say no. What an operation does not declare stays `None`.
pub(crate) trait Refuse: Sized {
    type Problem: Problem;
    type Invalid: ValidationProblem;
    fn not_found(_body: Self::Problem) -> Option<Self> {
        None
    }
    fn conflict(_body: Self::Problem) -> Option<Self> {
        None
    }
    fn invalid(_body: Self::Invalid) -> Option<Self> {
        None
    }
    fn internal(body: Self::Problem) -> Self;
    fn unavailable(body: Self::Problem, retry_after_s: u64) -> Self;
}

/// Names an operation's answers; a [`Refuse`] for the rest.
macro_rules! refuse {
    ($api:ident, $response:ident, $unavailable:ident $(, $method:ident = $variant:ident($body:ident))*) => {
        impl $crate::problem::Refuse for $api::$response {
            type Problem = $api::types::Problem;
            type Invalid = $api::types::ValidationProblem;
            $(fn $method(body: Self::$body) -> Option<Self> {
                Some(Self::$variant(body))
            })*
            fn internal(body: Self::Problem) -> Self {
                Self::InternalServerError(body)
            }
            fn unavailable(body: Self::Problem, retry_after_s: u64) -> Self {
                let headers = $api::$unavailable { retry_after: $crate::problem::count(retry_after_s) };
                Self::ServiceUnavailable { body, headers }
            }
        }
    };
}
pub(crate) use refuse;

/// A number for a header: what the documents want of them is that they are not negative.
pub(crate) fn count<T: TryFrom<i64, Error: fmt::Debug>>(number: u64) -> T {
    T::try_from(i64::try_from(number).unwrap_or(i64::MAX)).expect("not negative")
}

/// The answer to what the rules refuse; `missing` says what was not found.
pub(crate) fn refused<R: Refuse>(refusal: Refusal, missing: &'static str, call: &Call) -> R {
    let answer = match refusal {
        Refusal::NotFound => R::not_found(Problem::of(MISSING, missing, call)),
        Refusal::Conflict(conflict) => {
            let (kind, detail) = told(conflict);
            R::conflict(Problem::of(kind, detail, call))
        }
        Refusal::Invalid(violations) => R::invalid(ValidationProblem::of(violations, call)),
        // Of one operation alone, which answers it itself.
        Refusal::NotEnabled => None,
    };
    answer.unwrap_or_else(|| {
        tracing::error!(
            operation = call.operation_id(),
            trace_id = %call.trace_id(),
            "the rules refuse with what the document does not declare"
        );
        internal(call)
    })
}

/// The answer when the store fails. Why is for the log only.
pub(crate) fn failed<R: Refuse>(error: &StoreError, call: &Call) -> R {
    note(error, call);
    match error {
        StoreError::Unavailable => {
            R::unavailable(Problem::of(BUSY, "The server cannot take the request now.", call), RETRY_AFTER_S)
        }
        StoreError::Broken { .. } => internal(call),
    }
}

/// The answer when something is wrong that the log names already.
pub(crate) fn internal<R: Refuse>(call: &Call) -> R {
    R::internal(Problem::of(INTERNAL, "The server failed; it has noted what happened.", call))
}

/// Writes a failure of the store into the log.
pub(crate) fn note(error: &StoreError, call: &Call) {
    let (operation, trace_id) = (call.operation_id(), call.trace_id());
    match error {
        StoreError::Unavailable => tracing::warn!(operation, %trace_id, %error, "the store refused work"),
        StoreError::Broken { .. } => {
            tracing::error!(operation, %trace_id, error = %Chain(error), "the store failed");
        }
    }
}

/// An error and its causes.
struct Chain<'a>(&'a dyn Error);

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            f.write_str(": ")?;
            // Only the first line: nothing may pretend to be an event of its own.
            f.write_str(error.to_string().lines().next().unwrap_or_default())?;
            cause = error.source();
        }
        Ok(())
    }
}
