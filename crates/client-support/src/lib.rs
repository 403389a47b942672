//! What a generated client stands on beyond progenitor-client.
//!
//! Owns: signing each request over its exact bytes, one idempotency key over all attempts of a call,
//! bearer tokens that are renewed before they expire and once after a 401, retries with back-off that
//! obey `Retry-After`, time-outs, and answers decoded by status. Never knows an operation or a message
//! of any API, shares nothing with the server's side but `schema-support`, and repeats neither bodies
//! nor secrets in errors, logs or `Debug` output.

mod answer;
mod error;
mod facts;
mod hooks;
mod parameter;
mod session;
mod signature;
mod token;

pub use answer::{Answer, DecodeHeaders, HeaderReader, Reply, check_request};
pub use error::Error;
pub use facts::{IdempotencyFacts, OperationFacts, SignatureFacts, SignatureInput};
pub use parameter::parameter;
pub use session::{BuildError, Call, IdempotencyKey, RetryPolicy, Session, SessionBuilder};
pub use signature::SharedSecret;
pub use token::{CachedTokens, StaticToken, Token, TokenError, TokenSource};

#[doc(hidden)]
pub mod private {
    //! What the macro of this crate expands to.
    pub use {progenitor_client, reqwest};
}
