//! Owns what a customer is and how it may change. Every change is a pure function from one customer to the next.

use chrono::NaiveDate;

use crate::{
    Conflict, Country, CustomerId, Email, PartnerId, PhoneNumber, PocketId, Refusal, Usd, Violation, audit::Fields,
    is_us_state, postal_code_fits, redacted,
};

/// What an optional, nullable member of a request says: three different things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Absent: leave it as it is.
    #[default]
    Keep,
    /// `null`: remove it.
    Clear,
    /// A value: set it (or merge it, where it is an object with members of its own).
    Set(T),
}

impl<T> Change<T> {
    fn apply_to(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

macro_rules! wire_names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the document's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The document's name for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The value with this name, if there is one.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }
    };
}

wire_names!(
    /// Where a customer stands.
    AccountStatus {
        /// Has an open pocket.
        Open = "OPEN",
        /// Closed for good.
        Closed = "CLOSED",
        /// Stopped by an operator; contact data may still change, and it may be closed.
        Frozen = "FROZEN",
        /// Has no open pocket yet.
        Pending = "PENDING",
    }
);

wire_names!(
    /// Why a customer was closed.
    ClosureReason {
        /// Suspicious activity.
        SuspiciousActivity = "SUSPICIOUS_ACTIVITY",
        /// The customer wanted it.
        UserInstigated = "USER_INSTIGATED",
        /// The partner wanted it.
        PartnerInitiatedClosure = "PARTNER_INITIATED_CLOSURE",
        /// Nothing happened for too long.
        Inactivity = "INACTIVITY",
    }
);

wire_names!(
    /// What an individual is identified by.
    IndividualIdentificationType {
        /// Social security number.
        Ssn = "SSN",
        /// Passport.
        Passport = "PASSPORT",
        /// An identity document of another country.
        NonUsId = "NON_US_ID",
        /// Driver's licence.
        DriversLicense = "DRIVERS_LICENSE",
    }
);

wire_names!(
    /// What a business is identified by.
    BusinessIdentificationType {
        /// Taxpayer identification number.
        Tin = "TIN",
        /// Employer identification number.
        Ein = "EIN",
        /// A business number of another country.
        NonUsBusinessId = "NON_US_BUSINESS_ID",
    }
);

wire_names!(
    /// Whether a pocket is in use.
    PocketState {
        /// In use.
        Open = "OPEN",
        /// Closed with its customer.
        Closed = "CLOSED",
    }
);

/// A postal address whose country, state and postal code were checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Street address.
    pub street_address: String,
    /// Apartment, suite, box number.
    pub street_address2: Option<String>,
    /// City or town.
    pub city: String,
    /// Postal code, in the form of the country.
    pub postal_code: String,
    /// USPS abbreviation where the country is US; free elsewhere.
    pub state: Option<String>,
    /// The country.
    pub country: Country,
}

/// An address as a request has it.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressInput {
    /// Street address.
    pub street_address: String,
    /// Apartment, suite, box number.
    pub street_address2: Option<String>,
    /// City or town.
    pub city: String,
    /// Postal code.
    pub postal_code: String,
    /// State.
    pub state: Option<String>,
    /// Country.
    pub country: String,
}

impl AddressInput {
    /// The address, where all of it means something, and its country, where that does: a telephone number is read by it
    /// whatever else is wrong.
    fn check(self, pointer: &str, violations: &mut Vec<Violation>) -> (Option<Address>, Option<Country>) {
        let before = violations.len();
        let Some(country) = keep(Country::parse(&self.country, &format!("{pointer}/country")), violations) else {
            return (None, None);
        };
        if country.is_us() && self.state.as_deref().is_some_and(|state| !is_us_state(state)) {
            violations.push(Violation::new(
                format!("{pointer}/state"),
                "enum",
                "a USPS abbreviation of a state is expected, such as OH",
            ));
        }
        if !postal_code_fits(&self.postal_code, &country) {
            violations.push(Violation::new(
                format!("{pointer}/postal_code"),
                "pattern",
                format!("a postal code in the form of {} is expected", country.as_str()),
            ));
        }
        let address = (violations.len() == before).then(|| Address {
            street_address: self.street_address,
            street_address2: self.street_address2,
            city: self.city,
            postal_code: self.postal_code,
            state: self.state,
            country: country.clone(),
        });
        (address, Some(country))
    }
}

/// Somebody to turn to when the customer cannot be reached. Every member is optional; one without members is still
/// there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TrustedContact {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<Email>,
    /// Telephone number.
    pub phone_number: Option<PhoneNumber>,
    /// Address, free text.
    pub address: Option<String>,
}

