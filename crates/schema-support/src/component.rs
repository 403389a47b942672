//! What the types enforce, told as utoipa's schemas: what its `components(schemas(..))` takes.
//!
//! Made of the rules that the code enforces by utoipa's own builders, not of what schemars is told. utoipa has no
//! keyword for some rules. A few are said in other words: `dependentRequired`, `dependentSchemas`, and what is no more
//! than the absence of a member or of a type. The others (any other `not`, `if`, `contains`, `patternProperties`,
//! `unevaluated…`) are left out, so that a schema never refuses what the type takes. `oneOf` is `anyOf` where something is
//! left out of its branches: with less said, two of them might fit.

use utoipa::openapi::schema::{
    AdditionalProperties, AllOfBuilder, AnyOfBuilder, ArrayBuilder, ArrayItems, Discriminator, Object, ObjectBuilder,
    OneOfBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{Number, PartialSchema, ToSchema};

use crate::rule::{NamedSchemas, name_of};
use crate::{Field, Literal, Rule, emitted};

/// A schema, or a reference to one.
pub type Component = RefOr<Schema>;

/// The schemas that a document has to have, by name.
pub type Components = Vec<(String, Component)>;

fn typed(ty: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(ty)
}

fn untyped() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::AnyValue)
}

fn made(builder: ObjectBuilder) -> Component {
    RefOr::T(Schema::Object(builder.build()))
}

/// Of anything.
pub fn any() -> Component {
    made(untyped())
}

/// Of null.
pub fn null() -> Component {
    made(typed(Type::Null))
}

/// Of a truth value.
pub fn boolean() -> Component {
    made(typed(Type::Boolean))
}

/// Of an integer that a Rust type of this name holds.
pub fn integer(holder: &str) -> Component {
    rules::integer(&crate::IntegerRules::NONE, holder)
}

/// Of a number.
pub fn number() -> Component {
    made(typed(Type::Number))
}

/// Of a string.
pub fn string() -> Component {
    made(typed(Type::String))
}

/// Of a string of a format.
pub fn format(name: &str) -> Component {
    made(typed(Type::String).format(Some(SchemaFormat::Custom(name.to_owned()))))
}

/// Of an array.
pub fn array(item: Component) -> Component {
    RefOr::T(Schema::Array(ArrayBuilder::new().items(item).build()))
}

/// Of an array of so many items, each of a schema of its own.
pub fn tuple(items: Vec<Component>) -> Component {
    let count = items.len();
    let items: Vec<Schema> = items.into_iter().map(unreferenced).collect();
    let array = ArrayBuilder::new().prefix_items(items).items(ArrayItems::False);
    RefOr::T(Schema::Array(array.min_items(Some(count)).max_items(Some(count)).build()))
}

/// Of an object whose members all are of one type.
pub fn map(value: Component) -> Component {
    made(typed(Type::Object).additional_properties(Some(value)))
}

/// Of a type that is among the components.
pub fn named<T: ToSchema>() -> Component {
    RefOr::Ref(Ref::from_schema_name(T::name()))
}

/// Of what may be null as well.
pub fn nullable(mut inner: Component) -> Component {
    if inner == any() {
        return inner;
    }
    if let RefOr::T(Schema::Object(object)) = &mut inner
        && object.enum_values.is_none()
        && let SchemaType::Type(ty) = &object.schema_type
    {
        object.schema_type = SchemaType::Array(vec![ty.clone(), Type::Null]);
        return inner;
    }
    union(false, vec![inner, null()], None)
}

/// Of strings, one by one.
pub fn enumeration(values: &[&str]) -> Component {
    made(typed(Type::String).enum_values(Some(values.iter().copied())))
}

/// Of values of any kind, one by one.
pub fn literals(values: &[Literal]) -> Component {
    made(untyped().enum_values(Some(values.iter().map(json))))
}

fn json(literal: &Literal) -> serde_json::Value {
    // Writing to memory cannot fail: keys are strings, and there is no I/O.
    serde_json::to_value(literal).unwrap_or_default()
}

/// Of a union: exactly one of its members fits (`oneOf`), or at least one. A member's value may say which one is meant:
/// its name, and each value with the name of its component.
pub fn union(exactly_one: bool, members: Vec<Component>, tag: Option<(&str, &[(&str, String)])>) -> Component {
    let discriminator = tag.map(|(property, values)| {
        let mapping = values.iter().map(|(value, name)| (*value, format!("#/components/schemas/{name}")));
        Discriminator::with_mapping(property, mapping)
    });
    RefOr::T(match exactly_one {
        true => {
            let all = members.into_iter().fold(OneOfBuilder::new(), OneOfBuilder::item);
            Schema::OneOf(all.discriminator(discriminator).build())
        }
        false => {
            let all = members.into_iter().fold(AnyOfBuilder::new(), AnyOfBuilder::item);
            Schema::AnyOf(all.discriminator(discriminator).build())
        }
    })
}

/// Of a union's member whose own schema does not name the property that tells it from the others.
pub fn tagged(property: &str, tags: &[&str], member: Component) -> Component {
    let tag = ObjectBuilder::new().schema_type(Type::Object).property(property, enumeration(tags)).required(property);
    all_of(vec![member, made(tag)])
}

fn all_of(mut parts: Vec<Component>) -> Component {
    match (parts.len(), parts.pop()) {
        (_, None) => any(),
        (1, Some(part)) => part,
        (_, Some(last)) => {
            parts.push(last);
            RefOr::T(Schema::AllOf(parts.into_iter().fold(AllOfBuilder::new(), AllOfBuilder::item).build()))
        }
    }
}

/// Builds an object's schema member by member, as its decoding goes member by member.
pub struct ObjectComponent {
    object: ObjectBuilder,
}

impl std::fmt::Debug for ObjectComponent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectComponent").finish_non_exhaustive()
    }
}

