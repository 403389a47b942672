//! Owns the connections that only read, and keeps their work off the async threads.

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

    /// Reads on a blocking thread.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Unavailable)?;
        let idle = Arc::clone(&self.idle);
        spawn_blocking(move || {
            let connection = Borrowed { connection: lock(&idle).pop(), idle: &idle };
            let result = match &connection.connection {
                Some(connection) => read(connection).map_err(|failure| failure.while_doing(doing)),
                None => Err(StoreError::Unavailable),
            };
            drop(connection);
            drop(permit);
            result
        })
        .await
        .map_err(|source| StoreError::broken(doing, source))?
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
