"""Deliveries at tenants' own webhook URLs: how each ended, without what it held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.db.pool import Connection
from shared.db.webhook_endpoints import WebhookEndpoint
from shared.domain.ids import TenantId
from shared.errors import NotFound

# Of an endpoint; older ones are deleted with those past their days.
MOST_STORED = 1000
DAYS_STORED = 14


class DeliveryOutcome(StrEnum):
    """How a delivery ended."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HELD = "held"
    STORED = "stored"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DeliveryKey:
    """What deliveries of one minute have in common. `reason` is a problem's code, else empty."""

    endpoint_id: str
    tenant_id: TenantId
    minute: datetime
    outcome: DeliveryOutcome
    reason: str

    @classmethod
    def of(
        cls, endpoint: WebhookEndpoint, at: datetime, outcome: DeliveryOutcome, reason: str
    ) -> "DeliveryKey":
        minute = at.replace(second=0, microsecond=0)
        return cls(endpoint.id, endpoint.tenant_id, minute, outcome, reason)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Deliveries of one minute that ended alike: how many, and when the last one came."""

    key: DeliveryKey
    times: int
    last_at: datetime


async def add_deliveries(conn: Connection, found: Sequence[Deliveries]) -> None:
    """Adds deliveries to those of their minutes. Those of deleted endpoints are left out."""
    ordered = sorted(
        found,
        key=lambda one: (one.key.endpoint_id, one.key.minute, one.key.outcome, one.key.reason),
    )
    await conn.execute(
        """
        insert into webhook_deliveries (
            endpoint_id, tenant_id, minute, outcome, reason, times, last_at
        )
        select webhook_endpoints.id, webhook_endpoints.tenant_id, minute, outcome, reason, times,
            last_at
        from unnest(
            $1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[]
        ) as added (endpoint_id, minute, outcome, reason, times, last_at)
        join webhook_endpoints on webhook_endpoints.id = added.endpoint_id
        on conflict (endpoint_id, minute, outcome, reason) do update
        set
            times = webhook_deliveries.times + excluded.times,
            last_at = greatest(webhook_deliveries.last_at, excluded.last_at)
        """,
        [one.key.endpoint_id for one in ordered],
        [one.key.minute for one in ordered],
        [one.key.outcome for one in ordered],
        [one.key.reason for one in ordered],
        [one.times for one in ordered],
        [one.last_at for one in ordered],
    )


async def list_deliveries(
    conn: Connection, tenant_id: TenantId, endpoint_id: str, *, limit: int
) -> list[Deliveries]:
    """Returns the newest deliveries at an endpoint. Raises NotFound."""
    if not await conn.fetchval(
        "select 1 from webhook_endpoints where id = $1 and tenant_id = $2", endpoint_id, tenant_id
    ):
        raise NotFound("There is no such webhook endpoint.")
    rows = await conn.fetch(
        """
        select minute, outcome, reason, times, last_at
        from webhook_deliveries
        where endpoint_id = $1 and tenant_id = $2
        order by last_at desc
        limit $3
        """,
        endpoint_id,
        tenant_id,
        limit,
    )
    return [
        Deliveries(
            DeliveryKey(
                endpoint_id,
                tenant_id,
                row["minute"],
                DeliveryOutcome(row["outcome"]),
                row["reason"],
            ),
            row["times"],
            row["last_at"],
        )
        for row in rows
    ]


async def delete_old_deliveries(conn: Connection, *, days: int, most: int) -> None:
    """Deletes the deliveries of earlier days, and those beyond the newest `most` of an endpoint."""
    await conn.execute(
        "delete from webhook_deliveries where last_at < now() - make_interval(days => $1)", days
    )
    await conn.execute(
        """
        delete from webhook_deliveries
        using webhook_endpoints
        cross join lateral (
            select last_at
            from webhook_deliveries
            where endpoint_id = webhook_endpoints.id
            order by last_at desc
            offset $1
            limit 1
        ) as first_surplus
        where webhook_deliveries.endpoint_id = webhook_endpoints.id
            and webhook_deliveries.last_at <= first_surplus.last_at
        """,
        most,
    )
