//! What is demanded of paths, parameters and headers.

use std::collections::BTreeMap;

use super::*;

/// The styles of each place of a parameter.
pub(super) fn styles(place: &str) -> &'static [&'static str] {
    match place {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "cookie" => &["form"],
        _ => &["simple"],
    }
}

impl<'a> Breaches<'a> {
    /// Path templates, each by itself, and each against the others.
    pub(super) fn paths(&mut self, object: &'a Object) {
        let mut known: BTreeMap<String, Vec<&'a Member>> = BTreeMap::new();
        for path in object.iter().filter(|path| !path.key.starts_with("x-")) {
            let template = match Template::of(&path.key) {
                Ok(template) => template,
                Err(reason) => {
                    let message = format!("the path `{}` {reason}", path.key);
                    let help = "each variable stands between `{` and `}`, under a name of its own";
                    self.fault(path.value.span, "E0205", path.key_span, message, help);
                    continue;
                }
            };
            if let Some(reason) = template.odd {
                let message = format!("the path `{}` {reason}", path.key);
                self.warn("W0219", path.key_span, message, "write what a request's path can have as it is");
            }
            let others = known.entry(template.normal).or_default();
            let others_before = others.clone();
            others.push(path);
            for other in others_before {
                self.same_path(other, path);
            }
        }
    }

    /// Two paths that only differ in the names of their variables, or in how they are escaped.
    fn same_path(&mut self, first: &'a Member, second: &'a Member) {
        let item = |member: &'a Member| self.resolver.resolve(&member.value).ok().map(|resolved| resolved.node);
        let (Some(one), Some(other)) = (item(first), item(second)) else { return };
        let help = "write both under one path, with the same names";
        let mut is_clear = true;
        for method in keywords::METHODS {
            let (Some(_), Some(operation)) = (one.get(method), other.get(method)) else { continue };
            is_clear = false;
            let message = format!("{} `{}` is there already, as `{}`", method.to_uppercase(), second.key, first.key);
            // What the path refers to may be right elsewhere.
            let place = if other.span == second.value.span { operation.span } else { second.value.span };
            self.fault(place, "E0206", second.key_span, message, help);
        }
        if is_clear {
            let message = format!("the path `{}` is the same as `{}`", second.key, first.key);
            self.warn("W0204", second.key_span, message, help);
        }
    }

