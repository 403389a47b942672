//! `customersd` as a child process on a temporary SQLite file.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Failure;

/// SIGTERM and SIGINT.
#[derive(Debug)]
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
    came: bool,
}

impl StopSignals {
    /// Catches both from now on.
    pub fn new() -> std::io::Result<Self> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt, came: false })
    }

    /// Until one of them comes.
    pub async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        self.came = true;
    }

    /// Whether one of them came.
    pub fn came(&self) -> bool {
        self.came
    }
}

/// The line that `customersd` prints when it serves.
#[derive(Debug, Deserialize)]
struct Ready {
    partner: String,
    operator: String,
}

/// A running `customersd`: the process.
#[derive(Debug)]
pub struct Process {
    child: Child,
    _folder: TempDir,
}

/// A running `customersd`: how to talk to it.
#[derive(Debug)]
pub struct Service {
    /// The partners' base URL.
    pub partner_url: String,
    /// The operators' base URL.
    pub operator_url: String,
    /// The operators' bearer token.
    pub operator_token: String,
}

fn random_text(bytes: usize) -> Result<String, Failure> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random)?;
    Ok(STANDARD.encode(random))
}

fn program() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()?;
    let path = own.with_file_name("customersd");
    if path.exists() {
        return Ok(path);
    }
    Err(format!("{} is missing; run: cargo build -p customersd", path.display()).into())
}

impl Service {
    /// Starts it with keys of its own on ports of its own.
    pub async fn start() -> Result<(Self, Process), Failure> {
        let folder = TempDir::with_prefix("countersign-demo-")?;
        let operator_token = random_text(24)?;
        let mut child = Command::new(program()?)
            .arg("--store")
            .arg(format!("sqlite:{}", folder.path().join("customers.db").display()))
            .args(["--partner-listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0", "--log-level", "warn"])
            // The demonstration asks faster than any partner may; its limit has tests of its own.
            .args(["--requests-per-minute", "0", "--log-ins-per-minute", "0"])
            .env("COUNTERSIGN_OPERATOR_TOKEN", &operator_token)
            .env("COUNTERSIGN_DATA_KEYS", format!("demo:{}", random_text(32)?))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("customersd has no standard output")?;
        let mut lines = BufReader::new(stdout);
        let mut line = String::new();
        let read = tokio::time::timeout(Duration::from_secs(30), lines.read_line(&mut line)).await;
        let Ok(Ok(1..)) = read else {
            return Err("customersd did not start; its last lines are above".into());
        };
        let ready: Ready = serde_json::from_str(&line)?;
        // Whatever it prints later has a reader, so that it never waits for one.
        tokio::spawn(async move { lines.read_to_end(&mut Vec::new()).await });
        let service = Self { partner_url: ready.partner, operator_url: ready.operator, operator_token };
        Ok((service, Process { child, _folder: folder }))
    }
}

impl Process {
    /// Until it ends by itself.
    pub async fn died(&mut self) {
        let _ = self.child.wait().await;
    }

    /// Stops it as an operating system would, and waits for its end.
    pub async fn stop(mut self) -> Result<(), Failure> {
        if let Some(id) = self.child.id() {
            Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
            if tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await.is_err() {
                self.child.kill().await?;
                return Err("customersd did not stop within 20 seconds of SIGTERM".into());
            }
        }
        Ok(())
    }
}
