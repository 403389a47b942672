//! The benchmark `service`: what the generated mount costs beside dropshot by hand, what durable updates cost beside
//! bare SQLite, and what `customersd` holds in memory at rest.

mod alike;
mod bare;
mod hand_written;
mod load;
mod process;
mod server;
mod world;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use tempfile::TempDir;

use crate::machine::{self, Machine};
use crate::report::{Report, Row, beside};
use crate::spread::Spread;
use crate::{Arguments, Failure};
use load::{Kind, Load, Stop};
use process::Process;
pub(crate) use server::serve;
use world::World;

/// Partners who call at once, each on a connection of its own.
const CONCURRENT: [usize; 3] = [1, 16, 64];
const CUSTOMERS: usize = 10_000;
/// A generated endpoint costs at most 3 % over the same endpoint by hand.
const MOUNT_RATIO: f64 = 0.97;
const DURABLE_RATIO: f64 = 0.8;
const RESIDENT_MB: f64 = 64.0;
/// A durable round starts a process on a fresh database and writes back its log, so that it has to last longer than one
/// that does not; and so there are fewer.
const DURABLE_ROUND: u32 = 10;
const MEMORY_ROUNDS: u32 = 3;
/// Updates of each partner before memory is looked at.
const MEMORY_UPDATES: usize = 32;
/// How long a process is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(2);

/// Requests while instructions are counted, in a short and a long run.
const COUNTED_REQUESTS: [usize; 2] = [100, 1100];

/// The two sides of a comparison of mounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// What the generator wrote.
    Generated,
    /// What a person wrote.
    HandWritten,
}

/// What every part of the benchmark works with.
struct Bench<'a> {
    arguments: &'a Arguments,
    folder: TempDir,
    world: Arc<World>,
}

/// Measures all of it.
pub(crate) async fn run(arguments: &Arguments) -> Result<Report, Failure> {
    let folder = match &arguments.folder {
        Some(folder) => TempDir::with_prefix_in("countersign-bench-", folder)?,
        // Beside this program: the disk that the project is on. A temporary folder may be no disk at all.
        None => {
            let own = std::env::current_exe()?;
            TempDir::with_prefix_in("countersign-bench-", own.parent().unwrap_or(Path::new(".")))?
        }
    };
    let machine = Machine::here(folder.path())?;
    if machine.load_before > machine.cores as f64 * 0.75 {
        eprintln!("others are at work on this machine (load average {:.2}): expect noise", machine.load_before);
    }
    eprintln!("making {CUSTOMERS} customers of {} partners", CONCURRENT[2]);
    let world = Arc::new(World::create(&folder.path().join("seed.db"), CONCURRENT[2], CUSTOMERS).await?);
    let bench = Bench { arguments, folder, world };
    let mut rows = Vec::new();
    let compared_alike = bench.mounts(&mut rows).await?;
    if arguments.instructions {
        bench.instructions(&mut rows).await?;
    }
    bench.durable(&mut rows).await?;
    bench.memory(&mut rows).await?;
    Ok(Report { benchmark: "service", machine, compared: compared(compared_alike), rows })
}

fn compared(alike: usize) -> Vec<String> {
    let mut lines = vec![
        "GET, PATCH: requests per CPU-second of the server process (both of /api/v1/customers/{customer_id}/).".to_owned(),
        "  ours: partner-api's generated mount. peer: two dropshot endpoints by hand (crates/bench/src/service/hand_written.rs)."
            .to_owned(),
        "  both: handlers::Partners over SqliteStore, bearer, media types, HMAC over the raw bytes, duplicate members refused,"
            .to_owned(),
        "  schema, idempotency; no rate limit, no log. Only ours: time-outs, load shedding, panics caught, updates outlive callers."
            .to_owned(),
        "  Each side a process of its own, sides in turn, keep-alive; the load comes from a third process, not counted."
            .to_owned(),
        "durable PATCH: updates per second. ours: customersd as it is shipped (its log into a file), the load on the same cores."
            .to_owned(),
        "  peer: one loop that writes the very rows that ours wrote (customer, answer, audit) into a copy of the same database,"
            .to_owned(),
        "  WAL, synchronous=FULL, in groups of the size that ours reached, as its store reports.".to_owned(),
        format!("memory: VmRSS of customersd with {CUSTOMERS} customers, {} s after it was last asked.", REST.as_secs()),
        "figure: median over rounds of ours / peer of the same round (memory: of ours).".to_owned(),
    ];
    if alike > 0 {
        lines.push(format!("Before measuring, {alike} requests, good and bad, were answered alike by both sides."));
    }
    lines
}

