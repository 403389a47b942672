//! The one place that knows dropshot: requests in, answers out, and what its own document says.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use dropshot::{
    ApiEndpointBodyContentType, ApiEndpointParameter, ApiEndpointParameterLocation, ApiEndpointResponse, Body,
    ExclusiveExtractor, ExtensionMode, ExtractorMetadata, Header, HttpError, HttpResponse, HttpResponseOk,
    RequestContext, ServerContext, SharedExtractor, TypedBody,
};
use http::StatusCode;
use http::header;
use schemars08::JsonSchema;
use schemars08::r#gen::SchemaGenerator;
use schemars08::schema::{InstanceType, ObjectValidation, Schema, SchemaObject, SingleOrVec};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::exchange::{Call, Exchange, Head};
use crate::operation::{Matched, Operation};
use crate::parts::Parts;
use crate::problem::Rejection;
use crate::server::{Incoming, Server};

/// What the document that dropshot emits says about one endpoint.
pub trait Describe: Send + Sync + 'static {
    /// The path of the endpoint as it is registered with dropshot.
    const ROUTE: &'static str;

    /// Says which parameters and body there are. By default the route's variables, as strings, the rest of a path as
    /// several: dropshot registers no endpoint whose variables are not declared so.
    fn describe(description: &mut Description) {
        for variable in Self::ROUTE.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            match variable.strip_suffix(":.*") {
                Some(rest) => description.rest_of_path(rest),
                None => description.path::<String>(variable, ""),
            }
        }
    }

    /// Says what the successful answer is. By default nothing.
    fn response() -> ApiEndpointResponse {
        ApiEndpointResponse::default()
    }
}

/// Gathers parameters and body for [`Describe::describe`].
pub struct Description {
    parameters: Vec<ApiEndpointParameter>,
    path_variables: Vec<String>,
    content_type: ApiEndpointBodyContentType,
}

impl Description {
    /// A path parameter.
    pub fn path<T: JsonSchema + 'static>(&mut self, name: &str, description: &str) {
        self.path_variables.push(name.to_owned());
        self.scalar::<T>(&ApiEndpointParameterLocation::Path, name, true, description);
    }

    /// The variable that takes the rest of the path.
    fn rest_of_path(&mut self, name: &str) {
        self.parameter::<Vec<String>>(&ApiEndpointParameterLocation::Path, name, true, "");
    }

    /// A query parameter. One that is called like a variable of the path is left out: dropshot takes no such two.
    pub fn query<T: JsonSchema + 'static>(&mut self, name: &str, required: bool, description: &str) {
        if !self.path_variables.iter().any(|variable| variable == name) {
            self.scalar::<T>(&ApiEndpointParameterLocation::Query, name, required, description);
        }
    }

    /// A header.
    pub fn header<T: JsonSchema + 'static>(&mut self, name: &str, required: bool, description: &str) {
        self.parameter::<T>(&ApiEndpointParameterLocation::Header, name, required, description);
    }

    /// The JSON body.
    pub fn json_body<T: JsonSchema + DeserializeOwned + Send + Sync + 'static>(&mut self) {
        self.parameters.extend(<TypedBody<T> as ExclusiveExtractor>::metadata(self.content_type.clone()).parameters);
    }

    /// dropshot's document has scalars only in paths and queries: anything else is the text that is sent for it.
    fn scalar<T: JsonSchema + 'static>(
        &mut self,
        location: &ApiEndpointParameterLocation,
        name: &str,
        required: bool,
        description: &str,
    ) {
        match is_scalar::<T>() {
            true => self.parameter::<T>(location, name, required, description),
            false => self.parameter::<String>(location, name, required, description),
        }
    }

    fn parameter<T: JsonSchema + 'static>(
        &mut self,
        location: &ApiEndpointParameterLocation,
        name: &str,
        required: bool,
        description: &str,
    ) {
        // The type of a parameter's schema is not exported: taken from an extractor of one member.
        let metadata = <Header<One<T>> as SharedExtractor>::metadata(self.content_type.clone());
        self.parameters.extend(metadata.parameters.into_iter().map(|parameter| {
            ApiEndpointParameter::new_named(
                location,
                name.to_owned(),
                (!description.is_empty()).then(|| description.to_owned()),
                required,
                parameter.schema,
                Vec::new(),
            )
        }));
    }
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Description").field("parameters", &self.parameters.len()).finish()
    }
}

