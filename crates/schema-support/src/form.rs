//! The fields of forms and parts: how each is written where it is not simply a text, or a text for each item.
//!
//! What OpenAPI's Encoding Object says (3.0.4, 3.1.1); both sides of an API read the same.

/// A field of a form that is not simply a text, or a text for each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormField {
    /// The member of the body; nothing for all that are not listed.
    pub name: &'static str,
    /// How it is written.
    pub style: FieldStyle,
}

/// How a field of a form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldStyle {
    /// A text, or a text for each item: as if it were not listed.
    Plain,
    /// An object as one JSON text: what holds where the document says nothing.
    Json,
    /// A list of structures: a JSON text for each.
    JsonItems,
    /// `deepObject`: members in brackets (`a[b]=1`). OpenAPI leaves open what is in an object within; here it is
    /// members in more brackets, and the items of a list by their numbers (`a[b][0]=1`), which is what is common.
    Deep,
    /// The items of a list in one text, with this between them: `form`, `spaceDelimited`, `pipeDelimited` where not exploded.
    Separated(char),
    /// Names and values of an object's members in turn, in one text, with this between them.
    Pairs(char),
    /// An exploded `form` object: each of these members is a field of its own.
    Members(&'static [&'static str]),
    /// A part that is a text of this media type.
    Text(&'static str),
    /// A part that is a file, of this media type where its value has none.
    File(&'static str),
}

impl FormField {
    /// A text, or a text for each item.
    pub const fn plain(name: &'static str) -> Self {
        Self { name, style: FieldStyle::Plain }
    }

    /// How all fields are written that are not listed.
    pub const fn others(style: FieldStyle) -> Self {
        Self { name: "", style }
    }

    /// An object as one JSON text.
    pub const fn json(name: &'static str) -> Self {
        Self { name, style: FieldStyle::Json }
    }

    /// A JSON text for each item.
    pub const fn json_items(name: &'static str) -> Self {
        Self { name, style: FieldStyle::JsonItems }
    }

    /// Members in brackets.
    pub const fn deep(name: &'static str) -> Self {
        Self { name, style: FieldStyle::Deep }
    }

    /// Items in one text.
    pub const fn separated(name: &'static str, between: char) -> Self {
        Self { name, style: FieldStyle::Separated(between) }
    }

    /// Names and values in one text.
    pub const fn pairs(name: &'static str, between: char) -> Self {
        Self { name, style: FieldStyle::Pairs(between) }
    }

    /// Each of these members by itself.
    pub const fn members(name: &'static str, members: &'static [&'static str]) -> Self {
        Self { name, style: FieldStyle::Members(members) }
    }

    /// A part that is a text of this media type.
    pub const fn text(name: &'static str, media_type: &'static str) -> Self {
        Self { name, style: FieldStyle::Text(media_type) }
    }

    /// A part that is a file of this media type.
    pub const fn file(name: &'static str, media_type: &'static str) -> Self {
        Self { name, style: FieldStyle::File(media_type) }
    }

    /// How a field is written, where something is said of it.
    pub fn style(fields: &[Self], name: &str) -> Option<FieldStyle> {
        let of = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.style);
        of(name).or_else(|| of(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_written_as_is_said_of_it() {
        const NAMES: &[&str] = &["x", "y"];
        const ALL: &[(FormField, FieldStyle)] = &[
            (FormField::plain("plain"), FieldStyle::Plain),
            (FormField::json("json"), FieldStyle::Json),
            (FormField::json_items("json_items"), FieldStyle::JsonItems),
            (FormField::deep("deep"), FieldStyle::Deep),
            (FormField::separated("separated", '|'), FieldStyle::Separated('|')),
            (FormField::pairs("pairs", ','), FieldStyle::Pairs(',')),
            (FormField::members("members", NAMES), FieldStyle::Members(NAMES)),
            (FormField::text("text", "text/csv"), FieldStyle::Text("text/csv")),
            (FormField::file("file", "image/png"), FieldStyle::File("image/png")),
        ];
        let mut fields: Vec<FormField> = ALL.iter().map(|(field, _)| *field).collect();
        for (field, style) in ALL {
            assert_eq!(FormField::style(&fields, field.name), Some(*style), "{}", field.name);
        }
        assert_eq!(FormField::style(&fields, "other"), None);
        fields.insert(0, FormField::others(FieldStyle::Deep));
        assert_eq!(FormField::style(&fields, "other"), Some(FieldStyle::Deep));
        assert_eq!(FormField::style(&fields, "plain"), Some(FieldStyle::Plain));
    }
}
