//! Strings that have rules.

use std::fmt;
use std::sync::OnceLock;

use crate::decode::Decoder;
use crate::format::Format;

/// A `pattern`: an ECMA-262 regular expression, compiled at its first use.
pub struct Pattern {
    source: &'static str,
    /// The same in the `regex` crate's syntax, where its linear-time engine can do it.
    linear: Option<&'static str>,
    compiled: OnceLock<Compiled>,
}

enum Compiled {
    Linear(regex::Regex),
    Backtracking(regress::Regex),
}

impl Pattern {
    /// A pattern that the linear-time engine can match: `linear` is its translation.
    pub const fn linear(source: &'static str, linear: &'static str) -> Self {
        Self { source, linear: Some(linear), compiled: OnceLock::new() }
    }

    /// A pattern that needs look-around or back-references.
    pub const fn backtracking(source: &'static str) -> Self {
        Self { source, linear: None, compiled: OnceLock::new() }
    }

    /// The document's text of it.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// It in the `regex` crate's syntax where there is such a text, else as the document has it.
    #[cfg(feature = "conformance")]
    pub(crate) fn syntax(&self) -> &'static str {
        self.linear.unwrap_or(self.source)
    }

    /// Whether it matches anywhere in the text.
    ///
    /// # Panics
    /// When the pattern does not compile: the generator has compiled it, so it does.
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| match self.linear {
            Some(linear) => Compiled::Linear(regex::Regex::new(linear).expect("compiled by the generator")),
            None => {
                Compiled::Backtracking(regress::Regex::with_flags(self.source, "u").expect("compiled by the generator"))
            }
        });
        match compiled {
            Compiled::Linear(regex) => regex.is_match(text),
            Compiled::Backtracking(regex) => regex.find(text).is_some(),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

/// What a document demands of a string.
#[derive(Clone, Copy, Debug)]
pub struct StringRules {
    /// `minLength`, in Unicode code points.
    pub min_length: Option<usize>,
    /// `maxLength`, in Unicode code points.
    pub max_length: Option<usize>,
    /// `pattern`.
    pub pattern: Option<&'static Pattern>,
    /// Every further `pattern`.
    pub patterns: &'static [&'static Pattern],
    /// `format`.
    pub format: Option<Format>,
}

impl StringRules {
    /// No rule.
    pub const NONE: Self = Self { min_length: None, max_length: None, pattern: None, patterns: &[], format: None };

    /// Reports each rule that the text breaks; whether there was none.
    pub fn check(&self, text: &str, at: &mut Decoder) -> bool {
        let before = at.count();
        // Between a quarter of the bytes and all of them: counting is often not needed.
        if let Some(minimum) = self.min_length
            && text.len() < minimum.saturating_mul(4)
            && text.chars().count() < minimum
        {
            at.report("minLength", format!("must have at least {minimum} characters"));
        }
        if let Some(maximum) = self.max_length
            && text.len() > maximum
            && text.chars().count() > maximum
        {
            at.report("maxLength", format!("must have at most {maximum} characters"));
        }
        for pattern in self.pattern.iter().chain(self.patterns).filter(|pattern| !pattern.matches(text)) {
            at.report("pattern", format!("must match the pattern {}", pattern.source()));
        }
        if let Some(format) = self.format.filter(|format| !format.matches(text)) {
            at.report("format", format!("must be {}", format.description()));
        }
        at.count() == before
    }
}

