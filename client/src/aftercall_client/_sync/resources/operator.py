"""The resource operator. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class Operator:
    """Requests about operator."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def tenants(self) -> builtins.list[models.TenantOfInstallation]:
        """Returns the oldest thousand tenants."""
        answer = self._sender.send(Request("GET", "/api/operator/tenants"))
        return read_list(answer, models.TenantOfInstallation)

    def caps(self, tenant_id: UUID | str) -> models.CapsBody:
        """Returns what a tenant may use at most."""
        answer = self._sender.send(
            Request("GET", f"/api/operator/tenants/{segment(tenant_id)}/caps")
        )
        return read(answer, models.CapsBody)

    def put_caps(
        self,
        tenant_id: UUID | str,
        *,
        day_microusd: int | Omit | None = OMIT,
        month_microusd: int | Omit | None = OMIT,
        day_minutes: int | Omit | None = OMIT,
        month_minutes: int | Omit | None = OMIT,
        open_runs: int | Omit | None = OMIT,
        requests_per_minute: int | Omit | None = OMIT,
    ) -> models.CapsBody:
        """Sets what a tenant may use at most. It stands above the tenant's own budget and is in
        force within seconds.

        Args:
            day_microusd: Micro-dollars for vendors in a day (UTC); null for no cap.
            month_microusd: Micro-dollars for vendors in a month (UTC); null for no cap.
            day_minutes: Minutes of audio to transcribe in a day (UTC); null for no cap.
            month_minutes: Minutes of audio to transcribe in a month (UTC); null for no cap.
            open_runs: Open runs; null for MAX_OPEN_RUNS_PER_TENANT.
            requests_per_minute: Requests a minute; null for REQUESTS_PER_MINUTE.
        """
        answer = self._sender.send(
            Request(
                "PUT",
                f"/api/operator/tenants/{segment(tenant_id)}/caps",
                json=given(
                    day_microusd=day_microusd,
                    month_microusd=month_microusd,
                    day_minutes=day_minutes,
                    month_minutes=month_minutes,
                    open_runs=open_runs,
                    requests_per_minute=requests_per_minute,
                ),
            )
        )
        return read(answer, models.CapsBody)

    def agents(self) -> builtins.list[models.ClaimBody]:
        """Returns who receives which agent's calls at the installation's own URLs, and which
        agents' events are held because no tenant does.
        """
        answer = self._sender.send(Request("GET", "/api/operator/agents"))
        return read_list(answer, models.ClaimBody)

    def assign_agent(self, external_id: str, *, tenant_id: UUID | str) -> models.AssignedBody:
        """Assigns an agent to a tenant, also if another one had it, and processes the held
        events.

        Args:
            tenant_id: The tenant's id.
        """
        answer = self._sender.send(
            Request(
                "PUT",
                f"/api/operator/agents/{segment(external_id)}",
                json=given(tenant_id=tenant_id),
            )
        )
        return read(answer, models.AssignedBody)

    def unassign_agent(self, external_id: str) -> None:
        """Takes an agent from its tenant: later events are held until it is assigned again."""
        self._sender.send(Request("DELETE", f"/api/operator/agents/{segment(external_id)}"))

    def assign_twilio_account(self, account_sid: str, *, tenant_id: UUID | str) -> None:
        """Assigns a Twilio account to a tenant, also if another one had it, and uses the events
        that were stored while it was unknown.

        Args:
            tenant_id: The tenant's id.
        """
        self._sender.send(
            Request(
                "PUT",
                f"/api/operator/twilio-accounts/{segment(account_sid)}",
                json=given(tenant_id=tenant_id),
            )
        )

    def work(self) -> models.InstallationBody:
        """Returns the live processes, how much of each vendor's limits is used, which vendors
        fail, and what waits in each lane, over all tenants.
        """
        answer = self._sender.send(Request("GET", "/api/operator/work"))
        return read(answer, models.InstallationBody)
