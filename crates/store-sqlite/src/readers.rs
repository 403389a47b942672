//! Owns the connections that only read.

use std::sync::{Arc, Mutex};

use customers::StoreError;
use rusqlite::Connection;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::writer::Failure;

/// A pool of read-only connections.
pub(crate) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    /// As many permits as connections: whoever has one finds a connection.
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(connections: Vec<Connection>) -> Self {
        Self { permits: Arc::new(Semaphore::new(connections.len())), idle: Arc::new(Mutex::new(connections)) }
    }

    /// Reads a row or a few by their key, on the caller's thread: that takes about 20 microseconds, and handing it to
    /// another thread and back takes more.
    pub(crate) async fn look_up<T>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> Result<T, Failure> + Send,
    ) -> Result<T, StoreError> {
        let _permit = self.permits.acquire().await.map_err(|_| StoreError::Unavailable)?;
        read_with(&self.idle, doing, read)
    }

    /// Reads many rows, on a blocking thread.
    pub(crate) async fn scan<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Unavailable)?;
        let idle = Arc::clone(&self.idle);
        spawn_blocking(move || {
            let result = read_with(&idle, doing, read);
            drop(permit);
            result
        })
        .await
        .map_err(|source| StoreError::broken(doing, source))?
    }
}

fn read_with<T>(
    idle: &Mutex<Vec<Connection>>,
    doing: &'static str,
    read: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, StoreError> {
    let connection = Borrowed { connection: lock(idle).pop(), idle };
    match &connection.connection {
        Some(connection) => read(connection).map_err(|failure| failure.while_doing(doing)),
        None => Err(StoreError::Unavailable),
    }
}

/// Gives the connection back even if a read panics.
struct Borrowed<'a> {
    connection: Option<Connection>,
    idle: &'a Mutex<Vec<Connection>>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            lock(self.idle).push(connection);
        }
    }
}

fn lock(idle: &Mutex<Vec<Connection>>) -> std::sync::MutexGuard<'_, Vec<Connection>> {
    idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
