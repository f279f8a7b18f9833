"""Finds calls that have expired, and uploads that were created and never started."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId

NEVER_UPLOADED = "No audio was uploaded within {hours:g} hours. Upload it now, or delete the call."
NEVER_STARTED = (
    "The audio was uploaded, but not started within {hours:g} hours: POST to the recording's"
    " finalize address."
)


@dataclass(frozen=True, slots=True)
class ExpiredCall:
    tenant_id: TenantId
    call_id: CallId


@dataclass(frozen=True, slots=True)
class UnstartedUpload:
    """An upload that was never started. `error` says what was missing, and what to do."""

    tenant_id: TenantId
    call_id: CallId
    error: str


async def list_expired_calls(
    conn: Connection, *, max_days: int | None, limit: int, skip: Sequence[CallId] = ()
) -> list[ExpiredCall]:
    """Returns calls without an open run that are older than their limit, each tenant's oldest
    first.

    A tenant's limit in days is its own number or `max_days`, whichever is smaller; with neither its
    calls remain. `skip` are calls that could not be deleted in this round.
    """
    rows = await conn.fetch(
        """
        select tenants.id as tenant_id, expired.id as call_id
        from tenants
        cross join lateral (
            select calls.id
            from calls
            where calls.tenant_id = tenants.id
                and calls.created_at
                    < now() - make_interval(days => least(tenants.call_retention_days, $1))
                and calls.id <> all($3)
                and not exists (
                    select 1
                    from jobs
                    where jobs.call_id = calls.id and jobs.status in ('queued', 'running')
                )
            order by calls.created_at, calls.id
            limit $2
        ) as expired
        where least(tenants.call_retention_days, $1) is not null
        limit $2
        """,
        max_days,
        limit,
        list(skip),
    )
    return [ExpiredCall(TenantId(row["tenant_id"]), CallId(row["call_id"])) for row in rows]


async def count_overdue_calls(conn: Connection, *, max_days: int | None, grace_days: int) -> int:
    """Counts, up to a thousand, the calls that should have been deleted more than
    `grace_days` ago.
    """
    found = await conn.fetchval(
        """
        select count(*)
        from (
            select 1
            from tenants
            cross join lateral (
                select 1
                from calls
                where calls.tenant_id = tenants.id
                    and calls.created_at
                        < now() - make_interval(days => least(tenants.call_retention_days, $1) + $2)
                    and not exists (
                        select 1
                        from jobs
                        where jobs.call_id = calls.id and jobs.status in ('queued', 'running')
                    )
                limit 1000
            ) as overdue
            where least(tenants.call_retention_days, $1) is not null
            limit 1000
        ) as counted
        """,
        max_days,
        grace_days,
    )
    return int(found)


async def take_unstarted_uploads(
    conn: Connection, *, older_than_h: float, limit: int
) -> list[UnstartedUpload]:
    """Marks abandoned uploads, those without audio as `error`, and returns them.

    Calls that another transaction is changing are left to the next round. The caller updates the
    status of the calls.
    """
    rows = await conn.fetch(
        """
        with unstarted as (
            select recordings.id, calls.id as call_id
            from recordings
            join calls on calls.id = recordings.call_id
            where recordings.status in ('pending', 'uploading', 'uploaded')
                and recordings.updated_at
                    < now() - make_interval(secs => $1::double precision * 3600)
                and num_nonnulls(
                    recordings.remote_url, recordings.recording_sid, recordings.conversation_id
                ) = 0
                and calls.source = 'upload'
                and calls.status = 'received'
                and not exists (select 1 from jobs where jobs.call_id = calls.id)
            order by recordings.updated_at
            limit $2
            for no key update of calls, recordings skip locked
        )
        update recordings
        set
            status = case when audio_key is null then 'error' else 'uploaded' end,
            error = case when audio_key is null then $3 else $4 end, updated_at = now()
        from unstarted
        where recordings.id = unstarted.id
        returning recordings.tenant_id, unstarted.call_id, recordings.error
        """,
        older_than_h,
        limit,
        NEVER_UPLOADED.format(hours=older_than_h),
        NEVER_STARTED.format(hours=older_than_h),
    )
    return [
        UnstartedUpload(TenantId(row["tenant_id"]), CallId(row["call_id"]), row["error"])
        for row in rows
    ]
