//! One key, one effect.

use http::StatusCode;
use sha2::{Digest, Sha256};

use crate::parts::Parts;
use crate::problem::{self, Rejection};

/// How an operation is idempotent: the document's `x-idempotency`.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyRule {
    /// The header that is `true` on an answer that was given before.
    pub replay_header: Option<&'static str>,
}

/// A caller's key together with what it was used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyToken {
    key: String,
    fingerprint: [u8; 32],
}

impl IdempotencyToken {
    /// Of a key and the request that carries it: method, path (with its query) and body.
    pub fn new(key: String, method: &str, path: &str, body: &[u8]) -> Self {
        let mut digest = Sha256::new();
        for piece in [method.as_bytes(), path.as_bytes(), body] {
            // The length first: otherwise bytes could move from one piece to the next unnoticed.
            digest.update((piece.len() as u64).to_be_bytes());
            digest.update(piece);
        }
        Self { key, fingerprint: digest.finalize().into() }
    }

    /// The key. It means nothing without the caller that used it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// SHA-256 over method, path and body, each after its length: the same for the same request only.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }
}

/// What is known of an idempotency key.
#[derive(Clone, Debug, PartialEq)]
pub enum Begin {
    /// Nothing: run the operation.
    Run,
    /// It was used for this very request: give this answer again.
    Replay(Parts),
    /// It was used for another request: 409.
    Reused,
    /// It is in use for this very request: 409 with `Retry-After`.
    InFlight {
        /// When to try again.
        retry_after_s: u64,
    },
    /// It cannot be told now: 503 with `Retry-After`.
    Unavailable {
        /// When to try again.
        retry_after_s: u64,
    },
}

impl Begin {
    /// The answer that is due without running the operation; `None`: run it.
    pub fn answer(self, rule: &IdempotencyRule) -> Option<Result<Parts, Rejection>> {
        match self {
            Self::Run => None,
            Self::Replay(parts) => Some(Ok(match rule.replay_header {
                Some(name) => parts.with_header(name, "true"),
                None => parts,
            })),
            Self::Reused => {
                let detail = "The idempotency key was used for another request.";
                Some(Err(Rejection::new(StatusCode::CONFLICT, problem::IDEMPOTENCY_KEY_REUSED, detail)))
            }
            Self::InFlight { retry_after_s } => {
                let detail = "The first request with this idempotency key still runs.";
                let rejection = Rejection::new(StatusCode::CONFLICT, problem::REQUEST_IN_FLIGHT, detail);
                Some(Err(rejection.retry_after_s(retry_after_s)))
            }
            Self::Unavailable { retry_after_s } => {
                let detail = "The idempotency key cannot be checked now; try again.";
                Some(Err(Rejection::unavailable(detail, retry_after_s)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_move_between_path_and_body_change_the_fingerprint() {
        let token = |path: &str, body: &str| IdempotencyToken::new("k".to_owned(), "PATCH", path, body.as_bytes());
        assert_eq!(token("/a", "b"), token("/a", "b"));
        assert_ne!(token("/a", "b").fingerprint(), token("/ab", "").fingerprint());
        assert_ne!(token("/a", "b").fingerprint(), token("/a", "c").fingerprint());
        assert_eq!(token("/a", "b").key(), "k");
    }

    #[test]
    fn a_replay_is_the_same_bytes_and_says_so() {
        let saved = Parts::bytes(StatusCode::OK, "application/json", "{}");
        let rule = IdempotencyRule { replay_header: Some("Idempotent-Replayed") };
        let answer = Begin::Replay(saved.clone()).answer(&rule).unwrap().unwrap();
        assert_eq!((answer.status, &answer.body), (saved.status, &saved.body));
        assert_eq!(answer.headers["idempotent-replayed"], "true");
        assert!(Begin::Run.answer(&rule).is_none());
        let silent = Begin::Replay(saved.clone()).answer(&IdempotencyRule { replay_header: None });
        assert_eq!(silent, Some(Ok(saved)), "a document without such a header gets none");
    }

    #[test]
    fn a_key_that_cannot_be_used_now_says_why_and_when_it_can() {
        let rule = IdempotencyRule { replay_header: None };
        for (begin, status, type_uri, retry_after) in [
            (Begin::Reused, 409, problem::IDEMPOTENCY_KEY_REUSED, None),
            (Begin::InFlight { retry_after_s: 2 }, 409, problem::REQUEST_IN_FLIGHT, Some("2")),
            (Begin::Unavailable { retry_after_s: 3 }, 503, problem::UNAVAILABLE, Some("3")),
        ] {
            let rejection = begin.answer(&rule).unwrap().unwrap_err();
            assert_eq!((rejection.status().as_u16(), rejection.type_uri()), (status, type_uri));
            let headers = rejection.into_parts(&crate::testing::call()).headers;
            assert_eq!(headers.get("retry-after").map(|value| value.to_str().unwrap()), retry_after);
        }
    }
}
