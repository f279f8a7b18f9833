"""Deletes tenants: shuts one at once, and deletes its rows in batches.

A tenant may have a million calls, so no statement here deletes all of it. The ledger
(`erased_tenants`) states which tenants are deleted and which of them are gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.inbound import Withdrawn
from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId
from shared.domain.statuses import Sender
from shared.errors import NotFound

# Requests that were accepted before the deletion have ended after this time.
SETTLED_S = 120
# Rows of these are deleted in batches before the tenant's own row is; a foreign key deletes the
# rest with that row. Calls delete what belongs to them.
EMPTIED = (
    "idempotency_keys",
    "inbound_events",
    "unused_events",
    "events",
    "event_delivery_bodies",
    "event_deliveries",
    "schedule_occurrences",
    "usage_ledger",
    "spending",
    "transcribed_audio",
    "budget_reservations",
    "recordings",
    "leads",
    "contacts",
    "missed_calls",
)

# Tables with a `tenant_id` whose rows outlive their tenant, and why.
STAYS = {
    "erasures": "the ledger of deleted calls: no repeated delivery and no backup revives one",
    "erased_tenants": "the ledger of deleted tenants, until ERASURE_LEDGER_DAYS",
    "erased_senders": "late events that name a deleted tenant's agent or account are refused, until"
    " ERASURE_LEDGER_DAYS",
    "audit_log": "a record is none if it goes with what it records; it holds ids only",
}


@dataclass(frozen=True, slots=True)
class DeletedTenant:
    """A tenant of the ledger. `settled` says that no request from before its deletion can still be
    writing.
    """

    tenant_id: TenantId
    deleted_at: datetime
    settled: bool


async def mark_tenant_deleted(conn: Connection, tenant_id: TenantId) -> None:
    """Shuts a tenant: its people, sessions, keys, webhook URLs and claims end at once, and its
    waiting runs are not started. Workers delete the rest. Idempotent. Raises NotFound.
    """
    found = await conn.fetchval(
        "update tenants set deleted_at = coalesce(deleted_at, now()) where id = $1 returning 1",
        tenant_id,
    )
    if not found:
        raise NotFound("There is no such tenant.")
    await conn.execute(
        """
        insert into erased_tenants (tenant_id)
        values ($1)
        on conflict (tenant_id) do update
        set
            -- A restored backup brought the tenant back.
            deleted_at = case
                when erased_tenants.erased_at is null then erased_tenants.deleted_at else now()
            end,
            erased_at = null, not_before = now()
        """,
        tenant_id,
    )
    await conn.execute(
        """
        insert into erased_senders (source, external_id, tenant_id)
        select 'elevenlabs', external_id, tenant_id
        from agents
        where tenant_id = $1 and claimed_by is not null
        union all
        select 'twilio', account_sid, tenant_id
        from twilio_accounts
        where tenant_id = $1
        on conflict (source, external_id) do update
        set tenant_id = excluded.tenant_id
        """,
        tenant_id,
    )
    await conn.execute("delete from sessions where tenant_id = $1", tenant_id)
    await conn.execute("delete from api_keys where tenant_id = $1", tenant_id)
    await conn.execute("delete from one_time_links where tenant_id = $1", tenant_id)
    await conn.execute("delete from call_shares where tenant_id = $1", tenant_id)
    await conn.execute("delete from users where tenant_id = $1", tenant_id)
    await conn.execute("delete from elevenlabs_keys where tenant_id = $1", tenant_id)
    await conn.execute("delete from twilio_accounts where tenant_id = $1", tenant_id)
    await conn.execute("delete from webhook_endpoints where tenant_id = $1", tenant_id)
    # What waits for it is deleted in batches.
    await conn.execute(
        """
        update event_targets
        set disabled_at = now(), disabled_because = 'person'
        where tenant_id = $1 and disabled_at is null
        """,
        tenant_id,
    )
    await conn.execute(
        """
        update schedules
        set disabled_at = now(), disabled_because = 'person', next_at = null
        where tenant_id = $1 and disabled_at is null
        """,
        tenant_id,
    )
    await conn.execute(
        "update agents set claimed_by = null, claimed_at = null where tenant_id = $1", tenant_id
    )


async def is_sender_erased(conn: Connection, sender: Sender, external_id: str) -> bool:
    """Returns whether a deleted tenant was the last to receive what this id of an agent or account
    names.
    """
    return bool(
        await conn.fetchval(
            "select 1 from erased_senders where source = $1 and external_id = $2",
            sender,
            external_id,
        )
    )


async def is_tenant_deleted(conn: Connection, tenant_id: TenantId) -> bool:
    return bool(await conn.fetchval("select 1 from erased_tenants where tenant_id = $1", tenant_id))


async def list_open_deletions(conn: Connection) -> list[DeletedTenant]:
    """Returns up to a thousand deleted tenants of which something is left."""
    rows = await conn.fetch(
        """
        select
            tenant_id, deleted_at, deleted_at < now() - make_interval(secs => $1) as settled
        from erased_tenants
        where erased_at is null
        order by deleted_at
        limit 1000
        """,
        SETTLED_S,
    )
    return [DeletedTenant(row["tenant_id"], row["deleted_at"], row["settled"]) for row in rows]


async def take_deleted_tenant(conn: Connection, *, lease_s: float) -> DeletedTenant | None:
    """Takes a deleted tenant of which something is left. No other worker gets it within `lease_s`.
    Returns None without one.
    """
    row = await conn.fetchrow(
        """
        update erased_tenants
        set not_before = now() + make_interval(secs => $1)
        where tenant_id = (
            select tenant_id
            from erased_tenants
            where erased_at is null and not_before <= now()
            order by not_before
            limit 1
            for update skip locked
        )
        returning
            tenant_id, deleted_at, deleted_at < now() - make_interval(secs => $2) as settled
        """,
        lease_s,
        SETTLED_S,
    )
    return DeletedTenant(row["tenant_id"], row["deleted_at"], row["settled"]) if row else None


async def extend_lease(conn: Connection, tenant_id: TenantId, *, lease_s: float) -> None:
    await conn.execute(
        "update erased_tenants set not_before = now() + make_interval(secs => $2)"
        " where tenant_id = $1",
        tenant_id,
        lease_s,
    )


async def list_calls_to_delete(
    conn: Connection, tenant_id: TenantId, *, limit: int
) -> list[CallId]:
    """Returns some calls of a tenant: those with an open run first, because runs cost money."""
    rows = await conn.fetch(
        """
        select call_id as id
        from jobs
        where tenant_id = $1 and status in ('queued', 'running')
        limit $2
        """,
        tenant_id,
        limit,
    ) or await conn.fetch("select id from calls where tenant_id = $1 limit $2", tenant_id, limit)
    return [CallId(row["id"]) for row in rows]


async def list_stems_without_call(conn: Connection, tenant_id: TenantId) -> list[str]:
    """Returns up to a thousand stems of recordings of a tenant that belong to no call."""
    rows = await conn.fetch(
        """
        select audio_stem as stem
        from recordings
        where tenant_id = $1 and call_id is null
        union
        select split_part(audio_key, '.', 1)
        from recordings
        where tenant_id = $1 and call_id is null and audio_key is not null
        limit 1000
        """,
        tenant_id,
    )
    return [row["stem"] for row in rows]


async def list_held_of_tenant(
    conn: Connection, tenant_id: TenantId, *, limit: int
) -> list[Withdrawn]:
    """Returns held events that name a deleted tenant's agents, without those that another tenant
    has claimed since.
    """
    rows = await conn.fetch(
        """
        select
            id,
            case when event_type = 'post_call_audio' then (payload->'held_audio'->>'recording_id')
                ::uuid end as recording_id
        from inbound_events
        where status = 'held'
            and agent_external_id in (
                select external_id
                from erased_senders
                where tenant_id = $1
                    and source = 'elevenlabs'
                    and not exists (
                        select 1
                        from agents
                        where agents.external_id = erased_senders.external_id
                            and claimed_by is not null
                    )
            )
        limit $2
        """,
        tenant_id,
        limit,
    )
    return [Withdrawn(row["id"], row["recording_id"]) for row in rows]


async def delete_held(conn: Connection, events: Sequence[Withdrawn]) -> None:
    await conn.execute(
        "delete from inbound_events where id = any($1) and status = 'held'",
        [event.id for event in events],
    )


async def delete_some_rows(conn: Connection, table: str, tenant_id: TenantId, *, limit: int) -> int:
    """Deletes up to `limit` rows of a tenant from one of EMPTIED; returns how many."""
    if table not in EMPTIED:
        raise ValueError(table)
    # The name is one of a constant of this module.
    status = await conn.execute(
        f"""
        delete from {table}
        where ctid = any(array(select ctid from {table} where tenant_id = $1 limit $2))
        """,  # noqa: S608
        tenant_id,
        limit,
    )
    return int(status.removeprefix("DELETE "))


async def delete_tenant_row(conn: Connection, tenant_id: TenantId) -> bool:
    """Deletes the tenant's own row with the few rows that are left, inside a transaction. Returns
    False when a call has arrived since the last look, or the tenant is not marked as deleted.
    """
    # It waits for transactions that record something for the tenant; later ones find no tenant.
    row = await conn.fetchrow("select deleted_at from tenants where id = $1 for update", tenant_id)
    if row is None:
        return True
    if row["deleted_at"] is None or await conn.fetchval(
        "select exists (select 1 from calls where tenant_id = $1)", tenant_id
    ):
        return False
    await conn.execute("delete from tenants where id = $1", tenant_id)
    return True


async def mark_tenant_erased(conn: Connection, tenant_id: TenantId) -> bool:
    """Marks the deletion as complete; returns False while the tenant's row is there, or something
    outside the database.
    """
    return bool(
        await conn.fetchval(
            """
            update erased_tenants
            set erased_at = now()
            where tenant_id = $1
                and erased_at is null
                and not exists (select 1 from tenants where id = $1)
                and not exists (
                    select 1
                    from erasures
                    where tenant_id = $1 and erased_at is null
                )
            returning 1
            """,
            tenant_id,
        )
    )


async def forget_erased_tenants(conn: Connection, *, older_than_days: int, limit: int) -> int:
    """Deletes the entries of tenants that have been gone for longer from the ledger, with those of
    their calls and senders. Returns how many tenants. A deletion that is not complete stays.
    """
    rows = await conn.fetch(
        """
        with forgotten as (
            delete from erased_tenants
            where tenant_id in (
                select tenant_id
                from erased_tenants
                where
                    erased_at < now() - make_interval(days => $1)
                    and not exists (
                        select 1
                        from erasures
                        where erasures.tenant_id = erased_tenants.tenant_id and erased_at is null
                    )
                limit $2
                for update skip locked
            )
            returning tenant_id
        ),
        calls as (
            delete from erasures
            using forgotten
            where erasures.tenant_id = forgotten.tenant_id
        )
        select tenant_id from forgotten
        """,
        older_than_days,
        limit,
    )
    return len(rows)
