//! Owns what the operating system says of this machine and of a process. Linux: `/proc`.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::Failure;

/// Where something was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Machine {
    /// Processors that this process may use.
    pub(crate) cores: usize,
    /// Name and release of the kernel.
    pub(crate) kernel: String,
    /// What the databases lie on: file system and device.
    pub(crate) disk: String,
    /// The load average of the last minute when measuring began: above 0 others were at work too.
    pub(crate) load_before: f64,
}

impl Machine {
    /// This one, with databases in `folder`.
    pub(crate) fn here(folder: &Path) -> Result<Self, Failure> {
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
        let folder = folder.canonicalize()?;
        Ok(Self {
            cores: std::thread::available_parallelism()?.get(),
            kernel: format!("Linux {}", kernel.trim()),
            disk: disk_of(&fs::read_to_string("/proc/mounts")?, &folder).unwrap_or_else(|| "unknown".to_owned()),
            load_before: load()?,
        })
    }
}

/// The load average of the last minute.
pub(crate) fn load() -> Result<f64, Failure> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split_whitespace().next().ok_or("an empty load average")?.parse()?)
}

/// File system and device of the mount that holds `folder`: the longest prefix among `/proc/mounts`.
fn disk_of(mounts: &str, folder: &Path) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?, words.next()?))
    });
    let holding = mounts.filter(|(_, point, _)| folder.starts_with(point));
    // Of two mounts at one point the later covers the earlier, and max_by_key takes the last of equals.
    let (device, _, kind) = holding.max_by_key(|(_, point, _)| point.len())?;
    Some(format!("{kind} on {device}"))
}

/// Processor time of all threads of a process so far, in seconds.
///
/// To the nanosecond, unlike `/proc/PID/stat` with its ticks of 10 ms. A thread that has ended is not counted any more:
/// what is measured here keeps its threads.
pub(crate) fn cpu_s(process: u32) -> Result<f64, Failure> {
    let mut nanoseconds = 0;
    for task in fs::read_dir(format!("/proc/{process}/task"))? {
        // It may end between the listing and the reading.
        if let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) {
            nanoseconds += ran_ns(&text).ok_or("schedstat is not readable")?;
        }
    }
    Ok(nanoseconds as f64 / 1e9)
}

/// Processor time of this thread so far, in seconds.
pub(crate) fn thread_cpu_s() -> Result<f64, Failure> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(ran_ns(&text).ok_or("schedstat is not readable")? as f64 / 1e9)
}

/// The first number of `schedstat`: nanoseconds on a processor.
fn ran_ns(schedstat: &str) -> Option<u64> {
    schedstat.split_whitespace().next()?.parse().ok()
}

/// What a process holds in memory at this moment, in megabytes (1,000,000 bytes).
pub(crate) fn resident_mb(process: u32) -> Result<f64, Failure> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    Ok(resident_mb_of(&status).ok_or("no VmRSS in the process's status")?)
}

fn resident_mb_of(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_is_that_of_the_nearest_mount() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/vdb /tmp/deep xfs rw 0 0\n";
        let disk = |path: &str| disk_of(mounts, Path::new(path));
        assert_eq!(disk("/home/me").as_deref(), Some("ext4 on /dev/vda"));
        assert_eq!(disk("/tmp/deep/er").as_deref(), Some("xfs on /dev/vdb"));
        assert_eq!(disk("/tmp/deeper").as_deref(), Some("tmpfs on tmpfs"));
        assert_eq!(disk_of("", Path::new("/")), None);
    }

    #[test]
    fn kibibytes_are_told_as_megabytes() {
        assert_eq!(resident_mb_of("VmPeak:\t 9 kB\nVmRSS:\t   62500 kB\n"), Some(64.0));
        assert_eq!(resident_mb_of("VmPeak:\t 9 kB\n"), None);
    }

    #[test]
    fn work_shows_in_the_processor_time_of_the_process_that_does_it() {
        let own = std::process::id();
        let before = cpu_s(own).expect("readable");
        let started = std::time::Instant::now();
        let mut sum = 0_u64;
        while started.elapsed().as_millis() < 50 {
            sum = sum.wrapping_mul(31).wrapping_add(1);
        }
        assert!(std::hint::black_box(sum) != 1);
        // Half of it: other programs may have had the processor too.
        assert!(cpu_s(own).expect("readable") - before > 0.005);
        assert_eq!(ran_ns("2500000000 7 3\n"), Some(2_500_000_000));
    }

    #[test]
    fn this_machine_has_a_disk_and_a_kernel() {
        let here = Machine::here(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("Linux");
        assert!(here.cores > 0 && here.kernel.len() > "Linux ".len());
        assert!(here.disk.contains(" on "), "{}", here.disk);
    }
}
