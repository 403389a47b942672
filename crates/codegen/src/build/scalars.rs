//! Strings, numbers and enumerations.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::facts::{Facts, ValueWords, least};
use super::rules::{add_bound, literal};
use super::schemas::nullable_if;
use super::*;

/// The type whose values a format describes; none of a word of its author's, such as `boolean`: it may be anything.
pub(super) fn type_of_format(name: &str) -> Option<&'static str> {
    match name {
        name if range_of_format(name).is_some() => Some("integer"),
        "float" | "double" => Some("number"),
        name => string_format(name).map(|_| "string"),
    }
}

/// The least and the greatest integer of a format.
pub(super) fn range_of_format(name: &str) -> Option<(i128, i128)> {
    Some(match name {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// What a format of strings is in `schema_support::Format`: `Some(None)` where it only says how a string is shown, or that it
/// is not JSON's; `None` of a word that is no format of strings.
pub(super) fn string_format(name: &str) -> Option<Option<&'static str>> {
    Some(Some(match name {
        "email" => "Email",
        "uuid" => "Uuid",
        "date" => "Date",
        "date-time" => "DateTime",
        "time" => "Time",
        "duration" => "Duration",
        "uri" => "Uri",
        "uri-reference" => "UriReference",
        "iri" => "Iri",
        "iri-reference" => "IriReference",
        "hostname" => "Hostname",
        "ipv4" => "Ipv4",
        "ipv6" => "Ipv6",
        "regex" => "Regex",
        "json-pointer" => "JsonPointer",
        "relative-json-pointer" => "RelativeJsonPointer",
        "byte" => "Byte",
        "decimal" => "Decimal",
        "password" | "binary" => return Some(None),
        _ => return None,
    }))
}

impl<'a> Builder<'a> {
    pub(super) fn string(&mut self, facts: &mut Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        let mut patterns = Vec::new();
        for (source, span) in facts.patterns.clone() {
            patterns.push(self.pattern(source, span)?);
        }
        // One of another type that is allowed beside strings says nothing of them.
        let is_of_other = |name| {
            let of = type_of_format(name).filter(|of| *of != "string");
            of.is_some_and(|of| facts.types.as_ref().is_some_and(|types| types.contains(of)))
        };
        let format = facts.format.filter(|(name, _)| !is_of_other(name));
        let format = format.and_then(|(name, span)| self.enforced_format(name, span));
        let secret = facts.write_only || facts.is_password;
        let rules = StringRules {
            min_length: facts.min_length.filter(|length| *length > 0),
            max_length: facts.max_length,
            patterns,
            secret,
            format,
        };
        let plain = StringRules { format: None, secret: false, ..rules.clone() } == StringRules::default();
        Ok(match rules.format {
            None if plain && secret => Type::Text("Secret"),
            None if plain && facts.format.is_some_and(|(name, _)| name == "binary") => Type::Binary,
            None if plain => Type::String,
            Some("Uuid") if plain && !facts.is_password => Type::Uuid,
            Some("Date") if plain && !facts.is_password => Type::Date,
            Some("DateTime") if plain && !facts.is_password => Type::DateTime,
            Some(format) if plain && !secret && format != "Email" => Type::Text(match format {
                "Regex" => "RegularExpression",
                "Byte" => "Base64",
                other => other,
            }),
            _ => Type::Named(self.define(facts, key, hint, TypeKind::String(rules))),
        })
    }

    /// The name in `schema_support::Format` of a string's format that is enforced; any other one is said to be only a
    /// remark.
    pub(super) fn enforced_format(&mut self, name: &str, span: Span) -> Option<&'static str> {
        string_format(name).unwrap_or_else(|| {
            self.remark(name, span);
            None
        })
    }

    /// Whether an integer may have any number of digits: bounds beyond 128 bits say so, and no bounds at all where the
    /// document is read to the letter.
    pub(super) fn has_any_size(&self, facts: &Facts<'a>) -> bool {
        let has_size = facts.format.is_some_and(|(name, _)| name.starts_with("int") || name.starts_with("uint"));
        let is_open = (facts.minimum.is_none() && facts.exclusive_minimum.is_none())
            || (facts.maximum.is_none() && facts.exclusive_maximum.is_none());
        let is_huge = || bounds_of(facts).any(|bound| is_wide(bound, i128::MIN, i128::MAX));
        !has_size && (is_open && self.to_the_letter || is_huge())
    }

    pub(super) fn remark(&mut self, format: &str, span: Span) {
        self.warn_once("W0501", span, || format!("the format `{format}` is not enforced"));
    }

    /// Says of a format beside an enumeration or a union, whose values are what these say, that no type has it.
    pub(super) fn foreign_format(&mut self, facts: &Facts<'a>) {
        let is_known = |name: &str| type_of_format(name).is_some() || name == "decimal128";
        if let Some((name, span)) = facts.format.filter(|(name, _)| !is_known(name)) {
            self.remark(name, span);
        }
    }

    /// Says of a format that none of these types has it; of strings' formats it is said where they are enforced.
    pub(super) fn unknown_format(&mut self, facts: &Facts<'a>, types: &BTreeSet<&str>) {
        let Some((name, span)) = facts.format else { return };
        let is_known = types.iter().any(|ty| match *ty {
            "string" => true,
            "integer" => range_of_format(name).is_some(),
            "number" => ["float", "double", "decimal", "decimal128"].contains(&name),
            _ => false,
        });
        if !is_known {
            self.remark(name, span);
        }
    }

    pub(super) fn enumeration(
        &mut self,
        facts: &mut Facts<'a>,
        values: &[&'a Node],
        hint: &str,
        key: &Key,
    ) -> Outcome<Type> {
        let mut nullable = facts.nullable;
        let mut names = Namespace::default();
        let mut known: Vec<(Literal, ValueWords<'a>)> = Vec::new();
        for node in values {
            let value = literal(node);
            if known.iter().any(|(known, _)| *known == value) {
                self.warn("W0521", node.span, "the enumeration names this value twice".to_owned());
                continue;
            }
            let is_of_type = facts.types.as_ref().is_none_or(|types| types.iter().any(|ty| node.is_of_type(ty)));
            // OpenAPI 3.0 has no other way to say null alone.
            let is_null_alone = value == Literal::Null && values.len() == 1 && self.stands_alone();
            if !(is_of_type || is_null_alone || nullable && value == Literal::Null) {
                self.warn(
                    "W0521",
                    node.span,
                    format!(
                        "a value of the enumeration is {}, which `type` does not allow: it is left out",
                        type_name(&value, node)
                    ),
                );
                continue;
            }
            if let Some(keyword) = self.broken_by(facts, node)? {
                self.warn(
                    "W0521",
                    node.span,
                    format!("a value of the enumeration is against the `{keyword}` beside it: it is left out"),
                );
                continue;
            }
            nullable |= value == Literal::Null;
            known.push((value, facts.value_words.get(&node.span).copied().unwrap_or_default()));
        }
        known.retain(|(value, _)| *value != Literal::Null);
        if values.is_empty() && !nullable {
            let span = facts.span.unwrap_or(self.resolver.root().span);
            self.warn("W0522", span, "no value is left that the enumerations share".to_owned());
        }
        if known.is_empty() {
            return Ok(if nullable { Type::Null } else { self.nothing(facts, hint, key) });
        }
        if known.len() == 2 && known.iter().all(|(value, _)| matches!(value, Literal::Bool(_))) {
            return Ok(nullable_if(nullable, Type::Bool));
        }
        let words: Vec<Cow<'_, str>> = known
            .iter()
            .map(|(value, said)| match said.name.filter(|name| is_speakable(name)) {
                Some(name) => Cow::Borrowed(name),
                None => value_words(value),
            })
            .collect();
        let given = of_values(words.iter().map(|words| &**words), &mut names);
        let docs = |said: &ValueWords<'_>| match (said.deprecated, said.docs.unwrap_or_default()) {
            (false, docs) => docs.to_owned(),
            (true, "") => "Deprecated.".to_owned(),
            (true, docs) => format!("Deprecated. {docs}"),
        };
        let strings: Option<Vec<EnumValue>> = known
            .iter()
            .zip(&given)
            .map(|((value, said), rust_name)| match value {
                Literal::String(text) => {
                    Some(EnumValue { value: text.clone(), rust_name: rust_name.clone(), docs: docs(said) })
                }
                _ => None,
            })
            .collect();
        let kind = match strings {
            Some(values) => TypeKind::Enum(values),
            None => TypeKind::Values(
                known
                    .iter()
                    .zip(given)
                    .map(|((value, said), rust_name)| LiteralValue {
                        value: value.clone(),
                        rust_name,
                        docs: docs(said),
                    })
                    .collect(),
            ),
        };
        let id = self.define(facts, key, hint, kind);
        Ok(nullable_if(nullable, Type::Named(id)))
    }
}

impl<'a> Builder<'a> {
    /// The keyword of a string or number that a value is against.
    pub(super) fn broken_by(&mut self, facts: &Facts<'a>, node: &Node) -> Outcome<Option<&'static str>> {
        if let Some(text) = node.as_str() {
            let length = text.chars().count() as u64;
            if facts.min_length.is_some_and(|least| length < least) {
                return Ok(Some("minLength"));
            }
            if facts.max_length.is_some_and(|most| length > most) {
                return Ok(Some("maxLength"));
            }
            for (source, span) in &facts.patterns {
                if !self.pattern(source, *span)?.matches(text) {
                    return Ok(Some("pattern"));
                }
            }
        }
        let Some(number) = node.as_number() else { return Ok(None) };
        let against = |bound: Option<&Node>, wrong: &[Ordering]| {
            bound.and_then(Node::as_number).is_some_and(|bound| wrong.contains(&number.compare(bound)))
        };
        let is_no_multiple = |step: &&Node| {
            let whole = number.as_i128().zip(numerator(step));
            whole.is_some_and(|(value, step)| step != 0 && value % step != 0)
        };
        Ok(if against(facts.minimum, &[Ordering::Less]) {
            Some("minimum")
        } else if against(facts.exclusive_minimum, &[Ordering::Less, Ordering::Equal]) {
            Some("exclusiveMinimum")
        } else if against(facts.maximum, &[Ordering::Greater]) {
            Some("maximum")
        } else if against(facts.exclusive_maximum, &[Ordering::Greater, Ordering::Equal]) {
            Some("exclusiveMaximum")
        } else if facts.steps.iter().any(is_no_multiple) {
            Some("multipleOf")
        } else {
            None
        })
    }
}

/// The values of an enumeration of texts of which the document says no more.
pub(super) fn enum_values(texts: &[&str], names: &mut Namespace) -> Vec<EnumValue> {
    let given = of_values(texts.iter().copied(), names);
    let value = |(text, rust_name): (&&str, _)| EnumValue { value: (*text).to_owned(), rust_name, docs: String::new() };
    texts.iter().zip(given).map(value).collect()
}

/// The rules of an integer, and the type that holds every one that keeps them.
pub(super) fn integer_rules(facts: &mut Facts<'_>) -> (IntegerRules, Type) {
    let whole = |node: Option<&Node>, up: bool| -> Option<(i128, bool)> {
        let number = node?.as_number()?;
        Some((number.rounded(up), number.is_integer()))
    };
    let least_value = whole(facts.minimum, true).map(|(value, _)| value);
    let above = whole(facts.exclusive_minimum, true).map(|(value, exact)| value.saturating_add(exact.into()));
    let most_value = whole(facts.maximum, false).map(|(value, _)| value);
    let below = whole(facts.exclusive_maximum, false).map(|(value, exact)| value.saturating_sub(exact.into()));
    let (minimum, maximum) = (least_value.max(above), least(most_value, below));
    let is_wide = bounds_of(facts).any(|bound| is_wide(bound, i64::MIN.into(), u64::MAX.into()));
    let is_unsigned = minimum.is_some_and(|least| least >= 0) && maximum.is_some_and(|most| most > i64::MAX.into());
    let (ty, of) = match facts.format.map(|(name, _)| name) {
        Some("int8") => (Type::I8, "int8"),
        Some("int16") => (Type::I16, "int16"),
        Some("int32") => (Type::I32, "int32"),
        Some("uint8") => (Type::U8, "uint8"),
        Some("uint16") => (Type::U16, "uint16"),
        Some("uint32") => (Type::U32, "uint32"),
        Some("uint64") => (Type::U64, "uint64"),
        _ if is_wide => (Type::I128, ""),
        _ if is_unsigned => (Type::U64, "uint64"),
        _ => (Type::I64, "int64"),
    };
    let (low, high) = range_of_format(of).unwrap_or((i128::MIN, i128::MAX));
    let mut multiple_of = None;
    for step in std::mem::take(&mut facts.steps) {
        let Some(step) = numerator(step) else { continue };
        multiple_of = Some(multiple_of.map_or(step, |known: i128| (known / gcd(known, step)).saturating_mul(step)));
    }
    let rules = IntegerRules {
        minimum: minimum.filter(|least| *least > low),
        maximum: maximum.filter(|most| *most < high),
        multiple_of: multiple_of.filter(|step| *step > 1),
    };
    (rules, ty)
}

/// What an integer has to be a multiple of to be one of this number: 1.5 is 3 halves, so of 3.
pub(super) fn numerator(node: &Node) -> Option<i128> {
    let (mantissa, exponent) = node.as_number()?.scaled()?;
    let power = 10i128.checked_pow(u32::try_from(exponent.unsigned_abs()).ok()?)?;
    if mantissa <= 0 {
        return None;
    }
    if exponent >= 0 { mantissa.checked_mul(power) } else { Some(mantissa / gcd(mantissa, power)) }
}

/// The bounds that the document names.
fn bounds_of<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f crate::node::Number> {
    let all = [facts.minimum, facts.exclusive_minimum, facts.maximum, facts.exclusive_maximum];
    all.into_iter().flatten().filter_map(Node::as_number)
}

/// Whether a bound is beyond what integers of a size hold, and means that: the ends of 64 bits as other languages round
/// them, and the greatest floats, do not.
fn is_wide(bound: &crate::node::Number, least: i128, most: i128) -> bool {
    const NEVER: f64 = 1e300;
    let ends = [-(2f64.powi(63)), 2f64.powi(63), 2f64.powi(64)];
    let value = bound.as_f64().unwrap_or(f64::INFINITY);
    let whole = bound.rounded(value > 0.0);
    // A rounded end is written with zeros or a power of ten; an exact one is meant.
    let text = bound.as_str();
    let is_rounded = ends.contains(&value) && (text.ends_with("00") || text.contains(['e', 'E']));
    let is_held = bound.as_i128().is_some() || whole != i128::MAX && whole != i128::MIN;
    let is_beyond = whole < least || whole > most || !is_held;
    is_beyond && !is_rounded && value.abs() < NEVER
}

/// The rules of a number: the bounds with the first step, then the other steps.
pub(super) fn rules_of_number(facts: &mut Facts<'_>) -> Vec<NumberRules> {
    let mut first = NumberRules::default();
    for (keyword, bound) in [
        ("minimum", facts.minimum),
        ("exclusiveMinimum", facts.exclusive_minimum),
        ("maximum", facts.maximum),
        ("exclusiveMaximum", facts.exclusive_maximum),
    ] {
        bound.into_iter().for_each(|bound| add_bound(&mut first, keyword, bound));
    }
    let mut all = vec![first];
    for (index, step) in std::mem::take(&mut facts.steps).into_iter().enumerate() {
        if index > 0 {
            all.push(NumberRules::default());
        }
        all.iter_mut().last().into_iter().for_each(|rules| add_bound(rules, "multipleOf", step));
    }
    all.retain(|rules| *rules != NumberRules::default());
    all
}

pub(super) fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// JSON Schema's name of a value's type.
pub(super) fn type_name(value: &Literal, node: &Node) -> &'static str {
    match value {
        Literal::Null => "null",
        Literal::Bool(_) => "boolean",
        Literal::Integer(_) => "integer",
        Literal::Number(_) | Literal::Exact(_) if node.as_number().is_some_and(crate::node::Number::is_integer) => {
            "integer"
        }
        Literal::Number(_) | Literal::Exact(_) => "number",
        Literal::String(_) => "string",
        Literal::Array(_) => "array",
        Literal::Object(_) => "object",
    }
}

/// The words for a value of an enumeration: of a text, itself.
fn value_words(value: &Literal) -> Cow<'_, str> {
    Cow::Owned(match value {
        Literal::Null => "Null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) if *value < 0 => format!("Minus{}", value.unsigned_abs()),
        Literal::Integer(value) => format!("N{value}"),
        // Not three hundred zeros.
        Literal::Number(value) if value.abs() >= 1e21 => return exact_words(&format!("{value:e}")).into(),
        Literal::Number(value) => {
            let digits = value.abs().to_string().replace('.', "Point");
            format!("{}{digits}", if *value < 0.0 { "Minus" } else { "N" })
        }
        Literal::Exact(text) => exact_words(text),
        Literal::String(text) => return Cow::Borrowed(text),
        Literal::Array(_) => "Array".to_owned(),
        Literal::Object(_) => "Object".to_owned(),
    })
}

/// The words for a number as it is written.
fn exact_words(text: &str) -> String {
    let digits = text.trim_start_matches('-').replace('.', "Point").replace(['e', 'E'], "Times10To");
    let digits = digits.replace('-', "Minus").replace('+', "");
    format!("{}{digits}", if text.starts_with('-') { "Minus" } else { "N" })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, built_as, warnings};
    use super::*;

    /// The type of the member `m` of an object, and what it is where it has a name.
    fn member(version: &str, schema: &str) -> (Member, Option<TypeDef>, Vec<&'static str>) {
        let built = built_as(version, &format!("T: {{ type: object, properties: {{ m: {schema} }} }}"), &["T"]);
        let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
        let TypeKind::Struct(object) = &definition.kind else { panic!("{:?}", definition.kind) };
        let member = object.members[0].clone();
        let named = member.ty.named().map(|id| built.model.types[id].clone());
        (member, named, warnings(&built))
    }

    fn ty(schema: &str) -> Type {
        member("3.1.0", schema).0.ty
    }

    #[test]
    fn integers_have_the_type_that_holds_them() {
        for (schema, expected) in [
            ("{ type: integer }", Type::I64),
            ("{ type: integer, format: int8 }", Type::I8),
            ("{ type: integer, format: uint16, minimum: 0 }", Type::U16),
            ("{ type: integer, format: uint64, minimum: 0, maximum: 18446744073709551615 }", Type::U64),
            ("{ type: integer, minimum: 0, maximum: 18446744073709551615 }", Type::U64),
            ("{ type: integer, minimum: -9223372036854775808, maximum: 9223372036854775807 }", Type::I64),
            ("{ type: integer, maximum: 1.7976931348623157e308 }", Type::I64),
            ("{ type: integer, multipleOf: 1 }", Type::I64),
            ("{ type: integer, multipleOf: 0.5 }", Type::I64),
        ] {
            assert_eq!(ty(schema), expected, "{schema}");
        }
    }

    #[test]
    fn bounds_of_integers_are_integers() {
        for (schema, minimum, maximum, multiple_of) in [
            ("{ type: integer, minimum: 0.5, maximum: 9.5 }", Some(1), Some(9), None),
            ("{ type: integer, exclusiveMinimum: 1, exclusiveMaximum: 9 }", Some(2), Some(8), None),
            ("{ type: integer, exclusiveMinimum: 1.5, exclusiveMaximum: 8.5 }", Some(2), Some(8), None),
            ("{ type: integer, multipleOf: 1.5 }", None, None, Some(3)),
            ("{ type: integer, allOf: [ { multipleOf: 4 }, { multipleOf: 6 } ] }", None, None, Some(12)),
        ] {
            let (_, named, _) = member("3.1.0", schema);
            let Some(TypeKind::Integer(rules, _)) = named.map(|named| named.kind) else { panic!("{schema}") };
            assert_eq!((rules.minimum, rules.maximum, rules.multiple_of), (minimum, maximum, multiple_of), "{schema}");
        }
    }

    #[test]
    fn bounds_beyond_64_bits_have_a_type_that_holds_them() {
        for (bounds, expected) in [
            ("minimum: 0, maximum: 18446744073709551616", Type::I128),
            ("minimum: -9223372036854775809", Type::I128),
            ("maximum: 170141183460469231731687303715884105727", Type::I128),
            // Other languages' 64 bits, rounded.
            ("minimum: -9223372036854776000, maximum: 9223372036854776000", Type::I64),
            ("minimum: 0, maximum: 18446744073709552000", Type::U64),
            ("minimum: 0, maximum: 1.8446744073709552e19", Type::U64),
        ] {
            let (member, named, _) = member("3.1.0", &format!("{{ type: integer, {bounds} }}"));
            let ty = named.map_or(member.ty, |named| match named.kind {
                TypeKind::Integer(_, ty) => ty,
                other => panic!("{bounds}: {other:?}"),
            });
            assert_eq!(ty, expected, "{bounds}");
        }
        let (_, named, _) =
            member("3.1.0", "{ type: integer, minimum: 1, maximum: 340282366920938463463374607431768211455 }");
        let named = named.expect("a type of its own");
        assert!(matches!(named.kind, TypeKind::Checked(Type::Integer)));
        let Rule::Number(rules) = &named.checks[0] else { panic!("{:?}", named.checks) };
        assert_eq!(rules.exact, [("maximum", "340282366920938463463374607431768211455".to_owned())]);
        assert_eq!(rules.minimum, Some(1.0));
    }

    #[test]
    fn bounds_that_no_float_is_are_kept_as_they_are_written() {
        let (_, named, _) = member("3.1.0", "{ type: number, minimum: 0.1, exclusiveMaximum: 0.12345678901234567890 }");
        let named = named.expect("a type of its own");
        assert!(matches!(named.kind, TypeKind::Checked(Type::Number)));
        assert!(matches!(&named.checks[..], [Rule::Number(rules)] if rules.exact[0].1 == "0.12345678901234567890"));
        assert_eq!(ty("{ type: number, format: decimal }"), Type::Number);
        let (_, named, _) = member("3.1.0", "{ enum: [18446744073709551617, 0.5] }");
        let Some(TypeKind::Values(values)) = named.map(|named| named.kind) else { panic!("no values") };
        assert_eq!(values[0].value, Literal::Exact("18446744073709551617".to_owned()));
        assert_eq!(values[0].rust_name, "N18446744073709551617");
        // Of two bounds the tighter one, though floats cannot tell them apart.
        let (_, named, _) =
            member("3.1.0", "{ type: integer, maximum: 9007199254740993, allOf: [ { maximum: 9007199254740992 } ] }");
        assert!(
            matches!(named.map(|it| it.kind), Some(TypeKind::Integer(rules, _)) if rules.maximum == Some(9007199254740992))
        );
    }

    #[test]
    fn keywords_of_the_other_version_have_their_meaning() {
        let (_, named, _) = member("3.0.3", "{ type: integer, exclusiveMinimum: 3 }");
        assert!(matches!(named.map(|it| it.kind), Some(TypeKind::Integer(rules, _)) if rules.minimum == Some(4)));
        let (_, named, _) = member("3.0.3", "{ const: x }");
        assert!(matches!(named.map(|it| it.kind), Some(TypeKind::Enum(values)) if values.len() == 1));
    }

    #[test]
    fn null_is_allowed_wherever_the_document_says_so() {
        for (version, schema, nullable) in [
            ("3.0.3", "{ type: string, nullable: true }", true),
            ("3.0.3", "{ type: string, nullable: true, enum: [a] }", true),
            ("3.0.3", "{ nullable: true, allOf: [ { type: string } ] }", true),
            ("3.0.3", "{ nullable: true, oneOf: [ { type: string }, { type: integer } ] }", true),
            ("3.0.3", "{ type: string, enum: [a, null] }", false),
            ("3.0.3", "{ oneOf: [ { type: string, enum: [null] }, { type: integer } ] }", true),
            ("3.1.0", "{ type: [string, 'null'] }", true),
            ("3.1.0", "{ type: [string, 'null'], enum: [a, null] }", true),
            ("3.1.0", "{ type: [string, 'null'], enum: [a] }", false),
            ("3.1.0", "{ enum: [a, null] }", true),
            ("3.1.0", "{ anyOf: [ { type: string }, { type: 'null' } ] }", true),
            ("3.1.0", "{ type: string, anyOf: [ { const: a }, { const: b }, { type: 'null' } ] }", false),
        ] {
            assert_eq!(member(version, schema).0.nullable, nullable, "{schema}");
        }
        assert_eq!(ty("{ type: 'null' }"), Type::Null);
        assert_eq!(ty("{ const: null }"), Type::Null);
    }

    #[test]
    fn a_reference_beside_null_keeps_its_name() {
        let built = built_as(
            "3.0.3",
            "T: { type: object, properties: { a: { $ref: '#/components/schemas/S', nullable: true },
               b: { nullable: true, allOf: [ { $ref: '#/components/schemas/S' } ] }, c: { $ref: '#/components/schemas/S' } } }
             S: { type: object, properties: { x: { type: string } } }",
            &["T"],
        );
        let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
        let TypeKind::Struct(object) = &definition.kind else { panic!("no struct") };
        let nullable: Vec<bool> = object.members.iter().map(|member| member.nullable).collect();
        assert_eq!(nullable, [true, true, false]);
        assert_eq!(built.model.types.len(), 2);
    }

    #[test]
    fn a_reference_beside_words_only_is_no_type_of_its_own() {
        let built = built_as(
            "3.0.3",
            "T: { type: object, properties: { a: { allOf: [ { $ref: '#/components/schemas/S' }, { description: It. } ] },
               b: { allOf: [ { nullable: true }, { $ref: '#/components/schemas/S' } ] },
               c: { allOf: [ { $ref: '#/components/schemas/S' }, { required: [x] } ] } } }
             S: { type: object, properties: { x: { type: string } } }",
            &["T"],
        );
        let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
        let TypeKind::Struct(object) = &definition.kind else { panic!("no struct") };
        let members = object.members.iter().map(|member| match member.ty {
            Type::Named(id) => (built.model.types[id].name.as_str(), member.nullable),
            ref other => panic!("{other:?}"),
        });
        assert_eq!(members.collect::<Vec<_>>(), [("S", false), ("S", true), ("TC", false)]);
    }

    #[test]
    fn enumerations_hold_any_json_and_each_value_once() {
        let (_, named, said) = member("3.1.0", "{ enum: [1, -1, 1.5, a, true, [1], { b: null }, null, 1.0] }");
        let Some(TypeKind::Values(values)) = named.map(|named| named.kind) else { panic!("no values") };
        let names: Vec<&str> = values.iter().map(|value| &*value.rust_name).collect();
        assert_eq!(names, ["N1", "Minus1", "N1Point5", "A", "True", "Array", "Object"]);
        assert_eq!(said, ["W0521"]);
        let (_, named, _) = member("3.1.0", "{ enum: [1e300, 0.5] }");
        let Some(TypeKind::Values(values)) = named.map(|named| named.kind) else { panic!("no values") };
        assert_eq!(values[0].rust_name, "N1Times10To300");
        let (_, named, said) = member("3.1.0", "{ type: string, enum: [a, A, a, [3]] }");
        let Some(TypeKind::Enum(values)) = named.map(|named| named.kind) else { panic!("no enumeration") };
        let names: Vec<&str> = values.iter().map(|value| &*value.rust_name).collect();
        assert_eq!(names, ["A", "A2"]);
        assert_eq!(said, ["W0521", "W0521"]);
        assert_eq!(ty("{ type: boolean, enum: [true, false] }"), Type::Bool);
    }

    #[test]
    fn variants_are_called_as_the_document_calls_their_values() {
        let three = "type: integer, enum: [0, 1, 2]";
        for (schema, expected) in [
            (format!("{{ {three}, x-enumNames: [New, Paid, Shipped] }}"), ["New", "Paid", "Shipped"]),
            (format!("{{ {three}, x-enum-varnames: [NEW_ONE, PAID, a-b] }}"), ["NewOne", "Paid", "AB"]),
            // The same rules: what comes to the same is told apart, and what cannot be a name is none.
            (format!("{{ {three}, x-enumNames: [PAID, Paid, '?'] }}"), ["Paid2", "Paid", "N2"]),
            (format!("{{ {three}, x-enumNames: [Type, self, Unknown] }}"), ["Type", "SelfValue", "Unknown"]),
            // Of other values, or no names at all.
            (format!("{{ {three}, x-enumNames: [New, Paid] }}"), ["N0", "N1", "N2"]),
            (format!("{{ {three}, x-enumNames: [New, Paid, 3] }}"), ["N0", "N1", "N2"]),
            (format!("{{ {three}, x-enumNames: New }}"), ["N0", "N1", "N2"]),
            ("{ enum: [a, null, b, a, 1], x-enumNames: [Ay, Nil, Bee, Other, One] }".to_owned(), ["Ay", "Bee", "One"]),
        ] {
            let (_, named, _) = member("3.1.0", &schema);
            let Some(TypeKind::Values(values)) = named.map(|named| named.kind) else { panic!("{schema}") };
            assert_eq!(values.iter().map(|value| &*value.rust_name).collect::<Vec<_>>(), expected, "{schema}");
        }
        let (_, named, _) =
            member("3.0.3", "{ type: string, enum: [a, b], x-enum-varnames: [X, Y], x-enum-descriptions: [One., ''] }");
        let Some(TypeKind::Enum(values)) = named.map(|named| named.kind) else { panic!("no enumeration") };
        let words: Vec<(&str, &str)> = values.iter().map(|value| (&*value.rust_name, &*value.docs)).collect();
        assert_eq!(words, [("X", "One."), ("Y", "")]);
    }

    #[test]
    fn an_enumeration_written_as_a_union_is_one() {
        let values = |schema: &str| {
            let (_, named, said) = member("3.1.0", schema);
            assert_eq!(said, [""; 0], "{schema}");
            match named.map(|named| named.kind) {
                Some(TypeKind::Enum(values)) => {
                    values.into_iter().map(|it| (it.rust_name, it.docs)).collect::<Vec<(String, String)>>()
                }
                Some(TypeKind::Values(values)) => values.into_iter().map(|it| (it.rust_name, it.docs)).collect(),
                other => panic!("{schema}: {other:?}"),
            }
        };
        for (schema, expected) in [
            (
                "{ type: integer, oneOf: [ { const: 0, title: GUILD_TEXT, description: In a guild. }, { const: 1, title: DM } ] }",
                [("GuildText", "In a guild."), ("Dm", "")].as_slice(),
            ),
            ("{ anyOf: [ { const: 2.5, title: High }, { const: x, x-a: 1 } ] }", &[("High", ""), ("X", "")]),
            // A text has a name of its own.
            (
                "{ type: string, oneOf: [ { const: rgb, title: 'Red, Green' }, { const: hsv, title: hsv }, { const: '?', title: Not Known } ] }",
                &[("Rgb", "Red, Green"), ("Hsv", ""), ("NotKnown", "")],
            ),
            // As schemars writes the variants with words and those without.
            (
                "{ oneOf: [ { type: string, enum: [a, b] }, { type: string, enum: [c], description: See., deprecated: true } ] }",
                &[("A", ""), ("B", ""), ("C", "Deprecated. See.")],
            ),
            ("{ oneOf: [ { const: 1, title: Only } ] }", &[("Only", "")]),
            // The words hold wherever else the values are listed.
            (
                "{ enum: [1, 2], oneOf: [ { const: 2, title: Two }, { const: 1, title: One }, { const: 3 } ] }",
                &[("One", ""), ("Two", "")],
            ),
            ("{ allOf: [ { enum: [1] } ], anyOf: [ { const: 2 }, { const: 1, title: One } ] }", &[("One", "")]),
        ] {
            let found = values(schema);
            let found: Vec<(&str, &str)> = found.iter().map(|(name, docs)| (&**name, &**docs)).collect();
            assert_eq!(found, expected, "{schema}");
        }
        // Of these, a member says more, or a value is of two members, which `oneOf` forbids.
        for schema in [
            "{ oneOf: [ { const: 1 }, { const: 2, minimum: 3 } ] }",
            "{ oneOf: [ { const: a }, { enum: [b, a] } ] }",
            "{ oneOf: [ { const: a }, { type: integer } ] }",
        ] {
            let (_, named, _) = member("3.1.0", schema);
            assert!(!matches!(named.map(|it| it.kind), Some(TypeKind::Values(_) | TypeKind::Enum(_))), "{schema}");
        }
    }

    #[test]
    fn null_as_the_type_of_a_union_is_beside_its_members_and_of_another_type_the_members_count() {
        let (found, named, said) = member("3.1.0", "{ type: 'null', oneOf: [ { type: string }, { type: boolean } ] }");
        assert!(found.nullable);
        assert!(matches!(named.map(|named| named.kind), Some(TypeKind::Union(union)) if union.variants.len() == 2));
        assert_eq!(said, ["W0524"]);
        let (found, named, said) = member("3.1.0", "{ type: string, oneOf: [ { type: number }, { type: string } ] }");
        assert!(matches!(named.map(|named| named.kind), Some(TypeKind::Union(union)) if union.variants.len() == 2));
        assert_eq!((found.nullable, said), (false, vec![]));
    }

    #[test]
    fn a_value_of_an_enumeration_that_another_keyword_forbids_is_none() {
        for (schema, left) in [
            ("{ type: string, enum: [a, bb, ccc], maxLength: 2 }", ["A", "Bb"].as_slice()),
            ("{ type: string, enum: [a, bb, ccc], minLength: 2 }", &["Bb", "Ccc"]),
            ("{ type: string, enum: [a, b, '1'], pattern: '^[a-z]$' }", &["A", "B"]),
            ("{ type: string, enum: [ab, ba, aa], pattern: '^(?!b)' }", &["Ab", "Aa"]),
        ] {
            let (_, named, said) = member("3.1.0", schema);
            let Some(TypeKind::Enum(values)) = named.map(|named| named.kind) else { panic!("{schema}") };
            assert_eq!(values.iter().map(|value| &*value.rust_name).collect::<Vec<_>>(), left, "{schema}");
            assert_eq!(said, ["W0521"], "{schema}");
        }
        for (rule, left) in [
            ("minimum: 2", 3),
            ("exclusiveMinimum: 2", 2),
            ("maximum: 3", 3),
            ("exclusiveMaximum: 3", 2),
            ("multipleOf: 2", 2),
        ] {
            let (_, named, said) = member("3.1.0", &format!("{{ type: integer, enum: [1, 2, 3, 4], {rule} }}"));
            let Some(TypeKind::Values(values)) = named.map(|named| named.kind) else { panic!("{rule}") };
            assert_eq!((values.len(), said.len()), (left, 4 - left), "{rule}");
        }
    }

    #[test]
    fn a_format_that_is_not_enforced_is_said_at_each_place() {
        let built = built(
            "T: { type: object, properties: { a: { type: string, format: phone }, b: { type: string, format: phone },
               c: { type: string, format: uri }, d: { type: string, format: password }, e: { type: string, writeOnly: true } } }",
            &["T"],
        );
        assert_eq!(warnings(&built), ["W0501"; 2]);
        let TypeKind::Struct(object) = &built.model.types[0].kind else { panic!("no struct") };
        let types: Vec<&Type> = object.members.iter().map(|member| &member.ty).collect();
        let secret = Type::Text("Secret");
        assert_eq!(types, [&Type::String, &Type::String, &Type::Text("Uri"), &secret, &secret]);
    }

    #[test]
    fn a_format_of_another_type_is_said() {
        for (schema, said) in [
            ("{ type: integer, format: foo }", true),
            ("{ type: integer, format: byte }", true),
            ("{ type: integer, format: unixtime }", true),
            ("{ type: integer, format: double }", true),
            ("{ type: integer, format: date-time }", true),
            ("{ type: [integer, 'null'], format: foo }", true),
            ("{ type: number, format: int64 }", true),
            ("{ type: number, format: foo }", true),
            ("{ type: boolean, format: foo }", true),
            ("{ type: boolean, format: uuid }", true),
            ("{ type: array, format: csv }", true),
            ("{ type: object, format: map, properties: { a: {} } }", true),
            ("{ type: string, format: int64 }", true),
            ("{ format: foo }", true),
            ("{ type: [string, integer], format: foo }", true),
            ("{ type: string, enum: [a], format: foo }", true),
            ("{ oneOf: [ { type: string }, { type: integer } ], format: foo }", true),
            ("{ type: string, enum: [a], format: hostname }", false),
            ("{ type: integer, format: int64 }", false),
            ("{ type: number, format: double }", false),
            ("{ type: number, format: decimal }", false),
            ("{ type: [integer, 'null'], format: uint8 }", false),
            // It speaks of one of the types.
            ("{ type: [string, integer], format: uuid }", false),
            ("{ type: [string, integer], format: int32 }", false),
            ("{ type: [boolean, number], format: float }", false),
        ] {
            assert_eq!(member("3.1.0", schema).2.contains(&"W0501"), said, "{schema}");
        }
    }

    #[test]
    fn of_two_formats_of_one_value_none_is_dropped_unsaid() {
        let both = |ty: &str, a: &str, b: &str| {
            member("3.1.0", &format!("{{ allOf: [ {{ type: {ty}, format: {a} }}, {{ type: {ty}, format: {b} }} ] }}"))
        };
        let (_, named, said) = both("string", "uuid", "email");
        let named = named.expect("a type of its own");
        assert!(matches!(&named.kind, TypeKind::Checked(_)), "{:?}", named.kind);
        let beside = StringRules { format: Some("Uuid"), ..StringRules::default() };
        assert_eq!((named.checks, said), (vec![Rule::Text(beside)], vec![""; 0]));
        for (ty, a, b, expected, said) in [
            ("string", "uuid", "uuid", Type::Uuid, &[][..]),
            ("string", "uuid", "phone", Type::Uuid, &["W0501"]),
            ("string", "phone", "uuid", Type::Uuid, &["W0501"]),
            ("string", "password", "phone", Type::Text("Secret"), &["W0501"]),
            ("string", "phone", "password", Type::Text("Secret"), &["W0501"]),
            ("integer", "int32", "int64", Type::I32, &[]),
            ("integer", "int64", "int32", Type::I32, &[]),
            ("integer", "uint8", "int32", Type::U8, &[]),
            ("integer", "int32", "uint64", Type::U64, &["W0501"]),
        ] {
            let (found, _, codes) = both(ty, a, b);
            assert_eq!((found.ty, &codes[..]), (expected, said), "{a} {b}");
        }
        let (_, named, said) = both("string", "uuid", "password");
        let kind = named.expect("a type of its own").kind;
        assert!(matches!(&kind, TypeKind::String(rules) if rules.secret && rules.format == Some("Uuid")), "{kind:?}");
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn enumerations_that_share_no_value_are_said() {
        let (_, named, said) = member("3.1.0", "{ allOf: [ { enum: [a] }, { enum: [b] } ] }");
        assert_eq!((named.expect("a type of its own").checks, said), (vec![Rule::Never], vec!["W0522"]));
    }
}
