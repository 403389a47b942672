"""What Schemathesis cannot know of the documents: signatures, fresh keys, ids that exist.

Loaded by Schemathesis (SCHEMATHESIS_HOOKS); `test_hooks.py` holds it to what it says. Never changes what was generated to be wrong: a header or an id that is
missing or malformed is sent as it is.
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import re
import uuid

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

WORLD = json.loads(os.environ["CONFORMANCE_WORLD"])
SEED = os.environ["CONFORMANCE_SEED"]
SIGNATURE = re.compile(r"^[A-Za-z0-9+/]{43}=$")
COUNTER = itertools.count()

# Members whose value may mean nothing although the schema takes it, and the keywords it is reported with.
MEANINGS = re.compile(
    r"^(/email|/phone_number|/trusted_contact/(email|phone_number)|/address/(country|state|postal_code)"
    r"|/identification_number/issuing_country|/date_of_birth|/ip_allow_list/[0-9]+)$"
)
KEYWORDS = {"format", "enum", "pattern", "maximum"}

# What means something, for two of three bodies: otherwise hardly any update would get past the meaning of its values.
REAL = {
    "email": "noor@mail.example",
    "phone_number": "+12025550143",
    "date_of_birth": "1988-02-29",
    "country": "US",
    "issuing_country": "US",
    "state": "NJ",
    "postal_code": "08608",
}


def is_uuid(value):
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


# What exists: what was set up, and what the run itself has created, which links lead on to.
POCKETS = {one["id"]: list(one["pocket_ids"]) for one in WORLD["customers"]}
PARTNERS = set(WORLD["partners"])


def fresh_key():
    """An idempotency key that no request of this run has had: with the same seed, the same ones in the same order."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"countersign {SEED} {next(COUNTER)}"))


class Sign:
    """Signs the bytes as they are sent, where a well-formed signature was generated; one fresh key a request."""

    def __call__(self, request):
        headers = request.headers
        if is_uuid(headers.get("x-jiko-idempotency")):
            headers["x-jiko-idempotency"] = fresh_key()
        signature = headers.get("x-jiko-signature")
        if isinstance(signature, str) and SIGNATURE.match(signature):
            body = request.body or b""
            body = body.encode() if isinstance(body, str) else body
            key = headers.get("x-jiko-idempotency") or ""
            path = request.path_url.split("?")[0]
            signed = hmac.new(WORLD["shared_secret"].encode(), digestmod=hashlib.sha256)
            for part in (key.encode() if isinstance(key, str) else key, path.encode(), body):
                signed.update(part)
            headers["x-jiko-signature"] = base64.b64encode(signed.digest()).decode()
        return request


def choose(ids, generated):
    """Mostly something that exists, always the same for the same generated id."""
    digest = hashlib.sha256(generated.encode()).digest()
    return ids[digest[1] % len(ids)] if digest[0] < 200 else generated


def meaningful(value):
    """The same with real values in place of generated ones; members are neither added nor taken away."""
    if not isinstance(value, dict):
        return value
    made = {}
    for name, inner in value.items():
        if name in REAL and isinstance(inner, str):
            made[name] = REAL[name]
        elif name == "ip_allow_list" and isinstance(inner, list):
            made[name] = [f"192.0.2.{index}" for index, _ in enumerate(inner)]
        else:
            made[name] = meaningful(inner)
    return made


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def with_meaning(case):
    body = case.body
    if not isinstance(body, dict) or not is_positive(case):
        return
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()[0]
    if case.operation.definition.raw.get("operationId") == "logIn" and digest % 2:
        case.body = WORLD["credentials"]
    elif digest % 3:
        case.body = meaningful(body)


def with_ids(path):
    """Ids that exist, mostly, in place of generated ones. Those that exist are left as they are: a link has led to them."""
    if is_uuid(path.get("customer_id")) and path["customer_id"] not in POCKETS:
        path["customer_id"] = choose([one["id"] for one in WORLD["customers"]], path["customer_id"])
    if is_uuid(path.get("partner_id")) and path["partner_id"] not in PARTNERS:
        path["partner_id"] = choose(WORLD["partners"], path["partner_id"])
    if is_uuid(path.get("pocket_id")):
        pockets = POCKETS.get(path.get("customer_id"), [])
        if pockets and path["pocket_id"] not in pockets:
            path["pocket_id"] = choose(pockets, path["pocket_id"])


def remember(created):
    """Notes what an answer says that it has created."""
    if "pocket_id" in created:
        POCKETS.setdefault(created["customer_id"], []).append(created["pocket_id"])
    elif "customer_id" in created:
        POCKETS.setdefault(created["customer_id"], [])
    elif "partner_id" in created:
        PARTNERS.add(created["partner_id"])


def is_about_meaning(problem):
    """Whether each of a validation problem's errors, of which there has to be one, is about what a value means."""
    errors = problem.get("errors")
    return bool(errors) and all(
        error["in"] == "body" and error["keyword"] in KEYWORDS and MEANINGS.match(error["pointer"]) for error in errors
    )


@schemathesis.hook
def before_call(context, case, kwargs):
    with_ids(case.path_parameters or {})
    with_meaning(case)
    if WORLD["api"] == "partner":
        kwargs["auth"] = Sign()


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 201:
        remember(response.json())


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A value that the schema takes may still mean nothing: a phone number that nobody has, a country that does not
    exist. The documents declare 422 for it; each of its errors has to be about the meaning of such a member."""
    if isinstance(failure, RejectedPositiveData) and response.status_code == 422:
        return not is_about_meaning(response.json())
    return True
