//! Owns the operators' API: who is calling, and the translation of its operations.

use std::fmt;
use std::sync::Arc;

use chrono::SubsecRound;
use customers::{
    Actor, AuditPage, Change, Customer, CustomerId, IdentificationInput, IpRange, NewBusiness, NewCustomer,
    NewIndividual, NewKind, NewPartner, Partner, PersonName, PocketId, PocketState, Profile, Refusal, Store,
    TrustedContactUpdate, Usd,
};
use operator_api::{
    CreateCustomerRequest, CreateCustomerResponse, CreatePartnerRequest, CreatePartnerResponse,
    DisableUpdateCustomerDataRequest, DisableUpdateCustomerDataResponse, EnableUpdateCustomerDataRequest,
    EnableUpdateCustomerDataResponse, FreezeCustomerRequest, FreezeCustomerResponse, ListAuditEntriesRequest,
    ListAuditEntriesResponse, ListPartnersRequest, ListPartnersResponse, OpenPocketRequest, OpenPocketResponse,
    OperatorApi, SetPocketBalanceRequest, SetPocketBalanceResponse, UnfreezeCustomerRequest, UnfreezeCustomerResponse,
    types,
};
use schema_support::Field;
use server_support::{BearerToken, Call, Denied};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::common::{common, text};
use crate::problem::{failed, internal, refuse, refused};

const NO_PARTNER: &str = "There is no such partner.";
const NO_CUSTOMER: &str = "There is no such customer.";
const NO_POCKET: &str = "There is no such pocket of such a customer.";

/// What a page of an audit trail holds where the request does not say: the document's default.
const AUDIT_PAGE_ENTRIES: u32 = 100;

/// Fewer characters could be guessed.
const TOKEN_MIN_CHARS: usize = 32;

/// The token of all operators. Kept as its hash.
#[derive(Clone)]
pub struct OperatorToken([u8; 32]);

/// Why a text is no operators' token. Never says what the text was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorTokenError {
    /// Not long enough.
    Short,
    /// Something that cannot stand in a bearer header.
    Characters,
}

impl fmt::Display for OperatorTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => write!(f, "a token needs at least {TOKEN_MIN_CHARS} characters"),
            Self::Characters => f.write_str("a token holds other characters than A-Z a-z 0-9 - . _ ~ + / ="),
        }
    }
}

impl std::error::Error for OperatorTokenError {}

impl OperatorToken {
    /// Takes the text that operators send.
    ///
    /// # Errors
    /// When it is shorter than 32 characters, or no bearer token can look like it (RFC 6750).
    pub fn new(token: &str) -> Result<Self, OperatorTokenError> {
        if token.chars().count() < TOKEN_MIN_CHARS {
            Err(OperatorTokenError::Short)
        } else if !token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)) {
            Err(OperatorTokenError::Characters)
        } else {
            Ok(Self(Sha256::digest(token).into()))
        }
    }

    /// In constant time: of hashes, so that not even the length can be told.
    fn is(&self, token: &str) -> bool {
        let sent: [u8; 32] = Sha256::digest(token).into();
        self.0.ct_eq(&sent).into()
    }
}

impl fmt::Debug for OperatorToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorToken(..)")
    }
}

/// The operators' API over a store.
pub struct Operators<S> {
    store: Arc<S>,
    token: OperatorToken,
}

impl<S> Operators<S> {
    /// Over this store, for who has this token.
    pub fn new(store: Arc<S>, token: OperatorToken) -> Self {
        Self { store, token }
    }
}

impl<S> fmt::Debug for Operators<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operators").finish_non_exhaustive()
    }
}

/// An operator. Only the operators' token makes one.
#[derive(Debug)]
pub struct Operator(());

