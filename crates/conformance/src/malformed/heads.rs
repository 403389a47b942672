//! Media types, `Accept`, credentials, signatures, keys, and what stands in paths and queries.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

use super::{Case, Expected, Fixture, Good};
use crate::world::Which;

/// Media types of a body that this API does not take.
const MEDIA_TYPES: &[&str] = &[
    "text/plain",
    "text/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "application/problem+json",
    "application/merge-patch+json",
    "application/vnd.api+json",
    "application/jsonl",
    "application/jso",
    "application/*",
    "*/*",
    "application",
    "application/",
    "/json",
    "application/json/",
    "application json",
    "",
    ";",
    "; charset=utf-8",
    "application/json, text/plain",
    "application/json; charset=iso-8859-1",
    "application/json; charset=utf-16",
    "application/json; charset",
    "application/json; charset=",
    "application/json; version=2",
    "application/json; charset=utf-8; version=2",
    "application/json; =utf-8",
];

/// Media types that say the same as the declared one.
const SAME_MEDIA_TYPES: &[&str] = &[
    "application/json",
    "APPLICATION/JSON",
    "application/json;",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "application/json ; charset=\"utf-8\"",
];

/// Content codings.
const CODINGS: &[&str] = &["gzip", "deflate", "br", "zstd", "x-unknown", "gzip, identity"];

/// Ranges that leave no answer out of which the caller would take one.
const NOT_ACCEPTED: &[&str] = &[
    "text/html",
    "application/xml",
    "image/*",
    "application/jsonl",
    "application/json;q=0",
    "application/json;q=0.0, text/html",
    "*/*;q=0",
    "application/*;q=0, text/html",
    "text/html, application/xhtml+xml",
];

/// Ranges that take JSON.
const ACCEPTED: &[&str] =
    &["", "*/*", "application/*", "APPLICATION/json", "text/html, */*;q=0.1", "application/json;q=0.001"];

/// What is no usable bearer token.
const AUTHORIZATIONS: &[(&str, &str)] = &[
    ("empty", ""),
    ("a scheme alone", "Bearer"),
    ("a scheme and a blank", "Bearer "),
    ("another scheme", "Basic Ym9iOmJvYg=="),
    ("no scheme", "rXG3kSx5o0mB1mYw2q0m3m4C0QeT9nRr8nqf3vHk1aE"),
    ("two words", "Bearer one two"),
    ("a quoted token", "Bearer \"abc\""),
    ("a token with a comma", "Bearer abc,def"),
    ("a token with an umlaut", "Bearer \u{fc}ber"),
    ("a token that nobody has", "Bearer rXG3kSx5o0mB1mYw2q0m3m4C0QeT9nRr8nqf3vHk1aE"),
    ("a misspelt scheme", "Bearers abc"),
    ("a colon", "Bearer: abc"),
];

/// Texts that are no UUID.
const NO_UUIDS: &[&str] = &[
    "yesterday",
    "1",
    "00000000-0000-4000-8000-00000000000",
    "00000000-0000-4000-8000-0000000000000",
    "00000000000040008000000000000000",
    "{00000000-0000-4000-8000-000000000000}",
    "urn:uuid:00000000-0000-4000-8000-000000000000",
    "0000000g-0000-4000-8000-000000000000",
    "00000000_0000_4000_8000_000000000000",
    "0000000-00000-4000-8000-000000000000",
];

/// Segments of a path that are no UUID, as they are sent.
const NO_SEGMENTS: &[&str] = &[
    "x",
    "0",
    "-",
    "%20",
    "%00",
    "null",
    "00000000-0000-4000-8000-00000000000g",
    "%7B00000000-0000-4000-8000-000000000000%7D",
    "00000000-0000-4000-8000-000000000000%20",
    "00000000-0000-4000-8000-000000000000,",
    "00000000-0000-4000-8000-000000000000;a=b",
    "%E2%82%AC",
    "..%2F..",
];

/// Queries of a page of the audit trail, and what is wrong with them.
const QUERIES: &[(&str, &[(&str, &str)])] = &[
    ("limit=", &[("/limit", "type")]),
    ("limit=0", &[("/limit", "minimum")]),
    ("limit=-1", &[("/limit", "minimum")]),
    ("limit=501", &[("/limit", "maximum")]),
    // More than 64 bits: no keyword of the schema says so, and this one comes nearest (ValidationProblem's `keyword`).
    ("limit=99999999999999999999999", &[("/limit", "format")]),
    ("limit=-99999999999999999999999", &[("/limit", "format")]),
    ("limit=1.5", &[("/limit", "type")]),
    ("limit=abc", &[("/limit", "type")]),
    ("limit=true", &[("/limit", "type")]),
    ("limit=0x10", &[("/limit", "type")]),
    ("limit=+5", &[("/limit", "type")]),
    ("limit=%205", &[("/limit", "type")]),
    ("limit=5%00", &[("/limit", "type")]),
    ("limit=05", &[("/limit", "type")]),
    ("limit=NaN", &[("/limit", "type")]),
    ("limit=1,2", &[("/limit", "type")]),
    ("limit=%FF", &[("/limit", "type")]),
    ("limit=1&limit=2", &[("/limit", "type")]),
    ("limit=1&limit=1", &[("/limit", "type")]),
    ("limit", &[("/limit", "type")]),
    ("after=1&after=2", &[("/after", "type")]),
    ("after=-1", &[("/after", "minimum")]),
    ("after=9007199254740992", &[("/after", "maximum")]),
    ("after=1e400", &[("/after", "type")]),
    ("after=null", &[("/after", "type")]),
    ("limit=0&after=-1", &[("/limit", "minimum"), ("/after", "minimum")]),
    ("limit=x&after=y", &[("/limit", "type"), ("/after", "type")]),
];

