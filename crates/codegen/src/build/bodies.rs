//! Bodies that stand inline and are the same: one type for all media types of a body, for the errors of an operation, and
//! for the errors of a document that says the same of each.

use super::finish::{each_type_mut, named, renumber};
use super::sharing::{MANY, all_of};
use super::*;

/// Where a body of the same type stands.
struct Place {
    operation: usize,
    /// The answer's name; `None` for a request.
    answer: Option<String>,
    is_error: bool,
}

/// Bodies that are the same, in the order of their places, and the types within each, in the same order.
#[derive(Default)]
struct Same {
    bodies: Vec<TypeId>,
    within: Vec<Vec<TypeId>>,
}

impl<'a> Builder<'a> {
    /// Makes one of the inline bodies that are the same.
    pub(super) fn share_equal_bodies(&mut self) {
        let places = self.inline_bodies();
        let mut groups: IndexMap<String, Same> = IndexMap::new();
        for id in places.keys() {
            let mut within = Vec::new();
            let likeness = self.likeness_of_body(*id, &mut within);
            let same = groups.entry(likeness).or_default();
            same.bodies.push(*id);
            same.within.push(within);
        }
        groups.retain(|_, same| same.bodies.len() > 1);
        let mut roots: Vec<TypeId> = (0..self.model.types.len()).collect();
        let errors = |same: &Same| -> Vec<TypeId> {
            let is_error = |id: &&TypeId| places[*id].iter().all(|place| place.is_error);
            same.bodies.iter().filter(is_error).copied().collect()
        };
        let answers = |ids: &[TypeId]| -> HashSet<&str> {
            ids.iter().flat_map(|id| &places[id]).filter_map(|place| place.answer.as_deref()).collect()
        };
        let is_common = |ids: &[TypeId]| ids.iter().map(|id| places[id].len()).sum::<usize>() >= MANY;
        let of_several = |ids: &[TypeId]| is_common(ids) && answers(ids).len() > 1;
        let is_only_one = groups.values().filter(|same| of_several(&errors(same))).count() == 1;
        for same in groups.values() {
            let errors = errors(same);
            if errors.len() > 1 && is_common(&errors) {
                let answers = answers(&errors);
                let mut all = places.iter().filter(|(_, places)| {
                    places.iter().any(|place| place.answer.as_deref().is_some_and(|answer| answers.contains(answer)))
                });
                let name = match answers.len() {
                    1 if all.all(|(id, _)| errors.contains(id)) => answers.iter().next().map(|it| name_of_error(it)),
                    2.. if is_only_one => Some("ErrorBody".to_owned()),
                    _ => None,
                };
                self.share_bodies(same, &errors, name, &mut roots);
            }
            // What is left, by operation: its errors, and the media types of each body.
            let operation_of = |id: &TypeId| places[id].first().map(|place| place.operation);
            let operations: IndexSet<usize> = same.bodies.iter().filter_map(operation_of).collect();
            for operation in operations {
                let is_left = |id: &&TypeId| roots[**id] == **id && operation_of(id) == Some(operation);
                let left: Vec<TypeId> = same.bodies.iter().filter(is_left).copied().collect();
                let own: Vec<TypeId> = left.iter().filter(|id| errors.contains(id)).copied().collect();
                let name = format!("{}ErrorBody", self.model.operations[operation].type_name);
                let name = Some(name).filter(|_| answers(&own).len() > 1);
                self.share_bodies(same, &own, name, &mut roots);
                let others = left.iter().filter(|id| !errors.contains(id));
                let mut by_answer: IndexMap<Option<&str>, Vec<TypeId>> = IndexMap::new();
                for id in others {
                    by_answer
                        .entry(places[id].first().and_then(|place| place.answer.as_deref()))
                        .or_default()
                        .push(*id);
                }
                by_answer.into_values().for_each(|all| self.share_bodies(same, &all, None, &mut roots));
            }
        }
        self.put_roots(&roots);
    }

