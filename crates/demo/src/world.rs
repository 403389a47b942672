//! The customers of the story: made through the operators' API with the generated client.

use client_support::{Session, SharedSecret, StaticToken, Token};
use operator_client::types as operator;
use partner_client::types as partner;
use serde::Serialize;
use uuid::Uuid;

use crate::Failure;
use crate::service::Service;

/// The prefix of the usernames of the told story.
pub const DEMO: &str = "demo";
/// The prefix where nobody tells a story.
pub const UNLIMITED: &str = "served";

/// A partner as the operator handed it out.
#[derive(Debug)]
pub struct Partner {
    /// Its id.
    pub id: Uuid,
    /// What it logs in with.
    pub username: String,
    /// What it logs in with.
    pub password: String,
    /// What it signs with.
    pub shared_secret: String,
}

/// A customer and its pockets.
#[derive(Debug, Serialize)]
pub struct Customer {
    /// Its id.
    pub id: Uuid,
    /// INDIVIDUAL or BUSINESS.
    pub r#type: &'static str,
    /// Its pockets.
    pub pocket_ids: Vec<Uuid>,
}

/// Two partners and their customers.
#[derive(Debug)]
pub struct World {
    /// The operators' client.
    pub operators: operator_client::Client,
    /// The partner for which Update Customer Data is enabled.
    pub partner: Partner,
    /// A partner for which it is not.
    pub restricted: Partner,
    /// The first partner's: an individual and a business with money, then one of each without.
    pub customers: Vec<Customer>,
    /// The second partner's.
    pub foreign: Customer,
}

/// What `demo --serve --json` prints.
#[derive(Debug, Serialize)]
pub struct Summary<'w> {
    partner_url: &'w str,
    operator_url: &'w str,
    operator_token: &'w str,
    username: &'w str,
    password: &'w str,
    shared_secret: &'w str,
    customers: &'w [Customer],
}

impl World {
    /// Makes all of it.
    pub async fn create(service: &Service, prefix: &str) -> Result<Self, Failure> {
        let token = Token::new(service.operator_token.clone(), None);
        let session = Session::builder(&service.operator_url).tokens(StaticToken(token)).build()?;
        let operators = operator_client::Client::new(session);
        let partner = create_partner(&operators, &format!("{prefix}-acorn"), true).await?;
        let restricted = create_partner(&operators, &format!("{prefix}-birch"), false).await?;
        let mut customers = Vec::new();
        for (kind, balance) in
            [("INDIVIDUAL", "10.00"), ("BUSINESS", "10.00"), ("INDIVIDUAL", "0.00"), ("BUSINESS", "0.00")]
        {
            customers.push(create_customer(&operators, &partner, kind, balance).await?);
        }
        let foreign = create_customer(&operators, &restricted, "INDIVIDUAL", "0.00").await?;
        Ok(Self { operators, partner, restricted, customers, foreign })
    }

    /// What another program needs to use it.
    pub fn summary<'w>(&'w self, service: &'w Service) -> Summary<'w> {
        Summary {
            partner_url: &service.partner_url,
            operator_url: &service.operator_url,
            operator_token: &service.operator_token,
            username: &self.partner.username,
            password: &self.partner.password,
            shared_secret: &self.partner.shared_secret,
            customers: &self.customers,
        }
    }

    /// Sets the balance of a customer's first pocket.
    pub async fn set_balance(&self, customer: &Customer, balance: &str) -> Result<(), Failure> {
        let pocket = *customer.pocket_ids.first().ok_or("a customer without a pocket")?;
        set_balance(&self.operators, customer.id, pocket, balance).await
    }
}

impl Partner {
    /// A client that logs in as this partner and signs with its secret.
    pub fn client(&self, service: &Service) -> Result<partner_client::Client, Failure> {
        let session =
            Session::builder(&service.partner_url).shared_secret(SharedSecret::new(&self.shared_secret)).build()?;
        let tokens = partner_client::http_bearer_tokens(&session, self.credentials()?);
        Ok(partner_client::Client::new(session.with_tokens(tokens)))
    }

    /// What it logs in with.
    pub fn credentials(&self) -> Result<partner::Credentials, Failure> {
        Ok(partner::Credentials {
            username: self.username.as_str().try_into()?,
            password: self.password.as_str().try_into()?,
        })
    }
}

async fn create_partner(operators: &operator_client::Client, name: &str, enabled: bool) -> Result<Partner, Failure> {
    let mut body = operator::NewPartner::new(name.parse()?);
    body.update_customer_data_enabled = Some(enabled);
    let created = operators.create_partner(&operator_client::CreatePartnerRequest::new(body)).await?.into_body();
    Ok(Partner {
        id: created.partner_id,
        username: created.username,
        password: created.password,
        shared_secret: created.shared_secret,
    })
}

async fn create_customer(
    operators: &operator_client::Client,
    partner: &Partner,
    kind: &'static str,
    balance: &str,
) -> Result<Customer, Failure> {
    let address = operator::NewAddress {
        street_address: "18 Alder Court".parse()?,
        street_address2: schema_support::Field::Absent,
        city: "Trenton".parse()?,
        postal_code: "08608".parse()?,
        state: schema_support::Field::Value("NJ".parse()?),
        country: "US".parse()?,
    };
    let body = if kind == "BUSINESS" {
        operator::NewCustomer::Business(operator::NewBusinessCustomer {
            name: "Haddad Woodworks LLC".parse()?,
            identification_number: operator::NewBusinessIdentification::new(
                "12-3456789".parse()?,
                operator::BusinessIdentificationType::Ein,
            ),
            email: "office@woodworks.example".parse()?,
            phone_number: "+12025550143".parse()?,
            address,
        })
    } else {
        operator::NewCustomer::Individual(operator::NewIndividualCustomer {
            name: operator::NewIndividualName::new("Noor".parse()?, "Haddad".parse()?),
            date_of_birth: "1990-04-12".parse()?,
            identification_number: operator::NewIndividualIdentification::new(
                "078-05-1120".parse()?,
                operator::IndividualIdentificationType::Ssn,
            ),
            email: "noor@mail.example".parse()?,
            phone_number: "+12025550142".parse()?,
            address,
            trusted_contact: schema_support::Field::Absent,
        })
    };
    let created =
        operators.create_customer(&operator_client::CreateCustomerRequest::new(partner.id, body)).await?.into_body();
    let id = created.customer_id;
    let pocket = operators.open_pocket(&operator_client::OpenPocketRequest::new(id)).await?.into_body().pocket_id;
    set_balance(operators, id, pocket, balance).await?;
    Ok(Customer { id, r#type: kind, pocket_ids: vec![pocket] })
}

async fn set_balance(
    operators: &operator_client::Client,
    customer: Uuid,
    pocket: Uuid,
    balance: &str,
) -> Result<(), Failure> {
    let body = operator::NewBalance { balance: balance.parse()? };
    operators.set_pocket_balance(&operator_client::SetPocketBalanceRequest::new(customer, pocket, body)).await?;
    Ok(())
}
