"""Twilio accounts: finds the tenant of an account for the shared URL."""

import asyncpg

from shared.db.pool import Connection
from shared.domain.ids import TenantId
from shared.domain.statuses import Claim
from shared.errors import Conflict, NotFound


async def insert_account(
    conn: Connection, tenant_id: TenantId, account_sid: str, claim: Claim
) -> None:
    """Registers an account. Idempotent. Raises Conflict when another tenant has it."""
    try:
        owner = await conn.fetchval(
            """
            insert into twilio_accounts (account_sid, tenant_id, claimed_by)
            values ($1, $2, $3)
            on conflict (account_sid) do update
            set account_sid = excluded.account_sid
            returning tenant_id
            """,
            account_sid,
            tenant_id,
            claim,
        )
    except asyncpg.CheckViolationError as error:
        raise Conflict("This is not a Twilio account SID.", code="invalid_account_sid") from error
    if owner != tenant_id:
        raise Conflict("This Twilio account is already registered.", code="account_taken")


async def assign_account(conn: Connection, tenant_id: TenantId, account_sid: str) -> None:
    """Gives an account to this tenant, also if another one had it. Raises Conflict when it is no
    account's SID.
    """
    try:
        await conn.execute(
            """
            insert into twilio_accounts (account_sid, tenant_id, claimed_by)
            values ($1, $2, 'operator')
            on conflict (account_sid) do update
            set tenant_id = excluded.tenant_id, claimed_by = 'operator'
            """,
            account_sid,
            tenant_id,
        )
    except asyncpg.CheckViolationError as error:
        raise Conflict("This is not a Twilio account SID.", code="invalid_account_sid") from error


async def find_tenant_of_account(conn: Connection, account_sid: str) -> TenantId | None:
    found = await conn.fetchval(
        "select tenant_id from twilio_accounts where account_sid = $1", account_sid
    )
    return TenantId(found) if found else None


async def list_accounts(conn: Connection, tenant_id: TenantId) -> list[str]:
    rows = await conn.fetch(
        "select account_sid from twilio_accounts where tenant_id = $1 order by created_at"
        " limit 100",
        tenant_id,
    )
    return [row["account_sid"] for row in rows]


async def delete_account(conn: Connection, tenant_id: TenantId, account_sid: str) -> None:
    """Deletes an account. Its calls remain. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from twilio_accounts where account_sid = $1 and tenant_id = $2 returning 1",
        account_sid,
        tenant_id,
    )
    if not gone:
        raise NotFound("There is no such Twilio account.")
