"""Gives calls from before contacts their contacts, each tenant's oldest first."""

from shared.db.contacts import give_contact
from shared.db.pool import Connection, Database
from shared.domain.ids import CallId, TenantId

# Workers of the release before may end calls while they are replaced.
REPLACED_AFTER = "1 hour"


async def list_backfills(conn: Connection) -> list[TenantId]:
    """Returns the tenants of which calls may have no contact yet."""
    rows = await conn.fetch("select tenant_id from contact_backfills order by tenant_id limit 1000")
    return [TenantId(row["tenant_id"]) for row in rows]


async def backfill_contacts(database: Database, tenant_id: TenantId, *, limit: int) -> int:
    """Gives the tenant's next calls their contacts, each in a transaction of its own, and returns
    how many were looked at. Two workers may do this at once.
    """
    async with database.connection(tenant_id) as conn:
        rows = await conn.fetch(
            """
            select calls.id, calls.created_at
            from contact_backfills
            join calls on calls.tenant_id = contact_backfills.tenant_id
                and (calls.created_at, calls.id) > (passed_created_at, passed_call_id)
            where contact_backfills.tenant_id = $1
            order by calls.created_at, calls.id
            limit $2
            """,
            tenant_id,
            limit,
        )
    for row in rows:
        await _give_contact(database, tenant_id, CallId(row["id"]))
    async with database.transaction(tenant_id) as conn:
        if rows:
            (
                await conn.execute(
                    """
        update contact_backfills
        set passed_created_at = $2, passed_call_id = $3
        where tenant_id = $1 and (passed_created_at, passed_call_id) < ($2, $3)
        """,
                    tenant_id,
                    rows[-1]["created_at"],
                    rows[-1]["id"],
                )
            )
        else:
            await conn.execute(
                "delete from contact_backfills where tenant_id = $1"
                " and created_at < now() - $2::text::interval",
                tenant_id,
                REPLACED_AFTER,
            )
    return len(rows)


async def _give_contact(database: Database, tenant_id: TenantId, call_id: CallId) -> None:
    """Gives a call that is over its contact, unless it has one. The end of a run does it for the
    others.
    """
    async with database.transaction(tenant_id) as conn:
        is_over = await conn.fetchval(
            """
            select 1
            from calls
            where id = $1
                and tenant_id = $2
                and status in ('ready', 'partial', 'failed')
                and not exists (select 1 from contact_calls where call_id = $1)
            for no key update
            """,
            call_id,
            tenant_id,
        )
        if is_over:
            await give_contact(conn, tenant_id, call_id)
