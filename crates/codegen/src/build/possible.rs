//! Which types have a value at all: what needs one that has none can never be called or answered.

use super::*;

impl<'a> Builder<'a> {
    /// Refuses the operations that need a value which cannot be.
    pub(super) fn refuse_the_impossible(&mut self) {
        // JSON Schema allows schemas that nothing satisfies, and who reads it to the letter wants them.
        if self.to_the_letter {
            return;
        }
        let possible = self.possible();
        if possible.iter().all(|possible| *possible) {
            return;
        }
        let contradictions = self.contradictions(&possible);
        for operation in std::mem::take(&mut self.model.operations) {
            let first = needed(&operation).find_map(|ty| impossible(ty, &possible));
            match first {
                None => self.model.operations.push(operation),
                Some(id) => {
                    let id = self.cause(id, &possible);
                    let definition = &self.model.types[id];
                    let message = format!("no value of `{}` is possible, and the operation needs one", definition.name);
                    let place = self.resolver.root().pointer(&definition.pointer).unwrap_or(self.resolver.root()).span;
                    let help = "change or remove what excludes the rest".to_owned();
                    self.error("E0213", place, message.clone(), Some(help));
                    self.refused.push(Refused {
                        method: operation.method.to_owned(),
                        path: operation.path.clone(),
                        operation_id: Some(operation.id),
                        reason: message,
                    });
                }
            }
        }
        // Those that no operation needs a value of.
        for (name, place) in contradictions {
            if !self.diagnostics.iter().any(|found| found.code == "E0213" && found.span == Some(place)) {
                self.warn("W0522", place, format!("nothing satisfies this schema: no value of `{name}` is possible"));
            }
        }
    }

    /// The types that are impossible by themselves, whatever others are; of what allows nothing it is said already.
    fn contradictions(&self, possible: &[bool]) -> Vec<(String, Span)> {
        let others = vec![true; possible.len()];
        let types = self.model.types.iter().zip(possible).filter(|(_, possible)| !**possible).map(|(it, _)| it);
        let own = types.filter(|it| !it.checks.contains(&Rule::Never) && !matches!(it.kind, TypeKind::Pending));
        own.filter(|it| !self.is_possible(it, &others))
            .map(|it| {
                let place = self.resolver.root().pointer(&it.pointer).unwrap_or(self.resolver.root()).span;
                (it.name.clone(), place)
            })
            .collect()
    }

    /// Of each type, whether there is a finite value of it.
    fn possible(&self) -> Vec<bool> {
        let mut possible = vec![false; self.model.types.len()];
        // Each type may be possible by way of others: until nothing changes.
        loop {
            let mut changed = false;
            for id in 0..possible.len() {
                if !possible[id] && self.is_possible(&self.model.types[id], &possible) {
                    possible[id] = true;
                    changed = true;
                }
            }
            if !changed {
                return possible;
            }
        }
    }

    fn is_possible(&self, definition: &TypeDef, known: &[bool]) -> bool {
        let has_value = |ty: &Type| impossible(ty, known).is_none();
        let fits = |least: Option<u64>, most: Option<u64>| least.zip(most).is_none_or(|(least, most)| least <= most);
        !definition.checks.contains(&Rule::Never)
            && match &definition.kind {
                // It is nothing but itself.
                TypeKind::Pending => false,
                TypeKind::Struct(object) => object
                    .members
                    .iter()
                    .filter(|member| member.required && !member.nullable)
                    .all(|it| has_value(&it.ty)),
                TypeKind::Union(union) => union.variants.iter().any(|variant| has_value(&variant.ty)),
                TypeKind::Array(rules, item) => {
                    fits(rules.min_items, rules.max_items) && (rules.min_items.is_none() || has_value(item))
                }
                TypeKind::Tuple(items) => items.iter().all(|item| has_value(&item.ty)),
                TypeKind::Alias(inner) | TypeKind::Checked(inner) => has_value(inner),
                TypeKind::String(rules) => fits(rules.min_length, rules.max_length),
                TypeKind::Integer(rules, _) => rules.minimum.zip(rules.maximum).is_none_or(|(least, most)| {
                    // The last multiple that is not above the maximum.
                    let last = most.saturating_sub(rules.multiple_of.map_or(0, |step| most.rem_euclid(step)));
                    least <= last
                }),
                TypeKind::Number(rules) => {
                    let (least, above) = (rules.minimum, rules.exclusive_minimum);
                    let (most, below) = (rules.maximum, rules.exclusive_maximum);
                    let is_below =
                        |low: Option<f64>, high: Option<f64>| low.zip(high).is_none_or(|(low, high)| low < high);
                    least.zip(most).is_none_or(|(least, most)| least <= most)
                        && is_below(least, below)
                        && is_below(above, most)
                        && is_below(above, below)
                }
                TypeKind::Enum(_) | TypeKind::Values(_) => true,
            }
    }

