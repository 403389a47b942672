//! Raw bytes: `format: binary`.

use std::borrow::Cow;
use std::fmt;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode::{Decode, Decoder};
use crate::json::Json;

/// Bytes as they are: a file in a multipart body. In JSON, which has no bytes, a string.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Binary(Vec<u8>);

impl Binary {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, owned.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<String> for Binary {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

/// Without the bytes: they may be personal data.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

impl Decode for Binary {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::String(text) => Some(Self(text.into_owned().into_bytes())),
            Json::Bytes(Cow::Borrowed(bytes)) => Some(Self(bytes.to_vec())),
            Json::Bytes(Cow::Owned(bytes)) => Some(Self(bytes)),
            _ => at.type_violation("string"),
        }
    }
}

/// The name under which [`Binary`] serialises its inside: a serializer that knows it takes bytes, any
/// other a string.
pub const BINARY: &str = "$schema_support::Binary";

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(BINARY, &Raw(&self.0))
    }
}

struct Raw<'b>(&'b [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_bytes(self.0);
        }
        let text = std::str::from_utf8(self.0).map_err(|_| S::Error::custom("bytes that no JSON string can hold"))?;
        serializer.serialize_str(text)
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer).map_err(D::Error::custom)?;
        Ok(Self(text.into_bytes()))
    }
}

#[cfg(feature = "conformance")]
impl<'a> ::arbitrary::Arbitrary<'a> for Binary {
    fn arbitrary(from: &mut ::arbitrary::Unstructured<'a>) -> ::arbitrary::Result<Self> {
        // Text, so that it can be written as JSON too.
        String::arbitrary(from).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl schemars08::JsonSchema for Binary {
    fn schema_name() -> String {
        "Binary".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(generator: &mut schemars08::r#gen::SchemaGenerator) -> schemars08::schema::Schema {
        <String as schemars08::JsonSchema>::json_schema(generator)
    }
}
