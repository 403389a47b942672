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
/// OpenAPI 3.0 has no word for such: there, and for readers of draft 7, it is an array of so many items. For those of JSON
/// Schema 2020-12, which OpenAPI 3.1 speaks, `prefixItems` says the rest.
pub fn tuple_schema(items: Vec<Schema>, generator: &SchemaGenerator) -> Schema {
    let count = u32::try_from(items.len()).ok();
    let is_openapi_3_0 = generator.settings().option_nullable;
    let array = ArrayValidation {
        items: is_openapi_3_0.then(|| SingleOrVec::Single(Box::new(Schema::Bool(true)))),
        min_items: count,
        max_items: count,
        ..ArrayValidation::default()
    };
    let mut schema = SchemaObject { array: Some(Box::new(array)), ..typed(InstanceType::Array, None) };
    if !is_openapi_3_0 {
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

#[cfg(test)]
mod tests {
    use schemars08::r#gen::SchemaSettings;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Format, Literal, Pattern, Rule};

    fn generator() -> SchemaGenerator {
        SchemaGenerator::default()
    }

    fn written(schema: impl Into<Schema>) -> Value {
        serde_json::to_value(schema.into()).expect("JSON")
    }

    fn of<T: JsonSchema>() -> Value {
        written(T::json_schema(&mut generator()))
    }

    static DIGIT: Pattern = Pattern::linear("\\d", "[0-9]");
    static LETTER: Pattern = Pattern::linear("[a-z]", "[a-z]");

    #[test]
    fn the_schema_of_a_string_has_its_rules() {
        static ALL: StringRules = StringRules {
            min_length: Some(1),
            max_length: Some(2),
            pattern: Some(&DIGIT),
            patterns: &[&LETTER],
            format: Some(Format::Email),
        };
        let string = |rules: &StringRules| written(string_schema(rules, "", &mut generator()));
        assert_eq!(
            string(&ALL),
            json!({ "type": "string", "minLength": 1, "maxLength": 2, "pattern": "\\d", "format": "email",
                "allOf": [{ "pattern": "[a-z]" }] })
        );
        assert_eq!(string(&StringRules::NONE), json!({ "type": "string" }));
        assert_eq!(
            string(&StringRules { min_length: Some(1), ..StringRules::NONE }),
            json!({ "type": "string", "minLength": 1 })
        );
        // Whether there are validations is no part of what is written.
        match string_schema(&StringRules::NONE, "", &mut generator()) {
            Schema::Object(object) => assert!(object.string.is_none() && object.subschemas.is_none()),
            schema => panic!("{schema:?}"),
        }
    }

    #[test]
    fn the_schema_of_an_integer_never_refuses_what_the_type_takes() {
        let integer = |rules: &IntegerRules, holder: &str| written(integer_schema(rules, holder, &mut generator()));
        assert_eq!(
            integer(&IntegerRules { minimum: Some(-5), maximum: Some(10), multiple_of: Some(5) }, "i32"),
            json!({ "type": "integer", "format": "int32", "minimum": -5.0, "maximum": 10.0, "multipleOf": 5.0 })
        );
        assert_eq!(integer(&IntegerRules::NONE, "u8"), json!({ "type": "integer", "format": "uint8", "minimum": 0.0 }));
        assert_eq!(integer(&IntegerRules::NONE, "i64"), json!({ "type": "integer" }));
        // Floats are even here: 1 is rounded down and 3 up.
        let edge = 1_i128 << 53;
        let float = |more: f64| 9007199254740992.0 + more;
        for (bound, minimum, maximum) in
            [(edge, float(0.0), float(0.0)), (edge + 1, float(0.0), float(2.0)), (edge + 3, float(2.0), float(4.0))]
        {
            let rules = IntegerRules { minimum: Some(bound), maximum: Some(bound), multiple_of: Some(bound) };
            let mut expected = json!({ "type": "integer", "minimum": minimum, "maximum": maximum });
            if bound == edge {
                expected["multipleOf"] = json!(minimum);
            }
            assert_eq!(integer(&rules, "i64"), expected, "{bound}");
        }
    }

    #[test]
    fn the_schemas_of_numbers_and_arrays_have_their_rules() {
        let rules = NumberRules {
            minimum: Some(1.0),
            exclusive_minimum: Some(2.0),
            maximum: Some(3.5),
            exclusive_maximum: Some(4.0),
            multiple_of: Some(0.5),
            exact: &[],
        };
        assert_eq!(
            written(number_schema(&rules, "", &mut generator())),
            json!({ "type": "number", "minimum": 1.0, "exclusiveMinimum": 2.0, "maximum": 3.5, "exclusiveMaximum": 4.0,
                "multipleOf": 0.5 })
        );
        let array = |rules: &ArrayRules| written(array_schema::<Date>(rules, &mut generator()));
        let item = json!({ "type": "string", "format": "date" });
        assert_eq!(
            array(&ArrayRules { min_items: Some(1), max_items: Some(2), unique_items: true }),
            json!({ "type": "array", "items": item, "minItems": 1, "maxItems": 2, "uniqueItems": true })
        );
        assert_eq!(array(&ArrayRules::NONE), json!({ "type": "array", "items": item }));
    }

    #[test]
    fn a_tuple_has_a_schema_for_each_place_and_in_openapi_3_0_their_number() {
        let items = || vec![of_member("a"), of_member("b")];
        assert_eq!(
            written(tuple_schema(items(), &generator())),
            json!({ "type": "array", "minItems": 2, "maxItems": 2,
                "prefixItems": [{ "enum": ["a"] }, { "enum": ["b"] }] })
        );
        assert_eq!(
            written(tuple_schema(items(), &SchemaSettings::openapi3().into_generator())),
            json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": true })
        );
    }

    #[test]
    fn the_types_of_this_crate_stand_where_they_are_used() {
        fn named<T: JsonSchema>() -> (String, bool, Value) {
            (T::schema_name(), T::is_referenceable(), of::<T>())
        }
        let row = |name: &str, schema| (name.to_owned(), false, schema);
        assert_eq!(named::<Date>(), row("Date", json!({ "type": "string", "format": "date" })));
        assert_eq!(named::<DateTime>(), row("DateTime", json!({ "type": "string", "format": "date-time" })));
        assert_eq!(named::<crate::Number>(), row("Number", json!({ "type": "number" })));
        assert_eq!(named::<crate::Integer>(), row("Integer", json!({ "type": "integer" })));
        assert_eq!(
            named::<Field<Date>>(),
            row("Nullable_Date", json!({ "type": ["string", "null"], "format": "date" }))
        );
        assert!(Field::<Date>::_schemars_private_is_option());
    }

    #[test]
    fn an_object_has_its_members_and_says_of_the_others() {
        let date = json!({ "type": "string", "format": "date" });
        let generator = &mut generator();
        let object = ObjectSchema::default()
            .required::<Date>("a", generator)
            .optional::<Date>("b", generator)
            .constant("c", "x")
            .closed();
        assert_eq!(
            written(object.build()),
            json!({ "type": "object", "required": ["a", "c"], "additionalProperties": false,
                "properties": { "a": date, "b": date, "c": { "type": "string", "enum": ["x"] } } })
        );
        let open = ObjectSchema::default().required::<Date>("a", generator).additional::<Date>(generator);
        assert_eq!(
            written(open.build()),
            json!({ "type": "object", "required": ["a"], "properties": { "a": date }, "additionalProperties": date })
        );
    }

    #[test]
    fn enumerations_and_unions_have_each_of_their_members() {
        assert_eq!(written(enum_schema(&["a", "b"])), json!({ "type": "string", "enum": ["a", "b"] }));
        assert_eq!(written(literals_schema(&[Literal::Integer(1), Literal::Null])), json!({ "enum": [1, null] }));
        let members = || vec![of_member("a"), of_member("b")];
        assert_eq!(written(union_schema(true, members())), json!({ "oneOf": [{ "enum": ["a"] }, { "enum": ["b"] }] }));
        assert_eq!(written(union_schema(false, members())), json!({ "anyOf": [{ "enum": ["a"] }, { "enum": ["b"] }] }));
        assert_eq!(
            written(tagged_schema("kind", &["x", "y"], of_member("a"))),
            json!({ "allOf": [{ "enum": ["a"] }], "required": ["kind"],
                "properties": { "kind": { "enum": ["x", "y"] } } })
        );
    }

    fn of_member(value: &'static str) -> Schema {
        literals_schema(&[Literal::String(value)])
    }

    #[test]
    fn a_narrowed_type_is_both_and_in_openapi_3_0_its_own_alone() {
        static RULES: crate::Schema = &[Rule::MaxItems(2)];
        let date = json!({ "type": "string", "format": "date" });
        let narrow = |rules, generator: &mut SchemaGenerator| written(checked_schema::<Date>(rules, &[], generator));
        assert_eq!(narrow(RULES, &mut generator()), json!({ "allOf": [date, { "maxItems": 2 }] }));
        assert_eq!(narrow(&[], &mut generator()), date);
        assert_eq!(narrow(RULES, &mut SchemaSettings::openapi3().into_generator()), date);
        assert_eq!(written(narrowed(Schema::Bool(true), RULES, &[], &mut generator())), json!({ "maxItems": 2 }));
        // More than schemars has room for.
        static LARGE: crate::Schema = &[Rule::MaxItems(1 << 40)];
        assert_eq!(
            written(narrowed(Schema::Bool(true), LARGE, &[], &mut generator())),
            json!({ "maxItems": 1_u64 << 40 })
        );
    }

    #[test]
    fn what_rules_refer_to_is_defined_once() {
        static NODE: crate::Schema = &[Rule::Properties(&[("next", &[Rule::Ref(&NODE)])])];
        static RULES: crate::Schema = &[Rule::AnyOf(&[&[Rule::Ref(&NODE)], &[Rule::Ref(&NODE)]])];
        static NAMED: NamedSchemas = &[("Node", &NODE)];
        let generator = &mut generator();
        let reference = json!({ "$ref": "#/definitions/Node" });
        assert_eq!(
            written(narrowed(Schema::Bool(true), RULES, NAMED, generator)),
            json!({ "anyOf": [reference, reference] })
        );
        let node = generator.definitions().get("Node").cloned().expect("a definition");
        assert_eq!(written(node), json!({ "properties": { "next": reference } }));
        // What is there stays as it is.
        generator.definitions_mut().insert("Node".to_owned(), Schema::Bool(false));
        narrowed(Schema::Bool(true), RULES, NAMED, generator);
        assert_eq!(generator.definitions().get("Node"), Some(&Schema::Bool(false)));
    }
}
