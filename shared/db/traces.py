"""Where a run's trace began, kept on its row: a hint may be lost or sent by another process."""

from dataclasses import dataclass

from shared.db.pool import Connection
from shared.domain.ids import JobId, TenantId


@dataclass(frozen=True, slots=True)
class Origin:
    """`overdue_s` is how long the run has been due."""

    traceparent: str | None
    overdue_s: float


async def mark_traced(conn: Connection, tenant_id: TenantId, job_id: JobId, traceparent: str) -> None:
    await conn.execute(
        "update jobs set traceparent = $3 where id = $1 and tenant_id = $2", job_id, tenant_id, traceparent
    )


async def find_origin(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Origin | None:
    row = await conn.fetchrow(
        "select traceparent, extract(epoch from clock_timestamp() - not_before)::float8 as overdue_s"
        " from jobs where id = $1 and tenant_id = $2",
        job_id,
        tenant_id,
    )
    return Origin(row["traceparent"], max(0.0, row["overdue_s"])) if row else None
