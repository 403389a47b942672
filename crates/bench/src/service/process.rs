//! Owns the server processes that are measured. A process ends with the value that stands for it.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use clap::ValueEnum;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::Side;
use super::world::data_keys;
use crate::Failure;

const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(20);

/// A server that accepts connections.
pub(crate) struct Process {
    child: Child,
    id: u32,
    address: SocketAddr,
}

/// The line that each of them prints.
#[derive(Deserialize)]
struct Ready {
    partner: String,
}

impl Process {
    /// This program, serving one side.
    pub(crate) async fn side(side: Side, database: &Path) -> Result<Self, Failure> {
        Self::side_by(Command::new(std::env::current_exe()?), side, database).await
    }

    /// As [`Process::side`], counting its instructions; [`Process::end`] writes them to `counts`.
    pub(crate) async fn counted_side(side: Side, database: &Path, counts: &Path) -> Result<Self, Failure> {
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--tool=callgrind"]).arg(format!("--callgrind-out-file={}", counts.display()));
        command.arg(std::env::current_exe()?);
        Self::side_by(command, side, database).await
    }

    async fn side_by(mut command: Command, side: Side, database: &Path) -> Result<Self, Failure> {
        let name = side.to_possible_value().ok_or("a side without a name")?;
        command.args(["--serve", name.get_name()]).arg("--database").arg(database);
        // It ends when this closes, should this program be killed.
        Self::start(command.stdin(Stdio::piped())).await
    }

    /// `customersd` as it is shipped, without limits on how often it is asked; its log goes to `log`.
    pub(crate) async fn customersd(database: &Path, log: &Path) -> Result<Self, Failure> {
        let program = std::env::current_exe()?.with_file_name("customersd");
        if !program.exists() {
            let build = "cargo build --release -p customersd";
            return Err(format!("{} is missing; run: {build}", program.display()).into());
        }
        let mut command = Command::new(program);
        command.arg("--store").arg(format!("sqlite:{}", database.display()));
        command.args(["--partner-listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"]);
        command.args(["--requests-per-minute", "0", "--log-ins-per-minute", "0"]);
        command.env("COUNTERSIGN_OPERATOR_TOKEN", "an-operator-s-token-of-the-benchmark");
        command.env("COUNTERSIGN_DATA_KEYS", data_keys());
        Self::start(command.stdin(Stdio::null()).stderr(File::create(log)?)).await
    }

    async fn start(command: &mut Command) -> Result<Self, Failure> {
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let stdout = child.stdout.take().ok_or("no standard output")?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(START_TIMEOUT, lines.next_line()).await??.ok_or("a server did not start")?;
        let ready: Ready = serde_json::from_str(&line)?;
        let address = ready.partner.trim_start_matches("http://").parse()?;
        Ok(Self { id: child.id().ok_or("a server ended at once")?, child, address })
    }

    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets a side come to its end.
    pub(crate) async fn end(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        tokio::time::timeout(STOP_TIMEOUT, self.child.wait()).await??;
        Ok(())
    }

    /// Stops it as an operating system would, and waits for its end.
    pub(crate) async fn stop(mut self) -> Result<(), Failure> {
        Command::new("kill").args(["-TERM", &self.id.to_string()]).status().await?;
        let status = tokio::time::timeout(STOP_TIMEOUT, self.child.wait()).await??;
        if status.success() { Ok(()) } else { Err(format!("a server ended with {status}").into()) }
    }
}

/// All instructions that callgrind counted.
pub(crate) fn instructions(counts: &Path) -> Result<f64, Failure> {
    Ok(instructions_of(&std::fs::read_to_string(counts)?).ok_or("callgrind did not say how much it counted")?)
}

fn instructions_of(counts: &str) -> Option<f64> {
    let total = counts.lines().find_map(|line| line.strip_prefix("totals:").or(line.strip_prefix("summary:")))?;
    total.trim().parse().ok()
}

/// How many changes shared a commit on average, as the log of a `customersd` that was stopped says.
pub(crate) fn group_size(log: &PathBuf) -> Result<f64, Failure> {
    let log = std::fs::read_to_string(log)?;
    Ok(group_size_of(&log).ok_or("customersd's log does not say how much it wrote")?)
}

fn group_size_of(log: &str) -> Option<f64> {
    let lines = log.lines().rev().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let stopping = lines.into_iter().find(|line| line["message"] == "stopping")?;
    let (jobs, commits) = (stopping["jobs"].as_f64()?, stopping["commits"].as_f64()?);
    (commits > 0.0).then(|| jobs / commits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instructions_are_what_callgrind_says_in_all() {
        assert_eq!(instructions_of("events: Ir\n\nfn=(1) main\n1 5\n\ntotals: 123456\n"), Some(123_456.0));
        assert_eq!(instructions_of("events: Ir\n"), None);
    }

    #[test]
    fn the_group_size_is_what_the_log_says_last() {
        let log = "{\"message\":\"request\",\"jobs\":1,\"commits\":1}\nno json\n\
                   {\"message\":\"stopping\",\"jobs\":30,\"commits\":12}\n{\"message\":\"stopped\"}\n";
        assert_eq!(group_size_of(log), Some(2.5));
        assert_eq!(group_size_of("{\"message\":\"stopped\"}"), None);
        assert_eq!(group_size_of("{\"message\":\"stopping\",\"jobs\":0,\"commits\":0}"), None);
    }
}
