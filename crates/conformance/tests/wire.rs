//! Every case over real sockets, every answer held against its document.

use conformance::cases;
use conformance::wire::{Outcome, run_cases, run_cases_by_clients, unseen};

fn assert_clean(found: &Outcome) {
    assert!(found.failures.is_empty(), "{} failures:\n{}", found.failures.len(), found.failures.join("\n"));
    assert!(found.verdict.failures.is_empty(), "undeclared:\n{}", found.verdict.failures.join("\n"));
    eprintln!("{} cases, {} answers judged", found.cases, found.verdict.judged);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_case_is_answered_as_its_file_says_and_every_answer_is_declared() {
    let found = run_cases(|_| ()).await.expect("a service starts");
    assert_clean(&found);
    // openapi/cases/README.md: what has no case. Other tests inject these failures.
    let unseen = unseen(&found.verdict);
    let known = |status: &String| status.ends_with(" 500") || status.ends_with(" 503");
    let mut others: Vec<&str> = unseen.iter().filter(|status| !known(status)).map(String::as_str).collect();
    others.sort_unstable();
    let mut without: Vec<&str> = WITHOUT_CASES.iter().flat_map(|(_, answers)| answers.iter().copied()).collect();
    without.sort_unstable();
    assert_eq!(others, without, "declared answers that no case shows");
}

/// Why no case shows it, besides 500 and 503: what the document declares of every operation alike. Only shrinks.
const WITHOUT_CASES: &[(&str, &[&str])] = &[
    (
        "nothing is waited for where no body is declared",
        &[
            "disableUpdateCustomerData 408",
            "enableUpdateCustomerData 408",
            "freezeCustomer 408",
            "getCustomer 408",
            "listAuditEntries 408",
            "listPartners 408",
            "openPocket 408",
            "unfreezeCustomer 408",
        ],
    ),
    (
        "204 is of no media type, so that none is unacceptable",
        &["disableUpdateCustomerData 406", "enableUpdateCustomerData 406"],
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_case_that_the_generated_clients_can_say_is_answered_in_their_types() {
    let found = run_cases_by_clients(|_| ()).await.expect("a service starts");
    assert_clean(&found);
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