/// A change of a trusted contact, member by member.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TrustedContactUpdate {
    /// First name.
    pub first_name: Change<String>,
    /// Last name.
    pub last_name: Change<String>,
    /// E-mail address.
    pub email: Change<String>,
    /// Telephone number: E.164.
    pub phone_number: Change<String>,
    /// Address, free text.
    pub address: Change<String>,
}

impl TrustedContactUpdate {
    /// JSON Merge Patch (RFC 7396): members that are absent stay, `null` clears, a value replaces; where there was no
    /// trusted contact, one comes to be.
    fn merge_into(
        self,
        present: Option<TrustedContact>,
        pointer: &str,
        violations: &mut Vec<Violation>,
    ) -> TrustedContact {
        let present = present.unwrap_or_default();
        let email = checked(self.email, |text| keep(Email::parse(&text, &format!("{pointer}/email")), violations));
        let phone_number = checked(self.phone_number, |text| {
            keep(PhoneNumber::parse_e164(&text, &format!("{pointer}/phone_number")), violations)
        });
        TrustedContact {
            first_name: self.first_name.apply_to(present.first_name),
            last_name: self.last_name.apply_to(present.last_name),
            email: email.apply_to(present.email),
            phone_number: phone_number.apply_to(present.phone_number),
            address: self.address.apply_to(present.address),
        }
    }
}

/// Checks the value of a change; a refused one changes nothing (its violation is on the list).
fn checked<T>(change: Change<String>, check: impl FnOnce(String) -> Option<T>) -> Change<T> {
    match change {
        Change::Keep => Change::Keep,
        Change::Clear => Change::Clear,
        Change::Set(text) => check(text).map_or(Change::Keep, Change::Set),
    }
}

/// Lists a violation, so that all of them are told and not the first.
fn keep<T>(result: Result<T, Violation>, violations: &mut Vec<Violation>) -> Option<T> {
    result.map_err(|violation| violations.push(violation)).ok()
}

/// An individual's name.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    /// First name.
    pub first_name: String,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Last name.
    pub last_name: String,
}

/// What identifies a customer before the law. The number is sealed at rest.
#[derive(Clone, PartialEq, Eq)]
pub struct Identification<T> {
    /// The number itself.
    pub identification_number: String,
    /// The country that gave it out.
    pub issuing_country: Option<Country>,
    /// What kind of number it is.
    pub identification_type: T,
}

impl<T> std::fmt::Debug for Identification<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identification(..)")
    }
}

/// What identifies an individual.
pub type IndividualIdentification = Identification<IndividualIdentificationType>;
/// What identifies a business.
pub type BusinessIdentification = Identification<BusinessIdentificationType>;

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct Individual {
    /// Name.
    pub name: PersonName,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// Identification.
    pub identification: IndividualIdentification,
    /// Whom to turn to, where one was given.
    pub trusted_contact: Option<TrustedContact>,
}

/// A business.
#[derive(Clone, PartialEq, Eq)]
pub struct Business {
    /// Name.
    pub name: String,
    /// Identification.
    pub identification: BusinessIdentification,
}

/// What only one kind of customer has.
#[derive(Clone, PartialEq, Eq)]
pub enum Profile {
    /// INDIVIDUAL.
    Individual(Individual),
    /// BUSINESS.
    Business(Business),
}

/// A customer's account: a bank account paired with a brokerage account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pocket {
    /// The pocket's id.
    pub id: PocketId,
    /// How much is in it.
    pub balance: Usd,
    /// Whether it is in use.
    pub state: PocketState,
}

/// The closing of a customer, as the request has it and as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct CloseCustomerAccount {
    /// Why.
    pub closure_reason: ClosureReason,
    /// In words.
    pub closure_description: Option<String>,
}

/// New contact data; what is absent stays.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ContactUpdate {
    /// A new e-mail address. Absent and `null` are the same: it cannot be removed.
    pub email: Option<String>,
    /// A new telephone number. Absent and `null` are the same.
    pub phone_number: Option<String>,
    /// A new address, replacing the whole of the old one. Absent and `null` are the same.
    pub address: Option<AddressInput>,
    /// The trusted contact: absent, removed, or merged.
    pub trusted_contact: Change<TrustedContactUpdate>,
}

