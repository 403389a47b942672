//! Malformed requests against the running service.

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_malformed_request_is_answered_with_its_status_and_its_places() {
    let outcome = conformance::malformed::run(|_| ()).await.expect("a service starts");
    assert!(outcome.failures.is_empty(), "{} failures:\n{}", outcome.failures.len(), outcome.failures.join("\n"));
    let counted = format!("{} malformed, {} good", outcome.malformed, outcome.good);
    eprintln!("{counted}");
    // README.md says so.
    assert!(outcome.malformed > 1800 && outcome.good >= 190, "{counted}");
}
