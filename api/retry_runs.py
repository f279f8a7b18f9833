"""Retries all matching runs, as after an outage: one transaction each, and never more than
requested.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.db.jobs.retryable import Retryable, RetryFilter, list_retryable
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.statuses import JobStatus
from shared.errors import NotFound
from shared.intake.run_actions import retry_as_backfill
from shared.queue.queue import Wakeup

# Runs that may be retried without changes.
ENDED_BADLY = (JobStatus.FAILED, JobStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Retried:
    """The result of a retry. `last` is the last examined run, None when none was left; the next
    retry continues after it.
    """

    count: int
    last: Retryable | None


async def retry_matching(
    database: Database,
    where: RetryFilter,
    send: Callable[[Wakeup], None],
    *,
    until: datetime,
    after: Retryable | None = None,
    limit: int,
) -> Retried:
    """Examines `limit` runs, those that ended longest ago first; each joins the backfill, behind
    new calls.

    A run that fails again meanwhile ended after `until`, and is not tried twice. `send` is called
    with a wakeup for each run.
    """
    async with database.transaction(ALL_TENANTS) as conn:
        found = await list_retryable(conn, where, until=until, after=after, limit=limit)
    count = 0
    for each in found:
        try:
            async with database.transaction(each.tenant_id) as conn:
                wakeup = await retry_as_backfill(
                    conn, each.tenant_id, each.job_id, statuses=where.statuses
                )
        except NotFound:
            # The run was deleted meanwhile.
            continue
        if wakeup:
            send(wakeup)
            count += 1
    return Retried(count, found[-1] if found else None)