impl Default for ObjectComponent {
    fn default() -> Self {
        Self { object: typed(Type::Object) }
    }
}

impl ObjectComponent {
    /// A member that has to be there.
    pub fn required(self, name: &str, member: Component) -> Self {
        Self { object: self.object.property(name, member).required(name) }
    }

    /// A member that may be absent.
    pub fn optional(self, name: &str, member: Component) -> Self {
        Self { object: self.object.property(name, member) }
    }

    /// A member with one value.
    pub fn constant(self, name: &str, value: &str) -> Self {
        self.required(name, enumeration(&[value]))
    }

    /// No other member is allowed.
    pub fn closed(self) -> Self {
        Self { object: self.object.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))) }
    }

    /// Every other member is of one type.
    pub fn additional(self, value: Component) -> Self {
        Self { object: self.object.additional_properties(Some(value)) }
    }

    /// The schema.
    pub fn build(self) -> Component {
        made(self.object)
    }
}

/// Adds a type and all that it refers to; once.
pub fn collect<T: ToSchema>(found: &mut Components) {
    let name = T::name();
    if !found.iter().any(|(known, _)| *known == name) {
        found.push((name.into_owned(), T::schema()));
        T::schemas(found);
    }
}

/// Adds the schemas that rules refer to; once.
pub fn collect_named(schema: crate::Schema, named: NamedSchemas, found: &mut Components) {
    for rule in schema {
        if let Rule::Ref(schema) = rule {
            let (name, schema) = name_of(schema, named);
            if !found.iter().any(|(known, _)| known == name) {
                found.push((name.to_owned(), said(schema, named, false)));
                collect_named(schema, named, found);
            }
        }
        inner(rule).into_iter().for_each(|schema| collect_named(schema, named, found));
    }
}

/// A schema that rules narrow: both hold.
pub fn narrowed(base: Component, rules: crate::Schema, named: NamedSchemas) -> Component {
    let said = said(rules, named, matches!(base, RefOr::T(Schema::Array(_))));
    match (base == any(), said == any()) {
        (true, _) => said,
        (false, true) => base,
        (false, false) => all_of(vec![base, said]),
    }
}

/// What holds of scalars and arrays with rules.
pub mod rules {
    use super::*;

    /// Of a constrained string.
    pub fn string(rules: &crate::StringRules, _: &str) -> Component {
        let further = rules.patterns.iter().map(|pattern| made(untyped().pattern(Some(pattern.source()))));
        all_of(std::iter::once(made(text(typed(Type::String), rules))).chain(further).collect())
    }

    pub(super) fn text(object: ObjectBuilder, rules: &crate::StringRules) -> ObjectBuilder {
        object
            .min_length(rules.min_length)
            .max_length(rules.max_length)
            .pattern(rules.pattern.map(crate::Pattern::source))
            .format(rules.format.map(|format| SchemaFormat::Custom(format.name().to_owned())))
    }

    /// Of a constrained integer, and the Rust type that holds it. Bounds that utoipa's numbers are not are left out.
    pub fn integer(rules: &crate::IntegerRules, holder: &str) -> Component {
        let format = emitted::integer_format(holder).map(|name| SchemaFormat::Custom(name.to_owned()));
        made(
            typed(Type::Integer)
                .format(format)
                .minimum(rules.minimum.or(emitted::least(holder)).and_then(exact))
                .maximum(rules.maximum.and_then(exact))
                .multiple_of(rules.multiple_of.and_then(exact)),
        )
    }

    fn exact(bound: i128) -> Option<Number> {
        let float = bound as f64;
        match (isize::try_from(bound), usize::try_from(bound)) {
            (Ok(bound), _) => Some(Number::Int(bound)),
            (_, Ok(bound)) => Some(Number::UInt(bound)),
            _ => (float as i128 == bound).then_some(Number::Float(float)),
        }
    }

    /// Of a constrained number. Bounds that no float is are left out.
    pub fn number(rules: &crate::NumberRules, _: &str) -> Component {
        made(bounds(typed(Type::Number), rules))
    }

    pub(super) fn bounds(object: ObjectBuilder, rules: &crate::NumberRules) -> ObjectBuilder {
        object
            .minimum(rules.minimum)
            .exclusive_minimum(rules.exclusive_minimum)
            .maximum(rules.maximum)
            .exclusive_maximum(rules.exclusive_maximum)
            .multiple_of(rules.multiple_of)
    }

    /// Of a constrained array.
    pub fn array(rules: &crate::ArrayRules, item: Component) -> Component {
        let array = ArrayBuilder::new().items(item).min_items(rules.min_items).max_items(rules.max_items);
        RefOr::T(Schema::Array(array.unique_items(rules.unique_items).build()))
    }
}

/// The schemas in a rule.
fn inner(rule: &Rule) -> Vec<crate::Schema> {
    match rule {
        Rule::PrefixItems(schemas) | Rule::AllOf(schemas) | Rule::AnyOf(schemas) | Rule::OneOf(schemas) => {
            schemas.to_vec()
        }
        Rule::Properties(rows) | Rule::DependentSchemas(rows) => rows.iter().map(|(_, schema)| *schema).collect(),
        Rule::PatternProperties(rows) => rows.iter().map(|(_, schema)| *schema).collect(),
        Rule::Items(_, schema)
        | Rule::Contains(schema, ..)
        | Rule::AdditionalProperties(.., schema)
        | Rule::PropertyNames(schema)
        | Rule::Not(schema)
        | Rule::UnevaluatedItems(schema)
        | Rule::UnevaluatedProperties(schema) => vec![schema],
        Rule::If(condition, then, otherwise) => vec![condition, then, otherwise],
        _ => Vec::new(),
    }
}