    /// The types that are bodies by themselves and stand inline, with their places.
    fn inline_bodies(&self) -> IndexMap<TypeId, Vec<Place>> {
        let mut found: IndexMap<TypeId, Vec<Place>> = IndexMap::new();
        let mut note = |content: &Content, place: Place| {
            if let Type::Named(id) = content.ty
                && self.is_inline(id)
                && self.model.types[id].pointer.ends_with("/schema")
                && !matches!(self.model.types[id].kind, TypeKind::Alias(_) | TypeKind::Pending)
            {
                found.entry(id).or_default().push(place);
            }
        };
        for (operation, it) in self.model.operations.iter().enumerate() {
            for content in it.body.iter().flat_map(|body| &body.contents) {
                note(content, Place { operation, answer: None, is_error: false });
            }
            for response in &it.responses {
                for content in &response.contents {
                    let answer = Some(response.rust_name.clone());
                    note(content, Place { operation, answer, is_error: response.error });
                }
            }
        }
        found
    }

    fn is_inline(&self, id: TypeId) -> bool {
        let pointer = &self.model.types[id].pointer;
        !pointer.is_empty() && !pointer.starts_with("/components/schemas/")
    }

    /// What two bodies have to have alike to be one, all that stands inline within them included; `within` are its types.
    fn likeness_of_body(&self, id: TypeId, within: &mut Vec<TypeId>) -> String {
        if let Some(at) = within.iter().position(|known| *known == id) {
            return format!("#{at}");
        }
        if !self.is_inline(id) {
            return format!("={id}");
        }
        within.push(id);
        let definition = &self.model.types[id];
        let mut kind = definition.kind.clone();
        let mut held = Vec::new();
        each_type_mut(&mut kind, |ty| {
            held.extend(named(ty));
            renumber(ty, &|_| 0);
        });
        let side = (definition.in_request, definition.in_response);
        let mut likeness = format!("{side:?} {}", all_of(definition, &kind));
        for held in held {
            likeness.push_str(&format!(" ({})", self.likeness_of_body(held, within)));
        }
        likeness
    }

    /// Makes one of some of the bodies that are the same, and of what is within them; a component's before an operation's,
    /// else the first one, under the given name.
    fn share_bodies(&mut self, same: &Same, ids: &[TypeId], name: Option<String>, roots: &mut [TypeId]) {
        let types = &self.model.types;
        let of_component = ids.iter().find(|id| types[**id].pointer.starts_with("/components/"));
        let (Some(&first), 2..) = (ids.first(), ids.len()) else { return };
        // `AddBody` of `AddBodyForm` and `AddBody`.
        let plainer = ids.iter().filter(|id| types[first].name.starts_with(&types[**id].name));
        let plainest = plainer.min_by_key(|id| types[**id].name.len()).unwrap_or(&first);
        let name = match of_component {
            Some(component) => types[*component].name.clone(),
            None => name.filter(|name| self.names.is_free(name)).unwrap_or_else(|| types[*plainest].name.clone()),
        };
        let within = |id: TypeId| same.bodies.iter().position(|own| *own == id).map_or(&[][..], |at| &same.within[at]);
        let docs = types[first].docs.clone();
        let is_said_of_all = ids.iter().all(|id| types[*id].docs == docs);
        for id in ids {
            for (own, kept) in within(*id).iter().zip(within(first)) {
                roots[*own] = roots[*kept];
            }
        }
        let old = self.model.types[first].name.clone();
        let holder = |id: &TypeId| types[*id].pointer.split("/content/").next();
        let is_of_several = ids.iter().any(|id| holder(id) != holder(&first));
        if !is_said_of_all || docs.is_empty() && is_of_several {
            let pointer = &self.model.types[first].pointer;
            let said = format!("In several places of the document; the first is `{pointer}`.");
            self.model.types[first].docs = said;
        }
        if name == old {
            return;
        }
        // The name of one of them is nobody else's.
        self.model.types[first].name = name.clone();
        self.names.take(&name);
        for id in within(first).iter().skip(1) {
            let inner = self.model.types[*id].name.strip_prefix(&old).map(|rest| format!("{name}{rest}"));
            if let Some(inner) = inner.filter(|inner| self.names.is_free(inner)) {
                self.model.types[*id].name = self.names.give(&inner);
            }
        }
    }
}

