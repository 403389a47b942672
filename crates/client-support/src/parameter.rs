//! Parameters as text, each in the style that the document names.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schema_support::Json;
use serde::Serialize;

use crate::tree::tree;

/// How a parameter's value is written (OpenAPI 4.8.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Commas between items, or names and values.
    Simple,
    /// A dot in front.
    Label,
    /// `;name=` in front.
    Matrix,
    /// `name=value`.
    Form,
    /// Blanks between items.
    Space,
    /// Bars between items.
    Pipe,
    /// `name[member]=value`.
    DeepObject,
    /// As JSON.
    Json,
}

/// What stays as it is in a query: RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// What stays as it is in a segment of a path: RFC 3986's `pchar`. All else is escaped, a backslash above all, which URLs of
/// `http` take for a slash.
const IN_SEGMENT: &AsciiSet = &ESCAPED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The text of a path's variable as it stands in the URL, within one segment.
pub fn encode_path(text: &str) -> String {
    utf8_percent_encode(text, IN_SEGMENT).to_string()
}

/// The text of a path's variable that has other text or another variable beside it in its segment: with nothing left in it
/// that could be that text.
pub fn encode_beside(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A parameter's text, styles `simple` and `form`: a scalar as it is, items with commas between them.
///
/// What has no text (null, an object) is empty.
pub fn parameter<T: Serialize>(value: &T) -> String {
    in_path("", Style::Simple, false, value)
}

/// The text of a path's variable, not escaped yet.
pub fn in_path<T: Serialize>(name: &str, style: Style, explode: bool, value: &T) -> String {
    let value = tree(value).unwrap_or(Json::Null);
    let (prefix, separator) = match style {
        Style::Label => (".", if explode { "." } else { "," }),
        Style::Matrix => (";", if explode { ";" } else { "," }),
        _ => ("", ","),
    };
    let named = |text: String| match style {
        Style::Matrix => format!("{name}={text}"),
        _ => text,
    };
    match (style, value) {
        (Style::Json, value) => json_text(&value),
        (_, Json::Array(items)) if style == Style::Matrix && explode => {
            let items: Vec<_> = items.iter().map(|item| format!("{name}={}", scalar(item))).collect();
            format!("{prefix}{}", items.join(separator))
        }
        (_, Json::Array(items)) => {
            let items: Vec<_> = items.iter().map(scalar).collect();
            format!("{prefix}{}", named(items.join(separator)))
        }
        (_, Json::Object(members)) if explode => {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("{name}={}", scalar(value))).collect();
            format!("{prefix}{}", members.join(separator))
        }
        (_, Json::Object(members)) => {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("{name},{}", scalar(value))).collect();
            format!("{prefix}{}", named(members.join(",")))
        }
        (_, value) => format!("{prefix}{}", named(scalar(&value))),
    }
}

/// The pairs of a query for one parameter, escaped; none where the value is null.
pub(crate) fn in_query(name: &str, style: Style, explode: bool, value: &Json<'_>) -> Vec<String> {
    let pair = |name: &str, text: &str| format!("{}={}", escape(name), escape(text));
    let between = match style {
        Style::Space => "%20",
        Style::Pipe => "%7C",
        _ => ",",
    };
    match (style, value) {
        (_, Json::Null) => Vec::new(),
        (Style::Json, value) => vec![pair(name, &json_text(value))],
        (Style::DeepObject, value) => {
            let mut pairs = Vec::new();
            bracketed(name.to_owned(), value, &mut pairs);
            pairs.into_iter().map(|(name, value)| pair(&name, &scalar(value))).collect()
        }
        (_, Json::Array(_)) if explode => texts(value).iter().map(|text| pair(name, text)).collect(),
        (_, Json::Array(items)) => {
            let items: Vec<_> = items.iter().map(|item| escape(&scalar(item))).collect();
            vec![format!("{}={}", escape(name), items.join(between))]
        }
        (_, Json::Object(members)) if explode => {
            let texts = members.iter().flat_map(|(name, value)| texts(value).into_iter().map(move |text| (name, text)));
            texts.map(|(name, text)| pair(name, &text)).collect()
        }
        (_, Json::Object(members)) => {
            let parts = members.iter().flat_map(|(name, value)| [escape(name), escape(&scalar(value))]);
            vec![format!("{}={}", escape(name), parts.collect::<Vec<_>>().join(between))]
        }
        (_, value) => vec![pair(name, &scalar(value))],
    }
}

