//! A member that may be absent, null or a value: three things.

/// An optional member that may also be null, as RFC 7396 tells them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is there and null.
    Null,
    /// The member is there with a value.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the member is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is there and null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same three states, of a reference.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }

    /// The value if there is one: absent and null alike are `None`.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value if there is one, owned: absent and null alike are `None`.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same state of another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(change(value)),
        }
    }

    /// The same state of another value, where making it can fail.
    ///
    /// # Errors
    /// What `change` fails with.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Field<U>, E> {
        Ok(match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(change(value)?),
        })
    }

    /// A value, or null for `None`: never absent.
    pub fn value_or_null(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// A value, or absent for `None`: never null.
    pub fn value_or_absent(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_states_stay_apart() {
        // State, whether absent, whether null, the value, and the same one more.
        for (field, absent, null, value, next) in [
            (Field::Absent, true, false, None, Field::Absent),
            (Field::Null, false, true, None, Field::Null),
            (Field::Value(7), false, false, Some(7), Field::Value(8)),
        ] {
            assert_eq!((field.is_absent(), field.is_null()), (absent, null));
            assert_eq!(field.as_ref().map(|value| *value), field);
            assert_eq!((field.value(), field.into_value()), (value.as_ref(), value));
            assert_eq!(field.map(|value| value + 1), next);
            assert_eq!(field.try_map(|value| Ok::<_, ()>(value + 1)), Ok(next));
            assert_eq!(field.try_map(|_| Err::<(), _>("no")).is_err(), value.is_some());
        }
    }

    #[test]
    fn an_option_says_which_of_the_other_two_it_is_not() {
        assert_eq!((Field::value_or_null(Some(7)), Field::value_or_null(None::<i64>)), (Field::Value(7), Field::Null));
        assert_eq!(
            (Field::value_or_absent(Some(7)), Field::value_or_absent(None::<i64>)),
            (Field::Value(7), Field::Absent)
        );
        assert_eq!((Field::from(7), Field::default()), (Field::Value(7), Field::<i64>::Absent));
    }
}