/// What the successful answer is, for [`Describe::response`].
pub fn ok_response<T: JsonSchema + Serialize + Send + Sync + 'static>(
    status: StatusCode,
    description: &str,
) -> ApiEndpointResponse {
    ApiEndpointResponse {
        success: Some(status),
        description: Some(description.to_owned()),
        ..<HttpResponseOk<T> as HttpResponse>::response_metadata()
    }
}

/// Whether a type is a boolean, a number or a string, and no union.
fn is_scalar<T: JsonSchema>() -> bool {
    let mut generator = schemars08::r#gen::SchemaSettings::openapi3().into_generator();
    // Not as a root: there it would have a title, and a reference with a title is a union of one.
    let own = T::json_schema(&mut generator);
    let mut schema = &own;
    while let Some(target) = generator.dereference(schema) {
        schema = target;
    }
    let Schema::Object(schema) = schema else { return false };
    let scalar = |kind: &SingleOrVec<InstanceType>| match kind {
        SingleOrVec::Single(kind) => {
            matches!(
                **kind,
                InstanceType::Boolean | InstanceType::Number | InstanceType::String | InstanceType::Integer
            )
        }
        SingleOrVec::Vec(_) => false,
    };
    schema.instance_type.as_ref().is_some_and(scalar)
        && schema.subschemas.is_none()
        && schema.array.is_none()
        && schema.object.is_none()
}

/// An object of one member `value`, there for its schema only.
struct One<T>(PhantomData<fn() -> T>);

impl<'de, T> Deserialize<'de> for One<T> {
    fn deserialize<D: serde::Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("there for its schema only"))
    }
}

impl<T: JsonSchema> JsonSchema for One<T> {
    fn schema_name() -> String {
        format!("One{}", T::schema_name())
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut object = ObjectValidation::default();
        object.properties.insert("value".to_owned(), generator.subschema_for::<T>());
        SchemaObject {
            instance_type: Some(InstanceType::Object.into()),
            object: Some(Box::new(object)),
            ..Default::default()
        }
        .into()
    }
}

/// A request as it is, for [`Server::serve`]. Extracting it never fails: every refusal is ours.
pub struct RawRequest<D> {
    incoming: Incoming<Body>,
    description: PhantomData<fn() -> D>,
}

impl<D> RawRequest<D> {
    /// The path as sent.
    pub fn path(&self) -> &str {
        self.incoming.head.parts.uri.path()
    }
}

impl<D> fmt::Debug for RawRequest<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("call", &self.incoming.head.call).finish_non_exhaustive()
    }
}

#[async_trait]
impl<D: Describe> ExclusiveExtractor for RawRequest<D> {
    async fn from_request<C: ServerContext>(
        context: &RequestContext<C>,
        request: http::Request<Body>,
    ) -> Result<Self, HttpError> {
        let (parts, body) = request.into_parts();
        // dropshot's own identifier (it is in the x-request-id of every answer) is a UUIDv4 too.
        let trace_id = Uuid::parse_str(&context.request_id).unwrap_or_else(|_| Uuid::new_v4());
        let call = Call::new("", trace_id, context.request.remote_addr()).accepting(&parts.headers);
        let incoming = Incoming { head: Box::new(Head { parts, call, matched: Matched::default() }), body };
        Ok(Self { incoming, description: PhantomData })
    }

