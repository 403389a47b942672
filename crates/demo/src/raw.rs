//! Requests that the generated client cannot be talked into: tampered, mixed, or to be pasted.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Failure;

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body; null where it is no JSON.
    pub body: serde_json::Value,
}

/// The signature over key, path and body.
pub fn signature(shared_secret: &str, key: &str, path: &str, body: &str) -> Result<String, Failure> {
    let mut mac = Hmac::<Sha256>::new_from_slice(shared_secret.as_bytes())?;
    for part in [key, path, body] {
        mac.update(part.as_bytes());
    }
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

/// A PATCH with this body, signed as if it had been `signed_body`.
pub async fn patch(
    url: &str,
    path: &str,
    token: &str,
    shared_secret: &str,
    signed_body: &str,
    body: &str,
) -> Result<Answer, Failure> {
    let key = uuid::Uuid::new_v4().to_string();
    let signature = signature(shared_secret, &key, path, signed_body)?;
    let response = reqwest::Client::new()
        .patch(format!("{url}{path}"))
        .bearer_auth(token)
        .header("content-type", "application/json")
        .header("x-jiko-idempotency", key)
        .header("x-jiko-signature", signature)
        .body(body.to_owned())
        .send()
        .await?;
    let status = response.status().as_u16();
    let bytes = response.bytes().await?;
    Ok(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_vector_of_the_partners_documentation_is_met() {
        let signed =
            signature("shared-secret-here", "00000000-0000-4000-8000-000000000000", "/api/v1/agreements/", "").unwrap();
        assert_eq!(signed, "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4/ulE=");
    }
}
