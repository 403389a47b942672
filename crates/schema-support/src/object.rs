//! Objects, member by member.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::decode::{Decode, Decoder};
use crate::field::Field;
use crate::json::Json;

/// The members of an object that are not decoded yet.
///
/// Every method gives `None` after it reported a violation, so that a type decodes all of its
/// members first and only then gives up.
#[derive(Debug)]
pub struct ObjectDecoder<'a> {
    members: Vec<Option<(Cow<'a, str>, Json<'a>)>>,
    /// Where the last member was found: the next one is mostly right behind it.
    next: usize,
    /// It was the JSON text of an object: what is inside is no text.
    was_text: bool,
}

impl<'a> ObjectDecoder<'a> {
    /// Of an object; reports the type of anything else.
    pub fn new(json: Json<'a>, at: &mut Decoder) -> Option<Self> {
        let structure = at.structure(&json);
        let was_text = structure.is_some();
        match structure.unwrap_or(json) {
            Json::Object(members) => Some(Self { members: members.into_iter().map(Some).collect(), next: 0, was_text }),
            _ => at.type_violation("object"),
        }
    }

    fn decode<T: Decode>(&self, name: impl Into<Cow<'static, str>>, json: Json<'_>, at: &mut Decoder) -> Option<T> {
        at.in_member(name, |at| match self.was_text {
            true => at.in_json(|at| T::decode(json, at)),
            false => T::decode(json, at),
        })
    }

