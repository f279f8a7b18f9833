"""Reads Retell's webhooks of finished calls.

Source: docs.retellai.com/features/webhook and .../api-references/get-call. The signature is
`v=<unix milliseconds>,d=<hex HMAC-SHA256 of the body and that number>` with the API key that has
the webhook badge (retell-python-sdk, lib/webhook_auth).
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

ENDED, ANALYZED = "call_ended", "call_analyzed"
HEADER = "x-retell-signature"
_SIGNATURE = re.compile(r"v=(\d{10,16}),d=([0-9a-fA-F]{64})")
_OUTCOMES = {
    "voicemail_reached": CallOutcome.VOICEMAIL,
    "ivr_reached": CallOutcome.VOICEMAIL,
    "dial_busy": CallOutcome.BUSY,
    "dial_no_answer": CallOutcome.NO_ANSWER,
    "user_declined": CallOutcome.NO_ANSWER,
    "agent_hangup": CallOutcome.ENDED_BY_AGENT,
    "call_transfer": CallOutcome.TRANSFERRED,
}
# The line never stood. Reasons that begin with `dial_` are among them, whatever comes after it.
_NOT_CONNECTED = frozenset(
    {
        "invalid_destination",
        "telephony_provider_permission_denied",
        "telephony_provider_unavailable",
        "sip_routing_error",
        "marked_as_spam",
        "user_declined",
    }
)


def require_signature(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[str],
    *,
    now: datetime,
    tolerance_s: float,
) -> None:
    """Raises Unauthorized."""
    given = headers.get(HEADER, "")
    if not given:
        raise Unauthorized("X-Retell-Signature is missing.", code="signature_missing")
    match = _SIGNATURE.fullmatch(given.strip())
    if not match:
        raise Unauthorized("X-Retell-Signature cannot be read.", code="signature_malformed")
    if abs(now.timestamp() - int(match[1]) / 1000) > tolerance_s:
        raise Unauthorized(
            "The signature's timestamp is too old or in the future; check this host's clock.",
            code="signature_too_old",
        )
    expected = [
        hmac.new(secret.encode(), body + match[1].encode(), hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    matches = [hmac.compare_digest(each, match[2].lower()) for each in expected]
    if not any(matches):
        raise Unauthorized("The signature does not match.", code="signature_mismatch")


def parse_body(body: bytes) -> IncomingEvent:
    """Reads an event. Raises InvalidRequest when the call cannot be identified."""
    value, notes = read_body(body)
    payload = unwrapped(value, lambda each: "event" in each or "call" in each)
    event = payload.get("event", payload.get("event_type"))
    name = event if isinstance(event, str) else ANALYZED
    call = payload.get("call", payload.get("data"))
    if name not in (ENDED, ANALYZED):
        # Of a call that goes on, or of a chat; what counts comes when it has ended.
        return UnknownEvent(name[:100], of_call=False)
    if not isinstance(call, dict) or not short_text(call.get("call_id")):
        raise InvalidRequest(
            "The event does not have the form that Retell documents: call.call_id is missing."
        )
    return _retell_call(name, call, notes)


def _retell_call(name: str, call: dict[str, Any], notes: tuple[str, ...]) -> IncomingCall:
    reason = short_text(call.get("disconnection_reason")) or ""
    status = short_text(call.get("call_status")) or ""
    analysis = call.get("call_analysis")
    analysis = analysis if isinstance(analysis, dict) else {}
    outcome = _OUTCOMES.get(reason)
    if analysis.get("in_voicemail") is True:
        outcome = CallOutcome.VOICEMAIL
    failed = reason.startswith("dial_") or reason in _NOT_CONNECTED or status == "not_connected"
    error = (
        f"Retell reports {reason or status}."
        if status == "error" or reason.startswith(("error", "concurrency"))
        else None
    )
    from_number, to_number = (
        phone_number(call.get("from_number")),
        phone_number(call.get("to_number")),
    )
    direction = call.get("direction")
    outbound = direction == "outbound"
    telephony = call.get("telephony_identifier")
    sid = telephony.get("twilio_call_sid") if isinstance(telephony, dict) else None
    custom = analysis.get("custom_analysis_data")
    transcript = None
    if not failed:
        transcript = read_turns(
            call.get("transcript_object"),
            text="content",
            start="words.start",
            end="words.end",
        )
    facts: dict[str, Any] = {
        "external_id": str(call["call_id"])[:LONGEST_TEXT],
        "agent_external_id": short_text(call.get("agent_id")) or "retell",
        "agent_name": short_text(call.get("agent_name")),
        "direction": direction if direction in ("inbound", "outbound") else None,
        "from_number": from_number,
        "to_number": to_number,
        "call_sid": sid[:100] if isinstance(sid, str) and sid else None,
        "started_at": instant(call.get("start_timestamp")),
        "duration_s": seconds(call.get("duration_ms"), 0.001),
        "failure": (reason or status or "unknown")[:200] if failed else None,
        "sender_error": error if not failed else None,
        "outcome": (outcome or CallOutcome.FAILED) if failed else outcome,
        "sender_data": {
            "termination_reason": reason or None,
            **{
                key: analysis[key]
                for key in ("call_summary", "user_sentiment", "call_successful")
                if isinstance(analysis.get(key), str | bool)
            },
        },
        "contact": contact_of(
            collected=custom if isinstance(custom, dict) else None,
            variables=call.get("retell_llm_dynamic_variables"),
            user_id=None,
            ours=from_number if outbound else to_number,
            near=from_number or to_number,
        ),
        "has_status": bool(status),
    }
    digest = hashlib.sha256(
        to_json((facts, transcript.text if transcript else None), fallback=str)
    ).hexdigest()
    return IncomingCall(
        source=Source.RETELL,
        event_type=name,
        event_key=f"{name}:{facts['external_id']}:{digest[:16]}",
        transcript=transcript,
        notes=notes,
        sent_at=instant(call.get("end_timestamp")),
        **facts,
    )
