//! The peer: Get Customer and Update Customer Data on dropshot by hand, the way somebody would write them who knows
//! dropshot well and has the same contract to keep. No code of the generator and none of `server-support`'s pipeline;
//! the messages, the handlers and the store are the same.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dropshot::{ApiDescription, Body, HttpError, Path, RequestContext, RequestInfo, UntypedBody, endpoint};
use handlers::{CallingPartner, Partners};
use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use partner_api::{
    GetCustomerRequest, GetCustomerResponse, PartnerApi, UpdateCustomerDataRequest, UpdateCustomerDataResponse, types,
};
use schema_support::Refusal;
use schemars08::JsonSchema;
use serde::{Deserialize, Serialize};
use server_support::{BearerToken, Begin, Call, Denied, IdempotencyToken, Parts, Response as _, problem};
use sha2::Sha256;
use store_sqlite::SqliteStore;
use uuid::Uuid;

use crate::Failure;

/// What the endpoints work with.
pub(crate) struct App {
    partners: Partners<SqliteStore>,
}

impl App {
    pub(crate) fn new(partners: Partners<SqliteStore>) -> Self {
        Self { partners }
    }
}

/// The two endpoints.
pub(crate) fn description() -> Result<ApiDescription<App>, Failure> {
    let mut api = ApiDescription::new();
    api.register(get_customer).map_err(|error| error.to_string())?;
    api.register(update_customer_data).map_err(|error| error.to_string())?;
    Ok(api)
}

#[derive(Deserialize, JsonSchema)]
#[schemars(crate = "schemars08")]
struct CustomerPath {
    /// As text: dropshot's own answer to what is no UUID is not the contract's.
    customer_id: String,
}

/// Get Customer
#[endpoint { method = GET, path = "/api/v1/customers/{customer_id}/" }]
async fn get_customer(context: RequestContext<App>, path: Path<CustomerPath>) -> Result<Response<Body>, HttpError> {
    let call = call_of("getCustomer", &context);
    let answer = get(&context, &call, &path.into_inner().customer_id).await;
    answer.or_else(|refused| refused.answer(&call))
}

async fn get(context: &RequestContext<App>, call: &Call, customer_id: &str) -> Result<Response<Body>, Box<Refused>> {
    let (app, request) = (context.context(), &context.request);
    check_accept(request.headers())?;
    let caller = app.partners.http_bearer(&bearer(request.headers())?, call).await?;
    check_signature(&caller, request, b"")?;
    let mut wrong = Wrong::default();
    let customer_id = wrong.uuid("path", "/customer_id", Some(customer_id));
    let key = wrong.uuid("header", "/x-jiko-idempotency", text_of(request.headers(), KEY));
    let (Some(customer_id), Some(_)) = (customer_id, key) else { return Err(wrong.refused()) };

    match app.partners.get_customer(&caller, GetCustomerRequest { customer_id, call: call.clone() }).await {
        GetCustomerResponse::Ok(customer) => json(StatusCode::OK, JSON, &customer),
        GetCustomerResponse::NotFound(problem) => json(StatusCode::NOT_FOUND, PROBLEM, &problem),
        other => of_parts(other.into_parts()),
    }
}

/// Update Customer Data
#[endpoint { method = PATCH, path = "/api/v1/customers/{customer_id}/" }]
async fn update_customer_data(
    context: RequestContext<App>,
    path: Path<CustomerPath>,
    body: UntypedBody,
) -> Result<Response<Body>, HttpError> {
    let call = call_of("updateCustomerData", &context);
    let answer = update(&context, &call, &path.into_inner().customer_id, body.as_bytes()).await;
    answer.or_else(|refused| refused.answer(&call))
}

