//! Regular expressions: ECMA-262's, and those of other dialects where they clearly mean the same.

use super::*;

impl<'a> Builder<'a> {
    /// The patterns of other dialects, and what they are read as.
    pub(super) fn patterns_read_otherwise(&self) -> BTreeMap<String, String> {
        let read = self.patterns.iter().filter_map(|(source, read)| Some((source, &read.as_ref()?.source)));
        read.filter(|(source, read)| source != read).map(|(source, read)| (source.clone(), read.clone())).collect()
    }

    pub(super) fn pattern(&mut self, source: &str, span: Span) -> Outcome<Pattern> {
        let known = match self.patterns.get(source) {
            Some(known) => known.clone(),
            None => {
                let read = ecma(source).or_else(|| other_dialect(source));
                self.patterns.insert(source.to_owned(), read.clone());
                read
            }
        };
        if let Some(read) = known.as_ref().filter(|read| read.source != source) {
            self.warn_once("W0526", span, || {
                format!("`{source}` is not ECMA-262 with the flag u; it is read as `{}`", read.source)
            });
        }
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

impl Pattern {
    /// Whether it matches anywhere in a text, as it will at run time.
    pub(super) fn matches(&self, text: &str) -> bool {
        match &self.linear {
            Some(linear) => regex::Regex::new(linear).is_ok_and(|regex| regex.is_match(text)),
            None => regress::Regex::with_flags(&self.source, "u").is_ok_and(|regex| regex.find(text).is_some()),
        }
    }
}

/// A regular expression of ECMA-262: for the linear-time engine where it has no look-around.
fn ecma(source: &str) -> Option<Pattern> {
    // `/^a$/` is one, and matches nothing: somebody wrote a literal of JavaScript.
    if source.starts_with("/^") && source.rsplit_once("$/").is_some_and(|(_, flags)| flags.len() < 3) {
        return None;
    }
    // Java's names of classes are none of Unicode's.
    if source.contains(r"\p{Is") || source.contains(r"\P{Is") {
        return None;
    }
    // POSIX's classes would be read as classes of their letters; and the linear engine has flags, anchors and repetitions
    // that ECMA-262 has not, or has with another meaning.
    if has_posix_class(source) || !jsonschema_regex::is_valid_ecma_regex(source) {
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

/// What a class of POSIX, Java or AWS has in it, where ECMA-262 does not know its name; Unicode's letters and digits
/// count as such.
fn members_of(class: &str) -> Option<&'static str> {
    Some(match class {
        "all" | "All" | "any" | "Any" => "\\s\\S",
        "Alnum" => "\\p{Alphabetic}\\p{Nd}",
        "Blank" => " \\t",
        "Cntrl" => "\\p{Cc}",
        "Graph" => "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}",
        "LD" => "\\p{L}\\p{Nd}",
        "Print" => "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}",
        "XDigit" => "0-9A-Fa-f",
        _ => return None,
    })
}

/// Whether a class has one of POSIX's in it: `[[:alpha:]_]`.
fn has_posix_class(source: &str) -> bool {
    let (mut in_class, mut escaped) = (false, false);
    source.char_indices().any(|(at, character)| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match character {
            '\\' => escaped = true,
            '[' if in_class => {
                let name = source[at + 1..].strip_prefix(':').and_then(|rest| rest.split_once(":]"));
                return name.is_some_and(|(name, _)| posix_members_of(name.trim_start_matches('^')).is_some());
            }
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        false
    })
}

/// What a class of POSIX has in it, in its own locale (POSIX.1, section 9.3.5).
fn posix_members_of(class: &str) -> Option<&'static str> {
    Some(match class {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => "\\x00-\\x7f",
        "blank" => " \\t",
        "cntrl" => "\\x00-\\x1f\\x7f",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => "!-\\/:-@\\[-`\\{-~",
        "space" => "\\t-\\r ",
        "upper" => "A-Z",
        "word" => "\\w",
        "xdigit" => "0-9A-Fa-f",
        _ => return None,
    })
}

/// Whether these characters begin a class of its own, such as `\d`.
fn begins_class(mut characters: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    characters.next() == Some('\\') && characters.next().is_some_and(|kind| "dDsSwWpP".contains(kind))
}

/// Whether these characters, after a `{`, are the rest of a repetition: `2}`, `2,}`, `2,3}`; also `,3}`.
fn is_repetition(characters: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let inner: String = characters.take_while(|character| *character != '}').collect();
    let is_number = |text: &str| text.chars().all(|character| character.is_ascii_digit());
    match inner.split_once(',') {
        Some((least, most)) => is_number(least) && is_number(most) && inner != ",",
        None => is_number(&inner) && !inner.is_empty(),
    }
}

/// Anchors, classes and escapes of Perl, Java, Python, Ruby and .NET, and what ECMA-262 takes without the flag u.
fn translate(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len());
    let mut characters = source.chars().peekable();
    let mut in_class = false;
    // Whether what was written last in a class was a class of its own: a `-` beside one makes no range.
    let mut after_class = false;
    // Whether what was written last can be repeated, and is a repetition itself.
    let mut repeats = false;
    while let Some(character) = characters.next() {
        let mut repeating = false;
        let was_class = std::mem::take(&mut after_class);
        match character {
            '-' if in_class && (was_class || begins_class(characters.clone())) => out.push_str("\\-"),
            '{' if !in_class && is_repetition(characters.clone()) => {
                // Python's and Perl's `{,3}`.
                out.push_str(if characters.peek() == Some(&',') { "{0" } else { "{" });
            }
            '\\' => match characters.next()? {
                'A' if !in_class => out.push('^'),
                'z' | 'Z' if !in_class => out.push('$'),
                'h' => out.push_str(if in_class { " \\t" } else { "[ \\t]" }),
                'R' if !in_class => out.push_str("(?:\\r\\n|[\\n\\r])"),
                'e' => out.push_str("\\x1b"),
                'a' => out.push_str("\\x07"),
                // Octal: three digits that begin with 0 are no reference back.
                '0' if characters.peek().is_some_and(|digit| ('0'..'8').contains(digit)) => {
                    let mut code = 0;
                    while let Some(digit) = characters.peek().and_then(|digit| digit.to_digit(8))
                        && code < 0o40
                    {
                        code = code * 8 + digit;
                        characters.next();
                    }
                    out.push_str(&format!("\\x{code:02x}"));
                }
                kind @ ('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                    after_class = true;
                    out.push('\\');
                    out.push(kind);
                }
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
                    after_class = true;
                    if let Some(members) = members_of(&name) {
                        match (in_class, kind) {
                            (true, 'P') => return None,
                            (true, _) => out.push_str(members),
                            (false, 'P') => out.push_str(&format!("[^{members}]")),
                            (false, _) => out.push_str(&format!("[{members}]")),
                        }
                        continue;
                    }
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
            // A class of POSIX: `[:alpha:]` in another one.
            '[' if characters.peek() == Some(&':') => {
                let rest: String = characters.clone().skip(1).take_while(|character| *character != ']').collect();
                match rest.strip_suffix(':').and_then(posix_members_of) {
                    Some(members) => {
                        after_class = true;
                        out.push_str(members);
                        characters.nth(rest.chars().count() + 1);
                    }
                    // One that is turned round is the linear engine's own.
                    None => out.push('['),
                }
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
                } else if rest.starts_with("?P=") {
                    // Python's reference back.
                    characters.nth(2);
                    let name: String = characters.by_ref().take_while(|character| *character != ')').collect();
                    out.pop();
                    out.push_str(&format!("\\k<{name}>"));
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
            (r"^[[:alpha:]_[:digit:]-]+$", "a_1-", "a:"),
            (r"^[^[:space:][:punct:]]+$", "ab1", "a b"),
            (r"^[[:^digit:]]+$", "ab", "1"),
            (r"^[:alpha:]+$", "alp:", "b"),
            (r"^\[:alpha:]$", "[:alpha:]", "a"),
            (r"^\#[0-9]$", "#1", "1"),
            (r"^[\w-.+]+@[a-z-\d]+$", "a-b.c@x-1", "a b@x"),
            (r"^[\p{Print}\p{Blank}]+$", "a, B\t9", "\u{7}"),
            (r"^\p{XDigit}{2}$", "aF", "ag"),
            (r"^(\p{LD}|\p{Punct}| )+$", "ab 1!", "a\nb"),
            (r"^[^/:|\000-\037]+$", "ab", "a\u{1f}"),
            (r"^[\p{all}]{1,3}$", "a\nb", "abcd"),
            (r"^a{,2}$", "aa", "aaa"),
            (r"\A\S[\p{Print}]*\z", "a b", " a"),
            (r"^\p{IsAlphabetic}+$", "äb", "a1"),
        ] {
            let linear = read(source).unwrap_or_else(|| panic!("{source}"));
            let compiled = regex::Regex::new(&linear).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert!(compiled.is_match(good), "{source} as {linear}: {good}");
            assert!(!compiled.is_match(bad), "{source} as {linear}: {bad}");
        }
    }

    #[test]
    fn what_only_other_engines_read_is_said() {
        for source in [r"(?i)abc", r"^a++b$", r"\Aab\z", r"(?P<n>a)", r"[[:alpha:]]", r"[\w-.]", r"\x{41}", r"(?x) a"] {
            assert!(ecma(source).is_none() && other_dialect(source).is_some(), "{source}");
        }
        for source in [r"^[\w\-\.]+\@x$", r"(?i:abc)", r"(?<n>a)", r"[a&&b]", r"^\p{L}$", r"\u{41}", r"a(?!b)", r"\cJ"]
        {
            assert!(ecma(source).is_some(), "{source}");
        }
    }

    #[test]
    fn what_is_no_regular_expression_is_none() {
        for source in ["(", "[a", "a{2,1}", "*", "[a-z]{1-70}"] {
            assert_eq!(read(source), None, "{source}");
        }
    }
}
