//! Claims about what the audit trail is told of a customer: the names of what changed, and the bytes that digests are
//! made of.

use super::*;

/// An individual with every optional member and two pockets, everything known to the last byte.
fn individual() -> Customer {
    let text = |text: &str| Some(text.to_owned());
    Customer {
        id: CustomerId(uuid::Uuid::from_u128(1)),
        partner: PartnerId(uuid::Uuid::from_u128(2)),
        profile: Profile::Individual(Individual {
            name: PersonName { first_name: "Noor".into(), middle_name: text("Amal"), last_name: "Haddad".into() },
            date_of_birth: NaiveDate::from_ymd_opt(1988, 2, 29).expect("a date"),
            identification: Identification {
                identification_number: "900-00-0001".into(),
                issuing_country: Some(country("US")),
                identification_type: IndividualIdentificationType::Ssn,
            },
            trusted_contact: Some(TrustedContact {
                first_name: text("Samir"),
                last_name: text("Haddad"),
                email: Some(email("samir@mail.example")),
                phone_number: Some(phone("+12025550144")),
                address: text("3 Birch Lane"),
            }),
        }),
        email: email("noor@mail.example"),
        phone_number: phone("+12025550143"),
        address: Address {
            street_address: "18 Alder Court".into(),
            street_address2: text("Apt 4"),
            city: "Trenton".into(),
            postal_code: "08608".into(),
            state: text("NJ"),
            country: country("US"),
        },
        pockets: vec![pocket(3, "0", PocketState::Open), pocket(4, "12.5", PocketState::Closed)],
        frozen: false,
        closure: Some(CloseCustomerAccount {
            closure_reason: ClosureReason::Inactivity,
            closure_description: text("moved away"),
        }),
    }
}

/// The same as a business.
pub(crate) fn business() -> Customer {
    Customer {
        profile: Profile::Business(Business {
            name: "Larkspur Bakery LLC".into(),
            identification: Identification {
                identification_number: "00-0000001".into(),
                issuing_country: None,
                identification_type: BusinessIdentificationType::Ein,
            },
        }),
        ..individual()
    }
}

/// An individual without any optional member.
fn bare() -> Customer {
    let mut bare = individual();
    bare.profile = Profile::Individual(Individual {
        name: PersonName { first_name: "Noor".into(), middle_name: None, last_name: "Haddad".into() },
        date_of_birth: NaiveDate::from_ymd_opt(1988, 2, 29).expect("a date"),
        identification: Identification {
            identification_number: "900-00-0001".into(),
            issuing_country: None,
            identification_type: IndividualIdentificationType::Ssn,
        },
        trusted_contact: None,
    });
    bare.address.street_address2 = None;
    bare.address.state = None;
    bare.pockets.clear();
    bare.closure = None;
    bare
}

fn country(code: &str) -> Country {
    Country::from_stored(code.into())
}

fn email(text: &str) -> Email {
    Email::from_stored(text.into())
}

fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::from_stored(text.into())
}

fn pocket(id: u128, balance: &str, state: PocketState) -> Pocket {
    Pocket { id: PocketId(uuid::Uuid::from_u128(id)), balance: balance.parse().expect("an amount"), state }
}

/// The individual with its own part changed.
fn with(change: impl FnOnce(&mut Individual)) -> Customer {
    let mut customer = individual();
    if let Profile::Individual(individual) = &mut customer.profile {
        change(individual);
    }
    customer
}

/// The individual with its trusted contact changed.
fn with_contact(change: impl FnOnce(&mut TrustedContact)) -> Customer {
    with(|individual| change(individual.trusted_contact.as_mut().expect("it has one")))
}

/// The business with its own part changed.
fn of_business(change: impl FnOnce(&mut Business)) -> Customer {
    let mut customer = business();
    if let Profile::Business(business) = &mut customer.profile {
        change(business);
    }
    customer
}

/// The individual with what both kinds have changed.
fn also(change: impl FnOnce(&mut Customer)) -> Customer {
    let mut customer = individual();
    change(&mut customer);
    customer
}