/// Queries that are good.
const GOOD_QUERIES: &[&str] =
    &["", "limit=1", "limit=500", "after=0", "limit=1&after=9007199254740991", "&&limit=2&", "%6Cimit=3"];

type Edit = fn(&str) -> String;

/// What is sent as a signature, made of the right one.
const SIGNATURES: &[(&str, Edit)] = &[
    ("an empty signature", |_| String::new()),
    ("a signature in base64url", |right| URL_SAFE.encode(decoded(right)).replace('=', "-_")),
    ("a signature without padding", |right| STANDARD_NO_PAD.encode(decoded(right))),
    ("a signature in hexadecimal", |right| decoded(right).iter().map(|byte| format!("{byte:02x}")).collect()),
    ("a byte too few", |right| STANDARD.encode(&decoded(right)[1..])),
    ("a byte too many", |right| STANDARD.encode([decoded(right), vec![0]].concat())),
    ("two signatures in one", |right| format!("{right}, {right}")),
    ("something behind the signature", |right| format!("{right}x")),
    ("a signature in capitals", |right| if right.to_uppercase() == right { "x".into() } else { right.to_uppercase() }),
    ("a bit of the signature turned", |right| {
        let mut bytes = decoded(right);
        bytes[0] ^= 1;
        STANDARD.encode(bytes)
    }),
    ("a signature of zeros", |_| STANDARD.encode([0; 32])),
    ("a signature with its algorithm", |right| format!("hmac-sha256={right}")),
    ("the signature's quotes", |right| format!("\"{right}\"")),
];

fn decoded(signature: &str) -> Vec<u8> {
    STANDARD.decode(signature).unwrap_or_else(|_| vec![0; 32])
}

pub(super) fn cases(good: &Good, fixture: &Fixture) -> Vec<Case> {
    let mut found = Vec::new();
    let unsupported = Expected::problem(415, "unsupported-media-type");
    let mut push = |kind: String, expected: Expected, edit: &dyn Fn(&mut super::Draft)| {
        let mut draft = good.draft(fixture);
        edit(&mut draft);
        found.push(good.case(kind, draft, fixture, expected));
    };
    if good.body.is_some() {
        for media_type in MEDIA_TYPES {
            push(format!("media type {media_type:?}"), unsupported.clone(), &|d| d.set("content-type", media_type));
        }
        for media_type in SAME_MEDIA_TYPES {
            push(format!("media type {media_type:?}"), Expected::Success, &|d| d.set("content-type", media_type));
        }
        for coding in CODINGS {
            push(format!("coding {coding}"), unsupported.clone(), &|d| d.add("content-encoding", coding));
        }
        push("coding identity".into(), Expected::Success, &|d| d.add("content-encoding", "identity"));
        push("no media type".into(), unsupported.clone(), &|d| d.remove("content-type"));
        push("two media types".into(), unsupported.clone(), &|d| d.add("content-type", "application/json"));
        push("a media type that is no text".into(), unsupported.clone(), &|d| {
            d.set("content-type", b"application/json\xFF")
        });
        push("a body of 64 KiB and a byte".into(), Expected::problem(413, "content-too-large"), &|d| {
            d.body.resize(64 * 1024 + 1, b' ');
        });
        push("a body of 64 KiB".into(), Expected::Success, &|d| d.body.resize(64 * 1024, b' '));
    }
    if good.answers {
        for range in NOT_ACCEPTED {
            push(format!("accept {range:?}"), Expected::problem(406, "not-acceptable"), &|d| d.add("accept", range));
        }
    }
    for range in ACCEPTED {
        push(format!("accept {range:?}"), Expected::Success, &|d| d.add("accept", range));
    }
    let unauthorized = Expected::problem(401, "unauthorized");
    if good.secured {
        for (kind, value) in AUTHORIZATIONS {
            push(format!("authorization: {kind}"), unauthorized.clone(), &|d| d.set("authorization", value));
        }
        push("no authorization".into(), unauthorized.clone(), &|d| d.remove("authorization"));
        push("two authorizations".into(), unauthorized.clone(), &|d| {
            let again = d.text("authorization");
            d.add("authorization", again);
        });
        push("a token in the query".into(), unauthorized.clone(), &|d| {
            d.target.push_str("?access_token=x");
            d.remove("authorization");
        });
        push("the scheme in small letters".into(), Expected::Success, &|d| {
            let same = d.text("authorization").replacen("Bearer", "bearer", 1);
            d.set("authorization", same);
        });
        if good.which == Which::Operator {
            push("a partner's token".into(), unauthorized, &|d| {
                d.set("authorization", format!("Bearer {}", fixture.token));
            });
        }
    }
    if good.signed {
        signed(&mut push, fixture);
    }
    places(good, fixture, &mut push);
    found
}

