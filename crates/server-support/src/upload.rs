//! Bodies that are not read whole before anything is done with them: files, alone or in a form.
//!
//! They are read when the generated code asks for them, after the caller was authenticated; what is large goes to a
//! temporary file, which is gone when the last [`Binary`] of it is.

use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::Stream;
use futures::stream;
use http::StatusCode;
use schema_support::Binary;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout, timeout_at};

use crate::problem::{self, Rejection};
use crate::server::{Limits, closing, too_large};
use crate::stream::AnyBody;

/// Why an upload cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It is over this limit.
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    #[error("not in time")]
    Late,
    #[error("broken off")]
    Broken,
    /// It could not be written down here.
    #[error("not kept")]
    Unkept(#[from] io::Error),
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooLarge(limit) => too_large(limit, false),
            Failure::Late => {
                let detail = "The body did not arrive in time.";
                closing(Self::new(StatusCode::REQUEST_TIMEOUT, problem::REQUEST_TIMEOUT, detail))
            }
            Failure::Broken => closing(Self::malformed("The body broke off.")),
            Failure::Unkept(error) => {
                tracing::error!(kind = ?error.kind(), "an upload could not be kept");
                closing(Self::internal())
            }
        }
    }
}

/// A body that is still to be read.
pub(crate) struct Upload {
    body: Mutex<Option<AnyBody>>,
    limits: Limits,
    progress: Mutex<Instant>,
    at_its_end: AtomicBool,
}

impl Upload {
    pub(crate) fn new(body: AnyBody, limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            body: Mutex::new(Some(body)),
            limits,
            progress: Mutex::new(Instant::now()),
            at_its_end: AtomicBool::new(false),
        })
    }

    /// The body, if nobody has taken it.
    pub(crate) fn take(&self) -> Option<AnyBody> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether it was read to its end.
    pub(crate) fn was_read(&self) -> bool {
        self.at_its_end.load(Ordering::SeqCst)
    }

    pub(crate) fn room(&self) -> Room {
        Room { memory_bytes: self.limits.body_max_bytes, spool_after_bytes: self.limits.spool_after_bytes }
    }

    fn last_progress(&self) -> Instant {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `future` comes to; `None` when it takes longer than this without a piece of the body having come.
    pub(crate) async fn within<F: Future + Unpin>(&self, limit: Duration, mut future: F) -> Option<F::Output> {
        loop {
            let last = self.last_progress();
            if let Ok(output) = timeout_at(last + limit, &mut future).await {
                return Some(output);
            }
            if self.last_progress() == last {
                return None;
            }
        }
    }

    /// Its bytes as they come, up to the limit; nothing the second time.
    pub(crate) fn pieces(self: &Arc<Self>) -> impl Stream<Item = Result<Bytes, Failure>> + Send + use<> {
        let upload = Arc::clone(self);
        let state = self.take().map(|body| (upload, body, 0_usize));
        stream::try_unfold(state, |state| async move {
            let Some((upload, mut body, mut length)) = state else { return Ok(None) };
            loop {
                let next = poll_fn(|cx| body.as_mut().poll_frame(cx));
                let frame = match timeout(upload.limits.body_read_timeout, next).await {
                    Err(_elapsed) => return Err(Failure::Late),
                    Ok(Some(Err(_broken))) => return Err(Failure::Broken),
                    Ok(Some(Ok(frame))) => frame,
                    Ok(None) => {
                        upload.at_its_end.store(true, Ordering::SeqCst);
                        return Ok(None);
                    }
                };
                *upload.progress.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
                let Ok(data) = frame.into_data() else { continue };
                length += data.len();
                if length > upload.limits.upload_max_bytes {
                    return Err(Failure::TooLarge(upload.limits.upload_max_bytes));
                }
                return Ok(Some((data, Some((upload, body, length)))));
            }
        })
    }
}

/// How much may be in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Of all that is no file.
    pub(crate) memory_bytes: usize,
    /// Of each file.
    pub(crate) spool_after_bytes: usize,
}

impl Room {
    /// For what is in memory already.
    pub(crate) const UNLIMITED: Self = Self { memory_bytes: usize::MAX, spool_after_bytes: usize::MAX };
}

