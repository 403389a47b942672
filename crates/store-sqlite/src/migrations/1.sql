-- Ids are UUIDs in 16 bytes; instants are milliseconds since 1970 (UTC); balances are exact decimals of USD as text.

PRAGMA application_id = 0x43536731; -- "CSg1": another program's file is not taken for ours.

-- A value sealed with each key: a wrong key under a known id is found at start, not at the first read.
CREATE TABLE key_checks (
    key_id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partners (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    username TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    update_customer_data_enabled INTEGER NOT NULL CHECK (update_customer_data_enabled IN (0, 1)),
    -- CIDR ranges with commas between; NULL: any address.
    ip_allow_list TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE signing_secrets (
    partner_id BLOB NOT NULL REFERENCES partners (id),
    -- The highest is the newest.
    position INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (partner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    -- SHA-256; the token itself is nowhere.
    hash BLOB PRIMARY KEY,
    partner_id BLOB NOT NULL REFERENCES partners (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE customers (
    id BLOB PRIMARY KEY,
    partner_id BLOB NOT NULL REFERENCES partners (id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('INDIVIDUAL', 'BUSINESS')),
    email TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    street_address TEXT NOT NULL,
    street_address2 TEXT,
    city TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    state TEXT,
    country TEXT NOT NULL,
    frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
    closure_reason TEXT,
    closure_description TEXT,
    -- BUSINESS only.
    business_name TEXT,
    -- INDIVIDUAL only.
    first_name TEXT,
    middle_name TEXT,
    last_name TEXT,
    date_of_birth TEXT,
    trusted_contact INTEGER NOT NULL CHECK (trusted_contact IN (0, 1)),
    trusted_contact_first_name TEXT,
    trusted_contact_last_name TEXT,
    trusted_contact_email TEXT,
    trusted_contact_phone_number TEXT,
    trusted_contact_address TEXT,
    -- Sealed, with the row as associated data.
    identification_number BLOB NOT NULL,
    identification_key_id TEXT NOT NULL,
    issuing_country TEXT,
    identification_type TEXT NOT NULL,
    CHECK ((kind = 'BUSINESS') = (business_name IS NOT NULL)),
    CHECK ((kind = 'INDIVIDUAL') = (first_name IS NOT NULL AND last_name IS NOT NULL AND date_of_birth IS NOT NULL)),
    CHECK (kind = 'INDIVIDUAL' OR trusted_contact = 0)
) STRICT, WITHOUT ROWID;
-- To find what a key still seals.
CREATE INDEX customers_by_key ON customers (identification_key_id);

CREATE TABLE pockets (
    customer_id BLOB NOT NULL REFERENCES customers (id),
    position INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    balance TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
    PRIMARY KEY (customer_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
    -- In the order of writing, so that the answers of one group share a page.
    sequence INTEGER PRIMARY KEY,
    partner_id BLOB NOT NULL REFERENCES partners (id),
    key BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    -- Sealed: an answer holds personal data.
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (partner_id, key)
) STRICT;
CREATE INDEX answers_by_expiry ON answers (expires_at);

CREATE TABLE audit (
    -- AUTOINCREMENT keeps the highest number ever given, which betrays entries cut off the end.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    -- NULL: an operator.
    actor_partner_id BLOB,
    trace_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    partner_id BLOB NOT NULL,
    customer_id BLOB,
    changed TEXT NOT NULL,
    reason TEXT,
    before_key_id TEXT,
    before_hmac BLOB,
    after_key_id TEXT,
    after_hmac BLOB,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_customer ON audit (customer_id, sequence) WHERE customer_id IS NOT NULL;

CREATE TRIGGER audit_is_never_updated BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
