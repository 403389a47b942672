//! Signing the bytes that are sent.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use sha2::Sha256;

use crate::facts::{SignatureFacts, SignatureInput};

/// The secret that both sides sign with. Not in `Debug` output, wiped when dropped.
#[derive(Clone)]
pub struct SharedSecret(Hmac<Sha256>);

impl SharedSecret {
    /// Of its bytes, which are those of its text unless the API says otherwise.
    pub fn new(secret: impl AsRef<[u8]>) -> Self {
        // HMAC takes a key of any length: the error of this signature is that of other algorithms.
        match Hmac::new_from_slice(secret.as_ref()) {
            Ok(keyed) => Self(keyed),
            Err(_) => unreachable!("HMAC takes a key of any length"),
        }
    }

    /// The signature as its header has it.
    pub(crate) fn sign(&self, facts: &SignatureFacts, headers: &HeaderMap, path: &str, body: &[u8]) -> String {
        let mut mac = self.0.clone();
        for piece in facts.input {
            match piece {
                SignatureInput::Header(name) => {
                    mac.update(headers.get(*name).map_or(b"", |value| value.as_bytes()));
                }
                SignatureInput::Path => mac.update(path.as_bytes()),
                SignatureInput::Body => mac.update(body),
            }
        }
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_vector_of_the_partners_documentation_comes_out() {
        let facts = SignatureFacts {
            header: "x-jiko-signature",
            input: &[SignatureInput::Header("x-jiko-idempotency"), SignatureInput::Path, SignatureInput::Body],
        };
        let mut headers = HeaderMap::new();
        headers.insert("x-jiko-idempotency", "00000000-0000-4000-8000-000000000000".parse().unwrap());
        let secret = SharedSecret::new("shared-secret-here");
        assert_eq!(
            secret.sign(&facts, &headers, "/api/v1/agreements/", b""),
            "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4/ulE="
        );
        assert_eq!(format!("{secret:?}"), "SharedSecret(redacted)");
    }
}
