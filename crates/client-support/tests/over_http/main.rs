//! Calls over real sockets, made as generated clients make them, against servers that do as they are told.

mod answers;
mod bodies;
mod calls;
mod credentials;
mod requests;
mod sessions;
mod streams;
mod support;
