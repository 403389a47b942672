//! A path of the document as it is sent, and as a router knows it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::resolve::percent_decode;

/// What a path never has in a request as it is (RFC 3986, section 3.3; what clients encode by themselves among it).
const NEVER_PLAIN: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'\\').add(b'^').add(b'`');

/// A template whose text is as it is sent: `/größe/{id}` is `/gr%C3%B6%C3%9Fe/{id}`.
pub fn sent(template: &str) -> String {
    let mut path = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((text, variable)) = rest.split_once('{') {
        path.extend(utf8_percent_encode(text, NEVER_PLAIN));
        path.push('{');
        let end = variable.find('}').map_or(variable.len(), |end| end + 1);
        path.push_str(&variable[..end]);
        rest = &variable[end..];
    }
    path.extend(utf8_percent_encode(rest, NEVER_PLAIN));
    path
}

/// The segments that a router compares: decoded, and empty ones are none.
pub fn segments(template: &str) -> Vec<String> {
    let decoded = |segment: &str| match segment.contains('{') {
        true => segment.to_owned(),
        false => percent_decode(segment).into_owned(),
    };
    template.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect()
}

/// A template as dropshot takes it.
pub fn routed(template: &str) -> String {
    let path = segments(template).join("/");
    let end = if template.ends_with('/') && !path.is_empty() { "/" } else { "" };
    format!("/{path}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_path_has_is_sent_encoded_and_variables_stay() {
        for (template, as_sent, as_routed) in [
            ("/", "/", "/"),
            ("/a/{größe}.json/", "/a/{größe}.json/", "/a/{größe}.json/"),
            ("/größe/a b", "/gr%C3%B6%C3%9Fe/a%20b", "/größe/a b"),
            ("/a%20b", "/a%20b", "/a b"),
            ("/a?b=c#d", "/a%3Fb=c%23d", "/a?b=c#d"),
            ("//a//{b}", "//a//{b}", "/a/{b}"),
            ("/users('{id}')", "/users('{id}')", "/users('{id}')"),
        ] {
            assert_eq!((&*sent(template), &*routed(template)), (as_sent, as_routed), "{template}");
        }
    }
}
