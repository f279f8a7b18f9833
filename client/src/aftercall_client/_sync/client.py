"""The sync client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import httpx

from aftercall_client._answers import read_object
from aftercall_client._configuration import Configuration, configured
from aftercall_client._requests import IDEMPOTENT, OMIT, Request, query_of
from aftercall_client._retrying import Retries
from aftercall_client._sync.resources import Resources
from aftercall_client._sync.sender import Sender
from aftercall_client._waiting import sleep

TIMEOUT_S = 30.0


class Aftercall(Resources):
    """A client of one installation, for one tenant.

    Close it, or use `with`: it holds open connections. It may be shared by threads.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
        verify: Any = True,
    ) -> None:
        """Takes an API key or an access token; without, AFTERCALL_API_KEY. `base_url` is by default
        AFTERCALL_URL. `verify` is what httpx takes. Raises ValueError.
        """
        self._configuration = configured(base_url, api_key)
        http = httpx.Client(
            base_url=self._configuration.base_url,
            headers=self._configuration.headers(),
            timeout=timeout_s,
            transport=transport,
            verify=verify,
            # A credential is never sent to where a redirect leads.
            follow_redirects=False,
        )
        super().__init__(Sender(http, retries or Retries(), sleep, timeout_s))

    @classmethod
    def _of(cls, sender: Sender, configuration: Configuration) -> Self:
        client = cls.__new__(cls)
        client._configuration = configuration
        Resources.__init__(client, sender)
        return client

    def with_options(
        self, *, timeout_s: float | None = None, retries: Retries | None = None
    ) -> Self:
        """Returns a client with other limits, over the same connections: `client.with_options(
        timeout_s=5).calls.get(...)`. Closing one closes both.
        """
        sender = self._sender
        return self._of(
            Sender(
                sender.http,
                sender.retries if retries is None else retries,
                sender.sleep,
                sender.timeout_s if timeout_s is None else timeout_s,
            ),
            self._configuration,
        )

    def request(
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
        answer = self._sender.send(Request(method, path, query_of(**(query or {})), json, key=key))
        return read_object(answer) if answer.content else {}

    def close(self) -> None:
        """Closes the connections."""
        self._sender.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._configuration.base_url!r})"
