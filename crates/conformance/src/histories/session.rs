//! One history on its way: fills in ids, sends, keeps what came back and asks the model.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::{Act, Asked, Credentials, Said};
use super::bank::{Bank, Member};
use super::model::Model;
use super::order::{Done, explain_with_lost};
use super::plan::{Loss, Op, PARTNERS, Step, key};
use crate::connection::Connection;
use crate::contract::{Exchange, kind_of, texts, words_of};
use crate::message::{Message, Start, requests};
use crate::world::{OPERATOR_TOKEN, SetUp, Which, contract};

/// Why a history failed.
#[derive(Debug)]
pub enum Failure {
    /// An answer is not declared: the operation, its status and what is wrong with it; the exchange.
    Undeclared(BTreeSet<String>, String),
    /// No order of the requests explains the answers: which answers, and what the model has; all of them.
    Unexplained(BTreeSet<String>, String),
    /// There was no answer: the operation and why not; the request.
    Silence(BTreeSet<String>, String),
}

impl Failure {
    /// Whether another one is the same finding: of this kind, and with at least one thing wrong that is wrong here too.
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && !self.kinds().is_disjoint(other.kinds())
    }

    fn kinds(&self) -> &BTreeSet<String> {
        match self {
            Self::Undeclared(kinds, _) | Self::Unexplained(kinds, _) | Self::Silence(kinds, _) => kinds,
        }
    }

    /// What is wrong, without the requests: a line.
    pub fn brief(&self) -> String {
        let kinds: Vec<&str> = self.kinds().iter().map(String::as_str).collect();
        format!("{}: {}", self.what(), kinds.join("; or "))
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Undeclared(..) => "an answer is not declared",
            Self::Unexplained(..) => "no order explains the answers",
            Self::Silence(..) => "no answer",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Undeclared(_, text) | Self::Unexplained(_, text) | Self::Silence(_, text)) = self;
        write!(f, "{}:\n  {}", self.what(), text.replace('\n', "\n  "))
    }
}

/// How long what nobody waits for is given to end, where no answer will tell.
const AFTERMATH: Duration = Duration::from_millis(20);

/// How long a request whose connection broke may be in flight.
const SETTLING: Duration = Duration::from_secs(20);

/// The two connections of a lane.
#[derive(Debug)]
struct Lane {
    partner: Connection,
    operator: Connection,
}

/// A history that runs.
#[derive(Debug)]
pub struct Session {
    seed: u64,
    index: u64,
    members: Vec<Member>,
    ids: Arc<[Uuid]>,
    customers: BTreeMap<usize, Uuid>,
    /// The tokens that log-ins have given, the last one of each partner.
    given: BTreeMap<usize, String>,
    pockets: BTreeMap<Uuid, Vec<Uuid>>,
    /// The sequence numbers of customers' audit entries, from the first on, as far as pages have shown them.
    trails: BTreeMap<Uuid, Vec<u64>>,
    /// Every model that explains what was seen so far.
    models: Vec<Model>,
    lanes: Vec<Lane>,
    /// What is somebody's: every text that was sent about a customer or a partner, and the partners' secrets.
    personal: BTreeSet<String>,
    pub(super) requests: u64,
    pub(super) races: u64,
    pub(super) lost: (u64, u64),
    pub(super) seen: BTreeMap<(String, String), u64>,
    pub(super) failure: Option<Failure>,
}

impl Session {
    /// New partners in a bank, and nothing asked yet.
    pub(super) async fn begin(bank: &Bank, seed: u64, index: u64) -> Result<Self, SetUp> {
        let mut members = Vec::new();
        for number in 0..PARTNERS {
            // The first one signs with an old secret as well as with its new one.
            members.push(bank.join_with(usize::from(number == 0)).await?);
        }
        let known = members.iter().map(|member| (member.id, member.username.as_str()));
        let model = Model::new(bank.now_ms(), known);
        let secrets =
            members.iter().flat_map(|member| [&member.username, &member.password, &member.token, &member.secret]);
        Ok(Self {
            personal: secrets.cloned().collect(),
            seed,
            index,
            ids: members.iter().map(|member| member.id).collect(),
            members,
            customers: BTreeMap::new(),
            given: BTreeMap::new(),
            pockets: BTreeMap::new(),
            trails: BTreeMap::new(),
            models: vec![model],
            lanes: Vec::new(),
            requests: 0,
            races: 0,
            lost: (0, 0),
            seen: BTreeMap::new(),
            failure: None,
        })
    }

    /// The bank's clock was moved.
    pub(super) fn advance(&mut self, by_ms: i64) {
        self.models.iter_mut().for_each(|model| model.now_ms += by_ms);
    }

