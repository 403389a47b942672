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
