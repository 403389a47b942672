//! Bodies that are no JSON, and JSON that is no object.

use super::{Case, Expected, Fixture, Good};

type Edit = fn(&str) -> Vec<u8>;

/// What is done to the text of a good body, so that it is no acceptable JSON any more.
const TEXTS: &[(&str, Edit)] = &[
    ("nothing is sent", |_| Vec::new()),
    ("only blanks", |_| b" \t\r\n ".to_vec()),
    ("cut off after the brace", |_| b"{".to_vec()),
    ("cut off in a name", |text| text.as_bytes()[..3].to_vec()),
    ("cut off before a colon", |text| cut_at(text, ':', 0)),
    ("cut off after a colon", |text| cut_at(text, ':', 1)),
    ("cut off in the middle", |text| text.as_bytes()[..text.len() / 2].to_vec()),
    ("without its last byte", |text| text.as_bytes()[..text.len() - 1].to_vec()),
    ("without its first byte", |text| text.as_bytes()[1..].to_vec()),
    ("a brace too many", |text| format!("{text}}}").into_bytes()),
    ("a second object", |text| format!("{text}{text}").into_bytes()),
    ("a word after it", |text| format!("{text} true").into_bytes()),
    ("a zero byte after it", |text| format!("{text}\0").into_bytes()),
    ("a zero byte before it", |text| format!("\0{text}").into_bytes()),
    ("a comma before the brace", |text| replace_last(text, "}", ",}")),
    ("a comma first", |text| text.replacen('{', "{,", 1).into_bytes()),
    ("two colons", |text| text.replacen(':', "::", 1).into_bytes()),
    ("no colon", |text| text.replacen(':', " ", 1).into_bytes()),
    ("an equals sign for the colon", |text| text.replacen(':', "=", 1).into_bytes()),
    ("single quotes", |text| text.replace('"', "'").into_bytes()),
    ("typographic quotes", |text| text.replace('"', "\u{201C}").into_bytes()),
    ("names without quotes", |text| text.replacen("\"", "", 2).into_bytes()),
    ("a comment", |text| text.replacen('{', "{/* hello */", 1).into_bytes()),
    ("a comment at its end", |text| format!("{text} // hello").into_bytes()),
    ("an anti-hijacking prefix", |text| format!(")]}}',\n{text}").into_bytes()),
    ("as a call", |text| format!("callback({text})").into_bytes()),
    ("as a form", |_| b"a=1&b=2".to_vec()),
    ("as XML", |_| b"<a/>".to_vec()),
    ("a byte order mark", |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
    ("UTF-16, little end first", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("UTF-16, big end first", |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ("UTF-32", |text| text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
    ("a form feed between", |text| text.replacen('{', "{\u{c}", 1).into_bytes()),
    ("a vertical tab between", |text| text.replacen('{', "{\u{b}", 1).into_bytes()),
    ("a no-break space between", |text| text.replacen('{', "{\u{a0}", 1).into_bytes()),
    ("a line separator between", |text| text.replacen('{', "{\u{2028}", 1).into_bytes()),
    ("a byte that is never UTF-8", |text| with_value(text, b"\"a\xFFb\"")),
    ("an overlong slash", |text| with_value(text, b"\"\xC0\xAF\"")),
    ("an overlong zero", |text| with_value(text, b"\"\xE0\x80\x80\"")),
    ("half a surrogate in UTF-8", |text| with_value(text, b"\"\xED\xA0\x80\"")),
    ("beyond Unicode", |text| with_value(text, b"\"\xF4\x90\x80\x80\"")),
    ("two bytes of three", |text| with_value(text, b"\"\xE2\x82\"")),
    ("three bytes of four", |text| with_value(text, b"\"\xF0\x9F\x92\"")),
    ("a byte that continues nothing", |text| with_value(text, b"\"\x80\"")),
    ("a line break in a string", |text| with_value(text, b"\"a\nb\"")),
    ("a tab in a string", |text| with_value(text, b"\"a\tb\"")),
    ("a zero byte in a string", |text| with_value(text, b"\"a\0b\"")),
    ("an escape in a string's bytes", |text| with_value(text, b"\"a\x1Bb\"")),
    ("an unknown escape", |text| with_value(text, br#""\x41""#)),
    ("an escaped quote only", |text| with_value(text, br#""\""#)),
    ("an escape of two digits", |text| with_value(text, br#""\u41""#)),
    ("an escape with a letter too far", |text| with_value(text, br#""\u00G1""#)),
    ("a capital in an escape's letter", |text| with_value(text, br#""\U0041""#)),
    ("a high surrogate alone", |text| with_value(text, br#""\uD800""#)),
    ("a low surrogate alone", |text| with_value(text, br#""\uDC00""#)),
    ("a high surrogate and a letter", |text| with_value(text, br#""\uD800\u0041""#)),
    ("two high surrogates", |text| with_value(text, br#""\uD83D\uD83D""#)),
    ("surrogates the wrong way round", |text| with_value(text, br#""\uDE00\uD83D""#)),
    ("NaN", |text| with_value(text, b"NaN")),
    ("Infinity", |text| with_value(text, b"-Infinity")),
    ("undefined", |text| with_value(text, b"undefined")),
    ("True", |text| with_value(text, b"True")),
    ("nul", |text| with_value(text, b"nul")),
    ("a hexadecimal number", |text| with_value(text, b"0x1F")),
    ("a number with a plus", |text| with_value(text, b"+1")),
    ("a number with a zero first", |text| with_value(text, b"01")),
    ("a number that begins with its point", |text| with_value(text, b".5")),
    ("a number that ends with its point", |text| with_value(text, b"5.")),
    ("a number without its exponent", |text| with_value(text, b"1e")),
    ("a number with two points", |text| with_value(text, b"1.2.3")),
    ("a minus alone", |text| with_value(text, b"-")),
    // JSON, but beyond a double: RFC 8259 section 6 lets a reader set limits.
    ("a number beyond a double", |text| with_value(text, b"1e400")),
    ("a number of 400 digits", |text| with_value(text, "9".repeat(400).as_bytes())),
    ("two minuses", |text| with_value(text, b"--1")),
    ("a number with underscores", |text| with_value(text, b"1_000")),
    ("an array that is not closed", |text| with_value(text, b"[1")),
    ("an array closed as an object", |text| with_value(text, b"[1}")),
    ("an array with a comma too many", |text| with_value(text, b"[1,]")),
    ("a member twice", |text| with_member(text, br#""twice":1,"twice":1"#)),
    ("a member twice, once in escapes", |text| with_member(text, br#""twice":1,"\u0074wice":1"#)),
    ("a member twice, further in", |text| with_member(text, br#""in":{"twice":1,"twice":2}"#)),
    ("a member twice, in an array", |text| with_member(text, br#""in":[{"a":1,"a":1}]"#)),
    ("two members without a name", |text| with_member(text, br#""":1,"":2"#)),
    ("arrays a thousand deep", |text| with_value(text, &[vec![b'['; 1000], vec![b']'; 1000]].concat())),
    ("objects a thousand deep", |text| {
        with_value(text, format!("{}1{}", "{\"a\":".repeat(1000), "}".repeat(1000)).as_bytes())
    }),
    ("thirty thousand braces", |_| vec![b'{'; 30_000]),
    ("thirty thousand brackets", |_| vec![b'['; 30_000]),
];

/// What looks wrong, and is JSON all the same.
const GOOD_TEXTS: &[(&str, Edit)] = &[
    ("blanks around it are JSON", |text| format!(" \t\r\n{text}\n\n").into_bytes()),
    ("names in escapes are JSON", |text| {
        let (name, rest) = text[2..].split_once('"').unwrap_or_default();
        let escaped: String = name.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        format!("{{\"{escaped}\"{rest}").into_bytes()
    }),
];

/// What a body is in place of an object, and what is wrong with it then.
const NO_OBJECTS: &[(&str, &str)] = &[
    ("null", "null"),
    ("true", "true"),
    ("false", "false"),
    ("a number", "5"),
    ("the largest double", "1.7976931348623157e308"),
    ("an integer of 128 bits", "340282366920938463463374607431768211456"),
    ("a negative zero", "-0"),
    ("a string", "\"text\""),
    ("an empty string", "\"\""),
    ("an empty array", "[]"),
    ("an array of one", "[{}]"),
];

fn cut_at(text: &str, at: char, more: usize) -> Vec<u8> {
    text.as_bytes()[..text.find(at).unwrap_or_default() + more].to_vec()
}

fn replace_last(text: &str, what: &str, with: &str) -> Vec<u8> {
    let at = text.rfind(what).unwrap_or_default();
    format!("{}{with}{}", &text[..at], &text[at + what.len()..]).into_bytes()
}

/// One more member, first.
fn with_member(text: &str, member: &[u8]) -> Vec<u8> {
    [b"{", member, b",", &text.as_bytes()[1..]].concat()
}

fn with_value(text: &str, value: &[u8]) -> Vec<u8> {
    with_member(text, &[b"\"odd\":", value].concat())
}

pub(super) fn cases(good: &Good, fixture: &Fixture) -> Vec<Case> {
    let Some(body) = &good.body else {
        // What nobody asked for is passed over, whatever it is.
        let mut draft = good.draft(fixture);
        draft.body = b"hello".to_vec();
        draft.set("content-type", "text/plain");
        return vec![good.case("a body where none is declared", draft, fixture, Expected::Success)];
    };
    let with = |kind: &str, body: Vec<u8>, expected: Expected| {
        let mut draft = good.draft(fixture);
        draft.body = body;
        good.case(kind, draft, fixture, expected)
    };
    let mut found: Vec<Case> = TEXTS.iter().map(|(kind, edit)| with(kind, edit(body), Expected::malformed())).collect();
    found.extend(GOOD_TEXTS.iter().map(|(kind, edit)| with(kind, edit(body), Expected::Success)));
    found.extend(NO_OBJECTS.iter().map(|(kind, text)| {
        with(&format!("{kind} for an object"), text.as_bytes().to_vec(), Expected::invalid("body", "", "type"))
    }));
    found
}
