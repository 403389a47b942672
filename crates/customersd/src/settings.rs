//! Owns where settings come from: flags over environment over file over default; secrets from the environment or from
//! files of their own, never from the command line. Every refusal is one line that names what to change.

use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, ValueEnum};
use customers::KeyRing;
use handlers::{OperatorToken, RateLimits};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use server_support::Limits;
use zeroize::Zeroizing;

use crate::{Config, StoreChoice};

const OPERATOR_TOKEN: &str = "COUNTERSIGN_OPERATOR_TOKEN";
const DATA_KEYS: &str = "COUNTERSIGN_DATA_KEYS";

const LONG_ABOUT: &str = "\
Serves Countersign's two APIs, each on a port of its own: the partners' and the operators'.

Once both ports accept connections, one line of JSON on standard output names them:
{\"partner\":\"http://127.0.0.1:8080\",\"operator\":\"http://127.0.0.1:8081\"}
The log goes to standard error, without personal data. SIGTERM or SIGINT stops the program: requests that are running
finish, new ones are answered 503; a second signal ends it at once.";

const AFTER_HELP: &str = "\
Secrets (never given on the command line):
  COUNTERSIGN_OPERATOR_TOKEN  What operators send as bearer token: at least 32 of A-Z a-z 0-9 - . _ ~ + / =
                              Make one: openssl rand -base64 24
  COUNTERSIGN_DATA_KEYS       The keys that encrypt personal data at rest, and from which those of the audit trail's
                              digests are derived: id:base64 of 32 bytes, several separated by commas. The first
                              encrypts, all decrypt; with more than one, whatever an older one encrypted is encrypted
                              again while the program runs, and the log says when it needs the older ones no more. Take
                              them out then, and keep them in a safe place: the digests that the audit trail has of them
                              stay as they are, and nobody can recompute one without its key.
                              Make one: echo \"2026-11:$(openssl rand -base64 32)\"
  Each may stand in a file instead, named by --operator-token-file and --data-keys-file.

Settings are taken from flags, then from the environment, then from the configuration file, then from the defaults. The
file is TOML; its keys are the flags with underscores:
  store = \"sqlite:/var/lib/countersign/customers.db\"
  partner_listen = \"0.0.0.0:8080\"
  requests_per_minute = 300
--print-config shows what came of them.

Exit status: 0 stopped, and every request was answered; 1 stopped with requests unanswered; 2 not started: the
configuration is wrong, or the store or an address cannot be used. With --verify-audit: 0 the audit trail is whole; 1 it
is not.";

#[derive(Debug, Parser)]
#[command(name = "customersd", version, about = "Serves Countersign's partner and operator APIs", long_about = LONG_ABOUT)]
#[command(after_long_help = AFTER_HELP, max_term_width = 120)]
struct Cli {
    /// Reads settings from this TOML file.
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_CONFIG")]
    config: Option<PathBuf>,

    /// Checks the settings, prints them as a configuration file without secrets, and ends.
    #[arg(long)]
    print_config: bool,

    /// Verifies the store's audit trail from its first entry, says how many entries there are or what is wrong, and ends.
    /// No other process may have the store meanwhile: stop the program, or take a copy.
    #[arg(long, conflicts_with = "print_config")]
    verify_audit: bool,

    #[command(flatten)]
    settings: Settings,
}

/// Makes of one list of settings what they are on the command line, in the file, and how one source goes over another.
macro_rules! settings {
    ($($(#[$meta:meta])* $name:ident: $type:ty,)+) => {
        /// Every setting, where a source has it.
        #[derive(Clone, Debug, Default, PartialEq, Args, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        struct Settings {
            $($(#[$meta])* $name: Option<$type>,)+
        }

        impl Settings {
            /// These, and `under` where these say nothing.
            fn over(self, under: Self) -> Self {
                Self { $($name: self.$name.or(under.$name),)+ }
            }
        }
    };
}

settings! {
    /// Where customers are kept: sqlite:PATH, an embedded SQLite database, created where it is missing. Required.
    #[arg(long, value_name = "STORE", env = "COUNTERSIGN_STORE")]
    store: StoreChoice,

    /// Where partners call; port 0 takes a free one. [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS", env = "COUNTERSIGN_PARTNER_LISTEN")]
    partner_listen: SocketAddr,

    /// Where operators call; port 0 takes a free one. [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDRESS", env = "COUNTERSIGN_OPERATOR_LISTEN")]
    operator_listen: SocketAddr,

    /// A file that holds the operators' token, in place of COUNTERSIGN_OPERATOR_TOKEN.
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_OPERATOR_TOKEN_FILE")]
    operator_token_file: PathBuf,

    /// A file that holds the data keys, in place of COUNTERSIGN_DATA_KEYS.
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_DATA_KEYS_FILE")]
    data_keys_file: PathBuf,

    /// How the log is written. [default: json]
    #[arg(long, value_name = "FORMAT", env = "COUNTERSIGN_LOG_FORMAT")]
    log_format: LogFormat,

    /// The least important events that are logged. [default: info]
    #[arg(long, value_name = "LEVEL", env = "COUNTERSIGN_LOG_LEVEL")]
    log_level: LogLevel,

    /// Requests that each partner may make in a minute, log-ins not counted; 0: any number. [default: 300]
    #[arg(long, value_name = "N", env = "COUNTERSIGN_REQUESTS_PER_MINUTE")]
    requests_per_minute: u32,

    /// Attempts to log in in a minute with one username from one address, and ten times as many from the address with any
    /// usernames; 0: any number. [default: 10]
    #[arg(long, value_name = "N", env = "COUNTERSIGN_LOG_INS_PER_MINUTE")]
    log_ins_per_minute: u32,

    /// The largest body of a request. [default: 65536]
    #[arg(long, value_name = "BYTES", env = "COUNTERSIGN_BODY_MAX_BYTES")]
    body_max_bytes: NonZeroUsize,

    /// How long a body may take to arrive. [default: 10000]
    #[arg(long, value_name = "MS", env = "COUNTERSIGN_BODY_READ_TIMEOUT_MS")]
    body_read_timeout_ms: NonZeroU64,

    /// How long an answer may take. [default: 30000]
    #[arg(long, value_name = "MS", env = "COUNTERSIGN_HANDLER_TIMEOUT_MS")]
    handler_timeout_ms: NonZeroU64,

    /// Requests that run at once, of each API, and besides, bodies that are still on their way; more are answered 503.
    /// [default: 1024]
    #[arg(long, value_name = "N", env = "COUNTERSIGN_MAX_IN_FLIGHT")]
    max_in_flight: NonZeroUsize,

    /// How long running requests may take to finish when the program is stopped. [default: 15000]
    #[arg(long, value_name = "MS", env = "COUNTERSIGN_DRAIN_TIMEOUT_MS")]
    drain_timeout_ms: u64,

    /// How often saved answers and tokens whose hour is over are erased. [default: 60]
    #[arg(long, value_name = "SECONDS", env = "COUNTERSIGN_SWEEP_INTERVAL_S")]
    sweep_interval_s: NonZeroU64,

    /// Threads that serve requests. [default: one for each processor]
    #[arg(long, value_name = "N", env = "COUNTERSIGN_WORKER_THREADS")]
    worker_threads: NonZeroUsize,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// One line of JSON for each event.
    #[default]
    Json,
    /// One line of text for each event.
    Text,
}

/// The least important events that are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    /// Nothing at all.
    Off,
    /// Failures of the server.
    Error,
    /// And what an operator should look at.
    Warn,
    /// And one event for each request.
    #[default]
    Info,
    /// And details for its developers.
    Debug,
    /// And more of them.
    Trace,
}

impl Serialize for StoreChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StoreChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Why there are no settings: one line, for standard error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// To serve.
    Serve(Box<Setup>),
    /// To verify the audit trail.
    VerifyAudit(Box<Setup>),
    /// To print this text (help, version, the configuration).
    Print(String),
}

/// Everything that the program starts with.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) config: Config,
    pub(crate) log_format: LogFormat,
    pub(crate) log_level: LogLevel,
    pub(crate) worker_threads: Option<NonZeroUsize>,
}

/// Reads the command line, the environment and the files.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Wanted, Refused> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Wanted::Print(error.to_string())),
                _ => Err(one_line(&error, &arguments)),
            };
        }
    };
    let file = cli.config.as_deref().map(read_file).transpose()?.unwrap_or_default();
    let settings = cli.settings.over(file);

    let Some(store) = settings.store.clone() else {
        return Err(Refused(
            "there is no store: give --store sqlite:PATH, set COUNTERSIGN_STORE, or write store into the configuration \
             file"
                .to_owned(),
        ));
    };
    let (token, token_from) = secret(OPERATOR_TOKEN, "--operator-token-file", settings.operator_token_file.as_deref())?;
    let operator_token = OperatorToken::new(&token).map_err(|error| Refused(format!("{token_from}: {error}")))?;
    let (keys, keys_from) = secret(DATA_KEYS, "--data-keys-file", settings.data_keys_file.as_deref())?;
    let key_ring: KeyRing = keys.parse().map_err(|error| Refused(format!("{keys_from}: {error}")))?;

    let mut config = Config::new(store, key_ring, operator_token);
    settings.apply_to(&mut config);
    let setup = Setup {
        config,
        log_format: settings.log_format.unwrap_or_default(),
        log_level: settings.log_level.unwrap_or_default(),
        worker_threads: settings.worker_threads,
    };
    if cli.print_config {
        let keys: Vec<&str> = setup.config.key_ring.ids().map(|id| id.as_str()).collect();
        let text = toml::to_string(&settings.effective(&setup)).map_err(|error| Refused(error.to_string()))?;
        return Ok(Wanted::Print(format!(
            "# the operators' token: from {token_from}\n# the data keys: from {keys_from}: {}\n{text}",
            keys.join(", ")
        )));
    }
    let setup = Box::new(setup);
    Ok(if cli.verify_audit { Wanted::VerifyAudit(setup) } else { Wanted::Serve(setup) })
}

