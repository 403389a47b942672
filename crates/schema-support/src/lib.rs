//! What generated types stand on, on both sides of the wire.
//!
//! Owns: the strict JSON parse (UTF-8, no duplicate members, bounded depth), decoding that reports
//! *every* violation with its JSON Pointer and keyword, the three states of an optional nullable
//! member ([`Field`]), the rules of constrained strings, numbers and arrays, and the formats.
//! Never knows a message of any API, HTTP, or a generated type: client and server share these
//! primitives and nothing else.

#[cfg(feature = "conformance")]
mod arbitrary;
#[cfg(feature = "conformance")]
mod arbitrary_rules;
#[cfg(feature = "conformance")]
mod arbitrary_sent;
mod array;
mod binary;
mod checked;
#[cfg(feature = "utoipa")]
pub mod component;
mod decode;
mod digits;
mod emitted;
mod encode;
mod field;
mod form;
mod format;
mod json;
mod literal;
mod number;
mod object;
mod round_trip;
mod rule;
#[cfg(feature = "schemars")]
mod rule_json;
#[cfg(feature = "schemars")]
mod schema;
mod string;
mod tagged;
mod tuple;
mod violation;

#[cfg(feature = "conformance")]
pub use crate::arbitrary::{any_json, any_json_map};
pub use array::{ArrayRules, decode_array};
pub use binary::{BINARY, Binary, in_media_range, passed_binary, with_binaries};
pub use decode::{Alternative, Decode, Decoder, Refusal, Text, from_slice_strict, from_slice_tolerant, json_of_text};
pub use emitted::EmittedSchema;
pub use encode::ObjectWriter;
pub use field::Field;
pub use form::{FieldStyle, FormField};
pub use format::{
    Base64, Date, DateTime, Decimal, Duration, Format, Hostname, Ipv4, Ipv6, Iri, IriReference, JsonPointer,
    RegularExpression, RelativeJsonPointer, Secret, Time, Uri, UriReference,
};
pub use json::{Json, ParseError, ParseErrorKind, parse};
pub use literal::Literal;
pub use number::{Integer, IntegerRules, Number, NumberRules};
pub use object::ObjectDecoder;
pub use round_trip::{RoundTrip, View};
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub use rule::NamedSchemas;
pub use rule::{Rule, Schema, check, check_value};
#[cfg(feature = "schemars")]
pub use schema::{
    ObjectSchema, array_schema, checked_schema, enum_schema, literals_schema, narrowed, tagged_schema, tuple_schema,
    union_schema,
};
pub use string::{Pattern, StringRules};
pub use tagged::{serialize_tagged, serialize_tagged_if_absent};
pub use tuple::tuple_items;
pub use violation::{Invalid, Violation};

#[doc(hidden)]
pub mod private {
    //! What the macros of this crate expand to.
    #[cfg(feature = "conformance")]
    pub use crate::arbitrary::{
        any_json, any_json_list, any_json_map, arbitrary_value, array_value, checked_value, default_value, header_text,
        integer_value, json_of, number_value, optional_header_text, some_value, string_value, tried_value,
    };
    #[cfg(feature = "conformance")]
    pub use crate::arbitrary_sent::{
        any_text, form_value, header_option, header_value, path_value, sent_value, text_option, text_value,
        whole_binary,
    };
    pub use crate::array::decode_item;
    pub use crate::rule::check_read;
    #[cfg(feature = "schemars")]
    pub use crate::schema::{integer_schema, number_schema, string_schema};
    #[cfg(feature = "conformance")]
    pub use arbitrary;
    #[cfg(feature = "schemars")]
    pub use schemars08;
    pub use serde;
    #[cfg(feature = "utoipa")]
    pub use utoipa;
}
