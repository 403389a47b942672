//! The servers that the document names, and the words about an operation that stand elsewhere than in its description.

use super::scalars::enum_values;
use super::*;
use crate::names::shouty;

impl<'a> Builder<'a> {
    /// The servers, their variables typed.
    pub(super) fn servers(&mut self) {
        for node in self.resolver.root().get_array("servers").unwrap_or_default() {
            self.server(node);
        }
        self.common_servers = self.model.servers.len();
    }

    /// Where a server is in the model, which it joins; `None` where it is left out.
    fn server(&mut self, node: &'a Node) -> Option<usize> {
        let url = node.get_str("url")?;
        let key = (url.to_owned(), node.get("variables").map(Node::to_json_text).unwrap_or_default());
        if let Some(place) = self.server_places.get(&key) {
            return Some(*place);
        }
        let variables = self.server_variables(node, url)?;
        self.model.servers.push(Server {
            name: self.server_names.give("Server"),
            url: url.to_owned(),
            docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
            variables,
        });
        self.server_places.insert(key, self.model.servers.len() - 1);
        Some(self.model.servers.len() - 1)
    }

    /// What is to be told of an operation that is at other servers than the document's, which join these: a session is at
    /// one URL.
    pub(super) fn own_servers(&mut self, item: &'a Node, operation: &'a Node, is_event: bool) -> Option<String> {
        let servers = operation.get("servers").or_else(|| item.get("servers"))?;
        if is_event {
            let message = "whoever calls back has the URL from the receiver: these servers are not followed";
            self.warn("W0538", servers.span, message.to_owned());
            return None;
        }
        let places: IndexSet<usize> = servers.items().iter().filter_map(|node| self.server(node)).collect();
        // At one of the document's it can be called like any other.
        if places.is_empty() || places.iter().any(|place| *place < self.common_servers) {
            return None;
        }
        let told = |place: &usize| {
            let server = &self.model.servers[*place];
            let own = if server.variables.is_empty() { shouty(&server.name) } else { server.name.clone() };
            format!("`{}` (the client's `servers::{own}`)", server.url)
        };
        let told = places.iter().map(told).collect::<Vec<_>>().join(" or ");
        let message = "this operation is at servers of its own: a session calls all operations at one URL";
        let help = "make a session of its own for it: its docs and `servers` of the client have the URL";
        self.diagnostics.push(Diagnostic::warning("W0538", message).at(servers.span).help(help).lawful());
        Some(format!("At a server of its own: {told}. Call it by a session at that URL."))
    }