async fn update(
    context: &RequestContext<App>,
    call: &Call,
    customer_id: &str,
    body: &[u8],
) -> Result<Response<Body>, Box<Refused>> {
    let (app, request) = (context.context(), &context.request);
    check_content_type(request.headers())?;
    check_accept(request.headers())?;
    let caller = app.partners.http_bearer(&bearer(request.headers())?, call).await?;
    check_signature(&caller, request, body)?;
    let mut wrong = Wrong::default();
    let customer_id = wrong.uuid("path", "/customer_id", Some(customer_id));
    let key = wrong.uuid("header", "/x-jiko-idempotency", text_of(request.headers(), KEY));
    let body_read = match schema_support::from_slice_strict::<types::UpdateCustomerDataBody>(body) {
        Ok(read) => Some(read),
        Err(Refusal::Malformed(_)) => {
            return Err(Refused::new(StatusCode::BAD_REQUEST, problem::MALFORMED_REQUEST, "The body is no JSON."));
        }
        Err(Refusal::Invalid(violations)) => {
            let entry = |found: schema_support::Violation| ("body", found.pointer, found.keyword);
            wrong.0.extend(violations.into_iter().map(entry));
            None
        }
    };
    let (Some(customer_id), Some(key), Some(body_read)) = (customer_id, key, body_read) else {
        return Err(wrong.refused());
    };

    let path = request.uri().path_and_query().map_or("", |path| path.as_str());
    let idempotency = IdempotencyToken::new(key.to_string(), "PATCH", path, body);
    match app.partners.begin_idempotent(&caller, &idempotency).await {
        Begin::Run => {}
        Begin::Replay(parts) => return of_parts(parts.with_header("idempotent-replayed", "true")),
        Begin::Reused => {
            return Err(Refused::new(StatusCode::CONFLICT, problem::IDEMPOTENCY_KEY_REUSED, "The key was used."));
        }
        Begin::InFlight { retry_after_s } => {
            let refused = Refused::new(StatusCode::CONFLICT, problem::REQUEST_IN_FLIGHT, "The first one still runs.");
            return Err(refused.header(RETRY_AFTER, retry_after_s.into()));
        }
        Begin::Unavailable { retry_after_s } => return Err(Denied::Unavailable { retry_after_s }.into()),
    }

    let update = UpdateCustomerDataRequest { customer_id, idempotency, body: body_read, call: call.clone() };
    match app.partners.update_customer_data(&caller, update).await {
        UpdateCustomerDataResponse::Ok(customer) => json(StatusCode::OK, JSON, &customer),
        UpdateCustomerDataResponse::NotFound(problem) => json(StatusCode::NOT_FOUND, PROBLEM, &problem),
        other => of_parts(other.into_parts()),
    }
}

const KEY: &str = "x-jiko-idempotency";
const SIGNATURE: &str = "x-jiko-signature";
const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

fn call_of(operation_id: &'static str, context: &RequestContext<App>) -> Call {
    // dropshot's identifier of a request is a UUID.
    let trace_id = Uuid::parse_str(&context.request_id).unwrap_or_default();
    Call::new(operation_id, trace_id, context.request.remote_addr())
}

/// A header's text, where it was sent once and is text.
fn text_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut sent = headers.get_all(name).iter();
    match (sent.next(), sent.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Box<Refused>> {
    let sent = text_of(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(JSON) {
        return Ok(());
    }
    let (status, kind) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, problem::UNSUPPORTED_MEDIA_TYPE);
    Err(Refused::new(status, kind, "The body has to be application/json."))
}

fn check_accept(headers: &HeaderMap) -> Result<(), Box<Refused>> {
    let takes = |range: &str| {
        let range = range.split(';').next().unwrap_or_default().trim();
        range == "*/*" || range.eq_ignore_ascii_case(JSON) || range.eq_ignore_ascii_case("application/*")
    };
    match text_of(headers, ACCEPT.as_str()) {
        Some(sent) if !sent.split(',').any(takes) => {
            Err(Refused::new(StatusCode::NOT_ACCEPTABLE, problem::NOT_ACCEPTABLE, "The answer is application/json."))
        }
        _ => Ok(()),
    }
}

fn bearer(headers: &HeaderMap) -> Result<BearerToken, Box<Refused>> {
    let sent = text_of(headers, AUTHORIZATION.as_str()).and_then(|sent| sent.split_once(' '));
    match sent {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(BearerToken::new(token.trim())),
        _ => Err(Refused::unauthorized(problem::UNAUTHORIZED, "A bearer token is missing.")),
    }
}

fn check_signature(caller: &CallingPartner, request: &RequestInfo, body: &[u8]) -> Result<(), Box<Refused>> {
    let mut sent = [0; 32];
    let signature = text_of(request.headers(), SIGNATURE).unwrap_or_default();
    let sound = matches!(STANDARD.decode_slice(signature, &mut sent), Ok(32));
    let key = text_of(request.headers(), KEY).unwrap_or_default();
    let signed = |secret: &str| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
        mac.update(key.as_bytes());
        mac.update(request.uri().path().as_bytes());
        mac.update(body);
        mac.verify_slice(&sent).is_ok()
    };
    if sound && caller.partner().signing_secrets.iter().any(|secret| signed(secret.expose())) {
        return Ok(());
    }
    Err(Refused::unauthorized(problem::SIGNATURE_MISMATCH, "The signature is not that of this request."))
}

