//! JSON as trees: order, exact numbers and the place of each value are kept.

use jiter::{Jiter, JiterError, Peek};

use super::{DEEPEST, Stop, object, too_deep};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::node::{Member, Node, Number, SourceId, Span, Value};

struct JsonReader<'t, 'f> {
    text: &'t str,
    source: SourceId,
    jiter: Jiter<'t>,
    found: &'f mut Diagnostics,
}

pub(super) fn read_json(text: &str, source: SourceId, found: &mut Diagnostics) -> Result<Node, Stop> {
    let mut reader = JsonReader { text, source, jiter: Jiter::new(text.as_bytes()), found };
    let peek = reader.jiter.peek().map_err(|error| reader.stop(&error))?;
    let node = reader.value(peek, 0)?;
    reader.jiter.finish().map_err(|error| reader.stop(&error))?;
    Ok(node)
}

impl JsonReader<'_, '_> {
    fn span(&self, start: usize, end: usize) -> Span {
        // No file is larger than LARGEST_FILE, so every place fits.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.source, place(start), place(end))
    }

    fn stop(&self, error: &JiterError) -> Stop {
        let mut start = error.index.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let end = start + self.text[start..].chars().next().map_or(0, char::len_utf8);
        let help = if self.text[start..].starts_with(['/', '#']) {
            "JSON has no comments; remove it, or write the document in YAML"
        } else {
            "correct it here or just before this place"
        };
        Box::new(
            Diagnostic::error("E0103", format!("this is not JSON: {}", error.error_type))
                .at(self.span(start, end))
                .label("reading stopped here")
                .help(help),
        )
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Node, Stop> {
        let start = self.jiter.current_index();
        if depth > DEEPEST {
            return Err(too_deep(self.span(start, start + 1)));
        }
        let value = match peek {
            Peek::Object => {
                let mut members = Vec::new();
                let mut from = start + 1;
                let mut key: Option<Box<str>> =
                    self.jiter.known_object().map(|key| key.map(Box::from)).map_err(|error| self.stop(&error))?;
                while let Some(name) = key {
                    let key_span = self.key_span(from);
                    let peek = self.jiter.peek().map_err(|error| self.stop(&error))?;
                    let value = self.value(peek, depth + 1)?;
                    members.push(Member { key: name, key_span, value });
                    from = self.jiter.current_index();
                    key = self.jiter.next_key().map(|key| key.map(Box::from)).map_err(|error| self.stop(&error))?;
                }
                members.shrink_to_fit();
                object(members, self.found)
            }
            Peek::Array => {
                let mut items = Vec::new();
                let mut next = self.jiter.known_array().map_err(|error| self.stop(&error))?;
                while let Some(peek) = next {
                    items.push(self.value(peek, depth + 1)?);
                    next = self.jiter.array_step().map_err(|error| self.stop(&error))?;
                }
                items.shrink_to_fit();
                Value::Array(items)
            }
            Peek::String => {
                let text = self.jiter.known_str().map(Box::from);
                Value::String(text.map_err(|error| self.stop(&error))?)
            }
            Peek::Null => {
                self.jiter.known_null().map_err(|error| self.stop(&error))?;
                Value::Null
            }
            Peek::True | Peek::False => Value::Bool(self.jiter.known_bool(peek).map_err(|error| self.stop(&error))?),
            _ => {
                self.jiter.known_number_bytes(peek).map(|_| ()).map_err(|error| self.stop(&error))?;
                Value::Number(Number::from_json_text(&self.text[start..self.jiter.current_index()]))
            }
        };
        let end = self.jiter.current_index();
        Ok(Node { span: self.span(start, end), value })
    }

    /// The key that follows `from`, with its quotes; only white space and a comma stand between.
    fn key_span(&self, from: usize) -> Span {
        let bytes = self.text.as_bytes();
        let start = bytes[from..].iter().position(|&byte| byte == b'"').map_or(from, |skip| from + skip);
        let mut end = start + 1;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.span(start, (end + 1).min(bytes.len()))
    }
}
