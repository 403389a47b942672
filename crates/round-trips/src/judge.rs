//! Who says what is valid: the `jsonschema` crate, on the document as it is, and as requests and responses see it.

use std::borrow::Cow;

use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schema_support::View;
use serde_json::{Value, json};

use crate::dialect::Document;
use crate::{formats, views};

/// Where the document is, for the judge alone.
const ADDRESS: &str = "https://document.invalid/openapi.json";

/// A document that is judged by.
pub(crate) struct Judge {
    document: Document,
    registry: Registry<'static>,
}

/// A document and its two views, where they are other ones.
pub(crate) struct Judges {
    whole: Judge,
    request: Option<Judge>,
    response: Option<Judge>,
}

impl Judges {
    /// Of a document and its views.
    ///
    /// # Panics
    /// When the document is none.
    pub(crate) fn new(document: Value) -> Self {
        let [request, response] =
            ["readOnly", "writeOnly"].map(|keyword| views::relaxed(&document, keyword).map(Judge::new));
        Self { whole: Judge::new(document), request, response }
    }

    /// The judge of what goes this way.
    pub(crate) fn of(&self, view: View) -> &Judge {
        let other = match view {
            View::Both => &None,
            View::Request => &self.request,
            View::Response => &self.response,
        };
        other.as_ref().unwrap_or(&self.whole)
    }
}

impl Judge {
    /// Of a document alone.
    ///
    /// # Panics
    /// When the document is none.
    pub(crate) fn new(document: Value) -> Self {
        let document = Document::new(document);
        let registry = Registry::new()
            .add(ADDRESS, document.value.clone())
            .and_then(|builder| builder.prepare())
            .expect("a document with what it refers to");
        Self { document, registry }
    }

    /// The document as the judge reads it.
    pub(crate) fn document(&self) -> &Value {
        &self.document.value
    }

    /// Where the schema of a pointer into the original is in it: without the null that it may allow, and with it.
    pub(crate) fn places(&self, pointer: &str) -> [String; 2] {
        [self.document.place(pointer), self.document.place_with_null(pointer)]
    }

    /// The judge of the schema at a pointer, without the null that it may allow: null is a matter of where a type is used.
    pub(crate) fn of_type(&self, pointer: &str) -> Result<Validator, String> {
        self.validator(&self.document.place(pointer))
    }

    /// The judge of the schema at a pointer, with the null that it may allow.
    pub(crate) fn of_use(&self, pointer: &str) -> Result<Validator, String> {
        self.validator(&self.document.place_with_null(pointer))
    }

    fn validator(&self, place: &str) -> Result<Validator, String> {
        let fragment = fragment(place);
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .with_format("byte", formats::is_base64)
            .with_format("decimal", formats::is_decimal)
            // The generator says of these that they are not enforced (W0501).
            .with_format("uri-template", |_: &str| true)
            .with_format("idn-email", |_: &str| true)
            .with_format("idn-hostname", |_: &str| true)
            .with_registry(&self.registry)
            .build(&json!({ "$ref": format!("{ADDRESS}#{fragment}") }))
            .map_err(|error| format!("the judge cannot read its schema: {error}"))
    }
}

/// A pointer as the fragment of a URL.
pub(crate) fn fragment(pointer: &str) -> Cow<'_, str> {
    const WRITTEN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-').remove(b'.').remove(b'_');
    utf8_percent_encode(pointer, WRITTEN).into()
}
