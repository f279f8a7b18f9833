"""The resource health. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request
from aftercall_client._sync.sender import Sender


class Health:
    """Requests about health."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self) -> models.Health:
        """Reports that the process answers. It does not check dependencies, so that an outage
        does not restart the process.
        """
        answer = self._sender.send(Request("GET", "/health"))
        return read(answer, models.Health)

    def ready(self) -> models.Readiness:
        """Reports whether calls are accepted and processed: every dependency responds, a worker
        lives, and due runs get done.
        """
        answer = self._sender.send(Request("GET", "/health/ready"))
        return read(answer, models.Readiness)

    def metrics(self) -> str:
        """Returns Prometheus' text format. It requires `Authorization: Bearer` with
        `METRICS_TOKEN`; in development it is open without that setting.
        """
        answer = self._sender.send(Request("GET", "/metrics"))
        return answer.text
