//! Everything but a successful answer.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use schema_support::Violation;

use crate::answer::{Answer, Reply};
use crate::session::retry_after;
use crate::token::TokenError;

/// Why a call has no successful answer. `E` has the declared errors of the operation, by status.
///
/// Neither `Display` nor `Debug` repeats what was sent, or a body that was not declared.
#[derive(Debug)]
pub enum Error<E> {
    /// The request is against the schema; it was not sent.
    InvalidRequest(Vec<Violation>),
    /// An error that the document declares.
    Declared(Box<Reply<E, HeaderMap>>),
    /// A status that the document does not declare.
    Undeclared(Box<Answer>),
    /// A declared status, and an answer that is not what the document says.
    InvalidResponse {
        /// What came.
        answer: Box<Answer>,
        /// What is wrong with it, without its values.
        reason: String,
    },
    /// No answer: connecting, sending or reading failed, after all retries.
    Transport(reqwest::Error),
    /// No answer in time. What is not safe may have been done.
    TimedOut,
    /// No token to be had; nothing was sent.
    Token(TokenError),
    /// The session lacks what the operation needs; nothing was sent.
    NotConfigured(&'static str),
}

impl<E> Error<E> {
    /// The status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Declared(reply) => Some(reply.status),
            Self::Undeclared(answer) | Self::InvalidResponse { answer, .. } => Some(answer.status),
            Self::InvalidRequest(_) | Self::Transport(_) | Self::TimedOut | Self::Token(_) | Self::NotConfigured(_) => {
                None
            }
        }
    }

    /// The headers, if there was an answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Declared(reply) => Some(&reply.headers),
            Self::Undeclared(answer) | Self::InvalidResponse { answer, .. } => Some(&answer.headers),
            Self::InvalidRequest(_) | Self::Transport(_) | Self::TimedOut | Self::Token(_) | Self::NotConfigured(_) => {
                None
            }
        }
    }

    /// How long the server asks to wait (`Retry-After`, as seconds or as a date).
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers().and_then(retry_after)
    }

    /// The declared error.
    pub fn declared(&self) -> Option<&E> {
        match self {
            Self::Declared(reply) => Some(&reply.body),
            _ => None,
        }
    }

    /// The same with another declared error.
    pub fn map<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::InvalidRequest(violations) => Error::InvalidRequest(violations),
            Self::Declared(reply) => {
                let Reply { status, headers, body } = *reply;
                Error::Declared(Box::new(Reply { status, headers, body: map(body) }))
            }
            Self::Undeclared(answer) => Error::Undeclared(answer),
            Self::InvalidResponse { answer, reason } => Error::InvalidResponse { answer, reason },
            Self::Transport(error) => Error::Transport(error),
            Self::TimedOut => Error::TimedOut,
            Self::Token(error) => Error::Token(error),
            Self::NotConfigured(what) => Error::NotConfigured(what),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(violations) => {
                f.write_str("the request is against the schema")?;
                violations.iter().try_for_each(|violation| write!(f, "; {violation}"))
            }
            Self::Declared(reply) => write!(f, "the server answered {}", reply.status),
            Self::Undeclared(answer) => write!(f, "the server answered {}, which is not declared", answer.status),
            Self::InvalidResponse { answer, reason } => {
                write!(f, "the server's {} answer is not what is declared: {reason}", answer.status)
            }
            Self::Transport(_) => f.write_str("no answer from the server"),
            Self::TimedOut => f.write_str("no answer from the server in time"),
            Self::Token(_) => f.write_str("no bearer token"),
            Self::NotConfigured(what) => write!(f, "the session has {what}"),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error),
            Self::Token(error) => Some(error),
            _ => None,
        }
    }
}
