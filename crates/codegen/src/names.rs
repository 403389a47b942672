//! Rust names from the document's words: stable, readable, never colliding.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

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

/// Whether an identifier can have a character, and as more than a mark between words.
fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() && unicode_ident::is_xid_continue(character)
}

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
    // A number below zero; before a word the sign is a mark.
    let digits = words.strip_prefix('-').filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    if digits.is_some() {
        text.push_str("minus ");
    }
    for character in digits.unwrap_or(words).chars() {
        match spoken(character) {
            Some(word) => text.push_str(word),
            None if is_of_name(character) => text.push(character),
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

/// Words that have capitals inside, and how they are written without.
const MIXED: &[(&str, &str)] = &[("OAuth", "Oauth"), ("IPv4", "Ipv4"), ("IPv6", "Ipv6")];

/// A name in which no capital inside a word begins another one: of `OAuth`, and of abbreviations in the plural (`userIDs`).
fn without_inner_capitals(words: &str) -> Cow<'_, str> {
    // Most names have no two capitals side by side, and nothing of this.
    if !words.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase)) {
        return Cow::Borrowed(words);
    }
    let mut words = words.to_owned();
    for (mixed, plain) in MIXED {
        words = words.replace(mixed, plain);
    }
    let mut characters: Vec<char> = words.chars().collect();
    for at in 2..characters.len() {
        let is_plural = characters[at] == 's' && !characters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if !is_plural {
            continue;
        }
        let run = characters[..at].iter().rev().take_while(|it| it.is_ascii_uppercase()).count();
        if run > 1 {
            characters[at - run + 1..at].iter_mut().for_each(|it| it.make_ascii_lowercase());
        }
    }
    Cow::Owned(characters.into_iter().collect())
}

/// A member's or function's name: `customerId` becomes `customer_id`, `type` becomes `r#type`.
pub fn snake(words: &str) -> String {
    let name = clean(&without_inner_capitals(words)).to_snake_case();
    match name.chars().next() {
        None => "empty".to_owned(),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("n{name}"),
        Some(_) if matches!(&*name, "self" | "super" | "crate") => format!("{name}_"),
        Some(_) if KEYWORDS.contains(&&*name) => format!("r#{name}"),
        Some(_) => name,
    }
}

/// An identifier's words: without what keeps it from being a keyword.
pub fn bare(name: &str) -> &str {
    name.trim_start_matches("r#").trim_end_matches('_')
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

/// The variants of an enumeration, by what they stand for: the same ones whatever the order of the values is.
pub fn of_values<'t>(texts: impl Iterator<Item = &'t str>, names: &mut Namespace) -> Vec<String> {
    let texts: Vec<&str> = texts.collect();
    let plain: Vec<String> = texts.iter().map(|text| pascal(&signed(text))).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for name in &plain {
        *uses.entry(name).or_default() += 1;
    }
    let is_shared = |at: usize| uses[&*plain[at]] > 1;
    let mut order: Vec<usize> = (0..texts.len()).collect();
    // Who needs no more than its words has its name whoever else there is.
    order.sort_by_cached_key(|&at| (is_shared(at), by_letters(texts[at])));
    let mut given = vec![String::new(); texts.len()];
    for at in order {
        let is_words = texts[at].is_empty() || texts[at].chars().any(is_of_name);
        given[at] = match is_words && !is_shared(at) {
            true => names.give(&plain[at]),
            false => names.give(&pascal(&spelled(texts[at]))),
        };
    }
    given
}

/// What texts are sorted by: small letters come first.
fn by_letters(text: &str) -> Vec<(bool, char)> {
    text.chars().map(|it| (!it.is_lowercase(), it)).collect()
}

/// The neighbours of each character of a text.
fn neighbours(text: &str) -> impl Iterator<Item = (Option<char>, char, Option<char>)> {
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let after = text.chars().skip(1).map(Some).chain([None]);
    before.zip(text.chars()).zip(after).map(|((before, character), after)| (before, character, after))
}

