//! JSON that is likely to keep a schema of rules: for types that are any JSON but for their rules, such as tuples.

use ::arbitrary::{Arbitrary, Error, Result, Unstructured};
use serde_json::{Map, Number, Value};

use crate::arbitrary::{any_json, number_value, string_value};
use crate::{NumberRules, Rule, Schema, StringRules};

/// How deep schemas are followed: recursive ones are left to end by themselves.
const DEEP: usize = 8;

/// A value made keyword by keyword. It keeps the plain ones; who asks checks the others.
pub fn likely_json(schema: Schema, from: &mut Unstructured<'_>) -> Result<Value> {
    value(schema, from, 0)
}

/// The rules of a schema and of those that it refers to; of alternatives, one.
fn flat(schema: Schema, from: &mut Unstructured<'_>, depth: usize, rules: &mut Vec<&'static Rule>) -> Result<()> {
    if depth > DEEP {
        return Err(Error::IncorrectFormat);
    }
    for rule in schema {
        match rule {
            Rule::Never => return Err(Error::IncorrectFormat),
            Rule::Ref(schema) => flat(schema, from, depth + 1, rules)?,
            Rule::AllOf(schemas) => schemas.iter().try_for_each(|schema| flat(schema, from, depth + 1, rules))?,
            Rule::AnyOf(schemas) | Rule::OneOf(schemas) => {
                // Without bytes it is the first one; a recursion by way of it ends at the depth.
                let at = from.int_in_range(0..=schemas.len().saturating_sub(1))?;
                let schema = schemas.get(at).ok_or(Error::IncorrectFormat)?;
                flat(schema, from, depth + 1, rules)?;
            }
            rule => rules.push(rule),
        }
    }
    Ok(())
}

fn value(schema: Schema, from: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let mut rules = Vec::new();
    flat(schema, from, depth, &mut rules)?;
    if let Some(values) = rules.iter().find_map(|rule| if let Rule::Enum(values) = rule { Some(values) } else { None })
    {
        return serde_json::to_value(from.choose(values)?).map_err(|_| Error::IncorrectFormat);
    }
    let named = rules.iter().find_map(|rule| if let Rule::Type(names) = rule { Some(names) } else { None });
    let name = match named {
        Some(names) => *from.choose(names)?,
        None => match rules.iter().find_map(|rule| implied(rule)) {
            Some(name) => name,
            None => return any_json(from),
        },
    };
    match name {
        "null" => Ok(Value::Null),
        "boolean" => Ok(bool::arbitrary(from)?.into()),
        "integer" | "number" => number(&rules, name == "integer", from),
        "string" => {
            let text = rules.iter().find_map(|rule| if let Rule::Text(rules) = rule { Some(rules) } else { None });
            Ok(string_value(text.unwrap_or(&StringRules::NONE), from)?.into())
        }
        "array" => array(&rules, from, depth),
        _ => object(&rules, from, depth),
    }
}

/// The type that a keyword speaks of.
fn implied(rule: &Rule) -> Option<&'static str> {
    match rule {
        Rule::Text(_) => Some("string"),
        Rule::Number(_) => Some("number"),
        Rule::PrefixItems(_) | Rule::Items(..) | Rule::Contains(..) | Rule::MinItems(_) => Some("array"),
        Rule::Properties(_) | Rule::Required(_) | Rule::AdditionalProperties(..) | Rule::MinProperties(_) => {
            Some("object")
        }
        _ => None,
    }
}

