//! Parameters and forms whose value has a shape: from text to a JSON tree, as their style says.
//!
//! Everything stays a string in the tree; decoding in text mode takes numbers and booleans from it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use schema_support::{FormField, Json};

use crate::fields::{Fields, Sent, SentText, string, within};

pub(crate) const NOT_TEXT: &str = "must be text in UTF-8";

/// A text, decoded.
pub(crate) type Text<'t> = Result<Cow<'t, str>, &'static str>;

pub(crate) fn decode_percent(text: &str) -> Text<'_> {
    // Most have nothing to decode.
    if !text.as_bytes().contains(&b'%') {
        return Ok(Cow::Borrowed(text));
    }
    percent_decode_str(text).decode_utf8().map_err(|_| NOT_TEXT)
}

/// As in a query or a form: a plus is a blank.
pub(crate) fn decode_form(text: &str) -> Text<'_> {
    if !text.contains('+') {
        return decode_percent(text);
    }
    decode_percent(&text.replace('+', " ")).map(|decoded| Cow::Owned(decoded.into_owned()))
}

/// The pairs of a query, a form or a cookie, still encoded.
pub(crate) fn pairs(text: &str, between: char) -> impl Iterator<Item = (&str, &str)> {
    text.split(between).filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// `a,1,b,2` or, exploded, `a=1,b=2` with another separator perhaps.
pub(crate) fn flat_object(text: &str, separator: char, explode: bool) -> Result<Json<'static>, &'static str> {
    if !explode {
        return SentText { text, decode: decode_percent }.pairs(separator);
    }
    let mut members = Fields::default();
    for (name, value) in pairs(text, separator) {
        members.put(&[&decode_percent(name)?], string(decode_percent(value)?))?;
    }
    Ok(members.into_json())
}

/// Items with something between them.
pub(crate) fn flat_array(text: &str, separator: char) -> Result<Json<'static>, &'static str> {
    let items = SentText { text, decode: decode_percent }.split(separator)?;
    Ok(Json::Array(items.into_iter().map(string).collect()))
}

/// What is under `name` of a label (`.a.b`) or a matrix (`;name=a`) without its prefix.
pub(crate) fn prefixed(
    text: &str,
    prefix: char,
    name: &str,
    explode: bool,
    shape: Shape,
) -> Result<Json<'static>, &'static str> {
    let body = text.strip_prefix(prefix).ok_or("must begin as its style says")?;
    let named = |text: &str| -> Result<String, &'static str> {
        if prefix != ';' {
            return Ok(text.to_owned());
        }
        match text.split_once('=') {
            Some((found, value)) if found == name => Ok(value.to_owned()),
            None if text == name => Ok(String::new()),
            _ => Err("must begin as its style says"),
        }
    };
    let separator = if explode { prefix } else { ',' };
    match shape {
        Shape::Scalar => {
            named(body).and_then(|text| decode_percent(&text).map(|text| string(text.into_owned().into())))
        }
        Shape::Array if explode && prefix == ';' => {
            let items = body.split(';').map(|item| named(item).and_then(|item| decode_percent(&item).map(string)));
            Ok(Json::Array(items.collect::<Result<_, _>>()?))
        }
        Shape::Array => named(body).and_then(|text| flat_array(&text, separator)),
        Shape::Object if explode => flat_object(body, separator, true),
        Shape::Object => named(body).and_then(|text| flat_object(&text, separator, false)),
    }
}

/// What a parameter's value is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    Array,
    Object,
}

/// A whole form: repeated names are lists; the fields of which the document says something are as it says.
pub(crate) fn form(text: &str, fields: &[FormField]) -> Result<Json<'static>, &'static str> {
    let mut members = Fields::default();
    for (name, value) in pairs(text, '&') {
        members.put_field(fields, &decode_form(name)?, Sent::Text(SentText { text: value, decode: decode_form }))?;
    }
    Ok(members.into_json())
}

/// A `deepObject` in a query; `None` where there is none. What has no brackets is a text, for schemas that allow one, too.
pub(crate) fn deep_object(query: &str, name: &str) -> Result<Option<Json<'static>>, &'static str> {
    let mut members = Fields::default();
    for (key, value) in pairs(query, '&') {
        let key = decode_form(key)?;
        if let Some(path) = within(&key, name) {
            members.put(&path, string(decode_form(value)?))?;
        }
    }
    Ok(members.take(name))
}

