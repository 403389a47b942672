//! What the document says about one operation, as far as sending it goes.

/// One operation of a document. The generator writes one `static` of it an operation.
#[derive(Clone, Copy, Debug)]
pub struct OperationFacts {
    /// The `operationId`.
    pub operation_id: &'static str,
    /// Whether the method is safe (RFC 9110 section 9.2.1): it can be sent again at any time.
    pub safe: bool,
    /// The ways to authenticate: any one of these, each of them with all of its schemes.
    pub security: &'static [&'static [SchemeFacts]],
    /// Whether it can be called without.
    pub anonymous: bool,
    /// How it is idempotent, if it is: with a key it can be sent again at any time.
    pub idempotency: Option<IdempotencyFacts>,
    /// How it is signed, if it is.
    pub signature: Option<SignatureFacts>,
    /// The body's media type where it is not the `application/json` that progenitor writes.
    pub content_type: Option<&'static str>,
    /// The `Accept` header: the media types of every declared answer.
    pub accept: Option<&'static str>,
}

/// A security scheme of the document.
#[derive(Clone, Copy, Debug)]
pub struct SchemeFacts {
    /// Its name in the document: what a session's credential is given for.
    pub name: &'static str,
    /// Where its credential goes.
    pub place: CredentialPlace,
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialPlace {
    /// `Authorization: Bearer`, from the session's token source.
    Bearer,
    /// `Authorization` with this scheme in front.
    Authorization(&'static str),
    /// A header.
    Header(&'static str),
    /// A parameter of the query.
    Query(&'static str),
    /// A cookie.
    Cookie(&'static str),
    /// The connection's certificate: the session's HTTP client has it.
    Connection,
}

/// The document's `x-idempotency`.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyFacts {
    /// The header that carries the key.
    pub header: &'static str,
}

/// The document's `x-request-signature`. HMAC-SHA256, base64.
#[derive(Clone, Copy, Debug)]
pub struct SignatureFacts {
    /// The header that carries the signature.
    pub header: &'static str,
    /// What is signed: these, one after the other, nothing between them.
    pub input: &'static [SignatureInput],
}

/// A piece of what is signed.
#[derive(Clone, Copy, Debug)]
pub enum SignatureInput {
    /// A header's value as sent; empty where the header is missing.
    Header(&'static str),
    /// The path as sent, without host and query.
    Path,
    /// The body as sent; empty where there is none.
    Body,
}
