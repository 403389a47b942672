//! Owns the partner's API: who is calling, and the translation of its three operations.

use std::fmt;
use std::sync::{Arc, OnceLock};

use customers::{
    Change, Claim, CloseCustomerAccount, ContactUpdate, Customer, CustomerUpdate, LogInRefusal, LoggedIn, Outcome,
    Partner, Profile, Secret, Store, TrustedContactUpdate,
};
use partner_api::{
    GetCustomerRequest, GetCustomerResponse, LogInRequest, LogInResponse, LogInTooManyRequestsHeaders,
    LogInUnauthorizedHeaders, PartnerApi, UpdateCustomerDataConflictHeaders, UpdateCustomerDataRequest,
    UpdateCustomerDataResponse, UpdateCustomerDataServiceUnavailableHeaders, types,
};
use schema_support::Field;
use server_support::{BearerToken, Begin, Call, Denied, IdempotencyToken, RateLimit, Response, SigningKeys};
use uuid::Uuid;

use crate::RateLimits;
use crate::common::{common, text};
use crate::limits::Limiters;
use crate::problem::{
    MAY_NOT, Problem, RETRY_AFTER_S, Refuse, TOO_MANY, WRONG_CREDENTIALS, count, failed, internal, note, refuse,
    refused,
};
use crate::saved;

const NO_CUSTOMER: &str = "There is no such customer.";
const ADDRESS: &str = "The request's address is not on the partner's allow-list.";
const NOT_ENABLED: &str = "Update Customer Data is not enabled for this partner.";

/// A store keeps an answer for as long as the document says that its key counts as used.
const _: () =
    assert!(partner_api::IDEMPOTENCY_RETENTION.as_secs() == customers::IDEMPOTENCY_RETENTION_S.unsigned_abs());

/// The partner's API over a store.
pub struct Partners<S> {
    store: Arc<S>,
    limits: Limiters,
}

impl<S> Partners<S> {
    /// Over this store, under these limits.
    pub fn new(store: Arc<S>, limits: RateLimits) -> Self {
        Self { store, limits: Limiters::new(limits) }
    }

    /// Forgets the callers that have their whole rate limit again; says how many counts are kept for the others (a caller
    /// that logs in has one by address, and one by username). To be called every minute or so.
    pub fn forget_idle_callers(&self) -> usize {
        self.limits.forget_idle()
    }
}

impl<S> fmt::Debug for Partners<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partners").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// The partner that one request comes from. Only a good bearer token makes one.
#[derive(Debug)]
pub struct CallingPartner {
    partner: Arc<Partner>,
    /// The request's idempotency key, from the check of the key until the request ends: whoever sends the same key
    /// meanwhile is told that it is in flight.
    claim: OnceLock<Claim>,
    call: Call,
}

impl CallingPartner {
    /// The partner.
    pub fn partner(&self) -> &Partner {
        &self.partner
    }
}

refuse!(partner_api, LogInResponse, LogInServiceUnavailableHeaders);
refuse!(partner_api, GetCustomerResponse, GetCustomerServiceUnavailableHeaders, not_found = NotFound(Problem));

impl Refuse for UpdateCustomerDataResponse {
    type Problem = types::Problem;
    type Invalid = types::ValidationProblem;

    fn not_found(body: types::Problem) -> Option<Self> {
        Some(Self::NotFound(body))
    }

    fn conflict(body: types::Problem) -> Option<Self> {
        Some(Self::Conflict { body, headers: UpdateCustomerDataConflictHeaders::default() })
    }

    fn invalid(body: types::ValidationProblem) -> Option<Self> {
        Some(Self::UnprocessableContent(body))
    }

    fn internal(body: types::Problem) -> Self {
        Self::InternalServerError(body)
    }

    fn unavailable(body: types::Problem, retry_after_s: u64) -> Self {
        let headers = UpdateCustomerDataServiceUnavailableHeaders { retry_after: count(retry_after_s) };
        Self::ServiceUnavailable { body, headers }
    }
}

impl<S: Store> PartnerApi for Partners<S> {
    type Principal = CallingPartner;

    async fn http_bearer(&self, token: &BearerToken, call: &Call) -> Result<CallingPartner, Denied> {
        let session = match customers::authenticate(&*self.store, token.expose()).await {
            Ok(session) => session.ok_or(Denied::Unauthorized)?,
            Err(error) => {
                note(&error, call);
                return Err(Denied::Unavailable { retry_after_s: RETRY_AFTER_S });
            }
        };
        let partner = session.partner;
        if !partner.allows(call.peer().ip()) {
            return Err(Denied::Forbidden { detail: ADDRESS.into() });
        }
        self.limits.request(partner.id).map_err(Denied::TooManyRequests)?;
        Ok(CallingPartner { partner, claim: OnceLock::new(), call: call.clone() })
    }

    fn signing_keys(&self, caller: &CallingPartner) -> SigningKeys {
        SigningKeys::new(caller.partner.signing_secrets.iter().map(Secret::expose))
    }

