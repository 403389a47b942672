//! A text with indentation.

use std::fmt::Write;

use crate::model::{Signature, SignatureInput};

/// Rust text that grows line by line.
#[derive(Debug, Default)]
pub struct Code {
    text: String,
    depth: usize,
}

impl Code {
    /// Adds a line, or several, at the present depth. A line that begins with a closing bracket
    /// goes one level out first, one that ends with an opening one goes one in after.
    pub fn line(&mut self, line: impl AsRef<str>) -> &mut Self {
        for line in line.as_ref().lines() {
            let line = line.trim();
            if line.starts_with(['}', ')', ']']) {
                self.depth = self.depth.saturating_sub(1);
            }
            if line.is_empty() {
                self.text.push('\n');
                continue;
            }
            for _ in 0..self.depth {
                self.text.push_str("    ");
            }
            self.text.push_str(line);
            self.text.push('\n');
            let is_comment = line.starts_with("//");
            if !is_comment && line.ends_with(['{', '(', '[']) {
                self.depth += 1;
            }
        }
        self
    }

    /// Adds an empty line.
    pub fn blank(&mut self) -> &mut Self {
        self.text.push('\n');
        self
    }

    /// Adds the document's words as a doc comment; nothing where there are none.
    pub fn docs(&mut self, words: &str) -> &mut Self {
        for line in words.trim().lines() {
            for _ in 0..self.depth {
                self.text.push_str("    ");
            }
            match line.trim_end() {
                "" => self.text.push_str("///"),
                line => {
                    // A lone carriage return is no Rust, and other control characters are no text.
                    let line = line.replace('\t', "    ").replace(char::is_control, " ");
                    let _ = write!(self.text, "/// {line}");
                }
            }
            self.text.push('\n');
        }
        self
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A Rust string literal: as it is where that can be read, else raw, else escaped.
pub fn literal(text: &str) -> String {
    let plain = text.chars().all(|character| !character.is_control() && !matches!(character, '"' | '\\'));
    if plain {
        return format!("\"{text}\"");
    }
    if !text.chars().any(char::is_control) {
        let hashes = (0..10).map(|count| "#".repeat(count)).find(|hashes| !text.contains(&format!("\"{hashes}")));
        if let Some(hashes) = hashes {
            return format!("r{hashes}\"{text}\"{hashes}");
        }
    }
    format!("{text:?}")
}

/// What a signature is made over, as a list of constants that both sides' support crates have.
pub fn signature_input(signature: &Signature) -> String {
    let part = |part: &SignatureInput| match part {
        SignatureInput::Header(name) => format!("SignatureInput::Header({})", literal(name)),
        SignatureInput::Path => "SignatureInput::Path".to_owned(),
        SignatureInput::Body => "SignatureInput::Body".to_owned(),
    };
    format!("[{}]", signature.input.iter().map(part).collect::<Vec<_>>().join(", "))
}

/// A list of string literals in brackets.
pub fn literals<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    format!("[{}]", texts.into_iter().map(literal).collect::<Vec<_>>().join(", "))
}
