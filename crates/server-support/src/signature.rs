//! Signatures over the raw bytes of a request.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use sha2::Sha256;

use crate::problem::Rejection;

/// How an operation is signed: the document's `x-request-signature`. HMAC-SHA256, base64.
#[derive(Clone, Copy, Debug)]
pub struct SignatureRule {
    /// The header that carries the signature.
    pub header: &'static str,
    /// What is signed: these, one after the other, nothing between them.
    pub input: &'static [SignatureInput],
}

/// A piece of what is signed.
#[derive(Clone, Copy, Debug)]
pub enum SignatureInput {
    /// A header's value as sent; empty where the header is missing.
    Header(&'static str),
    /// The path as sent, without host and query.
    Path,
    /// The body as sent; empty where there is none.
    Body,
}

/// The keys that a caller may sign with: more than one while a key is being changed.
///
/// Cloning is cheap, and what HMAC does with a key alone is done once: keep it rather than make it
/// anew for each request. The keys are wiped from memory with the last clone.
#[derive(Clone)]
pub struct SigningKeys(Arc<[Hmac<Sha256>]>);

impl SigningKeys {
    /// Of these keys. No key at all matches no signature.
    pub fn new<K: AsRef<[u8]>>(keys: impl IntoIterator<Item = K>) -> Self {
        Self(keys.into_iter().filter_map(|key| Hmac::new_from_slice(key.as_ref()).ok()).collect())
    }

    /// Of one key.
    pub fn one(key: impl AsRef<[u8]>) -> Self {
        Self::new([key])
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({} redacted)", self.0.len())
    }
}

/// Compares a request's signature with that of each key, in constant time.
pub(crate) fn verify(
    rule: &SignatureRule,
    keys: &SigningKeys,
    headers: &HeaderMap,
    path: &str,
    body: &[u8],
) -> Result<(), Rejection> {
    let Some(signature) = only(headers, rule.header)? else {
        return Err(Rejection::signature_mismatch("The signature header is missing."));
    };
    let mut decoded = [0_u8; 32];
    // Room for a longer one would only move the refusal; a shorter one is caught by its length.
    if !matches!(STANDARD.decode_slice(signature, &mut decoded), Ok(32)) {
        return Err(Rejection::signature_mismatch("The signature is not the base64 text of 32 bytes."));
    }
    let mut matched = false;
    for key in keys.0.iter() {
        let mut mac = key.clone();
        for piece in rule.input {
            match piece {
                SignatureInput::Header(name) => mac.update(only(headers, name)?.unwrap_or_default()),
                SignatureInput::Path => mac.update(path.as_bytes()),
                SignatureInput::Body => mac.update(body),
            }
        }
        matched |= mac.verify_slice(&decoded).is_ok();
    }
    if matched { Ok(()) } else { Err(Rejection::signature_mismatch("The signature is not that of this request.")) }
}

/// A header's value. One that is sent twice could be signed as one and read as the other.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h [u8]>, Rejection> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Rejection::malformed("A header that is signed was sent more than once.")),
        (value, None) => Ok(value.map(|value| value.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: SignatureRule = SignatureRule {
        header: "X-Jiko-Signature",
        input: &[SignatureInput::Header("x-jiko-idempotency"), SignatureInput::Path, SignatureInput::Body],
    };

    /// The check vector of the partner's documentation.
    fn vector() -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-jiko-idempotency", "00000000-0000-4000-8000-000000000000".parse().unwrap());
        headers.insert("x-jiko-signature", "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4/ulE=".parse().unwrap());
        headers
    }

    fn status(keys: &SigningKeys, headers: &HeaderMap, path: &str, body: &[u8]) -> Option<u16> {
        verify(&RULE, keys, headers, path, body).err().map(|rejection| rejection.status().as_u16())
    }

    #[test]
    fn the_check_vector_matches_under_any_active_key_and_nothing_else_does() {
        let keys = SigningKeys::new(["the next secret", "shared-secret-here"]);
        assert_eq!(status(&keys, &vector(), "/api/v1/agreements/", b""), None);
        assert_eq!(status(&SigningKeys::one("shared-secret-here"), &vector(), "/api/v1/agreements/", b""), None);
        assert_eq!(status(&keys, &vector(), "/api/v1/agreements", b""), Some(401));
        assert_eq!(status(&keys, &vector(), "/api/v1/agreements/", b" "), Some(401));
        assert_eq!(status(&SigningKeys::one("another"), &vector(), "/api/v1/agreements/", b""), Some(401));
        let twice = SigningKeys::new(["shared-secret-here", "shared-secret-here", "another"]);
        assert_eq!(status(&twice, &vector(), "/api/v1/agreements/", b""), None);
        assert_eq!(status(&SigningKeys::new(Vec::<&str>::new()), &vector(), "/api/v1/agreements/", b""), Some(401));
    }

    #[test]
    fn a_signature_that_is_missing_doubled_or_no_base64_is_refused() {
        let keys = SigningKeys::one("shared-secret-here");
        let mut headers = vector();
        for bad in [
            "",
            "4QkJ",
            "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4/ulE",
            "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4_ulE=",
            "e1e10909",
        ] {
            headers.insert("x-jiko-signature", bad.parse().unwrap());
            assert_eq!(status(&keys, &headers, "/api/v1/agreements/", b""), Some(401), "{bad}");
        }
        headers.remove("x-jiko-signature");
        assert_eq!(status(&keys, &headers, "/api/v1/agreements/", b""), Some(401));
        let mut headers = vector();
        headers.append("x-jiko-idempotency", "00000000-0000-4000-8000-000000000001".parse().unwrap());
        assert_eq!(status(&keys, &headers, "/api/v1/agreements/", b""), Some(400));
    }

    #[test]
    fn keys_are_not_in_debug_output() {
        assert_eq!(format!("{:?}", SigningKeys::one("shared-secret-here")), "SigningKeys(1 redacted)");
    }
}