impl Settings {
    /// Where a setting says something, the configuration says it too.
    fn apply_to(&self, config: &mut Config) {
        let millis =
            |setting: Option<NonZeroU64>, default| setting.map_or(default, |ms| Duration::from_millis(ms.get()));
        config.partner_listen = self.partner_listen.unwrap_or(config.partner_listen);
        config.operator_listen = self.operator_listen.unwrap_or(config.operator_listen);
        let Limits { body_max_bytes, body_read_timeout, handler_timeout, max_in_flight, .. } = config.limits;
        config.limits = Limits {
            body_max_bytes: self.body_max_bytes.map_or(body_max_bytes, NonZeroUsize::get),
            body_read_timeout: millis(self.body_read_timeout_ms, body_read_timeout),
            handler_timeout: millis(self.handler_timeout_ms, handler_timeout),
            max_in_flight: self.max_in_flight.map_or(max_in_flight, NonZeroUsize::get),
            ..config.limits
        };
        let RateLimits { requests_per_minute, log_ins_per_minute } = config.rate_limits;
        config.rate_limits = RateLimits {
            requests_per_minute: self.requests_per_minute.map_or(requests_per_minute, NonZeroU32::new),
            log_ins_per_minute: self.log_ins_per_minute.map_or(log_ins_per_minute, NonZeroU32::new),
        };
        config.drain_timeout = self.drain_timeout_ms.map_or(config.drain_timeout, Duration::from_millis);
        config.sweep_interval = self.sweep_interval_s.map_or(config.sweep_interval, |s| Duration::from_secs(s.get()));
    }

