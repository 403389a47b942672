//! What the document says about one operation, as far as the fixed checks need it.

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

/// What a document says about a request body: none, or its declared media types.
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
        match_template(self.path, path, |_, _| {})
    }

    /// The still encoded text of a path parameter.
    pub(crate) fn path_parameter<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        let mut found = None;
        let matched = match_template(self.path, path, |candidate, value| {
            if candidate == name {
                found = Some(value);
            }
        });
        found.filter(|_| matched)
    }
}

/// Matches a path against a template such as `/a/{id}.json`, telling every parameter's text.
///
/// A parameter is never empty and never holds a slash.
fn match_template<'p>(
    mut template: &'static str,
    mut path: &'p str,
    mut found: impl FnMut(&'static str, &'p str),
) -> bool {
    loop {
        let Some(open) = template.find('{') else { return template == path };
        let Some(rest) = path.strip_prefix(&template[..open]) else { return false };
        let Some(close) = template[open..].find('}').map(|at| open + at) else { return template == path };
        let name = &template[open + 1..close];
        template = &template[close + 1..];

        let segment = &rest[..rest.find('/').unwrap_or(rest.len())];
        let in_segment = &template[..template.find('/').unwrap_or(template.len())];
        let beside = &in_segment[..in_segment.find('{').unwrap_or(in_segment.len())];
        let length = match beside {
            "" => Some(segment.len()),
            // Text that ends the segment binds to its end: `{name}.json` takes `a.json.json`.
            text if text.len() == in_segment.len() => segment.strip_suffix(text).map(str::len),
            text => segment.find(text),
        };
        let Some(length) = length.filter(|length| *length > 0) else { return false };
        found(name, &rest[..length]);
        path = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(template: &'static str, path: &str) -> Option<Vec<(String, String)>> {
        let mut found = Vec::new();
        match_template(template, path, |name, value| found.push((name.to_owned(), value.to_owned()))).then_some(found)
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
        assert_eq!(matched("/customers/{id}/", "//customers/7/"), None);
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
