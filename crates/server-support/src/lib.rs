//! What a generated server stands on.
//!
//! Owns: the fixed order of checks around every operation (size, media type, `Accept`, then what the
//! generated code asks for: bearer, signature over the raw bytes, parameters and body together,
//! idempotency, handler), uploads, answers that stream, every refusal as an RFC 9457 problem, time-outs,
//! the in-flight limit, panics, and one log event a request. Works on `http` heads and raw bytes; dropshot is known to [`dropshot`]
//! (the module) only. Never knows an operation, a message or a rule of any API, and never writes
//! anything of a request or a response into a log.

mod body;
pub mod dropshot;
mod exchange;
mod fields;
mod idempotency;
mod input;
mod media;
mod multipart;
mod operation;
mod parts;
pub mod problem;
mod server;
mod signature;
mod status;
mod stream;
mod style;
#[cfg(test)]
mod testing;
mod upload;

pub use exchange::{ApiKey, BasicCredentials, BearerToken, Call, Exchange};
pub use idempotency::{Begin, IdempotencyRule, IdempotencyToken};
pub use input::{Input, Parameter};
pub use operation::{BodyRule, Operation};
pub use parts::{Parts, Response};
pub use problem::{Denied, Location, RateLimit, Rejection};
pub use server::{Limits, Server, quiet_panics};
pub use signature::{SignatureInput, SignatureRule, SigningKeys};
pub use status::{Status, StatusIn, Statuses};
pub use stream::{Data, Event, EventData, Events, Framing, Items};