    /// The parameters of a path item or an operation: each once.
    pub(super) fn parameters(&mut self, object: &'a Object) {
        let mut known: Vec<(String, &str, &'a Node)> = Vec::new();
        for item in object.get("parameters").map(Node::items).unwrap_or_default() {
            let Ok(node) = self.resolver.resolve(item).map(|resolved| resolved.node) else { continue };
            let (Some(name), Some(place)) = (node.get_str("name"), node.get_str("in")) else { continue };
            let name = if place == "header" { name.to_lowercase() } else { name.to_owned() };
            let before = known.iter().find(|(known, of, _)| *known == name && *of == place);
            match before {
                None => known.push((name, place, node)),
                Some((.., other)) if *other == node => {
                    let message = format!("the parameter `{name}` in `{place}` is there already");
                    self.warn("W0208", item.span, message, "remove one of them");
                }
                Some(_) => {
                    let message = format!("the parameter `{name}` in `{place}` is there already, and differs");
                    self.fault(item.span, "E0210", item.span, message, "keep the one that is meant");
                }
            }
        }
    }

    pub(super) fn parameter(&mut self, object: &'a Object, place: Span) {
        self.one_of(object, "example", "examples");
        let within = object.get("in").and_then(Node::as_str).unwrap_or_default();
        if let Some(name) = object.get("name")
            && let Some(text) = name.as_str()
        {
            let is_right = match within {
                "header" | "cookie" => is_token(text),
                _ => !text.is_empty(),
            };
            if !is_right {
                let message = format!("`{text}` cannot be the name of a parameter in `{within}`");
                let help = match within {
                    "header" | "cookie" => {
                        "names of headers and cookies are tokens: letters, digits and !#$%&'*+-.^_`|~"
                    }
                    _ => "give it a name",
                };
                self.fault(place, "E0208", name.span, message, help);
            }
        }
        if within == "path" && object.get("required").and_then(Node::as_bool) != Some(true) {
            let at = object.member("required").map_or(place, |member| member.value.span);
            let message = "a parameter in the path is always required, and this one does not say so".to_owned();
            self.warn("W0216", at, message, "write `required: true`");
        }
        self.described(object, place, "parameter");
        self.style(object, place, within);
    }

    pub(super) fn header(&mut self, object: &'a Object, place: Span) {
        self.one_of(object, "example", "examples");
        self.described(object, place, "header");
        self.style(object, place, "header");
    }

    /// A parameter or header has either a schema and a style, or a media type.
    fn described(&mut self, object: &'a Object, place: Span, what: &str) {
        let (schema, content) = (object.member("schema"), object.member("content"));
        if let (Some(_), Some(content)) = (schema, content) {
            let message = format!("the {what} has both `schema` and `content`");
            self.fault(place, "E0207", content.key_span, message, "keep the one that says how the value is written");
        } else if let Some(content) = content {
            let medias = content.value.members().filter(|media| !media.key.starts_with("x-")).count();
            if medias != 1 {
                let message = match medias {
                    0 => format!("the `content` of the {what} names no media type"),
                    _ => format!("the `content` of the {what} names several media types"),
                };
                self.fault(place, "E0207", content.key_span, message, "name the one media type of the value");
            }
            for media in content.value.members() {
                self.media_type(media, place);
            }
            for key in ["style", "explode", "allowReserved"] {
                if let Some(member) = object.member(key) {
                    let message =
                        format!("`{key}` says nothing beside `content`: the media type says how the value is written");
                    self.fault(place, "E0207", member.key_span, message, "keep `content`, or `schema` and `style`");
                }
            }
        } else if schema.is_none() && !["type", "$ref"].iter().any(|key| object.contains(key)) {
            let message = format!("the {what} has neither `schema` nor `content`: it is taken as text");
            self.warn("W0201", place, message, "add a `schema`");
        }
        if let Some(schema) = schema
            && schema.value.is_null()
        {
            let message = format!("the `schema` of the {what} is null");
            self.fault(place, "E0204", schema.value.span, message, "write the schema, or `{}` for any value");
        }
    }

    pub(super) fn style(&mut self, object: &Object, place: Span, within: &str) {
        if let Some(style) = object.get("style")
            && let Some(text) = style.as_str()
            && !styles(within).contains(&text)
        {
            let message = format!("the style `{text}` has no meaning in `{within}`");
            self.fault(place, "E0211", style.span, message, format!("write one of {}", styles(within).join(", ")));
        }
    }

    /// The headers of a response.
    pub(super) fn headers(&mut self, object: &'a Object, place: Span) {
        let mut known: Vec<(String, &'a Node)> = Vec::new();
        for header in object.get("headers").into_iter().flat_map(Node::members) {
            let name = header.key.to_lowercase();
            if !is_token(&name) {
                let message = format!("`{}` cannot be the name of a header", header.key);
                let help = "names of headers are tokens: letters, digits and !#$%&'*+-.^_`|~";
                self.fault(place, "E0208", header.key_span, message, help);
                continue;
            }
            match known.iter().find(|(other, _)| *other == name) {
                None => known.push((name, &header.value)),
                Some((_, other)) if **other == header.value => {
                    let message = format!("the header `{name}` is there already, in other letters");
                    self.warn("W0208", header.key_span, message, "remove one of them");
                }
                Some(_) => {
                    let message = format!("the header `{name}` is there already, in other letters, and differs");
                    self.fault(place, "E0210", header.key_span, message, "keep the one that is meant");
                }
            }
        }
    }
}

/// A path template as it counts.
struct Template {
    /// Variables without their names, unreserved characters unescaped.
    normal: String,
    /// What no request's path has, in words that follow "the path".
    odd: Option<&'static str>,
}

impl Template {
    /// Why it is none, in words that follow "the path".
    fn of(path: &str) -> Result<Self, String> {
        let mut normal = String::new();
        let mut variables: Vec<&str> = Vec::new();
        let mut rest = path;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            normal.push_str(&unescape(before));
            let Some(after) = after.strip_prefix('{') else {
                return Err("closes a variable that it has not opened".to_owned());
            };
            let Some((name, after)) = after.split_once('}') else {
                return Err("does not close a variable".to_owned());
            };
            if name.is_empty() || name.contains('{') {
                return Err("has a variable without a name".to_owned());
            }
            if variables.contains(&name) {
                return Err(format!("has the variable `{{{name}}}` twice"));
            }
            variables.push(name);
            normal.push_str("{}");
            rest = after;
        }
        normal.push_str(&unescape(rest));
        if normal.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err("has a dot segment, which clients remove before they send it".to_owned());
        }
        let odd = if normal.contains('?') {
            Some("has a `?`, and a path ends before the query: it is sent as `%3F`")
        } else if normal.contains('#') {
            Some("has a `#`, and no request has a fragment: it is sent as `%23`")
        } else if normal.contains("//") {
            Some("has an empty segment: many routers take it for the path without it")
        } else if normal.contains('*') {
            Some("has a `*`, which stands for itself: a variable is in braces, and is one segment")
        } else {
            None
        };
        Ok(Self { normal, odd })
    }
}

/// Undoes the escapes of characters that need none (RFC 3986, section 6.2.2.2).
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = match byte.filter(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(byte)) {
            Some(byte) => {
                plain.push(byte.into());
                &after[2..]
            }
            None => {
                plain.push('%');
                after
            }
        };
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_the_same_have_one_normal_form() {
        let normal = |path: &str| Template::of(path).map(|template| template.normal);
        for (one, other) in [("/a/{b}", "/a/{c}"), ("/%61bc", "/a%62c"), ("/{a}.{b}", "/{c}.{d}")] {
            assert_eq!(normal(one), normal(other), "{one}");
        }
        for (one, other) in [("/a", "/a/"), ("/a%2Fb", "/a/b"), ("/{a}", "/a"), ("/%zz", "/%")] {
            assert_ne!(normal(one), normal(other), "{one}");
        }
        for path in ["/{", "/}", "/{a", "/{}", "/{a{b}}", "/{a}/{a}", "/a/../b", "/./a"] {
            assert!(normal(path).is_err(), "{path}");
        }
    }

    #[test]
    fn what_no_path_of_a_request_has_is_said() {
        for (path, is_odd) in [
            ("/a?b=c", true),
            ("/a#b", true),
            ("//a", true),
            ("/a//", true),
            ("/a/**", true),
            ("/a/", false),
            ("/{a?}.{b}", false),
            ("/{a*}", false),
        ] {
            assert_eq!(Template::of(path).expect(path).odd.is_some(), is_odd, "{path}");
        }
    }
}
