"""Missed calls: compares the senders' lists with the stored calls, and decides which worker
compares.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.domain.ids import TenantId
from shared.domain.missed_calls import CheckCounts
from shared.domain.statuses import Source


@dataclass(frozen=True, slots=True)
class Check:
    """The right to check a source; `fence` proves it at the end."""

    source: Source
    fence: int


@dataclass(frozen=True, slots=True)
class TenantMissedCalls:
    """A tenant's missed calls. With `failed` the last check did not finish, so the figures are from
    the one before, at `checked_at`.
    """

    source: Source
    checked_at: datetime | None
    failed: bool
    counts: CheckCounts


async def take_check(
    conn: Connection, sources: Collection[Source], *, hold_s: float, due_only: bool = True
) -> Check | None:
    """Takes a source that is due for a check and reserves it for `hold_s`; after that time another
    worker may take it.
    """
    row = await conn.fetchrow(
        """
        update source_checks
        set fence = fence + 1, due_at = now() + make_interval(secs => $2)
        where source = (
            select source
            from source_checks
            where source = any($1) and (due_at <= now() or not $3)
            order by due_at
            limit 1
            for update skip locked
        )
        returning source, fence
        """,
        list(sources),
        hold_s,
        due_only,
    )
    return Check(Source(row["source"]), row["fence"]) if row else None


async def mark_check_failed(conn: Connection, check: Check, *, again_in_s: float) -> None:
    """Marks a check as failed. The figures of the previous check remain."""
    await conn.execute(
        """
        update source_checks
        set failed = true, due_at = now() + make_interval(secs => $3)
        where source = $1 and fence = $2
        """,
        check.source,
        check.fence,
        again_in_s,
    )


async def mark_checked(
    conn: Connection, check: Check, found: Mapping[TenantId, CheckCounts], *, again_in_s: float
) -> None:
    """Stores the figures of a check, in a transaction. Changes nothing when another worker took the
    check over, because its figures are newer.
    """
    held = await conn.fetchval(
        """
        update source_checks
        set checked_at = now(), failed = false, due_at = now() + make_interval(secs => $3)
        where source = $1 and fence = $2
        returning 1
        """,
        check.source,
        check.fence,
        again_in_s,
    )
    if not held:
        return
    before = await conn.fetch(
        "delete from missed_calls where source = $1 returning tenant_id, missing", check.source
    )
    # A tenant that was deleted during the check has no row for its count.
    await conn.executemany(
        """
        insert into missed_calls (tenant_id, source, listed, arrived, fetched, missing)
        select id, $2, $3, $4, $5, $6
        from tenants
        where id = $1
        """,
        [
            (tenant_id, check.source, each.listed, each.arrived, each.fetched, each.missing)
            for tenant_id, each in found.items()
        ],
    )
    known = {row["tenant_id"]: row["missing"] for row in before}
    await conn.executemany(
        """
        insert into events (tenant_id, type, data)
        select id, 'arrivals.missing', $2
        from tenants
        where id = $1
        """,
        [
            (tenant_id, {"source": check.source, "missing": each.missing})
            for tenant_id, each in found.items()
            if each.missing > known.get(tenant_id, 0)
        ],
    )


async def list_missed_calls(conn: Connection, tenant_id: TenantId) -> list[TenantMissedCalls]:
    """Returns each source with this tenant's figures."""
    rows = await conn.fetch(
        """
        select
            checks.source, checked_at, failed, coalesce(listed, 0) as listed,
            coalesce(arrived, 0) as arrived, coalesce(fetched, 0) as fetched,
            coalesce(missing, 0) as missing
        from source_checks as checks
        left join missed_calls on missed_calls.source = checks.source
        and missed_calls.tenant_id = $1
        order by checks.source
        """,
        tenant_id,
    )
    return [
        TenantMissedCalls(
            Source(row["source"]),
            row["checked_at"],
            row["failed"],
            CheckCounts(row["listed"], row["arrived"], row["fetched"], row["missing"]),
        )
        for row in rows
    ]


async def find_arrived(
    conn: Connection, source: Source, ids: Collection[str]
) -> set[tuple[TenantId, str]]:
    """Returns which of a sender's own ids are known, with the tenant: stored, being fetched, or
    deleted. Another tenant that names an id at its own URL does not make it known.
    """
    if source is Source.TWILIO:
        rows = await conn.fetch(
            # A call that has only begun is listed again when it is over, unless its tenant has its
            # own URL.
            """
            select tenant_id, recording_sid as id
            from recordings
            where recording_sid = any($1) and (status <> 'pending' or endpoint_id is not null)
            union select tenant_id, unnest(recording_sids)
            from erasures
            where id in (select erasures_with_recordings($1))
            """,
            list(ids),
        )
    else:
        rows = await conn.fetch(
            """
            select tenant_id, external_id as id
            from calls
            where source = 'elevenlabs' and external_id = any($1)
            union select tenant_id, external_id
            from erasures
            where source = 'elevenlabs' and external_id = any($1)
            """,
            list(ids),
        )
    return {(TenantId(row["tenant_id"]), row["id"]) for row in rows}
