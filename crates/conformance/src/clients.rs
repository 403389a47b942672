//! Cases sent by the generated clients: what a caller can say, it says in their types; what comes back is typed.

use std::fmt::{Debug, Display};

use client_support::{Error, IdempotencyKey, Reply, RetryPolicy, Session, SharedSecret, StaticToken, Token};
use operator_client as operator;
use partner_client as partner;
use schema_support::{Decode, Text, from_slice_strict, json_of_text};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::cases::{Case, Given, Writer, compare};
use crate::world::{OPERATOR_TOKEN, SetUp, Which, World, contract};

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was sent; how its answer differs from the expected one.
    Sent(Vec<String>),
    /// The client's types have no such request, as the document has none.
    Unsayable,
    /// It is about bytes, which a generated client writes itself: another media type, a broken signature.
    AboutBytes,
}

/// An answer as the client gives it.
struct Answer {
    status: u16,
    /// A successful body.
    body: Option<Value>,
    /// A declared error, by its variant.
    error: Option<String>,
    replayed: Option<bool>,
}

impl Case {
    /// Whether a generated client could write the request at all.
    fn is_about_bytes(&self) -> bool {
        let request = &self.value["request"];
        ["headers", "raw_body", "raw_body_base64", "pad_to_bytes", "signed_body", "stall"]
            .iter()
            .any(|member| request.get(member).is_some())
            || self.takes_no_body() && request.get("body").is_some()
    }

    fn takes_no_body(&self) -> bool {
        let contract = contract(self.which);
        let operation = contract.operation_by_id(self.operation());
        operation.is_some_and(|operation| contract.request_schema(operation).is_none())
    }

    /// Sets up, sends by the generated client and compares.
    pub async fn run_by_client(&self, world: &World) -> Said {
        if self.is_about_bytes() {
            return Said::AboutBytes;
        }
        let given = match self.set_up(world, Writer::Client).await {
            Ok(given) => given,
            Err(SetUp(reason)) => return Said::Sent(vec![format!("what is given could not be set up: {reason}")]),
        };
        match self.call(world, &given).await {
            Ok(Some(answer)) => Said::Sent(self.differences_of(&given, answer)),
            Ok(None) => Said::Unsayable,
            Err(reason) => Said::Sent(vec![reason]),
        }
    }

    fn differences_of(&self, given: &Given, answer: Answer) -> Vec<String> {
        let mut found = Vec::new();
        if answer.status != self.status() {
            found.push(format!("expected status {}, but it is {}: {:?}", self.status(), answer.status, answer.error));
        }
        let expected = given.filled(&self.value["response"]["body"]);
        match (answer.error, answer.body) {
            (None, Some(body)) => compare(&expected, &body, "", &mut found),
            (Some(error), _) => {
                let kind = expected["type"].as_str().unwrap_or_default();
                if kind.is_empty() || !error.contains(&format!("type: {kind:?}")) {
                    found.push(format!("no typed problem of type {kind:?}: {error}"));
                }
            }
            (None, None) => {}
        }
        let expects_replay = self.value["response"]["headers"]["idempotent-replayed"] == "true";
        if answer.replayed.is_some_and(|replayed| replayed != expects_replay) {
            found.push(format!("replayed is {:?}", answer.replayed));
        }
        found
    }