refuse!(
    operator_api,
    CreatePartnerResponse,
    CreatePartnerServiceUnavailableHeaders,
    conflict = Conflict(Problem),
    invalid = UnprocessableContent(Invalid)
);
refuse!(operator_api, ListPartnersResponse, ListPartnersServiceUnavailableHeaders);
refuse!(
    operator_api,
    EnableUpdateCustomerDataResponse,
    EnableUpdateCustomerDataServiceUnavailableHeaders,
    not_found = NotFound(Problem)
);
refuse!(
    operator_api,
    DisableUpdateCustomerDataResponse,
    DisableUpdateCustomerDataServiceUnavailableHeaders,
    not_found = NotFound(Problem)
);
refuse!(
    operator_api,
    CreateCustomerResponse,
    CreateCustomerServiceUnavailableHeaders,
    not_found = NotFound(Problem),
    invalid = UnprocessableContent(Invalid)
);
refuse!(
    operator_api,
    OpenPocketResponse,
    OpenPocketServiceUnavailableHeaders,
    not_found = NotFound(Problem),
    conflict = Conflict(Problem)
);
refuse!(
    operator_api,
    SetPocketBalanceResponse,
    SetPocketBalanceServiceUnavailableHeaders,
    not_found = NotFound(Problem),
    conflict = Conflict(Problem),
    invalid = UnprocessableContent(Invalid)
);
refuse!(
    operator_api,
    FreezeCustomerResponse,
    FreezeCustomerServiceUnavailableHeaders,
    not_found = NotFound(Problem),
    conflict = Conflict(Problem)
);
refuse!(
    operator_api,
    UnfreezeCustomerResponse,
    UnfreezeCustomerServiceUnavailableHeaders,
    not_found = NotFound(Problem),
    conflict = Conflict(Problem)
);
refuse!(
    operator_api,
    ListAuditEntriesResponse,
    ListAuditEntriesServiceUnavailableHeaders,
    not_found = NotFound(Problem)
);

impl<S: Store> OperatorApi for Operators<S> {
    type Principal = Operator;

    async fn operator_token(&self, token: &BearerToken, _call: &Call) -> Result<Operator, Denied> {
        if self.token.is(token.expose()) { Ok(Operator(())) } else { Err(Denied::Unauthorized) }
    }

    async fn list_partners(&self, _operator: &Operator, request: ListPartnersRequest) -> ListPartnersResponse {
        match customers::list_partners(&*self.store).await {
            Ok(partners) => ListPartnersResponse::Ok(types::PartnerList {
                partners: partners.iter().map(partner_message).collect(),
            }),
            Err(error) => failed(&error, &request.call),
        }
    }

