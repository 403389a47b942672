"""What the hooks promise. Run by run.py before anything else."""

import json
import os
import subprocess
import sys
import unittest
from types import SimpleNamespace

os.environ["CONFORMANCE_SEED"] = "7"
os.environ["CONFORMANCE_WORLD"] = json.dumps(
    {"api": "partner", "partners": ["p"], "customers": [{"id": "c", "pocket_ids": ["k"]}], "shared_secret": "s"}
)

import hooks  # noqa: E402
from schemathesis.openapi.checks import RejectedPositiveData  # noqa: E402

KEYS = "import hooks; print([hooks.fresh_key() for _ in range(3)])"
GENERATED = "00000000-0000-4000-8000-000000000001"


def is_kept(status, problem):
    failure = RejectedPositiveData.__new__(RejectedPositiveData)
    response = SimpleNamespace(status_code=status, json=lambda: problem)
    return hooks.filter_failure(None, failure, None, response)


class Hooks(unittest.TestCase):
    def test_only_a_422_about_what_values_mean_is_no_failure(self):
        email = {"in": "body", "keyword": "format", "pointer": "/email"}
        self.assertFalse(is_kept(422, {"errors": [email]}))
        for errors in [[], [email, {**email, "pointer": "/status"}], [{**email, "keyword": "type"}], [{**email, "in": "query"}]]:
            self.assertTrue(is_kept(422, {"errors": errors}), errors)
        self.assertTrue(is_kept(422, {}))
        self.assertTrue(is_kept(400, {"errors": [email]}))

    def test_keys_are_the_same_again_with_the_same_seed_and_never_twice(self):
        def keys(seed):
            environment = {**os.environ, "CONFORMANCE_SEED": seed}
            return subprocess.check_output([sys.executable, "-c", KEYS], env=environment, cwd=os.path.dirname(__file__))

        self.assertEqual(keys("7"), keys("7"))
        self.assertNotEqual(keys("7"), keys("8"))
        self.assertEqual(len({hooks.fresh_key() for _ in range(100)}), 100)

    def test_what_the_run_has_created_is_left_where_a_link_led_to_it(self):
        customer, pocket, partner = (GENERATED[:-1] + digit for digit in "234")
        hooks.remember({"partner_id": partner})
        hooks.remember({"customer_id": customer, "partner_id": partner})
        hooks.remember({"pocket_id": pocket, "customer_id": customer})
        path = {"customer_id": customer, "pocket_id": pocket, "partner_id": partner}
        hooks.with_ids(path)
        self.assertEqual(path, {"customer_id": customer, "pocket_id": pocket, "partner_id": partner})
        path = {"customer_id": GENERATED, "partner_id": GENERATED}
        hooks.with_ids(path)
        self.assertIn(path["customer_id"], ["c", GENERATED])
        self.assertIn(path["partner_id"], ["p", GENERATED])


if __name__ == "__main__":
    unittest.main()
