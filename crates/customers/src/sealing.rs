//! Owns encryption at rest: XChaCha20-Poly1305 under a ring of keys.
//!
//! The first key seals, every key opens. To rotate without downtime: put the new key first everywhere, re-encrypt in
//! the store, drop the old key. The associated data names the place of a value (table and row), so that a sealed value
//! that is moved to another row does not open.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::redacted;

const KEY_LEN: usize = 32;
const NONCE_LEN: usize = 24;

/// The name of a key, stored beside what it sealed: 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = KeyRingError;

    fn from_str(text: &str) -> Result<Self, KeyRingError> {
        let sound = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if sound { Ok(Self(text.to_owned())) } else { Err(KeyRingError::KeyId) }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no key ring. Never says what the text was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingError {
    /// No key at all.
    #[error("a key ring needs at least one key, written id:base64")]
    Empty,
    /// An entry is not `id:base64`.
    #[error("a key is written id:base64")]
    Form,
    /// A key id has other characters, or none.
    #[error("a key id has 1 to 64 of A-Z a-z 0-9 . _ -")]
    KeyId,
    /// Two keys have the same id.
    #[error("two keys have the same id")]
    Duplicate,
    /// A key is not 32 bytes in base64.
    #[error("a key has 32 bytes, in base64")]
    Key,
}

/// Why something could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealingError {
    /// The key that sealed it is not in the ring.
    #[error("the key {0} is not in the key ring")]
    UnknownKey(KeyId),
    /// The bytes are not what was sealed here: altered, moved from another row, or sealed by another key of this id.
    #[error("the sealed value does not open: it was altered, moved, or sealed with another key")]
    DoesNotOpen,
    /// The operating system gave no random bytes, or the value is too long.
    #[error("the value cannot be sealed")]
    CannotSeal,
}

/// A sealed value: nonce, ciphertext and tag, and the id of the key beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which key opens it.
    pub key_id: KeyId,
    /// 24 bytes of nonce, the ciphertext, 16 bytes of tag.
    pub bytes: Vec<u8>,
}

struct Key {
    id: KeyId,
    cipher: XChaCha20Poly1305,
    /// For keyed digests; derived, so that one key never serves two algorithms.
    digest_key: Zeroizing<[u8; 32]>,
}

/// Keys for encryption at rest; the first one seals.
pub struct KeyRing(Vec<Key>);
redacted!(KeyRing);

impl KeyRing {
    /// A ring of these keys, the sealing one first.
    ///
    /// # Errors
    /// When there is none, or two have the same id.
    pub fn new(keys: impl IntoIterator<Item = (KeyId, [u8; KEY_LEN])>) -> Result<Self, KeyRingError> {
        let mut ring: Vec<Key> = Vec::new();
        for (id, bytes) in keys {
            let bytes = Zeroizing::new(bytes);
            if ring.iter().any(|key| key.id == id) {
                return Err(KeyRingError::Duplicate);
            }
            let digest_key = Zeroizing::new(mac(&bytes, &[b"countersign audit digest"]));
            ring.push(Key { id, cipher: XChaCha20Poly1305::new((&*bytes).into()), digest_key });
        }
        if ring.is_empty() { Err(KeyRingError::Empty) } else { Ok(Self(ring)) }
    }

    /// The id of the key that seals.
    pub fn sealing_key(&self) -> &KeyId {
        &self.0[0].id
    }

    /// The ids of all keys, the sealing one first.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        self.0.iter().map(|key| &key.id)
    }

    /// Seals a value for one place.
    ///
    /// # Errors
    /// When no random bytes are to be had.
    pub fn seal(&self, place: &str, value: &[u8]) -> Result<Sealed, SealingError> {
        self.seal_with(self.sealing_key(), place, value)
    }

    /// Seals a value with a certain key of the ring: to leave a mark by which the key is known again.
    ///
    /// # Errors
    /// When the key is not in the ring, or no random bytes are to be had.
    pub fn seal_with(&self, key_id: &KeyId, place: &str, value: &[u8]) -> Result<Sealed, SealingError> {
        let key =
            self.0.iter().find(|key| key.id == *key_id).ok_or_else(|| SealingError::UnknownKey(key_id.clone()))?;
        let mut nonce = [0_u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|_| SealingError::CannotSeal)?;
        let sealed = key
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: value, aad: place.as_bytes() })
            .map_err(|_| SealingError::CannotSeal)?;
        let mut bytes = Vec::with_capacity(NONCE_LEN + sealed.len());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(Sealed { key_id: key.id.clone(), bytes })
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When its key is not in the ring, or it is not what was sealed for this place.
    pub fn open(&self, place: &str, key_id: &str, bytes: &[u8]) -> Result<Vec<u8>, SealingError> {
        let Some(key) = self.0.iter().find(|key| key.id.as_str() == key_id) else {
            return Err(key_id.parse().map_or(SealingError::DoesNotOpen, SealingError::UnknownKey));
        };
        let Some((nonce, sealed)) = bytes.split_first_chunk::<NONCE_LEN>() else {
            return Err(SealingError::DoesNotOpen);
        };
        key.cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place.as_bytes() })
            .map_err(|_| SealingError::DoesNotOpen)
    }

    /// HMAC-SHA256 under a key derived from the sealing key: tells equal values apart from others, and cannot be guessed
    /// at without the key.
    pub(crate) fn digest(&self, value: &[u8]) -> (KeyId, [u8; 32]) {
        let key = &self.0[0];
        (key.id.clone(), mac(&key.digest_key, &[value]))
    }
}

