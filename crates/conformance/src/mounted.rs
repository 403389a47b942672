//! What each operation is mounted as, against the document: what no answer shows, or only in a race.

use std::collections::BTreeSet;

use serde_json::Value;
use server_support::{BodyRule, Operation};

use crate::contract::Contract;

/// Everything in which the mounted operations differ from the document's: which there are, their paths, whether they are
/// safe (RFC 9110 section 9.2.1), and the rule of their bodies.
pub fn differences(contract: &Contract, mounted: &[&Operation]) -> Vec<String> {
    let mut found = Vec::new();
    for declared in contract.operations() {
        let mut all = mounted.iter().filter(|operation| operation.id == declared.id);
        match (all.next(), all.next()) {
            (Some(operation), None) => {
                let told = contract.facts(declared);
                let mut hold = |what: &str, is_same: bool| {
                    if !is_same {
                        found.push(format!("{}: its {what} is not the document's: {operation:?}", declared.id));
                    }
                };
                hold("path", operation.path == told.path);
                hold("safety", operation.safe == told.safe);
                hold("rule of the body", keeps(&operation.body, told.body));
            }
            (None, _) => found.push(format!("{}: not mounted", declared.id)),
            (Some(_), Some(_)) => found.push(format!("{}: mounted twice", declared.id)),
        }
    }
    let strangers = mounted.iter().filter(|operation| contract.operation_by_id(operation.id).is_none());
    found.extend(strangers.map(|operation| format!("{}: not in the document", operation.id)));
    found
}

/// What a document says of an operation that is mounted.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'d> {
    /// The path's template.
    pub path: &'d str,
    /// Whether its method is safe.
    pub safe: bool,
    /// Its `requestBody`.
    pub body: Option<&'d Value>,
}

fn keeps(rule: &BodyRule, body: Option<&Value>) -> bool {
    let Some(body) = body else { return *rule == BodyRule::None };
    let declared: BTreeSet<&str> = body["content"].as_object().into_iter().flatten().map(|(name, _)| &**name).collect();
    let (types, is_required) = match rule {
        BodyRule::Required(types) => (types, true),
        BodyRule::Optional(types) => (types, false),
        BodyRule::None => return false,
    };
    let told = body.get("required") == Some(&Value::Bool(true));
    is_required == told && types.iter().copied().collect::<BTreeSet<_>>() == declared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::APIS;
    use crate::world::CONTRACTS;

    #[test]
    fn what_is_mounted_is_the_documents() {
        for (api, contract) in APIS.iter().zip(CONTRACTS.iter()) {
            assert_eq!(differences(contract, &(api.mounted)()), [""; 0]);
        }
    }

    #[test]
    fn each_thing_that_is_mounted_otherwise_is_noticed() {
        let mounted = (APIS[0].mounted)();
        let changed = |change: fn(&mut Operation)| {
            let at = mounted.iter().position(|it| matches!(it.body, BodyRule::Required(_)));
            let at = at.expect("an operation with a body");
            let mut operation = *mounted[at];
            change(&mut operation);
            let mut all = mounted.clone();
            all[at] = Box::leak(Box::new(operation));
            differences(&CONTRACTS[0], &all).len()
        };
        assert_eq!(changed(|_| ()), 0);
        assert_eq!(changed(|it| it.path = "/elsewhere"), 1);
        assert_eq!(changed(|it| it.safe = true), 1);
        assert_eq!(changed(|it| it.body = BodyRule::None), 1);
        assert_eq!(changed(|it| it.body = BodyRule::Optional(&["application/json"])), 1);
        assert_eq!(changed(|it| it.body = BodyRule::Required(&["text/plain"])), 1);
        assert_eq!(changed(|it| it.id = "nobody"), 2, "one is missing, and one is a stranger");
        assert_eq!(differences(&CONTRACTS[0], &mounted[1..]).len(), 1);
    }
}