    /// The variables of a server's URL, in its order; `None` after an error about one that nothing is said of.
    fn server_variables(&mut self, node: &'a Node, url: &str) -> Option<Vec<ServerVariable>> {
        let mut variables: Vec<ServerVariable> = Vec::new();
        let mut fields = Namespace::default();
        for part in url.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            if variables.iter().any(|known| known.name == name) {
                continue;
            }
            let said = node.get("variables").and_then(|all| all.get(name));
            let Some((said, default)) = said.and_then(|said| Some((said, said.get_str("default")?))) else {
                let message =
                    format!("the URL's variable `{name}` has no `default` in `variables`: the server is left out");
                let help = "declare it there, with a `default`".to_owned();
                self.error("E0215", node.span, message, Some(help));
                return None;
            };
            let mut values: Vec<&str> =
                said.get_array("enum").unwrap_or_default().iter().filter_map(Node::as_str).collect();
            if !values.is_empty() && !values.contains(&default) {
                self.warn("W0525", said.span, format!("the default `{default}` is none of the variable's values"));
                values.push(default);
            }
            variables.push(ServerVariable {
                name: name.to_owned(),
                rust_name: fields.give(&snake(name)),
                docs: said.get_str("description").unwrap_or_default().trim().to_owned(),
                default: default.to_owned(),
                values: enum_values(&values, &mut Namespace::default()),
            });
        }
        Some(variables)
    }

    /// What an operation's `externalDocs` and its responses' `links` say, as paragraphs.
    pub(super) fn remarks(&mut self, operation: &'a Node) -> Vec<String> {
        let mut remarks = Vec::from_iter(see(operation));
        for response in operation.get("responses").into_iter().flat_map(Node::members) {
            let Ok(resolved) = self.resolver.resolve(&response.value) else { continue };
            for link in resolved.node.get("links").into_iter().flat_map(Node::members) {
                let Ok(node) = self.resolver.resolve(&link.value).map(|resolved| resolved.node) else { continue };
                let target =
                    node.get_str("operationId").or_else(|| node.get_str("operationRef")).unwrap_or("another operation");
                let mut given: Vec<String> = node
                    .get("parameters")
                    .into_iter()
                    .flat_map(Node::members)
                    .map(|it| format!("`{}` = `{}`", it.key, plain(&it.value)))
                    .collect();
                given.extend(node.get("requestBody").map(|body| format!("the body = `{}`", plain(body))));
                let with = if given.is_empty() { String::new() } else { format!(" with {}", given.join(", ")) };
                let words = node.get_str("description").map(|words| format!(" {}", words.trim())).unwrap_or_default();
                let way = match *link.key == *target {
                    true => format!("`{target}` can be called"),
                    false => format!("`{}` leads to `{target}`", link.key),
                };
                remarks.push(format!("After {}, {way}{with}.{words}", response.key));
            }
        }
        remarks
    }
}

/// A text as it is, anything else as JSON.
fn plain(node: &Node) -> String {
    node.as_str().map_or_else(|| node.to_json_text(), str::to_owned)
}

/// What `externalDocs` says.
pub(super) fn see(node: &Node) -> Option<String> {
    let docs = node.get("externalDocs")?;
    let url = docs.get_str("url")?.trim();
    let words = docs.get_str("description").unwrap_or_default().trim();
    Some(if words.is_empty() { format!("See <{url}>.") } else { format!("See <{url}>: {words}") })
}

/// What a schema says that no type does, as paragraphs: how its text is encoded, an example, where there is more.
pub(super) fn schema_remarks(node: &Node) -> Vec<String> {
    const LONGEST: usize = 80;
    let mut remarks = Vec::new();
    let content = [node.get_str("contentEncoding"), node.get_str("contentMediaType")];
    let content: Vec<String> = content.into_iter().flatten().map(|word| format!("`{}`", word.trim())).collect();
    if !content.is_empty() {
        remarks.push(format!("The text holds {}.", content.join(" of ")));
    }
    let example = node.get("example").or_else(|| node.get_array("examples")?.first());
    let text = example.map(Node::to_json_text).filter(|text| text.len() <= LONGEST && !text.contains('`'));
    remarks.extend(text.map(|text| format!("For example `{text}`.")));
    remarks.extend(see(node));
    remarks
}

impl<'a> Builder<'a> {
    /// What a parameter, a header or a body tells beside its words: that it is deprecated, and its examples, those of
    /// its media types among them.
    pub(super) fn told(&self, node: &'a Node) -> Vec<String> {
        let mut remarks = Vec::new();
        if node.get_bool("deprecated") == Some(true) {
            remarks.push("It is deprecated.".to_owned());
        }
        let medias = node.get("content").into_iter().flat_map(Node::members).map(|media| &media.value);
        for holder in [node].into_iter().chain(medias) {
            remarks.extend(holder.get("example").map(|value| example("For example", value)));
            for member in holder.get("examples").into_iter().flat_map(Node::members) {
                let Ok(resolved) = self.resolver.resolve(&member.value) else { continue };
                let Some(value) = resolved.node.get("value") else { continue };
                let words = resolved.node.get_str("summary").map_or(&*member.key, str::trim);
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                remarks.push(example(&format!("For example ({words})"), value));
            }
        }
        // Media types mostly have the same ones.
        let mut known = HashSet::new();
        remarks.retain(|remark| known.insert(remark.clone()));
        remarks
    }
}