/// Why what is written of a list or an object would be read as another one; `None` where it would not. Headers have ways of
/// their own to quote a comma.
pub(crate) fn unwritable(style: Style, explode: bool, value: &Json<'_>) -> Option<&'static str> {
    let between = match style {
        Style::Space => Some(' '),
        Style::Pipe => Some('|'),
        _ => None,
    };
    let is_one_text = style == Style::Simple || !explode && matches!(style, Style::Form | Style::Space | Style::Pipe);
    let texts: Vec<Cow<'_, str>> = match value {
        Json::Array(items) => items.iter().map(|item| scalar(item).into()).collect(),
        Json::Object(members) => {
            members.iter().flat_map(|(name, value)| [Cow::Borrowed(&**name), scalar(value).into()]).collect()
        }
        _ => return None,
    };
    match is_one_text {
        true if matches!(value, Json::Array(_)) => {
            unwritable_list(&texts).or_else(|| unwritable_texts(&texts, between?))
        }
        true => unwritable_texts(&texts, between?),
        false => None,
    }
}

/// Why a list whose items stand in one text would be read as another one, whatever is between them.
pub(crate) fn unwritable_list<T: AsRef<str>>(items: &[T]) -> Option<&'static str> {
    matches!(items, [only] if only.as_ref().is_empty())
        .then_some("a list of one empty text is written like an empty list")
}

/// Why texts that stand in one would be read as others: what is between them is not escaped in them.
pub(crate) fn unwritable_texts<T: AsRef<str>>(texts: &[T], between: char) -> Option<&'static str> {
    let is_held = texts.iter().any(|text| text.as_ref().contains(between));
    is_held.then_some("an item holds what is between items in the style that the document asks for")
}

/// `a[b]=1` for members, `a[0]=1` for items.
pub(crate) fn bracketed<'j>(name: String, value: &'j Json<'j>, pairs: &mut Vec<(String, &'j Json<'j>)>) {
    match value {
        Json::Null => {}
        Json::Object(members) => {
            for (member, value) in members {
                bracketed(format!("{name}[{member}]"), value, pairs);
            }
        }
        Json::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                bracketed(format!("{name}[{number}]"), item, pairs);
            }
        }
        value => pairs.push((name, value)),
    }
}

/// The texts of a value: one for each item of a list, none for null.
fn texts(value: &Json<'_>) -> Vec<String> {
    match value {
        Json::Null => Vec::new(),
        Json::Array(items) => items.iter().map(scalar).collect(),
        value => vec![scalar(value)],
    }
}

/// A value in one text; a structure inside is JSON.
pub(crate) fn scalar(value: &Json<'_>) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.to_string(),
        Json::Binary(binary) => {
            binary.in_memory().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
        }
        structure => json_text(structure),
    }
}

