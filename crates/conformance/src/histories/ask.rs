//! A request of the random partner, as words and as bytes, and what was said to it.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use crate::contract::kind_of;
use crate::message::{Message, Start};
use crate::world::sign;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// `logIn`, with the right password or a wrong one.
    LogIn {
        /// Which of the two.
        right: bool,
    },
    /// `getCustomer`.
    Get,
    /// `updateCustomerData`: an update or a closing.
    Update,
    /// `createCustomer`.
    Create,
    /// `openPocket`.
    OpenPocket,
    /// `setPocketBalance`.
    SetBalance {
        /// Which pocket, counted from the customer's first.
        pocket: usize,
        /// What it shall hold.
        balance: String,
    },
    /// `freezeCustomer`.
    Freeze,
    /// `unfreezeCustomer`.
    Unfreeze,
    /// `enableUpdateCustomerData`.
    Enable,
    /// `disableUpdateCustomerData`.
    Disable,
    /// `listAuditEntries`.
    Audit {
        /// How many, where the request says.
        limit: Option<i64>,
        /// Behind which entry, counted from the customer's first, where the request says: as far as they are known.
        after: Option<usize>,
    },
    /// `createPartner`.
    CreatePartner {
        /// Whose username it shall have, where it is one that is taken.
        taken: Option<usize>,
    },
    /// `listPartners`.
    ListPartners,
}

impl Act {
    /// The domain's name of the operation, as audit trails have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LogIn { .. } => "log_in",
            Self::Get => "get_customer",
            Self::Update => "update_customer_data",
            Self::Create => "create_customer",
            Self::OpenPocket => "open_pocket",
            Self::SetBalance { .. } => "set_pocket_balance",
            Self::Freeze => "freeze_customer",
            Self::Unfreeze => "unfreeze_customer",
            Self::Enable => "enable_update_customer_data",
            Self::Disable => "disable_update_customer_data",
            Self::Audit { .. } => "list_audit_entries",
            Self::CreatePartner { .. } => "create_partner",
            Self::ListPartners => "list_partners",
        }
    }

    /// Whether it belongs to the operators' API.
    pub fn operator(&self) -> bool {
        !matches!(self, Self::LogIn { .. } | Self::Get | Self::Update)
    }

    /// Whether it carries key and signature.
    pub fn signed(&self) -> bool {
        matches!(self, Self::Get | Self::Update)
    }

    /// Whether it takes a body.
    pub fn has_body(&self) -> bool {
        matches!(
            self,
            Self::LogIn { .. } | Self::Update | Self::Create | Self::SetBalance { .. } | Self::CreatePartner { .. }
        )
    }

    /// The first parameter of its path.
    pub fn path_parameter(&self) -> Option<&'static str> {
        match self {
            Self::LogIn { .. } | Self::CreatePartner { .. } | Self::ListPartners => None,
            Self::Create | Self::Enable | Self::Disable => Some("partner_id"),
            _ => Some("customer_id"),
        }
    }

    /// Whether it changes what partners may do: tokens are looked up before customers, so that such a change and a
    /// change of a customer are two steps.
    pub fn changes_settings(&self) -> bool {
        matches!(self, Self::Enable | Self::Disable)
    }

    fn method(&self) -> &'static str {
        match self {
            Self::LogIn { .. } | Self::Create | Self::OpenPocket | Self::CreatePartner { .. } => "POST",
            Self::Get | Self::Audit { .. } | Self::ListPartners => "GET",
            Self::Update => "PATCH",
            Self::SetBalance { .. } | Self::Freeze | Self::Enable => "PUT",
            Self::Unfreeze | Self::Disable => "DELETE",
        }
    }
}

/// Whose bearer token is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Token {
    /// The caller's own.
    #[default]
    Own,
    /// Another partner's; a partner's where an operator's is asked for.
    Others,
    /// One that nobody has.
    Unknown,
    /// Something that is no bearer token.
    NoToken,
    /// No header.
    None,
}

/// What is sent as the signature.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Signature {
    /// The right one.
    #[default]
    Good,
    /// That of another body.
    OfOtherBytes,
    /// That of another path.
    OfOtherPath,
    /// Made with another secret.
    OfOtherSecret,
    /// Text that is no base64.
    NoBase64,
    /// The right one, two times.
    Twice,
    /// No header.
    None,
}

/// What is sent as the idempotency key.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Key {
    /// The key.
    #[default]
    Good,
    /// A text that is no UUID.
    NoUuid,
    /// The key, two times.
    Twice,
    /// No header.
    None,
}

/// What is sent as the media type.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Media {
    /// `application/json`.
    #[default]
    Json,
    /// Another one.
    Other,
    /// No header.
    None,
}

