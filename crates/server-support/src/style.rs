//! Parameters and forms whose value has a shape: from text to a JSON tree, as their style says.
//!
//! Everything stays a string in the tree; decoding in text mode takes numbers and booleans from it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use schema_support::Json;

pub(crate) const NOT_TEXT: &str = "must be text in UTF-8";

type Text<'t> = Result<Cow<'t, str>, &'static str>;

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
    let mut members = Vec::new();
    let mut parts = text.split(separator).filter(|part| !part.is_empty());
    while let Some(part) = parts.next() {
        let (name, value) = match explode {
            true => part.split_once('=').unwrap_or((part, "")),
            false => (part, parts.next().ok_or("must be names and values in turn")?),
        };
        put(&mut members, &[&decode_percent(name)?], string(decode_percent(value)?))?;
    }
    Ok(Json::Object(members))
}

/// Items with something between them.
pub(crate) fn flat_array(text: &str, separator: char) -> Result<Json<'static>, &'static str> {
    let parts = text.split(separator).filter(|_| !text.is_empty());
    Ok(Json::Array(parts.map(|part| decode_percent(part).map(string)).collect::<Result<_, _>>()?))
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

/// A whole form: repeated names are lists, brackets are members (`a[b]=1`) or items (`a[]=1`).
pub(crate) fn form(text: &str) -> Result<Json<'static>, &'static str> {
    let mut members = Vec::new();
    for (name, value) in pairs(text, '&') {
        let name = decode_form(name)?;
        put(&mut members, &brackets(&name), string(decode_form(value)?))?;
    }
    Ok(Json::Object(members))
}

/// The members of a `deepObject` in a query; `None` where there is none.
pub(crate) fn deep_object(query: &str, name: &str) -> Result<Option<Json<'static>>, &'static str> {
    let mut members = Vec::new();
    for (key, value) in pairs(query, '&') {
        let key = decode_form(key)?;
        let path = brackets(&key);
        if let [first, inner @ ..] = &*path
            && *first == name
            && !inner.is_empty()
        {
            put(&mut members, inner, string(decode_form(value)?))?;
        }
    }
    Ok((!members.is_empty()).then_some(Json::Object(members)))
}

/// The members of an exploded `form` object in a query: these names, or all but those that are
/// other parameters'. `None` where there is none.
pub(crate) fn exploded_object(
    query: &str,
    is_member: impl Fn(&str) -> bool,
) -> Result<Option<Json<'static>>, &'static str> {
    let mut members = Vec::new();
    for (name, value) in pairs(query, '&') {
        let name = decode_form(name)?;
        if is_member(&name) {
            put(&mut members, &[&name], string(decode_form(value)?))?;
        }
    }
    Ok((!members.is_empty()).then_some(Json::Object(members)))
}

fn string(text: Cow<'_, str>) -> Json<'static> {
    Json::String(Cow::Owned(text.into_owned()))
}

/// `a[b][]` in its pieces; a name that is not well-formed is one piece.
fn brackets(name: &str) -> Vec<&str> {
    let Some((first, rest)) = name.split_once('[') else { return vec![name] };
    let Some(inner) = rest.strip_suffix(']') else { return vec![name] };
    let mut pieces = vec![first];
    pieces.extend(inner.split("]["));
    pieces
}

/// Depth is bounded by the name's length, and that by the body's or the URL's limit; deeper than this is refused.
const DEEPEST: usize = 32;

/// Puts a value under its path: a name that comes again makes a list.
pub(crate) fn put(
    members: &mut Vec<(Cow<'static, str>, Json<'static>)>,
    path: &[&str],
    value: Json<'static>,
) -> Result<(), &'static str> {
    let [first, rest @ ..] = path else { return Ok(()) };
    if path.len() > DEEPEST {
        return Err("must not be nested so deep");
    }
    let index = members.iter().position(|(name, _)| name == first);
    match (rest, index) {
        ([] | [""], None) => {
            let value = if rest.is_empty() { value } else { Json::Array(vec![value]) };
            members.push((Cow::Owned((*first).to_owned()), value));
            Ok(())
        }
        ([] | [""], Some(index)) => {
            let place = &mut members[index].1;
            match place {
                Json::Array(items) => items.push(value),
                Json::Object(_) => return Err("must be one thing, text or members"),
                _ => {
                    let before = std::mem::replace(place, Json::Null);
                    *place = Json::Array(vec![before, value]);
                }
            }
            Ok(())
        }
        (rest, None) => {
            let mut inner = Vec::new();
            put(&mut inner, rest, value)?;
            members.push((Cow::Owned((*first).to_owned()), Json::Object(inner)));
            Ok(())
        }
        (rest, Some(index)) => match &mut members[index].1 {
            Json::Object(inner) => put(inner, rest, value),
            _ => Err("must be one thing, text or members"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: Result<Json<'static>, &'static str>) -> serde_json::Value {
        text.map_or_else(|error| error.into(), serde_json::Value::from)
    }

    #[test]
    fn each_style_of_openapi_s_table_is_read() {
        let object = serde_json::json!({ "R": "100", "G": "200" });
        assert_eq!(json(flat_object("R,100,G,200", ',', false)), object);
        assert_eq!(json(flat_object("R=100,G=200", ',', true)), object);
        for (text, explode) in [(".R=100.G=200", true), (".R,100,G,200", false)] {
            assert_eq!(json(prefixed(text, '.', "color", explode, Shape::Object)), object, "{text}");
        }
        for (text, explode) in [(";R=100;G=200", true), (";color=R,100,G,200", false)] {
            assert_eq!(json(prefixed(text, ';', "color", explode, Shape::Object)), object, "{text}");
        }
        let array = serde_json::json!(["blue", "black"]);
        for (text, prefix, explode) in [
            (".blue.black", '.', true),
            (".blue,black", '.', false),
            (";color=blue,black", ';', false),
            (";color=blue;color=black", ';', true),
        ] {
            assert_eq!(json(prefixed(text, prefix, "color", explode, Shape::Array)), array, "{text}");
        }
        assert_eq!(json(prefixed(";color=blue", ';', "color", true, Shape::Scalar)), "blue");
        assert_eq!(json(prefixed(".blue", '.', "color", true, Shape::Scalar)), "blue");
        assert_eq!(
            deep_object("color[R]=100&color%5BG%5D=200&x=1", "color").map(|found| found.map(serde_json::Value::from)),
            Ok(Some(object.clone()))
        );
        assert_eq!(
            exploded_object("R=100&x=1&G=200", |name| name != "x").map(|found| found.map(serde_json::Value::from)),
            Ok(Some(object))
        );
    }

    #[test]
    fn a_form_has_lists_members_and_escapes() {
        assert_eq!(
            json(form("a=1&b=x+y%26&a=2&c%5Bd%5D=3&e[]=4")),
            serde_json::json!({ "a": ["1", "2"], "b": "x y&", "c": { "d": "3" }, "e": ["4"] })
        );
        assert_eq!(json(form("")), serde_json::json!({}));
        assert_eq!(json(form("a=1&a[b]=2")), "must be one thing, text or members");
        assert_eq!(json(form("a=%FF")), NOT_TEXT);
        assert_eq!(json(form(&format!("a{}=1", "[b]".repeat(100)))), "must not be nested so deep");
    }
}