impl FromStr for KeyRing {
    type Err = KeyRingError;

    /// Parses `id:base64,id:base64`, the sealing key first, white space around an entry ignored: the form for an
    /// environment variable.
    fn from_str(text: &str) -> Result<Self, KeyRingError> {
        if text.trim().is_empty() {
            return Err(KeyRingError::Empty);
        }
        let mut keys = Vec::new();
        for entry in text.split(',') {
            let (id, key) = entry.trim().split_once(':').ok_or(KeyRingError::Form)?;
            let bytes = Zeroizing::new(STANDARD.decode(key).map_err(|_| KeyRingError::Key)?);
            keys.push((id.parse()?, <[u8; KEY_LEN]>::try_from(bytes.as_slice()).map_err(|_| KeyRingError::Key)?));
        }
        Self::new(keys)
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, fill: u8) -> (KeyId, [u8; 32]) {
        (id.parse().expect("an id"), [fill; 32])
    }

    #[test]
    fn what_one_place_sealed_opens_there_and_nowhere_else() {
        let ring = KeyRing::new([key("a", 1)]).expect("a ring");
        let sealed = ring.seal("customers/1", b"123-45-6789").expect("sealed");
        assert!(!sealed.bytes.windows(4).any(|window| window == b"6789"));
        assert_eq!(ring.open("customers/1", "a", &sealed.bytes), Ok(b"123-45-6789".to_vec()));
        assert_eq!(ring.open("customers/2", "a", &sealed.bytes), Err(SealingError::DoesNotOpen));
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.bytes.clone();
            altered[at] ^= 1;
            assert_eq!(ring.open("customers/1", "a", &altered), Err(SealingError::DoesNotOpen), "byte {at}");
            assert!(ring.open("customers/1", "a", &sealed.bytes[..at]).is_err(), "{at} bytes");
        }
    }

    #[test]
    fn sealing_the_same_value_twice_gives_different_bytes() {
        let ring = KeyRing::new([key("a", 1)]).expect("a ring");
        assert_ne!(ring.seal("p", b"v"), ring.seal("p", b"v"));
    }

    #[test]
    fn the_first_key_seals_and_every_key_opens() {
        let old = KeyRing::new([key("old", 1)]).expect("a ring");
        let both = KeyRing::new([key("new", 2), key("old", 1)]).expect("a ring");
        let new = KeyRing::new([key("new", 2)]).expect("a ring");
        let sealed = old.seal("p", b"v").expect("sealed");
        assert_eq!(both.open("p", "old", &sealed.bytes), Ok(b"v".to_vec()));
        assert_eq!(new.open("p", "old", &sealed.bytes), Err(SealingError::UnknownKey("old".parse().expect("an id"))));
        assert_eq!(both.seal("p", b"v").expect("sealed").key_id.as_str(), "new");
    }

    #[test]
    fn a_key_id_has_1_to_64_letters_digits_dots_underscores_and_hyphens() {
        let longest = "k".repeat(64);
        for good in ["a", "AZ09", "2026-01.eu_west", "._-", &longest] {
            let id: KeyId = good.parse().expect(good);
            assert_eq!((id.as_str(), id.to_string().as_str()), (good, good));
        }
        for bad in ["", " ", "a b", "a:b", "a,b", "é", "a\n", &format!("{longest}k")] {
            assert_eq!(bad.parse::<KeyId>(), Err(KeyRingError::KeyId), "{bad:?}");
        }
    }

    #[test]
    fn a_ring_names_its_keys_the_sealing_one_first() {
        let ring = KeyRing::new([key("new", 2), key("old", 1), key("older", 3)]).expect("a ring");
        assert_eq!(ring.ids().map(KeyId::as_str).collect::<Vec<_>>(), ["new", "old", "older"]);
        assert_eq!(ring.sealing_key().as_str(), "new");
        assert_eq!(format!("{ring:?}"), "KeyRing(..)");
    }

    #[test]
    fn a_key_that_is_named_seals_and_one_that_is_not_there_is_named() {
        let ring = KeyRing::new([key("new", 2), key("old", 1)]).expect("a ring");
        let old = KeyRing::new([key("old", 1)]).expect("a ring");
        let id = |id: &str| id.parse::<KeyId>().expect("an id");
        let sealed = ring.seal_with(&id("old"), "p", b"v").expect("sealed");
        assert_eq!(sealed.key_id, id("old"));
        assert_eq!(old.open("p", "old", &sealed.bytes), Ok(b"v".to_vec()), "by that key, not only in its name");
        assert_eq!(ring.open("p", "new", &sealed.bytes), Err(SealingError::DoesNotOpen));
        let unknown = ring.seal_with(&id("gone"), "p", b"v").expect_err("not there");
        assert_eq!(unknown, SealingError::UnknownKey(id("gone")));
        assert_eq!(unknown.to_string(), "the key gone is not in the key ring");
        assert_eq!(ring.open("p", "no id", &sealed.bytes), Err(SealingError::DoesNotOpen), "nobody's name");
    }

    #[test]
    fn a_value_of_no_bytes_is_sealed_like_any_other() {
        let ring = KeyRing::new([key("a", 1)]).expect("a ring");
        let sealed = ring.seal("p", b"").expect("sealed");
        assert_eq!(sealed.bytes.len(), NONCE_LEN + 16);
        assert_eq!(ring.open("p", "a", &sealed.bytes), Ok(Vec::new()));
    }

    #[test]
    fn a_digest_tells_values_and_keys_apart_and_equal_ones_not() {
        let ring = KeyRing::new([key("new", 2), key("old", 1)]).expect("a ring");
        let alone = KeyRing::new([key("new", 2)]).expect("a ring");
        let other = KeyRing::new([key("new", 3)]).expect("a ring");
        assert_eq!(ring.digest(b"state"), alone.digest(b"state"), "made with the sealing key");
        assert_eq!(ring.digest(b"state").0, *ring.sealing_key());
        assert_ne!(ring.digest(b"state"), ring.digest(b"stat"));
        assert_ne!(ring.digest(b""), ring.digest(b"state"));
        assert_ne!(ring.digest(b"state"), other.digest(b"state"));
    }

    // As Python's hmac computes it: what was digested years ago must come out the same today.
    #[test]
    fn a_digest_is_hmac_sha256_under_a_key_that_is_derived_for_it() {
        let (id, digest) = KeyRing::new([key("k", 7)]).expect("a ring").digest(b"state");
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(id.as_str(), "k");
        assert_eq!(hex, "23b323b9f2de87067b8728eed6da44371ec68d7de70705eddbd668f104b9ba95");
    }

    #[test]
    fn a_ring_is_read_from_text_and_a_bad_one_is_refused() {
        let key = STANDARD.encode([7_u8; 32]);
        let ring: KeyRing = format!(" new:{key} , old:{key}").parse().expect("a ring");
        assert_eq!(ring.sealing_key().as_str(), "new");
        let refused = |text: &str| text.parse::<KeyRing>().map(|_| ()).expect_err("a bad ring");
        assert_eq!(refused(""), KeyRingError::Empty);
        assert_eq!(refused("a"), KeyRingError::Form);
        assert_eq!(refused(&format!("a:{key},")), KeyRingError::Form);
        assert_eq!(refused(&format!(":{key}")), KeyRingError::KeyId);
        assert_eq!(refused(&format!("a b:{key}")), KeyRingError::KeyId);
        assert_eq!(refused(&format!("a:{key},a:{key}")), KeyRingError::Duplicate);
        assert_eq!(refused("a:!"), KeyRingError::Key);
        assert_eq!(refused(&format!("a:{}", STANDARD.encode([7_u8; 31]))), KeyRingError::Key);
        assert_eq!(refused(&format!("a:{}", STANDARD.encode([7_u8; 33]))), KeyRingError::Key);
    }
}