#[test]
fn the_same_customer_has_no_differences() {
    for customer in [individual(), business(), bare()] {
        assert_eq!(customer.differences(&customer.clone()), [""; 0]);
    }
}

#[test]
fn each_part_of_a_customer_that_differs_is_named_alone_in_both_directions() {
    let none = TrustedContact::default();
    let cases = [
        ("email", also(|customer| customer.email = email("b@mail.example"))),
        ("phone_number", also(|customer| customer.phone_number = phone("+12025550199"))),
        ("address", also(|customer| customer.address.street_address.push('t'))),
        ("address", also(|customer| customer.address.street_address2 = None)),
        ("address", also(|customer| customer.address.city.push('e'))),
        ("address", also(|customer| customer.address.postal_code = "08609".into())),
        ("address", also(|customer| customer.address.state = Some(String::new()))),
        ("address", also(|customer| customer.address.country = country("PR"))),
        ("trusted_contact", with(|individual| individual.trusted_contact = None)),
        ("trusted_contact", with(|individual| individual.trusted_contact = Some(none.clone()))),
        ("trusted_contact", with_contact(|contact| contact.first_name = None)),
        ("trusted_contact", with_contact(|contact| contact.last_name = Some("Byron".into()))),
        ("trusted_contact", with_contact(|contact| contact.email = None)),
        ("trusted_contact", with_contact(|contact| contact.phone_number = None)),
        ("trusted_contact", with_contact(|contact| contact.address = None)),
        ("pockets", also(|customer| customer.pockets[0].balance = "0.01".parse().expect("an amount"))),
        ("pockets", also(|customer| customer.pockets[0].state = PocketState::Closed)),
        ("pockets", also(|customer| customer.pockets.truncate(1))),
        ("account_status", also(|customer| customer.closure = None)),
    ];
    for (name, after) in cases {
        assert_eq!(individual().differences(&after), [name]);
        assert_eq!(after.differences(&individual()), [name]);
    }
}

#[test]
fn differences_are_named_in_one_order_whatever_they_are() {
    let mut after = bare();
    after.email = email("b@mail.example");
    after.phone_number = phone("+12025550199");
    let all = ["email", "phone_number", "address", "trusted_contact", "pockets", "account_status"];
    assert_eq!(individual().differences(&after), all);
}

#[test]
fn freezing_a_customer_is_a_difference_of_its_status_and_a_closed_ones_is_none() {
    let open = Customer { closure: None, ..business() };
    let frozen = Customer { frozen: true, ..open.clone() };
    assert_eq!(open.differences(&frozen), ["account_status"]);
    let closed = |customer: &Customer| Customer { closure: individual().closure, ..customer.clone() };
    assert_eq!(closed(&open).differences(&closed(&frozen)), [""; 0], "CLOSED over FROZEN");
}

#[test]
fn two_businesses_never_differ_in_a_trusted_contact() {
    let after = of_business(|business| business.name.push('x'));
    assert_eq!(business().differences(&after), [""; 0]);
}

/// Fields as the canonical row has them, written down once more: 1, the length in eight bytes, the field; 0 where there
/// is none.
fn row(fields: &[Option<&[u8]>]) -> Vec<u8> {
    let mut row = Vec::new();
    for field in fields {
        match field {
            None => row.push(0),
            Some(field) => {
                row.extend([1, 0, 0, 0, 0, 0, 0, 0, u8::try_from(field.len()).expect("a short field")]);
                row.extend(*field);
            }
        }
    }
    row
}

fn id(last: u8) -> [u8; 16] {
    let mut id = [0; 16];
    id[15] = last;
    id
}

