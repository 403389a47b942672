//! Programs started, watched and measured: how they end, how long they take, how much memory they hold.

use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use wait4::Wait4;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this status.
    Status(i32),
    /// By this signal.
    Signal(i32),
    /// It took longer than it may, and was killed.
    Hung,
}

/// What a program took.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// How it ended.
    pub end: End,
    /// From start to end.
    pub seconds: f64,
    /// The time that processors spent on it, all of its threads together.
    pub cpu_seconds: f64,
    /// The most memory it held at once, in units of 10^6 bytes.
    pub megabytes: f64,
}

/// Runs a program to its end, or kills it after `limit`. Its output goes to `<log>.out` and `<log>.err`.
///
/// # Errors
/// When it cannot be started, or its output not be kept.
pub fn run(command: &mut Command, limit: Duration, log: &Path) -> io::Result<Measured> {
    command.stdin(Stdio::null());
    command.stdout(File::create(with(log, "out"))?).stderr(File::create(with(log, "err"))?);
    let began = Instant::now();
    let mut child = command.spawn()?;
    let mut hung = false;
    let used = loop {
        if let Some(used) = child.try_wait4()? {
            break used;
        }
        if !hung && began.elapsed() > limit {
            hung = true;
            child.kill()?;
        }
        thread::sleep(Duration::from_millis(1));
    };
    let end = match (hung, used.status.code()) {
        (true, _) => End::Hung,
        (false, Some(code)) => End::Status(code),
        (false, None) => End::Signal(used.status.signal().unwrap_or_default()),
    };
    Ok(Measured {
        end,
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
        megabytes: used.rusage.maxrss as f64 / 1e6,
    })
}

/// Where the output of a program is kept: `out` or `err` behind the log's name.
pub fn with(log: &Path, kind: &str) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".");
    name.push(kind);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Measured {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        run(Command::new("sh").args(["-c", script]), limit, &folder.path().join("log")).expect("it runs")
    }

    #[test]
    fn ends_are_told_apart() {
        let long = Duration::from_secs(20);
        assert_eq!(sh("exit 3", long).end, End::Status(3));
        assert_eq!(sh("kill -ABRT $$", long).end, End::Signal(6));
        let hung = sh("exec sleep 60", Duration::from_millis(50));
        assert_eq!(hung.end, End::Hung);
        assert!(hung.seconds < 10.0 && hung.megabytes > 0.0, "{hung:?}");
    }
}
