//! The schemas that rules amount to, as schemars 0.8 writes them: what the code enforces, told
//! back, so that it can be compared with the document.

use schemars08::JsonSchema;
use schemars08::r#gen::SchemaGenerator;
use schemars08::schema::{
    ArrayValidation, InstanceType, NumberValidation, Schema, SchemaObject, SingleOrVec, StringValidation,
};

use crate::{ArrayRules, Date, DateTime, Field, IntegerRules, NumberRules, StringRules};

fn typed(instance_type: InstanceType, format: Option<&str>) -> SchemaObject {
    SchemaObject {
        instance_type: Some(SingleOrVec::Single(Box::new(instance_type))),
        format: format.map(str::to_owned),
        ..SchemaObject::default()
    }
}

/// Of a constrained string.
pub fn string_schema(rules: &StringRules, _: &mut SchemaGenerator) -> Schema {
    let length = |length: Option<usize>| length.and_then(|length| u32::try_from(length).ok());
    let string = StringValidation {
        min_length: length(rules.min_length),
        max_length: length(rules.max_length),
        pattern: rules.pattern.map(|pattern| pattern.source().to_owned()),
    };
    let mut schema = typed(InstanceType::String, rules.format.map(crate::Format::name));
    if string != StringValidation::default() {
        schema.string = Some(Box::new(string));
    }
    schema.into()
}

/// Of a constrained integer.
pub fn integer_schema(rules: &IntegerRules, _: &mut SchemaGenerator) -> Schema {
    let number = NumberValidation {
        minimum: rules.minimum.map(|bound| bound as f64),
        maximum: rules.maximum.map(|bound| bound as f64),
        multiple_of: rules.multiple_of.map(|step| step as f64),
        ..NumberValidation::default()
    };
    SchemaObject { number: Some(Box::new(number)), ..typed(InstanceType::Integer, None) }.into()
}

/// Of a constrained number.
pub fn number_schema(rules: &NumberRules, _: &mut SchemaGenerator) -> Schema {
    let number = NumberValidation {
        minimum: rules.minimum,
        exclusive_minimum: rules.exclusive_minimum,
        maximum: rules.maximum,
        exclusive_maximum: rules.exclusive_maximum,
        multiple_of: rules.multiple_of,
    };
    SchemaObject { number: Some(Box::new(number)), ..typed(InstanceType::Number, None) }.into()
}

/// Of a constrained array.
pub fn array_schema<T: JsonSchema>(rules: &ArrayRules, generator: &mut SchemaGenerator) -> Schema {
    let count = |count: Option<usize>| count.and_then(|count| u32::try_from(count).ok());
    let array = ArrayValidation {
        items: Some(SingleOrVec::Single(Box::new(generator.subschema_for::<T>()))),
        min_items: count(rules.min_items),
        max_items: count(rules.max_items),
        unique_items: rules.unique_items.then_some(true),
        ..ArrayValidation::default()
    };
    SchemaObject { array: Some(Box::new(array)), ..typed(InstanceType::Array, None) }.into()
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn schema_name() -> String {
        format!("Nullable_{}", T::schema_name())
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // As schemars says "or null", so that nullable members look alike, required or not.
        <Option<T> as JsonSchema>::json_schema(generator)
    }

    fn _schemars_private_is_option() -> bool {
        true
    }
}

impl JsonSchema for Date {
    fn schema_name() -> String {
        "Date".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        typed(InstanceType::String, Some("date")).into()
    }
}

impl JsonSchema for DateTime {
    fn schema_name() -> String {
        "DateTime".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        typed(InstanceType::String, Some("date-time")).into()
    }
}

impl JsonSchema for crate::Number {
    fn schema_name() -> String {
        "Number".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        typed(InstanceType::Number, None).into()
    }
}

impl JsonSchema for crate::Integer {
    fn schema_name() -> String {
        "Integer".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        typed(InstanceType::Integer, None).into()
    }
}

/// Builds an object's schema member by member, as its decoding goes member by member.
#[derive(Debug, Default)]
pub struct ObjectSchema {
    object: schemars08::schema::ObjectValidation,
}

impl ObjectSchema {
    fn member(mut self, name: &str, schema: Schema, required: bool) -> Self {
        self.object.properties.insert(name.to_owned(), schema);
        if required {
            self.object.required.insert(name.to_owned());
        }
        self
    }

    /// A member that has to be there.
    pub fn required<T: JsonSchema>(self, name: &str, generator: &mut SchemaGenerator) -> Self {
        self.member(name, generator.subschema_for::<T>(), true)
    }

    /// A member that may be absent.
    pub fn optional<T: JsonSchema>(self, name: &str, generator: &mut SchemaGenerator) -> Self {
        self.member(name, generator.subschema_for::<T>(), false)
    }

    /// A member with one value.
    pub fn constant(self, name: &str, value: &str) -> Self {
        self.member(name, enum_schema(&[value]), true)
    }

    /// No other member is allowed.
    pub fn closed(mut self) -> Self {
        self.object.additional_properties = Some(Box::new(Schema::Bool(false)));
        self
    }

    /// Every other member is of one type.
    pub fn additional<T: JsonSchema>(mut self, generator: &mut SchemaGenerator) -> Self {
        self.object.additional_properties = Some(Box::new(generator.subschema_for::<T>()));
        self
    }

    /// The schema.
    pub fn build(self) -> Schema {
        SchemaObject { object: Some(Box::new(self.object)), ..typed(InstanceType::Object, None) }.into()
    }
}

/// Of an enumeration of strings.
pub fn enum_schema(values: &[&str]) -> Schema {
    let values = values.iter().map(|value| (*value).into()).collect();
    SchemaObject { enum_values: Some(values), ..typed(InstanceType::String, None) }.into()
}

/// Of an enumeration of any values.
pub fn literals_schema(values: &[crate::Literal]) -> Schema {
    let values = values.iter().map(|value| serde_json::to_value(value).unwrap_or_default()).collect();
    SchemaObject { enum_values: Some(values), ..SchemaObject::default() }.into()
}

/// Of a type that a schema narrows: the type's.
pub fn checked_schema<T: JsonSchema>(_: &crate::Schema, generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Of a union of which exactly one member fits (`oneOf`) or at least one (`anyOf`).
pub fn union_schema(exactly_one: bool, members: Vec<Schema>) -> Schema {
    let mut schema = SchemaObject::default();
    let subschemas = schema.subschemas();
    if exactly_one {
        subschemas.one_of = Some(members);
    } else {
        subschemas.any_of = Some(members);
    }
    schema.into()
}
