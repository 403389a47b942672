//! Random histories: what is asked, in which order, and what at the same time. Made from a seed, nothing else.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};

use super::ask::{Act, Faults, Key, Media, Path, Signature, Text, Token};
use super::meaning::{BIRTHS, COUNTRIES, E164, EMAILS, NETWORKS, NUMBERS, POSTAL_CODES, STATES};

/// How many partners one history has.
pub const PARTNERS: usize = 2;

/// Most requests that run at the same time in one history: as many can be put in order.
const AT_ONCE: usize = 5;

/// How many histories share a bank and its clock.
pub const IN_A_BATCH: u64 = 16;

/// How many of a hundred tokens are asked for: a password is hashed for each, which takes long by intention.
const LOG_INS: u32 = 25;

const EPOCHS: usize = 3;
const ROUNDS: usize = 12;

/// Whether the caller gets to see the answer: one that does not asks again with the same key until it does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Loss {
    /// It does.
    #[default]
    Nothing,
    /// Its connection breaks when half of the body is sent.
    Body,
    /// Its connection breaks as soon as all is sent.
    Answer,
    /// Its connection breaks with the first byte of the answer.
    Rest,
}

/// A request before its ids are known: customers and keys are counted.
#[derive(Clone, Debug)]
pub struct Op {
    /// What for.
    pub act: Act,
    /// The caller, or the partner it is about.
    pub partner: usize,
    /// Which customer, in the order in which they are created.
    pub customer: usize,
    /// Which idempotency key.
    pub key: usize,
    /// The body as meant.
    pub json: Value,
    /// What is wrong with it.
    pub faults: Faults,
    /// What is lost on the way, the first time that it is sent.
    pub loss: Loss,
}

impl Op {
    /// A log-in with the right password.
    pub fn log_in(partner: usize) -> Self {
        let (json, faults) = (json!({ "username": "", "password": "" }), Faults::default());
        Self { act: Act::LogIn { right: true }, partner, customer: 0, key: 0, json, faults, loss: Loss::Nothing }
    }
}

/// A step of a history.
#[derive(Clone, Debug)]
pub enum Step {
    /// A partner gets a token, without asking for it.
    Renew(usize),
    /// A partner logs in, and uses the token that it is given from then on.
    LogIn(usize),
    /// These lanes at the same time; in each, one request after the other.
    Round(Vec<Vec<Op>>),
}

/// A whole history.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which one of its seed's.
    pub index: u64,
    /// Between two epochs the clock is moved: [`jumps`].
    pub epochs: Vec<Vec<Step>>,
}

/// How far the clock of a batch is moved after each epoch, in milliseconds: both sides of an hour among them.
pub fn jumps(seed: u64, batch: u64) -> Vec<i64> {
    let mut random = StdRng::seed_from_u64(mix(seed, batch ^ 0xC10C));
    let all = [1_000, 60_000, 1_800_000, 3_599_999, 3_600_000, 3_600_001];
    // First about an hour: the tokens and the keys of the first epoch come to their end.
    let first = all[3..].choose(&mut random);
    let others = (2..EPOCHS).map(|_| all.choose(&mut random));
    [first].into_iter().chain(others).map(|by| by.copied().unwrap_or(1_000)).collect()
}

/// One seed for each history.
fn mix(seed: u64, index: u64) -> u64 {
    (seed ^ index.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xBF58_476D_1CE4_E5B9).rotate_left(31)
}

