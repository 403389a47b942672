//! The program as an operating system sees it: arguments, environment, exit status, signals, what it writes.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use common::{DATA_KEYS, OPERATOR_TOKEN, Partner, Request, customer_path, eventually, new_customer};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// The program with nothing of this process's environment that would configure it.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customersd"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COUNTERSIGN_") {
            command.env_remove(name);
        }
    }
    command.env("COUNTERSIGN_OPERATOR_TOKEN", OPERATOR_TOKEN).env("COUNTERSIGN_DATA_KEYS", DATA_KEYS);
    command
}

fn store_in(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("customers.db").display())
}

/// That the program does not start, and says why in one line that has all of `named`.
#[track_caller]
fn is_refused(command: &mut Command, named: &[&str]) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let (out, line) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{line}");
    assert_eq!(out, "");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with("customersd: "), "{line}");
    for name in named {
        assert!(line.contains(name), "{name} is not in: {line}");
    }
}

#[test]
fn what_is_missing_or_malformed_is_named_in_one_line_and_the_status_is_2() {
    let folder = TempDir::new().unwrap();
    let store = store_in(&folder);
    let file = |text: &str| {
        let path = folder.path().join(format!("{}.toml", Uuid::new_v4()));
        std::fs::write(&path, text).unwrap();
        path
    };
    let with_store = || {
        let mut command = program();
        command.args(["--store", &store, "--partner-listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"]);
        command
    };
    is_refused(&mut program(), &["--store", "COUNTERSIGN_STORE"]);
    is_refused(program().args(["--store", "oracle:x"]), &["--store", "sqlite:PATH"]);
    is_refused(program().env("COUNTERSIGN_STORE", "sqlite:"), &["COUNTERSIGN_STORE", "sqlite:PATH"]);
    is_refused(with_store().arg("--operator-token=hush-hush"), &["--operator-token"]);
    is_refused(with_store().args(["--max-in-flight", "0"]), &["--max-in-flight"]);
    is_refused(with_store().env("COUNTERSIGN_LOG_LEVEL", "loud"), &["COUNTERSIGN_LOG_LEVEL", "loud", "trace"]);
    is_refused(with_store().arg("--config").arg("/nowhere.toml"), &["--config /nowhere.toml"]);
    let bad = file("store = \"sqlite:x\"\npartner_listen = \"here\"\n");
    is_refused(program().arg("--config").arg(&bad), &[".toml:2:18: partner_listen: "]);
    let unknown = file("operator_token = \"hush-hush\"\n");
    is_refused(program().arg("--config").arg(&unknown), &[".toml:1:1: ", "operator_token", "unknown field"]);
    let broken = file("store = \n");
    is_refused(program().arg("--config").arg(&broken), &[".toml:1:9: store: "]);

    is_refused(with_store().env_remove("COUNTERSIGN_OPERATOR_TOKEN"), &["COUNTERSIGN_OPERATOR_TOKEN", "missing"]);
    is_refused(with_store().env("COUNTERSIGN_OPERATOR_TOKEN", "short"), &["COUNTERSIGN_OPERATOR_TOKEN", "32"]);
    is_refused(
        with_store().args(["--operator-token-file", "/nowhere"]),
        &["COUNTERSIGN_OPERATOR_TOKEN", "--operator-token-file"],
    );
    is_refused(with_store().env_remove("COUNTERSIGN_DATA_KEYS"), &["COUNTERSIGN_DATA_KEYS", "missing"]);
    is_refused(with_store().env("COUNTERSIGN_DATA_KEYS", "hush"), &["COUNTERSIGN_DATA_KEYS", "id:base64"]);
    is_refused(
        with_store().env_remove("COUNTERSIGN_DATA_KEYS").args(["--data-keys-file", "/nowhere"]),
        &["--data-keys-file /nowhere"],
    );
    is_refused(
        program().args(["--store", "sqlite:/nowhere/customers.db"]),
        &["sqlite:/nowhere/customers.db: the database file cannot be used: No such file or directory (os error 2)\n"],
    );
}

