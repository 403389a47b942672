//! Regular expressions: ECMA-262's, and those of other dialects where they clearly mean the same.

use super::*;

impl<'a> Builder<'a> {
    pub(super) fn pattern(&mut self, source: &str, span: Span) -> Outcome<Pattern> {
        let known = match self.patterns.get(source) {
            Some(known) => known.clone(),
            None => {
                let read = ecma(source).or_else(|| {
                    let translated = other_dialect(source)?;
                    self.warn(
                        "W0526",
                        span,
                        format!("`{source}` is not ECMA-262 with the flag u; it is read as `{}`", translated.source),
                    );
                    Some(translated)
                });
                self.patterns.insert(source.to_owned(), read.clone());
                read
            }
        };
        known.ok_or_else(|| {
            let why = regress::Regex::with_flags(source, "u").err().map(|error| error.to_string());
            self.error(
                "E0505",
                span,
                format!("not an ECMA-262 regular expression: {}", why.unwrap_or_default()),
                Some("JSON Schema patterns are JavaScript's, with the flag u".to_owned()),
            )
        })
    }
}

/// A regular expression of ECMA-262: for the linear-time engine where it has no look-around.
fn ecma(source: &str) -> Option<Pattern> {
    // `/^a$/` is one, and matches nothing: somebody wrote a literal of JavaScript.
    if source.starts_with("/^") && source.rsplit_once("$/").is_some_and(|(_, flags)| flags.len() < 3) {
        return None;
    }
    // POSIX's classes would be read as classes of their letters.
    if source.contains("[[:") && source.contains(":]") {
        return None;
    }
    if let Ok(linear) = jsonschema_regex::to_rust_regex(source)
        && regex::Regex::new(&linear).is_ok()
    {
        return Some(Pattern { source: source.to_owned(), linear: Some(linear.into_owned()) });
    }
    regress::Regex::with_flags(source, "u").ok().map(|_| Pattern { source: source.to_owned(), linear: None })
}

/// The same in ECMA-262, where there is one and the dialect is clear.
fn other_dialect(source: &str) -> Option<Pattern> {
    let mut text = source.to_owned();
    let mut flags = String::new();
    // A literal of JavaScript or PHP: /.../flags
    if let Some((inner, found)) = source.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'))
        && found.chars().all(|flag| "gimsuy".contains(flag))
    {
        text = inner.to_owned();
        flags = found.chars().filter(|flag| "ims".contains(*flag)).collect();
    }
    let translated = translate(&text)?;
    if flags.is_empty()
        && let Some(mut pattern) = ecma(&translated)
    {
        pattern.source = translated;
        return Some(pattern);
    }
    // Inline flags, named groups and POSIX classes are the linear engine's own, too.
    let linear = if flags.is_empty() { translated } else { format!("(?{flags}){translated}") };
    regex::Regex::new(&linear).ok()?;
    Some(Pattern { source: linear.clone(), linear: Some(linear) })
}

/// Anchors, classes and escapes of Perl, Java, Python, Ruby and .NET.
fn translate(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len());
    let mut characters = source.chars().peekable();
    let mut in_class = false;
    // Whether what was written last can be repeated, and is a repetition itself.
    let mut repeats = false;
    while let Some(character) = characters.next() {
        let mut repeating = false;
        match character {
            '\\' => match characters.next()? {
                'A' if !in_class => out.push('^'),
                'z' | 'Z' if !in_class => out.push('$'),
                'h' => out.push_str(if in_class { " \\t" } else { "[ \\t]" }),
                'R' if !in_class => out.push_str("(?:\\r\\n|[\\n\\r])"),
                'e' => out.push_str("\\x1b"),
                'a' => out.push_str("\\x07"),
                kind @ ('p' | 'P') => {
                    let name: String = match characters.peek()? {
                        '{' => {
                            characters.next();
                            let mut name = String::new();
                            loop {
                                match characters.next()? {
                                    '}' => break name,
                                    other => name.push(other),
                                }
                            }
                        }
                        _ => characters.next()?.to_string(),
                    };
                    let posix = match &*name {
                        "Alpha" | "IsAlphabetic" => "Alphabetic",
                        "Digit" | "IsDigit" => "Nd",
                        "Upper" | "IsUppercase" => "Lu",
                        "Lower" | "IsLowercase" => "Ll",
                        "Punct" | "IsPunctuation" => "P",
                        "Space" | "IsWhite_Space" => "White_Space",
                        name => name.strip_prefix("Is").unwrap_or(name),
                    };
                    out.push_str(&format!("\\{kind}{{{posix}}}"));
                }
                // What needs no escape must have none with the flag u.
                other if other.is_ascii_punctuation() && !"^$\\.*+?()[]{}|/-".contains(other) => out.push(other),
                '-' if !in_class => out.push('-'),
                other => {
                    out.push('\\');
                    out.push(other);
                }
            },
            '[' if !in_class => {
                in_class = true;
                out.push('[');
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            // Possessive repetitions take as much, and only give back less.
            '+' if !in_class && repeats => {}
            '*' | '+' | '?' | '}' if !in_class => {
                repeating = !repeats || character == '}';
                out.push(character);
            }
            '(' if !in_class => {
                out.push('(');
                let rest: String = characters.clone().take(3).collect();
                if rest.starts_with("?>") {
                    characters.nth(1);
                    out.push_str("?:");
                } else if rest.starts_with("?P<") {
                    characters.nth(2);
                    out.push_str("?<");
                }
            }
            other => out.push(other),
        }
        repeats = repeating;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<String> {
        ecma(source).or_else(|| other_dialect(source)).map(|pattern| pattern.linear.unwrap_or(pattern.source))
    }

    #[test]
    fn other_dialects_are_read_where_they_mean_the_same() {
        for (source, good, bad) in [
            (r"\A[a-z]+\z", "abc", "a1"),
            (r"^[\w\-\.]+\@x\Z", "a-b.c@x", "a b@x"),
            (r"^\p{Alpha}++$", "äb", "a1"),
            (r"^(?P<year>\d{4})$", "2024", "x"),
            (r"(?i)^abc$", "ABC", "abd"),
            (r"/^abc$/i", "aBc", "/abc/"),
            (r"^(?>a|b)$", "a", "c"),
            (r"^[[:alpha:]]+$", "abc", "1"),
            (r"^\#[0-9]$", "#1", "1"),
        ] {
            let linear = read(source).unwrap_or_else(|| panic!("{source}"));
            let compiled = regex::Regex::new(&linear).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert!(compiled.is_match(good), "{source} as {linear}: {good}");
            assert!(!compiled.is_match(bad), "{source} as {linear}: {bad}");
        }
    }

    #[test]
    fn what_is_no_regular_expression_is_none() {
        for source in ["(", "[a", "a{2,1}", "*"] {
            assert_eq!(read(source), None, "{source}");
        }
    }
}