pub(crate) fn json_text(value: &Json<'_>) -> String {
    serde_json::Value::from(value.clone()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_as_they_are_and_items_with_commas() {
        assert_eq!(parameter(&"a b"), "a b");
        assert_eq!(parameter(&uuid::Uuid::nil()), "00000000-0000-0000-0000-000000000000");
        assert_eq!(parameter(&[1, -2]), "1,-2");
        assert_eq!(parameter(&true), "true");
        assert_eq!(parameter(&1.5), "1.5");
        assert_eq!(parameter(&None::<i64>), "", "null has no text");
        assert_eq!(parameter(&schema_support::Binary::from(b"bytes".to_vec())), "bytes");
        assert_eq!(in_path("p", Style::Json, false, &["a"]), r#"["a"]"#);
        assert_eq!(in_path("p", Style::Matrix, false, &7), ";p=7");
        assert_eq!(in_path("p", Style::Label, false, &7), ".7");
    }

    #[test]
    fn what_would_be_read_as_something_else_is_not_written() {
        use serde_json::json;
        for (style, explode, value, is_written) in [
            (Style::Form, false, json!([""]), false),
            (Style::Form, false, json!(["", ""]), true),
            (Style::Form, false, json!(["a,b"]), true),
            (Style::Form, true, json!([""]), true),
            (Style::Form, false, json!(""), true),
            (Style::Form, false, json!({ "a": "" }), true),
            (Style::Pipe, false, json!(["a|b"]), false),
            (Style::Pipe, false, json!(["a b"]), true),
            (Style::Pipe, true, json!(["a|b"]), true),
            (Style::Space, false, json!(["a b"]), false),
            (Style::Space, false, json!({ "a b": 1 }), false),
            (Style::Simple, false, json!(["a,b"]), true),
            (Style::Simple, false, json!([""]), false),
            (Style::Simple, false, json!("a,b"), true),
            (Style::DeepObject, true, json!([""]), true),
            (Style::Json, false, json!([""]), true),
        ] {
            let found = unwritable(style, explode, &tree(&value).unwrap());
            assert_eq!(found.is_none(), is_written, "{style:?} {explode} {value}");
        }
    }

    #[test]
    fn a_path_s_variable_stays_in_its_segment() {
        for (text, encoded) in [
            ("a-b_c.d~e", "a-b_c.d~e"),
            ("..\\..\\admin", "..%5C..%5Cadmin"),
            ("a/b?c#d%2Fe", "a%2Fb%3Fc%23d%252Fe"),
            (";x=1,2:@!$&'()*+", ";x=1,2:@!$&'()*+"),
            ("\t^|[]`é", "%09%5E%7C%5B%5D%60%C3%A9"),
        ] {
            assert_eq!(encode_path(text), encoded, "{text}");
            let url = reqwest::Url::parse(&format!("http://a.example/b/{}/c", encode_path(text))).unwrap();
            assert_eq!(url.path(), format!("/b/{encoded}/c"), "the URL is as it was written");
        }
    }

    #[test]
    fn each_style_of_openapi_s_table_is_written() {
        let color = ["blue", "black"];
        let rgb = serde_json::json!({ "B": 150, "R": 100 });
        for (style, explode, expected, object) in [
            (Style::Simple, false, "blue,black", "B,150,R,100"),
            (Style::Simple, true, "blue,black", "B=150,R=100"),
            (Style::Label, false, ".blue,black", ".B,150,R,100"),
            (Style::Label, true, ".blue.black", ".B=150.R=100"),
            (Style::Matrix, false, ";color=blue,black", ";color=B,150,R,100"),
            (Style::Matrix, true, ";color=blue;color=black", ";B=150;R=100"),
        ] {
            assert_eq!(in_path("color", style, explode, &color), expected);
            assert_eq!(in_path("color", style, explode, &rgb), object);
        }
        assert_eq!(encode_beside("a.b-c_1.png"), "a%2Eb%2Dc%5F1%2Epng");
        let query = |style, explode, value: serde_json::Value| {
            in_query("color", style, explode, &tree(&value).unwrap()).join("&")
        };
        assert_eq!(query(Style::Form, true, serde_json::json!(color)), "color=blue&color=black");
        assert_eq!(query(Style::Form, false, serde_json::json!(["a,b", "c"])), "color=a%2Cb,c");
        assert_eq!(query(Style::Pipe, false, serde_json::json!(color)), "color=blue%7Cblack");
        assert_eq!(query(Style::Space, false, serde_json::json!(color)), "color=blue%20black");
        assert_eq!(query(Style::Space, false, rgb.clone()), "color=B%20150%20R%20100");
        assert_eq!(query(Style::Form, true, rgb.clone()), "B=150&R=100");
        assert_eq!(query(Style::Form, false, rgb.clone()), "color=B,150,R,100");
        assert_eq!(query(Style::DeepObject, true, rgb), "color%5BB%5D=150&color%5BR%5D=100");
        let nested = serde_json::json!({ "a": [{ "b": 1 }, { "b": [2, 3] }], "c": null });
        assert_eq!(
            query(Style::DeepObject, true, nested).replace("%5B", "[").replace("%5D", "]"),
            "color[a][0][b]=1&color[a][1][b][0]=2&color[a][1][b][1]=3"
        );
        assert_eq!(query(Style::DeepObject, true, serde_json::json!(7)), "color=7");
        assert_eq!(query(Style::Form, true, serde_json::Value::Null), "");
        assert_eq!(query(Style::Json, false, serde_json::json!([1])), "color=%5B1%5D");
    }
}