    fn take(&mut self, name: &str, at: &mut Decoder) -> Option<Json<'a>> {
        let count = self.members.len();
        for step in 0..count {
            let index = (self.next + step) % count;
            if self.members[index].as_ref().is_some_and(|(key, _)| key == name) {
                self.next = index + 1;
                at.keep(1);
                return self.members[index].take().map(|(_, value)| value);
            }
        }
        None
    }

    /// A required member.
    pub fn required<T: Decode>(&mut self, name: &'static str, at: &mut Decoder) -> Option<T> {
        match self.take(name, at) {
            Some(json) => self.decode(name, json, at),
            None => {
                at.report("required", format!("`{name}` is required"));
                None
            }
        }
    }

    /// An optional member that cannot be null.
    pub fn optional<T: Decode>(&mut self, name: &'static str, at: &mut Decoder) -> Option<Option<T>> {
        match self.take(name, at) {
            Some(json) => self.decode(name, json, at).map(Some),
            None => Some(None),
        }
    }

    /// An optional member that can be null.
    pub fn field<T: Decode>(&mut self, name: &'static str, at: &mut Decoder) -> Option<Field<T>> {
        match self.take(name, at) {
            Some(Json::Null) => Some(Field::Null),
            Some(json) => self.decode(name, json, at).map(Field::Value),
            None => Some(Field::Absent),
        }
    }

    /// An optional member that has a default.
    pub fn defaulted<T: Decode>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
        at: &mut Decoder,
    ) -> Option<T> {
        self.optional(name, at).map(|value| value.unwrap_or_else(default))
    }

    /// A required member that has one value only, a string.
    pub fn constant(&mut self, name: &'static str, value: &'static str, at: &mut Decoder) -> Option<()> {
        let found: Json<'a> = match self.take(name, at) {
            Some(json) => json,
            None => {
                at.report("required", format!("`{name}` is required"));
                return None;
            }
        };
        if found.as_str() == Some(value) {
            return Some(());
        }
        at.in_member(name, |at| at.report("const", format!("must be `{value}`")));
        None
    }

    /// Reports every member that is left: the schema knows no other.
    ///
    /// A tolerant decoder passes them over.
    pub fn deny_unknown(self, at: &mut Decoder) -> Option<()> {
        if at.is_tolerant() {
            return Some(());
        }
        let before = at.count();
        for (name, _) in self.members.into_iter().flatten() {
            at.in_member(name.into_owned(), |at| at.report("additionalProperties", "no such member is allowed"));
        }
        (at.count() == before).then_some(())
    }

    /// Every member that is left, as `T`.
    pub fn additional<T: Decode>(mut self, at: &mut Decoder) -> Option<BTreeMap<String, T>> {
        let mut decoded = BTreeMap::new();
        let mut complete = true;
        for (name, json) in std::mem::take(&mut self.members).into_iter().flatten() {
            at.keep(1);
            match self.decode(name.to_string(), json, at) {
                Some(value) => {
                    decoded.insert(name.into_owned(), value);
                }
                None => complete = false,
            }
        }
        complete.then_some(decoded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object<'a>(text: &'a str, at: &mut Decoder) -> ObjectDecoder<'a> {
        ObjectDecoder::new(crate::parse(text.as_bytes()).expect("JSON"), at).expect("an object")
    }

    /// What is made of an object's members, and what is reported.
    fn read<'a, T>(text: &'a str, make: impl FnOnce(&mut ObjectDecoder<'a>, &mut Decoder) -> T) -> (T, Vec<String>) {
        let mut at = Decoder::strict();
        let mut members = object(text, &mut at);
        let made = make(&mut members, &mut at);
        let reported = at.into_violations().iter().map(|it| format!("{} {}", it.pointer, it.keyword)).collect();
        (made, reported)
    }

    fn wrong<T>(place: &str) -> (Option<T>, Vec<String>) {
        (None, vec![place.to_owned()])
    }

    #[test]
    fn what_is_no_object_has_no_members() {
        let mut at = Decoder::strict();
        assert!(ObjectDecoder::new(Json::Null, &mut at).is_none());
        assert_eq!(at.into_violations()[0].keyword, "type");
    }

    #[test]
    fn members_are_found_in_any_order_and_each_once() {
        const TEXT: &str = r#"{"a":0,"b":1,"c":2,"d":3}"#;
        for order in [["a", "b", "c", "d"], ["d", "c", "b", "a"], ["b", "d", "a", "c"], ["c", "b", "d", "a"]] {
            let (found, reported) = read(TEXT, |members, at| order.map(|name| members.required::<i64>(name, at)));
            let expected = order.map(|name| Some(i64::from(name.as_bytes()[0] - b'a')));
            assert_eq!((found, reported.len()), (expected, 0));
        }
        let again = read(TEXT, |members, at| {
            members.required::<i64>("b", at);
            members.required::<i64>("b", at)
        });
        assert_eq!(again, wrong(" required"));
    }

    #[test]
    fn required_optional_and_nullable_are_three_things() {
        let good = |value| (Some(value), Vec::new());
        assert_eq!(read(r#"{"a":7}"#, |it, at| it.required::<i64>("a", at)), good(7));
        assert_eq!(read(r#"{"a":null}"#, |it, at| it.required::<i64>("a", at)), wrong("/a type"));
        assert_eq!(read(r#"{"b":7}"#, |it, at| it.required::<i64>("a", at)), wrong(" required"));

        let good = |value| (Some(value), Vec::new());
        assert_eq!(read(r#"{"a":7}"#, |it, at| it.optional::<i64>("a", at)), good(Some(7)));
        assert_eq!(read(r#"{"a":null}"#, |it, at| it.optional::<i64>("a", at)), wrong("/a type"));
        assert_eq!(read(r#"{"b":7}"#, |it, at| it.optional::<i64>("a", at)), good(None));

        let good = |value| (Some(value), Vec::new());
        assert_eq!(read(r#"{"a":7}"#, |it, at| it.field::<i64>("a", at)), good(Field::Value(7)));
        assert_eq!(read(r#"{"a":null}"#, |it, at| it.field::<i64>("a", at)), good(Field::Null));
        assert_eq!(read(r#"{"b":7}"#, |it, at| it.field::<i64>("a", at)), good(Field::Absent));
        assert_eq!(read(r#"{"a":""}"#, |it, at| it.field::<i64>("a", at)), wrong("/a type"));

        let good = |value| (Some(value), Vec::new());
        assert_eq!(read(r#"{"a":7}"#, |it, at| it.defaulted("a", || 9_i64, at)), good(7));
        assert_eq!(read("{}", |it, at| it.defaulted("a", || 9_i64, at)), good(9));
        assert_eq!(read(r#"{"a":""}"#, |it, at| it.defaulted("a", || 9_i64, at)), wrong("/a type"));
    }

    #[test]
    fn a_constant_is_its_one_value() {
        let constant = |text| read(text, |members, at| members.constant("a", "x", at));
        assert_eq!(constant(r#"{"a":"x"}"#), (Some(()), vec![]));
        for other in [r#"{"a":"y"}"#, r#"{"a":null}"#, r#"{"a":["x"]}"#] {
            assert_eq!(constant(other), wrong("/a const"));
        }
        assert_eq!(constant("{}"), wrong(" required"));
    }

    #[test]
    fn every_member_that_is_left_is_unknown_or_additional() {
        let rest = |text, at: &mut Decoder| {
            let mut members = object(text, at);
            members.optional::<i64>("b", at);
            members
        };
        let mut at = Decoder::strict();
        assert_eq!(rest(r#"{"b":1}"#, &mut at).deny_unknown(&mut at), Some(()));
        at.report("not", "something before");
        assert_eq!(rest(r#"{"b":1}"#, &mut at).deny_unknown(&mut at), Some(()));
        assert_eq!(rest(r#"{"a":1,"b":1,"c":1}"#, &mut at).deny_unknown(&mut at), None);
        let places: Vec<_> = at.into_violations().into_iter().map(|it| it.pointer).collect();
        assert_eq!(places, ["", "/a", "/c"]);
        let mut at = Decoder::tolerant();
        assert_eq!(rest(r#"{"a":1}"#, &mut at).deny_unknown(&mut at), Some(()));
        assert_eq!(at.count(), 0);

        let mut at = Decoder::strict();
        let all: Option<BTreeMap<String, i64>> = rest(r#"{"a":1,"b":2,"c":3}"#, &mut at).additional(&mut at);
        assert_eq!(all, Some(BTreeMap::from([("a".to_owned(), 1), ("c".to_owned(), 3)])));
        let all: Option<BTreeMap<String, i64>> = rest(r#"{"a":1,"c":"x"}"#, &mut at).additional(&mut at);
        assert_eq!((all, at.into_violations()[0].pointer.as_str()), (None, "/c"));
    }
}
