//! Components that nothing uses: built like the others and thrown away, so that what is wrong with them is said.

use super::*;

impl<'a> Builder<'a> {
    /// The places that something which is built has led to.
    pub(super) fn reached(&self) -> HashSet<Span> {
        let built = self.memo.keys().flatten().map(|(place, _)| *place);
        built.chain(self.reached.iter().copied()).collect()
    }

    /// Builds every component that was not reached; says whether there is one.
    pub(super) fn build_unused(&mut self, reached: &HashSet<Span>) -> bool {
        let root = self.resolver.root();
        let unused = |section: &str| -> Vec<&'a crate::node::Member> {
            let components = root.get("components").and_then(|components| components.get(section));
            components.into_iter().flat_map(Node::members).filter(|it| !reached.contains(&it.value.span)).collect()
        };
        let mut any = false;
        for member in unused("schemas") {
            any = true;
            // The order counts for names only, and these are nobody's.
            let _ = self.schema(&[(&member.value).into()], &pascal(&member.key));
        }
        for section in ["parameters", "requestBodies", "responses", "headers"] {
            for member in unused(section) {
                any = true;
                let Ok(resolved) = self.resolve(&member.value) else { continue };
                let (node, hint) = (resolved.node, pascal(&member.key));
                let _ = match section {
                    "parameters" => self.unused_parameter(node, &hint),
                    "headers" => node.get("schema").map_or(Ok(()), |it| self.schema(&[it.into()], &hint).map(drop)),
                    _ => {
                        let headers = self.headers(node, &hint, None);
                        self.contents(node, &hint, section == "responses").and(headers.map(drop))
                    }
                };
            }
        }
        any
    }

    fn unused_parameter(&mut self, node: &'a Node, hint: &str) -> Outcome<()> {
        let location = match node.get_str("in") {
            Some("path") => Location::Path,
            Some("header") => Location::Header,
            Some("cookie") => Location::Cookie,
            _ => Location::Query,
        };
        self.written(node, location, hint).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Sources, load_text};

    use super::*;

    /// What is said of components beside an operation that uses the first of them.
    fn said(components: &str) -> Vec<(&'static str, String)> {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/A' }} }} }} }}\n      \
             responses: {{ '204': {{ description: It. }} }}\ncomponents:\n{components}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let resolver = Resolver::new(document, &mut sources);
        let faults = crate::keywords::account(&resolver).faults;
        let built = build(&resolver, &faults);
        assert!(built.refused.is_empty(), "{:?}", built.diagnostics);
        let unused = of_the_unused(&resolver, &faults, &built.reached, &built.diagnostics);
        unused.into_iter().map(|found| (found.code, found.message)).collect()
    }

    #[test]
    fn what_nothing_uses_is_looked_at_all_the_same() {
        let found = said(
            "  schemas:
    A: { type: string }
    B: { type: string, pattern: '(' }
    C: { oneOf: [ { $ref: '#/components/schemas/E' }, { $ref: '#/components/schemas/F' } ], discriminator: { propertyName: k, mapping: { x: '#/components/schemas/X' } } }
    D: { type: integer, minimum: 3, maximum: 2 }
    E: { type: object, required: [k], properties: { k: { type: string } } }
    F: { type: object, required: [k], properties: { k: { type: string } } }
  parameters:
    P: { name: p, in: query, schema: { type: string, pattern: ')' } }
  responses:
    R: { description: It., content: { application/json: { schema: { type: string, pattern: '[' } } } }",
        );
        let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.iter().filter(|code| **code == "W0203").count(), 3, "{found:#?}");
        assert_eq!(codes.iter().filter(|code| **code == "W0522").count(), 2, "{found:#?}");
    }

    #[test]
    fn what_is_used_is_not_said_a_second_time() {
        assert_eq!(
            said("  schemas:\n    A: { allOf: [ { $ref: '#/components/schemas/B' } ] }\n    B: { minLength: 1 }"),
            []
        );
        let again = said(
            "  schemas:\n    A: { minLength: 1 }\n    B: { type: array, items: { $ref: '#/components/schemas/A' } }",
        );
        assert_eq!(again, [], "the schema of a used one");
    }
}
