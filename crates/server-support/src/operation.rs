//! What the document says about one operation, as far as the fixed checks need it.

use std::ops::Range;

/// One operation of a document. The generator writes one `static` of it an operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The path template as the document has it, trailing slash included.
    pub path: &'static str,
    /// Whether the method is safe (RFC 9110 section 9.2.1). What is not safe runs to its end even
    /// when nobody waits for the answer any more, so that its idempotent answer is saved.
    pub safe: bool,
    /// What the document says about the request body.
    pub body: BodyRule,
    /// The media types of the successful answers; empty when they have no body (no `Accept` check).
    pub produces: &'static [&'static str],
}

/// What a document says about a request body: none, or its declared media types, each with the parameters that it may
/// have (`application/json; version=2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyRule {
    /// None is declared; what is sent is signed like any other bytes and otherwise passed over.
    None,
    /// May be left out.
    Optional(&'static [&'static str]),
    /// Has to be there.
    Required(&'static [&'static str]),
}

impl Operation {
    /// Whether a path as it was sent is this operation's, exactly: dropshot's router takes
    /// `/a`, `/a/` and `//a` for the same path, the document does not.
    pub fn matches(&self, path: &str) -> bool {
        self.match_path(path).is_some()
    }

    /// As [`Operation::matches`], keeping what it found.
    pub(crate) fn match_path(&self, path: &str) -> Option<Matched> {
        let mut first = None;
        let matched = match_template(self.path, path, |name, place| {
            if first.is_none() {
                first = Some((name, place));
            }
        });
        matched.then_some(Matched { first })
    }

    /// The still encoded text of a parameter of a path that matched.
    pub(crate) fn path_parameter<'p>(&self, path: &'p str, matched: &Matched, name: &str) -> Option<&'p str> {
        if let Some((first, place)) = &matched.first
            && *first == name
        {
            return path.get(place.clone());
        }
        let mut found = None;
        match_template(self.path, path, |candidate, place| {
            if candidate == name {
                found = path.get(place);
            }
        });
        found
    }
}

/// What is kept of matching a path: most have one parameter, and need not be matched again for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matched {
    first: Option<(&'static str, Range<usize>)>,
}

/// Matches a path against a template such as `/a/{id}.json`, telling where every parameter's text is.
///
/// A parameter is never empty and never holds a slash. Text is the same percent-encoded (RFC 3986, section 6.2.2), but for a
/// slash: an encoded one is part of its segment.
fn match_template(mut template: &'static str, path: &str, mut found: impl FnMut(&'static str, Range<usize>)) -> bool {
    let mut at = 0;
    loop {
        let Some(open) = until(template, b'{') else { return strip(&path[at..], template) == Some("") };
        let Some(rest) = strip(&path[at..], &template[..open]) else { return false };
        let Some(close) = until(&template[open..], b'}') else { return strip(&path[at..], template) == Some("") };
        let name = &template[open + 1..open + close];
        template = &template[open + close + 1..];
        at = path.len() - rest.len();

        let segment = &rest[..rest.find('/').unwrap_or(rest.len())];
        let in_segment = &template[..until(template, b'/').unwrap_or(template.len())];
        let beside = &in_segment[..until(in_segment, b'{').unwrap_or(in_segment.len())];
        let length = match beside {
            // Of two side by side the second one is a file's ending.
            "" if !in_segment.is_empty() => place_of(
                places(segment).rev(),
                |at| segment[at..].starts_with('.'),
                |at| strip(&segment[at..], ".").is_some(),
            ),
            "" => Some(segment.len()),
            // Text that ends the segment binds to its end: `{name}.json` takes `a.json.json`.
            text if text.len() == in_segment.len() => place_of(
                places(segment).rev(),
                |at| &segment[at..] == text,
                |at| strip(&segment[at..], text) == Some(""),
            ),
            text => place_of(
                places(segment),
                |at| segment[at..].starts_with(text),
                |at| strip(&segment[at..], text).is_some(),
            ),
        };
        let Some(length) = length.filter(|length| *length > 0) else { return false };
        found(name, at..at + length);
        at += length;
    }
}