/// The body of "Update Customer Data": exactly one of two.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one a request, and short-lived")]
pub enum CustomerUpdate {
    /// `CloseCustomerAccount`.
    CloseCustomerAccount(CloseCustomerAccount),
    /// `UpdateCustomerData`.
    UpdateCustomerData(ContactUpdate),
}

/// A verified legal entity that belongs to exactly one partner, with its pockets.
#[derive(Clone, PartialEq, Eq)]
pub struct Customer {
    /// The customer's id.
    pub id: CustomerId,
    /// Whose customer it is.
    pub partner: PartnerId,
    /// What only its kind has.
    pub profile: Profile,
    /// E-mail address.
    pub email: Email,
    /// Telephone number.
    pub phone_number: PhoneNumber,
    /// Address.
    pub address: Address,
    /// Accounts, oldest first.
    pub pockets: Vec<Pocket>,
    /// Whether an operator froze it. A closed customer keeps what it was.
    pub frozen: bool,
    /// How it was closed; `None` while it is not.
    pub closure: Option<CloseCustomerAccount>,
}

redacted!(
    Address,
    AddressInput,
    TrustedContact,
    TrustedContactUpdate,
    PersonName,
    Individual,
    Business,
    Profile,
    CloseCustomerAccount,
    ContactUpdate,
    CustomerUpdate,
    NewIndividual,
    NewBusiness,
    NewKind,
    NewCustomer,
    IdentificationInput,
);

impl std::fmt::Debug for Customer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Customer")
            .field("id", &self.id)
            .field("account_status", &self.account_status())
            .finish_non_exhaustive()
    }
}

/// An identification as an operator gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentificationInput {
    /// The number itself.
    pub identification_number: String,
    /// The country that gave it out.
    pub issuing_country: Option<String>,
}

/// A person, as an operator gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewIndividual {
    /// Name.
    pub name: PersonName,
    /// Date of birth; not in the future.
    pub date_of_birth: NaiveDate,
    /// Identification.
    pub identification: IdentificationInput,
    /// What kind of number it is.
    pub identification_type: IndividualIdentificationType,
    /// The trusted contact, where there is one.
    pub trusted_contact: Option<TrustedContactUpdate>,
}

/// A business, as an operator gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewBusiness {
    /// Name.
    pub name: String,
    /// Identification.
    pub identification: IdentificationInput,
    /// What kind of number it is.
    pub identification_type: BusinessIdentificationType,
}

/// Which kind of customer.
#[derive(Clone, PartialEq, Eq)]
pub enum NewKind {
    /// INDIVIDUAL.
    Individual(NewIndividual),
    /// BUSINESS.
    Business(NewBusiness),
}

/// A customer, as an operator gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCustomer {
    /// Whose customer it will be.
    pub partner: PartnerId,
    /// What only its kind has.
    pub kind: NewKind,
    /// E-mail address.
    pub email: String,
    /// Telephone number: E.164, or as written in the country of the address.
    pub phone_number: String,
    /// Address.
    pub address: AddressInput,
}

impl IdentificationInput {
    fn check<T>(self, identification_type: T, violations: &mut Vec<Violation>) -> Identification<T> {
        let issuing_country = self
            .issuing_country
            .and_then(|code| keep(Country::parse(&code, "/identification_number/issuing_country"), violations));
        Identification { identification_number: self.identification_number, issuing_country, identification_type }
    }
}

impl NewCustomer {
    /// The customer, PENDING, with no pocket yet.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every member that means nothing real.
    pub fn create(self, id: CustomerId, today: NaiveDate) -> Result<Customer, Refusal> {
        let mut violations = Vec::new();
        let (address, country) = self.address.check("/address", &mut violations);
        let email = keep(Email::parse(&self.email, "/email"), &mut violations);
        // Without a country a national notation says nothing; the country's own violation is on the list already.
        let phone_number = country.and_then(|country| {
            keep(PhoneNumber::parse(&self.phone_number, &country, "/phone_number"), &mut violations)
        });
        let profile = match self.kind {
            NewKind::Individual(new) => {
                if new.date_of_birth > today {
                    violations.push(Violation::new("/date_of_birth", "maximum", "a date in the past is expected"));
                }
                Profile::Individual(Individual {
                    name: new.name,
                    date_of_birth: new.date_of_birth,
                    identification: new.identification.check(new.identification_type, &mut violations),
                    trusted_contact: new
                        .trusted_contact
                        .map(|contact| contact.merge_into(None, "/trusted_contact", &mut violations)),
                })
            }
            NewKind::Business(new) => Profile::Business(Business {
                name: new.name,
                identification: new.identification.check(new.identification_type, &mut violations),
            }),
        };
        match (address, email, phone_number) {
            (Some(address), Some(email), Some(phone_number)) if violations.is_empty() => Ok(Customer {
                id,
                partner: self.partner,
                profile,
                email,
                phone_number,
                address,
                pockets: Vec::new(),
                frozen: false,
                closure: None,
            }),
            _ => Err(Refusal::Invalid(violations)),
        }
    }
}