impl Bench<'_> {
    fn wanted(&self, what: &str) -> bool {
        let wanted = self.arguments.only.as_ref().is_none_or(|only| what.contains(only.as_str()));
        if wanted {
            eprintln!("measuring {what}");
        }
        wanted
    }

    fn load(&self, server: &Process, kind: Kind, partners: usize, stop: Stop) -> Load {
        Load { address: server.address(), process: server.id(), world: Arc::clone(&self.world), kind, partners, stop }
    }

    /// GET and PATCH, through both mounts in turn. Says how many requests were answered alike.
    async fn mounts(&self, rows: &mut Vec<Row>) -> Result<usize, Failure> {
        let kinds = [Kind::Get, Kind::Patch].map(|kind| CONCURRENT.map(|partners| (kind, partners)));
        let wanted: Vec<_> = kinds
            .into_iter()
            .flatten()
            .map(|(kind, partners)| (kind, partners, name(kind.name(), partners)))
            .filter(|(.., what)| self.arguments.only.as_ref().is_none_or(|only| what.contains(only.as_str())))
            .collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let [generated, hand_written] = [("generated.db", Side::Generated), ("hand-written.db", Side::HandWritten)];
        let ours = Process::side(generated.1, &self.world.copy(&self.folder.path().join(generated.0))?).await?;
        let peer = Process::side(hand_written.1, &self.world.copy(&self.folder.path().join(hand_written.0))?).await?;
        let alike = alike::check(&self.world, ours.address(), peer.address()).await?;

        let stop = Stop::After(Duration::from_secs_f64(self.arguments.seconds));
        for (kind, partners, what) in wanted {
            eprintln!("measuring {what}");
            let mut pairs = Vec::new();
            // The first round of each is to warm up.
            for round in 0..=self.arguments.rounds {
                let one = self.load(&ours, kind, partners, stop).run().await?;
                let other = self.load(&peer, kind, partners, stop).run().await?;
                if round > 0 {
                    pairs.push((one, other));
                }
            }
            let per_cpu_s: Vec<_> = pairs.iter().map(|(one, other)| (one.per_cpu_s(), other.per_cpu_s())).collect();
            let per_s: Vec<_> = pairs.iter().map(|(one, other)| (one.per_s(), other.per_s())).collect();
            rows.extend(Row::ratio(what, "requests/CPU-s", &per_cpu_s, MOUNT_RATIO, beside("requests/s", &per_s)));
        }
        Ok(alike)
    }

    /// GET and PATCH, in instructions of the server: what is left of them is what the two mounts do differently.
    async fn instructions(&self, rows: &mut Vec<Row>) -> Result<(), Failure> {
        for kind in [Kind::Get, Kind::Patch] {
            let what = format!("{}, instructions", kind.name());
            if !self.wanted(&what) {
                continue;
            }
            let ours = 1e6 / self.instructions_each(Side::Generated, kind).await?;
            let peer = 1e6 / self.instructions_each(Side::HandWritten, kind).await?;
            let beside = beside("instructions each", &[(1e6 / ours, 1e6 / peer)]);
            rows.extend(Row::ratio(what, "requests/million", &[(ours, peer)], MOUNT_RATIO, beside));
        }
        Ok(())
    }

    /// Instructions of one request, outside of the kernel: the difference between many requests and few.
    async fn instructions_each(&self, side: Side, kind: Kind) -> Result<f64, Failure> {
        let mut counted = [0.0; 2];
        for (counted, requests) in counted.iter_mut().zip(COUNTED_REQUESTS) {
            let database = self.world.copy(&self.folder.path().join("counted.db"))?;
            // Beside the folder, so that it is still there for callgrind_annotate.
            let counts = self.folder.path().with_file_name(format!("callgrind.{side:?}.{kind:?}.out"));
            let server = Process::counted_side(side, &database, &counts).await?;
            self.load(&server, kind, 1, Stop::Requests(requests)).run().await?;
            server.end().await?;
            *counted = process::instructions(&counts)?;
        }
        Ok((counted[1] - counted[0]) / (COUNTED_REQUESTS[1] - COUNTED_REQUESTS[0]) as f64)
    }

    /// Updates through customersd, and the rows they wrote through bare SQLite.
    async fn durable(&self, rows: &mut Vec<Row>) -> Result<(), Failure> {
        let seconds = self.arguments.seconds * f64::from(DURABLE_ROUND);
        let rounds = self.arguments.rounds.div_ceil(DURABLE_ROUND);
        for partners in CONCURRENT {
            let what = name("durable PATCH", partners);
            if !self.wanted(&what) {
                continue;
            }
            let (mut pairs, mut groups, mut cpu_us) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..rounds {
                let (database, log) = (self.folder.path().join("service.db"), self.folder.path().join("service.log"));
                let server = Process::customersd(&self.world.copy(&database)?, &log).await?;
                let stop = Stop::After(Duration::from_secs_f64(seconds));
                let tally = self.load(&server, Kind::Patch, partners, stop).run().await?;
                server.stop().await?;
                let group = process::group_size(&log)?;
                let bare = self.world.copy(&self.folder.path().join("bare.db"))?;
                let bare = tokio::task::spawn_blocking(move || {
                    bare::write(&bare, &bare::changes(&database)?, group).map_err(Failure::from)
                });
                let bare = bare.await??;
                pairs.push((tally.per_s(), bare.per_s));
                groups.push(group);
                cpu_us.push((1e6 / tally.per_cpu_s(), bare.cpu_us));
            }
            let group = Spread::of(groups).map_or(f64::NAN, |spread| spread.median);
            let beside = format!("{}, group {group:.1}", beside("CPU-us each", &cpu_us));
            rows.extend(Row::ratio(what, "updates/s", &pairs, DURABLE_RATIO, beside));
        }
        Ok(())
    }

    /// What customersd holds when nobody asks anything.
    async fn memory(&self, rows: &mut Vec<Row>) -> Result<(), Failure> {
        let what = "memory at rest";
        if !self.wanted(what) {
            return Ok(());
        }
        let (mut fresh, mut used) = (Vec::new(), Vec::new());
        for _ in 0..MEMORY_ROUNDS {
            let database = self.world.copy(&self.folder.path().join("memory.db"))?;
            let server = Process::customersd(&database, &self.folder.path().join("memory.log")).await?;
            tokio::time::sleep(REST).await;
            fresh.push(machine::resident_mb(server.id())?);
            let partners = CONCURRENT[2];
            self.load(&server, Kind::LogIn, partners, Stop::Requests(1)).run().await?;
            self.load(&server, Kind::Get, partners, Stop::EveryCustomer).run().await?;
            self.load(&server, Kind::Patch, partners, Stop::Requests(MEMORY_UPDATES)).run().await?;
            tokio::time::sleep(REST).await;
            used.push(machine::resident_mb(server.id())?);
            server.stop().await?;
        }
        let after = format!(
            "after {0} partners logged in twice, every customer read, {1} updated",
            CONCURRENT[2],
            CONCURRENT[2] * MEMORY_UPDATES
        );
        rows.extend(Row::amount(what, "MB", &fresh, RESIDENT_MB, "after the start".to_owned()));
        rows.extend(Row::amount(what, "MB", &used, RESIDENT_MB, after));
        Ok(())
    }
}

fn name(what: &str, partners: usize) -> String {
    match partners {
        1 => format!("{what}, 1 partner"),
        more => format!("{what}, {more} partners"),
    }
}
