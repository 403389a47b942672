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
}

impl<'a> ObjectDecoder<'a> {
    /// Of an object; reports the type of anything else.
    pub fn new(json: Json<'a>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::Object(members) => Some(Self { members: members.into_iter().map(Some).collect(), next: 0 }),
            _ => at.type_violation("object"),
        }
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
            Some(json) => at.in_member(name, |at| T::decode(json, at)),
            None => {
                at.report("required", format!("`{name}` is required"));
                None
            }
        }
    }

    /// An optional member that cannot be null.
    pub fn optional<T: Decode>(&mut self, name: &'static str, at: &mut Decoder) -> Option<Option<T>> {
        match self.take(name, at) {
            Some(json) => at.in_member(name, |at| T::decode(json, at)).map(Some),
            None => Some(None),
        }
    }

    /// An optional member that can be null.
    pub fn field<T: Decode>(&mut self, name: &'static str, at: &mut Decoder) -> Option<Field<T>> {
        match self.take(name, at) {
            Some(Json::Null) => Some(Field::Null),
            Some(json) => at.in_member(name, |at| T::decode(json, at)).map(Field::Value),
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
    pub fn additional<T: Decode>(self, at: &mut Decoder) -> Option<BTreeMap<String, T>> {
        let mut decoded = BTreeMap::new();
        let mut complete = true;
        for (name, json) in self.members.into_iter().flatten() {
            at.keep(1);
            match at.in_member(name.to_string(), |at| T::decode(json, at)) {
                Some(value) => {
                    decoded.insert(name.into_owned(), value);
                }
                None => complete = false,
            }
        }
        complete.then_some(decoded)
    }
}
