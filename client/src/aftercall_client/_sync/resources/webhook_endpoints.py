"""The resource webhook endpoints. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class WebhookEndpoints:
    """Requests about webhook endpoints."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        source: models.Sender | Omit = OMIT,
        secret: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.EndpointBody:
        """Creates a webhook URL for one sender. Its events belong to this tenant, whatever agent
        or account they name.

        Args:
            source: Who sends to it. `transcription` is for services that transcribe
                recordings outside.
            secret: What the sender signs with. ElevenLabs makes it when it is given the URL,
                so it can be set later; Twilio's is the account's auth token, Retell's the API key
                with the webhook badge; with Vapi and a transcription service you agree on one.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/webhook-endpoints",
                json=given(source=source, secret=secret),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.EndpointBody)

    def list(self) -> builtins.list[models.EndpointBody]:
        """The tenant's webhook URLs. Secrets are not shown."""
        answer = self._sender.send(Request("GET", "/api/webhook-endpoints"))
        return read_list(answer, models.EndpointBody)

    def deliveries(self, endpoint_id: str) -> models.DeliveriesBody:
        """Returns how the last deliveries at this URL ended, and why they were refused. A
        delivery is shown some seconds after it came.
        """
        answer = self._sender.send(
            Request("GET", f"/api/webhook-endpoints/{segment(endpoint_id)}/deliveries")
        )
        return read(answer, models.DeliveriesBody)

    def put_secret(self, endpoint_id: str, *, secret: str) -> None:
        """Sets the secret. The previous one stays valid until the next change, so no event is
        refused meanwhile.

        Args:
            secret: What the sender signs with from now on.
        """
        self._sender.send(
            Request(
                "PUT",
                f"/api/webhook-endpoints/{segment(endpoint_id)}/secret",
                json=given(secret=secret),
            )
        )

    def put_initiation_secret(self, endpoint_id: str, *, secret: str) -> None:
        """Sets the secret of the URL that ElevenLabs asks at the start of a call. The previous
        one stays valid until the next change.

        Args:
            secret: What ElevenLabs sends in the header X-Aftercall-Secret, or as a Bearer
                token; another one than that of its signatures.
        """
        self._sender.send(
            Request(
                "PUT",
                f"/api/webhook-endpoints/{segment(endpoint_id)}/initiation-secret",
                json=given(secret=secret),
            )
        )

    def remove_previous_secret(self, endpoint_id: str) -> None:
        """Ends the validity of the previous secrets at once, because one leaked. Idempotent."""
        self._sender.send(
            Request("DELETE", f"/api/webhook-endpoints/{segment(endpoint_id)}/previous-secret")
        )

    def delete(self, endpoint_id: str) -> None:
        """Removes the endpoint. Later events at this URL are refused. The recorded calls remain."""
        self._sender.send(Request("DELETE", f"/api/webhook-endpoints/{segment(endpoint_id)}"))