#[test]
fn no_refusal_repeats_a_secret() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("c.toml");
    std::fs::write(&config, "operator_token = \"hush-hush\"").unwrap();
    // A data key where a setting should be: all of it but the last character could be a key of TOML.
    let pasted = folder.path().join("pasted.toml");
    std::fs::write(&pasted, "store = \"sqlite:x\"\nhush-hush=\n").unwrap();
    for command in [
        program().args(["--store", "sqlite:x", "--operator-token=hush-hush"]),
        program().args(["--store", "sqlite:x"]).env("COUNTERSIGN_OPERATOR_TOKEN", "hush-hush"),
        program().args(["--store", "sqlite:x"]).env("COUNTERSIGN_DATA_KEYS", "hush-hush"),
        program().args(["--store", "sqlite:x"]).env("COUNTERSIGN_DATA_KEYS", "a:hush-hush"),
        program().arg("--config").arg(&config),
        program().arg("--config").arg(&pasted),
    ] {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hush-hush"), "{output:?}");
    }
}

#[test]
fn a_malformed_value_is_said_to_be_the_environments_only_where_it_is() {
    const FROM: &str = "(from COUNTERSIGN_MAX_IN_FLIGHT)";
    is_refused(program().env("COUNTERSIGN_MAX_IN_FLIGHT", "0"), &["'0'", "--max-in-flight", FROM]);
    for (arguments, variable) in [
        (&["--max-in-flight", "0"][..], "0"),
        (&["--max-in-flight=0"], "0"),
        (&["--max-in-flight", "0"], "1"),
        (&["--max-in-flight=0"], "1"),
    ] {
        let mut command = program();
        command.args(arguments).env("COUNTERSIGN_MAX_IN_FLIGHT", variable);
        is_refused(&mut command, &["'0'", "--max-in-flight"]);
        assert!(!String::from_utf8(command.output().unwrap().stderr).unwrap().contains(FROM), "{command:?}");
    }
}

#[test]
fn a_path_that_is_not_utf_8_does_not_get_in_the_way_of_a_refusal() {
    let path = std::ffi::OsStr::from_bytes(b"/nowhere/\xff.toml");
    is_refused(program().arg("--config").arg(path).args(["--max-in-flight", "0"]), &["--max-in-flight"]);
}

#[test]
fn every_setting_of_the_file_is_in_the_configuration_that_comes_of_it() {
    let folder = TempDir::new().unwrap();
    let (keys, token) = (folder.path().join("keys"), folder.path().join("token"));
    std::fs::write(&keys, DATA_KEYS).unwrap();
    std::fs::write(&token, format!("  {OPERATOR_TOKEN}\n")).unwrap();
    let settings = [
        "store = \"sqlite:file\"",
        "partner_listen = \"127.0.0.1:4711\"",
        "operator_listen = \"127.0.0.1:4712\"",
        &format!("operator_token_file = {token:?}"),
        &format!("data_keys_file = {keys:?}"),
        "log_format = \"text\"",
        "log_level = \"debug\"",
        "requests_per_minute = 0",
        "log_ins_per_minute = 2",
        "body_max_bytes = 3",
        "body_read_timeout_ms = 4",
        "handler_timeout_ms = 5",
        "max_in_flight = 6",
        "drain_timeout_ms = 0",
        "sweep_interval_s = 7",
        "worker_threads = 8",
    ];
    let config = folder.path().join("customersd.toml");
    std::fs::write(&config, settings.join("\n")).unwrap();
    let mut command = program();
    command.env_remove("COUNTERSIGN_OPERATOR_TOKEN").env_remove("COUNTERSIGN_DATA_KEYS");
    let output = command.args(["--print-config", "--config"]).arg(&config).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let printed: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(printed, settings);
    for (flag, file) in [("--operator-token-file", &token), ("--data-keys-file", &keys)] {
        assert!(text.contains(&format!("from {flag} {}", file.display())), "{text}");
    }
}

