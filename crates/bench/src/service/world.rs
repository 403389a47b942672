//! Owns the partners and customers that are measured with: made once through the store's operations, then copied.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{NaiveDate, TimeDelta};
use customers::{
    AddressInput, BusinessIdentificationType, Commit, IdentificationInput, IndividualIdentificationType, KeyRing,
    NewBusiness, NewCustomer, NewIndividual, NewKind, NewPartner, PartnerId, PersonName, Secret, Store, StoreChange,
    TokenHash, TrustedContactUpdate,
};
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use store_sqlite::{Options, SqliteStore};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Failure;

/// Sealed with, in databases that are thrown away.
const KEY: (&str, [u8; 32]) = ("bench", [7; 32]);
/// Fewer than the store's queue holds.
const AT_ONCE: usize = 512;

/// The key ring of every database here.
pub(crate) fn key_ring() -> Result<Arc<KeyRing>, Failure> {
    Ok(Arc::new(KeyRing::new([(KEY.0.parse()?, KEY.1)])?))
}

/// The same as `COUNTERSIGN_DATA_KEYS`.
pub(crate) fn data_keys() -> String {
    format!("{}:{}", KEY.0, STANDARD.encode(KEY.1))
}

/// A partner who is logged in.
pub(crate) struct Partner {
    pub(crate) username: String,
    pub(crate) password: Secret,
    pub(crate) token: Secret,
    pub(crate) customers: Vec<Uuid>,
    /// Keyed with the shared secret.
    mac: Hmac<Sha256>,
}

impl Partner {
    /// The signature over key, path and body.
    pub(crate) fn sign(&self, key: &str, path: &str, body: &[u8]) -> String {
        let mut mac = self.mac.clone();
        for part in [key.as_bytes(), path.as_bytes(), body] {
            mac.update(part);
        }
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// A database of partners with customers.
pub(crate) struct World {
    database: PathBuf,
    pub(crate) partners: Vec<Partner>,
}

impl World {
    /// Makes it: half of the customers are individuals, half businesses, each with one empty pocket.
    pub(crate) async fn create(database: &Path, partners: usize, customers: usize) -> Result<Self, Failure> {
        let store = Arc::new(SqliteStore::open(Options::new(database, key_ring()?))?);
        let mut made = Vec::new();
        let mut ids = Vec::new();
        for n in 0..partners {
            let (id, partner) = create_partner(&store, n).await?;
            ids.push(id);
            made.push(partner);
        }
        for start in (0..customers).step_by(AT_ONCE) {
            let mut all = JoinSet::new();
            for n in start..customers.min(start + AT_ONCE) {
                let (store, owner) = (Arc::clone(&store), n % partners);
                let new = new_customer(ids[owner], (n / partners).is_multiple_of(2));
                all.spawn(async move { create_customer(&store, new).await.map(|id| (owner, id)) });
            }
            for customer in all.join_all().await {
                let (owner, id) = customer?;
                made[owner].customers.push(id);
            }
        }
        drop(Arc::into_inner(store));
        // One file from here on: the log is written back into it.
        Connection::open(database)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(Self { database: database.to_owned(), partners: made })
    }

    /// A fresh copy of the database at `path`, all of it on the disk.
    pub(crate) fn copy(&self, path: &Path) -> Result<PathBuf, Failure> {
        for suffix in ["", "-wal", "-shm"] {
            let mut old = path.as_os_str().to_owned();
            old.push(suffix);
            match fs::remove_file(old) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        fs::copy(&self.database, path)?;
        fs::File::open(path)?.sync_all()?;
        Ok(path.to_owned())
    }
}

async fn create_partner(store: &SqliteStore, n: usize) -> Result<(PartnerId, Partner), Failure> {
    let new = NewPartner { username: format!("partner-{n}"), ip_allow_list: None, update_customer_data_enabled: true };
    let created = customers::create_partner(store, "bench", new).await?.map_err(|refusal| format!("{refusal:?}"))?;
    let id = created.partner.id;
    let token = customers::generate_secret()?;
    // As logging in does, for longer than any measuring takes.
    let expires = store.now() + TimeDelta::days(1);
    let change = StoreChange::InsertToken { token: TokenHash::of(token.expose()), partner: id, expires };
    store.commit(Commit { change, answer: None, audit: None }).await?;
    let mac = Hmac::new_from_slice(created.shared_secret.expose().as_bytes())?;
    let (username, password) = (created.partner.username, created.password);
    Ok((id, Partner { username, password, token, customers: Vec::new(), mac }))
}

async fn create_customer(store: &SqliteStore, new: NewCustomer) -> Result<Uuid, Failure> {
    let customer = customers::create_customer(store, "bench", new).await?.map_err(|refusal| format!("{refusal:?}"))?;
    customers::open_pocket(store, "bench", customer.id).await?.map_err(|refusal| format!("{refusal:?}"))?;
    Ok(customer.id.0)
}

fn new_customer(partner: PartnerId, individual: bool) -> NewCustomer {
    let identification = |number: &str| IdentificationInput {
        identification_number: number.to_owned(),
        issuing_country: Some("US".to_owned()),
    };
    let kind = if individual {
        NewKind::Individual(NewIndividual {
            name: PersonName { first_name: "Noor".into(), middle_name: None, last_name: "Haddad".into() },
            date_of_birth: NaiveDate::from_ymd_opt(1990, 4, 12).unwrap_or_default(),
            identification: identification("900-00-0001"),
            identification_type: IndividualIdentificationType::Ssn,
            trusted_contact: Some(TrustedContactUpdate {
                first_name: customers::Change::Set("Samir".into()),
                last_name: customers::Change::Set("Haddad".into()),
                email: customers::Change::Set("samir@mail.example".into()),
                ..TrustedContactUpdate::default()
            }),
        })
    } else {
        NewKind::Business(NewBusiness {
            name: "Haddad Woodworks LLC".into(),
            identification: identification("00-0000001"),
            identification_type: BusinessIdentificationType::Ein,
        })
    };
    NewCustomer {
        partner,
        kind,
        email: "noor.haddad@mail.example".into(),
        phone_number: "+12025550143".into(),
        address: AddressInput {
            street_address: "18 Alder Court".into(),
            street_address2: None,
            city: "Trenton".into(),
            postal_code: "08608".into(),
            state: Some("NJ".into()),
            country: "US".into(),
        },
    }
}