/// Whether utoipa can say all of a schema.
fn is_whole(schema: crate::Schema, seen: &mut Vec<&'static crate::Schema>) -> bool {
    schema.iter().all(|rule| {
        let by_itself = match rule {
            Rule::Contains(..)
            | Rule::PatternProperties(_)
            | Rule::If(..)
            | Rule::UnevaluatedItems(_)
            | Rule::UnevaluatedProperties(_) => false,
            Rule::Not(schema) => negated(schema).is_some(),
            Rule::AdditionalProperties(_, patterns, _) => patterns.is_empty(),
            Rule::Number(rules) => rules.exact.is_empty(),
            // What is not whole in a schema that was seen before has been found there.
            Rule::Ref(schema) if seen.iter().any(|known| std::ptr::eq(*known, *schema)) => true,
            Rule::Ref(schema) => {
                seen.push(schema);
                is_whole(schema, seen)
            }
            _ => true,
        };
        by_itself && inner(rule).into_iter().all(|schema| is_whole(schema, seen))
    })
}

/// Rules on their way to a schema: the keywords that stand side by side, those of arrays, and what stands alone.
struct Saying {
    named: NamedSchemas,
    object: Object,
    array: Option<ArrayBuilder>,
    least: Option<usize>,
    most: Option<usize>,
    prefix: usize,
    parts: Vec<Component>,
}

/// What utoipa can say of rules. `is_array`: it is known to be one, so that keywords of arrays need not say what else it
/// may be.
fn said(schema: crate::Schema, named: NamedSchemas, is_array: bool) -> Component {
    let is_array = is_array || schema.iter().any(|rule| matches!(rule, Rule::Type(["array"])));
    let object = untyped().build();
    let mut saying = Saying { named, object, array: None, least: None, most: None, prefix: 0, parts: Vec::new() };
    schema.iter().for_each(|rule| saying.rule(rule));
    let Saying { object, array, least, most, mut parts, .. } = saying;
    let object = RefOr::T(Schema::Object(object));
    if object != any() {
        parts.insert(0, object);
    }
    if let Some(array) = array {
        let array = RefOr::T(Schema::Array(array.min_items(least).max_items(most).build()));
        parts.push(if is_array { array } else { union(false, vec![all_but_arrays(), array], None) });
    }
    all_of(parts)
}

fn all_types() -> impl Iterator<Item = Type> {
    [Type::Null, Type::Boolean, Type::Object, Type::Array, Type::Number, Type::String].into_iter()
}

fn all_but_arrays() -> Component {
    let types = all_types().filter(|ty| *ty != Type::Array);
    made(ObjectBuilder::new().schema_type(types.collect::<SchemaType>()))
}

/// What nothing is: utoipa has no `false`.
fn never() -> Component {
    all_of(vec![null(), boolean()])
}

/// Of anything but an object with this member.
fn without(name: &str) -> Component {
    made(untyped().property(name, never()))
}

/// What a schema is not, where that can be said without `not`: an object with certain members, or of certain types.
fn negated(schema: crate::Schema) -> Option<Component> {
    match schema {
        [Rule::Required(names)] if !names.is_empty() => {
            // `required` holds of all that is no object.
            let lacks = names.iter().map(|name| made(typed(Type::Object).property(*name, never())));
            Some(union(false, lacks.collect(), None))
        }
        [Rule::Type(names)] if !names.contains(&"integer") => {
            let others: Vec<Type> = all_types().filter(|ty| !names.iter().any(|name| type_of(name) == *ty)).collect();
            Some(if others.is_empty() {
                never()
            } else {
                made(ObjectBuilder::new().schema_type(SchemaType::Array(others)))
            })
        }
        _ => None,
    }
}

/// utoipa has no references here.
fn unreferenced(component: Component) -> Schema {
    match component {
        RefOr::T(schema) => schema,
        reference => Schema::AllOf(AllOfBuilder::new().item(reference).build()),
    }
}

impl Saying {
    fn of(&self, schema: crate::Schema) -> Component {
        said(schema, self.named, false)
    }

    fn all(&self, schemas: &[crate::Schema]) -> Vec<Component> {
        schemas.iter().map(|schema| self.of(schema)).collect()
    }

    /// Keywords of an object's, a string's or a number's: beside the others where they are not there yet.
    fn add(&mut self, is_free: bool, set: impl FnOnce(ObjectBuilder) -> ObjectBuilder) {
        match is_free {
            true => self.object = set(ObjectBuilder::from(self.object.clone())).build(),
            false => self.parts.push(made(set(untyped()))),
        }
    }

    fn array(&mut self, set: impl FnOnce(ArrayBuilder) -> ArrayBuilder) {
        self.array = Some(set(self.array.take().unwrap_or_default()));
    }

