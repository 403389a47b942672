//! A named type as conformance sees it: from bytes and back.

use serde::Serialize;

use crate::decode::{Decode, Refusal, from_slice_strict, from_slice_tolerant};

/// Which way the values of a type go: a member that is required and `readOnly` need not be in a request, nor one that is
/// `writeOnly` in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// Either way: its schema says the same of both.
    Both,
    /// Into the server.
    Request,
    /// Out of it.
    Response,
}

/// One generated type: its name, its schema's place, and the way through it.
#[derive(Clone, Copy, Debug)]
pub struct RoundTrip {
    /// The type's Rust name.
    pub name: &'static str,
    /// Where the document defines it, as a JSON Pointer.
    pub pointer: &'static str,
    /// Which way its values go.
    pub view: View,
    /// From JSON, every rule enforced, and back to JSON.
    pub strict: fn(&[u8]) -> Result<Vec<u8>, Refusal>,
    /// From JSON, enforcing what the type cannot do without, and back to JSON.
    pub tolerant: fn(&[u8]) -> Result<Vec<u8>, Refusal>,
    /// An arbitrary value of the type made of these bytes, as JSON; `None` where they do not suffice.
    #[cfg(feature = "conformance")]
    pub arbitrary: fn(&[u8]) -> Option<Vec<u8>>,
}

impl RoundTrip {
    /// Of a type and its schema's place.
    #[cfg(feature = "conformance")]
    pub const fn of<T: Decode + Serialize + for<'a> arbitrary::Arbitrary<'a>>(
        name: &'static str,
        pointer: &'static str,
    ) -> Self {
        let (strict, tolerant) = (strict::<T> as _, tolerant::<T> as _);
        Self { name, pointer, view: View::Both, strict, tolerant, arbitrary: arbitrary_json::<T> }
    }

    /// Of a type whose fields can hold what its schema forbids: arbitrary values are those it takes.
    #[cfg(feature = "conformance")]
    pub const fn checked<T: Decode + Serialize + for<'a> arbitrary::Arbitrary<'a>>(
        name: &'static str,
        pointer: &'static str,
    ) -> Self {
        Self { arbitrary: checked_json::<T>, ..Self::of::<T>(name, pointer) }
    }

    /// Of a type whose fields can hold what its schema forbids.
    #[cfg(not(feature = "conformance"))]
    pub const fn checked<T: Decode + Serialize>(name: &'static str, pointer: &'static str) -> Self {
        Self::of::<T>(name, pointer)
    }

    /// Of a type and its schema's place.
    #[cfg(not(feature = "conformance"))]
    pub const fn of<T: Decode + Serialize>(name: &'static str, pointer: &'static str) -> Self {
        Self { name, pointer, view: View::Both, strict: strict::<T>, tolerant: tolerant::<T> }
    }

    /// Of a type whose values go this way only, and are what the schema says of that way.
    #[must_use]
    pub const fn seen_by(self, view: View) -> Self {
        Self { view, ..self }
    }
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Writing generated types to memory cannot fail: keys are strings, and there is no I/O.
    serde_json::to_vec(value).unwrap_or_default()
}

fn strict<T: Decode + Serialize>(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    from_slice_strict::<T>(bytes).map(|value| encode(&value))
}

fn tolerant<T: Decode + Serialize>(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    from_slice_tolerant::<T>(bytes).map(|value| encode(&value))
}

#[cfg(feature = "conformance")]
fn arbitrary_json<T: Serialize + for<'a> arbitrary::Arbitrary<'a>>(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = arbitrary::Unstructured::new(bytes);
    T::arbitrary(&mut from).ok().map(|value| encode(&value))
}

#[cfg(feature = "conformance")]
fn checked_json<T: Decode + Serialize + for<'a> arbitrary::Arbitrary<'a>>(bytes: &[u8]) -> Option<Vec<u8>> {
    arbitrary_json::<T>(bytes).filter(|json| strict::<T>(json).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Decoder, Json};

    /// A number of which its schema forbids the odd ones, and its fields do not.
    #[derive(Serialize)]
    struct Even(u8);

    impl Decode for Even {
        fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
            let value = u8::decode(json, at)?;
            if value % 2 == 1 && !at.is_tolerant() {
                at.report("multipleOf", "must be a multiple of 2");
            }
            Some(Self(value))
        }
    }

    #[cfg(feature = "conformance")]
    impl<'a> arbitrary::Arbitrary<'a> for Even {
        fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
            from.bytes(1).map(|bytes| Self(bytes[0]))
        }
    }

    #[test]
    fn a_type_goes_from_json_and_back() {
        for trip in [RoundTrip::of::<Even>("Even", "/a"), RoundTrip::checked::<Even>("Even", "/a")] {
            assert_eq!((trip.name, trip.pointer, trip.view), ("Even", "/a", View::Both));
            let seen = trip.seen_by(View::Request);
            assert_eq!((seen.name, seen.pointer, seen.view), ("Even", "/a", View::Request));
            assert_eq!((trip.strict)(b" 4.0 "), Ok(b"4".to_vec()));
            assert!(matches!((trip.strict)(b"3"), Err(Refusal::Invalid(wrong)) if wrong[0].keyword == "multipleOf"));
            assert_eq!((trip.tolerant)(b"3"), Ok(b"3".to_vec()));
            assert!((trip.tolerant)(b"256").is_err());
        }
    }

    #[cfg(feature = "conformance")]
    #[test]
    fn arbitrary_values_that_are_checked_are_those_that_the_type_takes() {
        let plain = RoundTrip::of::<Even>("Even", "/a").arbitrary;
        let checked = RoundTrip::checked::<Even>("Even", "/a").arbitrary;
        assert_eq!((plain(&[3]), plain(&[22]), plain(&[])), (Some(b"3".to_vec()), Some(b"22".to_vec()), None));
        assert_eq!((checked(&[3]), checked(&[22]), checked(&[])), (None, Some(b"22".to_vec()), None));
    }
}
