//! Rust names from the document's words: stable, readable, never colliding.

use std::collections::HashSet;

use heck::{ToPascalCase, ToSnakeCase};

/// What cannot be a plain identifier in edition 2024, strict and reserved alike.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that emitted code needs for something else.
const TAKEN_TYPES: &[&str] = &[
    "Alternative",
    "ArrayRules",
    "Box",
    "Clone",
    "Debug",
    "Decode",
    "Decoder",
    "Default",
    "Err",
    "Field",
    "Format",
    "From",
    "IntegerRules",
    "Invalid",
    "Json",
    "None",
    "NumberRules",
    "ObjectDecoder",
    "ObjectWriter",
    "Ok",
    "Option",
    "Pattern",
    "Result",
    "Self",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "StringRules",
    "Text",
    "Vec",
];

/// Functions that emitted code has of its own where the operations' are: of the client, of progenitor's client and its
/// hooks, of the server's trait, of what mounts it, and of every value.
pub const TAKEN_FUNCTIONS: &[&str] = &[
    "api_description",
    "api_version",
    "as_ref",
    "baseurl",
    "begin_idempotent",
    "client",
    "clone",
    "drop",
    "exec",
    "inner",
    "into",
    "new",
    "new_with_client",
    "operations",
    "post",
    "pre",
    "session",
    "signing_keys",
    "to_owned",
    "to_string",
    "try_into",
];

/// The words of a name, without what no identifier can hold.
fn clean(words: &str) -> String {
    let spoken = |character: char| match character {
        '+' => Some(" plus "),
        '%' => Some(" percent "),
        '&' => Some(" and "),
        '@' => Some(" at "),
        '<' => Some(" less "),
        '>' => Some(" greater "),
        '=' => Some(" equal "),
        '*' => Some(" star "),
        _ => None,
    };
    let mut text = String::with_capacity(words.len());
    for character in words.chars() {
        match spoken(character) {
            Some(word) => text.push_str(word),
            None if character.is_alphanumeric() && unicode_ident::is_xid_continue(character) => text.push(character),
            None if character == '\'' => {}
            None => text.push(' '),
        }
    }
    text
}

/// Whether a name has anything that a name of ours can have.
pub fn is_speakable(words: &str) -> bool {
    !clean(words).to_snake_case().is_empty()
}

/// A type's or variant's name: `customer-id` becomes `CustomerId`.
pub fn pascal(words: &str) -> String {
    let name = clean(words).to_pascal_case();
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("N{name}"),
        Some(_) if name == "Self" => "SelfValue".to_owned(),
        Some(_) => name,
    }
}

/// A member's or function's name: `customerId` becomes `customer_id`, `type` becomes `r#type`.
pub fn snake(words: &str) -> String {
    let name = clean(words).to_snake_case();
    match name.chars().next() {
        None => "empty".to_owned(),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("n{name}"),
        Some(_) if matches!(&*name, "self" | "super" | "crate") => format!("{name}_"),
        Some(_) if KEYWORDS.contains(&&*name) => format!("r#{name}"),
        Some(_) => name,
    }
}

/// A static's name: `customerId` becomes `CUSTOMER_ID`; of words without case it is no function's or variable's name.
pub fn shouty(words: &str) -> String {
    let name = snake(words);
    let name = name.trim_start_matches("r#");
    match name.to_uppercase() {
        upper if upper == name => format!("OF_{name}"),
        upper => upper,
    }
}

/// Names of one namespace, each given out once.
#[derive(Debug, Default)]
pub struct Namespace {
    given: HashSet<String>,
}

impl Namespace {
    /// The namespace of emitted types, in which the names that emitted code itself uses are taken.
    pub fn of_types() -> Self {
        Self { given: TAKEN_TYPES.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// A namespace in which these are taken.
    pub fn without(taken: impl Iterator<Item = String>) -> Self {
        Self { given: taken.collect() }
    }

    /// Whether nobody has this name.
    pub fn is_free(&self, name: &str) -> bool {
        !self.given.contains(name)
    }

    /// `wanted`, or with a number behind it where it is given already.
    pub fn give(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.given.insert(name.clone()) {
            // `r#type` and a number: no longer a keyword.
            name = format!("{}{number}", wanted.trim_start_matches("r#"));
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_whatever_the_document_says() {
        for (words, expected) in [
            ("customer-id", "customer_id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("2fa", "n2fa"),
            ("+1", "plus_1"),
            ("", "empty"),
            ("X-Jiko-Idempotency", "x_jiko_idempotency"),
            ("x²", "x"),
            ("顧客", "顧客"),
            ("__proto__", "proto"),
        ] {
            assert_eq!(snake(words), expected);
        }
        for (words, expected) in
            [("customerId", "CUSTOMER_ID"), ("type", "TYPE"), ("λάβε", "ΛΆΒΕ"), ("顧客", "OF_顧客")]
        {
            assert_eq!(shouty(words), expected);
        }
        for (words, expected) in
            [("BUSINESS", "Business"), ("NON_US_ID", "NonUsId"), ("self", "SelfValue"), ("-1", "N1")]
        {
            assert_eq!(pascal(words), expected);
        }
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Namespace::of_types();
        assert_eq!(names.give("Address"), "Address");
        assert_eq!(names.give("Address"), "Address2");
        assert_eq!(names.give("Option"), "Option2");
    }
}
