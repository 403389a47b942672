//! What is wrong with a value, and where.

use std::fmt;

/// One way in which a value breaks its schema.
///
/// Neither the message nor any other part repeats the value: it may be personal data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Where: an RFC 6901 JSON Pointer into the document that was decoded, empty for its root.
    ///
    /// A missing member is reported at the object that lacks it, a forbidden one at itself.
    pub pointer: String,
    /// The JSON Schema keyword that is broken, such as `maxLength`.
    pub keyword: &'static str,
    /// What the value has to be, for a person.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.pointer, self.message)
        }
    }
}

/// A value that its schema forbids: every violation, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(Vec<Violation>);

impl Invalid {
    /// Of these violations; there should be at least one.
    pub fn new(violations: Vec<Violation>) -> Self {
        Self(violations)
    }

    /// Every violation, in the order they were found.
    pub fn violations(&self) -> &[Violation] {
        &self.0
    }

    /// The same, owned.
    pub fn into_violations(self) -> Vec<Violation> {
        self.0
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invalid_tells_every_violation_and_its_place() {
        let violation = |pointer: &str, message: &str| Violation {
            pointer: pointer.to_owned(),
            keyword: "not",
            message: message.to_owned(),
        };
        let all = vec![violation("", "must be so"), violation("/a/0", "must be otherwise"), violation("/b", "no")];
        let invalid = Invalid::new(all.clone());
        assert_eq!(invalid.to_string(), "must be so; /a/0: must be otherwise; /b: no");
        assert_eq!(invalid.violations(), all);
        assert_eq!(invalid.into_violations(), all);
        assert_eq!(Invalid::new(all[1..].to_vec()).to_string(), "/a/0: must be otherwise; /b: no");
    }
}
