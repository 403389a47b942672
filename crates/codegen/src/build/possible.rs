//! Which types have a value at all: what needs one that has none can never be called or answered.

use super::*;

impl<'a> Builder<'a> {
    /// Leaves out the answers of which no value can be, and refuses the operations that need a value which cannot be.
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
        for mut operation in std::mem::take(&mut self.model.operations) {
            self.leave_out_the_impossible(&mut operation, &possible);
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
            let told = format!("no value of `{name}` is possible");
            let is_said = |found: &Diagnostic| match found.code {
                "E0213" => found.span == Some(place),
                "W0545" => found.message.starts_with(&told),
                _ => false,
            };
            if !self.diagnostics.iter().any(is_said) {
                self.warn("W0522", place, format!("nothing satisfies this schema: no value of `{name}` is possible"));
            }
        }
    }

    /// Leaves out the answers of which nothing can be sent, where the operation has another success, or an error is what
    /// cannot be: the handlers have nothing to say in their place, and the client takes what comes as undeclared.
    fn leave_out_the_impossible(&mut self, operation: &mut Operation, possible: &[bool]) {
        let of_answer = |response: &Response| {
            // Of several media types one is enough.
            let contents = response.contents.iter().map(|content| impossible(&content.ty, possible));
            let all: Option<Vec<TypeId>> = contents.collect();
            let mut headers = response.headers.iter().filter(|header| header.required);
            all.and_then(|all| all.first().copied())
                .or_else(|| headers.find_map(|header| impossible(&header.ty, possible)))
        };
        let found: Vec<Option<TypeId>> = operation.responses.iter().map(of_answer).collect();
        let has_success = |are_left: bool| {
            let mut all = operation.responses.iter().zip(&found);
            all.any(|(response, found)| response.success && (are_left || found.is_none()))
        };
        // Without any success to hope for, or anything to answer, there would be nothing to call it for.
        if has_success(true) && !has_success(false) || found.iter().all(Option::is_some) {
            return;
        }
        let name = format!("{} {}", operation.method, operation.path);
        for (response, id) in operation.responses.iter().zip(&found).filter_map(|(it, id)| Some((it, (*id)?))) {
            let status = response.status.word();
            let (whole, cause) = (&self.model.types[id], &self.model.types[self.cause(id, possible)]);
            let message = format!(
                "no value of `{}` is possible: the answer {status} of {name} is left out, as its body cannot be",
                cause.name
            );
            let place = self.resolver.root().pointer(&whole.pointer).unwrap_or(self.resolver.root()).span;
            operation.remarks.push(format!("The document declares {status} with a body that cannot be."));
            self.diagnostics
                .push(Diagnostic::warning("W0545", message).at(place).help("change or remove what excludes the rest"));
        }
        let mut left = found.iter().map(Option::is_none);
        operation.responses.retain(|_| left.next().unwrap_or(true));
        for response in &mut operation.responses {
            response.contents.retain(|content| impossible(&content.ty, possible).is_none());
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
    use crate::build::tests::{built_of, warnings};
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

    #[test]
    fn an_error_that_cannot_be_is_left_out_and_its_operation_is_not() {
        let built = |responses: &str| {
            built_of(format!(
                "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses: {responses}\n\
                 components:\n  schemas:\n    S: {{ type: object, required: [success], properties: {{ success: {{ type: boolean, enum: [true] }} }} }}\n"
            ))
        };
        let body =
            |schema: &str| format!("{{ description: It., content: {{ application/json: {{ schema: {schema} }} }} }}");
        let good = body("{ $ref: '#/components/schemas/S' }");
        let bad =
            body("{ allOf: [ { $ref: '#/components/schemas/S' }, { properties: { success: { enum: [false] } } } ] }");
        let statuses = |built: &Built| {
            let all = built.model.operations.iter().flat_map(|operation| &operation.responses);
            all.map(|response| response.status.word()).collect::<Vec<_>>()
        };
        let one = built(&format!("{{ '200': {good}, 4XX: {bad} }}"));
        assert_eq!((statuses(&one), warnings(&one)), (vec!["200".to_owned()], vec!["W0522", "W0545"]));
        let found = one.diagnostics.iter().find(|found| found.code == "W0545").expect("it is said");
        assert!(found.message.contains("the answer 4XX of GET /a is left out"), "{}", found.message);
        assert_eq!(one.model.operations[0].remarks, ["The document declares 4XX with a body that cannot be."]);
        let other = built(&format!("{{ '200': {bad}, '204': {{ description: It. }} }}"));
        assert_eq!((statuses(&other), warnings(&other)), (vec!["204".to_owned()], vec!["W0522", "W0545"]));
        let none = built(&format!("{{ '200': {bad}, 4XX: {good} }}"));
        assert_eq!((none.refused.len(), warnings(&none)), (1, vec!["W0522", "E0213"]));
        let nothing = built(&format!("{{ default: {bad} }}"));
        assert!(warnings(&nothing).contains(&"E0213"), "{:?}", warnings(&nothing));
        assert_eq!(nothing.refused.len(), 1);
    }
}
