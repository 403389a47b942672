//! Owns the program that serves both APIs: its configuration, its log, the choice of a store, its start and its end.
//! Never decides anything about a request.
//!
//! As a program: [`main`], which serves, or with `--verify-audit` verifies the store's audit trail instead. Within another (a test, a benchmark): [`Config::new`], [`Service::start`],
//! [`Service::stop`].

mod config;
mod logging;
mod run;
mod service;
mod settings;

pub use config::{Config, StoreChoice, StoreChoiceError};
pub use run::main;
pub use service::{Drained, Service, StartError};
