"""Verifies webhooks that Aftercall sends to your targets, as Standard Webhooks 1.0 says.

event = unwrap(body, headers, secret)
if isinstance(event, sent.CallReady): ...
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from aftercall_client import sent
from aftercall_client.errors import InvalidAnswer, WebhookRejected

PREFIX: Final = "whsec_"
TOLERANCE_S: Final = 300.0
# Senders sign with one secret, and with two while one replaces the other.
MOST_SIGNATURES: Final = 20


def unwrap(
    body: bytes | str,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    *,
    tolerance_s: float = TOLERANCE_S,
    now: float | None = None,
) -> sent.SentEvent:
    """Returns the event of a webhook that is signed with the secret, or with one of them.

    `body` is the body as it arrived, not parsed and written again. The event is one of the classes
    of `aftercall_client.sent`; a type that this version does not know is a plain SentEvent. Raises
    WebhookRejected, and InvalidAnswer for a signed body that is no event. Keep `event.id`: the same
    event may arrive twice.
    """
    content = body.encode() if isinstance(body, str) else body
    given = {name.lower(): value for name, value in headers.items()}
    event_id = verify(content, given, secret, tolerance_s=tolerance_s, now=now)
    try:
        fields = json.loads(content)
        kind = sent.TYPES.get(fields["type"], sent.SentEvent)
        return kind.model_validate({**fields, "id": event_id})
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError):
        raise InvalidAnswer("The webhook is signed, and is no event.") from None


def verify(
    body: bytes,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    *,
    tolerance_s: float = TOLERANCE_S,
    now: float | None = None,
) -> str:
    """Returns the id of a webhook with these headers, whose names are in lower case. Raises
    WebhookRejected.
    """
    event_id, at, signatures = (
        headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
    )
    if not event_id or not at or not signatures:
        raise WebhookRejected("The headers of the signature are missing.")
    if not (at.isascii() and at.isdecimal() and len(at) <= 12):
        raise WebhookRejected("The time of the signature cannot be read.")
    if abs((time.time() if now is None else now) - int(at)) > tolerance_s:
        raise WebhookRejected("The signature is too old, or from the future.")
    message = f"{event_id}.{at}.".encode() + body
    expected = [
        hmac.new(key, message, hashlib.sha256).digest()
        for key in map(_signing_key, [secret] if isinstance(secret, str) else secret)
    ]
    is_signed = False
    for signature in signatures.split(" ")[:MOST_SIGNATURES]:
        version, _, written = signature.partition(",")
        if version != "v1":
            continue
        try:
            given = base64.b64decode(written, validate=True)
        except (binascii.Error, ValueError):
            continue
        for each in expected:
            # All are compared, so that the time says nothing about which one is right.
            is_signed |= hmac.compare_digest(each, given)
    if not is_signed:
        raise WebhookRejected("No signature is that of the body.")
    return event_id


def _signing_key(secret: str) -> bytes:
    """Raises ValueError, which does not show the secret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError(f"A secret must be {PREFIX} and base64.")
    return key