/// What is done to the path.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Path {
    /// Nothing.
    #[default]
    Exact,
    /// A slash at the end too many, or too few.
    Inexact,
    /// Something else in place of the id.
    NoId,
}

/// What is done to the body's text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Text {
    /// Nothing.
    #[default]
    Json,
    /// Cut off.
    CutOff,
    /// A member two times.
    Twice,
    /// A byte order mark before it.
    Marked,
    /// A byte in it that is no UTF-8.
    NotUtf8,
    /// Nothing is sent.
    Empty,
}

/// All that is wrong with a request besides what it asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// The bearer token.
    pub token: Token,
    /// The signature.
    pub signature: Signature,
    /// The idempotency key.
    pub key: Key,
    /// The media type.
    pub media: Media,
    /// The path.
    pub path: Path,
    /// The body's text.
    pub text: Text,
    /// `Accept: text/html`.
    pub wants_html: bool,
    /// A byte more than the limit.
    pub too_large: bool,
}

/// A request with every name filled in.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What for.
    pub act: Act,
    /// The caller; of an operator's request, the partner it is about.
    pub partner: usize,
    /// Every partner's id.
    pub partner_ids: Arc<[Uuid]>,
    /// The customer it is about.
    pub customer: Uuid,
    /// The pocket it is about.
    pub pocket: Uuid,
    /// Behind which entry of an audit trail it asks: counted from the customer's first, and by its sequence number.
    pub after: (usize, u64),
    /// The idempotency key.
    pub key: Uuid,
    /// Path and query, as sent.
    pub target: String,
    /// The body as meant.
    pub json: Value,
    /// The body as sent.
    pub body: Vec<u8>,
    /// What is wrong with it.
    pub faults: Faults,
}

/// What the caller proves itself with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Its bearer token.
    pub token: String,
    /// Another caller's.
    pub others_token: String,
    /// What it signs with.
    pub secret: String,
}

const BODY_MAX_BYTES: usize = 64 * 1024;

impl Asked {
    /// Another partner than the caller.
    pub fn other_partner(&self) -> usize {
        (self.partner + 1) % self.partner_ids.len()
    }