    /// Does one step.
    pub(super) async fn step(&mut self, bank: &Bank, step: &Step) -> Result<(), SetUp> {
        match step {
            Step::Renew(partner) => {
                self.members[*partner].token = bank.token(self.ids[*partner]).await?;
                self.models.iter_mut().for_each(|model| model.renew(*partner));
            }
            Step::LogIn(partner) => {
                if let Err(failure) = self.round(bank, &[vec![Op::log_in(*partner)]]).await {
                    self.failure = Some(failure);
                } else if let Some(token) = self.given.remove(partner) {
                    self.members[*partner].token = token;
                    self.models.iter_mut().for_each(|model| model.log_in(*partner));
                }
            }
            Step::Round(lanes) => {
                if let Err(failure) = self.round(bank, lanes).await {
                    self.failure = Some(failure);
                }
            }
        }
        Ok(())
    }

    async fn round(&mut self, bank: &Bank, ops: &[Vec<Op>]) -> Result<(), Failure> {
        while self.lanes.len() < ops.len() {
            self.lanes.push(Lane { partner: Connection::new(bank.partner), operator: Connection::new(bank.operator) });
        }
        let asked: Vec<Vec<(Asked, Credentials)>> =
            ops.iter().map(|lane| lane.iter().map(|op| self.fill(op)).collect()).collect();
        // What somebody logs in with may be a word of every day.
        for (one, _) in asked.iter().flatten().filter(|(one, _)| !matches!(one.act, Act::LogIn { .. })) {
            self.personal.extend(personal_texts(&one.json));
        }
        let sent = self.lanes.iter_mut().zip(ops).zip(asked).enumerate().map(async |(index, ((lane, ops), asked))| {
            let (mut done, mut unseen) = (Vec::new(), Vec::new());
            for (op, (asked, credentials)) in ops.iter().zip(asked) {
                if op.loss == Loss::Nothing {
                    done.push(send(lane, index, asked, &credentials).await?);
                } else {
                    let (again, lost) = send_again(lane, index, asked, &credentials, op.loss).await?;
                    done.push(again);
                    unseen.extend(lost);
                }
            }
            Ok::<_, Failure>((done, unseen))
        });
        let answered = join_all(sent).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        let (done, unseen): (Vec<Vec<Done>>, Vec<Vec<Done>>) = answered.into_iter().unzip();
        let (done, unseen) = (done.concat(), unseen.concat());
        self.lost.0 += ops.iter().flatten().filter(|op| op.loss != Loss::Nothing).count() as u64;
        self.lost.1 += unseen.iter().filter(|one| one.seen).count() as u64;
        self.requests += done.len() as u64;
        let together = |a: &Done, b: &Done| a.lane != b.lane && a.sent < b.answered && b.sent < a.answered;
        let has_raced = done.iter().enumerate().any(|(at, a)| done[..at].iter().any(|b| together(a, b)));
        self.races += u64::from(has_raced);
        for one in &done {
            if let Some(of) = tells_of_somebody(&one.said, &self.personal) {
                let kind = format!("{}: {}, its {of} tells of somebody", one.asked.act.name(), one.said.status);
                let shown = format!("{} {} is answered {}", one.asked.method(), one.asked.target, one.said.body);
                return Err(Failure::Undeclared(BTreeSet::from([kind]), shown));
            }
        }
        for (one, op) in done.iter().zip(ops.iter().flatten()) {
            *self.seen.entry((one.asked.act.name().to_owned(), one.said.answer())).or_default() += 1;
            self.remember(op, one);
        }
        self.models = explain_with_lost(&self.models, &done, &unseen).map_err(|why| {
            let told: Vec<String> = unseen.iter().chain(&done).map(told).collect();
            let all = format!("{why}\n  all that was answered:\n    {}", told.join("\n    "));
            Failure::Unexplained(why.kinds, all)
        })?;
        Ok(())
    }