/// A value of the document, in words that are Markdown: in the line, or as a block.
fn example(words: &str, value: &Node) -> String {
    const SHORT: usize = 80;
    const LONGEST: usize = 2000;
    // What is long in the document is not written to see how long it is.
    let written = (value.span.end - value.span.start) as usize;
    let text = if written <= 4 * LONGEST { value.to_json_text() } else { String::new() };
    if text.is_empty() || text.len() > LONGEST || text.contains("```") {
        format!("{words}, as the document has it: it is too long for here.")
    } else if text.len() <= SHORT && !text.contains('`') {
        format!("{words} `{text}`.")
    } else {
        format!("{words}:\n\n```json\n{text}\n```")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::built_as;
    use super::*;

    #[test]
    fn servers_have_typed_variables() {
        let built = built_as(
            "3.1.0\nservers: [{ url: 'https://a.example', description: Ours }, { url: 'https://{region}.example/{base}', variables: { region: { enum: [eu, us-east], default: eu }, base: { default: v2, description: The base } } }, { url: 'https://{unsaid}.example' }]",
            "T: { type: string }",
            &["T"],
        );
        let [plain, typed] = &built.model.servers[..] else { panic!("{:?}", built.model.servers) };
        assert_eq!((&*plain.name, &*plain.url, &*plain.docs), ("Server", "https://a.example", "Ours"));
        let [region, base] = &typed.variables[..] else { panic!("{typed:?}") };
        let values: Vec<&str> = region.values.iter().map(|value| &*value.rust_name).collect();
        assert_eq!((values, &*region.default), (vec!["Eu", "UsEast"], "eu"));
        assert_eq!((&*base.rust_name, &*base.docs, base.values.len()), ("base", "The base", 0));
        assert_eq!(super::super::tests::warnings(&built), ["E0215"]);
    }

    #[test]
    fn operations_at_servers_of_their_own_are_told() {
        let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nservers: [{ url: 'https://a.example' }]\npaths:\n  \
                    /a: { servers: [{ url: 'https://b.example' }], get: { responses: { '204': { description: It. } } }, \
                    put: { servers: [{ url: 'https://a.example' }], responses: { '204': { description: It. } } } }\n  \
                    /b: { get: { servers: [{ url: 'https://b.example' }], responses: { '204': { description: It. } } } }\n";
        let mut sources = crate::source::Sources::default();
        let document = crate::source::load_text("t.yaml", text.to_owned(), &mut sources).expect("a document");
        let resolver = Resolver::new(document, &mut sources);
        let built = build(&resolver, &crate::keywords::account(&resolver).faults);
        let own = "At a server of its own: `https://b.example` (the client's `servers::SERVER2`). Call it by a session at that URL.";
        let remarks: Vec<&[String]> = built.model.operations.iter().map(|operation| &*operation.remarks).collect();
        assert_eq!(remarks, [&[own.to_owned()][..], &[], &[own.to_owned()]]);
        assert_eq!(
            built.model.servers.iter().map(|it| &*it.url).collect::<Vec<_>>(),
            ["https://a.example", "https://b.example"]
        );
        let said = built.diagnostics.iter().filter(|found| found.code == "W0538");
        assert_eq!(said.count(), 2);
    }

    #[test]
    fn examples_encodings_and_other_docs_are_told() {
        let built = built_as(
            "3.1.0",
            "T: { type: object, properties: { a: { type: string, description: A picture., contentEncoding: base64, contentMediaType: image/png, examples: [QQ==], externalDocs: { url: 'https://a.example' } } } }",
            &["T"],
        );
        let TypeKind::Struct(object) = &built.model.types[0].kind else { panic!("no struct") };
        assert_eq!(
            object.members[0].docs,
            "A picture.\n\nThe text holds `base64` of `image/png`.\n\nFor example `\"QQ==\"`.\n\nSee <https://a.example>."
        );
        assert_eq!(object.members[0].ty, Type::String);
    }
}