/// The idempotency keys of a history, by their number.
pub fn key(seed: u64, index: u64, number: usize) -> uuid::Uuid {
    let (high, low) = (mix(seed ^ 0x6B65, index), mix(index, number as u64));
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

impl Plan {
    /// The history with this number.
    pub fn new(seed: u64, index: u64) -> Self {
        let mut making = Making {
            random: StdRng::seed_from_u64(mix(seed, index)),
            owners: Vec::new(),
            keys: 0,
            earlier: Vec::new(),
        };
        let mut epochs = vec![making.settled()];
        for _ in 0..EPOCHS {
            let mut steps: Vec<Step> = Vec::new();
            if epochs.len() > 1 {
                // Some requests while the token may be over, then tokens for all.
                steps.extend((0..2).map(|_| making.round()));
                steps.extend((0..PARTNERS).map(|partner| making.token(partner)));
            } else if making.chance(LOG_INS) {
                // Of the first epoch, too: its clock stands at a whole second, and the end of the token's hour is one.
                steps.push(Step::LogIn(making.random.random_range(0..PARTNERS)));
            }
            steps.extend((0..ROUNDS).map(|_| making.round()));
            epochs.push(steps);
        }
        let first = epochs.remove(0);
        epochs[0].splice(0..0, first);
        Self { index, epochs }
    }

    /// How many requests it is.
    pub fn requests(&self) -> usize {
        let rounds = self.epochs.iter().flatten().map(|step| match step {
            Step::Renew(_) => 0,
            Step::LogIn(_) => 1,
            Step::Round(lanes) => lanes.iter().map(Vec::len).sum(),
        });
        rounds.sum()
    }
}

struct Making {
    random: StdRng,
    /// Whose customer each is.
    owners: Vec<usize>,
    keys: usize,
    /// Requests with a key, to be sent again.
    earlier: Vec<Op>,
}

impl Making {
    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.random.random_range(0..all.len())]
    }

    /// A value of a table, nearly always a good one.
    fn mostly(&mut self, table: &[(&'static str, bool)]) -> &'static str {
        let bad = self.chance(7);
        let fitting: Vec<_> = table.iter().filter(|(_, good)| *good != bad).map(|(text, _)| *text).collect();
        self.pick(&fitting)
    }

    /// A partner's next token: one that costs no password hash, mostly.
    fn token(&mut self, partner: usize) -> Step {
        if self.chance(LOG_INS) { Step::LogIn(partner) } else { Step::Renew(partner) }
    }

    /// Customers of both partners, some with pockets.
    fn settled(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        for partner in [0, 0, 1] {
            let create = self.create(partner, false);
            steps.push(Step::Round(vec![vec![create]]));
        }
        for customer in [0, 0, 1] {
            let op = self.op(Act::OpenPocket, customer);
            steps.push(Step::Round(vec![vec![op]]));
        }
        steps
    }

    fn op(&mut self, act: Act, customer: usize) -> Op {
        let partner = self.owners.get(customer).copied().unwrap_or_default();
        let key = self.keys;
        self.keys += 1;
        Op { act, partner, customer, key, json: Value::Null, faults: Faults::default(), loss: Loss::Nothing }
    }

    fn round(&mut self) -> Step {
        let lanes = if self.chance(45) { 1 } else { self.random.random_range(2..=4) };
        let mut left = AT_ONCE;
        let customer = self.random.random_range(0..self.owners.len());
        let mut round: Vec<Vec<Op>> = Vec::new();
        for lane in 0..lanes {
            let length = if self.chance(25) && left > lanes - lane { 2 } else { 1 };
            left -= length;
            // Races are about one customer, mostly.
            let lane = (0..length).map(|_| {
                let about = if self.chance(75) { customer } else { self.random.random_range(0..self.owners.len()) };
                match round.first().and_then(|lane: &Vec<Op>| lane.first()) {
                    // The same request at the same time, under the same key.
                    Some(same) if same.act == Act::Update && self.chance(15) => same.clone(),
                    _ => self.any(about),
                }
            });
            round.push(lane.collect());
        }
        Step::Round(round)
    }

    fn any(&mut self, customer: usize) -> Op {
        let mut op = match self.random.random_range(0..100) {
            0..30 => {
                let mut op = self.op(Act::Update, customer);
                op.json = self.update();
                op
            }
            30..36 => {
                let mut op = self.op(Act::Update, customer);
                op.json = self.closing();
                op
            }
            36..48 if !self.earlier.is_empty() => self.again(),
            36..62 => self.op(Act::Get, customer),
            62..70 => self.op(Act::OpenPocket, customer),
            70..82 => {
                let balance = ["0.00", "0.00", "0.00", "0.01", "12.30", "9999999999999999.99", "1.5", "-1.00"];
                let balance = if self.chance(90) { self.pick(&balance[..6]) } else { self.pick(&balance) };
                let pocket = self.random.random_range(0..3);
                let mut op = self.op(Act::SetBalance { pocket, balance: balance.to_owned() }, customer);
                op.json = json!({ "balance": balance });
                op
            }
            82..85 => self.op(Act::Freeze, customer),
            85..89 => self.op(Act::Unfreeze, customer),
            89..90 => self.op(Act::Disable, customer),
            90..92 => self.op(Act::Enable, customer),
            92..95 => {
                let limit = if self.chance(50) { Some(self.pick(&[1, 2, 500, 0, 501])) } else { None };
                let after = if self.chance(50) { Some(self.random.random_range(0..20)) } else { None };
                self.op(Act::Audit { limit, after }, customer)
            }
            95..96 => {
                // A password is hashed, which takes long by intention.
                let (some, right) = (self.chance(12), self.chance(50));
                if some && self.chance(60) {
                    let taken = if self.chance(25) { Some(self.random.random_range(0..PARTNERS)) } else { None };
                    let mut op = self.op(Act::CreatePartner { taken }, customer);
                    op.json = self.partner();
                    op
                } else if some {
                    let mut op = self.op(Act::LogIn { right }, customer);
                    op.json = json!({ "username": "", "password": if right { "" } else { "wrong" } });
                    op
                } else {
                    self.op(Act::ListPartners, customer)
                }
            }
            _ => {
                let owner = self.random.random_range(0..PARTNERS);
                self.create(owner, true)
            }
        };
        // Another partner's customer is not found.
        if op.act.signed() && self.chance(4) {
            op.partner = (op.partner + 1) % PARTNERS;
        }
        if self.chance(15) {
            for _ in 0..self.random.random_range(1..=2) {
                self.fault(&mut op.faults);
            }
        }
        if op.act == Act::Update {
            op.loss = match self.random.random_range(0..100) {
                0..2 => Loss::Body,
                2..6 => Loss::Answer,
                6..8 => Loss::Rest,
                _ => Loss::Nothing,
            };
            self.earlier.push(op.clone());
        }
        op
    }

    /// A request that was sent before, as it was or with the same key and something else in it.
    fn again(&mut self) -> Op {
        let recent = self.earlier.len().saturating_sub(12);
        let index = self.random.random_range(recent..self.earlier.len());
        let mut op = self.earlier[index].clone();
        if self.chance(25) {
            op.json = self.update();
        }
        if self.chance(10) {
            // The same key for another customer.
            op.customer = self.random.random_range(0..self.owners.len());
        }
        if self.chance(70) {
            op.faults = Faults::default();
        }
        op
    }

    fn fault(&mut self, faults: &mut Faults) {
        match self.random.random_range(0..20) {
            0..4 => faults.token = self.pick(&[Token::Others, Token::Unknown, Token::NoToken, Token::None]),
            4..9 => {
                let all = [
                    Signature::OfOtherBytes,
                    Signature::OfOtherPath,
                    Signature::OfOtherSecret,
                    Signature::NoBase64,
                    Signature::Twice,
                    Signature::None,
                ];
                faults.signature = self.pick(&all);
            }
            9..11 => faults.key = self.pick(&[Key::NoUuid, Key::Twice, Key::None]),
            11..13 => faults.media = self.pick(&[Media::Other, Media::None]),
            13..15 => faults.path = self.pick(&[Path::Inexact, Path::NoId]),
            15..18 => {
                faults.text = self.pick(&[Text::CutOff, Text::Twice, Text::Marked, Text::NotUtf8, Text::Empty]);
            }
            18 => faults.wants_html = true,
            _ => faults.too_large = self.chance(20),
        }
    }

    /// A value, null or nothing.
    fn maybe(
        &mut self,
        members: &mut Map<String, Value>,
        name: &str,
        null: u32,
        value: u32,
        of: impl Fn(&mut Self) -> Value,
    ) {
        match self.random.random_range(0..100) {
            roll if roll < null => drop(members.insert(name.to_owned(), Value::Null)),
            roll if roll < null + value => {
                let value = of(self);
                members.insert(name.to_owned(), value);
            }
            _ => {}
        }
    }

    fn update(&mut self) -> Value {
        let mut body = Map::new();
        self.maybe(&mut body, "email", 10, 35, |making| making.mostly(EMAILS).into());
        self.maybe(&mut body, "phone_number", 10, 30, |making| making.number());
        self.maybe(&mut body, "address", 10, 25, Self::address);
        self.maybe(&mut body, "trusted_contact", 12, 38, Self::contact);
        if self.chance(6) {
            self.spoil(&mut body);
        }
        body.into()
    }

    /// Something that the schema has not.
    fn spoil(&mut self, body: &mut Map<String, Value>) {
        let (name, value) = match self.random.random_range(0..9) {
            0 => ("emial", "a@b.example".into()),
            1 => ("email", json!(5)),
            2 => ("email", "nothing like it".into()),
            3 => ("phone_number", "".into()),
            4 => ("trusted_contact", json!({ "first_name": "", "nickname": "S" })),
            5 => ("trusted_contact", json!([])),
            6 => ("address", json!({ "city": "Trenton" })),
            7 => ("closure_reason", "INACTIVITY".into()),
            _ => ("status", "OPEN".into()),
        };
        body.insert(name.to_owned(), value);
    }

    fn closing(&mut self) -> Value {
        let reasons = ["SUSPICIOUS_ACTIVITY", "USER_INSTIGATED", "PARTNER_INITIATED_CLOSURE", "INACTIVITY"];
        let mut body = Map::new();
        body.insert("status".into(), "CLOSED".into());
        body.insert("closure_reason".into(), self.pick(&reasons).into());
        self.maybe(&mut body, "closure_description", 20, 30, |_| "moved\n\taway".into());
        match self.random.random_range(0..20) {
            0 => drop(body.remove("closure_reason")),
            1 => drop(body.insert("email".into(), "a@b.example".into())),
            2 => drop(body.insert("closure_reason".into(), "BORED".into())),
            _ => {}
        }
        body.into()
    }

    fn number(&mut self) -> Value {
        let index = self.random.random_range(0..NUMBERS.len());
        NUMBERS[index].0.into()
    }

    fn address(&mut self) -> Value {
        let country = self.mostly(COUNTRIES);
        let fitting: Vec<_> = POSTAL_CODES.iter().filter(|(_, of)| *of == country).collect();
        let postal_code = match self.chance(7) || fitting.is_empty() {
            true => self.pick(POSTAL_CODES).0,
            false => self.pick(&fitting).0,
        };
        let mut address = Map::new();
        address.insert("street_address".into(), self.pick(&["18 Alder Court", "Straße 1", "\u{10FFFF}"]).into());
        address.insert("city".into(), "Trenton".into());
        address.insert("postal_code".into(), postal_code.into());
        address.insert("country".into(), country.into());
        self.maybe(&mut address, "street_address2", 20, 30, |_| "Apt 4".into());
        self.maybe(&mut address, "state", 20, 50, |making| making.mostly(STATES).into());
        address.into()
    }

    fn contact(&mut self) -> Value {
        let mut contact = Map::new();
        self.maybe(&mut contact, "first_name", 25, 35, |making| making.pick(&["Samir", "Ng\u{fc}\u{1F600}"]).into());
        self.maybe(&mut contact, "last_name", 25, 35, |_| "Haddad".into());
        self.maybe(&mut contact, "email", 25, 30, |making| making.mostly(EMAILS).into());
        self.maybe(&mut contact, "phone_number", 25, 30, |making| {
            let index = making.random.random_range(E164);
            NUMBERS[index].0.into()
        });
        self.maybe(&mut contact, "address", 25, 30, |_| "1 High Street, Oxford".into());
        contact.into()
    }

    /// A partner to create; its username comes later, where it is a good one.
    fn partner(&mut self) -> Value {
        let mut body = Map::new();
        let username = if self.chance(7) { self.pick(&["no", "No.1", "-a-"]) } else { "" };
        body.insert("username".into(), username.into());
        self.maybe(&mut body, "update_customer_data_enabled", 0, 60, |making| making.chance(50).into());
        self.maybe(&mut body, "ip_allow_list", 20, 50, |making| {
            let count = making.random.random_range(1..=2);
            (0..count).map(|_| making.mostly(NETWORKS)).collect()
        });
        body.into()
    }

    fn create(&mut self, partner: usize, free: bool) -> Op {
        let customer = self.owners.len();
        self.owners.push(partner);
        let mut op = self.op(Act::Create, customer);
        let mut address = self.address();
        let (mut number, mut email) = (self.number(), Value::from(self.mostly(EMAILS)));
        if !free {
            address = json!({ "street_address": "1 A", "city": "B", "postal_code": "08608", "country": "US" });
            (number, email) = (NUMBERS[0].0.into(), EMAILS[0].0.into());
        }
        let mut body = Map::new();
        body.insert("email".into(), email);
        body.insert("phone_number".into(), number);
        body.insert("address".into(), address);
        let mut id = Map::new();
        id.insert("identification_number".into(), "900-00-0001".into());
        let issuing = if free { self.mostly(COUNTRIES) } else { "US" };
        self.maybe(&mut id, "issuing_country", 20, 40, |_| issuing.into());
        if self.chance(65) {
            body.insert("type".into(), "INDIVIDUAL".into());
            let mut name =
                Map::from_iter([("first_name".into(), "Noor".into()), ("last_name".into(), "Haddad".into())]);
            self.maybe(&mut name, "middle_name", 20, 30, |_| "R.".into());
            body.insert("name".into(), name.into());
            body.insert("date_of_birth".into(), if free { self.mostly(BIRTHS) } else { BIRTHS[0].0 }.into());
            id.insert("identification_type".into(), self.pick(&["SSN", "PASSPORT", "NON_US_ID"]).into());
            if free {
                self.maybe(&mut body, "trusted_contact", 20, 40, Self::contact);
            }
        } else {
            body.insert("type".into(), "BUSINESS".into());
            body.insert("name".into(), "Larkspur Bakery LLC".into());
            id.insert("type".into(), self.pick(&["TIN", "EIN", "NON_US_BUSINESS_ID"]).into());
        }
        body.insert("identification_number".into(), id.into());
        op.json = body.into();
        op
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_history_again_and_another_seed_another() {
        let text = |seed, index| format!("{:?}", Plan::new(seed, index));
        assert_eq!(text(7, 3), text(7, 3));
        assert_ne!(text(7, 3), text(7, 4));
        assert_ne!(text(7, 3), text(8, 3));
        assert!(Plan::new(7, 3).requests() > 50);
        assert_eq!(jumps(7, 1), jumps(7, 1));
    }
}
