//! Owns the log: lines on standard error, written by a thread of their own, so that no request waits for a terminal.

use std::io::IsTerminal;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::settings::{LogFormat, LogLevel};

/// Those who are held to writing no personal data. Others (an HTTP library at its most talkative writes headers) are
/// heard from `warn` on, whatever the level is.
const OUR_CRATES: &[&str] = &["customers", "customersd", "handlers", "server_support", "store_sqlite"];

/// Lines that wait for the thread. When standard error stands still for longer, lines are lost and not requests.
const WAITING_LINES: usize = 8192;

/// Starts the log of this process; what is left of it is written when the guard is dropped.
pub(crate) fn start(format: LogFormat, level: LogLevel) -> WorkerGuard {
    let (writer, guard) =
        NonBlockingBuilder::default().lossy(true).buffered_lines_limit(WAITING_LINES).finish(std::io::stderr());
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let targets = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_targets(OUR_CRATES.iter().map(|name| (*name, level)));
    let lines = fmt::layer().with_writer(writer);
    let lines = match format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(targets)).init();
    guard
}
