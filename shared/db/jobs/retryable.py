"""Lists failed runs that may be retried together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection, plan_for_values
from shared.domain.canary import CANARY_TENANT
from shared.domain.ids import JobId, TenantId
from shared.domain.statuses import JobKind, JobStatus


@dataclass(frozen=True, slots=True)
class RetryFilter:
    """Selects failed runs; a value of None matches any. `since` selects runs that ended then or
    later, `made_since` those created then or later. `tenant_id` None means all tenants, for
    operators only.
    """

    tenant_id: TenantId | None
    statuses: Collection[JobStatus] = (JobStatus.FAILED,)
    error_code: str | None = None
    since: datetime | None = None
    kind: JobKind | None = None
    made_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retryable:
    tenant_id: TenantId
    job_id: JobId
    finished_at: datetime


async def list_retryable(
    conn: Connection,
    where: RetryFilter,
    *,
    until: datetime,
    after: Retryable | None = None,
    limit: int,
) -> list[Retryable]:
    """Returns runs that ended by `until`, the earliest first, from `after` (exclusive) on.

    Dismissed runs, and runs of a kind that this release does not know, are left out. Runs in a
    transaction.
    """
    # The indexes are of one tenant's runs, or of failed ones.
    await plan_for_values(conn)
    rows = await conn.fetch(
        """
        select tenant_id, id, finished_at
        from jobs
        where tenant_id = coalesce($1::uuid, tenant_id)
            and tenant_id <> $10
            and status = any($2)
            and dismissed_at is null
            and ($3::text is null or error_code = $3)
            and ($4::timestamptz is null or finished_at >= $4)
            and finished_at <= $5
            and ($11::timestamptz is null or created_at >= $11)
            and kind = any($6)
            and ($7::timestamptz is null or (finished_at, id) > ($7, $8::uuid))
        order by finished_at, id
        limit $9
        """,
        where.tenant_id,
        list(where.statuses),
        where.error_code,
        where.since,
        until,
        [where.kind] if where.kind else list(JobKind),
        after.finished_at if after else None,
        after.job_id if after else None,
        limit,
        CANARY_TENANT,
        where.made_since,
    )
    return [
        Retryable(TenantId(row["tenant_id"]), JobId(row["id"]), row["finished_at"]) for row in rows
    ]


async def count_failed_by_code(conn: Connection, tenant_id: TenantId) -> Sequence[tuple[str, int]]:
    """Counts failed runs that are not dismissed, by error code; the most frequent code first."""
    rows = await conn.fetch(
        """
        select error_code, count(*) as runs
        from jobs
        where tenant_id = $1
            and status = 'failed'
            and dismissed_at is null
            and error_code is not null
            and kind = any($2)
        group by error_code
        order by runs desc, error_code
        """,
        tenant_id,
        list(JobKind),
    )
    return [(row["error_code"], row["runs"]) for row in rows]
