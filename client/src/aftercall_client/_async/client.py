"""The async client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import httpx

from aftercall_client._answers import read_object
from aftercall_client._async.resources import AsyncResources
from aftercall_client._async.sender import AsyncSender
from aftercall_client._configuration import Configuration, configured
from aftercall_client._requests import IDEMPOTENT, OMIT, Request, query_of
from aftercall_client._retrying import Retries
from aftercall_client._waiting import async_sleep

TIMEOUT_S = 30.0


class AsyncAftercall(AsyncResources):
    """A client of one installation, for one tenant.

    Close it, or use `async with`: it holds open connections. It may be shared by tasks.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        verify: Any = True,
    ) -> None:
        """Takes an API key or an access token; without, AFTERCALL_API_KEY. `base_url` is by default
        AFTERCALL_URL. `verify` is what httpx takes. Raises ValueError.
        """
        self._configuration = configured(base_url, api_key)
        http = httpx.AsyncClient(
            base_url=self._configuration.base_url,
            headers=self._configuration.headers(),
            timeout=timeout_s,
            transport=transport,
            verify=verify,
            # A credential is never sent to where a redirect leads.
            follow_redirects=False,
        )
        super().__init__(AsyncSender(http, retries or Retries(), async_sleep, timeout_s))

    @classmethod
    def _of(cls, sender: AsyncSender, configuration: Configuration) -> Self:
        client = cls.__new__(cls)
        client._configuration = configuration
        AsyncResources.__init__(client, sender)
        return client

    def with_options(
        self, *, timeout_s: float | None = None, retries: Retries | None = None
    ) -> Self:
        """Returns a client with other limits, over the same connections: `client.with_options(
        timeout_s=5).calls.get(...)`. Closing one closes both.
        """
        sender = self._sender
        return self._of(
            AsyncSender(
                sender.http,
                sender.retries if retries is None else retries,
                sender.sleep,
                sender.timeout_s if timeout_s is None else timeout_s,
            ),
            self._configuration,
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = OMIT,
        idempotency_key: str | None = None,
    ) -> dict[str, Any]:
        """Sends any request of the API, such as one that is newer than this client, and returns the
        JSON object of its answer; empty for none. A POST is sent again only with a key.
        """
        method = method.upper()
        key = None if method in IDEMPOTENT else idempotency_key
        answer = await self._sender.send(
            Request(method, path, query_of(**(query or {})), json, key=key)
        )
        return read_object(answer) if answer.content else {}

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._sender.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._configuration.base_url!r})"
