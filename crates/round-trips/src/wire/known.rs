//! What is there: values that the test names, and those that a server's own answers and the document's `links` give.

use std::collections::HashMap;

use serde_json::Value;

use super::contract::{Contract, Operation};
use super::http::Answer;
use super::requests::Draft;
use crate::dialect::pointer_of;
use crate::escaped;

/// Of one parameter, older values are forgotten.
const MOST: usize = 8;

/// Values that are known to be something to the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// By the name of a parameter, whichever operation has it.
    by_name: HashMap<String, Vec<Value>>,
    /// By the operation's pointer and the name of its parameter: what a link says of it.
    by_link: HashMap<(String, String), Vec<Value>>,
    /// How often something was learned that was not known.
    learned: usize,
}

impl Known {
    /// A value for parameters of a name.
    pub(super) fn named(&mut self, name: &str, value: Value) {
        self.learned += usize::from(add(self.by_name.entry(name.to_owned()).or_default(), value));
    }

    /// A value for a parameter of an operation: the newest that a link gives, or else the newest of its name; `turn` goes
    /// through them.
    pub(super) fn of(&self, operation: &Operation, name: &str, turn: usize) -> Option<&Value> {
        let linked = self.by_link.get(&(operation.pointer.clone(), name.to_owned()));
        let values = linked.or_else(|| self.by_name.get(name))?;
        values.iter().rev().cycle().nth(turn % values.len())
    }

    /// How often something was learned that was not known.
    pub(super) fn learned(&self) -> usize {
        self.learned
    }

    /// Takes what a success tells: what its links say, members of its body that have a path parameter's name, and the
    /// path parameters that led to it.
    pub(super) fn learn(
        &mut self,
        contract: &Contract,
        operations: &[Operation],
        draft: &Draft,
        response: &str,
        answer: &Answer,
    ) {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        for (place, name, value) in &draft.given {
            if place == "path" {
                self.named(name, value.clone());
            }
        }
        for name in contract.path_parameters() {
            if let Some(value @ (Value::String(_) | Value::Number(_))) = body.get(name) {
                self.named(name, value.clone());
            }
        }
        let links = contract.value.pointer(&format!("{response}/links")).and_then(Value::as_object);
        for name in links.into_iter().flatten().map(|(name, _)| name) {
            let Some((_, link)) = contract.resolve(&format!("{response}/links/{}", escaped(name))) else { continue };
            let target = operations.iter().find(|operation| {
                let described = contract.value.pointer(&operation.pointer).unwrap_or(&Value::Null);
                let by_id = link.get("operationId").is_some_and(|id| described.get("operationId") == Some(id));
                let reference = link["operationRef"].as_str().and_then(pointer_of);
                by_id || reference.is_some_and(|reference| reference == operation.pointer)
            });
            let Some(target) = target else { continue };
            for (name, expression) in link["parameters"].as_object().into_iter().flatten() {
                let value = match expression.as_str() {
                    Some(text) => evaluated(text, draft, answer, &body),
                    None => Some(expression.clone()),
                };
                // `path.id` is the `id` of the path.
                let name = match name.split_once('.') {
                    Some(("path" | "query" | "header" | "cookie", name)) => name,
                    _ => name,
                };
                if let Some(value) = value {
                    let known = self.by_link.entry((target.pointer.clone(), name.to_owned())).or_default();
                    self.learned += usize::from(add(known, value));
                }
            }
        }
    }
}

/// The newest last, each once; whether it is a new one.
fn add(values: &mut Vec<Value>, value: Value) -> bool {
    let count = values.len();
    values.retain(|known| *known != value);
    let is_new = values.len() == count;
    values.push(value);
    if values.len() > MOST {
        values.remove(0);
    }
    is_new
}

