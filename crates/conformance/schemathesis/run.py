"""Schemathesis against the running service: both documents, every phase, every check.

Starts target/debug/customersd on a temporary SQLite file without rate limits, sets up partners and customers through
the operators' API and runs Schemathesis twice. Nothing is switched off. Exit status: 0 no failure, 1 failures, 2 the
service did not start.

CONFORMANCE_EXAMPLES (cases of each operation) and CONFORMANCE_SEED change what is tried.
"""

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
TARGET = Path(os.environ.get("TARGET_DIR", PROJECT / "target"))
EXAMPLES = os.environ.get("CONFORMANCE_EXAMPLES", "60")
SEED = os.environ.get("CONFORMANCE_SEED", "0")


class Service:
    """customersd, and an operator's way to talk to it."""

    def __init__(self, folder):
        self.token = secrets.token_urlsafe(32)
        environment = {
            **os.environ,
            "COUNTERSIGN_STORE": f"sqlite:{folder}/customers.db",
            "COUNTERSIGN_PARTNER_LISTEN": "127.0.0.1:0",
            "COUNTERSIGN_OPERATOR_LISTEN": "127.0.0.1:0",
            "COUNTERSIGN_OPERATOR_TOKEN": self.token,
            "COUNTERSIGN_DATA_KEYS": "conformance:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "COUNTERSIGN_REQUESTS_PER_MINUTE": "0",
            "COUNTERSIGN_LOG_INS_PER_MINUTE": "0",
            "COUNTERSIGN_LOG_LEVEL": "error",
        }
        program = TARGET / "debug" / "customersd"
        self.process = subprocess.Popen([program], env=environment, stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()
        if not ready:
            sys.exit(2)
        ready = json.loads(ready)
        self.urls = {"partner": ready["partner"], "operator": ready["operator"]}

    def operate(self, method, path, body=None):
        return self.call("operator", method, "/operator/v1" + path, body, {"authorization": f"Bearer {self.token}"})

    def call(self, api, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {**(headers or {}), **({"content-type": "application/json"} if data else {})}
        request = urllib.request.Request(self.urls[api] + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def world(service):
    """A partner for which the endpoint is enabled, another one, and customers of both kinds in every state."""
    partner = service.operate(
        "POST", "/partners", {"username": "conformance", "update_customer_data_enabled": True}
    )
    other = service.operate("POST", "/partners", {"username": "another"})
    customers = []
    for kind in ("individual", "business"):
        fixture = json.loads((PROJECT / f"openapi/cases/fixtures/{kind}.json").read_text())
        for balances in (["0.00"], ["10.00"], ["0.00", "0.01"], []) * 3:
            created = service.operate("POST", f"/partners/{partner['partner_id']}/customers", fixture)
            path = f"/customers/{created['customer_id']}"
            pockets = []
            for balance in balances:
                pocket = service.operate("POST", f"{path}/pockets")["pocket_id"]
                service.operate("PUT", f"{path}/pockets/{pocket}/balance", {"balance": balance})
                pockets.append(pocket)
            customers.append({"id": created["customer_id"], "pocket_ids": pockets})
    credentials = {"username": partner["username"], "password": partner["password"]}
    login = service.call("partner", "POST", "/api/v1/login/", credentials)
    return {
        "shared_secret": partner["shared_secret"],
        "token": login["token"],
        "credentials": credentials,
        "partners": [partner["partner_id"], other["partner_id"]],
        "customers": customers,
    }


def run(service, made, api, folder):
    """One document. Its exit status."""
    scheme, token = {"partner": ("HTTPBearer", made["token"]), "operator": ("OperatorToken", service.token)}[api]
    config = Path(folder) / f"{api}.toml"
    config.write_text(
        f'[auth.openapi.{scheme}]\nbearer = "{token}"\n\n[generation]\ndatabase = "none"\n\n[warnings]\nfail-on = true\n'
    )
    command = [
        # By the interpreter: the script beside it knows it by a path, which is another one where the folder was moved.
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file", config,
        "run", PROJECT / f"openapi/{api}.yaml",
        "--url", service.urls[api],
        "--checks", "all",
        "--phases", "examples,coverage,fuzzing,stateful",
        "--mode", "all",
        "--max-examples", EXAMPLES,
        "--seed", SEED,
        "--continue-on-failure",
        "--request-timeout", "30",
    ]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "CONFORMANCE_WORLD": json.dumps({"api": api, **made}),
        "CONFORMANCE_SEED": SEED,
    }
    return subprocess.run([str(part) for part in command], env=environment, cwd=folder, check=False).returncode


def main():
    began = time.monotonic()
    # Hooks that pass over a failure they should not would make all that follows worthless.
    if subprocess.run([sys.executable, "-m", "unittest", "--quiet", "test_hooks"], cwd=HERE, check=False).returncode != 0:
        print("schemathesis: FAILED: what the hooks promise")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        service = Service(folder)
        try:
            made = world(service)
            failed = [api for api in ("partner", "operator") if run(service, made, api, folder) != 0]
            alive = service.process.poll() is None
        finally:
            status = service.stop()
    seconds = time.monotonic() - began
    if not alive or status != 0:
        failed.append(f"customersd (exit status {status})")
    outcome = f"FAILED: {', '.join(failed)}" if failed else "0 failures"
    print(f"schemathesis: partner and operator API, all phases, all checks: {outcome} ({seconds:.0f} s)")
    if failed:
        print(f"  again: CONFORMANCE_SEED={SEED} CONFORMANCE_EXAMPLES={EXAMPLES} {sys.executable} {Path(__file__)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