    /// Every setting with the value that it ended up with.
    fn effective(&self, setup: &Setup) -> Self {
        let config = &setup.config;
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let limit = |limit: Option<NonZeroU32>| Some(limit.map_or(0, NonZeroU32::get));
        Self {
            store: Some(config.store.clone()),
            partner_listen: Some(config.partner_listen),
            operator_listen: Some(config.operator_listen),
            operator_token_file: self.operator_token_file.clone(),
            data_keys_file: self.data_keys_file.clone(),
            log_format: Some(setup.log_format),
            log_level: Some(setup.log_level),
            requests_per_minute: limit(config.rate_limits.requests_per_minute),
            log_ins_per_minute: limit(config.rate_limits.log_ins_per_minute),
            body_max_bytes: NonZeroUsize::new(config.limits.body_max_bytes),
            body_read_timeout_ms: NonZeroU64::new(millis(config.limits.body_read_timeout)),
            handler_timeout_ms: NonZeroU64::new(millis(config.limits.handler_timeout)),
            max_in_flight: NonZeroUsize::new(config.limits.max_in_flight),
            drain_timeout_ms: Some(millis(config.drain_timeout)),
            sweep_interval_s: NonZeroU64::new(config.sweep_interval.as_secs()),
            worker_threads: setup.worker_threads,
        }
    }
}

