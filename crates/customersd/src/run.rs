//! Owns the program's course: settings, log, service, signals, exit status; and what it does instead of serving.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::settings::{self, Setup, Wanted};
use crate::{Config, Drained, Service, service};

/// Not started: the configuration is wrong, or what it names cannot be used.
const NOT_STARTED: u8 = 2;

/// What runs without its caller when the time to drain is over gets this long.
const LAST_MOMENT: Duration = Duration::from_millis(200);

/// Reads the process's arguments and environment and serves until SIGTERM or SIGINT.
pub fn main() -> ExitCode {
    match settings::read(std::env::args_os()) {
        Ok(Wanted::Print(text)) => {
            // Whoever closed the pipe has read enough.
            let _written = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Ok(Wanted::Serve(setup)) => serve(*setup),
        Ok(Wanted::VerifyAudit(setup)) => verify_audit(&setup.config),
        Err(refused) => not_started(&refused),
    }
}

fn not_started(why: &dyn std::fmt::Display) -> ExitCode {
    say(why);
    ExitCode::from(NOT_STARTED)
}

/// One line on standard error.
fn say(what: &dyn std::fmt::Display) {
    let line = what.to_string().lines().collect::<Vec<_>>().join(" ");
    eprintln!("customersd: {line}");
}

fn verify_audit(config: &Config) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => return not_started(&error),
    };
    let store = match runtime.block_on(service::open(config)) {
        Ok(store) => store,
        Err(why) => return not_started(&why),
    };
    match runtime.block_on(store.verify_chain()) {
        Ok(Ok(entries)) => {
            // Whoever closed the pipe has the exit status.
            let _written = writeln!(std::io::stdout(), "the audit trail is whole: {entries} entries");
            return ExitCode::SUCCESS;
        }
        Ok(Err(fault)) => say(&format_args!("{}: {fault}", config.store)),
        // Something in it is not what a store writes, or the file cannot be read.
        Err(error) => say(&format_args!("{}: {}", config.store, service::with_causes(&error))),
    }
    ExitCode::FAILURE
}

fn serve(setup: Setup) -> ExitCode {
    let log = crate::logging::start(setup.log_format, setup.log_level);
    server_support::quiet_panics();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = setup.worker_threads {
        builder.worker_threads(threads.get());
    }
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return not_started(&error),
    };
    let ended = runtime.block_on(serve_until_told(setup));
    runtime.shutdown_timeout(LAST_MOMENT);
    drop(log);
    match ended {
        Ok(Drained::All) => ExitCode::SUCCESS,
        Ok(Drained::CutOff) => ExitCode::FAILURE,
        Err(why) => not_started(&why),
    }
}

async fn serve_until_told(setup: Setup) -> Result<Drained, String> {
    // Before the first port is open: whoever sees it may send a signal at once.
    let mut signals = StopSignals::listen().map_err(|error| error.to_string())?;
    let service = Service::start(setup.config).await.map_err(|error| error.to_string())?;
    let (partner, operator) = (service.partner_url(), service.operator_url());
    tracing::info!(partner, operator, "serving");
    print_ready(&partner, &operator);

    signals.come().await;
    let written = service.store().written();
    tracing::info!(in_flight = service.in_flight(), jobs = written.jobs, commits = written.commits, "stopping");
    let drained = tokio::select! {
        drained = service.stop() => drained,
        () = signals.come() => Drained::CutOff,
    };
    match drained {
        Drained::All => tracing::info!("stopped"),
        Drained::CutOff => tracing::warn!("stopped before every request was answered"),
    }
    Ok(drained)
}

/// The one line on standard output. Other programs read it: its members stay.
fn print_ready(partner: &str, operator: &str) {
    #[derive(serde::Serialize)]
    struct Ready<'a> {
        partner: &'a str,
        operator: &'a str,
    }
    let mut out = std::io::stdout();
    if let Ok(line) = serde_json::to_string(&Ready { partner, operator }) {
        // Whoever does not read it knows the addresses.
        let _written = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}

/// SIGTERM and SIGINT.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn come(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
