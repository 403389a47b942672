//! Owns a bank with nobody in it yet: requests go in as JSON, through the types that the documents make of them, and
//! answers come out as they would be sent.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use chrono::TimeDelta;
use customers::testing::World;
use customers::{Commit, Committed, ManualClock, PartnerId, Store, StoreChange, TokenHash};
use handlers::{CallingPartner, Operator, OperatorToken, Operators, Partners, RateLimits};
use operator_api::{
    CreateCustomerRequest, CreatePartnerRequest, DisableUpdateCustomerDataRequest, EnableUpdateCustomerDataRequest,
    FreezeCustomerRequest, ListAuditEntriesRequest, ListPartnersRequest, OpenPocketRequest, OperatorApi,
    SetPocketBalanceRequest, UnfreezeCustomerRequest,
};
use partner_api::{GetCustomerRequest, LogInRequest, PartnerApi, UpdateCustomerDataRequest};
use schema_support::{Decode, from_slice_strict};
use serde_json::{Value, json};
use server_support::{BearerToken, Begin, Call, Denied, IdempotencyToken, Parts, Response};
use uuid::Uuid;

use crate::memory::{MemoryStore, fresh};

pub const OPERATOR_TOKEN: &str = "operators-of-the-tests-0123456789abcdef";

/// Where everybody calls from who is not said to call from elsewhere.
pub const HERE: &str = "192.0.2.10";

pub struct Bank {
    pub clock: Arc<ManualClock>,
    pub store: Arc<MemoryStore>,
    pub partners: Partners<MemoryStore>,
    pub operators: Operators<MemoryStore>,
}

/// A partner as it was made, and its token.
pub struct Member {
    pub id: Uuid,
    /// What the operators were answered.
    pub made: Value,
    pub token: String,
}

#[derive(Debug)]
pub struct Answer {
    pub parts: Parts,
    /// Null where there is none.
    pub body: Value,
}

impl Bank {
    pub async fn new() -> Self {
        Self::with(RateLimits::OFF).await
    }

    pub async fn with(limits: RateLimits) -> Self {
        let World { store, clock, .. } = fresh().await;
        let token = OperatorToken::new(OPERATOR_TOKEN).expect("a token");
        let operators = Operators::new(Arc::clone(&store), token);
        Self { partners: Partners::new(Arc::clone(&store), limits), operators, store, clock }
    }

    /// A partner for which the endpoint is enabled.
    pub async fn partner(&self) -> Member {
        self.partner_of(json!({ "update_customer_data_enabled": true })).await
    }

    /// A partner with these settings.
    pub async fn partner_of(&self, mut settings: Value) -> Member {
        settings["username"] = format!("partner-{}", Uuid::new_v4().simple()).into();
        let made = self.create_partner(settings).await.is(201);
        let id: Uuid = member(&made, "partner_id");
        Member { id, made, token: self.token(id).await }
    }

    /// A token of an hour, without a log-in.
    pub async fn token(&self, partner: Uuid) -> String {
        let token = format!("token-{}", Uuid::new_v4().simple());
        let expires = self.store.now() + TimeDelta::hours(1);
        let change = StoreChange::InsertToken { token: TokenHash::of(&token), partner: PartnerId(partner), expires };
        let done = self.store.commit(Commit { change, answer: None, audit: None }).await;
        assert_eq!(done.expect("the store works"), Committed::Done);
        token
    }

    /// A PENDING customer of this kind; its id.
    pub async fn customer(&self, partner: &Member, kind: &str) -> Uuid {
        let made = self.create_customer(partner.id, new_customer(kind)).await.is(201);
        member(&made, "customer_id")
    }

    /// A pocket that is new and empty; its id.
    pub async fn pocket(&self, customer: Uuid) -> Uuid {
        member(&self.open_pocket(customer).await.is(201), "pocket_id")
    }
}

/// What operators ask for.
impl Bank {
    async fn operator(&self) -> Operator {
        let token = BearerToken::new(OPERATOR_TOKEN);
        self.operators.operator_token(&token, &call("operatorToken")).await.expect("the operators' token")
    }