#[test]
fn flags_go_over_the_environment_over_the_file_over_the_defaults() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("customersd.toml");
    std::fs::write(
        &config,
        "store = \"sqlite:file\"\nmax_in_flight = 1\nbody_max_bytes = 1\nrequests_per_minute = 1\n",
    )
    .unwrap();
    let keys = folder.path().join("keys");
    std::fs::write(&keys, format!("{DATA_KEYS}\n")).unwrap();
    let output = program()
        .env("COUNTERSIGN_CONFIG", &config)
        .env("COUNTERSIGN_MAX_IN_FLIGHT", "2")
        .env("COUNTERSIGN_BODY_MAX_BYTES", "2")
        .env_remove("COUNTERSIGN_DATA_KEYS")
        .args(["--body-max-bytes", "3", "--print-config", "--data-keys-file"])
        .arg(&keys)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "store = \"sqlite:file\"",
        "requests_per_minute = 1",
        "max_in_flight = 2",
        "body_max_bytes = 3",
        "drain_timeout_ms = 15000",
    ] {
        assert!(text.lines().any(|printed| printed == line), "{line} is not in:\n{text}");
    }
    assert!(!text.contains(OPERATOR_TOKEN) && !text.contains("AAEC"), "{text}");

    // What was printed is a configuration file.
    let again = folder.path().join("again.toml");
    std::fs::write(&again, &text).unwrap();
    let output = program()
        .env_remove("COUNTERSIGN_DATA_KEYS")
        .args(["--print-config", "--config"])
        .arg(&again)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
}

#[test]
fn help_names_every_variable_and_what_an_exit_status_means() {
    let output = program().arg("--help").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for name in [
        "COUNTERSIGN_STORE",
        "COUNTERSIGN_OPERATOR_TOKEN ",
        "COUNTERSIGN_DATA_KEYS ",
        "COUNTERSIGN_DRAIN_TIMEOUT_MS",
        "--print-config",
        "Exit status",
        "SIGTERM",
    ] {
        assert!(text.contains(name), "{name} is not in:\n{text}");
    }
    assert!(!text.contains(OPERATOR_TOKEN));
}

#[test]
fn a_database_that_is_newer_or_in_use_or_sealed_with_another_key_is_refused() {
    let folder = TempDir::new().unwrap();
    let mut running = Running::start(&store_in(&folder), |_| {});
    let start = || {
        let mut command = program();
        command.args(["--store", &store_in(&folder), "--partner-listen", "127.0.0.1:0"]);
        command
    };
    is_refused(&mut start(), &["in use"]);
    running.stop(0);
    let other_key = DATA_KEYS.replace("AAEC", "BBEC");
    is_refused(start().env("COUNTERSIGN_DATA_KEYS", other_key), &["COUNTERSIGN_DATA_KEYS", "test"]);

    let database = rusqlite::Connection::open(folder.path().join("customers.db")).unwrap();
    database.pragma_update(None, "user_version", 999).unwrap();
    drop(database);
    is_refused(&mut start(), &["customers.db", "999", "newer"]);
}

#[test]
fn an_address_that_is_taken_is_named() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let store = store_in(&folder);
    is_refused(
        program().args(["--store", &store, "--operator-listen", &address]).args(["--partner-listen", "127.0.0.1:0"]),
        &["operator_listen", &address],
    );
}

#[tokio::test]
async fn a_request_that_runs_when_sigterm_comes_is_answered_and_the_status_is_0() {
    for signal in ["TERM", "INT"] {
        let folder = TempDir::new().unwrap();
        let mut running = Running::start(&store_in(&folder), |_| {});
        let partner = running.partner().await;
        let customer = running.customer(&partner, "INDIVIDUAL").await;
        let body = b"{\"email\": \"late@mail.example\"}";
        let mut socket = running.half_request(&partner, &customer, body);
        running.signal(signal);
        running.until_it_refuses(&partner, &customer).await;
        socket.write_all(&body[body.len() / 2..]).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("late@mail.example"), "{answer}");
        running.ends_with(0);
    }
}

