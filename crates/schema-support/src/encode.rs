//! Objects on the way out.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::field::Field;

/// Writes an object member by member, leaving out what is absent.
#[derive(Debug)]
pub struct ObjectWriter<M>(M);

impl<M: SerializeMap> ObjectWriter<M> {
    /// Starts an object.
    ///
    /// # Errors
    /// The serializer's.
    pub fn new<S: Serializer<SerializeMap = M, Ok = M::Ok, Error = M::Error>>(serializer: S) -> Result<Self, M::Error> {
        serializer.serialize_map(None).map(Self)
    }

    /// A member that is always there.
    ///
    /// # Errors
    /// The serializer's.
    pub fn required(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    /// A member that `None` leaves out.
    ///
    /// # Errors
    /// The serializer's.
    pub fn optional(&mut self, name: &'static str, value: &Option<impl Serialize>) -> Result<(), M::Error> {
        match value {
            Some(value) => self.0.serialize_entry(name, value),
            None => Ok(()),
        }
    }

    /// A member of three states.
    ///
    /// # Errors
    /// The serializer's.
    pub fn field(&mut self, name: &'static str, value: &Field<impl Serialize>) -> Result<(), M::Error> {
        match value {
            Field::Absent => Ok(()),
            Field::Null => self.0.serialize_entry(name, &()),
            Field::Value(value) => self.0.serialize_entry(name, value),
        }
    }

    /// The members that the schema does not name.
    ///
    /// # Errors
    /// The serializer's.
    pub fn additional(&mut self, members: &BTreeMap<String, impl Serialize>) -> Result<(), M::Error> {
        members.iter().try_for_each(|(name, value)| self.0.serialize_entry(name, value))
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The serializer's.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_left_out_and_what_is_null_is_not() {
        struct All;
        impl Serialize for All {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = ObjectWriter::new(serializer)?;
                object.required("required", &None::<u8>)?;
                object.optional("optional", &Some(1))?;
                object.optional("left out", &None::<u8>)?;
                object.field("field", &Field::Value("a"))?;
                object.field("null", &Field::<u8>::Null)?;
                object.field("absent", &Field::<u8>::Absent)?;
                object.additional(&BTreeMap::from([("y".to_owned(), true), ("x".to_owned(), false)]))?;
                object.end()
            }
        }
        assert_eq!(
            serde_json::to_string(&All).expect("memory"),
            r#"{"required":null,"optional":1,"field":"a","null":null,"x":false,"y":true}"#
        );
    }
}
