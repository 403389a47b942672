//! Arrays of so many items, each of a type of its own by its place (`prefixItems`).

use crate::array::items_of;
use crate::decode::Decoder;
use crate::json::Json;

/// The items of an array that has so many; reports any other number of them.
///
/// A tolerant decoder passes over the items behind the last that it knows, as it does over unknown members.
pub fn tuple_items<'j>(json: Json<'j>, count: usize, at: &mut Decoder) -> Option<Vec<Json<'j>>> {
    let items = items_of(json, at)?;
    if items.len() < count {
        at.report("minItems", format!("must have at least {count} items"));
    } else if items.len() > count && !at.is_tolerant() {
        at.report("maxItems", format!("must have at most {count} items"));
    }
    Some(items)
}

/// Makes an array of so many items of a tuple struct, whose fields are named by place and type. One that holds itself says
/// how its text is read: no constant can ask itself.
#[macro_export]
macro_rules! tuple {
    ($name:ident, $($place:tt: $item:ty),+) => {
        $crate::tuple!(
            $name,
            $crate::Text::Tuple(&[$(<$item as $crate::Decode>::TEXT),+]),
            $($place: $item),+
        );
    };
    ($name:ident, $text:expr, $($place:tt: $item:ty),+) => {
        impl $crate::Decode for $name {
            const TEXT: $crate::Text = $text;
            fn decode(json: $crate::Json<'_>, at: &mut $crate::Decoder) -> ::core::option::Option<Self> {
                const COUNT: usize = [$($place),+].len();
                let before = at.count();
                let mut items = $crate::tuple_items(json, COUNT, at)?.into_iter();
                // Of every item that is there it is told what is wrong with it.
                let items = ($(
                    items.next().and_then(|item| $crate::private::decode_item::<$item>(item, $place, at)),
                )+);
                let made = Self($(items.$place?),+);
                (at.count() == before).then_some(made)
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                use $crate::private::serde::ser::SerializeTuple as _;
                let mut items = serializer.serialize_tuple([$($place),+].len())?;
                $(items.serialize_element(&self.$place)?;)+
                items.end()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Decode, Text, parse};

    #[derive(Debug, PartialEq)]
    struct Place(i64, Option<String>);
    crate::tuple!(Place, 0: i64, 1: Option<String>);

    fn decoded(json: &str, mut at: Decoder) -> Result<Place, Vec<(String, &'static str)>> {
        let place = Place::decode(parse(json.as_bytes()).expect(json), &mut at);
        let found: Vec<_> = at.into_violations().into_iter().map(|it| (it.pointer, it.keyword)).collect();
        place.filter(|_| found.is_empty()).ok_or(found)
    }

    #[test]
    fn every_item_is_of_the_type_of_its_place() {
        for (json, place) in [(r#"[1,"a"]"#, Place(1, Some("a".to_owned()))), ("[-7,null]", Place(-7, None))] {
            assert_eq!(decoded(json, Decoder::strict()).as_ref(), Ok(&place));
            assert_eq!(serde_json::to_string(&place).expect("JSON"), json);
        }
        let both = vec![("/0".to_owned(), "type"), ("/1".to_owned(), "type")];
        assert_eq!(decoded(r#"["a",1]"#, Decoder::strict()), Err(both));
        assert_eq!(decoded("{}", Decoder::strict()), Err(vec![(String::new(), "type")]));
    }

    #[test]
    fn there_are_so_many_items_and_only_a_tolerant_reader_passes_over_more() {
        assert_eq!(decoded("[1]", Decoder::strict()), Err(vec![(String::new(), "minItems")]));
        let both = vec![(String::new(), "minItems"), ("/0".to_owned(), "type")];
        assert_eq!(decoded(r#"["a"]"#, Decoder::strict()), Err(both));
        assert_eq!(decoded("[1]", Decoder::tolerant()), Err(vec![(String::new(), "minItems")]));
        assert_eq!(decoded("[1,null,2]", Decoder::strict()), Err(vec![(String::new(), "maxItems")]));
        assert_eq!(decoded("[1,null,2]", Decoder::tolerant()), Ok(Place(1, None)));
    }

    #[test]
    fn in_a_text_each_place_is_read_as_its_own_type() {
        assert_eq!(Place::TEXT, Text::Tuple(&[Text::Number, Text::String]));
        let items: Vec<_> = (0..3).map(|place| Place::TEXT.item(place)).collect();
        assert_eq!(items, [Some(Text::Number), Some(Text::String), Some(Text::String)]);
        assert_eq!(Text::Array(&Text::Boolean).item(7), Some(Text::Boolean));
        assert_eq!([Text::String, Text::Number, Text::Boolean].map(|text| text.item(0)), [None; 3]);
        #[derive(Debug, PartialEq)]
        struct Row(Vec<i64>, Place);
        crate::tuple!(Row, 0: Vec<i64>, 1: Place);
        let row = Json::Array(["[1,2]", "[3,null]"].map(|text| Json::String(text.into())).to_vec());
        let row = Decoder::strict().in_text(|at| Row::decode(row, at));
        assert_eq!(row, Some(Row(vec![1, 2], Place(3, None))));
    }
}