/// What the bodies of an answer are called.
fn name_of_error(answer: &str) -> String {
    if answer == "Default" { "ErrorBody".to_owned() } else { format!("{answer}Body") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::built_of;

    const MESSAGE: &str = "{ type: object, required: [message], properties: { message: { type: string } } }";

    /// An operation with these answers and a request body.
    fn operation(name: &str, answers: &[(&str, &str)], body: &str) -> String {
        let answer = |(status, schema): &(&str, &str)| {
            format!("'{status}': {{ description: It., content: {{ application/json: {{ schema: {schema} }} }} }}")
        };
        let answers: Vec<String> = answers.iter().map(answer).collect();
        let body = if body.is_empty() { String::new() } else { format!("requestBody: {{ content: {{ {body} }} }}, ") };
        let answers = answers.join(", ");
        format!(
            "  /{name}: {{ post: {{ operationId: {name}, {body}responses: {{ '204': {{ description: Done. }}, {answers} }} }} }}\n"
        )
    }

    fn names(operations: &[String]) -> Vec<String> {
        let document = format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n{}", operations.concat());
        built_of(document).model.types.into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn the_errors_of_an_operation_that_are_the_same_are_one_type() {
        let one = operation("list", &[("400", MESSAGE), ("403", MESSAGE), ("404", MESSAGE)], "");
        assert_eq!(names(&[one]), ["ListErrorBody"]);
        let inner = "{ type: object, properties: { error: { type: object, properties: { code: { type: string, minLength: 1 } } } } }";
        let one = operation("list", &[("400", inner), ("403", inner)], "");
        assert_eq!(names(&[one]), ["ListErrorBodyErrorCode", "ListErrorBodyError", "ListErrorBody"]);
        let other = "{ type: object, required: [message], properties: { message: { type: integer } } }";
        let one = operation("list", &[("400", MESSAGE), ("403", other)], "");
        assert_eq!(names(&[one]), ["ListBadRequestBody", "ListForbiddenBody"]);
    }

    #[test]
    fn what_is_the_error_of_many_operations_is_called_after_its_status_or_as_an_error() {
        let of = |statuses: &[&str], count: usize| -> Vec<String> {
            let answers: Vec<(&str, &str)> = statuses.iter().map(|status| (*status, MESSAGE)).collect();
            (0..count).map(|at| operation(&format!("op{at}"), &answers, "")).collect()
        };
        assert_eq!(names(&of(&["404"], 4)), ["NotFoundBody"]);
        assert_eq!(names(&of(&["404"], 3)), ["Op0NotFoundBody", "Op1NotFoundBody", "Op2NotFoundBody"]);
        assert_eq!(names(&of(&["400", "404"], 2)), ["ErrorBody"]);
        assert_eq!(names(&of(&["default"], 4)), ["ErrorBody"]);
        assert_eq!(names(&of(&["4XX"], 4)), ["ClientErrorBody"]);
        // One that says something else of the same status.
        let other = operation("other", &[("404", "{ type: object, properties: { code: { type: string } } }")], "");
        assert_eq!(names(&[of(&["404"], 4), vec![other.clone()]].concat()), ["Op0NotFoundBody", "OtherNotFoundBody"]);
        assert_eq!(names(&[of(&["400", "404"], 2), vec![other]].concat()), ["ErrorBody", "OtherNotFoundBody"]);
        // What is asked with is no error, however alike.
        let asked = operation("ask", &[], &format!("application/json: {{ schema: {MESSAGE} }}"));
        let mut found = names(&[of(&["404"], 4), vec![asked]].concat());
        found.sort_unstable();
        assert_eq!(found, ["AskBody", "NotFoundBody"]);
    }

    #[test]
    fn a_name_of_errors_that_is_taken_is_left_to_whom_it_belongs() {
        let mut document: Vec<String> =
            (0..4).map(|at| operation(&format!("op{at}"), &[("404", MESSAGE)], "")).collect();
        document.push(operation("use", &[("200", "{ $ref: '#/components/schemas/NotFoundBody' }")], ""));
        document.push(
            "components:\n  schemas:\n    NotFoundBody: { type: object, properties: { a: { type: string } } }\n"
                .to_owned(),
        );
        assert_eq!(names(&document), ["Op0NotFoundBody", "NotFoundBody"]);
    }

    #[test]
    fn one_schema_of_several_media_types_is_one_type() {
        let media = |name: &str| format!("{name}: {{ schema: {MESSAGE} }}");
        for other in ["application/merge-patch+json", "application/x-www-form-urlencoded"] {
            let both = format!("{}, {}", media("application/json"), media(other));
            assert_eq!(names(&[operation("add", &[], &both)]), ["AddBody"], "{other}");
            let turned = format!("{}, {}", media(other), media("application/json"));
            assert_eq!(names(&[operation("add", &[], &turned)]), ["AddBody"], "{other}");
        }
    }
}
