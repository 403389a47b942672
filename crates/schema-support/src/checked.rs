//! Values that a schema narrows beyond what their type says.

/// Makes a narrowed type of a tuple struct around `$inner` that has a `RULES` constant, a
/// [`Schema`](crate::Schema). A type that is its own item says how its text is read: no constant can ask itself.
#[macro_export]
macro_rules! checked_newtype {
    ($name:ident, $inner:ty) => {
        $crate::checked_newtype!($name, $inner, <$inner as $crate::Decode>::TEXT);
    };
    ($name:ident, $inner:ty, $text:expr) => {
        impl $name {
            /// The value, owned.
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $inner;
            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl ::core::convert::TryFrom<$inner> for $name {
            type Error = $crate::Invalid;
            fn try_from(value: $inner) -> ::core::result::Result<Self, $crate::Invalid> {
                $crate::check_value(&value, Self::RULES).map(|()| Self(value))
            }
        }

        impl $crate::Decode for $name {
            const TEXT: $crate::Text = $text;
            fn decode(json: $crate::Json<'_>, at: &mut $crate::Decoder) -> ::core::option::Option<Self> {
                let json = at.read_text(json, Self::TEXT);
                let kept = $crate::check(Self::RULES, &json, at);
                let value = <$inner as $crate::Decode>::decode(json, at)?;
                kept.then_some(Self(value))
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::private::serde::Serialize::serialize(&self.0, serializer)
            }
        }
    };
}
