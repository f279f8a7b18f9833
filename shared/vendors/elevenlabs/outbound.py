"""Places calls by ElevenLabs' agents.

Source: elevenlabs.io/docs/api-reference/twilio/outbound-call, .../sip-trunk/outbound-call and
.../conversations/list (`user_id`). Their API has no idempotency key, so our id is the `user_id` of
the conversation: after a lost answer their list says whether the call was placed.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from shared.concurrency.tenant_scope import billed_tenant
from shared.domain.agent_calls import Line
from shared.domain.ids import AgentCallId
from shared.domain.storable import without_unstorable
from shared.errors import (
    AccountRefused,
    AftercallError,
    AnswerLost,
    ProviderMalformed,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
)
from shared.limits.answers import IDENTITY, bounded_body, retry_after_s
from shared.limits.vendor_gate import Gate
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.vendors.elevenlabs.api import CONVERSATION_ID
from shared.vendors.trust import usual_tls

ShapeT = TypeVar("ShapeT", bound=BaseModel)

PATHS: Mapping[Line, str] = {
    "twilio": "/v1/convai/twilio/outbound-call",
    "sip_trunk": "/v1/convai/sip-trunk/outbound-call",
}
MAX_BYTES = 2**20
# Clocks differ, and a call begins after the request for it.
CLOCK_SLACK = timedelta(minutes=10)
LONGEST_VALUE = 1000
_UNSAFE = re.compile(r"[{}<>\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class OutboundCall:
    """A call to place. `variables` become the agent's dynamic variables."""

    id: AgentCallId
    line: Line
    agent_id: str
    phone_number_id: str
    number: str
    variables: Mapping[str, str]


class _Placed(BaseModel):
    success: bool = False
    conversation_id: str | None = None


class _Summary(BaseModel):
    conversation_id: str


class _Listed(BaseModel):
    conversations: list[_Summary]


class ElevenLabsOutbound:
    """Places calls with a tenant's own `key`, or with the installation's. The caller closes it."""

    def __init__(self, settings: ElevenLabsSettings, gate: Gate) -> None:
        self._settings = settings
        self._gate = gate
        self._installations = settings.api_key.get_secret_value() if settings.api_key else ""
        self._http = httpx2.AsyncClient(
            base_url=settings.base_url.rstrip("/"), timeout=settings.timeout_s, verify=usual_tls()
        )

    async def place(self, call: OutboundCall, *, key: str | None) -> str:
        """Places a call and returns its conversation's id.

        Raises AnswerLost when it may have been placed, ProviderRejected and AccountRefused when
        ElevenLabs refused it, and other Transient errors when it was certainly not placed.
        """
        body = {
            "agent_id": call.agent_id,
            "agent_phone_number_id": call.phone_number_id,
            "to_number": call.number,
            "conversation_initiation_client_data": {
                "user_id": str(call.id),
                "dynamic_variables": {
                    name: as_variable(value) for name, value in call.variables.items()
                },
            },
        }
        placed = _parsed_answer(
            await self._send_with_key("POST", PATHS[call.line], key, json=body), _Placed
        )
        if not (placed.success or placed.conversation_id):
            raise ProviderRejected("ElevenLabs did not place the call", reason="not_successful")
        if not CONVERSATION_ID.fullmatch(placed.conversation_id or ""):
            raise AnswerLost("ElevenLabs placed the call and did not name its conversation")
        return str(placed.conversation_id)

    async def find(
        self, call_id: AgentCallId, agent_id: str, *, since: datetime, key: str | None
    ) -> str | None:
        """Returns the conversation of a call that may have been placed since then; None when
        ElevenLabs lists none. Raises ProviderRejected and Transient errors.
        """
        query = {
            "agent_id": agent_id,
            "user_id": str(call_id),
            "call_start_after_unix": int((since - CLOCK_SLACK).timestamp()),
            "page_size": 1,
        }
        listed = _parsed_answer(
            await self._send_with_key("GET", "/v1/convai/conversations", key, params=query), _Listed
        )
        found = [each.conversation_id for each in listed.conversations]
        return found[0] if found and CONVERSATION_ID.fullmatch(found[0]) else None

    async def close(self) -> None:
        await self._http.aclose()

    async def _send_with_key(
        self, method: str, path: str, key: str | None, **content: Any
    ) -> bytes:
        used = key or self._installations
        headers = {**IDENTITY, "xi-api-key": used}
        async with self._gate.vendor("elevenlabs", used).passage(tenant=billed_tenant()):
            try:
                async with (
                    asyncio.timeout(self._settings.timeout_s),
                    self._http.stream(method, path, headers=headers, **content) as answer,
                ):
                    if answer.status_code != httpx2.codes.OK:
                        raise _failure_of(answer.status_code, retry_after_s(answer.headers), method)
                    return await bounded_body(answer, vendor="ElevenLabs", max_bytes=MAX_BYTES)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                raise ProviderUnavailable("no connection to ElevenLabs") from error
            except (TimeoutError, httpx2.HTTPError, ProviderMalformed) as error:
                raise AnswerLost("ElevenLabs' answer did not come whole or in time") from error


def as_variable(value: str) -> str:
    """Returns a text as one bounded line that cannot open a template of the agent's prompt."""
    return " ".join(_UNSAFE.sub(" ", value).split())[:LONGEST_VALUE]


def _failure_of(status: int, wait_s: float | None, method: str) -> AftercallError:
    if status == 429:
        return RateLimited("ElevenLabs' limit is reached (429)", retry_after_s=wait_s)
    if status >= 500 or status == 408:
        # A fault may come after the call was placed.
        return AnswerLost(f"ElevenLabs answered {status}", retry_after_s=wait_s)
    if status in (401, 403):
        return AccountRefused(
            f"ElevenLabs refused access ({status}): store a key that may place calls and read"
            " conversations (PUT /api/tenant/elevenlabs-key)",
            reason="unauthorized" if status == 401 else "forbidden",
        )
    if status in (409, 423, 425):
        return ProviderUnavailable(f"ElevenLabs answered {status}", retry_after_s=wait_s)
    what = "to place the call" if method == "POST" else "to list conversations"
    return ProviderRejected(f"ElevenLabs refused {what} ({status})", reason=f"http_{status}")


def _parsed_answer(body: bytes, shape: type[ShapeT]) -> ShapeT:
    try:
        return shape.model_validate_json(without_unstorable(body))
    except ValidationError as error:
        raise AnswerLost(f"ElevenLabs' answer has {error.error_count()} faults") from None
