//! A source document and the schemas in it.

use std::collections::BTreeMap;

use serde_json::Value;

/// A parsed source document.
#[derive(Debug)]
pub struct Document {
    /// Its name in `apis.toml`.
    pub name: &'static str,
    /// All of it.
    pub value: Value,
}

/// A schema and where it is: `$ref`s are followed.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    /// JSON Pointer into the document.
    pub pointer: String,
    /// The schema there; never a `$ref`.
    pub schema: &'d Value,
}

/// What kind of choice a schema is, if it is one.
#[derive(Debug)]
pub enum Union<'d> {
    /// Null or this.
    Nullable(Place<'d>),
    /// A string member says which: every branch with its tags.
    Tagged {
        /// The member.
        property: &'d str,
        /// Tag and branch, in the order of the branches.
        branches: Vec<(&'d str, Place<'d>)>,
    },
    /// Members that only one branch has say which; without any it is the last.
    ByMembers(Vec<Place<'d>>),
}

impl Document {
    /// Of the JSON text that a generated crate carries.
    ///
    /// # Panics
    /// When it is not JSON: the generator wrote it.
    pub fn new(name: &'static str, text: &str) -> Self {
        Self { name, value: serde_json::from_str(text).expect("the generator writes JSON") }
    }

    /// What is at a pointer, `$ref`s followed.
    ///
    /// # Panics
    /// When nothing is there: the generator has checked every reference.
    pub fn place(&self, pointer: &str) -> Place<'_> {
        let value = self.value.pointer(pointer).unwrap_or_else(|| panic!("{}: nothing at {pointer}", self.name));
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.place(&decode_fragment(reference)),
            None => Place { pointer: pointer.to_owned(), schema: value },
        }
    }

    /// The schema below another one.
    pub fn below(&self, place: &Place<'_>, segments: &[&str]) -> Place<'_> {
        let mut pointer = place.pointer.clone();
        for segment in segments {
            pointer.push('/');
            pointer.push_str(&escape(segment));
        }
        self.place(&pointer)
    }

    /// The properties of an object's schema.
    pub fn properties<'d>(&'d self, place: &Place<'d>) -> Vec<(&'d str, Place<'d>)> {
        let names = place.schema.get("properties").and_then(Value::as_object);
        names.into_iter().flatten().map(|(name, _)| (name.as_str(), self.below(place, &["properties", name]))).collect()
    }

    /// What kind of choice a schema is; `None` where it is none.
    ///
    /// # Panics
    /// On a discriminator without a mapping for a branch.
    pub fn union<'d>(&'d self, place: &Place<'d>) -> Option<Union<'d>> {
        let keyword = ["oneOf", "anyOf"].into_iter().find(|keyword| place.schema.get(keyword).is_some())?;
        let count = place.schema[keyword].as_array().map_or(0, Vec::len);
        let branches: Vec<_> = (0..count).map(|index| self.below(place, &[keyword, &index.to_string()])).collect();
        if let [a, b] = &branches[..] {
            if is_null(b.schema) {
                return Some(Union::Nullable(a.clone()));
            }
            if is_null(a.schema) {
                return Some(Union::Nullable(b.clone()));
            }
        }
        let Some(discriminator) = place.schema.get("discriminator") else {
            return Some(Union::ByMembers(branches));
        };
        let property = discriminator["propertyName"].as_str().expect("OpenAPI: propertyName is a string");
        let mapping: BTreeMap<String, &str> = discriminator["mapping"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(tag, target)| Some((decode_fragment(target.as_str()?), tag.as_str())))
            .collect();
        let tagged = branches.into_iter().map(|branch| (mapping[&branch.pointer], branch)).collect();
        Some(Union::Tagged { property, branches: tagged })
    }

    /// Which branch an object is meant for, as the documents decide it (openapi/README.md): the first that has a
    /// member of its own in it, else the last.
    pub fn decide(&self, branches: &[Place<'_>], instance: &Value) -> usize {
        let names: Vec<Vec<&str>> =
            branches.iter().map(|branch| self.properties(branch).into_iter().map(|(name, _)| name).collect()).collect();
        let own = |index: usize| {
            names[index].iter().any(|name| {
                instance.get(name).is_some()
                    && names.iter().enumerate().all(|(other, theirs)| other == index || !theirs.contains(name))
            })
        };
        (0..branches.len()).find(|index| own(*index)).unwrap_or(branches.len() - 1)
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

/// The JSON types that a schema allows; none where it says nothing.
pub fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The names of the members that an object has to have.
pub fn required(schema: &Value) -> Vec<&str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A name as a segment of a JSON Pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The other way round.
pub fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

fn decode_fragment(reference: &str) -> String {
    percent_decode(reference.strip_prefix('#').unwrap_or(reference))
}

/// A text without its percent signs.
pub fn percent_decode(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = fragment_escape(rest);
        bytes.push(hex.unwrap_or(*first));
        rest = if hex.is_some() { &rest[3..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn fragment_escape(bytes: &[u8]) -> Option<u8> {
    match bytes {
        [b'%', high, low, ..] => {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        }
        _ => None,
    }
}

/// A pointer as a URI fragment: what `$ref` takes.
pub fn fragment(pointer: &str) -> String {
    let mut text = String::from("#");
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~-._".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