    fn rule(&mut self, rule: &Rule) {
        let object = &self.object;
        match rule {
            Rule::Never => self.parts.push(never()),
            Rule::Type(["array"]) => self.array(|array| array),
            Rule::Type(names) => {
                let is_free = object.schema_type.is_any_value();
                let mut types = names.iter().map(|name| type_of(name));
                let ty = match &names[..] {
                    [_] => types.next().map_or(SchemaType::AnyValue, SchemaType::new),
                    _ => types.collect(),
                };
                self.add(is_free, |object| object.schema_type(ty));
            }
            Rule::Enum(values) => {
                self.add(object.enum_values.is_none(), |object| object.enum_values(Some(values.iter().map(json))));
            }
            Rule::Text(rules) => {
                let is_free = object.min_length.is_none()
                    && object.max_length.is_none()
                    && object.pattern.is_none()
                    && object.format.is_none();
                self.add(is_free, |object| rules::text(object, rules));
                let further = rules.patterns.iter().map(|pattern| made(untyped().pattern(Some(pattern.source()))));
                self.parts.extend(further);
            }
            Rule::Number(rules) => {
                let is_free = object.minimum.is_none()
                    && object.exclusive_minimum.is_none()
                    && object.maximum.is_none()
                    && object.exclusive_maximum.is_none()
                    && object.multiple_of.is_none();
                self.add(is_free, |object| rules::bounds(object, rules));
            }
            Rule::MinItems(count) => {
                self.least = self.least.max(Some(*count));
                self.array(|array| array);
            }
            Rule::MaxItems(count) => {
                self.most = Some(self.most.map_or(*count, |most| most.min(*count)));
                self.array(|array| array);
            }
            Rule::UniqueItems => self.array(|array| array.unique_items(true)),
            Rule::PrefixItems(schemas) => {
                self.prefix = schemas.len();
                let schemas: Vec<Schema> = self.all(schemas).into_iter().map(unreferenced).collect();
                self.array(|array| array.prefix_items(schemas));
            }
            Rule::Items(from, schema) => {
                // Anything stands before what `items` speaks of, unless `prefixItems` says what.
                if self.prefix == 0 && *from > 0 {
                    let before = vec![unreferenced(any()); *from];
                    self.array(|array| array.prefix_items(before));
                }
                let items = match schema.iter().any(|rule| matches!(rule, Rule::Never)) {
                    true => ArrayItems::False,
                    false => ArrayItems::RefOrSchema(Box::new(self.of(schema))),
                };
                self.array(|array| array.items(items));
            }
            Rule::MinProperties(count) => {
                self.add(object.min_properties.is_none(), |object| object.min_properties(Some(*count)));
            }
            Rule::MaxProperties(count) => {
                self.add(object.max_properties.is_none(), |object| object.max_properties(Some(*count)));
            }
            Rule::Required(names) => {
                self.add(true, |object| names.iter().fold(object, |object, name| object.required(*name)));
            }
            Rule::Properties(rows) => {
                let is_free = object.additional_properties.is_none() && object.properties.is_empty();
                let rows: Vec<_> = rows.iter().map(|(name, schema)| (*name, self.of(schema))).collect();
                self.add(is_free, |object| {
                    rows.into_iter().fold(object, |object, (name, member)| object.property(name, member))
                });
            }
            Rule::AdditionalProperties(names, [], schema) => {
                let value = match schema.iter().any(|rule| matches!(rule, Rule::Never)) {
                    true => AdditionalProperties::FreeForm(false),
                    false => AdditionalProperties::RefOr(self.of(schema)),
                };
                let is_free = self.object.additional_properties.is_none()
                    && self.object.properties.keys().all(|name| names.contains(&name.as_str()));
                let known: Vec<String> =
                    if is_free { self.object.properties.keys().cloned().collect() } else { Vec::new() };
                self.add(is_free, |object| {
                    let missing = names.iter().filter(|name| !known.iter().any(|known| known == **name));
                    missing
                        .fold(object, |object, name| object.property(*name, any()))
                        .additional_properties(Some(value))
                });
            }
            Rule::PropertyNames(schema) => {
                let names = unreferenced(self.of(schema));
                let is_free = self.object.property_names.is_none();
                self.add(is_free, |object| object.property_names(Some(names)));
            }
            Rule::AllOf(schemas) => {
                let parts = self.all(schemas);
                self.parts.extend(parts.into_iter().filter(|part| *part != any()));
            }
            Rule::AnyOf(schemas) => {
                let members = self.all(schemas);
                self.parts.push(union(false, members, None));
            }
            Rule::OneOf(schemas) => {
                let members = self.all(schemas);
                let whole = schemas.iter().all(|schema| is_whole(schema, &mut Vec::new()));
                self.parts.push(union(whole, members, None));
            }
            Rule::Ref(schema) => {
                self.parts.push(RefOr::Ref(Ref::from_schema_name(name_of(schema, self.named).0)));
            }
            Rule::DependentRequired(rows) => {
                let parts = rows.iter().map(|(name, names)| {
                    let required = names.iter().fold(untyped(), |object, name| object.required(*name));
                    union(false, vec![without(name), made(required)], None)
                });
                self.parts.extend(parts);
            }
            Rule::DependentSchemas(rows) => {
                let rows: Vec<_> = rows.iter().map(|(name, schema)| (*name, self.of(schema))).collect();
                let parts = rows.into_iter().filter(|(_, schema)| *schema != any());
                self.parts.extend(parts.map(|(name, schema)| union(false, vec![without(name), schema], None)));
            }
            Rule::Not(schema) => self.parts.extend(negated(schema)),
            // What utoipa has no word for.
            Rule::Contains(..)
            | Rule::PatternProperties(_)
            | Rule::AdditionalProperties(..)
            | Rule::If(..)
            | Rule::UnevaluatedItems(_)
            | Rule::UnevaluatedProperties(_) => {}
        }
    }
}

fn type_of(name: &str) -> Type {
    match name {
        "string" => Type::String,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "array" => Type::Array,
        "null" => Type::Null,
        _ => Type::Object,
    }
}

/// Gives a type of this crate a schema of its own.
macro_rules! impl_component {
    ($name:ty: $component:expr) => {
        impl ::utoipa::PartialSchema for $name {
            fn schema() -> $crate::component::Component {
                $component
            }
        }
        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::stringify!($name))
            }
        }
    };
}
pub(crate) use impl_component;

use crate::{Date, DateTime, Integer, Number as AnyNumber};

impl_component!(Date: format("date"));
impl_component!(DateTime: format("date-time"));
impl_component!(Integer: made(typed(Type::Integer)));
impl_component!(AnyNumber: number());

impl<T: ToSchema> PartialSchema for Field<T> {
    fn schema() -> Component {
        nullable(T::schema())
    }
}