impl Customer {
    /// Where the customer stands: CLOSED over FROZEN over OPEN (an open pocket) over PENDING.
    pub fn account_status(&self) -> AccountStatus {
        if self.closure.is_some() {
            AccountStatus::Closed
        } else if self.frozen {
            AccountStatus::Frozen
        } else if self.pockets.iter().any(|pocket| pocket.state == PocketState::Open) {
            AccountStatus::Open
        } else {
            AccountStatus::Pending
        }
    }

    /// The customer after "Update Customer Data".
    ///
    /// A CLOSED customer refuses every update, one without members (`{}`) included: the answer would otherwise depend
    /// on whether an update happens to change something.
    ///
    /// # Errors
    /// In this order: CLOSED; a trusted contact (`null` too) on a BUSINESS; money in a pocket when closing; members that
    /// mean nothing real, all of them.
    pub fn apply(self, update: CustomerUpdate) -> Result<Self, Refusal> {
        self.must_not_be_closed()?;
        match update {
            CustomerUpdate::CloseCustomerAccount(closure) => self.close(closure),
            CustomerUpdate::UpdateCustomerData(update) => self.update(update),
        }
    }

    fn close(mut self, closure: CloseCustomerAccount) -> Result<Self, Refusal> {
        let pockets = self.pockets.iter().filter(|pocket| !pocket.balance.is_zero()).count();
        if pockets > 0 {
            return Err(Conflict::PocketsHoldMoney { pockets }.into());
        }
        for pocket in &mut self.pockets {
            pocket.state = PocketState::Closed;
        }
        self.closure = Some(closure);
        Ok(self)
    }

    fn update(mut self, update: ContactUpdate) -> Result<Self, Refusal> {
        let mut violations = Vec::new();
        match (&mut self.profile, update.trusted_contact) {
            (_, Change::Keep) => {}
            (Profile::Business(_), _) => return Err(Conflict::TrustedContactOnBusiness.into()),
            (Profile::Individual(individual), Change::Clear) => individual.trusted_contact = None,
            (Profile::Individual(individual), Change::Set(contact)) => {
                let present = individual.trusted_contact.take();
                individual.trusted_contact = Some(contact.merge_into(present, "/trusted_contact", &mut violations));
            }
        }
        // The address first: a new telephone number is read as one of the new country. Where that is none, nothing can be
        // said of the number.
        let country = match update.address {
            None => Some(self.address.country.clone()),
            Some(new) => {
                let (address, country) = new.check("/address", &mut violations);
                if let Some(address) = address {
                    self.address = address;
                }
                country
            }
        };
        if let Some(email) = update.email.and_then(|new| keep(Email::parse(&new, "/email"), &mut violations)) {
            self.email = email;
        }
        if let (Some(text), Some(country)) = (update.phone_number, country) {
            let parsed = PhoneNumber::parse(&text, &country, "/phone_number");
            if let Some(phone_number) = keep(parsed, &mut violations) {
                self.phone_number = phone_number;
            }
        }
        if violations.is_empty() { Ok(self) } else { Err(Refusal::Invalid(violations)) }
    }

    /// The customer with one more pocket, empty. The first one makes a PENDING customer OPEN.
    ///
    /// # Errors
    /// CLOSED or FROZEN.
    pub fn open_pocket(mut self, id: PocketId) -> Result<Self, Refusal> {
        self.must_not_be_closed()?;
        if self.frozen {
            return Err(Conflict::CustomerFrozen.into());
        }
        self.pockets.push(Pocket { id, balance: Usd::ZERO, state: PocketState::Open });
        Ok(self)
    }

    /// The customer with this much in one pocket.
    ///
    /// # Errors
    /// CLOSED; or not found where it has no such pocket.
    pub fn set_pocket_balance(mut self, id: PocketId, balance: Usd) -> Result<Self, Refusal> {
        let Some(pocket) = self.pockets.iter_mut().find(|pocket| pocket.id == id) else {
            return Err(Refusal::NotFound);
        };
        pocket.balance = balance;
        self.must_not_be_closed()?;
        Ok(self)
    }

