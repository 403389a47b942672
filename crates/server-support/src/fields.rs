//! Names and values that were sent, put together to the object that they are the members of.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use schema_support::{FieldStyle, FormField, Json, parse};

use crate::style;

/// What a name was sent with that comes again as something else.
const ONE_THING: &str = "must be one thing, text or members";

/// Two items with members cannot be told from two members of one: readers of such names differ.
const WITHOUT_NUMBERS: &str = "must have a number for each item with members, as in a[0][b]";

/// Depth is bounded by the name's length, and that by the body's or the URL's limit; deeper than this is refused.
const DEEPEST: usize = 32;

/// The members of an object, in the order in which they were sent; found by name in constant time, since a body may have
/// as many as its size allows.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    order: Vec<(String, Node)>,
    places: HashMap<String, usize>,
}

#[derive(Debug)]
enum Node {
    One(Json<'static>),
    Many(Vec<Json<'static>>),
    Members(Fields),
}

impl Fields {
    /// Puts a value under its path: a name that comes again makes a list, and so does an empty one at the end (`a[]`).
    pub(crate) fn put(&mut self, path: &[&str], value: Json<'static>) -> Result<(), &'static str> {
        if path.len() > DEEPEST {
            return Err("must not be nested so deep");
        }
        let [first, rest @ ..] = path else { return Ok(()) };
        match (rest, self.node(first)) {
            (["", _, ..], _) => return Err(WITHOUT_NUMBERS),
            ([], None) => self.push(first, Node::One(value)),
            ([""], None) => self.push(first, Node::Many(vec![value])),
            ([] | [""], Some(Node::Many(items))) => items.push(value),
            ([] | [""], Some(node)) => match std::mem::replace(node, Node::Many(Vec::new())) {
                Node::One(before) => *node = Node::Many(vec![before, value]),
                _ => return Err(ONE_THING),
            },
            (rest, Some(Node::Members(inner))) => return inner.put(rest, value),
            (rest, None) => {
                let mut inner = Self::default();
                inner.put(rest, value)?;
                self.push(first, Node::Members(inner));
            }
            _ => return Err(ONE_THING),
        }
        Ok(())
    }

    /// Puts an item into the list of this name.
    fn put_item(&mut self, name: &str, item: Json<'static>) -> Result<(), &'static str> {
        self.put(&[name, ""], item)
    }

    /// Puts what may be there once.
    fn put_once(&mut self, name: &str, value: Json<'static>) -> Result<(), &'static str> {
        match self.node(name) {
            Some(_) => Err("must have such a field once"),
            None => self.put(&[name], value),
        }
    }

    /// Puts a field of a form as it was sent, in the style that the document has for it.
    pub(crate) fn put_field(&mut self, fields: &[FormField], name: &str, sent: Sent<'_>) -> Result<(), &'static str> {
        let is_listed = fields.iter().any(|field| field.name == name);
        let mut path = vec![name];
        if !is_listed {
            let mut deep = fields.iter().filter(|field| field.style == FieldStyle::Deep);
            let holds = |field: &&FormField| matches!(field.style, FieldStyle::Members(own) if own.contains(&name));
            if let Some(pieces) = deep.find_map(|field| within(name, field.name)) {
                path = pieces;
            } else if let Some(field) = fields.iter().find(holds) {
                path.insert(0, field.name);
            }
        }
        if path.len() > 1 {
            return self.put(&path, sent.into_json()?);
        }
        match (FormField::style(fields, name), sent) {
            (Some(FieldStyle::Separated(between)), Sent::Text(text)) => {
                let items = text.split(between)?.into_iter().map(string).collect();
                self.put_once(name, Json::Array(items))
            }
            (Some(FieldStyle::Pairs(between)), Sent::Text(text)) => self.put_once(name, text.pairs(between)?),
            (Some(FieldStyle::Json), Sent::Text(text)) => self.put(&[name], structure(text.decode()?)),
            (Some(FieldStyle::JsonItems), Sent::Text(text)) => self.put_item(name, structure(text.decode()?)),
            (Some(FieldStyle::JsonItems), Sent::Value(value)) => self.put_item(name, value),
            (_, sent) => self.put(&[name], sent.into_json()?),
        }
    }

    /// The object; `None` where nothing was sent.
    pub(crate) fn into_some(self) -> Option<Json<'static>> {
        (!self.order.is_empty()).then(|| self.into_json())
    }

    pub(crate) fn into_json(self) -> Json<'static> {
        let json = |node| match node {
            Node::One(value) => value,
            Node::Many(items) => Json::Array(items),
            Node::Members(members) => members.into_json(),
        };
        Json::Object(self.order.into_iter().map(|(name, node)| (Cow::Owned(name), json(node))).collect())
    }

    /// What is under this name.
    pub(crate) fn take(self, name: &str) -> Option<Json<'static>> {
        match self.into_json() {
            Json::Object(members) => members.into_iter().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    fn node(&mut self, name: &str) -> Option<&mut Node> {
        self.places.get(name).map(|place| &mut self.order[*place].1)
    }

    fn push(&mut self, name: &str, node: Node) {
        if let Entry::Vacant(entry) = self.places.entry(name.to_owned()) {
            entry.insert(self.order.len());
            self.order.push((name.to_owned(), node));
        }
    }
}

/// A field's value.
pub(crate) enum Sent<'s> {
    Text(SentText<'s>),
    /// What is no text: a file, or JSON.
    Value(Json<'static>),
}

impl Sent<'_> {
    fn into_json(self) -> Result<Json<'static>, &'static str> {
        match self {
            Self::Text(text) => text.decode().map(string),
            Self::Value(value) => Ok(value),
        }
    }
}

/// A text as it was sent, and how its escapes are read.
#[derive(Clone, Copy)]
pub(crate) struct SentText<'s> {
    pub(crate) text: &'s str,
    pub(crate) decode: fn(&str) -> style::Text<'_>,
}

impl<'s> SentText<'s> {
    fn decode(self) -> style::Text<'s> {
        (self.decode)(self.text)
    }

    /// Names and values in turn, with separators between them.
    pub(crate) fn pairs(self, between: char) -> Result<Json<'static>, &'static str> {
        let mut members = Fields::default();
        let mut parts = self.split(between)?.into_iter();
        while let Some(member) = parts.next() {
            let value = parts.next().ok_or("must be names and values in turn")?;
            members.put(&[&member], string(value))?;
        }
        Ok(members.into_json())
    }

    /// The pieces between separators; of an empty text none. A separator that is escaped is none; but blanks and bars are
    /// never left as they are in a URL or a form, and are told apart after decoding.
    pub(crate) fn split(self, between: char) -> Result<Vec<Cow<'s, str>>, &'static str> {
        match between {
            _ if self.text.is_empty() => Ok(Vec::new()),
            ' ' | '|' => Ok(self.decode()?.split(between).map(|piece| Cow::Owned(piece.to_owned())).collect()),
            _ => self.text.split(between).map(self.decode).collect(),
        }
    }
}

/// JSON where a text is an object or a list of it; any other text as it is.
fn structure(text: Cow<'_, str>) -> Json<'static> {
    let parsed = text.trim_start().starts_with(['{', '[']).then(|| parse(text.as_bytes()).ok()).flatten();
    parsed.map(Json::into_owned).unwrap_or_else(|| string(text))
}

pub(crate) fn string(text: Cow<'_, str>) -> Json<'static> {
    Json::String(Cow::Owned(text.into_owned()))
}

/// `a[b][]` in its pieces, where it is `a` or within it; a name that is not well-formed is neither.
pub(crate) fn within<'n>(name: &'n str, first: &'n str) -> Option<Vec<&'n str>> {
    let rest = name.strip_prefix(first)?;
    if rest.is_empty() {
        return Some(vec![first]);
    }
    let inner = rest.strip_prefix('[')?.strip_suffix(']')?;
    Some([first].into_iter().chain(inner.split("][")).collect())
}