/// Makes a constrained string of a tuple struct around `String` that has a `RULES` constant.
#[macro_export]
macro_rules! string_newtype {
    ($name:ident) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            pub fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::Invalid;
            fn try_from(text: ::std::string::String) -> ::core::result::Result<Self, $crate::Invalid> {
                let mut at = $crate::Decoder::strict();
                if Self::RULES.check(&text, &mut at) {
                    ::core::result::Result::Ok(Self(text))
                } else {
                    ::core::result::Result::Err($crate::Invalid::new(at.into_violations()))
                }
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::Invalid;
            fn try_from(text: &str) -> ::core::result::Result<Self, $crate::Invalid> {
                Self::try_from(::std::string::String::from(text))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Invalid;
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::Invalid> {
                Self::try_from(text)
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl $crate::Decode for $name {
            fn decode(json: $crate::Json<'_>, at: &mut $crate::Decoder) -> ::core::option::Option<Self> {
                let text = <::std::string::String as $crate::Decode>::decode(json, at)?;
                (at.is_tolerant() || Self::RULES.check(&text, at)).then_some(Self(text))
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        $crate::schema_of_rules!($name, string_schema, "");
        $crate::component_of_rules!($name, string, "");
        $crate::arbitrary_of_rules!($name, string_value);
    };
}

/// Makes a constrained string of which `Debug`, and so a log, does not show the text.
#[macro_export]
macro_rules! secret_newtype {
    ($name:ident) => {
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(::core::concat!(::core::stringify!($name), "(***)"))
            }
        }

        $crate::string_newtype!($name);
    };
}

/// Gives a type the schema that its rules amount to, where the feature `schemars` is on.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! schema_of_rules {
    ($name:ident, $schema:ident, $holder:expr) => {
        impl $crate::private::schemars08::JsonSchema for $name {
            fn schema_name() -> ::std::string::String {
                ::std::string::String::from(::core::stringify!($name))
            }
            fn json_schema(
                _generator: &mut $crate::private::schemars08::r#gen::SchemaGenerator,
            ) -> $crate::private::schemars08::schema::Schema {
                $crate::private::$schema(&Self::RULES, $holder, _generator)
            }
        }
    };
}

/// Gives a type the schema that its rules amount to, where the feature `schemars` is on.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! schema_of_rules {
    ($($any:tt)*) => {};
}

/// Gives a type the utoipa schema that its rules amount to, where the feature `utoipa` is on.
#[cfg(feature = "utoipa")]
#[doc(hidden)]
#[macro_export]
macro_rules! component_of_rules {
    ($name:ident, $component:ident, $holder:expr) => {
        impl $crate::private::utoipa::PartialSchema for $name {
            fn schema() -> $crate::component::Component {
                $crate::component::rules::$component(&Self::RULES, $holder)
            }
        }
        impl $crate::private::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::stringify!($name))
            }
        }
    };
}

/// Gives a type the utoipa schema that its rules amount to, where the feature `utoipa` is on.
#[cfg(not(feature = "utoipa"))]
#[doc(hidden)]
#[macro_export]
macro_rules! component_of_rules {
    ($($any:tt)*) => {};
}

/// Gives a type arbitrary values that keep its rules, where the feature `conformance` is on.
#[cfg(feature = "conformance")]
#[doc(hidden)]
#[macro_export]
macro_rules! arbitrary_of_rules {
    ($name:ident, $make:ident $(, $item:path)? $(=> $inner:ty)?) => {
        impl<'a> $crate::private::arbitrary::Arbitrary<'a> for $name {
            fn arbitrary(
                from: &mut $crate::private::arbitrary::Unstructured<'a>,
            ) -> $crate::private::arbitrary::Result<Self> {
                let value $(: $inner)? = $crate::private::$make(&Self::RULES, from $(, $item)?)?;
                Self::try_from(value).map_err(|_| $crate::private::arbitrary::Error::IncorrectFormat)
            }
        }
    };
}