    async fn begin_idempotent(&self, caller: &CallingPartner, token: &IdempotencyToken) -> Begin {
        // The handler refuses this one, whatever was answered while the endpoint was enabled; nothing is saved.
        if !caller.partner.update_customer_data_enabled {
            return Begin::Run;
        }
        let unavailable = Begin::Unavailable { retry_after_s: RETRY_AFTER_S };
        let Ok(key) = Uuid::parse_str(token.key()) else {
            let trace_id = caller.call.trace_id();
            tracing::error!(%trace_id, "an idempotency key that is no UUID came past the schema");
            return unavailable;
        };
        match self.store.begin(caller.partner.id, key, *token.fingerprint()).await {
            Ok(customers::Begin::Run(claim)) => {
                // Set once: one request begins once.
                let _already = caller.claim.set(claim);
                Begin::Run
            }
            Ok(customers::Begin::Replay(answer)) => match saved::restore(&answer) {
                Some(parts) => Begin::Replay(parts),
                None => {
                    tracing::error!(trace_id = %caller.call.trace_id(), "a saved answer cannot be read");
                    unavailable
                }
            },
            Ok(customers::Begin::Reused) => Begin::Reused,
            Ok(customers::Begin::InFlight) => Begin::InFlight { retry_after_s: RETRY_AFTER_S },
            Err(error) => {
                note(&error, &caller.call);
                unavailable
            }
        }
    }

    async fn log_in(&self, request: LogInRequest) -> LogInResponse {
        let LogInRequest { body, call } = request;
        let from = call.peer().ip();
        if let Err(limit) = self.limits.log_in(from, &body.username) {
            return log_in_later(limit, &call);
        }
        let password = Secret::new(body.password.into());
        match customers::log_in(&*self.store, &body.username, password, Some(from)).await {
            Ok(Ok(LoggedIn { token, expires })) => match expires.try_into() {
                Ok(expires) => LogInResponse::Ok(types::Token { token: token.expose().to_owned(), expires }),
                Err(_) => internal(&call),
            },
            Ok(Err(LogInRefusal::WrongCredentials)) => LogInResponse::Unauthorized {
                body: Problem::of(WRONG_CREDENTIALS, "The username or the password is wrong.", &call),
                headers: LogInUnauthorizedHeaders { www_authenticate: "Bearer".to_owned() },
            },
            Ok(Err(LogInRefusal::AddressNotAllowed)) => LogInResponse::Forbidden(Problem::of(MAY_NOT, ADDRESS, &call)),
            Err(error) => failed(&error, &call),
        }
    }

    async fn get_customer(&self, caller: &CallingPartner, request: GetCustomerRequest) -> GetCustomerResponse {
        let GetCustomerRequest { customer_id, call } = request;
        match customers::get_customer(&*self.store, caller.partner.id, customer_id.into()).await {
            Ok(Ok(customer)) => GetCustomerResponse::Ok(customer_message(&customer)),
            Ok(Err(refusal)) => refused(refusal, NO_CUSTOMER, &call),
            Err(error) => failed(&error, &call),
        }
    }

    async fn update_customer_data(
        &self,
        caller: &CallingPartner,
        request: UpdateCustomerDataRequest,
    ) -> UpdateCustomerDataResponse {
        let UpdateCustomerDataRequest { customer_id, idempotency: _, body, call } = request;
        if !caller.partner.update_customer_data_enabled {
            return UpdateCustomerDataResponse::Forbidden(Problem::of(MAY_NOT, NOT_ENABLED, &call));
        }
        let Some(claim) = caller.claim.get() else {
            tracing::error!(trace_id = %call.trace_id(), "an update without a claim on its idempotency key");
            return internal(&call);
        };
        let answered = customers::update_customer_data(
            &*self.store,
            caller.partner.id,
            &call.trace_id().to_string(),
            customer_id.into(),
            customer_update(body),
            Some(claim.clone()),
            |outcome| saved::save(&answer_to(outcome, &call).into_parts()),
        )
        .await;
        match answered {
            Ok(outcome) => answer_to(&outcome, &call),
            Err(error) => failed(&error, &call),
        }
    }
}

/// The same for the same outcome and call: what is saved is what is sent.
fn answer_to(outcome: &Outcome, call: &Call) -> UpdateCustomerDataResponse {
    match outcome {
        Ok(customer) => UpdateCustomerDataResponse::Ok(customer_message(customer)),
        Err(customers::Refusal::NotEnabled) => {
            UpdateCustomerDataResponse::Forbidden(Problem::of(MAY_NOT, NOT_ENABLED, call))
        }
        Err(refusal) => refused(refusal.clone(), NO_CUSTOMER, call),
    }
}

fn log_in_later(limit: RateLimit, call: &Call) -> LogInResponse {
    LogInResponse::TooManyRequests {
        body: Problem::of(TOO_MANY, "Too many attempts to log in; see Retry-After.", call),
        headers: LogInTooManyRequestsHeaders {
            retry_after: count(limit.retry_after_s),
            x_rate_limit_limit: count(limit.limit),
            x_rate_limit_remaining: count(limit.remaining),
            x_rate_limit_reset: count(limit.reset_s),
        },
    }
}