    /// Puts ids in the place of numbers.
    fn fill(&self, op: &Op) -> (Asked, Credentials) {
        let customer = self.customers.get(&op.customer).copied();
        // What is not there has an id too, and always the same.
        let customer = customer.unwrap_or_else(|| Uuid::from_u128(0xC000_0000 + op.customer as u128));
        let mut pocket = Uuid::from_u128(0xF0C0);
        if let Act::SetBalance { pocket: number, .. } = op.act
            && let Some(known) = self.pockets.get(&customer).and_then(|pockets| pockets.get(number))
        {
            pocket = *known;
        }
        let member = &self.members[op.partner];
        let mut json = op.json.clone();
        if let Act::LogIn { right } = op.act {
            let password = if right { &member.password } else { "wrong" };
            json = json!({ "username": member.username, "password": password });
        }
        if let (Act::CreatePartner { taken }, Some("")) = (&op.act, json["username"].as_str()) {
            json["username"] = match taken {
                Some(other) => self.members[*other].username.clone(),
                None => format!("partner-{}", key(self.seed, self.index, op.key).simple()),
            }
            .into();
        }
        let mut after = (0, 0);
        if let (Act::Audit { after: Some(wanted), .. }, Some(trail)) = (&op.act, self.trails.get(&customer)) {
            let behind = wanted % (trail.len() + 1);
            after = (behind, if behind == 0 { 0 } else { trail[behind - 1] });
        }
        let mut asked = Asked {
            act: op.act.clone(),
            partner: op.partner,
            partner_ids: Arc::clone(&self.ids),
            customer,
            pocket,
            after,
            key: key(self.seed, self.index, op.key),
            target: String::new(),
            json,
            body: Vec::new(),
            faults: op.faults.clone(),
        };
        asked.finish();
        let other = &self.members[asked.other_partner()];
        let credentials = if op.act.operator() {
            Credentials { token: OPERATOR_TOKEN.to_owned(), others_token: member.token.clone(), secret: String::new() }
        } else {
            Credentials {
                token: member.token.clone(),
                others_token: other.token.clone(),
                secret: member.any_secret(op.key).to_owned(),
            }
        };
        (asked, credentials)
    }

    /// Notes the ids, and the token, that an answer gives.
    fn remember(&mut self, op: &Op, one: &Done) {
        if op.act == (Act::LogIn { right: true })
            && let Some(token) = one.said.body["token"].as_str()
        {
            self.given.insert(op.partner, token.to_owned());
        }
        if matches!(op.act, Act::Audit { .. }) {
            let trail = self.trails.entry(one.asked.customer).or_default();
            let entries = one.said.body["entries"].as_array().into_iter().flatten();
            for (at, entry) in (one.asked.after.0..).zip(entries) {
                if let Some(sequence) = entry["sequence"].as_u64().filter(|_| at == trail.len()) {
                    trail.push(sequence);
                }
            }
        }
        if one.said.status != 201 {
            return;
        }
        if let (Act::Create, Some(id)) = (&op.act, one.said.id("customer_id")) {
            self.customers.insert(op.customer, id);
        }
        if let (Act::OpenPocket, Some(id)) = (&op.act, one.said.id("pocket_id")) {
            self.pockets.entry(one.asked.customer).or_default().push(id);
        }
    }
}

/// Sends one request; its answer has to be a declared one.
async fn send(lane: &mut Lane, index: usize, asked: Asked, credentials: &Credentials) -> Result<Done, Failure> {
    let (which, connection) = match asked.act.operator() {
        true => (Which::Operator, &mut lane.operator),
        false => (Which::Partner, &mut lane.partner),
    };
    let bytes = asked.bytes(&connection.address().to_string(), credentials);
    let sent = Instant::now();
    let answer = connection.exchange(&bytes, asked.method()).await;
    let answered = Instant::now();
    let request = requests(&bytes).into_iter().next().unwrap_or_else(|| Message {
        start: Start::Request { method: asked.method().to_owned(), target: asked.target.clone() },
        headers: Vec::new(),
        body: Vec::new(),
        complete: false,
    });
    let answer = match answer {
        Ok(answer) => answer.message,
        Err(error) => return Err(silence(&asked, &error)),
    };
    let said = Said::new(&answer);
    let exchange = Exchange { request, answer };
    let undeclared = contract(which).undeclared(&exchange);
    if !undeclared.is_empty() {
        let kind = |wrong: &String| format!("{}: {}, {wrong}", asked.act.name(), said.status);
        let kinds = undeclared.iter().map(kind).collect();
        return Err(Failure::Undeclared(kinds, format!("{}\n{exchange}", undeclared.join("; "))));
    }
    Ok(Done { asked, said, seen: true, lane: index, sent, answered })
}

/// The texts in a body that are somebody's: not the words of the document, which are in capitals, nor what a problem might say
/// by chance.
fn personal_texts(json: &Value) -> impl Iterator<Item = String> {
    let mut all = Vec::new();
    texts(json, &mut all);
    let is_word = |text: &String| text.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_');
    all.into_iter().filter(move |text| text.chars().count() >= 4 && !is_word(text))
}

/// The member of a problem that has a text of somebody's in it (`openapi/problems.md`: none has), whoever is asked about.
fn tells_of_somebody(said: &Said, personal: &BTreeSet<String>) -> Option<&'static str> {
    kind_of(&said.body)?;
    let has = |text: &str| personal.iter().any(|own| text.contains(own.as_str()));
    words_of(&said.body).find(|(_, text)| has(text)).map(|(member, _)| member)
}

