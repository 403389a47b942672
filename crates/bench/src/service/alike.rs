//! Owns the proof that both sides do the same work: the same requests, good and bad, get the same answers.

use std::net::SocketAddr;

use serde_json::Value;
use uuid::Uuid;

use super::load::{Connection, path_of, update};
use super::world::World;
use crate::Failure;

/// One request.
struct Probe {
    what: &'static str,
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    /// The status that the contract has for it.
    expected: u16,
}

impl Probe {
    fn without(mut self, what: &'static str, name: &str, expected: u16) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        Self { what, expected, ..self }
    }

    fn with(self, what: &'static str, name: &'static str, value: &str, expected: u16) -> Self {
        let mut probe = self.without(what, name, expected);
        probe.headers.push((name, value.to_owned()));
        probe
    }
}

/// What of an answer has to be the same. Not the words of a refusal, and not its trace id.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    content_type: Option<String>,
    replayed: Option<String>,
    challenge: Option<String>,
    /// The customer, or the kind of problem and the places of its violations.
    body: Value,
}

/// Sends every probe to both; how many there were.
///
/// # Errors
/// The first one that is answered differently, or otherwise than the contract has it.
pub(crate) async fn check(world: &World, ours: SocketAddr, peer: SocketAddr) -> Result<usize, Failure> {
    let probes = probes(world);
    for probe in &probes {
        let (one, other) = (seen(probe, ours).await?, seen(probe, peer).await?);
        if one != other || one.status != probe.expected {
            let what = probe.what;
            return Err(format!("{what}: {} was expected, ours was {one:?}, by hand {other:?}", probe.expected).into());
        }
    }
    Ok(probes.len())
}

fn probes(world: &World) -> Vec<Probe> {
    let partner = &world.partners[0];
    // The last one: measuring starts with the first.
    let customer = partner.customers[partner.customers.len() - 1];
    let good = |what, method, customer: Uuid, body: &str| {
        let (key, path) = (Uuid::new_v4().to_string(), path_of(customer));
        let signature = partner.sign(&key, &path, body.as_bytes());
        let mut headers = vec![
            ("authorization", format!("Bearer {}", partner.token.expose())),
            ("x-jiko-idempotency", key),
            ("x-jiko-signature", signature),
        ];
        if method == "PATCH" {
            headers.push(("content-type", "application/json".to_owned()));
        }
        Probe { what, method, path, headers, body: body.to_owned(), expected: 200 }
    };
    let get = |what, expected| Probe { expected, ..good(what, "GET", customer, "") };
    let patch = |what, body: &str, expected| Probe { expected, ..good(what, "PATCH", customer, body) };
    let foreign = world.partners[1].customers[0];
    let change = update(Uuid::new_v4());
    let (changed, reused) = (patch("an update", &change, 200), patch("its key for another one", "{}", 409));
    let key = changed.headers[1].1.clone();
    let reused = Probe {
        headers: vec![
            reused.headers[0].clone(),
            ("x-jiko-idempotency", key.clone()),
            ("x-jiko-signature", partner.sign(&key, &reused.path, b"{}")),
            reused.headers[3].clone(),
        ],
        ..reused
    };
    let again = Probe {
        what: "the same update again",
        method: changed.method,
        path: changed.path.clone(),
        headers: changed.headers.clone(),
        body: changed.body.clone(),
        expected: 200,
    };
    vec![
        get("a customer", 200),
        Probe { expected: 404, ..good("an unknown customer", "GET", Uuid::new_v4(), "") },
        Probe { expected: 404, ..good("another partner's customer", "GET", foreign, "") },
        get("", 0).without("no bearer", "authorization", 401),
        get("", 0).with("an unknown bearer", "authorization", "Bearer nobody", 401),
        get("", 0).without("no signature", "x-jiko-signature", 401),
        get("", 0).with("another signature", "x-jiko-signature", &partner.sign("", "", b""), 401),
        get("", 0).with("an answer that nobody has", "accept", "text/html", 406),
        changed,
        again,
        reused,
        patch("", &change, 0).with("a body of another type", "content-type", "text/plain", 415),
        patch("a member twice", r#"{"email":"a@b.example","email":"c@d.example"}"#, 400),
        patch("no JSON", r#"{"email":"#, 400),
        patch("two violations", r#"{"email":7,"misspelt":null}"#, 422),
        patch("a mix of both bodies", r#"{"status":"CLOSED","email":"a@b.example"}"#, 422),
        patch("a telephone number that is none", r#"{"phone_number":"+1202555"}"#, 422),
        patch("nothing to change", "{}", 200),
    ]
}

async fn seen(probe: &Probe, address: SocketAddr) -> Result<Seen, Failure> {
    let mut connection = Connection::open(address).await?;
    let headers = probe.headers.iter().map(|(name, value)| (*name, value.as_str()));
    connection.put_raw(probe.method, &probe.path, headers, &probe.body);
    let status = connection.exchange().await?;
    let header = |name| connection.header(name).map(str::to_owned);
    let body: Value = serde_json::from_slice(connection.body())?;
    let body = if status == 200 {
        body
    } else {
        let errors = body["errors"].as_array().into_iter().flatten();
        let places: Vec<_> = errors.map(|error| [&error["in"], &error["pointer"], &error["keyword"]]).collect();
        serde_json::json!({ "type": body["type"], "errors": places })
    };
    Ok(Seen {
        status,
        content_type: header("content-type"),
        replayed: header("idempotent-replayed"),
        challenge: header("www-authenticate"),
        body,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store_sqlite::{Options, SqliteStore};

    use super::*;
    use crate::service::{server, world};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_peer_does_the_same_work_as_the_generated_mount() {
        let folder = tempfile::tempdir().expect("a folder");
        let world = World::create(&folder.path().join("seed.db"), 2, 4).await.expect("made");
        let store = |name| {
            let copy = world.copy(&folder.path().join(name)).expect("copied");
            let options = Options::new(copy, world::key_ring().expect("a ring"));
            Arc::new(SqliteStore::open(options).expect("opened"))
        };
        let ours = server::generated(store("ours.db")).expect("started");
        let peer = server::by_hand(store("peer.db")).expect("started");
        let probes = check(&world, ours.local_addr(), peer.local_addr()).await.expect("alike");
        assert!(probes > 15, "{probes}");
    }
}