    /// The method.
    pub fn method(&self) -> &'static str {
        self.act.method()
    }

    /// Fills in target and body.
    pub fn finish(&mut self) {
        let (partner, customer, pocket) = (self.partner_ids[self.partner], self.customer, self.pocket);
        let broken = self.faults.path == Path::NoId;
        let id = |id: Uuid| if broken { "no-id".to_owned() } else { id.to_string() };
        let of_customer = |rest: &str| format!("/operator/v1/customers/{}/{rest}", id(customer));
        let of_partner = |rest: &str| format!("/operator/v1/partners/{}/{rest}", id(partner));
        let mut path = match &self.act {
            Act::LogIn { .. } => "/api/v1/login/".to_owned(),
            Act::Get | Act::Update => format!("/api/v1/customers/{}/", id(customer)),
            Act::Create => of_partner("customers"),
            Act::OpenPocket => of_customer("pockets"),
            Act::SetBalance { .. } => of_customer(&format!("pockets/{pocket}/balance")),
            Act::Freeze | Act::Unfreeze => of_customer("freeze"),
            Act::Enable | Act::Disable => of_partner("update-customer-data"),
            Act::Audit { .. } => of_customer("audit-entries"),
            Act::CreatePartner { .. } | Act::ListPartners => "/operator/v1/partners".to_owned(),
        };
        if self.faults.path == Path::Inexact {
            match path.strip_suffix('/') {
                Some(shorter) => path.truncate(shorter.len()),
                None => path.push('/'),
            }
        }
        if let Act::Audit { limit, after } = self.act {
            let limit = limit.map(|limit| format!("limit={limit}"));
            let after = after.map(|_| format!("after={}", self.after.1));
            for (pair, mark) in limit.into_iter().chain(after).zip(['?', '&']) {
                path.push(mark);
                path.push_str(&pair);
            }
        }
        self.target = path;
        self.body = if self.act.has_body() { self.text() } else { Vec::new() };
        if self.faults.too_large {
            self.body.resize(BODY_MAX_BYTES + 1, b' ');
        }
    }

    fn text(&self) -> Vec<u8> {
        let text = self.json.to_string();
        match self.faults.text {
            Text::Json => text.into_bytes(),
            Text::CutOff => text.as_bytes()[..text.len() - 1].to_vec(),
            Text::Twice => {
                let rest = text.trim_start_matches('{').trim_end_matches('}');
                let comma = if rest.is_empty() { "" } else { "," };
                format!("{{\"twice\":1,\"twice\":1{comma}{rest}}}").into_bytes()
            }
            Text::Marked => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Text::NotUtf8 => [b"{\"a\":\"\xFF\"}".as_slice(), b""].concat(),
            Text::Empty => Vec::new(),
        }
    }

    /// The request as bytes.
    pub fn bytes(&self, host: &str, credentials: &Credentials) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {host}\r\n", self.method(), self.target);
        let mut header = |name: &str, value: &str| {
            for part in [name, ": ", value, "\r\n"] {
                head.push_str(part);
            }
        };
        if !matches!(self.act, Act::LogIn { .. }) {
            match self.faults.token {
                Token::Own => header("authorization", &format!("Bearer {}", credentials.token)),
                Token::Others => header("authorization", &format!("Bearer {}", credentials.others_token)),
                Token::Unknown => header("authorization", "Bearer bm9ib2R5IGhhcyB0aGlzIG9uZQ"),
                Token::NoToken => header("authorization", "Basic Ym9iOmJvYg=="),
                Token::None => {}
            }
        }
        if self.act.signed() {
            let key = match self.faults.key {
                Key::Good | Key::Twice => self.key.to_string(),
                Key::NoUuid => "yesterday".to_owned(),
                Key::None => String::new(),
            };
            let times = match self.faults.key {
                Key::None => 0,
                Key::Twice => 2,
                Key::Good | Key::NoUuid => 1,
            };
            (0..times).for_each(|_| header("x-jiko-idempotency", &key));
            let signed = |secret: &str, target: &str, body: &[u8]| sign(secret, &key, target, body);
            let (secret, target, body) = (credentials.secret.as_str(), self.target.as_str(), self.body.as_slice());
            let right = signed(secret, target, body);
            match self.faults.signature {
                Signature::Good => header("x-jiko-signature", &right),
                Signature::OfOtherBytes => header("x-jiko-signature", &signed(secret, target, b"{\"other\":1}")),
                Signature::OfOtherPath => header("x-jiko-signature", &signed(secret, "/api/v1/customers/", body)),
                Signature::OfOtherSecret => header("x-jiko-signature", &signed("another", target, body)),
                Signature::NoBase64 => header("x-jiko-signature", "not base64!"),
                Signature::Twice => (0..2).for_each(|_| header("x-jiko-signature", &right)),
                Signature::None => {}
            }
        }
        if self.act.has_body() {
            match self.faults.media {
                Media::Json => header("content-type", "application/json"),
                Media::Other => header("content-type", "application/merge-patch+json"),
                Media::None => {}
            }
        }
        if self.faults.wants_html {
            header("accept", "text/html");
        }
        if !self.body.is_empty() {
            header("content-length", &self.body.len().to_string());
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// The id that a value is.
pub fn id(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Said {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub bytes: Vec<u8>,
    /// The body as JSON; null where there is none.
    pub body: Value,
}

impl Said {
    /// Of a message.
    pub fn new(answer: &Message) -> Self {
        let status = match answer.start {
            Start::Status(status) => status,
            Start::Request { .. } => 0,
        };
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        Self { status, headers: answer.headers.clone(), bytes: answer.body.clone(), body }
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The id that a member of the body is.
    pub fn id(&self, name: &str) -> Option<Uuid> {
        id(&self.body[name])
    }

    /// Whether it is a problem of this status and kind.
    pub fn is_problem(&self, status: u16, kind: &str) -> bool {
        self.status == status && self.body["status"] == status && kind_of(&self.body) == Some(kind)
    }

    /// The status, of a problem with its kind, and whether it was given before.
    pub fn answer(&self) -> String {
        let kind = kind_of(&self.body).map_or_else(String::new, |kind| format!(" {kind}"));
        let again = if self.header("idempotent-replayed").is_some() { " again" } else { "" };
        format!("{}{kind}{again}", self.status)
    }

    /// The status, and of a problem its kind and the places that it lists: what is the same whenever it is said again.
    pub fn brief(&self) -> String {
        let places: Vec<String> = self.violations().iter().map(|(_, at, keyword)| format!(" {at} {keyword}")).collect();
        match kind_of(&self.body) {
            Some(kind) => format!("{} {kind}{}", self.status, places.concat()),
            None => self.status.to_string(),
        }
    }

    /// What a validation problem lists: place, pointer and keyword.
    pub fn violations(&self) -> Vec<(&str, &str, &str)> {
        let listed = self.body["errors"].as_array().into_iter().flatten();
        listed
            .map(|entry| {
                let of = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
                (of("in"), of("pointer"), of("keyword"))
            })
            .collect()
    }
}