/// clap's message without its hints, and with the variable's name where the value came from the environment.
fn one_line(error: &clap::Error, arguments: &[OsString]) -> Refused {
    let text = error.to_string();
    let first: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let mut line = first.join(" ");
    if let Some(rest) = line.strip_prefix("error: ") {
        line = rest.to_owned();
    }
    if let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg)
        && let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue)
        && let Some(flag) = argument.split_whitespace().next()
    {
        let variable = format!("COUNTERSIGN_{}", flag.trim_start_matches("--").replace('-', "_").to_uppercase());
        let on_command_line = arguments.iter().any(|given| {
            let given = given.to_string_lossy();
            given.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        });
        if !on_command_line && std::env::var(&variable).is_ok_and(|set| set == *value) {
            line.push_str(&format!(" (from {variable})"));
        }
    }
    Refused(line)
}

/// Reads the configuration file. A refusal names file, line and column, and does not show the line: somebody may have
/// written a secret there.
fn read_file(path: &Path) -> Result<Settings, Refused> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Refused(format!("--config {shown}: {error}")))?;
    toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let (line, column) =
            (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
        let key = text.lines().nth(line - 1).and_then(|line| line.split_once('=')).map_or("", |(key, _)| key.trim());
        // What is no setting may be a secret too: a data key ends with an equals sign.
        let is_setting = Cli::command().get_arguments().any(|argument| argument.get_id() == key);
        let key = if is_setting { format!("{key}: ") } else { String::new() };
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
        Refused(format!("--config {shown}:{line}:{column}: {key}{message}"))
    })
}

/// A secret and where it came from. White space around it is not part of it.
fn secret(variable: &str, flag: &str, file: Option<&Path>) -> Result<(Zeroizing<String>, String), Refused> {
    let (text, from) = match (std::env::var(variable), file) {
        (Ok(_), Some(file)) => {
            let file = file.display();
            return Err(Refused(format!("{variable} is set and {flag} names {file}: give one of them")));
        }
        (Err(std::env::VarError::NotUnicode(_)), _) => {
            return Err(Refused(format!("{variable} is not UTF-8")));
        }
        (Ok(text), None) => (Zeroizing::new(text), variable.to_owned()),
        (Err(std::env::VarError::NotPresent), Some(file)) => {
            let from = format!("{flag} {}", file.display());
            let text = std::fs::read_to_string(file).map_err(|error| Refused(format!("{from}: {error}")))?;
            (Zeroizing::new(text), from)
        }
        (Err(std::env::VarError::NotPresent), None) => {
            return Err(Refused(format!("{variable} is missing: set it, or name a file with {flag}")));
        }
    };
    Ok((Zeroizing::new(text.trim().to_owned()), from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_every_flag_has_its_variable_by_rule() {
        let command = Cli::command();
        command.clone().debug_assert();
        for argument in command.get_arguments() {
            let (Some(flag), Some(variable)) = (argument.get_long(), argument.get_env()) else { continue };
            let by_rule = format!("COUNTERSIGN_{}", flag.replace('-', "_").to_uppercase());
            assert_eq!(variable.to_str(), Some(by_rule.as_str()));
        }
    }

    #[test]
    fn no_flag_takes_a_secret() {
        let flags: Vec<_> = Cli::command().get_arguments().filter_map(|a| a.get_long().map(str::to_owned)).collect();
        assert!(!flags.iter().any(|flag| flag == "operator-token" || flag == "data-keys"), "{flags:?}");
    }

    #[test]
    fn one_source_goes_over_another_setting_by_setting() {
        let over = Settings { max_in_flight: NonZeroUsize::new(1), ..Settings::default() };
        let under =
            Settings { max_in_flight: NonZeroUsize::new(2), requests_per_minute: Some(3), ..Settings::default() };
        let both = over.over(under);
        assert_eq!((both.max_in_flight, both.requests_per_minute), (NonZeroUsize::new(1), Some(3)));
    }
}
