"""The resource agents. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class Agents:
    """Requests about agents."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        name: str,
        external_id: str | Omit | None = OMIT,
        transcribe: bool | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.NewAgentAnswer:
        """Registers an agent. If the tenant can prove that it is its own, the signed events that
        were held for it are processed, and later ones belong to the tenant.

        Args:
            name: The agent's name.
            external_id: The sender's id of the agent, which its webhooks carry. Without one
                the agent's `id` is what they have to carry.
            transcribe: Whether recordings of its calls are transcribed or only stored; null
                does as the tenant's setting says.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/agents",
                json=given(name=name, external_id=external_id, transcribe=transcribe),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewAgentAnswer)

    def list(self) -> builtins.list[models.AgentBody]:
        """The tenant's agents."""
        answer = self._sender.send(Request("GET", "/api/agents"))
        return read_list(answer, models.AgentBody)

    def claim(
        self, agent_id: UUID | str, *, idempotency_key: str | None = None
    ) -> models.NewAgentAnswer:
        """Claims what the installation's own URLs receive for the agent, with the proof that the
        tenant can give now. Idempotent.
        """
        answer = self._sender.send(
            Request(
                "POST", f"/api/agents/{segment(agent_id)}/claim", keyed=True, key=idempotency_key
            )
        )
        return read(answer, models.NewAgentAnswer)

    def get(self, agent_id: UUID | str) -> models.AgentBody:
        """One agent."""
        answer = self._sender.send(Request("GET", f"/api/agents/{segment(agent_id)}"))
        return read(answer, models.AgentBody)

    def change(
        self,
        agent_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        transcribe: bool | Omit | None = OMIT,
    ) -> models.AgentBody:
        """Changes what is given and leaves the rest; runs that start later see it.

        Args:
            name: The agent's name.
            transcribe: Whether recordings of its calls are transcribed or only stored; null
                does as the tenant's setting says.
        """
        answer = self._sender.send(
            Request(
                "PATCH",
                f"/api/agents/{segment(agent_id)}",
                json=given(name=name, transcribe=transcribe),
            )
        )
        return read(answer, models.AgentBody)

    def delete(self, agent_id: UUID | str) -> None:
        """Removes the agent. Its calls remain."""
        self._sender.send(Request("DELETE", f"/api/agents/{segment(agent_id)}"))