/// Gives a type arbitrary values that keep its rules, where the feature `conformance` is on.
#[cfg(not(feature = "conformance"))]
#[doc(hidden)]
#[macro_export]
macro_rules! arbitrary_of_rules {
    ($($any:tt)*) => {};
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rules: &StringRules, text: &str) -> Vec<&'static str> {
        let mut at = Decoder::strict();
        at.report("not", "something before");
        let kept = rules.check(text, &mut at);
        let broken: Vec<_> = at.into_violations().into_iter().skip(1).map(|violation| violation.keyword).collect();
        assert_eq!(kept, broken.is_empty(), "{text}");
        broken
    }

    #[test]
    fn lengths_count_code_points_on_both_sides_of_the_edge() {
        let rules = StringRules { min_length: Some(2), max_length: Some(3), ..StringRules::NONE };
        assert_eq!(broken(&rules, "é"), ["minLength"]);
        assert_eq!(broken(&rules, "𝄞𝄞"), [""; 0]);
        assert_eq!(broken(&rules, "𝄞𝄞𝄞"), [""; 0]);
        assert_eq!(broken(&rules, "𝄞𝄞𝄞𝄞"), ["maxLength"]);
        assert_eq!(broken(&rules, ""), ["minLength"]);
        assert_eq!(broken(&rules, "abc"), [""; 0]);
        assert_eq!(broken(&rules, "abcd"), ["maxLength"]);
        assert_eq!(broken(&rules, "abcde"), ["maxLength"]);
        let rules = StringRules { min_length: Some(3), ..StringRules::NONE };
        assert_eq!((broken(&rules, "ab"), broken(&rules, "𝄞𝄞")), (vec!["minLength"], vec!["minLength"]));
        assert_eq!(broken(&rules, "𝄞𝄞𝄞"), [""; 0]);
    }

    #[test]
    fn a_pattern_matches_anywhere_and_every_broken_rule_is_reported() {
        static DIGIT: Pattern = Pattern::linear("\\d", "[0-9]");
        static LOOK_AHEAD: Pattern = Pattern::backtracking("^(?=a)[a-z]+$");
        let rules = StringRules { max_length: Some(2), pattern: Some(&DIGIT), ..StringRules::NONE };
        assert_eq!(broken(&rules, "a1"), [""; 0]);
        assert_eq!(broken(&rules, "abc"), ["maxLength", "pattern"]);
        let rules = StringRules { pattern: Some(&LOOK_AHEAD), ..StringRules::NONE };
        assert_eq!(broken(&rules, "abc"), [""; 0]);
        assert_eq!(broken(&rules, "bbc"), ["pattern"]);
        static BOTH: StringRules = StringRules { pattern: Some(&DIGIT), patterns: &[&LOOK_AHEAD], ..StringRules::NONE };
        let rules = BOTH;
        assert_eq!(broken(&rules, "b"), ["pattern", "pattern"]);
        let mut at = Decoder::strict();
        rules.check("a", &mut at);
        assert_eq!(at.into_violations()[0].message, "must match the pattern \\d");
        assert_eq!((DIGIT.source(), LOOK_AHEAD.source()), ("\\d", "^(?=a)[a-z]+$"));
        #[cfg(feature = "conformance")]
        assert_eq!((DIGIT.syntax(), LOOK_AHEAD.syntax()), ("[0-9]", "^(?=a)[a-z]+$"));
    }

    #[test]
    fn a_format_is_a_rule_of_the_text() {
        let rules = StringRules { format: Some(Format::Date), ..StringRules::NONE };
        assert_eq!(broken(&rules, "2026-11-22"), [""; 0]);
        assert_eq!(broken(&rules, "2026-11-31"), ["format"]);
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Code(String);

    impl Code {
        const RULES: StringRules = StringRules { min_length: Some(2), ..StringRules::NONE };
    }

    string_newtype!(Code);

    #[test]
    fn a_constrained_string_is_made_of_what_its_rules_allow() {
        let code: Code = "ab".parse().expect("a code");
        assert_eq!((code.as_str(), code.len(), code.as_ref(), code.to_string().as_str()), ("ab", 2, "ab", "ab"));
        assert_eq!(serde_json::to_string(&code).expect("memory"), "\"ab\"");
        assert_eq!((code.clone().into_string(), String::from(code)), ("ab".to_owned(), "ab".to_owned()));
        assert_eq!(Code::try_from("a").unwrap_err().violations()[0].keyword, "minLength");
        assert_eq!(Code::try_from("a".to_owned()), "a".parse());
        assert!(crate::from_slice_strict::<Code>(b"\"a\"").is_err());
        assert_eq!(crate::from_slice_tolerant(b"\"a\""), Ok(Code("a".to_owned())));
        assert!(crate::from_slice_tolerant::<Code>(b"1").is_err());
    }
}
