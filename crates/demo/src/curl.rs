//! Signed requests to paste into a shell.

use crate::Failure;
use crate::raw::signature;
use crate::service::Service;
use crate::world::World;

/// Prints how to talk to the running service by hand.
pub async fn print(service: &Service, world: &World) -> Result<(), Failure> {
    let partner = &world.partner;
    let session = client_support::Session::builder(&service.partner_url).build()?;
    let client = partner_client::Client::new(session);
    let token = client.log_in(&partner_client::LogInRequest::new(partner.credentials()?)).await?.into_body().token;
    let customer = world.customers.get(2).ok_or("no customer")?;
    let path = format!("/api/v1/customers/{}/", customer.id);

    println!("\nStill serving; Ctrl-C ends it. Ready to paste (the token lives 60 minutes):\n");
    println!("# log in");
    println!(
        "curl -s -w '\\n' -X POST '{}/api/v1/login/' -H 'content-type: application/json' \\\n  -d '{}'\n",
        service.partner_url,
        serde_json::json!({ "username": partner.username, "password": partner.password }),
    );
    let requests = [
        ("read a customer", "GET", ""),
        ("change the e-mail address", "PATCH", r#"{"email":"noor.new@mail.example"}"#),
        (
            "a body that is neither an update nor a closing: 422",
            "PATCH",
            r#"{"status":"CLOSED","email":"x@y.example"}"#,
        ),
        (
            "close the account, for good (sent again: replayed)",
            "PATCH",
            r#"{"status":"CLOSED","closure_reason":"USER_INSTIGATED"}"#,
        ),
    ];
    for (title, method, body) in requests {
        let key = uuid::Uuid::new_v4().to_string();
        let signed = signature(&partner.shared_secret, &key, &path, body)?;
        println!("# {title}");
        println!("curl -s -w '\\n' -X {method} '{}{path}' -H 'authorization: Bearer {token}' \\", service.partner_url);
        println!(
            "  -H 'x-jiko-idempotency: {key}' -H 'x-jiko-signature: {signed}'{}",
            if body.is_empty() { "" } else { " \\" }
        );
        if !body.is_empty() {
            println!("  -H 'content-type: application/json' -d '{body}'");
        }
        println!();
    }
    println!("operators: {} with 'authorization: Bearer {}'", service.operator_url, service.operator_token);
    Ok(())
}