    /// `None`: the client's types have no such request.
    async fn call(&self, world: &World, given: &Given) -> Result<Option<Answer>, String> {
        let target = given.fill(self.value["request"]["path"].as_str().unwrap_or_default());
        let method = self.value["request"]["method"].as_str().unwrap_or_default();
        let Some((operation, path)) = contract(self.which).operation(method, &target) else {
            // A path that no client writes.
            return Ok(None);
        };
        if operation.id != self.operation() {
            return Err(format!("the case's path is {}'s", operation.id));
        }
        let id = |name: &str| path.get(name).and_then(|text| from_text::<Uuid>(text));
        let query = |name: &str| {
            let pairs = target.split_once('?').map(|(_, query)| query).unwrap_or_default().split('&');
            pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, text)| text.to_owned())
        };
        let session = Session::builder(world.recorder(self.which).url()).retries(RetryPolicy::NONE);
        let session = match self.which {
            Which::Operator => session.tokens(StaticToken(Token::new(OPERATOR_TOKEN, None))),
            Which::Partner => session
                .tokens(StaticToken(Token::new(given.caller.token.clone(), None)))
                .shared_secret(SharedSecret::new(given.caller.shared_secret.clone())),
        };
        let session = session.build().map_err(|error| error.to_string())?;
        let partners = partner::Client::new(session.clone());
        let operators = operator::Client::new(session);
        let body = self.body(given).map(|body| body.to_string().into_bytes()).unwrap_or_default();

        /// What a type does not take cannot be said.
        macro_rules! sayable {
            ($value:expr) => {
                match $value {
                    Some(value) => value,
                    None => return Ok(None),
                }
            };
        }
        let answer = match operation.id {
            "logIn" => {
                let request = partner::LogInRequest::new(sayable!(from_json::<partner::types::Credentials>(&body)));
                answered(partners.log_in(&request).await)
            }
            "getCustomer" => {
                let request = partner::GetCustomerRequest::new(sayable!(id("customer_id")));
                answered(partners.get_customer(&request).await)
            }
            "updateCustomerData" => {
                let body = sayable!(from_json::<partner::types::UpdateCustomerDataBody>(&body));
                let mut request = partner::UpdateCustomerDataRequest::new(sayable!(id("customer_id")), body);
                let key = &given.words["{key}"];
                request.idempotency_key =
                    Some(IdempotencyKey::try_from(key.as_str()).map_err(|error| error.to_string())?);
                let reply = partners.update_customer_data(&request).await;
                let replayed = reply.as_ref().ok().map(|reply| reply.headers.idempotent_replayed);
                answered(reply).map(|answer| Answer { replayed, ..answer })
            }
            "listPartners" => answered(operators.list_partners().await),
            "createPartner" => {
                let request =
                    operator::CreatePartnerRequest::new(sayable!(from_json::<operator::types::NewPartner>(&body)));
                answered(operators.create_partner(&request).await)
            }
            "enableUpdateCustomerData" => {
                let request = operator::EnableUpdateCustomerDataRequest::new(sayable!(id("partner_id")));
                answered(operators.enable_update_customer_data(&request).await)
            }
            "disableUpdateCustomerData" => {
                let request = operator::DisableUpdateCustomerDataRequest::new(sayable!(id("partner_id")));
                answered(operators.disable_update_customer_data(&request).await)
            }
            "createCustomer" => {
                let body = sayable!(from_json::<operator::types::NewCustomer>(&body));
                let request = operator::CreateCustomerRequest::new(sayable!(id("partner_id")), body);
                answered(operators.create_customer(&request).await)
            }
            "openPocket" => {
                let request = operator::OpenPocketRequest::new(sayable!(id("customer_id")));
                answered(operators.open_pocket(&request).await)
            }
            "setPocketBalance" => {
                let body = sayable!(from_json::<operator::types::NewBalance>(&body));
                let (customer, pocket) = (sayable!(id("customer_id")), sayable!(id("pocket_id")));
                let request = operator::SetPocketBalanceRequest::new(customer, pocket, body);
                answered(operators.set_pocket_balance(&request).await)
            }
            "freezeCustomer" => {
                let request = operator::FreezeCustomerRequest::new(sayable!(id("customer_id")));
                answered(operators.freeze_customer(&request).await)
            }
            "unfreezeCustomer" => {
                let request = operator::UnfreezeCustomerRequest::new(sayable!(id("customer_id")));
                answered(operators.unfreeze_customer(&request).await)
            }
            "listAuditEntries" => {
                let mut request = operator::ListAuditEntriesRequest::new(sayable!(id("customer_id")));
                if let Some(limit) = query("limit") {
                    request.limit = Some(sayable!(from_text(&limit)));
                }
                if let Some(after) = query("after") {
                    request.after = Some(sayable!(from_text(&after)));
                }
                answered(operators.list_audit_entries(&request).await)
            }
            other => return Err(format!("{other} is not called here: add it to crates/conformance/src/clients.rs")),
        };
        answer.map(Some)
    }
}

fn from_json<T: Decode>(bytes: &[u8]) -> Option<T> {
    from_slice_strict(bytes).ok()
}

fn from_text<T: Decode>(text: &str) -> Option<T> {
    let mut at = schema_support::Decoder::strict();
    let kind: Text = T::TEXT;
    T::decode(json_of_text(text.into(), kind), &mut at)
}

fn answered<T: Serialize, H, E: Debug + Display>(reply: Result<Reply<T, H>, Error<E>>) -> Result<Answer, String> {
    match reply {
        Ok(reply) => {
            let body = serde_json::to_value(&reply.body).map_err(|error| error.to_string())?;
            let status = reply.status.as_u16();
            Ok(Answer { status, body: (status != 204).then_some(body), error: None, replayed: None })
        }
        Err(Error::Declared(reply)) => {
            let (status, shown) = (reply.status.as_u16(), reply.body.to_string());
            if !shown.starts_with(&status.to_string()) {
                return Err(format!("{status} is typed as {shown}"));
            }
            Ok(Answer { status, body: None, error: Some(format!("{:?}", reply.body)), replayed: None })
        }
        Err(other) => Err(format!("no declared answer: {other}")),
    }
}
