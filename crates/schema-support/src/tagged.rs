//! Members of a union on the way out whose own schemas do not name the property that tells them apart.

use std::fmt::{self, Display, Write as _};

use serde::ser::{Error, Impossible, Serialize, SerializeMap, Serializer};

/// Writes an object with one more member in front, which says what the object is (OpenAPI 3.1, Discriminator Object).
///
/// # Errors
/// The serializer's; and when the value is no object.
pub fn serialize_tagged<S: Serializer>(
    serializer: S,
    property: &'static str,
    tag: &'static str,
    value: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    value.serialize(Tagged { serializer, property, tag, may_be_there: false })
}

/// Writes an object, and the member that says what it is behind the others where the object has it not itself.
///
/// # Errors
/// The serializer's; and when the value is no object.
pub fn serialize_tagged_if_absent<S: Serializer>(
    serializer: S,
    property: &'static str,
    tag: &'static str,
    value: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    value.serialize(Tagged { serializer, property, tag, may_be_there: true })
}

struct Tagged<S> {
    serializer: S,
    property: &'static str,
    tag: &'static str,
    may_be_there: bool,
}

/// An object's members, and the tag that is still to be written.
struct TaggedMap<M> {
    map: M,
    due: Option<(&'static str, &'static str)>,
}

impl<M: SerializeMap> SerializeMap for TaggedMap<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        self.due = self.due.filter(|(property, _)| !is_text(key, property));
        self.map.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        self.map.serialize_value(value)
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), M::Error> {
        self.due = self.due.filter(|(property, _)| !is_text(key, property));
        self.map.serialize_entry(key, value)
    }

    fn end(mut self) -> Result<M::Ok, M::Error> {
        if let Some((property, tag)) = self.due {
            self.map.serialize_entry(property, tag)?;
        }
        self.map.end()
    }
}

/// Whether a key is this text.
fn is_text(key: &(impl Serialize + ?Sized), text: &str) -> bool {
    struct Shown<'k, K: ?Sized>(&'k K);
    impl<K: Serialize + ?Sized> Display for Shown<'_, K> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.serialize(f)
        }
    }
    struct Rest<'t>(&'t str);
    impl fmt::Write for Rest<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }
    let mut rest = Rest(text);
    write!(rest, "{}", Shown(key)).is_ok() && rest.0.is_empty()
}

impl<S: Serializer> Tagged<S> {
    fn no_object(&self) -> S::Error {
        S::Error::custom(format_args!("`{}` is a member of objects, and this is none", self.property))
    }
}

/// Everything that is no object.
macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)+) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$ok, S::Error> {
            Err(self.no_object())
        }
    )+};
}

impl<S: Serializer> Serializer for Tagged<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeMap = TaggedMap<S::SerializeMap>;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeStruct = Impossible<S::Ok, S::Error>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        if self.may_be_there {
            let due = Some((self.property, self.tag));
            return Ok(TaggedMap { map: self.serializer.serialize_map(None)?, due });
        }
        let mut map = self.serializer.serialize_map(length.map(|length| length + 1))?;
        map.serialize_entry(self.property, self.tag)?;
        Ok(TaggedMap { map, due: None })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<S::Ok, S::Error> {
        Err(self.no_object())
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        Err(self.no_object())
    }

    refused! {
        serialize_bool(bool) -> S::Ok;
        serialize_i8(i8) -> S::Ok;
        serialize_i16(i16) -> S::Ok;
        serialize_i32(i32) -> S::Ok;
        serialize_i64(i64) -> S::Ok;
        serialize_u8(u8) -> S::Ok;
        serialize_u16(u16) -> S::Ok;
        serialize_u32(u32) -> S::Ok;
        serialize_u64(u64) -> S::Ok;
        serialize_f32(f32) -> S::Ok;
        serialize_f64(f64) -> S::Ok;
        serialize_char(char) -> S::Ok;
        serialize_str(&str) -> S::Ok;
        serialize_bytes(&[u8]) -> S::Ok;
        serialize_none() -> S::Ok;
        serialize_unit() -> S::Ok;
        serialize_unit_struct(&'static str) -> S::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> S::Ok;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::ObjectWriter;

    struct Cat(Option<u8>);

    impl Serialize for Cat {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut object = ObjectWriter::new(serializer)?;
            object.optional("lives", &self.0)?;
            object.end()
        }
    }

    struct Named<T>(T);

    impl<T: Serialize> Serialize for Named<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct("Named", &self.0)
        }
    }

    struct Variant;

    impl Serialize for Variant {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_variant("Variant", 0, "One", &1)
        }
    }

    fn written(value: &impl Serialize) -> Result<String, String> {
        let mut out = Vec::new();
        let mut json = serde_json::Serializer::new(&mut out);
        serialize_tagged(&mut json, "kind", "cat", value).map_err(|error| error.to_string())?;
        String::from_utf8(out).map_err(|error| error.to_string())
    }

    #[test]
    fn the_tag_is_a_member_of_the_object_itself() {
        assert_eq!(written(&Cat(Some(9))).as_deref(), Ok(r#"{"kind":"cat","lives":9}"#));
        assert_eq!(written(&Some(Cat(None))).as_deref(), Ok(r#"{"kind":"cat"}"#));
        assert_eq!(written(&Box::new(Cat(None))).as_deref(), Ok(r#"{"kind":"cat"}"#));
        // A serializer that is told how many members there are is told of this one too.
        assert_eq!(written(&BTreeMap::<String, u8>::new()).as_deref(), Ok(r#"{"kind":"cat"}"#));
        assert_eq!(written(&Named(Cat(Some(9)))).as_deref(), Ok(r#"{"kind":"cat","lives":9}"#));
    }

    #[test]
    fn a_tag_that_is_there_is_not_written_twice() {
        let written = |value: &BTreeMap<&str, &str>| {
            let mut out = Vec::new();
            let mut json = serde_json::Serializer::new(&mut out);
            serialize_tagged_if_absent(&mut json, "kind", "cat", value).expect("an object");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(written(&BTreeMap::new()), r#"{"kind":"cat"}"#);
        assert_eq!(written(&BTreeMap::from([("kin", "a"), ("kinds", "b")])), r#"{"kin":"a","kinds":"b","kind":"cat"}"#);
        assert_eq!(written(&BTreeMap::from([("a", "b"), ("kind", "dog")])), r#"{"a":"b","kind":"dog"}"#);
        let mut out = Vec::new();
        let mut json = serde_json::Serializer::new(&mut out);
        serialize_tagged_if_absent(&mut json, "lives", "9", &Named(Cat(Some(7)))).expect("an object");
        assert_eq!(out, br#"{"lives":7}"#);
    }

    #[test]
    fn what_is_no_object_has_no_tag() {
        for refused in [written(&1), written(&"a")] {
            assert_eq!(refused, Err("`kind` is a member of objects, and this is none".to_owned()));
        }
        assert!(written(&Named(1)).is_err() && written(&Variant).is_err() && written(&format_args!("a")).is_err());
        assert!(written(&[1, 2]).is_err() && written(&None::<Cat>).is_err() && written(&true).is_err());
    }
}
