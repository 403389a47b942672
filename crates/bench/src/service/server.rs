//! Serves one side of the comparison: the same handlers over the same store, mounted by the generator or by hand.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use dropshot::{ApiDescription, ConfigDropshot, HandlerTaskMode, HttpServer, ServerBuilder, ServerContext};
use handlers::{Partners, RateLimits};
use server_support::{Limits, Server};
use store_sqlite::{Options, SqliteStore};

use super::{Side, hand_written, world};
use crate::Failure;

/// Serves a side until standard input ends, so that no server outlives the measuring.
pub(crate) fn serve(side: Side, database: &Path) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = Arc::new(SqliteStore::open(Options::new(database, world::key_ring()?))?);
        match side {
            Side::Generated => announce(&generated(store)?)?,
            Side::HandWritten => announce(&by_hand(store)?)?,
        }
        Ok(())
    })
}

/// Both on a free port, with dropshot's log nowhere: it would be most of the work.
fn start<C: ServerContext>(description: ApiDescription<C>, context: C) -> Result<HttpServer<C>, Failure> {
    let config = ConfigDropshot {
        bind_address: ([127, 0, 0, 1], 0).into(),
        default_request_body_max_bytes: Limits::default().body_max_bytes,
        // What customersd takes. dropshot's default would cost the peer a task a request.
        default_handler_task_mode: HandlerTaskMode::CancelOnDisconnect,
        ..ConfigDropshot::default()
    };
    let log = slog::Logger::root(slog::Discard, slog::o!());
    Ok(ServerBuilder::new(description, context, log).config(config).start()?)
}

type Api = Partners<SqliteStore>;

pub(crate) fn generated(store: Arc<SqliteStore>) -> Result<HttpServer<Server<Api>>, Failure> {
    let server = Server::new(Partners::new(store, RateLimits::OFF), Limits::default());
    start(partner_api::api_description(), server)
}

pub(crate) fn by_hand(store: Arc<SqliteStore>) -> Result<HttpServer<hand_written::App>, Failure> {
    start(hand_written::description()?, hand_written::App::new(Partners::new(store, RateLimits::OFF)))
}

fn announce<C: ServerContext>(server: &HttpServer<C>) -> Result<(), Failure> {
    println!("{}", serde_json::json!({ "partner": format!("http://{}", server.local_addr()) }));
    // On this thread: the requests have the runtime's own.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