    pub async fn create_partner(&self, body: Value) -> Answer {
        let request = CreatePartnerRequest { body: sent(&body), call: call("createPartner") };
        Answer::of(self.operators.create_partner(&self.operator().await, request).await)
    }

    pub async fn list_partners(&self) -> Answer {
        let request = ListPartnersRequest { call: call("listPartners") };
        Answer::of(self.operators.list_partners(&self.operator().await, request).await)
    }

    pub async fn enable(&self, partner_id: Uuid) -> Answer {
        let request = EnableUpdateCustomerDataRequest { partner_id, call: call("enableUpdateCustomerData") };
        Answer::of(self.operators.enable_update_customer_data(&self.operator().await, request).await)
    }

    pub async fn disable(&self, partner_id: Uuid) -> Answer {
        let request = DisableUpdateCustomerDataRequest { partner_id, call: call("disableUpdateCustomerData") };
        Answer::of(self.operators.disable_update_customer_data(&self.operator().await, request).await)
    }

    pub async fn create_customer(&self, partner_id: Uuid, body: Value) -> Answer {
        let request = CreateCustomerRequest { partner_id, body: sent(&body), call: call("createCustomer") };
        Answer::of(self.operators.create_customer(&self.operator().await, request).await)
    }

    pub async fn open_pocket(&self, customer_id: Uuid) -> Answer {
        let request = OpenPocketRequest { customer_id, call: call("openPocket") };
        Answer::of(self.operators.open_pocket(&self.operator().await, request).await)
    }

    pub async fn set_balance(&self, customer_id: Uuid, pocket_id: Uuid, balance: &str) -> Answer {
        let body = sent(&json!({ "balance": balance }));
        let request = SetPocketBalanceRequest { customer_id, pocket_id, body, call: call("setPocketBalance") };
        Answer::of(self.operators.set_pocket_balance(&self.operator().await, request).await)
    }

    pub async fn freeze(&self, customer_id: Uuid) -> Answer {
        let request = FreezeCustomerRequest { customer_id, call: call("freezeCustomer") };
        Answer::of(self.operators.freeze_customer(&self.operator().await, request).await)
    }

    pub async fn unfreeze(&self, customer_id: Uuid) -> Answer {
        let request = UnfreezeCustomerRequest { customer_id, call: call("unfreezeCustomer") };
        Answer::of(self.operators.unfreeze_customer(&self.operator().await, request).await)
    }

    /// A page of a customer's trail; null for what the request does not say.
    pub async fn audit_entries(&self, customer_id: Uuid, limit: Value, after: Value) -> Answer {
        let request = ListAuditEntriesRequest {
            customer_id,
            limit: sent(&limit),
            after: sent(&after),
            call: call("listAuditEntries"),
        };
        Answer::of(self.operators.list_audit_entries(&self.operator().await, request).await)
    }
}

/// What partners ask for.
impl Bank {
    pub async fn log_in(&self, username: &Value, password: &Value) -> Answer {
        let body = sent(&json!({ "username": username, "password": password }));
        Answer::of(self.partners.log_in(LogInRequest { body, call: call("logIn") }).await)
    }

    /// Who calls with this token, from this address.
    pub async fn caller(&self, token: &str, address: &str) -> Result<CallingPartner, Denied> {
        let peer = SocketAddr::new(address.parse::<IpAddr>().expect("an address"), 4711);
        let call = Call::new("getCustomer", Uuid::new_v4(), peer);
        self.partners.http_bearer(&BearerToken::new(token), &call).await
    }

    pub async fn get(&self, partner: &Member, customer_id: Uuid) -> Answer {
        let caller = self.caller(&partner.token, HERE).await.expect("let in");
        let request = GetCustomerRequest { customer_id, call: call("getCustomer") };
        Answer::of(self.partners.get_customer(&caller, request).await)
    }