/// A runtime expression of OpenAPI ("Runtime Expressions"), a text with some in it, or a text that is meant as it is.
fn evaluated(text: &str, draft: &Draft, answer: &Answer, body: &Value) -> Option<Value> {
    if text.starts_with('$') {
        return expression(text, draft, answer, body);
    }
    let (mut whole, mut rest) = (String::new(), text);
    while let Some((before, (inner, after))) =
        rest.split_once("{$").and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        whole.push_str(before);
        whole.push_str(&super::text::scalar_text(&expression(&format!("${inner}"), draft, answer, body)?)?);
        rest = after;
    }
    whole.push_str(rest);
    Some(whole.into())
}

fn expression(text: &str, draft: &Draft, answer: &Answer, body: &Value) -> Option<Value> {
    let given = |place: &str, name: &str| {
        let is_it = |known: &str| if place == "header" { known.eq_ignore_ascii_case(name) } else { known == name };
        draft.given.iter().find(|(at, known, _)| at == place && is_it(known)).map(|(_, _, value)| value.clone())
    };
    let within = |json: &Value, rest: &str| match rest.strip_prefix('#') {
        Some(pointer) => json.pointer(pointer).filter(|value| !value.is_null()).cloned(),
        None => Some(json.clone()).filter(|value| rest.is_empty() && !value.is_null()),
    };
    match text.split_once('.') {
        Some(("$request", rest)) => match rest.split_once('.') {
            Some((place @ ("path" | "query" | "header"), name)) => given(place, name),
            _ => within(&serde_json::from_slice(&draft.request.body).unwrap_or_default(), rest.strip_prefix("body")?),
        },
        Some(("$response", rest)) => match rest.split_once('.') {
            Some(("header", name)) => answer.header(&name.to_ascii_lowercase()).map(Value::from),
            _ => within(body, rest.strip_prefix("body")?),
        },
        _ => match text {
            "$statusCode" => Some(answer.status.into()),
            "$method" => Some(draft.request.method.clone().into()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::Request;

    #[test]
    fn runtime_expressions_are_what_openapi_says_of_them() {
        let request = Request { method: "POST".into(), body: br#"{"a":{"b":[7]}}"#.to_vec(), ..Request::default() };
        let given = vec![
            ("path".to_owned(), "id.x".to_owned(), json!("it")),
            ("header".to_owned(), "X-A".to_owned(), json!(1)),
        ];
        let draft = Draft { request, given, ..Draft::default() };
        let answer =
            Answer { status: 201, headers: vec![("location".into(), "/things/5".into())], ..Answer::default() };
        let body = json!({ "id": 5, "of/it": "q", "none": null });
        for (text, expected) in [
            ("$request.path.id.x", Some(json!("it"))),
            ("$request.header.x-a", Some(json!(1))),
            ("$request.query.q", None),
            ("$request.body#/a/b/0", Some(json!(7))),
            ("$response.body#/id", Some(json!(5))),
            ("$response.body#/of~1it", Some(json!("q"))),
            ("$response.body#/none", None),
            ("$response.header.Location", Some(json!("/things/5"))),
            ("$statusCode", Some(json!(201))),
            ("$method", Some(json!("POST"))),
            ("a-{$response.body#/id}-{$request.path.id.x}", Some(json!("a-5-it"))),
            ("a-{$response.body#/none}", None),
            ("plain", Some(json!("plain"))),
            ("$unknown", None),
        ] {
            assert_eq!(evaluated(text, &draft, &answer, &body), expected, "{text}");
        }
    }

    #[test]
    fn the_newest_values_are_known_and_links_come_first() {
        let mut known = Known::default();
        for number in 0..20 {
            known.named("id", json!(number));
        }
        known.named("id", json!(15));
        let operation = Operation::default();
        assert_eq!((known.learned(), known.by_name["id"].len()), (20, MOST));
        assert_eq!(
            (known.of(&operation, "id", 0), known.of(&operation, "id", 1)),
            (Some(&json!(15)), Some(&json!(19)))
        );
        assert_eq!(known.of(&operation, "id", MOST), Some(&json!(15)));
        known.by_link.insert((String::new(), "id".to_owned()), vec![json!("linked")]);
        assert_eq!(known.of(&operation, "id", 3), Some(&json!("linked")));
        assert_eq!(known.of(&operation, "other", 0), None);
    }
}
