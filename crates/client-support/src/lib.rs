//! What a generated client stands on beyond progenitor-client.
//!
//! Owns: signing each request over its exact bytes, one idempotency key over all attempts of a call,
//! bearer tokens that are renewed before they expire and once after a 401, retries with back-off that
//! obey `Retry-After`, time-outs, answers decoded by status, streams item by item, files piece by piece.
//! Never knows an operation or a message of any API, shares nothing with the server's side but
//! `schema-support`, and repeats neither bodies nor secrets in errors, logs or `Debug` output.

mod answer;
mod body;
mod error;
mod facts;
mod hooks;
mod parameter;
mod session;
mod signature;
mod stream;
mod token;
mod tree;

pub use answer::{Answer, DecodeHeaders, HeaderReader, Reply, check_parameter, check_request};
pub use body::{Body, BodyHead, binary_body, form_body, json_body, list_body, multipart_body, text_body};
pub use error::Error;
pub use facts::{CredentialPlace, IdempotencyFacts, OperationFacts, SchemeFacts, SignatureFacts, SignatureInput};
pub use parameter::{Style, encode_beside, encode_path, in_path, parameter};
pub use session::{BuildError, Call, IdempotencyKey, RetryPolicy, Session, SessionBuilder, target};
pub use signature::SharedSecret;
pub use stream::{Data, Event, EventData, Events, Framing, Items, StreamError};
pub use token::{CachedTokens, StaticToken, Token, TokenError, TokenSource};

#[doc(hidden)]
pub mod private {
    //! What the macro of this crate expands to.
    pub use {progenitor_client, reqwest};
}