impl<T: ToSchema> ToSchema for Field<T> {
    fn schemas(found: &mut Components) {
        T::schemas(found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(component: &Component) -> serde_json::Value {
        serde_json::to_value(component).expect("JSON")
    }

    #[test]
    fn a_field_is_its_value_or_null() {
        assert_eq!(written(&<Field<Date>>::schema()), json!({ "type": ["string", "null"], "format": "date" }));
        assert_eq!(written(&nullable(any())), json!({}));
        let nothing = json!({ "type": "null" });
        assert_eq!(
            written(&nullable(enumeration(&["a"]))),
            json!({ "anyOf": [{ "type": "string", "enum": ["a"] }, nothing] })
        );
        let reference = json!({ "$ref": "#/components/schemas/Date" });
        assert_eq!(written(&nullable(named::<Date>())), json!({ "anyOf": [reference, nothing] }));
    }

    #[test]
    fn what_has_no_word_is_left_out_and_makes_one_of_any_of() {
        static RULES: crate::Schema =
            &[Rule::OneOf(&[&[Rule::Required(&["a"]), Rule::Contains(&[], 1, None)], &[Rule::Required(&["b"])]])];
        static WHOLE: crate::Schema = &[Rule::OneOf(&[&[Rule::Required(&["a"])], &[Rule::Required(&["b"])]])];
        let branches = json!([{ "required": ["a"] }, { "required": ["b"] }]);
        assert_eq!(written(&narrowed(any(), RULES, &[])), json!({ "anyOf": branches }));
        assert_eq!(written(&narrowed(any(), WHOLE, &[])), json!({ "oneOf": branches }));
    }

    #[test]
    fn absence_and_dependence_are_said_in_other_words() {
        static RULES: crate::Schema =
            &[Rule::Not(&[Rule::Type(&["string", "null"])]), Rule::DependentRequired(&[("a", &["b"])])];
        let never = json!({ "allOf": [{ "type": "null" }, { "type": "boolean" }] });
        assert_eq!(
            written(&narrowed(any(), RULES, &[])),
            json!({ "allOf": [
                { "type": ["boolean", "object", "array", "number"] },
                { "anyOf": [{ "properties": { "a": never } }, { "required": ["b"] }] },
            ] })
        );
        static LACKS: crate::Schema = &[Rule::Not(&[Rule::Required(&["a", "b"])])];
        let lacks = |name: &str| json!({ "type": "object", "properties": { name: never } });
        assert_eq!(written(&narrowed(any(), LACKS, &[])), json!({ "anyOf": [lacks("a"), lacks("b")] }));
        assert!(negated(&[Rule::Type(&["integer"])]).is_none() && negated(&[Rule::MinItems(1)]).is_none());
    }

    #[test]
    fn tuples_have_prefix_items_and_other_values_are_no_arrays() {
        static RULES: crate::Schema =
            &[Rule::PrefixItems(&[&[Rule::Type(&["string"])], &[]]), Rule::Items(2, &[Rule::Never]), Rule::MinItems(1)];
        let tuple =
            json!({ "type": "array", "prefixItems": [{ "type": "string" }, {}], "items": false, "minItems": 1 });
        assert_eq!(
            written(&narrowed(array(any()), RULES, &[])),
            json!({ "allOf": [{ "type": "array", "items": {} }, tuple] })
        );
        let others = json!({ "type": ["null", "boolean", "object", "number", "string"] });
        assert_eq!(written(&narrowed(any(), RULES, &[])), json!({ "anyOf": [others, tuple] }));
    }

    #[test]
    fn members_and_bounds_that_stand_twice_both_hold() {
        static RULES: crate::Schema = &[
            Rule::Properties(&[("a", &[Rule::Never])]),
            Rule::AdditionalProperties(&["a"], &[], &[Rule::Type(&["integer"])]),
            Rule::Properties(&[("b", &[Rule::Type(&["string"])])]),
            Rule::MaxItems(3),
            Rule::MaxItems(2),
            Rule::MaxProperties(3),
            Rule::MaxProperties(2),
        ];
        let arrays = json!({ "type": "array", "items": {}, "maxItems": 2 });
        assert_eq!(
            written(&narrowed(any(), RULES, &[])),
            json!({ "allOf": [
                { "properties": { "a": { "allOf": [{ "type": "null" }, { "type": "boolean" }] } },
                  "additionalProperties": { "type": "integer" }, "maxProperties": 3 },
                { "properties": { "b": { "type": "string" } } },
                { "maxProperties": 2 },
                { "anyOf": [{ "type": ["null", "boolean", "object", "number", "string"] }, arrays] },
            ] })
        );
    }

    #[test]
    fn schemas_that_refer_to_themselves_are_collected_once() {
        static LOOP: crate::Schema = &[Rule::Properties(&[("a", &[Rule::Ref(&LOOP)])])];
        static RULES: crate::Schema = &[Rule::AnyOf(&[&[Rule::Ref(&LOOP)]])];
        static NAMED: NamedSchemas = &[("LOOP", &LOOP)];
        let mut found = Components::new();
        collect_named(RULES, NAMED, &mut found);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["LOOP"]);
        assert_eq!(written(&found[0].1), json!({ "properties": { "a": { "$ref": "#/components/schemas/LOOP" } } }));
    }

    const NEVER: crate::Schema = &[Rule::Never];
    const STRING: crate::Schema = &[Rule::Type(&["string"])];
    static DIGIT: crate::Pattern = crate::Pattern::linear("\\d", "[0-9]");
    static LETTER: crate::Pattern = crate::Pattern::linear("[a-z]", "[a-z]");

    /// What is said of rules.
    fn told(rules: crate::Schema) -> serde_json::Value {
        written(&narrowed(any(), rules, &[]))
    }

    #[test]
    fn every_type_has_its_schema() {
        assert_eq!(written(&any()), json!({}));
        assert_eq!(written(&null()), json!({ "type": "null" }));
        assert_eq!(written(&boolean()), json!({ "type": "boolean" }));
        assert_eq!(written(&integer("i32")), json!({ "type": "integer", "format": "int32" }));
        assert_eq!(written(&integer("u64")), json!({ "type": "integer", "format": "uint64", "minimum": 0 }));
        assert_eq!(written(&number()), json!({ "type": "number" }));
        assert_eq!(written(&string()), json!({ "type": "string" }));
        assert_eq!(written(&format("date")), json!({ "type": "string", "format": "date" }));
        assert_eq!(written(&array(number())), json!({ "type": "array", "items": { "type": "number" } }));
        assert_eq!(
            written(&tuple(vec![number(), string()])),
            json!({ "type": "array", "prefixItems": [{ "type": "number" }, { "type": "string" }], "items": false,
                "minItems": 2, "maxItems": 2 })
        );
        assert_eq!(written(&map(number())), json!({ "type": "object", "additionalProperties": { "type": "number" } }));
        assert_eq!(written(&literals(&[Literal::Integer(1), Literal::Null])), json!({ "enum": [1, null] }));
        assert_eq!(written(&<Integer as PartialSchema>::schema()), json!({ "type": "integer" }));
        assert_eq!(written(&<AnyNumber as PartialSchema>::schema()), json!({ "type": "number" }));
        assert_eq!(written(&<DateTime as PartialSchema>::schema()), json!({ "type": "string", "format": "date-time" }));
    }

    #[test]
    fn constrained_types_have_their_rules() {
        static TEXT: crate::StringRules = crate::StringRules {
            min_length: Some(1),
            max_length: Some(2),
            pattern: Some(&DIGIT),
            patterns: &[&LETTER],
            format: Some(crate::Format::Email),
        };
        let text = json!({ "type": "string", "minLength": 1, "maxLength": 2, "pattern": "\\d", "format": "email" });
        assert_eq!(written(&rules::string(&TEXT, "")), json!({ "allOf": [text, { "pattern": "[a-z]" }] }));
        assert_eq!(written(&rules::string(&crate::StringRules { patterns: &[], ..TEXT }, "")), text);
        let whole = crate::IntegerRules { minimum: Some(-5), maximum: Some(10), multiple_of: Some(5) };
        assert_eq!(
            written(&rules::integer(&whole, "i64")),
            json!({ "type": "integer", "minimum": -5, "maximum": 10, "multipleOf": 5 })
        );
        // No float; too large for an `isize`, for a `usize`, and to be a float.
        let (unsigned, power) = (u64::MAX, 1_i128 << 70);
        for (bound, said) in [
            (-9007199254740993, json!(-9007199254740993_i64)),
            (i128::from(unsigned), json!(unsigned)),
            (power, json!(power as f64)),
            (power + 1, serde_json::Value::Null),
        ] {
            let rules = crate::IntegerRules { maximum: Some(bound), ..crate::IntegerRules::NONE };
            assert_eq!(written(&rules::integer(&rules, "i128"))["maximum"], said);
        }
        let bounds = crate::NumberRules {
            minimum: Some(1.5),
            exclusive_minimum: Some(2.5),
            maximum: Some(3.5),
            exclusive_maximum: Some(4.5),
            multiple_of: Some(0.5),
            exact: &[],
        };
        assert_eq!(
            written(&rules::number(&bounds, "")),
            json!({ "type": "number", "minimum": 1.5, "exclusiveMinimum": 2.5, "maximum": 3.5,
                "exclusiveMaximum": 4.5, "multipleOf": 0.5 })
        );
        let items = crate::ArrayRules { min_items: Some(1), max_items: Some(2), unique_items: true };
        assert_eq!(
            written(&rules::array(&items, number())),
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 1, "maxItems": 2, "uniqueItems": true })
        );
    }

    #[test]
    fn an_object_has_its_members_and_says_of_the_others() {
        let object = ObjectComponent::default().required("a", number()).optional("b", number()).constant("c", "x");
        let members = json!({ "a": { "type": "number" }, "b": { "type": "number" },
            "c": { "type": "string", "enum": ["x"] } });
        assert_eq!(
            written(&object.closed().build()),
            json!({ "type": "object", "required": ["a", "c"], "properties": members, "additionalProperties": false })
        );
        let open = ObjectComponent::default().additional(string()).build();
        assert_eq!(written(&open), json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    }

    #[test]
    fn unions_and_their_members_say_what_tells_them_apart() {
        let member = || vec![number(), string()];
        let members = json!([{ "type": "number" }, { "type": "string" }]);
        let values = [("x", "One".to_owned())];
        let discriminator = json!({ "propertyName": "kind", "mapping": { "x": "#/components/schemas/One" } });
        assert_eq!(written(&union(true, member(), None)), json!({ "oneOf": members }));
        assert_eq!(written(&union(false, member(), None)), json!({ "anyOf": members }));
        for (exactly_one, keyword) in [(true, "oneOf"), (false, "anyOf")] {
            assert_eq!(
                written(&union(exactly_one, member(), Some(("kind", &values)))),
                json!({ keyword: members, "discriminator": discriminator })
            );
        }
        assert_eq!(
            written(&tagged("kind", &["x"], number())),
            json!({ "allOf": [{ "type": "number" }, { "type": "object", "required": ["kind"],
                "properties": { "kind": { "type": "string", "enum": ["x"] } } }] })
        );
    }

    #[test]
    fn a_type_and_what_it_refers_to_are_collected_once() {
        struct Outer;
        impl PartialSchema for Outer {
            fn schema() -> Component {
                named::<Date>()
            }
        }
        impl ToSchema for Outer {
            fn schemas(found: &mut Components) {
                collect::<Date>(found);
            }
        }
        struct Holder;
        impl PartialSchema for Holder {
            fn schema() -> Component {
                named::<Outer>()
            }
        }
        impl ToSchema for Holder {
            fn schemas(found: &mut Components) {
                <Field<Outer>>::schemas(found);
                collect::<Outer>(found);
            }
        }
        let names = |found: &Components| found.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let mut found = Components::new();
        collect::<Holder>(&mut found);
        collect::<Holder>(&mut found);
        assert_eq!(names(&found), ["Holder", "Date", "Outer"]);
        assert_eq!(written(&found[2].1), json!({ "$ref": "#/components/schemas/Date" }));
        let mut found = Components::new();
        <Field<Outer>>::schemas(&mut found);
        assert_eq!(names(&found), ["Date"]);
    }

    #[test]
    fn schemas_are_found_wherever_rules_refer_to_them() {
        static NAMED: NamedSchemas = &[("Other", &NEVER), ("There", &STRING_THERE)];
        static STRING_THERE: crate::Schema = STRING;
        const THERE: crate::Schema = &[Rule::Ref(&STRING_THERE)];
        static EACH: &[crate::Schema] = &[
            THERE,
            &[Rule::PrefixItems(&[&[], THERE])],
            &[Rule::AllOf(&[&[], THERE])],
            &[Rule::AnyOf(&[&[], THERE])],
            &[Rule::OneOf(&[&[], THERE])],
            &[Rule::Properties(&[("a", &[]), ("b", THERE)])],
            &[Rule::DependentSchemas(&[("a", &[]), ("b", THERE)])],
            &[Rule::PatternProperties(&[(&DIGIT, THERE)])],
            &[Rule::Items(0, THERE)],
            &[Rule::Contains(THERE, 1, None)],
            &[Rule::AdditionalProperties(&[], &[], THERE)],
            &[Rule::PropertyNames(THERE)],
            &[Rule::Not(THERE)],
            &[Rule::UnevaluatedItems(THERE)],
            &[Rule::UnevaluatedProperties(THERE)],
            &[Rule::If(THERE, &[], &[])],
            &[Rule::If(&[], THERE, &[])],
            &[Rule::If(&[], &[], THERE)],
        ];
        for schema in EACH {
            let mut found = vec![("Before".to_owned(), any())];
            collect_named(schema, NAMED, &mut found);
            collect_named(schema, NAMED, &mut found);
            assert_eq!(found.len(), 2, "{schema:?}");
            assert_eq!((found[1].0.as_str(), written(&found[1].1)), ("There", json!({ "type": "string" })));
        }
    }

    #[test]
    fn a_schema_is_whole_where_every_part_of_it_can_be_said() {
        static LOOP: crate::Schema = &[Rule::Properties(&[("a", &[Rule::Ref(&LOOP)])]), Rule::MinItems(1)];
        static PART: crate::Schema = &[Rule::MinItems(1), Rule::Contains(&[], 1, None)];
        const EXACT: crate::NumberRules =
            crate::NumberRules { exact: &[("maximum", "18446744073709551617")], ..crate::NumberRules::NONE };
        static WHOLE: &[crate::Schema] = &[
            &[],
            &[Rule::MinItems(1), Rule::Properties(&[("a", STRING)])],
            &[Rule::Not(STRING)],
            &[Rule::AdditionalProperties(&["a"], &[], STRING)],
            &[Rule::Number(crate::NumberRules::NONE)],
            &[Rule::Ref(&LOOP)],
        ];
        static PARTIAL: &[crate::Schema] = &[
            PART,
            &[Rule::PatternProperties(&[])],
            &[Rule::If(&[], &[], &[])],
            &[Rule::UnevaluatedItems(&[])],
            &[Rule::UnevaluatedProperties(&[])],
            &[Rule::Not(&[Rule::MinItems(1)])],
            &[Rule::AdditionalProperties(&[], &[&DIGIT], &[])],
            &[Rule::Number(EXACT)],
            &[Rule::Ref(&PART)],
            &[Rule::Properties(&[("a", &[]), ("b", PART)])],
        ];
        assert!(WHOLE.iter().all(|schema| is_whole(schema, &mut Vec::new())));
        for schema in PARTIAL {
            assert!(!is_whole(schema, &mut Vec::new()), "{schema:?}");
        }
    }

    #[test]
    fn a_negation_names_the_other_types() {
        assert_eq!(written(&negated(&[Rule::Required(&["a"])]).expect("said"))["anyOf"][0]["type"], "object");
        assert!(negated(&[Rule::Required(&[])]).is_none() && negated(&[]).is_none());
        let all = &[Rule::Type(&["null", "boolean", "object", "array", "number", "string"])];
        assert_eq!(negated(all).as_ref().map(written), Some(written(&never())));
        for (name, others) in [
            ("null", ["boolean", "object", "array", "number", "string"]),
            ("boolean", ["null", "object", "array", "number", "string"]),
            ("object", ["null", "boolean", "array", "number", "string"]),
            ("array", ["null", "boolean", "object", "number", "string"]),
            ("number", ["null", "boolean", "object", "array", "string"]),
            ("string", ["null", "boolean", "object", "array", "number"]),
        ] {
            let names: &'static [&'static str] = Vec::from([name]).leak();
            let schema: crate::Schema = Vec::from([Rule::Type(names)]).leak();
            assert_eq!(negated(schema).as_ref().map(written), Some(json!({ "type": others })));
        }
    }

    #[test]
    fn keywords_that_would_be_overwritten_stand_by_themselves() {
        use crate::{NumberRules, StringRules};
        const TEXT: StringRules = StringRules::NONE;
        const NUMBER: NumberRules = NumberRules::NONE;
        static TWICE: &[crate::Schema] = &[
            &[
                Rule::Text(StringRules { min_length: Some(1), ..TEXT }),
                Rule::Text(StringRules { max_length: Some(2), ..TEXT }),
            ],
            &[
                Rule::Text(StringRules { max_length: Some(1), ..TEXT }),
                Rule::Text(StringRules { min_length: Some(2), ..TEXT }),
            ],
            &[
                Rule::Text(StringRules { pattern: Some(&DIGIT), ..TEXT }),
                Rule::Text(StringRules { min_length: Some(2), ..TEXT }),
            ],
            &[
                Rule::Text(StringRules { format: Some(crate::Format::Date), ..TEXT }),
                Rule::Text(StringRules { min_length: Some(2), ..TEXT }),
            ],
            &[
                Rule::Number(NumberRules { minimum: Some(1.5), ..NUMBER }),
                Rule::Number(NumberRules { maximum: Some(2.5), ..NUMBER }),
            ],
            &[
                Rule::Number(NumberRules { exclusive_minimum: Some(1.5), ..NUMBER }),
                Rule::Number(NumberRules { maximum: Some(2.5), ..NUMBER }),
            ],
            &[
                Rule::Number(NumberRules { maximum: Some(1.5), ..NUMBER }),
                Rule::Number(NumberRules { minimum: Some(2.5), ..NUMBER }),
            ],
            &[
                Rule::Number(NumberRules { exclusive_maximum: Some(1.5), ..NUMBER }),
                Rule::Number(NumberRules { minimum: Some(2.5), ..NUMBER }),
            ],
            &[
                Rule::Number(NumberRules { multiple_of: Some(1.5), ..NUMBER }),
                Rule::Number(NumberRules { minimum: Some(2.5), ..NUMBER }),
            ],
            &[Rule::Type(&["string"]), Rule::Type(&["null", "string"])],
            &[Rule::Enum(&[Literal::Null]), Rule::Enum(&[Literal::Bool(true)])],
            &[Rule::MinProperties(1), Rule::MinProperties(2)],
            &[Rule::PropertyNames(STRING), Rule::PropertyNames(NEVER)],
            &[Rule::Properties(&[("a", STRING)]), Rule::Properties(&[("a", NEVER)])],
            &[Rule::AdditionalProperties(&[], &[], STRING), Rule::Properties(&[("a", STRING)])],
            &[Rule::AdditionalProperties(&[], &[], STRING), Rule::AdditionalProperties(&[], &[], NEVER)],
            &[Rule::Properties(&[("a", STRING)]), Rule::AdditionalProperties(&["b"], &[], NEVER)],
        ];
        for schema in TWICE {
            let each: Vec<_> = schema.iter().map(|rule| told(std::slice::from_ref(rule))).collect();
            assert_eq!(told(schema), json!({ "allOf": each }), "{schema:?}");
        }
        // What does not overwrite anything stands beside it.
        static BESIDE: crate::Schema = &[
            Rule::Type(&["object"]),
            Rule::Text(StringRules { min_length: Some(1), patterns: &[&LETTER], ..TEXT }),
            Rule::Number(NumberRules { maximum: Some(2.5), ..NUMBER }),
            Rule::Required(&["a"]),
            Rule::Required(&["b"]),
            Rule::Properties(&[("a", STRING)]),
            Rule::AdditionalProperties(&["a", "b"], &[], NEVER),
            Rule::MinProperties(1),
            Rule::PropertyNames(STRING),
        ];
        let string = json!({ "type": "string" });
        assert_eq!(
            told(BESIDE),
            json!({ "allOf": [
                { "type": "object", "minLength": 1, "maximum": 2.5, "required": ["a", "b"],
                  "properties": { "a": string, "b": {} }, "additionalProperties": false, "minProperties": 1,
                  "propertyNames": string },
                { "pattern": "[a-z]" },
            ] })
        );
    }

    #[test]
    fn items_and_parts_are_said_where_they_stand() {
        static THERE: crate::Schema = STRING;
        static NAMED: NamedSchemas = &[("There", &THERE)];
        let string = json!({ "type": "string" });
        let reference = json!({ "$ref": "#/components/schemas/There" });
        let of = |rules| written(&narrowed(any(), rules, NAMED));
        static BEHIND: crate::Schema = &[Rule::Type(&["array"]), Rule::Items(2, STRING)];
        assert_eq!(of(BEHIND), json!({ "type": "array", "prefixItems": [{}, {}], "items": string }));
        static TUPLE: crate::Schema = &[
            Rule::Type(&["array"]),
            Rule::PrefixItems(&[&[Rule::Ref(&THERE)]]),
            Rule::Items(1, STRING),
            Rule::UniqueItems,
        ];
        assert_eq!(
            of(TUPLE),
            json!({ "type": "array", "prefixItems": [{ "allOf": [reference] }], "items": string, "uniqueItems": true })
        );
        static LEAST: crate::Schema =
            &[Rule::Type(&["array"]), Rule::MinItems(2), Rule::MinItems(1), Rule::Items(0, STRING)];
        assert_eq!(of(LEAST), json!({ "type": "array", "items": string, "minItems": 2 }));
        static NAMES: crate::Schema = &[Rule::PropertyNames(&[Rule::Ref(&THERE)])];
        assert_eq!(of(NAMES), json!({ "propertyNames": { "allOf": [reference] } }));
        static PARTS: crate::Schema = &[Rule::AllOf(&[STRING, &[], &[Rule::Ref(&THERE)]])];
        assert_eq!(of(PARTS), json!({ "allOf": [string, reference] }));
        static DEPENDENT: crate::Schema = &[Rule::DependentSchemas(&[("a", &[]), ("b", STRING)])];
        assert_eq!(of(DEPENDENT), json!({ "anyOf": [written(&without("b")), string] }));
        static ANY_OF: crate::Schema = &[Rule::AnyOf(&[STRING, &[Rule::Type(&["integer", "number"])]])];
        assert_eq!(of(ANY_OF), json!({ "anyOf": [string, { "type": ["integer", "number"] }] }));
        static UNSAID: crate::Schema = &[Rule::Contains(&[], 1, None), Rule::Not(&[Rule::MinItems(1)])];
        assert_eq!((of(UNSAID), written(&narrowed(number(), UNSAID, NAMED))), (json!({}), json!({ "type": "number" })));
        assert_eq!(written(&narrowed(number(), STRING, NAMED)), json!({ "allOf": [{ "type": "number" }, string] }));
    }
}
