//! The schemas that rules amount to, as schemars 0.8 writes them: what the code enforces, told
//! back, so that it can be compared with the document.

use schemars08::JsonSchema;
use schemars08::r#gen::SchemaGenerator;
use schemars08::schema::{
    ArrayValidation, InstanceType, NumberValidation, Schema, SchemaObject, SingleOrVec, StringValidation,
};

use crate::rule::NamedSchemas;
use crate::rule_json::json_of;
use crate::{ArrayRules, Date, DateTime, Field, IntegerRules, NumberRules, StringRules};

fn typed(instance_type: InstanceType, format: Option<&str>) -> SchemaObject {
    SchemaObject {
        instance_type: Some(SingleOrVec::Single(Box::new(instance_type))),
        format: format.map(str::to_owned),
        ..SchemaObject::default()
    }
}

/// Of a constrained string.
pub fn string_schema(rules: &StringRules, _: &str, _: &mut SchemaGenerator) -> Schema {
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
    let further = rules.patterns.iter().map(|pattern| {
        let string = StringValidation { pattern: Some(pattern.source().to_owned()), ..StringValidation::default() };
        SchemaObject { string: Some(Box::new(string)), ..SchemaObject::default() }.into()
    });
    if !rules.patterns.is_empty() {
        schema.subschemas().all_of = Some(further.collect());
    }
    schema.into()
}

/// Of a constrained integer, and the Rust type that holds it.
///
/// Bounds that no float is are widened to the next one that is, a step that no float is is left out: the schema must not
/// refuse what the type takes.
pub fn integer_schema(rules: &IntegerRules, holder: &str, _: &mut SchemaGenerator) -> Schema {
    let exact = |bound: i128| (bound as f64) as i128 == bound;
    let widened = |bound: i128, beyond: fn(i128, i128) -> bool, next: fn(f64) -> f64| {
        let float = bound as f64;
        if beyond(float as i128, bound) { next(float) } else { float }
    };
    let number = NumberValidation {
        minimum: rules
            .minimum
            .or(crate::emitted::least(holder))
            .map(|bound| widened(bound, |float, bound| float > bound, f64::next_down)),
        maximum: rules.maximum.map(|bound| widened(bound, |float, bound| float < bound, f64::next_up)),
        multiple_of: rules.multiple_of.filter(|step| exact(*step)).map(|step| step as f64),
        ..NumberValidation::default()
    };
    let format = crate::emitted::integer_format(holder);
    SchemaObject { number: Some(Box::new(number)), ..typed(InstanceType::Integer, format) }.into()
}

/// Of a constrained number. Bounds that no float is are left out.
pub fn number_schema(rules: &NumberRules, _: &str, _: &mut SchemaGenerator) -> Schema {
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

/// Of an array of so many items, each of a schema of its own.
///
/// OpenAPI 3.0 has no word for such: there it is an array of so many items.
pub fn tuple_schema(items: Vec<Schema>, generator: &SchemaGenerator) -> Schema {
    let count = u32::try_from(items.len()).ok();
    let is_old = generator.settings().option_nullable;
    let array = ArrayValidation {
        items: is_old.then(|| SingleOrVec::Single(Box::new(Schema::Bool(true)))),
        min_items: count,
        max_items: count,
        ..ArrayValidation::default()
    };
    let mut schema = SchemaObject { array: Some(Box::new(array)), ..typed(InstanceType::Array, None) };
    if !is_old {
        // schemars has a field for it that is written in the words of an older draft.
        schema.extensions.insert("prefixItems".to_owned(), serde_json::json!(items));
    }
    schema.into()
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

/// Of a type that a schema narrows: both hold.
///
/// OpenAPI 3.0, and the crate that dropshot writes it with, cannot say all that rules do: for them it is the type's alone.
pub fn checked_schema<T: JsonSchema>(
    rules: crate::Schema,
    named: NamedSchemas,
    generator: &mut SchemaGenerator,
) -> Schema {
    let base = generator.subschema_for::<T>();
    narrowed(base, rules, named, generator)
}

/// Of a schema that rules narrow, as [`checked_schema`] has it.
pub fn narrowed(base: Schema, rules: crate::Schema, named: NamedSchemas, generator: &mut SchemaGenerator) -> Schema {
    if generator.settings().option_nullable || rules.is_empty() {
        return base;
    }
    let rules = rules_schema(rules, named, generator);
    if base == Schema::Bool(true) {
        return rules;
    }
    let mut both = SchemaObject::default();
    both.subschemas().all_of = Some(vec![base, rules]);
    both.into()
}

fn rules_schema(rules: crate::Schema, named: NamedSchemas, generator: &mut SchemaGenerator) -> Schema {
    let mut referred = Vec::new();
    let path = generator.settings().definitions_path.clone();
    let json = json_of(rules, &mut |schema| {
        let (name, _) = crate::rule::name_of(schema, named);
        referred.push(schema);
        format!("{path}{name}")
    });
    for schema in referred {
        let (name, schema) = crate::rule::name_of(schema, named);
        if !generator.definitions().contains_key(name) {
            // There before it is made: it may be its own part.
            generator.definitions_mut().insert(name.to_owned(), Schema::Bool(true));
            let made = rules_schema(schema, named, generator);
            generator.definitions_mut().insert(name.to_owned(), made);
        }
    }
    // What schemars has no field for is kept as it is beside the fields.
    serde_json::from_value(json.clone()).unwrap_or_else(|_| {
        let extensions = json.as_object().cloned().unwrap_or_default();
        SchemaObject { extensions: extensions.into_iter().collect(), ..SchemaObject::default() }.into()
    })
}

/// Of a union's member whose own schema does not name the property that tells it from the others.
pub fn tagged_schema(property: &str, tags: &[&str], member: Schema) -> Schema {
    let mut tag = SchemaObject::default();
    tag.enum_values = Some(tags.iter().map(|tag| (*tag).into()).collect());
    let mut schema = SchemaObject::default();
    schema.subschemas().all_of = Some(vec![member]);
    schema.object().required.insert(property.to_owned());
    schema.object().properties.insert(property.to_owned(), tag.into());
    schema.into()
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
