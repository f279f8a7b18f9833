"""Webhook endpoints: tenants' own URLs and their encrypted secrets."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import TenantId
from shared.domain.statuses import Sender
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """A tenant's webhook URL. `id` is unguessable and part of the URL; secrets are ciphertext,
    newest first. Those of the initiation are for ElevenLabs' question at the start of a call.
    """

    id: str
    tenant_id: TenantId
    source: Sender
    secrets_sealed: tuple[bytes, ...]
    created_at: datetime
    initiation_sealed: tuple[bytes, ...] = ()


def initiation_context(endpoint_id: str) -> str:
    """Returns what the ciphertext of an endpoint's secret for initiations is bound to."""
    return f"initiation of {endpoint_id}"


async def insert_endpoint(
    conn: Connection,
    tenant_id: TenantId,
    *,
    endpoint_id: str,
    source: Sender,
    secret_sealed: bytes | None,
) -> WebhookEndpoint:
    row = await fetch_row(
        conn,
        """
        insert into webhook_endpoints (id, tenant_id, source, secret_sealed)
        values ($1, $2, $3, $4)
        returning
            id, tenant_id, source, secret_sealed, previous_secret_sealed, created_at,
            initiation_secret_sealed, previous_initiation_secret_sealed
        """,
        endpoint_id,
        tenant_id,
        source,
        secret_sealed,
    )
    return _stored_endpoint(row)


async def find_endpoint(conn: Connection, endpoint_id: str) -> WebhookEndpoint | None:
    """Finds an endpoint by its id alone, because the id identifies the tenant."""
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, source, secret_sealed, previous_secret_sealed, created_at,
            initiation_secret_sealed, previous_initiation_secret_sealed
        from webhook_endpoints
        where id = $1
        """,
        endpoint_id,
    )
    return _stored_endpoint(row) if row else None


async def list_endpoints(conn: Connection, tenant_id: TenantId) -> list[WebhookEndpoint]:
    rows = await conn.fetch(
        """
        select
            id, tenant_id, source, secret_sealed, previous_secret_sealed, created_at,
            initiation_secret_sealed, previous_initiation_secret_sealed
        from webhook_endpoints
        where tenant_id = $1
        order by created_at
        limit 100
        """,
        tenant_id,
    )
    return [_stored_endpoint(row) for row in rows]


async def list_all_endpoints(conn: Connection) -> dict[str, WebhookEndpoint]:
    """Returns the endpoints of all tenants by their ids; the newest, should there be very many."""
    rows = await conn.fetch(
        """
        select
            id, tenant_id, source, secret_sealed, previous_secret_sealed, created_at,
            initiation_secret_sealed, previous_initiation_secret_sealed
        from webhook_endpoints
        order by created_at desc
        limit 100000
        """
    )
    return {row["id"]: _stored_endpoint(row) for row in rows}


async def rotate_secret(
    conn: Connection, tenant_id: TenantId, endpoint_id: str, secret_sealed: bytes
) -> None:
    """Adds a new secret. The previous secret stays valid together with the new one until the next
    rotation. Raises NotFound.
    """
    found = await conn.fetchval(
        """
        update webhook_endpoints
        set previous_secret_sealed = secret_sealed, secret_sealed = $3
        where id = $1 and tenant_id = $2
        returning 1
        """,
        endpoint_id,
        tenant_id,
        secret_sealed,
    )
    if not found:
        raise NotFound("There is no such webhook endpoint.")


async def rotate_initiation_secret(
    conn: Connection, tenant_id: TenantId, endpoint_id: str, secret_sealed: bytes
) -> None:
    """Adds a new secret for questions at the start of calls, as `rotate_secret` does. Raises
    NotFound.
    """
    found = await conn.fetchval(
        """
        update webhook_endpoints
        set
            previous_initiation_secret_sealed = initiation_secret_sealed,
            initiation_secret_sealed = $3
        where id = $1 and tenant_id = $2 and source = 'elevenlabs'
        returning 1
        """,
        endpoint_id,
        tenant_id,
        secret_sealed,
    )
    if not found:
        raise NotFound("There is no such webhook endpoint of ElevenLabs.")


async def drop_previous_secret(conn: Connection, tenant_id: TenantId, endpoint_id: str) -> None:
    """Ends the validity of the previous secrets. Idempotent. Raises NotFound."""
    found = await conn.fetchval(
        """
        update webhook_endpoints
        set previous_secret_sealed = null, previous_initiation_secret_sealed = null
        where id = $1 and tenant_id = $2
        returning 1
        """,
        endpoint_id,
        tenant_id,
    )
    if not found:
        raise NotFound("There is no such webhook endpoint.")


async def delete_endpoint(conn: Connection, tenant_id: TenantId, endpoint_id: str) -> None:
    """Deletes an endpoint. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from webhook_endpoints where id = $1 and tenant_id = $2 returning 1",
        endpoint_id,
        tenant_id,
    )
    if not gone:
        raise NotFound("There is no such webhook endpoint.")


def _stored_endpoint(row: asyncpg.Record) -> WebhookEndpoint:
    secrets = (row["secret_sealed"], row["previous_secret_sealed"])
    of_initiation = (row["initiation_secret_sealed"], row["previous_initiation_secret_sealed"])
    return WebhookEndpoint(
        id=row["id"],
        tenant_id=row["tenant_id"],
        source=Sender(row["source"]),
        secrets_sealed=tuple(secret for secret in secrets if secret is not None),
        created_at=row["created_at"],
        initiation_sealed=tuple(secret for secret in of_initiation if secret is not None),
    )
