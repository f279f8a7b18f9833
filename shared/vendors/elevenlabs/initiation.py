"""ElevenLabs' question at the start of an inbound call, and its answer.

While the telephone rings, ElevenLabs posts `caller_id`, `agent_id`, `called_number` and `call_sid`,
with secrets in headers that its user chose; it signs nothing. The answer must hold every dynamic
variable that the agent defines (elevenlabs.io/docs, "Twilio personalization").
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import InvalidRequest
from shared.payloads.tolerant import read_json

SECRET_HEADER = "X-Aftercall-Secret"  # noqa: S105 - a name
TYPE = "conversation_initiation_client_data"
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Initiation:
    """Who calls whom. None where the question does not say it, or not as a text."""

    caller_id: str | None = None
    agent_id: str | None = None


def read_initiation(body: bytes) -> Initiation:
    """Reads a question. One that cannot be read is of an unknown caller, so that the call does not
    fail.
    """
    try:
        payload, _ = read_json(body)
    except InvalidRequest:
        return Initiation()
    if not isinstance(payload, dict):
        return Initiation()
    return Initiation(_short_id(payload.get("caller_id")), _short_id(payload.get("agent_id")))


def initiation_answer(variables: Mapping[str, str], *, language: str | None) -> dict[str, Any]:
    """Returns the answer; with a `language` the agent begins in it, which its settings in
    ElevenLabs must allow.
    """
    answer: dict[str, Any] = {"type": TYPE, "dynamic_variables": dict(variables)}
    if language:
        answer["conversation_config_override"] = {"agent": {"language": language}}
    return answer


def has_secret(headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """Returns whether the headers carry one of the secrets."""
    bearer = headers.get("authorization", "")
    given = [headers.get(SECRET_HEADER.lower(), "")]
    if bearer[:7].lower() == "bearer ":
        given.append(bearer[7:].strip())
    # Every pair is compared, so that the time says nothing.
    found = [
        hmac.compare_digest(one.encode(), secret.encode())
        for one in given
        for secret in secrets
        if one
    ]
    return any(found)


def _short_id(value: object) -> str | None:
    return value[:LONGEST_ID] if isinstance(value, str) and value else None
