//! Implements the generated server traits, [`partner_api::PartnerApi`] and [`operator_api::OperatorApi`], over any
//! [`customers::Store`].
//!
//! Owns the translation between the messages of the documents and the words of `customers`, who may call (tokens,
//! allow-lists, rate limits), and how an answer is saved to be given again. Never decides a rule, asks a database, or
//! writes anything of a request into a log.

mod common;
mod limits;
mod operators;
mod partners;
mod problem;
mod saved;

pub use limits::RateLimits;
pub use operators::{Operator, OperatorToken, OperatorTokenError, Operators};
pub use partners::{CallingPartner, Partners};