    /// An update under a key of its own.
    pub async fn update(&self, partner: &Member, customer: Uuid, body: Value) -> Answer {
        self.update_under(Uuid::new_v4(), partner, customer, body).await.expect("a key that nobody used")
    }

    /// An update under this key, or what became of the key before.
    pub async fn update_under(
        &self,
        key: Uuid,
        partner: &Member,
        customer_id: Uuid,
        body: Value,
    ) -> Result<Answer, Begin> {
        let caller = self.caller(&partner.token, HERE).await.expect("let in");
        let path = format!("/api/v1/customers/{customer_id}/");
        let idempotency = IdempotencyToken::new(key.to_string(), "PATCH", &path, body.to_string().as_bytes());
        match self.partners.begin_idempotent(&caller, &idempotency).await {
            Begin::Run => {}
            before => return Err(before),
        }
        let call = call("updateCustomerData");
        let request = UpdateCustomerDataRequest { customer_id, idempotency, body: sent(&body), call };
        Ok(Answer::of(self.partners.update_customer_data(&caller, request).await))
    }
}

impl Answer {
    pub fn of(response: impl Response) -> Self {
        let parts = response.into_parts();
        let body = if parts.body.is_empty() { Value::Null } else { read(&parts) };
        Self { parts, body }
    }

    /// That it has this status; its body.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.parts.status, status, "{}", self.body);
        self.body.clone()
    }

    /// That it is a problem of this kind with everything a problem has; its body.
    #[track_caller]
    pub fn is_problem(&self, status: u16, kind: &str) -> Value {
        let body = self.is(status);
        assert_eq!(body["type"], format!("/problems/{kind}"), "{body}");
        assert_eq!(body["status"], status, "{body}");
        let trace_id: Uuid = member(&body, "trace_id");
        assert_eq!(body["instance"], format!("urn:uuid:{trace_id}"), "{body}");
        body
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

pub fn read(parts: &Parts) -> Value {
    serde_json::from_slice(&parts.body).expect("JSON")
}

/// A member that has to be there and be of this form.
#[track_caller]
pub fn member<T: std::str::FromStr<Err: std::fmt::Debug>>(body: &Value, name: &str) -> T {
    body[name].as_str().unwrap_or_else(|| panic!("{name}: {body}")).parse().expect(name)
}

fn sent<T: Decode>(body: &Value) -> T {
    match from_slice_strict(body.to_string().as_bytes()) {
        Ok(value) => value,
        Err(_) => panic!("the document does not allow {body}"),
    }
}

pub fn call(operation: &'static str) -> Call {
    Call::new(operation, Uuid::new_v4(), SocketAddr::new(HERE.parse().expect("an address"), 4711))
}

/// A customer of this kind that has every member it can have.
pub fn new_customer(kind: &str) -> Value {
    let mut customer = json!({
        "type": kind,
        "email": "noor.haddad@mail.example",
        "phone_number": "+12025550143",
        "address": {
            "street_address": "18 Alder Court", "street_address2": "Apt 4", "city": "Trenton",
            "postal_code": "08608", "state": "NJ", "country": "US",
        },
    });
    if kind == "INDIVIDUAL" {
        customer["name"] = json!({ "first_name": "Noor", "middle_name": "Amal", "last_name": "Haddad" });
        customer["date_of_birth"] = "1988-02-29".into();
        customer["identification_number"] = json!({
            "identification_number": "900-00-0001", "issuing_country": "US", "identification_type": "SSN",
        });
        customer["trusted_contact"] = trusted_contact();
    } else {
        customer["name"] = "Larkspur Bakery LLC".into();
        customer["identification_number"] = json!({
            "identification_number": "00-0000001", "issuing_country": "CA", "type": "EIN",
        });
    }
    customer
}

pub fn trusted_contact() -> Value {
    json!({
        "first_name": "Samir", "last_name": "Haddad", "email": "samir@mail.example",
        "phone_number": "+12125550123", "address": "9 Fernhollow",
    })
}
