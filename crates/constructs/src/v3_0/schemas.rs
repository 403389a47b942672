// Generated of crates/constructs/v3_0.yaml: do not edit.
//! What the types enforce, told as JSON Schema by schemars 0.8: dropshot emits its document from it.

use schema_support::private::schemars08 as schemars;
#[allow(unused_imports)]
use schema_support::{
    Field, array_schema, checked_schema, enum_schema, literals_schema, narrowed, tuple_schema, union_schema,
};

use super::types::*;

/// What schemars makes of every type of `types` that is all of a schema of the document.
pub static SCHEMAS: &[schema_support::EmittedSchema] = &[
    schema_support::EmittedSchema::of_schemars::<Shade>("Shade", "/components/schemas/Shade"),
    schema_support::EmittedSchema::of_schemars::<Size>("Size", "/components/schemas/Size"),
    schema_support::EmittedSchema::of_schemars::<Base>("Base", "/components/schemas/Base"),
    schema_support::EmittedSchema::of_schemars::<NullablesD>("NullablesD", "/components/schemas/Nullables/properties/d"),
    schema_support::EmittedSchema::of_schemars::<NullablesE>("NullablesE", "/components/schemas/Nullables/properties/e"),
    schema_support::EmittedSchema::of_schemars::<NullablesH>("NullablesH", "/components/schemas/Nullables/properties/h"),
    schema_support::EmittedSchema::of_schemars::<NullablesIItem>("NullablesIItem", "/components/schemas/Nullables/properties/i/items"),
    schema_support::EmittedSchema::of_schemars::<Nullables>("Nullables", "/components/schemas/Nullables"),
    schema_support::EmittedSchema::of_schemars::<BoundsA>("BoundsA", "/components/schemas/Bounds/properties/a"),
    schema_support::EmittedSchema::of_schemars::<BoundsB>("BoundsB", "/components/schemas/Bounds/properties/b"),
    schema_support::EmittedSchema::of_schemars::<BoundsC>("BoundsC", "/components/schemas/Bounds/properties/c"),
    schema_support::EmittedSchema::of_schemars::<Bounds>("Bounds", "/components/schemas/Bounds"),
    schema_support::EmittedSchema::of_schemars::<Beside>("Beside", "/components/schemas/Beside"),
    schema_support::EmittedSchema::of_schemars::<Cat>("Cat", "/components/schemas/Cat"),
    schema_support::EmittedSchema::of_schemars::<Dog>("Dog", "/components/schemas/Dog"),
    schema_support::EmittedSchema::of_schemars::<User>("User", "/components/schemas/User"),
    schema_support::EmittedSchema::of_schemars::<Team>("Team", "/components/schemas/Team"),
    schema_support::EmittedSchema::of_schemars::<Twice>("Twice", "/components/schemas/Twice"),
    schema_support::EmittedSchema::of_schemars::<Required>("Required", "/components/schemas/Required"),
    schema_support::EmittedSchema::of_schemars::<UserRequest>("UserRequest", "/components/schemas/User"),
    schema_support::EmittedSchema::of_schemars::<TeamRequest>("TeamRequest", "/components/schemas/Team"),
];

impl schemars::JsonSchema for Shade {
    fn schema_name() -> String {
        "Shade".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&Shade::VALUES)
    }
}

impl schemars::JsonSchema for Size {
    fn schema_name() -> String {
        "Size".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&Size::VALUES)
    }
}

impl schemars::JsonSchema for Base {
    fn schema_name() -> String {
        "Base".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("base", _generator)
        .build()
    }
}

impl schemars::JsonSchema for NullablesE {
    fn schema_name() -> String {
        "NullablesE".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<Base>(),
            _generator.subschema_for::<String>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for NullablesH {
    fn schema_name() -> String {
        "NullablesH".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<String>(),
            _generator.subschema_for::<i64>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for NullablesIItem {
    fn schema_name() -> String {
        "NullablesIItem".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<String>(),
            _generator.subschema_for::<bool>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Nullables {
    fn schema_name() -> String {
        "Nullables".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<Option<String>>("a", _generator)
        .required::<Option<Base>>("b", _generator)
        .required::<Option<Base>>("c", _generator)
        .optional::<Field<NullablesD>>("d", _generator)
        .optional::<Field<NullablesE>>("e", _generator)
        .optional::<Field<i64>>("f", _generator)
        .optional::<Field<Base>>("g", _generator)
        .optional::<Field<NullablesH>>("h", _generator)
        .optional::<Vec<Option<NullablesIItem>>>("i", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Bounds {
    fn schema_name() -> String {
        "Bounds".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<BoundsA>("a", _generator)
        .optional::<BoundsB>("b", _generator)
        .optional::<BoundsC>("c", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Beside {
    fn schema_name() -> String {
        "Beside".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<Base>("base", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Animal {
    fn schema_name() -> String {
        "Animal".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<Cat>(),
            _generator.subschema_for::<Dog>(),
            _generator.subschema_for::<AnimalBase>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Cat {
    fn schema_name() -> String {
        "Cat".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("kind", _generator)
        .optional::<String>("name", _generator)
        .optional::<i64>("lives", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Dog {
    fn schema_name() -> String {
        "Dog".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("kind", _generator)
        .optional::<String>("name", _generator)
        .required::<String>("bark", _generator)
        .build()
    }
}

impl schemars::JsonSchema for AnimalBase {
    fn schema_name() -> String {
        "AnimalBase".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("kind", _generator)
        .optional::<String>("name", _generator)
        .additional::<serde_json::Value>(_generator)
        .build()
    }
}

impl schemars::JsonSchema for User {
    fn schema_name() -> String {
        "User".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("id", _generator)
        .required::<String>("name", _generator)
        .optional::<schema_support::Secret>("password", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Team {
    fn schema_name() -> String {
        "Team".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<Vec<User>>("users", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Twice {
    fn schema_name() -> String {
        "Twice".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&Twice::VALUES)
    }
}

impl schemars::JsonSchema for Required {
    fn schema_name() -> String {
        "Required".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("a", _generator)
        .build()
    }
}

impl schemars::JsonSchema for UserRequest {
    fn schema_name() -> String {
        "UserRequest".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<String>("id", _generator)
        .required::<String>("name", _generator)
        .required::<schema_support::Secret>("password", _generator)
        .build()
    }
}

impl schemars::JsonSchema for TeamRequest {
    fn schema_name() -> String {
        "TeamRequest".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<Vec<UserRequest>>("users", _generator)
        .build()
    }
}
