//! What kinds of things are broken.

use std::fmt;

/// What a mutant breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A bound is one more or one less.
    Bound,
    /// A rule is not checked.
    RuleDropped,
    /// A pattern matches more.
    Pattern,
    /// Null, absent and value are mixed up.
    NullAndAbsent,
    /// What is required is optional, or the other way round.
    Required,
    /// A member has another name.
    Renamed,
    /// A member is not read, or not written.
    Forgotten,
    /// A closed object is open.
    Closed,
    /// A constant is another one, or not checked.
    Constant,
    /// A value of an enum is lost, taken for another one, or one too many is taken.
    EnumValue,
    /// A union is decided otherwise.
    Union,
    /// What is not given is something else.
    Default,
    /// A client does not take what a newer server says.
    Tolerance,
    /// A status is another one.
    Status,
    /// A media type is another one.
    MediaType,
    /// A header is forgotten, or has another name.
    Header,
    /// Signatures are made over something else, or not checked.
    Signature,
    /// Idempotency keys are not heeded, or replays not told.
    Replay,
    /// Who calls is not checked, or no credential is sent.
    Security,
    /// Checks run in another order.
    Order,
    /// A body is demanded, allowed or taken otherwise.
    Body,
    /// A parameter is forgotten, exchanged, or has another name or place.
    Parameter,
    /// A path or method is another one.
    Path,
    /// A request is not checked before it is sent.
    Unchecked,
    /// An answer is typed as something else, or not at all.
    Answer,
    /// What dropshot tells of an operation is something else.
    Emitted,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 26] = [
        Self::Bound,
        Self::RuleDropped,
        Self::Pattern,
        Self::NullAndAbsent,
        Self::Required,
        Self::Renamed,
        Self::Forgotten,
        Self::Closed,
        Self::Constant,
        Self::EnumValue,
        Self::Union,
        Self::Default,
        Self::Tolerance,
        Self::Status,
        Self::MediaType,
        Self::Header,
        Self::Signature,
        Self::Replay,
        Self::Security,
        Self::Order,
        Self::Body,
        Self::Parameter,
        Self::Path,
        Self::Unchecked,
        Self::Answer,
        Self::Emitted,
    ];

    /// As it is told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bound => "bound moved",
            Self::RuleDropped => "rule dropped",
            Self::Pattern => "pattern loosened",
            Self::NullAndAbsent => "null and absent mixed up",
            Self::Required => "required and optional mixed up",
            Self::Renamed => "member renamed",
            Self::Forgotten => "member forgotten",
            Self::Closed => "closed made open",
            Self::Constant => "constant changed",
            Self::EnumValue => "enum value",
            Self::Union => "union decided otherwise",
            Self::Default => "default changed",
            Self::Tolerance => "tolerance lost",
            Self::Status => "status mislabelled",
            Self::MediaType => "media type changed",
            Self::Header => "header",
            Self::Signature => "signature",
            Self::Replay => "idempotency and replay",
            Self::Security => "security left out",
            Self::Order => "order of checks",
            Self::Body => "rule of the body",
            Self::Parameter => "parameter",
            Self::Path => "path or method",
            Self::Unchecked => "request not checked",
            Self::Answer => "answer typed otherwise",
            Self::Emitted => "emitted document",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl serde::Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
