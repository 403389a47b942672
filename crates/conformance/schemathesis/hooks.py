"""What Schemathesis cannot know of the documents: signatures, fresh keys, ids that exist.

Loaded by Schemathesis (SCHEMATHESIS_HOOKS). Never changes what was generated to be wrong: a header or an id that is
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


class Sign:
    """Signs the bytes as they are sent, where a well-formed signature was generated; one fresh key a request."""

    def __call__(self, request):
        headers = request.headers
        if is_uuid(headers.get("x-jiko-idempotency")):
            headers["x-jiko-idempotency"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{os.getpid()} {next(COUNTER)}"))
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


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.path_parameters or {}
    known = WORLD["customers"]
    if is_uuid(path.get("customer_id")) and path["customer_id"] not in {one["id"] for one in known}:
        path["customer_id"] = choose([one["id"] for one in known], path["customer_id"])
    if is_uuid(path.get("partner_id")):
        path["partner_id"] = choose(WORLD["partners"], path["partner_id"])
    if is_uuid(path.get("pocket_id")):
        pockets = [pocket for one in known if one["id"] == path.get("customer_id") for pocket in one["pocket_ids"]]
        if pockets:
            path["pocket_id"] = choose(pockets, path["pocket_id"])
    with_meaning(case)
    if WORLD["api"] == "partner":
        kwargs["auth"] = Sign()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A value that the schema takes may still mean nothing: a phone number that nobody has, a country that does not
    exist. The documents declare 422 for it; each of its errors has to be about the meaning of such a member."""
    if isinstance(failure, RejectedPositiveData) and response.status_code == 422:
        return not all(
            error["in"] == "body" and error["keyword"] in KEYWORDS and MEANINGS.match(error["pointer"])
            for error in response.json()["errors"]
        )
    return True