/// The members of an exploded `form` object among pairs of a query or cookies: these names, or all but those that are
/// other parameters'. `None` where there is none.
pub(crate) fn exploded_object<'p>(
    sent: impl Iterator<Item = (&'p str, &'p str)>,
    decode: fn(&str) -> Text<'_>,
    is_member: impl Fn(&str) -> bool,
) -> Result<Option<Json<'static>>, &'static str> {
    let mut members = Fields::default();
    for (name, value) in sent {
        let name = decode(name)?;
        if is_member(&name) {
            members.put(&[&name], string(decode(value)?))?;
        }
    }
    Ok(members.into_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema_support::FieldStyle;
    use serde_json::json;

    fn read(text: Result<Json<'static>, &'static str>) -> serde_json::Value {
        text.map_or_else(|error| error.into(), serde_json::Value::from)
    }

    #[test]
    fn each_style_of_openapi_s_table_is_read() {
        let object = serde_json::json!({ "R": "100", "G": "200" });
        assert_eq!(read(flat_object("R,100,G,200", ',', false)), object);
        assert_eq!(read(flat_object("R=100,G=200", ',', true)), object);
        for (text, explode) in [(".R=100.G=200", true), (".R,100,G,200", false)] {
            assert_eq!(read(prefixed(text, '.', "color", explode, Shape::Object)), object, "{text}");
        }
        for (text, explode) in [(";R=100;G=200", true), (";color=R,100,G,200", false)] {
            assert_eq!(read(prefixed(text, ';', "color", explode, Shape::Object)), object, "{text}");
        }
        let array = serde_json::json!(["blue", "black"]);
        for (text, prefix, explode) in [
            (".blue.black", '.', true),
            (".blue,black", '.', false),
            (";color=blue,black", ';', false),
            (";color=blue;color=black", ';', true),
        ] {
            assert_eq!(read(prefixed(text, prefix, "color", explode, Shape::Array)), array, "{text}");
        }
        assert_eq!(read(prefixed(";color=blue", ';', "color", true, Shape::Scalar)), "blue");
        assert_eq!(read(prefixed(".blue", '.', "color", true, Shape::Scalar)), "blue");
        assert_eq!(
            deep_object("color[R]=100&color%5BG%5D=200&x=1", "color").map(|found| found.map(serde_json::Value::from)),
            Ok(Some(object.clone()))
        );
        assert_eq!(
            exploded_object(pairs("R=100&x=1&G=200", '&'), decode_form, |name| name != "x")
                .map(|found| found.map(serde_json::Value::from)),
            Ok(Some(object))
        );
    }

    #[test]
    fn a_form_has_lists_members_and_escapes() {
        assert_eq!(
            read(form("a=1&b=x+y%26&a=2&c%5Bd%5D=3&e[]=4", &[])),
            serde_json::json!({ "a": ["1", "2"], "b": "x y&", "c[d]": "3", "e[]": "4" })
        );
        assert_eq!(read(form("", &[])), serde_json::json!({}));
        assert_eq!(read(form("a=%FF", &[])), NOT_TEXT);
    }

    /// One field of each style.
    const FIELDS: [FormField; 9] = [
        FormField::deep("a"),
        FormField::json("json"),
        FormField::json_items("items"),
        FormField::separated("comma", ','),
        FormField::separated("bar", '|'),
        FormField::separated("blank", ' '),
        FormField::pairs("pairs", ','),
        FormField::members("spread", &["x", "y"]),
        FormField::text("csv", "text/csv"),
    ];

    #[test]
    fn each_field_of_a_form_is_read_in_its_style() {
        let of = |text: &str| read(form(text, &FIELDS));
        for (text, expected) in [
            (
                "a[b][0][c]=1&a[b][1][c]=2&a[d]=3",
                json!({ "a": { "b": { "0": { "c": "1" }, "1": { "c": "2" } }, "d": "3" } }),
            ),
            ("a[]=1&a[]=2", json!({ "a": ["1", "2"] })),
            ("a=1", json!({ "a": "1" })),
            ("json={%22x%22:[1]}", json!({ "json": { "x": [1] } })),
            ("json={x", json!({ "json": "{x" })),
            ("json=1", json!({ "json": "1" })),
            ("items=[1]", json!({ "items": [[1]] })),
            ("items={}&items=x", json!({ "items": [{}, "x"] })),
            ("comma=1,2%2C3", json!({ "comma": ["1", "2,3"] })),
            ("comma=", json!({ "comma": [] })),
            ("bar=1|2%7C3", json!({ "bar": ["1", "2", "3"] })),
            ("blank=1+2%203", json!({ "blank": ["1", "2", "3"] })),
            ("pairs=k,v,l,w%2C", json!({ "pairs": { "k": "v", "l": "w," } })),
            ("x=1&y=2&y=3&z=4", json!({ "spread": { "x": "1", "y": ["2", "3"] }, "z": "4" })),
            ("csv=1;2", json!({ "csv": "1;2" })),
            ("b[c]=1&b[=2&json[x]=3", json!({ "b[c]": "1", "b[": "2", "json[x]": "3" })),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(of("pairs=k"), "must be names and values in turn");
        assert_eq!(of("comma=1&comma=2"), "must have such a field once");
        assert_eq!(of("a=1&a[b]=2"), "must be one thing, text or members");
        assert_eq!(of("a[b]=1&a=2"), "must be one thing, text or members");
        for (text, told) in [("a[][b]=1&a[][b]=2", false), ("a[0][][b]=1", false), ("a[0][b][]=1&a[1][b]=2", true)] {
            let is_told = of(text) != "must have a number for each item with members, as in a[0][b]";
            assert_eq!(is_told, told, "{text}");
        }
        let nested = |depth: usize| of(&format!("a{}=1", "[b]".repeat(depth - 1)));
        assert!(nested(32)["a"]["b"].is_object(), "{}", nested(32));
        assert_eq!(nested(33), "must not be nested so deep");
    }

    #[test]
    fn fields_that_are_not_listed_may_have_a_style_and_names_may_have_brackets() {
        let fields = [FormField::plain("text"), FormField::deep("filter[a]"), FormField::others(FieldStyle::Json)];
        assert_eq!(
            read(form("text={}&other={}&filter[a][y]=1&filter[b]=[1]", &fields)),
            json!({ "text": "{}", "other": {}, "filter[a]": { "y": "1" }, "filter[b]": [1] })
        );
    }

    #[test]
    fn a_deep_object_may_be_a_list_or_a_text_where_that_is_allowed() {
        let of = |query: &str| deep_object(query, "a").map(|found| found.map(serde_json::Value::from));
        assert_eq!(of("a[0]=x&a[1]=y"), Ok(Some(json!({ "0": "x", "1": "y" }))));
        assert_eq!(of("a[]=x&a[]=y"), Ok(Some(json!(["x", "y"]))));
        assert_eq!(of("a=x&a=y"), Ok(Some(json!(["x", "y"]))));
        assert_eq!(of("a=7&b=8"), Ok(Some(json!("7"))));
        assert_eq!(of("b[a]=8"), Ok(None));
    }
}
