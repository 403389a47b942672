//! Media types: what a request's body is, and what its sender takes.

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};
use schema_support::in_media_range;

use crate::operation::{BodyRule, Operation};
use crate::problem::{self, Rejection};

/// Which of the declared media types the body is, without its parameters; `None` where there is no body to look at. Who
/// names a media type sends a body of it, which may be empty: a file or a text of no bytes, a form of no fields. JSON of no
/// bytes is none.
pub(crate) fn check_content_type(
    operation: &Operation,
    headers: &HeaderMap,
    is_empty: bool,
) -> Result<Option<&'static str>, Rejection> {
    let declared = match operation.body {
        BodyRule::None => return Ok(None),
        BodyRule::Optional(declared) | BodyRule::Required(declared) => declared,
    };
    if let Some(coding) = headers.get(header::CONTENT_ENCODING)
        && !coding.as_bytes().eq_ignore_ascii_case(b"identity")
    {
        // RFC 9110 section 12.5.3: tells a 415 for the coding from one for the type.
        return Err(unsupported("No content coding but identity is understood.")
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity")));
    }
    let mut sent = headers.get_all(header::CONTENT_TYPE).iter();
    let content_type = match (sent.next(), sent.next()) {
        (Some(one), None) => one.to_str().ok(),
        (None, _) if is_empty => return Ok(None),
        (None, _) => return Err(unsupported("The body has no Content-Type.")),
        (Some(_), Some(_)) => return Err(unsupported("There is more than one Content-Type.")),
    };
    let media_type = content_type
        .and_then(|content_type| {
            // The most specific one is meant (OpenAPI 3.1.1, Request Body Object).
            let fitting = declared.iter().copied().filter(|declared| is_of(content_type, declared));
            fitting.min_by_key(|declared| declared.matches('*').count())
        })
        .map(essence)
        .ok_or_else(|| unsupported(format!("The body has to be {}.", declared.join(" or "))))?;
    let is_left_out = is_empty && is_json(media_type) && matches!(operation.body, BodyRule::Optional(_));
    Ok((!is_left_out).then_some(media_type))
}

fn unsupported(detail: impl Into<std::borrow::Cow<'static, str>>) -> Rejection {
    Rejection::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem::UNSUPPORTED_MEDIA_TYPE, detail)
}

fn is_of(content_type: &str, declared: &str) -> bool {
    if !in_media_range(essence(content_type), essence(declared)) {
        return false;
    }
    // JSON has no charset parameter (RFC 8259 section 11), but many send the one it always has.
    let is_known = |sent: (&str, &str)| {
        sent.0.eq_ignore_ascii_case("charset") && sent.1.eq_ignore_ascii_case("utf-8")
            || parameters(declared).any(|known| known.0.eq_ignore_ascii_case(sent.0) && known.1 == sent.1)
    };
    !is_json(essence(declared)) || parameters(content_type).all(is_known)
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split_once(';').map_or(media_type, |(essence, _)| essence).trim()
}

/// Names and values of a media type's parameters.
fn parameters(media_type: &str) -> impl Iterator<Item = (&str, &str)> {
    let sent = media_type.split(';').skip(1).map(str::trim).filter(|parameter| !parameter.is_empty());
    sent.map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (name.trim_end(), value.trim_start().trim_matches('"'))
    })
}

fn is_json(media_type: &str) -> bool {
    media_type.ends_with("/json") || media_type.ends_with("+json")
}

/// Whether the sender takes at least one media type of the successful answers.
pub(crate) fn check_accept(operation: &Operation, headers: &HeaderMap) -> Result<(), Rejection> {
    if operation.produces.is_empty() {
        return Ok(());
    }
    let mut sent = headers.get_all(header::ACCEPT).iter();
    let Some(first) = sent.next() else { return Ok(()) };
    if operation.produces.iter().any(|media_type| begins_with(first, media_type)) {
        return Ok(());
    }
    let accepted = |media_type: &&str| weight_of(media_type, headers.get_all(header::ACCEPT)) > 0.0;
    if operation.produces.iter().any(accepted) {
        return Ok(());
    }
    let detail = format!("The answer is {}.", operation.produces.join(" or "));
    Err(Rejection::new(StatusCode::NOT_ACCEPTABLE, problem::NOT_ACCEPTABLE, detail))
}

/// Whether the first range is this media type and nothing else, as most senders have it: nothing that may follow is
/// more specific, so the header need not be taken apart.
fn begins_with(accept: &HeaderValue, media_type: &str) -> bool {
    let accept = accept.as_bytes();
    let named = accept.get(..media_type.len()).is_some_and(|start| start.eq_ignore_ascii_case(media_type.as_bytes()));
    named && matches!(accept.get(media_type.len()), None | Some(b','))
}

/// Which of these media types a sender with such `Accept` headers wants most; of those wanted alike the first.
pub(crate) fn preferred<'m>(offered: &[&'m str], accept: &[HeaderValue]) -> Option<&'m str> {
    let mut best: Option<(f32, &str)> = None;
    for media_type in offered {
        let weight = weight_of(media_type, accept);
        if weight > best.map_or(0.0, |(most, _)| most) {
            best = Some((weight, media_type));
        }
    }
    best.map(|(_, media_type)| media_type)
}

