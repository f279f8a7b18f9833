"""Reads from the API of ElevenLabs what its webhooks left out, and the list of conversations.

Source: elevenlabs.io/docs/api-reference/conversations (get, list). A key is sent to
ELEVENLABS_BASE_URL and never across a redirect.
"""

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx2

from shared.concurrency.tenant_scope import billed_tenant
from shared.errors import (
    AccountRefused,
    AftercallError,
    NotReadyYet,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.limits.answers import IDENTITY, bounded_body, passing_failure, retry_after_s
from shared.limits.vendor_gate import Gate
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.vendors.trust import usual_tls

MAX_BYTES = 32 * 2**20
NOT_READY_RETRY_S = 10.0
PAGE_SIZE = 100
CONVERSATION_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
KEY_ADVICE = "set ELEVENLABS_API_KEY to a key of the workspace the call belongs to"
OWN_KEY_ADVICE = (
    "store a key of the tenant's workspace that may read conversations"
    " (PUT /api/tenant/elevenlabs-key)"
)


class ElevenLabsConversations:
    """Reads conversations, with the installation's key or with a tenant's own `key`. The caller
    closes it.

    Each key has its own limiter, so that pauses and failures of one delay no other.
    """

    def __init__(self, settings: ElevenLabsSettings, gate: Gate) -> None:
        self._settings = settings
        self._gate = gate
        self._installations = settings.api_key.get_secret_value() if settings.api_key else ""
        self._http = httpx2.AsyncClient(
            base_url=settings.base_url.rstrip("/"),
            timeout=settings.timeout_s,
            verify=usual_tls(),
        )

    @property
    def is_configured(self) -> bool:
        """Returns whether the installation has a key."""
        return self._settings.api_key is not None

    async def get(self, conversation_id: str, *, key: str | None = None) -> bytes:
        """Returns the conversation as JSON, at most MAX_BYTES of it.

        Raises NotReadyYet for a conversation that ElevenLabs does not know (yet), ProviderRejected
        and Transient errors.
        """
        if not CONVERSATION_ID.fullmatch(conversation_id):
            raise ProviderRejected(
                "this is no ElevenLabs conversation id", reason="invalid_conversation_id"
            )
        return await self._get_body(f"/v1/convai/conversations/{conversation_id}", {}, key)

    async def page(self, *, since: datetime, cursor: str | None, key: str | None = None) -> bytes:
        """Returns a page of the conversations that began since the given time, as JSON. Raises
        ProviderRejected and Transient errors.
        """
        after = {"call_start_after_unix": int(since.timestamp()), "page_size": PAGE_SIZE}
        return await self._get_body(
            "/v1/convai/conversations", {**after, "cursor": cursor} if cursor else after, key
        )

    async def check(self) -> None:
        """Requests one conversation of the last minute. Raises ProviderRejected and Transient
        errors.
        """
        lately = int(datetime.now(UTC).timestamp()) - 60
        await self._get_body(
            "/v1/convai/conversations", {"call_start_after_unix": lately, "page_size": 1}, None
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def _get_body(self, path: str, query: Mapping[str, str | int], key: str | None) -> bytes:
        used = key or self._installations
        headers = {**IDENTITY, "xi-api-key": used}
        async with self._gate.vendor("elevenlabs", used).passage(tenant=billed_tenant()):
            try:
                async with (
                    asyncio.timeout(self._settings.timeout_s),
                    self._http.stream("GET", path, params=query, headers=headers) as answer,
                ):
                    if answer.status_code != httpx2.codes.OK:
                        raise _failure_of(answer, OWN_KEY_ADVICE if key else KEY_ADVICE)
                    return await bounded_body(answer, vendor="ElevenLabs", max_bytes=MAX_BYTES)
            except (TimeoutError, httpx2.TimeoutException) as error:
                raise ProviderTimeout(
                    f"ElevenLabs did not answer within {self._settings.timeout_s:g} s"
                ) from error
            except httpx2.HTTPError as error:
                raise ProviderUnavailable("no connection to ElevenLabs, or it broke") from error


def _failure_of(answer: httpx2.Response, advice: str) -> AftercallError:
    status, wait_s = answer.status_code, retry_after_s(answer.headers)
    if status == 404:
        return NotReadyYet(
            "ElevenLabs does not know the conversation (404)",
            retry_after_s=wait_s or NOT_READY_RETRY_S,
        )
    if passing := passing_failure("ElevenLabs", status, wait_s):
        return passing
    if status in (401, 403):
        reason = "unauthorized" if status == 401 else "forbidden"
        return AccountRefused(f"ElevenLabs refused access ({status}): {advice}", reason=reason)
    if status < 400:
        return ProviderRejected(
            f"ElevenLabs answered {status}, and the key is not sent elsewhere: check"
            " ELEVENLABS_BASE_URL",
            reason="redirected",
        )
    return ProviderRejected(
        f"ElevenLabs refused to send the conversation ({status})", reason="refused"
    )
