//! Every case over real sockets, every answer held against its document.

use conformance::cases;
use conformance::wire::run_cases;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_case_is_answered_as_its_file_says_and_every_answer_is_declared() {
    let found = run_cases(|_| ()).await.expect("a service starts");
    assert!(found.failures.is_empty(), "{} failures:\n{}", found.failures.len(), found.failures.join("\n"));
    assert!(found.verdict.failures.is_empty(), "undeclared:\n{}", found.verdict.failures.join("\n"));
    eprintln!("{} cases, {} answers judged", found.cases, found.verdict.judged);
}

#[test]
fn every_body_of_a_case_is_for_both_sides_types_what_it_is_for_the_judge() {
    let failures: Vec<String> = cases::all()
        .expect("cases are readable")
        .iter()
        .flat_map(|case| case.check_types().into_iter().map(|failure| format!("{}: {failure}", case.file)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