    async fn create_partner(&self, _operator: &Operator, request: CreatePartnerRequest) -> CreatePartnerResponse {
        let CreatePartnerRequest { body, call } = request;
        let list = body.ip_allow_list.into_value();
        let ranges = list.map(|list| IpRange::parse_list(list.iter().map(|range| &**range), "/ip_allow_list"));
        let ip_allow_list = match ranges.transpose() {
            Ok(ranges) => ranges,
            Err(refusal) => return refused(refusal, NO_PARTNER, &call),
        };
        let new = NewPartner {
            username: body.username.into(),
            ip_allow_list,
            update_customer_data_enabled: body.update_customer_data_enabled.unwrap_or(false),
        };
        match customers::create_partner(&*self.store, &call.trace_id().to_string(), new).await {
            Ok(Ok(created)) => {
                let partner = partner_message(&created.partner);
                CreatePartnerResponse::Created(types::CreatedPartner {
                    partner_id: partner.partner_id,
                    username: partner.username,
                    password: created.password.expose().to_owned(),
                    shared_secret: created.shared_secret.expose().to_owned(),
                    update_customer_data_enabled: partner.update_customer_data_enabled,
                    ip_allow_list: partner.ip_allow_list,
                    created_at: partner.created_at,
                })
            }
            Ok(Err(refusal)) => refused(refusal, NO_PARTNER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn enable_update_customer_data(
        &self,
        _operator: &Operator,
        request: EnableUpdateCustomerDataRequest,
    ) -> EnableUpdateCustomerDataResponse {
        let EnableUpdateCustomerDataRequest { partner_id, call } = request;
        let trace_id = call.trace_id().to_string();
        match customers::enable_update_customer_data(&*self.store, &trace_id, partner_id.into()).await {
            Ok(Ok(())) => EnableUpdateCustomerDataResponse::NoContent,
            Ok(Err(refusal)) => refused(refusal, NO_PARTNER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn disable_update_customer_data(
        &self,
        _operator: &Operator,
        request: DisableUpdateCustomerDataRequest,
    ) -> DisableUpdateCustomerDataResponse {
        let DisableUpdateCustomerDataRequest { partner_id, call } = request;
        let trace_id = call.trace_id().to_string();
        match customers::disable_update_customer_data(&*self.store, &trace_id, partner_id.into()).await {
            Ok(Ok(())) => DisableUpdateCustomerDataResponse::NoContent,
            Ok(Err(refusal)) => refused(refusal, NO_PARTNER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn create_customer(&self, _operator: &Operator, request: CreateCustomerRequest) -> CreateCustomerResponse {
        let CreateCustomerRequest { partner_id, body, call } = request;
        let trace_id = call.trace_id().to_string();
        match customers::create_customer(&*self.store, &trace_id, new_customer(partner_id.into(), body)).await {
            Ok(Ok(customer)) => CreateCustomerResponse::Created(summary(&customer)),
            Ok(Err(refusal)) => refused(refusal, NO_PARTNER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn open_pocket(&self, _operator: &Operator, request: OpenPocketRequest) -> OpenPocketResponse {
        let OpenPocketRequest { customer_id, call } = request;
        match customers::open_pocket(&*self.store, &call.trace_id().to_string(), customer_id.into()).await {
            Ok(Ok((pocket, customer))) => match pocket_message(&customer, pocket) {
                Some(pocket) => OpenPocketResponse::Created(pocket),
                None => internal(&call),
            },
            Ok(Err(refusal)) => refused(refusal, NO_CUSTOMER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn set_pocket_balance(
        &self,
        _operator: &Operator,
        request: SetPocketBalanceRequest,
    ) -> SetPocketBalanceResponse {
        let SetPocketBalanceRequest { customer_id, pocket_id, body, call } = request;
        let balance = match Usd::parse(&body.balance, "/balance") {
            Ok(balance) => balance,
            Err(violation) => return refused(Refusal::Invalid(vec![violation]), NO_POCKET, &call),
        };
        let (trace_id, pocket) = (call.trace_id().to_string(), PocketId::from(pocket_id));
        match customers::set_pocket_balance(&*self.store, &trace_id, customer_id.into(), pocket, balance).await {
            Ok(Ok(customer)) => match pocket_message(&customer, pocket) {
                Some(pocket) => SetPocketBalanceResponse::Ok(pocket),
                None => internal(&call),
            },
            Ok(Err(refusal)) => refused(refusal, NO_POCKET, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn freeze_customer(&self, _operator: &Operator, request: FreezeCustomerRequest) -> FreezeCustomerResponse {
        let FreezeCustomerRequest { customer_id, call } = request;
        match customers::freeze_customer(&*self.store, &call.trace_id().to_string(), customer_id.into()).await {
            Ok(Ok(customer)) => FreezeCustomerResponse::Ok(summary(&customer)),
            Ok(Err(refusal)) => refused(refusal, NO_CUSTOMER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn unfreeze_customer(
        &self,
        _operator: &Operator,
        request: UnfreezeCustomerRequest,
    ) -> UnfreezeCustomerResponse {
        let UnfreezeCustomerRequest { customer_id, call } = request;
        match customers::unfreeze_customer(&*self.store, &call.trace_id().to_string(), customer_id.into()).await {
            Ok(Ok(customer)) => UnfreezeCustomerResponse::Ok(summary(&customer)),
            Ok(Err(refusal)) => refused(refusal, NO_CUSTOMER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn list_audit_entries(
        &self,
        _operator: &Operator,
        request: ListAuditEntriesRequest,
    ) -> ListAuditEntriesResponse {
        let ListAuditEntriesRequest { customer_id, limit, after, call } = request;
        let page = AuditPage {
            after_sequence: after.map_or(0, |after| u64::try_from(after.get()).unwrap_or(0)),
            limit: limit.and_then(|limit| u32::try_from(limit.get()).ok()).unwrap_or(AUDIT_PAGE_ENTRIES),
        };
        match customers::list_audit_entries(&*self.store, CustomerId::from(customer_id), page).await {
            Ok(Ok(entries)) => {
                ListAuditEntriesResponse::Ok(types::AuditTrail { entries: entries.iter().map(audit_message).collect() })
            }
            Ok(Err(refusal)) => refused(refusal, NO_CUSTOMER, &call),
            Err(error) => failed(&error, &call),
        }
    }
}

/// To the millisecond: more is not kept, and every answer shall say the same.
fn date_time(moment: chrono::DateTime<chrono::Utc>) -> schema_support::DateTime {
    moment.trunc_subsecs(3).try_into().expect("a clock shows a year of four digits")
}

fn partner_message(partner: &Partner) -> types::Partner {
    types::Partner {
        partner_id: partner.id.0,
        username: partner.username.clone(),
        update_customer_data_enabled: partner.update_customer_data_enabled,
        ip_allow_list: partner.ip_allow_list.as_ref().map(|ranges| ranges.iter().map(ToString::to_string).collect()),
        created_at: date_time(partner.created_at),
    }
}

common!(operator_api);

fn new_customer(partner: customers::PartnerId, body: types::NewCustomer) -> NewCustomer {
    match body {
        types::NewCustomer::Individual(body) => NewCustomer {
            partner,
            kind: NewKind::Individual(NewIndividual {
                name: PersonName {
                    first_name: body.name.first_name.into(),
                    middle_name: text(body.name.middle_name),
                    last_name: body.name.last_name.into(),
                },
                date_of_birth: body.date_of_birth.to_naive_date(),
                identification: IdentificationInput {
                    identification_number: body.identification_number.identification_number.into(),
                    issuing_country: text(body.identification_number.issuing_country),
                },
                identification_type: match body.identification_number.identification_type {
                    types::IndividualIdentificationType::Ssn => customers::IndividualIdentificationType::Ssn,
                    types::IndividualIdentificationType::Passport => customers::IndividualIdentificationType::Passport,
                    types::IndividualIdentificationType::NonUsId => customers::IndividualIdentificationType::NonUsId,
                    types::IndividualIdentificationType::DriversLicense => {
                        customers::IndividualIdentificationType::DriversLicense
                    }
                },
                trusted_contact: body.trusted_contact.into_value().map(|contact| TrustedContactUpdate {
                    first_name: set_or_keep(contact.first_name),
                    last_name: set_or_keep(contact.last_name),
                    email: set_or_keep(contact.email),
                    phone_number: set_or_keep(contact.phone_number),
                    address: set_or_keep(contact.address),
                }),
            }),
            email: body.email.into(),
            phone_number: body.phone_number.into(),
            address: address_input(body.address),
        },
        types::NewCustomer::Business(body) => NewCustomer {
            partner,
            kind: NewKind::Business(NewBusiness {
                name: body.name.into(),
                identification: IdentificationInput {
                    identification_number: body.identification_number.identification_number.into(),
                    issuing_country: text(body.identification_number.issuing_country),
                },
                identification_type: match body.identification_number.r#type {
                    types::BusinessIdentificationType::Tin => customers::BusinessIdentificationType::Tin,
                    types::BusinessIdentificationType::Ein => customers::BusinessIdentificationType::Ein,
                    types::BusinessIdentificationType::NonUsBusinessId => {
                        customers::BusinessIdentificationType::NonUsBusinessId
                    }
                },
            }),
            email: body.email.into(),
            phone_number: body.phone_number.into(),
            address: address_input(body.address),
        },
    }
}

/// In a new contact, absent and null both say that there is nothing.
fn set_or_keep<T: Into<String>>(field: Field<T>) -> Change<String> {
    text(field).map_or(Change::Keep, Change::Set)
}

fn summary(customer: &Customer) -> types::CustomerSummary {
    types::CustomerSummary {
        customer_id: customer.id.0,
        partner_id: customer.partner.0,
        r#type: match &customer.profile {
            Profile::Individual(_) => types::CustomerType::Individual,
            Profile::Business(_) => types::CustomerType::Business,
        },
        account_status: account_status(customer),
    }
}

fn pocket_message(customer: &Customer, id: PocketId) -> Option<types::Pocket> {
    let pocket = customer.pockets.iter().find(|pocket| pocket.id == id)?;
    Some(types::Pocket {
        pocket_id: pocket.id.0,
        customer_id: customer.id.0,
        status: match pocket.state {
            PocketState::Open => types::PocketStatus::Open,
            PocketState::Closed => types::PocketStatus::Closed,
        },
        balance: pocket.balance.to_string(),
    })
}

fn audit_message(entry: &customers::AuditEntry) -> types::AuditEntry {
    let digest = |digest: &customers::Digest| types::CustomerDigest {
        key_id: digest.key_id.to_string(),
        hmac: hexadecimal(&digest.hmac),
    };
    types::AuditEntry {
        sequence: i64::try_from(entry.sequence).unwrap_or(i64::MAX).try_into().expect("sequence numbers start at 1"),
        recorded_at: date_time(entry.at),
        actor: match entry.actor {
            Actor::Partner(_) => types::AuditActor::Partner,
            Actor::Operator => types::AuditActor::Operator,
        },
        operation: entry.operation.clone(),
        changed: entry.changed.clone(),
        customer_id: entry.customer.map(|id| id.0),
        partner_id: entry.partner.0,
        trace_id: entry.trace_id.clone(),
        reason: entry.reason.as_deref().and_then(|reason| reason.parse().ok()),
        before: entry.before.as_ref().map(digest),
        after: entry.after.as_ref().map(digest),
        previous_hash: hexadecimal(&entry.previous_hash),
        hash: hexadecimal(&entry.hash),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_operators() {
        let text = "0123456789abcdef0123456789abcdef";
        let token = OperatorToken::new(text).expect("a token");
        assert!(token.is(text));
        for other in ["", &text[..31], "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0"] {
            assert!(!token.is(other), "{other}");
        }
        assert!(!format!("{token:?}").contains("0123"));
    }

    #[test]
    fn a_token_has_32_characters_that_a_bearer_header_can_hold() {
        assert_eq!(OperatorToken::new(&"a".repeat(31)).map(|_| ()), Err(OperatorTokenError::Short));
        assert!(OperatorToken::new(&"a".repeat(32)).is_ok());
        assert_eq!(OperatorToken::new(&" ".repeat(32)).map(|_| ()), Err(OperatorTokenError::Characters));
        assert_eq!(OperatorToken::new(&"é".repeat(32)).map(|_| ()), Err(OperatorTokenError::Characters));
    }

    #[test]
    fn why_a_text_is_no_token_is_said_without_it() {
        assert_eq!(OperatorTokenError::Short.to_string(), "a token needs at least 32 characters");
        assert!(OperatorTokenError::Characters.to_string().contains("A-Z a-z 0-9"));
    }

    #[test]
    fn bytes_are_written_in_lower_case_hexadecimal() {
        assert_eq!(hexadecimal(&[0, 0x0f, 0xa0, 0xff]), "000fa0ff");
    }
}