/// How much a sender with such `Accept` headers wants a media type: from 0, not at all, to 1. RFC 9110 section 12.5.1: the
/// most specific range decides. Without a range, everything is wanted.
fn weight_of<'v>(media_type: &str, accept: impl IntoIterator<Item = &'v HeaderValue>) -> f32 {
    let (mut best, mut within, mut is_said): (Option<(u8, f32)>, f32, bool) = (None, 0.0, false);
    for value in accept {
        // A header that cannot be read is as good as none.
        let Ok(value) = value.to_str() else { return 1.0 };
        for range in value.split(',').map(str::trim).filter(|range| !range.is_empty()) {
            is_said = true;
            let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
            let (name, weight) = (name.trim(), weight(parameters));
            if !in_media_range(media_type, name) {
                // What is declared may be a range itself, of which the answer is one.
                if in_media_range(name, media_type) {
                    within = within.max(weight);
                }
                continue;
            }
            let specificity = if name == "*/*" { 0 } else { 1 + u8::from(!name.ends_with("/*")) };
            if best.is_none_or(|(known, most)| specificity > known || specificity == known && weight > most) {
                best = Some((specificity, weight));
            }
        }
    }
    if is_said { best.map_or(0.0, |(_, weight)| weight).max(within) } else { 1.0 }
}

