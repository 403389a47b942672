//! Objects and their members.

use super::facts::{Closer, Facts};
use super::*;

impl<'a> Builder<'a> {
    /// Settles which members there can be at all, and what holds for the ones without a name.
    pub(super) fn close(&mut self, facts: &mut Facts<'a>, hint: &str) -> Outcome<Additional> {
        let is_open = |closer: &Closer<'a>, name: &str| closer.own.as_ref().is_none_or(|own| own.contains(name));
        let denied: Vec<&'a str> = facts
            .properties
            .keys()
            .copied()
            .filter(|name| facts.closers.iter().any(|closer| closer.schema.is_none() && !is_open(closer, name)))
            .collect();
        let span = facts.span.unwrap_or(self.resolver.root().span);
        // Parts that are closed against each other, as by generators that close every class.
        let is_for_nothing = |closer: &Closer<'a>| {
            let own = closer.own.as_ref().filter(|own| closer.schema.is_none() && !own.is_empty());
            own.is_some_and(|own| own.iter().all(|name| denied.contains(name)))
        };
        let is_unsatisfiable = denied.iter().any(|name| facts.required.contains(name));
        if (is_unsatisfiable || facts.closers.iter().any(is_for_nothing)) && !self.to_the_letter {
            let what =
                if is_unsatisfiable { "nothing satisfies this schema" } else { "the parts leave each other nothing" };
            self.warn(
                "W0522",
                span,
                format!(
                    "{what}: `additionalProperties: false` of a part forbids {}; taken as said of the whole",
                    denied.join(", ")
                ),
            );
            facts.bent = true;
            facts.closers.iter_mut().for_each(|closer| closer.own = None);
        } else if !denied.is_empty() {
            self.warn(
                "W0522",
                span,
                format!("`additionalProperties: false` of a part forbids what other parts name: {}", denied.join(", ")),
            );
            facts.properties.retain(|name, _| !denied.contains(name));
        }
        let mut rest = Vec::new();
        let mut closed = false;
        for closer in &facts.closers {
            let Some(schema) = closer.schema else {
                closed = true;
                continue;
            };
            rest.push(Part::from(schema));
            for (name, parts) in &mut facts.properties {
                if !is_open(closer, name) {
                    parts.push(schema.into());
                }
            }
        }
        // Members by pattern are the members without a name.
        let by_pattern: Vec<&'a Node> = facts.patterned.iter().map(|(patterns, _)| *patterns).collect();
        let only_by_pattern = facts.patterned.iter().any(|(_, closed)| *closed);
        if let [patterns] = &by_pattern[..]
            && rest.is_empty()
            && !closed
            && only_by_pattern
        {
            let mut types = Vec::new();
            for member in patterns.members() {
                types.push(self.schema(&[(&member.value).into()], &format!("{hint}Value"))?);
            }
            types.dedup();
            return Ok(match types.pop() {
                Some(ty) if types.is_empty() => Additional::Typed(ty),
                _ => Additional::Typed(Type::Any),
            });
        }
        Ok(if closed && by_pattern.is_empty() {
            Additional::Denied
        } else if closed {
            // Closed by one schema, by pattern in another: the checks know.
            facts.checks.push(Rule::AdditionalProperties(
                facts.properties.keys().map(|name| (*name).to_owned()).collect(),
                Vec::new(),
                vec![Rule::Never],
            ));
            Additional::Denied
        } else if !rest.is_empty() {
            Additional::Typed(self.schema(&rest, &format!("{hint}Value"))?)
        } else if facts.open || !by_pattern.is_empty() {
            Additional::Typed(Type::Any)
        } else {
            Additional::Ignored
        })
    }

    pub(super) fn object(&mut self, facts: &mut Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        // Members that only a condition speaks of are known, whatever they are.
        if facts.closers.is_empty() && facts.patterned.is_empty() && !facts.open && !facts.properties.is_empty() {
            for name in std::mem::take(&mut facts.hints) {
                facts.properties.entry(name).or_default();
            }
        }
        let additional = self.close(facts, hint)?;
        if facts.properties.is_empty() && facts.required.is_empty() {
            match additional {
                Additional::Denied => {}
                Additional::Ignored => return Ok(Type::Map(Box::new(Type::Any))),
                Additional::Typed(value) => return Ok(Type::Map(Box::new(value))),
            }
        }
        let mut members = Vec::new();
        let mut fields = Namespace::default();
        fields.give("additional_properties");
        let properties = std::mem::take(&mut facts.properties);
        let undeclared: Vec<&'a str> =
            facts.required.iter().copied().filter(|name| !properties.contains_key(name)).collect();
        // A required member that no part names is one of those without a name.
        let unnamed: Vec<Part<'a>> = facts.closers.iter().filter_map(|closer| closer.schema).map(Part::from).collect();
        let all = properties.into_iter().chain(undeclared.into_iter().map(|name| (name, unnamed.clone())));
        let mut failed = false;
        for (name, parts) in all {
            // The others are looked at all the same: their author wants to know what is wrong with them, too.
            let Ok(own) = self.facts(&parts) else {
                failed = true;
                continue;
            };
            let required = facts.required.contains(name);
            if own.never {
                facts.checks.push(Rule::Properties(vec![(name.to_owned(), vec![Rule::Never])]));
                if required {
                    facts.checks.push(Rule::Required(vec![name.to_owned()]));
                }
                continue;
            }
            let docs = self.member_docs(&own, required);
            let constant = own.constant().filter(|_| required && !own.nullable);
            let deprecated = own.deprecated;
            let ty = match constant {
                Some(_) => Type::String,
                None => match self.schema(&parts, &format!("{hint}{}", pascal(name))) {
                    Ok(ty) => ty,
                    Err(Impossible) => {
                        failed = true;
                        continue;
                    }
                },
            };
            let (ty, nullable) = match ty {
                Type::Nullable(ty) => (*ty, true),
                ty => (ty, false),
            };
            members.push(Member {
                name: name.to_owned(),
                rust_name: String::new(),
                docs,
                deprecated,
                ty,
                nullable,
                required,
                constant: constant.map(str::to_owned),
                read_only: own.read_only,
                write_only: own.write_only,
                boxed: false,
            });
        }
        if failed {
            return Err(Impossible);
        }
        let names = fields.give_all(members.iter().map(|member| &*member.name), snake);
        members.iter_mut().zip(names).for_each(|(member, name)| member.rust_name = name);
        let object = Struct { members, additional };
        Ok(Type::Named(self.define(facts, key, hint, TypeKind::Struct(object))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, warnings};
    use super::*;

    fn object(schemas: &str) -> (Struct, TypeDef, Vec<&'static str>) {
        let built = built(schemas, &["T"]);
        let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T").clone();
        let TypeKind::Struct(object) = &definition.kind else { panic!("{:?}", definition.kind) };
        (object.clone(), definition.clone(), warnings(&built))
    }

    fn names(object: &Struct) -> Vec<&str> {
        object.members.iter().map(|member| &*member.name).collect()
    }

    #[test]
    fn closing_a_part_is_closing_the_whole() {
        let (object, _, said) = object(
            "T: { allOf: [ { $ref: '#/components/schemas/A' }, { type: object, properties: { b: { type: string } } } ] }
             A: { type: object, properties: { a: { type: string } }, additionalProperties: false }",
        );
        assert_eq!((names(&object), object.additional == Additional::Denied), (vec!["a", "b"], true));
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn the_schema_of_the_rest_is_for_what_no_part_names() {
        let with = |rest: &str, own: &str| {
            object(&format!(
                "T: {{ allOf: [ {{ $ref: '#/components/schemas/A' }}, {{ type: object, properties: {{ b: {{ type: boolean }} }}, additionalProperties: {rest} }} ] }}\n             A: {{ type: object, properties: {{ a: {own} }} }}"
            ))
        };
        let (unfit, _, said) = with("{ type: object }", "{ type: string }");
        assert_eq!((&unfit.members[0].ty, said), (&Type::String, vec![]));
        assert!(matches!(unfit.additional, Additional::Typed(_)));
        // What can be both is both.
        let (fit, definition, said) = with("{ type: string, maxLength: 3 }", "{ type: string }");
        assert!(definition.exact && matches!(fit.members[0].ty, Type::Named(_)));
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn closing_a_part_where_the_other_is_required_is_taken_as_closing_the_whole() {
        let (object, definition, said) = object(
            "T: { allOf: [ { $ref: '#/components/schemas/A' }, { type: object, required: [b], properties: { b: { type: string } } } ] }
             A: { type: object, properties: { a: { type: string } }, additionalProperties: false }",
        );
        assert_eq!((names(&object), object.additional == Additional::Denied), (vec!["a", "b"], true));
        assert_eq!(said, [""; 0]);
        assert!(definition.exact);
    }

    #[test]
    fn unevaluated_members_are_those_of_no_part() {
        let (object, _, said) = object(
            "T: { allOf: [ { $ref: '#/components/schemas/A' } ], properties: { b: { type: string } }, type: object, unevaluatedProperties: false }
             A: { type: object, properties: { a: { type: string } } }",
        );
        assert_eq!((names(&object), object.additional == Additional::Denied), (vec!["b", "a"], true));
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn a_member_of_two_parts_is_what_both_say() {
        let (object, ..) = object(
            "T: { type: object, properties: { a: { type: [string, integer], minLength: 2 } }, allOf: [ { properties: { a: { type: [string, boolean], maxLength: 3 } } } ] }",
        );
        assert_eq!(names(&object), ["a"]);
        let Type::Named(_) = object.members[0].ty else { panic!("{:?}", object.members[0].ty) };
    }

    #[test]
    fn members_that_only_a_condition_names_are_there() {
        let (object, definition, _) = object(
            "T: { type: object, properties: { a: { type: string } }, if: { properties: { a: { const: x } } }, then: { required: [b], properties: { b: { type: integer } } } }",
        );
        assert_eq!(names(&object), ["a", "b"]);
        assert_eq!(object.members[1].ty, Type::Any);
        assert!(matches!(&definition.checks[..], [Rule::If(..)]));
    }

    #[test]
    fn what_is_not_anything_is_as_false() {
        for closed in [
            "additionalProperties: { not: {} }",
            "additionalProperties: { not: true, description: d }",
            "unevaluatedProperties: { not: {} }",
        ] {
            let schema =
                format!("T: {{ type: object, properties: {{ a: {{ type: string }}, b: {{ not: {{}} }} }}, {closed} }}");
            let (object, _, said) = object(&schema);
            assert_eq!((names(&object), &object.additional), (vec!["a"], &Additional::Denied), "{schema}");
            assert_eq!(said, [""; 0], "{schema}");
        }
        let (object, ..) =
            object("T: { type: object, properties: { a: {} }, additionalProperties: { not: { type: string } } }");
        assert!(matches!(object.additional, Additional::Typed(_)), "{:?}", object.additional);
    }

    #[test]
    fn a_forbidden_member_is_no_field() {
        let (object, definition, _) = object("T: { type: object, properties: { a: { type: string }, b: false } }");
        assert_eq!(names(&object), ["a"]);
        assert_eq!(definition.checks, [Rule::Properties(vec![("b".to_owned(), vec![Rule::Never])])]);
    }

    #[test]
    fn members_by_pattern_are_those_without_a_name() {
        let (object, ..) = object(
            "T: { type: object, properties: { a: { type: string } }, patternProperties: { '^x-': { type: integer } }, additionalProperties: false }",
        );
        assert_eq!(object.additional, Additional::Typed(Type::I64));
    }

    #[test]
    fn names_of_members_are_fields_whatever_they_are() {
        let (object, ..) = object(
            "T: { type: object, properties: { 'a-b': { type: string }, a_b: { type: string }, aB: { type: string }, type: { type: string }, '': { type: string }, '1': { type: string }, 名前: { type: string }, additional_properties: { type: string }, '$ref-like': { type: string } } }",
        );
        let fields: Vec<&str> = object.members.iter().map(|member| &*member.rust_name).collect();
        assert_eq!(
            fields,
            ["a_b2", "a_b", "a_b3", "r#type", "empty", "n1", "名前", "additional_properties2", "ref_like"]
        );
    }

    #[test]
    fn a_schema_without_a_type_is_an_object_where_it_has_members_and_that_is_said() {
        let (object, _, said) = object("T: { properties: { a: { type: string } } }");
        assert_eq!(names(&object), ["a"]);
        assert_eq!(said, ["W0524"]);
    }
}
