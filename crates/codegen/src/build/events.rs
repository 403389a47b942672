//! Webhooks and callbacks: operations that the API's provider calls and its consumers offer.
//!
//! They come to a model of their own, in which the sides are turned: its client is the provider's, its server the
//! consumer's. Where a consumer wants them is said in each call; where a receiver takes them in is made of their names.

use super::operations::{OperationNames, Place, operations_of};
use super::*;

/// Whether a document has webhooks or callbacks.
pub(super) fn has_events(resolver: &Resolver) -> bool {
    let root = resolver.root();
    if webhooks(resolver).next().is_some() {
        return true;
    }
    let items = root.get("paths").into_iter().flat_map(named);
    items.filter_map(|item| resolver.resolve(&item.value).ok()).any(|item| {
        operations_of(item.node)
            .any(|(_, operation)| operation.get("callbacks").is_some_and(|callbacks| named(callbacks).next().is_some()))
    })
}

/// The webhooks. OpenAPI 3.0 has none; where a document of it has some, they are said to be taken as 3.1 has them.
fn webhooks(resolver: &Resolver) -> impl Iterator<Item = &crate::node::Member> {
    resolver.root().get("webhooks").into_iter().flat_map(named)
}

/// The members that are no extensions.
fn named(node: &Node) -> impl Iterator<Item = &crate::node::Member> {
    node.members().filter(|member| !member.key.starts_with("x-"))
}

/// A name as a segment of a path: what would have to be escaped is a hyphen.
fn segment(name: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-._~".contains(character);
    let text: String = name.chars().map(|character| if plain(character) { character } else { '-' }).collect();
    match text.trim_matches(['-', '.']) {
        "" => "event".to_owned(),
        text => text.to_owned(),
    }
}

/// The paths that receivers have already.
#[derive(Default)]
struct Paths(HashSet<String>);

impl Paths {
    fn give(&mut self, wanted: String) -> String {
        let mut path = wanted.clone();
        let mut number = 1;
        while !self.0.insert(path.clone()) {
            number += 1;
            path = format!("{wanted}-{number}");
        }
        path
    }
}

impl<'a> Builder<'a> {
    /// Every webhook, then every callback of an operation of `paths`, then those of webhooks.
    pub(super) fn events(&mut self) {
        let root = self.resolver.root();
        let (mut names, mut paths) = (OperationNames::of(root), Paths::default());
        let mut holders = Vec::new();
        for webhook in webhooks(self.resolver) {
            let Some(item) = self.path_item(&webhook.value) else { continue };
            let path = paths.give(format!("/{}", segment(&webhook.key)));
            let event = Event::Webhook(webhook.key.to_string());
            self.item(item, webhook.value.span, &path, &webhook.key, &event, &mut names);
            holders.extend(operations_of(item).map(|(_, node)| (webhook.key.to_string(), node)));
        }
        let mut all = Vec::new();
        for path in root.get("paths").into_iter().flat_map(named) {
            // What is wrong with it is the matter of those who call it.
            let Ok(resolved) = self.resolver.resolve(&path.value) else { continue };
            all.extend(operations_of(resolved.node).map(|(method, node)| (format!("{method} {}", path.key), node)));
        }
        all.append(&mut holders);
        for (unnamed, node) in all {
            let operation = node.get_str("operationId").map_or(unnamed, str::to_owned);
            for callback in node.get("callbacks").into_iter().flat_map(named) {
                let Ok(resolved) = self.resolve(&callback.value) else { continue };
                for target in named(resolved.node) {
                    let Some(item) = self.path_item(&target.value) else { continue };
                    let path = paths.give(format!("/{}/{}", segment(&operation), segment(&callback.key)));
                    let event = Event::Callback {
                        operation: operation.clone(),
                        name: callback.key.to_string(),
                        expression: target.key.to_string(),
                    };
                    let name = format!("{operation} {}", callback.key);
                    self.item(item, target.value.span, &path, &name, &event, &mut names);
                    self.refuse_deeper(item);
                }
            }
        }
        self.say_who_is_not_asked();
    }

    /// The operations of one event.
    fn item(&mut self, item: &'a Node, at: Span, path: &str, name: &str, event: &Event, names: &mut OperationNames) {
        let several = operations_of(item).count() > 1;
        for (method, node) in operations_of(item) {
            let own_name = if several { format!("{name} {}", method.to_lowercase()) } else { name.to_owned() };
            let place = Place { path, at, method, item, node, event: Some(event.clone()), own_name: Some(own_name) };
            self.take(place, names);
        }
        self.refuse_foreign(item, path);
    }