#[tokio::test]
async fn what_is_not_done_when_the_time_is_over_is_cut_off_and_the_status_is_1() {
    let folder = TempDir::new().unwrap();
    let mut running = Running::start(&store_in(&folder), |command| {
        command.args(["--drain-timeout-ms", "100"]);
    });
    let partner = running.partner().await;
    let customer = running.customer(&partner, "BUSINESS").await;
    let _socket = running.half_request(&partner, &customer, b"{\"email\": null}");
    running.signal("TERM");
    running.ends_with(1);
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let folder = TempDir::new().unwrap();
    let mut running = Running::start(&store_in(&folder), |_| {});
    let partner = running.partner().await;
    let customer = running.customer(&partner, "BUSINESS").await;
    let _socket = running.half_request(&partner, &customer, b"{\"email\": null}");
    running.signal("TERM");
    running.until_it_refuses(&partner, &customer).await;
    running.signal("TERM");
    running.ends_with(1);
}

#[tokio::test]
async fn a_key_is_changed_without_losing_anything() {
    const NEW: &str = "new:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    let folder = TempDir::new().unwrap();
    let store = store_in(&folder);
    let mut running = Running::start(&store, |_| {});
    let partner = running.partner().await;
    let customer = running.customer(&partner, "INDIVIDUAL").await;
    running.stop(0);

    let mut running = Running::start(&store, |command| {
        command.env("COUNTERSIGN_DATA_KEYS", format!("{NEW},{DATA_KEYS}"));
    });
    running.until_logged("everything is encrypted with the first data key");
    running.stop(0);

    let mut running = Running::start(&store, |command| {
        command.env("COUNTERSIGN_DATA_KEYS", NEW);
    });
    let answer = running.get(&partner, &customer).await;
    assert_eq!(answer.json()["identification_number"]["identification_number"], "900-00-0001");
    running.stop(0);
}

/// Values that stand for everything that must not be logged. Each occurs nowhere else.
const PERSONAL: &[&str] = &[
    "Zebedee",
    "Quillfeather",
    "Marmaduke",
    "1971-03-17",
    "987-65-4320",
    "zebedee.q@mail.example",
    "+12025550177",
    "77 Larkmoor Crescent",
    "Suite 77-Q",
    "Hackettstown",
    "07840",
    "Ottoline",
    "ottoline@mail.example",
    "+12025550199",
    "9 Fernhollow",
    "the partner says Quixotic",
    "secret-guess",
];