    /// The type that makes another one impossible.
    fn cause(&self, mut id: TypeId, possible: &[bool]) -> TypeId {
        let mut seen = HashSet::from([id]);
        loop {
            let mut next = None;
            let definition = &self.model.types[id];
            let is_required = |ty: &Type| impossible(ty, possible);
            match &definition.kind {
                TypeKind::Struct(object) => {
                    let needed = object.members.iter().filter(|member| member.required && !member.nullable);
                    next = needed.into_iter().find_map(|member| is_required(&member.ty));
                }
                kind => each_type_of(kind, |ty| next = next.or_else(|| is_required(ty))),
            }
            match next.filter(|next| !definition.checks.contains(&Rule::Never) && seen.insert(*next)) {
                Some(next) => id = next,
                None => return id,
            }
        }
    }
}

fn each_type_of<'m>(kind: &'m TypeKind, visit: impl FnMut(&'m Type)) {
    finish::each_type(kind, visit);
}

/// The impossible type that a value of a type would need.
fn impossible(ty: &Type, possible: &[bool]) -> Option<TypeId> {
    match ty {
        Type::Named(id) => (!possible[*id]).then_some(*id),
        _ => None,
    }
}

/// The types of which an operation needs a value: of its parameters, its body and each answer.
fn needed(operation: &Operation) -> impl Iterator<Item = &Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let body = operation.body.iter().flat_map(|body| body.contents.iter().map(|content| &content.ty));
    let answers = operation.responses.iter().flat_map(|it| it.contents.iter().map(|content| &content.ty));
    let headers = operation
        .responses
        .iter()
        .flat_map(|response| response.headers.iter().filter(|header| header.required).map(|header| &header.ty));
    parameters.chain(body).chain(answers).chain(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    /// What becomes of an operation that answers a schema: codes of errors, and of warnings.
    fn said(schema: &str) -> Vec<&'static str> {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses: {{ \
             '200': {{ description: It., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/T' }} }} }} }} }}\n\
             components:\n  schemas:\n    T: {schema}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let built = build(&Resolver::new(document, &mut sources), &Faults::default());
        assert_eq!(built.refused.len(), built.diagnostics.errors());
        built.diagnostics.iter().map(|found| found.code).collect()
    }

    #[test]
    fn what_nothing_can_answer_is_refused() {
        for schema in [
            "{ type: string, allOf: [ { type: integer } ] }",
            "{ type: integer, enum: ['1', '2'] }",
            "{ type: number, enum: ['1.5', '2'] }",
            "{ enum: [] }",
            "{ anyOf: [ { $ref: '#/components/schemas/T' } ] }",
            "{ oneOf: [ { $ref: '#/components/schemas/T' }, { $ref: '#/components/schemas/T' } ] }",
            "{ type: object, required: [t], properties: { t: { $ref: '#/components/schemas/T' } } }",
            "{ type: array, minItems: 1, items: { $ref: '#/components/schemas/T' } }",
            "{ type: array, minItems: 3, maxItems: 2, items: { type: string } }",
            "{ type: string, minLength: 3, maxLength: 2 }",
            "{ type: integer, minimum: 3, maximum: 2 }",
            "{ type: integer, minimum: 3, maximum: 5, multipleOf: 10 }",
            "{ type: integer, minimum: -9, maximum: -1, multipleOf: 10 }",
            "{ type: number, minimum: 3, exclusiveMaximum: 3 }",
            "{ type: object, required: [a], properties: { a: { type: string, allOf: [ { type: integer } ] } } }",
        ] {
            assert!(said(schema).contains(&"E0213"), "{schema}: {:?}", said(schema));
        }
    }

    #[test]
    fn what_has_a_value_is_not() {
        for schema in [
            "{ type: object, properties: { a: { type: string, allOf: [ { type: integer } ] } } }",
            "{ type: object, required: [t], properties: { t: { anyOf: [ { $ref: '#/components/schemas/T' }, { type: 'null' } ] } } }",
            "{ anyOf: [ { $ref: '#/components/schemas/T' }, { type: string } ] }",
            "{ type: array, items: { $ref: '#/components/schemas/T' } }",
            "{ type: array, items: false }",
            "{ type: integer, minimum: 3, maximum: 10, multipleOf: 10 }",
            "{ type: integer, minimum: -10, maximum: -1, multipleOf: 10 }",
        ] {
            assert!(!said(schema).iter().any(|code| code.starts_with('E')), "{schema}: {:?}", said(schema));
        }
    }

    #[test]
    fn what_has_no_value_and_need_not_have_one_is_said() {
        for inner in ["{ type: integer, minimum: 3, maximum: 2 }", "{ type: array, minItems: 3, maxItems: 2 }"] {
            let found = said(&format!("{{ type: object, properties: {{ a: {inner} }} }}"));
            assert!(found.contains(&"W0522") && !found.contains(&"E0213"), "{inner}: {found:?}");
        }
    }
}
