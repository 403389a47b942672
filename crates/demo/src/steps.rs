//! The story, step by step.

use client_support::{IdempotencyKey, Reply};
use partner_client::types::{
    AccountStatus, CloseCustomerAccount, ClosureReason, Customer, NewAddress, Problem, TrustedContactUpdate,
    UpdateCustomerData, UpdateCustomerDataBody,
};
use partner_client::{
    Client, GetCustomerRequest, UpdateCustomerDataError, UpdateCustomerDataOkHeaders, UpdateCustomerDataRequest,
};
use schema_support::Field;
use serde_json::Value;
use uuid::Uuid;

use crate::Failure;
use crate::raw;
use crate::report::{Report, changes};
use crate::service::Service;
use crate::world::World;

/// The answer to an update that succeeded.
type Updated = Option<Reply<Customer, UpdateCustomerDataOkHeaders>>;

/// One customer, as the partner sees it.
struct Story<'s> {
    client: &'s Client,
    report: &'s mut Report,
    id: Uuid,
    /// The customer as the last answer had it.
    known: Value,
}

impl Story<'_> {
    async fn read(&mut self) -> Result<(), Failure> {
        let answer = self.client.get_customer(&GetCustomerRequest::new(self.id)).await?;
        self.known = serde_json::to_value(&answer.body)?;
        let lines = shown(&self.known);
        let request = format!("GET /api/v1/customers/{}/", self.id);
        self.report.step("Read the customer", &request, answer.status.as_u16(), 200, &lines);
        Ok(())
    }

    /// Sends an update, prints what it changed, and gives what came.
    async fn update(
        &mut self,
        title: &str,
        body: impl Into<UpdateCustomerDataBody>,
        expected: u16,
        key: Option<&IdempotencyKey>,
    ) -> Result<Updated, Failure> {
        let mut request = UpdateCustomerDataRequest::new(self.id, body);
        request.idempotency_key = key.cloned();
        let text = format!("PATCH {}", serde_json::to_string(&request.body)?);
        let answer = self.client.update_customer_data(&request).await;
        let (status, lines) = match &answer {
            Ok(reply) => {
                let after = serde_json::to_value(&reply.body)?;
                let mut lines = changes(&self.known, &after);
                if reply.headers.idempotent_replayed {
                    lines.push("Idempotent-Replayed: true".to_owned());
                }
                self.known = after;
                (reply.status.as_u16(), lines)
            }
            Err(error) => {
                let status = error.status().map_or(0, |status| status.as_u16());
                (status, vec![error.declared().map_or_else(|| error.to_string(), explain)])
            }
        };
        self.report.step(title, &text, status, expected, &lines);
        Ok(answer.ok())
    }
}

/// A declared error in a line, by its type.
fn explain(error: &UpdateCustomerDataError) -> String {
    let of = |problem: &Problem| format!("{}: {}", problem.r#type, problem.detail);
    match error {
        UpdateCustomerDataError::Conflict { body, .. } => of(body),
        UpdateCustomerDataError::NotFound { body, .. } => of(body),
        UpdateCustomerDataError::Forbidden(body) => of(body),
        other => other.to_string(),
    }
}

fn shown(value: &Value) -> Vec<String> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn violations(body: &Value) -> Vec<String> {
    let list = body["errors"].as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|error| {
            let text = |member: &str| error[member].as_str().unwrap_or_default().to_owned();
            format!("{} {:?} {}: {}", text("in"), text("pointer"), text("keyword"), text("message"))
        })
        .collect()
}

/// Tells the whole story; whether each answer was as it should be.
pub async fn tell(service: &Service, world: &World) -> Result<bool, Failure> {
    println!("customersd serves partners at {}, operators at {}", service.partner_url, service.operator_url);
    let mut report = Report::default();
    let client = world.partner.client(service)?;

    let answer = client.log_in(&partner_client::LogInRequest::new(world.partner.credentials()?)).await?;
    let token = answer.body.token.clone();
    let lines = [format!("a token until {}", answer.body.expires)];
    report.step("Log in", "POST /api/v1/login/", answer.status.as_u16(), 200, &lines);

    let [rich, business, ..] = &*world.customers else { return Err("the customers are missing".into()) };
    let mut story = Story { client: &client, report: &mut report, id: rich.id, known: Value::Null };
    story.read().await?;
    update_and_protect(&mut story).await?;
    repeat(&mut story).await?;
    refuse(&mut story, service, world, &token).await?;
    close(&mut story, world, rich).await?;

    let mut story = Story { client: &client, report: &mut report, id: business.id, known: Value::Null };
    story.read().await?;
    let contact = TrustedContactUpdate { first_name: Field::Value("Samir".parse()?), ..Default::default() };
    let body = UpdateCustomerData { trusted_contact: Field::Value(contact), ..Default::default() };
    story.update("A business has no trusted contact", body, 409, None).await?;

    let body = UpdateCustomerData { email: Field::Value("mine@mail.example".parse()?), ..Default::default() };
    let mut foreign = Story { client: &client, report: &mut report, id: world.foreign.id, known: Value::Null };
    foreign.update("Another partner's customer is not there", body.clone(), 404, None).await?;

    let restricted = world.restricted.client(service)?;
    let mut own = Story { client: &restricted, report: &mut report, id: world.foreign.id, known: Value::Null };
    own.update("A partner for which Update Customer Data is not enabled", body, 403, None).await?;
    Ok(report.finish())
}