    fn metadata(content_type: ApiEndpointBodyContentType) -> ExtractorMetadata {
        let mut description = Description { parameters: Vec::new(), path_variables: Vec::new(), content_type };
        D::describe(&mut description);
        ExtractorMetadata { extension_mode: ExtensionMode::None, parameters: description.parameters }
    }
}

/// An answer of any status, headers and bytes.
pub struct Reply<D> {
    parts: Parts,
    description: PhantomData<fn() -> D>,
}

impl<D> fmt::Debug for Reply<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}

impl<D: Describe> HttpResponse for Reply<D> {
    fn to_result(self) -> Result<http::Response<Body>, HttpError> {
        let Parts { status, content_type, headers, body, stream } = self.parts;
        let mut response = http::Response::new(match stream.and_then(|stream| stream.take()) {
            Some(stream) => Body::wrap(stream),
            None => Body::with_content(body),
        });
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        if let Some(content_type) = content_type {
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        Ok(response)
    }

    fn response_metadata() -> ApiEndpointResponse {
        D::response()
    }

    fn status_code(&self) -> StatusCode {
        self.parts.status
    }
}

impl<A: Send + Sync + 'static> Server<A> {
    /// Serves one request of an operation: the fixed checks, then `run`.
    ///
    /// # Errors
    /// Never: dropshot's signature asks for a result, and its errors cannot carry our answers.
    pub async fn serve<D, F, Fut>(
        &self,
        operation: &'static Operation,
        raw: RawRequest<D>,
        run: F,
    ) -> Result<Reply<D>, HttpError>
    where
        F: FnOnce(Arc<A>, Exchange) -> Fut + Send,
        Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static,
    {
        self.serve_upload(operation, &[], raw, run).await
    }

    /// Serves one request of an operation whose bodies of these media types are not read before they are asked for.
    ///
    /// # Errors
    /// Never, as in [`Server::serve`].
    pub async fn serve_upload<D, F, Fut>(
        &self,
        operation: &'static Operation,
        uploads: &'static [&'static str],
        raw: RawRequest<D>,
        run: F,
    ) -> Result<Reply<D>, HttpError>
    where
        F: FnOnce(Arc<A>, Exchange) -> Fut + Send,
        Fut: Future<Output = Result<Parts, Rejection>> + Send + 'static,
    {
        let parts = self.answer(operation, uploads, raw.incoming, run).await;
        Ok(Reply { parts, description: PhantomData })
    }

    /// Answers a request that matches none of the operations behind its route.
    ///
    /// # Errors
    /// Never, as in [`Server::serve`].
    pub async fn not_found<D>(&self, raw: RawRequest<D>) -> Result<Reply<D>, HttpError> {
        Ok(Reply { parts: self.unknown_path(&raw.incoming), description: PhantomData })
    }

    /// Answers a request whose path is that of operations with other methods, which `allowed` lists as `Allow` does.
    ///
    /// # Errors
    /// Never, as in [`Server::serve`].
    pub async fn method_not_allowed<D>(
        &self,
        raw: RawRequest<D>,
        allowed: &'static str,
    ) -> Result<Reply<D>, HttpError> {
        Ok(Reply { parts: self.other_method(&raw.incoming, allowed), description: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Describe for Nothing {
        const ROUTE: &'static str = "/a";
    }

    #[test]
    fn a_reply_is_the_answer_with_its_status_headers_and_length() {
        let parts = Parts::bytes(StatusCode::CREATED, "text/csv", "a,b").with_header("x-a", "1");
        let reply = Reply::<Nothing> { parts, description: PhantomData };
        assert_eq!(reply.status_code(), 201);
        let response = reply.to_result().unwrap();
        assert_eq!((response.status().as_u16(), &response.headers()["x-a"]), (201, &"1".parse().unwrap()));
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/csv");
        assert_eq!(http_body::Body::size_hint(response.body()).exact(), Some(3));
    }
}
