"""Reads Vapi's end-of-call reports.

Source: docs.vapi.ai/server-url/end-of-call-report and .../server-url/server-authentication. Vapi
sends the agreed secret in X-Vapi-Secret or as a Bearer token, or signs the body by HMAC-SHA256 in
X-Vapi-Signature, with X-Vapi-Timestamp and a point in front of it where that is configured.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from shared.domain.incoming import IncomingCall, IncomingEvent, UnknownEvent
from shared.domain.statuses import CallOutcome, Source
from shared.errors import InvalidRequest, Unauthorized
from shared.payloads.agent_turns import LONGEST_TEXT, instant, read_turns, seconds, short_text
from shared.payloads.facts import contact_of, phone_number
from shared.payloads.tolerant import read_body, unwrapped

REPORT = "end-of-call-report"
_OUTCOMES = {
    "voicemail": CallOutcome.VOICEMAIL,
    "customer-busy": CallOutcome.BUSY,
    "customer-did-not-answer": CallOutcome.NO_ANSWER,
    "call.ringing.sip-inbound-caller-hungup-before-call-connect": CallOutcome.NO_ANSWER,
    "assistant-ended-call": CallOutcome.ENDED_BY_AGENT,
    "assistant-ended-call-after-message-spoken": CallOutcome.ENDED_BY_AGENT,
    "assistant-ended-call-with-hangup-task": CallOutcome.ENDED_BY_AGENT,
    "assistant-said-end-call-phrase": CallOutcome.ENDED_BY_AGENT,
    "assistant-forwarded-call": CallOutcome.TRANSFERRED,
}
# Reasons of calls that never stood. There are hundreds of reasons, whose names say what they are.
_NOT_CONNECTED = re.compile(
    r"customer-busy$|customer-did-not-answer$|call[.-]start[.-]|call\.ringing\."
    r"|assistant-(not-found$|not-valid$|not-provided$|request-)"
)
_NEVER_CONNECTED = re.compile(r"failed-to-connect|never-connected")
# A line that fell silent is none: the call took place.
_ERRORS = ("error", "failed", "fault", "join-timed-out", "worker-shutdown", "unknown")


def require_secret(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[str],
    *,
    now: datetime,
    tolerance_s: float,
) -> None:
    """Raises Unauthorized."""
    signature = headers.get("x-vapi-signature", "").strip()
    scheme, _, token = headers.get("authorization", "").partition(" ")
    given = headers.get("x-vapi-secret") or (token.strip() if scheme.lower() == "bearer" else "")
    if signature:
        stamp = headers.get("x-vapi-timestamp", "").strip()
        _require_recent(stamp, now, tolerance_s)
        signed = f"{stamp}.".encode() + body if stamp else body
        digest = signature.removeprefix("sha256=").lower()
        expected = [
            hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets
        ]
        matches = [hmac.compare_digest(each.encode(), digest.encode()) for each in expected]
    elif given:
        matches = [hmac.compare_digest(each.encode(), given.encode()) for each in secrets]
    else:
        raise Unauthorized(
            "The request has no X-Vapi-Secret, Bearer token or X-Vapi-Signature.",
            code="signature_missing",
        )
    if not any(matches):
        raise Unauthorized("The secret or signature does not match.", code="signature_mismatch")


def _require_recent(stamp: str, now: datetime, tolerance_s: float) -> None:
    if not stamp:
        return
    if not re.fullmatch(r"\d{9,16}", stamp):
        raise Unauthorized("X-Vapi-Timestamp cannot be read.", code="signature_malformed")
    at = int(stamp) / (1000 if len(stamp) > 11 else 1)
    if abs(now.timestamp() - at) > tolerance_s:
        raise Unauthorized(
            "The signature's timestamp is too old or in the future; check this host's clock.",
            code="signature_too_old",
        )


def parse_body(body: bytes) -> IncomingEvent:
    """Reads an event. Raises InvalidRequest when the call cannot be identified."""
    value, notes = read_body(body)
    payload = unwrapped(value, lambda each: "message" in each or "type" in each)
    message = payload.get("message")
    message = message if isinstance(message, dict) else payload
    name = message.get("type")
    if name != REPORT:
        # Of a call that goes on: what counts comes in its report.
        return UnknownEvent(str(name)[:100], of_call=False)
    call = message.get("call")
    call = call if isinstance(call, dict) else {}
    if not short_text(call.get("id")):
        raise InvalidRequest(
            "The report does not have the form that Vapi documents: message.call.id is missing."
        )
    return _vapi_call(message, call, notes)


def _vapi_call(
    message: dict[str, Any], call: dict[str, Any], notes: tuple[str, ...]
) -> IncomingCall:
    reason = short_text(message.get("endedReason")) or short_text(call.get("endedReason")) or ""
    artifact, analysis = _object(message, "artifact"), _object(message, "analysis")
    customer = _object(message, "customer") or _object(call, "customer")
    number = _object(message, "phoneNumber") or _object(call, "phoneNumber")
    assistant = _object(message, "assistant") or _object(call, "assistant")
    kind = short_text(call.get("type")) or ""
    outbound = kind.startswith("outbound")
    direction = "outbound" if outbound else "inbound" if kind.startswith("inbound") else None
    theirs, ours = phone_number(customer.get("number")), phone_number(number.get("number"))
    failed = bool(_NOT_CONNECTED.match(reason) or _NEVER_CONNECTED.search(reason))
    transcript = None
    if not failed:
        transcript = read_turns(
            artifact.get("messages", message.get("messages")),
            text="message",
            start="secondsFromStart",
        )
    error = f"Vapi reports {reason}." if any(word in reason for word in _ERRORS) else None
    structured = analysis.get("structuredData")
    started_at = instant(message.get("startedAt")) or instant(call.get("startedAt"))
    ended_at = instant(message.get("endedAt")) or instant(call.get("endedAt"))
    duration_s = seconds(message.get("durationSeconds"))
    if duration_s is None and started_at and ended_at:
        duration_s = max(0.0, (ended_at - started_at).total_seconds())
    overrides = _object(call, "assistantOverrides")
    facts: dict[str, Any] = {
        "external_id": str(call["id"])[:LONGEST_TEXT],
        "agent_external_id": short_text(call.get("assistantId"))
        or short_text(assistant.get("id"))
        or short_text(call.get("squadId"))
        or "vapi",
        "agent_name": short_text(assistant.get("name")),
        "direction": direction,
        "from_number": ours if outbound else theirs,
        "to_number": theirs if outbound else ours,
        "call_sid": short_text(call.get("phoneCallProviderId")),
        "started_at": started_at,
        "duration_s": duration_s,
        "failure": reason if failed else None,
        "sender_error": error if not failed else None,
        "outcome": _OUTCOMES.get(reason, CallOutcome.FAILED if failed else None),
        "sender_data": {
            "termination_reason": reason or None,
            **{
                key: analysis[key]
                for key in ("summary", "successEvaluation")
                if isinstance(analysis.get(key), str)
            },
        },
        "contact": contact_of(
            collected=structured if isinstance(structured, dict) else None,
            variables=_object(overrides, "variableValues")
            | {key: customer[key] for key in ("name", "email") if key in customer},
            user_id=None,
            ours=ours,
            near=ours or theirs,
        ),
        "has_status": bool(reason),
    }
    digest = hashlib.sha256(
        to_json((facts, transcript.text if transcript else None), fallback=str)
    ).hexdigest()
    return IncomingCall(
        source=Source.VAPI,
        event_type=REPORT,
        event_key=f"{REPORT}:{facts['external_id']}:{digest[:16]}",
        transcript=transcript,
        notes=notes,
        sent_at=instant(message.get("timestamp")),
        **facts,
    )


def _object(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}
