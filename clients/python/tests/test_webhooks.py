import base64
import json
import time
import unittest

from miaw_api import webhooks

SECRET = "a-secret-of-the-test"
EVENT = {
    "event": "message",
    "instanceId": "my-bot-1",
    "timestamp": 1767268800000,
    "id": "evt_1",
    "sequence": 1,
    "data": {"text": "Good morning ☀"},
}
BODY = json.dumps(EVENT).encode()


class Webhooks(unittest.TestCase):
    def test_are_unwrapped(self) -> None:
        headers = webhooks.generate_test_headers(BODY, SECRET)
        self.assertEqual(webhooks.unwrap(BODY, headers, SECRET), EVENT)
        self.assertEqual(webhooks.unwrap(BODY.decode(), headers, SECRET), EVENT)

    def test_may_be_signed_with_either_of_two_secrets(self) -> None:
        for secret in ("the-new-one", SECRET):
            headers = webhooks.generate_test_headers(BODY, secret)
            webhooks.unwrap(BODY, headers, ["the-new-one", SECRET])

    def test_take_a_secret_in_the_form_of_standard_webhooks(self) -> None:
        standard = "whsec_" + base64.b64encode(SECRET.encode()).decode()
        headers = webhooks.generate_test_headers(BODY, standard)
        webhooks.unwrap(BODY, headers, SECRET)
        webhooks.unwrap(BODY, webhooks.generate_test_headers(BODY, "whsec_?"), "whsec_?")

    def test_may_have_several_signatures_and_headers_in_any_case(self) -> None:
        headers = webhooks.generate_test_headers(BODY, SECRET)
        headers["webhook-signature"] = f"v1a,x v1,xyz {headers['webhook-signature']}"
        webhooks.unwrap(BODY, {name.upper(): value for name, value in headers.items()}, SECRET)

    def test_are_refused_when_they_are_not_genuine(self) -> None:
        headers = webhooks.generate_test_headers(BODY, SECRET)
        for body, given, secrets, reason in (
            (BODY + b" ", headers, SECRET, "no signature fits"),
            (BODY, headers, "another", "no signature fits"),
            (BODY, headers, [], "no signature fits"),
            (BODY, headers, "", "no signature fits"),
            (BODY, {}, SECRET, "are required"),
            (BODY, {**headers, "webhook-timestamp": "soon"}, SECRET, "too far from now"),
            (b"{}", webhooks.generate_test_headers(b"{}", SECRET), SECRET, "not an event"),
            (b"ping", webhooks.generate_test_headers(b"ping", SECRET), SECRET, "not an event"),
        ):
            with self.assertRaisesRegex(webhooks.WebhookVerificationError, reason):
                webhooks.unwrap(body, given, secrets)

    def test_are_refused_when_they_are_old(self) -> None:
        headers = webhooks.generate_test_headers(BODY, SECRET, at=time.time() - 600)
        with self.assertRaisesRegex(webhooks.WebhookVerificationError, "too far from now"):
            webhooks.unwrap(BODY, headers, SECRET)
        webhooks.unwrap(BODY, headers, SECRET, tolerance=3600)