type Push<'p> = dyn FnMut(String, Expected, &dyn Fn(&mut super::Draft)) + 'p;

fn signed(push: &mut Push<'_>, fixture: &Fixture) {
    let mismatch = Expected::problem(401, "signature-mismatch");
    for (kind, edit) in SIGNATURES {
        push((*kind).to_owned(), mismatch.clone(), &|d| {
            let right = d.signature(&fixture.secret);
            d.sign = false;
            d.add("x-jiko-signature", edit(&right));
        });
    }
    push("no signature".into(), mismatch.clone(), &|d| d.sign = false);
    push("a signature of another secret".into(), mismatch.clone(), &|d| {
        let other = d.signature("another");
        d.sign = false;
        d.add("x-jiko-signature", other);
    });
    push("a signature of another body".into(), mismatch.clone(), &|d| {
        let right = d.signature(&fixture.secret);
        d.sign = false;
        d.add("x-jiko-signature", right);
        d.body.push(b' ');
        d.set("content-type", "application/json");
    });
    push("a signature of another key".into(), mismatch.clone(), &|d| {
        let right = d.signature(&fixture.secret);
        d.sign = false;
        d.add("x-jiko-signature", right);
        d.set("x-jiko-idempotency", uuid::Uuid::new_v4().to_string());
    });
    push("a signature of a path without its slash".into(), mismatch, &|d| {
        let target = d.target.clone();
        d.target = target.trim_end_matches('/').to_owned();
        let other = d.signature(&fixture.secret);
        d.target = target;
        d.sign = false;
        d.add("x-jiko-signature", other);
    });
    push("two signatures".into(), Expected::malformed(), &|d| {
        let right = d.signature(&fixture.secret);
        d.add("x-jiko-signature", right);
    });
    push("two keys".into(), Expected::malformed(), &|d| {
        let again = d.text("x-jiko-idempotency");
        d.add("x-jiko-idempotency", again);
    });
    for text in NO_UUIDS {
        push(format!("key {text:?}"), Expected::invalid("header", "/x-jiko-idempotency", "format"), &|d| {
            d.set("x-jiko-idempotency", text);
        });
    }
    push("an empty key".into(), Expected::invalid("header", "/x-jiko-idempotency", "format"), &|d| {
        d.set("x-jiko-idempotency", "");
    });
    push("no key".into(), Expected::invalid("header", "/x-jiko-idempotency", "required"), &|d| {
        d.remove("x-jiko-idempotency");
    });
    push("a key in capitals".into(), Expected::Success, &|d| {
        let same = d.text("x-jiko-idempotency").to_uppercase();
        d.set("x-jiko-idempotency", same);
    });
}

fn places(good: &Good, fixture: &Fixture, push: &mut Push<'_>) {
    let ids = [
        (&fixture.customer, "/customer_id"),
        (&fixture.pocket, "/pocket_id"),
        (&fixture.partner, "/partner_id"),
        (&fixture.other_partner, "/partner_id"),
    ];
    for (id, pointer) in ids.into_iter().filter(|(id, _)| good.path.contains(id.as_str())) {
        for segment in NO_SEGMENTS {
            push(format!("{segment:?} for {pointer}"), Expected::invalid("path", pointer, "format"), &|d| {
                d.target = d.target.replace(id.as_str(), segment);
            });
        }
        push(format!("{pointer} in capitals"), Expected::Success, &|d| {
            d.target = d.target.replace(id.as_str(), &id.to_uppercase());
        });
        push(format!("{pointer} in percent signs"), Expected::Success, &|d| {
            let first = format!("%{:02X}", id.as_bytes()[0]);
            d.target = d.target.replace(id.as_str(), &format!("{first}{}", &id[1..]));
        });
        push(format!("no {pointer}"), Expected::Bare(&[404, 405]), &|d| {
            d.target = d.target.replace(id.as_str(), "");
        });
        push(format!("{pointer} that is no UTF-8"), Expected::Bare(&[400]), &|d| {
            d.target = d.target.replace(id.as_str(), "%FF");
        });
    }
    push("a slash at the end too many or too few".into(), Expected::problem(404, "not-found"), &|d| match d
        .target
        .strip_suffix('/')
    {
        Some(shorter) => d.target = shorter.to_owned(),
        None => d.target.push('/'),
    });
    if good.operation == "listAuditEntries" {
        for (query, wrong) in QUERIES {
            let places = wrong.iter().map(|(at, keyword)| ("query", (*at).to_owned(), *keyword)).collect();
            push(format!("query {query}"), Expected::Problem(422, "invalid-request", places), &|d| {
                d.target = format!("{}?{query}", d.target);
            });
        }
        for query in GOOD_QUERIES {
            push(format!("query {query:?}"), Expected::Success, &|d| d.target = format!("{}?{query}", d.target));
        }
    }
}