/// A value's text with its signs in words: those that say something else than that a word ends. `-created` is the other
/// way round, `en-US` is two words.
fn signed(text: &str) -> String {
    let mut signed = String::with_capacity(text.len());
    let is_word = |character: Option<char>| character.is_some_and(is_of_name);
    let mut is_leading = true;
    for (before, character, after) in neighbours(text) {
        is_leading &= character == '-';
        let is_sign = is_leading && after.is_some_and(|after| !after.is_whitespace())
            || is_word(before) && after.is_none()
            || !is_word(before) && is_word(after) && !matches!(before, None | Some('-' | '_'));
        match character {
            '-' if is_sign => signed.push_str(" minus "),
            '#' if before.is_some_and(char::is_alphabetic) && !is_word(after) => signed.push_str(" sharp "),
            '!' if before.is_none() || after == Some('=') => signed.push_str(" not "),
            other => signed.push(other),
        }
    }
    signed
}

/// A value's text with every sign in words.
fn spelled(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let is_word = |character: Option<char>| character.is_some_and(is_of_name);
    for (before, character, after) in neighbours(&text.replace('’', "'")) {
        let word = match character {
            '-' if is_word(before) && is_word(after) => "dash",
            '-' => "minus",
            '#' if before.is_some_and(char::is_alphabetic) => "sharp",
            '#' => "hash",
            '!' if !is_word(before) => "not",
            '!' => "exclamation",
            '_' => "underscore",
            ' ' => "space",
            '.' => "dot",
            ',' => "comma",
            ':' => "colon",
            ';' => "semicolon",
            '/' => "slash",
            '\\' => "backslash",
            '|' => "pipe",
            '$' => "dollar",
            '^' => "caret",
            '~' => "tilde",
            '?' => "question",
            '\'' => "apostrophe",
            '"' => "quote",
            '`' => "backtick",
            '(' | '[' | '{' => "open",
            ')' | ']' | '}' => "close",
            // Of these `pascal` has the words.
            '+' | '%' | '&' | '@' | '<' | '>' | '=' | '*' => {
                words.push(character);
                continue;
            }
            other if is_of_name(other) => {
                words.push(other);
                continue;
            }
            other => {
                words.push_str(&format!(" u{:04X} ", u32::from(other)));
                continue;
            }
        };
        words.push_str(&format!(" {word} "));
    }
    words
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

    /// Keeps a name from being given to anybody else.
    pub fn take(&mut self, name: &str) {
        self.given.insert(name.to_owned());
    }

    /// Whether nobody has this name.
    pub fn is_free(&self, name: &str) -> bool {
        !self.given.contains(name)
    }

    /// The names of several things at once, whatever their order is: who is written as it would like to be called is
    /// called so, and who is alone with its wish before those that have the same one.
    pub fn give_all<'t>(&mut self, texts: impl Iterator<Item = &'t str>, name: fn(&str) -> String) -> Vec<String> {
        let wanted: Vec<(&str, String)> = texts.map(|text| (text, name(text))).collect();
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for (_, name) in &wanted {
            *uses.entry(name).or_default() += 1;
        }
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_cached_key(|&at| {
            let (text, name) = &wanted[at];
            (bare(name) != *text, uses[&**name] > 1, by_letters(text))
        });
        let mut given = vec![String::new(); wanted.len()];
        for at in order {
            given[at] = self.give(&wanted[at].1);
        }
        given
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
            ("-1", "minus_1"),
            ("-created", "created"),
            ("", "empty"),
            ("X-Jiko-Idempotency", "x_jiko_idempotency"),
            ("x²", "x"),
            ("顧客", "顧客"),
            ("__proto__", "proto"),
            ("OAuth2Token", "oauth2_token"),
            ("userIDs", "user_ids"),
            ("URLs", "urls"),
            ("APIsGuru", "apis_guru"),
            ("IDsome", "i_dsome"),
            ("IPv6Address", "ipv6_address"),
            ("IPAddress", "ip_address"),
        ] {
            assert_eq!(snake(words), expected);
        }
        for (words, expected) in
            [("customerId", "CUSTOMER_ID"), ("type", "TYPE"), ("λάβε", "ΛΆΒΕ"), ("顧客", "OF_顧客")]
        {
            assert_eq!(shouty(words), expected);
        }
        for (words, expected) in
            [("BUSINESS", "Business"), ("NON_US_ID", "NonUsId"), ("self", "SelfValue"), ("-1", "Minus1")]
        {
            assert_eq!(pascal(words), expected);
        }
    }

    /// What values are called, in their order.
    fn variants(values: &[&str]) -> Vec<String> {
        of_values(values.iter().copied(), &mut Namespace::default())
    }

    #[test]
    fn signs_of_values_are_in_their_names() {
        for (value, expected) in [
            ("-created", "MinusCreated"),
            ("+created", "PlusCreated"),
            ("created", "Created"),
            ("name,-created", "NameMinusCreated"),
            ("--verbose", "MinusMinusVerbose"),
            ("A-", "AMinus"),
            ("-INF", "MinusInf"),
            ("-1", "Minus1"),
            ("1", "N1"),
            ("=", "Equal"),
            ("!=", "NotEqual"),
            ("<=", "LessEqual"),
            ("!~", "NotTilde"),
            ("->", "MinusGreater"),
            ("/", "Slash"),
            ("→", "U2192"),
            ("´", "U00B4"),
            ("C#", "CSharp"),
            ("C++", "CPlusPlus"),
            ("", "Empty"),
            // No signs: a word ends there.
            ("en-US", "EnUs"),
            ("a-b", "AB"),
            ("a - b", "AB"),
            ("- a", "A"),
            ("foo_-bar", "FooBar"),
            ("application/json", "ApplicationJson"),
            ("2024-05-01", "N20240501"),
            ("#fff", "Fff"),
        ] {
            assert_eq!(variants(&[value]), [expected], "{value}");
        }
    }

    #[test]
    fn values_of_the_same_words_are_told_apart_whatever_their_order_is() {
        for (values, expected) in [
            (&["-created", "created"][..], &["MinusCreated", "Created"][..]),
            (&["a-b", "a_b", "a b", "ab"], &["ADashB", "AUnderscoreB", "ASpaceB", "Ab"]),
            (&[".net", "net"], &["DotNet", "Net"]),
            (&["1.0", "10"], &["N1Dot0", "N10"]),
            (&["C", "C#", "C++"], &["C", "CSharp", "CPlusPlus"]),
            // Nothing but letters: the small ones come first.
            (&["a", "A", "a2"], &["A", "A3", "A2"]),
        ] {
            assert_eq!(variants(values), expected, "{values:?}");
            let turned: Vec<&str> = values.iter().rev().copied().collect();
            let mut names = variants(&turned);
            names.reverse();
            assert_eq!(names, expected, "{turned:?}");
        }
    }

    #[test]
    fn who_is_written_as_its_name_has_it_whatever_the_order_is() {
        for (texts, expected) in [
            (&["_id", "id"][..], &["id2", "id"][..]),
            (&["a.b", "a_b", "aB"], &["a_b2", "a_b", "a_b3"]),
            (&["Key", "key"], &["key2", "key"]),
            (&["author[]", "author"], &["author2", "author"]),
            (&["Type", "type"], &["type2", "r#type"]),
            // A number that is written is nobody else's.
            (&["_id", "id", "ID2"], &["id3", "id", "id2"]),
            (&["$id", "_id"], &["id", "id2"]),
        ] {
            let names = |texts: &[&str]| Namespace::default().give_all(texts.iter().copied(), snake);
            assert_eq!(names(texts), expected, "{texts:?}");
            let turned: Vec<&str> = texts.iter().rev().copied().collect();
            let mut turned = names(&turned);
            turned.reverse();
            assert_eq!(turned, expected, "{texts:?}, turned");
        }
        let mut components = Namespace::of_types();
        assert_eq!(components.give_all(["key", "Key", "Option"].into_iter(), pascal), ["Key2", "Key", "Option2"]);
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Namespace::of_types();
        assert_eq!(names.give("Address"), "Address");
        assert_eq!(names.give("Address"), "Address2");
        assert_eq!(names.give("Option"), "Option2");
    }
}