fn number(rules: &[&'static Rule], whole: bool, from: &mut Unstructured<'_>) -> Result<Value> {
    let bounds = rules.iter().find_map(|rule| if let Rule::Number(rules) = rule { Some(rules) } else { None });
    let found = number_value(bounds.unwrap_or(&NumberRules::NONE), from)?;
    if whole {
        return Ok((found.round() as i64).into());
    }
    Number::from_f64(found).map(Value::Number).ok_or(Error::IncorrectFormat)
}

fn array(rules: &[&'static Rule], from: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let mut items = Vec::new();
    let mut least = 0;
    for rule in rules {
        match rule {
            Rule::PrefixItems(schemas) if items.is_empty() => {
                for schema in *schemas {
                    items.push(value(schema, from, depth + 1)?);
                }
            }
            Rule::MinItems(count) => least = least.max(*count),
            _ => {}
        }
    }
    let rest = rules.iter().find_map(|rule| if let Rule::Items(_, schema) = rule { Some(schema) } else { None });
    let contained = rules.iter().find_map(|rule| match rule {
        Rule::Contains(schema, count, _) => Some((schema, *count)),
        _ => None,
    });
    for schema in contained.into_iter().flat_map(|(schema, count)| std::iter::repeat_n(schema, count)) {
        items.push(value(schema, from, depth + 1)?);
    }
    while items.len() < least {
        items.push(match rest {
            Some(schema) => value(schema, from, depth + 1)?,
            None => any_json(from)?,
        });
    }
    Ok(Value::Array(items))
}

fn object(rules: &[&'static Rule], from: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let mut members = Map::new();
    let required = |name: &str| rules.iter().any(|rule| matches!(rule, Rule::Required(names) if names.contains(&name)));
    for (name, schema) in rules.iter().flat_map(|rule| if let Rule::Properties(all) = rule { *all } else { &[] }) {
        // Deep ones have what they must have.
        if required(name) || depth < DEEP / 2 && bool::arbitrary(from)? {
            members.insert((*name).to_owned(), value(schema, from, depth + 1)?);
        }
    }
    for name in rules.iter().flat_map(|rule| if let Rule::Required(names) = rule { *names } else { &[] }) {
        if !members.contains_key(*name) {
            members.insert((*name).to_owned(), any_json(from)?);
        }
    }
    Ok(Value::Object(members))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Literal};

    #[test]
    fn tuples_enumerations_and_objects_keep_their_rules() {
        static NODE: Schema = &[
            Rule::Type(&["object"]),
            Rule::Required(&["id", "kind"]),
            Rule::Properties(&[
                (
                    "id",
                    &[
                        Rule::Type(&["string"]),
                        Rule::Text(StringRules { format: Some(Format::Uuid), ..StringRules::NONE }),
                    ],
                ),
                ("kind", &[Rule::Enum(&[Literal::String("leaf"), Literal::Integer(3)])]),
                ("next", &[Rule::AnyOf(&[&[Rule::Ref(&NODE)], &[Rule::Type(&["null"])]])]),
            ]),
        ];
        const SCHEMA: Schema = &[
            Rule::Type(&["array"]),
            Rule::PrefixItems(&[
                &[
                    Rule::Type(&["integer"]),
                    Rule::Number(NumberRules { minimum: Some(3.0), maximum: Some(5.0), ..NumberRules::NONE }),
                ],
                &[Rule::Ref(&NODE)],
            ]),
            Rule::Items(2, &[Rule::Type(&["boolean"])]),
            Rule::MinItems(3),
        ];
        let bytes: Vec<u8> = (0..60_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut from = Unstructured::new(&bytes);
        let (mut made, mut kept) = (0, 0);
        while made < 60 {
            made += 1;
            let Ok(json) = likely_json(SCHEMA, &mut from) else { continue };
            kept += usize::from(crate::check_value(&json, SCHEMA).is_ok());
        }
        assert!(kept > made / 2, "{kept} of {made}");
    }

    fn many(schema: Schema, depth: usize) -> Vec<Result<Value>> {
        let bytes: Vec<u8> = (0..8_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        (0..200).map(|start| value(schema, &mut Unstructured::new(&bytes[start * 11..]), depth)).collect()
    }

    /// Values that are all made.
    fn made(schema: Schema) -> Vec<Value> {
        many(schema, 0).into_iter().map(|value| value.expect("a value")).collect()
    }

    const STRING: Schema = &[Rule::Type(&["string"])];

    #[test]
    fn a_value_is_of_the_type_that_the_rules_name_or_speak_of() {
        static ROWS: &[(&str, &[Schema])] = &[
            ("null", &[&[Rule::Type(&["null"])]]),
            ("boolean", &[&[Rule::Type(&["boolean"])]]),
            (
                "number",
                &[
                    &[Rule::Type(&["number"])],
                    &[Rule::Type(&["integer"])],
                    &[Rule::Number(NumberRules { minimum: Some(1.0), ..NumberRules::NONE })],
                ],
            ),
            ("string", &[STRING, &[Rule::Text(StringRules { min_length: Some(3), ..StringRules::NONE })]]),
            (
                "array",
                &[
                    &[Rule::Type(&["array"])],
                    &[Rule::PrefixItems(&[STRING])],
                    &[Rule::Items(0, STRING)],
                    &[Rule::Contains(STRING, 1, None)],
                    &[Rule::MinItems(1)],
                ],
            ),
            (
                "object",
                &[
                    &[Rule::Type(&["object"])],
                    &[Rule::Properties(&[("a", STRING)])],
                    &[Rule::Required(&["a"])],
                    &[Rule::AdditionalProperties(&[], &[], STRING)],
                    &[Rule::MinProperties(0)],
                ],
            ),
        ];
        for (name, schemas) in ROWS {
            for schema in *schemas {
                for value in made(schema) {
                    let text = value.to_string();
                    assert_eq!(crate::parse(text.as_bytes()).expect("JSON").type_name(), *name, "{schema:?} {text}");
                    assert!(crate::check_value(&value, schema).is_ok(), "{schema:?} {text}");
                }
            }
        }
        let any = made(&[]);
        assert!(any.iter().any(Value::is_string) && any.iter().any(Value::is_object));
        assert!(made(&[Rule::Type(&["number"])]).iter().any(|value| !value.is_i64()));
        let several = made(&[Rule::Type(&["null", "boolean"])]);
        assert!(several.iter().any(Value::is_null) && several.iter().any(Value::is_boolean));
        assert_eq!(likely_json(&[Rule::Type(&["null"])], &mut Unstructured::new(&[])), Ok(Value::Null));
        assert!(likely_json(&[Rule::Never], &mut Unstructured::new(&[7; 64])).is_err());
        let either = made(&[Rule::AnyOf(&[&[Rule::Type(&["null"])], STRING])]);
        assert!(either.iter().any(Value::is_null) && either.iter().any(Value::is_string));
    }

    #[test]
    fn an_array_has_what_is_demanded_of_it_and_no_more() {
        static BOOLEAN: Schema = &[Rule::Type(&["boolean"])];
        static ROWS: &[(Schema, &[&str])] = &[
            (
                &[Rule::PrefixItems(&[STRING, &[Rule::Type(&["null"])]]), Rule::PrefixItems(&[&[], &[]])],
                &["string", "null"],
            ),
            (
                &[
                    Rule::PrefixItems(&[STRING]),
                    Rule::Items(1, &[Rule::Type(&["boolean"])]),
                    Rule::MinItems(3),
                    Rule::MinItems(2),
                ],
                &["string", "boolean", "boolean"],
            ),
            (&[Rule::Contains(STRING, 2, None), Rule::MinItems(1)], &["string", "string"]),
            (&[Rule::Type(&["array"])], &[]),
        ];
        for (schema, types) in ROWS {
            for value in made(schema) {
                let text = value.to_string();
                let crate::Json::Array(items) = crate::parse(text.as_bytes()).expect("JSON") else { panic!("{text}") };
                assert_eq!(items.iter().map(crate::Json::type_name).collect::<Vec<_>>(), *types, "{text}");
            }
        }
        assert!(made(BOOLEAN).contains(&Value::Bool(true)));
    }

    #[test]
    fn an_object_has_its_required_members_and_sometimes_others() {
        static SCHEMA: Schema =
            &[Rule::Required(&["a", "c"]), Rule::Properties(&[("a", STRING), ("b", &[Rule::Type(&["null"])])])];
        let optional = |depth| {
            let all: Vec<Value> = many(SCHEMA, depth).into_iter().map(|value| value.expect("a value")).collect();
            assert!(all.iter().all(|value| value["a"].is_string() && value.get("c").is_some()));
            all.iter().filter(|value| value.get("b").is_some_and(Value::is_null)).count()
        };
        // Deep ones have none.
        for depth in 0..DEEP / 2 {
            assert!((50..150).contains(&optional(depth)), "{depth}");
        }
        assert_eq!((optional(DEEP / 2), optional(DEEP / 2 + 1)), (0, 0));
    }

    #[test]
    fn schemas_are_followed_so_deep_and_no_deeper() {
        fn leak<T>(value: T) -> &'static T {
            Box::leak(Box::new(value))
        }
        fn part(schema: Schema) -> &'static [Schema] {
            std::slice::from_ref(leak(schema))
        }
        let each: [fn(Schema) -> Vec<Rule>; 7] = [
            |inner| vec![Rule::AllOf(part(inner))],
            |inner| vec![Rule::AnyOf(part(inner))],
            |inner| vec![Rule::Ref(leak(inner))],
            |inner| vec![Rule::PrefixItems(part(inner))],
            |inner| vec![Rule::Contains(inner, 1, None)],
            |inner| vec![Rule::Items(0, inner), Rule::MinItems(1)],
            |inner| vec![Rule::Required(&["a"]), Rule::Properties(std::slice::from_ref(leak(("a", inner))))],
        ];
        for wrap in each {
            let nested = |depth: usize| (0..depth).fold(STRING, |inner, _| wrap(inner).leak());
            assert!(many(nested(DEEP), 0).iter().all(Result::is_ok));
            assert!(many(nested(DEEP + 1), 0).iter().all(Result::is_err));
        }
    }
}
