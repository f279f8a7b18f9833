"""Asks ElevenLabs which agents a key may read, to prove whose they are.

Source: elevenlabs.io/docs/api-reference/agents/list. The key is sent to ELEVENLABS_BASE_URL and
never across a redirect.
"""

import asyncio
from typing import Any

import httpx2

from shared.errors import (
    InvalidRequest,
    ProviderMalformed,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.limits.answers import IDENTITY, bounded_body, passing_failure, retry_after_s
from shared.payloads.tolerant import read_json
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.vendors.trust import usual_tls

PAGE_SIZE = 100
MOST_PAGES = 50
MAX_BYTES = 4 * 2**20


class ElevenLabsAccount:
    """Reads what belongs to the workspace of a key. The caller closes it."""

    def __init__(self, settings: ElevenLabsSettings) -> None:
        self._timeout_s = settings.timeout_s
        self._http = httpx2.AsyncClient(
            base_url=settings.base_url.rstrip("/"),
            timeout=settings.timeout_s,
            verify=usual_tls(),
        )

    async def has_agent(self, key: str, agent_id: str) -> bool:
        """Returns whether the workspace of this key has the agent. Raises InvalidRequest for a key
        that ElevenLabs refuses, and Transient errors.
        """
        cursor = ""
        for _ in range(MOST_PAGES):
            page = await self._agents_page(key, cursor)
            agents = page.get("agents")
            if not isinstance(agents, list):
                raise ProviderMalformed("ElevenLabs' list of agents has no agents")
            if any(isinstance(each, dict) and each.get("agent_id") == agent_id for each in agents):
                return True
            cursor = str(page.get("next_cursor") or "")
            if not cursor or not page.get("has_more"):
                return False
        return False

    async def require_valid(self, key: str) -> None:
        """Raises InvalidRequest for a key that ElevenLabs refuses, and Transient errors."""
        await self._agents_page(key, "")

    async def close(self) -> None:
        await self._http.aclose()

    async def _agents_page(self, key: str, cursor: str) -> dict[str, Any]:
        query: dict[str, str | int] = {"page_size": PAGE_SIZE}
        if cursor:
            query["cursor"] = cursor
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._http.stream(
                    "GET",
                    "/v1/convai/agents",
                    params=query,
                    headers={**IDENTITY, "xi-api-key": key},
                ) as answer,
            ):
                if answer.status_code in (401, 403):
                    raise InvalidRequest(
                        f"ElevenLabs refused the key ({answer.status_code}); it needs the right to"
                        " read agents."
                    )
                if answer.status_code != httpx2.codes.OK:
                    passing = passing_failure(
                        "ElevenLabs", answer.status_code, retry_after_s(answer.headers)
                    )
                    raise passing or ProviderMalformed(
                        f"ElevenLabs answered {answer.status_code} to the list of agents"
                    )
                body = await bounded_body(answer, vendor="ElevenLabs", max_bytes=MAX_BYTES)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise ProviderTimeout("ElevenLabs did not answer in time") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ProviderUnavailable("no connection to ElevenLabs, or it broke") from error
        try:
            read, _ = read_json(body)
        except InvalidRequest as error:
            raise ProviderMalformed("ElevenLabs' list of agents cannot be read") from error
        if not isinstance(read, dict):
            raise ProviderMalformed("ElevenLabs' list of agents cannot be read")
        return read