#[tokio::test]
async fn no_personal_data_reaches_a_log() {
    for format in ["json", "text"] {
        let folder = TempDir::new().unwrap();
        let mut running = Running::start(&store_in(&folder), |command| {
            command.args(["--log-level", "trace", "--log-format", format, "--log-ins-per-minute", "3"]);
        });
        let partner = running.partner().await;
        let mut customer = new_customer("INDIVIDUAL");
        customer["name"] = json!({ "first_name": "Zebedee", "middle_name": "Marmaduke", "last_name": "Quillfeather" });
        customer["date_of_birth"] = "1971-03-17".into();
        customer["identification_number"]["identification_number"] = "987-65-4320".into();
        let path = format!("/operator/v1/partners/{}/customers", partner.id);
        let created = running.operator("POST", &path, customer).await;
        let id = created.json()["customer_id"].as_str().unwrap().to_owned();
        let address = json!({
            "street_address": "77 Larkmoor Crescent", "street_address2": "Suite 77-Q", "city": "Hackettstown",
            "postal_code": "07840", "state": "NJ", "country": "US"
        });
        let update = json!({
            "email": "zebedee.q@mail.example", "phone_number": "+12025550177", "address": address,
            "trusted_contact": {
                "first_name": "Ottoline", "email": "ottoline@mail.example", "phone_number": "+12025550199",
                "address": "9 Fernhollow"
            }
        });
        let patch = |body: &str| running.patch(&partner, &id, body);
        let text = update.to_string();
        let replayed = patch(&text);
        for (request, status) in [
            (replayed.clone(), 200),
            (replayed, 200),
            (patch(&text.replace("NJ", "XX")), 422),
            (patch(&text.replace("\"city\"", "\"Hackettstown\"")), 422),
            (patch(&text.replace("+12025550177", "Quillfeather")), 422),
            (patch(&text[..text.len() - 9]), 400),
            (patch(&text).header("x-jiko-signature", "Quillfeather"), 401),
            (patch(&text).header("authorization", "Bearer Quillfeather"), 401),
            (patch(&text).header("accept", "text/Quillfeather"), 406),
            (running.patch(&partner, "Quillfeather", &text), 422),
            (running.patch(&partner, "Quillfeather/Zebedee", &text), 404),
        ] {
            let answer = request.send().await;
            assert_eq!(answer.status, status, "{}", answer.text());
        }
        let closing = json!({
            "status": "CLOSED", "closure_reason": "INACTIVITY", "closure_description": "the partner says Quixotic"
        });
        assert_eq!(patch(&closing.to_string()).send().await.status, 200);
        assert_eq!(patch(&text).send().await.status, 409);
        for _ in 0..4 {
            let credentials = json!({ "username": partner.username, "password": "secret-guess" });
            Request::new("POST", running.url("/api/v1/login/")).json(&credentials).send().await;
        }
        let log = running.stop(0);
        let requests = log.lines().filter(|line| line.contains("updateCustomerData")).count();
        assert!(requests >= 11, "the log is there:\n{log}");
        assert!(log.lines().filter(|line| line.contains("updateCustomerData")).all(|line| line.contains("trace_id")));
        let secrets = [&partner.password, &partner.secret, &partner.token, OPERATOR_TOKEN, &DATA_KEYS[5..]];
        for value in PERSONAL.iter().copied().chain(secrets) {
            assert!(!log.to_lowercase().contains(&value.to_lowercase()), "{value} is in the log:\n{log}");
        }
        let paths = [id.as_str(), &partner.username];
        assert!(paths.iter().all(|value| !log.contains(value)), "who it was about is in the log:\n{log}");
    }
}

/// A running program.
struct Running {
    child: Child,
    _out: BufReader<ChildStdout>,
    log: std::path::PathBuf,
    partner_url: String,
    operator_url: String,
    _folder: TempDir,
}

impl Running {
    fn start(store: &str, change: impl FnOnce(&mut Command)) -> Self {
        let folder = TempDir::new().unwrap();
        let log = folder.path().join("log");
        let mut command = program();
        command.args(["--store", store, "--partner-listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"]);
        change(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}{}", std::fs::read_to_string(&log).unwrap()));
        let url = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self { partner_url: url("partner"), operator_url: url("operator"), child, _out: out, log, _folder: folder }
    }

    fn url(&self, path: &str) -> String {
        let base = if path.starts_with("/operator/") { &self.operator_url } else { &self.partner_url };
        format!("{base}{path}")
    }

    async fn operator(&self, method: &str, path: &str, body: Value) -> common::Answer {
        let request = Request::new(method, self.url(path)).header("authorization", common::bearer(OPERATOR_TOKEN));
        request.json(&body).send().await
    }

    async fn partner(&self) -> Partner {
        let username = format!("acorn-{}", &Uuid::new_v4().simple().to_string()[..12]);
        let new = json!({ "username": username, "update_customer_data_enabled": true });
        let created = self.operator("POST", "/operator/v1/partners", new).await.json();
        let member = |name: &str| created[name].as_str().unwrap().to_owned();
        let (password, secret) = (member("password"), member("shared_secret"));
        let credentials = json!({ "username": username, "password": password });
        let answer = Request::new("POST", self.url("/api/v1/login/")).json(&credentials).send().await;
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        Partner { id: member("partner_id"), username, password, secret, token }
    }