/// The first place where a text is as it was written, else the first where it is percent-encoded: what is encoded beside one
/// that is not is part of a parameter.
fn place_of(
    mut places: impl Iterator<Item = usize> + Clone,
    as_written: impl Fn(usize) -> bool,
    encoded: impl Fn(usize) -> bool,
) -> Option<usize> {
    places.clone().find(|at| as_written(*at)).or_else(|| places.find(|at| encoded(*at)))
}

/// Where the characters and the escapes of a text begin.
fn places(text: &str) -> impl DoubleEndedIterator<Item = usize> + Clone {
    let is_escape = |at: usize| escaped(&text.as_bytes()[at..]).is_some();
    let within = move |at: usize| (1..=2).any(|back| at.checked_sub(back).is_some_and(is_escape));
    text.char_indices().map(|(at, _)| at).filter(move |at| !within(*at))
}

/// What is behind a text at the start of a path, where either may have escapes that the other has not.
fn strip<'p>(path: &'p str, text: &str) -> Option<&'p str> {
    if ![path, text].iter().any(|text| text.as_bytes().contains(&b'%')) {
        return path.strip_prefix(text);
    }
    let (mut sent, mut wanted) = (path.as_bytes(), text.as_bytes());
    while !wanted.is_empty() {
        let (one, other) = (unit(sent)?, unit(wanted)?);
        if (one.byte, one.is_slash) != (other.byte, other.is_slash) {
            return None;
        }
        (sent, wanted) = (&sent[one.length..], &wanted[other.length..]);
    }
    path.get(path.len() - sent.len()..)
}

/// A byte of a path, escaped or not.
struct Unit {
    byte: u8,
    /// Whether it parts two segments.
    is_slash: bool,
    length: usize,
}

fn unit(text: &[u8]) -> Option<Unit> {
    match escaped(text) {
        Some(byte) => Some(Unit { byte, is_slash: false, length: 3 }),
        None => text.first().map(|byte| Unit { byte: *byte, is_slash: *byte == b'/', length: 1 }),
    }
}