/// The weight of a range; one that cannot be read is none.
fn weight(parameters: &str) -> f32 {
    let mut named = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let weight = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    weight.and_then(|(_, value)| value.trim().parse::<f32>().ok()).map_or(1.0, |weight| weight.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: Operation = Operation {
        id: "a",
        path: "/a",
        safe: false,
        body: BodyRule::Required(&["application/json"]),
        produces: &["application/json"],
    };

    fn content_type(value: &str) -> Option<u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, value.parse().unwrap());
        check_content_type(&JSON, &headers, false).err().map(|rejection| rejection.status().as_u16())
    }

    fn accept(value: &str) -> Option<u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, value.parse().unwrap());
        check_accept(&JSON, &headers).err().map(|rejection| rejection.status().as_u16())
    }

    #[test]
    fn only_the_declared_media_type_is_taken_with_utf_8_at_most() {
        for good in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/json;",
        ] {
            assert_eq!(content_type(good), None, "{good}");
        }
        for bad in [
            "text/json",
            "application/merge-patch+json",
            "application/json; charset=latin1",
            "application/json; v=1",
            "application/jsonx",
            "",
        ] {
            assert_eq!(content_type(bad), Some(415), "{bad}");
        }
    }

    #[test]
    fn a_body_may_have_the_parameters_that_are_declared_and_is_known_without_them() {
        let declared = &["application/json; version=2; q=\"a b\"", "text/plain; charset=latin1"];
        let operation = Operation { body: BodyRule::Required(declared), ..JSON };
        for (sent, known) in [
            ("application/json", Some("application/json")),
            ("application/json;Version=2", Some("application/json")),
            ("application/json; q=\"a b\"; charset=utf-8", Some("application/json")),
            ("text/plain; charset=utf-8", Some("text/plain")),
            ("application/json; version=3", None),
            ("application/json; other=2", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, sent.parse().unwrap());
            assert_eq!(check_content_type(&operation, &headers, false).ok().flatten(), known, "{sent}");
        }
    }

    #[test]
    fn a_body_without_a_type_or_with_a_coding_is_refused() {
        let mut headers = HeaderMap::new();
        assert_eq!(check_content_type(&JSON, &headers, false).unwrap_err().status(), 415);
        assert_eq!(check_content_type(&JSON, &headers, true).unwrap(), None);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(check_content_type(&JSON, &headers, false).unwrap_err().status(), 415);
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("Identity"));
        assert_eq!(check_content_type(&JSON, &headers, false).unwrap(), Some("application/json"));
        headers.append(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        assert_eq!(check_content_type(&JSON, &headers, false).unwrap_err().status(), 415);
    }

    #[test]
    fn a_body_is_of_the_first_declared_range_that_it_is_in_and_only_json_is_strict_about_parameters() {
        let declared = &["application/merge-patch+json", "text/*", "application/xml", "*/*"];
        for (count, content_type, expected) in [
            (4, "application/merge-patch+json", Some("application/merge-patch+json")),
            (3, "application/merge-patch+json; v=1", None),
            (3, "TEXT/csv; charset=latin1", Some("text/*")),
            (3, "application/xml;charset=latin1", Some("application/xml")),
            (3, "image/png", None),
            (3, "text", None),
            (4, "image/png", Some("*/*")),
        ] {
            let operation = Operation { body: BodyRule::Optional(&declared[..count]), ..JSON };
            let headers = [(header::CONTENT_TYPE, content_type.parse().unwrap())].into_iter().collect();
            assert_eq!(check_content_type(&operation, &headers, false).ok().flatten(), expected, "{content_type}");
        }
        // Many clients name the type of a body that they leave out.
        let headers = [(header::CONTENT_TYPE, "application/json".parse().unwrap())].into_iter().collect();
        for (body, expected) in [
            (BodyRule::Optional(&["application/json", "text/plain"]), None),
            (BodyRule::Required(&["application/json", "text/plain"]), Some("application/json")),
        ] {
            let operation = Operation { body, ..JSON };
            assert_eq!(check_content_type(&operation, &headers, true).unwrap(), expected, "{body:?}");
        }
        let none = Operation { body: BodyRule::None, ..JSON };
        assert_eq!(check_content_type(&none, &HeaderMap::new(), false).unwrap(), None, "nothing is declared");
    }

    #[test]
    fn a_refusal_says_what_would_be_taken() {
        let headers: HeaderMap = [(header::ACCEPT, HeaderValue::from_static("text/html"))].into_iter().collect();
        let both = Operation { produces: &["application/json", "text/csv"], ..JSON };
        let detail = |rejection: Rejection| {
            let parts = rejection.into_parts(&crate::testing::call());
            let problem: serde_json::Value = serde_json::from_slice(&parts.body).unwrap();
            (problem["detail"].as_str().unwrap().to_owned(), parts.headers)
        };
        let (told, _) = detail(check_accept(&both, &headers).unwrap_err());
        assert_eq!(told, "The answer is application/json or text/csv.");
        assert_eq!(check_accept(&Operation { produces: &[], ..JSON }, &headers), Ok(()), "no body, no media type");
        assert_eq!(check_accept(&both, &HeaderMap::new()), Ok(()));
        let headers: HeaderMap = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))].into_iter().collect();
        let (told, sent) = detail(check_content_type(&both, &headers, false).unwrap_err());
        assert_eq!(
            (told.as_str(), sent["accept-encoding"].to_str().unwrap()),
            ("No content coding but identity is understood.", "identity")
        );
    }

    #[test]
    fn the_most_specific_range_decides_what_is_acceptable() {
        for good in [
            "*/*",
            "application/*",
            "application/json",
            "text/html, application/json;q=0.1",
            "*/*;q=0, application/json",
            "application/*;q=0, application/json",
            "*/*;q=0, application/*",
            "application/json;level=0",
            "text/html, Application/JSON",
            " ,, application/json; q = 0.001",
            "",
        ] {
            assert_eq!(accept(good), None, "{good}");
        }
        for bad in [
            "text/html",
            "application/json;q=0",
            "*/*, application/json;q=0",
            "application/json;q=0, application/*",
            "*/*, application/*; Q=0.0",
            "application/json;v=1;q=0",
            "application/problem+json",
            "application/jsonx",
            "text/*",
        ] {
            assert_eq!(accept(bad), Some(406), "{bad}");
        }
    }

    #[test]
    fn the_media_type_of_the_greatest_weight_is_preferred_and_of_equals_the_first() {
        let of = |accept: &[&'static str]| {
            let accept: Vec<_> = accept.iter().map(|value| HeaderValue::from_static(value)).collect();
            preferred(&["text/csv", "application/json", "image/*"], &accept)
        };
        for (accept, expected) in [
            (&[][..], Some("text/csv")),
            (&[""], Some("text/csv")),
            (&["*/*"], Some("text/csv")),
            (&["application/json"], Some("application/json")),
            (&["text/csv;q=0.5, application/json;q=0.8"], Some("application/json")),
            (&["text/csv;q=0.5", "application/json; Q=0.4"], Some("text/csv")),
            (&["*/*;q=0.1, application/*;q=0.2"], Some("application/json")),
            (&["text/csv;q=0, */*"], Some("application/json")),
            (&["image/png, text/*;q=0.9"], Some("image/*")),
            (&["text/csv;q=2, application/json"], Some("text/csv")),
            (&["text/csv;q=-1, application/json;q=0.1"], Some("application/json")),
            (&["application/json;q=x, text/csv;q=0.9"], Some("application/json")),
            (&["text/html"], None),
            (&["text/csv;q=0"], None),
        ] {
            assert_eq!(of(accept), expected, "{accept:?}");
        }
        let unreadable = HeaderValue::from_bytes(b"text/html\xff").expect("a value");
        assert_eq!(preferred(&["text/csv"], &[unreadable]), Some("text/csv"));
    }

    #[test]
    fn a_range_is_accepted_by_what_is_in_it_and_by_what_it_is_in() {
        let ranged = Operation { produces: &["image/*"], ..JSON };
        let refused = |accept: &'static str| {
            let headers = [(header::ACCEPT, HeaderValue::from_static(accept))].into_iter().collect();
            check_accept(&ranged, &headers).is_err()
        };
        for good in [
            "image/png",
            "image/*",
            "*/*",
            "text/html, image/gif;q=0.1",
            "image/webp;q=0, */*",
            "text/html, image/*;q=0.5, image/webp;q=0",
            "image/*;q=0, image/png",
        ] {
            assert!(!refused(good), "{good}");
        }
        for bad in ["text/html", "image/png;q=0", "image/*;q=0", "*/*;q=0"] {
            assert!(refused(bad), "{bad}");
        }
    }
}