    async fn customer(&self, partner: &Partner, kind: &str) -> String {
        let path = format!("/operator/v1/partners/{}/customers", partner.id);
        let created = self.operator("POST", &path, new_customer(kind)).await;
        created.json()["customer_id"].as_str().unwrap().to_owned()
    }

    async fn get(&self, partner: &Partner, customer: &str) -> common::Answer {
        Request::new("GET", self.url(&customer_path(customer))).signed(partner, Uuid::new_v4()).send().await
    }

    fn patch(&self, partner: &Partner, customer: &str, body: &str) -> Request {
        Request::new("PATCH", self.url(&customer_path(customer)))
            .signed(partner, Uuid::new_v4())
            .header("content-type", "application/json")
            .body(body)
    }

    /// Sends the head of an update and half of its body; the program has begun with it.
    fn half_request(&self, partner: &Partner, customer: &str, body: &[u8]) -> TcpStream {
        let request = self.patch(partner, customer, std::str::from_utf8(body).unwrap());
        let text = request.header("expect", "100-continue").text();
        let mut socket = self.connect().unwrap();
        socket.write_all(&text[..text.len() - body.len()]).unwrap();
        // The program asks for the body once it reads the request's body: the request runs.
        let mut begun = [0; 25];
        socket.read_exact(&mut begun).unwrap();
        assert!(begun.starts_with(b"HTTP/1.1 100 "), "{}", String::from_utf8_lossy(&begun));
        socket.write_all(&body[..body.len() / 2]).unwrap();
        socket
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(self.partner_url.trim_start_matches("http://"))
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Until new requests, over new connections too, are answered 503.
    async fn until_it_refuses(&self, partner: &Partner, customer: &str) {
        let started = Instant::now();
        loop {
            let answer = self.get(partner, customer).await;
            if answer.status != 200 {
                answer.is_problem(503, "unavailable");
                assert!(answer.header("retry-after").is_some());
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "it goes on serving");
        }
    }

    fn until_logged(&self, text: &str) {
        eventually(|| std::fs::read_to_string(&self.log).unwrap().contains(text));
    }

    /// Stops it; its log.
    fn stop(&mut self, status: i32) -> String {
        self.signal("TERM");
        self.ends_with(status)
    }

    fn ends_with(&mut self, status: i32) -> String {
        eventually(|| self.child.try_wait().unwrap().is_some());
        let log = std::fs::read_to_string(&self.log).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(status), "{log}");
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_audit_trail_is_verified_and_what_is_wrong_with_it_is_said() {
    let folder = TempDir::new().unwrap();
    let store = store_in(&folder);
    let verified = || {
        let output = program().args(["--store", &store, "--verify-audit"]).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let mut running = Running::start(&store, |_| {});
    let partner = running.partner().await;
    running.customer(&partner, "BUSINESS").await;
    running.customer(&partner, "INDIVIDUAL").await;
    let (status, _, line) = verified();
    assert_eq!((status, line), (2, format!("customersd: {store}: the database is in use by another process\n")));
    running.stop(0);
    assert_eq!(verified(), (0, "the audit trail is whole: 3 entries\n".to_owned(), String::new()));
    let meddle = |sql: &str| {
        let path = store.strip_prefix("sqlite:").unwrap();
        rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
    };
    meddle("DROP TRIGGER audit_is_never_updated; UPDATE audit SET trace_id = 'x' WHERE sequence = 2");
    let wrong = |what: &str| (1, String::new(), format!("customersd: {store}: {what}\n"));
    assert_eq!(verified(), wrong("audit entry 2 was altered"));
    meddle("UPDATE audit SET after_hmac = NULL WHERE sequence = 2");
    let unreadable = "verify the audit trail: the column after_hmac holds what this program does not write";
    assert_eq!(verified(), wrong(unreadable));
}

#[test]
fn the_database_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let mut running = Running::start(&store_in(&folder), |_| {});
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
    running.stop(0);

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode()
    }
}