    /// Callbacks of callbacks' operations: nothing says whom they would be sent to.
    fn refuse_deeper(&mut self, item: &'a Node) {
        for (_, node) in operations_of(item) {
            for callback in node.get("callbacks").into_iter().flat_map(named) {
                self.error(
                    "E0511",
                    callback.key_span,
                    format!("`{}` is the callback of a callback, which is not supported", callback.key),
                    Some("declare it as a webhook, or as a callback of the operation in `paths`".to_owned()),
                );
            }
        }
    }

    /// The document's own `security` is for the API's callers: its webhooks and callbacks have none by it.
    fn say_who_is_not_asked(&mut self) {
        let root = self.resolver.root();
        let Some(security) = root.get("security").filter(|security| !security.items().is_empty()) else { return };
        if self.model.operations.iter().any(|operation| operation.security.is_empty()) {
            self.warn(
                "W0531",
                security.span,
                "`security` of the document is for calls of the API; its webhooks and callbacks without `security` of \
                 their own are sent without credentials"
                    .to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    const DOCUMENT: &str = r##"openapi: 3.1.0
info: { title: T, version: '1' }
security: [ { key: [] } ]
webhooks:
  new pet/ü:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '200': { description: Taken. } }
    put: { operationId: changedPet, responses: { '200': { description: Taken. } } }
  new pet-ü:
    $ref: '#/components/pathItems/Other'
paths:
  /streams:
    post:
      operationId: subscribe
      callbacks:
        onData:
          '{$request.query.callbackUrl}/data':
            post:
              security: [ { hook: [] } ]
              responses: { '204': { description: Taken. } }
              callbacks: { deeper: { '{$request.body#/url}': { post: { responses: { '200': { description: Taken. } } } } } }
          '{$request.query.callbackUrl}/more':
            post: { responses: { '204': { description: Taken. } } }
      responses: { '201': { description: Done. } }
  /plain:
    get:
      callbacks: { far: { $ref: 'https://example.org/far.json' } }
      responses: { '200': { description: Done. } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: x-key }, hook: { type: apiKey, in: header, name: x-hook } }
  pathItems: { Other: { post: { responses: { '200': { description: Taken. } } } } }
  schemas: { Pet: { type: object, properties: { name: { type: string } } } }
"##;

    fn events(document: &str) -> Option<Built> {
        let mut sources = Sources::default();
        let document = load_text("test.yaml", document.to_owned(), &mut sources).expect("a document");
        build_events(&Resolver::new(document, &mut sources), &Faults::default())
    }

    #[test]
    fn every_webhook_and_callback_is_an_operation_of_the_provider() {
        let built = events(DOCUMENT).expect("events");
        let found: Vec<_> = built
            .model
            .operations
            .iter()
            .map(|operation| (operation.method, operation.path.as_str(), operation.rust_name.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("PUT", "/new-pet", "changed_pet"),
                ("POST", "/new-pet", "new_pet_ü_post"),
                ("POST", "/new-pet-2", "new_pet_ü"),
                ("POST", "/subscribe/onData", "subscribe_on_data"),
                ("POST", "/subscribe/onData-2", "subscribe_on_data2"),
            ]
        );
        assert!(built.model.of_events && built.model.types.iter().any(|known| known.name == "Pet"));
        assert!(built.model.operations[3].docs.contains("`{$request.query.callbackUrl}/data`"));
    }

    #[test]
    fn security_is_the_event_s_own_and_what_is_not_asked_is_said() {
        let built = events(DOCUMENT).expect("events");
        let secured: Vec<bool> = built.model.operations.iter().map(|event| !event.security.is_empty()).collect();
        assert_eq!(secured, [false, false, false, true, false]);
        assert!(built.diagnostics.iter().any(|found| found.code == "W0531"));
        let quiet = events(&DOCUMENT.replace("security: [ { key: [] } ]\n", "")).expect("events");
        assert!(quiet.diagnostics.iter().all(|found| found.code != "W0531"));
    }

    #[test]
    fn what_cannot_be_generated_is_refused_at_its_place() {
        let built = events(DOCUMENT).expect("events");
        let errors: Vec<_> = built.diagnostics.iter().filter(|found| found.code.starts_with('E')).collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors.iter().any(|found| found.code == "E0511" && found.message.contains("`deeper`")));
    }

    #[test]
    fn a_document_without_events_has_no_model_of_them() {
        let plain = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: { /a: { get: { responses: {} } } }\n";
        assert!(events(plain).is_none());
        assert!(events(&format!("{plain}webhooks: {{}}\n")).is_none());
    }
}
