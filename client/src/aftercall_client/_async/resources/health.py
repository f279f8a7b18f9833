"""The resource health. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request


class AsyncHealth:
    """Requests about health."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get(self) -> models.Health:
        """Reports that the process answers. It does not check dependencies, so that an outage
        does not restart the process.
        """
        answer = await self._sender.send(Request("GET", "/health"))
        return read(answer, models.Health)

    async def ready(self) -> models.Readiness:
        """Reports whether calls are accepted and processed: every dependency responds, a worker
        lives, and due runs get done.
        """
        answer = await self._sender.send(Request("GET", "/health/ready"))
        return read(answer, models.Readiness)

    async def metrics(self) -> str:
        """Returns Prometheus' text format. It requires `Authorization: Bearer` with
        `METRICS_TOKEN`; in development it is open without that setting.
        """
        answer = await self._sender.send(Request("GET", "/metrics"))
        return answer.text
