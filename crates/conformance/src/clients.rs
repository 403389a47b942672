//! Cases sent by the generated clients: what a caller can say, it says in their types; what comes back is typed.

use std::fmt::{Debug, Display};
use std::time::Duration;

use client_support::{Error, IdempotencyKey, Reply, RetryPolicy, Session, SharedSecret, StaticToken, Token};
use operator_client as operator;
use partner_client as partner;
use schema_support::{Decode, Text, from_slice_strict, from_slice_tolerant, json_of_text};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::cases::{Case, Given, Writer, client_types, compare};
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

/// How a client is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With every credential, nothing sent twice.
    Usual,
    /// Without a token.
    Anonymous,
    /// What may be sent again is sent again, once.
    Retrying,
    /// With bodies that are against the schema, as far as its types can hold them.
    Invalid,
}

/// Why nothing was sent: the request is against the schema.
pub(crate) const AGAINST_THE_SCHEMA: &str = "not sent: it is against the schema";

/// An answer as the client gives it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    /// A successful body.
    pub body: Option<Value>,
    /// The headers of a successful answer, as `Debug` shows them.
    pub headers: String,
    /// A declared error, as `Debug` shows it: its variant first.
    pub error: Option<String>,
    pub replayed: Option<bool>,
}

impl Case {
    /// Whether a generated client could write the request at all.
    pub(crate) fn is_about_bytes(&self) -> bool {
        let request = &self.value["request"];
        ["headers", "raw_body", "raw_body_base64", "pad_to_bytes", "signed_body", "stall"]
            .iter()
            .any(|member| request.get(member).is_some())
            || self.takes_no_body() && request.get("body").is_some()
    }

    /// Whether a client's types can hold the body, though it is against the schema.
    fn can_hold_what_is_invalid(&self, given: &Given) -> bool {
        let contract = contract(self.which);
        let Some(operation) = contract.operation_by_id(self.operation()) else { return false };
        let (Some(body), Some(pointer)) = (self.body(given), contract.request_schema(operation)) else { return false };
        let Some(entry) = client_types(self.which).iter().find(|entry| entry.pointer == pointer) else { return false };
        let Ok(held) = (entry.tolerant)(body.to_string().as_bytes()) else { return false };
        serde_json::from_slice::<Value>(&held).is_ok_and(|held| !contract.judge(&pointer).accepts(&held))
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
        let url = world.recorder(self.which).url();
        match self.call(url.clone(), &given, Manner::Usual).await {
            Ok(Some(answer)) => Said::Sent(self.differences_of(&given, answer)),
            Ok(None) if !self.can_hold_what_is_invalid(&given) => Said::Unsayable,
            // What the types can hold all the same is not sent.
            Ok(None) => match self.call(url, &given, Manner::Invalid).await {
                Ok(Some(answer)) => Said::Sent(vec![format!("it is against the schema, and was sent: {answer:?}")]),
                Ok(None) => Said::Unsayable,
                Err(reason) if reason == AGAINST_THE_SCHEMA => Said::Unsayable,
                Err(reason) => Said::Sent(vec![reason]),
            },
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

    /// Calls the operation at this URL. `None`: the client's types have no such request.
    pub(crate) async fn call(&self, url: String, given: &Given, manner: Manner) -> Result<Option<Answer>, String> {
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
        let retries = match manner {
            Manner::Retrying => {
                let at_once = Duration::from_millis(1);
                RetryPolicy { max_retries: 1, base: at_once, max: at_once, ..RetryPolicy::default() }
            }
            _ => RetryPolicy::NONE,
        };
        let session = Session::builder(url).retries(retries);
        let token = match self.which {
            Which::Operator => OPERATOR_TOKEN,
            Which::Partner => &given.caller.token,
        };
        let session = match manner {
            Manner::Anonymous => session,
            _ => session.tokens(StaticToken(Token::new(token, None))),
        };
        let session = match self.which {
            Which::Operator => session,
            Which::Partner => session.shared_secret(SharedSecret::new(given.caller.shared_secret.clone())),
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
                let request =
                    partner::LogInRequest::new(sayable!(from_json::<partner::types::Credentials>(&body, manner)));
                answered(partners.log_in(&request).await)
            }
            "getCustomer" => {
                let request = partner::GetCustomerRequest::new(sayable!(id("customer_id")));
                answered(partners.get_customer(&request).await)
            }
            "updateCustomerData" => {
                let body = sayable!(from_json::<partner::types::UpdateCustomerDataBody>(&body, manner));
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
                let request = operator::CreatePartnerRequest::new(sayable!(from_json::<operator::types::NewPartner>(
                    &body, manner
                )));
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
                let body = sayable!(from_json::<operator::types::NewCustomer>(&body, manner));
                let request = operator::CreateCustomerRequest::new(sayable!(id("partner_id")), body);
                answered(operators.create_customer(&request).await)
            }
            "openPocket" => {
                let request = operator::OpenPocketRequest::new(sayable!(id("customer_id")));
                answered(operators.open_pocket(&request).await)
            }
            "setPocketBalance" => {
                let body = sayable!(from_json::<operator::types::NewBalance>(&body, manner));
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

fn from_json<T: Decode>(bytes: &[u8], manner: Manner) -> Option<T> {
    if manner == Manner::Invalid { from_slice_tolerant(bytes).ok() } else { from_slice_strict(bytes).ok() }
}

fn from_text<T: Decode>(text: &str) -> Option<T> {
    let mut at = schema_support::Decoder::strict();
    let kind: Text = T::TEXT;
    T::decode(json_of_text(text.into(), kind), &mut at)
}

fn answered<T: Serialize, H: Debug, E: Debug + Display>(
    reply: Result<Reply<T, H>, Error<E>>,
) -> Result<Answer, String> {
    match reply {
        Ok(reply) => {
            let body = serde_json::to_value(&reply.body).map_err(|error| error.to_string())?;
            let status = reply.status.as_u16();
            let headers = format!("{:?}", reply.headers);
            Ok(Answer { status, body: (status != 204).then_some(body), headers, error: None, replayed: None })
        }
        Err(Error::Declared(reply)) => {
            let (status, shown) = (reply.status.as_u16(), reply.body.to_string());
            if !shown.starts_with(&status.to_string()) {
                return Err(format!("{status} is typed as {shown}"));
            }
            let error = Some(format!("{:?}", reply.body));
            Ok(Answer { status, body: None, headers: String::new(), error, replayed: None })
        }
        Err(Error::InvalidRequest(_)) => Err(AGAINST_THE_SCHEMA.to_owned()),
        Err(other) => Err(format!("no declared answer: {other}")),
    }
}
