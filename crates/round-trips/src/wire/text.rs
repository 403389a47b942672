//! Values of parameters and forms as texts: what RFC 6570 and OpenAPI's styles make of them, for a request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// A text with all but the unreserved characters of RFC 3986 encoded.
pub(super) fn percent(text: &str) -> String {
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Where a parameter is and how it is written there.
#[derive(Clone, Debug)]
pub(super) struct Style<'p> {
    name: &'p str,
    place: &'p str,
    style: &'p str,
    explodes: bool,
    /// Described by `content`: one text of JSON.
    is_json: bool,
}

/// A parameter's value, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// What stands for its variable in the path.
    Path(String),
    /// Its pairs in the query, joined by `&`.
    Query(String),
    /// A header's value.
    Header(String),
    /// A cookie, with its name.
    Cookie(String),
}

impl<'p> Style<'p> {
    /// Of a parameter; `None` of what is none.
    pub(super) fn of(parameter: &'p Value) -> Option<Self> {
        let (name, place) = (parameter["name"].as_str()?, parameter["in"].as_str()?);
        let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
        let style = parameter["style"].as_str().unwrap_or(usual);
        let explodes = parameter["explode"].as_bool().unwrap_or(matches!(style, "form" | "deepObject"));
        Some(Self { name, place, style, explodes, is_json: parameter.get("content").is_some() })
    }

    /// A value in this style; `None` where it cannot be written so, or a reader could not tell it from another one.
    pub(super) fn write(&self, value: &Value) -> Option<Text> {
        let text = match value {
            _ if self.is_json => Some(value.to_string()),
            Value::Array(_) | Value::Object(_) => None,
            scalar => Some(scalar_text(scalar)?),
        };
        match self.place {
            "path" => self.in_path(value, text).map(Text::Path),
            "query" => self.in_query(value, text).map(Text::Query),
            "header" => {
                let text = text.or_else(|| self.joined(value, ",", str::to_owned))?;
                let is_plain = !text.is_empty() && text.trim() == text && text.chars().all(|c| !c.is_control());
                is_plain.then_some(Text::Header(text))
            }
            "cookie" => {
                let text = text.or_else(|| self.joined(value, ",", str::to_owned).filter(|_| !self.explodes))?;
                let is_octet = |c: char| c.is_ascii_graphic() && !['"', ',', ';', '\\'].contains(&c);
                (text.chars().all(|c| is_octet(c) || c == ',')).then(|| Text::Cookie(format!("{}={text}", self.name)))
            }
            _ => None,
        }
    }

    fn in_path(&self, value: &Value, text: Option<String>) -> Option<String> {
        let whole = |separator| match &text {
            Some(text) => (!text.is_empty()).then(|| percent(text)),
            None => self.joined(value, separator, percent),
        };
        match (self.style, self.explodes) {
            ("simple", _) => whole(","),
            ("label", false) => Some(format!(".{}", whole(",")?)),
            // An item's own dots are not told from those between.
            ("label", true) => {
                whole(".").filter(|all| text.is_some() || !percent_free_dots(value, all)).map(|all| format!(".{all}"))
            }
            ("matrix", false) => Some(format!(";{}={}", percent(self.name), whole(",")?)),
            ("matrix", true) => match value {
                Value::Array(items) if text.is_none() => {
                    let items = items
                        .iter()
                        .map(|item| Some(format!(";{}={}", percent(self.name), percent(&item_text(item)?))));
                    items.collect::<Option<String>>().filter(|all| !all.is_empty())
                }
                Value::Object(members) if text.is_none() => {
                    let pair = |(name, value): (&String, &Value)| {
                        Some(format!(";{}={}", percent(name), percent(&item_text(value)?)))
                    };
                    members.iter().map(pair).collect::<Option<String>>().filter(|all| !all.is_empty())
                }
                _ => Some(format!(";{}={}", percent(self.name), whole(",")?)),
            },
            _ => None,
        }
    }

    fn in_query(&self, value: &Value, text: Option<String>) -> Option<String> {
        let name = percent(self.name);
        if let Some(text) = text {
            return (self.style == "form" || self.is_json).then(|| format!("{name}={}", percent(&text)));
        }
        match (self.style, value) {
            ("form", Value::Array(items)) if self.explodes => pairs(items.iter().map(|item| (self.name, item))),
            ("form", Value::Object(members)) if self.explodes => form(members),
            ("form", value) => Some(format!("{name}={}", self.joined(value, ",", percent)?)),
            ("spaceDelimited", Value::Array(items)) if self.explodes => {
                pairs(items.iter().map(|item| (self.name, item)))
            }
            ("pipeDelimited", Value::Array(items)) if self.explodes => {
                pairs(items.iter().map(|item| (self.name, item)))
            }
            ("spaceDelimited", value) => {
                Some(format!("{name}={}", self.joined(value, " ", percent)?.replace(' ', "%20")))
            }
            ("pipeDelimited", value) => {
                Some(format!("{name}={}", self.joined(value, "|", percent)?.replace('|', "%7C")))
            }
            ("deepObject", Value::Object(members)) => {
                let pair = |(member, value): (&String, &Value)| {
                    Some(format!("{name}[{}]={}", percent(member), percent(&item_text(value)?)))
                };
                let pairs: Vec<String> = members.iter().map(pair).collect::<Option<_>>()?;
                (!pairs.is_empty()).then(|| pairs.join("&"))
            }
            _ => None,
        }
    }

