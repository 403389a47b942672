//! Arrays, and the rules of those that have some.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::decode::{Decode, Decoder};
use crate::json::Json;

/// What a document demands of an array.
#[derive(Clone, Copy, Debug)]
pub struct ArrayRules {
    /// `minItems`.
    pub min_items: Option<usize>,
    /// `maxItems`.
    pub max_items: Option<usize>,
    /// `uniqueItems`.
    pub unique_items: bool,
}

impl ArrayRules {
    /// No rule.
    pub const NONE: Self = Self { min_items: None, max_items: None, unique_items: false };

    /// Reports each rule on the count that is broken; whether there was none.
    pub fn check_count(&self, count: usize, at: &mut Decoder) -> bool {
        let before = at.count();
        if let Some(minimum) = self.min_items.filter(|minimum| count < *minimum) {
            at.report("minItems", format!("must have at least {minimum} items"));
        }
        if let Some(maximum) = self.max_items.filter(|maximum| count > *maximum) {
            at.report("maxItems", format!("must have at most {maximum} items"));
        }
        at.count() == before
    }
}

/// The items of an array, which a text may write in other ways; reports what is none.
pub(crate) fn items_of<'j>(json: Json<'j>, at: &mut Decoder) -> Option<Vec<Json<'j>>> {
    Some(match json {
        Json::Array(items) => items,
        Json::Object(members) if at.is_text() && is_numbered(&members) => {
            let mut items: Vec<(usize, Json<'_>)> =
                members.into_iter().map(|(name, item)| (name.parse().unwrap_or_default(), item)).collect();
            items.sort_by_key(|(number, _)| *number);
            items.into_iter().map(|(_, item)| item).collect()
        }
        // A list of one looks like its item in a form.
        json if at.is_text() => vec![json],
        _ => return at.type_violation("array"),
    })
}

/// Decodes every item of an array and reports each rule that the array breaks.
pub fn decode_array<T: Decode>(json: Json<'_>, rules: &ArrayRules, at: &mut Decoder) -> Option<Vec<T>> {
    let items = items_of(json, at)?;
    let before = at.count();
    if !at.is_tolerant() {
        rules.check_count(items.len(), at);
        if rules.unique_items && !all_differ(&items) {
            at.report("uniqueItems", "must not have an item twice");
        }
    }
    let mut decoded = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        decoded.extend(at.in_item(index, |at| T::decode(item, at)));
    }
    (at.count() == before).then_some(decoded)
}

/// Whether members are the items of a list by their numbers, each once: `a[0]=x&a[1]=y`.
fn is_numbered(members: &[(Cow<'_, str>, Json<'_>)]) -> bool {
    let numbers: HashSet<usize> = members
        .iter()
        .filter_map(|(name, _)| name.parse().ok().filter(|number: &usize| number.to_string() == **name))
        .collect();
    !members.is_empty() && numbers.len() == members.len() && numbers.iter().all(|number| *number < members.len())
}

/// Linear in the array: a long one must not cost the square of its length.
pub(crate) fn all_differ(items: &[Json<'_>]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| {
        let mut text = String::new();
        item.canonical(&mut text);
        seen.insert(text)
    })
}

/// Makes a constrained array of a tuple struct around `Vec<$item>` that has a `RULES` constant. One that is its own item
/// says how its text is read: no constant can ask itself.
#[macro_export]
macro_rules! array_newtype {
    ($name:ident, $item:ty) => {
        $crate::array_newtype!($name, $item, <::std::vec::Vec<$item> as $crate::Decode>::TEXT);
    };
    ($name:ident, $item:ty, $text:expr) => {
        impl $name {
            /// The items, owned.
            pub fn into_inner(self) -> ::std::vec::Vec<$item> {
                self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = [$item];
            fn deref(&self) -> &[$item] {
                &self.0
            }
        }

        impl ::core::convert::TryFrom<::std::vec::Vec<$item>> for $name {
            type Error = $crate::Invalid;
            fn try_from(items: ::std::vec::Vec<$item>) -> ::core::result::Result<Self, $crate::Invalid> {
                let mut at = $crate::Decoder::strict();
                Self::RULES.check_count(items.len(), &mut at);
                if Self::RULES.unique_items
                    && items.iter().enumerate().any(|(index, item)| items[..index].contains(item))
                {
                    at.report("uniqueItems", "must not have an item twice");
                }
                if at.count() == 0 {
                    ::core::result::Result::Ok(Self(items))
                } else {
                    ::core::result::Result::Err($crate::Invalid::new(at.into_violations()))
                }
            }
        }

        impl $crate::Decode for $name {
            const TEXT: $crate::Text = $text;
            fn decode(json: $crate::Json<'_>, at: &mut $crate::Decoder) -> ::core::option::Option<Self> {
                $crate::decode_array(json, &Self::RULES, at).map(Self)
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::private::serde::Serialize::serialize(&self.0, serializer)
            }
        }
    };
}
