//! A named type's schema as the type tells it, to be held against the document that the type was made of.

use serde_json::Value;

/// One generated type: its name, its schema's place in the source, and what a library makes of the type.
#[derive(Clone, Copy, Debug)]
pub struct EmittedSchema {
    /// The type's Rust name.
    pub name: &'static str,
    /// Where the source document defines it, as a JSON Pointer.
    pub pointer: &'static str,
    /// An OpenAPI 3.1 document that has the schema, and all that it refers to, among its components.
    pub document: fn() -> Value,
}

impl EmittedSchema {
    /// Where the schema is in its own document, as a JSON Pointer.
    pub fn own_pointer(&self) -> String {
        format!("/components/schemas/{}", self.name)
    }

    /// What schemars 0.8 makes of a type: in the words of JSON Schema 2020-12, as OpenAPI 3.1 has them.
    #[cfg(feature = "schemars")]
    pub const fn of_schemars<T: schemars08::JsonSchema>(name: &'static str, pointer: &'static str) -> Self {
        Self { name, pointer, document: schemars_document::<T> }
    }

    /// What utoipa makes of a type.
    #[cfg(feature = "utoipa")]
    pub const fn of_utoipa<T: utoipa::ToSchema>(name: &'static str, pointer: &'static str) -> Self {
        Self { name, pointer, document: utoipa_document::<T> }
    }
}

#[cfg(feature = "schemars")]
fn schemars_document<T: schemars08::JsonSchema>() -> Value {
    let settings = schemars08::r#gen::SchemaSettings::draft2019_09()
        .with(|settings| settings.definitions_path = "#/components/schemas/".to_owned());
    let mut generator = settings.into_generator();
    generator.subschema_for::<T>();
    serde_json::json!({
        "openapi": "3.1.0",
        "info": { "title": T::schema_name(), "version": "1" },
        "paths": {},
        "components": { "schemas": generator.definitions() },
    })
}

#[cfg(feature = "utoipa")]
fn utoipa_document<T: utoipa::ToSchema>() -> Value {
    let mut found = Vec::new();
    crate::component::collect::<T>(&mut found);
    let components = utoipa::openapi::ComponentsBuilder::new().schemas_from_iter(found).build();
    let document = utoipa::openapi::OpenApiBuilder::new()
        .info(utoipa::openapi::Info::new(T::name().as_ref(), "1"))
        .components(Some(components))
        .build();
    // Writing to memory cannot fail: keys are strings, and there is no I/O.
    serde_json::to_value(document).unwrap_or_default()
}

/// The `format` of the integers of a Rust type; none where 64 bits say nothing new, or are not enough.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub(crate) fn integer_format(holder: &str) -> Option<&'static str> {
    match holder {
        "i8" => Some("int8"),
        "i16" => Some("int16"),
        "i32" => Some("int32"),
        "u8" => Some("uint8"),
        "u16" => Some("uint16"),
        "u32" => Some("uint32"),
        "u64" => Some("uint64"),
        _ => None,
    }
}

/// The least integer of a Rust type without a sign.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub(crate) fn least(holder: &str) -> Option<i128> {
    holder.starts_with('u').then_some(0)
}

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    use super::*;

    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    #[test]
    fn an_emitted_document_has_the_schema_where_it_says() {
        let all = [
            #[cfg(feature = "schemars")]
            EmittedSchema::of_schemars::<crate::Ipv4>("Ipv4", "/a"),
            #[cfg(feature = "utoipa")]
            EmittedSchema::of_utoipa::<crate::Ipv4>("Ipv4", "/a"),
        ];
        for emitted in all {
            assert_eq!((emitted.name, emitted.pointer), ("Ipv4", "/a"));
            assert_eq!(emitted.own_pointer(), "/components/schemas/Ipv4");
            let document = (emitted.document)();
            let schema = serde_json::json!({ "type": "string", "format": "ipv4" });
            assert_eq!(document.pointer(&emitted.own_pointer()), Some(&schema));
            assert_eq!(document.pointer("/info/title"), Some(&"Ipv4".into()));
            assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
        }
    }

    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    #[test]
    fn integers_have_the_format_and_the_least_value_of_their_type() {
        for (holder, format, least_value) in [
            ("i8", Some("int8"), None),
            ("i16", Some("int16"), None),
            ("i32", Some("int32"), None),
            ("i64", None, None),
            ("i128", None, None),
            ("u8", Some("uint8"), Some(0)),
            ("u16", Some("uint16"), Some(0)),
            ("u32", Some("uint32"), Some(0)),
            ("u64", Some("uint64"), Some(0)),
            ("", None, None),
        ] {
            assert_eq!((integer_format(holder), least(holder)), (format, least_value), "{holder}");
        }
    }
}