    /// The items, or the members, of a value in one text; `None` where one of them is nothing, or holds the separator.
    fn joined(&self, value: &Value, separator: &str, written: fn(&str) -> String) -> Option<String> {
        let plain =
            |item: &Value| item_text(item).filter(|text| !text.contains(separator) && !text.contains([',', '=']));
        let pieces: Vec<String> = match value {
            Value::Array(items) => items.iter().map(|item| Some(written(&plain(item)?))).collect::<Option<_>>()?,
            Value::Object(members) => {
                let (between, is_plain) =
                    (if self.explodes { "=" } else { separator }, |name: &str| !name.contains(['=', ',']));
                let pair = |(name, value): (&String, &Value)| {
                    let name =
                        Some(name).filter(|name| !name.is_empty() && !name.contains(separator) && is_plain(name))?;
                    Some(format!("{}{between}{}", written(name), written(&plain(value)?)))
                };
                members.iter().map(pair).collect::<Option<_>>()?
            }
            _ => return None,
        };
        (!pieces.is_empty()).then(|| pieces.join(separator))
    }
}

/// An object as a form, or as its members in a query: lists as often as they have items. `None` where it holds what no text
/// is, or nothing at all.
pub(super) fn form(members: &Map<String, Value>) -> Option<String> {
    let all = members.iter().flat_map(|(name, value)| match value {
        Value::Array(items) => items.iter().map(|item| (name.as_str(), item)).collect::<Vec<_>>(),
        value => vec![(name.as_str(), value)],
    });
    pairs(all)
}

fn pairs<'v>(all: impl Iterator<Item = (&'v str, &'v Value)>) -> Option<String> {
    let pair = |(name, value)| Some(format!("{}={}", percent(name), percent(&scalar_text(value)?)));
    let pairs: Vec<String> = all.map(pair).collect::<Option<_>>()?;
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

/// A scalar that is something.
fn item_text(value: &Value) -> Option<String> {
    scalar_text(value).filter(|text| !text.is_empty())
}

/// What is no list, no object and not null, as a text.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a list that is joined by dots has some of its own.
fn percent_free_dots(value: &Value, joined: &str) -> bool {
    let count = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 1,
    };
    joined.matches('.').count() + 1 != count
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_style_is_written_as_openapi_shows_it() {
        let (list, object) = (json!(["blue", "black"]), json!({ "G": 200, "R": 100 }));
        for (how, of_list, of_object) in [
            (json!({ "in": "path" }), "blue,black", "G,200,R,100"),
            (json!({ "in": "path", "explode": true }), "blue,black", "G=200,R=100"),
            (json!({ "in": "path", "style": "label" }), ".blue,black", ".G,200,R,100"),
            (json!({ "in": "path", "style": "label", "explode": true }), ".blue.black", ".G=200.R=100"),
            (json!({ "in": "path", "style": "matrix" }), ";color=blue,black", ";color=G,200,R,100"),
            (json!({ "in": "path", "style": "matrix", "explode": true }), ";color=blue;color=black", ";G=200;R=100"),
            (json!({ "in": "query" }), "color=blue&color=black", "G=200&R=100"),
            (json!({ "in": "query", "explode": false }), "color=blue,black", "color=G,200,R,100"),
            (json!({ "in": "query", "style": "spaceDelimited" }), "color=blue%20black", "color=G%20200%20R%20100"),
            (json!({ "in": "query", "style": "pipeDelimited" }), "color=blue%7Cblack", "color=G%7C200%7CR%7C100"),
            (json!({ "in": "query", "style": "deepObject" }), "-", "color[G]=200&color[R]=100"),
            (
                json!({ "in": "query", "content": {} }),
                "color=%5B%22blue%22%2C%22black%22%5D",
                "color=%7B%22G%22%3A200%2C%22R%22%3A100%7D",
            ),
            (json!({ "in": "header" }), "blue,black", "G,200,R,100"),
            (json!({ "in": "cookie", "explode": false }), "color=blue,black", "color=G,200,R,100"),
        ] {
            let mut parameter = how.clone();
            parameter["name"] = json!("color");
            let style = Style::of(&parameter).expect("a parameter");
            let written = |value: &Value| match style.write(value) {
                Some(Text::Path(text) | Text::Query(text) | Text::Header(text) | Text::Cookie(text)) => text,
                None => "-".to_owned(),
            };
            assert_eq!((written(&list).as_str(), written(&object).as_str()), (of_list, of_object), "{how}");
        }
    }

    #[test]
    fn what_a_reader_could_not_tell_is_not_written() {
        for (how, value) in [
            (json!({ "in": "path" }), json!("")),
            (json!({ "in": "path" }), json!(null)),
            (json!({ "in": "path" }), json!([])),
            (json!({ "in": "path" }), json!(["a,b"])),
            (json!({ "in": "path", "style": "label", "explode": true }), json!(["a.b", "c"])),
            (json!({ "in": "query" }), json!([])),
            (json!({ "in": "query" }), json!({ "a": { "b": 1 } })),
            (json!({ "in": "query", "style": "pipeDelimited" }), json!(["a|b"])),
            (json!({ "in": "query", "style": "deepObject" }), json!(["a"])),
            (json!({ "in": "header" }), json!(" a")),
            (json!({ "in": "header" }), json!("a\nb")),
            (json!({ "in": "cookie" }), json!("a;b")),
        ] {
            let mut parameter = how.clone();
            parameter["name"] = json!("color");
            assert_eq!(Style::of(&parameter).expect("a parameter").write(&value), None, "{how} {value}");
        }
    }
}
