//! Arrays, and the rules of those that have some.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::decode::{Decode, Decoder, Text};
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

/// The members of an object.
type Members<'j> = Vec<(Cow<'j, str>, Json<'j>)>;

/// The items of an array, which a text may write in other ways; reports what is none.
pub(crate) fn items_of<'j>(json: Json<'j>, at: &mut Decoder) -> Option<Vec<Json<'j>>> {
    Some(match json {
        Json::Array(items) => items,
        Json::Object(members) if at.is_text() => {
            by_number(members, true).unwrap_or_else(|members| vec![Json::Object(members)])
        }
        // A list of one looks like its item in a form.
        json if at.is_text() => vec![json],
        _ => return at.type_violation("array"),
    })
}

/// Decodes an item of an array. In a text, one that is a list itself is the JSON text of it.
pub fn decode_item<T: Decode>(item: Json<'_>, place: usize, at: &mut Decoder) -> Option<T> {
    let list = match T::TEXT {
        Text::Array(_) | Text::Tuple(_) => at.structure(&item).filter(|it| matches!(it, Json::Array(_))),
        _ => None,
    };
    at.in_item(place, |at| match list {
        Some(list) => at.in_json(|at| T::decode(list, at)),
        None => T::decode(item, at),
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
        decoded.extend(decode_item::<T>(item, index, at));
    }
    (at.count() == before).then_some(decoded)
}

/// The items of a list by their numbers, each once (`a[0]=x&a[1]=y`), in their order, with `gaps` between them perhaps; the
/// members as they were where they are none.
pub(crate) fn by_number<'j>(members: Members<'j>, gaps: bool) -> Result<Vec<Json<'j>>, Members<'j>> {
    let number = |name: &str| name.parse().ok().filter(|number: &usize| number.to_string() == name);
    let numbers: HashSet<usize> = members.iter().filter_map(|(name, _)| number(name)).collect();
    let is_list = !members.is_empty()
        && numbers.len() == members.len()
        && (gaps || numbers.iter().all(|number| *number < members.len()));
    if !is_list {
        return Err(members);
    }
    let mut items: Vec<(usize, Json<'_>)> =
        members.into_iter().map(|(name, item)| (number(&name).unwrap_or_default(), item)).collect();
    items.sort_by_key(|(number, _)| *number);
    Ok(items.into_iter().map(|(_, item)| item).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, rules: &ArrayRules, at: &mut Decoder) -> Option<Vec<i64>> {
        decode_array(crate::parse(text.as_bytes()).expect("JSON"), rules, at)
    }

    fn reported(at: Decoder) -> Vec<String> {
        at.into_violations().iter().map(|it| format!("{} {}", it.pointer, it.keyword)).collect()
    }

    #[test]
    fn counts_hold_on_both_sides_of_the_edge() {
        let rules = ArrayRules { min_items: Some(2), max_items: Some(3), ..ArrayRules::NONE };
        for (count, broken) in
            [(0, &[" minItems"][..]), (1, &[" minItems"]), (2, &[]), (3, &[]), (4, &[" maxItems"]), (5, &[" maxItems"])]
        {
            let mut at = Decoder::strict();
            assert_eq!(rules.check_count(count, &mut at), broken.is_empty());
            assert_eq!(reported(at), broken);
        }
    }

    #[test]
    fn a_strict_decoder_enforces_the_rules_and_a_tolerant_one_the_items() {
        let rules = ArrayRules { max_items: Some(2), unique_items: true, ..ArrayRules::NONE };
        for (text, broken) in [
            ("[]", &[][..]),
            ("[1,2]", &[]),
            ("[1,1.0]", &[" uniqueItems"]),
            ("[1,2,3]", &[" maxItems"]),
            ("[1,\"2\"]", &["/1 type"]),
            ("[true,null,true]", &[" maxItems", " uniqueItems", "/0 type", "/1 type", "/2 type"]),
            ("{\"0\":1}", &[" type"]),
            ("{}", &[" type"]),
            ("1", &[" type"]),
        ] {
            let mut at = Decoder::strict();
            assert_eq!(decoded(text, &rules, &mut at).is_some(), broken.is_empty(), "{text}");
            assert_eq!(reported(at), broken, "{text}");
        }
        let mut at = Decoder::strict();
        assert_eq!(decoded("[1,1]", &ArrayRules::NONE, &mut at), Some(vec![1, 1]));
        let mut at = Decoder::tolerant();
        assert_eq!(decoded("[1,1,2]", &rules, &mut at), Some(vec![1, 1, 2]));
        assert_eq!(decoded("[true]", &rules, &mut at), None);
        assert_eq!(reported(at), ["/0 type"]);
    }

    #[test]
    fn in_a_text_a_list_is_its_numbered_members_or_its_only_item() {
        let list = |text: &str| {
            let mut at = Decoder::strict();
            let json = crate::parse(text.as_bytes()).expect("JSON");
            at.in_text(|at| decode_array::<serde_json::Value>(json, &ArrayRules::NONE, at)).expect("a list")
        };
        let json = |text: &str| serde_json::from_str::<Vec<serde_json::Value>>(text).expect("JSON");
        for (text, items) in [
            (r#"{"0":"a"}"#, r#"["a"]"#),
            (r#"{"1":"b","2":"c","0":"a"}"#, r#"["a","b","c"]"#),
            (r#"["a"]"#, r#"["a"]"#),
            (r#""a""#, r#"["a"]"#),
            ("{}", "[{}]"),
            (r#"{"x":"a"}"#, r#"[{"x":"a"}]"#),
            (r#"{"0":"a","x":"b"}"#, r#"[{"0":"a","x":"b"}]"#),
            (r#"{"1":"a"}"#, r#"["a"]"#),
            (r#"{"7":"b","2":"a"}"#, r#"["a","b"]"#),
            (r#"{"0":"a","01":"b"}"#, r#"[{"0":"a","01":"b"}]"#),
            (r#"{"0":"a","+1":"b"}"#, r#"[{"0":"a","+1":"b"}]"#),
        ] {
            assert_eq!(list(text), json(items), "{text}");
        }
    }

    #[test]
    fn items_differ_as_json_schema_tells_them_apart() {
        let differ = |text: &str| match crate::parse(text.as_bytes()) {
            Ok(Json::Array(items)) => all_differ(&items),
            other => panic!("{other:?}"),
        };
        for text in ["[]", "[1,true,\"1\",[1],{\"a\":1},null,0,false,\"\",[],{}]", r#"[{"a":1},{"b":1},["a",1]]"#] {
            assert!(differ(text), "{text}");
        }
        for text in [
            "[1,1.0]",
            r#"[{"a":1,"b":2},{"b":2,"a":1}]"#,
            "[12345678901234567890123,12345678901234567890123.0]",
            "[null,0,null]",
        ] {
            assert!(!differ(text), "{text}");
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Pair(Vec<i64>);

    impl Pair {
        const RULES: ArrayRules = ArrayRules { min_items: Some(2), max_items: Some(2), unique_items: true };
    }

    array_newtype!(Pair, i64);

    #[test]
    fn a_constrained_array_is_made_of_what_its_rules_allow() {
        assert_eq!(Pair::try_from(vec![1, 2]).map(Pair::into_inner), Ok(vec![1, 2]));
        for (items, keyword) in [(vec![1], "minItems"), (vec![1, 2, 3], "maxItems"), (vec![1, 1], "uniqueItems")] {
            let text = serde_json::to_string(&items).expect("memory");
            assert_eq!(Pair::try_from(items).unwrap_err().violations()[0].keyword, keyword);
            assert!(crate::from_slice_strict::<Pair>(text.as_bytes()).is_err());
            assert!(crate::from_slice_tolerant::<Pair>(text.as_bytes()).is_ok());
        }
        let pair = crate::from_slice_strict::<Pair>(b"[3,4]").expect("a pair");
        assert_eq!((&*pair, serde_json::to_string(&pair).expect("memory").as_str()), (&[3, 4][..], "[3,4]"));
    }

    #[test]
    fn structures_within_a_list_of_texts_are_their_json() {
        fn read<T: Decode>(texts: &[&str]) -> Result<T, String> {
            let json = Json::Array(texts.iter().map(|text| Json::String((*text).into())).collect());
            let mut at = Decoder::strict();
            let read = at.in_text(|at| T::decode(json, at));
            let told: Vec<String> = at.into_violations().iter().map(ToString::to_string).collect();
            read.ok_or(told.join("; "))
        }
        assert_eq!(read::<Vec<Vec<i64>>>(&["[1,2]", "[]", "3"]), Ok(vec![vec![1, 2], vec![], vec![3]]));
        assert_eq!(read::<Vec<Vec<String>>>(&["[\"a\"]", "[a"]), Ok(vec![vec!["a".to_owned()], vec!["[a".to_owned()]]));
        assert_eq!(read::<Vec<String>>(&["[1]", "{}"]), Ok(vec!["[1]".to_owned(), "{}".to_owned()]));
        let map = |name: &str, value| std::collections::BTreeMap::from([(name.to_owned(), value)]);
        assert_eq!(
            read::<Vec<std::collections::BTreeMap<String, i64>>>(&["{\"a\":1}", "{\"b\":2}"]),
            Ok(vec![map("a", 1), map("b", 2)])
        );
        let wrong = read::<Vec<std::collections::BTreeMap<String, i64>>>(&["{\"a\":true}", "{", "[]"]).unwrap_err();
        assert_eq!(wrong, "/0/a: must be an integer; /1: must be an object; /2: must be an object");
        // What is inside a JSON text is JSON, and no text.
        let inside = read::<Vec<std::collections::BTreeMap<String, i64>>>(&["{\"a\":\"1\"}"]);
        assert_eq!(inside, Err("/0/a: must be an integer".to_owned()));
        assert_eq!(read::<Vec<Vec<i64>>>(&["[\"1\"]"]), Err("/0/0: must be an integer".to_owned()));
    }

    #[test]
    fn a_structure_that_is_not_in_a_text_is_none() {
        let json = Json::Array(vec![Json::String("[1]".into())]);
        assert_eq!(Vec::<Vec<i64>>::decode(json, &mut Decoder::strict()), None);
    }
}
