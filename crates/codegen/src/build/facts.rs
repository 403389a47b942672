//! What a conjunction of schemas says: its keywords as one.

use super::operations::{component_of, kind_of_section};
use super::rules::literal;
use super::scalars::{range_of_format, string_format, type_of_format};
use super::*;
use crate::resolve::reference_of;

/// The keywords of a conjunction of schemas, as one.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub(super) span: Option<Span>,
    pub(super) docs: String,
    /// How many references lie between the part that has the words and the part that was asked for.
    words_behind: Option<usize>,
    /// How many references lie before what is being read.
    behind: usize,
    /// Paragraphs behind the words.
    remarks: Vec<String>,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) default: Option<&'a Node>,
    /// The JSON types that are left, null among them.
    pub(super) types: Option<BTreeSet<&'a str>>,
    /// `nullable: true` beside something that has the type.
    pub(super) nullable: bool,
    pub(super) is_const: bool,
    pub(super) values: Option<Vec<&'a Node>>,
    /// What values are called, and what is said of them, where the document does so beside the enumeration.
    pub(super) value_words: HashMap<Span, ValueWords<'a>>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) patterns: IndexMap<&'a str, Span>,
    pub(super) format: Option<(&'a str, Span)>,
    /// One of its formats is `password`.
    pub(super) is_password: bool,
    pub(super) minimum: Option<&'a Node>,
    pub(super) exclusive_minimum: Option<&'a Node>,
    pub(super) maximum: Option<&'a Node>,
    pub(super) exclusive_maximum: Option<&'a Node>,
    pub(super) steps: Vec<&'a Node>,
    pub(super) items: Vec<Part<'a>>,
    /// The schemas whose items have their schemas by place.
    pub(super) tuples: Vec<&'a Node>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) properties: IndexMap<&'a str, Vec<Part<'a>>>,
    /// How many references lie before the first part of each.
    nearest: HashMap<&'a str, usize>,
    pub(super) required: IndexSet<&'a str>,
    /// Members that some condition speaks of.
    pub(super) hints: IndexSet<&'a str>,
    pub(super) closers: Vec<Closer<'a>>,
    /// `patternProperties`, and whether no other member is allowed.
    pub(super) patterned: Vec<(&'a Node, bool)>,
    /// Other members are allowed, the document says.
    pub(super) open: bool,
    pub(super) unions: Vec<OneOfSeveral<'a>>,
    /// What no type says.
    pub(super) checks: Rules,
    pub(super) never: bool,
    /// A union of it has no members but the schema itself.
    pub(super) circular: bool,
    /// The schema cannot be meant as it stands, and is not taken so.
    pub(super) bent: bool,
    pub(super) parts: Vec<Part<'a>>,
    visited: HashSet<Span>,
    /// The schemas of which the one that is being read is a part.
    within: Vec<Span>,
    spent: HashSet<Span>,
    /// How many times what is being read is a part, by `allOf`, of what was asked for.
    within_parts: usize,
}

/// What a document says of a value of an enumeration: in members of a union, or as tools of other languages have it.
#[derive(Clone, Copy, Default)]
pub(super) struct ValueWords<'a> {
    /// `x-enumNames` or `x-enum-varnames`; the title of a value that is no text.
    pub(super) name: Option<&'a str>,
    /// `x-enum-descriptions`.
    pub(super) docs: Option<&'a str>,
    /// It is not to be used any more.
    pub(super) deprecated: bool,
}

/// `additionalProperties`: what holds for the members that the schema beside it does not name.
pub(super) struct Closer<'a> {
    /// The names; `None`: every name that the conjunction knows (`unevaluatedProperties`).
    pub(super) own: Option<HashSet<&'a str>>,
    /// Their schema; `None`: there are none.
    pub(super) schema: Option<&'a Node>,
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Copy)]
pub(super) struct OneOfSeveral<'a> {
    pub(super) keyword: &'static str,
    pub(super) members: &'a Node,
    pub(super) discriminator: Option<&'a Node>,
}