async fn update_and_protect(story: &mut Story<'_>) -> Result<(), Failure> {
    let body = UpdateCustomerData { email: Field::Value("noor.haddad@mail.example".parse()?), ..Default::default() };
    story.update("Update the e-mail address", body, 200, None).await?;
    let body = UpdateCustomerData { phone_number: Field::Value("(202) 555-0187".parse()?), ..Default::default() };
    story.update("Update the phone number, in its national form", body, 200, None).await?;
    story.report.ensure("it is stored as E.164", story.known["phone_number"] == "+12025550187");
    let address = NewAddress {
        state: Field::Value("CA".parse()?),
        ..NewAddress::new("1 Harbor Drive".parse()?, "Sausalito".parse()?, "94965".parse()?, "US".parse()?)
    };
    let body = UpdateCustomerData { address: Field::Value(address), ..Default::default() };
    story.update("Replace the address", body, 200, None).await?;

    let contact = TrustedContactUpdate {
        first_name: Field::Value("Samir".parse()?),
        last_name: Field::Value("Haddad".parse()?),
        phone_number: Field::Value("+12345678901".parse()?),
        ..Default::default()
    };
    let body = UpdateCustomerData { trusted_contact: Field::Value(contact), ..Default::default() };
    story.update("Set the trusted contact", body, 200, None).await?;
    let contact = TrustedContactUpdate {
        email: Field::Value("samir@mail.example".parse()?),
        last_name: Field::Null,
        ..Default::default()
    };
    let body = UpdateCustomerData { trusted_contact: Field::Value(contact), ..Default::default() };
    story.update("Merge into it: absent stays, null clears, a value replaces", body, 200, None).await?;
    let merged = &story.known["trusted_contact"];
    let kept = merged["first_name"] == "Samir" && merged["last_name"].is_null();
    story.report.ensure("the first name stayed, the last name is gone", kept);
    let body = UpdateCustomerData { trusted_contact: Field::Null, ..Default::default() };
    story.update("Remove the trusted contact: null", body, 200, None).await?;
    story.report.ensure("there is none any more", story.known["trusted_contact"].is_null());
    Ok(())
}

async fn repeat(story: &mut Story<'_>) -> Result<(), Failure> {
    let key = IdempotencyKey::random();
    story.update("An empty update changes nothing", UpdateCustomerData::default(), 200, Some(&key)).await?;
    let again =
        story.update("The same request with the same key", UpdateCustomerData::default(), 200, Some(&key)).await?;
    let replayed = again.is_some_and(|reply| reply.headers.idempotent_replayed);
    story.report.ensure("the saved answer came again, nothing ran twice", replayed);
    let body = UpdateCustomerData { email: Field::Value("other@mail.example".parse()?), ..Default::default() };
    story.update("Another request with the same key", body, 409, Some(&key)).await?;
    Ok(())
}

async fn refuse(story: &mut Story<'_>, service: &Service, world: &World, token: &str) -> Result<(), Failure> {
    let path = format!("/api/v1/customers/{}/", story.id);
    let secret = &world.partner.shared_secret;
    let (signed, sent) = (r#"{"email":"noor@mail.example"}"#, r#"{"email":"thief@mail.example"}"#);
    let answer = raw::patch(&service.partner_url, &path, token, secret, signed, sent).await?;
    let line = answer.body["detail"].as_str().unwrap_or_default().to_owned();
    story.report.step(
        "A body that was changed after it was signed",
        &format!("PATCH {sent}"),
        answer.status,
        401,
        &[line],
    );

    let mixed = r#"{"status":"CLOSED","email":"noor@mail.example","emial":null}"#;
    let answer = raw::patch(&service.partner_url, &path, token, secret, mixed, mixed).await?;
    let lines = violations(&answer.body);
    let pointers: Vec<_> =
        answer.body["errors"].as_array().into_iter().flatten().map(|e| e["pointer"].clone()).collect();
    story.report.step(
        "Half an update, half a closing, and a slip",
        &format!("PATCH {mixed}"),
        answer.status,
        422,
        &lines,
    );
    let all = ["", "/email", "/emial"].iter().all(|pointer| pointers.iter().any(|known| known == pointer));
    story.report.ensure("every violation has its place", all);
    Ok(())
}

async fn close(story: &mut Story<'_>, world: &World, rich: &crate::world::Customer) -> Result<(), Failure> {
    let closing = CloseCustomerAccount {
        closure_description: Field::Value("The customer moved to another bank.".parse()?),
        ..CloseCustomerAccount::new(ClosureReason::UserInstigated)
    };
    story.update("Close the account while a pocket holds money", closing.clone(), 409, None).await?;
    world.set_balance(rich, "0.00").await?;
    story.report.step("The operator zeroes the pocket", "PUT .../balance {\"balance\":\"0.00\"}", 200, 200, &[]);
    let closed = story.update("Close the account", closing, 200, None).await?;
    let status = closed.map(|reply| match reply.into_body() {
        Customer::Individual(customer) => customer.account_status,
        Customer::Business(customer) => customer.account_status,
        Customer::Unknown(_) => AccountStatus::Unknown("?".to_owned()),
    });
    story.report.ensure("the account is CLOSED", status == Some(AccountStatus::Closed));
    let body = UpdateCustomerData { email: Field::Value("late@mail.example".parse()?), ..Default::default() };
    story.update("A closed customer cannot be changed", body, 409, None).await?;
    Ok(())
}