/// The byte that a text begins with an escape of.
fn escaped(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

/// Where the first such ASCII character is. Templates are short: byte by byte is quicker than a search.
fn until(text: &str, character: u8) -> Option<usize> {
    text.bytes().position(|byte| byte == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(template: &'static str, path: &str) -> Option<Vec<(String, String)>> {
        let mut found = Vec::new();
        let matched =
            match_template(template, path, |name, place| found.push((name.to_owned(), path[place].to_owned())));
        let operation = Operation { id: "a", path: template, safe: true, body: BodyRule::None, produces: &[] };
        let kept = operation.match_path(path);
        assert_eq!(kept.is_some(), matched);
        for (name, value) in kept.iter().flat_map(|_| &found) {
            let parameter = operation.path_parameter(path, kept.as_ref().unwrap(), name);
            assert_eq!(parameter, Some(value.as_str()), "{name}");
        }
        matched.then_some(found)
    }

    fn pairs(expected: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn a_path_is_the_document_s_to_the_last_slash() {
        assert_eq!(matched("/api/v1/login/", "/api/v1/login/"), pairs(&[]));
        assert_eq!(matched("/api/v1/login/", "/api/v1/login"), None);
        assert_eq!(matched("/api/v1/login", "/api/v1/login/"), None);
        assert_eq!(matched("/customers/{id}/", "/customers/7/"), pairs(&[("id", "7")]));
        assert_eq!(matched("/customers/{id}/", "/customers/7"), None);
        assert_eq!(matched("/customers/{id}/", "/customers/7//"), None);
        assert_eq!(matched("/customers/{id}/", "/customers//"), None);
        assert_eq!(matched("/r/{id}{end}", "/r/a.b.json"), pairs(&[("id", "a.b"), ("end", ".json")]));
        assert_eq!(matched("/r/{id}{end}", "/r/a"), None);
        assert_eq!(matched("/r/{id}{end}", "/r/.json"), None);
        assert_eq!(matched("/customers/{id}/", "//customers/7/"), None);
        assert_eq!(matched("/customers/{id}/", "/customers/7/8/"), None);
        assert_eq!(matched("/customers/{id}", "/customers/\u{e9}"), pairs(&[("id", "\u{e9}")]));
        assert_eq!(matched("/a{b", "/a{b"), pairs(&[]));
        assert_eq!(matched("/a{b", "/a{c"), None);
    }

    #[test]
    fn a_path_is_the_same_percent_encoded() {
        for (template, path, expected) in [
            ("/vehicles", "/%76ehicles", pairs(&[])),
            ("/Patient/$match", "/Patient/%24match", pairs(&[])),
            ("/gr%C3%B6%C3%9Fe", "/gr%c3%b6%C3%9fe", pairs(&[])),
            ("/a%20b", "/a%20b", pairs(&[])),
            ("/People('{id}')", "/People(%27x%27)", pairs(&[("id", "x")])),
            ("/People('{id}')", "/People%28'x%27%29", pairs(&[("id", "x")])),
            ("/colon/{id}:run", "/colon/a%3Arun", pairs(&[("id", "a")])),
            ("/colon/{id}:run", "/colon/a%3Arun:run", pairs(&[("id", "a%3Arun")])),
            ("/t/{a}-{b}", "/t/1%2D2", pairs(&[("a", "1"), ("b", "2")])),
            ("/t/{a}-{b}", "/t/1%2D2-3", pairs(&[("a", "1%2D2"), ("b", "3")])),
            ("/r/{id}{end}", "/r/a%2Ejson", pairs(&[("id", "a"), ("end", "%2Ejson")])),
            ("/r/{id}41", "/r/x%41", None),
            ("/t/{id}", "/t/a%2Fb", pairs(&[("id", "a%2Fb")])),
            ("/a/b", "/a%2Fb", None),
            ("/a%2Fb", "/a%2fb", pairs(&[])),
            ("/a%2Fb", "/a/b", None),
            ("/100%", "/100%", pairs(&[])),
            ("/100%", "/100%25", pairs(&[])),
            ("/vehicles", "/%76ehicle", None),
            ("/vehicles", "/%77ehicles", None),
            ("/vehicles", "/vehicles%", None),
        ] {
            assert_eq!(matched(template, path), expected, "{template} {path}");
        }
    }

    #[test]
    fn a_parameter_is_found_by_its_name_whichever_was_kept() {
        let operation = Operation { id: "a", path: "/{a}/x/{b}", safe: true, body: BodyRule::None, produces: &[] };
        let path = "/1/x/22";
        let matched = operation.match_path(path).unwrap();
        let read = ["a", "b", "c"].map(|name| operation.path_parameter(path, &matched, name));
        assert_eq!(read, [Some("1"), Some("22"), None]);
        assert!(operation.matches(path) && !operation.matches("/1/y/22"));
    }

    #[test]
    fn text_beside_a_parameter_is_told_from_it() {
        assert_eq!(matched("/t/{id}.json", "/t/a.json"), pairs(&[("id", "a")]));
        assert_eq!(matched("/t/{id}.json", "/t/a.json.json"), pairs(&[("id", "a.json")]));
        assert_eq!(matched("/t/{id}.json", "/t/.json"), None);
        assert_eq!(matched("/t/{a}-{b}/x", "/t/1-2-3/x"), pairs(&[("a", "1"), ("b", "2-3")]));
        assert_eq!(matched("/t/{id}:close", "/t/9:close"), pairs(&[("id", "9")]));
        assert_eq!(matched("/t/{id}:close", "/t/9"), None);
    }
}
