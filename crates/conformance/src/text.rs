//! Texts that match a pattern, as long as wanted.

use rand::RngExt;
use rand::rngs::StdRng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Which of the characters that a class allows are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// The first of each range.
    First,
    /// The last of each range.
    Last,
    /// Any.
    Any,
}

/// A pattern that texts are made of.
#[derive(Debug)]
pub struct Maker {
    hir: Hir,
    ecma: regress::Regex,
}

impl Maker {
    /// Of an ECMA-262 pattern.
    ///
    /// # Panics
    /// When it is none, or needs look-around: no document here has such.
    pub fn new(pattern: &str) -> Self {
        let translated = jsonschema_regex::to_rust_regex(pattern).expect("a pattern without look-around");
        Self {
            hir: regex_syntax::parse(&translated).expect("a pattern"),
            ecma: regress::Regex::with_flags(pattern, "u").expect("a pattern"),
        }
    }

    /// Whether the text matches: by another engine than the generated types' and the judge's.
    pub fn matches(&self, text: &str) -> bool {
        self.ecma.find(text).is_some()
    }

    /// A text of so many code points that matches; `None` where there is none or none was found.
    pub fn text(&self, length: usize, characters: Characters, random: &mut StdRng) -> Option<String> {
        for _ in 0..16 {
            let mut text = String::new();
            if fill(&self.hir, length, characters, random, &mut text) && self.matches(&text) {
                return Some(text);
            }
        }
        None
    }

    /// The fewest and the most code points that a match has.
    pub fn lengths(&self) -> (usize, Option<usize>) {
        bounds(&self.hir)
    }

    /// Characters that stand right outside of a class' ranges, and right inside.
    pub fn neighbours(&self) -> Vec<char> {
        let mut found = Vec::new();
        edges(&self.hir, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn bounds(hir: &Hir) -> (usize, Option<usize>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, Some(0)),
        HirKind::Literal(literal) => {
            let count = String::from_utf8_lossy(&literal.0).chars().count();
            (count, Some(count))
        }
        HirKind::Class(_) => (1, Some(1)),
        HirKind::Repetition(repetition) => {
            let (least, most) = bounds(&repetition.sub);
            let times = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
            (
                least.saturating_mul(times(repetition.min)),
                repetition.max.and_then(|max| most.map(|most| most.saturating_mul(times(max)))),
            )
        }
        HirKind::Capture(capture) => bounds(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(bounds).fold((0, Some(0)), |(least, most), (low, high)| {
            (least + low, most.and_then(|most: usize| high.map(|high| most.saturating_add(high))))
        }),
        HirKind::Alternation(parts) => {
            let all: Vec<_> = parts.iter().map(bounds).collect();
            let least = all.iter().map(|(low, _)| *low).min().unwrap_or_default();
            let most = all.iter().map(|(_, high)| *high).reduce(|a, b| Some(a?.max(b?))).flatten();
            (least, most)
        }
    }
}

fn fill(hir: &Hir, length: usize, characters: Characters, random: &mut StdRng, out: &mut String) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => length == 0,
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            out.push_str(&text);
            text.chars().count() == length
        }
        HirKind::Class(class) => {
            let ranges = ranges(class);
            if length != 1 || ranges.is_empty() {
                return false;
            }
            let (first, last) = ranges[random.random_range(0..ranges.len())];
            out.push(match characters {
                Characters::First => first,
                Characters::Last => last,
                Characters::Any => random.random_range(first..=last),
            });
            true
        }
        HirKind::Repetition(repetition) => {
            let (least, most) = bounds(&repetition.sub);
            let mut left = length;
            let mut times = 0;
            while left > 0 || times < repetition.min {
                if repetition.max.is_some_and(|max| times >= max) {
                    return false;
                }
                let take = most.unwrap_or(left).min(left).max(least);
                if take > left || (take == 0 && times >= repetition.min) {
                    return false;
                }
                if !fill(&repetition.sub, take, characters, random, out) {
                    return false;
                }
                left -= take;
                times += 1;
            }
            true
        }
        HirKind::Capture(capture) => fill(&capture.sub, length, characters, random, out),
        HirKind::Concat(parts) => {
            let all: Vec<_> = parts.iter().map(bounds).collect();
            let mut left = length;
            for (index, part) in parts.iter().enumerate() {
                let rest = &all[index + 1..];
                let rest_least: usize = rest.iter().map(|(low, _)| *low).sum();
                let rest_most = rest.iter().map(|(_, high)| *high).try_fold(0usize, |sum, high| Some(sum + high?));
                let (low, high) = all[index];
                let least = low.max(rest_most.map_or(0, |most| left.saturating_sub(most)));
                let Some(room) = left.checked_sub(rest_least) else { return false };
                let most = high.unwrap_or(room).min(room);
                if least > most {
                    return false;
                }
                let take = random.random_range(least..=most);
                if !fill(part, take, characters, random, out) {
                    return false;
                }
                left -= take;
            }
            left == 0
        }
        HirKind::Alternation(parts) => {
            let fitting: Vec<_> = parts
                .iter()
                .filter(|part| {
                    let (low, high) = bounds(part);
                    low <= length && high.is_none_or(|high| length <= high)
                })
                .collect();
            !fitting.is_empty() && fill(fitting[random.random_range(0..fitting.len())], length, characters, random, out)
        }
    }
}

fn ranges(class: &Class) -> Vec<(char, char)> {
    match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .filter(|range| range.end().is_ascii())
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    }
}

fn edges(hir: &Hir, found: &mut Vec<char>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) => {}
        HirKind::Class(class) => {
            for (first, last) in ranges(class) {
                found.extend([first, last]);
                found.extend(u32::from(first).checked_sub(1).and_then(char::from_u32));
                found.extend(char::from_u32(u32::from(last) + 1));
            }
        }
        HirKind::Repetition(repetition) => edges(&repetition.sub, found),
        HirKind::Capture(capture) => edges(&capture.sub, found),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| edges(part, found)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_text_has_the_wanted_length_and_matches() {
        let mut random = StdRng::seed_from_u64(1);
        for (pattern, lengths) in [
            (r"^[^\x00-\x20\x7F-\xA0][^\x00-\x1F\x7F-\x9F]*$", &[1, 2, 200][..]),
            (r"^\+[1-9][0-9]{1,14}$", &[3, 16]),
            (r"^(0|[1-9][0-9]{0,9})\.[0-9]{2}$", &[4, 13]),
            (r"^[A-Za-z0-9+/]{43}=$", &[44]),
        ] {
            let maker = Maker::new(pattern);
            for length in lengths {
                for characters in [Characters::First, Characters::Last, Characters::Any] {
                    let text = maker.text(*length, characters, &mut random).expect(pattern);
                    assert_eq!(text.chars().count(), *length, "{pattern}");
                }
            }
        }
        assert_eq!(Maker::new("^a{2}$").text(3, Characters::Any, &mut random), None);
    }
}