/// Bytes that are kept in memory as long as they are few, and else in a temporary file.
pub(crate) struct Spool {
    memory: BytesMut,
    file: Option<(tokio::fs::File, TempPath)>,
    length: u64,
    spool_after_bytes: usize,
}

impl Spool {
    pub(crate) fn new(room: Room) -> Self {
        Self { memory: BytesMut::new(), file: None, length: 0, spool_after_bytes: room.spool_after_bytes }
    }

    pub(crate) async fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.length += piece.len() as u64;
        self.memory.extend_from_slice(piece);
        if self.memory.len() <= self.spool_after_bytes {
            return Ok(());
        }
        let file = match &mut self.file {
            Some((file, _)) => file,
            none => {
                let made = tokio::task::spawn_blocking(NamedTempFile::new).await.map_err(io::Error::other)??;
                let (file, path) = made.into_parts();
                &mut none.insert((file.into(), path)).0
            }
        };
        file.write_all(&self.memory).await?;
        self.memory.clear();
        Ok(())
    }

    pub(crate) async fn finish(self) -> Result<Binary, Failure> {
        let Some((mut file, path)) = self.file else { return Ok(Binary::from(self.memory.freeze())) };
        file.write_all(&self.memory).await?;
        file.flush().await?;
        Ok(Binary::on_disk(path.to_path_buf(), self.length, path))
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;
    use crate::stream::Loud;
    use crate::testing::Sent;

    fn upload(body: Sent, upload_max_bytes: usize) -> Arc<Upload> {
        Upload::new(Box::pin(Loud(body)), Limits { upload_max_bytes, ..Limits::default() })
    }

    /// What came, and why no more did.
    async fn came(upload: &Arc<Upload>) -> (String, Option<String>) {
        let mut pieces = std::pin::pin!(upload.pieces());
        let mut text = String::new();
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => text.push_str(std::str::from_utf8(&piece).unwrap()),
                Err(failure) => return (text, Some(failure.to_string())),
            }
        }
        (text, None)
    }

    #[tokio::test]
    async fn an_upload_comes_once_and_up_to_the_limit() {
        let sent = || Sent::default().data("ab").trailers().data("cde");
        let whole = upload(sent(), 5);
        assert!(!whole.was_read());
        assert_eq!(came(&whole).await, ("abcde".to_owned(), None));
        assert!(whole.was_read());
        assert_eq!(came(&whole).await, (String::new(), None), "nothing the second time");
        let large = upload(sent(), 4);
        assert_eq!(came(&large).await, ("ab".to_owned(), Some("larger than 4 bytes".to_owned())));
        assert!(!large.was_read());
        let broken = upload(sent().broken(), 5);
        assert_eq!(came(&broken).await, ("abcde".to_owned(), Some("broken off".to_owned())));
        assert!(!broken.was_read());
    }

    #[tokio::test]
    async fn bytes_are_in_memory_up_to_the_limit_and_beyond_it_in_a_file_that_is_gone_with_them() {
        let room = upload(Sent::default(), 0).room();
        let limits = Limits::default();
        assert_eq!((room.memory_bytes, room.spool_after_bytes), (limits.body_max_bytes, limits.spool_after_bytes));

        for (pieces, in_memory) in [(&["ab", "cd"][..], true), (&["ab", "cde"], false), (&["abcde", "f", "g"], false)] {
            let mut spool = Spool::new(Room { memory_bytes: 0, spool_after_bytes: 4 });
            for piece in pieces {
                spool.push(piece.as_bytes()).await.unwrap();
            }
            let file = spool.file.as_ref().map(|(_, path)| path.to_path_buf());
            let binary = spool.finish().await.unwrap();
            let all = pieces.concat();
            assert_eq!((binary.in_memory().is_some(), binary.length()), (in_memory, Some(all.len() as u64)));
            assert_eq!(binary.bytes(100).await.unwrap(), all.as_bytes());
            drop(binary);
            assert!(file.is_none_or(|file| !file.exists()), "the file is gone");
        }
    }
}
