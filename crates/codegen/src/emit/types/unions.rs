//! Unions as enumerations of Rust: what decides between their members, as code.

use super::{ARBITRARY, Emitter, Flavour, SKIPPED, literal_text, type_text};
use crate::emit::code::{literal, literals};
use crate::model::{Decision, JsonType, Literal, Model, Type, TypeKind, Union, Variant, WrittenTag};

impl Emitter<'_> {
    pub(super) fn union(&mut self, union: &Union) {
        let name = &self.definition.name;
        let model = self.model;
        let open = self.flavour == Flavour::Client && union.decision.leaves_open();
        self.head();
        self.code.line("#[derive(Clone, Debug, PartialEq)]");
        let tries = union.decision.tries();
        if !tries {
            self.code.line(ARBITRARY);
        }
        self.code.line(format!("pub enum {name} {{"));
        for variant in &union.variants {
            let ty = type_text(model, &variant.ty, "");
            let ty = if variant.boxed { format!("Box<{ty}>") } else { ty };
            self.code.docs(&variant_docs(model, variant));
            let how = match &variant.ty {
                _ if tries => None,
                Type::Any => Some("with = any_json"),
                ty if ty.holds_any() => Some("default"),
                _ => None,
            };
            let attribute = how.map(|how| format!("#[cfg_attr(feature = \"conformance\", arbitrary({how}))] "));
            let attribute = attribute.unwrap_or_default();
            self.code.line(format!("{}({attribute}{ty}),", variant.rust_name));
        }
        if open {
            self.code.line("/// A variant of a newer server. It cannot be sent.");
            if !tries {
                self.code.line(SKIPPED);
            }
            self.code.line("Unknown(serde_json::Value),");
        }
        self.code.line("}").blank();
        if tries {
            self.arbitrary_of_tried(union);
        }

        for variant in &union.variants {
            let ty = type_text(model, &variant.ty, "");
            let distinct = union.variants.iter().filter(|other| other.ty == variant.ty).count() == 1;
            let convertible = distinct && matches!(variant.ty, Type::Named(_));
            let is_alias = matches!(variant.ty, Type::Named(id) if matches!(model.types[id].kind, TypeKind::Alias(_)));
            if convertible && !is_alias {
                let value = if variant.boxed { "Box::new(value)" } else { "value" };
                self.code.line(format!("impl From<{ty}> for {name} {{"));
                self.code.line(format!("fn from(value: {ty}) -> Self {{"));
                self.code.line(format!("Self::{}({value})", variant.rust_name));
                self.code.line("}\n}").blank();
            }
        }

        let checked = !self.definition.checks.is_empty();
        if checked {
            self.checks("CHECKS");
        }
        self.code.line(format!("impl Decode for {name} {{"));
        if union.variants.iter().any(|variant| self.model.may_be_list(&variant.ty)) {
            self.code.line("const TEXT: Text = Text::Several;");
        }
        self.code.line("fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {");
        self.check();
        if checked {
            self.code.line("let decoded = {");
        }
        self.decide(union, &union.decision, open);
        if checked {
            self.code.line("};").line("decoded.filter(|_| kept)");
        }
        self.code.line("}\n}").blank();

        self.serialize(|code| {
            code.line("match self {");
            for variant in &union.variants {
                let name = &variant.rust_name;
                match &variant.tag {
                    None => code.line(format!("Self::{name}(value) => value.serialize(serializer),")),
                    Some(WrittenTag { property, value, is_optional }) => {
                        let function = if *is_optional { "serialize_tagged_if_absent" } else { "serialize_tagged" };
                        let tag = format!("{}, {}", literal(property), literal(value));
                        let written = format!("schema_support::{function}(serializer, {tag}, value)");
                        code.line(format!("Self::{name}(value) => {written},"))
                    }
                };
            }
            if open {
                code.line("Self::Unknown(value) => value.serialize(serializer),");
            }
            code.line("}");
        });
    }

    /// Which variant the value is, and the variant.
    fn decide(&mut self, union: &Union, decision: &Decision, open: bool) {
        let decoded =
            |index: &usize| format!("Decode::decode(json, at).map(Self::{})", union.variants[*index].rust_name);
        match decision {
            Decision::One(index) => {
                self.code.line(decoded(index));
            }
            Decision::Tag { property, values, otherwise } => {
                self.tag(union, property, values, otherwise.as_ref(), open)
            }
            Decision::JsonType(rows) => {
                // A text is a string before it is the text of an object.
                let has_string = rows.iter().any(|(known, _)| *known == JsonType::String);
                let kinds =
                    [(JsonType::Number, "Number"), (JsonType::Boolean, "Boolean"), (JsonType::Object, "Object")];
                for (kind, text) in kinds {
                    if rows.iter().any(|(known, _)| *known == kind) && !(has_string && kind == JsonType::Object) {
                        self.code.line(format!("let json = at.read_text(json, Text::{text});"));
                    }
                }
                // Where everything is text, the items of a list may have come as members by their numbers.
                let has = |kind: JsonType| rows.iter().any(|(known, _)| *known == kind);
                if has(JsonType::Array) {
                    let kind = if has(JsonType::Object) { "Several" } else { "Array(&Text::String)" };
                    self.code.line(format!("let json = at.read_text(json, Text::{kind});"));
                }
                // A file of a form is none of JSON's types; its schema calls it a string.
                let has_file = union.variants.iter().any(|variant| variant.ty == Type::Binary);
                let pattern = |kind: JsonType| match kind {
                    JsonType::String if has_file => "Json::String(_) | Json::Binary(_)",
                    kind => json_pattern(kind).0,
                };
                self.code.line("match json {");
                let mut at = 0;
                while at < rows.len() {
                    let decision = &rows[at].1;
                    let same = rows[at..].iter().take_while(|(_, other)| other == decision).count();
                    let patterns: Vec<_> = rows[at..at + same].iter().map(|(kind, _)| pattern(*kind)).collect();
                    match decision {
                        Decision::One(index) => {
                            self.code.line(format!("{} => {},", patterns.join(" | "), decoded(index)));
                            // A list of one looks like its item.
                            if patterns.contains(&"Json::Array(_)") && !has(JsonType::String) {
                                self.code.line(format!("Json::String(_) if at.is_text() => {},", decoded(index)));
                            }
                        }
                        decision => {
                            self.code.line(format!("{} => {{", patterns.join(" | ")));
                            self.decide(union, decision, open);
                            self.code.line("}");
                        }
                    }
                    at += same;
                }
                let wanted: Vec<_> = rows.iter().map(|(kind, _)| json_pattern(*kind).1).collect();
                self.code.line(format!("_ => at.type_violation({}),", literal(&wanted.join(" or "))));
                self.code.line("}");
            }
            Decision::Members { own, otherwise } => {
                self.code.line("// The members that only one of them has tell which it is.");
                for (position, (index, members)) in own.iter().enumerate() {
                    let word = if position == 0 { "if" } else { "} else if" };
                    let members = literals(members.iter().map(String::as_str));
                    self.code.line(format!("{word} json.has_any(&{members}) {{"));
                    self.code.line(decoded(index));
                }
                self.code.line("} else {");
                match otherwise {
                    Some(index) => {
                        self.code.line(decoded(index));
                    }
                    None => {
                        let members = own.iter().filter_map(|(_, members)| members.first());
                        let wanted: Vec<_> = members.map(|member| format!("`{member}`")).collect();
                        let message = literal(&format!("must have one of {}", wanted.join(", ")));
                        self.code.line(format!("at.report({}, {message});", literal(union.keyword)));
                        self.code.line("None");
                    }
                }
                self.code.line("}");
            }
            Decision::Trial(candidates) => {
                self.code.line(format!(
                    "const ALTERNATIVES: [Alternative<{}>; {}] = [",
                    self.definition.name,
                    candidates.len()
                ));
                for index in candidates {
                    let variant = &union.variants[*index].rust_name;
                    self.code
                        .line(format!("|json, at| Decode::decode(json, at).map({}::{variant}),", self.definition.name));
                }
                self.code.line("];");
                let how = if union.keyword == "oneOf" { "one_of" } else { "any_of" };
                if open {
                    self.code.line(format!("match at.{how}(&json, &ALTERNATIVES) {{"));
                    self.code.line("None if at.is_tolerant() => Some(Self::Unknown(json.into())),");
                    self.code.line("decoded => decoded,");
                    self.code.line("}");
                } else {
                    self.code.line(format!("at.{how}(&json, &ALTERNATIVES)"));
                }
            }
        }
    }

    fn tag(
        &mut self,
        union: &Union,
        property: &str,
        values: &[(Literal, usize)],
        otherwise: Option<&usize>,
        open: bool,
    ) {
        let decoded =
            |index: &usize| format!("Decode::decode(json, at).map(Self::{})", union.variants[*index].rust_name);
        let property = literal(property);
        let texts: Option<Vec<&str>> = values
            .iter()
            .map(|(value, _)| match value {
                Literal::String(text) => Some(&**text),
                _ => None,
            })
            .collect();
        let texts = texts.filter(|_| otherwise.is_none());
        match &texts {
            Some(texts) => {
                let tags = literals(texts.iter().copied());
                self.code.line(format!("const TAGS: [&str; {}] = {tags};", values.len()));
                self.code.line(format!("match at.tag(&json, {property}, &TAGS)? {{"));
            }
            None => {
                let tags: Vec<String> = values.iter().map(|(value, _)| literal_text(value)).collect();
                self.code.line(format!(
                    "const TAGS: [schema_support::Literal; {}] = [{}];",
                    tags.len(),
                    tags.join(", ")
                ));
                self.code.line(format!("match at.literal_tag(&json, {property}, &TAGS)? {{"));
            }
        }
        for (position, (_, index)) in values.iter().enumerate() {
            self.code.line(format!("Some({position}) => {},", decoded(index)));
        }
        match otherwise {
            Some(index) => {
                self.code.line(format!("_ => {},", decoded(index)));
            }
            None => {
                if open {
                    self.code.line("_ if at.is_tolerant() => Some(Self::Unknown(json.into())),");
                }
                self.code.line(match texts {
                    Some(_) => format!("_ => at.unknown_tag({property}, &TAGS),"),
                    None => format!("_ => at.unknown_literal_tag(&json, {property}, &TAGS),"),
                });
            }
        }
        self.code.line("}");
    }
}

fn variant_docs(model: &Model, variant: &Variant) -> String {
    let docs = match &variant.ty {
        Type::Named(id) => model.types[*id].docs.lines().next().unwrap_or_default(),
        _ => "",
    };
    // Of a list, a heading or a table, the first line says nothing by itself.
    match docs.is_empty() || docs.starts_with(['*', '-', '#', '|']) {
        true => format!("`{}`", type_text(model, &variant.ty, "")),
        false => docs.to_owned(),
    }
}

fn json_pattern(kind: JsonType) -> (&'static str, &'static str) {
    match kind {
        JsonType::Null => ("Json::Null", "null"),
        JsonType::Boolean => ("Json::Bool(_)", "boolean"),
        JsonType::Number => ("Json::Number(_)", "number"),
        JsonType::String => ("Json::String(_)", "string"),
        JsonType::Array => ("Json::Array(_)", "array"),
        JsonType::Object => ("Json::Object(_)", "object"),
    }
}
