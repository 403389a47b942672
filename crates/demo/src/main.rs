//! `demo`: the main job from end to end, through the generated client against the generated server
//! on an embedded database.
//!
//! Owns the story it tells and the customers it makes up. Never touches the service's insides: it
//! starts `customersd` as anybody would and talks HTTP to it.

mod curl;
mod raw;
mod report;
mod service;
mod steps;
mod world;

use std::process::ExitCode;

use clap::Parser;

/// Update, protect and close customers, step by step, on a temporary SQLite file.
///
/// Exit status: 0 each answer was as it should be, 1 one was not, 2 the service could not be started.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask demo", bin_name = "cargo xtask demo")]
struct Arguments {
    /// Keep the service running afterwards, and print signed curl lines to paste.
    #[arg(long)]
    serve: bool,
    /// With --serve: leave the steps out, serve fresh customers and print one line of JSON.
    #[arg(long, requires = "serve")]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn run(arguments: &Arguments) -> Result<bool, Failure> {
    // Signals are caught from the beginning, so that nothing that was started outlives this process.
    let mut stop = service::StopSignals::new()?;
    let (running, mut process) = service::Service::start().await?;
    let told = async {
        if arguments.json {
            let world = world::World::create(&running, world::UNLIMITED).await?;
            println!("{}", serde_json::to_string(&world.summary(&running))?);
            return Ok::<_, Failure>(true);
        }
        let world = world::World::create(&running, world::DEMO).await?;
        let good = steps::tell(&running, &world).await?;
        if arguments.serve {
            let fresh = world::World::create(&running, "paste").await?;
            curl::print(&running, &fresh).await?;
        }
        Ok(good)
    };
    let result = tokio::select! {
        result = told => result,
        () = stop.wait() => Ok(true),
        () = process.died() => Err("customersd ended by itself; its last lines are above".into()),
    };
    if arguments.serve && matches!(result, Ok(true)) && !stop.came() {
        tokio::select! {
            () = stop.wait() => {}
            () = process.died() => return Err("customersd ended by itself; its last lines are above".into()),
        }
    }
    process.stop().await?;
    result
}
