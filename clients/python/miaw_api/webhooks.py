"""Verifies what the server posts to receivers."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from email.message import Message
from typing import Dict, List, Mapping, Optional, Sequence, Union

from .errors import MiawError
from .types import Event

TOLERANCE = 300.0
"""How old a signature may be, and how far ahead of this clock, in seconds."""

_ID, _TIMESTAMP, _SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

_STANDARD_PREFIX = "whsec_"
"""What the secrets of endpoints begin with in the form of Standard Webhooks: base64 follows."""


class WebhookVerificationError(MiawError):
    """A request that is not from the server, or was changed on the way, or is too old. Answer 401."""


def unwrap(
    body: Union[str, bytes],
    headers: Union[Mapping[str, str], Message],
    secrets: Union[str, Sequence[str]],
    *,
    tolerance: float = TOLERANCE,
) -> Event:
    """
    Verifies what was posted to a receiver.

    Args:
        body: Exactly as it came: parsed and written again, it is another.
        headers: Those of the request.
        secrets: The secret of the endpoint, as `secret` or as `standardSecret`; while it is changed, the old and the new one.
        tolerance: How old the signature may be, in seconds.

    Raises:
        WebhookVerificationError: If the request is not genuine, or too old.
    """
    given = {name.lower(): str(value) for name, value in headers.items()}
    identifier, timestamp, signature = (given.get(name) for name in (_ID, _TIMESTAMP, _SIGNATURE))
    if not identifier or not timestamp or not signature:
        raise WebhookVerificationError(f"the headers {_ID}, {_TIMESTAMP} and {_SIGNATURE} are required")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > tolerance:
        raise WebhookVerificationError(f"{_TIMESTAMP} is too far from now")
    content = body.encode() if isinstance(body, str) else body
    signatures = [each[3:] for each in signature.split(" ") if each.startswith("v1,")]
    macs = [
        _mac(key, identifier, timestamp, content)
        for secret in ([secrets] if isinstance(secrets, str) else secrets)
        for key in _keys_of(secret)
    ]
    if not any(hmac.compare_digest(one.encode(), mac.encode()) for one in signatures for mac in macs):
        raise WebhookVerificationError("no signature fits: the secret or the body is another")
    try:
        event = json.loads(content)
    except ValueError:
        event = None
    if not isinstance(event, dict) or not {"event", "instanceId", "sequence", "data"} <= event.keys():
        raise WebhookVerificationError("the body is not an event")
    return event  # type: ignore[return-value]


def generate_test_headers(
    body: Union[str, bytes], secret: str, *, id: str = "dlv_test", at: Optional[float] = None
) -> Dict[str, str]:
    """
    Headers that `unwrap`, and receivers that check Standard Webhooks, accept for a body: for tests of a receiver.

    Args:
        body: What is posted.
        secret: The one that the receiver knows, not empty.
        id: Of the delivery.
        at: When it was signed, in seconds since 1970. Default: now.
    """
    timestamp = str(int(time.time() if at is None else at))
    content = body.encode() if isinstance(body, str) else body
    return {
        "Content-Type": "application/json",
        _ID: id,
        _TIMESTAMP: timestamp,
        _SIGNATURE: f"v1,{_mac(_keys_of(secret)[0], id, timestamp, content)}",
    }


def _mac(key: bytes, identifier: str, timestamp: str, body: bytes) -> str:
    mac = hmac.new(key, f"{identifier}.{timestamp}.".encode() + body, "sha256")
    return base64.b64encode(mac.digest()).decode()


def _keys_of(secret: str) -> List[bytes]:
    """The keys that a secret can stand for: a text of the owner's choice may begin like a standard secret."""
    keys = [secret.encode()]
    if secret.startswith(_STANDARD_PREFIX):
        try:
            keys.insert(0, base64.b64decode(secret[len(_STANDARD_PREFIX) :], validate=True))
        except (binascii.Error, ValueError):
            pass
    # Anybody can sign with an empty key.
    return [key for key in keys if key]
