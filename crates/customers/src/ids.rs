//! Owns the identifiers. Each is a UUID of its own type, so that a pocket's cannot stand where a customer's belongs.

use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new random (version 4) identifier.
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A customer: the `customer_id` of the path.
    CustomerId
);
id!(
    /// A partner: the fintech that a customer belongs to.
    PartnerId
);
id!(
    /// A customer's account.
    PocketId
);
