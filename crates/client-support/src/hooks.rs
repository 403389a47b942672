//! Where progenitor's operations and a session meet.

use std::future::Future;

use bytes::{Bytes, BytesMut};
use futures::TryStreamExt;
use progenitor_client::{ByteStream, Error as Sent, ResponseValue};
use schema_support::Violation;

use crate::answer::Answer;
use crate::error::Error;
use crate::session::{Call, transport};

/// Makes a client that progenitor generated (with [`Call`] as its inner type) send by its call.
#[macro_export]
macro_rules! hooks {
    ($client:ty) => {
        impl $crate::private::progenitor_client::ClientHooks<$crate::Call> for $client {
            async fn pre<E>(
                &self,
                request: &mut $crate::private::reqwest::Request,
                _info: &$crate::private::progenitor_client::OperationInfo,
            ) -> ::core::result::Result<(), $crate::private::progenitor_client::Error<E>> {
                $crate::private::progenitor_client::ClientInfo::inner(self).prepare(request);
                ::core::result::Result::Ok(())
            }

            async fn exec(
                &self,
                request: $crate::private::reqwest::Request,
                _info: &$crate::private::progenitor_client::OperationInfo,
            ) -> $crate::private::reqwest::Result<$crate::private::reqwest::Response> {
                $crate::private::progenitor_client::ClientInfo::inner(self).send(request).await
            }
        }
    };
}

/// What progenitor makes of a body that this crate reads: a stream, or nothing.
#[doc(hidden)]
pub trait SentBody {
    fn read(self) -> impl Future<Output = reqwest::Result<Bytes>> + Send;

    /// The stream, if it is one.
    fn stream(self) -> Option<ByteStream>;
}

impl SentBody for ByteStream {
    async fn read(self) -> reqwest::Result<Bytes> {
        let mut pieces = self.into_inner();
        let mut whole = BytesMut::new();
        while let Some(piece) = pieces.try_next().await? {
            if whole.is_empty() {
                // The body is buffered already: one piece, converted without a copy.
                whole = BytesMut::from(piece);
            } else {
                whole.extend_from_slice(&piece);
            }
        }
        Ok(whole.freeze())
    }

    fn stream(self) -> Option<ByteStream> {
        Some(self)
    }
}

impl SentBody for () {
    async fn read(self) -> reqwest::Result<Bytes> {
        Ok(Bytes::new())
    }

    fn stream(self) -> Option<ByteStream> {
        None
    }
}

impl Call {
    /// Waits for what progenitor's operation sent by this call, and reads the answer whole: but for a success that is a
    /// stream, whose items are had by [`Call::events`] or [`Call::items`].
    ///
    /// # Errors
    /// Everything that is no answer.
    pub async fn run<T: SentBody, B: SentBody, E>(
        &self,
        sent: impl Future<Output = Result<ResponseValue<T>, Sent<B>>>,
    ) -> Result<Answer, Error<E>> {
        let whole = async {
            let sent = sent.await;
            if let Some(failure) = self.take_failure() {
                return Err(failure.map(|never| match never {}));
            }
            match sent {
                Ok(value) if self.streams(value.status(), value.headers()) => {
                    let (status, headers) = (value.status(), value.headers().clone());
                    if let Some(stream) = value.into_inner().stream() {
                        self.keep_stream(stream);
                    }
                    Ok(Answer { status, headers, body: Bytes::new() })
                }
                Ok(value) => read(value).await,
                Err(Sent::ErrorResponse(value)) => read(value).await,
                Err(Sent::UnexpectedResponse(response)) => {
                    let (status, headers) = (response.status(), response.headers().clone());
                    Ok(Answer { status, headers, body: response.bytes().await.map_err(transport)? })
                }
                Err(Sent::CommunicationError(error) | Sent::ResponseBodyError(error) | Sent::InvalidUpgrade(error)) => {
                    Err(transport(error))
                }
                // What no URL can hold: a path's variable that is empty, say.
                Err(Sent::InvalidRequest(message)) => {
                    Err(Error::InvalidRequest(vec![Violation { pointer: String::new(), keyword: "type", message }]))
                }
                // The lowered document has no checks of its own.
                Err(Sent::Custom(_)) => Err(Error::NotConfigured("an operation it cannot send")),
                Err(Sent::InvalidResponsePayload(..)) => Err(Error::NotConfigured("an operation it cannot read")),
            }
        };
        self.within(self.total_timeout(), whole).await.unwrap_or(Err(Error::TimedOut))
    }
}

async fn read<T: SentBody, E>(value: ResponseValue<T>) -> Result<Answer, Error<E>> {
    let (status, headers) = (value.status(), value.headers().clone());
    let body = value.into_inner().read().await.map_err(transport)?;
    Ok(Answer { status, headers, body })
}
