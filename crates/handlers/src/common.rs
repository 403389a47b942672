//! Owns what the translations of both APIs have in common: messages that both documents have, as types of their own.

use schema_support::Field;

/// A text of a request; null is none.
pub(crate) fn text<T: Into<String>>(field: Field<T>) -> Option<String> {
    field.into_value().map(Into::into)
}

/// The translations of an API's own types.
macro_rules! common {
    ($api:ident) => {
        fn address_input(address: $api::types::NewAddress) -> customers::AddressInput {
            use $crate::common::text;
            customers::AddressInput {
                street_address: address.street_address.into(),
                street_address2: text(address.street_address2),
                city: address.city.into(),
                postal_code: address.postal_code.into(),
                state: text(address.state),
                country: address.country.into(),
            }
        }

        fn account_status(customer: &customers::Customer) -> $api::types::AccountStatus {
            match customer.account_status() {
                customers::AccountStatus::Open => $api::types::AccountStatus::Open,
                customers::AccountStatus::Closed => $api::types::AccountStatus::Closed,
                customers::AccountStatus::Frozen => $api::types::AccountStatus::Frozen,
                customers::AccountStatus::Pending => $api::types::AccountStatus::Pending,
            }
        }
    };
}
pub(crate) use common;
