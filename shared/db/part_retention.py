"""Finds and deletes parts of calls that have expired before their calls: transcripts, documents,
insights, runs and events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.db.pool import Connection
from shared.db.threads import delete_parts_of_call
from shared.domain.ids import CallId, ChunkId, TenantId


class Part(StrEnum):
    """A part of a call with a retention of its own."""

    TRANSCRIPT = "transcript"
    DOCUMENT = "document"
    INSIGHT = "insight"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class ExpiredPart:
    tenant_id: TenantId
    call_id: CallId


_CHUNKS = {Part.TRANSCRIPT: "transcript", Part.DOCUMENT: "document", Part.INSIGHT: "summary"}
_TABLES = {Part.TRANSCRIPT: "transcripts", Part.DOCUMENT: "documents", Part.INSIGHT: "insights"}

# Calls that have something of the part, oldest first: ids of calls grow with time, so the newest
# expired call bounds them. Chunks hold copies of a text. Indexes in this order make the cost follow
# what is left to delete, however many old calls there are.
_HAS_PART = """
    select distinct call_id
    from (
        select call_id
        from {table}
        where tenant_id = bounds.tenant_id and call_id <= bounds.last_call_id
        union all
        select call_id
        from chunks
        where
            tenant_id = bounds.tenant_id and source = '{chunks}' and call_id <= bounds.last_call_id
    ) as parts
    order by call_id
    """
# A run has a time of its own, which is that of its call or later.
_HAS_RUN = """
    select call_id
    from jobs
    where
        tenant_id = bounds.tenant_id
        and created_at < now() - make_interval(days => run_retention_days)
    order by created_at, id
    """


def expired_parts_query(part: Part) -> str:
    """Returns the statement of `list_expired_parts`, built only from constants of this module."""
    having = (
        _HAS_RUN
        if part is Part.RUN
        else _HAS_PART.format(table=_TABLES[part], chunks=_CHUNKS[part])
    )
    return f"""
        with bounds as materialized (
            select
                tenants.id as tenant_id, {part}_retention_days,
                (
                    select id
                    from calls
                    where calls.tenant_id = tenants.id
                        and created_at < now() - make_interval(days => {part}_retention_days)
                    order by created_at desc, id desc
                    limit 1
                ) as last_call_id
            from tenants
            where {part}_retention_days is not null
        )
        select bounds.tenant_id, expired.call_id
        from bounds
        cross join lateral (
            select having_part.call_id
            from ({having}) as having_part
            join calls on calls.id = having_part.call_id
            where calls.created_at < now() - make_interval(days => {part}_retention_days)
                and calls.id <> all($2)
                and not exists (
                    select 1
                    from jobs
                    where jobs.call_id = calls.id and jobs.status in ('queued', 'running')
                )
            limit $1
        ) as expired
        limit $1
        """  # noqa: S608


async def list_expired_parts(
    conn: Connection, part: Part, *, limit: int, skip: Sequence[CallId] = ()
) -> list[ExpiredPart]:
    """Returns calls without an open run whose part is older than its tenant's days, each tenant's
    oldest first. `skip` are calls whose part could not be deleted in this round.
    """
    rows = await conn.fetch(expired_parts_query(part), limit, list(skip))
    return [ExpiredPart(row["tenant_id"], row["call_id"]) for row in rows]


async def list_chunks_of_part(
    conn: Connection, part: Part, tenant_id: TenantId, call_id: CallId
) -> list[ChunkId]:
    """Returns the chunks that hold copies of the part. Their vectors are to be deleted first."""
    rows = await conn.fetch(
        "select id from chunks where tenant_id = $1 and call_id = $2 and source = $3",
        tenant_id,
        call_id,
        _CHUNKS.get(part),
    )
    return [ChunkId(row["id"]) for row in rows]


async def delete_part(
    conn: Connection,
    part: Part,
    tenant_id: TenantId,
    call_id: CallId,
    chunk_ids: Sequence[ChunkId],
) -> bool:
    """Deletes a part of a call with these chunks, inside a transaction. Returns False when the call
    is gone or has an open run, which may need the part.
    """
    free = await conn.fetchval(
        """
        select not exists (
            select 1
            from jobs
            where call_id = $2 and status in ('queued', 'running')
        )
        from calls
        where tenant_id = $1 and id = $2
        for no key update
        """,
        tenant_id,
        call_id,
    )
    if not free:
        return False
    if part is not Part.RUN:
        # What was sent of the call has copies of its texts.
        await conn.execute(
            "delete from event_delivery_bodies where tenant_id = $1 and call_id = $2",
            tenant_id,
            call_id,
        )
    match part:
        case Part.TRANSCRIPT:
            await conn.execute(
                """
                delete from recording_parts
                where tenant_id = $1
                    and recording_id in (select id from recordings where call_id = $2)
                """,
                tenant_id,
                call_id,
            )
            await conn.execute(
                "delete from transcripts where tenant_id = $1 and call_id = $2", tenant_id, call_id
            )
            await delete_parts_of_call(conn, tenant_id, call_id)
        case Part.DOCUMENT:
            await conn.execute(
                "delete from documents where tenant_id = $1 and call_id = $2", tenant_id, call_id
            )
        case Part.INSIGHT:
            await conn.execute(
                "delete from insights where tenant_id = $1 and call_id = $2", tenant_id, call_id
            )
            await conn.execute(
                "update calls set corrected = corrected - 'summary' where tenant_id = $1 and id ="
                " $2",
                tenant_id,
                call_id,
            )
            await delete_parts_of_call(conn, tenant_id, call_id)
        case Part.RUN:
            await _delete_runs(conn, tenant_id, call_id)
    await conn.execute(
        "delete from chunks where tenant_id = $1 and call_id = $2 and id = any($3)",
        tenant_id,
        call_id,
        list(chunk_ids),
    )
    return True


async def _delete_runs(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Deletes the runs of a call with their events, which have no foreign key to them."""
    # The newest of each type stays, because the versions of later ones count from it.
    await conn.execute(
        """
        delete from events
        where tenant_id = $1
            and call_id = $2
            and job_id is not null
            and (
                version is null
                or exists (
                    select 1
                    from events as later
                    where later.tenant_id = $1
                        and later.call_id = $2
                        and later.type = events.type
                        and later.version > events.version
                )
            )
        """,
        tenant_id,
        call_id,
    )
    await conn.execute(
        "update events set job_id = null where tenant_id = $1 and call_id = $2",
        tenant_id,
        call_id,
    )
    await conn.execute(
        "update inbound_events set job_id = null where tenant_id = $1 and call_id = $2",
        tenant_id,
        call_id,
    )
    await conn.execute("delete from jobs where tenant_id = $1 and call_id = $2", tenant_id, call_id)


async def delete_old_events(conn: Connection, *, limit: int) -> dict[TenantId, int]:
    """Deletes expired events, up to `limit` of each tenant; returns how many, by tenant.

    Positions grow with time, so only each tenant's oldest events are looked at.
    """
    rows = await conn.fetch(
        """
        with expired as (
            select oldest.id
            from tenants
            cross join lateral (
                select id, created_at
                from events
                where events.tenant_id = tenants.id
                order by position, id
                limit $1
            ) as oldest
            where event_retention_days is not null
                and oldest.created_at < now() - make_interval(days => event_retention_days)
        ),
        gone as (
            delete from events
            using expired
            where events.id = expired.id
            returning events.tenant_id
        )
        select tenant_id, count(*) as events
        from gone
        group by tenant_id
        """,
        limit,
    )
    return {TenantId(row["tenant_id"]): row["events"] for row in rows}