    /// The customer frozen. Freezing a FROZEN one changes nothing, so that an operator may repeat it.
    ///
    /// # Errors
    /// CLOSED.
    pub fn freeze(mut self) -> Result<Self, Refusal> {
        self.must_not_be_closed()?;
        self.frozen = true;
        Ok(self)
    }

    /// The customer as it was before freezing: OPEN or PENDING. One that is not FROZEN stays as it is.
    ///
    /// # Errors
    /// CLOSED.
    pub fn unfreeze(mut self) -> Result<Self, Refusal> {
        self.must_not_be_closed()?;
        self.frozen = false;
        Ok(self)
    }

    fn must_not_be_closed(&self) -> Result<(), Refusal> {
        if self.closure.is_some() { Err(Conflict::CustomerClosed.into()) } else { Ok(()) }
    }

    /// The names of what differs, for the audit trail.
    pub(crate) fn differences(&self, after: &Self) -> Vec<&'static str> {
        let contact = |customer: &Self| match &customer.profile {
            Profile::Individual(individual) => individual.trusted_contact.clone(),
            Profile::Business(_) => None,
        };
        let mut names = Vec::new();
        let mut note = |differs: bool, name| {
            if differs {
                names.push(name);
            }
        };
        note(self.email != after.email, "email");
        note(self.phone_number != after.phone_number, "phone_number");
        note(self.address != after.address, "address");
        note(contact(self) != contact(after), "trusted_contact");
        note(self.pockets != after.pockets, "pockets");
        note(self.account_status() != after.account_status(), "account_status");
        names
    }

    /// Every field, in one unambiguous row of bytes: what digests are made of.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let mut fields = Fields::default();
        fields.put(self.id.0.as_bytes());
        fields.put(self.partner.0.as_bytes());
        let text = |option: &Option<String>| option.clone().map(String::into_bytes);
        match &self.profile {
            Profile::Individual(individual) => {
                fields.put(b"INDIVIDUAL");
                fields.put(individual.name.first_name.as_bytes());
                fields.put_optional(text(&individual.name.middle_name).as_deref());
                fields.put(individual.name.last_name.as_bytes());
                fields.put(individual.date_of_birth.to_string().as_bytes());
                put_identification(
                    &mut fields,
                    &individual.identification,
                    individual.identification.identification_type.as_str(),
                );
                match &individual.trusted_contact {
                    None => fields.put_optional(None),
                    Some(contact) => {
                        fields.put(b"trusted_contact");
                        fields.put_optional(text(&contact.first_name).as_deref());
                        fields.put_optional(text(&contact.last_name).as_deref());
                        fields.put_optional(contact.email.as_ref().map(|email| email.as_str().as_bytes()));
                        fields.put_optional(contact.phone_number.as_ref().map(|number| number.as_str().as_bytes()));
                        fields.put_optional(text(&contact.address).as_deref());
                    }
                }
            }
            Profile::Business(business) => {
                fields.put(b"BUSINESS");
                fields.put(business.name.as_bytes());
                put_identification(
                    &mut fields,
                    &business.identification,
                    business.identification.identification_type.as_str(),
                );
            }
        }
        fields.put(self.email.as_str().as_bytes());
        fields.put(self.phone_number.as_str().as_bytes());
        fields.put(self.address.street_address.as_bytes());
        fields.put_optional(text(&self.address.street_address2).as_deref());
        fields.put(self.address.city.as_bytes());
        fields.put(self.address.postal_code.as_bytes());
        fields.put_optional(text(&self.address.state).as_deref());
        fields.put(self.address.country.as_str().as_bytes());
        fields.put(&(self.pockets.len() as u64).to_be_bytes());
        for pocket in &self.pockets {
            fields.put(pocket.id.0.as_bytes());
            fields.put(pocket.balance.to_string().as_bytes());
            fields.put(pocket.state.as_str().as_bytes());
        }
        fields.put(&[u8::from(self.frozen)]);
        fields.put_optional(self.closure.as_ref().map(|closure| closure.closure_reason.as_str().as_bytes()));
        fields.put_optional(self.closure.as_ref().and_then(|closure| text(&closure.closure_description)).as_deref());
        fields.into_bytes()
    }
}

fn put_identification<T>(fields: &mut Fields, identification: &Identification<T>, kind: &str) {
    fields.put(identification.identification_number.as_bytes());
    fields.put_optional(identification.issuing_country.as_ref().map(|country| country.as_str().as_bytes()));
    fields.put(kind.as_bytes());
}

#[cfg(test)]
pub(crate) mod tests;
