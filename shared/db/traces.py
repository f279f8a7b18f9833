"""Stores the trace context of a run on its row, because a wakeup may be lost or sent by another
process.
"""

from shared.db.pool import Connection
from shared.domain.ids import JobId, TenantId


async def mark_traced(
    conn: Connection, tenant_id: TenantId, job_id: JobId, traceparent: str
) -> None:
    await conn.execute(
        "update jobs set traceparent = $3 where id = $1 and tenant_id = $2",
        job_id,
        tenant_id,
        traceparent,
    )
