//! What names, media types and addresses look like.

/// A name of a component.
pub(super) fn is_component_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

/// A token of RFC 9110, section 5.6.2: the name of a header or a cookie.
pub(crate) fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

/// A media type or a range of them (RFC 9110, sections 8.3.1 and 12.5.1), with its parameters.
pub(crate) fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    essence.split_once('/').is_some_and(|(kind, name)| is_token(kind) && is_token(name))
}

/// A URL or a relative reference (RFC 3986). A single word is one by the letter, and never meant.
pub(super) fn is_url(text: &str) -> bool {
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
            && !rest.is_empty()
    });
    let is_clean = !text.chars().any(|it| it.is_whitespace() || it.is_control() || "<>\"{}|\\^`".contains(it));
    is_clean && (has_scheme || text.contains(['/', '.', '#', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_is_none() {
        for (check, right, wrong) in [
            (is_component_name as fn(&str) -> bool, &["a", "A.b-c_9"][..], &["", "a b", "a/b", "ä", "a«b»"][..]),
            (is_token, &["x-a", "a~b"], &["", "a b", "a[b]", "\r\n", "ä"]),
            (
                is_media_type,
                &["text/csv", "*/*", "image/*", "a/b; charset=utf-8"],
                &["", ";", "json", "a/", "/b", "a/b/c"],
            ),
            (
                is_url,
                &["https://a.example/b", "/a", "../a", "a.html", "#a", "urn:a:b", "mailto:a@b.example"],
                &["", "-", "TBD", "https://a b", "https:", "to be done."],
            ),
        ] {
            right.iter().for_each(|text| assert!(check(text), "{text}"));
            wrong.iter().for_each(|text| assert!(!check(text), "{text}"));
        }
    }
}