// What a digest was made of years ago must be what it is made of today, or the trail's states could not be compared.
#[test]
fn the_bytes_of_a_customer_are_every_field_in_this_order() {
    let (one, two, three, four) = (id(1), id(2), id(3), id(4));
    let texts = |texts: &[&'static str]| texts.iter().map(|text| Some(text.as_bytes())).collect::<Vec<_>>();
    let mut full: Vec<Option<&[u8]>> = vec![Some(&one), Some(&two)];
    full.extend(texts(&["INDIVIDUAL", "Noor", "Amal", "Haddad", "1988-02-29", "900-00-0001", "US", "SSN"]));
    full.extend(texts(&["trusted_contact", "Samir", "Haddad", "samir@mail.example", "+12025550144", "3 Birch Lane"]));
    full.extend(texts(&["noor@mail.example", "+12025550143"]));
    full.extend(texts(&["18 Alder Court", "Apt 4", "Trenton", "08608", "NJ", "US"]));
    full.push(Some(&[0, 0, 0, 0, 0, 0, 0, 2]));
    full.push(Some(&three));
    full.extend(texts(&["0.00", "OPEN"]));
    full.push(Some(&four));
    full.extend(texts(&["12.50", "CLOSED"]));
    full.push(Some(&[0]));
    full.extend(texts(&["INACTIVITY", "moved away"]));
    assert_eq!(individual().canonical(), row(&full));

    let mut least: Vec<Option<&[u8]>> = vec![Some(&one), Some(&two)];
    least.extend(texts(&["INDIVIDUAL", "Noor"]));
    least.push(None);
    least.extend(texts(&["Haddad", "1988-02-29", "900-00-0001"]));
    least.push(None);
    least.extend(texts(&["SSN"]));
    least.push(None);
    least.extend(texts(&["noor@mail.example", "+12025550143", "18 Alder Court"]));
    least.push(None);
    least.extend(texts(&["Trenton", "08608"]));
    least.push(None);
    least.extend(texts(&["US"]));
    least.push(Some(&[0, 0, 0, 0, 0, 0, 0, 0]));
    least.push(Some(&[1]));
    least.extend([None, None]);
    assert_eq!(Customer { frozen: true, ..bare() }.canonical(), row(&least));

    let mut other: Vec<Option<&[u8]>> = vec![Some(&one), Some(&two)];
    other.extend(texts(&["BUSINESS", "Larkspur Bakery LLC", "00-0000001"]));
    other.push(None);
    other.extend(texts(&["EIN"]));
    // From the e-mail address on, both kinds are the same.
    let shared = full.iter().position(|field| *field == Some(b"noor@mail.example".as_slice())).expect("it is there");
    other.extend(&full[shared..]);
    assert_eq!(business().canonical(), row(&other));
}

#[test]
fn no_two_different_customers_have_the_same_bytes() {
    let text = |text: &str| Some(text.to_owned());
    let mut customers = vec![individual(), business(), bare()];
    // Each field.
    customers.extend([
        also(|customer| customer.id = CustomerId(uuid::Uuid::from_u128(9))),
        also(|customer| customer.partner = PartnerId(uuid::Uuid::from_u128(9))),
        with(|individual| individual.name.first_name.push('a')),
        with(|individual| individual.name.middle_name = text("Iman")),
        with(|individual| individual.name.last_name.push('i')),
        with(|individual| individual.date_of_birth = individual.date_of_birth.succ_opt().expect("a date")),
        with(|individual| individual.identification.identification_number.push('0')),
        with(|individual| individual.identification.issuing_country = Some(country("CA"))),
        with(|individual| individual.identification.identification_type = IndividualIdentificationType::Passport),
        with_contact(|contact| contact.first_name = text("Amal")),
        with_contact(|contact| contact.last_name = text("Amal")),
        with_contact(|contact| contact.email = Some(email("amal@mail.example"))),
        with_contact(|contact| contact.phone_number = Some(phone("+12025550145"))),
        with_contact(|contact| contact.address = text("4 Birch Lane")),
        of_business(|business| business.name.push('x')),
        of_business(|business| business.identification.identification_number.push('0')),
        of_business(|business| business.identification.issuing_country = Some(country("US"))),
        of_business(|business| business.identification.identification_type = BusinessIdentificationType::Tin),
        also(|customer| customer.email = email("b@mail.example")),
        also(|customer| customer.phone_number = phone("+12025550199")),
        also(|customer| customer.address.street_address.push('t')),
        also(|customer| customer.address.street_address2 = text("Apt 5")),
        also(|customer| customer.address.city.push('e')),
        also(|customer| customer.address.postal_code.push('1')),
        also(|customer| customer.address.state = text("NY")),
        also(|customer| customer.address.country = country("PR")),
        also(|customer| customer.pockets[0].id = PocketId(uuid::Uuid::from_u128(9))),
        also(|customer| customer.pockets[0].balance = "0.01".parse().expect("an amount")),
        also(|customer| customer.pockets[0].state = PocketState::Closed),
        also(|customer| customer.pockets[1].balance = Usd::ZERO),
        also(|customer| customer.pockets.reverse()),
        also(|customer| customer.pockets.truncate(1)),
        also(|customer| customer.frozen = true),
        also(|customer| customer.closure = None),
    ]);
    for closure_reason in [ClosureReason::SuspiciousActivity, ClosureReason::UserInstigated] {
        for closure_description in [None, text(""), text("moved away")] {
            let closure = CloseCustomerAccount { closure_reason, closure_description };
            customers.push(also(|customer| customer.closure = Some(closure)));
        }
    }
    // Absent and empty.
    customers.extend([
        with(|individual| individual.name.middle_name = None),
        with(|individual| individual.name.middle_name = text("")),
        with(|individual| individual.identification.issuing_country = None),
        with(|individual| individual.identification.issuing_country = Some(country(""))),
        with(|individual| individual.trusted_contact = None),
        with(|individual| individual.trusted_contact = Some(TrustedContact::default())),
        with_contact(|contact| contact.first_name = None),
        with_contact(|contact| contact.first_name = text("")),
        with_contact(|contact| contact.last_name = None),
        with_contact(|contact| contact.last_name = text("")),
        with_contact(|contact| contact.email = None),
        with_contact(|contact| contact.phone_number = None),
        with_contact(|contact| contact.address = None),
        with_contact(|contact| contact.address = text("")),
        also(|customer| customer.address.street_address2 = None),
        also(|customer| customer.address.street_address2 = text("")),
        also(|customer| customer.address.state = None),
        also(|customer| customer.address.state = text("")),
    ]);
    // What stands at the end of one field, at the start of the next.
    let only_first = TrustedContact { first_name: text("Samir"), ..Default::default() };
    let only_last = TrustedContact { last_name: text("Samir"), ..Default::default() };
    let only_address = TrustedContact { address: text("Samir"), ..Default::default() };
    customers.extend(
        [only_first, only_last, only_address]
            .map(|contact| with(|individual| individual.trusted_contact = Some(contact))),
    );
    customers.extend([
        with(|individual| (individual.name.first_name, individual.name.middle_name) = ("NoorA".into(), text("mal"))),
        with(|individual| (individual.name.middle_name, individual.name.last_name) = (text("AmalH"), "addad".into())),
        with_contact(|contact| (contact.first_name, contact.last_name) = (text("SamirH"), text("addad"))),
        also(|customer| {
            (customer.address.street_address, customer.address.street_address2) =
                ("18 Alder".into(), text(" CourtApt 4"));
        }),
        also(|customer| {
            (customer.address.city, customer.address.postal_code) = ("Trento".into(), "n08608".into());
        }),
        also(|customer| {
            (customer.address.postal_code, customer.address.state) = ("08608N".into(), text("J"));
        }),
    ]);
    let mut seen = std::collections::HashMap::new();
    for (index, customer) in customers.iter().enumerate() {
        assert_eq!(customer.canonical(), customer.clone().canonical());
        if let Some(same) = seen.insert(customer.canonical(), index) {
            panic!("customers {same} and {index} have the same bytes");
        }
    }
}

#[test]
fn equal_customers_have_equal_bytes_however_their_balances_were_written() {
    for (one, other) in [("0", "0.000"), ("12.5", "12.50"), ("12.50", "12.5000"), ("0.10", "0.100")] {
        let with_balance = |text| also(|customer| customer.pockets = vec![pocket(3, text, PocketState::Open)]);
        let (one, other) = (with_balance(one), with_balance(other));
        assert!(one == other);
        assert_eq!(one.canonical(), other.canonical());
    }
}
