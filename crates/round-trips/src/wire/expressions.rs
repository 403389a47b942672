//! The runtime expressions of OpenAPI, in which links say what is taken from a request and its answer.

use serde_json::Value;

use super::http::Answer;
use super::requests::Draft;
use super::text::scalar_text;

/// A runtime expression of OpenAPI ("Runtime Expressions"), a text with some in it, or a text that is meant as it is.
pub(super) fn evaluated(text: &str, draft: &Draft, answer: &Answer, body: &Value) -> Option<Value> {
    if text.starts_with('$') {
        return expression(text, draft, answer, body);
    }
    let (mut whole, mut rest) = (String::new(), text);
    while let Some((before, (inner, after))) =
        rest.split_once("{$").and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        whole.push_str(before);
        whole.push_str(&scalar_text(&expression(&format!("${inner}"), draft, answer, body)?)?);
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
}