fn silence(asked: &Asked, why: &dyn fmt::Display) -> Failure {
    let kind = format!("{}: {why}", asked.act.name());
    Failure::Silence(BTreeSet::from([kind]), format!("{} {}: {why}", asked.method(), asked.target))
}

/// A request and its answer, in a line.
fn told(one: &Done) -> String {
    let (asked, said) = (&one.asked, &one.said);
    let answer = match one.seen {
        true => format!("{} {}", said.status, said.body),
        false => "unseen".to_owned(),
    };
    format!("lane {}, key {}: {} {} {}: {answer}", one.lane, asked.key, asked.method(), asked.target, asked.json)
}

/// Sends one request whose connection breaks, then the same again, with the same key, until it is no longer in flight.
///
/// A replayed answer tells that the first one may have been carried out, and what it was answered: that one comes second.
/// So it does, its answer unknown, where the second was refused before its key counted.
async fn send_again(
    lane: &mut Lane,
    index: usize,
    asked: Asked,
    credentials: &Credentials,
    loss: Loss,
) -> Result<(Done, Option<Done>), Failure> {
    let bytes = asked.bytes(&lane.partner.address().to_string(), credentials);
    // Without a body there is nothing to cut off but the head.
    let half = bytes.len() - asked.body.len().div_ceil(2).max(1);
    let sent = Instant::now();
    let kept = if loss == Loss::Body { &bytes[..half] } else { &bytes[..] };
    // A server that refuses the head alone may close before it has read the rest.
    let _broken = lane.partner.abandon(kept, loss == Loss::Rest).await;
    loop {
        let mut again = send(lane, index, asked.clone(), credentials).await?;
        if again.said.is_problem(409, "request-in-flight") && again.said.header("retry-after").is_some() {
            if sent.elapsed() > SETTLING {
                return Err(silence(&asked, &"in flight for ever"));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        }
        let mut first = again.clone();
        first.sent = sent;
        let replayed = first.said.header("idempotent-replayed").is_some();
        // The answer is known, and not which request it was.
        first.said.headers.retain(|(name, _)| name != "idempotent-replayed" && name != "x-request-id");
        // Both were under way from the beginning, the second one behind the first.
        again.sent = sent + Duration::from_nanos(1);
        // Refused before anybody looked at its key, the second one tells nothing of the first: its caller may have been
        // allowed what it is not any more.
        let is_untold = matches!(again.said.status, 401 | 403);
        if is_untold {
            first.seen = false;
            tokio::time::sleep(AFTERMATH).await;
        }
        return Ok((again, ((replayed || is_untold) && loss != Loss::Body).then_some(first)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_that_tells_of_anybody_is_noticed() {
        let mut personal = BTreeSet::from(["a secret".to_owned()]);
        let body = json!({ "type": "INDIVIDUAL", "name": { "first_name": "Noor" }, "list": ["18 Alder Court", "US"] });
        personal.extend(personal_texts(&body));
        assert_eq!(personal.iter().map(String::as_str).collect::<Vec<_>>(), ["18 Alder Court", "Noor", "a secret"]);
        let said = |body: Value| Said { status: 409, headers: Vec::new(), bytes: Vec::new(), body };
        for (body, of) in [
            (json!({ "type": "/problems/x", "detail": "The account is closed." }), None),
            (json!({ "type": "/problems/x", "detail": "Noor's account is closed." }), Some("detail")),
            (json!({ "type": "/problems/x", "title": "18 Alder Court" }), Some("title")),
            (json!({ "type": "/problems/x", "errors": [{ "message": "not a secret" }] }), Some("message")),
            (json!({ "type": "INDIVIDUAL", "detail": "Noor" }), None),
        ] {
            assert_eq!(tells_of_somebody(&said(body.clone()), &personal), of, "{body}");
        }
    }

    #[test]
    fn a_failure_is_like_another_one_with_the_same_thing_wrong() {
        let kinds = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect::<BTreeSet<_>>();
        let unexplained = |of: &[&str], text: &str| Failure::Unexplained(kinds(of), text.to_owned());
        let first = unexplained(&["get_customer: 404 not-found in place of 200", "freeze_customer: 200"], "customer 1");
        assert!(first.is_like(&unexplained(&["get_customer: 404 not-found in place of 200"], "customer 2")));
        assert!(!first.is_like(&unexplained(&["get_customer: 404 not-found in place of 409"], "customer 1")));
        assert!(!first.is_like(&unexplained(&[], "customer 1")));
        let undeclared = Failure::Undeclared(kinds(&["freeze_customer: 200"]), "customer 1".to_owned());
        assert!(!first.is_like(&undeclared));
        assert!(undeclared.is_like(&undeclared));
        assert_eq!(undeclared.brief(), "an answer is not declared: freeze_customer: 200");
    }
}
