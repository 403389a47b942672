//! Any serialisable value as a JSON tree in which raw bytes stay bytes.

use std::borrow::Cow;
use std::fmt;

use schema_support::{BINARY, Json, Number, passed_binary, with_binaries};
use serde::ser::{self, Serialize, Serializer};

/// Why a value has no tree: in words, without the value.
#[derive(Debug)]
pub(crate) struct Unwritable(String);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Written = Result<Json<'static>, Unwritable>;

/// The tree of a value.
pub(crate) fn tree<T: Serialize + ?Sized>(value: &T) -> Written {
    with_binaries(|| value.serialize(Tree { binary: false }))
}

struct Tree {
    /// Inside of a [`schema_support::Binary`].
    binary: bool,
}

fn text(text: impl Into<String>) -> Written {
    Ok(Json::String(Cow::Owned(text.into())))
}

impl Serializer for Tree {
    type Ok = Json<'static>;
    type Error = Unwritable;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = ser::Impossible<Json<'static>, Unwritable>;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = ser::Impossible<Json<'static>, Unwritable>;

    fn serialize_bool(self, value: bool) -> Written {
        Ok(Json::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Written {
        Ok(Json::Number(Number::from(value)))
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Written {
        Ok(Json::Number(Number::from(value)))
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Written {
        Number::from_f64(value).map(Json::Number).ok_or_else(|| Unwritable("a number that JSON cannot hold".to_owned()))
    }

    fn serialize_char(self, value: char) -> Written {
        text(value)
    }

    fn serialize_str(self, value: &str) -> Written {
        text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(Json::Binary(value.into()))
    }

    fn serialize_none(self) -> Written {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(passed_binary().filter(|_| self.binary).map_or(Json::Null, Json::Binary))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Written {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Written {
        text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Written {
        value.serialize(Self { binary: name == BINARY })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        Ok(Json::Object(vec![(Cow::Borrowed(variant), value.serialize(self)?)]))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Items, Unwritable> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Items, Unwritable> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Items, Unwritable> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable("no message is made of this".to_owned()))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Members, Unwritable> {
        Ok(Members { members: Vec::new(), name: None })
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Members, Unwritable> {
        Ok(Members { members: Vec::new(), name: None })
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Err(Unwritable("no message is made of this".to_owned()))
    }
}

struct Items(Vec<Json<'static>>);

impl ser::SerializeSeq for Items {
    type Ok = Json<'static>;
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.0.push(tree(value)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(Json::Array(self.0))
    }
}

impl ser::SerializeTuple for Items {
    type Ok = Json<'static>;
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for Items {
    type Ok = Json<'static>;
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written {
        ser::SerializeSeq::end(self)
    }
}

struct Members {
    members: Vec<(Cow<'static, str>, Json<'static>)>,
    name: Option<String>,
}

impl ser::SerializeMap for Members {
    type Ok = Json<'static>;
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.name = Some(match tree(key)? {
            Json::String(name) => name.into_owned(),
            Json::Number(number) => number.to_string(),
            Json::Bool(value) => value.to_string(),
            _ => return Err(Unwritable("a member's name that is no text".to_owned())),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let name = self.name.take().unwrap_or_default();
        self.members.push((Cow::Owned(name), tree(value)?));
        Ok(())
    }

    fn end(self) -> Written {
        Ok(Json::Object(self.members))
    }
}

impl ser::SerializeStruct for Members {
    type Ok = Json<'static>;
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unwritable> {
        self.members.push((Cow::Borrowed(name), tree(value)?));
        Ok(())
    }

    fn end(self) -> Written {
        // A number that no 64 bits hold comes as its text, as `serde_json` writes texts that are JSON already.
        if let [(name, Json::String(text))] = &*self.members
            && name == "$serde_json::private::RawValue"
        {
            let json = schema_support::parse(text.as_bytes());
            return json.map(Json::into_owned).map_err(|error| Unwritable(error.to_string()));
        }
        Ok(Json::Object(self.members))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schema_support::Binary;
    use serde_json::value::RawValue;

    use super::*;

    #[derive(serde::Serialize)]
    struct Unit;

    #[derive(serde::Serialize)]
    struct Pair(i8, u8);

    #[derive(serde::Serialize)]
    struct Named {
        name: &'static str,
    }

    #[derive(serde::Serialize)]
    struct Wrapped<T>(T);

    #[derive(serde::Serialize)]
    enum Choice {
        Nothing,
        Of(bool),
        Both(bool, bool),
        Members { a: bool },
    }

    /// The same as `serde_json` makes of it.
    fn same(value: impl Serialize) {
        let tree = serde_json::Value::from(tree(&value).expect("a tree"));
        assert_eq!(tree, serde_json::to_value(&value).unwrap());
    }

    #[test]
    fn a_tree_is_what_serde_json_would_write() {
        same((true, 'c', "text", (), None::<i8>, Some(1)));
        same((i8::MIN, i16::MIN, i32::MIN, i64::MIN));
        same((u8::MAX, u16::MAX, u32::MAX, u64::MAX));
        same((0.5_f32, 0.1_f64));
        same([[1, 2], [3, 4]]);
        same((Unit, Pair(-1, 1), Named { name: "n" }, Wrapped(Wrapped("w"))));
        same([Choice::Nothing, Choice::Of(true)]);
        same(BTreeMap::from([("a", 1), ("b", 2)]));
        same((BTreeMap::from([(1, "a"), (2, "b")]), BTreeMap::from([(true, "a")])));
    }

    #[test]
    fn a_number_that_no_64_bits_hold_keeps_its_digits() {
        let digits = "123456789012345678901234567890.5";
        let raw = RawValue::from_string(digits.to_owned()).unwrap();
        let Json::Number(number) = tree(&raw).unwrap() else { panic!("a number") };
        assert_eq!(number.to_string(), digits);
    }

    #[test]
    fn bytes_stay_bytes_wherever_they_are() {
        let binary = Binary::from(vec![0, 255]);
        let Json::Binary(found) = tree(&binary).unwrap() else { panic!("bytes") };
        assert_eq!(found, binary);
        let Json::Array(items) = tree(&[Some(Wrapped(binary.clone()))]).unwrap() else { panic!("a list") };
        assert!(matches!(&*items, [Json::Binary(found)] if *found == binary), "{items:?}");
        // What is nothing beside bytes is not taken for them.
        let Json::Array(items) = tree(&(&binary, (), Wrapped(()))).unwrap() else { panic!("a list") };
        assert!(matches!(&*items, [Json::Binary(_), Json::Null, Json::Null]), "{items:?}");
    }

    #[test]
    fn what_no_message_is_made_of_has_no_tree_and_the_reason_has_no_value() {
        for reason in [
            tree(&f64::NAN).unwrap_err(),
            tree(&BTreeMap::from([([7], 7)])).unwrap_err(),
            tree(&Choice::Both(true, true)).unwrap_err(),
            tree(&Choice::Members { a: true }).unwrap_err(),
        ] {
            let reason = reason.to_string();
            assert!(reason.contains("no") && !reason.contains('7') && !reason.contains("true"), "{reason}");
        }
    }
}