common!(partner_api);

fn customer_update(body: types::UpdateCustomerDataBody) -> CustomerUpdate {
    match body {
        types::UpdateCustomerDataBody::CloseCustomerAccount(body) => {
            CustomerUpdate::CloseCustomerAccount(CloseCustomerAccount {
                closure_reason: match body.closure_reason {
                    types::ClosureReason::SuspiciousActivity => customers::ClosureReason::SuspiciousActivity,
                    types::ClosureReason::UserInstigated => customers::ClosureReason::UserInstigated,
                    types::ClosureReason::PartnerInitiatedClosure => customers::ClosureReason::PartnerInitiatedClosure,
                    types::ClosureReason::Inactivity => customers::ClosureReason::Inactivity,
                },
                closure_description: text(body.closure_description),
            })
        }
        types::UpdateCustomerDataBody::UpdateCustomerData(body) => CustomerUpdate::UpdateCustomerData(ContactUpdate {
            email: text(body.email),
            phone_number: text(body.phone_number),
            address: body.address.into_value().map(address_input),
            trusted_contact: change(body.trusted_contact.map(trusted_contact_update)),
        }),
    }
}

fn trusted_contact_update(contact: types::TrustedContactUpdate) -> TrustedContactUpdate {
    TrustedContactUpdate {
        first_name: change(contact.first_name.map(Into::into)),
        last_name: change(contact.last_name.map(Into::into)),
        email: change(contact.email.map(Into::into)),
        phone_number: change(contact.phone_number.map(Into::into)),
        address: change(contact.address.map(Into::into)),
    }
}

fn change<T>(field: Field<T>) -> Change<T> {
    match field {
        Field::Absent => Change::Keep,
        Field::Null => Change::Clear,
        Field::Value(value) => Change::Set(value),
    }
}

/// Every member is sent, null where there is nothing.
fn nullable(text: Option<impl AsRef<str>>) -> Field<String> {
    Field::value_or_null(text.map(|text| text.as_ref().to_owned()))
}

fn customer_message(customer: &Customer) -> types::Customer {
    let address = &customer.address;
    let address = types::Address {
        street_address: address.street_address.clone(),
        street_address2: nullable(address.street_address2.as_ref()),
        city: address.city.clone(),
        postal_code: address.postal_code.clone(),
        state: nullable(address.state.as_ref()),
        country: address.country.as_str().to_owned(),
    };
    let email = customer.email.as_str().to_owned();
    let phone_number = customer.phone_number.as_str().to_owned();
    let account_status = account_status(customer);
    match &customer.profile {
        Profile::Business(business) => types::Customer::Business(types::BusinessCustomer {
            address,
            email,
            phone_number,
            account_status,
            name: business.name.clone(),
            identification_number: types::BusinessIdentification {
                identification_number: business.identification.identification_number.clone(),
                issuing_country: nullable(business.identification.issuing_country.as_ref().map(|c| c.as_str())),
                r#type: match business.identification.identification_type {
                    customers::BusinessIdentificationType::Tin => types::BusinessIdentificationType::Tin,
                    customers::BusinessIdentificationType::Ein => types::BusinessIdentificationType::Ein,
                    customers::BusinessIdentificationType::NonUsBusinessId => {
                        types::BusinessIdentificationType::NonUsBusinessId
                    }
                },
            },
        }),
        Profile::Individual(individual) => types::Customer::Individual(types::IndividualCustomer {
            address,
            email,
            phone_number,
            account_status,
            name: types::IndividualName {
                first_name: individual.name.first_name.clone(),
                middle_name: nullable(individual.name.middle_name.as_ref()),
                last_name: individual.name.last_name.clone(),
            },
            date_of_birth: individual.date_of_birth.try_into().expect("it came with a year of four digits"),
            identification_number: types::IndividualIdentification {
                identification_number: individual.identification.identification_number.clone(),
                issuing_country: nullable(individual.identification.issuing_country.as_ref().map(|c| c.as_str())),
                identification_type: match individual.identification.identification_type {
                    customers::IndividualIdentificationType::Ssn => types::IndividualIdentificationType::Ssn,
                    customers::IndividualIdentificationType::Passport => types::IndividualIdentificationType::Passport,
                    customers::IndividualIdentificationType::NonUsId => types::IndividualIdentificationType::NonUsId,
                    customers::IndividualIdentificationType::DriversLicense => {
                        types::IndividualIdentificationType::DriversLicense
                    }
                },
            },
            trusted_contact: Field::value_or_null(individual.trusted_contact.as_ref().map(|contact| {
                types::TrustedContact {
                    first_name: nullable(contact.first_name.as_ref()),
                    last_name: nullable(contact.last_name.as_ref()),
                    email: nullable(contact.email.as_ref().map(|email| email.as_str())),
                    phone_number: nullable(contact.phone_number.as_ref().map(|number| number.as_str())),
                    address: nullable(contact.address.as_ref()),
                }
            })),
        }),
    }
}
