//! Values that a schema narrows beyond what their type says.

/// Makes a narrowed type of a tuple struct around `$inner` that has a `RULES` constant, a
/// [`Schema`](crate::Schema). A type that is its own item says how its text is read: no constant can ask itself.
#[macro_export]
macro_rules! checked_newtype {
    ($name:ident, $inner:ty) => {
        $crate::checked_newtype!($name, $inner, <$inner as $crate::Decode>::TEXT);
    };
    ($name:ident, $inner:ty, $text:expr) => {
        impl $name {
            /// The value, owned.
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $inner;
            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl ::core::convert::TryFrom<$inner> for $name {
            type Error = $crate::Invalid;
            fn try_from(value: $inner) -> ::core::result::Result<Self, $crate::Invalid> {
                $crate::check_value(&value, Self::RULES).map(|()| Self(value))
            }
        }

        impl $crate::Decode for $name {
            const TEXT: $crate::Text = $text;
            fn decode(json: $crate::Json<'_>, at: &mut $crate::Decoder) -> ::core::option::Option<Self> {
                let json = at.read_text(json, Self::TEXT);
                let kept = $crate::private::check_read(Self::RULES, &json, at);
                let value = <$inner as $crate::Decode>::decode(json, at)?;
                kept.then_some(Self(value))
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
    use crate::{Rule, Schema};

    #[derive(Clone, Debug, PartialEq)]
    struct Small(i64);

    impl Small {
        const RULES: Schema = &[Rule::Enum(&[crate::Literal::Integer(1), crate::Literal::Integer(2)])];
    }

    checked_newtype!(Small, i64);

    #[test]
    fn a_narrowed_type_takes_what_its_schema_allows() {
        let read = |text: &str| crate::from_slice_strict::<Small>(text.as_bytes());
        assert_eq!((read("1"), read("2.0")), (Ok(Small(1)), Ok(Small(2))));
        assert!(read("3").is_err() && read("\"1\"").is_err());
        assert_eq!(crate::from_slice_tolerant(b"3"), Ok(Small(3)));
        assert!(crate::from_slice_tolerant::<Small>(b"null").is_err());
        let small = Small::try_from(2).expect("small");
        assert_eq!((*small, serde_json::to_string(&small).expect("memory").as_str()), (2, "2"));
        assert_eq!(small.into_inner(), 2);
        assert_eq!(Small::try_from(3).unwrap_err().violations()[0].keyword, "enum");
        let mut at = crate::Decoder::strict();
        let text = |text: &'static str| crate::Json::String(text.into());
        assert_eq!(at.in_text(|at| <Small as crate::Decode>::decode(text("2"), at)), Some(Small(2)));
        assert_eq!(at.in_text(|at| <Small as crate::Decode>::decode(text("3"), at)), None);
    }

    /// A map with at least one member.
    #[derive(Clone, Debug, PartialEq)]
    struct Full(std::collections::BTreeMap<String, i64>);

    impl Full {
        const RULES: Schema = &[Rule::MinProperties(1)];
    }

    crate::checked_newtype!(Full, std::collections::BTreeMap<String, i64>);

    /// A text that is not this one.
    #[derive(Clone, Debug, PartialEq)]
    struct Other(String);

    impl Other {
        const RULES: Schema = &[Rule::Type(&["string"])];
    }

    crate::checked_newtype!(Other, String);

    #[test]
    fn in_a_text_the_rules_are_those_of_what_is_written() {
        fn read<T: crate::Decode>(text: &str) -> Option<T> {
            crate::Decoder::strict().in_text(|at| T::decode(crate::Json::String(text.into()), at))
        }
        assert_eq!(read(r#"{"a":1}"#).map(Full::into_inner), Some([("a".to_owned(), 1)].into()));
        assert_eq!(read::<Full>("{}"), None);
        assert_eq!(read("{}").map(Other::into_inner), Some("{}".to_owned()));
    }
}
