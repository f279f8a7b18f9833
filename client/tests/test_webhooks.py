"""Webhooks are trusted only with a signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from aftercall_client import InvalidAnswer, WebhookRejected, sent, unwrap

NOW = 1_764_000_000
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
OTHER = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
DATA: dict[str, Any] = {
    "sequence": 4712,
    "version": 1,
    "call": None,
    "callback": None,
    "lead_id": None,
    "job_id": None,
    "change": {},
    "content": None,
}


def body_of(type: str = "call.ready", **change: Any) -> bytes:
    at = "2026-11-18T15:31:20Z"
    return json.dumps({"type": type, "timestamp": at, "data": {**DATA, "change": change}}).encode()


def signature(body: bytes, secret: str, at: int = NOW, event_id: str = "evt-1") -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(signatures: str, at: object = NOW) -> dict[str, str]:
    return {
        "Webhook-Id": "evt-1",
        "webhook-timestamp": str(at),
        "WEBHOOK-SIGNATURE": signatures,
    }


def test_a_signed_event_is_typed() -> None:
    body = body_of(
        "callback.due",
        callback_id="01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",
        due_at="2026-11-19T14:00:00Z",
    )
    event = unwrap(body, headers(signature(body, SECRET)), SECRET, now=NOW)
    assert isinstance(event, sent.CallbackDue)
    assert (event.id, event.data.sequence, event.data.change.due_at.hour) == ("evt-1", 4712, 14)


def test_an_event_of_a_later_version_is_an_event() -> None:
    body = body_of("call.sung_about", by="choir")
    event = unwrap(body, headers(signature(body, SECRET)), SECRET, now=NOW)
    assert type(event) is sent.SentEvent
    assert (event.type, event.data.change) == ("call.sung_about", {"by": "choir"})


def test_either_secret_of_a_rotation_verifies() -> None:
    body = body_of()
    both = f"{signature(body, OTHER)} {signature(body, SECRET)} v2,x"
    for secret in (SECRET, OTHER, [OTHER, SECRET]):
        assert unwrap(body, headers(both), secret, now=NOW).type == "call.ready"
    only_new = headers(signature(body, OTHER))
    assert unwrap(body.decode(), only_new, [SECRET, OTHER], now=NOW).type == "call.ready"


@pytest.mark.parametrize(
    "signatures",
    [
        signature(body_of(), OTHER),
        signature(body_of(), SECRET, at=NOW + 1),
        signature(body_of(), SECRET, event_id="evt-2"),
        signature(body_of(), SECRET).replace("v1,", "v2,"),
        signature(body_of(), SECRET).removeprefix("v1,"),
        signature(body_of(), SECRET)[:-4],
        "v1,",
        "v1,é",
        "",
        " ".join(["v1,AAAA"] * 20 + [signature(body_of(), SECRET)]),
    ],
)
def test_other_signatures_are_rejected(signatures: str) -> None:
    with pytest.raises(WebhookRejected):
        unwrap(body_of(), headers(signatures), SECRET, now=NOW)


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301, "", "soon", "-5", "1" * 13])
def test_old_and_unreadable_times_are_rejected(at: object) -> None:
    signed = signature(body_of(), SECRET, at=at if isinstance(at, int) else NOW)
    with pytest.raises(WebhookRejected):
        unwrap(body_of(), headers(signed, at), SECRET, now=NOW)


def test_a_changed_body_is_rejected() -> None:
    signed = headers(signature(body_of(), SECRET))
    with pytest.raises(WebhookRejected):
        unwrap(body_of() + b" ", signed, SECRET, now=NOW)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{}", b"no", b'{"type": 3}', b"[" * 100_000],
    ids=["list", "empty", "text", "number", "deep"],
)
def test_a_signed_body_that_is_no_event_is_an_error(body: bytes) -> None:
    with pytest.raises(InvalidAnswer):
        unwrap(body, headers(signature(body, SECRET)), SECRET, now=NOW)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_no base64", ""])
def test_a_secret_that_is_none_is_refused_without_showing_it(secret: str) -> None:
    with pytest.raises(ValueError, match="base64") as raised:
        unwrap(body_of(), headers(signature(body_of(), SECRET)), secret, now=NOW)
    assert "no base64" not in str(raised.value)


def test_every_type_has_a_class_that_reads_it() -> None:
    assert len(sent.TYPES) > 20
    for name, kind in sent.TYPES.items():
        assert kind.model_fields["type"].annotation.__args__ == (name,)  # type: ignore[union-attr]