impl<'a> Builder<'a> {
    /// Collects the keywords of a conjunction, references and `allOf` followed.
    pub(super) fn facts(&mut self, parts: &[Part<'a>]) -> Outcome<Facts<'a>> {
        let mut facts = Facts { parts: parts.to_vec(), ..Facts::default() };
        facts.spent = parts.iter().filter(|part| part.spent).map(|part| part.node.span).collect();
        for part in parts.iter().filter(|part| !part.spent) {
            self.collect(&mut facts, part.node)?;
            // The words of a part come before those of the next one, wherever it has them.
            facts.words_behind = facts.words_behind.and(Some(0));
        }
        if facts.nullable && parts.len() > 1 {
            facts.nullable = self.all_take_null(parts)?;
        }
        for remark in std::mem::take(&mut facts.remarks) {
            if !facts.docs.is_empty() {
                facts.docs.push_str("\n\n");
            }
            facts.docs.push_str(&remark);
        }
        // A union of which a member is already part of the conjunction is fulfilled by it.
        let unions = std::mem::take(&mut facts.unions);
        for union in unions {
            let members = union.members.items();
            let target =
                |member: &Node| self.resolver.resolve(member).map_or(member.span, |resolved| resolved.node.span);
            let inside: Vec<(&Node, Span)> = members
                .iter()
                .map(|member| (member, target(member)))
                .filter(|(_, target)| facts.visited.contains(target))
                .collect();
            facts.circular |= inside.len() == members.len();
            let Some(&(itself, target)) = inside.first() else {
                facts.unions.push(union);
                continue;
            };
            // A base that lists what is built on it is no such thing.
            let is_own = |part: &Part<'a>| {
                part.node.span == target && part.node.get(union.keyword).is_some_and(|it| it.span == union.members.span)
            };
            if !facts.circular && parts.iter().any(is_own) {
                self.warn_once("W0528", itself.span, || {
                    format!("a member of this `{}` is the schema itself, so that it adds nothing", union.keyword)
                });
            }
        }
        Ok(facts)
    }

    /// Whether null is left of a conjunction: every part allows it, or says of no type at all.
    fn all_take_null(&mut self, parts: &[Part<'a>]) -> Outcome<bool> {
        for part in parts.iter().filter(|part| !part.spent) {
            let mut alone = Facts { parts: vec![*part], ..Facts::default() };
            self.collect(&mut alone, part.node)?;
            let takes_null = match &alone.types {
                Some(types) => types.contains("null"),
                None => alone.unions.is_empty() && alone.values.is_none() && alone.implied_type().is_none(),
            };
            if !alone.nullable && !takes_null {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn collect(&mut self, facts: &mut Facts<'a>, node: &'a Node) -> Outcome<()> {
        facts.span.get_or_insert(node.span);
        match &node.value {
            Value::Object(_) | Value::Bool(false) if is_false(node) => {
                facts.never = true;
                return Ok(());
            }
            Value::Object(_) => {}
            _ => return Ok(()),
        }
        // A schema says nothing new the second time, nor where it is its own part.
        if !facts.visited.insert(node.span) {
            if facts.within.contains(&node.span) {
                self.warn_once("W0528", node.span, || {
                    "this schema is a part of itself, which adds nothing to it".to_owned()
                });
            }
            return Ok(());
        }
        facts.within.push(node.span);
        let collected = self.collect_object(facts, node);
        facts.within.pop();
        collected
    }

    fn collect_object(&mut self, facts: &mut Facts<'a>, node: &'a Node) -> Outcome<()> {
        self.sound_schema(node)?;
        self.metaschema(node)?;
        // The words nearest to the use are the best ones: those of a base are said of more than what is built on it.
        if facts.words_behind.is_none_or(|known| facts.behind < known) {
            let words = node.get_str("description").or_else(|| node.get_str("title")).unwrap_or_default().trim();
            if !words.is_empty() {
                facts.docs = words.to_owned();
                facts.words_behind = Some(facts.behind);
            }
        }
        if facts.remarks.is_empty() {
            facts.remarks = servers::schema_remarks(node);
        }
        facts.deprecated |= node.get_bool("deprecated").unwrap_or_default();
        facts.read_only |= node.get_bool("readOnly").unwrap_or_default();
        facts.write_only |= node.get_bool("writeOnly").unwrap_or_default();
        facts.default = facts.default.or(node.get("default"));
        if reference_of(node).is_some() {
            let target = self.resolve(node)?.node;
            self.refers_to_a_schema(node);
            facts.behind += 1;
            self.collect(facts, target)?;
            facts.behind -= 1;
            if self.stands_alone() {
                facts.nullable |= node.get_bool("nullable").unwrap_or_default();
                return Ok(());
            }
        }
        self.collect_types(facts, node);
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        facts.min_length = facts.min_length.max(count("minLength"));
        facts.max_length = least(facts.max_length, count("maxLength"));
        facts.min_items = facts.min_items.max(count("minItems"));
        facts.max_items = least(facts.max_items, count("maxItems"));
        facts.unique_items |= node.get_bool("uniqueItems").unwrap_or_default();
        if let Some(pattern) = node.get("pattern")
            && let Some(source) = pattern.as_str()
        {
            facts.patterns.entry(source).or_insert(pattern.span);
        }
        if let Some(format) = node.get("format")
            && let Some(name) = format.as_str()
        {
            self.collect_format(facts, name, format.span);
        }
        collect_bounds(facts, node);
        if let Some((item, count)) = even_tuple(node) {
            facts.items.push(item.into());
            facts.max_items = least(facts.max_items, Some(count));
            facts.checks.extend(self.contains_rule(node)?);
        } else {
            self.collect_items(facts, node)?;
        }
        self.collect_members(facts, node)?;
        for keyword in ["oneOf", "anyOf"] {
            if let Some(members) = node.get(keyword)
                && !members.items().is_empty()
                && !facts.spent.contains(&members.span)
            {
                if let Some(annotated) = annotated_values(node, members) {
                    facts.allow(annotated.iter().map(|(value, _)| *value).collect());
                    facts.call(annotated);
                    continue;
                }
                let discriminator = node.get("discriminator");
                facts.unions.push(OneOfSeveral { keyword, members, discriminator });
            }
        }
        facts.within_parts += 1;
        for member in node.get_array("allOf").unwrap_or_default() {
            self.collect(facts, member)?;
        }
        facts.within_parts -= 1;
        Ok(())
    }

    /// Says where a schema refers to a component of another kind, once: nothing in it is said of a value.
    pub(super) fn refers_to_a_schema(&mut self, node: &'a Node) {
        // What is a whole file elsewhere may be a schema.
        let is_home = node.span.source == self.resolver.document().source;
        if let Some(member) = reference_of(node).filter(|member| is_home && &*member.key == "$ref")
            && let Some(pointer) = member.value.as_str().and_then(|text| text.strip_prefix('#'))
            && let "" | "/" | "/paths" | "/info" | "/components" | "/components/schemas" | "/servers" | "/tags" =
                pointer
        {
            self.warn_once("W0535", member.value.span, || format!("`#{pointer}` names no schema: any value is taken"));
        }
        let Some((reference, section)) = component_of(node).filter(|(_, section)| *section != "schemas") else {
            return;
        };
        self.warn_once("W0535", reference, || {
            format!("this refers to {}, which is no schema: any value is taken", kind_of_section(section))
        });
    }

    /// Of two formats of one value both hold: of integers the narrower one, of strings one that is enforced, and another one
    /// beside it.
    fn collect_format(&mut self, facts: &mut Facts<'a>, name: &'a str, span: Span) {
        facts.is_password |= name == "password";
        let new = (name, span);
        let Some(known) = facts.format.replace(new).filter(|(known, _)| *known != name) else { return };
        let is_within = |(a, _): (&str, Span), (b, _)| {
            range_of_format(a).zip(range_of_format(b)).is_some_and(|(a, b)| b.0 <= a.0 && a.1 <= b.1)
        };
        let (kept, other) = match (string_format(known.0), string_format(name)) {
            (Some(Some(other)), Some(Some(_))) => {
                let other = StringRules { format: Some(other), ..StringRules::default() };
                facts.checks.push(Rule::Text(other));
                return;
            }
            (_, Some(Some(_))) => (new, known),
            (Some(Some(_)), _) => (known, new),
            _ if is_within(new, known) => return,
            _ if is_within(known, new) => {
                facts.format = Some(known);
                return;
            }
            _ if name == "password" => (known, new),
            _ => (new, known),
        };
        facts.format = Some(kept);
        if other.0 != "password" {
            self.warn_once("W0501", other.1, || {
                format!("the format `{}` is not enforced: the same value has `{}`", other.0, kept.0)
            });
        }
    }

    fn collect_items(&mut self, facts: &mut Facts<'a>, node: &'a Node) -> Outcome<()> {
        match self.tuple_rules(node)? {
            Some(rules) if node.get("prefixItems").is_some() || node.get_array("items").is_some() => {
                facts.tuples.push(node);
                facts.checks.extend(rules);
            }
            rules => {
                facts.checks.extend(rules.into_iter().flatten());
                match node.get("items") {
                    Some(items) if is_false(items) => facts.max_items = Some(0),
                    Some(items) => facts.items.push(items.into()),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Refuses a schema of which a part is ambiguous.
    pub(super) fn sound_schema(&mut self, node: &'a Node) -> Outcome<()> {
        if self.faults.is_empty() {
            return Ok(());
        }
        self.sound(node.span)?;
        for key in ["properties", "patternProperties", "dependentRequired", "dependentSchemas", "dependencies"] {
            if let Some(members) = node.get(key) {
                self.sound(members.span)?;
            }
        }
        let Some(discriminator) = node.get("discriminator") else { return Ok(()) };
        self.sound(discriminator.span)?;
        discriminator.get("mapping").map_or(Ok(()), |mapping| self.sound(mapping.span))
    }

    /// Read to the letter, a schema of a metaschema that nobody here knows says nothing that could be relied on.
    fn metaschema(&mut self, node: &'a Node) -> Outcome<()> {
        let Some(schema) = node.get("$schema").filter(|_| self.to_the_letter) else { return Ok(()) };
        let text = schema.as_str().unwrap_or_default();
        if text.trim_end_matches('#') == JSON_SCHEMA || text.starts_with(OPENAPI_DIALECTS) {
            return Ok(());
        }
        let message = format!("`{text}` is a metaschema that is not known, and so is what its schemas mean");
        let help = format!("name `{JSON_SCHEMA}`, or nothing");
        Err(self.error("E0501", schema.span, message, Some(help)))
    }

    pub(super) fn collect_types(&mut self, facts: &mut Facts<'a>, node: &'a Node) {
        // To the letter, null would have to be one of the union's members; converters of `nullable` write it.
        let null_beside_union = !self.to_the_letter
            && node.get_str("type") == Some("null")
            && ["oneOf", "anyOf"].iter().any(|it| node.get(it).is_some());
        if null_beside_union {
            self.warn_once("W0524", node.span, || {
                "`type: null` beside a union: read as one of its members, or null".to_owned()
            });
        }
        let nullable = null_beside_union || node.get_bool("nullable").unwrap_or_default();
        let named: BTreeSet<&'a str> = match node.get("type") {
            None => BTreeSet::new(),
            Some(_) if null_beside_union => BTreeSet::new(),
            Some(ty) => match ty.as_str() {
                Some(name) => [name].into(),
                None => ty.items().iter().filter_map(Node::as_str).collect(),
            },
        };
        if named.is_empty() {
            facts.nullable |= nullable;
        } else {
            let mut named = named;
            if nullable {
                named.insert("null");
                // What its parts say is meant beside null.
                let is_whole = facts.parts.len() == 1 && facts.within_parts == 0 && node.get("allOf").is_some();
                facts.nullable |= node.get("enum").is_some() || is_whole;
            }
            facts.types = Some(match facts.types.take() {
                Some(known) => intersect_types(&known, &named),
                None => named,
            });
        }
        let enumerated = node.get_array("enum").unwrap_or_default();
        // A list of another length speaks of other values.
        let words = |keyword: &str| {
            let texts: Option<Vec<&str>> = node.get_array(keyword)?.iter().map(Node::as_str).collect();
            texts.filter(|texts| texts.len() == enumerated.len())
        };
        let names = words("x-enumNames").or_else(|| words("x-enum-varnames")).unwrap_or_default();
        let docs = words("x-enum-descriptions").unwrap_or_default();
        let said = enumerated.iter().enumerate().map(|(at, value)| {
            let docs = docs.get(at).map(|docs| docs.trim());
            (value, ValueWords { name: names.get(at).copied(), docs, deprecated: false })
        });
        let constant = node.get("const").map(|value| vec![value]);
        facts.is_const |= constant.is_some();
        for values in [constant, node.get_array("enum").map(|values| values.iter().collect())].into_iter().flatten() {
            facts.allow(values);
        }
        facts.call(said.collect());
    }

    pub(super) fn collect_members(&mut self, facts: &mut Facts<'a>, node: &'a Node) -> Outcome<()> {
        for member in node.get("properties").into_iter().flat_map(Node::members) {
            let parts = facts.properties.entry(&member.key).or_default();
            let nearest = facts.nearest.entry(&member.key).or_insert(facts.behind);
            // What a base says of a member stands behind what is said where the base is built upon.
            if facts.behind < *nearest {
                *nearest = facts.behind;
                parts.insert(0, (&member.value).into());
            } else {
                parts.push((&member.value).into());
            }
            // Draft 3 had `required` there, and its meaning is clear.
            if member.value.get_bool("required") == Some(true) {
                facts.required.insert(&member.key);
            }
        }
        facts.required.extend(node.get_array("required").unwrap_or_default().iter().filter_map(Node::as_str));
        let mut checks = self.uncarried_rules(node)?;
        checks.retain(|rule| match rule {
            Rule::If(_, then, otherwise) => !then.is_empty() || !otherwise.is_empty(),
            Rule::AdditionalProperties(_, _, schema) => !schema.is_empty(),
            _ => true,
        });
        facts.checks.extend(checks);
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        facts.checks.extend(count("minProperties").filter(|count| *count > 0).map(Rule::MinProperties));
        facts.checks.extend(count("maxProperties").map(Rule::MaxProperties));
        let own = || node.get("properties").into_iter().flat_map(Node::members).map(|it| &*it.key).collect();
        let additional = node.get("additionalProperties");
        match (node.get("patternProperties"), additional) {
            (Some(patterns), additional) => {
                facts.patterned.push((patterns, additional.is_some_and(is_false)));
            }
            (None, Some(schema)) if schema.as_bool() == Some(true) => facts.open = true,
            (None, Some(schema)) => facts.closers.push(Closer { own: Some(own()), schema: not_false(schema) }),
            (None, None) => {}
        }
        for keyword in ["if", "then", "else", "dependentSchemas"] {
            if let Some(inner) = node.get(keyword) {
                hints(inner, keyword == "dependentSchemas", &mut facts.hints, self.resolver, 0);
            }
        }
        if let Some(schema) = node.get("unevaluatedProperties") {
            let mut named = HashSet::new();
            if schema.as_bool() == Some(true) {
                facts.open = true;
            } else if evaluated(node, &mut named, self.resolver, 0) {
                facts.closers.push(Closer { own: Some(named), schema: not_false(schema) });
            } else {
                // What is left depends on the value: the whole schema is checked. Of one union, each variant knows
                // what its members are.
                match node.get_array("oneOf").filter(|_| is_false(schema)) {
                    Some(members)
                        if members.iter().all(|it| evaluated(it, &mut named, self.resolver, 0)) && only_union(node) =>
                    {
                        facts.closers.push(Closer { own: None, schema: None });
                    }
                    _ => facts.open = true,
                }
                facts.checks.push(Rule::AllOf(vec![self.rules(node)?]));
            }
        }
        if node.get("unevaluatedItems").is_some_and(|schema| schema.as_bool() != Some(true)) {
            facts.checks.push(Rule::AllOf(vec![self.rules(node)?]));
        }
        Ok(())
    }
}

impl<'a> Facts<'a> {
    /// No values but these are left.
    fn allow(&mut self, values: Vec<&'a Node>) {
        self.values = Some(match self.values.take() {
            Some(mut known) => {
                known.retain(|a| values.iter().any(|b| literal(a) == literal(b)));
                known
            }
            None => values,
        });
    }

    /// Keeps what is said of values, wherever else they are listed.
    fn call(&mut self, said: Vec<(&'a Node, ValueWords<'a>)>) {
        for (value, words) in said {
            let listed =
                self.values.iter().flatten().filter(|own| own.span == value.span || literal(own) == literal(value));
            for own in listed {
                let known = self.value_words.entry(own.span).or_default();
                known.name = known.name.or(words.name);
                known.docs = known.docs.or(words.docs);
                known.deprecated |= words.deprecated;
            }
        }
    }

    /// The only string that there can be, where `const` says so.
    pub(super) fn constant(&self) -> Option<&'a str> {
        let [value] = self.values.as_deref()? else { return None };
        let is_only = self.is_const && self.unions.is_empty() && self.checks.is_empty();
        let is_text = self.types.as_ref().is_none_or(|types| types.contains("string"));
        value.as_str().filter(|_| is_only && is_text)
    }

    /// Whether items have their schemas by place.
    pub(super) fn is_tuple(&self) -> bool {
        !self.tuples.is_empty()
    }

    /// The schemas of the items by place, where there always are so many.
    pub(super) fn fixed(&self) -> Option<&'a [Node]> {
        // The longest tuple that is still read by place.
        const LONGEST: usize = 16;
        let [node] = self.tuples[..] else { return None };
        let (items, rest) = by_place(node);
        let count = u64::try_from(items.len()).ok()?;
        let is_closed = rest.is_some_and(is_false);
        let most = least(self.max_items, is_closed.then_some(count));
        let is_fixed = self.min_items == Some(count) && most == Some(count) && self.items.is_empty();
        (is_fixed && (1..=LONGEST).contains(&items.len()) && items.iter().all(|item| not_false(item).is_some()))
            .then_some(items)
    }

    /// The type that the keywords speak of where `type` does not.
    pub(super) fn implied_type(&self) -> Option<&'static str> {
        let object_rules = self.checks.iter().any(|rule| {
            matches!(
                rule,
                Rule::MinProperties(_)
                    | Rule::MaxProperties(_)
                    | Rule::PatternProperties(_)
                    | Rule::PropertyNames(_)
                    | Rule::DependentRequired(_)
                    | Rule::DependentSchemas(_)
            )
        });
        let object = object_rules
            || !self.properties.is_empty()
            || !self.required.is_empty()
            || !self.closers.is_empty()
            || !self.patterned.is_empty()
            || !self.hints.is_empty()
            || self.open;
        let array = self.is_tuple()
            || self.unique_items
            || !self.items.is_empty()
            || self.min_items.is_some()
            || self.max_items.is_some();
        let string = !self.patterns.is_empty() || self.min_length.is_some() || self.max_length.is_some();
        let number = self.minimum.is_some()
            || self.maximum.is_some()
            || self.exclusive_minimum.is_some()
            || self.exclusive_maximum.is_some()
            || !self.steps.is_empty();
        if object {
            Some("object")
        } else if array {
            Some("array")
        } else if number {
            Some("number")
        } else if string {
            Some("string")
        } else {
            self.format.and_then(|(name, _)| type_of_format(name))
        }
    }

    pub(super) fn has_rules_beside_union(&self) -> bool {
        self.implied_type().is_some() || self.unions.len() > 1 || !self.checks.is_empty()
    }
}

/// The values of an enumeration that is written as a union, for the words that each value has there: `oneOf` of `const` and
/// `title` (JSON Schema's annotated enumeration), or of `enum` and `description`, as Rust's schemars writes it. `None`: a
/// member of it says something else of its values, or two have the same one, of which `oneOf` allows none.
fn annotated_values<'a>(node: &'a Node, members: &'a Node) -> Option<Vec<(&'a Node, ValueWords<'a>)>> {
    const WORDS: &[&str] = &[
        "const",
        "enum",
        "type",
        "title",
        "description",
        "deprecated",
        "example",
        "examples",
        "externalDocs",
        "$comment",
    ];
    let mut found: Vec<(&Node, ValueWords<'_>)> = Vec::new();
    let mut known: Vec<Literal> = Vec::new();
    if node.get("discriminator").is_some() {
        return None;
    }
    for member in members.items() {
        let is_plain = member.members().all(|it| WORDS.contains(&&*it.key) || it.key.starts_with("x-"));
        let values = match (member.get("const"), member.get_array("enum")) {
            (Some(value), None) => std::slice::from_ref(value),
            (None, Some(values)) => values,
            _ => return None,
        };
        let is_of_type = |value: &Node| match member.get("type") {
            None => true,
            Some(ty) => ty.as_str().is_some_and(|name| value.is_of_type(name)),
        };
        if !is_plain || values.is_empty() || !values.iter().all(is_of_type) {
            return None;
        }
        for value in values {
            let own = literal(value);
            if known.contains(&own) {
                return None;
            }
            known.push(own);
            let mut words =
                ValueWords { deprecated: member.get_bool("deprecated").unwrap_or_default(), ..ValueWords::default() };
            if values.len() == 1 {
                let title = member.get_str("title").map(str::trim);
                // A text calls itself, and its title is for readers.
                let calls_itself = value.as_str().is_some_and(crate::names::is_speakable);
                words.name = title.filter(|_| !calls_itself);
                words.docs = member.get_str("description").map(str::trim).filter(|docs| !docs.is_empty());
                words.docs = words.docs.or(title.filter(|title| calls_itself && Some(*title) != value.as_str()));
            }
            found.push((value, words));
        }
    }
    Some(found)
}

/// The members that a schema always evaluates, its parts' among them; whether there are no others.
pub(super) fn evaluated<'a>(
    node: &'a Node,
    found: &mut HashSet<&'a str>,
    resolver: &'a Resolver,
    depth: usize,
) -> bool {
    const OTHERS: &[&str] = &[
        "patternProperties",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "dependencies",
        "anyOf",
        "oneOf",
        "additionalProperties",
    ];
    let is_inner = depth > 0 && node.get("unevaluatedProperties").is_some();
    if depth > 16 || is_inner || OTHERS.iter().any(|keyword| node.get(keyword).is_some()) {
        return false;
    }
    found.extend(node.get("properties").into_iter().flat_map(Node::members).map(|it| &*it.key));
    let target = reference_of(node).map(|_| resolver.resolve(node));
    let parts = node.get_array("allOf").unwrap_or_default().iter();
    let target_is = match target {
        Some(Ok(target)) => evaluated(target.node, found, resolver, depth + 1),
        Some(Err(_)) => false,
        None => true,
    };
    target_is && parts.fold(true, |all, part| all & evaluated(part, found, resolver, depth + 1))
}

/// Whether a `oneOf` is all that makes what a schema evaluates depend on the value.
pub(super) fn only_union(node: &Node) -> bool {
    ["patternProperties", "if", "then", "else", "dependentSchemas", "anyOf", "additionalProperties", "allOf", "$ref"]
        .iter()
        .all(|keyword| node.get(keyword).is_none())
}

/// The members that a schema in a condition speaks of.
pub(super) fn hints<'a>(
    node: &'a Node,
    by_name: bool,
    found: &mut IndexSet<&'a str>,
    resolver: &'a Resolver,
    depth: usize,
) {
    if depth > 16 {
        return;
    }
    if by_name {
        for member in node.members() {
            found.insert(&member.key);
            hints(&member.value, false, found, resolver, depth + 1);
        }
        return;
    }
    found.extend(node.get("properties").into_iter().flat_map(Node::members).map(|it| &*it.key));
    found.extend(node.get_array("required").unwrap_or_default().iter().filter_map(Node::as_str));
    for key in ["allOf", "anyOf", "oneOf"] {
        for member in node.get_array(key).unwrap_or_default() {
            hints(member, false, found, resolver, depth + 1);
        }
    }
    for key in ["if", "then", "else", "not"] {
        if let Some(inner) = node.get(key) {
            hints(inner, false, found, resolver, depth + 1);
        }
    }
    if reference_of(node).is_some()
        && let Ok(target) = resolver.resolve(node)
    {
        hints(target.node, false, found, resolver, depth + 1);
    }
}

/// The schemas of a tuple's items by place, and that of the others: JSON Schema's older drafts have the former in `items`
/// and the latter in `additionalItems`.
pub(super) fn by_place(node: &Node) -> (&[Node], Option<&Node>) {
    match (node.get_array("prefixItems"), node.get("items")) {
        (Some(prefix), rest) => (prefix, rest),
        (None, Some(items)) if items.as_array().is_some() => (items.items(), node.get("additionalItems")),
        (None, rest) => (&[], rest),
    }
}

/// A tuple whose places all have the same schema, and that has no others: a list of so many at most.
pub(super) fn even_tuple(node: &Node) -> Option<(&Node, u64)> {
    let all = node.get_array("prefixItems")?;
    let first = all.first()?;
    let count = u64::try_from(all.len()).ok()?;
    let no_others = node.get("items").is_some_and(is_false)
        || node.get("maxItems").and_then(Node::as_u64).is_some_and(|most| most <= count);
    (no_others && all.iter().all(|item| item == first)).then_some((first, count))
}

pub(super) fn not_false(schema: &Node) -> Option<&Node> {
    (!is_false(schema)).then_some(schema)
}

/// Whether a schema is `false`, in either of its spellings: `{not: {}}` is the one of tools that write objects only.
pub(super) fn is_false(schema: &Node) -> bool {
    let is_true = |inner: &Node| {
        inner.as_bool() == Some(true) || inner.as_object().is_some() && super::schemas::says_only(inner, &[])
    };
    schema.as_bool() == Some(false)
        || schema.get("not").is_some_and(is_true) && super::schemas::says_only(schema, &["not"])
}

pub(super) fn collect_bounds<'a>(facts: &mut Facts<'a>, node: &'a Node) {
    // 3.0's boolean exclusive bounds turn the bound beside them into one.
    let exclusive = |key: &str| node.get_bool(key).unwrap_or_default();
    let number = |key: &str| node.get(key).filter(|value| value.as_number().is_some());
    let (low, high) = (number("minimum"), number("maximum"));
    if exclusive("exclusiveMinimum") {
        facts.exclusive_minimum = tighter(facts.exclusive_minimum, low, true);
    } else {
        facts.minimum = tighter(facts.minimum, low, true);
    }
    if exclusive("exclusiveMaximum") {
        facts.exclusive_maximum = tighter(facts.exclusive_maximum, high, false);
    } else {
        facts.maximum = tighter(facts.maximum, high, false);
    }
    facts.exclusive_minimum = tighter(facts.exclusive_minimum, number("exclusiveMinimum"), true);
    facts.exclusive_maximum = tighter(facts.exclusive_maximum, number("exclusiveMaximum"), false);
    facts.steps.extend(number("multipleOf"));
}

pub(super) fn intersect_types<'a>(known: &BTreeSet<&'a str>, named: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut both: BTreeSet<&str> = known.intersection(named).copied().collect();
    // An integer is a number.
    if (known.contains("integer") && named.contains("number"))
        || (known.contains("number") && named.contains("integer"))
    {
        both.insert("integer");
    }
    both
}

pub(super) fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

pub(super) fn tighter<'a>(known: Option<&'a Node>, new: Option<&'a Node>, higher: bool) -> Option<&'a Node> {
    match (known, new) {
        (Some(a), Some(b)) => {
            let (Some(x), Some(y)) = (a.as_number(), b.as_number()) else { return known };
            Some(if y.compare(x).is_gt() == higher { b } else { a })
        }
        (known, new) => new.or(known),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::built;
    use super::*;

    #[test]
    fn what_is_said_of_a_member_comes_before_what_its_base_says_of_it() {
        let base = "Base: { type: object, properties: { a: { type: string, description: Any., default: x }, b: { type: string, description: B. } } }";
        for parts in ["{ $ref: '#/components/schemas/Base' }, {own}", "{own}, { $ref: '#/components/schemas/Base' }"] {
            let own = "{ properties: { a: { description: This one., default: y, minLength: 1 } } }";
            let schemas = format!("T: {{ allOf: [ {} ] }}\n             {base}", parts.replace("{own}", own));
            let built = built(&schemas, &["T"]);
            let definition = built.model.types.iter().find(|it| it.name == "T").expect("a type");
            let TypeKind::Struct(object) = &definition.kind else { panic!("{:?}", definition.kind) };
            let docs = |name: &str| object.members.iter().find(|it| it.name == name).map(|it| it.docs.clone());
            let said = "This one.\n\nWhere it is absent, the document says, it counts as `\"y\"`.";
            assert_eq!((docs("a").as_deref(), docs("b").as_deref()), (Some(said), Some("B.")), "{parts}");
        }
    }

    #[test]
    fn what_is_said_of_the_whole_comes_before_what_is_said_of_its_bases() {
        let base = "{ $ref: '#/components/schemas/Base' }";
        for (schema, expected) in [
            (format!("{{ allOf: [ {base}, {{ title: t, description: A person., required: [a] }} ] }}"), "A person."),
            (format!("{{ allOf: [ {base}, {{ title: Person, required: [a] }} ] }}"), "Person"),
            (
                format!("{{ allOf: [ {base}, {{ description: Part., required: [a] }} ], description: Whole. }}"),
                "Whole.",
            ),
            (
                format!(
                    "{{ allOf: [ {{ description: First. }}, {{ description: Second., required: [a] }}, {base} ] }}"
                ),
                "First.",
            ),
            (format!("{{ allOf: [ {base}, {{ required: [a] }} ] }}"), "Anything."),
            (format!("{{ allOf: [ {base}, {{ description: '  ', required: [a] }} ] }}"), "Anything."),
        ] {
            let schemas = format!(
                "T: {schema}\n             Base: {{ type: object, description: Anything., properties: {{ a: {{ type: string }} }} }}"
            );
            let built = built(&schemas, &["T"]);
            let definition = built.model.types.iter().find(|it| it.name == "T").expect("a type");
            assert_eq!(definition.docs, expected, "{schema}");
        }
    }
}