/// What in parameters and body is against the schema: where, pointer, keyword.
#[derive(Default)]
struct Wrong(Vec<(&'static str, String, &'static str)>);

impl Wrong {
    fn uuid(&mut self, place: &'static str, pointer: &str, text: Option<&str>) -> Option<Uuid> {
        let keyword = if text.is_some() { "format" } else { "required" };
        let parsed = text.filter(|text| text.len() == 36).and_then(|text| Uuid::parse_str(text).ok());
        if parsed.is_none() {
            self.0.push((place, pointer.to_owned(), keyword));
        }
        parsed
    }

    fn refused(self) -> Box<Refused> {
        let detail = "Something is against the schema.";
        let refused = Refused::new(StatusCode::UNPROCESSABLE_ENTITY, problem::INVALID_REQUEST, detail);
        Box::new(Refused { wrong: self, ..*refused })
    }
}

/// A request that no handler sees.
struct Refused {
    status: StatusCode,
    kind: &'static str,
    detail: String,
    headers: HeaderMap,
    wrong: Wrong,
}

impl Refused {
    fn new(status: StatusCode, kind: &'static str, detail: impl Into<String>) -> Box<Self> {
        Box::new(Self { status, kind, detail: detail.into(), headers: HeaderMap::new(), wrong: Wrong::default() })
    }

    fn unauthorized(kind: &'static str, detail: &'static str) -> Box<Self> {
        Self::new(StatusCode::UNAUTHORIZED, kind, detail).header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    fn header(mut self: Box<Self>, name: HeaderName, value: HeaderValue) -> Box<Self> {
        self.headers.insert(name, value);
        self
    }

    fn answer(self, call: &Call) -> Result<Response<Body>, HttpError> {
        let errors = self.wrong.0.into_iter().map(|(r#in, pointer, keyword)| {
            serde_json::json!({ "in": r#in, "pointer": pointer, "keyword": keyword, "message": "is against the schema" })
        });
        let errors: Vec<_> = errors.collect();
        let mut problem = serde_json::json!({
            "type": self.kind,
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": call.instance(),
            "trace_id": call.trace_id(),
        });
        if !errors.is_empty() {
            problem["errors"] = errors.into();
        }
        let mut response = json(self.status, PROBLEM, &problem).map_err(|refused| failed(&refused.detail))?;
        response.headers_mut().extend(self.headers);
        Ok(response)
    }
}

impl From<Denied> for Box<Refused> {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unauthorized => {
                let refused = Refused::unauthorized(problem::UNAUTHORIZED, "The token is unknown or expired.");
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                refused.header(WWW_AUTHENTICATE, challenge)
            }
            Denied::Forbidden { detail } => Refused::new(StatusCode::FORBIDDEN, problem::FORBIDDEN, detail),
            Denied::TooManyRequests(limit) => {
                Refused::new(StatusCode::TOO_MANY_REQUESTS, problem::RATE_LIMITED, "Too many requests.")
                    .header(RETRY_AFTER, limit.retry_after_s.into())
                    .header(HeaderName::from_static("x-ratelimit-limit"), limit.limit.into())
                    .header(HeaderName::from_static("x-ratelimit-remaining"), limit.remaining.into())
                    .header(HeaderName::from_static("x-ratelimit-reset"), limit.reset_s.into())
            }
            Denied::Unavailable { retry_after_s } => {
                Refused::new(StatusCode::SERVICE_UNAVAILABLE, problem::UNAVAILABLE, "Try again later.")
                    .header(RETRY_AFTER, retry_after_s.into())
            }
        }
    }
}

fn json(status: StatusCode, media_type: &'static str, body: &impl Serialize) -> Result<Response<Body>, Box<Refused>> {
    let internal = |_| Refused::new(StatusCode::INTERNAL_SERVER_ERROR, problem::INTERNAL_ERROR, "The server failed.");
    let body = serde_json::to_vec(body).map_err(internal)?;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    Ok(response)
}

fn of_parts(parts: Parts) -> Result<Response<Body>, Box<Refused>> {
    let mut response = Response::new(Body::from(parts.body));
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    response.headers_mut().extend(parts.content_type.map(|media_type| (CONTENT_TYPE, media_type)));
    Ok(response)
}

fn failed(why: &str) -> HttpError {
    HttpError::for_internal_error(why.to_owned())
}
